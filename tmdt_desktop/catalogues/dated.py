"""What every row that comes from law or from the map carries, and how its file is read."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from tmdt_desktop.paths import CATALOGUES


@dataclass(frozen=True, kw_only=True)
class Dated:
    """A row with its time. None leaves that end open; both days belong to it.

    `basis`: the text it rests on. `verified`: the wording of that text was seen, not only a restatement of it.
    """

    valid_from: date | None
    valid_to: date | None
    basis: str
    verified: bool

    def holds_on(self, day: date) -> bool:
        """Whether the row was true on `day`."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


def span(row: Mapping[str, Any]) -> dict[str, Any]:
    """The four common values of a row as `Dated` takes them; days may be dates (TOML) or ISO text (JSON)."""
    return {
        "valid_from": _day(row.get("valid_from")),
        "valid_to": _day(row.get("valid_to")),
        "basis": row["basis"],
        "verified": row["verified"],
    }


def _day(raw: Any) -> date | None:
    return date.fromisoformat(raw) if isinstance(raw, str) else raw


@cache
def read(name: str) -> dict[str, Any]:
    """The catalogue file `name` (.toml or .json, below resources/catalogues) as plain data, read once; nobody changes it."""
    text = (CATALOGUES / name).read_text(encoding="utf-8")
    data: dict[str, Any] = tomllib.loads(text) if name.endswith(".toml") else json.loads(text)
    return data
