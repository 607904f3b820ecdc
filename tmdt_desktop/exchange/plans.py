"""What was understood of a list, and what came of its rows. Plain values for the faces."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from tmdt_desktop.exchange.book import Book
from tmdt_desktop.records import Record


@dataclass(frozen=True)
class ColumnPlan:
    """One column and the field it fills.

    `index`: from 0. `path`: «name», «channels.SHOPEE», «attendees.phone»; None: not taken. `confidence`: 1 sure, 0.5 a
    guess. `implies`: other fields that the column's heading decides, as (path, plain value). `samples`: first values.
    """

    index: int
    heading: str
    path: str | None
    confidence: float
    implies: tuple[tuple[str, str], ...] = ()
    samples: tuple[str, ...] = ()
    note: str = ""


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


@dataclass(frozen=True)
class ListPlan:
    """A file as it was understood. `day`: the day its communes are meant for."""

    file: Path
    register: type[Record]
    sheets: tuple[SheetPlan, ...]
    day: date
    district: str | None
    parent: Mapping[str, object]
    notes: tuple[str, ...] = ()
    book: Book = field(default_factory=lambda: Book(Path(), ()), repr=False)


class Repair(NamedTuple):
    """A value that was put right: field, its label, text before and after, and why."""

    field: str
    label: str
    before: str
    after: str
    sentence: str


class RowFault(NamedTuple):
    """Something to tell about one cell. `level`: fault (the row waits), doubt (it comes in), repaired."""

    sheet: str
    row: int
    field: str
    label: str
    level: str
    sentence: str
    cell: str
    column: int = -1


class RowPlan(NamedTuple):
    """One record to be. `values`: of the faultless fields; `faults`, `doubts`: sentences by field."""

    sheet: str
    row: int
    values: Mapping[str, Any]
    faults: Mapping[str, str]
    doubts: Mapping[str, str]
    repairs: tuple[Repair, ...]
