"""The records of a register that rows of a list may mean, and whole records by their row numbers."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, select

from tmdt_desktop.kinds import PersonalId, TaxCode
from tmdt_desktop.records import Record
from tmdt_desktop.services.merged_marks import former_values
from tmdt_desktop.store.workspace import Workspace
from tmdt_desktop.task import SILENT, Task
from tmdt_desktop.text import exact_words, other_tone_place

Stored = Mapping[str, Any]
Mark = tuple[str, Any]
_CHUNK = 400
_STEP = 5_000
CALLED = "name"
"""The mark of a record's name in its commune."""


class KnownRows:
    """What records are known by: their key, a personal number, their name in their commune.

    `parties`: each record is one business or person, known by its tax code alone.
    """

    def __init__(self, register: type[Record]) -> None:
        self.register = register
        fields = register.fields()
        self.keys = [f.name for f in fields if f.key]
        self.numbers = [f.name for f in fields if isinstance(f.kind, PersonalId)]
        self.placed = any(f.name == "commune" for f in fields)
        self.parties = bool(self.keys) and all(isinstance(f.kind, TaxCode) for f in fields if f.key)
        self.by_name = register.name_field not in self.keys
        self.by_key: defaultdict[tuple[Any, ...], list[Stored]] = defaultdict(list)
        self.by_mark: defaultdict[Mark, list[Stored]] = defaultdict(list)
        self.former: defaultdict[UUID, set[Mark]] = defaultdict(set)
        """The keys and numbers of records that are part of another one now, by its id."""

    def load(self, connection: Connection, rows: Sequence[Mapping[str, Any]], task: Task = SILENT) -> None:
        """Read every record that one of `rows` may mean: one look over the register's marks, then the few that fit."""
        words: set[tuple[Any, ...]] = set()
        marks: set[Mark] = set()
        for at, row in enumerate(rows):
            if at % _STEP == 0:
                task.step(at, len(rows), self.register.title)
            words |= {word} if (word := self.key(row)) else set()
            marks.update(self.marks(row))
        merged = self._merged(connection, words, marks)
        wanted = list(dict.fromkeys([*self._wanted(connection, words, marks, task), *(kept for kept, _ in merged)]))
        ids, held = self.register.__table__.c.id, dict[UUID, Stored]()
        for start in range(0, len(wanted), _CHUNK):
            task.step(start, len(wanted), self.register.title)
            for stored in with_parts(connection, self.register, ids.in_(wanted[start : start + _CHUNK])):
                self._remember(stored)
                held[stored["id"]] = stored
        self._lead(merged, held)

    def _merged(
        self, connection: Connection, words: set[tuple[Any, ...]], marks: set[Mark]
    ) -> list[tuple[UUID, Stored]]:
        """What records bore that were merged away and that a row may mean, with the record that each is part of now."""
        names = (*self.keys, *self.numbers, self.register.name_field, "commune")
        told = former_values(connection, self.register, names)
        return [
            (kept, said)
            for kept, said in told
            if ((word := self.key(said)) and word in words) or not marks.isdisjoint(self.marks(said))
        ]

    def _lead(self, merged: Sequence[tuple[UUID, Stored]], held: Mapping[UUID, Stored]) -> None:
        """Let keys and marks of records merged away mean the one that stays; a key that another record bears is its own."""
        borne = set(self.by_key)
        for kept, said in ((held[kept], said) for kept, said in merged if kept in held):
            self.former[kept["id"]] |= {(name, said.get(name)) for name in (*self.keys, *self.numbers)}
            found = [self.by_key[word]] if (word := self.key(said)) and word not in borne else []
            for places in (*found, *(self.by_mark[mark] for mark in self.marks(said))):
                if all(each["id"] != kept["id"] for each in places):
                    places.append(kept)

    def _wanted(self, connection: Connection, words: set[tuple[Any, ...]], marks: set[Mark], task: Task) -> list[UUID]:
        found: list[UUID] = []
        for at, stored in enumerate(map(dict, connection.execute(self._all_marks()).mappings())):
            if at % _STEP == 0:
                task.step(at, 0, self.register.title)
            if ((word := self.key(stored)) and word in words) or not marks.isdisjoint(self.marks(stored)):
                found.append(stored["id"])
        return found

    def _remember(self, stored: Stored) -> None:
        if word := self.key(stored):
            self.by_key[word].append(stored)
        for mark in self.marks(stored):
            self.by_mark[mark].append(stored)

    def _all_marks(self) -> Select[Any]:
        """What every record of the office's own is known by; records that came in packages are not looked at."""
        columns = self.register.__table__.c
        names = dict.fromkeys((*self.keys, *self.numbers, self.register.name_field, "commune"))
        return select(columns.id, *(columns[name] for name in names if name in columns)).where(
            columns.package.is_(None)
        )

    def of_key(self, values: Mapping[str, Any]) -> list[Stored]:
        """The records that bear the whole key of a row."""
        word = self.key(values)
        return self.by_key.get(word, []) if word else []

    def of_number(self, values: Mapping[str, Any]) -> list[Stored]:
        """The records that bear a row's personal number."""
        return [s for n in self.numbers if values.get(n) for s in self.by_mark.get((n, values[n]), ())]

    def of_name(self, values: Mapping[str, Any]) -> list[Stored]:
        """The records of a row's name in its commune."""
        called = self._called(values)
        return self.by_mark.get(called, []) if called else []

    def key(self, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
        """The key of a row or a record; None when a part of it is missing."""
        word = tuple(values.get(name) for name in self.keys)
        return word if self.keys and None not in word else None

    def marks(self, values: Mapping[str, Any]) -> Iterator[Mark]:
        """Everything but the key that a row or a record is known by."""
        for name in self.numbers:
            if values.get(name):
                yield name, values[name]
        if called := self._called(values):
            yield called

    def _called(self, values: Mapping[str, Any]) -> Mark | None:
        name = values.get(self.register.name_field) if self.by_name else None
        if not name or (self.placed and not values.get("commune")):
            return None
        return CALLED, (spoken(str(name)), values.get("commune"))

    def contradict(self, stored: Stored, values: Mapping[str, Any]) -> bool:
        """Whether a key or a number of both says that they are two."""
        taken = self.taken_over(stored, values)
        pairs = ((stored.get(n), values.get(n)) for n in (*self.keys, *self.numbers) if n not in taken)
        return any(one and other and one != other for one, other in pairs)

    def taken_over(self, stored: Stored, values: Mapping[str, Any]) -> frozenset[str]:
        """The keys and numbers of a row that a record merged into `stored` bore: they contradict nothing."""
        former = self.former.get(stored["id"], set())
        told = (name for name in (*self.keys, *self.numbers) if values.get(name) is not None)
        return frozenset(name for name in told if (name, values[name]) in former)


def spoken(name: str) -> str:
    """A name as it is compared: small letters, tones kept and set in one place, nothing but words."""
    words = " ".join(exact_words(name))
    return words if words.isascii() else min(words, other_tone_place(words))


def with_parts(connection: Connection, register: type[Record], condition: ColumnElement[bool]) -> list[dict[str, Any]]:
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


def by_seqs(ws: Workspace, register: type[Record], seqs: Sequence[int]) -> list[Stored]:
    """The records with these numbers, whole, in the order asked."""
    table = register.__table__
    with ws.read() as connection:
        found = {row["seq"]: row for row in with_parts(connection, register, table.c.seq.in_(seqs))}
    return [found[seq] for seq in seqs if seq in found]
