"""A workbook as it lies in the file: sheets of raw cells, and what the sheet says about them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

Cell = object
"""str, float, int, bool, date, datetime, time, timedelta; «» for an empty cell."""
Place = tuple[int, int]
"""(row, column), both from 0."""
NO_LINKS: Mapping[Place, str] = MappingProxyType({})
NO_FONTS: Mapping[int, bytes] = MappingProxyType({})
NO_ENCODINGS: Mapping[tuple[str, int], str] = MappingProxyType({})
OLD_FONTS = (("", False), ("tcvn3", False), ("tcvn3", True), ("vni", False), ("vni", True))
"""What a cell's font may tell: its alphabet («» for the fonts of today), and whether it shows capitals only."""


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
    uncounted: frozenset[Place] = frozenset()
    """Formulas whose value no program has stored in the file; their cells read as empty."""
    fonts: Mapping[int, bytes] = field(default_factory=lambda: NO_FONTS)
    """Column -> one byte a row: 0, or the place in OLD_FONTS of the font that the cell is set in."""


@dataclass(frozen=True)
class Sheet:
    """One sheet. `rows`: all of one length, from the sheet's first row on, so that row i is spreadsheet row i + 1."""

    name: str
    rows: Sequence[list[Cell]] = field(repr=False)
    merges: tuple[Merge, ...] = ()
    marks: Marks = field(default_factory=Marks)
    hidden: bool = False
    raw: dict[Place, str] = field(default_factory=dict, repr=False)
    """The texts of cells that were rewritten from an old alphabet, as they stand in the file."""

    @property
    def fonts(self) -> Mapping[int, str]:
        """Column -> the old alphabet that most of its cells' fonts tell of; other columns are not named."""
        kinds = {column: Counter(each for each in said if each) for column, said in self.marks.fonts.items()}
        return {column: OLD_FONTS[said.most_common(1)[0][0]][0] for column, said in kinds.items() if said}


@dataclass(frozen=True)
class Book:
    """A file that was read. `notes`: what had to be said about it as a whole. `date_1904`: dates count from 1904."""

    file: Path
    sheets: tuple[Sheet, ...]
    notes: tuple[str, ...] = ()
    date_1904: bool = False
    encodings: Mapping[tuple[str, int], str] = field(default_factory=lambda: NO_ENCODINGS)
    """(sheet, column) -> the old alphabet that cells of it were rewritten from; other columns are not named."""
