"""Communes of earlier times, counted as what they had become by the day that the scope's lists of places are read for."""

from typing import Any

from sqlalchemy import ColumnElement, case

from tmdt_desktop.catalogues.units import Commune, codes_once, commune_then
from tmdt_desktop.figures.columns import Listing, column, kind_of, stored
from tmdt_desktop.figures.conditions import Scope


def then(of: Listing, name: str, key: str | None, scope: Scope) -> str | None:
    """The plain value `key` of a field; a commune by the code it bears on the scope's day."""
    day = scope.places_on
    if key is None or day is None or not _is_place(of, name):
        return key
    return commune_then(key, day)


def placed(of: Listing, name: str, scope: Scope) -> ColumnElement[Any]:
    """The column of a field; of communes, the code that each of them bears on the scope's day."""
    found, day = column(of, name), scope.places_on
    if day is None or not _is_place(of, name):
        return found
    became = {old: new for new, olds in codes_once(day).items() for old in olds if old != new}
    return case(became, value=found, else_=found) if became else found


def is_then(of: Listing, name: str, key: str | None, scope: Scope) -> ColumnElement[bool]:
    """The field has the plain value `key`, as `then` gives it; None is «not said»."""
    found, day = column(of, name), scope.places_on
    if key is None:
        return found.is_(None)
    if day is not None and _is_place(of, name):
        return found.in_(codes_once(day).get(key, (key,)))
    same: ColumnElement[bool] = found == stored(of, name, key)
    return same


def _is_place(of: Listing, name: str) -> bool:
    return isinstance(kind_of(of, name), Commune)
