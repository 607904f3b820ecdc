"""A sheet's records column by column: every different cell is read once, whatever the length of the list."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from tmdt_desktop.errors import Invalid
from tmdt_desktop.exchange.book import Cell, Sheet
from tmdt_desktop.exchange.plans import ColumnPlan, SheetPlan
from tmdt_desktop.exchange.values import EMPTY, LONGEST_DITTO, Reader, is_ditto
from tmdt_desktop.text import one_line

_STEP = 500

_MISSING = object()


class Told(NamedTuple):
    """A remark on one cell: which entry, which column, what kind of remark, the sentence, the cell and the value."""

    entry: int
    column: int
    level: str
    sentence: str
    cell: Cell
    value: Any = None
    proposed: str = ""


@dataclass
class ReadColumn:
    """The values of one column, one an entry, and the remarks on them."""

    values: list[Any]
    told: list[Told] = field(default_factory=list)


@dataclass(frozen=True)
class Table:
    """The entries of a sheet as cells: `cells[i]` are the cells of entry i, `rows[i]` its first spreadsheet row."""

    cells: Sequence[Sequence[Cell]]
    rows: Sequence[int]
    joined: Mapping[int, int]
    """{entry: how many lines it takes}, for those that take several."""
    above: Mapping[int, Sequence[Sequence[Cell]]] = field(default_factory=dict)
    """{entry: cells of the entries right above it}, where those are no entries of this table."""

    def column(self, index: int) -> list[Cell]:
        """One column, from top to bottom; «nt» stands for what is above it."""
        cells = [row[index] for row in self.cells]
        if any(is_ditto(cell) for cell in set(cells) if isinstance(cell, str) and len(cell) < LONGEST_DITTO):
            last: Cell = ""
            for at, cell in enumerate(cells):
                for line in self.above.get(at, ()):
                    last = last if is_ditto(line[index]) else line[index]
                last = cells[at] = last if is_ditto(cell) else cell
        return cells

    def only(self, rows: frozenset[int]) -> "Table":
        """The entries that begin in one of `rows`, each still knowing what stands above it."""
        kept = [at for at, row in enumerate(self.rows) if row in rows]
        starts = [0, *(at + 1 for at in kept[:-1])]
        above = {
            new: self.cells[start:at] for new, (start, at) in enumerate(zip(starts, kept, strict=True)) if start < at
        }
        joined = {new: self.joined[at] for new, at in enumerate(kept) if at in self.joined}
        return Table([self.cells[at] for at in kept], [self.rows[at] for at in kept], joined, above)


def table_of(sheet: Sheet, plan: SheetPlan, typed: Mapping[tuple[str, int, int], str] | None = None) -> Table:
    """The entries that the plan names; lines of one entry are put together, cells joined downwards are filled.

    `typed`: (sheet, row, column) → text in place of the cell's; of an entry of several lines its first row counts.
    """
    rows = sheet.rows
    cells: list[Sequence[Cell]] = [rows[first - 1] for first, _ in plan.spans]
    joined = {at: last - first + 1 for at, (first, last) in enumerate(plan.spans) if last > first}
    for at in joined:
        first, last = plan.spans[at]
        cells[at] = _together(rows[first - 1 : last])
    firsts = [first for first, _ in plan.spans]
    _fill_down(sheet, plan, cells, firsts)
    own = {(row, column): text for (name, row, column), text in (typed or {}).items() if name == sheet.name}
    places = {row: at for at, row in enumerate(firsts)} if own else {}
    for (row, column), text in own.items():
        if (at := places.get(row, -1)) >= 0 and column < len(cells[at]):
            cells[at] = [*cells[at][:column], text, *cells[at][column + 1 :]]
    return Table(cells, firsts, joined)


def _together(lines: Sequence[Sequence[Cell]]) -> list[Cell]:
    """Several lines as one: text that differs stands below what is above it, anything else yields to the first."""
    made = list(lines[0])
    for line in lines[1:]:
        for at, cell in enumerate(line):
            if made[at] == "":
                made[at] = cell
            elif isinstance(cell, str) and cell.strip() and isinstance(made[at], str) and cell != made[at]:
                made[at] = f"{made[at]}\n{cell}"
    return made


def _fill_down(sheet: Sheet, plan: SheetPlan, cells: list[Sequence[Cell]], firsts: Sequence[int]) -> None:
    """A cell joined over several entries says the same of each of them."""
    below = plan.header_rows[-1]
    entry_at = (
        {row: at for at, row in enumerate(firsts)} if any(m.bottom > m.top >= below for m in sheet.merges) else {}
    )
    for merge in sheet.merges:
        if merge.bottom <= merge.top or merge.top < below:
            continue
        said = sheet.rows[merge.top][merge.left] if merge.left < len(sheet.rows[merge.top]) else ""
        for row in range(merge.top + 1, merge.bottom + 1):
            at = entry_at.get(row + 1)
            if at is not None and said != "" and cells[at][merge.left] == "":
                changed = list(cells[at])
                changed[merge.left] = said
                cells[at] = changed


def read_column(
    cells: Sequence[Cell], index: int, reader: Reader, look_up: Callable[[], object] = lambda: None
) -> ReadColumn:
    """Read a column with `reader`; equal cells are read once. `look_up` is called every few hundred different cells: a
    column may hold as many of them as rows.
    """
    values: dict[Any, Any] = {"": None}
    odd: dict[Any, tuple[str, str]] = {}
    near: dict[Any, str] = {}
    for at, cell in enumerate(dict.fromkeys(cells)):
        if at % _STEP == 0:
            look_up()
        if cell == "":
            continue
        try:
            read = reader(cell)
        except Invalid as told:
            values[cell], odd[cell] = None, ("fault", str(told))
            continue
        values[cell] = read[0]
        if read is not EMPTY and (read[1] or read[2]):
            odd[cell] = ("doubt", read[1]) if read[1] else ("repaired", read[2])
            if read[3]:
                odd[cell], near[cell] = ("proposal", read[1]), read[3]
    made = ReadColumn([values[cell] for cell in cells])
    if odd:
        made.told = [
            Told(at, index, *odd[cell], cell, values[cell], near.get(cell, ""))
            for at, cell in enumerate(cells)
            if cell in odd
        ]
    return made


def by_type(cells: Sequence[Cell]) -> list[Cell]:
    """Cells with True and False as words, because True and 1 would count as the same cell."""
    if bool not in set(map(type, cells)):
        return list(cells)
    return ["x" if cell is True else "" if cell is False else cell for cell in cells]


def coalesced(columns: Sequence[ReadColumn], join: Callable[[Iterable[Any]], Any]) -> ReadColumn:
    """Several columns of one field as one."""
    if len(columns) == 1:
        return columns[0]
    rows = zip(*(column.values for column in columns), strict=True)
    values = [join([value for value in row if value is not None]) for row in rows]
    return ReadColumn(values, [told for column in columns for told in column.told])


def by_path(plan: SheetPlan) -> dict[str, list[ColumnPlan]]:
    """The columns of each path, in the order of the sheet."""
    found: dict[str, list[ColumnPlan]] = {}
    for column in plan.columns:
        if column.path and column.path != "#":
            found.setdefault(column.path, []).append(column)
    return found


def shown(cell: object) -> str:
    """A cell or a value as text for a list of remarks."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        return f"{cell:.15g}"
    if hasattr(cell, "strftime"):
        return str(cell.strftime("%d/%m/%Y"))
    return one_line(str(getattr(cell, "value", cell)))
