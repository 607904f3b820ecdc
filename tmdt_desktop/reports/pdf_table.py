"""A table on paper: equal thin rules, header repeated on each page, no row cut, no group name at the foot of a page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus.flowables import Flowable

from tmdt_desktop.reports.columns import SMALL, dressed, fitted
from tmdt_desktop.reports.document import Cell, Column, Group, Kind, Row, Table
from tmdt_desktop.reports.pdf_flow import Placed
from tmdt_desktop.reports.pdf_ink import Ink
from tmdt_desktop.reports.pdf_text import BOLD, ITALIC, Ruler
from tmdt_desktop.reports.wording import shown
from tmdt_desktop.task import Task

_RULE = 0.4
_SIDE = 4.0
_STEP = 1.16  # line step in letter sizes
_LINES_A_PAGE = 30  # a taller row is cut into several
_SMALL_TABLE = 8  # rows that are not parted if that leaves no great gap
_MIDDLE = frozenset({Kind.ORDER, Kind.CODE, Kind.UNIT, Kind.DAY})


@dataclass(frozen=True, slots=True)
class _Piece:
    """The lines of one cell: from column `first` to before `after`."""

    first: int
    after: int
    lines: tuple[str, ...]
    font: str
    size: float
    side: str  # left, middle, right

    @property
    def height(self) -> float:
        return len(self.lines) * self.size * _STEP


@dataclass(frozen=True, slots=True)
class _Line:
    """One row as drawn."""

    pieces: tuple[_Piece, ...]
    height: float
    holds_next: bool = False


@dataclass(frozen=True)
class Style:
    """How a table is set: letter size, blank above and below the letters, blank after a figure, page height."""

    size: float
    pad: float
    figure_pad: float
    page_room: float


@dataclass
class Meter:
    """Rows measured and rows drawn so far, told to whoever waits. `total` is twice the number of rows."""

    task: Task
    total: int
    done: int = 0

    def count(self) -> None:
        """One more row is measured or drawn; headers that come again count for no more. Raises `Cancelled`."""
        self.done += 1
        if self.done % 100 == 0:
            self.task.step(min(self.done, self.total), self.total, "Đang dàn trang bảng biểu")


@dataclass
class _Setting:
    """A table measured for one width."""

    table: Table
    width: float
    style: Style
    ruler: Ruler
    meter: Meter
    ink: Ink = field(default_factory=Ink)
    edges: list[float] = field(default_factory=list)
    lead: list[tuple[list[str], str, float, str]] = field(default_factory=list)
    header: list[_Line] = field(default_factory=list)
    lines: list[_Line] = field(default_factory=list)
    tail: list[str] = field(default_factory=list)
    depths: list[float] = field(default_factory=list)

    def fill(self) -> None:
        """Measure everything. Raises `Cancelled`."""
        pads = _SIDE + self.style.figure_pad + 0.5
        self.edges = [0.0, *accumulate(fitted(self.table, self.width, self.style.size, pads))]
        self.header = self._header()
        self._lead()
        for row in self.table.rows:
            self.lines += self._row(row)
            self.meter.count()
        if self.table.total:
            self.lines.append(self._total(self.table.total))
        if self.table.note:
            self.tail = self.ruler.lines(self.table.note, ITALIC, self.style.size, self.width)
        self.depths = [0.0, *accumulate(line.height for line in self.lines)]

    def _lead(self) -> None:
        if self.table.caption:
            self.lead.append((self.ruler.balanced(self.table.caption, BOLD, 13, self.width), BOLD, 13, "middle"))
        if self.table.unit:
            self.lead.append(([f"Đơn vị tính: {self.table.unit}"], ITALIC, 12, "right"))

    def _room(self, first: int, after: int) -> float:
        return self.edges[after] - self.edges[first] - 2 * _SIDE + 0.01

    def _header(self) -> list[_Line]:
        size = self.style.size
        pieces = [
            _Piece(
                i, i + 1, tuple(self.ruler.balanced(c.label, BOLD, size, self._room(i, i + 1))), BOLD, size, "middle"
            )
            for i, c in enumerate(self.table.columns)
        ]
        lines = [self._line(pieces)]
        if self.table.column_numbers:
            marks = enumerate(self.table.column_numbers)
            small = [_Piece(i, i + 1, (mark,), ITALIC, SMALL, "middle") for i, mark in marks]
            lines.append(_Line(tuple(small), SMALL * _STEP + 2))
        return lines

    def _line(self, pieces: Sequence[_Piece], *, holds_next: bool = False) -> _Line:
        return _Line(tuple(pieces), max(piece.height for piece in pieces) + 2 * self.style.pad, holds_next)

    def _row(self, row: Row) -> Iterator[_Line]:
        if isinstance(row, Group):
            count = len(self.table.columns)
            lines = tuple(self.ruler.lines(row.text, BOLD, self.style.size, self._room(0, count)))
            yield self._line([_Piece(0, count, lines, BOLD, self.style.size, "left")], holds_next=True)
            return
        pieces = [
            self._piece(place, cell, column)
            for place, (cell, column) in enumerate(zip(row, self.table.columns, strict=True))
        ]
        tallest = max(len(piece.lines) for piece in pieces)
        for start in range(0, tallest, _LINES_A_PAGE):
            yield self._line([_part(piece, start) for piece in pieces] if tallest > _LINES_A_PAGE else pieces)

    def _piece(self, place: int, cell: Cell, column: Column) -> _Piece:
        text, font, size = dressed(cell, column, self.style.size)
        side = "right" if column.kind is Kind.FIGURE else "middle" if column.kind in _MIDDLE else "left"
        broken = self.ruler.balanced if cell is None else self.ruler.lines
        return _Piece(place, place + 1, tuple(broken(text, font, size, self._room(place, place + 1))), font, size, side)

    def _total(self, cells: Sequence[Cell]) -> _Line:
        columns = self.table.columns
        span = next((i for i in range(1, len(cells)) if cells[i] != ""), len(cells))
        label = tuple(self.ruler.lines(str(cells[0]), BOLD, self.style.size, self._room(0, span)))
        pieces = [_Piece(0, span, label, BOLD, self.style.size, "middle")]
        for place in range(span, len(cells)):
            side = "right" if columns[place].kind is Kind.FIGURE else "middle"
            pieces.append(_Piece(place, place + 1, (shown(cells[place], columns[place]),), BOLD, self.style.size, side))
        return self._line(pieces)


def _part(piece: _Piece, start: int) -> _Piece:
    lines = piece.lines[start : start + _LINES_A_PAGE] or ("",)
    return _Piece(piece.first, piece.after, lines, piece.font, piece.size, piece.side)


class Grid(Placed):
    """The rows `start` to before `stop` of a table; splits between rows and carries its header along."""

    def __init__(self, setting: _Setting, start: int, stop: int) -> None:
        super().__init__()
        self._setting, self._start, self._stop = setting, start, stop
        self.spaceBefore = 8 if start == 0 else 0
        self.spaceAfter = 6

    def measure(self) -> float:
        """Height of the whole piece."""
        depths = self._setting.depths
        return self._above() + depths[self._stop] - depths[self._start] + self._below()

    def split(self, aW: float, aH: float, /) -> list[Flowable]:  # noqa: ARG002, N803
        """As many rows as fit into `aH` points, and the rest; nothing when the first rows do not fit."""
        if self._stop <= _SMALL_TABLE and self._may_wait():
            return []
        room = aH - self._above()
        place = self._start
        while place < self._stop and self._setting.lines[place].height <= room:
            room -= self._setting.lines[place].height
            place += 1
        if place == self._stop:
            place -= 1  # all rows fit, the note below them does not
        place = min(place, self._stop - 2) if self._stop - self._start > 2 else place
        while place > self._start and self._setting.lines[place - 1].holds_next:
            place -= 1
        if place == self._start or (place == self._start + 1 and self._may_wait()):
            return []
        return [Grid(self._setting, self._start, place), Grid(self._setting, place, self._stop)]

    def _may_wait(self) -> bool:
        """Whether the start of the table is better moved to the next page than parted here."""
        head = self._above() + sum(line.height for line in self._rows()[:_SMALL_TABLE])
        return self._start == 0 and head < self._setting.style.page_room / 2

    def draw(self) -> None:
        """Draw at the origin of the canvas, from the top down."""
        setting, canvas = self._setting, self.canv
        top = self.height
        if self._start == 0:
            top = _draw_lead(canvas, setting, top)
        lines = [*setting.header, *self._rows()]
        _draw_letters(canvas, setting, lines, top)
        canvas.setLineWidth(_RULE)
        canvas.lines(_rules(setting, lines, top))
        top -= sum(line.height for line in lines)
        if self._stop == len(setting.lines):
            _draw_tail(canvas, setting, top)

    def _rows(self) -> Sequence[_Line]:
        return self._setting.lines[self._start : self._stop]

    def _above(self) -> float:
        lead = sum(len(lines) * size * 1.25 for lines, _, size, _ in self._setting.lead) + (
            3 if self._setting.lead else 0
        )
        return (lead if self._start == 0 else 0) + sum(line.height for line in self._setting.header)

    def _below(self) -> float:
        last = self._stop == len(self._setting.lines)
        return len(self._setting.tail) * self._setting.style.size * _STEP + 3 if last and self._setting.tail else 0


def _draw_lead(canvas: Canvas, setting: _Setting, top: float) -> float:
    for lines, font, size, side in setting.lead:
        canvas.setFont(font, size)
        for text in lines:
            if side == "right":
                canvas.drawRightString(setting.width, top - size, text)
            else:
                canvas.drawCentredString(setting.width / 2, top - size, text)
            top -= size * 1.25
    return top - (3 if setting.lead else 0)


def _draw_letters(canvas: Canvas, setting: _Setting, lines: Sequence[_Line], top: float) -> None:
    setting.ink.begin(canvas)
    for line in lines:
        for piece in line.pieces:
            _draw_piece(setting, piece, top - (line.height - piece.height) / 2 - piece.size * 0.93)
        top -= line.height
        setting.meter.count()
    setting.ink.end()


def _draw_piece(setting: _Setting, piece: _Piece, baseline: float) -> None:
    right_pad = setting.style.figure_pad if piece.side == "right" else _SIDE
    room = setting.edges[piece.first] + _SIDE, setting.edges[piece.after] - right_pad
    for text in piece.lines:
        if text:
            setting.ink.write(text, (piece.font, piece.size), _start(setting.ruler, piece, text, room), baseline)
        baseline -= piece.size * _STEP


def _start(ruler: Ruler, piece: _Piece, text: str, room: tuple[float, float]) -> float:
    left, right = room
    if piece.side == "left":
        return left
    width = ruler.width(text, piece.font, piece.size)
    return right - width if piece.side == "right" else (left + right - width) / 2


def _rules(setting: _Setting, lines: Sequence[_Line], top: float) -> list[tuple[float, float, float, float]]:
    """Rules below each row; upright rules as long as consecutive rows share an edge."""
    rules = [(0.0, top, setting.width, top)]
    begun: dict[float, float] = {}
    for line in lines:
        edges = {setting.edges[piece.first] for piece in line.pieces} | {setting.width}
        rules += [(edge, begun.pop(edge), edge, top) for edge in [*begun] if edge not in edges]
        begun.update({edge: top for edge in sorted(edges) if edge not in begun})
        top -= line.height
        rules.append((0.0, top, setting.width, top))
    return rules + [(edge, start, edge, top) for edge, start in begun.items()]


def _draw_tail(canvas: Canvas, setting: _Setting, top: float) -> None:
    canvas.setFont(ITALIC, setting.style.size)
    for place, text in enumerate(setting.tail):
        canvas.drawString(0, top - 3 - setting.style.size * (0.93 + place * _STEP), text)


def grid(table: Table, width: float, style: Style, meter: Meter) -> Grid:
    """`table` measured for `width` points.

    Raises:
        Cancelled: the task behind `meter` was stopped.
    """
    setting = _Setting(table, width, style, Ruler(), meter)
    setting.fill()
    return Grid(setting, 0, len(setting.lines))
