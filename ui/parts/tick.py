"""A box to tick, painted from the tokens, with its words beside it."""

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
        painter.drawRoundedRect(box, 3, 3)
        if on:
            painter.drawPixmap(QPointF(box.x() + 2, box.y() + 2), self._theme.pixmap("check", "on_accent", 12))
        painter.setFont(self._theme.font("body"))
        painter.setPen(self._theme.colour("text" if self.isEnabled() else "text_3"))
        words = QRectF(_BOX + _GAP, 0, self.width() - _BOX - _GAP, self.height())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self.text())
