"""The certificates on the tokens that are in: two lines each, whose it is, who issued it, how long it holds.

shown = CertificateList(theme)
shown.show_lines((CertificateLine(fingerprint, "UBND huyện", "CA Chính phủ", "đến 27/12/2026"), …))
shown.current        the key of the chosen line, or ""
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSignalBlocker,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui.shell.theme import Theme

_LINE = Qt.ItemDataRole.UserRole
_SEEN = 2.5
"""Lines that are seen at once; half a one shows that there are more."""


@dataclass(frozen=True)
class CertificateLine:
    """One certificate. `tone` of `until`; `fits`: it may be used here; `tip`: all of it in words."""

    key: str
    owner: str
    issuer: str
    until: str
    tone: str = "text_2"
    fits: bool = True
    tip: str = ""


class _Painter(QStyledItemDelegate):
    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(100, self._theme.size("row_two"))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box, line = QRectF(option.rect), index.data(_LINE)  # type: ignore[attr-defined]
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined]
        if chosen:
            painter.fillRect(box, self._theme.colour("accent_soft"))
            painter.fillRect(QRectF(box.x(), box.y(), 3, box.height()), self._theme.colour("accent"))
        if option.state & QStyle.StateFlag.State_HasFocus:  # type: ignore[attr-defined]
            painter.setPen(QPen(self._theme.colour("accent"), 2))
            painter.drawRect(box.adjusted(1, 1, -1, -1))
        icon, tone = ("usb", "accent" if chosen else "text_2") if line.fits else ("bad", "bad")
        painter.drawPixmap(QPointF(box.x() + 14, box.y() + 10), self._theme.pixmap(icon, tone, 18))
        self._words(painter, box.adjusted(44, 7, -12, -7), line)
        painter.restore()

    def _words(self, painter: QPainter, box: QRectF, line: CertificateLine) -> None:
        owner = QRectF(box.x(), box.y(), box.width(), 20)
        self._say(painter, owner, ("strong", "text"), line.owner)
        small = QFontMetricsF(self._theme.font("small"))
        until = small.horizontalAdvance(line.until) + 1
        below = QRectF(box.x(), box.y() + 20, box.width(), 18)
        self._say(painter, below.adjusted(0, 0, -until - 12, 0), ("small", "text_2"), line.issuer)
        self._say(painter, below.adjusted(below.width() - until, 0, 0, 0), ("small", line.tone), line.until)

    def _say(self, painter: QPainter, box: QRectF, look: tuple[str, str], words: str) -> None:
        role, tone = look
        font = self._theme.font(role)
        painter.setFont(font)
        painter.setPen(QPen(self._theme.colour(tone)))
        shown = QFontMetricsF(font).elidedText(words, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)


class CertificateList(QListWidget):
    """`picked` is emitted when another line was chosen by hand."""

    picked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setItemDelegate(_Painter(theme, self))
        self.setAccessibleName("Chứng thư trên thiết bị")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.currentRowChanged.connect(lambda _row: self.picked.emit())

    @property
    def current(self) -> str:
        """The key of the chosen line; empty when there is none."""
        item = self.currentItem()
        return str(item.data(_LINE).key) if item is not None else ""

    def show_lines(self, lines: Sequence[CertificateLine], chosen: str = "") -> None:
        """Show them in place of those before; `chosen`, else the first that fits, is the current one."""
        keys = [line.key for line in lines]
        fitting = next((place for place, line in enumerate(lines) if line.fits), 0)
        with QSignalBlocker(self):
            self.clear()
            for line in lines:
                item = QListWidgetItem(f"{line.owner}, {line.issuer}, {line.until}")
                item.setData(_LINE, line)
                item.setToolTip(line.tip)
                self.addItem(item)
            self.setCurrentRow(keys.index(chosen) if chosen in keys else fitting)
        row = self._theme.size("row_two")
        self.setFixedHeight(int(min(len(lines), _SEEN) * row) + 2)
