"""Sheets written again: their values alone in a new workbook, or in the place of the formulas that gave them."""

import math
import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from tmdt_desktop.exchange.book import Book, Cell, Sheet
from tmdt_desktop.exchange.workbooks import new_workbook, put

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell as CellWithLook
    from openpyxl.cell import MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

    Cells = CellWithLook | MergedCell

ONLY = "Danh sách"
"""What the one sheet is called of a file that names none."""
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
_LONGEST_CELL = 32_000
_FIRST_DAY = date(1900, 3, 1)
_WIDEST, _NARROWEST, _LOOKED_AT = 44, 6, 200


def values_alone(book: Book) -> "Workbook":
    """A workbook with the values and joined cells of every sheet, its columns as wide as their words."""
    made = new_workbook()
    for sheet in book.sheets:
        page = made.create_sheet(_free_name(made, sheet.name))
        page.sheet_state = "hidden" if sheet.hidden and len(book.sheets) > 1 else "visible"
        for at, row in enumerate(sheet.rows, 1):
            for column, cell in enumerate(row, 1):
                if cell != "":
                    _put(page, (at, column), cell)
        for merge in sheet.merges:
            page.merge_cells(None, merge.top + 1, merge.left + 1, merge.bottom + 1, merge.right + 1)
        _set_widths(page, sheet)
        page.page_setup.orientation, page.page_setup.paperSize = "landscape", "9"
    if all(page.sheet_state == "hidden" for page in made.worksheets):
        made.worksheets[0].sheet_state = "visible"
    return made


def _free_name(book: "Workbook", name: str) -> str:
    """A name that a workbook allows and does not have yet."""
    wanted = _NOT_IN_NAMES.sub(" ", plain(name)).strip(" '")[:31] or ONLY
    taken = {each.lower() for each in book.sheetnames}
    free, at = wanted, 2
    while free.lower() in taken:
        free, at = f"{wanted[:27]} {at}", at + 1
    return free


def _put(page: "Worksheet", place: tuple[int, int], cell: Cell) -> None:
    made = page.cell(*place)
    put(made, storable(cell))
    if isinstance(made.value, date):
        clock = isinstance(cell, datetime) and cell.time() != time()
        made.number_format = "dd/mm/yyyy hh:mm" if clock else "dd/mm/yyyy"


def storable(cell: Cell) -> Cell:
    """The value as a workbook can hold it; days before its calendar and odd numbers as text."""
    if isinstance(cell, str):
        return plain(cell)
    if isinstance(cell, float) and not math.isfinite(cell):
        return ""
    if isinstance(cell, date) and (cell.date() if isinstance(cell, datetime) else cell) < _FIRST_DAY:
        return cell.strftime("%d/%m/%Y")
    if isinstance(cell, int) and abs(cell) > 10**15:
        return str(cell)
    return cell if isinstance(cell, int | float | date | time | timedelta) else str(cell)


def plain(text: str) -> str:
    """Text without the signs that a workbook cannot hold."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    return ILLEGAL_CHARACTERS_RE.sub("", text)[:_LONGEST_CELL]


def _set_widths(page: "Worksheet", sheet: Sheet) -> None:
    from openpyxl.utils import get_column_letter

    for at in range(len(sheet.rows[0]) if sheet.rows else 0):
        longest = max((len(str(row[at]).split("\n")[0]) for row in _usual(sheet)), default=0)
        width = min(max(longest + 2, _NARROWEST), _WIDEST)
        page.column_dimensions[get_column_letter(at + 1)].width = width


def _usual(sheet: Sheet) -> Sequence[list[Cell]]:
    """The first rows but those with one long text: titles run over many columns."""
    rows = sheet.rows[:_LOOKED_AT]
    return [row for row in rows if len(row) - row.count("") > 1] or rows


def cells_of(page: "Worksheet") -> "list[Cells]":
    """The cells that a sheet has; the library's own ways make one of every empty place, a million below a stray one."""
    return list(page._cells.values())  # noqa: SLF001 - there is no other way


def fix_formulas(page: "Worksheet", rows: Sequence[Sequence[Cell]]) -> None:
    """Formulas become the values they had: a workbook written here carries no results that others could read.

    A formula whose value the file does not know stays, for Excel to work out.
    """
    for cell in cells_of(page):
        if cell.data_type == "f":
            row, column = int(cell.row or 0), int(cell.column or 0)
            inside = row <= len(rows) and column <= len(rows[row - 1])
            value = storable(rows[row - 1][column - 1]) if inside else ""
            if value != "":
                put(cell, value)
