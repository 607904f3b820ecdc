"""The small parts every page is made of, in our look. Each takes the theme first where it paints an icon.

column(…) row(…)        layouts: widgets, layouts, ints (space), None (stretch), (widget, stretch)
label(text, role, tone) role: title heading strong body small figure display; tone: text text_2 text_3 accent ok warn bad
panel(look, layout)     look: page surface card well sunken side actions ok_soft warn_soft bad_soft accent_soft
IconLabel(theme, icon, tone)
Button(theme, text, look, icon=…, key=…)   look: primary normal plain bad; one primary a page, card or form
Chip(theme, text, …)    a filter, a status; Card(theme, title)
"""

from collections.abc import Iterable

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui.shell.theme import Theme

Part = QWidget | QLayout | int | tuple[QWidget | QLayout, int] | None
Margins = tuple[int, int, int, int]
_COMMANDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


def fill(layout: QBoxLayout, parts: Iterable[Part]) -> None:
    """Put `parts` into a layout: a number is a space, None a stretch, (part, n) a part that stretches."""
    for part in parts:
        match part:
            case None:
                layout.addStretch(1)
            case int():
                layout.addSpacing(part)
            case (QWidget() as widget, int(stretch)):
                layout.addWidget(widget, stretch)
            case (QLayout() as inner, int(stretch)):
                layout.addLayout(inner, stretch)
            case QLayout():
                layout.addLayout(part)
            case QWidget():
                layout.addWidget(part)


def column(*parts: Part, margins: Margins = (0, 0, 0, 0), spacing: int = 0) -> QVBoxLayout:
    """Parts below each other."""
    layout = QVBoxLayout()
    layout.setContentsMargins(*margins)
    layout.setSpacing(spacing)
    fill(layout, parts)
    return layout


def row(*parts: Part, margins: Margins = (0, 0, 0, 0), spacing: int = 0) -> QHBoxLayout:
    """Parts beside each other."""
    layout = QHBoxLayout()
    layout.setContentsMargins(*margins)
    layout.setSpacing(spacing)
    fill(layout, parts)
    return layout


def label(text: str = "", role: str = "body", tone: str = "text", *, wrap: bool = False) -> QLabel:
    """Words in one of the roles and tones of the tokens; never rich text, because names may hold «<»."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("role", role)
    made.setProperty("tone", tone)
    made.setWordWrap(wrap)
    if wrap:
        made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
    return made


def retone(widget: QWidget, tone: str) -> None:
    """Give a label another tone."""
    if widget.property("tone") != tone:
        mark(widget, "tone", tone)


def mark(widget: QWidget, name: str, value: object) -> None:
    """Set a property that the style sheet asks for, and let it show."""
    widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def panel(look: str, layout: QLayout | None = None) -> QFrame:
    """A ground in one of the looks of the style sheet."""
    made = QFrame()
    made.setProperty("look", look)
    if layout is not None:
        made.setLayout(layout)
    return made


def hair(*, upright: bool = False) -> QFrame:
    """A hairline."""
    made = panel("hair")
    if upright:
        made.setFixedWidth(1)
    else:
        made.setFixedHeight(1)
    return made


class IconLabel(QWidget):
    """An icon that keeps its colour right when the theme changes."""

    def __init__(self, theme: Theme, icon: str, tone: str = "text_2", size: int = 16) -> None:
        super().__init__()
        self._theme, self._icon, self._tone, self._size = theme, icon, tone, size
        self.setFixedSize(size, size)

    def show_icon(self, icon: str, tone: str) -> None:
        """Show another icon."""
        self._icon, self._tone = icon, tone
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._icon:
            QPainter(self).drawPixmap(0, 0, self._theme.pixmap(self._icon, self._tone, self._size))


class Button(QPushButton):
    """A button with its icon and, in small letters, its key.

    `look`: primary (filled), normal (bordered), plain (words in accent), bad (words in red, for what destroys).
    """

    def __init__(self, theme: Theme, text: str, look: str = "normal", *, icon: str = "", key: str = "") -> None:
        super().__init__(text)
        self._theme, self._look, self._icon, self._key = theme, look, icon, key
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAutoDefault(False)
        if not text and key:
            self.setToolTip(key)

    def set_look(self, look: str) -> None:
        """Make it primary, or no longer so."""
        self._look = look
        self.updateGeometry()
        self.update()

    def set_icon(self, icon: str) -> None:
        """Show another icon; empty for none."""
        self._icon = icon
        self.updateGeometry()
        self.update()

    @property
    def key(self) -> str:
        """The key that is printed; empty for none."""
        return self._key

    def set_key(self, key: str) -> None:
        """Print another key."""
        if key != self._key:
            self._key = key
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        gap = self._theme.space("unit")
        words = self._width_of("strong" if self._strong() else "body", self.text())
        key = self._width_of("small", self._key) if self._key else 0
        icon = self._theme.size("icon") if self._icon else 0
        parts = [width for width in (icon, words, key) if width]
        return QSize(sum(parts) + gap * (len(parts) - 1) + 2 * self._side(), self._theme.size("button"))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the keyboard; a key that is held down presses it once."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or event.modifiers() & _COMMANDS:
            super().keyPressEvent(event)
        elif not event.isAutoRepeat():
            self.click()

    def _width_of(self, role: str, text: str) -> int:
        """The width of `text` in a role's font, in logical pixels."""
        return int(QFontMetricsF(self._theme.font(role)).horizontalAdvance(text) + 0.99) if text else 0

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter)
        self._paint_words(painter)
        if self.hasFocus():
            self._paint_focus(painter)

    def _strong(self) -> bool:
        return self._look != "normal"

    def _side(self) -> int:
        return 8 if self._look in {"plain", "bad"} or not self.text() else 12

    def _hot(self) -> bool:
        return self.isEnabled() and (self.underMouse() or self.isDown())

    def _paint_ground(self, painter: QPainter) -> None:
        ground, border = self._ground()
        painter.setPen(QPen(self._theme.colour(border), 1) if border else Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour(ground) if ground else Qt.BrushStyle.NoBrush)
        radius = self._theme.tokens.radius["field"]
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)

    def _ground(self) -> tuple[str, str]:
        if self._look == "primary":
            name = "accent_hover" if self._hot() else "accent"
            return (name, name) if self.isEnabled() else ("sunken", "line")
        if self._look in {"plain", "bad"}:
            return ("bad_soft" if self._look == "bad" else "accent_soft", "") if self._hot() else ("", "")
        if not self.isEnabled():
            return "sunken", "line"
        return ("accent_soft" if self._hot() or self.isChecked() else "surface"), "line_strong"

    def _tone(self) -> str:
        if not self.isEnabled():
            return "text_3"
        return {"primary": "on_accent", "plain": "accent", "bad": "bad"}.get(self._look, "text")

    def _paint_words(self, painter: QPainter) -> None:
        tone, gap = self._tone(), self._theme.space("unit")
        at = (self.width() - self.sizeHint().width()) // 2 + self._side()
        if self._icon:
            size = self._theme.size("icon")
            painter.drawPixmap(at, (self.height() - size) // 2, self._theme.pixmap(self._icon, tone, size))
            at += size + gap
        key_tone = tone if self._look == "primary" else "text_3"
        for text, role, shade in (
            (self.text(), "strong" if self._strong() else "body", tone),
            (self._key, "small", key_tone),
        ):
            if text:
                width = self._width_of(role, text)
                painter.setFont(self._theme.font(role))
                painter.setPen(self._theme.colour(shade))
                painter.drawText(QRectF(at, 0, width + 2, self.height()), Qt.AlignmentFlag.AlignVCenter, text)
                at += width + gap

    def _paint_focus(self, painter: QPainter) -> None:
        filled = self._look == "primary" and self.isEnabled()
        inset = 3.0 if filled else 1.0
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._theme.colour("on_accent" if filled else "accent"), 1.5 if filled else 2))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), 3, 3)


class Chip(QWidget):
    """A filter that can be pressed, or (with a `tone`) the state of something in words.

    `on`: in force, shown filled with «×». `clicked` and, for the ×, `cleared` are emitted by filters only.
    """

    clicked = Signal()
    cleared = Signal()

    def __init__(self, theme: Theme, text: str, *, tone: str = "", icon: str = "", on: bool = False) -> None:
        super().__init__()
        self._theme, self._text, self._tone, self._icon, self._on = theme, text, tone, icon, on
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(theme.size("chip"))
        self.setAccessibleName(text)
        if not tone:
            self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    def say(self, text: str, *, on: bool | None = None, tone: str | None = None, icon: str | None = None) -> None:
        """Show other words; what is None stays."""
        self._text = text
        self._on = self._on if on is None else on
        self._tone = self._tone if tone is None else tone
        self._icon = self._icon if icon is None else icon
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    @property
    def text(self) -> str:
        """The words it shows."""
        return self._text

    @property
    def on(self) -> bool:
        """Whether the filter is in force."""
        return self._on

    def sizeHint(self) -> QSize:
        words = QFontMetricsF(self._theme.font("small")).horizontalAdvance(self._text)
        return QSize(int(words + 0.99) + 20 + (19 if self._icon else 0) + (19 if self._on else 0), self.height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self._border())
        painter.setBrush(self._theme.colour(self._ground()))
        frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(frame, frame.height() / 2, frame.height() / 2)
        at, tone = 10, self._ink()
        middle = (self.height() - 14) // 2
        if self._icon:
            painter.drawPixmap(at, middle, self._theme.pixmap(self._icon, tone, 14))
            at += 19
        painter.setFont(self._theme.font("small"))
        painter.setPen(self._theme.colour(tone))
        painter.drawText(QRectF(at, 0, self.width() - at, self.height()), Qt.AlignmentFlag.AlignVCenter, self._text)
        if self._on:
            painter.drawPixmap(self.width() - 22, middle, self._theme.pixmap("close", "accent", 14))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._tone:
            event.ignore()
        elif self._on and event.position().x() > self.width() - 26:
            self.cleared.emit()
        else:
            self.clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.clicked.emit()
        elif event.key() == Qt.Key.Key_Delete and self._on:
            self.cleared.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def _ground(self) -> str:
        return f"{self._tone}_soft" if self._tone in {"ok", "warn", "bad", "accent"} else self._plain_ground()

    def _plain_ground(self) -> str:
        return "sunken" if self._tone else ("accent_soft" if self._on else "surface")

    def _ink(self) -> str:
        return self._tone or ("accent" if self._on else "text")

    def _border(self) -> QPen | Qt.PenStyle:
        if self.hasFocus():
            return QPen(self._theme.colour("accent"), 2)
        if self._tone:
            return Qt.PenStyle.NoPen
        return QPen(self._theme.colour("accent" if self._on else "line_strong"), 1)


class Card(QFrame):
    """A card with its title; put what it holds into `body`, and what stands right of the title into `head`."""

    def __init__(self, theme: Theme, title: str = "") -> None:
        super().__init__()
        self.setProperty("look", "card")
        pad = theme.space("pad")
        self.title = label(title, "heading")
        self.head = row(self.title, None, spacing=theme.space("unit"))
        self.body = column(spacing=theme.space("unit"))
        outer = column(margins=(pad, theme.space("gap"), pad, theme.space("gap")), spacing=theme.space("unit"))
        if title:
            outer.addLayout(self.head)
        outer.addLayout(self.body)
        self.setLayout(outer)
