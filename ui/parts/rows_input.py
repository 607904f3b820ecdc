"""A sub-list inside a form: its rows as a list of two-line items, and below it the inputs of the chosen row."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from tmdt_desktop.errors import Invalid
from tmdt_desktop.fields import Field, Rows
from tmdt_desktop.kinds import Text
from ui.parts.field_grid import FieldGrid
from ui.parts.inputs import Input
from ui.shell.theme import Theme
from ui.shell.widgets import Button, column, label, panel, row

Index = QModelIndex | QPersistentModelIndex
_FAULT = Qt.ItemDataRole.UserRole
_SECOND = Qt.ItemDataRole.UserRole + 1


class _RowsModel(QAbstractListModel):
    """Raw rows, each told in two lines by its listed fields."""

    def __init__(self, kind: Rows, parent: QObject) -> None:
        super().__init__(parent)
        self._fields = kind.of.fields()
        self._one = kind.of.one
        self.rows: list[dict[str, object]] = []
        self.faults: dict[int, dict[str, str]] = {}

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == _FAULT:
            return index.row() in self.faults
        if role not in (Qt.ItemDataRole.DisplayRole, _SECOND):
            return None
        words = [said for field in self._fields if field.listed and (said := self._said(field, index.row()))]
        head = 1 if isinstance(self._fields[0].kind, Text) else 2
        if role == _SECOND:
            return " · ".join(words[head:])
        return " · ".join(words[:head]) or f"{self._one.capitalize()} mới"

    def _said(self, field: Field, at: int) -> str:
        raw = self.rows[at].get(field.name)
        try:
            return field.kind.show(field.read(raw))
        except Invalid:
            return str(raw or "")

    def replace(self, rows: list[dict[str, object]]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.rows, self.faults = rows, {}
        self.endResetModel()

    def touch(self, at: int) -> None:
        """Row `at` reads differently now."""
        index = self.index(at)
        self.dataChanged.emit(index, index)


class _RowsDelegate(QStyledItemDelegate):
    """Two lines a row, and the mark of a fault."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(100, self._theme.size("row_two"))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        area: QRect = option.rect  # type: ignore[attr-defined]
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined]
        painter.fillRect(area, self._theme.colour("accent_soft" if chosen else "surface"))
        painter.fillRect(area.left(), area.bottom(), area.width(), 1, self._theme.colour("line"))
        if chosen:
            painter.fillRect(area.left(), area.top(), 3, area.height(), self._theme.colour("accent"))
        left = area.left() + 12
        if index.data(_FAULT):
            painter.drawPixmap(area.right() - 26, area.top() + 18, self._theme.pixmap("fault", "bad", 16))
        second = str(index.data(_SECOND))
        width = area.width() - 46
        first_top = area.top() + (6 if second else 16)
        self._line(painter, QRect(left, first_top, width, 20), str(index.data()), "strong", "text")
        self._line(painter, QRect(left, area.top() + 26, width, 18), second, "small", "text_2")

    def _line(self, painter: QPainter, area: QRect, text: str, role: str, tone: str) -> None:
        font = self._theme.font(role)
        painter.setFont(font)
        painter.setPen(self._theme.colour(tone))
        elided = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, elided)


class RowsInput(Input):
    """The rows of a sub-list. Raw form: a list of raw mappings."""

    def __init__(self, kind: Rows, theme: Theme, make: Callable[[Field], Input]) -> None:
        super().__init__(kind)
        self._of = kind.of
        self.model = _RowsModel(kind, self)
        self.view = QListView()
        self.view.setModel(self.model)
        self.view.setItemDelegate(_RowsDelegate(theme, self))
        self.view.setUniformItemSizes(True)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.selectionModel().currentChanged.connect(self._chosen)
        self.grid = FieldGrid(theme, kind.of.fields(), make)
        self.grid.edited.connect(self._edited)
        self.grid.left.connect(lambda _name: self.left.emit())
        self.add_button = Button(theme, f"Thêm {kind.of.one}", "plain", icon="add")
        self.add_button.clicked.connect(self.add_row)
        self.drop_button = Button(theme, f"Bỏ {kind.of.one} này", "bad", icon="delete")
        self.drop_button.clicked.connect(self.drop_row)
        self._empty = label(f"Chưa có {kind.of.one} nào.", "body", "text_2")
        self._detail = panel("clear", column(self.grid, row(None, self.drop_button), spacing=8))
        self._layout.addLayout(column(row(self._empty, None, self.add_button), self.view, 12, self._detail, spacing=4))
        self._at = -1
        self._fit()

    def raw(self) -> object:
        return [dict(line) for line in self.model.rows]

    def put(self, value: Any) -> None:
        fields = self._of.fields()
        self.put_raw([{f.name: f.kind.plain(line.get(f.name)) for f in fields} for line in value or ()])

    def put_raw(self, raw: object) -> None:
        lines = raw if isinstance(raw, list | tuple) else ()
        self.model.replace([self._readable(line) for line in lines])
        self._at = -1
        self._fit()

    def _readable(self, line: Mapping[str, Any]) -> dict[str, object]:
        """A row as its inputs give it: lists of terms as words."""
        fields = self._of.fields()
        return {f.name: "; ".join(v) if isinstance(v := line.get(f.name), list) else v for f in fields}

    def mark(self, state: str) -> None:
        """The rows carry their own marks."""

    def tell(self, faults: Mapping[str, str]) -> None:
        """Faults keyed «row.field»; the first faulty row opens."""
        sorted_out: dict[int, dict[str, str]] = {}
        for place, sentence in faults.items():
            at, _, name = place.partition(".")
            sorted_out.setdefault(int(at), {})[name] = sentence
        self.model.faults = sorted_out
        self.model.layoutChanged.emit()
        if sorted_out and self._at not in sorted_out:
            self.choose(min(sorted_out))
        self.grid.tell(sorted_out.get(self._at, {}), {})

    @property
    def at(self) -> int:
        """The chosen row; -1 for none."""
        return self._at

    def choose(self, at: int) -> None:
        """Open row `at`."""
        self.view.setCurrentIndex(self.model.index(at))

    def add_row(self) -> None:
        """A new empty row, open for typing."""
        at = len(self.model.rows)
        self.model.beginInsertRows(QModelIndex(), at, at)
        self.model.rows.append({})
        self.model.endInsertRows()
        self._fit()
        self.choose(at)
        self.edited.emit()
        if (first := self.grid.first()) is not None:
            first.setFocus()

    def drop_row(self) -> None:
        """Take the chosen row out of the list; it is gone when the record is saved."""
        at = self._at
        if at < 0:
            return
        self._at = -1
        self.model.beginRemoveRows(QModelIndex(), at, at)
        del self.model.rows[at]
        self.model.endRemoveRows()
        self._fit()
        self.edited.emit()
        if self.model.rows:
            self.choose(min(at, len(self.model.rows) - 1))

    def key_pressed(self, event: QKeyEvent) -> bool:  # noqa: ARG002 - the list moves by its own keys
        return False

    def _chosen(self, now: QModelIndex) -> None:
        self._at = now.row() if now.isValid() else -1
        if self._at >= 0:
            self.grid.put({})
            self.grid.put_raw(self.model.rows[self._at])
            self.grid.tell(self.model.faults.get(self._at, {}), {})
        self._fit()

    def _edited(self, name: str) -> None:
        if self._at >= 0:
            self.model.rows[self._at][name] = self.grid.boxes[name].input.raw()
            self.model.touch(self._at)
            self.edited.emit()

    def _fit(self) -> None:
        number = len(self.model.rows)
        self._empty.setVisible(not number)
        self.view.setVisible(bool(number))
        self.view.setFixedHeight(min(number, 5) * 52 + 2)
        self._detail.setVisible(self._at >= 0)
