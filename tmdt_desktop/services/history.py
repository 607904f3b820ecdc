"""What happened: to one record, and batch by batch; and taking a whole batch back."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, RowMapping, select, update

from tmdt_desktop.errors import Refused
from tmdt_desktop.fields import Field, Rows
from tmdt_desktop.records import REGISTERS, Record
from tmdt_desktop.services import references
from tmdt_desktop.services.attachments import refuse_swept
from tmdt_desktop.services.registers import refuse_taken_keys
from tmdt_desktop.services.survey_locks import refuse_change
from tmdt_desktop.services.write_locks import refuse_second
from tmdt_desktop.store import attachments, audit
from tmdt_desktop.store.changes import Batch
from tmdt_desktop.store.tables import AuditBatch, AuditEntry
from tmdt_desktop.store.workspace import Workspace
from tmdt_desktop.task import SILENT, Task

_CODES = {made.code: made for made in REGISTERS}
_SHOWN_ROWS = 20
LASTING = frozenset({"report", "package"})
UNDOABLE = frozenset(_CODES) - LASTING
"""Registers whose acts can be taken back; of reports only the removal of a draft. What was signed or sent stays as it was."""


@dataclass(frozen=True)
class Change:
    """One field: its label, what it was and what it became, as people read them."""

    label: str
    old: str
    new: str


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


@dataclass(frozen=True)
class Undone:
    """What taking a batch back did: records restored, and those left alone because they have changed since."""

    restored: int
    skipped: tuple[str, ...]


def history(ws: Workspace, register: type[Record], id_: UUID) -> tuple[HistoryEntry, ...]:
    """Every act on one record, newest first."""
    act = (AuditBatch.at, AuditBatch.by, AuditBatch.what, AuditBatch.id)
    line = select(*act, AuditEntry.register, AuditEntry.before, AuditEntry.after)
    joined = line.join(AuditEntry, AuditEntry.batch == AuditBatch.id).where(AuditEntry.record == id_)
    with ws.read() as connection:
        rows = connection.execute(joined.order_by(AuditEntry.seq.desc())).all()
        sides = [_loaded(side) for *_, of, before, after in rows if of == register.code for side in (before, after)]
        known = _names(connection, register, sides)
    fields = {made.name: made for made in register.fields()}
    return tuple(
        HistoryEntry(at, by, what, batch, _files(*sides) if of == attachments.CODE else _changes(fields, sides, known))
        for at, by, what, batch, of, *sides in rows
    )


def batches(ws: Workspace, limit: int = 50) -> tuple[BatchEntry, ...]:
    """The newest acts, newest first."""
    newest = select(AuditBatch).order_by(AuditBatch.seq.desc()).limit(limit)
    with ws.read() as connection:
        acts = connection.execute(newest.with_only_columns(*AuditBatch.__table__.c)).mappings().all()
        rows = connection.execute(audit.counts_of(acts)).all() if acts else []
        kept = _kept(connection, acts)
    counts: dict[UUID, list[tuple[str, int]]] = {}
    for batch, code, number in rows:
        counts.setdefault(batch, []).append((code, number))
    return tuple(_batch_entry(act, counts.get(act["id"], []), kept=act["id"] in kept) for act in acts)


def _kept(connection: Connection, acts: Sequence[RowMapping]) -> set[UUID]:
    """Those of `acts`, which follow one another, that did something to reports or packages beyond removing a draft."""
    if not acts:
        return set()
    span = AuditEntry.seq.between(min(a["first_entry"] for a in acts), max(a["last_entry"] for a in acts))
    lasting = AuditEntry.register.in_(LASTING) & ((AuditEntry.action != "delete") | (AuditEntry.register != "report"))
    return set(connection.scalars(select(AuditEntry.batch).where(span, lasting).distinct()))


def undo_batch(ws: Workspace, id_: UUID, task: Task = SILENT) -> Undone:
    """Take a whole batch back, days later if need be; records changed since by another act stay and are told.

    Raises:
        Refused: the batch is unknown, taken back already, or touches what has been signed or sent; a key that would
            return is another record's now; an attached file that would return has been swept.
    """
    with ws.change("Hoàn lại", undoes=id_) as batch:
        act, rows = _act(batch.connection, id_)
        for row in rows:
            if row["register"] == attachments.CODE:
                refuse_swept(ws, row["before"])
        batch.say(f"Hoàn lại: {act['what']}")
        return _take_back(batch, id_, rows, task)


def _act(connection: Connection, id_: UUID) -> tuple[RowMapping, Sequence[RowMapping]]:
    """A batch and its entries, newest first. Raises Refused when it cannot be taken back."""
    columns = AuditBatch.__table__.c
    act = connection.execute(select(*columns).where(columns.id == id_)).mappings().first()
    if act is None:
        raise Refused("Không có việc nào mang mã này.", cure="Xem mã trong danh sách các việc đã làm.")
    rows = connection.execute(audit.entries_of(act)).mappings().all()[::-1]
    if not _undoable(act, {row["register"] for row in rows}, kept=bool(_kept(connection, [act]))):
        raise Refused(
            "Không hoàn lại được việc này.",
            why="Việc đã được hoàn lại, hoặc liên quan đến báo cáo, gói đã gửi.",
            cure="Sửa từng hồ sơ nếu vẫn cần.",
        )
    return act, rows


def _take_back(batch: Batch, undone: UUID, rows: Sequence[RowMapping], task: Task) -> Undone:
    files = [row for row in rows if row["register"] == attachments.CODE]
    records = [row for row in rows if row["register"] != attachments.CODE]
    later = _in_use(batch, records, _touched_later(batch, records))
    kept = [row for row in records if row["record"] not in later]
    _refuse_taken_keys(batch, kept)
    added = [row for row in kept if row["action"] == "insert"]
    for code in {row["register"] for row in added}:
        mine = {row["record"]: row["after"] for row in added if row["register"] == code}
        batch.take_away(_CODES[code], mine, task)
    for done, row in enumerate(row for row in kept if row["action"] != "insert"):
        task.step(done, len(kept), "Hoàn lại")
        _reverse(batch, _CODES[row["register"]], row)
    _refuse_dangling(batch, kept)
    returned = sum(attachments.take_back(batch, row["before"], row["after"]) for row in files)
    batch.connection.execute(update(AuditBatch).where(AuditBatch.id == undone).values(undone_by=batch.act.id))
    return Undone(len(kept) + returned, tuple(_name(row) for row in records if row["record"] in later))


def _refuse_taken_keys(batch: Batch, rows: Sequence[RowMapping]) -> None:
    """Raise Refused when a key that would return belongs to a record outside of `rows` now."""
    own = {row["record"] for row in rows}
    returning: dict[type[Record], list[dict[str, Any]]] = {}
    for row in rows:
        register = _CODES[row["register"]]
        if values := _returning_key(batch, register, row):
            returning.setdefault(register, []).append(values)
    for register, keys in returning.items():
        refuse_taken_keys(batch, register, keys, own)


def _returning_key(batch: Batch, register: type[Record], row: RowMapping) -> dict[str, Any]:
    """The key that a record bears when `row` is taken back; empty when it keeps the one it has."""
    before, after = _loaded(row["before"]), _loaded(row["after"])
    keys = [made for made in register.fields() if made.key]
    if row["action"] == "delete":
        return {key.name: key.kind.restore(before.get(key.name)) for key in keys}
    changed = {key.name: key.kind.restore(before.get(key.name)) for key in keys if key.name in after}
    if row["action"] == "insert" or not changed:
        return {}
    now = batch.read(register, row["record"]) or {}
    return {key.name: now.get(key.name) for key in keys} | changed


def _touched_later(batch: Batch, rows: Sequence[RowMapping]) -> set[UUID]:
    """Records of the batch that a later act has changed; files attached to them since change nothing in them."""
    if not rows:
        return set()
    since = (AuditEntry.seq > max(row["seq"] for row in rows)) & (AuditEntry.register != attachments.CODE)
    touched = set(batch.connection.scalars(select(AuditEntry.record).where(since).distinct()))
    return {row["record"] for row in rows if row["record"] in touched}


def _in_use(batch: Batch, rows: Sequence[RowMapping], later: set[UUID]) -> set[UUID]:
    """`later` and what must stay with it: added records that others, which stay, point to."""
    own = {row["record"] for row in rows}
    added: dict[str, set[UUID]] = {}
    for row in rows:
        if row["action"] == "insert":
            added.setdefault(row["register"], set()).add(row["record"])
    users = [references.pointers_to(batch.connection, _CODES[code], ids) for code, ids in added.items()]
    stay, before = set(later), -1
    while len(stay) != before:
        before = len(stay)
        stay |= {id_ for each in users for id_, by in each.items() if not by <= own - stay}
    return stay


def _refuse_dangling(batch: Batch, rows: Sequence[RowMapping]) -> None:
    """Raise Refused when a record that came back points to one that has gone meanwhile."""
    for row in rows:
        register = _CODES[row["register"]]
        if row["action"] == "insert" or not references.links_of(register):
            continue
        now = batch.read(register, row["record"]) or {}
        lost = {id_ for ids in references.missing(batch.connection, register, [now]).values() for id_ in ids}
        if lost:
            name = next(iter(_gone(batch.connection, lost).values()), references.GONE)
            raise Refused(
                f"Không hoàn lại được: «{_name(row)}» nhắc đến «{name}», mà hồ sơ ấy đã xóa.",
                cure="Hoàn lại việc xóa hồ sơ ấy trước, rồi hoàn lại việc này.",
            )


def _reverse(batch: Batch, register: type[Record], row: RowMapping) -> None:
    before, after = _loaded(row["before"]), _loaded(row["after"])
    if row["action"] == "delete":
        restored = _restored(register, before)
        refuse_second(batch.connection, register, restored)
        batch.insert(register, [restored], ids=[row["record"]])
    else:
        names = before.keys() | after.keys()
        kinds = {made.name: made.kind for made in register.fields()}
        refuse_change(batch.connection, register, row["record"], names)
        batch.update(register, row["record"], {n: kinds[n].restore(before.get(n)) for n in names if n in kinds})


def _restored(register: type[Record], plain: Mapping[str, Any]) -> dict[str, Any]:
    return {made.name: made.kind.restore(plain.get(made.name)) for made in register.fields()}


def _batch_entry(act: RowMapping, counts: list[tuple[str, int]], *, kept: bool) -> BatchEntry:
    titles = tuple((_title(code), number) for code, number in counts)
    undone = act["undone_by"] is not None
    return BatchEntry(
        act["id"], act["at"], act["by"], act["what"], titles, undone, _undoable(act, {c for c, _ in counts}, kept=kept)
    )


def _title(code: str) -> str:
    if code == attachments.CODE:
        return attachments.TITLE
    return _CODES[code].title if code in _CODES else "Cài đặt"


def _undoable(act: RowMapping, codes: set[str], *, kept: bool) -> bool:
    """`kept`: it did something to reports or packages that stays; settings are taken back by hand."""
    return bool(codes) and codes <= {*_CODES, attachments.CODE} and not kept and act["undone_by"] is None


def _files(before: str | None, after: str | None) -> tuple[Change, ...]:
    """The file that came or went, as a change of the record."""
    old, new = (
        f"{side.label} {side.file_name}".strip() if side else "" for side in map(attachments.told, (before, after))
    )
    return (Change(attachments.TITLE, old, new),)


def _names(connection: Connection, register: type[Record], sides: Sequence[Mapping[str, Any]]) -> dict[UUID, str]:
    """What the records are called that `sides` of changes point to; those removed since by the name they bore last."""
    wanted = {code: {UUID(str(id_)) for id_ in ids} for code, ids in references.pointed(register, sides).items()}
    known = references.names(connection, wanted)
    return known | _gone(connection, {id_ for ids in wanted.values() for id_ in ids} - known.keys())


def _gone(connection: Connection, ids: set[UUID]) -> dict[UUID, str]:
    """The last names of removed records."""
    if not ids:
        return {}
    line = select(AuditEntry.register, AuditEntry.record, AuditEntry.before)
    rows = connection.execute(line.where(AuditEntry.record.in_(ids), AuditEntry.action == "delete")).all()
    known = ((code, id_, _loaded(before)) for code, id_, before in rows if code in _CODES)
    return {id_: str(said.get(_CODES[code].name_field, references.GONE)) for code, id_, said in known}


def _changes(fields: Mapping[str, Field], sides: Sequence[str | None], known: references.Names) -> tuple[Change, ...]:
    before, after = map(_loaded, sides)
    names = [name for name in fields if name in before or name in after]
    return tuple(
        Change(
            fields[name].label,
            _shown(fields[name], before.get(name), known),
            _shown(fields[name], after.get(name), known),
        )
        for name in names
    )


def _shown(field: Field, plain: Any, known: references.Names) -> str:
    if isinstance(field.kind, Rows):
        return "\n".join(_shown_row(field.kind, row, known) for row in (plain or ())[:_SHOWN_ROWS])
    return references.words(field.kind, field.kind.restore(plain), known) if plain is not None else ""


def _shown_row(kind: Rows, row: Mapping[str, Any], known: references.Names) -> str:
    parts = (_shown(made, row.get(made.name), known) for made in kind.of.fields() if made.listed)
    return " · ".join(part for part in parts if part)


def _name(row: RowMapping) -> str:
    register = _CODES[row["register"]]
    said = {**_loaded(row["before"]), **_loaded(row["after"])}
    return str(said.get(register.name_field, row["record"]))


def _loaded(plain: str | None) -> dict[str, Any]:
    return json.loads(plain) if plain else {}
