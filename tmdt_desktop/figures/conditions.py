"""Conditions of the indicator catalogue as SQL over the registers' own tables."""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, not_, or_, select, true

from tmdt_desktop.catalogues.indicators import (
    Anytime,
    Condition,
    Indicator,
    InYear,
    Standing,
    Time,
    Until,
    Within,
)
from tmdt_desktop.catalogues.offices import office_on
from tmdt_desktop.figures.columns import Listing, column, day, has_term, kind_of, known, part_of, stored
from tmdt_desktop.figures.lists import Lists
from tmdt_desktop.records import Record, register


@dataclass(frozen=True)
class Scope:
    """Which records a figure is counted from.

    `period_from`, `period_to`: first and last day, both counted. `offices`: codes, None for all. `packages`: ids of the
    received packages whose rows count; None for the office's own rows.
    """

    period_from: date
    period_to: date
    offices: tuple[str, ...] | None = None
    packages: tuple[UUID, ...] | None = None

    @cached_property
    def places_on(self) -> date | None:
        """The day whose communes the records are counted by: the last one of the offices, not later than the period's.

        None without offices: received rows bear the codes that their sender counted by.
        """
        days = (office_on(code, self.period_to).last_day(self.period_to) for code in self.offices or ())
        return max(days, default=None)


def in_scope(of: type[Record], scope: Scope) -> ColumnElement[bool]:
    """The records that the scope lets in, whatever their time."""
    table = of.__table__.c
    offices = true() if scope.offices is None else table.office.in_(scope.offices)
    packages = table.package.is_(None) if scope.packages is None else table.package.in_(scope.packages)
    return and_(offices, packages)


def counting(of: type[Record], indicator: Indicator, scope: Scope, lists: Lists) -> ColumnElement[bool]:
    """The records that count: in scope, in time, of the population and as the indicator asks."""
    asked = met(of, (*indicator.population, *indicator.counted), scope, lists)
    return and_(in_scope(of, scope), in_time(of, indicator.time, scope), asked)


def met(of: Listing, conditions: tuple[Condition, ...], scope: Scope, lists: Lists) -> ColumnElement[bool]:
    """All `conditions` together; true when there are none. Raises KeyError for an op or a field that is none."""
    return and_(true(), *(_meets(of, condition, scope, lists) for condition in conditions))


def in_time(of: type[Record], time: Time, scope: Scope) -> ColumnElement[bool]:
    """The records that belong to the period, or stand at its end."""
    if isinstance(time, Within):
        return day(of, time.date).between(scope.period_from, scope.period_to)
    if isinstance(time, Until):
        return day(of, time.date) <= scope.period_to
    if isinstance(time, InYear):
        return column(of, time.year) == scope.period_to.year
    if isinstance(time, Anytime):
        return true()
    return _stands(of, time, scope)


def _stands(of: type[Record], time: Standing, scope: Scope) -> ColumnElement[bool]:
    until = day(of, time.until)
    open_: ColumnElement[bool] = until.is_(None)
    if time.state:
        state = column(of, time.state).in_([stored(of, time.state, value) for value in time.values])
        open_ = and_(open_, state)
    lasts = or_(until > scope.period_to, open_)
    if time.never:
        lasts = and_(lasts, column(of, time.state).not_in([stored(of, time.state, value) for value in time.never]))
    if not time.since:
        return lasts
    since = day(of, time.since)
    return and_(or_(since.is_(None), since <= scope.period_to), lasts)


def _meets(of: Listing, asked: Condition, scope: Scope, lists: Lists) -> ColumnElement[bool]:
    if asked.op in _OF_DAYS:
        return _OF_DAYS[asked.op](day(of, asked.field), scope)
    if asked.op in _OF_TWO:
        compared: ColumnElement[bool] = _OF_TWO[asked.op](day(of, asked.field), day(of, asked.other))
        return compared
    return _OTHERS[asked.op](of, asked, scope, lists)


def _in(of: Listing, asked: Condition, _scope: Scope, _lists: Lists) -> ColumnElement[bool]:
    return column(of, asked.field).in_([stored(of, asked.field, value) for value in asked.values])


def _not_in(of: Listing, asked: Condition, scope: Scope, lists: Lists) -> ColumnElement[bool]:
    return or_(column(of, asked.field).is_(None), not_(_in(of, asked, scope, lists)))


def _has(of: Listing, asked: Condition, _scope: Scope, _lists: Lists) -> ColumnElement[bool]:
    return or_(*(has_term(of, asked.field, name) for name in asked.values))


def _known(of: Listing, asked: Condition, _scope: Scope, _lists: Lists) -> ColumnElement[bool]:
    return known(of, asked.field)


def _unknown(of: Listing, asked: Condition, _scope: Scope, _lists: Lists) -> ColumnElement[bool]:
    return not_(known(of, asked.field))


def _more_than(of: Listing, asked: Condition, _scope: Scope, _lists: Lists) -> ColumnElement[bool]:
    more: ColumnElement[bool] = column(of, asked.field) > asked.values[0]
    return more


def _in_year(of: Listing, asked: Condition, scope: Scope, _lists: Lists) -> ColumnElement[bool]:
    same: ColumnElement[bool] = column(of, asked.field) == scope.period_to.year
    return same


def _any(of: Listing, asked: Condition, scope: Scope, lists: Lists) -> ColumnElement[bool]:
    part = part_of(of, asked.field)
    return lists.any(of, part, met(part, asked.where, scope, lists))


def _none(of: Listing, asked: Condition, scope: Scope, lists: Lists) -> ColumnElement[bool]:
    return not_(_any(of, asked, scope, lists))


def _linked(of: Listing, asked: Condition, scope: Scope, lists: Lists) -> ColumnElement[bool]:
    to = register(kind_of(of, asked.field).to)
    there = and_(column(to, "id") == column(of, asked.field), met(to, asked.where, scope, lists))
    return exists(select(1).select_from(to.__table__).where(there).correlate(of.__table__))


def _either(of: Listing, asked: Condition, scope: Scope, lists: Lists) -> ColumnElement[bool]:
    return or_(*(_meets(of, each, scope, lists) for each in asked.where))


_OF_DAYS: Mapping[str, Callable[[ColumnElement[Any], Scope], ColumnElement[bool]]] = MappingProxyType(
    {
        "in_period": lambda day, scope: day.between(scope.period_from, scope.period_to),
        "by_end": lambda day, scope: day <= scope.period_to,
        "before_end": lambda day, scope: day < scope.period_to,
        "after_end": lambda day, scope: day > scope.period_to,
        "before_start": lambda day, scope: day < scope.period_from,
        "from_start": lambda day, scope: day >= scope.period_from,
    }
)
_OF_TWO: Mapping[str, Callable[[Any, Any], Any]] = MappingProxyType(
    {"le": operator.le, "lt": operator.lt, "ge": operator.ge, "gt": operator.gt, "eq": operator.eq}
)
_OTHERS: Mapping[str, Callable[[Listing, Condition, Scope, Lists], ColumnElement[bool]]] = MappingProxyType(
    {
        "in": _in,
        "not_in": _not_in,
        "has": _has,
        "known": _known,
        "unknown": _unknown,
        "more_than": _more_than,
        "in_year": _in_year,
        "any": _any,
        "none": _none,
        "linked": _linked,
        "either": _either,
    }
)
