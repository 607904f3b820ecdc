"""Rows of a list beside the register: new, changed, the same, or to be asked about."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, select

from tmdt_desktop.exchange.likeness import alike, party_of
from tmdt_desktop.exchange.likeness_score import OTHER_COMMUNE, OTHER_NAME
from tmdt_desktop.exchange.plans import RowFault, RowPlan
from tmdt_desktop.records import Record
from tmdt_desktop.services import references
from tmdt_desktop.services.known_rows import KnownRows, Stored, spoken
from tmdt_desktop.services.row_differences import Beside, Difference
from tmdt_desktop.services.said_values import Said
from tmdt_desktop.task import SILENT, Task

Place = tuple[str, int]
_STEP = 500
_UNLIKE = 40
"""Below this likeness one number alone does not make two entries one."""


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
    """A row that no key joins to a record, and the records that it may be: a person says which, or none.

    `why`: a key joins it but everything else speaks against it, so that no rule for many rows may answer; else empty.
    """

    row: RowPlan
    candidates: tuple[Candidate, ...]
    why: str = ""


class Verdict(NamedTuple):
    """On which heap a row lies: `heap` new, changed, asked or same. `id`: the record that a changed or same row is."""

    heap: str
    row: RowPlan
    id: UUID | None = None
    told: RowFault | None = None
    changed: ChangedRow | None = None
    asked: AskedRow | None = None


Verdicts = dict[Place, Verdict]


def place_of(row: RowPlan) -> Place:
    """Where a row stands: its sheet and its number there."""
    return row.sheet, row.row


def compare(
    connection: Connection, register: type[Record], rows: Sequence[RowPlan], said: Said, task: Task = SILENT
) -> Verdicts:
    """Sort faultless rows by what the office's own records say already."""
    if connection.scalar(select(register.seq).where(register.package.is_(None)).limit(1)) is None:
        return {place_of(row): Verdict("new", row) for row in rows}
    known = KnownRows(register)
    known.load(connection, [row.values for row in rows], task)
    names = references.names_for(connection, register, _pointing(register, known, rows))
    sorter = _Sorter(known, Beside(register, names), said)
    made: Verdicts = {}
    for at, row in enumerate(rows):
        if at % _STEP == 0:
            task.step(at, len(rows), "So với sổ")
        made[place_of(row)] = sorter.verdict(row)
    return made


def _pointing(register: type[Record], known: KnownRows, rows: Sequence[RowPlan]) -> list[Mapping[str, Any]]:
    if not references.links_of(register):
        return []
    held = [stored for each in (*known.by_key.values(), *known.by_mark.values()) for stored in each]
    return [*held, *(row.values for row in rows)]


class _Sorter:
    """Finds for one row after the other the heap on which it lies."""

    def __init__(self, known: KnownRows, beside: Beside, said: Said) -> None:
        self.known, self.beside, self.said = known, beside, said
        self.register = known.register
        labels = {f.name: f.label for f in self.register.fields()}
        self._key_label = ", ".join(labels[name] for name in known.keys)
        self._number_label = ", ".join(labels[name] for name in known.numbers)

    def verdict(self, row: RowPlan) -> Verdict:
        """By its key a row is a record, else by its number; by its name and commune it is asked about."""
        assumed = self.said.assumed(row)
        if by_key := self.known.of_key(row.values):
            return self._joined(row, by_key, self._key_label, assumed)
        numbered, called = self.known.of_number(row.values), self.known.of_name(row.values)
        same_number = [stored for stored in numbered if not self.known.contradict(stored, row.values)]
        if same_number:
            return self._joined(row, same_number, self._number_label, assumed)
        same_name = [stored for stored in called if not self.known.contradict(stored, row.values)]
        if same_name and self.known.placed:
            return self._asked(row, same_name, assumed)
        return self._new(row, same_name, [*numbered, *called], assumed)

    def _joined(self, row: RowPlan, found: Sequence[Stored], by: str, assumed: Collection[str]) -> Verdict:
        if len(found) > 1:
            return self._asked(row, found, assumed)
        stored = found[0]
        differences = self._differences(row, stored, assumed)
        if not differences:
            return Verdict("same", row, stored["id"])
        if against := self._against(row, stored):
            return self._mistaken(row, (stored, differences), (by, against))
        changed = ChangedRow(row, stored["id"], stored["version"], by, differences)
        return Verdict("changed", row, stored["id"], changed=changed)

    def _differences(self, row: RowPlan, stored: Stored, assumed: Collection[str]) -> tuple[Difference, ...]:
        """Where a row says something else; the key of a record that is part of this one now is nothing else."""
        over = self.known.taken_over(stored, row.values)
        return self.beside.differences(stored, row.values, {*assumed, *over})

    def _against(self, row: RowPlan, stored: Stored) -> str:
        """What makes one number of two businesses likely, as «tên và xã khác»; empty when they may well be one."""
        names = (str(each.get(self.register.name_field) or "") for each in (stored, row.values))
        merged = self.known.taken_over(stored, row.values)
        if not self.known.parties or merged or len(set(map(spoken, names))) == 1:
            return ""
        like = alike(party_of(self.register, row.values, 0), party_of(self.register, stored, 1))
        if OTHER_NAME in like.reasons and OTHER_COMMUNE in like.reasons:
            return "tên và xã khác"
        return "mọi điều khác không giống" if like.score < _UNLIKE else ""

    def _mistaken(self, row: RowPlan, beside: tuple[Stored, tuple[Difference, ...]], words: tuple[str, str]) -> Verdict:
        """A row whose number may be mistyped: asked about, never joined by itself. `words`: the number, what differs."""
        made = self._candidate(row, *beside)
        why = f"cùng {words[0][:1].lower()}{words[0][1:]} nhưng {words[1]}"
        asked = AskedRow(row, (replace(made, reasons=(why, *made.reasons)),), why)
        called = self.register.field(self.register.name_field)
        sentence = f"Sổ đã có «{made.name}» {why}. Xem lại mã số."
        told = RowFault(
            row.sheet, row.row, called.name, called.label, "doubt", sentence, str(row.values.get(called.name, ""))
        )
        return Verdict("asked", row, told=told, asked=asked)

    def _asked(self, row: RowPlan, found: Sequence[Stored], assumed: Collection[str]) -> Verdict:
        told = [(stored, self._differences(row, stored, assumed)) for stored in found]
        for stored, differences in told:
            if not differences:
                return Verdict("same", row, stored["id"])
        candidates = tuple(self._candidate(row, *each) for each in told)
        return Verdict("asked", row, asked=AskedRow(row, candidates))

    def _candidate(self, row: RowPlan, stored: Stored, differences: tuple[Difference, ...]) -> Candidate:
        like = alike(party_of(self.register, row.values, 0), party_of(self.register, stored, 1))
        name = str(stored.get(self.register.name_field) or "")
        return Candidate(stored["id"], name, like.score, like.reasons, differences, stored["version"])

    def _new(self, row: RowPlan, named: Sequence[Stored], near: Sequence[Stored], assumed: Collection[str]) -> Verdict:
        """A new row; a record that bears its name or its number beside another key is told."""
        for stored in named:
            if not self.beside.differences(stored, row.values, assumed):
                return Verdict("same", row, stored["id"])
        if not near or not (named or self.known.parties):
            return Verdict("new", row)
        made = self.register.field(self.register.name_field)
        whom = near[0].get(made.name)
        why = "cùng tên. Xem lại" if named else "cùng tên hoặc số định danh nhưng mã khác. Xem có đúng là hai không"
        sentence = f"Sổ đã có «{whom}» {why}; phần mềm không tự gộp."
        told = RowFault(
            row.sheet, row.row, made.name, made.label, "doubt", sentence, str(row.values.get(made.name, ""))
        )
        return Verdict("new", row._replace(doubts={made.name: sentence, **row.doubts}), told=told)


def shared(register: type[Record], verdicts: Verdicts) -> dict[Place, RowFault]:
    """A fault for each of several rows that are one record, when one of them would change it: a person keeps one."""
    places: defaultdict[UUID, list[Place]] = defaultdict(list)
    for place, each in verdicts.items():
        if each.id is not None:
            places[each.id].append(place)
    made = register.field(register.name_field)
    found: dict[Place, RowFault] = {}
    for held in places.values():
        if len(held) > 1 and any(verdicts[place].heap == "changed" for place in held):
            for place in held:
                sentence = _shared_words(place, [other for other in held if other != place])
                found[place] = RowFault(*place, made.name, made.label, "fault", sentence, "")
    return found


def _shared_words(place: Place, others: Sequence[Place]) -> str:
    where = "; ".join(f"dòng {at}" if sheet == place[0] else f"trang «{sheet}», dòng {at}" for sheet, at in others)
    return f"Dòng này và {where} cùng là một hồ sơ trong sổ. Giữ một dòng, xóa dòng kia hoặc sửa mã."
