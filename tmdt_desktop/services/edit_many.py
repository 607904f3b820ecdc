"""Give one field of many records the same value: looked at first, written as one act that can be taken back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from tmdt_desktop.errors import InvalidRecord, Refused
from tmdt_desktop.fields import Field, Rows
from tmdt_desktop.i18n import number
from tmdt_desktop.kinds import PersonalId, Phone, Structure, TaxCode
from tmdt_desktop.rare_kinds import Digest, GoodsNumber
from tmdt_desktop.records import Record
from tmdt_desktop.services import references
from tmdt_desktop.services.record_day import closed, placed, when_of
from tmdt_desktop.services.registers import labels_of
from tmdt_desktop.services.write_locks import refuse_locked
from tmdt_desktop.store.changes import read_record
from tmdt_desktop.store.workspace import Workspace
from tmdt_desktop.task import SILENT, Task

_NOT_SHARED = (Rows, Structure, TaxCode, PersonalId, Phone, Digest, GoodsNumber)


@dataclass(frozen=True)
class ManyWish:
    """Which records (row numbers), which field, what raw value; empty takes the value away."""

    register: type[Record]
    seqs: Sequence[int]
    field: str
    raw: object


@dataclass(frozen=True)
class ManyLine:
    """What happens to one record: the words before and after; a `fault` keeps it as it is."""

    id: UUID
    name: str
    before: str
    after: str
    fault: str = ""


@dataclass(frozen=True)
class ManyPreview:
    """`changes` and `faults` line by line; `same`: how many bear the value already; `received`: not the office's own.

    `batch`: the act, once it is written, to take it back.
    """

    changes: tuple[ManyLine, ...]
    faults: tuple[ManyLine, ...]
    same: int
    received: int
    batch: UUID | None = None


def editable_fields(register: type[Record]) -> tuple[Field, ...]:
    """The fields that may be given to many records at once: no keys, no lists, nothing that the program sets, and
    nothing that tells one record from the others (its name, the numbers of its owner and of its papers).
    """
    return tuple(
        field
        for field in register.fields()
        if not (field.key or field.set_by_program or isinstance(field.kind, _NOT_SHARED) or _is_own(register, field))
    )


def _is_own(register: type[Record], field: Field) -> bool:
    return field.name == register.name_field or field.name.rpartition("_")[2] == "number"


def preview_many(ws: Workspace, wish: ManyWish, task: Task = SILENT) -> ManyPreview:
    """What `edit_many` would do. Raises Invalid when the value is none of the field's, Refused for other fields."""
    value = _value(wish)
    with ws.read() as connection:
        return _preview(connection, wish, value, task)


def edit_many(ws: Workspace, wish: ManyWish, task: Task = SILENT) -> ManyPreview:
    """Write the value into every record that takes it; those with a fault stay as they are and are told.

    Raises:
        Invalid, Refused: as `preview_many`; Refused when no record would change.
    """
    value = _value(wish)
    field = wish.register.field(wish.field)
    with ws.change(f"Sửa {field.label.lower()} của nhiều {wish.register.one}") as batch:
        made = _preview(batch.connection, wish, value, task)
        if not made.changes:
            raise Refused("Không có dòng nào đổi.", cure="Chọn giá trị khác, hoặc chọn dòng khác.")
        batch.say(f"Sửa {field.label.lower()} của {number(len(made.changes))} {wish.register.one}")
        for done, line in enumerate(made.changes):
            task.step(done, len(made.changes), wish.register.title)
            batch.update(wish.register, line.id, {wish.field: value})
        return replace(made, batch=batch.act.id)


def _value(wish: ManyWish) -> Any:
    allowed = {field.name: field for field in editable_fields(wish.register)}
    if wish.field not in allowed:
        raise Refused("Không sửa hàng loạt mục này được.", cure="Mở từng hồ sơ để sửa.")
    return allowed[wish.field].read(wish.raw)


def _preview(connection: Connection, wish: ManyWish, value: Any, task: Task) -> ManyPreview:
    table = wish.register.__table__
    changes: list[ManyLine] = []
    faults: list[ManyLine] = []
    same = received = 0
    for done, seq in enumerate(wish.seqs):
        task.step(done, len(wish.seqs), wish.register.title)
        id_ = connection.scalar(select(table.c.id).where(table.c.seq == seq))
        held = read_record(connection, wish.register, id_) if id_ else None
        if held is None:
            continue
        if held["package"] is not None:
            received += 1
        elif held[wish.field] == value:
            same += 1
        else:
            line = _line(connection, wish, held, value)
            (faults if line.fault else changes).append(line)
    return ManyPreview(tuple(changes), tuple(faults), same, received)


def _line(connection: Connection, wish: ManyWish, held: Mapping[str, Any], value: Any) -> ManyLine:
    register = wish.register
    after = {**held, wish.field: value}
    when = when_of(held["office"], register, after)
    dated = {**placed(register, after, when, held)[1], **closed(register, after, when, held)}
    told = {**register.faults(after), **references.faults(connection, register, after, held), **dated}
    before = register.faults(held)
    fresh = {name: sentence for name, sentence in told.items() if name not in before}
    field = register.field(wish.field)
    known = references.names_for(connection, register, [held, after])
    words = [references.words(field.kind, values[wish.field], known) for values in (held, after)]
    fault = str(InvalidRecord(fresh, labels_of(register, fresh))) if fresh else _lock(connection, register, after, held)
    return ManyLine(held["id"], str(held[register.name_field]), words[0], words[1], fault)


def _lock(connection: Connection, register: type[Record], after: Mapping[str, Any], held: Mapping[str, Any]) -> str:
    """Why the record may not be changed any more; empty when it may."""
    try:
        refuse_locked(connection, register, after, held)
    except (InvalidRecord, Refused) as told:
        return str(told)
    return ""
