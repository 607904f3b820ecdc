"""A share as a bar: of work under way, of what has been decided."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.shell.theme import Theme


class Bar(QWidget):
    """A share between 0 and 1 as a round bar; `tone` full = ok unless another is given."""

    def __init__(self, theme: Theme, share: float = 0.0, tone: str = "") -> None:
        super().__init__()
        self._theme, self._share, self._tone = theme, share, tone
        self.setFixedHeight(theme.size("bar"))

    def set_share(self, share: float) -> None:
        """Show another share."""
        self._share = share
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        frame = QRectF(self.rect())
        self._bar(painter, frame, self._theme.colour("line"))
        share = min(max(self._share, 0.0), 1.0)
        if share:
            frame.setWidth(max(frame.height(), frame.width() * share))
            self._bar(painter, frame, self._theme.colour(self._tone or ("ok" if share >= 1 else "accent")))

    def _bar(self, painter: QPainter, frame: QRectF, colour: QColor) -> None:
        painter.setBrush(colour)
        painter.drawRoundedRect(frame, frame.height() / 2, frame.height() / 2)
