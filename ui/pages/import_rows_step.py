"""Step 3 of an import: heaps, their rows with the file's own row numbers, and at the right what is said of a row.

Cells of faulty and new rows are edited where they stand; what comes of it is judged elsewhere (`wrote`) and shown by
`show_again`. Rows that the register knows are decided field by field, rows that it may know are asked about.
"""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from tmdt_desktop.errors import Invalid
from tmdt_desktop.fields import Field
from tmdt_desktop.i18n import number
from tmdt_desktop.services.import_list import RowFault
from ui.pages.import_asked import AskedHeap
from ui.pages.import_cells import Written
from ui.pages.import_changes import ChangedHeap
from ui.pages.import_choices import Choices, Place
from ui.pages.import_lines import EDITED, HEAPS, CheckedRows, RowKey
from ui.pages.import_side import WIDE, WIDTH, RowSide
from ui.parts.edit_table import EditTable
from ui.parts.heaps import Heaps
from ui.parts.lines_table import LinesTable
from ui.shell.theme import Theme
from ui.shell.widgets import Chip, column, label, panel, row

_VIEWS = (("doubt", "warn", "cần xem lại"), ("repaired", "sign", "đã tự sửa"))


class RowsStep(QWidget):
    """The step. `moved`: another row or heap; `decided`: another decision; `wrote`: a Written to be judged; `refused`:
    a sentence about what cannot be written.
    """

    moved = Signal()
    decided = Signal()
    wrote = Signal(object)
    refused = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.rows: CheckedRows | None = None
        self.choices: Choices | None = None
        self.heap = ""
        self.grid: LinesTable | None = None
        self._late: CheckedRows | None = None
        """Judged while something was being typed: shown as soon as that is over."""
        self._refit = False
        self.heaps = Heaps(theme, HEAPS)
        self.heaps.chosen.connect(self.show_heap)
        self.views = {name: Chip(theme, words, icon=icon) for name, icon, words in _VIEWS}
        for name, chip in self.views.items():
            chip.clicked.connect(lambda name=name: self.show_heap(name))
            chip.cleared.connect(lambda: self.show_heap("new"))
        self._hint = label("", "small", "text_3")
        self.changed, self.asked = ChangedHeap(theme), AskedHeap(theme)
        self.side = RowSide(theme)
        self._place: QVBoxLayout = column(margins=(1, 1, 1, 1))
        for body in (self.changed, self.asked):
            self._place.addWidget(body)
            body.hide()
            body.looked.connect(self._look)
            body.turned.connect(self._turned)
        self._connect_side()
        legend = row(*self.views.values(), None, self._hint, spacing=8)
        beside = row((panel("card", self._place), 1), self.side, spacing=12)
        self.setLayout(column(self.heaps, legend, (beside, 1), margins=(16, 12, 16, 12), spacing=8))

    def _connect_side(self) -> None:
        self.side.proposal.connect(lambda told: self._accept((told,)))
        self.side.alike.connect(lambda told: self._accept(self.rows.alike(told) if self.rows else ()))
        self.side.wrote.connect(self._mended)
        self.side.left.connect(self._left)
        acts = {"fills": self.changed.take_fills, "all": self.changed.take_all, "none": self.changed.keep}
        self.side.decided.connect(lambda name: acts[name]())

    def show_checked(self, rows: CheckedRows) -> None:
        """Show a checked list: the faulty rows first, if there are any."""
        self.rows, self.choices = rows, Choices(rows.checked)
        rows.fit(self._room())
        self._late, self._refit = None, False
        self._count(rows)
        self.show_heap(next((heap.name for heap in HEAPS if rows.counts.get(heap.name)), "new"))

    def show_again(self, rows: CheckedRows) -> None:
        """The same list after a correction: what was decided and the place in the grid stay, and what is being typed."""
        before = self.choices
        self.choices = before.moved_to(rows.checked) if before else Choices(rows.checked)
        if self.rows is not None:
            rows.fit_as(self.rows)
        self._count(rows)
        self._late = rows
        if not self.typing:
            self._catch_up()

    @property
    def typing(self) -> bool:
        """Whether a cell, or a line at the right, holds something that has not been handed on."""
        return self.side.typing or (isinstance(self.grid, EditTable) and self.grid.editing())

    def _catch_up(self) -> None:
        """Show what came while something was being typed."""
        if self.typing:
            return
        if (rows := self._late) is not None:
            self.rows, self._late = rows, None
            self._show_lines(rows)
        if self._refit:
            self._refit = False
            self._fit()

    def _show_lines(self, rows: CheckedRows) -> None:
        grid, at = self.grid, self.grid.currentIndex() if self.grid is not None else None
        count = len(rows.lines(self.heap))
        if grid is None or at is None or not count:
            self.show_heap(self.heap if count else next((h.name for h in HEAPS if rows.counts.get(h.name)), "new"))
            return
        key = grid.current_key
        grid.lines_model.show_lines(rows.lines(self.heap))
        if grid.choose(key):
            grid.setCurrentIndex(grid.lines_model.index(grid.currentIndex().row(), at.column()))
        else:
            here = min(at.row(), count - 1)
            grid.setCurrentIndex(grid.lines_model.index(here, self._first_fault(here)))
        self._look(grid.current_key)
        self.moved.emit()

    def _count(self, rows: CheckedRows) -> None:
        counts = rows.counts
        self.heaps.show_counts(counts)
        for name, _, words in _VIEWS:
            self.views[name].say(f"{number(counts.get(name, 0))} dòng {words}")
            self.views[name].setVisible(bool(counts.get(name)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.typing:
            self._refit = True
        else:
            self._fit()

    def _fit(self) -> None:
        """Show as many columns as have room now; row, field and keyboard stay."""
        table, before = self.table, self.rows
        at = table.currentIndex().column() if table is not None else -1
        field = before.field_at(at) if before is not None else None
        key = table.current_key if table is not None else None
        if before is None or not before.fit(self._room()):
            return
        self.show_heap(self.heap)
        if self.grid is not None and self.grid.choose(key):
            row = self.grid.currentIndex().row()
            column = before.before_fields + before.fields.index(field) if field in before.fields else -1
            self.grid.setCurrentIndex(
                self.grid.lines_model.index(row, column if column >= 0 else self._first_fault(row))
            )

    def _room(self) -> int:
        return self.width() - WIDTH - 44

    def show_heap(self, heap: str) -> None:
        """Show the rows of a heap alone."""
        if self.rows is None or self.choices is None:
            return
        self.settle()
        inside = _holds_keyboard(self, but=self.heaps)
        self.heap = heap
        if heap in self.views:
            self.heaps.choose_none()
        else:
            self.heaps.choose(heap)
        for name, chip in self.views.items():
            chip.say(chip.text, on=name == heap)
        self.side.setFixedWidth(WIDE if heap == "asked" else WIDTH)
        self.side.say("Chọn một dòng để xem chi tiết.")
        self._show_body(heap)
        if inside and self.table is not None:
            self.table.setFocus()
        self._hint.setText(_hint(heap))
        self.moved.emit()

    def _show_body(self, heap: str) -> None:
        if self.rows is None or self.choices is None:
            return
        if self.grid is not None:
            self.grid.hide()
            self.grid.deleteLater()
            self.grid = None
        register = self.rows.checked.register
        self.changed.setVisible(heap == "changed")
        self.asked.setVisible(heap == "asked")
        if heap == "changed":
            self.changed.show_choices(self.choices, register)
            self._look(self.changed.table.current_key)
        elif heap == "asked":
            self.asked.show_choices(self.choices, register)
            self._look(self.asked.table.current_key)
        else:
            self.grid = self._grid(heap)

    def _grid(self, heap: str) -> LinesTable:
        rows = self.rows
        if rows is None:
            raise RuntimeError
        columns = rows.columns(heap)
        made: LinesTable
        if heap in EDITED:
            made = EditTable(self._theme, columns, lambda key, at: self.rows.raw(key, at) if self.rows else None)
            made.typed.connect(lambda key, at, text: self._typed([key], at, text))
            made.filled.connect(self._typed)
            made.opened.connect(lambda _key: self.side.mend())
            made.settled.connect(lambda: QTimer.singleShot(0, self, self._catch_up))
        else:
            made = LinesTable(self._theme, columns, by_cell=heap != "dropped")
        made.setAccessibleName("Các dòng của tệp")
        made.chosen.connect(self._look)
        made.show_lines(rows.lines(heap), heads=())
        self._place.addWidget(made)
        made.show()
        self.grid = made
        if len(made.lines_model.lines):
            made.setCurrentIndex(made.lines_model.index(0, self._first_fault(0) if heap in EDITED else 0))
        return made

    def repaint_grid(self) -> None:
        """Cells have changed that the grid shows."""
        if self.grid is not None:
            self.grid.viewport().update()

    @property
    def table(self) -> LinesTable | None:
        """The table in sight."""
        return {"changed": self.changed.table, "asked": self.asked.table}.get(self.heap, self.grid)

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

    def settle(self) -> bool:
        """Hand on what is being typed, in a cell or in a line at the right; False when nothing is."""
        return (isinstance(self.grid, EditTable) and self.grid.settle()) or self.side.settle()

    def fill_down(self) -> None:
        """The first selected cell's text into the cells below it."""
        if isinstance(self.grid, EditTable):
            self.grid.fill_down()

    def take_proposal(self) -> None:
        """Take what is proposed for the current cell, else the first proposal of its row."""
        if (told := self.proposal()) is not None:
            self.wrote.emit(Written(values=(told,)))

    def proposal(self) -> RowFault | None:
        """What is proposed here."""
        key = self.grid.current_key if self.grid is not None else None
        if self.rows is None or self.grid is None or not isinstance(key, RowKey):
            return None
        return self.rows.proposal(key, self.grid.currentIndex().column())

    def _typed(self, keys: Sequence[RowKey], column: int, text: str) -> None:
        field = self.rows.field_at(column) if self.rows is not None else None
        if (rows := self._late or self.rows) is not None and field is not None:
            self._write(field, [(key.place, rows.told(key.place, field.name)) for key in keys], text)

    def _accept(self, told: tuple[RowFault, ...]) -> None:
        """Proposals that were pressed at the right, where nothing remains to be pressed."""
        if self.table is not None:
            self.table.setFocus()
        self.wrote.emit(Written(values=told))

    def _mended(self, told: RowFault, text: str) -> None:
        """A text from the line at the right."""
        if told.column >= 0:
            self.wrote.emit(Written({(told.sheet, told.row, told.column): text}))
            return
        name = told.field.partition(".")[0]
        fields = self.rows.checked.register.fields() if self.rows is not None else ()
        for field in (made for made in fields if made.name == name):
            self._write(field, [((told.sheet, told.row), told)], text)

    def _write(self, field: Field, told: Sequence[tuple[Place, RowFault | None]], text: str) -> None:
        if self.rows is None:
            return
        try:
            written = (self._late or self.rows).cells.written(field, told, text)
        except Invalid as fault:
            self.refused.emit(f"{field.label}: {fault.what}")
            return
        for rows in (self.rows, self._late):
            if rows is not None:
                rows.type_in({(place, field.name): text for place, _ in told})
        self.wrote.emit(written)

    def _left(self, done: bool) -> None:  # noqa: FBT001 - as the signal says it
        if done and self.table is not None:
            self.table.setFocus()
        QTimer.singleShot(0, self, self._catch_up)

    def _turned(self) -> None:
        table = self.table
        if table is not None:
            self._look(table.current_key)
        self.decided.emit()

    def _first_fault(self, at: int) -> int:
        """The column of the first faulty cell in sight, else that of the name."""
        if self.grid is None or self.rows is None:
            return 0
        cells = self.grid.lines_model.lines[at].cells
        marked = [place for place, cell in enumerate(cells) if not isinstance(cell, str) and cell.ground == "bad"]
        return marked[0] if marked else min(self.rows.before_fields, len(cells) - 1)

    def _look(self, key: object) -> None:
        self.side.settle()
        if self.rows is None or self.choices is None or not isinstance(key, RowKey):
            self.side.say("Chọn một dòng để xem chi tiết.")
            return
        kept = _focus_in(self.side)
        self.side.about(self.rows, key, self.choices, self.asked.about(key) if key.heap == "asked" else ())
        self._chain(kept)
        self.moved.emit()

    def _chain(self, kept: tuple[str, str] | None) -> None:
        """Tab goes from the rows to what stands beside them. `kept`: the part there that had the keyboard."""
        if (table := self.table) is None:
            return
        before: QWidget = table
        for part in self.side.takers():
            QWidget.setTabOrder(before, part)
            before = part
            if kept == _called(part):
                part.setFocus(Qt.FocusReason.OtherFocusReason)
                kept = None
        if kept is not None:
            table.setFocus()


def _called(part: QWidget) -> tuple[str, str]:
    return part.objectName(), part.accessibleName()


def _focus_in(within: QWidget) -> tuple[str, str] | None:
    """How the part of `within` is called that has the keyboard; None when it is elsewhere."""
    part = QApplication.focusWidget()
    return _called(part) if part is not None and within.isAncestorOf(part) else None


def _holds_keyboard(within: QWidget, *, but: QWidget) -> bool:
    return _focus_in(within) is not None and _focus_in(but) is None


def _hint(heap: str) -> str:
    if heap == "changed":
        return "Space đánh dấu ô · Enter lấy dòng, sang dòng sau"
    if heap == "asked":
        return "1…9 là hồ sơ này · M là hồ sơ mới · B bỏ qua"
    return "F2 sửa ô · Ctrl+D chép xuống · Ctrl+Z trả lại" if heap in EDITED else ""
