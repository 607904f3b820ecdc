"""A table of prepared lines whose cells are edited where they stand: F2, typing, Enter or a double click begin.

    table = EditTable(theme, columns, raw)      raw(key, column) is the text to edit, None where nothing is edited
    table.typed                                 (key, column, text) once somebody has written another text
    table.filled                                (keys, column, text): fill down, see `fill_down`
    table.settled                               nothing is typed into any more

The table keeps nothing that was typed: whoever listens shows the lines anew.
"""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemDelegate, QLineEdit, QStyleOptionViewItem, QWidget

from ui.parts.lines_table import Column, LinesModel, LinesPainter, LinesTable
from ui.shell.theme import Theme

_Index = QModelIndex | QPersistentModelIndex
Raw = Callable[[Any, int], str | None]


class _EditModel(LinesModel):
    """The lines; what is typed is told and not kept."""

    typed = Signal(object, int, str)

    def __init__(self, columns: Sequence[Column], raw: Raw) -> None:
        super().__init__(columns)
        self.raw = raw

    def raw_at(self, index: _Index) -> str | None:
        """The text to edit at `index`."""
        line = self.lines[index.row()]
        return None if line.head else self.raw(line.key, index.column())

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Every cell may be begun: which one is edited is asked only then, because flags are asked at each painting."""
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        return self.raw_at(index) if role == Qt.ItemDataRole.EditRole else super().data(index, role)

    def setData(self, index: _Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or str(value) == self.raw_at(index):
            return False
        self.typed.emit(self.lines[index.row()].key, index.column(), str(value))
        return True


class _EditPainter(LinesPainter):
    """Paints, and gives the line that is typed into."""

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: _Index) -> QWidget | None:  # type: ignore[override]
        if index.data(Qt.ItemDataRole.EditRole) is None:
            return None
        line = QLineEdit(parent)
        line.setProperty("cell", True)  # noqa: FBT003 - a Qt property
        return line

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: _Index) -> None:
        editor.setGeometry(option.rect)  # type: ignore[attr-defined]


class EditTable(LinesTable):
    """The table. Several cells below each other may be selected, to be filled down."""

    typed = Signal(object, int, str)
    filled = Signal(object, int, str)
    settled = Signal()

    def __init__(self, theme: Theme, columns: Sequence[Column], raw: Raw) -> None:
        self._raw = raw
        super().__init__(theme, columns, by_cell=True)
        self.setItemDelegate(_EditPainter(theme, self))
        self.setSelectionMode(self.SelectionMode.ContiguousSelection)
        triggers = self.EditTrigger
        self.setEditTriggers(triggers.EditKeyPressed | triggers.AnyKeyPressed | triggers.DoubleClicked)

    def _model(self, columns: Sequence[Column]) -> LinesModel:
        made = _EditModel(columns, self._raw)
        made.typed.connect(self.typed)
        return made

    def settle(self) -> bool:
        """Take what stands in the cell that is typed into; False when none is."""
        if not self.editing():
            return False
        self.setFocus()
        return True

    def editing(self) -> bool:
        """Whether a cell is being typed into."""
        return self.state() == self.State.EditingState

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        super().closeEditor(editor, hint)
        if not self.editing():
            self.settled.emit()

    def fill_down(self) -> bool:
        """Tell that the first selected cell's text belongs into those below it; into a single one, the text above it.

        False when there is nothing to fill: nothing above, a column that is not edited, a cell that is typed into.
        """
        if self.editing():
            return False
        at = self.currentIndex().column()
        rows = sorted({index.row() for index in self.selectedIndexes() if index.column() == at})
        if len(rows) == 1:
            rows = [rows[0] - 1, *rows]
        if not rows or rows[0] < 0:
            return False
        lines = self.lines_model.lines
        text = self._raw(lines[rows[0]].key, at)
        keys = [key for key in (lines[row].key for row in rows[1:]) if self._raw(key, at) not in (None, text)]
        if text is None or not keys:
            return False
        self.filled.emit(keys, at, text)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.editing():
            super(LinesTable, self).keyPressEvent(event)
            return
        entered = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers()
        if entered and self.currentIndex().data(Qt.ItemDataRole.EditRole) is not None:
            self.edit(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """A tooltip is of no use over a cell that is typed into."""
        return False if event.type() == QEvent.Type.ToolTip and self.editing() else super().viewportEvent(event)
