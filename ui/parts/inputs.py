"""What a person types or picks one value in. An input gives raw text; only the field decides whether it is a value.

Nothing is checked while somebody types: Vietnamese input methods retype words by Backspace. On leaving an input its text
is shown the way the kind shows it (money grouped, dates as dd/mm/yyyy), when the kind can read it.
"""

from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QDate, QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QCalendarWidget, QLineEdit, QPlainTextEdit, QToolButton, QVBoxLayout, QWidget

from tmdt_desktop.errors import Invalid
from ui.shell.theme import Theme
from ui.shell.widgets import label, mark

if TYPE_CHECKING:
    from tmdt_desktop.kinds import Kind

Words = list[tuple[Any, str]]
"""(plain value, words) of what can be chosen."""


_SHORT = 6
"""Letters of a text that is hidden whole."""


class Input(QWidget):
    """The base: one value of one kind. `edited` after each change by hand, `left` when the keyboard goes elsewhere."""

    edited = Signal()
    left = Signal()

    def __init__(self, kind: "Kind") -> None:
        super().__init__()
        self.kind = kind
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)

    def raw(self) -> object:
        """What stands there, as it was typed."""
        raise NotImplementedError

    def put(self, value: Any) -> None:
        """Show a stored value; None empties."""
        self.put_raw(self.kind.show(value))

    def put_raw(self, raw: object) -> None:
        """Show what `raw()` gave earlier."""
        raise NotImplementedError

    def setAccessibleName(self, name: str) -> None:
        """Name what is typed into, too: it has the keyboard."""
        super().setAccessibleName(name)
        if (target := self.focusProxy()) is not None:
            target.setAccessibleName(name)

    def mark(self, state: str) -> None:
        """«bad», «warn» or «»."""
        if (target := self.focusProxy()) is not None and target.property("state") != state:
            mark(target, "state", state)

    def hold(self, inner: QWidget) -> None:
        """Take `inner` as what is typed into."""
        self._layout.addWidget(inner)
        self.setFocusProxy(inner)
        inner.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut and isinstance(event, QFocusEvent):
            if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
                self.settle()
                self.left.emit()
        elif event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self.key_pressed(event)
        return super().eventFilter(watched, event)

    def key_pressed(self, event: QKeyEvent) -> bool:
        """Enter goes on to the next input, as Tab does. True when the key is dealt with."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.window().focusNextChild()
            return True
        return False

    def settle(self) -> None:
        """Show what was typed the way its kind shows it, if it can be read."""


class LineInput(Input):
    """One line of text; `hidden_when_left` masks it, all but the last three letters of a long one, while the keyboard is elsewhere."""

    def __init__(self, kind: "Kind", *, hidden_when_left: bool = False) -> None:
        super().__init__(kind)
        self._hidden = hidden_when_left
        self._text = ""
        self.line = QLineEdit()
        self.line.textEdited.connect(self._typed)
        self.hold(self.line)

    def raw(self) -> object:
        return self._text

    def put_raw(self, raw: object) -> None:
        self._text = "" if raw is None else str(raw)
        self._show()

    def settle(self) -> None:
        if self._text.strip():
            with suppress(Invalid):
                self._text = self.kind.show(self.kind.parse(self._text))
        self._show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn and self._hidden:
            self.line.setText(self._text)
        return super().eventFilter(watched, event)

    def _typed(self, text: str) -> None:
        self._text = text
        self.edited.emit()

    def _show(self) -> None:
        masked = self._hidden and not self.line.hasFocus() and bool(self._text)
        self.line.setText(_masked(self._text) if masked else self._text)
        self.line.setCursorPosition(0)


def _masked(text: str) -> str:
    """Dots and the last three letters; dots alone where three letters would tell most of it («1965»)."""
    shown = text[-3:] if len(text) > _SHORT else ""
    return "•" * min(len(text) - len(shown), 7) + shown


class NumberInput(LineInput):
    """A number: right-aligned, grouped by thousands when it is left."""

    def __init__(self, kind: "Kind") -> None:
        super().__init__(kind)
        self.line.setAlignment(Qt.AlignmentFlag.AlignRight)


class DayInput(LineInput):
    """A day: «5/3/24» becomes «05/03/2024»; Alt+Down or the button opens a calendar."""

    def __init__(self, kind: "Kind", theme: Theme) -> None:
        super().__init__(kind)
        self._theme = theme
        self.line.setPlaceholderText("dd/mm/yyyy")
        self.button = PaintedButton(theme, "calendar", self.line)
        self.button.setToolTip("Chọn ngày trên lịch (Alt+↓)")
        self.button.setAccessibleName("Chọn ngày trên lịch")
        self.button.clicked.connect(self.open_calendar)
        self.line.setTextMargins(0, 0, 24, 0)

    def key_pressed(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.open_calendar()
            return True
        return super().key_pressed(event)

    def open_calendar(self) -> None:
        """Show the month of the day that stands there, or of today."""
        calendar = QCalendarWidget(self)
        calendar.setWindowFlags(Qt.WindowType.Popup)
        calendar.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        if (shown := self._day()) is not None:
            calendar.setSelectedDate(QDate(shown.year, shown.month, shown.day))
        calendar.clicked.connect(lambda day: self._picked(calendar, day))
        calendar.activated.connect(lambda day: self._picked(calendar, day))
        calendar.move(self.line.mapToGlobal(QPoint(0, self.line.height())))
        calendar.show()

    def _day(self) -> date | None:
        try:
            made = self.kind.parse(self._text)
        except Invalid:
            return None
        return made if isinstance(made, date) else None

    def _picked(self, calendar: QCalendarWidget, day: QDate) -> None:
        calendar.close()
        self.put_raw(self.kind.show(date(day.year(), day.month(), day.day())))
        self.edited.emit()
        self.left.emit()
        self.line.setFocus()


class NoteInput(Input):
    """Several lines; Tab goes on, Enter makes a new line."""

    def __init__(self, kind: "Kind", height: int = 72) -> None:
        super().__init__(kind)
        self.box = QPlainTextEdit()
        self.box.setTabChangesFocus(True)
        self.box.setFixedHeight(height)
        self.box.textChanged.connect(self._typed)
        self._putting = False
        self.hold(self.box)

    def raw(self) -> object:
        return self.box.toPlainText()

    def put_raw(self, raw: object) -> None:
        self._putting = True
        self.box.setPlainText("" if raw is None else str(raw))
        self._putting = False

    def key_pressed(self, event: QKeyEvent) -> bool:  # noqa: ARG002 - every key belongs to the text
        return False

    def _typed(self) -> None:
        if not self._putting:
            self.edited.emit()


class ShownInput(Input):
    """What the program sets itself: shown, never typed."""

    def __init__(self, kind: "Kind") -> None:
        super().__init__(kind)
        self._value: Any = None
        self._words = label("—", wrap=True)
        self._layout.addWidget(self._words)

    def raw(self) -> object:
        return self._value

    def put(self, value: Any) -> None:
        self._value = value
        self._words.setText(self.kind.show(value) or "—")

    def put_raw(self, raw: object) -> None:
        self.put(self.kind.restore(raw))


class PaintedButton(QToolButton):
    """An icon inside a line, at its left or the `place`-th from its right end; it does not take the keyboard."""

    def __init__(self, theme: Theme, icon: str, line: QLineEdit, *, left: bool = False, place: int = 0) -> None:
        super().__init__(line)
        self._theme, self._icon, self._line, self._left, self._place = theme, icon, line, left, place
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedSize(28, 28)
        line.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._line and event.type() == QEvent.Type.Resize:
            self.move(2 if self._left else self._line.width() - 30 - 26 * self._place, (self._line.height() - 28) // 2)
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        tone = "accent" if self.underMouse() else "text_2"
        QPainter(self).drawPixmap(6, 6, self._theme.pixmap(self._icon, tone, 16))
