"""The tables of a document as an Excel workbook, cell by cell what the PDF says."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, NamedStyle, Side
from openpyxl.utils import get_column_letter

from tmdt_desktop.reports.columns import fitted
from tmdt_desktop.reports.document import (
    Annex,
    Cell,
    Column,
    Document,
    Group,
    Kind,
    Paragraph,
    Table,
    clean,
    plain,
)
from tmdt_desktop.reports.pdf_text import BOLD, REGULAR, Ruler, register_fonts
from tmdt_desktop.reports.wording import shown
from tmdt_desktop.reports.workbook_file import save_workbook
from tmdt_desktop.task import SILENT, Task
from tmdt_desktop.whole_files import beside

_FACE = "Times New Roman"
_SIZE = 11  # points
_WIDTH = 760  # points over all columns, about a landscape page
_LETTER = 5.6  # points of one unit of column width
_A4 = 9  # paper size code of ISO 29500
_FORMULA = frozenset("=+-@")
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
    """A sheet for each annex and each of its tables, then for each captioned table of the text."""
    sheets = [
        Sheet(f"Phụ lục {annex.number}".strip(), annex.title.replace("\n", " ").upper(), table, annex.accompanying)
        for annex in document.annexes
        for table in _tables(annex)
    ]
    texts = [block for block in document.body if isinstance(block, Table) and block.caption]
    return (*sheets, *(Sheet(block.caption.split(".")[0], block.caption, block) for block in texts))


def _tables(annex: Annex) -> list[Table]:
    """The tables of an annex; one that has none says its sentences under one column."""
    tables = [block for block in annex.body if isinstance(block, Table)]
    said = tuple((plain(block.text),) for block in annex.body if isinstance(block, Paragraph))
    return tables or [Table((Column("Nội dung", 1),), said)]


def render_workbook(sheets: Sequence[Sheet], target: Path, task: Task = SILENT) -> None:
    """Write `sheets` to `target`, whole or not at all. Text never becomes a formula.

    Raises:
        Cancelled: `task` was stopped.
        Blocked: the file cannot be written.
    """
    register_fonts()
    book = Workbook()
    book.remove(book.worksheets[0])
    styles, meter = _Styles(book), _Meter(task, 2 * sum(len(sheet.table.rows) for sheet in sheets))
    names: set[str] = set()
    for sheet in sheets:
        _Writer(book.create_sheet(_tab(sheet.name, names)), clean(sheet), styles).write(meter)
    with beside(target) as draft:
        save_workbook(book, draft, meter.count)


@dataclass
class _Meter:
    """Rows laid out and rows written so far, told to whoever waits. `total` is twice the number of rows."""

    task: Task
    total: int
    done: int = 0

    def count(self) -> None:
        """One more row; titles and headers count for no more. Raises `Cancelled`."""
        if self.done % 100 == 0:
            self.task.step(min(self.done, self.total), self.total, "Đang ghi bảng tính")
        self.done += 1


def _tab(name: str, taken: set[str]) -> str:
    base = name.translate(_UNSAFE).strip("' ")[:31] or "Biểu"
    tab, count = base, 2
    while tab.casefold() in taken:
        tab, count = f"{base[:27]} {count}", count + 1
    taken.add(tab.casefold())
    return tab


@dataclass(frozen=True)
class _Look:
    """What a cell looks like."""

    align: str = "center"
    bold: bool = False
    italic: bool = False
    framed: bool = True
    format: str = "@"


class _Styles:
    """Cell styles of one workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._known: dict[tuple[_Look, bool], Any] = {}
        side = Side(style="thin", color="000000")
        self._frame = Border(left=side, right=side, top=side, bottom=side)

    def put_on(self, cell: Any, look: _Look, *, guarded: bool) -> None:
        """Dress `cell`. Cells of one look share their style: looking it up by name costs more than writing the cell.

        `guarded`: its text begins like a formula, and Excel is told that it is none.
        """
        known = self._known.get((look, guarded))
        if known is None:
            cell.style = self._named(look)
            if guarded:
                cell.quotePrefix = True
            known = self._known[look, guarded] = cell._style  # noqa: SLF001
        cell._style = known  # noqa: SLF001 - openpyxl copies the style for each cell otherwise

    def _named(self, look: _Look) -> str:
        name = f"Bảng {len(self._known) + 1}"
        style = NamedStyle(name, number_format=look.format, border=self._frame if look.framed else Border())
        style.font = Font(name=_FACE, size=_SIZE, bold=look.bold, italic=look.italic)
        style.alignment = Alignment(horizontal=look.align, vertical="center", wrap_text=True)
        self._book.add_named_style(style)
        return name


class _Writer:
    def __init__(self, page: Any, sheet: Sheet, styles: _Styles) -> None:
        self._page, self._sheet, self._table, self._styles = page, sheet, sheet.table, styles
        self._ruler = Ruler()
        self._widths = fitted(sheet.table, _WIDTH, _SIZE)
        self._row = 0

    def write(self, meter: _Meter) -> None:
        """Page set-up, then rows from the top down."""
        lead = [line for line in (self._sheet.title, " ".join(self._sheet.subtitle.split())) if line]
        lead += [f"Đơn vị tính: {self._table.unit}"] if self._table.unit else []
        self._set_up(len(lead) + 1)
        for place, line in enumerate(lead):
            self._spanned(line, _Look(bold=place == 0, italic=place > 0, framed=False))
        self._header()
        for row in self._table.rows:
            if isinstance(row, Group):
                self._spanned(row.text, _Look("left", bold=True))
            else:
                self._append(self._cells(row))
            meter.count()
        self._foot()

    def _set_up(self, header: int) -> None:
        page = self._page
        for place, width in enumerate(self._widths, 1):
            page.column_dimensions[get_column_letter(place)].width = width / _LETTER
        page.page_setup.orientation, page.page_setup.paperSize = "landscape", _A4
        page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
        page.sheet_properties.pageSetUpPr.fitToPage = True
        last = header + bool(self._table.column_numbers)
        page.freeze_panes = f"A{last + 1}"
        page.print_title_rows = f"{header}:{last}"

    def _header(self) -> None:
        self._append([(column.label, _Look(bold=True)) for column in self._table.columns])
        if self._table.column_numbers:
            self._append([(mark, _Look(italic=True)) for mark in self._table.column_numbers])

    def _foot(self) -> None:
        if self._table.total:
            cells = self._cells(self._table.total)
            self._append([(value, replace(look, bold=True)) for value, look in cells])
        if self._table.note:
            self._spanned(self._table.note, _Look("left", italic=True, framed=False))

    def _spanned(self, text: str, look: _Look) -> None:
        self._append([(text, look), *[(None, look)] * (len(self._widths) - 1)], whole=True)
        self._page.merge_cells(start_row=self._row, end_row=self._row, start_column=1, end_column=len(self._widths))

    def _append(self, cells: Sequence[tuple[Any, _Look]], *, whole: bool = False) -> None:
        self._row += 1
        widths = [sum(self._widths)] * len(cells) if whole else self._widths
        lines = max(self._lines(value, look, width) for (value, look), width in zip(cells, widths, strict=True))
        self._page.row_dimensions[self._row].height = lines * _SIZE * 1.25 + 4
        self._page.append([self._styled(value, look) for value, look in cells])

    def _lines(self, value: Any, look: _Look, width: float) -> int:
        if not isinstance(value, str):
            return 1
        return len(self._ruler.lines(value, BOLD if look.bold else REGULAR, _SIZE, width - 8))

    def _cells(self, row: Sequence[Cell]) -> list[tuple[Any, _Look]]:
        return [_seen(cell, column) for cell, column in zip(row, self._table.columns, strict=True)]

    def _styled(self, value: Any, look: _Look) -> Any:
        cell = WriteOnlyCell(self._page, value=value)
        worded = isinstance(value, str)
        self._styles.put_on(cell, look, guarded=worded and value[:1] in _FORMULA)
        if worded:
            cell.data_type = "s"  # never a formula, whatever its first letter
        return cell


def _seen(cell: Cell, column: Column) -> tuple[Any, _Look]:
    """Numbers and days stay numbers and days; all else is text."""
    align = _ALIGNED.get(column.kind, "center")
    counted = column.kind in (Kind.FIGURE, Kind.ORDER) and isinstance(cell, int | float | Decimal)
    if counted:
        return cell, _Look(align, format=_FORMATS[type(cell)])
    if isinstance(cell, date):
        return cell, _Look(align, format="dd/mm/yyyy")
    return shown(cell, column), _Look(align, italic=cell is None)
