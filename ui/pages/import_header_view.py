"""The first lines of a sheet as they stand in the file; those with the names of the columns are marked and can be set."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSpinBox, QWidget

from tmdt_desktop.services.import_list import ListPlan, SheetPlan
from ui.pages.import_cells import raw_lines
from ui.pages.import_words import column_name
from ui.parts.lines_table import Cell, Column, Line, LinesTable
from ui.shell.theme import Theme
from ui.shell.widgets import Button, column, label, panel, row

SHOWN = 12
_ROW, _WIDE, _MOST = 24, 56, 7


class HeaderView(QWidget):
    """The lines. `chosen` carries the first and the last line of the header, counted from 1."""

    chosen = Signal(int, int)

    def __init__(self, theme: Theme, plan: ListPlan, sheet: SheetPlan) -> None:
        super().__init__()
        self._now = (sheet.header_rows[0], sheet.header_rows[-1]) if sheet.header_rows else (0, 0)
        lines = raw_lines(plan, sheet.name, SHOWN)
        width = min(max(map(len, lines), default=1), _MOST)
        columns = [Column("Dòng", _WIDE, right=True), *(Column(column_name(at)) for at in range(width))]
        self.table = LinesTable(theme, columns)
        self.table.setSelectionMode(LinesTable.SelectionMode.ContiguousSelection)
        self.table.row_height = _ROW
        self.table.verticalHeader().setMinimumSectionSize(_ROW)
        self.table.verticalHeader().setDefaultSectionSize(_ROW)
        self.table.setAccessibleName("Các dòng đầu của trang tính")
        self.table.show_lines([self._line(at, cells, width) for at, cells in enumerate(lines, start=1)])
        self.table.fit_height()
        for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.table.keys[key] = self.take_selected
        self.first, self.last = (
            self._spin(words, at) for words, at in zip(("Từ dòng", "đến dòng"), self._now, strict=True)
        )
        take = Button(theme, "Đặt lại dòng tên cột")
        take.setObjectName("set_header")
        take.clicked.connect(self.take_typed)
        said = label("Bấm vào dòng có tên cột (giữ Shift để chọn nhiều dòng), rồi Enter.", "small", "text_2", wrap=True)
        typed = row(label("Tên cột: từ dòng"), self.first, label("đến dòng"), self.last, take, None, spacing=8)
        self.table.clicked.connect(lambda _index: self._show_selected())
        self.setLayout(column(panel("card", column(self.table, margins=(1, 1, 1, 1))), said, typed, spacing=6))

    def take_selected(self) -> None:
        """The selected lines are the header."""
        self._show_selected()
        self.take_typed()

    def take_typed(self) -> None:
        """The lines whose numbers stand below are the header."""
        first, last = sorted((self.first.value(), self.last.value()))
        if (first, last) != self._now:
            self.chosen.emit(first, last)

    def _show_selected(self) -> None:
        rows = sorted(index.row() + 1 for index in self.table.selectionModel().selectedRows())
        if rows:
            self.first.setValue(rows[0])
            self.last.setValue(rows[-1])

    def _spin(self, words: str, at: int) -> QSpinBox:
        made = QSpinBox()
        made.setRange(1, 999)
        made.setValue(at or 1)
        made.setFixedWidth(72)
        made.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        made.setAccessibleName(words)
        return made

    def _line(self, at: int, cells: list[str], width: int) -> Line:
        heading = self._now[0] <= at <= self._now[1]
        ground, tone = ("accent", "accent") if heading else ("", "text")
        shown = [Cell(words, strong=heading, ground=ground, tip=words) for words in cells[:width]]
        shown += [Cell("", ground=ground)] * (width - len(shown))
        return Line((Cell(str(at), tone, strong=heading, ground=ground), *shown), at)
