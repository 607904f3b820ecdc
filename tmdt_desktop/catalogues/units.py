"""Where a record belongs: the commune as a kind of field, and the look-ups of the atlas beside it."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from types import MappingProxyType
from typing import Any

from tmdt_desktop.catalogues.atlas import (
    Unit,
    communes_on,
    districts_on,
    epochs,
    predecessors,
    successor,
    unit_on,
    units_of,
)
from tmdt_desktop.catalogues.commune_finder import CommuneFinder, Found, Match, find_commune
from tmdt_desktop.catalogues.several import CodesChosen
from tmdt_desktop.errors import Invalid
from tmdt_desktop.i18n import day as show_day
from tmdt_desktop.kinds import Kind

__all__ = [
    "Commune",
    "CommuneFinder",
    "Communes",
    "Found",
    "Match",
    "Unit",
    "codes_once",
    "commune_then",
    "communes_on",
    "districts_on",
    "epochs",
    "find_commune",
    "predecessors",
    "successor",
    "unit_on",
    "units_of",
]

_READABLE = frozenset({Match.EXACT, Match.NEAR, Match.MISSPELT, Match.FORMER})


@dataclass(frozen=True)
class Commune(Kind):
    """A commune by its code, as things stood on `day` in `district`.

    Without a day every time is known, the oldest first; `on` gives the same kind for a day and a district.
    """

    day: date | None = None
    district: str | None = None

    def on(self, day: date, district: str | None = None) -> "Commune":
        """This kind as of `day`, within `district` (its GSO code) when given."""
        return Commune(day, district)

    @cached_property
    def _finders(self) -> tuple[CommuneFinder, ...]:
        return tuple(CommuneFinder(day, self.district) for day in ((self.day,) if self.day else epochs()))

    def find(self, raw: object) -> Found | None:
        """What `raw` means, with how sure that is. None when it names no commune."""
        text = str(int(raw)) if isinstance(raw, float) and raw.is_integer() else str(raw)
        found = [made for finder in self._finders if (made := finder.find(text))]
        return next((made for made in found if made.match is Match.EXACT), found[0] if found else None)

    def parse(self, raw: object) -> str:
        """A code, a name or an address as the commune's code. Raises Invalid and says what to write instead."""
        found = self.find(raw)
        if found is None:
            raise Invalid("Không có xã, phường, thị trấn nào tên như vậy. Chọn trong danh sách.")
        if found.unit is None or found.match not in _READABLE:
            raise Invalid(_trouble(found, self.district, self.day))
        return found.unit.code

    def show(self, value: Any) -> str:
        """«Xã Ngọc Mỹ»: the place that bears the code on the kind's day, else the last that bore it before; the code itself
        when none did. Without a day the first place that ever bore it."""
        known = units_of(value or "")
        if self.day is not None:
            begun = [unit for unit in known if unit.valid_from is None or unit.valid_from <= self.day]
            known = tuple(unit for unit in known if unit.holds_on(self.day)) or tuple(begun[-1:])
        return known[0].title if known else (value or "")

    def choices(self, day: date | None = None, district: str | None = None) -> tuple[tuple[str, str], ...]:
        """(code, name) of the communes to choose from, in the order of the dictionary."""
        when = day or self.day or epochs()[0]
        return tuple((unit.code, unit.title) for unit in communes_on(when, district or self.district))


@dataclass(frozen=True)
class Communes(CodesChosen):
    """Several communes, wards and townships by their codes, as things stood on `day` in `district`."""

    day: date | None = None
    district: str | None = None
    longest = 1000

    @property
    def one(self) -> Commune:
        return Commune(self.day, self.district)

    def on(self, day: date, district: str | None = None) -> "Communes":
        """This kind as of `day`, within `district` (its GSO code) when given."""
        return Communes(day, district)


def commune_then(code: str, day: date) -> str:
    """The code that the commune noted as `code`, at whatever time, bears on `day`.

    A code that stands on `day` is taken at its word; one of an earlier time becomes its successor's. It stays as it is
    where the texts name no successor, or where it is only borne later.
    """
    if any(unit.holds_on(day) for unit in units_of(code)):
        return code
    for start in reversed(epochs()):
        if start < day and any(unit.holds_on(start) for unit in units_of(code)):
            unit = successor(code, start, day)
            return unit.code if unit else code
    return code


@cache
def codes_once(day: date) -> Mapping[str, tuple[str, ...]]:
    """By each code of `day` or of a later time: every code that `commune_then` makes it of."""
    known: defaultdict[str, set[str]] = defaultdict(set)
    for code in {unit.code for start in epochs() for unit in communes_on(start)}:
        known[commune_then(code, day)].add(code)
    return MappingProxyType({code: tuple(sorted(olds)) for code, olds in known.items()})


def _trouble(found: Found, district: str | None, day: date | None) -> str:
    if found.match is Match.OUTSIDE and found.unit:
        return f"{found.unit.title} không thuộc {_area(district)}. Chọn xã, phường, thị trấn của địa bàn mình."
    names = "; ".join(_with_district(unit) for unit in found.others)
    if found.match is Match.LATER:
        if ended := _ended(district, day):
            return f"Tên này có sau khi {_area(district)} kết thúc ({show_day(ended)}). Tên đến ngày ấy: {names}. Chọn một nơi."
        return f"Tên này có sau ngày của danh sách. Khi ấy là: {names}. Chọn một nơi."
    if found.match is Match.FORMER:
        return f"{found.others[0].title} đã nhập vào nơi khác, chưa rõ nơi nào. Chọn tên mới trong danh sách."
    return f"Có nhiều nơi khớp: {names}. Ghi rõ xã, phường hay thị trấn, thuộc huyện nào."


def _ended(district: str | None, day: date | None) -> date | None:
    """The last day of a district that has ended, where `day` is that day; a later list is read as of it."""
    units = units_of(district or "")
    ended = units[-1].valid_to if units else None
    return ended if ended is not None and day is not None and day >= ended else None


def _area(district: str | None) -> str:
    units = units_of(district or "")
    return units[-1].spoken if units else "địa bàn"


def _with_district(unit: Unit) -> str:
    since = f" (từ {show_day(unit.valid_from)})" if unit.valid_from else ""
    above = [units_of(code)[-1].spoken for code in unit.districts]
    return f"{unit.spoken}, {above[0]}" if len(above) == 1 and not since else f"{unit.spoken}{since}"
