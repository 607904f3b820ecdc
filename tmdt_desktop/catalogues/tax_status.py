"""The status of a tax code as the tax authority keeps it (TT 90/2026/TT-BTC, Phụ lục I; before it TT 105/2020, 86/2024)."""

from dataclasses import dataclass
from functools import cache

from tmdt_desktop.catalogues.dated import read, span
from tmdt_desktop.catalogues.listed import Entry, Listed

UNCHECKED = "CHUA"
"""Nobody has looked it up yet."""


@cache
def tax_statuses() -> tuple[Entry, ...]:
    """Every code with its time, in the order of the circular."""
    rows = read("tax_status.toml")["status"]
    return tuple(Entry(row["code"], row["name"], tuple(row["words"]), **span(row)) for row in rows)


@dataclass(frozen=True)
class TaxStatus(Listed):
    """The status of a tax code: «00» … «10», or CHUA while it was not looked up."""

    def entries(self) -> tuple[Entry, ...]:
        return tax_statuses()
