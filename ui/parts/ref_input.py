"""The input of a reference: type a few words, choose among the records found; open the one that stands there.

F4 or Down shows the first hits, Ctrl+Enter opens the chosen record, Delete (with all selected) empties.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QModelIndex, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter, QLineEdit

from tmdt_desktop.text import key
from ui.parts.inputs import Input, PaintedButton
from ui.shell.theme import Theme

if TYPE_CHECKING:
    from tmdt_desktop.kinds import Ref

Hits = list[tuple[str, str]]
"""(id, words) of records."""
PAUSE = 150
"""Milliseconds after the last letter before records are looked for."""
_PLAIN = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class Lookup:
    """Who knows the records of other registers.

    `name`: of a register's code and an id; `search`: of a code and typed words, calls back with the first hits;
    `open`: goes to a record.
    """

    name: Callable[[str, UUID], str]
    search: Callable[[str, str, Callable[[Hits], None]], None]
    open: Callable[[str, UUID], None]


class RefInput(Input):
    """One record of another register."""

    def __init__(self, kind: "Ref", theme: Theme, lookup: Lookup) -> None:
        super().__init__(kind)
        self._to, self._lookup = kind.to, lookup
        self._id: UUID | None = None
        self._wants_list = False
        self._asked = 0
        self.line = QLineEdit()
        self.line.setPlaceholderText("Gõ tên, mã số thuế; F4 để chọn")
        self.line.setTextMargins(0, 0, 52, 0)
        self.line.textEdited.connect(self._typed)
        self.opener = PaintedButton(theme, "link", self.line, place=1)
        self.opener.setToolTip("Mở hồ sơ (Ctrl+Enter)")
        self.opener.setAccessibleName("Mở hồ sơ")
        self.opener.clicked.connect(self.open_record)
        down = PaintedButton(theme, "down", self.line)
        down.setToolTip("Chọn trong sổ (F4)")
        down.setAccessibleName("Chọn trong sổ")
        down.clicked.connect(self.show_list)
        self.model = QStandardItemModel(self)
        self.completer = QCompleter(self.model, self)
        self.completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.completer.setMaxVisibleItems(12)
        self.completer.setWidget(self.line)
        self.completer.popup().setProperty("popup", True)  # noqa: FBT003 - a Qt property
        self.completer.activated[QModelIndex].connect(self._picked)  # type: ignore[index]
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self._search)
        self.hold(self.line)
        self._show_opener()

    def raw(self) -> object:
        return str(self._id) if self._id is not None else self.line.text()

    def put(self, value: Any) -> None:
        self._choose(value, self._lookup.name(self._to, value) if value is not None else "")

    def put_raw(self, raw: object) -> None:
        text = "" if raw is None else str(raw)
        try:
            self.put(UUID(text))
        except ValueError:
            self._choose(None, text)

    def settle(self) -> None:
        """Words that are the whole name of the one hit choose it."""
        self._pause.stop()
        items = [self.model.item(at) for at in range(self.model.rowCount())]
        same = [item for item in items if key(self.line.text()) == key(item.text()) != ""]
        if self._id is None and len(same) == 1:
            self._choose(UUID(same[0].data(_PLAIN)), same[0].text())
        self.line.setCursorPosition(0)

    def key_pressed(self, event: QKeyEvent) -> bool:
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and control:
            self.open_record()
            return True
        if event.key() in (Qt.Key.Key_F4, Qt.Key.Key_Down):
            self.show_list()
            return True
        if event.key() == Qt.Key.Key_Delete and self.line.text() and self.line.selectedText() == self.line.text():
            self._choose(None, "")
            self.edited.emit()
            return True
        return super().key_pressed(event)

    def show_list(self) -> None:
        """Show the records that the typed words find; the first of the register when one is chosen already."""
        self.line.setFocus()
        self._wants_list = True
        self._search()

    def open_record(self) -> None:
        """Go to the record that stands there."""
        if self._id is not None:
            self._lookup.open(self._to, self._id)

    def _typed(self, _text: str) -> None:
        self._id = None
        self._show_opener()
        self._wants_list = True
        self._pause.start()
        self.edited.emit()

    def _search(self) -> None:
        self._asked += 1
        asked = self._asked
        typed = "" if self._id is not None else self.line.text()
        self._lookup.search(self._to, typed, lambda hits: self._found(asked, hits))

    def _found(self, asked: int, hits: Hits) -> None:
        if asked != self._asked:
            return
        self.model.clear()
        for id_, words in hits:
            item = QStandardItem(words)
            item.setData(id_, _PLAIN)
            item.setToolTip(words)
            self.model.appendRow(item)
        if self._wants_list and self.line.hasFocus():
            self.completer.popup().hide() if not hits else self.completer.complete()
        self._wants_list = False

    def _picked(self, index: QModelIndex) -> None:
        self._choose(UUID(index.data(_PLAIN)), str(index.data()))
        self.edited.emit()
        self.left.emit()

    def _choose(self, id_: UUID | None, words: str) -> None:
        self._id = id_
        self._pause.stop()
        self.line.setText(words)
        self.line.setToolTip(words)
        self.line.setCursorPosition(0)
        self._show_opener()

    def _show_opener(self) -> None:
        self.opener.setVisible(self._id is not None)
