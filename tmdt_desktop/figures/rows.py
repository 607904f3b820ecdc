"""The records behind a figure: their additions make its value again."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, String, and_, cast, literal, null, select, union_all

from tmdt_desktop.catalogues.indicators import Indicator, Measure
from tmdt_desktop.figures.columns import belongs, column, has_term, part_of, terms
from tmdt_desktop.figures.conditions import Scope, counting, met
from tmdt_desktop.figures.lists import Correlated
from tmdt_desktop.figures.measures import ADDED, amount, listed, person_key
from tmdt_desktop.figures.places import is_then, placed
from tmdt_desktop.records import Part, Record, register

_LISTS = Correlated()


@dataclass(frozen=True)
class GroupKey:
    """One part of a figure: the group's field and the plain value of that part (None: not said)."""

    field: str
    key: str | None


@dataclass(frozen=True)
class Row:
    """A record behind a figure: what it adds, or the `key` that is counted once however many rows bear it."""

    id: UUID
    amount: int
    key: str | None = None


def rows(connection: Connection, indicator: Indicator, scope: Scope, group: GroupKey | None = None) -> tuple[Row, ...]:
    """The records behind the figure, or behind one part of it; `total` of them is its value."""
    found = connection.execute(_statement(indicator, scope, group))
    return tuple(Row(id_, int(added), key) for id_, added, key in found if added is not None)


def total(indicator: Indicator, found: Iterable[Row]) -> int:
    """The value that rows make: the sum of their amounts, or the number of their different keys."""
    held = tuple(found)
    if indicator.measure.of in ADDED:
        return sum(row.amount for row in held)
    return len({row.key for row in held})


def clause(indicator: Indicator, scope: Scope, group: GroupKey | None = None) -> ColumnElement[bool]:
    """The condition on the register's own table that holds for the records behind the figure."""
    of = register(indicator.register)
    held = counting(of, indicator, scope, _LISTS)
    measure = indicator.measure
    if measure.of == "listed":
        return and_(held, _share(of, indicator, scope, group) > 0)
    if measure.of in ("sum", "distinct"):
        held = and_(held, column(of, measure.field).is_not(None))
    if measure.of == "terms":
        held = and_(held, _any_term(of, measure.field))
    if measure.of == "people":
        held = and_(held, listed(of, measure, _LISTS) > 0)
    return held if group is None else and_(held, is_then(of, group.field, group.key, scope))


def _statement(indicator: Indicator, scope: Scope, group: GroupKey | None) -> Any:
    of = register(indicator.register)
    id_ = column(of, "id")
    held = clause(indicator, scope, group)
    measure = indicator.measure
    if measure.of == "terms":
        one = literal(1)
        return union_all(
            *(
                select(id_, one, literal(term, String)).where(held, has_term(of, measure.field, term))
                for term in terms(of, measure.field)
            )
        )
    if measure.of == "people":
        return _people(of, indicator, scope, held)
    if measure.of == "distinct":
        return (
            select(id_, literal(1), cast(placed(of, measure.field, scope), String))
            .where(held)
            .order_by(column(of, "seq"))
        )
    added = _share(of, indicator, scope, group) if measure.of == "listed" else amount(of, measure, _LISTS)
    return select(id_, added, null()).where(held).order_by(column(of, "seq"))


def _people(of: type[Record], indicator: Indicator, scope: Scope, held: ColumnElement[bool]) -> Select[Any]:
    part = part_of(of, indicator.measure.field)
    source = of.__table__.join(part.__table__, belongs(of, part))
    key = person_key(part, indicator.measure, scope)
    chosen = select(column(of, "id"), literal(1), key).select_from(source)
    return chosen.where(held, met(part, indicator.measure.where, _LISTS)).order_by(column(part, "seq"))


def _share(of: type[Record], indicator: Indicator, scope: Scope, group: GroupKey | None) -> ColumnElement[int]:
    """What a record's list adds to the figure or, with a group of the list, to that part of it."""
    measure = indicator.measure
    if group is None:
        return amount(of, measure, _LISTS)
    part = part_of(of, measure.field)
    name = group.field.partition(".")[2]
    if group.key is None:
        return amount(of, measure, _LISTS) - _those(of, part, measure, column(part, name).is_not(None))
    return _those(of, part, measure, is_then(part, name, group.key, scope))


def _those(of: type[Record], part: type[Part], measure: Measure, narrower: ColumnElement[bool]) -> ColumnElement[int]:
    """How many rows of the record's list are counted and narrower than that."""
    return _LISTS.count(of, part, measure.where, and_(met(part, measure.where, _LISTS), narrower))


def _any_term(of: type[Record], field: str) -> ColumnElement[bool]:
    found: ColumnElement[bool] = literal(value=False)
    for term in terms(of, field):
        found = found | has_term(of, field, term)
    return found
