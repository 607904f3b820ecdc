"""Inputs that are chosen from a list: one of it (open by typing, without tones if need be), or several."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QStandardItem, QStandardItemModel, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyleOptionComboBox,
    QStyleOptionFrame,
    QStylePainter,
    QWidget,
)

from tmdt_desktop.text import fold, key
from ui.parts.inputs import Input, Words
from ui.shell.theme import Theme
from ui.shell.widgets import column

if TYPE_CHECKING:
    from tmdt_desktop.kinds import Kind

_FOLDED = Qt.ItemDataRole.UserRole + 1
_PLAIN = Qt.ItemDataRole.UserRole


class _FoldingCompleter(QCompleter):
    """Finds «Hộ kinh doanh» by «ho kinh» anywhere in the words."""

    def splitPath(self, path: str) -> list[str]:
        return [fold(path)]

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        return str(index.data(Qt.ItemDataRole.DisplayRole))


class Box(QComboBox):
    """A combo box with our arrow; the wheel scrolls the form unless the box has the keyboard."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumContentsLength(6)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)

    def paintEvent(self, event: QPaintEvent) -> None:
        self._paint_box(event)
        tone = "text_2" if self.isEnabled() else "text_3"
        arrow = self._theme.pixmap("down", tone, 16)
        QPainter(self).drawPixmap(self.width() - 24, (self.height() - 16) // 2, arrow)

    def _paint_box(self, event: QPaintEvent) -> None:
        """As Qt does it, but words without room end in «…», not in half a letter."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        field, words = QStyle.SubControl.SC_ComboBoxEditField, self.currentText()
        room = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, field, self).width() - 4
        if self.isEditable() or self.fontMetrics().horizontalAdvance(words) <= room:
            super().paintEvent(event)
            return
        short = self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room)
        option.currentText = short  # type: ignore[attr-defined]
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class PickLine(QLineEdit):
    """What stands in a combo box: while the keyboard is elsewhere, words without room end in «…»."""

    @property
    def shown(self) -> str:
        """The words as they are painted."""
        if self.hasFocus():
            return self.text()
        return self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self._room().width())

    def paintEvent(self, event: QPaintEvent) -> None:
        if (shown := self.shown) == self.text():
            super().paintEvent(event)
            return
        painter = QPainter(self)
        option = QStyleOptionFrame()
        self.initStyleOption(option)
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_PanelLineEdit, option, painter, self)
        painter.setPen(self.palette().text().color())
        painter.drawText(self._room(), Qt.AlignmentFlag.AlignVCenter, shown)

    def _room(self) -> QRect:
        option = QStyleOptionFrame()
        self.initStyleOption(option)
        inner = self.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, self)
        return inner.adjusted(2, 0, -2, 0)


class PickInput(Input):
    """One of a list. Typing narrows it, Delete (with all selected) empties, words that are not in it stay and are told."""

    def __init__(self, kind: "Kind", theme: Theme, words: Words, empty: str = "") -> None:
        super().__init__(kind)
        self.box = Box(theme)
        self.line = PickLine()
        self.box.setLineEdit(self.line)
        self.line.textChanged.connect(self.box.setToolTip)
        self.box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.model = QStandardItemModel(self)
        for plain, said in words:
            self._append(plain, said)
        self.box.setModel(self.model)
        self.box.setMaxVisibleItems(12)
        self._completer = self._complete()
        self.line.setPlaceholderText(empty)
        self.line.textEdited.connect(self.edited)
        self.box.activated.connect(self._picked)
        self.box.setCurrentIndex(-1)
        self.hold(self.box)

    def set_words(self, words: Words) -> None:
        """Offer these from now on; nothing is chosen."""
        self.model.removeRows(0, self.model.rowCount())
        for plain, said in words:
            self._append(plain, said)
        self.box.setCurrentIndex(-1)

    def raw(self) -> object:
        at = self._find(self.box.currentText())
        plain = self.model.item(at).data(_PLAIN) if at >= 0 else None
        return self.box.currentText() if plain is None or isinstance(plain, bool) else plain

    @property
    def chosen(self) -> bool:
        """Whether what stands there is one of the list."""
        return self._find(self.box.currentText()) >= 0

    def put(self, value: Any) -> None:
        if value is None:
            self.put_raw("")
            return
        plain = self.kind.plain(value)
        if self._at(plain) < 0:
            self._append(plain, self.kind.show(value))
        self.box.setCurrentIndex(self._at(plain))
        self.line.setCursorPosition(0)

    def put_raw(self, raw: object) -> None:
        at = self._at(raw) if raw not in (None, "") else -1
        if at < 0 and isinstance(raw, str) and raw:
            at = self._find(raw)
        self.box.setCurrentIndex(at)
        if at < 0:
            self.box.setEditText("" if raw is None else str(raw))
        self.line.setCursorPosition(0)

    def settle(self) -> None:
        typed = self.box.currentText()
        at = self._find(typed)
        if at < 0 and typed.strip():
            close = [row for row in range(self.model.rowCount()) if fold(typed) in self.model.item(row).data(_FOLDED)]
            at = close[0] if len(close) == 1 else -1
        if at >= 0 and at != self.box.currentIndex():
            self.box.setCurrentIndex(at)
        self.line.setCursorPosition(0)

    def key_pressed(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Delete and self.line.selectedText() == self.box.currentText():
            self.box.setCurrentIndex(-1)
            self.box.setEditText("")
            self.edited.emit()
            return True
        if event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._completer.popup().hide()
            self.settle()
        return super().key_pressed(event)

    def _append(self, plain: Any, said: str) -> None:
        item = QStandardItem(said)
        item.setData(plain, _PLAIN)
        item.setData(fold(said), _FOLDED)
        item.setToolTip(said)
        self.model.appendRow(item)

    def _complete(self) -> QCompleter:
        completer = _FoldingCompleter(self)
        completer.setModel(self.model)
        completer.setCompletionRole(_FOLDED)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.popup().setProperty("popup", True)  # noqa: FBT003 - a Qt property
        self.box.setCompleter(completer)
        return completer

    def _at(self, plain: object) -> int:
        rows = range(self.model.rowCount())
        return next((row for row in rows if self.model.item(row).data(_PLAIN) == plain), -1)

    def _find(self, said: str) -> int:
        """The row whose words are `said`, tones and capitals apart only when nothing fits exactly."""
        rows = range(self.model.rowCount())
        exact = next((row for row in rows if self.model.item(row).text() == said), -1)
        if exact >= 0 or not said.strip():
            return exact
        wanted = key(said)
        alike = [row for row in rows if key(self.model.item(row).text()) == wanted]
        return alike[0] if len(alike) == 1 else -1

    def _picked(self, _at: int) -> None:
        self.edited.emit()
        self.left.emit()


class CheckList(QFrame):
    """A popup list of things to tick. `ticked` after each change; Esc or a click outside closes it."""

    ticked = Signal()
    closed = Signal()

    def __init__(self, words: Sequence[tuple[Any, str]], chosen: Sequence[Any], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("look", "popup")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.list = QListWidget()
        self.list.setProperty("popup", True)  # noqa: FBT003 - a Qt property
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for plain, said in words:
            item = QListWidgetItem(said)
            item.setData(_PLAIN, plain)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if plain in chosen else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.itemChanged.connect(lambda _item: self.ticked.emit())
        self.list.viewport().installEventFilter(self)
        self.setLayout(column(self.list, margins=(1, 1, 1, 1)))
        self.list.setCurrentRow(0)

    def chosen(self) -> list[Any]:
        """The plain values that are ticked, in the order of the list."""
        items = [self.list.item(row) for row in range(self.list.count())]
        return [item.data(_PLAIN) for item in items if item.checkState() is Qt.CheckState.Checked]

    def open_below(self, widget: QWidget, width: int) -> None:
        """Show it under `widget`, as high as its lines ask for, at most twelve."""
        shown = min(max(self.list.count(), 1), 12)
        self.resize(max(width, self.list.sizeHintForColumn(0) + 40), shown * max(self.list.sizeHintForRow(0), 28) + 4)
        below = widget.mapToGlobal(QPoint(0, widget.height() + 2))
        screen = widget.screen().availableGeometry()
        if below.y() + self.height() > screen.bottom():
            below = widget.mapToGlobal(QPoint(0, -self.height() - 2))
        below.setX(max(screen.left(), min(below.x(), screen.right() - self.width())))
        self.move(below)
        self.show()
        self.list.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A click anywhere on a line ticks it, not only on the box."""
        if event.type() == QEvent.Type.MouseButtonRelease and isinstance(event, QMouseEvent):
            item = self.list.itemAt(event.position().toPoint())
            if item is not None:
                ticked = item.checkState() is Qt.CheckState.Checked
                item.setCheckState(Qt.CheckState.Unchecked if ticked else Qt.CheckState.Checked)
            return True
        return super().eventFilter(watched, event)

    def hideEvent(self, event: Any) -> None:
        super().hideEvent(event)
        self.closed.emit()


class _ManyBox(Box):
    """Looks like a combo box, opens a list to tick."""

    asked = Signal()

    def showPopup(self) -> None:
        self.asked.emit()


class PicksInput(Input):
    """Several of a list."""

    def __init__(self, kind: "Kind", theme: Theme, words: Words) -> None:
        super().__init__(kind)
        self._words, self._chosen = words, list[Any]()
        self.box = _ManyBox(theme)
        self.box.addItem("")
        self.box.asked.connect(self.open_list)
        self.hold(self.box)
        self.list: CheckList | None = None

    def raw(self) -> object:
        return "; ".join(said for plain, said in self._words if plain in self._chosen)

    def put(self, value: Any) -> None:
        self._chosen = list(self.kind.plain(value) or ())
        self._show()

    def put_raw(self, raw: object) -> None:
        said = {key(part) for part in str(raw or "").split(";")}
        self._chosen = [plain for plain, words in self._words if key(words) in said]
        self._show()

    def open_list(self) -> None:
        """Open the list under the box."""
        self.list = CheckList(self._words, self._chosen, self)
        self.list.ticked.connect(self._ticked)
        self.list.closed.connect(self._closed)
        self.list.open_below(self.box, self.box.width())

    def key_pressed(self, event: QKeyEvent) -> bool:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._chosen = []
            self._show()
            self.edited.emit()
            return True
        return super().key_pressed(event)

    def _ticked(self) -> None:
        if self.list is not None:
            self._chosen = self.list.chosen()
            self._show()
            self.edited.emit()

    def _closed(self) -> None:
        self.list = None
        self.box.setFocus()
        self.left.emit()

    def _show(self) -> None:
        words = str(self.raw())
        self.box.setItemText(0, words)
        self.box.setToolTip(words)
