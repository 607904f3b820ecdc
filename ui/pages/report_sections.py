"""The sections of a report as a list, each with its state: written, moved, missing."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from tmdt_desktop.services.report_view import ReportView, SectionView
from ui.pages.report_section import heading_of
from ui.shell.theme import Theme
from ui.shell.widgets import column, hair, label, row

_CODE, _STATE, _LEVEL = (Qt.ItemDataRole.UserRole + at for at in range(3))
_HIGH = 32
_LOOKS = {"written": ("check", "ok"), "moved": ("moved", "warn"), "missing": ("fault", "bad"), "head": ("", "")}
_SAID = {"written": "đã có lời", "moved": "số liệu đã đổi", "missing": "chưa có lời", "head": ""}


def state_of(section: SectionView) -> str:
    """written, moved, missing, or head for the title of the sections below it."""
    if section.parent:
        return "head"
    return "missing" if not section.text.strip() else "moved" if section.moved else "written"


class _Painter(QStyledItemDelegate):
    """Paints one section: its mark and its title."""

    def __init__(self, theme: Theme, parent: QListWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(100, _HIGH)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        painter.save()
        box = QRectF(option.rect)  # type: ignore[attr-defined]
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined]
        if chosen:
            painter.fillRect(box, self._theme.colour("accent_soft"))
            painter.fillRect(QRectF(box.x(), box.y(), 3, box.height()), self._theme.colour("accent"))
        head = index.data(_STATE) == "head"
        icon, tone = _LOOKS[index.data(_STATE)]
        if icon:
            painter.drawPixmap(QPointF(box.x() + 12, box.y() + (_HIGH - 14) / 2), self._theme.pixmap(icon, tone, 14))
        font = self._theme.font("strong" if chosen or head else "body")
        painter.setFont(font)
        painter.setPen(self._theme.colour("text_2" if head else "text"))
        room = box.adjusted(12 if head else 34, 0, -8, 0)
        words = QFontMetricsF(font).elidedText(
            index.data(Qt.ItemDataRole.DisplayRole), Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, words)
        painter.restore()


class SectionList(QFrame):
    """The list with its head. `chosen` says the number of the section that became current."""

    chosen = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("look", "list")
        self._count = label("", "small", "text_2")
        self.list = QListWidget()
        self.list.setAccessibleName("Các mục của báo cáo")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setItemDelegate(_Painter(theme, self.list))
        self.list.currentItemChanged.connect(self._changed)
        head = row(label("Mục", "heading"), None, self._count, margins=(12, 0, 12, 0))
        self.setLayout(column(10, head, 8, hair(), (self.list, 1), margins=(0, 0, 1, 0)))
        theme.changed.connect(self.list.viewport().update)

    @property
    def current(self) -> str:
        """The number of the current section; empty when there is none."""
        item = self.list.currentItem()
        return str(item.data(_CODE)) if item else ""

    def show_sections(self, view: ReportView) -> None:
        """Show the sections of a report; the current one stays, else the first that can be written is taken."""
        kept = self.current
        self.list.blockSignals(True)  # noqa: FBT003 - Qt's way
        self.list.clear()
        for section in view.sections:
            self.list.addItem(_item(section))
        self.list.blockSignals(False)  # noqa: FBT003
        written = [section for section in view.sections if not section.parent]
        done = sum(state_of(section) == "written" for section in written)
        self._count.setText(f"{done}/{len(written)} xong")
        codes = [section.number for section in view.sections]
        self.choose(kept if kept in codes else written[0].number if written else "")

    def choose(self, code: str) -> None:
        """Make a section current."""
        for at in range(self.list.count()):
            if self.list.item(at).data(_CODE) == code:
                self.list.setCurrentRow(at)

    def _changed(self, now: QListWidgetItem | None, _before: QListWidgetItem | None) -> None:
        if now is not None:
            self.chosen.emit(str(now.data(_CODE)))


def _item(section: SectionView) -> QListWidgetItem:
    words = heading_of(section)
    item = QListWidgetItem(words)
    state = state_of(section)
    item.setData(_CODE, section.number)
    item.setData(_STATE, state)
    item.setData(_LEVEL, section.level)
    item.setToolTip(words)
    item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{words}, {_SAID[state]}" if _SAID[state] else words)
    return item
