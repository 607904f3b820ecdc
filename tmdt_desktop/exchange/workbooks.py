"""Writing workbooks: one look, no formulas by accident, whole or not at all."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tmdt_desktop.whole_files import publish_bytes

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

CHOICES_SHEET = "Danh mục"
"""The hidden sheet of a template that holds the choices of its drop-downs."""
LIST_ROWS = 500
"""How many rows of a template are formatted and checked."""
_LETTERS_A_PAGE = 220
_RISKY = ("=", "+", "-", "@", "\t", "\r")


def new_workbook() -> "Workbook":
    """A workbook without sheets."""
    from openpyxl import Workbook

    book = Workbook()
    for sheet in list(book.worksheets):
        book.remove(sheet)
    return book


def title_row(sheet: "Worksheet", row: int, title: str) -> None:
    """A title in bold in the first cell of a row."""
    from openpyxl.styles import Font

    sheet.cell(row, 1, title).font = Font(bold=True, size=14)


def header_row(sheet: "Worksheet", row: int, heads: Sequence[tuple[str, str, int]]) -> None:
    """A header: (heading, comment, width in letters) of each column."""
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Border, Font, Side
    from openpyxl.utils import get_column_letter

    thin = Side(style="thin")
    for column, (heading, comment, width) in enumerate(heads, 1):
        cell = sheet.cell(row, column, heading)
        cell.font = Font(bold=True)
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        cell.border = Border(left=thin, right=thin, top=thin, bottom=thin)
        if comment:
            cell.comment = Comment(comment, "TMĐT Desktop", width=260, height=40 + 18 * (len(comment) // 36 + 1))
        sheet.column_dimensions[get_column_letter(column)].width = width
    page(sheet, row, sum(width for _, _, width in heads))


def page(sheet: "Worksheet", header: int, letters: int) -> None:
    """Printed on A4 across, as many pages wide as `letters` across need to be read; the header stands on every page,
    and so do the first two columns where there are several side by side.
    """
    from openpyxl.worksheet.properties import PageSetupProperties

    wide = -(-letters // _LETTERS_A_PAGE)
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = "9"
    sheet.print_title_rows = f"{header}:{header}"
    if wide > 1:
        sheet.print_title_cols = "A:B"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = wide, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def put(cell: "Cell | MergedCell", value: object) -> None:
    """A value into a cell; text stays text, whatever its first letter."""
    if isinstance(value, str):
        cell.value = value
        if value.startswith(_RISKY):
            cell.data_type = "s"
            cell.quotePrefix = True
    else:
        cell.value = value  # type: ignore[assignment]


def guarded(text: str) -> str:
    """Text for a CSV that no spreadsheet takes for a formula; `unguarded` gives it back."""
    return f"'{text}" if text.lstrip("'").startswith(_RISKY) else text


def unguarded(text: str) -> str:
    """Text as it was before `guarded`; also what people put an apostrophe before, to keep it text."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(_RISKY) else text


def save(book: "Workbook", target: Path) -> None:
    """Write a workbook whole or not at all. Raises Blocked."""
    publish_bytes(target, in_memory(book))


def in_memory(book: "Workbook") -> bytes:
    """The whole workbook in memory: the library would pass each sheet, personal data and all, through a temporary file
    of the system, and leave a half open archive behind when a disk fails under it.
    """
    from zipfile import ZIP_DEFLATED, ZipFile

    from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
    from openpyxl.worksheet._writer import WorksheetWriter
    from openpyxl.writer.excel import ExcelWriter

    class InMemory(ExcelWriter):
        _archive: ZipFile

        def write_worksheet(self, ws: Any) -> None:
            drawing = ws._drawing = SpreadsheetDrawing()  # noqa: SLF001 - as the library's own method does
            drawing.charts, drawing.images = ws._charts, ws._images  # noqa: SLF001
            sheet = BytesIO()
            writer: Any = WorksheetWriter(ws, out=sheet)
            writer.write()
            ws._rels = writer._rels  # noqa: SLF001
            self._archive.writestr(ws.path[1:], sheet.getvalue())
            self.manifest.append(ws)

    content = BytesIO()
    InMemory(book, ZipFile(content, "w", ZIP_DEFLATED)).save()
    return content.getvalue()
