"""Search box and filters over a list: one line to type in, one row of chips.

The bar only says what is wanted: `changed` after a pause of 150 ms in typing or at once for a filter; `facet_asked` when
a chip is pressed, to be answered by `show_facet` with the values in force and their numbers.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QMenu

from tmdt_desktop.i18n import number
from tmdt_desktop.records import Record
from tmdt_desktop.services.choices import FILTERED
from ui.parts.inputs import PaintedButton
from ui.parts.pickers import CheckList
from ui.shell.theme import Theme
from ui.shell.widgets import Button, Chip, column, label, panel, row

Facet = tuple[Any, str, int]
PAUSE = 150
"""Milliseconds after the last letter before the list is searched."""
_SHOWN_WORDS = 34
_TO_ROWS = (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class FilterBar(QFrame):
    """What is looked for in a register."""

    changed = Signal()
    facet_asked = Signal(str)
    rows_asked = Signal()
    """Down or Enter in the search box: the keyboard should go to the rows."""
    kept_asked = Signal()
    """The kept filters are wanted."""
    special_dropped = Signal()
    """The filter that another page had set («37 dòng của chỉ tiêu C3.1») was taken away."""

    def __init__(self, theme: Theme, register: type[Record], hint: str) -> None:
        super().__init__()
        self.setProperty("look", "page")
        self._theme = theme
        self._labels = {f.name: f.label for f in register.fields() if f.listed and _can_filter(f.kind)}
        self._where: dict[str, tuple[Any, ...]] = {}
        self._said: dict[str, str] = {}
        self.search = self._search_box(hint)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self.changed)
        self.search.textChanged.connect(self._typed)
        self.chips = {name: self._chip(name) for name in self._labels}
        self._special = Chip(theme, "", on=True)
        self._special.hide()
        for signal in (self._special.cleared, self._special.clicked):
            signal.connect(self._drop_special)
        self._more = Chip(theme, "Lọc thêm", icon="filter")
        self._more.clicked.connect(self._open_more)
        self.kept = Chip(theme, "Bộ lọc đã lưu", icon="bookmark")
        self.kept.clicked.connect(self.kept_asked)
        self._clear = Button(theme, "Bỏ lọc", "plain")
        self._clear.clicked.connect(self.clear)
        self._clear.hide()
        chips = row(self._special, *self.chips.values(), self._more, self._clear, None, spacing=8)
        self._chip_line = panel("clear", chips)
        self.setLayout(
            column(
                row((self.search, 3), label("Ctrl+F", "small", "text_3"), None, self.kept, spacing=8),
                self._chip_line,
                margins=(16, 10, 16, 10),
                spacing=8,
            )
        )
        self._chip_line.setVisible(bool(self._labels))
        self.list: CheckList | None = None

    def _search_box(self, hint: str) -> QLineEdit:
        box = QLineEdit()
        box.setPlaceholderText(hint)
        box.setAccessibleName("Tìm trong danh sách")
        box.setObjectName("search")
        box.setTextMargins(24, 0, 0, 0)
        box.setMaximumWidth(460)
        box.installEventFilter(self)
        PaintedButton(self._theme, "search", box, left=True)
        return box

    @property
    def text(self) -> str:
        """What is searched for."""
        return self.search.text().strip()

    @property
    def where(self) -> tuple[tuple[str, object], ...]:
        """The filters in force, as `Query.where` takes them."""
        return tuple((name, wanted) for name, wanted in self._where.items())

    @property
    def narrowed(self) -> bool:
        """Whether anything at all is looked for."""
        return bool(self.text or self._where or self._special.isVisibleTo(self))

    def search_for(self, text: str) -> None:
        """Type `text` for the user; the list is searched at once."""
        self.search.setText(text)
        self._pause.stop()
        self.changed.emit()

    def set_filter(self, name: str, wanted: Sequence[Any], words: Sequence[str] = ()) -> None:
        """Put a filter in force; none of the values takes it away."""
        if wanted:
            self._where[name] = tuple(wanted)
            self._said[name] = ", ".join(words)
        else:
            self._where.pop(name, None)
        self._fit()
        self.changed.emit()

    def put(self, text: str, where: Sequence[tuple[str, Any]], words: Mapping[str, Sequence[str]]) -> None:
        """Look for exactly this, in place of what was looked for; `words` of the values by field."""
        self._special.hide()
        self.special_dropped.emit()
        self._where = {name: tuple(wanted) if isinstance(wanted, tuple | list) else (wanted,) for name, wanted in where}
        self._said = {name: ", ".join(said) for name, said in words.items()}
        self._fit()
        self.search_for(text)

    def set_special(self, words: str) -> None:
        """Say that another page has chosen the rows."""
        self._special.say(words)
        self._special.setVisible(bool(words))
        self._fit()

    def forget(self) -> None:
        """Take away filters and searched words without a word to anyone."""
        self._where.clear()
        self.search.clear()
        self._pause.stop()
        self._fit()

    def clear(self) -> None:
        """Take away all filters and the searched words."""
        self.forget()
        self._special.hide()
        self.special_dropped.emit()
        self._fit()
        self.changed.emit()

    def show_facet(self, name: str, facets: Sequence[Facet]) -> None:
        """Open the list of a filter's values."""
        words = [(plain, f"{said}  ({number(count)})") for plain, said, count in facets]
        said = {plain: one for plain, one, _ in facets}
        chip = self.chips[name] if self.chips[name].isVisible() else self._more
        self.list = CheckList(words, self._where.get(name, ()), self)
        chosen = self.list
        chosen.ticked.connect(
            lambda: self.set_filter(name, chosen.chosen(), [said[plain] for plain in chosen.chosen()])
        )
        chosen.closed.connect(self._closed)
        chosen.open_below(chip, 220)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down and Enter go to the rows; Esc empties the box before it means anything else."""
        if isinstance(event, QKeyEvent) and event.type() in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
            pressed = event.type() == QEvent.Type.KeyPress
            if event.key() == Qt.Key.Key_Escape and self.search.text():
                event.accept()
                if pressed:
                    self.search_for("")
                return True
            if pressed and event.key() in _TO_ROWS:
                self.rows_asked.emit()
                return True
        return super().eventFilter(watched, event)

    def _typed(self) -> None:
        self._pause.start()
        self._fit()

    def _closed(self) -> None:
        self.list = None

    def _chip(self, name: str) -> Chip:
        chip = Chip(self._theme, self._labels[name], icon="down")
        chip.clicked.connect(lambda: self.facet_asked.emit(name))
        chip.cleared.connect(lambda: self.set_filter(name, ()))
        return chip

    def _drop_special(self) -> None:
        self._special.hide()
        self.special_dropped.emit()
        self._fit()
        self.changed.emit()

    def _fit(self) -> None:
        """One row of chips: those in force first to stay, the rest as far as there is room."""
        for name, chip in self.chips.items():
            on = name in self._where
            words = f"{self._labels[name]}: {self._said.get(name, '')}" if on else self._labels[name]
            chip.say(
                words if len(words) <= _SHOWN_WORDS else f"{words[: _SHOWN_WORDS - 1]}…",
                on=on,
                icon="" if on else "down",
            )
            chip.setToolTip(words if len(words) > _SHOWN_WORDS else "")
        self._clear.setVisible(self.narrowed)
        room = (
            self.width() - 32 - self._more.sizeHint().width() - (self._clear.sizeHint().width() if self.narrowed else 0)
        )
        room -= self._special.sizeHint().width() + 8 if self._special.isVisibleTo(self) else 0
        hidden = 0
        for chip in sorted(self.chips.values(), key=lambda chip: not chip.on):
            room -= chip.sizeHint().width() + 8
            chip.setVisible(room >= 0)
            hidden += room < 0
        self._more.setVisible(bool(hidden))

    def _open_more(self) -> None:
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        for name, chip in self.chips.items():
            if not chip.isVisible():
                menu.addAction(self._labels[name]).triggered.connect(
                    lambda _=False, name=name: self.facet_asked.emit(name)
                )
        menu.popup(self._more.mapToGlobal(self._more.rect().bottomLeft()))


def _can_filter(kind: object) -> bool:
    return isinstance(kind, FILTERED)
