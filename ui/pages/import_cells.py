"""Where the fields of checked rows stand in the file, what is written there, and what a typed text puts in its place."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from tmdt_desktop.catalogues.units import Commune
from tmdt_desktop.fields import Field, Rows
from tmdt_desktop.i18n import day as show_day
from tmdt_desktop.kinds import Kind, Moment, Ref, Structure
from tmdt_desktop.services.import_list import ListPlan, RowFault
from ui.pages.import_choices import Place

FileCell = tuple[str, int, int]
"""(sheet, row from 1, column from 0)."""


@dataclass(frozen=True)
class Written:
    """What somebody typed: texts in place of the file's cells, and values of fields that have no column there."""

    cells: Mapping[FileCell, str] = field(default_factory=dict)
    values: tuple[RowFault, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.cells or self.values)


def joined(several: Sequence[Written]) -> Written:
    """Several writings as one; of two for the same cell the later holds."""
    cells = {cell: text for each in several for cell, text in each.cells.items()}
    return Written(cells, tuple(value for each in several for value in each.values))


class FileCells:
    """The cells of a planned file."""

    def __init__(self, plan: ListPlan) -> None:
        self._plan = plan
        self._rows = {sheet.name: sheet.rows for sheet in plan.book.sheets}
        self._columns: dict[tuple[str, str], list[int]] = {}
        for sheet in plan.sheets:
            for column in sheet.columns if not sheet.skipped else ():
                for path in (column.path or "").split("|"):
                    self._columns.setdefault((sheet.name, path.partition(".")[0]), []).append(column.index)

    def column(self, place: Place, name: str, told: RowFault | None = None) -> int:
        """The column that field `name` of the row came from, -1 when it is none or several."""
        if told is not None and told.column >= 0:
            return told.column
        found = self._columns.get((place[0], name), [])
        return found[0] if len(found) == 1 else -1

    def text(self, cell: FileCell) -> str:
        """What stands in a cell now: what was typed, else what the file says."""
        if (typed := self._plan.by_hand.cells.get(cell)) is not None:
            return typed
        rows, (_, row, column) = self._rows.get(cell[0], ()), cell
        line = rows[row - 1] if 0 < row <= len(rows) else ()
        return _words(line[column]) if column < len(line) else ""

    def can_be_typed(self, made: Field, place: Place, told: RowFault | None = None) -> bool:
        """Whether a text can be typed for the field: it has its column, or a value that people write."""
        if self.column(place, made.name, told) >= 0:
            return True
        written = not made.set_by_program and not isinstance(made.kind, Rows | Ref | Moment | Structure)
        return written and not self._columns.get((place[0], made.name))

    def written(self, made: Field, rows: Iterable[tuple[Place, RowFault | None]], text: str) -> Written:
        """`text` for a field of these rows. Raises Invalid when a field without a column cannot be written so."""
        cells: dict[FileCell, str] = {}
        values: list[RowFault] = []
        for place, told in rows:
            if (at := self.column(place, made.name, told)) >= 0:
                cells[place[0], told.row if told is not None else place[1], at] = text
            else:
                values.append(self._value(made, place, text))
        return Written(cells, tuple(values))

    def _value(self, made: Field, place: Place, text: str) -> RowFault:
        kind = self._kind(made)
        plain = kind.plain(kind.parse(text))
        return RowFault(*place, made.name, made.label, "proposal", "", text, -1, str(plain))

    def _kind(self, made: Field) -> Kind:
        return made.kind.on(self._plan.day, self._plan.district) if isinstance(made.kind, Commune) else made.kind

    def proposed(self, made: Field, told: RowFault) -> str:
        """The words of a proposed value."""
        kind = self._kind(made)
        return kind.show(kind.restore(told.proposed))


def raw_lines(plan: ListPlan, sheet: str, count: int) -> list[list[str]]:
    """The first lines of a sheet, in words."""
    rows = next((made.rows for made in plan.book.sheets if made.name == sheet), ())
    return [[_words(cell) for cell in line] for line in rows[:count]]


def _words(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date):
        return show_day(value.date() if isinstance(value, datetime) else value)
    return "" if value is None else str(value)
