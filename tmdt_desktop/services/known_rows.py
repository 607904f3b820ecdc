"""Rows of a list beside what the register holds: new, the same, or another story under the same key."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, select

from tmdt_desktop.exchange.plans import RowFault, RowPlan
from tmdt_desktop.fields import Field, Rows
from tmdt_desktop.kinds import PersonalId
from tmdt_desktop.records import Record
from tmdt_desktop.store.workspace import Workspace
from tmdt_desktop.task import SILENT, Task

_CHUNK = 400


@dataclass(frozen=True)
class Difference:
    """One field that says something else: what stands in the register, and what the list says, in words."""

    field: str
    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Clash:
    """A row whose key a record already bears, that record, and where they differ."""

    row: RowPlan
    id: UUID
    version: int
    differences: tuple[Difference, ...]


@dataclass
class Compared:
    """The heaps of a comparison."""

    new: tuple[RowPlan, ...] = ()
    same: tuple[RowPlan, ...] = ()
    clash: tuple[Clash, ...] = ()
    told: list[RowFault] = field(default_factory=list)


_Stored = Mapping[str, Any]


def compare(connection: Connection, register: type[Record], rows: Sequence[RowPlan], task: Task = SILENT) -> Compared:
    """Sort `rows` by what the office's own records say already. An empty cell contradicts nothing."""
    if connection.scalar(select(register.seq).where(register.package.is_(None)).limit(1)) is None:
        return Compared(new=tuple(rows))
    finder = _Finder(register)
    finder.load(connection, [row.values for row in rows], task)
    return _sorted(register, rows, finder)


def _sorted(register: type[Record], rows: Sequence[RowPlan], finder: "_Finder") -> Compared:
    new, same, made = [], [], Compared()
    clash = []
    for row in rows:
        by_key, alike = finder.find(row.values)
        told = [(stored, _differences(register, stored, row.values)) for stored in (*by_key, *alike)]
        if any(not differences for _, differences in told):
            same.append(row)
        elif by_key:
            stored, differences = told[0]
            clash.append(Clash(row, stored["id"], stored["version"], differences))
        else:
            if alike:
                made.told.append(_alike(register, row))
            new.append(row)
    made.new, made.same, made.clash = tuple(new), tuple(same), tuple(clash)
    return made


def _alike(register: type[Record], row: RowPlan) -> RowFault:
    label = register.field(register.name_field).label
    sentence = "Sổ đã có một hồ sơ trùng tên hoặc số định danh. Xem lại; phần mềm không tự gộp."
    shown = str(row.values.get(register.name_field, ""))
    return RowFault(row.sheet, row.row, register.name_field, label, "doubt", sentence, shown)


class _Finder:
    """The records of the register that rows of a list may mean."""

    def __init__(self, register: type[Record]) -> None:
        self.register = register
        self.keys = [f.name for f in register.fields() if f.key]
        self.numbers = [f.name for f in register.fields() if isinstance(f.kind, PersonalId)]
        self.by_key: defaultdict[tuple[Any, ...], list[_Stored]] = defaultdict(list)
        self.by_mark: defaultdict[tuple[str, Any], list[_Stored]] = defaultdict(list)

    def load(self, connection: Connection, rows: Sequence[Mapping[str, Any]], task: Task) -> None:
        """Read every record that one of `rows` may mean: one look over the register's marks, then the few that fit."""
        words = {word for row in rows if (word := self._key(row))}
        marks = {mark for row in rows for mark in self._marks(row)}
        known = map(dict, connection.execute(self._all_marks()).mappings())
        wanted = [
            stored["id"]
            for stored in known
            if ((word := self._key(stored)) and word in words) or not marks.isdisjoint(self._marks(stored))
        ]
        ids = self.register.__table__.c.id
        for start in range(0, len(wanted), _CHUNK):
            task.step(start, len(wanted), self.register.title)
            for stored in _with_parts(connection, self.register, ids.in_(wanted[start : start + _CHUNK])):
                self._remember(stored)

    def _remember(self, stored: _Stored) -> None:
        if word := self._key(stored):
            self.by_key[word].append(stored)
        for mark in self._marks(stored):
            self.by_mark[mark].append(stored)

    def _all_marks(self) -> Select[Any]:
        """What every record of the office's own is known by."""
        columns = self.register.__table__.c
        names = dict.fromkeys((*self.keys, *self.numbers, self.register.name_field, "commune"))
        return select(columns.id, *(columns[name] for name in names if name in columns)).where(
            columns.package.is_(None)
        )

    def find(self, values: Mapping[str, Any]) -> tuple[list[_Stored], list[_Stored]]:
        """The records with the row's key, and those with its personal number or its name and commune."""
        word = self._key(values)
        alike = [stored for mark in self._marks(values) for stored in self.by_mark.get(mark, ())]
        return (self.by_key.get(word, []) if word else []), alike

    def _key(self, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
        word = tuple(values.get(name) for name in self.keys)
        return word if self.keys and None not in word else None

    def _marks(self, values: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
        for name in self.numbers:
            if values.get(name):
                yield name, values[name]
        if called := values.get(self.register.name_field):
            yield "name", (str(called).casefold(), values.get("commune"))


def _with_parts(connection: Connection, register: type[Record], condition: ColumnElement[bool]) -> list[dict[str, Any]]:
    """Records that meet a condition, with their sub-lists."""
    table = register.__table__
    rows = connection.execute(select(table).where(condition)).mappings()
    found: dict[UUID, dict[str, Any]] = {row["id"]: dict(row) for row in rows}
    for part in register.sub_lists():
        child = part.of.__table__
        for stored in found.values():
            stored[part.name] = []
        ids = list(found)
        for start in range(0, len(ids), _CHUNK):
            wanted = child.c.parent.in_(ids[start : start + _CHUNK])
            for line in connection.execute(select(child).where(wanted).order_by(child.c.place)).mappings():
                found[line["parent"]][part.name].append(dict(line))
    return list(found.values())


def _differences(register: type[Record], stored: _Stored, values: Mapping[str, Any]) -> tuple[Difference, ...]:
    return tuple(
        Difference(made.name, made.label, made.kind.show(stored.get(made.name)), made.kind.show(values[made.name]))
        for made in register.fields()
        if values.get(made.name) and not _agrees(made, stored.get(made.name), values[made.name])
    )


def _agrees(made: Field, old: Any, new: Any) -> bool:
    """Whether the register says all that the list says of a field."""
    if not isinstance(made.kind, Rows):
        return bool(old == new)
    names = [f.name for f in made.kind.of.fields()]
    lines = [tuple(line.get(name) for name in names) for line in old or ()]
    return all(tuple(line.get(name) for name in names) in lines for line in new)


def by_seqs(ws: Workspace, register: type[Record], seqs: Sequence[int]) -> list[_Stored]:
    """The records with these numbers, whole, in the order asked."""
    table = register.__table__
    with ws.read() as connection:
        found = {row["seq"]: row for row in _with_parts(connection, register, table.c.seq.in_(seqs))}
    return [found[seq] for seq in seqs if seq in found]
