"""Step 3 of an import: heaps, the grid with the file's own row numbers, and at the right what is said of a row."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from tmdt_desktop.i18n import number
from tmdt_desktop.services.import_list import CheckedList
from ui.pages.import_lines import HEAPS, CheckedRows, RowKey, remarks_in_words
from ui.parts.heaps import Heaps
from ui.parts.lines_table import LinesTable
from ui.shell.theme import Theme
from ui.shell.widgets import IconLabel, Part, column, hair, label, panel, row

_SIDE = 292
_ICONS = {"bad": "fault", "warn": "warn", "accent": "sign"}
_CURES = {
    "faulty": "Sửa ô này trong tệp rồi nhập lại, hoặc lưu tệp lỗi ra Excel để sửa. Các dòng khác vẫn nhập được.",
    "clash": "Sổ giữ nguyên. Muốn lấy số liệu của tệp thì sửa trong sổ.",
    "same": "Sổ đã có đúng dòng này nên không nhập lại.",
    "new": "Dòng này sẽ được thêm vào sổ.",
}


class RowsStep(QWidget):
    """The step. `moved`: another row or heap is looked at."""

    moved = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.rows: CheckedRows | None = None
        self.heap = ""
        self.heaps = Heaps(theme, HEAPS)
        self.heaps.chosen.connect(self.show_heap)
        self.grid: LinesTable | None = None
        self._grid_place: QVBoxLayout = column()
        self._side: QVBoxLayout = column(spacing=8)
        side = QScrollArea()
        side.setFrameShape(QFrame.Shape.NoFrame)
        side.setWidgetResizable(True)
        side.setWidget(panel("clear", column(self._side, None, margins=(14, 12, 14, 12))))
        card = panel("card", column(side))
        card.setFixedWidth(_SIDE)
        frame = panel("card", column(self._grid_place, margins=(1, 1, 1, 1)))
        self.setLayout(column(self.heaps, row((frame, 1), card, spacing=12), margins=(16, 12, 16, 12), spacing=12))

    def show_checked(self, checked: CheckedList) -> None:
        """Show a checked list: the faulty rows first, if there are any."""
        self.rows = CheckedRows(checked)
        self.rows.fit(self._room())
        counts = self.rows.counts
        self.heaps.show_counts(counts)
        self.show_heap(next((heap.name for heap in HEAPS if counts.get(heap.name)), "new"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.rows is not None and self.rows.fit(self._room()):
            self.show_heap(self.heap)

    def _room(self) -> int:
        return self.width() - _SIDE - 44

    def show_heap(self, heap: str) -> None:
        """Show the rows of a heap alone."""
        if self.rows is None:
            return
        self.heap = heap
        self.heaps.choose(heap)
        if self.grid is not None:
            self.grid.hide()
            self.grid.deleteLater()
        self.grid = LinesTable(self._theme, self.rows.columns(heap), by_cell=heap != "dropped")
        self.grid.setAccessibleName("Các dòng của tệp")
        self.grid.chosen.connect(self._show_row)
        self.grid.show_lines(self.rows.lines(heap), heads=())
        self._grid_place.addWidget(self.grid)
        self._show_row(None)
        if len(self.grid.lines_model.lines):
            self.grid.setCurrentIndex(self.grid.lines_model.index(0, self._first_fault(0) if heap == "faulty" else 0))
        self.moved.emit()

    def next_fault(self, step: int = 1) -> None:
        """Go to the next (or previous) faulty row, from whichever heap is shown."""
        if self.rows is None or not self.rows.counts["faulty"]:
            return
        if self.heap != "faulty":
            self.show_heap("faulty")
        elif self.grid is not None:
            at = (self.grid.currentIndex().row() + step) % len(self.grid.lines_model.lines)
            self.grid.setCurrentIndex(self.grid.lines_model.index(at, self._first_fault(at)))
        if self.grid is not None:
            self.grid.setFocus()

    def _first_fault(self, at: int) -> int:
        """The column of the first faulty cell in sight, else that of the name."""
        if self.grid is None:
            return 0
        cells = self.grid.lines_model.lines[at].cells
        marked = [place for place, cell in enumerate(cells) if not isinstance(cell, str) and cell.ground == "bad"]
        return marked[0] if marked else min(3 if self.rows and self.rows.paged else 2, len(cells) - 1)

    def _show_row(self, key: object) -> None:
        while item := self._side.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        parts = (
            self._about(key)
            if isinstance(key, RowKey)
            else [label("Chọn một dòng để xem chi tiết.", "body", "text_2", wrap=True)]
        )
        for part in parts:
            if isinstance(part, QWidget):
                self._side.addWidget(part)

    def _about(self, key: RowKey) -> list[Part]:
        made: list[Part] = [
            label(f"Dòng {number(key.row)}", "heading"),
            *([label(f"Trang tính {key.sheet}", "small", "text_2", wrap=True)] if key.sheet else []),
        ]
        if self.rows is None or key.heap == "dropped":
            return [*made, label("Dòng này không phải hồ sơ nên không nhập.", "body", "text_2", wrap=True)]
        made.append(label(_CURES[key.heap], "body", "text_2", wrap=True))
        for tone, name, sentence, cell in remarks_in_words(self.rows.remarks.get((key.sheet, key.row), ())):
            made.append(self._remark(tone, name, sentence, cell))
        clash = self.rows.clashes.get((key.sheet, key.row))
        for differs in clash.differences if clash else ():
            made += [
                hair(),
                label(differs.label, "small", "text_2"),
                label(f"Sổ: {differs.old or '—'}", wrap=True),
                label(f"Tệp: {differs.new}", "strong", wrap=True),
            ]
        return made

    def _remark(self, tone: str, name: str, sentence: str, cell: str) -> QWidget:
        icon = column(1, IconLabel(self._theme, _ICONS[tone], tone, 14), None)
        shown = [label(f"Trong tệp: {cell[:80]}", "small", "text_2", wrap=True)] if cell else []
        words = column(label(name, "strong", wrap=True), label(sentence, "body", wrap=True), *shown, spacing=2)
        return panel(f"{tone}_soft", row(icon, (words, 1), margins=(10, 8, 10, 8), spacing=8))
