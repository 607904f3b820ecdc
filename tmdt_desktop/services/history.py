"""What happened: to one record, and batch by batch; and, from `services.undo`, taking a whole batch back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import RowMapping, select

from tmdt_desktop.records import Record
from tmdt_desktop.services.history_words import Change, known_names, loaded, title_of, told_changes, told_files
from tmdt_desktop.services.standing import known_as, standing_id
from tmdt_desktop.services.undo import AGAIN, UNDOABLE, Undone, undo_batch, undo_preview
from tmdt_desktop.services.undo_plan import Later, UndoLine, UndoPreview, lasting_acts, undoable
from tmdt_desktop.store import attachments, audit
from tmdt_desktop.store.tables import AuditBatch, AuditEntry
from tmdt_desktop.store.workspace import Workspace

__all__ = [
    "UNDOABLE",
    "BatchEntry",
    "Change",
    "HistoryEntry",
    "Later",
    "UndoLine",
    "UndoPreview",
    "Undone",
    "batches",
    "history",
    "last_own",
    "undo_batch",
    "undo_preview",
]

_LOOKED_AT = 200


@dataclass(frozen=True)
class HistoryEntry:
    """One act on a record."""

    when: datetime
    who: str
    what: str
    batch: UUID
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class BatchEntry:
    """One act as a whole. `counts`: how many records of each register it touched, by the register's title."""

    id: UUID
    when: datetime
    who: str
    what: str
    counts: tuple[tuple[str, int], ...]
    undone: bool
    undoable: bool
    undoes: UUID | None = None


def history(ws: Workspace, register: type[Record], id_: UUID) -> tuple[HistoryEntry, ...]:
    """Every act on one record and on those that were merged into it, newest first; a merged id leads to the whole."""
    act = (AuditBatch.at, AuditBatch.by, AuditBatch.what, AuditBatch.id)
    line = select(*act, AuditEntry.register, AuditEntry.before, AuditEntry.after)
    joined = line.join(AuditEntry, AuditEntry.batch == AuditBatch.id)
    with ws.read() as connection:
        one = AuditEntry.record.in_(known_as(connection, standing_id(connection, id_)))
        rows = connection.execute(joined.where(one).order_by(AuditEntry.seq.desc())).all()
        sides = [loaded(side) for *_, of, before, after in rows if of == register.code for side in (before, after)]
        known = known_names(connection, register, sides)
    return tuple(
        HistoryEntry(
            at,
            by,
            what,
            batch,
            told_files(*sides)
            if of == attachments.CODE
            else told_changes(register, loaded(sides[0]), loaded(sides[1]), known),
        )
        for at, by, what, batch, of, *sides in rows
    )


def batches(ws: Workspace, limit: int = 50) -> tuple[BatchEntry, ...]:
    """The newest acts, newest first."""
    newest = select(AuditBatch).order_by(AuditBatch.seq.desc()).limit(limit)
    with ws.read() as connection:
        acts = connection.execute(newest.with_only_columns(*AuditBatch.__table__.c)).mappings().all()
        rows = connection.execute(audit.counts_of(acts)).all() if acts else []
        kept = lasting_acts(connection, acts)
    counts: dict[UUID, list[tuple[str, int]]] = {}
    for batch, code, number in rows:
        counts.setdefault(batch, []).append((code, number))
    return tuple(_batch_entry(act, counts.get(act["id"], []), kept=act["id"] in kept) for act in acts)


def _batch_entry(act: RowMapping, counts: Sequence[tuple[str, int]], *, kept: bool) -> BatchEntry:
    titles = tuple((title_of(code), number) for code, number in counts)
    undone = act["undone_by"] is not None
    free = undoable(act, {code for code, _ in counts}, kept=kept)
    return BatchEntry(act["id"], act["at"], act["by"], act["what"], titles, undone, free, act["undoes"])


def last_own(ws: Workspace, register: type[Record], *, taken_back: bool = False) -> BatchEntry | None:
    """The newest act of whoever is signed in that touched `register` and can be taken back; None when there is none.

    `taken_back`: the newest taking back instead, which is taken back to do the act again.
    """
    mine = (entry for entry in batches(ws, _LOOKED_AT) if entry.who == ws.user and entry.undoable)
    touching = (entry for entry in mine if any(title == register.title for title, _ in entry.counts))
    return next((entry for entry in touching if _takes_back(entry) == taken_back and not _did_again(entry)), None)


def _takes_back(entry: BatchEntry) -> bool:
    return entry.undoes is not None and not _did_again(entry)


def _did_again(entry: BatchEntry) -> bool:
    return entry.undoes is not None and entry.what.startswith(AGAIN)
