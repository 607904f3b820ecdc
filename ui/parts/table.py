"""The rows of a register as a table of any length: row numbers for all, values for the pages in sight.

A million rows are 8 MB of row numbers; values are read 32 at a time (a screen or two) and the last 300 such pages are kept.
"""

from array import array
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QFontMetrics, QHelpEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableView,
    QToolTip,
)

from tmdt_desktop.catalogues.listed import Listed
from tmdt_desktop.catalogues.units import Commune
from tmdt_desktop.fields import Field, Rows
from tmdt_desktop.kinds import Choice, Day, Kind, Moment, Money, TaxCode, Whole, Year
from tmdt_desktop.records import Record
from tmdt_desktop.services.registers import ListRow
from ui.parts.table_paint import EMPTY, Columns, RowLook, RowPainter
from ui.shell.theme import Theme

Index = QModelIndex | QPersistentModelIndex
PAGE = 32
KEPT_PAGES = 300
MARK_WIDTH = 34
_NAME, _NAME_LEAST = 260, 184
_ALIGN_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_ALIGN_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter

Fetch = Callable[[Sequence[int]], list[ListRow]]
Shown = tuple[ListRow, tuple[str, ...]]


class RecordModel(QAbstractTableModel):
    """Column 0 is the mark of a row; the others are the register's listed fields."""

    def __init__(self, register: type[Record], fetch: Fetch, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.fields: tuple[Field, ...] = tuple(field for field in register.fields() if field.listed)
        self._fetch = fetch
        self.seqs: array[int] = array("q")
        self.drafts: set[UUID] = set()
        self._pages: OrderedDict[int, list[Shown | None]] = OrderedDict()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.seqs)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.fields) + 1

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal or section == 0:
            return None
        field = self.fields[section - 1]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _ALIGN_RIGHT if is_number(field.kind) else _ALIGN_LEFT
        return field.label if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole) else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole) or index.column() == 0:
            return None
        shown = self._shown(index.row())
        return "" if shown is None else shown[1][index.column() - 1]

    def words(self, at: int) -> tuple[str, ...]:
        """The words of the row in place `at`, by column; none when it is gone."""
        shown = self._shown(at)
        return () if shown is None else shown[1]

    def row(self, at: int) -> ListRow | None:
        """The row in place `at`; None when it is gone."""
        shown = self._shown(at) if 0 <= at < len(self.seqs) else None
        return None if shown is None else shown[0]

    def replace(self, seqs: "array[int]") -> None:
        """Show other rows."""
        self.beginResetModel()
        self.seqs = seqs
        self._pages.clear()
        self.endResetModel()

    def forget(self) -> None:
        """The same rows hold other values now."""
        self._pages.clear()
        if len(self.seqs):
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.seqs) - 1, len(self.fields)))

    def place_of(self, seq: int) -> int:
        """Where the row with this number stands; -1 when it is not among these."""
        try:
            return self.seqs.index(seq)
        except ValueError:
            return -1

    def _shown(self, at: int) -> Shown | None:
        number, place = divmod(at, PAGE)
        page = self._pages.get(number)
        if page is None:
            page = self._pages[number] = self._read(number)
            if len(self._pages) > KEPT_PAGES:
                self._pages.popitem(last=False)
        else:
            self._pages.move_to_end(number)
        return page[place]

    def _read(self, number: int) -> list[Shown | None]:
        seqs = self.seqs[number * PAGE : (number + 1) * PAGE]
        kinds = [field.kind for field in self.fields]
        found: dict[int, Shown] = {}
        for line in self._fetch(seqs):
            words = tuple(_words(kind, value) for kind, value in zip(kinds, line.values, strict=True))
            found[line.seq] = (line, words)
        return [found.get(seq) for seq in seqs]


def is_number(kind: Kind) -> bool:
    """Whether values stand at the right."""
    return isinstance(kind, Whole | Money | Rows) and not isinstance(kind, Year)


def _words(kind: Kind, value: Any) -> str:
    if isinstance(kind, Rows):
        return str(value) if value else EMPTY
    return kind.show(value) or EMPTY


class _Header(QHeaderView):
    """Column heads in our look, with the arrow of the order in force."""

    def __init__(self, theme: Theme, view: QTableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, view)
        self._theme = theme
        self.order: tuple[int, bool] = (-1, False)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(MARK_WIDTH)
        self.setFixedHeight(theme.size("table_head"))

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803 - Qt's name
        painter.save()
        painter.fillRect(rect, self._theme.colour("sunken"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, self._theme.colour("line"))
        words = str(self.model().headerData(logicalIndex, Qt.Orientation.Horizontal) or "")
        align = self.model().headerData(logicalIndex, Qt.Orientation.Horizontal, Qt.ItemDataRole.TextAlignmentRole)
        inner = rect.adjusted(8, 0, -8, 0)
        font = self._theme.font("small_strong")
        metrics = QFontMetrics(font)
        ordered = self.order[0] == logicalIndex
        if ordered:
            icon = self._theme.pixmap("down" if self.order[1] else "up", "accent", 12)
            inner.setRight(inner.right() - 14)
            text_width = min(metrics.horizontalAdvance(words), inner.width())
            at = inner.right() + 3 if align == _ALIGN_RIGHT else inner.left() + text_width + 4
            painter.drawPixmap(at, rect.top() + 10, icon)
        painter.setFont(font)
        painter.setPen(self._theme.colour("accent" if ordered else "text_2"))
        painter.drawText(
            inner, align or _ALIGN_LEFT, metrics.elidedText(words, Qt.TextElideMode.ElideRight, inner.width())
        )
        painter.restore()


class RecordTable(QTableView):
    """The table of a register. `opened`: Enter or a double click; `order_asked`: field name, «-» before it for downwards."""

    opened = Signal()
    moved = Signal()
    spread = Signal()
    """Other rows are chosen now, one or several."""
    order_asked = Signal(str)

    def __init__(self, theme: Theme, register: type[Record], fetch: Fetch) -> None:
        super().__init__()
        self._theme, self._register = theme, register
        self.records = RecordModel(register, fetch, self)
        self.setModel(self.records)
        self._painter = RowPainter(theme)
        self._head = _Header(theme, self)
        self.setHorizontalHeader(self._head)
        self._head.sectionClicked.connect(self._order_clicked)
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(False)
        side = self.verticalHeader()
        side.hide()
        side.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        side.setMinimumSectionSize(theme.size("row"))
        side.setDefaultSectionSize(theme.size("row"))
        self.activated.connect(lambda _index: self.opened.emit())
        self.selectionModel().currentRowChanged.connect(lambda _now, _before: self.moved.emit())
        self.selectionModel().selectionChanged.connect(lambda _now, _before: self._spread())
        self.show_order("")

    def chosen_spans(self) -> list[tuple[int, int]]:
        """(first, last) place of each run of chosen rows, from top to bottom."""
        chosen = self.selectionModel().selection()
        spans = (chosen.at(place) for place in range(chosen.count()))
        return sorted({(span.top(), span.bottom()) for span in spans})

    def chosen_count(self) -> int:
        """How many rows are chosen."""
        return sum(last - first + 1 for first, last in self.chosen_spans())

    @property
    def current(self) -> ListRow | None:
        """The chosen row."""
        return self.records.row(self.currentIndex().row())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        self._painter.begin(painter)
        columns, active = self._columns(), self.hasFocus()
        here = self.currentIndex().row()
        spans = self.chosen_spans() or [(here, here)]
        first = max(self.rowAt(event.rect().top()), 0)
        for row in range(first, self.records.rowCount()):
            top = self.rowViewportPosition(row)
            if top > event.rect().bottom():
                break
            area = QRect(0, top, self.viewport().width(), self.rowHeight(row))
            chosen = any(begin <= row <= end for begin, end in spans)
            look = RowLook(self.records.words(row), self.mark_of(row), chosen)
            self._painter.row(painter, area, look, columns, active=active)

    def mark_of(self, row: int) -> str:
        """The icon before a row: a draft, a doubt, or none."""
        line = self.records.row(row)
        if line is None:
            return ""
        return "sign" if line.id in self.records.drafts else "warn" if line.doubt else ""

    def viewportEvent(self, event: QEvent) -> bool:
        """A tooltip where words are cut short, and on marks."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.told_at(self.indexAt(event.pos())), self)
            return True
        return super().viewportEvent(event)

    def told_at(self, index: QModelIndex) -> str:
        """The tooltip of a cell; empty for none."""
        if not index.isValid():
            return ""
        if index.column() == 0:
            return {"sign": "Có bản nháp chưa ghi", "warn": "Có chỗ nên xem lại"}.get(self.mark_of(index.row()), "")
        words = self.records.words(index.row())[index.column() - 1]
        return words if self._painter.is_cut(words, self.columnWidth(index.column())) else ""

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt makes the first row current when the keyboard comes in; nobody has chosen it, so it is no move."""
        was = self.selectionModel().blockSignals(True)  # noqa: FBT003 - Qt's switch
        super().focusInEvent(event)
        self.selectionModel().blockSignals(was)
        self.viewport().update()

    def _spread(self) -> None:
        self.viewport().update()
        self.spread.emit()

    def _columns(self) -> Columns:
        count = self.records.columnCount()
        places = [(self.columnViewportPosition(at), self.columnWidth(at)) for at in range(count)]
        return Columns(places, [is_number(field.kind) for field in self.records.fields])

    def choose(self, at: int) -> None:
        """Choose the row in place `at` and bring it into sight."""
        if 0 <= at < self.records.rowCount():
            self.selectRow(at)
            self.scrollTo(self.records.index(at, 0))

    def show_rows(self, seqs: "array[int]") -> None:
        """Show other rows; the chosen one stays chosen if it is among them, and the view stays where it was."""
        kept, top = self.current, self.verticalScrollBar().value()
        self.records.replace(seqs)
        at = -1 if kept is None else self.records.place_of(kept.seq)
        if at >= 0:
            was = self.selectionModel().blockSignals(True)  # noqa: FBT003 - Qt's switch: the same record is no move
            self.selectRow(at)
            self.selectionModel().blockSignals(was)
        self.verticalScrollBar().setValue(top)
        self.viewport().update()

    def show_order(self, order: str) -> None:
        """Show by which field the rows are ordered; empty for the order of names."""
        name = order.lstrip("-") or self._register.name_field
        names = [field.name for field in self.records.fields]
        self._head.order = (names.index(name) + 1 if name in names else -1, order.startswith("-"))
        self._head.viewport().update()

    def in_sight(self) -> tuple[int, int]:
        """First and last row on the screen, from 1; (0, 0) when there is none."""
        count = self.records.rowCount()
        if not count:
            return 0, 0
        first = max(self.rowAt(0), 0)
        last = self.rowAt(self.viewport().height() - 1)
        return first + 1, (last if last >= 0 else count - 1) + 1

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for at, width in enumerate(self._widths(self.viewport().width())):
            self.setColumnHidden(at, not width)
            if width:
                self.setColumnWidth(at, width)

    def _widths(self, room: int) -> list[int]:
        """Every column what it asks for, the name the rest. Where there is no room the last ones are hidden: 0."""
        fields = self.records.fields
        asked = [self._asked(field) for field in fields]
        name = next((at for at, field in enumerate(fields) if field.name == self._register.name_field), 0)
        for at in reversed(range(len(asked))):
            if sum(asked) > room - MARK_WIDTH and at != name:
                asked[at] = 0
        asked[name] += max(room - MARK_WIDTH - sum(asked), _NAME_LEAST - _NAME)
        return [MARK_WIDTH, *asked]

    def _asked(self, field: Field) -> int:
        """What a column takes when there is room for all."""
        head = QFontMetrics(self._theme.font("small_strong")).horizontalAdvance(field.label) + 32
        if field.name == self._register.name_field:
            return _NAME
        return max(head, self._sample(field) + 18)

    def _sample(self, field: Field) -> int:
        """The width of a usual value, in logical pixels."""
        words = "Doanh nghiệp mới" if isinstance(field.kind, Choice | Commune | Listed) else "Nguyễn Thị Bích Hường"
        return QFontMetrics(self._theme.font("body")).horizontalAdvance(_SAMPLES.get(type(field.kind), words))

    def _order_clicked(self, column: int) -> None:
        if column:
            at, down = self._head.order
            name = self.records.fields[column - 1].name
            self.order_asked.emit(f"-{name}" if at == column and not down else name)


_SAMPLES: dict[type[Kind], str] = {
    TaxCode: "0123456789-001",
    Day: "31/12/2024",
    Moment: "31/12/2024 09:30",
    Whole: "12.345",
    Year: "2024",
    Money: "123.456.789.000",
    Rows: "12.345",
}
