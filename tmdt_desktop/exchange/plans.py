"""What was understood of a list, and what came of its rows. Plain values for the faces."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from tmdt_desktop.exchange.book import Book
from tmdt_desktop.records import Record

NOTHING_SAID: Mapping[Any, Any] = MappingProxyType({})


@dataclass(frozen=True)
class ByHand:
    """What a person decided about a file, beside what was understood of it. Rows count from 1, columns from 0.

    `columns`: (sheet, column) → field path, None: left out. `encodings`: (sheet, column) → unicode, tcvn3, vni, viscii,
    viqr or vps. `headers`: sheet → first and last row of its header. `sheets`: sheet → taken or not. `cells`: (sheet,
    row, column) → text in place of the cell's. `accepted`: (sheet, row, field path) → the plain value of a proposal.
    """

    columns: Mapping[tuple[str, int], str | None] = field(default_factory=lambda: NOTHING_SAID)
    encodings: Mapping[tuple[str, int], str] = field(default_factory=lambda: NOTHING_SAID)
    headers: Mapping[str, tuple[int, int]] = field(default_factory=lambda: NOTHING_SAID)
    sheets: Mapping[str, bool] = field(default_factory=lambda: NOTHING_SAID)
    cells: Mapping[tuple[str, int, int], str] = field(default_factory=lambda: NOTHING_SAID)
    accepted: Mapping[tuple[str, int, str], str] = field(default_factory=lambda: NOTHING_SAID)

    def with_(self, later: "ByHand") -> "ByHand":
        """Both together; where both speak of one thing, `later` holds."""
        return ByHand(**{each.name: {**getattr(self, each.name), **getattr(later, each.name)} for each in fields(self)})


@dataclass(frozen=True)
class ColumnPlan:
    """One column and the field it fills.

    `index`: from 0. `path`: «name», «channels.SHOPEE», «attendees.phone»; None: not taken. `confidence`: 1 sure, 0.5 a
    guess. `implies`: other fields that the column's heading decides, as (path, plain value). `samples`: first values.
    `encoding`: the old alphabet its text was rewritten from, empty when nothing was; `before_after`: examples of that.
    """

    index: int
    heading: str
    path: str | None
    confidence: float
    implies: tuple[tuple[str, str], ...] = ()
    samples: tuple[str, ...] = ()
    note: str = ""
    encoding: str = ""
    before_after: tuple[tuple[str, str], ...] = ()


class DroppedLine(NamedTuple):
    """A line that is no record. `row` as the spreadsheet counts; `why` in words; `kind` for programs."""

    sheet: str
    row: int
    kind: str
    why: str
    text: str


@dataclass(frozen=True)
class GroupLine:
    """A line that heads the rows below it, and what it says about them: plain values by field name."""

    row: int
    text: str
    gives: Mapping[str, Any]


@dataclass(frozen=True)
class SheetPlan:
    """One sheet: where its header is, what its columns mean, which lines are records. Rows count from 1.

    `skipped`: why nothing is taken from it; empty when something is. `gives`: what title and name say of every row.
    `target`: the sub-list its rows belong to; empty when each row is a record. `spans`: (first, last) row of each entry.
    `keyed`: its rows say by a number which record they belong to. `number`: the column of the running number, or -1.
    """

    name: str
    skipped: str = ""
    header_rows: tuple[int, ...] = ()
    columns: tuple[ColumnPlan, ...] = ()
    groups: tuple[GroupLine, ...] = ()
    dropped: tuple[DroppedLine, ...] = ()
    notes: tuple[str, ...] = ()
    gives: Mapping[str, Any] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)
    target: str = ""
    spans: Sequence[tuple[int, int]] = field(default=(), repr=False)
    keyed: bool = False
    number: int = -1


class Remembered(NamedTuple):
    """Where decisions that were applied to a plan come from: the sender of that list, when, and who decided."""

    sender: str
    at: datetime
    by: str


@dataclass(frozen=True)
class ListPlan:
    """A file as it was understood.

    `day`: the day its communes are meant for. `today`, `chosen`: the day and the sheets it was read for. `sender`: who
    sent it by its title, «UBND xã …»; empty when it does not say. `layout`: SHA-256 of the headings, in hex. `remembered`:
    whose decisions of an earlier list were applied.
    """

    file: Path
    register: type[Record]
    sheets: tuple[SheetPlan, ...]
    day: date
    district: str | None
    parent: Mapping[str, object]
    notes: tuple[str, ...] = ()
    book: Book = field(default_factory=lambda: Book(Path(), ()), repr=False)
    by_hand: ByHand = field(default_factory=ByHand)
    sender: str = ""
    layout: str = ""
    today: date = date.min
    chosen: tuple[str, ...] | None = None
    remembered: Remembered | None = None


class Repair(NamedTuple):
    """A value that was put right: field, its label, text before and after, and why."""

    field: str
    label: str
    before: str
    after: str
    sentence: str


class RowFault(NamedTuple):
    """Something to tell about one cell.

    `level`: fault (the row waits), doubt (it comes in), repaired, proposal (the cell reads nearly like `proposed`, the
    plain value of a choice or a commune, which is not taken until it is accepted; the row waits where it needs one).
    """

    sheet: str
    row: int
    field: str
    label: str
    level: str
    sentence: str
    cell: str
    column: int = -1
    proposed: str = ""


class RowPlan(NamedTuple):
    """One record to be. `values`: of the faultless fields; `faults`, `doubts`: sentences by field."""

    sheet: str
    row: int
    values: Mapping[str, Any]
    faults: Mapping[str, str]
    doubts: Mapping[str, str]
    repairs: tuple[Repair, ...]
