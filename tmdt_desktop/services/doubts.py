"""Rows that may stand but should be looked at."""

from array import array
from typing import Any

from sqlalchemy import Connection, select

from tmdt_desktop.kinds import Kind
from tmdt_desktop.records import Record
from tmdt_desktop.services.row_reader import read_rows


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


def faulty(connection: Connection, register: type[Record]) -> "array[int]":
    """Row numbers of the office's own records that a rule between fields forbids, ascending: they came in by other ways."""
    return array("q", sorted(_breaking(connection, register, "faults")))


def _between_fields(connection: Connection, register: type[Record]) -> set[int]:
    return _breaking(connection, register, "doubts")


def _breaking(connection: Connection, register: type[Record], rule: str) -> set[int]:
    """The rule is asked with the fields it reads and no others: a whole long list would take many times as long."""
    if rule not in vars(register):
        return set()
    names: set[str] = set()
    while True:
        rows = read_rows(connection, register, names, own=True)
        try:
            return {seq for seq, values in rows if getattr(register, rule)(_Values(values))}
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
