"""What each record adds to a figure."""

from sqlalchemy import ColumnElement, Integer, String, case, cast, func, literal, or_

from tmdt_desktop.catalogues.indicators import Condition, Indicator, Measure
from tmdt_desktop.figures.columns import column, known, part_of
from tmdt_desktop.figures.conditions import Scope, met
from tmdt_desktop.figures.lists import Lists
from tmdt_desktop.figures.places import placed
from tmdt_desktop.records import Part, Record

ADDED = frozenset({"count", "sum", "listed"})
"""Measures whose value is the sum of what each record adds; the others count different keys."""


def amount(of: type[Record], measure: Measure, lists: Lists) -> ColumnElement[int]:
    """What one record adds; NULL when it says nothing."""
    if measure.of == "sum":
        return column(of, measure.field)
    if measure.of == "listed":
        return case((_has_list(of, measure, lists), listed(of, measure, lists)), else_=column(of, measure.instead))
    return literal(1, Integer)


def needed(of: type[Record], indicator: Indicator, lists: Lists) -> ColumnElement[bool] | None:
    """What shows that the figure was collected at all; None when it always is."""
    measure = indicator.measure
    if measure.of == "listed":
        return or_(_has_list(of, measure, lists), known(of, measure.instead))
    return met(of, indicator.needs, lists) if indicator.needs else None


def listed(of: type[Record], measure: Measure, lists: Lists) -> ColumnElement[int]:
    """How many rows of the sub-list meet the measure's `where`."""
    part = part_of(of, measure.field)
    return lists.count(of, part, measure.where, met(part, measure.where, lists))


def person_key(part: type[Part], measure: Measure, scope: Scope) -> ColumnElement[str]:
    """What tells people apart: the first of the measure's keys whose fields are all filled."""
    keys = (_joined(part, str(place), names, scope) for place, names in enumerate(measure.keys))
    return func.coalesce(*keys)


def _joined(part: type[Part], mark: str, names: tuple[str, ...], scope: Scope) -> ColumnElement[str]:
    joined: ColumnElement[str] = literal(mark, String)
    for name in names:
        joined = joined.concat(literal("|", String)).concat(cast(placed(part, name, scope), String))
    return joined


def _has_list(of: type[Record], measure: Measure, lists: Lists) -> ColumnElement[bool]:
    """The sub-list has rows that say what the measure asks about."""
    part = part_of(of, measure.field)
    says = tuple(Condition(asked.field, "known") for asked in measure.where)
    return lists.any(of, part, says, met(part, says, lists))
