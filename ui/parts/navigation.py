"""The list of pages at the left: wide with words and keys, or a rail of icons in narrow windows."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QFrame, QSizePolicy

from ui.shell.theme import Theme
from ui.shell.widgets import Button, column, hair, label, panel, row


class NavItem(QAbstractButton):
    """One page: icon, title, its key or (in red) how many things wait there."""

    def __init__(self, theme: Theme, icon: str, title: str, key: str) -> None:
        super().__init__()
        self._theme, self._icon, self._key = theme, icon, key
        self.rail = False
        self.waiting = 0
        self.setText(title)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setAccessibleName(title)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(theme.size("nav_item"))

    def sizeHint(self) -> QSize:
        return QSize(self._theme.size("nav_rail"), self.height())

    def set_rail(self, rail: bool) -> None:  # noqa: FBT001 - a state
        """Show the icon alone; the words become the tooltip."""
        self.rail = rail
        self.setToolTip(f"{self.text()} ({self._key})" if rail and self._key else self.text() if rail else "")
        self.update()

    def set_waiting(self, number: int) -> None:
        """Show how many things wait on this page; 0 for none."""
        self.waiting = number
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(6, 1, -6, -1)
        self._paint_ground(painter, frame)
        tone = "accent" if self.isChecked() else "text_2"
        size = 20 if self.rail else 18
        left = (self.width() - size) // 2 if self.rail else 16
        painter.drawPixmap(left, (self.height() - size) // 2, self._theme.pixmap(self._icon, tone, size))
        if not self.rail:
            self._paint_words(painter)
        elif self.waiting:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour("bad"))
            painter.drawEllipse(QRectF(self.width() - 18, 6, 7, 7))

    def _paint_ground(self, painter: QPainter, frame: QRectF) -> None:
        if self.isChecked() or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour("surface" if self.isChecked() else "line"))
            painter.drawRoundedRect(frame, 4, 4)
        if self.isChecked():
            painter.setBrush(self._theme.colour("accent"))
            painter.drawRoundedRect(QRectF(6, 7, 3, self.height() - 14), 1.5, 1.5)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._theme.colour("accent"), 2))
            painter.drawRoundedRect(frame.adjusted(1, 1, -1, -1), 4, 4)

    def _paint_words(self, painter: QPainter) -> None:
        words = QRectF(self.rect()).adjusted(42, 0, -12, 0)
        painter.setFont(self._theme.font("strong" if self.isChecked() else "body"))
        painter.setPen(self._theme.colour("text" if self.isChecked() else "text_2"))
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self.text())
        painter.setFont(self._theme.font("small"))
        painter.setPen(self._theme.colour("bad" if self.waiting else "text_3"))
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        note = str(self.waiting) if self.waiting else self._key
        strong = QFontMetrics(self._theme.font("strong")).horizontalAdvance(self.text())
        if strong + QFontMetrics(self._theme.font("small")).horizontalAdvance(note) + 8 <= words.width():
            painter.drawText(words, right, note)


class Navigation(QFrame):
    """Office on top, pages below; `chosen` says the name of the page that was pressed."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, office: str, unit: str) -> None:
        super().__init__()
        self._theme = theme
        self.setProperty("look", "nav")
        self.items: dict[str, NavItem] = {}
        self._office = panel(
            "clear",
            column(label(office, "strong", wrap=True), label(unit, "small", "text_2", wrap=True), margins=(4, 0, 0, 0)),
        )
        self._menu = Button(theme, "", "plain", icon="menu")
        self._menu.setAccessibleName("Hiện tên các trang")
        self._menu.setToolTip("Hiện tên các trang")
        self._menu.clicked.connect(lambda: self.set_rail(rail=False, asked=True))
        self._list = column(spacing=2)
        head = row(self._menu, (self._office, 1), margins=(12, 4, 8, 12))
        self.setLayout(column(head, self._list, None, margins=(0, 8, 1, 8)))
        self.rail = False
        self.set_rail(rail=False)

    def add(self, name: str, icon: str, title: str, key: str, *, apart: bool = False) -> None:
        """Add a page; `apart` draws a line before it."""
        if apart:
            self._list.addLayout(row((hair(), 1), margins=(14, 5, 14, 5)))
        item = NavItem(self._theme, icon, title, key)
        item.clicked.connect(lambda: self.chosen.emit(name))
        item.set_rail(self.rail)
        self.items[name] = item
        self._list.addWidget(item)

    def show_current(self, name: str) -> None:
        """Mark the page that is shown; a page that is not listed leaves the mark where it was."""
        if name in self.items:
            self.items[name].setChecked(True)

    def set_rail(self, *, rail: bool, asked: bool = False) -> None:
        """Icons alone, or with words. `asked`: the user wants the words although the window is narrow."""
        self.rail = rail
        self.setFixedWidth(self._theme.size("nav_rail" if rail else "nav_wide"))
        self._office.setVisible(not rail)
        self._menu.setVisible(rail)
        for item in self.items.values():
            item.set_rail(rail)
        if asked:
            next(iter(self.items.values())).setFocus()
