"""The result of a round as a list to hand over to the tax branch: a workbook or a text table, without personal data."""

import csv
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from tmdt_desktop.errors import Refused
from tmdt_desktop.records.business import Business
from tmdt_desktop.services.match_findings import conclusion
from tmdt_desktop.services.match_minutes import personal_labels
from tmdt_desktop.services.match_view import HEAPS, Line, MatchView, match_view
from tmdt_desktop.services.match_words import decision_words, difference_words, either, open_notes, side_words, value
from tmdt_desktop.store.workspace import Workspace
from tmdt_desktop.task import SILENT, Task
from tmdt_desktop.whole_files import publish

_Cell = Callable[[Line], str]


@dataclass(frozen=True)
class HandOverWish:
    """What to write. `target`: .xlsx or .csv. `heaps`: of these alone; empty: all. `sensitive`: personal data too."""

    round: UUID
    target: Path
    heaps: tuple[str, ...] = ()
    sensitive: bool = False


@dataclass(frozen=True)
class _Column:
    label: str
    share: float
    cell: _Cell
    code: bool = False


def hand_over(ws: Workspace, wish: HandOverWish, task: Task = SILENT) -> int:
    """Write the list; returns the number of its rows.

    Raises:
        Refused: the round is gone, no such heap, or another ending. Blocked: the file cannot be written. Cancelled.
    """
    if strange := [heap for heap in wish.heaps if heap not in HEAPS]:
        raise Refused(f"Không có nhóm «{strange[0]}».", cure=f"Chọn trong: {', '.join(HEAPS)}.")
    ending = wish.target.suffix.lower()
    if ending not in (".xlsx", ".csv"):
        raise Refused(f"Không ghi được ra tệp {wish.target.name}.", cure="Đặt tên tệp có đuôi .xlsx hoặc .csv.")
    view = match_view(ws, wish.round, task)
    wanted = wish.heaps or tuple(HEAPS)
    lines = [line for heap in HEAPS if heap in wanted for line in view.heaps[heap]]
    columns = _columns(view, sensitive=wish.sensitive)
    rows = [tuple(column.cell(line) for column in columns) for line in lines]
    if ending == ".xlsx":
        _workbook(view, wish, (columns, rows), task)
    else:
        _text(wish, (columns, rows))
    return len(rows)


def privacy_words(*, sensitive: bool) -> str:
    """What the list says about the personal data in it or missing from it."""
    labels = ", ".join(personal_labels()).lower()
    if sensitive:
        return f"Có thông tin cá nhân ({labels}); chỉ dùng cho quản lý thuế, bảo quản theo quy định."
    return f"Không có thông tin cá nhân ({labels})."


def _columns(view: MatchView, *, sensitive: bool) -> tuple[_Column, ...]:
    def side(name: str, *, theirs: bool) -> _Cell:
        return lambda line: value(line, name, theirs=theirs, sensitive=sensitive)

    def one(name: str) -> _Cell:
        return lambda line: either(line, name, sensitive=sensitive)

    def both(label: str, share: float, name: str, *, code: bool = False) -> Iterator[_Column]:
        yield _Column(f"{label} theo sổ", share, side(name, theirs=False), code)
        yield _Column(f"{label} theo Thuế", share, side(name, theirs=True), code)

    personal = tuple(_Column(Business.field(name).label, 34, one(name), code=True) for name in ("personal_id", "phone"))
    return (
        _Column("Nhóm", 24, lambda line: HEAPS[line.heap]),
        _Column("Dòng trong danh sách thuế", 22, lambda line: line.row),
        *both("Tên", 46, "name"),
        *both("Mã số thuế", 36, "tax_code", code=True),
        *(personal if sensitive else ()),
        _Column("Xã, thị trấn", 34, one("commune")),
        *both("Địa chỉ", 40, "address"),
        _Column("Trạng thái MST", 30, side("tax_status", theirs=True)),
        _Column("Sai khác", 60, lambda line: difference_words(line, sensitive=sensitive)),
        _Column("Kết luận", 28, lambda line: conclusion(view, line)),
        _Column("Hướng xử lý", 36, decision_words),
        _Column("Ghi chú", 36, lambda line: " ".join(part for part in (side_words(line), *open_notes(line)) if part)),
    )


def _workbook(
    view: MatchView, wish: HandOverWish, made: tuple[Sequence[_Column], Sequence[tuple[str, ...]]], task: Task
) -> None:
    from tmdt_desktop.reports.document import Column, Kind, Row, Table
    from tmdt_desktop.reports.workbook import Sheet, render_workbook

    columns, rows = made
    heads = (
        Column("STT", 9, Kind.ORDER),
        *(Column(c.label, c.share, Kind.CODE if c.code else Kind.TEXT) for c in columns),
    )
    body: tuple[Row, ...] = tuple((at, *row) for at, row in enumerate(rows, 1))
    title = f"DANH SÁCH BÀN GIAO KẾT QUẢ ĐỐI CHIẾU THUẾ: {view.name.upper()}"
    sheet = Sheet("Đối chiếu", title, Table(heads, body), privacy_words(sensitive=wish.sensitive))
    render_workbook([sheet], wish.target, task)


def _text(wish: HandOverWish, made: tuple[Sequence[_Column], Sequence[tuple[str, ...]]]) -> None:
    from tmdt_desktop.exchange.workbooks import guarded

    columns, rows = made

    def write(file: BinaryIO) -> None:
        file.write(BOM_UTF8)
        writer = csv.writer(_Encoded(file), delimiter=";")
        writer.writerow([privacy_words(sensitive=wish.sensitive)])
        writer.writerow(["STT", *(column.label for column in columns)])
        for at, row in enumerate(rows, 1):
            writer.writerow([str(at), *map(guarded, row)])

    publish(wish.target, write)


@dataclass(frozen=True)
class _Encoded:
    """A binary file that takes text as UTF-8, and is nobody's to close."""

    file: BinaryIO

    def write(self, text: str) -> int:
        return self.file.write(text.encode())
