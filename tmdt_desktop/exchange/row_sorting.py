"""Which lines below a header are records, and why the others are not."""

import itertools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from tmdt_desktop.exchange.book import Cell, Merge, Sheet
from tmdt_desktop.exchange.choice_words import is_person_name, kind_of_name
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
_WHOLE_TOTAL = re.compile(r"\W*(?:tổng\s*(?:cộng|số)?|cộng|tong cong|tong so|total)\W*", re.IGNORECASE)
_FIGURE = re.compile(r"[\d.,%\s+–-]+(?:đồng|đ|tỷ|triệu|hộ|cơ sở|dn)?", re.IGNORECASE)
_COLUMN_MARK = re.compile(r"^\(?\s*([A-Za-z]|\d{1,3})\s*\)?$")


@dataclass
class Sorting:
    """The lines of one sheet below its header. Rows count from 0."""

    spans: list[tuple[int, int]] = field(default_factory=list)
    dropped: list[DroppedLine] = field(default_factory=list)
    groups: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Places:
    """Where in a table what stands: columns from 0.

    `name`, `number`: of the name and of the running number (-1: none). `several`: those that may go on in further lines
    (addresses on line, telephones, notes). `title`: of what people are («Giám đốc»), or -1. `proofs`: column → whether a
    text in it is plainly of its field, as a commune in the column of communes is. `heads`: whether a text heads rows.
    """

    name: int
    number: int
    several: frozenset[int] = frozenset()
    title: int = -1
    proofs: Mapping[int, Callable[[str], bool]] = field(default_factory=dict)
    heads: Callable[[str], bool] = bool


class RowSorter:
    """Sorts the lines of one sheet."""

    def __init__(self, sheet: Sheet, header: Header, places: Places) -> None:
        self.sheet, self.header, self.places = sheet, header, places
        self.name, self.number = name, number = places.name, places.number
        self.joined = _joined_rows(sheet.merges, name, number)
        self.wide = {merge.top for merge in sheet.merges if merge.right > merge.left}
        shown = range(header.top, header.bottom + 1)
        self.header_cells = {cell for at in shown for cell in sheet.rows[at] if isinstance(cell, str)}
        self.header_words = {words_of(str(cell)) for at in shown for cell in sheet.rows[at] if str(cell).strip()}
        self.thin = self._usual_fill() <= 2
        self.ended = False
        self.doubtful: list[int] = []
        """Lines that were taken for signatures although they bear a name and more."""
        self.bare: list[int] = []
        """Records that consist of a name alone."""

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
        if odd := self._marked(at, row, texts, fill):
            self.ended = self.ended or odd == "signature"
            return self._told(odd, at, row, fill)
        if self.ended and not self._counted(row, fill) and not self._is_proven(row):
            return self._told("signature", at, row, fill)
        self.ended = False
        return "group" if self._is_group(at, row, texts, fill) else "record"

    def _told(self, kind: str, at: int, row: Sequence[Cell], fill: int) -> str:
        if kind == "signature" and fill > 1 and str(row[self.name]).strip():
            beside = [one_line(str(cell)) for place, cell in enumerate(row) if cell != "" and place != self.name]
            if not all(_SIGNATURE.match(text) or is_person_name(text) for text in beside):
                self.doubtful.append(at)
        return kind

    def _odd_number(self, row: Sequence[Cell]) -> bool:
        """Whether the running number is none, or the first: such a full line may be numbers of columns or a header again."""
        cell = row[self.number] if self.number >= 0 else row[self.name]
        if cell == "":
            name = row[self.name]
            return name == "" or name in self.header_cells or bool(_TOTAL.match(str(name)))
        if isinstance(cell, str):
            return not _NUMBER.match(cell.strip()) or cell.strip(" .") == "1"
        return cell == 1

    def _marked(self, at: int, row: Sequence[Cell], texts: list[str], fill: int) -> str:
        if self._is_column_numbers(row, fill):
            return "column_numbers"
        if fill >= 2 and sum(words_of(text) in self.header_words for text in texts) >= max(2, 0.6 * fill):
            return "repeated_header"
        if self._is_total(row, texts, fill):
            return "total"
        if fill <= 4 and texts and _NOTE.match(texts[0]) and not self._numbered(row):
            return "note"
        return "signature" if fill <= 4 and self._is_signature(at, row, fill) else ""

    def _is_total(self, row: Sequence[Cell], texts: list[str], fill: int) -> bool:
        """A line that says so in a narrow line, or where the number or the name stands, figures beside it."""
        own = {at for at in (self.number, self.name) if at >= 0}
        said_ = [one_line(text) for at in sorted(own) if isinstance(text := row[at], str) and text.strip()]
        narrow = fill <= 6 and any(_TOTAL.match(text) for text in texts[:2])
        if not narrow and not any(_TOTAL.match(text) for text in said_):
            return False
        if any(_WHOLE_TOTAL.fullmatch(text) for text in said_):
            return True
        figures = all(_is_figure(cell) for at, cell in enumerate(row) if at not in own and cell != "")
        return figures or (narrow and not self._numbered(row))

    def _is_signature(self, at: int, row: Sequence[Cell], fill: int) -> bool:
        """Words of a signature, unless the line is a record that holds such words in its name or as a person's title."""
        places = [
            place
            for place, cell in enumerate(row)
            if isinstance(cell, str) and cell != "" and _SIGNATURE.match(one_line(cell))
        ]
        if not places or self._counted(row, fill) or self._is_proven(row):
            return False
        own = {self.name, self.places.title}
        beside = [place for place, cell in enumerate(row) if cell != "" and place not in (*own, self.number)]
        named = str(row[self.name]).strip()
        return not (named and beside and own.issuperset(places) and at < self._last_sure)

    def _is_proven(self, row: Sequence[Cell]) -> bool:
        """Whether a line has a name, and in another column what plainly belongs there."""
        if not str(row[self.name]).strip():
            return False
        return any(
            cell != "" and test(shown)
            for place, test in self.places.proofs.items()
            if place < len(row) and (cell := row[place]) != "" and (shown := one_line(str(cell)))
        )

    @cached_property
    def _last_sure(self) -> int:
        """The last line that is a record beyond doubt."""
        rows = self.sheet.rows
        found = (
            at
            for at in range(len(rows) - 1, self.header.bottom, -1)
            if (self._numbered(rows[at]) and str(rows[at][self.name]).strip()) or self._is_proven(rows[at])
        )
        return next(found, self.header.bottom)

    def _numbered(self, row: Sequence[Cell]) -> bool:
        cell = row[self.number] if self.number >= 0 else ""
        return isinstance(cell, int | float) or bool(_NUMBER.match(str(cell).strip()))

    def _counted(self, row: Sequence[Cell], fill: int) -> bool:
        """Whether a line bears a running number and something more."""
        if self.number < 0 or fill < 2:
            return self.number < 0 and fill > 3
        return self._numbered(row)

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
        letters = [ord(mark.lower()) for mark in found if mark.isalpha()]
        in_order = len(letters) >= 3 and all(b - a == 1 for a, b in itertools.pairwise(letters))
        return len(found) == fill and rising and (len(numbers) >= 2 or (in_order and not numbers))

    def _is_group(self, at: int, row: Sequence[Cell], texts: list[str], fill: int) -> bool:
        if self._counted(row, fill) or not texts:
            return False
        mark = one_line(str(row[self.number])) if self.number >= 0 else ""
        rest = fill - bool(mark)
        if mark and _ROMAN.match(mark):
            return rest <= 2 and bool(self._only_text(row, mark))
        if fill != 1 or self.thin:
            return False
        if row[self.name] == "" or at in self.wide:
            return row[self.name] != "" or at in self.wide or bool(mark)
        return not self._is_bare_name(at, texts[0])

    def _is_bare_name(self, at: int, text: str) -> bool:
        """Whether a lone text names somebody, and no place and no sort of business; remembered then."""
        if ":" in text or self.places.heads(text) or not (is_person_name(text) or kind_of_name(text)):
            return False
        self.bare.append(at)
        return True

    def _only_text(self, row: Sequence[Cell], mark: str) -> str:
        return next((one_line(cell) for cell in row if isinstance(cell, str) and one_line(cell) not in ("", mark)), "")

    def _goes_on(self, row: Sequence[Cell]) -> bool:
        """A line without number and name that only adds addresses or telephones to the record above."""
        if self.number < 0 or str(row[self.number]).strip() or str(row[self.name]).strip():
            return False
        return all(at in self.places.several for at, cell in enumerate(row) if str(cell).strip())

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


def _is_figure(cell: Cell) -> bool:
    return isinstance(cell, int | float) or bool(_FIGURE.fullmatch(one_line(str(cell))))


def said(row: Sequence[Cell]) -> str:
    """A line as text: its filled cells with strokes between."""
    shown = (f"{cell:g}" if isinstance(cell, float) else one_line(str(cell)) for cell in row if cell != "")
    return " | ".join(text for text in shown if text)
