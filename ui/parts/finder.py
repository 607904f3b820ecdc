"""The search box over the window: what is typed above, what is found below, the keyboard stays in the box.

    finder = Finder(desk, window, known, read)
    finder.chosen -> the item that was chosen

`known(words)` is asked at once, `read(words)` on a reader's thread after a pause; an answer that a later question has
overtaken is dropped. Both give sections: objects with `title` and `places`, those with `title`, `detail`, `icon`.
"""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QDialog,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)
from shiboken6 import isValid

from ui.shell.desk import Desk
from ui.shell.theme import Theme
from ui.shell.widgets import IconLabel, column, hair, label, panel, row

PAUSE = 120
"""Milliseconds after the last letter before the registers are searched."""
_WIDTH, _TOP, _ROW, _HEAD, _MOST_HEIGHT = 720, 64, 32, 28, 440
_PLACE = Qt.ItemDataRole.UserRole
_HINT = "Tên, mã hồ sơ, trang, «nhiệm vụ 19.2»… không cần dấu"
_EMPTY = "Gõ vài chữ của tên, hoặc mã hồ sơ, ví dụ 246-2024-00001."
_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}


class FoundPlace(Protocol):
    """One line."""

    @property
    def title(self) -> str: ...
    @property
    def detail(self) -> str: ...
    @property
    def icon(self) -> str: ...


class FoundSection(Protocol):
    """Lines under a heading."""

    @property
    def title(self) -> str: ...
    @property
    def places(self) -> Sequence[FoundPlace]: ...


Find = Callable[[str], Sequence[FoundSection]]


class _Painter(QStyledItemDelegate):
    """Headings, and lines with icon, title and detail."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(100, _ROW if index.data(_PLACE) is not None else _HEAD)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box, place = QRectF(option.rect), index.data(_PLACE)  # type: ignore[attr-defined]
        if place is None:
            painter.setFont(self._theme.font("small_strong"))
            painter.setPen(self._theme.colour("text_2"))
            words = box.adjusted(16, 0, -16, -5)
            painter.drawText(words, Qt.AlignmentFlag.AlignBottom, str(index.data()))
        else:
            chosen = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined]
            self._line(painter, box, place, chosen=chosen)
        painter.restore()

    def _line(self, painter: QPainter, box: QRectF, place: FoundPlace, *, chosen: bool) -> None:
        if chosen:
            painter.fillRect(box, self._theme.colour("accent_soft"))
            painter.fillRect(QRectF(box.x(), box.y(), 3, box.height()), self._theme.colour("accent"))
        icon = self._theme.pixmap(place.icon, "accent" if chosen else "text_2", 16)
        painter.drawPixmap(QPointF(box.x() + 16, box.y() + (box.height() - 16) / 2), icon)
        words = box.adjusted(44, 0, -16, 0)
        strong, plain = self._theme.font("strong"), self._theme.font("body")
        most = words.width() * (0.6 if place.detail else 1)
        title = QFontMetricsF(strong).elidedText(place.title, Qt.TextElideMode.ElideRight, most)
        painter.setFont(strong)
        painter.setPen(self._theme.colour("text"))
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, title)
        words.setLeft(words.left() + QFontMetricsF(strong).horizontalAdvance(title) + 12)
        painter.setFont(plain)
        painter.setPen(self._theme.colour("text_2"))
        detail = QFontMetricsF(plain).elidedText(place.detail, Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, detail)


class Finder(QDialog):
    """The box. It closes when something is chosen."""

    chosen = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget, known: Find, read: Find) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self._desk, self._known, self._read = desk, known, read
        self._turn = 0
        self._records: Sequence[FoundSection] = ()
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Tìm mọi thứ")
        self.box = QLineEdit()
        self.box.setProperty("bare", "true")
        self.box.setPlaceholderText(_HINT)
        self.box.setAccessibleName("Tìm mọi thứ")
        self.box.textChanged.connect(self._typed)
        self.box.installEventFilter(self)
        self.found = QListWidget()
        self.found.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.found.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.found.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.found.setItemDelegate(_Painter(desk.theme, self))
        self.found.itemClicked.connect(self._go)
        self.found.currentItemChanged.connect(lambda now, _before: self._tell(now))
        self._note = label("", "body", "text_2")
        self._note_line = panel("clear", row((self._note, 1), margins=(16, 10, 16, 10)))
        keys = label("↑ ↓ chọn   ·   Enter mở   ·   Esc đóng", "small", "text_3")
        head = row(IconLabel(desk.theme, "search", "text_2", 18), (self.box, 1), margins=(16, 8, 16, 8), spacing=10)
        foot = row(keys, None, margins=(16, 6, 16, 8))
        inner = column(head, hair(), self.found, self._note_line, hair(), foot)
        self._frame = panel("popup", inner)
        outer = column(self._frame)
        outer.setSizeConstraint(outer.SizeConstraint.SetFixedSize)
        self.setLayout(outer)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self._ask)
        self._show()
        self._ask()
        self.box.setFocus()

    @property
    def places(self) -> list[Any]:
        """What can be chosen now, from top to bottom."""
        items = (self.found.item(at) for at in range(self.found.count()))
        return [item.data(_PLACE) for item in items if item.data(_PLACE) is not None]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The keys of the list work while the keyboard is in the box."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if (key := Qt.Key(event.key())) in _STEPS:
                self._step(_STEPS[key])
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._go(self.found.currentItem())
                return True
        return super().eventFilter(watched, event)

    def _typed(self) -> None:
        self._turn += 1
        self._show()
        self._pause.start()

    def _ask(self) -> None:
        turn, words, read = self._turn, self.box.text(), self._read

        def take(found: Sequence[FoundSection]) -> None:
            if isValid(self) and turn == self._turn:
                self._records = found
                self._show(answered=True)

        self._desk.jobs.read(lambda: read(words), done=take)

    def _show(self, *, answered: bool = False) -> None:
        """Pages and duties of the words at once; records of the words before stay until the new ones are there."""
        words = self.box.text()
        kept = self.found.currentRow() if answered else -1
        self.found.clear()
        for section in (*self._known(words), *self._records):
            self._add(section.title, None)
            for place in section.places:
                self._add(place.title, place)
        nothing = answered and bool(words.strip()) and not self.found.count()
        empty = "Không thấy gì. Bớt chữ, hoặc thử một phần của tên." if nothing else _EMPTY
        self._note.setText(empty)
        self._note_line.setVisible(nothing or (not words.strip() and not self.found.count()))
        self._choose(kept if kept > 0 else 0, 1)
        self._fit()

    def _add(self, title: str, place: FoundPlace | None) -> None:
        item = QListWidgetItem(title)
        if place is None:
            item.setFlags(Qt.ItemFlag.NoItemFlags)
        else:
            item.setData(_PLACE, place)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{place.title}, {place.detail}")
        self.found.addItem(item)

    def _step(self, by: int) -> None:
        last = self.found.count() - 1
        self._choose(min(max(self.found.currentRow() + by, 0), last), 1 if by > 0 else -1)

    def _choose(self, at: int, by: int) -> None:
        """The line at `at`, or the nearest in the direction `by`; headings cannot be chosen."""
        count = self.found.count()
        for one in (by, -by):
            place = at
            while 0 <= place < count:
                if self.found.item(place).data(_PLACE) is not None:
                    self.found.setCurrentRow(place)
                    if place == 1:
                        self.found.scrollToTop()
                    return
                place += one

    def _tell(self, item: QListWidgetItem | None) -> None:
        self.box.setAccessibleDescription("" if item is None else str(item.data(Qt.ItemDataRole.AccessibleTextRole)))

    def _go(self, item: QListWidgetItem | None) -> None:
        place = None if item is None else item.data(_PLACE)
        if place is not None:
            self.accept()
            self.chosen.emit(place)

    def _fit(self) -> None:
        """As high as what is found, the top where it was; the frame follows its content."""
        rows = sum(self.found.sizeHintForRow(at) for at in range(self.found.count()))
        self.found.setVisible(bool(rows))
        parent = self.parentWidget()
        if parent is None:
            return
        self.found.setFixedHeight(min(rows + 6, _MOST_HEIGHT, max(parent.height() - 2 * _TOP - 90, _ROW)))
        width = min(_WIDTH, parent.width() - 80)
        self._frame.setFixedWidth(width)
        at = parent.mapToGlobal(parent.rect().topLeft())
        self.move(at.x() + (parent.width() - width) // 2, at.y() + _TOP)
