"""Read and write any register. No record leaves this room: callers see plain values."""

import operator
from array import array
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, String, false, func, or_, select, text, type_coerce

from tmdt_desktop.catalogues.several import CodesChosen
from tmdt_desktop.errors import InvalidRecord, Refused
from tmdt_desktop.fields import Field, Reading, Rows, read_values
from tmdt_desktop.kinds import Choices, Kind, Note, Ref, Text
from tmdt_desktop.records import Record
from tmdt_desktop.records import register as register_of
from tmdt_desktop.records.survey_form import SurveyForm
from tmdt_desktop.services import references
from tmdt_desktop.services.record_day import closed, placed, when_of
from tmdt_desktop.services.standing import standing_id
from tmdt_desktop.services.survey_locks import refuse_sent
from tmdt_desktop.services.write_locks import refuse_lasting, refuse_locked
from tmdt_desktop.store import search
from tmdt_desktop.store.changes import Batch, read_record
from tmdt_desktop.store.workspace import Workspace


@dataclass(frozen=True)
class Among:
    """Rows chosen elsewhere, by their numbers; `words`: what they are («37 dòng của Lớp tự tổ chức»)."""

    seqs: frozenset[int]
    words: str


@dataclass(frozen=True)
class Query:
    """Which rows, in what order.

    `where`: (field, plain value or tuple of plain values); None in it means «empty». `order`: a field's name, «-» before
    it for downwards; empty for the order of names. `among`: none but these.
    """

    search: str = ""
    where: tuple[tuple[str, object], ...] = ()
    order: str = ""
    among: Among | None = None


@dataclass(frozen=True)
class ListRow:
    """A row of a list: number, id, version, values of the listed fields in their order, and whether to look at it.

    A reference stands there as the name of the record it points to.
    """

    seq: int
    id: UUID
    version: int
    values: tuple[Any, ...]
    doubt: bool


@dataclass(frozen=True)
class Stored:
    """One record, whole."""

    id: UUID
    version: int
    office: str
    package: UUID | None
    values: dict[str, Any]
    created_at: datetime
    created_by: str
    changed_at: datetime
    changed_by: str


@dataclass(frozen=True)
class Saved:
    """What saving gave: the record's id, its version now, and what should be looked at."""

    id: UUID
    version: int
    doubts: dict[str, str]


class KeyTaken(Refused):
    """Another record has this key. `fields`: the key's names; `id`: that record."""

    def __init__(self, what: str, *, cure: str, fields: tuple[str, ...], id_: UUID) -> None:
        super().__init__(what, cure=cure)
        self.fields, self.id = fields, id_


def find(ws: Workspace, register: type[Record], query: Query, *, limit: int | None = None) -> "array[int]":
    """Row numbers of the records that match, in order; 8 bytes a row, so that a million fit in 8 MB."""
    if query.among is not None:
        matching = find(ws, register, replace(query, among=None))
        return array("q", islice((seq for seq in matching if seq in query.among.seqs), limit))
    with ws.read() as connection:
        if not query.where and not query.order:
            if query.search.strip():
                return array("q", search.hits(connection, register, query.search, limit))
            return array("q", search.in_order(connection, register, limit))
        rows = connection.execute(_select(connection, register, query).limit(limit))
        return array("q", (row[0] for row in rows))


def count(ws: Workspace, register: type[Record], query: Query) -> int:
    """How many records match."""
    if not query.search.strip() and not query.where and query.among is None:
        with ws.read() as connection:
            return connection.scalar(select(func.count()).select_from(register.__table__)) or 0
    return len(find(ws, register, query))


def list_rows(ws: Workspace, register: type[Record], seqs: Sequence[int]) -> list[ListRow]:
    """The rows with these numbers, in the order asked; numbers that are gone are left out."""
    with ws.read() as connection:
        return _list_rows(connection, register, seqs)


def ids_of(ws: Workspace, register: type[Record], seqs: Sequence[int]) -> list[UUID]:
    """The ids behind row numbers, in the order asked."""
    table = register.__table__
    with ws.read() as connection:
        found = dict(connection.execute(select(table.c.seq, table.c.id).where(table.c.seq.in_(seqs))).all())
    return [found[seq] for seq in seqs if seq in found]


def seq_of(ws: Workspace, register: type[Record], id_: UUID) -> int | None:
    """The row number of a record or of the one that it is part of; None when there is none."""
    table = register.__table__
    with ws.read() as connection:
        return connection.scalar(select(table.c.seq).where(table.c.id == standing_id(connection, id_)))


def get(ws: Workspace, register: type[Record], id_: UUID) -> Stored:
    """One record with its sub-lists; what was merged leads to the record it is part of. Raises Refused when it is gone."""
    with ws.read() as connection:
        found = read_record(connection, register, id_) or read_record(
            connection, register, standing_id(connection, id_)
        )
    if found is None:
        raise Refused("Hồ sơ này không còn.", why="Người khác vừa xóa.", cure="Tải lại danh sách.")
    kept = {field.name: found[field.name] for field in register.fields()}
    plumbing = ("id", "version", "office", "package", "created_at", "created_by", "changed_at", "changed_by")
    return Stored(values=kept, **{name: found[name] for name in plumbing})


def check(register: type[Record], raw: Mapping[str, object]) -> Reading:
    """Raw input as values, with every fault and doubt at once: those of single fields and those between fields."""
    reading = read_values(register.fields(), raw)
    faults, doubts = dict(reading.faults), dict(reading.doubts)
    if not faults:
        faults.update(register.faults(reading.values))
        doubts.update(register.doubts(reading.values))
    return Reading(reading.values, faults, doubts)


def save(
    ws: Workspace,
    register: type[Record],
    raw: Mapping[str, object],
    id_: UUID | None = None,
    version: int | None = None,
) -> Saved:
    """Add a record, or change the one called `id_` if it is still `version`.

    Raises:
        InvalidRecord: faults by field. KeyTaken: another record has this key. Refused: someone else was faster, or the
        record came in a signed package.
    """
    what = f"{'Sửa' if id_ else 'Thêm'} {register.one}"
    with ws.change(what) as batch:
        before = batch.read(register, id_) if id_ else None
        reading = _check_on_its_day(ws.office, register, raw, before)
        reading.values.pop("file_code", None)
        refuse_received(batch, register, id_)
        known = {name: value for name, value in reading.values.items() if before is None or name in raw}
        _refuse_stray(batch, register, {**reading.values, "id": id_}, before)
        refuse_locked(batch.connection, register, {**(before or {}), **known}, before)
        if id_ is None or _key_changes(batch, register, reading.values, id_):
            refuse_taken_keys(batch, register, [reading.values], (id_,) if id_ else ())
        if id_ is None:
            (made,) = batch.insert(register, [reading.values])
            return Saved(made, 1, reading.doubts)
        return Saved(id_, batch.update(register, id_, known, version), reading.doubts)


def _check_on_its_day(
    office: str, register: type[Record], raw: Mapping[str, object], before: Mapping[str, Any] | None
) -> Reading:
    """`check` with the places and choices of the record's day or the office's. Raises InvalidRecord."""
    when = when_of(office, register, raw)
    settled, misplaced = placed(register, raw, when, before or {})
    reading = check(register, settled)
    faults = {**reading.faults, **closed(register, reading.values, when, before or {}), **misplaced}
    if faults:
        raise InvalidRecord(faults, labels_of(register, faults))
    return reading


def labels_of(register: type[Record], names: Iterable[str]) -> dict[str, str]:
    """What people call the fields that faults are keyed by: «channels.2.address» is «Kênh bán hàng, dòng 3, Địa chỉ»."""
    made: dict[str, str] = {}
    for name in names:
        outer, _, inner = name.partition(".")
        field, (place, _, within) = register.field(outer), inner.partition(".")
        made[name] = field.label
        if within and isinstance(field.kind, Rows):
            label = next(part.label for part in field.kind.of.fields() if part.name == within)
            made[name] = f"{field.label}, dòng {int(place) + 1}, {label}"
    return made


def delete(ws: Workspace, register: type[Record], id_: UUID, version: int) -> UUID:
    """Remove a record; returns the act, to take it back.

    Raises:
        Refused: it has changed, is gone, came in a signed package, has gone out, or others point to it.
    """
    with ws.change(f"Xóa {register.one}") as batch:
        refuse_received(batch, register, id_)
        refuse_lasting(batch.connection, register, id_)
        references.refuse_used(batch.connection, register, id_)
        batch.delete(register, id_, version)
        return batch.act.id


def defaults(register: type[Record]) -> dict[str, Any]:
    """The values a new record begins with, by field name."""
    columns = register.__table__.c
    made = {field.name: columns[field.name].default for field in register.fields() if field.name in columns}
    return {name: default.arg for name, default in made.items() if default is not None and default.is_scalar}


def _refuse_stray(
    batch: Batch, register: type[Record], values: Mapping[str, Any], before: Mapping[str, Any] | None
) -> None:
    """Raise InvalidRecord when the record would point to what is gone, came in a package, or is itself."""
    stray = references.faults(batch.connection, register, values, before)
    if stray:
        raise InvalidRecord(stray, labels_of(register, stray))


def _key_changes(batch: Batch, register: type[Record], values: Mapping[str, Any], id_: UUID) -> bool:
    """Whether saving would change a key field; a key that a list has doubled must not stand in the way of mending."""
    before = batch.read(register, id_) or {}
    return any(before.get(field.name) != values.get(field.name) for field in register.fields() if field.key)


def refuse_received(batch: Batch, register: type[Record], id_: UUID | None) -> None:
    """Raise Refused when the record came in a package: what was signed elsewhere stays as it was signed; or when it is a
    form of which questionnaires have gone out.
    """
    table = register.__table__
    if id_ is not None and batch.connection.scalar(select(table.c.package).where(table.c.id == id_)) is not None:
        raise Refused(
            f"{register.one.capitalize()} này thuộc gói đã nhận, chỉ để xem.",
            why="Dữ liệu trong gói phải giữ đúng như cơ quan gửi đã ký.",
            cure="Cần sửa thì đề nghị cơ quan đó sửa ở sổ của họ rồi gửi gói mới.",
        )
    if id_ is not None and register is SurveyForm:
        refuse_sent(batch.connection, id_)


def refuse_taken_keys(
    batch: Batch, register: type[Record], rows: Sequence[Mapping[str, Any]], but: Collection[UUID] = ()
) -> None:
    """`refuse_keys` within a change."""
    refuse_keys(batch.connection, register, rows, but)


def refuse_keys(
    connection: Connection, register: type[Record], rows: Sequence[Mapping[str, Any]], but: Collection[UUID] = ()
) -> None:
    """Raise KeyTaken when a record of the office, none of `but`, has the key fields of one of `rows`, all of them filled."""
    keys = [field for field in register.fields() if field.key]
    words = {tuple(row.get(field.name) for field in keys) for row in rows}
    wanted = {word for word in words if word and None not in word}
    if not wanted:
        return
    table = register.__table__
    columns = [table.c[field.name] for field in keys]
    asked = select(table.c.id, table.c[register.name_field], *columns).where(table.c.package.is_(None))
    if len(wanted) == 1:
        asked = asked.where(*map(operator.eq, columns, next(iter(wanted))))
    for id_, name, *word in connection.execute(asked):
        if id_ not in but and tuple(word) in wanted:
            raise KeyTaken(
                f"{', '.join(field.label for field in keys)} này đã có ở «{name}».",
                cure="Mở hồ sơ đó để sửa, hoặc xem lại mã vừa nhập.",
                fields=tuple(field.name for field in keys),
                id_=id_,
            )


def _list_rows(connection: Connection, register: type[Record], seqs: Sequence[int]) -> list[ListRow]:
    table = register.__table__
    listed = [field for field in register.fields() if field.listed]
    columns = [table.c[field.name] for field in listed if not isinstance(field.kind, Rows)]
    rows = connection.execute(select(table.c.seq, table.c.id, table.c.version, *columns).where(table.c.seq.in_(seqs)))
    found = {row[0]: row for row in rows}
    sizes = [_part_sizes(connection, register, field, found) for field in listed if isinstance(field.kind, Rows)]
    known = _names(connection, listed, found)
    return [_list_row(found[seq], listed, sizes, known) for seq in seqs if seq in found]


def _names(connection: Connection, listed: Sequence[Field], rows: Mapping[int, Any]) -> references.Names:
    """What the records are called that listed references of `rows` point to."""
    single = [field for field in listed if not isinstance(field.kind, Rows)]
    places = [(at, field.kind.to) for at, field in enumerate(single, 3) if isinstance(field.kind, Ref)]
    wanted: dict[str, set[UUID]] = {}
    for at, to in places:
        wanted.setdefault(to, set()).update(row[at] for row in rows.values() if row[at] is not None)
    return references.names(connection, wanted)


def _list_row(
    row: Any, listed: Sequence[Field], sizes: Sequence[Mapping[UUID, int]], known: references.Names
) -> ListRow:
    single = iter(row[3:])
    parts = iter(sizes)
    values = tuple(next(parts).get(row[1], 0) if isinstance(f.kind, Rows) else next(single) for f in listed)
    doubt = any(value is not None and f.kind.doubt(value) for f, value in zip(listed, values, strict=True))
    values = tuple(known.get(v, references.GONE) if isinstance(v, UUID) else v for v in values)
    return ListRow(row[0], row[1], row[2], values, doubt)


def _part_sizes(
    connection: Connection, register: type[Record], field: Field, rows: Mapping[int, Any]
) -> dict[UUID, int]:
    """How many sub-rows each of `rows` has."""
    part = next(part.of for part in register.sub_lists() if part.name == field.name).__table__
    ids = [row[1] for row in rows.values()]
    sizes = select(part.c.parent, func.count()).where(part.c.parent.in_(ids)).group_by(part.c.parent)
    return dict(connection.execute(sizes).all())


def _select(connection: Connection, register: type[Record], query: Query) -> Select[Any]:
    table = register.__table__
    conditions = [condition(register, name, wanted) for name, wanted in query.where]
    if query.search.strip():
        found = search.hits(connection, register, query.search, None)
        connection.exec_driver_sql("CREATE TEMP TABLE IF NOT EXISTS found (seq INTEGER PRIMARY KEY)")
        connection.exec_driver_sql("DELETE FROM found")
        if found:
            connection.exec_driver_sql("INSERT INTO found VALUES (?)", [(seq,) for seq in found])
        conditions.append(table.c.seq.in_(text("(SELECT seq FROM found)")))
    name = query.order.lstrip("-")
    if not name:
        names = text(f"search_{register.code}")
        joined = (
            select(table.c.seq)
            .select_from(table)
            .join(names, text(f"search_{register.code}.seq = {register.code}.seq"))
        )
        return joined.where(*conditions).order_by(text(f"search_{register.code}.place"))
    by = _order(register, name)
    return (
        select(table.c.seq).where(*conditions).order_by(by.desc() if query.order.startswith("-") else by, table.c.seq)
    )


def _order(register: type[Record], name: str) -> ColumnElement[Any]:
    table = register.__table__
    fields = {field.name: field for field in register.fields()}
    if name not in fields:
        raise Refused(f"Sổ «{register.title}» không có mục {name} để xếp.", cure=f"Chọn trong: {', '.join(fields)}.")
    field = fields[name]
    if isinstance(field.kind, Rows):
        part = next(part.of for part in register.sub_lists() if part.name == name).__table__
        return select(func.count()).where(part.c.parent == table.c.id).scalar_subquery()
    if isinstance(field.kind, Ref):
        to = register_of(field.kind.to)
        return select(func.vn_sort(to.__table__.c[to.name_field])).where(to.id == table.c[name]).scalar_subquery()
    if isinstance(field.kind, Text | Note):
        return func.vn_sort(table.c[name])
    return table.c[name]


def condition(register: type[Record], name: str, wanted: object) -> ColumnElement[bool]:
    """«field is, or for several choices holds, any of these plain values» as a condition; None is «empty»."""
    column, kind = register.__table__.c[name], register.field(name).kind
    plain = list(wanted) if isinstance(wanted, tuple | list) else [wanted]
    filled = [value for value in plain if value is not None]
    found = _among(column, kind, filled)
    return found if len(filled) == len(plain) else (found | column.is_(None))


def _among(column: ColumnElement[Any], kind: Kind, plain: Sequence[Any]) -> ColumnElement[bool]:
    if isinstance(kind, Choices | CodesChosen):
        chosen = type_coerce(column, String)
        return or_(false(), *[chosen.contains(f";{name};", autoescape=True) for name in plain])
    return column.in_([kind.restore(value) for value in plain])
