"""Corrections typed into a checked list: judged beside the window's thread, one after the other, and taken back."""

from PySide6.QtCore import QObject, Signal

from tmdt_desktop.services.import_list import CheckedList, accept, correct
from tmdt_desktop.task import Task
from ui.pages.import_cells import Written, joined
from ui.pages.import_flow import ImportFlow
from ui.pages.import_lines import CheckedRows
from ui.pages.import_rows_step import RowsStep

_KEPT = 50
"""Corrections that can be taken back."""


class Corrections(QObject):
    """What waits to be judged, and the list as it was before each correction. `judged` carries CheckedRows."""

    judged = Signal(object)

    def __init__(self, page: ImportFlow, rows: RowsStep) -> None:
        super().__init__(rows)
        self._page, self._rows = page, rows
        self._checked: CheckedList | None = None
        self._before: list[CheckedList] = []
        self._waiting: list[Written] = []
        rows.wrote.connect(self.write)

    def begin(self, checked: CheckedList | None) -> None:
        """Another list: nothing waits, nothing can be taken back."""
        self._checked = checked
        self._before.clear()
        self._waiting.clear()

    @property
    def can_take_back(self) -> bool:
        """Whether something was corrected."""
        return bool(self._before)

    def write(self, written: Written) -> None:
        """Judge the rows again with this in them; what is typed meanwhile is judged after it."""
        if written and self._checked is not None:
            self._waiting.append(written)
            self._judge()

    def take_back(self) -> None:
        """The list as it was before the last correction."""
        if self._before and not self._page.busy:
            before = self._before.pop()
            self._page.quiet(lambda _task: CheckedRows(before), "Trả lại lần sửa", self._show)

    def give_up(self) -> None:
        """What was typed and not judged is left."""
        self._waiting.clear()
        if self._rows.rows is not None:
            self._rows.rows.forget_typed()
            self._rows.repaint_grid()

    def _judge(self) -> None:
        checked = self._checked
        if checked is None or self._page.busy or not self._waiting:
            return
        written = joined(self._waiting)
        self._waiting.clear()
        ws = self._page.ws

        def judge(task: Task) -> CheckedRows:
            made = correct(ws, checked, written.cells, task) if written.cells else checked
            return CheckedRows(accept(ws, made, written.values, task) if written.values else made)

        self._page.quiet(judge, "Kiểm tra lại dòng", self._came)

    def _came(self, rows: CheckedRows) -> None:
        if self._checked is not None:
            self._before = [*self._before, self._checked][-_KEPT:]
        self._show(rows)

    def _show(self, rows: CheckedRows) -> None:
        self._checked = rows.checked
        if self._waiting and self._rows.rows is not None:
            rows.type_in(self._rows.rows.typed)
        self.judged.emit(rows)
        self._judge()
