"""Conditions of the indicator catalogue as SQL over the registers' own tables."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, true

from tmdt_desktop.catalogues.indicators import Condition, Indicator, Standing, Within
from tmdt_desktop.catalogues.offices import office_on
from tmdt_desktop.figures.columns import Listing, column, has_term, known, part_of, stored
from tmdt_desktop.figures.lists import Lists
from tmdt_desktop.records import Record


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

    @property
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
    asked = met(of, (*indicator.population, *indicator.counted), lists)
    return and_(in_scope(of, scope), in_time(of, indicator.time, scope), asked)


def met(of: Listing, conditions: tuple[Condition, ...], lists: Lists) -> ColumnElement[bool]:
    """All `conditions` together; true when there are none."""
    return and_(true(), *(_meets(of, condition, lists) for condition in conditions))


def in_time(of: type[Record], time: Within | Standing, scope: Scope) -> ColumnElement[bool]:
    """The records that belong to the period, or stand at its end."""
    if isinstance(time, Within):
        return column(of, time.date).between(scope.period_from, scope.period_to)
    since, until = column(of, time.since), column(of, time.until)
    state = column(of, time.state).in_([stored(of, time.state, value) for value in time.values])
    begun = or_(since.is_(None), since <= scope.period_to)
    return and_(begun, or_(until > scope.period_to, and_(until.is_(None), state)))


def _meets(of: Listing, condition: Condition, lists: Lists) -> ColumnElement[bool]:
    if condition.op == "any":
        part = part_of(of, condition.field)
        return lists.any(of, part, condition.where, met(part, condition.where, lists))
    if condition.op == "in":
        return column(of, condition.field).in_([stored(of, condition.field, value) for value in condition.values])
    if condition.op == "has":
        return or_(*(has_term(of, condition.field, name) for name in condition.values))
    if condition.op == "known":
        return known(of, condition.field)
    raise KeyError(condition.op)
