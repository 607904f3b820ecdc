"""Rows out of the clipboard as a list to take in: with their column names as a file, without them by place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path

from tmdt_desktop.catalogues.offices import district_of, office_on
from tmdt_desktop.errors import Refused
from tmdt_desktop.exchange import legacy_text
from tmdt_desktop.exchange.book import Book, Cell, Sheet
from tmdt_desktop.exchange.clipboard import read_rows
from tmdt_desktop.exchange.header_block import find_header
from tmdt_desktop.exchange.headings import NOTHING, NUMBERING, Vocabulary, field_at, vocabularies
from tmdt_desktop.exchange.plans import ByHand, ListPlan
from tmdt_desktop.exchange.understanding import Wanted, understand
from tmdt_desktop.fields import Rows
from tmdt_desktop.records import Record
from tmdt_desktop.services.import_list import remembered, require_list_register
from tmdt_desktop.store.workspace import Workspace
from tmdt_desktop.task import SILENT, Task

NAME = "Bảng dán"
"""What pasted rows are called where a file has its name."""
_LARGEST, _AT_ONCE = 20_000_000, 100_000
_LONG_LINE, _LONG_CELLS = 400, 0.2
_NO_TEXT = frozenset(map(chr, range(32))) - set("\t\n\r\f\v\0")
_COPY = "Trong Excel, chọn các dòng rồi bấm Ctrl+C; quay lại đây bấm Ctrl+V."


@dataclass(frozen=True)
class Pasted:
    """The text of a clipboard, as spreadsheets write it. `fields`: paths of the fields that its columns mean when no
    line names them: those of the register's list, from the column one stands in. Empty: the list's own from the first.
    """

    text: str
    register: type[Record]
    fields: tuple[str, ...] = ()


def read_pasted(ws: Workspace, pasted: Pasted, task: Task = SILENT) -> ListPlan:
    """What was understood of pasted rows, with what was decided about such lists before; checked and committed as a file.

    Without a line of column names one is put above the rows, so that row 2 is the first pasted line, as in a file.

    Raises:
        Refused: nothing, one cell, prose or no text is in the clipboard; no column says the name of a record; lists do
            not go into the register.
    """
    require_list_register(pasted.register)
    refuse_no_table(pasted.text)
    rows = read_rows(pasted.text)
    _refuse_no_rows(rows)
    by_hand: ByHand | None = None
    if _lone_heading(rows, pasted.register):
        by_hand = ByHand(headers={"": (1, 1)})
    elif not has_header(rows, pasted.register):
        rows, paths = _with_header(rows, pasted)
        columns = {("", at): path for at, path in enumerate(paths) if path != NUMBERING.path}
        by_hand = ByHand(headers={"": (1, 1)}, columns=columns)
    cells: list[list[Cell]] = [list(row) for row in rows]
    book = legacy_text.in_unicode_throughout(Book(Path(NAME), (Sheet("", cells),)))
    day = date.today()  # noqa: DTZ011 - the office's own calendar day
    last = office_on(ws.office, day).last_day(day)
    wanted = Wanted(pasted.register, last, district_of(ws.office), by_hand=by_hand or ByHand())
    plan = understand(book, wanted, task)
    return plan if by_hand else remembered(ws, plan)


def refuse_no_table(text: str) -> None:
    """Raise Refused when `text` is none that a spreadsheet would have written; a long one is not gone through."""
    if not text.strip("\0 \t\r\n"):
        raise Refused("Chưa có gì để dán.", why="Bộ nhớ tạm trống hoặc không có chữ.", cure=_COPY)
    if len(text) > _LARGEST:
        raise Refused("Phần chép quá lớn để dán.", cure="Lưu danh sách thành tệp .xlsx rồi dùng «Nhập danh sách».")
    head = text[:8000].rstrip("\0")
    odd = sum(letter in _NO_TEXT or letter in "\0\ufffd" for letter in head)
    if odd > len(head) // 50:
        raise Refused("Phần chép không phải bảng.", why="Đây là dữ liệu của chương trình khác.", cure=_COPY)
    if len(text) <= _AT_ONCE:
        _refuse_no_rows(read_rows(text))


def _refuse_no_rows(rows: Sequence[Sequence[str]]) -> None:
    """Raise Refused for one cell alone and for running text."""
    if len(rows) == 1 and sum(bool(cell.strip()) for cell in rows[0]) == 1:
        raise Refused("Mới chép một ô.", why="Danh sách cần ít nhất một dòng có tên và các mục khác.", cure=_COPY)
    if len(rows[0]) == 1:
        long = sum(len(row[0]) > _LONG_LINE for row in rows)
        if long > _LONG_CELLS * len(rows):
            raise Refused("Phần chép là một đoạn văn, không phải bảng.", cure=_COPY)


def has_header(rows: Sequence[Sequence[str]], register: type[Record]) -> bool:
    """Whether a line of column names stands above all rows (titles may stand above it)."""
    sheet = Sheet("", [list(row) for row in rows[:80]])
    for vocabulary in vocabularies(register):
        header = find_header(sheet, vocabulary)
        if header is not None and _leads(rows, header.top):
            named = [column for column in header.columns if column.heading]
            understood = sum(column.meanings[0] is not NOTHING for column in named)
            if understood * 2 >= len(named):
                return True
    return False


def _leads(rows: Sequence[Sequence[str]], top: int) -> bool:
    """Only titles stand above line `top`: lines of one text."""
    return all(sum(bool(cell.strip()) for cell in row) < 2 for row in rows[:top])


def _lone_heading(rows: Sequence[Sequence[str]], register: type[Record]) -> bool:
    """One column, and its first line is the word for a name."""
    if len(rows[0]) != 1:
        return False
    known = Vocabulary(register)
    first = known.meanings(rows[0][0], near=False)[0]
    return first.path == known.name_path and first.confidence == 1.0


def _with_header(rows: Sequence[Sequence[str]], pasted: Pasted) -> tuple[list[list[str]], list[str | None]]:
    """The rows below a line of column names, and the field path of each column."""
    width = len(rows[0])
    listed = tuple(field.name for field in pasted.register.fields() if field.listed)
    asked = [_path(pasted.register, name) for name in pasted.fields or listed]
    numbered = _is_numbered(rows)
    paths: list[str | None] = [NUMBERING.path, *asked] if numbered else list(asked)
    paths = [*paths[:width], *[None] * (width - len(paths))]
    if Vocabulary(pasted.register).name_path not in paths:
        name = pasted.register.field(pasted.register.name_field).label
        raise Refused(
            f"Các cột dán vào không có «{name}».",
            why="Không có dòng tên cột, nên các cột được hiểu theo thứ tự của danh sách, bắt đầu từ cột đang đứng.",
            cure=f"Chọn một ô ở cột «{name}» rồi dán lại, hoặc chép cả dòng tên cột.",
        )
    heads = [_heading(pasted.register, path, at) for at, path in enumerate(paths, 1)]
    return [heads, *map(list, rows)], paths


def _path(register: type[Record], name: str) -> str | None:
    """The path that a column of the list fills: addresses on line go to their sub-list, other sub-lists to none."""
    field = field_at(register, name)
    if field is None or not isinstance(field.kind, Rows):
        return name
    return f"{name}.ANY" if Vocabulary(register).channels == name else None


def _is_numbered(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first column only counts the rows."""
    said = [row[0].strip().rstrip(".") for row in rows]
    if len(rows[0]) < 2 or not all(word.isdecimal() and len(word) < 6 for word in said):
        return False
    return all(after - before == 1 for before, after in pairwise(map(int, said)))


def _heading(register: type[Record], path: str | None, at: int) -> str:
    if path == NUMBERING.path:
        return "STT"
    field = register.field(path.partition(".")[0]) if path else None
    return field.label if field is not None else f"Cột {at}"
