"""Heaps: how many of each sort there are; pressing one shows it alone. A zero stays visible, grey.

heaps = Heaps(theme, (Heap("new", "add", "Mới", "thêm vào sổ", "accent"), …))
heaps.show_counts({"new": 164, …})
heaps.chosen                     the name of the heap that was pressed
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QSizePolicy, QWidget

from tmdt_desktop.i18n import number
from ui.shell.theme import Theme
from ui.shell.widgets import row

_HIGH = 56


@dataclass(frozen=True)
class Heap:
    """One heap. `said`: one line of consequence; `tone` of its count when it is not zero."""

    name: str
    icon: str
    title: str
    said: str
    tone: str = "text"


class HeapButton(QAbstractButton):
    """A heap that can be pressed."""

    def __init__(self, theme: Theme, heap: Heap) -> None:
        super().__init__()
        self._theme, self.heap, self.count = theme, heap, 0
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(_HIGH)
        self.show_count(0)

    def show_count(self, count: int) -> None:
        """Show another count."""
        self.count = count
        words = f"{number(count)} {self.heap.title}: {self.heap.said}"
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(140, _HIGH)

    def minimumSizeHint(self) -> QSize:
        return QSize(96, _HIGH)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        accent = self.isChecked() or self.hasFocus()
        painter.setPen(QPen(self._theme.colour("accent" if accent else "line"), 2 if accent else 1))
        painter.setBrush(self._theme.colour("accent_soft" if self.isChecked() else "surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        figure = self._theme.font("figure")
        words, tone = number(self.count), self.heap.tone if self.count else "text_3"
        width = QFontMetricsF(figure).horizontalAdvance(words)
        painter.setFont(figure)
        painter.setPen(self._theme.colour(tone))
        painter.drawText(QRectF(12, 0, width + 2, self.height()), Qt.AlignmentFlag.AlignVCenter, words)
        self._paint_words(painter, 12 + width + 10, tone)

    def _paint_words(self, painter: QPainter, at: float, tone: str) -> None:
        room = self.width() - at - 8
        painter.drawPixmap(int(at), 11, self._theme.pixmap(self.heap.icon, tone, 14))
        lines = (
            (19.0, 8.0, "strong", "text" if self.count else "text_2", self.heap.title),
            (0.0, 28.0, "small", "text_2", self.heap.said),
        )
        for indent, top, role, shade, text in lines:
            font = self._theme.font(role)
            painter.setFont(font)
            painter.setPen(self._theme.colour(shade))
            words = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, max(room - indent, 0))
            painter.drawText(QRectF(at + indent, top, room - indent, 20), Qt.AlignmentFlag.AlignVCenter, words)


class Heaps(QWidget):
    """A row of heaps, one of which is chosen."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, heaps: Sequence[Heap]) -> None:
        super().__init__()
        self.buttons = {heap.name: HeapButton(theme, heap) for heap in heaps}
        self._group = QButtonGroup(self)
        for button in self.buttons.values():
            self._group.addButton(button)
            button.clicked.connect(lambda _checked=False, name=button.heap.name: self.chosen.emit(name))
        self.setLayout(row(*((button, 1) for button in self.buttons.values()), spacing=8))

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """Show how many there are of each; a name that is missing counts 0."""
        for name, button in self.buttons.items():
            button.show_count(counts.get(name, 0))

    def choose(self, name: str) -> None:
        """Mark a heap as chosen without telling so."""
        self.buttons[name].setChecked(True)

    def choose_none(self) -> None:
        """None is chosen: what is shown is no heap."""
        self._group.setExclusive(False)
        for button in self.buttons.values():
            button.setChecked(False)
        self._group.setExclusive(True)
