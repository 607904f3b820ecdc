"""Rows of a list beside the register: new, changed, the same, to be asked about, or pointing where another row points."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from tmdt_desktop.exchange.likeness import alike, party_of
from tmdt_desktop.exchange.plans import RowFault, RowPlan
from tmdt_desktop.records import Record
from tmdt_desktop.services import references
from tmdt_desktop.services.known_rows import KnownRows, Stored
from tmdt_desktop.services.row_differences import Beside, Difference
from tmdt_desktop.services.said_values import Said
from tmdt_desktop.task import SILENT, Task

Place = tuple[str, int]
BY_HAND = "người nhập chọn"
_STEP = 500


@dataclass(frozen=True)
class ChangedRow:
    """A row that is a record of the register and says more or something else of it.

    `version`: of the record when they were compared. `by`: how it was known («Mã số thuế», «Số định danh»).
    """

    row: RowPlan
    id: UUID
    version: int
    by: str
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class Candidate:
    """A record that a row may be: how much they look alike (0–100), why, and where they differ."""

    id: UUID
    name: str
    score: int
    reasons: tuple[str, ...]
    differences: tuple[Difference, ...]
    version: int = 1


@dataclass(frozen=True)
class AskedRow:
    """A row that no key joins to a record, and the records that it may be: a person says which, or none."""

    row: RowPlan
    candidates: tuple[Candidate, ...]


@dataclass
class Compared:
    """The heaps of a comparison. `meant`: the record that a changed or same row is, by the row's place."""

    new: list[RowPlan] = field(default_factory=list)
    changed: list[ChangedRow] = field(default_factory=list)
    asked: list[AskedRow] = field(default_factory=list)
    same: list[RowPlan] = field(default_factory=list)
    faulty: list[RowPlan] = field(default_factory=list)
    told: list[RowFault] = field(default_factory=list)
    meant: dict[Place, UUID] = field(default_factory=dict)


def place_of(row: RowPlan) -> Place:
    """Where a row stands: its sheet and its number there."""
    return row.sheet, row.row


def compare(
    connection: Connection, register: type[Record], rows: Sequence[RowPlan], said: Said, task: Task = SILENT
) -> Compared:
    """Sort faultless rows by what the office's own records say already."""
    if connection.scalar(select(register.seq).where(register.package.is_(None)).limit(1)) is None:
        return Compared(new=list(rows))
    known = KnownRows(register)
    known.load(connection, [row.values for row in rows], task)
    names = references.names_for(connection, register, _pointing(register, known, rows))
    sorter = _Sorter(known, Beside(register, names), said)
    for at, row in enumerate(rows):
        if at % _STEP == 0:
            task.step(at, len(rows), "So với sổ")
        sorter.sort(row)
    sorter.part_shared()
    return sorter.made


def _pointing(register: type[Record], known: KnownRows, rows: Sequence[RowPlan]) -> list[Mapping[str, Any]]:
    if not references.links_of(register):
        return []
    held = [stored for each in (*known.by_key.values(), *known.by_mark.values()) for stored in each]
    return [*held, *(row.values for row in rows)]


class _Sorter:
    """Puts one row after the other on its heap."""

    def __init__(self, known: KnownRows, beside: Beside, said: Said) -> None:
        self.known, self.beside, self.said = known, beside, said
        self.register = known.register
        self.made = Compared()
        labels = {f.name: f.label for f in self.register.fields()}
        self._key_label = ", ".join(labels[name] for name in known.keys)
        self._number_label = ", ".join(labels[name] for name in known.numbers)

    def sort(self, row: RowPlan) -> None:
        """Find the record that a row is: by its key, then by its number, then by its name, which is only asked."""
        assumed = self.said.assumed(row)
        by_key = self.known.of_key(row.values)
        agreeing = [s for s in self.known.of_number(row.values) if not self.known.contradict(s, row.values)]
        for found, by in ((by_key, self._key_label), (agreeing, self._number_label)):
            if found:
                return self._join(row, found, by, assumed)
        called = self.known.of_name(row.values)
        agreeing = [s for s in called if not self.known.contradict(s, row.values)]
        if agreeing and self.known.placed:
            self._ask(row, agreeing, assumed)
        else:
            self._add(row, agreeing, called)
        return None

    def _join(self, row: RowPlan, found: Sequence[Stored], by: str, assumed: Collection[str]) -> None:
        if len(found) > 1:
            return self._ask(row, found, assumed)
        differences = self.beside.differences(found[0], row.values, assumed)
        if differences:
            self.made.changed.append(ChangedRow(row, found[0]["id"], found[0]["version"], by, differences))
            self.made.meant[place_of(row)] = found[0]["id"]
        else:
            self._same(row, found[0])
        return None

    def _ask(self, row: RowPlan, found: Sequence[Stored], assumed: Collection[str]) -> None:
        told = [(stored, self.beside.differences(stored, row.values, assumed)) for stored in found]
        for stored, differences in told:
            if not differences:
                return self._same(row, stored)
        self.made.asked.append(AskedRow(row, tuple(self._candidate(row, *each) for each in told)))
        return None

    def _candidate(self, row: RowPlan, stored: Stored, differences: tuple[Difference, ...]) -> Candidate:
        like = alike(party_of(self.register, row.values, 0), party_of(self.register, stored, 1))
        name = str(stored.get(self.register.name_field) or "")
        return Candidate(stored["id"], name, like.score, like.reasons, differences, stored["version"])

    def _same(self, row: RowPlan, stored: Stored) -> None:
        self.made.same.append(row)
        self.made.meant[place_of(row)] = stored["id"]

    def _add(self, row: RowPlan, alike_: Sequence[Stored], called: Sequence[Stored]) -> None:
        """A new row; what bears its name is told, when a number parts the two or nothing joins them."""
        for stored in alike_:
            if not self.beside.differences(stored, row.values, self.said.assumed(row)):
                return self._same(row, stored)
        if called and (alike_ or self.known.keys == ["tax_code"]):
            made = self.register.field(self.register.name_field)
            why = "Xem lại" if alike_ else "nhưng số khác. Xem có đúng là hai không"
            sentence = f"Sổ đã có «{called[0].get(made.name)}» cùng tên {why}; phần mềm không tự gộp."
            self.made.told.append(_doubt(row, made.name, made.label, sentence))
            row = row._replace(doubts={made.name: sentence, **row.doubts})
        self.made.new.append(row)
        return None

    def part_shared(self) -> None:
        """Make rows faulty that point at one record, when one of them would change it: a person keeps one."""
        rows = {place_of(each.row): each.row for each in self.made.changed}
        rows |= {place_of(row): row for row in self.made.same}
        places: defaultdict[UUID, list[Place]] = defaultdict(list)
        for place, id_ in self.made.meant.items():
            places[id_].append(place)
        changing = {each.id for each in self.made.changed}
        shared = {place: held for id_, held in places.items() if len(held) > 1 and id_ in changing for place in held}
        if not shared:
            return
        self.made.changed = [each for each in self.made.changed if place_of(each.row) not in shared]
        self.made.same = [row for row in self.made.same if place_of(row) not in shared]
        for place, held in sorted(shared.items()):
            self._refuse_shared(rows[place], [other for other in held if other != place])
            del self.made.meant[place]

    def _refuse_shared(self, row: RowPlan, others: Sequence[Place]) -> None:
        made = self.register.field(self.register.name_field)
        where = "; ".join(f"dòng {at}" if sheet == row.sheet else f"trang «{sheet}», dòng {at}" for sheet, at in others)
        sentence = f"Dòng này và {where} cùng là một hồ sơ trong sổ. Giữ một dòng, xóa dòng kia hoặc sửa mã."
        self.made.faulty.append(row._replace(faults={**row.faults, made.name: sentence}))
        self.made.told.append(RowFault(row.sheet, row.row, made.name, made.label, "fault", sentence, ""))


def _doubt(row: RowPlan, name: str, label: str, sentence: str) -> RowFault:
    return RowFault(row.sheet, row.row, name, label, "doubt", sentence, str(row.values.get(name, "")))
