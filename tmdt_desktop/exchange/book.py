"""A workbook as it lies in the file: sheets of raw cells, and what the sheet says about them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

Cell = object
"""str, float, int, bool, date, datetime, time, timedelta; «» for an empty cell."""
Place = tuple[int, int]
"""(row, column), both from 0."""
NO_LINKS: Mapping[Place, str] = MappingProxyType({})


@dataclass(frozen=True)
class Merge:
    """Cells joined into one; first and last row and column, from 0, both included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Marks:
    """What a sheet says beside its values: links behind cells, and what it hides or could not calculate."""

    links: Mapping[Place, str] = field(default_factory=lambda: NO_LINKS)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    errors: frozenset[Place] = frozenset()


@dataclass(frozen=True)
class Sheet:
    """One sheet. `rows`: all of one length, from the sheet's first row on, so that row i is spreadsheet row i + 1."""

    name: str
    rows: Sequence[list[Cell]] = field(repr=False)
    merges: tuple[Merge, ...] = ()
    marks: Marks = field(default_factory=Marks)
    hidden: bool = False


@dataclass(frozen=True)
class Book:
    """A file that was read. `notes`: what had to be said about it as a whole. `date_1904`: dates count from 1904."""

    file: Path
    sheets: tuple[Sheet, ...]
    notes: tuple[str, ...] = ()
    date_1904: bool = False
