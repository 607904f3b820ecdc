"""Acts that inspections find, with the article and the amount as the decrees print them. No fine is ever computed here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from tmdt_desktop.catalogues.dated import Dated, read, span
from tmdt_desktop.catalogues.listed import Entry, Listed, entry_on


@dataclass(frozen=True)
class Act(Entry):
    """One act. `article`: «Điều 62»; `decree`: the text it stands in, empty for the penalty decree on trade.

    `amount`: as printed, for reading; `least` and `most` in đồng, None where the list does not say. `note`: what to
    look at before it is written down.
    """

    article: str = ""
    decree: str = ""
    amount: str = ""
    least: int | None = None
    most: int | None = None
    note: str = ""


@dataclass(frozen=True)
class Decree(Dated):
    """The penalty decree on trade with its amendments, as cited for a time."""

    citation: str


@cache
def acts() -> tuple[Act, ...]:
    """Every act with its time, in the order of the decree."""
    return tuple(_act(row) for row in read("violations.toml")["violation"])


def _act(row: Mapping[str, Any]) -> Act:
    return Act(
        row["code"],
        row["name"],
        tuple(row["words"]),
        article=row["article"],
        decree=row["decree"],
        amount=row["amount"],
        least=row.get("least"),
        most=row.get("most"),
        note=row["note"],
        **span(row),
    )


@cache
def _decrees() -> tuple[Decree, ...]:
    return tuple(Decree(citation=row["citation"], **span(row)) for row in read("violations.toml")["decree"])


def cited(code: str, day: date) -> str:
    """Article and decree of the act as they stood on `day`, to be copied into the record; empty when unknown."""
    act = entry_on(acts(), code, day)
    if not isinstance(act, Act):
        return ""
    general = next((decree.citation for decree in _decrees() if decree.holds_on(day)), "")
    return " ".join(part for part in (act.article, act.decree or general) if part)


@dataclass(frozen=True)
class Violation(Listed):
    """An act by its code: «V62a» … «VK»."""

    def entries(self) -> tuple[Entry, ...]:
        return acts()
