"""The sender's own workbook back, with what must be mended: faulty cells red, doubtful ones yellow, reasons beside."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tmdt_desktop.exchange.book import Book
from tmdt_desktop.exchange.plans import ListPlan, RowFault
from tmdt_desktop.exchange.workbooks import new_workbook, put, save

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

FAULT, DOUBT = "FFFFC0C0", "FFFFFCC1"
"""Red and yellow, with full opacity: the colours that clerks know from the tax office's program."""
HEADING = "Cần sửa"
_STYLED_ROWS = 20_000


def write_error_workbook(plan: ListPlan, told: Sequence[RowFault], target: Path) -> None:
    """Write `plan`'s file again at `target`, marked with the faults and doubts of `told`. Raises Blocked."""
    book = _opened(plan) or _rebuilt(plan.book)
    by_sheet: dict[str, list[RowFault]] = {}
    for fault in told:
        if fault.level in ("fault", "doubt"):
            by_sheet.setdefault(fault.sheet, []).append(fault)
    for sheet_plan in plan.sheets:
        faults = by_sheet.get(sheet_plan.name, [])
        title = sheet_plan.name or _ONLY
        if faults and title in book.sheetnames:
            _mark(book[title], faults, sheet_plan.header_rows)
    save(book, target)


_ONLY = "Danh sách"


def _opened(plan: ListPlan) -> "Workbook | None":
    """The file itself, with its looks, when it is an .xlsx of bearable length."""
    rows = sum(len(sheet.rows) for sheet in plan.book.sheets)
    if plan.file.suffix.lower() not in (".xlsx", ".xlsm") or rows > _STYLED_ROWS:
        return None
    from zipfile import BadZipFile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(plan.file, keep_links=False)
    except (InvalidFileException, BadZipFile, KeyError, ValueError, TypeError, OSError):
        return None
    for sheet in plan.book.sheets:
        if sheet.name in book.sheetnames:
            _fix_formulas(book[sheet.name], sheet.rows)
    return book


def _fix_formulas(page: "Worksheet", rows: Sequence[Sequence[object]]) -> None:
    """Formulas become the values they had: a workbook written here carries no results that others could read."""
    for line in page.iter_rows():
        for cell in line:
            if cell.data_type == "f":
                row, column = int(cell.row or 0), int(cell.column or 0)
                inside = row <= len(rows) and column <= len(rows[row - 1])
                put(cell, _plain(rows[row - 1][column - 1]) if inside else None)


def _rebuilt(book: Book) -> "Workbook":
    """The values alone, for files that cannot be written back as they are."""
    made = new_workbook()
    for sheet in book.sheets:
        page = made.create_sheet((sheet.name or _ONLY)[:31])
        for at, row in enumerate(sheet.rows, 1):
            for column, cell in enumerate(row, 1):
                if cell != "":
                    put(page.cell(at, column), _plain(cell))
    return made


def _plain(cell: object) -> object:
    """Text without the signs that a workbook cannot hold."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    return ILLEGAL_CHARACTERS_RE.sub("", cell)[:32_000] if isinstance(cell, str) else cell


def _mark(sheet: "Worksheet", faults: Sequence[RowFault], header_rows: Sequence[int]) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    last = sheet.max_column + 1
    if header_rows:
        sheet.cell(header_rows[0], last, HEADING).font = Font(bold=True)
    sheet.column_dimensions[get_column_letter(last)].width = 60
    for row, told in _by_row(faults).items():
        for column, here in _by_column(told).items():
            _mark_cell(sheet, row, column, here)
        reasons = dict.fromkeys(f"{fault.label}: {fault.sentence}" for fault in told)
        reason = sheet.cell(row, last)
        reason.value = "\n".join(reasons)
        reason.alignment = Alignment(wrap_text=True, vertical="top")
        reason.fill = _fill(told)


def _mark_cell(sheet: "Worksheet", row: int, column: int, told: Sequence[RowFault]) -> None:
    from openpyxl.cell.cell import MergedCell
    from openpyxl.comments import Comment

    cell = sheet.cell(row, column + 1)
    if isinstance(cell, MergedCell):
        return
    cell.fill = _fill(told)
    text = "\n".join(dict.fromkeys(fault.sentence for fault in told))
    cell.comment = Comment(text, "TMĐT Desktop", width=300, height=30 + 18 * (len(text) // 40 + 1))


def _fill(told: Iterable[RowFault]) -> Any:
    from openpyxl.styles import PatternFill

    colour = FAULT if any(fault.level == "fault" for fault in told) else DOUBT
    return PatternFill("solid", start_color=colour, end_color=colour)


def _by_row(faults: Iterable[RowFault]) -> Mapping[int, list[RowFault]]:
    found: dict[int, list[RowFault]] = {}
    for fault in faults:
        found.setdefault(fault.row, []).append(fault)
    return found


def _by_column(told: Iterable[RowFault]) -> Mapping[int, list[RowFault]]:
    found: dict[int, list[RowFault]] = {}
    for fault in told:
        if fault.column >= 0:
            found.setdefault(fault.column, []).append(fault)
    return found
