"""Pairs that look alike and that a person has told apart; what was said can be taken back."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, delete, insert, select

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
    """Take it back: the pair may be told as alike again. Ids lead to the records that they are part of now.

    Raises Refused when nobody has told the two apart.
    """
    with ws.change(f"Bỏ ghi hai {register.one} không trùng") as batch:
        asked = frozenset(standing_id(batch.connection, id_) for id_ in (a, b))
        found = [row for row, pair in _standing(batch.connection, register) if pair == asked]
        if not found:
            raise Refused("Chưa ai ghi hai hồ sơ này là không trùng.", cure="Xem lại danh sách các cặp không trùng.")
        for row in found:
            _forget(batch.connection, row.first, row.second)
            line = {"first": row.first, "second": row.second, "register": register.code, "why": row.why}
            batch.entries.append(Entry(CODE, uuid7(), "delete", _plain(line), None))


def told_apart(ws: Workspace, register: type[Record]) -> tuple[Apart, ...]:
    """Every pair of a register that stands told apart, the newest first, by the records that their ids lead to now.

    Pairs of which one is gone, or that are one record now, are left out.
    """
    with ws.read() as connection:
        rows = [(row, sorted(pair, key=lambda id_: id_.bytes)) for row, pair in _standing(connection, register)]
        named = references.names(connection, {register.code: {id_ for _, pair in rows for id_ in pair}})
    return tuple(
        Apart(pair[0], pair[1], (named[pair[0]], named[pair[1]]), row.at, row.by, row.why)
        for row, pair in rows
        if len(pair) > 1 and all(id_ in named for id_ in pair)
    )


def apart_pairs(connection: Connection, register: type[Record]) -> Collection[frozenset[UUID]]:
    """The pairs told apart, by the records that their ids lead to now."""
    return apart_reasons(connection, register).keys()


def apart_reasons(connection: Connection, register: type[Record]) -> dict[frozenset[UUID], str]:
    """Why pairs were told apart, by the records that their ids lead to now; of several reasons the newest."""
    return {pair: str(row.why) for row, pair in reversed(_standing(connection, register)) if len(pair) > 1}


def _standing(connection: Connection, register: type[Record]) -> list[tuple[Row[Any], frozenset[UUID]]]:
    """What was said of pairs, the newest first, each with the records that its ids lead to."""
    table = NotSame.__table__.c
    rows = connection.execute(select(*table).where(table.register == register.code).order_by(table.at.desc())).all()
    return [(row, frozenset(standing_id(connection, id_) for id_ in (row.first, row.second))) for row in rows]


def _forget(connection: Connection, first: UUID, second: UUID) -> None:
    table = NotSame.__table__
    connection.execute(delete(NotSame).where(table.c.first == first, table.c.second == second))


def _plain(line: dict[str, Any]) -> str:
    return plain_json({**line, "first": str(line["first"]), "second": str(line["second"])})
