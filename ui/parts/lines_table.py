"""A table of prepared lines: figures, rows of a file, packages, acts. It shows; it does not edit.

    table = LinesTable(theme, (Column("Dòng", 56, right=True), Column("Tên", 0), …))
    table.show_lines(lines)          any sequence of Line; a line is asked for only when it is painted
    table.chosen / table.opened      the key of the line that became current / was opened (Enter, double click)
    table.keys[Qt.Key.Key_Space]     what else a bare key does

A column of width 0 shares what is left. A Line with `head=True` is a heading across the whole width. Rows are 30 px.
Lines that know where a key stands (`Placed`) are not searched for it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from PySide6.QtCore import (
    QAbstractTableModel,
    QMetaMethod,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from ui.shell.theme import Theme

_Index = QModelIndex | QPersistentModelIndex
_SIDE = 8


@dataclass(frozen=True)
class Column:
    """A column. `width` in pixels, 0: shares the rest. `right`: numbers."""

    title: str
    width: int = 0
    right: bool = False


@dataclass(frozen=True)
class Cell:
    """What stands in a cell. `tone` of its words, `ground`: bad, warn, accent; `corner`: repaired; `tip`: on hovering."""

    text: str = ""
    tone: str = ""
    icon: str = ""
    strong: bool = False
    ground: str = ""
    corner: bool = False
    tip: str = ""


@dataclass(frozen=True)
class Line:
    """A line. `key` is what the table's signals carry; None for a line that cannot be opened."""

    cells: tuple[Cell | str, ...]
    key: Any = None
    head: bool = False


@runtime_checkable
class Placed(Protocol):
    """Lines that know where a key stands."""

    def place_of(self, key: Any) -> int:
        """The place of the line with `key`, -1 when there is none."""


class LinesModel(QAbstractTableModel):
    """The lines as Qt asks for them."""

    def __init__(self, columns: Sequence[Column]) -> None:
        super().__init__()
        self.columns = tuple(columns)
        self.lines: Sequence[Line] = ()

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Other lines from now on."""
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.lines)

    def columnCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def cell(self, index: _Index) -> Cell:
        """The cell at `index`; an empty one where the line is shorter."""
        cells = self.lines[index.row()].cells
        made = cells[index.column()] if index.column() < len(cells) else ""
        return Cell(made) if isinstance(made, str) else made

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.cell(index).text
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.cell(index).tip or None
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if self.columns[section].right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if self.lines[index.row()].head:
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class LinesPainter(QStyledItemDelegate):
    """Paints a cell in the tokens' colours."""

    def __init__(self, theme: Theme, table: "LinesTable") -> None:
        super().__init__(table)
        self._theme, self._table = theme, table

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return QSize(40, self._table.row_height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        model, box = self._table.lines_model, QRectF(option.rect)  # type: ignore[attr-defined]
        line, cell = model.lines[index.row()], model.cell(index)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined]
        if line.head:
            box = QRectF(0, box.y(), float(self._table.viewport().width()), box.height())
            cell = model.cell(model.index(index.row(), 0))
        self._ground(painter, box, line, cell, chosen=chosen)
        if chosen and index.column() == 0:
            painter.fillRect(QRectF(box.x(), box.y(), 3, box.height()), self._theme.colour("accent"))
        self._words(painter, box.adjusted(_SIDE, 0, -_SIDE, 0), cell, (line.head, model.columns[index.column()].right))
        if cell.corner:
            self._corner(painter, box)
        if self._table.by_cell:
            self._frame(painter, box, current=index == self._table.currentIndex(), marked=chosen and bool(cell.ground))
        painter.restore()

    def _frame(self, painter: QPainter, box: QRectF, *, current: bool, marked: bool) -> None:
        """Round the current cell; thinner round a selected one whose ground is taken."""
        if current or marked:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._theme.colour("accent"), 2 if current else 1))
            painter.drawRect(box.adjusted(1, 1, -1, -2))

    def _ground(self, painter: QPainter, box: QRectF, line: Line, cell: Cell, *, chosen: bool) -> None:
        name = "sunken" if line.head else "accent_soft" if chosen else "surface"
        painter.fillRect(box, self._theme.colour(f"{cell.ground}_soft" if cell.ground else name))
        painter.setPen(QPen(self._theme.colour("line"), 1))
        painter.drawLine(box.bottomLeft() - QPointF(0, 0.5), box.bottomRight() - QPointF(0, 0.5))
        if self._table.by_cell and not line.head:
            painter.drawLine(box.topRight() - QPointF(0.5, 0), box.bottomRight() - QPointF(0.5, 0))

    def _words(self, painter: QPainter, box: QRectF, cell: Cell, how: tuple[bool, bool]) -> None:
        head, right = how
        if cell.icon:
            size = self._theme.size("icon")
            tone = cell.tone or "text_2"
            painter.drawPixmap(
                QPointF(box.x(), box.y() + (box.height() - size) / 2), self._theme.pixmap(cell.icon, tone, size)
            )
            box = box.adjusted(size + (6 if cell.text else 0), 0, 0, 0)
        font = self._theme.font("strong" if cell.strong or head else "body")
        painter.setFont(font)
        painter.setPen(self._theme.colour(cell.tone or "text"))
        side = Qt.AlignmentFlag.AlignRight if right and not head else Qt.AlignmentFlag.AlignLeft
        metrics, flags = QFontMetricsF(font), Qt.AlignmentFlag.AlignVCenter | side
        if self._table.tall and metrics.horizontalAdvance(cell.text) > box.width():
            painter.drawText(box, flags, "\n".join(_two_lines(cell.text, metrics, box.width())))
            return
        words = metrics.elidedText(cell.text, Qt.TextElideMode.ElideRight, max(box.width(), 0))
        painter.drawText(box, flags | Qt.TextFlag.TextSingleLine, words)

    def _corner(self, painter: QPainter, box: QRectF) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("accent"))
        right, top = box.right() - 1, box.top()
        painter.drawPolygon(QPolygonF([QPointF(right - 8, top), QPointF(right, top), QPointF(right, top + 8)]))


def _two_lines(text: str, metrics: QFontMetricsF, width: float) -> tuple[str, str]:
    """As many whole words as fit on the first line; the rest on the second, cut where it does not fit."""
    words = text.split(" ")
    count = 1
    while count < len(words) and metrics.horizontalAdvance(" ".join(words[: count + 1])) <= width:
        count += 1
    rest = metrics.elidedText(" ".join(words[count:]), Qt.TextElideMode.ElideRight, width)
    first = metrics.elidedText(" ".join(words[:count]), Qt.TextElideMode.ElideRight, width)
    return first, rest


class LinesTable(QTableView):
    """The table. `by_cell`: single cells are walked through, with lines both ways. `tall`: words may take two lines."""

    chosen = Signal(object)
    opened = Signal(object)

    def __init__(self, theme: Theme, columns: Sequence[Column], *, by_cell: bool = False, tall: bool = False) -> None:
        super().__init__()
        self.by_cell, self.tall = by_cell, tall
        self._theme = theme
        self.keys: dict[int, Callable[[], object]] = {}
        self.row_height = theme.size("row") + (12 if tall else 0)
        self.lines_model = self._model(columns)
        self.setModel(self.lines_model)
        self.setAccessibleName("Bảng: " + ", ".join(column.title for column in columns if column.title))
        self.setItemDelegate(LinesPainter(theme, self))
        self._set_up()
        self.selectionModel().currentChanged.connect(self._current_changed)
        self.doubleClicked.connect(self._open)
        theme.changed.connect(self.viewport().update)

    def _model(self, columns: Sequence[Column]) -> LinesModel:
        return LinesModel(columns)

    def _set_up(self) -> None:
        behaviour = self.SelectionBehavior.SelectItems if self.by_cell else self.SelectionBehavior.SelectRows
        self.setSelectionBehavior(behaviour)
        self.setSelectionMode(self.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(self.ScrollMode.ScrollPerItem)
        rows, head = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(self.row_height)
        head.setHighlightSections(False)
        head.setSectionsClickable(False)
        head.setFixedHeight(self._theme.size("table_head"))
        for at, column in enumerate(self.lines_model.columns):
            stretch = QHeaderView.ResizeMode.Fixed if column.width else QHeaderView.ResizeMode.Stretch
            head.setSectionResizeMode(at, stretch)
            if column.width:
                self.setColumnWidth(at, column.width)

    def show_lines(self, lines: Sequence[Line], heads: Sequence[int] | None = None) -> None:
        """Show `lines`. `heads`: which of them are headings, where looking for them would take long."""
        kept = self.current_key
        self.clearSpans()
        self.lines_model.show_lines(lines)
        found = heads if heads is not None else [at for at, line in enumerate(lines) if line.head]
        if len(self.lines_model.columns) > 1:
            for at in found:
                self.setSpan(at, 0, 1, len(self.lines_model.columns))
        if kept is not None:
            self.choose(kept)

    @property
    def current_key(self) -> Any:
        """The key of the current line, None when there is none."""
        at = self.currentIndex().row()
        return self.lines_model.lines[at].key if 0 <= at < len(self.lines_model.lines) else None

    def choose(self, key: Any) -> bool:
        """Make the line with `key` current; False when there is none."""
        lines = self.lines_model.lines
        if isinstance(lines, Placed):
            at = lines.place_of(key)
        else:
            at = next((at for at, line in enumerate(lines) if line.key == key and not line.head), -1)
        if at >= 0:
            self.setCurrentIndex(self.lines_model.index(at, max(self.currentIndex().column(), 0)))
        return at >= 0

    def set_titles(self, *titles: str) -> None:
        """Other words in the head."""
        made = zip(titles, self.lines_model.columns, strict=True)
        self.lines_model.columns = tuple(Column(title, column.width, column.right) for title, column in made)
        self.lines_model.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(titles) - 1)

    def fit_height(self, most: int = 100_000) -> None:
        """Take exactly the height of the lines there are, at most `most` pixels."""
        wanted = len(self.lines_model.lines) * self.row_height + self._theme.size("table_head") + 1
        self.setFixedHeight(min(wanted, most))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bare = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if bare and (act := self.keys.get(event.key())) is not None:
            self._once(event, act)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter(event)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.viewport().update()

    def _enter(self, event: QKeyEvent) -> None:
        """Open the current line; where nobody opens lines, Enter belongs to what the table stands in."""
        if not self.isSignalConnected(QMetaMethod.fromSignal(self.opened)):
            event.ignore()
        else:
            self._once(event, lambda: self._open(self.currentIndex()))

    @staticmethod
    def _once(event: QKeyEvent, act: Callable[[], object]) -> None:
        """Act; an Enter that is held down acts once."""
        if not (event.isAutoRepeat() and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)):
            act()

    def _current_changed(self, current: QModelIndex, _before: QModelIndex) -> None:
        if current.isValid():
            self.chosen.emit(self.lines_model.lines[current.row()].key)

    def _open(self, index: QModelIndex) -> None:
        if index.isValid() and (key := self.lines_model.lines[index.row()].key) is not None:
            self.opened.emit(key)
