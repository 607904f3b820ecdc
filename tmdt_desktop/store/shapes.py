"""The numbers of the shapes of sub-lists, given while records are written (`records.shapes` says what a shape is)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from tmdt_desktop.records import Record
from tmdt_desktop.records.record import SubList
from tmdt_desktop.records.shapes import EMPTY, ListShape, Shaper
from tmdt_desktop.task import SILENT, Task

_AT_ONCE = 500
_CHUNK = 20_000
Lists = Sequence[Sequence[Mapping[str, Any]] | None]


def numbers(connection: Connection, register: type[Record], lists: Mapping[str, Lists], office: str) -> dict[str, Any]:
    """By the column of each shaped sub-list among `lists` (by the names of the sub-lists): the number for each record."""
    shaped = (part for part in register.sub_lists() if part.shaped and part.name in lists)
    return {part.shape: _numbers(connection, part, lists[part.name], office) for part in shaped}


def fill(connection: Connection, register: type[Record], office: str, task: Task = SILENT) -> None:
    """Give a number to every list that has none yet: after an upgrade, or when rows were written past the batches."""
    table = register.__table__
    for part in register.sub_lists():
        if not part.shaped:
            continue
        column = table.c[part.shape]
        seqs = connection.scalars(select(table.c.seq).where(column.is_(None)).order_by(table.c.seq)).all()
        change = update(register).where(table.c.seq == bindparam("of")).values({part.shape: bindparam("shape")})
        for start in range(0, len(seqs), _CHUNK):
            task.step(start, len(seqs), register.title)
            chunk = seqs[start : start + _CHUNK]
            held = _rows_of(connection, register, part, (chunk[0], chunk[-1]))
            made = _numbers(connection, part, [held.get(seq) for seq in chunk], office)
            given = [{"of": seq, "shape": shape} for seq, shape in zip(chunk, made, strict=True) if shape is not None]
            if given:
                connection.execute(change, given)


def _rows_of(
    connection: Connection, register: type[Record], part: SubList, between: tuple[int, int]
) -> dict[int, list[Mapping[str, Any]]]:
    """The rows of a sub-list by the row number of their record."""
    table, parent = part.of.__table__, register.__table__
    columns = (table.c[field.name] for field in part.of.fields())
    asked = select(parent.c.seq.label("of_record"), *columns).join_from(table, parent, parent.c.id == table.c.parent)
    held: dict[int, list[Mapping[str, Any]]] = {}
    for row in connection.execute(asked.where(parent.c.seq.between(*between))).mappings():
        held.setdefault(row["of_record"], []).append(dict(row))
    return held


def _numbers(connection: Connection, part: SubList, lists: Lists, office: str) -> list[int | None]:
    """The number of each list's shape; a shape not met before gets the next one."""
    shaper = Shaper(part.of)
    texts: list[str | None] = [shaper.text(rows) if rows else "" for rows in lists]
    wanted = {text for text in texts if text}
    known = {"": EMPTY, **_kept(connection, part, wanted)}
    new = sorted(wanted - known.keys())
    if new:
        rows = [{"office": office, "part": part.of.code, "rows": text} for text in new]
        connection.execute(insert(ListShape), rows)
        known |= _kept(connection, part, new)
    return [None if text is None else known[text] for text in texts]


def _kept(connection: Connection, part: SubList, texts: Iterable[str]) -> dict[str, int]:
    table = ListShape.__table__.c
    found: dict[str, int] = {}
    for some in _parted(iter(texts)):
        asked = select(table.rows, table.id).where(table.part == part.of.code, table.rows.in_(some))
        found |= {row.rows: row.id for row in connection.execute(asked)}
    return found


def _parted(texts: Iterator[str]) -> Iterator[list[str]]:
    while some := list(islice(texts, _AT_ONCE)):
        yield some
