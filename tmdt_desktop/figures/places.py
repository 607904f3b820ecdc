"""The parts of a figure: communes of earlier times counted as what they had become by the scope's day, months, plain values."""

from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, case, not_, or_

from tmdt_desktop.catalogues.indicators import Indicator, Within
from tmdt_desktop.catalogues.units import Commune, Communes, codes_once, commune_then
from tmdt_desktop.figures.columns import Listing, column, day, has_term, holds_several, kind_of, known, stored
from tmdt_desktop.figures.conditions import Scope
from tmdt_desktop.kinds import Flag
from tmdt_desktop.records import Part, Record

MONTH = "month"
"""The group by the month of the day that decides the period."""
_YES_NO: Mapping[str, str] = MappingProxyType({"1": "true", "0": "false"})


def then(of: Listing, name: str, key: str | None, scope: Scope) -> str | None:
    """The plain value `key` of a field; a commune by the code it bears on the scope's day."""
    day = scope.places_on
    if key is None or day is None or not _is_place(of, name):
        return key
    return commune_then(key, day)


def plain_values(of: Listing, name: str, text: str, scope: Scope) -> tuple[str | None, ...]:
    """The plain values that a coded field's text holds, as `then` gives them; (None,) when it is empty."""
    if holds_several(of, name):
        codes = (then(of, name, code, scope) for code in text.split(";") if code)
        return tuple(dict.fromkeys(codes)) or (None,)
    said = _YES_NO.get(text, text) if isinstance(kind_of(of, name), Flag) else text
    return (then(of, name, said or None, scope),)


def placed(of: Listing, name: str, scope: Scope) -> ColumnElement[Any]:
    """The column of a field; of communes, the code that each of them bears on the scope's day."""
    found, day = column(of, name), scope.places_on
    if day is None or not _is_place(of, name):
        return found
    became = {old: new for new, olds in codes_once(day).items() for old in olds if old != new}
    return case(became, value=found, else_=found) if became else found


def month(of: type[Record], indicator: Indicator, scope: Scope) -> ColumnElement[str]:
    """«2024-05» of the day that decides the period. Raises KeyError when no such day decides."""
    decides = _day_within(of, indicator)
    cases = [(decides < following, said) for said, _, following in _months(scope)]
    return case(*cases)


def is_part(of: type[Record], indicator: Indicator, name: str, key: str | None, scope: Scope) -> ColumnElement[bool]:
    """A record stands in the part `key` of the group `name`."""
    if name != MONTH:
        return is_then(of, name, key, scope)
    decides = _day_within(of, indicator)
    spans = {said: (first, following) for said, first, following in _months(scope)}
    first, following = spans[key or ""]
    return (decides >= first) & (decides < following)


def is_then(of: type[Record] | type[Part], name: str, key: str | None, scope: Scope) -> ColumnElement[bool]:
    """The field has the plain value `key` (of several: it is one of them), as `then` gives it; None is «not said»."""
    if key is None:
        return not_(known(of, name))
    codes = _codes(of, name, key, scope)
    if holds_several(of, name):
        return or_(*(has_term(of, name, code) for code in codes))
    return column(of, name).in_([stored(of, name, code) for code in codes])


def _codes(of: Listing, name: str, key: str, scope: Scope) -> tuple[str, ...]:
    """Every stored value that `then` makes `key` of."""
    day = scope.places_on
    return codes_once(day).get(key, (key,)) if day is not None and _is_place(of, name) else (key,)


def _day_within(of: type[Record], indicator: Indicator) -> ColumnElement[Any]:
    if not isinstance(indicator.time, Within):
        raise KeyError(f"{indicator.code} has no day to part into months")
    return day(of, indicator.time.date)


def _months(scope: Scope) -> list[tuple[str, date, date]]:
    """(«2024-05», its first day in the period, the day after its last) for each month that the period touches."""
    made, first = [], scope.period_from
    while first <= scope.period_to:
        following = (first.replace(day=1) + timedelta(days=32)).replace(day=1)
        made.append((f"{first:%Y-%m}", first, following))
        first = following
    return made


def _is_place(of: Listing, name: str) -> bool:
    return isinstance(kind_of(of, name), Commune | Communes)
