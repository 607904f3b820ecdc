"""Records that may be one and the same, with a score and the reasons. Found and told; nothing is merged here."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Connection, select

from tmdt_desktop.errors import Refused
from tmdt_desktop.exchange.likeness import SUSPECT, Likeness, Party, alike_within
from tmdt_desktop.fields import Field
from tmdt_desktop.i18n import day as show_day
from tmdt_desktop.kinds import PersonalId, Phone, Ref, TaxCode
from tmdt_desktop.records import Record
from tmdt_desktop.records.package import Package
from tmdt_desktop.records.report import Report
from tmdt_desktop.services.parties import parties_of
from tmdt_desktop.services.same_or_not import apart_pairs
from tmdt_desktop.store.workspace import Workspace
from tmdt_desktop.task import SILENT, Task

LEAST = 60
"""Below this score a pair is not worth a look; from `SUSPECT` on it is told as «nghi trùng»."""
_UNDATED, _SAME_DAY, _SAME_OWNER, _SAME_KEY = 40, 25, 15, 20
NEVER = (Report, Package)
"""Registers whose records stay as they were made: nothing in them is one twice."""


@dataclass(frozen=True)
class DuplicatePair:
    """Two records that look like one: ids and names, `score` 0–100, reasons in words, `sure`: one full key.

    `suspect`: told as «nghi trùng»; else it is only worth a look.
    """

    a: UUID
    b: UUID
    names: tuple[str, str]
    score: int
    reasons: tuple[str, ...]
    sure: bool

    @property
    def suspect(self) -> bool:
        """Whether it is told as «nghi trùng»."""
        return self.score >= SUSPECT


@dataclass(frozen=True)
class DuplicateGroup:
    """Records that suspicion binds together, each with at least one other; `score` of the surest pair, `why` its reasons."""

    why: str
    score: int
    ids: tuple[UUID, ...]
    names: tuple[str, ...]


def find_pairs(
    ws: Workspace, register: type[Record], task: Task = SILENT, least: int = LEAST
) -> tuple[DuplicatePair, ...]:
    """Pairs of the office's own records that may be one, the surest first; those told apart are left out.

    Raises Refused for registers whose records are never one twice.
    """
    if register in NEVER:
        raise Refused(f"Sổ «{register.title}» không có hồ sơ trùng để gộp.", cure="Chọn sổ khác.")
    with ws.read() as connection:
        parties = parties_of(connection, register, task)
        found = _found(connection, register, parties, task, least)
        apart = apart_pairs(connection, register)
    names = {party.key: party.name for party in parties}
    made = [_pair(each, names) for each in found]
    return tuple(each for each in made if frozenset((each.a, each.b)) not in apart)


def find_duplicates(ws: Workspace, register: type[Record], task: Task = SILENT) -> tuple[DuplicateGroup, ...]:
    """Groups of records that may be one, the surest first: whatever suspicion binds together."""
    return groups_of(find_pairs(ws, register, task, SUSPECT))


def groups_of(pairs: Sequence[DuplicatePair]) -> tuple[DuplicateGroup, ...]:
    """The groups that `pairs`, the surest first, bind together."""
    leader: dict[UUID, UUID] = {}

    def head(id_: UUID) -> UUID:
        while leader.setdefault(id_, id_) != id_:
            leader[id_] = leader[leader[id_]]
            id_ = leader[id_]
        return id_

    for pair in pairs:
        leader[head(pair.b)] = head(pair.a)
    held: dict[UUID, list[DuplicatePair]] = {}
    for pair in pairs:
        held.setdefault(head(pair.a), []).append(pair)
    return tuple(_group(each) for each in held.values())


def _group(pairs: Sequence[DuplicatePair]) -> DuplicateGroup:
    named: dict[UUID, str] = {}
    for pair in pairs:
        named |= {pair.a: pair.names[0], pair.b: pair.names[1]}
    return DuplicateGroup("; ".join(pairs[0].reasons), pairs[0].score, tuple(named), tuple(named.values()))


def _pair(found: Likeness, names: Mapping[Hashable, str]) -> DuplicatePair:
    a, b = cast("UUID", found.a), cast("UUID", found.b)
    return DuplicatePair(a, b, (names[a], names[b]), found.score, found.reasons, found.sure)


def _found(
    connection: Connection, register: type[Record], parties: Sequence[Party], task: Task, least: int
) -> tuple[Likeness, ...]:
    """Of registers of people and firms their likeness; of registers of events what also fell on one day."""
    marked = any(isinstance(field.kind, TaxCode | PersonalId | Phone) for field in register.fields())
    if marked and register.period_field is None:
        return alike_within(parties, task, least)
    about = _About(connection, register)
    weighed = (about.weighed(each) for each in alike_within(parties, task, _UNDATED))
    kept = [each for each in weighed if each is not None and each.score >= least]
    return tuple(sorted(kept, key=lambda each: (-each.score, str(each.a), str(each.b))))


class _About:
    """When records of a register were, whom they are about, and what else they are known by."""

    def __init__(self, connection: Connection, register: type[Record]) -> None:
        table = register.__table__.c
        self.day = register.period_field or ""
        self.owners = [field for field in register.fields() if isinstance(field.kind, Ref)]
        self.keys = [field for field in register.fields() if field.key and not isinstance(field.kind, TaxCode)]
        told = (*self.owners, *self.keys)
        names = [name for name in dict.fromkeys((self.day, *(field.name for field in told))) if name]
        rows = connection.execute(select(table.id, *(table[name] for name in names)).where(table.package.is_(None)))
        self.said = {row["id"]: dict(row) for row in rows.mappings()}

    def weighed(self, found: Likeness) -> Likeness | None:
        """The likeness with what day, owner and key add to it; None when they differ."""
        a, b = (self.said.get(cast("UUID", key), {}) for key in (found.a, found.b))
        points, reasons = 0, list(found.reasons)
        for name, value, reason in self._marks():
            if a.get(name) is None or b.get(name) is None:
                continue
            if a[name] != b[name]:
                return None
            points += value
            reasons.append(reason or f"cùng ngày {_words(a[name])}")
        return replace(found, score=min(100, found.score + points), reasons=tuple(reasons), sure=False)

    def _marks(self) -> Iterator[tuple[str, int, str]]:
        """(field, points, reason) of each mark; of the day the reason is made from it."""
        if self.day:
            yield self.day, _SAME_DAY, ""
        yield from ((field.name, _SAME_KEY, _same(field)) for field in self.keys if field.name != self.day)
        yield from ((field.name, _SAME_OWNER, _same(field)) for field in self.owners if field not in self.keys)


def _same(field: Field) -> str:
    return f"cùng {field.label[:1].lower()}{field.label[1:]}"


def _words(moment: Any) -> str:
    return show_day(moment.date() if isinstance(moment, datetime) else cast("date", moment))
