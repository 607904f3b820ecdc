"""Provinces, districts and communes with their time, and how one place became another.

A commune's key is its code *and* a day: 08716 was phường Đống Đa and is phường Vĩnh Phúc since 1/7/2025.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType

from tmdt_desktop.catalogues.dated import Dated, read, span
from tmdt_desktop.text import sort_key

_COMMUNE_DIGITS, _DISTRICT_DIGITS = 5, 3


@dataclass(frozen=True)
class Unit(Dated):
    """A province, district or commune as it was for a time.

    `name` stands alone («Lập Thạch»); `kind` is «tỉnh», «huyện», «thành phố», «xã», «phường» or «thị trấn»; `parent`
    is the code of the unit above. `districts`: the district a commune lies in, or, when districts are gone, the
    former ones it was made of.
    """

    code: str
    name: str
    kind: str
    parent: str
    districts: tuple[str, ...]

    @property
    def spoken(self) -> str:
        """The full name inside a sentence: «xã Ngọc Mỹ» (NĐ 30/2020, Phụ lục II)."""
        return f"{self.kind} {self.name}"

    @property
    def title(self) -> str:
        """The full name standing alone: «Xã Ngọc Mỹ»."""
        return f"{self.kind.capitalize()} {self.name}"


@dataclass(frozen=True)
class _Atlas:
    by_code: Mapping[str, tuple[Unit, ...]]
    days: tuple[date, ...]
    lines: tuple[tuple[str | None, ...], ...]
    """One place a row: its code from each of `days` on; None where the text does not say."""


@cache
def _atlas() -> _Atlas:
    data = read("units.json")
    by_code: defaultdict[str, list[Unit]] = defaultdict(list)
    for row in data["units"]:
        unit = Unit(row["code"], row["name"], row["kind"], row["parent"], tuple(row["districts"]), **span(row))
        by_code[unit.code].append(unit)
    days = tuple(date.fromisoformat(day) for day in data["succession_days"])
    frozen = MappingProxyType({code: tuple(units) for code, units in by_code.items()})
    return _Atlas(frozen, days, tuple(tuple(row) for row in data["succession"]))


def epochs() -> tuple[date, ...]:
    """One day of each time between two reforms, oldest first."""
    return _atlas().days


def units_of(code: str) -> tuple[Unit, ...]:
    """Every unit that ever bore `code`, oldest first; empty when none did."""
    return _atlas().by_code.get(code, ())


def unit_on(code: str, day: date) -> Unit:
    """The unit that bore `code` on `day`. Raises KeyError when none did."""
    for unit in units_of(code):
        if unit.holds_on(day):
            return unit
    raise KeyError(f"{code} on {day}")


@cache
def _level_on(digits: int, epoch: int) -> tuple[Unit, ...]:
    day = _atlas().days[epoch]
    held = (u for code, units in _atlas().by_code.items() if len(code) == digits for u in units if u.holds_on(day))
    return tuple(sorted(held, key=lambda unit: (sort_key(unit.name), unit.code)))


def _epoch(day: date) -> int:
    """Which row of the succession table `day` falls in; the time before the first counts as the first."""
    return max(sum(start <= day for start in _atlas().days) - 1, 0)


def districts_on(day: date) -> tuple[Unit, ...]:
    """The districts and cities of `day` in the order of the dictionary; none from 1/7/2025."""
    return _level_on(_DISTRICT_DIGITS, _epoch(day))


def communes_on(day: date, district: str | None = None) -> tuple[Unit, ...]:
    """The communes, wards and townships of `day`, of one district (after 1/7/2025: of its former soil) or of all."""
    held = _level_on(_COMMUNE_DIGITS, _epoch(day))
    return held if district is None else tuple(unit for unit in held if district in unit.districts)


def successor(code: str, from_day: date, to_day: date) -> Unit | None:
    """What the commune `code` of `from_day` had become on `to_day`; None when the texts do not say.

    Raises KeyError when there was no such commune, ValueError when `to_day` lies in an earlier time.
    """
    old = unit_on(code, from_day)
    start, end = _epoch(from_day), _epoch(to_day)
    if end < start:
        raise ValueError(f"{to_day} lies before {from_day}")
    if end == start:
        return old
    new = next(line[end] for line in _atlas().lines if line[start] == code)
    return None if new is None else unit_on(new, to_day)


def predecessors(code: str, day: date, earlier: date) -> tuple[Unit, ...]:
    """The communes of `earlier` that the commune `code` of `day` is made of. Raises as `successor` does."""
    unit = unit_on(code, day)
    start, end = _epoch(earlier), _epoch(day)
    if end < start:
        raise ValueError(f"{earlier} lies after {day}")
    if end == start:
        return (unit,)
    parts = dict.fromkeys(old for line in _atlas().lines if line[end] == code and (old := line[start]))
    return tuple(unit_on(part, earlier) for part in parts)
