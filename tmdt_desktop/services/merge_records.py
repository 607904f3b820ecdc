"""Two records that are one become one: fields as chosen, children moved over, references led to the record that stays.

Nothing here happens by itself. A merge is one act and is taken back like any other (`history.undo_batch`): both records
are then as they were, and so are the references and the files. Both ids keep leading to the record (`standing`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert

from tmdt_desktop.errors import InvalidRecord, Refused
from tmdt_desktop.i18n import number
from tmdt_desktop.ids import uuid7
from tmdt_desktop.records import Record
from tmdt_desktop.services import references
from tmdt_desktop.services.find_duplicates import NEVER
from tmdt_desktop.services.merge_leading import led_records, refuse_led
from tmdt_desktop.services.merge_values import merged_values, refuse_choice
from tmdt_desktop.services.registers import labels_of, refuse_keys, refuse_received
from tmdt_desktop.services.same_or_not import say_not_same, take_back_not_same, told_apart
from tmdt_desktop.services.standing import standing_id
from tmdt_desktop.services.write_locks import refuse_lasting, refuse_locked
from tmdt_desktop.store import attachments
from tmdt_desktop.store.changes import Batch
from tmdt_desktop.store.tables import MergedRecord
from tmdt_desktop.store.workspace import Workspace
from tmdt_desktop.task import SILENT, Task

__all__ = ["MergeWish", "Merged", "merge_records", "say_not_same", "standing_id", "take_back_not_same", "told_apart"]
Values = dict[str, Any]


@dataclass(frozen=True)
class MergeWish:
    """Which record stays, which become part of it, and from which record each field comes.

    `chosen`: {field name: id}; a field that is not named keeps the value of the record that stays or, where that is
    empty, of the first of the others that fills it. `versions`: what the caller has seen; empty asks for nothing.
    """

    register: type[Record]
    keep: UUID
    gone: tuple[UUID, ...]
    chosen: Mapping[str, UUID] = field(default_factory=dict)
    versions: Mapping[UUID, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Merged:
    """`batch`: the act, to take it back; `id`: the record that stays; how many records and files were led to it."""

    batch: UUID
    id: UUID
    pointed: int
    files: int


def merge_records(ws: Workspace, wish: MergeWish, task: Task = SILENT) -> Merged:
    """Make one record of several; all or nothing.

    Raises:
        Refused: a record is gone, has changed, came in a package, has been signed, sent or asked with; a choice names
            what is not there. KeyTaken: a further record has the key. InvalidRecord: the outcome breaks a rule.
    """
    what = f"Gộp {number(1 + len(wish.gone))} {wish.register.one} thành một"
    with ws.change(what) as batch:
        records = read_all(batch, wish)
        values = merged_values(wish.register, records, wish.chosen)
        refuse_outcome(batch.connection, wish, records, values)
        batch.update(wish.register, wish.keep, values)
        pointed = _lead_references(batch, wish, task)
        files = sum(_move_files(batch, wish, gone) for gone in wish.gone)
        for done, gone in enumerate(wish.gone):
            task.step(done, len(wish.gone), "Gộp")
            batch.delete(wish.register, gone)
        _remember(batch, wish)
        return Merged(batch.act.id, wish.keep, pointed, files)


def read_all(batch: Batch, wish: MergeWish) -> list[Values]:
    """The records as they are, the one that stays first. Raises Refused as `merge_records` says."""
    ids = (wish.keep, *wish.gone)
    if len(set(ids)) < 2 or len(set(ids)) < len(ids):
        raise Refused("Cần ít nhất hai hồ sơ khác nhau để gộp.", cure="Chọn hai hồ sơ trong danh sách.")
    if wish.register in NEVER:
        raise Refused(
            f"Không gộp {wish.register.one}.",
            why="Báo cáo và gói đã lập, đã gửi phải giữ nguyên.",
            cure="Lập báo cáo sửa đổi nếu cần.",
        )
    refuse_choice(wish.register, ids, wish.chosen)
    found = [_read(batch, wish, id_) for id_ in ids]
    for id_ in ids:
        refuse_received(batch, wish.register, id_)
    for gone in wish.gone:
        refuse_lasting(batch.connection, wish.register, gone)
    return found


def _read(batch: Batch, wish: MergeWish, id_: UUID) -> Values:
    found = batch.read(wish.register, id_)
    if found is None:
        raise Refused("Một hồ sơ trong cuộc gộp không còn.", why="Đã xóa hoặc đã gộp.", cure="Tải lại danh sách.")
    if wish.versions.get(id_, found["version"]) != found["version"]:
        raise Refused(f"«{found[wish.register.name_field]}» vừa được sửa.", cure="Xem lại hai hồ sơ rồi gộp.")
    return found


def refuse_outcome(connection: Connection, wish: MergeWish, records: Sequence[Values], values: Values) -> None:
    """Raise when the merged record would break a rule that the one that stays, the first of `records`, did not break.

    A key that it bore before is not looked at: of three doubles two can be merged.
    """
    register, keep = wish.register, records[0]
    after = {**keep, **values}
    refuse_locked(connection, register, after, keep)
    before = register.faults(keep)
    told = {**register.faults(after), **references.faults(connection, register, after, keep)}
    fresh = {name: sentence for name, sentence in told.items() if name not in before}
    if fresh:
        raise InvalidRecord(fresh, labels_of(register, fresh))
    if any(after[made.name] != keep[made.name] for made in register.fields() if made.key):
        refuse_keys(connection, register, [after], (wish.keep, *wish.gone))


def _lead_references(batch: Batch, wish: MergeWish, task: Task) -> int:
    """Lead every reference to a record that goes to the one that stays; how many records were touched."""
    led = led_records(batch.connection, wish.register, wish.keep, wish.gone)
    refuse_led(batch.connection, led)
    for done, each in enumerate(led):
        task.step(done, len(led), "Chuyển nơi nhắc đến")
        refuse_received(batch, each.of, each.before["id"])
        batch.update(each.of, each.before["id"], each.changes)
    return len(led)


def _move_files(batch: Batch, wish: MergeWish, gone: UUID) -> int:
    """Put the files of a record that goes with the one that stays; contents that it has already are left where they are."""
    code = wish.register.code
    there = {line.sha256 for line in attachments.lines_of(batch.connection, code, wish.keep)}
    moving = [line for line in attachments.lines_of(batch.connection, code, gone) if line.sha256 not in there]
    for line in moving:
        attachments.remove(batch, line)
        attachments.add(batch, replace(line, id=uuid7(), record=wish.keep))
    return len(moving)


def _remember(batch: Batch, wish: MergeWish) -> None:
    said = {"batch": batch.act.id, "office": batch.act.office, "register": wish.register.code, "kept": wish.keep}
    batch.connection.execute(insert(MergedRecord), [{"id": gone, **said} for gone in wish.gone])
