"""Conditions on the rows of a sub-list, answered from the list's shape instead of its rows (`records.shapes`)."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select

from tmdt_desktop.catalogues.indicators import Condition
from tmdt_desktop.figures.columns import coded, plain
from tmdt_desktop.records import Part
from tmdt_desktop.records.shapes import EMPTY, ListShape, rows_of

ShapeRow = Mapping[str, Any]
_OF_VALUES = frozenset({"in", "not_in", "has"})
_OF_FILLING = frozenset({"known", "unknown"})


class Shapes:
    """The shapes of one sub-list by their numbers as text."""

    def __init__(self, connection: Connection, part: type[Part]) -> None:
        table = ListShape.__table__.c
        asked = select(table.id, table.rows).where(table.part == part.code)
        self._texts = {str(number): text for number, text in connection.execute(asked)}
        self._rows: dict[str, tuple[ShapeRow, ...]] = {str(EMPTY): ()}

    def rows(self, number: str) -> tuple[ShapeRow, ...]:
        """The rows of the shape `number`."""
        if number not in self._rows:
            self._rows[number] = rows_of(self._texts[number])
        return self._rows[number]


def answers(part: type[Part], conditions: Sequence[Condition]) -> bool:
    """Whether shapes hold enough to tell which rows meet `conditions`."""
    return all(_answers(part, each) for each in conditions)


def _answers(part: type[Part], asked: Condition) -> bool:
    if asked.op == "either":
        return answers(part, asked.where)
    return asked.op in _OF_FILLING or (asked.op in _OF_VALUES and coded(part, asked.field))


def meets(conditions: Sequence[Condition], row: ShapeRow) -> bool:
    """The row meets all of `conditions`, which `answers` has let pass."""
    return all(_meets(each, row) for each in conditions)


def _meets(asked: Condition, row: ShapeRow) -> bool:
    value = row.get(asked.field)
    if asked.op == "either":
        return any(_meets(each, row) for each in asked.where)
    if asked.op == "has":
        return not set(asked.values).isdisjoint(value or ())
    if asked.op == "in":
        return value is not None and value in asked.values
    if asked.op == "not_in":
        return value is None or value not in asked.values
    return (value is not None) is (asked.op == "known")


def keys(row: ShapeRow, name: str) -> tuple[str | None, ...]:
    """The plain values by which the row stands in the parts of a group; («not said») None where it leaves the field empty."""
    value = row.get(name)
    if isinstance(value, list):
        return tuple(value)
    return (plain(value),)
