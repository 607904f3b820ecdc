"""Write what was decided about a checked list: new rows, and chosen fields of known records, as one batch."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from tmdt_desktop.errors import InvalidRecord, Refused
from tmdt_desktop.exchange.plans import RowPlan
from tmdt_desktop.i18n import number
from tmdt_desktop.records import Record
from tmdt_desktop.services import references
from tmdt_desktop.services.checked_list import CheckedList, Decisions, LeftRow
from tmdt_desktop.services.known_rows import Stored, with_parts
from tmdt_desktop.services.registers import labels_of
from tmdt_desktop.services.row_differences import Beside
from tmdt_desktop.services.row_heaps import Place, compare, place_of
from tmdt_desktop.services.said_values import Said
from tmdt_desktop.services.write_locks import refuse_locked
from tmdt_desktop.store import audit
from tmdt_desktop.store.changes import Batch
from tmdt_desktop.task import SILENT, Task

_CHUNK = 200
_STEP = 500
_LONGEST = 200


@dataclass(frozen=True)
class Update:
    """A row whose fields `names` are to be taken over by the record `id`, if that is still `version`."""

    row: RowPlan
    id: UUID
    version: int
    names: frozenset[str]


@dataclass
class Written:
    """What came of it so far."""

    added: int = 0
    updated: int = 0
    same: int = 0
    left: list[LeftRow] = field(default_factory=list)


def decided(checked: CheckedList, decisions: Decisions) -> tuple[list[RowPlan], list[Update]]:
    """The rows that come in as records, and those that change one. Raises Refused for an answer that is no candidate."""
    new, updates = list(checked.new), list[Update]()
    for each in checked.changed:
        names = decisions.take.get(place_of(each.row), frozenset())
        if names:
            updates.append(Update(each.row, each.id, each.version, names))
    for asked in checked.asked:
        place = place_of(asked.row)
        answer = decisions.answers.get(place)
        if answer is None:
            new += [asked.row] if place in decisions.answers else []
            continue
        chosen = next((each for each in asked.candidates if each.id == answer), None)
        if chosen is None:
            raise Refused(f"Dòng {asked.row.row}: hồ sơ được chọn không nằm trong các hồ sơ đã nêu.", cure="Chọn lại.")
        taken = decisions.take.get(place, frozenset())
        updates.append(Update(asked.row, chosen.id, chosen.version, taken))
    return new, updates


class Writer:
    """Writes rows of a checked list in a batch; what has changed since the check is left and told."""

    def __init__(self, batch: Batch, checked: CheckedList, task: Task = SILENT) -> None:
        self.batch, self.checked, self.task = batch, checked, task
        self.register = checked.register
        self.made = Written()

    def write(self, new: Sequence[RowPlan], updates: Sequence[Update]) -> Written:
        """Everything, and the act in words."""
        self.batch.task = self.task
        rows = self._of_their_own(self._still_new(new))
        _refuse_stray(self.batch.connection, self.register, [*rows, *(each.row for each in updates)])
        self._update(updates)
        if rows:
            self.batch.insert(self.register, [row.values for row in rows], task=self.task)
        self.made.added = len(rows)
        self.batch.say(said(self.checked, self.made))
        return self.made

    def _still_new(self, rows: Sequence[RowPlan]) -> list[RowPlan]:
        """The rows that no record has become since they were compared."""
        if audit.head(self.batch.connection) == self.checked.head:
            return list(rows)
        asked = {place_of(each.row): {c.id for c in each.candidates} for each in self.checked.asked}
        kept: list[RowPlan] = []
        said_ = Said(self.checked.plan)
        for place, now in compare(self.batch.connection, self.register, rows, said_, self.task).items():
            found = {each.id for each in now.asked.candidates} if now.asked else None
            if now.heap == "new" or (found is not None and found <= asked.get(place, set())):
                kept.append(now.row)
            elif now.heap == "same":
                self.made.same += 1
            else:
                self._leave(now.row, "Sổ vừa có thêm hồ sơ này. Kiểm tra lại danh sách rồi nhập.")
        return kept

    def _of_their_own(self, rows: list[RowPlan]) -> list[RowPlan]:
        """The rows that may be records of their own; one that was asked about may bear the key of a record."""
        asked = {place_of(each.row) for each in self.checked.asked}
        if asked.isdisjoint(map(place_of, rows)):
            return rows
        keys, kept = _Keys(self.batch.connection, self.register), list[RowPlan]()
        for row in rows:
            if place_of(row) in asked and (why := keys.borne(row.values)):
                self._leave(row, why)
            else:
                kept.append(row)
        return kept

    def _leave(self, row: RowPlan, why: str) -> None:
        name = str(row.values.get(self.register.name_field) or "")
        self.made.left.append(LeftRow(row.sheet, row.row, name, why))

    def _update(self, updates: Sequence[Update]) -> None:
        twice = {id_ for id_, times in Counter(each.id for each in updates).items() if times > 1}
        alone: list[Update] = []
        for each in updates:
            if each.id in twice:
                self._leave(each.row, "Hai dòng của danh sách cùng sửa một hồ sơ. Giữ một dòng.")
            else:
                alone.append(each)
        taken = _Keys(self.batch.connection, self.register) if alone else None
        for start in range(0, len(alone), _CHUNK):
            self.task.step(start, len(alone), "Sửa hồ sơ đã có")
            part = alone[start : start + _CHUNK]
            self.made.updated += self.batch.update_many(self.register, list(self._changes(part, taken)))

    def _changes(self, updates: Sequence[Update], keys: "_Keys | None") -> Iterator[tuple[Stored, dict[str, Any]]]:
        """(the record as it is, what becomes of its fields) of every update that may be made."""
        ids = self.register.__table__.c.id
        held = with_parts(self.batch.connection, self.register, ids.in_([each.id for each in updates]))
        found = {stored["id"]: stored for stored in held if stored["package"] is None}
        beside = Beside(self.register, {})
        for each in updates:
            stored = found.get(each.id)
            if stored is None:
                self._leave(each.row, "Hồ sơ không còn trong sổ.")
                continue
            change = beside.taken(stored, each.row.values, each.names)
            if not change:
                self.made.same += 1
            elif why := self._trouble(each, stored, change) or (keys.trouble(stored, change) if keys else ""):
                self._leave(each.row, why)
            else:
                yield stored, change

    def _trouble(self, update: Update, stored: Stored, change: Mapping[str, Any]) -> str:
        """Why a record may not be changed so; empty when it may."""
        if stored["version"] != update.version:
            return f"Hồ sơ vừa được {stored['changed_by']} sửa sau khi kiểm tra. Kiểm tra lại danh sách rồi nhập."
        after = {**stored, **change}
        before = self.register.faults(stored)
        fresh = {name: told for name, told in self.register.faults(after).items() if name not in before}
        if fresh:
            return str(InvalidRecord(fresh, labels_of(self.register, fresh)))
        try:
            refuse_locked(self.batch.connection, self.register, after, stored)
        except (InvalidRecord, Refused) as told:
            return str(told)
        return ""


class _Keys:
    """The keys that the office's records bear, read once when the first update would change one."""

    def __init__(self, connection: Connection, register: type[Record]) -> None:
        self._connection, self._register = connection, register
        self._names = [made.name for made in register.fields() if made.key]
        self._held: dict[tuple[Any, ...], UUID] | None = None

    def trouble(self, stored: Stored, change: Mapping[str, Any]) -> str:
        """A sentence when the record would bear the key of another one; else the key counts as its own."""
        if change.keys().isdisjoint(self._names):
            return ""
        word = tuple({**stored, **change}.get(name) for name in self._names)
        if None in word:
            return ""
        bearer = self._all().setdefault(word, stored["id"])
        return "" if bearer == stored["id"] else f"{self._labels} này đã có ở hồ sơ khác trong sổ. Xem lại hai hồ sơ."

    def borne(self, values: Mapping[str, Any]) -> str:
        """A sentence when a record bears the key of `values`; empty when none does, or there is no whole key."""
        word = tuple(values.get(name) for name in self._names)
        borne = bool(word) and None not in word and word in self._all()
        return f"{self._labels} này đã có ở hồ sơ khác trong sổ. Sửa mã của dòng này rồi nhập." if borne else ""

    @property
    def _labels(self) -> str:
        return ", ".join(self._register.field(name).label for name in self._names)

    def _all(self) -> dict[tuple[Any, ...], UUID]:
        if self._held is None:
            table = self._register.__table__.c
            asked = select(table.id, *(table[name] for name in self._names)).where(table.package.is_(None))
            self._held = {tuple(word): id_ for id_, *word in self._connection.execute(asked)}
        return self._held


def said(checked: CheckedList, made: Written) -> str:
    """«Nhập danh sách: thêm 120, sửa 14 đối tượng từ tệp ds.xlsx»."""
    parts = ((made.added, "thêm"), (made.updated, "sửa"))
    acts = ", ".join(f"{act} {number(count)}" for count, act in parts if count)
    return f"Nhập danh sách: {acts} {checked.register.one} từ tệp {checked.file.name}"[:_LONGEST]


def _refuse_stray(connection: Connection, register: type[Record], rows: Collection[RowPlan]) -> None:
    """Raise Refused when a record that rows point to has gone since they were checked."""
    if references.missing(connection, register, [row.values for row in rows]):
        raise Refused(
            "Một hồ sơ mà danh sách này nhắc đến vừa bị xóa.",
            why="Sổ đã đổi từ lúc kiểm tra.",
            cure="Kiểm tra lại danh sách rồi nhập.",
        )


def waiting(checked: CheckedList, updates: Sequence[Update], answers: Mapping[Place, UUID | None]) -> int:
    """How many rows wait: faulty ones, changed ones of which nothing is taken, asked ones without an answer."""
    taken = {place_of(each.row) for each in updates}
    changed = sum(place_of(each.row) not in taken for each in checked.changed)
    asked = sum(place_of(each.row) not in answers for each in checked.asked)
    return len(checked.faulty) + changed + asked
