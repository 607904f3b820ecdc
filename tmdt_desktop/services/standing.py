"""Which record an id leads to: itself, or the record it became part of until it is back."""

import json
from uuid import UUID

from sqlalchemy import Connection, select

from tmdt_desktop.store.tables import AuditBatch, AuditEntry, MergedRecord

_CHUNK = 500


def standing_id(connection: Connection, id_: UUID) -> UUID:
    """The record that `id_` leads to now; `id_` itself when it has not been merged, or its merge was taken back."""
    seen = {id_}
    while (kept := _kept(connection, id_)) is not None and kept not in seen:
        seen.add(kept)
        id_ = kept
    return id_


def known_as(connection: Connection, id_: UUID) -> tuple[UUID, ...]:
    """`id_` and the ids of every record that is part of it now, the nearest first."""
    table, found = MergedRecord.__table__.c, [id_]
    for each in found:
        rows = connection.execute(select(table.id, table.batch).where(table.kept == each).order_by(table.id))
        found += [gone for gone, batch in rows if gone not in found and leads(connection, batch, gone)]
    return tuple(found)


def by_file_code(connection: Connection, register: str, code: str) -> UUID | None:
    """The record that the file code of a merged one leads to; None when no merged record of the register bore it."""
    merged = MergedRecord.__table__.c
    ids = connection.scalars(select(merged.id).where(merged.register == register).distinct()).all()
    line = select(AuditEntry.record, AuditEntry.before).where(AuditEntry.action == "delete")
    for start in range(0, len(ids), _CHUNK):
        for id_, before in connection.execute(line.where(AuditEntry.record.in_(ids[start : start + _CHUNK]))):
            if json.loads(before or "{}").get("file_code") == code and (kept := standing_id(connection, id_)) != id_:
                return kept
    return None


def stands(connection: Connection, batch: UUID) -> bool:
    """Whether an act holds: never taken back, or the taking back was itself taken back."""
    table = AuditBatch.__table__.c
    undone = connection.scalar(select(table.undone_by).where(table.id == batch))
    return undone is None or not stands(connection, undone)


def leads(connection: Connection, batch: UUID, id_: UUID) -> bool:
    """Whether a record that the act `batch` merged is part of the other one still: until it is back in the register."""
    table, entry = AuditBatch.__table__.c, AuditEntry.__table__.c
    undone = connection.scalar(select(table.undone_by).where(table.id == batch))
    if undone is None or not stands(connection, undone):
        return True
    back = select(entry.seq).where(entry.record == id_, entry.batch == undone, entry.action == "insert")
    return connection.scalar(back.limit(1)) is None


def _kept(connection: Connection, id_: UUID) -> UUID | None:
    table = MergedRecord.__table__.c
    rows = connection.execute(select(table.kept, table.batch).where(table.id == id_))
    return next((kept for kept, batch in rows if leads(connection, batch, id_)), None)
