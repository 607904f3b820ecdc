"""Which record an id leads to: itself, or the record it became part of while that merge stands."""

import json
from collections.abc import Iterable
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
        found += [gone for gone, batch in rows if gone not in found and stands(connection, batch)]
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


def kept_of(connection: Connection, ids: Iterable[UUID]) -> dict[UUID, set[UUID]]:
    """For each of `ids` that was ever merged: the records that it became part of, as they stand now."""
    merged, asked, found = MergedRecord.__table__.c, list(ids), dict[UUID, set[UUID]]()
    for start in range(0, len(asked), _CHUNK):
        among = merged.id.in_(asked[start : start + _CHUNK])
        for id_, kept in connection.execute(select(merged.id, merged.kept).where(among)):
            found.setdefault(id_, set()).update((kept, standing_id(connection, kept)))
    return found


def stands(connection: Connection, batch: UUID) -> bool:
    """Whether an act holds: never taken back, or the taking back was itself taken back."""
    table = AuditBatch.__table__.c
    undone = connection.scalar(select(table.undone_by).where(table.id == batch))
    return undone is None or not stands(connection, undone)


def _kept(connection: Connection, id_: UUID) -> UUID | None:
    table = MergedRecord.__table__.c
    rows = connection.execute(select(table.kept, table.batch).where(table.id == id_))
    return next((kept for kept, batch in rows if stands(connection, batch)), None)
