"""The sender's own workbook back, with what must be mended: faulty cells red, doubtful ones yellow, reasons beside.

Read again as it is, it says what it said before: the column of reasons fills no field, and comments are not read. A
workbook that was marked before is marked anew in the same column. What was typed in the program in place of a cell, and
proposals that were accepted, stand in it.
"""

import zlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

from tmdt_desktop.errors import Refused
from tmdt_desktop.exchange import sheet_copies
from tmdt_desktop.exchange.plans import ListPlan, RowFault, SheetPlan
from tmdt_desktop.exchange.workbooks import in_memory, put
from tmdt_desktop.fields import Field, Rows
from tmdt_desktop.whole_files import publish_bytes

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

FAULT, DOUBT = "FFFFC0C0", "FFFFFCC1"
"""Red and yellow, with full opacity: the colours that clerks know from the tax office's program."""
HEADING = "Cần sửa"
LEVELS = ("fault", "doubt", "proposal")
_AUTHOR = "TMĐT Desktop"
_OURS = f"{_AUTHOR}:"
"""The first line of our comments: some programs save a workbook without the authors of its comments."""
_THERE_BEFORE = "Ghi chú có sẵn:"
_STYLED_ROWS = 20_000
_WIDTH, _LONGEST_COMMENT = 60, 3_000
_ODD_FILES = (
    BadZipFile, zlib.error, KeyError, ValueError, TypeError, AttributeError, IndexError, SyntaxError, EOFError, OSError,
)  # fmt: skip
"""What the library raises on files that only other programs can read; a parser of XML raises a SyntaxError."""


def write_error_workbook(plan: ListPlan, told: Sequence[RowFault], target: Path) -> tuple[str, ...]:
    """Write `plan`'s file again at `target`, marked with the faults, doubts and proposals of `told`.

    Returns what did not come along, in sentences: a file whose look cannot be kept comes as its values alone.
    Raises Blocked; Refused when `target` is the sender's own file or no .xlsx.
    """
    _refuse_target(plan.file, target)
    notes: tuple[str, ...] = ()
    content = None
    if _can_be_kept(plan):
        try:
            content = in_memory(_marked(_opened(plan), plan, told))
        except _ODD_FILES:
            content = None
        notes = ("Macro trong tệp gốc không theo sang tệp này.",) if _has_macros(plan) else ()
    if content is None:
        content = in_memory(_marked(sheet_copies.values_alone(plan.book), plan, told))
        notes = ("Tệp này chỉ chép giá trị; kiểu chữ, khung của tệp gốc không theo sang.",)
    publish_bytes(target, content)
    return notes


def _refuse_target(source: Path, target: Path) -> None:
    """Raise Refused when the sender's own file would go, however it is spelled, or the ending promises something else."""
    if target.suffix.lower() != ".xlsx":
        raise Refused(
            f"Không ghi tệp lỗi thành {target.name}.",
            why="Tệp lỗi là bảng tính Excel, đuôi .xlsx.",
            cure="Chọn tên có đuôi .xlsx.",
        )
    if _is_same(source, target):
        raise Refused(
            f"Không ghi tệp lỗi đè lên {source.name}.",
            why="Đó là tệp gốc của nơi gửi; ghi đè thì mất bản gốc.",
            cure="Chọn tên khác cho tệp lỗi.",
        )


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:  # one of them is not there, so nothing can be lost
        return False


def _can_be_kept(plan: ListPlan) -> bool:
    """Whether the file is a workbook of the newer kind and of bearable length."""
    rows = sum(row.count("") < len(row) for sheet in plan.book.sheets for row in sheet.rows)
    return plan.file.suffix.lower() in (".xlsx", ".xlsm") and rows <= _STYLED_ROWS


def _has_macros(plan: ListPlan) -> bool:
    return plan.file.suffix.lower() == ".xlsm"


def _opened(plan: ListPlan) -> "Workbook":
    """The file itself, with its looks, and values in the place of formulas."""
    import warnings

    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library warns of parts that it leaves out; nobody reads that here
        book = load_workbook(plan.file, keep_links=False, keep_vba=False)
    for sheet in plan.book.sheets:
        if sheet.name in book.sheetnames:
            sheet_copies.fix_formulas(book[sheet.name], sheet.rows)
    return book


def _marked(book: "Workbook", plan: ListPlan, told: Sequence[RowFault]) -> "Workbook":
    """The book with every sheet of the plan marked."""
    by_sheet: dict[str, list[RowFault]] = {}
    for fault in told:
        if fault.level in LEVELS:
            by_sheet.setdefault(fault.sheet, []).append(fault)
    pages = {sheet.name: page for sheet, page in zip(plan.book.sheets, _pages(book, plan), strict=True)}
    for sheet_plan in plan.sheets:
        page = pages.get(sheet_plan.name)
        if page is not None and not sheet_plan.skipped:
            _write_typed(page, plan, sheet_plan)
            _mark(page, by_sheet.get(sheet_plan.name, []), sheet_plan.header_rows)
    return book


def _pages(book: "Workbook", plan: ListPlan) -> Iterable["Worksheet | None"]:
    """The sheet of the book for each sheet of the plan's; by their names, or by their order where they were renamed."""
    for at, sheet in enumerate(plan.book.sheets):
        if sheet.name in book.sheetnames:
            yield book[sheet.name]
        else:
            yield book.worksheets[at] if at < len(book.worksheets) else None


def _write_typed(page: "Worksheet", plan: ListPlan, sheet: SheetPlan) -> None:
    """Put what a person typed or accepted into the cells it was meant for."""
    for (name, row, column), text in plan.by_hand.cells.items():
        if name == sheet.name:
            _overwrite(page, row, column, text)
    columns = {column.path: column.index for column in sheet.columns if column.path}
    for (name, row, path), plain in plan.by_hand.accepted.items():
        field = _field_at(plan, path)
        if name == sheet.name and path in columns and field is not None:
            _overwrite(page, row, columns[path], field.kind.show(field.kind.restore(plain)))


def _field_at(plan: ListPlan, path: str) -> Field | None:
    head, _, tail = path.partition(".")
    field = next((made for made in plan.register.fields() if made.name == head), None)
    if field is None or not tail:
        return field
    inner = field.kind.of.fields() if isinstance(field.kind, Rows) else ()
    return next((made for made in inner if made.name == tail), None)


def _overwrite(page: "Worksheet", row: int, column: int, text: str) -> None:
    from openpyxl.cell.cell import MergedCell

    cell = page.cell(row, column + 1)
    if not isinstance(cell, MergedCell):
        cell.number_format = "@"
        put(cell, sheet_copies.plain(text) or None)


def _mark(page: "Worksheet", faults: Sequence[RowFault], header_rows: Sequence[int]) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    top = header_rows[0] if header_rows else 1
    last, again = _column_of_reasons(page, header_rows)
    if again:
        _wipe(page, last, top)
    if not faults:
        return
    put(page.cell(top, last), HEADING)
    page.cell(top, last).font = Font(bold=True)
    page.column_dimensions[get_column_letter(last)].width = _WIDTH
    for row, told in _by_row(faults).items():
        for column, here in _by_column(told).items():
            _mark_cell(page.cell(row, column + 1), here)
        reason = page.cell(row, last)
        put(reason, "\n".join(dict.fromkeys(f"{fault.label}: {fault.sentence}" for fault in told)))
        reason.alignment = Alignment(wrap_text=True, vertical="top")
        reason.fill = _fill(told)


def _column_of_reasons(page: "Worksheet", header_rows: Sequence[int]) -> tuple[int, bool]:
    """The column for the reasons, from 1, and whether they stand there from an earlier time."""
    for row in header_rows or (1,):
        for cell in page[row]:
            if cell.value == HEADING:
                return int(cell.column or 1), True
    filled = (cell.column or 0 for cell in sheet_copies.cells_of(page) if cell.value not in (None, ""))
    return max(filled, default=0) + 1, False


def _wipe(page: "Worksheet", last: int, top: int) -> None:
    """Take the marks of an earlier time away: reasons, our colours, our comments."""
    from openpyxl.styles import PatternFill

    for cell in sheet_copies.cells_of(page):
        if (cell.row or 0) < top:
            continue
        if cell.column == last:
            cell.value = None
        if cell.fill.fill_type == "solid" and cell.fill.start_color.rgb in (FAULT, DOUBT):
            cell.fill = PatternFill()
        if cell.comment is not None and cell.comment.text.lstrip().startswith(_OURS):
            _give_back(cell)


def _give_back(cell: "Cell | MergedCell") -> None:
    """The comment that stood there before ours, if there was one."""
    from openpyxl.comments import Comment

    _, ours, before = cell.comment.text.partition(f"\n{_THERE_BEFORE}") if cell.comment else ("", "", "")
    cell.comment = Comment(before.strip(), "") if ours else None


def _mark_cell(cell: "Cell | MergedCell", told: Sequence[RowFault]) -> None:
    from openpyxl.cell.cell import MergedCell
    from openpyxl.comments import Comment

    if isinstance(cell, MergedCell):
        return
    cell.fill = _fill(told)
    text = "\n".join([_OURS, *dict.fromkeys(fault.sentence for fault in told)])
    if cell.comment is not None and cell.comment.text:
        text += f"\n\n{_THERE_BEFORE} {cell.comment.text}"
    text = sheet_copies.plain(text)[:_LONGEST_COMMENT]
    cell.comment = Comment(text, _AUTHOR, width=300, height=30 + 18 * (len(text) // 40 + 1))


def _fill(told: Iterable[RowFault]) -> Any:
    from openpyxl.styles import PatternFill

    colour = FAULT if any(fault.level == "fault" for fault in told) else DOUBT
    return PatternFill("solid", start_color=colour, end_color=colour)


def _by_row(faults: Iterable[RowFault]) -> Mapping[int, list[RowFault]]:
    found: dict[int, list[RowFault]] = {}
    for fault in faults:
        found.setdefault(max(fault.row, 1), []).append(fault)
    return found


def _by_column(told: Iterable[RowFault]) -> Mapping[int, list[RowFault]]:
    found: dict[int, list[RowFault]] = {}
    for fault in told:
        if fault.column >= 0:
            found.setdefault(fault.column, []).append(fault)
    return found
