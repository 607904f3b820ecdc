"""The list of pages at the left: groups with headings, wide with words and keys, or a rail of icons in narrow windows.

Pages that this office is not asked for fold into one line. Tab reaches the list once, the arrow keys walk in it.
"""

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QFrame, QScrollArea, QSizePolicy, QWidget

from ui.shell.theme import Theme
from ui.shell.widgets import Button, column, label, panel, row

_HEAD_HEIGHT, _LINE_HEIGHT = 28, 13
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
WORDS_LEFT, WORDS_RIGHT = 40, 10
"""Pixels left and right of the words of a page."""


class NavItem(QAbstractButton):
    """One page: icon, title, its key or (in red) how many things wait there. `walked`: −1 up, 1 down.

    `boxed`: it looks like a field to type into.
    """

    walked = Signal(int)

    def __init__(self, theme: Theme, icon: str, title: str, key: str = "") -> None:
        super().__init__()
        self._theme, self._icon, self._key = theme, icon, key
        self.rail = self.boxed = False
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
        return QSize(self._theme.size("nav_rail") - 1, self.height())

    def set_rail(self, rail: bool) -> None:  # noqa: FBT001 - a state
        """Show the icon alone; the words become the tooltip."""
        self.rail = rail
        self.setToolTip(f"{self.text()} ({self._key})" if rail and self._key else self.text() if rail else "")
        self.update()

    def set_waiting(self, number: int) -> None:
        """Show how many things wait on this page; 0 for none."""
        self.waiting = number
        self.update()

    def set_icon(self, icon: str) -> None:
        """Show another icon."""
        self._icon = icon
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if (key := Qt.Key(event.key())) in _STEPS:
            self.walked.emit(_STEPS[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

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
        if self.boxed:
            painter.setPen(QPen(self._theme.colour("line_strong"), 1))
            painter.setBrush(self._theme.colour("surface"))
            painter.drawRoundedRect(frame.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        elif self.isChecked() or self.underMouse():
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
        words = QRectF(self.rect()).adjusted(WORDS_LEFT, 0, -WORDS_RIGHT, 0)
        font = self._theme.font("strong" if self.isChecked() else "body")
        painter.setFont(font)
        painter.setPen(self._theme.colour("text" if self.isChecked() else "text_2"))
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self.text())
        painter.setFont(self._theme.font("small"))
        painter.setPen(self._theme.colour("bad" if self.waiting else "text_3"))
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        note = str(self.waiting) if self.waiting else self._key
        taken = QFontMetrics(font).horizontalAdvance(self.text())
        if taken + QFontMetrics(self._theme.font("small")).horizontalAdvance(note) + 6 <= words.width():
            painter.drawText(words, right, note)


class _GroupHead(QWidget):
    """The heading of a group; a hairline on the rail."""

    def __init__(self, theme: Theme, words: str) -> None:
        super().__init__()
        self._theme, self._words = theme, words
        self.set_rail(rail=False)

    def set_rail(self, *, rail: bool) -> None:
        """A line instead of words."""
        self._rail = rail
        self.setFixedHeight(_LINE_HEIGHT if rail else _HEAD_HEIGHT)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._rail:
            painter.fillRect(14, self.height() // 2, self.width() - 28, 1, self._theme.colour("line_strong"))
            return
        painter.setFont(self._theme.font("small_strong"))
        painter.setPen(self._theme.colour("text_3"))
        words = QRectF(self.rect()).adjusted(16, 0, -8, -4)
        painter.drawText(words, Qt.AlignmentFlag.AlignBottom, self._words)


class Navigation(QFrame):
    """Office on top, the search, pages below; `chosen` says the name of the page that was pressed."""

    chosen = Signal(str)
    search_asked = Signal()

    def __init__(self, theme: Theme, office: str, unit: str) -> None:
        super().__init__()
        self._theme = theme
        self.setProperty("look", "nav")
        self.items: dict[str, NavItem] = {}
        self._heads: list[_GroupHead] = []
        self._folded: list[NavItem] = []
        self.fold: NavItem | None = None
        self._office = panel(
            "clear",
            column(label(office, "strong", wrap=True), label(unit, "small", "text_2", wrap=True), margins=(4, 0, 0, 0)),
        )
        self._menu = Button(theme, "", "plain", icon="menu")
        self._menu.setAccessibleName("Hiện tên các trang")
        self._menu.setToolTip("Hiện tên các trang")
        self._menu.clicked.connect(lambda: self.set_rail(rail=False, asked=True))
        self.search = NavItem(theme, "search", "Tìm mọi thứ", "Ctrl+K")
        self.search.boxed = True
        self.search.setCheckable(False)
        self.search.setAutoExclusive(False)
        self.search.clicked.connect(self.search_asked)
        self._list = column(spacing=1)
        self._area = self._scrolled()
        head = row(self._menu, (self._office, 1), margins=(12, 4, 8, 8))
        self.setLayout(column(head, self.search, (self._area, 1), margins=(0, 8, 1, 0)))
        self.rail = False
        self.set_rail(rail=False)

    def add_group(self, words: str) -> None:
        """Begin a group of pages."""
        made = _GroupHead(self._theme, words)
        made.set_rail(rail=self.rail)
        self._heads.append(made)
        self._list.addWidget(made)

    def add(self, name: str, icon: str, title: str, key: str = "", *, folded: bool = False) -> None:
        """Add a page; those that are `folded` show when their line, «Sổ khác», is pressed."""
        if folded and self.fold is None:
            self._add_fold()
        item = NavItem(self._theme, icon, title, key)
        item.clicked.connect(lambda: self.chosen.emit(name))
        self.items[name] = item
        self._place(item)
        if folded:
            self._folded.append(item)
            item.hide()

    def show_current(self, name: str) -> None:
        """Mark the page that is shown; a page that is not listed leaves the mark where it was."""
        if name not in self.items:
            return
        item = self.items[name]
        if item in self._folded:
            self.unfold(shown=True)
        item.setChecked(True)
        for each in self.items.values():
            each.setFocusPolicy(Qt.FocusPolicy.StrongFocus if each is item else Qt.FocusPolicy.ClickFocus)
        QTimer.singleShot(0, self, lambda: self._area.ensureWidgetVisible(item, 0, 40))  # once it has its place

    def unfold(self, *, shown: bool) -> None:
        """Show the folded pages, or fold them again."""
        for item in self._folded:
            item.setVisible(shown)
        if self.fold is not None:
            self.fold.set_icon("up" if shown else "down")

    def set_rail(self, *, rail: bool, asked: bool = False) -> None:
        """Icons alone, or with words. `asked`: the user wants the words although the window is narrow."""
        self.rail = rail
        self.setFixedWidth(self._theme.size("nav_rail" if rail else "nav_wide"))
        self._office.setVisible(not rail)
        self._menu.setVisible(rail)
        policy = Qt.ScrollBarPolicy.ScrollBarAlwaysOff if rail else Qt.ScrollBarPolicy.ScrollBarAsNeeded
        self._area.setVerticalScrollBarPolicy(policy)
        for head in self._heads:
            head.set_rail(rail=rail)
        for item in (self.search, *self._items()):
            item.set_rail(rail)
        if asked:
            next(iter(self.items.values())).setFocus()

    def _scrolled(self) -> QScrollArea:
        area = QScrollArea()
        area.setProperty("look", "nav")
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(panel("clear", column(self._list, None, margins=(0, 0, 0, 8))))
        return area

    def _add_fold(self) -> None:
        made = NavItem(self._theme, "down", "Sổ khác")
        made.setCheckable(False)
        made.setAutoExclusive(False)
        made.clicked.connect(lambda: self.unfold(shown=self._folded[0].isHidden()))
        self.fold = made
        self._place(made)

    def _place(self, item: NavItem) -> None:
        item.set_rail(self.rail)
        item.walked.connect(lambda by: self._walk(item, by))
        self._list.addWidget(item)

    def _items(self) -> list[NavItem]:
        """Every line that can be pressed, from top to bottom."""
        places = (self._list.itemAt(at) for at in range(self._list.count()))
        return [place.widget() for place in places if isinstance(place.widget(), NavItem)]  # type: ignore[misc]

    def _walk(self, item: NavItem, by: int) -> None:
        shown = [each for each in self._items() if not each.isHidden()]
        at = shown.index(item) + by
        if 0 <= at < len(shown):
            shown[at].setFocus(Qt.FocusReason.OtherFocusReason)
            self._area.ensureWidgetVisible(shown[at], 0, 40)
