"""The records behind a figure: their additions make its value again."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, String, and_, literal, null, or_, select, union_all

from tmdt_desktop.catalogues.indicators import Indicator
from tmdt_desktop.figures.columns import belongs, column, has_term, known, part_of, terms
from tmdt_desktop.figures.conditions import Scope, counting, met
from tmdt_desktop.figures.lists import Correlated
from tmdt_desktop.figures.measures import ADDED, OF_LISTS, amount, first_key, of_list, text_of
from tmdt_desktop.figures.places import is_part, is_then, placed
from tmdt_desktop.records import Record, register

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
    held = and_(counting(of, indicator, scope, _LISTS), _adds(of, indicator, scope, group))
    if group is None or "." in group.field:
        return held
    return and_(held, is_part(of, indicator, group.field, group.key, scope))


def _adds(of: type[Record], indicator: Indicator, scope: Scope, group: GroupKey | None) -> ColumnElement[bool]:
    """The record adds something to what is measured."""
    measure = indicator.measure
    if measure.of in OF_LISTS:
        return _share(of, indicator, scope, group) > 0
    if measure.of in ("sum", "distinct"):
        return known(of, measure.field)
    if measure.of == "linked_distinct":
        return first_key(of, measure, scope).is_not(None)
    if measure.of == "terms":
        return or_(*(has_term(of, measure.field, term) for term in terms(of, measure.field)))
    if measure.of == "people":
        part = part_of(of, measure.field)
        there = and_(met(part, measure.where, scope, _LISTS), first_key(part, measure, scope).is_not(None))
        return _LISTS.any(of, part, there)
    return literal(value=True)


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
    if measure.of in ("distinct", "linked_distinct"):
        single = measure.of == "distinct"
        key = text_of(placed(of, measure.field, scope)) if single else first_key(of, measure, scope)
        return select(id_, literal(1), key).where(held).order_by(column(of, "seq"))
    added = _share(of, indicator, scope, group) if measure.of in OF_LISTS else amount(of, measure, scope, _LISTS)
    return select(id_, added, null()).where(held).order_by(column(of, "seq"))


def _people(of: type[Record], indicator: Indicator, scope: Scope, held: ColumnElement[bool]) -> Select[Any]:
    part, measure = part_of(of, indicator.measure.field), indicator.measure
    source = of.__table__.join(part.__table__, belongs(of, part))
    key = first_key(part, measure, scope)
    chosen = select(column(of, "id"), literal(1), key).select_from(source)
    asked = met(part, measure.where, scope, _LISTS)
    return chosen.where(held, asked, key.is_not(None)).order_by(column(part, "seq"))


def _share(of: type[Record], indicator: Indicator, scope: Scope, group: GroupKey | None) -> ColumnElement[int]:
    """What a record's list adds to the figure or, with a group of the list, to that part of it."""
    measure = indicator.measure
    whole = amount(of, measure, scope, _LISTS)
    if group is None or "." not in group.field:
        return whole
    part = part_of(of, measure.field)
    name = group.field.partition(".")[2]
    if group.key is None:
        return whole - of_list(of, measure, scope, _LISTS, known(part, name))
    return of_list(of, measure, scope, _LISTS, is_then(part, name, group.key, scope))
