"""The texts that reports and checks cite, each with the time it is in force."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from tmdt_desktop.catalogues.dated import Dated, read, span

REGULATION = "QUYCHE2024"


@dataclass(frozen=True)
class Law(Dated):
    """One text. `citation`: how it is cited first (without «Căn cứ»); `short`: how later. `topics`: what it is cited for."""

    code: str
    short: str
    citation: str
    topics: tuple[str, ...]


@cache
def laws() -> tuple[Law, ...]:
    """All texts, whatever the day."""
    rows = read("laws.toml")["law"]
    return tuple(Law(row["code"], row["short"], row["citation"], tuple(row["topics"]), **span(row)) for row in rows)


def laws_on(day: date, topic: str = "") -> tuple[Law, ...]:
    """The texts in force on `day`, of one topic or of all."""
    return tuple(law for law in laws() if law.holds_on(day) and (not topic or topic in law.topics))


def grounds(day: date, decision: str, others: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The lines «Căn cứ …» of a report of `day`, without the closing mark.

    `decision`: type, number and day of the decision that issued the regulation, as the office has set it; empty leaves
    the regulation out, for a report without it must not be issued. `others`: whole citations (the year's plan, the
    request that asked for the report), empty ones skipped.
    """
    texts = laws_on(day, "report")
    cited = [law.citation.format(decision=decision.strip()) for law in texts if decision.strip()]
    return tuple(f"Căn cứ {citation}" for citation in (*cited, *(other.strip() for other in others)) if citation)
