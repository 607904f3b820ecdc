"""Conditions of the indicator catalogue as SQL over the registers' own tables."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, String, and_, exists, or_, select, true, type_coerce

from tmdt_desktop.catalogues.indicators import Condition, Indicator, Within
from tmdt_desktop.fields import Rows
from tmdt_desktop.kinds import Choice, Choices
from tmdt_desktop.records import Part, Record

Listing = type[Record] | type[Part]


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


def column(of: Listing, name: str) -> ColumnElement[Any]:
    """The column of a field. Raises KeyError when there is none."""
    found: ColumnElement[Any] = of.__table__.c[name]
    return found


def part_of(of: Listing, name: str) -> type[Part]:
    """The rows of the sub-list `name`. Raises KeyError when the register has no such sub-list."""
    kind = {made.name: made for made in of.fields()}[name].kind
    if not isinstance(kind, Rows):
        raise KeyError(f"{name} is no sub-list")
    return kind.of


def in_scope(of: type[Record], scope: Scope) -> ColumnElement[bool]:
    """The records that the scope lets in, whatever their time."""
    table = of.__table__.c
    offices = true() if scope.offices is None else table.office.in_(scope.offices)
    packages = table.package.is_(None) if scope.packages is None else table.package.in_(scope.packages)
    return and_(offices, packages)


def in_time(of: type[Record], indicator: Indicator, scope: Scope) -> ColumnElement[bool]:
    """The records that belong to the period, or stand at its end."""
    time = indicator.time
    if isinstance(time, Within):
        return column(of, time.date).between(scope.period_from, scope.period_to)
    since, until = column(of, time.since), column(of, time.until)
    state = column(of, time.state).in_(_values(of, time.state, time.values))
    begun = or_(since.is_(None), since <= scope.period_to)
    return and_(begun, or_(until > scope.period_to, and_(until.is_(None), state)))


def inside(of: type[Record], indicator: Indicator, scope: Scope) -> ColumnElement[bool]:
    """The population: in time and as the indicator's population asks (scope apart)."""
    return and_(in_time(of, indicator, scope), met(of, indicator.population))


def met(of: Listing, conditions: tuple[Condition, ...]) -> ColumnElement[bool]:
    """All `conditions` together; true when there are none."""
    return and_(true(), *(_meets(of, condition) for condition in conditions))


def _meets(of: Listing, condition: Condition) -> ColumnElement[bool]:
    if condition.op == "any":
        part = part_of(of, condition.field)
        return having(of, part, met(part, condition.where))
    found = column(of, condition.field)
    if condition.op == "in":
        return found.in_(_values(of, condition.field, condition.values))
    if condition.op == "has":
        return or_(*(has_term(of, condition.field, name) for name in condition.values))
    if condition.op == "known":
        return known(of, condition.field)
    raise KeyError(condition.op)


def having(of: Listing, part: type[Part], condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Some row of the sub-list meets `condition`."""
    return exists(select(1).select_from(part.__table__).where(belongs(of, part), condition).correlate(of.__table__))


def belongs(of: Listing, part: type[Part]) -> ColumnElement[bool]:
    """A row of the sub-list lies in its record."""
    return column(part, "parent") == column(of, "id")


def known(of: Listing, name: str) -> ColumnElement[bool]:
    """The field is filled."""
    found = column(of, name)
    if isinstance(_kind(of, name), Choices):
        return and_(found.is_not(None), type_coerce(found, String) != ";")
    return found.is_not(None)


def has_term(of: Listing, name: str, term: str) -> ColumnElement[bool]:
    """A multiple choice holds `term`. Raises KeyError when it has no such term."""
    kind = _kind(of, name)
    if not isinstance(kind, Choices):
        raise KeyError(f"{name} is no multiple choice")
    return type_coerce(column(of, name), String).contains(f";{kind.of[term].name};", autoescape=True)


def terms(of: Listing, name: str) -> tuple[str, ...]:
    """The names of the terms a choice or multiple choice can hold, in order. Raises KeyError for other kinds."""
    kind = _kind(of, name)
    if not isinstance(kind, Choice | Choices):
        raise KeyError(f"{name} is no choice")
    return tuple(term.name for term in kind.of)


def _values(of: Listing, name: str, raw: tuple[Any, ...]) -> list[Any]:
    kind = _kind(of, name)
    return [kind.of[value] for value in raw] if isinstance(kind, Choice) else list(raw)


def _kind(of: Listing, name: str) -> Any:
    return {made.name: made.kind for made in of.fields()}[name]
