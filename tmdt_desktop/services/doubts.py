"""Rows that may stand but should be looked at."""

from array import array
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from tmdt_desktop.kinds import Kind
from tmdt_desktop.records import Part, Record

_CHUNK = 5_000


def doubtful(connection: Connection, register: type[Record]) -> "array[int]":
    """Row numbers of the office's own records with a doubt of a field or between fields, ascending."""
    return array("q", sorted(_of_fields(connection, register) | _between_fields(connection, register)))


def _of_fields(connection: Connection, register: type[Record]) -> set[int]:
    table = register.__table__
    asking = {f.name: f.kind for f in register.fields() if type(f.kind).doubt is not Kind.doubt}
    found: set[int] = set()
    for name, kind in asking.items():
        filled = select(table.c.seq, table.c[name]).where(table.c.package.is_(None), table.c[name].is_not(None))
        found |= {seq for seq, value in connection.execute(filled) if kind.doubt(value)}
    return found


def _between_fields(connection: Connection, register: type[Record]) -> set[int]:
    """The rule is asked with the fields it reads and no others: a whole long list would take many times as long."""
    if "doubts" not in vars(register):
        return set()
    names: set[str] = set()
    while True:
        try:
            return {seq for seq, values in _records(connection, register, names) if register.doubts(values)}
        except _Unread as asked:
            names.add(asked.name)


class _Unread(Exception):
    """A rule wants a field that was not read yet."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class _Values(dict[str, Any]):
    """Some fields of a record; asking for another one tells which."""

    def get(self, name: str, default: Any = None) -> Any:  # noqa: ARG002 - a filled row has no default
        return self[name]

    def __missing__(self, name: str) -> Any:
        raise _Unread(name)


def _records(
    connection: Connection, register: type[Record], names: set[str]
) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """(row number, the fields called `names`) of every own record."""
    table = register.__table__
    parts = {part.name: part.of for part in register.sub_lists() if part.name in names}
    columns = sorted(names - parts.keys())
    last = 0
    while True:
        asked = select(table.c.seq, table.c.id, *(table.c[name] for name in columns))
        own = asked.where(table.c.package.is_(None), table.c.seq > last).order_by(table.c.seq)
        rows = connection.execute(own.limit(_CHUNK)).all()
        if not rows:
            return
        lists = {name: _part_rows(connection, of, register, (last, rows[-1][0])) for name, of in parts.items()}
        for seq, id_, *values in rows:
            read = _Values(zip(columns, values, strict=True))
            read.update({name: lines.get(id_, []) for name, lines in lists.items()})
            yield seq, read
        last = rows[-1][0]


def _part_rows(
    connection: Connection, part: type[Part], register: type[Record], between: tuple[int, int]
) -> dict[UUID, list[Any]]:
    """The rows of a sub-list by their record, for records after the first row number up to the second."""
    table, parent = part.__table__, register.__table__
    after, until = between
    lies = table.join(parent, parent.c.id == table.c.parent)
    asked = select(*table.c).select_from(lies).where(parent.c.seq > after, parent.c.seq <= until)
    lines: dict[UUID, list[Any]] = {}
    for row in connection.execute(asked.order_by(table.c.place)).mappings():
        lines.setdefault(row["parent"], []).append(row)
    return lines
