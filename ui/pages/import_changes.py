"""The heap «Khác sổ»: field by field what the register says and what the file says, with a tick for what to take.

Space turns the tick of a field, Enter takes the row (its ticked fields, all of them where none is ticked) and goes on to
the next one, T L G decide for the whole row as the buttons above do for all rows.
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import overload

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QWidget

from tmdt_desktop.i18n import number
from tmdt_desktop.records import Record
from tmdt_desktop.services.import_list import ChangedRow, Difference
from ui.pages.import_choices import Choices, Place
from ui.pages.import_lines import RowKey
from ui.parts.lines_table import Cell, Column, Line, LinesTable
from ui.shell.theme import Theme
from ui.shell.widgets import Button, column, label, panel, row

COLUMNS = (Column("", 36), Column("Mục", 150), Column("Sổ đang ghi"), Column("Tệp ghi"))
_FOR_ALL: tuple[tuple[str, str, Callable[[Choices, Sequence[Place]], None]], ...] = (
    ("Lấy ô đang trống", "all_fills", Choices.take_fills),
    ("Lấy mọi thay đổi", "all_changes", Choices.take_all),
    ("Giữ sổ", "all_kept", Choices.keep),
)
_KEPT, _SOME = "giữ sổ", "lấy {} trong {} ô"


class ChangeLines(Sequence[Line]):
    """A heading for each row and below it a line for each field that differs; made when they are asked for."""

    def __init__(self, choices: Choices, register: type[Record]) -> None:
        self._choices, self._name = choices, register.name_field
        self.rows: tuple[ChangedRow, ...] = tuple(choices.changed.values())
        self._starts = [0, *accumulate(len(made.differences) + 1 for made in self.rows)]
        self._at = {place: at for at, place in enumerate(choices.changed)}

    def __len__(self) -> int:
        return self._starts[-1]

    @overload
    def __getitem__(self, at: int) -> Line: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Line]: ...
    def __getitem__(self, at: int | slice) -> Line | Sequence[Line]:
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(len(self)))]
        of = bisect_right(self._starts, at) - 1
        made, inner = self.rows[of], at - self._starts[of] - 1
        return self._head(made) if inner < 0 else self._line(made, made.differences[inner])

    def place_of(self, key: object) -> int:
        """The line of a field, or the first one of a row."""
        if not isinstance(key, RowKey) or (of := self._at.get(key.place)) is None:
            return -1
        names = [made.field for made in self.rows[of].differences]
        return self._starts[of] + 1 + (names.index(key.field) if key.field in names else 0)

    def row_after(self, place: Place, step: int = 1) -> int:
        """The first line of the row after (or before) this one; -1 at the end."""
        of = self._at.get(place, -1) + step
        return self._starts[of] + 1 if 0 <= of < len(self.rows) else -1

    def _head(self, made: ChangedRow) -> Line:
        place = made.row.sheet, made.row.row
        taken, of = len(self._choices.taken(place)), len(made.differences)
        sheet = f"{place[0]}, dòng" if place[0] else "Dòng"
        said = _SOME.format(taken, of) if taken else _KEPT
        name = str(made.row.values.get(self._name, ""))
        words = f"{sheet} {number(place[1])}  ·  {name}  ·  khớp theo {_lower(made.by)}  ·  {said}"
        return Line((Cell(words, tip=words),), RowKey("changed", *place), head=True)

    def _line(self, made: ChangedRow, differs: Difference) -> Line:
        place = made.row.sheet, made.row.row
        on = differs.field in self._choices.taken(place)
        tick = Cell("", "accent" if on else "text_3", "tick" if on else "untick")
        old = Cell(differs.old or "—", "text" if not on else "text_2", tip=differs.old)
        ground = "warn" if on and not differs.fills else ""
        words = f"+ {differs.new}" if differs.fills and differs.old else differs.new
        new = Cell(words, strong=on, ground=ground, tip=differs.new)
        return Line((tick, Cell(differs.label, "text_2"), old, new), RowKey("changed", *place, differs.field))


class ChangedHeap(QWidget):
    """The list and the acts for all rows. `turned` after each decision; `looked`: the key of the line looked at."""

    turned = Signal()
    looked = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._choices: Choices | None = None
        self.table = LinesTable(theme, COLUMNS)
        self.table.setAccessibleName("Các ô khác sổ")
        self.table.chosen.connect(self.looked)
        self.table.clicked.connect(self._clicked)
        keys: dict[int, Callable[[], None]] = {
            Qt.Key.Key_Space: self.turn,
            Qt.Key.Key_Return: self.take_and_go_on,
            Qt.Key.Key_Enter: self.take_and_go_on,
            Qt.Key.Key_T: self.take_fills,
            Qt.Key.Key_L: self.take_all,
            Qt.Key.Key_G: self.keep,
        }
        self.table.keys.update(keys)
        self._all = [self._for_all_button(theme, *each) for each in _FOR_ALL]
        words = label("Cho mọi dòng:", "small", "text_2")
        above = row(words, *self._all, None, margins=(10, 2, 10, 2), spacing=4)
        self.setLayout(column(panel("sunken", above), (self.table, 1)))

    def show_choices(self, choices: Choices, register: type[Record]) -> None:
        """Show the rows of other decisions, or of another list."""
        self._choices = choices
        self.table.show_lines(ChangeLines(choices, register), heads=())
        if self.table.current_key is None and len(self.table.lines_model.lines):
            self.table.setCurrentIndex(self.table.lines_model.index(1, 0))

    def turn(self) -> None:
        """Take the current field, or leave it."""
        key = self.table.current_key
        if self._choices is not None and isinstance(key, RowKey):
            self._choices.turn(key.place, key.field)
            self._told()

    def take_and_go_on(self) -> None:
        """Take the row as it is ticked, all of it when nothing is, and go to the next."""
        key, lines = self.table.current_key, self.table.lines_model.lines
        if self._choices is None or not isinstance(key, RowKey) or not isinstance(lines, ChangeLines):
            return
        if not self._choices.taken(key.place):
            self._choices.take_all([key.place])
        if (at := lines.row_after(key.place)) >= 0:
            self.table.setCurrentIndex(self.table.lines_model.index(at, 0))
        self._told()

    def take_fills(self) -> None:
        """Take what the register has not, of the current row."""
        self._for_row(Choices.take_fills)

    def take_all(self) -> None:
        """Take every difference of the current row."""
        self._for_row(Choices.take_all)

    def keep(self) -> None:
        """Leave the record of the current row as it is."""
        self._for_row(Choices.keep)

    def _for_row(self, act: Callable[[Choices, Sequence[Place]], None]) -> None:
        key = self.table.current_key
        if self._choices is not None and isinstance(key, RowKey):
            act(self._choices, [key.place])
            self._told()

    def _for_all_button(
        self, theme: Theme, words: str, name: str, act: Callable[[Choices, Sequence[Place]], None]
    ) -> Button:
        made = Button(theme, words, "plain")
        made.setObjectName(name)
        made.clicked.connect(lambda: self._for_all(act))
        return made

    def _for_all(self, act: Callable[[Choices, Sequence[Place]], None]) -> None:
        if self._choices is not None:
            act(self._choices, list(self._choices.changed))
            self._told()
            self.table.setFocus()

    def _clicked(self, index: QModelIndex) -> None:
        if index.column() == 0 and not self.table.lines_model.lines[index.row()].head:
            self.turn()

    def _told(self) -> None:
        self.table.viewport().update()
        self.turned.emit()


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]
