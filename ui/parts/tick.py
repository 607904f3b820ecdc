"""A box to tick and a ring to choose one of several by, painted from the tokens, with their words beside them."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from ui.shell.theme import Theme

_BOX, _GAP = 16, 8


class Tick(QAbstractButton):
    """Ticked or not; Space turns it."""

    def __init__(self, theme: Theme, words: str) -> None:
        super().__init__()
        self._theme = theme
        self.setText(words)
        self.setAccessibleName(words)
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        words = QFontMetricsF(self._theme.font("body")).horizontalAdvance(self.text())
        return QSize(int(words) + _BOX + _GAP + 4, 24)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top = (self.height() - _BOX) / 2
        box = QRectF(1, top, _BOX, _BOX)
        on = self.isChecked()
        border = "accent" if on or self.hasFocus() else "line_strong"
        painter.setPen(QPen(self._theme.colour(border), 2 if self.hasFocus() else 1))
        painter.setBrush(self._theme.colour("accent" if on else "surface"))
        self.paint_box(painter, box)
        painter.setFont(self._theme.font("body"))
        painter.setPen(self._theme.colour("text" if self.isEnabled() else "text_3"))
        words = QRectF(_BOX + _GAP, 0, self.width() - _BOX - _GAP, self.height())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self.text())

    def paint_box(self, painter: QPainter, box: QRectF) -> None:
        """The box in the pen and brush that are set."""
        painter.drawRoundedRect(box, 3, 3)
        if self.isChecked():
            painter.drawPixmap(QPointF(box.x() + 2, box.y() + 2), self._theme.pixmap("check", "on_accent", 12))


class Option(Tick):
    """One of several that exclude each other within their parent: a ring, filled when chosen."""

    def __init__(self, theme: Theme, words: str) -> None:
        super().__init__(theme, words)
        self.setAutoExclusive(True)

    def nextCheckState(self) -> None:
        """A second press leaves it chosen."""
        self.setChecked(True)

    def paint_box(self, painter: QPainter, box: QRectF) -> None:
        painter.drawEllipse(box)
        if self.isChecked():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour("on_accent"))
            painter.drawEllipse(box.adjusted(5, 5, -5, -5))
