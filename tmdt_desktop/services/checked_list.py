"""A list that was checked, what a person decides about its rows, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from uuid import UUID

from tmdt_desktop.exchange.check_list import CheckedRows
from tmdt_desktop.exchange.plans import DroppedLine, ListPlan, RowFault, RowPlan
from tmdt_desktop.records import Record
from tmdt_desktop.services.row_differences import Difference
from tmdt_desktop.services.row_heaps import AskedRow, ChangedRow, Place, Verdicts, place_of


@dataclass(frozen=True)
class Work:
    """Row by row what heaps are made of: rows as their cells read, then joined to businesses, then beside the register.

    `linked`, `doubts`: remarks by place, on businesses that were joined and on likenesses.
    """

    judged: CheckedRows
    rows: Mapping[Place, RowPlan]
    linked: Mapping[Place, RowFault]
    verdicts: Verdicts
    doubts: Mapping[Place, RowFault]


@dataclass(frozen=True)
class CheckedList:
    """A list, checked; nothing is written yet.

    `new` rows would be added. `changed` rows are records that say something else or less; `asked` rows may be one of
    several records; `same` stand in the register already. `faulty` rows wait for their faults to be mended. `faults`:
    every remark (fault, doubt, repaired, proposal) in the order of the file. `counts`: how many of each heap and level.
    `head`: the newest act of the history when the rows were compared. `work`: how it came about, to judge single rows
    anew.
    """

    plan: ListPlan
    new: tuple[RowPlan, ...]
    changed: tuple[ChangedRow, ...]
    asked: tuple[AskedRow, ...]
    faulty: tuple[RowPlan, ...]
    same: tuple[RowPlan, ...]
    dropped: tuple[DroppedLine, ...]
    faults: tuple[RowFault, ...]
    counts: Mapping[str, int]
    head: bytes = b""
    work: Work | None = field(default=None, repr=False, compare=False)

    @property
    def file(self) -> Path:
        return self.plan.file

    @property
    def register(self) -> type[Record]:
        return self.plan.register


def counted(checked: CheckedList) -> dict[str, int]:
    """How many rows of each heap, lines that were no rows, and remarks of each level."""
    heaps = {name: len(getattr(checked, name)) for name in ("new", "changed", "asked", "faulty", "same", "dropped")}
    levels = ("doubt", "repaired", "proposal")
    return heaps | {level: sum(told.level == level for told in checked.faults) for level in levels}


@dataclass(frozen=True)
class Decisions:
    """What of the changed rows is taken, by the row's place and the names of its differences; and which record an asked
    row is (None: a record of its own). Without a word in `take` nothing of a row is taken.
    """

    take: Mapping[Place, frozenset[str]] = field(default_factory=dict)
    answers: Mapping[Place, UUID | None] = field(default_factory=dict)

    @classmethod
    def all_of(cls, checked: CheckedList) -> Self:
        """Every difference of every changed row; asked rows stay unanswered."""
        return cls({place_of(each.row): names_of(each.differences) for each in checked.changed})

    @classmethod
    def fills_of(cls, checked: CheckedList) -> Self:
        """What fills empty fields of records and adds lines; nothing that stands there goes."""
        return cls({place_of(each.row): fills_of(each.differences) for each in checked.changed})


NOTHING = Decisions()


def names_of(differences: tuple[Difference, ...]) -> frozenset[str]:
    """What the differences are called."""
    return frozenset(each.field for each in differences)


def fills_of(differences: tuple[Difference, ...]) -> frozenset[str]:
    """Those that take nothing away."""
    return frozenset(each.field for each in differences if each.fills)


@dataclass(frozen=True)
class LeftRow:
    """A row that was decided about and could not be written: where it stands, what it is called, and why."""

    sheet: str
    row: int
    name: str
    why: str


@dataclass(frozen=True)
class Imported:
    """What came of an import: records `added` and `updated`. `batch`: to undo it by; None when nothing was written.

    `held`: rows that wait (faulty, changed of which nothing is taken, asked without an answer). `left`: see `LeftRow`.
    """

    added: int
    updated: int
    batch: UUID | None
    held: int
    same: int
    dropped: int
    left: tuple[LeftRow, ...] = ()
