"""What each record adds to a figure, and how the additions make one value."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Integer, String, and_, case, cast, distinct, func, literal, or_, select

from tmdt_desktop.catalogues.indicators import Indicator, Measure
from tmdt_desktop.figures.conditions import (
    Scope,
    belongs,
    column,
    has_term,
    having,
    in_scope,
    inside,
    known,
    met,
    part_of,
    terms,
)
from tmdt_desktop.records import Part, Record

ADDED = frozenset({"count", "sum", "listed"})
"""Measures whose value is the sum of what each record adds; the others count different keys."""


def counting(of: type[Record], indicator: Indicator, scope: Scope) -> ColumnElement[bool]:
    """The records that count (scope apart)."""
    return and_(inside(of, indicator, scope), met(of, indicator.counted))


def amount(of: type[Record], measure: Measure) -> ColumnElement[int]:
    """What one record adds; NULL when it says nothing."""
    if measure.of == "sum":
        return column(of, measure.field)
    if measure.of == "listed":
        return _listed(of, measure)
    return literal(1, Integer)


def value_of(of: type[Record], indicator: Indicator, scope: Scope) -> ColumnElement[int]:
    """The figure as an aggregate over the register's table."""
    counts = counting(of, indicator, scope)
    return _AGGREGATES[indicator.measure.of](of, indicator.measure, counts, scope)


def needed(of: type[Record], indicator: Indicator) -> ColumnElement[bool] | None:
    """What shows that the figure was collected at all; None when it always is."""
    if indicator.measure.of == "listed":
        return or_(has_list(of, indicator.measure), known(of, indicator.measure.instead))
    return met(of, indicator.needs) if indicator.needs else None


def has_list(of: type[Record], measure: Measure) -> ColumnElement[bool]:
    """The sub-list has rows that say what the measure asks about."""
    part = part_of(of, measure.field)
    return having(of, part, and_(*(known(part, asked.field) for asked in measure.where), _any_row(part)))


def listed_count(
    of: type[Record], measure: Measure, condition: ColumnElement[bool] | None = None
) -> ColumnElement[int]:
    """How many rows of the sub-list meet the measure's `where` and `condition`."""
    part = part_of(of, measure.field)
    held = and_(belongs(of, part), met(part, measure.where), *(() if condition is None else (condition,)))
    return select(func.count()).select_from(part.__table__).where(held).correlate(of.__table__).scalar_subquery()


def person_key(part: type[Part], measure: Measure) -> ColumnElement[str]:
    """What tells people apart: the first of the measure's keys whose fields are all filled."""
    keys = (_joined(part, str(place), names) for place, names in enumerate(measure.keys))
    return func.coalesce(*keys)


def _joined(part: type[Part], mark: str, names: tuple[str, ...]) -> ColumnElement[str]:
    joined: ColumnElement[str] = literal(mark, String)
    for name in names:
        joined = joined.concat(literal("|", String)).concat(cast(column(part, name), String))
    return joined


def _any_row(part: type[Part]) -> ColumnElement[bool]:
    return column(part, "seq").is_not(None)


def _listed(of: type[Record], measure: Measure) -> ColumnElement[int]:
    return case((has_list(of, measure), listed_count(of, measure)), else_=column(of, measure.instead))


def _added(of: type[Record], measure: Measure, counts: ColumnElement[bool], scope: Scope) -> ColumnElement[int]:  # noqa: ARG001
    return func.coalesce(func.sum(case((counts, amount(of, measure)), else_=0)), 0)


def _distinct(of: type[Record], measure: Measure, counts: ColumnElement[bool], scope: Scope) -> ColumnElement[int]:  # noqa: ARG001
    return func.count(distinct(case((counts, column(of, measure.field)))))


def _terms(of: type[Record], measure: Measure, counts: ColumnElement[bool], scope: Scope) -> ColumnElement[int]:  # noqa: ARG001
    total: ColumnElement[int] = literal(0, Integer)
    for term in terms(of, measure.field):
        held = and_(counts, has_term(of, measure.field, term))
        total = total + func.coalesce(func.max(case((held, 1), else_=0)), 0)
    return total


def _people(of: type[Record], measure: Measure, counts: ColumnElement[bool], scope: Scope) -> ColumnElement[int]:
    part = part_of(of, measure.field)
    source = part.__table__.join(of.__table__, belongs(of, part))
    chosen = select(func.count(distinct(person_key(part, measure)))).select_from(source)
    return chosen.where(in_scope(of, scope), counts, met(part, measure.where)).correlate(None).scalar_subquery()


_Aggregate = Callable[[type[Record], Measure, ColumnElement[bool], Scope], ColumnElement[Any]]
_AGGREGATES: Mapping[str, _Aggregate] = MappingProxyType(
    {"count": _added, "sum": _added, "listed": _added, "distinct": _distinct, "terms": _terms, "people": _people}
)
