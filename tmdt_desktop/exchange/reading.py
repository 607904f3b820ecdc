"""A file that somebody sent, as a book of raw cells; what cannot be read is refused in words.

The name's ending is not believed: the content says what the file is. Nothing outside the file is ever read.
"""

import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from tmdt_desktop.errors import Blocked, Refused
from tmdt_desktop.exchange import delimited, legacy_text, ole_check, sheet_fonts, sheet_marks, zip_check
from tmdt_desktop.exchange.beside import run_beside
from tmdt_desktop.exchange.biff_marks import biff_marks
from tmdt_desktop.exchange.book import Book, Cell, Marks, Merge, Sheet
from tmdt_desktop.exchange.ods_check import check_repeats
from tmdt_desktop.exchange.refusals import protected, unreadable
from tmdt_desktop.exchange.zip_check import WIDEST
from tmdt_desktop.task import SILENT, Task

_LARGEST = 200_000_000
_ROWS_A_STEP = 2_000
_KINDS = "Chọn tệp .xlsx, .xls, .ods hoặc .csv."
_MARKUP = re.compile(rb"\s*(<!doctype html|<html|<table|<meta|<\?xml|<head)", re.IGNORECASE)


def read_book(path: Path, task: Task = SILENT) -> Book:
    """Read `path` whole; texts of old fonts come out as Unicode.

    Raises:
        Blocked: missing, locked, or on a drive that does not answer.
        Refused: empty, protected, unsafe, or no list at all.
        Damaged: cut short or changed.
    """
    data = _bytes(path)
    task.step(0, 0, path.name)
    sheets, date_1904 = _sheets(data, path.name, task)
    return legacy_text.in_unicode_throughout(Book(path, sheets, _uncounted(sheets), date_1904), task)


def _uncounted(sheets: Iterable[Sheet]) -> tuple[str, ...]:
    """What has to be said of formulas without a value; workbooks made by other programs have them."""
    return tuple(
        f"Trang «{sheet.name}»: {len(sheet.marks.uncounted)} ô công thức chưa có kết quả trong tệp nên đọc ra ô trống, "
        f"ô đầu ở dòng {min(sheet.marks.uncounted)[0] + 1}. Mở tệp bằng Excel, bấm lưu rồi nhập lại."
        for sheet in sheets
        if sheet.marks.uncounted
    )


def read_sheets(data: bytes, name: str, task: Task = SILENT) -> tuple[Sheet, ...]:
    """The sheets of a file that is at hand, as they are; `name` is for the sentences.

    Raises:
        Refused, Damaged: as `read_book`.
    """
    return _sheets(data, name, task)[0]


def _bytes(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > _LARGEST:
            raise Refused(f"Tệp {path.name} quá lớn.", cure="Tách danh sách thành nhiều tệp dưới 200 MB.")
        data = path.read_bytes()
    except FileNotFoundError as fault:
        raise Blocked(f"Không thấy tệp {path.name}.", cure="Xem lại tên và nơi để tệp.") from fault
    except OSError as fault:
        raise Blocked(
            f"Không đọc được tệp {path.name}.",
            why="Tệp đang mở trong Excel, hoặc không có quyền đọc.",
            cure="Đóng tệp ở chương trình khác rồi chọn lại.",
        ) from fault
    if not data.strip(b"\0 \t\r\n"):
        raise Refused(f"Tệp {path.name} trống.", cure="Xin lại tệp từ nơi gửi.")
    return data


def _sheets(data: bytes, name: str, task: Task) -> tuple[tuple[Sheet, ...], bool]:
    if data.startswith(b"PK"):
        return _zipped(data, name, task)
    if data.startswith(ole_check.SIGNATURE):
        marks = biff_marks(ole_check.workbook_stream(data, name), name, task)
        return _workbook(data, name, marks, task), False
    _refuse_other_formats(data, name)
    rows = delimited.read_table(delimited.decode(data, name), name, task)
    return (Sheet("", rows),), False


def _refuse_other_formats(data: bytes, name: str) -> None:
    what, cure = "", _KINDS
    if data.startswith(b"%PDF"):
        what = "Đây là tệp PDF."
    elif data.startswith((b"\x89PNG", b"\xff\xd8\xff")):
        what = "Đây là tệp ảnh."
    elif data.startswith(b"{\\rtf"):
        what = "Đây là tệp văn bản RTF."
    elif _MARKUP.match(data.removeprefix(b"\xef\xbb\xbf")):
        what = "Đây là trang web hoặc tệp XML mang tên bảng tính."
        cure = "Mở tệp bằng Excel, chọn «Lưu thành…» tệp .xlsx, rồi nhập tệp mới."
    if what:
        raise Refused(f"Tệp {name} không phải bảng tính.", why=what, cure=cure)


def _zipped(data: bytes, name: str, task: Task) -> tuple[tuple[Sheet, ...], bool]:
    with zip_check.open_archive(io.BytesIO(data), name) as archive:
        names = set(archive.namelist())
        if "xl/workbook.xml" in names:
            return _xlsx(archive, data, name, task)
        if "content.xml" in names and b"spreadsheet" in zip_check.whole(archive, "mimetype", name):
            zip_check.check_parts(archive, name, set(), task)
            check_repeats(archive, name, task)
            return _workbook(data, name, {}, task), False
        if "xl/workbook.bin" in names:
            raise Refused(
                f"Tệp {name} là bảng tính nhị phân (.xlsb).",
                cure="Mở bằng Excel, chọn «Lưu thành…» tệp .xlsx rồi nhập.",
            )
    raise Refused(f"Tệp {name} không phải bảng tính.", why=_inside(names), cure=_KINDS)


def _inside(names: set[str]) -> str:
    if any(part.startswith("word/") for part in names):
        return "Đây là tệp Word."
    if any(part.startswith("ppt/") for part in names):
        return "Đây là tệp PowerPoint."
    return "Đây là tệp nén hoặc loại tệp khác."


def _xlsx(archive: ZipFile, data: bytes, name: str, task: Task) -> tuple[tuple[Sheet, ...], bool]:
    parts = sheet_marks.sheet_parts(archive, name)
    scans = zip_check.check_parts(archive, name, set(parts.values()), task)
    styles = sheet_fonts.old_styles(archive, name)
    marks = {}
    for sheet, part in parts.items():
        if part in scans:
            marks[sheet] = sheet_marks.marks(archive, part, scans[part], name)
            if styles:
                fonts = sheet_fonts.fonts(archive, part, styles, (name, task))
                marks[sheet] = replace(marks[sheet], fonts=fonts)
    return _workbook(data, name, marks, task), sheet_marks.counts_from_1904(archive, name)


def _workbook(data: bytes, name: str, marks: Mapping[str, Marks], task: Task) -> tuple[Sheet, ...]:
    import python_calamine as calamine

    try:
        # Never closed by hand: after a cancellation a sheet may still be read from it for a while (see `run_beside`).
        book = run_beside(lambda: calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)), task, name)
        pages = [about for about in book.sheets_metadata if about.typ == calamine.SheetTypeEnum.WorkSheet]
        return tuple(_sheet(book, about, marks.get(about.name, Marks()), task) for about in pages)
    except calamine.PasswordError as fault:
        raise protected(name) from fault
    except (calamine.CalamineError, OSError, ValueError, IndexError) as fault:
        raise unreadable(name) from fault
    except BaseException as fault:
        if type(fault).__name__ == "PanicException":  # the reader's own bug, met only in mangled files
            raise unreadable(name) from None
        raise


def _sheet(book: Any, about: Any, marks: Marks, task: Task) -> Sheet:
    import python_calamine as calamine

    raw = run_beside(lambda: book.get_sheet_by_name(about.name), task, about.name)
    rows = _rows(raw, about.name, task)
    found = raw.merged_cell_ranges or ()
    merges = tuple(Merge(top, left, bottom, right) for (top, left), (bottom, right) in found)
    return Sheet(about.name, rows, merges, marks, about.visible != calamine.SheetVisibleEnum.Visible)


def _rows(raw: Any, name: str, task: Task) -> list[list[Cell]]:
    """The rows from the sheet's first one on; all empty ones are one and the same list, for there may be a million."""
    if raw.start is None:
        return []
    left = [""] * min(raw.start[1], WIDEST)
    nothing: list[Cell] = [""] * min(raw.end[1] + 1, WIDEST)
    rows: list[list[Cell]] = []
    for at, row in enumerate(raw.iter_rows()):
        if at % _ROWS_A_STEP == 0:
            task.step(at, raw.end[0] + 1, name)
        whole = [*left, *row][:WIDEST] if left or len(row) > WIDEST else row
        rows.append(nothing if whole == nothing else whole)
    while rows and rows[-1] is nothing:
        rows.pop()
    return rows
