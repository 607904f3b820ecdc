"""One search over every register: the names that hold all words, or the record that bears a file code."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from tmdt_desktop.records import REGISTERS, Record, register
from tmdt_desktop.services import references
from tmdt_desktop.services.standing import by_file_code, standing_id
from tmdt_desktop.store import search
from tmdt_desktop.store.workspace import Workspace
from tmdt_desktop.text import one_line

_CODE = re.compile(r"[A-Z0-9_]{2,16}-\d{4}-\d{1,9}", re.IGNORECASE)
_SHOWN_FIELDS = 3


@dataclass(frozen=True)
class Hit:
    """One record found. `name`: what it is called; `detail`: its next listed fields in words, never sensitive ones.

    `own`: the office's own, not one that came in a package.
    """

    register: str
    id: UUID
    name: str
    detail: str
    own: bool = True


@dataclass(frozen=True)
class Found:
    """What one register holds of the words. `more`: there are others besides `hits`."""

    register: str
    title: str
    hits: tuple[Hit, ...]
    more: bool


def find_anything(ws: Workspace, words: str, limit: int = 5) -> tuple[Found, ...]:
    """Up to `limit` hits in every register that has any, registers in their order; nothing for empty words."""
    asked = one_line(words)
    if not asked:
        return ()
    with ws.read() as connection:
        made = (_in_register(connection, of, asked, limit) for of in REGISTERS)
        return tuple(found for found in made if found.hits)


def hits_of(ws: Workspace, wanted: Sequence[tuple[str, UUID]]) -> tuple[Hit, ...]:
    """Records by (register, id) as hits, in the order asked; those that are gone are left out."""
    with ws.read() as connection:
        found = [_one(connection, register(code), id_) for code, id_ in wanted]
    return tuple(hit for hits in found for hit in hits)


def _one(connection: Connection, of: type[Record], id_: UUID) -> tuple[Hit, ...]:
    table = of.__table__.c
    standing = standing_id(connection, id_)
    return _hits(connection, of, list(connection.scalars(select(table.seq).where(table.id == standing))))


def _in_register(connection: Connection, of: type[Record], words: str, limit: int) -> Found:
    if _CODE.fullmatch(words):
        seqs: Sequence[int] = _by_code(connection, of, words.upper(), limit)
    else:
        seqs = list(search.hits(connection, of, words, limit + 1))
    return Found(of.code, of.title, _hits(connection, of, list(seqs[:limit])), len(seqs) > limit)


def _by_code(connection: Connection, of: type[Record], code: str, limit: int) -> Sequence[int]:
    """The record with a file code, else the one that the record with it was merged into."""
    table = of.__table__.c
    found = connection.scalars(select(table.seq).where(table.file_code == code).limit(limit)).all()
    kept = None if found else by_file_code(connection, of.code, code)
    return found if kept is None else connection.scalars(select(table.seq).where(table.id == kept)).all()


def _hits(connection: Connection, of: type[Record], seqs: list[int]) -> tuple[Hit, ...]:
    if not seqs:
        return ()
    table = of.__table__
    shown = [
        field
        for field in of.fields()
        if field.listed and not field.sensitive and field.name in table.c and field.name != of.name_field
    ][:_SHOWN_FIELDS]
    columns = (
        table.c.seq,
        table.c.id,
        table.c.package,
        table.c[of.name_field],
        *(table.c[field.name] for field in shown),
    )
    rows = {row[0]: row for row in connection.execute(select(*columns).where(table.c.seq.in_(seqs)))}
    values = [dict(zip((field.name for field in shown), row[4:], strict=True)) for row in rows.values()]
    known = references.names_for(connection, of, values)
    return tuple(_hit(of, rows[seq], shown, known) for seq in seqs if seq in rows)


def _hit(of: type[Record], row: Any, shown: Sequence[Any], known: references.Names) -> Hit:
    named = (references.words(field.kind, value, known) for field, value in zip(shown, row[4:], strict=True))
    detail = " · ".join(words for words in named if words)
    return Hit(of.code, row[1], str(row[3] or of.one), detail, row[2] is None)
