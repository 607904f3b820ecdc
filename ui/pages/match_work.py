"""The work on one round: heaps on top, both sides beside each other, the chosen line at the right."""

from collections.abc import Sequence
from typing import Any, overload

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from tmdt_desktop.i18n import number
from tmdt_desktop.services.match_view import BOTH, DIFFERING, HEAPS, LATER, OURS, THEIRS, UNSURE, MatchView
from tmdt_desktop.services.match_view import Line as MatchedLine
from tmdt_desktop.services.match_words import decision_words, either, short_decision, value
from ui.pages.match_side import MatchSide
from ui.parts.heaps import Heap, Heaps
from ui.parts.lines_table import Cell, Column, Line, LinesTable
from ui.shell.bar import Bar
from ui.shell.theme import Theme
from ui.shell.widgets import column, label, panel, row

_HEAPS = (
    Heap(DIFFERING, "exchange", HEAPS[DIFFERING], "chọn theo bên nào", "warn"),
    Heap(UNSURE, "question", HEAPS[UNSURE], "là một hay không", "accent"),
    Heap(OURS, "book", "Chỉ ở sổ", "thuế chưa có", "text"),
    Heap(THEIRS, "receipt", "Chỉ ở thuế", "thêm hay không", "text"),
    Heap(BOTH, "ok", HEAPS[BOTH], "không phải quyết", "ok"),
)
_COLUMNS = (
    Column("", 28),
    Column("Tên theo sổ"),
    Column("Tên theo Thuế"),
    Column("Mã số thuế", 138),
    Column("Xã, thị trấn", 136),
    Column("Sai khác", 116),
    Column("Quyết định", 112),
)
_OUR_NAME, _THEIR_NAME, _TAX, _COMMUNE, _DIFFERENCE = 1, 2, 3, 4, 5
_SIDE_WIDE, _SIDE_NARROW, _ROOMY, _WIDE = 430, 404, 1080, 1400


class MatchWork(QWidget):
    """The pane. `moved`: another line or heap is shown, or another number of lines is chosen."""

    moved = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.view: MatchView | None = None
        self.heap = DIFFERING
        self._lines: tuple[MatchedLine, ...] = ()
        self.heaps = Heaps(theme, _HEAPS)
        self.heaps.chosen.connect(self.show_heap)
        self.table = LinesTable(theme, _COLUMNS, tall=True)
        self.table.setAccessibleName("Các dòng của hai bên")
        self.table.setSelectionMode(self.table.SelectionMode.ExtendedSelection)
        self.table.chosen.connect(lambda _key: self._show_line())
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._show_line())
        self.side = MatchSide(theme)
        self.table.keys = {int(Qt.Key.Key_Space): self.side.toggle}
        self.progress = label("", "strong")
        self.bar = Bar(theme)
        self.bar.setFixedWidth(160)
        self._said = label("", "small", "text_2")
        head = row(self._said, None, margins=(14, 6, 14, 6), spacing=12)
        left = panel("card", column(head, (self.table, 1), margins=(1, 1, 1, 1)))
        self.setLayout(
            column(self.heaps, (row((left, 1), self.side, spacing=12), 1), margins=(16, 12, 16, 12), spacing=10)
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        roomy = self.width() >= _ROOMY
        self.side.setFixedWidth(_SIDE_WIDE if roomy else _SIDE_NARROW)
        self._show_columns()

    def show_view(self, view: MatchView, heap: str = "") -> None:
        """Show a round; `heap`: the one to begin with; empty: the first that has something to do."""
        fresh = self.view is None or self.view.round.id != view.round.id
        self.view = view
        if heap or fresh:
            self.heap = heap or _first(view)
        self._show()

    def show_heap(self, heap: str) -> None:
        """Show the lines of one heap."""
        self.heap = heap
        self._show()
        self.table.setFocus()

    def selected(self) -> tuple[MatchedLine, ...]:
        """The chosen lines, in the order of the table."""
        ranges = self.table.selectionModel().selection().toList()
        places = sorted({at for span in ranges for at in range(span.top(), span.bottom() + 1)})
        return tuple(self._lines[at] for at in places if at < len(self._lines))

    def go_on(self, after: Sequence[MatchedLine]) -> None:
        """Make the next line current that waits for a decision, beyond `after`; the next one at all when none waits."""
        lines = self._lines
        done = {line.place for line in after}
        last = max((at for at, line in enumerate(lines) if line.place in done), default=-1)
        free = [line for line in (*lines[last + 1 :], *lines[: last + 1]) if line.place not in done]
        key = next((line.place for line in free if not line.decision), free[0].place if free else None)
        if key is not None:
            self.table.clearSelection()
            self.table.choose(key)

    def _show(self) -> None:
        view = self.view
        if view is None:
            return
        heaps = view.heaps
        self.heaps.show_counts(view.counts)
        self.heaps.choose(self.heap)
        lines = heaps[self.heap]
        self._lines = lines
        self.table.show_lines(_Lines(lines), heads=())
        if self.table.current_key is None and lines:
            self.table.choose(next((line.place for line in lines if not line.decision), lines[0].place))
        self._show_columns()
        self._say(view, lines)
        self._show_line()

    def _show_columns(self) -> None:
        narrow, both = self.width() < _ROOMY, self.heap not in (OURS, THEIRS)
        hidden = {
            _OUR_NAME: self.heap == THEIRS,
            _THEIR_NAME: self.heap == OURS,
            _DIFFERENCE: self.heap != DIFFERING,
            _COMMUNE: both and self.width() < _WIDE,
            _TAX: narrow and both,
        }
        for at, hides in hidden.items():
            self.table.setColumnHidden(at, hides)

    def _say(self, view: MatchView, lines: Sequence[MatchedLine]) -> None:
        asking, decided = view.asking, view.decided
        self.progress.setText(f"Đã quyết {number(decided)}/{number(asking)}")
        self.bar.set_share(decided / asking if asking else 1.0)
        later = sum(line.decision == LATER for line in lines)
        said = [f"{HEAPS[self.heap]}: {number(len(lines))} dòng"]
        said += [f"{number(later)} dòng xem sau"] if later else []
        said += [f"{number(view.fresh)} hồ sơ mới thêm vào sổ chưa so"] if view.fresh else []
        self._said.setText(" · ".join(said))

    def _show_line(self) -> None:
        chosen = self.selected()
        at = self.table.currentIndex().row()
        line = self._lines[at] if 0 <= at < len(self._lines) else next(iter(chosen), None)
        self.side.show_line(line, max(len(chosen), 1))
        self.moved.emit()


class _Lines(Sequence[Line]):
    """The lines of a heap as the table shows them, each made when it is painted."""

    def __init__(self, lines: Sequence[MatchedLine]) -> None:
        self._lines = lines
        self._places = {line.place: at for at, line in enumerate(lines)}

    def __len__(self) -> int:
        return len(self._lines)

    @overload
    def __getitem__(self, at: int) -> Line: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[Line]: ...

    def __getitem__(self, at: int | slice) -> Line | Sequence[Line]:
        return [_line(line) for line in self._lines[at]] if isinstance(at, slice) else _line(self._lines[at])

    def place_of(self, key: Any) -> int:
        """The place of the line with `key`, -1 when there is none."""
        return self._places.get(key, -1)


def _first(view: MatchView) -> str:
    counts = view.counts
    return next((heap.name for heap in _HEAPS if counts[heap.name] and heap.name != BOTH), BOTH)


def _line(line: MatchedLine) -> Line:
    differing = {pair.name for pair in line.differing}
    icon, tone = _mark(line)

    def cell(words: str, name: str) -> Cell:
        return Cell(words or "—", "" if words else "text_3", ground="warn" if name in differing else "", tip=words)

    theirs = value(line, "name", theirs=True) or (line.name if line.row else "")
    words = decision_words(line)
    short = short_decision(line)
    cells = (
        Cell("", tone, icon, tip="\n".join(line.notes)),
        _proposed(line) or cell(value(line, "name", theirs=False), "name"),
        cell(theirs, "name"),
        cell(either(line, "tax_code"), "tax_code"),
        cell(either(line, "commune"), "commune"),
        Cell(", ".join(pair.label for pair in line.differing), "warn"),
        Cell(short, "text_2" if line.decision == LATER else "ok", tip=words),
    )
    return Line(cells, line.place)


def _proposed(line: MatchedLine) -> Cell | None:
    """The first record that it may be, while that is the question."""
    if line.heap != UNSURE or not line.candidates:
        return None
    first = line.candidates[0]
    return Cell(f"{first.name}?", "text_2", tip=f"{first.name}: {', '.join(first.reasons)}")


def _mark(line: MatchedLine) -> tuple[str, str]:
    """The mark in front: settled, put off, with something to look at; nothing when it simply waits."""
    if line.decided:
        return "check", "ok"
    if line.decision == LATER:
        return "clock", "text_2"
    return ("warn", "warn") if line.notes else ("", "")
