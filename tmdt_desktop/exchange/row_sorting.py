"""Which lines below a header are records, and why the others are not."""

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tmdt_desktop.exchange.book import Cell, Merge, Sheet
from tmdt_desktop.exchange.header_block import Header
from tmdt_desktop.exchange.headings import words_of
from tmdt_desktop.exchange.plans import DroppedLine
from tmdt_desktop.text import one_line

WHY = {
    "title": "Dòng tiêu đề",
    "header": "Dòng tên cột",
    "column_numbers": "Dòng đánh số cột",
    "repeated_header": "Dòng tên cột lặp lại",
    "group": "Dòng tên nhóm",
    "total": "Dòng cộng",
    "note": "Dòng ghi chú",
    "signature": "Dòng ký, nơi nhận",
    "summary_sheet": "Trang không có danh sách",
}
_TOTAL = re.compile(
    r"^\W*(?:(?:tổng cộng|tổng số|cộng|tổng|tong cong|tong so|total)\s*(?:$|[:(.,\d]|cộng|số|toàn|có|là|các|xã|phường|"
    r"thị trấn|huyện|thành phố|thôn|nhóm|mục|phần|trang|dồn|lũy|doanh nghiệp|hộ kinh doanh|hkd|htx|hợp tác xã|[IVX]+\b)"
    r"|mang sang|chuyển (?:trang|sang)|lũy kế)",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(
    r"^\W*(nơi nhận|noi nhan|người lập|nguoi lap|người tổng hợp|người kê khai|lập biểu|thủ trưởng|kế toán|"
    r"xác nhận|ngày\s*[\d.…]{0,5}\s*tháng|tm\.|tm |kt\.|tl\.|tuq\.|chủ tịch|phó chủ tịch|trưởng phòng|phó trưởng|giám đốc$|giám đốc chi|"
    r"đại diện |chuyên viên|\(?ký[, ]|\(?đã ký|.{0,40},\s*ngày\s*\d{0,2}.{0,4}\s*(tháng|/))",
    re.IGNORECASE,
)
_NOTE = re.compile(r"^\W*(ghi chú|chú thích|lưu ý)\s*:", re.IGNORECASE)
_ROMAN = re.compile(r"^[IVXLC]+\.?$|^[A-ZĐ]\.?$|^\d+(\.\d+)+\.?$")
_NUMBER = re.compile(r"^\d{1,6}\.?$")
_COLUMN_MARK = re.compile(r"^\(?\s*([A-Z]|\d{1,3})\s*\)?$")


@dataclass
class Sorting:
    """The lines of one sheet below its header. Rows count from 0."""

    spans: list[tuple[int, int]] = field(default_factory=list)
    dropped: list[DroppedLine] = field(default_factory=list)
    groups: list[tuple[int, str]] = field(default_factory=list)


class RowSorter:
    """Sorts the lines of one sheet. `name`, `number`: the columns of the name and of the running number (-1: none)."""

    def __init__(self, sheet: Sheet, header: Header, name: int, number: int, several: frozenset[int]) -> None:
        self.sheet, self.header, self.name, self.number = sheet, header, name, number
        self.several = several
        """Columns that may go on in further lines: addresses on line, telephones, notes."""
        self.joined = _joined_rows(sheet.merges, name, number)
        self.wide = {merge.top for merge in sheet.merges if merge.right > merge.left}
        shown = range(header.top, header.bottom + 1)
        self.header_cells = {cell for at in shown for cell in sheet.rows[at] if isinstance(cell, str)}
        self.header_words = {words_of(str(cell)) for at in shown for cell in sheet.rows[at] if str(cell).strip()}
        self.thin = self._usual_fill() <= 2
        self.ended = False

    def _usual_fill(self) -> int:
        rows = self.sheet.rows[self.header.bottom + 1 : self.header.bottom + 200]
        fills = sorted(fill for row in rows if (fill := len(row) - row.count("")))
        return fills[len(fills) * 3 // 4] if fills else 0

    def sort(self) -> Sorting:
        """Sort every line below the header."""
        made = Sorting()
        width = len(self.sheet.rows[0]) if self.sheet.rows else 0
        for at in range(self.header.bottom + 1, len(self.sheet.rows)):
            row = self.sheet.rows[at]
            fill = width - row.count("")
            if fill:
                self._place(at, row, fill, made)
        return made

    def _place(self, at: int, row: Sequence[Cell], fill: int, made: Sorting) -> None:
        top = self.joined.get(at)
        if top is not None and made.spans and made.spans[-1][0] <= top <= made.spans[-1][1]:
            made.spans[-1] = (made.spans[-1][0], at)
            return
        kind = self._kind(at, row, fill)
        last = made.spans[-1] if made.spans else (-2, -2)
        if (
            kind == "record"
            and last[1] == at - 1
            and (self._goes_on(row) or self._is_again(self.sheet.rows[last[0]], row))
        ):
            made.spans[-1] = (made.spans[-1][0], at)
        elif kind == "record":
            made.spans.append((at, at))
        elif kind:
            text = said(row)
            made.dropped.append(DroppedLine(self.sheet.name, at + 1, kind, WHY[kind], text))
            if kind == "group":
                made.groups.append((at, text))

    def _kind(self, at: int, row: Sequence[Cell], fill: int) -> str:
        """«record», a reason to drop the line, or «» for a line of blanks."""
        if fill > 4 and not self.ended and not self._odd_number(row):
            return "record"
        texts = [one_line(cell) for cell in row if isinstance(cell, str) and one_line(cell)]
        if not texts and fill == sum(isinstance(cell, str) and cell != "" for cell in row):
            return ""
        if odd := self._marked(row, texts, fill):
            self.ended = self.ended or odd == "signature"
            return odd
        if self.ended and not self._counted(row, fill):
            return "signature"
        self.ended = False
        return "group" if self._is_group(at, row, texts, fill) else "record"

    def _odd_number(self, row: Sequence[Cell]) -> bool:
        """Whether the running number is none, or the first: such a full line may be numbers of columns or a header again."""
        cell = row[self.number] if self.number >= 0 else row[self.name]
        if cell == "":
            return row[self.name] == "" or row[self.name] in self.header_cells
        if isinstance(cell, str):
            return not _NUMBER.match(cell.strip()) or cell.strip(" .") == "1"
        return cell == 1

    def _marked(self, row: Sequence[Cell], texts: list[str], fill: int) -> str:
        if self._is_column_numbers(row, fill):
            return "column_numbers"
        if fill >= 2 and sum(words_of(text) in self.header_words for text in texts) >= max(2, 0.6 * fill):
            return "repeated_header"
        if fill <= 6 and any(_TOTAL.match(text) for text in texts[:2]):
            return "total"
        if fill <= 4 and texts and _NOTE.match(texts[0]):
            return "note"
        if fill <= 4 and any(_SIGNATURE.match(text) for text in texts) and not self._counted(row, fill):
            return "signature"
        return ""

    def _counted(self, row: Sequence[Cell], fill: int) -> bool:
        """Whether a line bears a running number and something more."""
        if self.number < 0 or fill < 2:
            return self.number < 0 and fill > 3
        cell = row[self.number]
        return isinstance(cell, int | float) or bool(_NUMBER.match(str(cell).strip()))

    def _is_column_numbers(self, row: Sequence[Cell], fill: int) -> bool:
        """«A B 1 2 3 …» or «(1) (2) (3)» below a header."""
        if fill < 3:
            return False
        marks = [
            _COLUMN_MARK.match(f"{cell:g}" if isinstance(cell, float) else str(cell).strip())
            for cell in row
            if cell != ""
        ]
        found = [mark[1] for mark in marks if mark]
        numbers = [int(mark) for mark in found if mark.isdigit()]
        rising = all(b - a == 1 for a, b in itertools.pairwise(numbers))
        return len(found) == fill and rising and len(numbers) >= 2

    def _is_group(self, at: int, row: Sequence[Cell], texts: list[str], fill: int) -> bool:
        if self._counted(row, fill) or not texts:
            return False
        mark = one_line(str(row[self.number])) if self.number >= 0 else ""
        rest = fill - bool(mark)
        if mark and _ROMAN.match(mark):
            return rest <= 2 and bool(self._only_text(row, mark))
        if fill != 1 or self.thin:
            return False
        return row[self.name] != "" or at in self.wide or bool(mark)

    def _only_text(self, row: Sequence[Cell], mark: str) -> str:
        return next((one_line(cell) for cell in row if isinstance(cell, str) and one_line(cell) not in ("", mark)), "")

    def _goes_on(self, row: Sequence[Cell]) -> bool:
        """A line without number and name that only adds addresses or telephones to the record above."""
        if self.number < 0 or str(row[self.number]).strip() or str(row[self.name]).strip():
            return False
        return all(at in self.several for at, cell in enumerate(row) if str(cell).strip())

    def _is_again(self, above: Sequence[Cell], row: Sequence[Cell]) -> bool:
        """A line with number and name of the record above it: another channel of the same business."""
        if self.number < 0 or row[self.number] == "" or row[self.name] == "":
            return False
        return row[self.number] == above[self.number] and row[self.name] == above[self.name]


def _joined_rows(merges: Sequence[Merge], name: int, number: int) -> Mapping[int, int]:
    """{row: the row above it that it is one record with}, where the name or the number is joined downwards."""
    joined: dict[int, int] = {}
    for merge in merges:
        if merge.bottom > merge.top and any(merge.left <= at <= merge.right for at in (name, number) if at >= 0):
            joined.update(dict.fromkeys(range(merge.top + 1, merge.bottom + 1), merge.top))
    return joined


def said(row: Sequence[Cell]) -> str:
    """A line as text: its filled cells with strokes between."""
    shown = (f"{cell:g}" if isinstance(cell, float) else one_line(str(cell)) for cell in row if cell != "")
    return " | ".join(text for text in shown if text)
