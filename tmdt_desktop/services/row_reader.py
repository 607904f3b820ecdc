"""Some fields of every record of a register, a few thousand records at a time, however long the list is."""

from collections.abc import Iterator, Set
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, RowMapping, select, true

from tmdt_desktop.records import Part, Record

_CHUNK = 5_000


def read_rows(
    connection: Connection, register: type[Record], names: Set[str], *, own: bool
) -> Iterator[tuple[int, dict[str, Any]]]:
    """(row number, the fields and sub-lists called `names`) of each record in the order of numbers; `own`: the office's."""
    table = register.__table__
    parts = {part.name: part.of for part in register.sub_lists() if part.name in names}
    columns = sorted(names - parts.keys())
    mine = table.c.package.is_(None) if own else true()
    last = 0
    while True:
        asked = select(table.c.seq, table.c.id, *(table.c[name] for name in columns)).where(mine, table.c.seq > last)
        rows = connection.execute(asked.order_by(table.c.seq).limit(_CHUNK)).all()
        if not rows:
            return
        lists = {name: _part_rows(connection, of, register, (last, rows[-1][0])) for name, of in parts.items()}
        for seq, id_, *values in rows:
            sub = {name: lines.get(id_, []) for name, lines in lists.items()}
            yield seq, {**dict(zip(columns, values, strict=True)), **sub}
        last = rows[-1][0]


def _part_rows(
    connection: Connection, part: type[Part], register: type[Record], between: tuple[int, int]
) -> dict[UUID, list[RowMapping]]:
    """The rows of a sub-list by their record, for records after the first row number up to the second."""
    table, parent = part.__table__, register.__table__
    after, until = between
    lies = table.join(parent, parent.c.id == table.c.parent)
    asked = select(*table.c).select_from(lies).where(parent.c.seq > after, parent.c.seq <= until)
    lines: dict[UUID, list[RowMapping]] = {}
    for row in connection.execute(asked.order_by(table.c.place)).mappings():
        lines.setdefault(row["parent"], []).append(row)
    return lines
