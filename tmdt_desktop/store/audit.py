"""The trail of every change: readable, undoable, and chained by hashes so that history cannot be rewritten unseen."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, and_, func, insert, select

from tmdt_desktop.store import bulk
from tmdt_desktop.store.tables import AuditBatch, AuditEntry

GENESIS = b"\0" * 32


@dataclass(frozen=True)
class Entry:
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


def write(connection: Connection, act: Act, entries: Sequence[Entry]) -> None:
    """Append a batch and its entries, linked to the batch before."""
    rows = [_row(act, entry) for entry in entries]
    first = (connection.scalar(select(func.max(AuditEntry.seq))) or 0) + 1
    if rows:
        columns: dict[str, Sequence[Any]] = {name: [row[name] for row in rows] for name in rows[0]}
        columns["seq"] = range(first, first + len(rows))
        bulk.insert_rows(connection, AuditEntry.metadata.tables[AuditEntry.__tablename__], columns)
    link = _link(head(connection), act, rows)
    values = {"id": act.id, "office": act.office, "at": act.at, "by": act.by, "what": act.what, "undoes": act.undoes}
    span = {"first_entry": first, "last_entry": first + len(rows) - 1, "entries": len(rows)}
    connection.execute(insert(AuditBatch).values(**values, **span, hash=link))


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
        rows = [dict(row) for row in connection.execute(entries_of(batch)).mappings()]
        if len(rows) != batch["entries"] or _link(before, act, rows) != batch["hash"]:
            return int(batch["seq"])
        before = batch["hash"]
    return None


def _row(act: Act, entry: Entry) -> dict[str, Any]:
    return {
        "batch": act.id,
        "office": act.office,
        "register": entry.register,
        "record": entry.record,
        "action": entry.action,
        "before": entry.before,
        "after": entry.after,
    }


def _link(before: bytes, act: Act, rows: Iterable[dict[str, Any]]) -> bytes:
    """SHA-256 over the link before, the act and every entry; parts are parted by a byte that JSON never holds."""
    digest = hashlib.sha256(before)
    said = (act.id.hex, act.office, act.at.isoformat(), act.by, act.what, act.undoes.hex if act.undoes else "")
    digest.update("\x1f".join(said).encode())
    for row in rows:
        line = (row["register"], row["record"].hex, row["action"], row["before"] or "", row["after"] or "")
        digest.update(b"\x1e" + "\x1f".join(line).encode())
    return digest.digest()
