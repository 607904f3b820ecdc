"""The tables of a document as an Excel workbook, cell by cell what the PDF says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter

from tmdt_desktop.reports.document import Cell, Column, Document, Group, Kind, Table, clean
from tmdt_desktop.reports.wording import shown
from tmdt_desktop.reports.writing import whole_file
from tmdt_desktop.task import SILENT, Task

_FACE = "Times New Roman"
_WIDTH = 130  # characters over a landscape page
_A4 = 9  # paper size code of ISO 29500
_UNSAFE = str.maketrans(dict.fromkeys("[]:*?/\\"))
_FORMATS = {int: "#,##0", float: "#,##0.0", Decimal: "#,##0.0"}
_ALIGNED = {Kind.FIGURE: "right", Kind.TEXT: "left", Kind.NOTE: "left"}


@dataclass(frozen=True)
class Sheet:
    """One worksheet: the name on its tab (31 letters at most are kept), titles above, the table."""

    name: str
    title: str
    table: Table
    subtitle: str = ""


def sheets_of(document: Document) -> tuple[Sheet, ...]:
    """A sheet for each table of the annexes, then for each captioned table of the text."""
    sheets = [
        Sheet(f"Phụ lục {annex.number}".strip(), annex.title.replace("\n", " ").upper(), block, annex.accompanying)
        for annex in document.annexes
        for block in annex.body
        if isinstance(block, Table)
    ]
    texts = [block for block in document.body if isinstance(block, Table) and block.caption]
    return (*sheets, *(Sheet(block.caption.split(".")[0], block.caption, block) for block in texts))


def render_workbook(sheets: Sequence[Sheet], target: Path, task: Task = SILENT) -> None:
    """Write `sheets` to `target`, whole or not at all. Text never becomes a formula.

    Raises:
        Cancelled: `task` was stopped.
        Blocked: the file cannot be written.
    """
    book = Workbook(write_only=True)
    names: set[str] = set()
    for sheet in sheets:
        _Writer(book, clean(sheet), _tab(sheet.name, names)).write(task)
    with whole_file(target) as draft:
        book.save(draft)


def _tab(name: str, taken: set[str]) -> str:
    base = name.translate(_UNSAFE).strip("' ")[:31] or "Biểu"
    tab, count = base, 2
    while tab.casefold() in taken:
        tab, count = f"{base[:27]} {count}", count + 1
    taken.add(tab.casefold())
    return tab


class _Writer:
    def __init__(self, book: Any, sheet: Sheet, tab: str) -> None:
        self._sheet, self._table = sheet, sheet.table
        self._page = book.create_sheet(tab)
        side = Side(style="thin", color="000000")
        self._border = Border(left=side, right=side, top=side, bottom=side)
        self._row = 0

    def write(self, task: Task) -> None:
        """Page set-up first (a written sheet cannot be changed), then rows from the top down."""
        lead = [line for line in (self._sheet.title, " ".join(self._sheet.subtitle.split())) if line]
        lead += [f"Đơn vị tính: {self._table.unit}"] if self._table.unit else []
        header = len(lead) + 1
        self._set_up(header)
        for place, line in enumerate(lead):
            self._spanned(line, bold=place == 0, italic=place > 0, align="center")
        self._header()
        for place, row in enumerate(self._table.rows):
            if isinstance(row, Group):
                self._spanned(row.text, bold=True, italic=False, align="left", framed=True)
            else:
                self._append([self._cell(c, column) for c, column in zip(row, self._table.columns, strict=True)])
            if place % 100 == 0:
                task.step(place, len(self._table.rows), "Đang ghi bảng tính")
        self._foot()

    def _set_up(self, header: int) -> None:
        page, columns = self._page, self._table.columns
        whole = sum(column.share for column in columns)
        for place, column in enumerate(columns, 1):
            page.column_dimensions[get_column_letter(place)].width = max(column.share / whole * _WIDTH, 6)
        page.page_setup.orientation, page.page_setup.paperSize = "landscape", _A4
        page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
        page.sheet_properties.pageSetUpPr.fitToPage = True
        last = header + bool(self._table.column_numbers)
        page.freeze_panes = f"A{last + 1}"
        page.print_title_rows = f"{header}:{last}"

    def _header(self) -> None:
        self._append([self._styled(column.label, "center", bold=True) for column in self._table.columns])
        if self._table.column_numbers:
            self._append([self._styled(mark, "center", italic=True) for mark in self._table.column_numbers])

    def _foot(self) -> None:
        if self._table.total:
            cells = zip(self._table.total, self._table.columns, strict=True)
            self._append([self._cell(cell, column, bold=True) for cell, column in cells])
        if self._table.note:
            self._spanned(self._table.note, bold=False, italic=True, align="left")

    def _append(self, cells: list[Any]) -> None:
        self._page.append(cells)
        self._row += 1

    def _spanned(self, text: str, *, bold: bool, italic: bool, align: str, framed: bool = False) -> None:
        cell = self._styled(text, align, bold=bold, italic=italic)
        if not framed:
            cell.border = Border()
        self._append([cell])
        self._page.merged_cells.ranges.add(f"A{self._row}:{get_column_letter(len(self._table.columns))}{self._row}")

    def _cell(self, cell: Cell, column: Column, *, bold: bool = False) -> Any:
        align = _ALIGNED.get(column.kind, "center")
        counted = column.kind in (Kind.FIGURE, Kind.ORDER)
        if counted and isinstance(cell, int | float | Decimal):
            return self._styled(cell, align, bold=bold)
        if isinstance(cell, date):
            return self._styled(cell, align, bold=bold)
        return self._styled(shown(cell, column), align, bold=bold, italic=cell is None)

    def _styled(self, value: Any, align: str, *, bold: bool = False, italic: bool = False) -> Any:
        cell = WriteOnlyCell(self._page, value=value)
        if isinstance(value, str):
            cell.data_type, cell.number_format = "s", "@"  # never a formula, whatever its first letter
            cell.quotePrefix = value[:1] in ("=", "+", "-", "@")
        else:
            cell.number_format = "dd/mm/yyyy" if isinstance(value, date) else _FORMATS[type(value)]
        cell.font = Font(name=_FACE, size=11, bold=bold, italic=italic)
        cell.alignment = Alignment(horizontal=align, vertical="center", wrap_text=True)
        cell.border = self._border
        return cell
