"""Codes of economic activity: VSIC 2018 (QĐ 27/2018/QĐ-TTg) and, from 15/11/2025, VSIC 2025 (QĐ 36/2025/QĐ-TTg)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from tmdt_desktop.catalogues.dated import Dated, read, span
from tmdt_desktop.catalogues.listed import Entry, Listed
from tmdt_desktop.errors import Invalid
from tmdt_desktop.text import key, one_line

_CODE = re.compile(r"(?:VSIC\s*)?(?:(2018|2025)\s*[:/-]\s*)?(\d{4,5})(?:\s.*)?", re.IGNORECASE)


@dataclass(frozen=True)
class Classification(Dated):
    """One edition of the classification: `code` «2018» or «2025», `name` as it is cited."""

    code: str
    name: str


@cache
def classifications() -> tuple[Classification, ...]:
    """The editions, oldest first."""
    rows = read("industries.toml")["classification"]
    return tuple(Classification(code=row["code"], name=row["name"], **span(row)) for row in rows)


def classification_on(day: date) -> Classification:
    """The edition in force on `day`; the oldest for days before it."""
    return next((known for known in classifications() if known.holds_on(day)), classifications()[0])


@cache
def industries() -> tuple[Entry, ...]:
    """The activities that matter to trade on line, not the whole classification; codes are written «2018:4791»."""
    data = read("industries.toml")
    editions = {known.code: known for known in classifications()}
    return tuple(_industry(editions[edition], row) for edition, rows in data["industry"].items() for row in rows)


def _industry(edition: Classification, row: Mapping[str, Any]) -> Entry:
    return Entry(
        f"{edition.code}:{row['code']}",
        f"{row['code']} {row['name']}",
        (row["name"],),
        valid_from=edition.valid_from,
        valid_to=edition.valid_to,
        basis=edition.basis,
        verified=row.get("verified", False),
    )


@dataclass(frozen=True)
class Industry(Listed):
    """An activity as «2018:4791». The list holds the common ones; any other code of 4 or 5 digits is kept with a doubt."""

    def entries(self) -> tuple[Entry, ...]:
        return industries()

    def parse(self, raw: object) -> str:
        """«2018:4791», «4791», «4791 Bán lẻ …» or a name. A code alone is one of the kind's day, else of the last edition
        that lists it. Raises Invalid."""
        text = one_line(str(raw))
        if found := _CODE.fullmatch(text):
            return f"{found[1] or self._edition(found[2])}:{found[2]}"
        word = key(text)
        named = [entry.code for entry in self.open_entries() if word in {key(entry.name), *map(key, entry.words)}]
        if not named:
            raise Invalid("Ghi mã ngành 4 hoặc 5 chữ số, ví dụ 4791, hoặc chọn trong danh sách.")
        return named[-1]

    def _edition(self, digits: str) -> str:
        if self.day is not None:
            return classification_on(self.day).code
        listing = [entry.code[:4] for entry in self.entries() if entry.code[5:] == digits]
        return (listing or [classifications()[0].code])[-1]

    def show(self, value: Any) -> str:
        """«4791 Bán lẻ …»; «4799 (VSIC 2018)» for a code that the list does not hold."""
        shown = super().show(value)
        edition, parted, digits = shown.partition(":")
        return f"{digits} (VSIC {edition})" if parted and shown == value else shown

    def doubt(self, value: str) -> str:
        if any(entry.code == value for entry in self.entries()):
            return ""
        edition, _, digits = value.partition(":")
        others = [entry.code[:4] for entry in self.entries() if entry.code[5:] == digits]
        if others:
            return f"Mã {digits} thuộc VSIC {others[-1]}; ở đây hiểu theo VSIC {edition}. Xem lại mã ngành."
        return "Mã ngành này không có trong danh mục rút gọn. Xem lại trong Hệ thống ngành kinh tế Việt Nam."
