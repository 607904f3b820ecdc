"""Painting the rows of a table in one go. A delegate is called seven times a row and is too slow for an old PC.

Words that were laid out once are kept, because most columns repeat a few of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QStaticText

from ui.shell.theme import Theme

EMPTY = "—"
_KEPT_WORDS = 6_000
_SIDE = 8


@dataclass(frozen=True)
class RowLook:
    """One row: its words by column, the icon of its mark (empty for none), and whether it is chosen."""

    words: Sequence[str]
    mark: str
    chosen: bool


@dataclass(frozen=True)
class Columns:
    """Where the columns stand now: (left, width) of each, the mark's first, and which are aligned right."""

    places: Sequence[tuple[int, int]]
    right: Sequence[bool]


class RowPainter:
    """Paints rows into a viewport."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._font = theme.font("body")
        self._metrics = QFontMetricsF(self._font)
        self._laid_out: dict[tuple[str, int], tuple[QStaticText, float]] = {}

    def begin(self, painter: QPainter) -> None:
        """Once a paint event."""
        painter.setFont(self._font)
        self._ink = self._theme.colour("text")
        self._faint = self._theme.colour("text_3")
        self._line = self._theme.colour("line")

    def row(self, painter: QPainter, area: QRect, look: RowLook, columns: Columns, *, active: bool) -> None:
        """One row; `active`: the table has the keyboard."""
        if look.chosen:
            painter.fillRect(area, self._theme.colour("accent_soft"))
            bar = self._theme.colour("accent" if active else "line_strong")
            painter.fillRect(area.left(), area.top(), 3, area.height() - 1, bar)
        painter.fillRect(area.left(), area.bottom(), area.width(), 1, self._line)
        if look.mark:
            painter.drawPixmap(columns.places[0][0] + 11, area.top() + 7, self._theme.pixmap(look.mark, "warn", 16))
        painter.setPen(self._ink)
        for words, (left, width), right in zip(look.words, columns.places[1:], columns.right, strict=False):
            if not width:
                continue
            text, taken = self._text(words, width - 2 * _SIDE)
            at = left + width - _SIDE - taken if right else left + _SIDE
            if words == EMPTY:
                painter.setPen(self._faint)
            painter.drawStaticText(QPointF(at, area.top() + (area.height() - text.size().height()) / 2 - 0.5), text)
            if words == EMPTY:
                painter.setPen(self._ink)

    def is_cut(self, words: str, width: int) -> bool:
        """Whether `words` do not fit into a column of `width`."""
        return self._metrics.horizontalAdvance(words) > width - 2 * _SIDE

    def _text(self, words: str, width: int) -> tuple[QStaticText, float]:
        """`words`, cut to `width`, laid out, and how wide they are."""
        found = self._laid_out.get((words, width))
        if found is None:
            if len(self._laid_out) > _KEPT_WORDS:
                self._laid_out.clear()
            cut = self._metrics.elidedText(words, Qt.TextElideMode.ElideRight, width)
            text = QStaticText(cut)
            text.setTextFormat(Qt.TextFormat.PlainText)
            text.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
            text.prepare(font=self._font)
            found = self._laid_out[words, width] = (text, text.size().width())
        return found
