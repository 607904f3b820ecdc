"""The trail of every change: readable, undoable, and chained by hashes so that history cannot be rewritten unseen."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, and_, func, insert, select

from tmdt_desktop.store import bulk
from tmdt_desktop.store.tables import AuditBatch, AuditEntry
from tmdt_desktop.task import SILENT, Task

if TYPE_CHECKING:
    from hashlib import _Hash as Digest

GENESIS = b"\0" * 32
_CHUNK = 2_000


class Entry(NamedTuple):
    """One touched record: `before` and `after` are JSON of the fields that changed (`store.plain`), None for none."""

    register: str
    record: UUID
    action: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Act:
    """Who did what, when: the head line of a batch."""

    id: UUID
    office: str
    at: datetime
    by: str
    what: str
    undoes: UUID | None = None


def head(connection: Connection) -> bytes:
    """The hash of the newest batch: 32 bytes, zeros when nothing has happened yet."""
    newest = select(AuditBatch.hash).order_by(AuditBatch.seq.desc()).limit(1)
    return connection.scalar(newest) or GENESIS


def write(connection: Connection, act: Act, entries: Sequence[Entry], task: Task = SILENT) -> None:
    """Append a batch and its entries, linked to the batch before. Raises Cancelled when the user stops it."""
    table = AuditEntry.metadata.tables[AuditEntry.__tablename__]
    first = (connection.scalar(select(func.max(AuditEntry.seq))) or 0) + 1
    digest = _begun(head(connection), act)
    with bulk.uncollected():
        for start in range(0, len(entries), _CHUNK):
            task.step(start, len(entries), "Ghi nhật ký")
            part = entries[start : start + _CHUNK]
            register, record, action, before, after = zip(*part, strict=True)
            columns: dict[str, Sequence[Any] | bulk.Bound] = {
                "seq": range(first + start, first + start + len(part)),
                "batch": bulk.same(connection, table.c.batch, act.id, len(part)),
                "office": bulk.same(connection, table.c.office, act.office, len(part)),
            }
            columns |= {"register": register, "record": record, "action": action, "before": before, "after": after}
            bulk.insert_rows(connection, table, columns)
            _add(digest, part)
    values = {"id": act.id, "office": act.office, "at": act.at, "by": act.by, "what": act.what, "undoes": act.undoes}
    span = {"first_entry": first, "last_entry": first + len(entries) - 1, "entries": len(entries)}
    connection.execute(insert(AuditBatch).values(**values, **span, hash=digest.digest()))


def entries_of(batch: RowMapping) -> Select[Any]:
    """The entries of a batch, in their order."""
    kept = AuditEntry.__table__.c
    return select(*kept).where(_within(batch)).order_by(kept.seq)


def counts_of(batches: Sequence[RowMapping]) -> Select[Any]:
    """(batch, register, how many records) of several batches that follow one another."""
    kept = AuditEntry.__table__.c
    span = kept.seq.between(min(b["first_entry"] for b in batches), max(b["last_entry"] for b in batches))
    return select(kept.batch, kept.register, func.count()).where(span).group_by(kept.batch, kept.register)


def _within(batch: RowMapping) -> ColumnElement[bool]:
    kept = AuditEntry.__table__.c
    return and_(kept.seq.between(batch["first_entry"], batch["last_entry"]), kept.batch == batch["id"])


def first_broken(connection: Connection) -> int | None:
    """The number of the first batch whose link does not hold; None when the whole chain does."""
    before = GENESIS
    columns = AuditBatch.__table__.c
    for batch in connection.execute(select(*columns).order_by(columns.seq)).mappings().all():
        act = Act(batch["id"], batch["office"], batch["at"], batch["by"], batch["what"], batch["undoes"])
        kept = AuditEntry.__table__.c
        said = select(*(kept[name] for name in Entry._fields)).where(_within(batch)).order_by(kept.seq)
        digest, entries = _begun(before, act), 0
        for part in connection.execute(said).partitions(_CHUNK):
            _add(digest, part)
            entries += len(part)
        if entries != batch["entries"] or digest.digest() != batch["hash"]:
            return int(batch["seq"])
        before = batch["hash"]
    return None


def _begun(before: bytes, act: Act) -> "Digest":
    """SHA-256 over the link before and the act; the entries follow. Parts are parted by bytes that JSON never holds."""
    digest = hashlib.sha256(before)
    said = (act.id.hex, act.office, act.at.isoformat(), act.by, act.what, act.undoes.hex if act.undoes else "")
    digest.update("\x1f".join(said).encode())
    return digest


def _add(digest: "Digest", entries: Iterable[Sequence[Any]]) -> None:
    """Add entries (register, record, action, before, after) to a link."""
    lines = [
        f"\x1e{register}\x1f{record.hex}\x1f{action}\x1f{before or ''}\x1f{after or ''}"
        for register, record, action, before, after in entries
    ]
    digest.update("".join(lines).encode())
