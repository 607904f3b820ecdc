"""Many rows at once: values turned into what the driver wants column by column, and sent in one executemany."""

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Connection, Table, insert


@dataclass(frozen=True)
class Bound:
    """A column whose values are what the driver wants already."""

    values: Sequence[Any]


def bound(connection: Connection, column: Column[Any], values: Sequence[Any]) -> Bound:
    """The values of a column as the driver wants them, for use in several inserts.

    Each object is converted once, however often it stands in the column: lists repeat the same few objects.
    """
    convert = column.type.dialect_impl(connection.dialect).bind_processor(connection.dialect)
    if convert is None:
        return Bound(values)
    return Bound(each_once(values, convert))


def each_once(values: Sequence[Any], convert: Callable[[Any], Any]) -> list[Any]:
    """`convert` of each value, called once for each different object. Objects go by identity: some have no hash."""
    kept = list(values)
    marks = list(map(id, kept))
    different = dict(zip(marks, kept, strict=True))
    if len(different) == len(kept):
        return list(map(convert, kept))
    known = {mark: convert(value) for mark, value in different.items()}
    return list(map(known.__getitem__, marks))


def same(connection: Connection, column: Column[Any], value: Any, size: int) -> Bound:
    """A column that says the same `size` times."""
    return Bound(list(bound(connection, column, [value]).values) * size)


def insert_rows(connection: Connection, table: Table, columns: Mapping[str, Sequence[Any] | Bound]) -> None:
    """Insert rows given as columns of equal length, by column name.

    Several times quicker than a dictionary a row: SQLAlchemy's own converters are used, but once a column.
    """
    filled = {name: made for name, made in columns.items() if not _left_out(table.c[name], made)}
    compiled = insert(table).compile(dialect=connection.dialect, column_keys=list(filled))
    order = compiled.positiontup or list(filled)
    ready = [
        made if isinstance(made := filled[name], Bound) else bound(connection, table.c[name], made) for name in order
    ]
    connection.exec_driver_sql(str(compiled), list(zip(*(made.values for made in ready), strict=True)))


def columns_of(table: Table, names: Iterable[str], rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    """Rows as columns; those of `names` that no row bears are left out when they may be empty."""
    borne: set[str] = set().union(*rows)
    return {name: [row.get(name) for row in rows] for name in names if name in borne or not _may_lack(table.c[name])}


def _left_out(column: Column[Any], made: Sequence[Any] | Bound) -> bool:
    """Whether a column says nothing in any row, so that the insert need not name it."""
    return not isinstance(made, Bound) and _may_lack(column) and made.count(None) == len(made)


def _may_lack(column: Column[Any]) -> bool:
    return bool(column.nullable) and column.default is None


@contextmanager
def uncollected() -> Iterator[None]:
    """While many rows are made, nothing is searched for cycles: there are none, and the search costs a quarter.

    What was made is counted as old at the end (freezing and thawing moves it there), or it would be searched right then.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.unfreeze()
        if was:
            gc.enable()
