"""Pairs that look alike and that a person has told apart; what was said can be taken back."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, insert, select

from tmdt_desktop.errors import Refused
from tmdt_desktop.ids import uuid7
from tmdt_desktop.records import Record
from tmdt_desktop.services import references
from tmdt_desktop.services.standing import standing_id
from tmdt_desktop.store.audit import Entry
from tmdt_desktop.store.plain import plain_json
from tmdt_desktop.store.tables import NotSame
from tmdt_desktop.store.workspace import Workspace
from tmdt_desktop.text import one_line

CODE = "not_same"
"""What such an act is filed under in the trail."""
TITLE = "Cặp không trùng"
_LONGEST = 200


@dataclass(frozen=True)
class Apart:
    """Two records told apart: their ids (the smaller first), their names now, when, by whom, why."""

    first: UUID
    second: UUID
    names: tuple[str, str]
    at: datetime
    by: str
    why: str


def say_not_same(ws: Workspace, register: type[Record], a: UUID, b: UUID, why: str) -> None:
    """Tell two records apart; saying it again changes the reason.

    Raises:
        Refused: it is one record, one of them is gone, or no reason is given.
    """
    reason = one_line(why)[:_LONGEST]
    if a == b:
        raise Refused("Đây là một hồ sơ.", cure="Chọn hai hồ sơ khác nhau.")
    if not reason:
        raise Refused("Chưa ghi lý do.", cure="Ghi vì sao hai hồ sơ không phải là một.")
    first, second = sorted((a, b), key=lambda id_: id_.bytes)
    with ws.change(f"Ghi hai {register.one} không trùng") as batch:
        if len(references.names(batch.connection, {register.code: (first, second)})) < 2:
            raise Refused("Một trong hai hồ sơ không còn.", cure="Tải lại danh sách.")
        _forget(batch.connection, first, second)
        line = {"first": first, "second": second, "register": register.code, "why": reason}
        said = {"office": batch.act.office, "at": batch.act.at, "by": batch.act.by}
        batch.connection.execute(insert(NotSame).values(**line, **said))
        batch.entries.append(Entry(CODE, uuid7(), "insert", None, _plain(line)))


def take_back_not_same(ws: Workspace, register: type[Record], a: UUID, b: UUID) -> None:
    """Take it back: the pair may be told as alike again. Raises Refused when nobody has told the two apart."""
    first, second = sorted((a, b), key=lambda id_: id_.bytes)
    with ws.change(f"Bỏ ghi hai {register.one} không trùng") as batch:
        table = NotSame.__table__.c
        among = (table.first == first, table.second == second, table.register == register.code)
        row = batch.connection.execute(select(table.first, table.second, table.register, table.why).where(*among))
        found = row.mappings().first()
        if found is None:
            raise Refused("Chưa ai ghi hai hồ sơ này là không trùng.", cure="Xem lại danh sách các cặp không trùng.")
        _forget(batch.connection, first, second)
        batch.entries.append(Entry(CODE, uuid7(), "delete", _plain(dict(found)), None))


def told_apart(ws: Workspace, register: type[Record]) -> tuple[Apart, ...]:
    """Every pair of a register that stands told apart, the newest first; pairs of which one is gone are left out."""
    table = NotSame.__table__.c
    with ws.read() as connection:
        rows = connection.execute(select(*table).where(table.register == register.code).order_by(table.at.desc())).all()
        named = references.names(connection, {register.code: {id_ for row in rows for id_ in (row.first, row.second)}})
    return tuple(
        Apart(row.first, row.second, (named[row.first], named[row.second]), row.at, row.by, row.why)
        for row in rows
        if row.first in named and row.second in named
    )


def apart_pairs(connection: Connection, register: type[Record]) -> Collection[frozenset[UUID]]:
    """The pairs told apart, by the records that their ids lead to now."""
    table = NotSame.__table__.c
    rows = connection.execute(select(table.first, table.second).where(table.register == register.code)).all()
    return {frozenset(standing_id(connection, id_) for id_ in row) for row in rows}


def _forget(connection: Connection, first: UUID, second: UUID) -> None:
    table = NotSame.__table__
    connection.execute(delete(NotSame).where(table.c.first == first, table.c.second == second))


def _plain(line: dict[str, Any]) -> str:
    return plain_json({**line, "first": str(line["first"]), "second": str(line["second"])})
