"""Content as tall as it needs to be; where the screen is lower than that, it scrolls instead of pushing buttons away."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget

from ui.shell.widgets import Part, column, panel

LEAST = 160
"""Pixels that are seen of it at least."""


class TallArea(QScrollArea):
    """A column of parts. Its height is worked out for the width it has: wrapped words are lower where it is wider."""

    def __init__(self, *parts: Part, spacing: int = 0) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._inside = column(*parts, spacing=spacing)
        self.content: QWidget = panel("clear", self._inside)
        self.content.installEventFilter(self)
        self.setWidget(self.content)

    def sizeHint(self) -> QSize:
        return QSize(self._inside.totalMinimumSize().width(), self._tall(self.width()))

    def minimumSizeHint(self) -> QSize:
        wanted = self.sizeHint()
        return QSize(wanted.width(), min(wanted.height(), LEAST))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.content and event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        room = self.viewport().size()
        self.content.resize(room.width(), max(room.height(), self._tall(room.width())))

    def _tall(self, width: int) -> int:
        inside = self._inside
        return inside.totalHeightForWidth(width) if inside.hasHeightForWidth() else inside.totalMinimumSize().height()
