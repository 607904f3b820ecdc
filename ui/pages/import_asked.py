"""The heap «Hỏi»: rows that no key joins to a record. Beside each row the records that it may mean.

1 … 9 say which of them it is, M that it is a record of its own, B leaves it; each goes on to the next open row.
"""

from collections.abc import Sequence
from functools import partial
from typing import overload

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from tmdt_desktop.fields import Field, Rows
from tmdt_desktop.i18n import number
from tmdt_desktop.records import Record
from tmdt_desktop.services.import_list import AskedRow, Candidate
from ui.pages.import_choices import Choices, Place, place_of
from ui.pages.import_lines import RowKey
from ui.parts.lines_table import Cell, Column, Line, LinesTable
from ui.parts.tick import Tick
from ui.shell.theme import Theme
from ui.shell.widgets import Button, Part, column, hair, label, panel, row

COLUMNS = (Column("Dòng", 54, right=True), Column("", 30), Column("Dòng của tệp"), Column("Trả lời"))
_MOST = 9


class AskedLines(Sequence[Line]):
    """A line for each asked row, with the answer; made when it is asked for."""

    def __init__(self, choices: Choices, register: type[Record]) -> None:
        self._choices, self._name = choices, register.name_field
        self.rows: tuple[AskedRow, ...] = tuple(choices.asked.values())
        self._at = {place: at for at, place in enumerate(choices.asked)}

    def __len__(self) -> int:
        return len(self.rows)

    @overload
    def __getitem__(self, at: int) -> Line: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Line]: ...
    def __getitem__(self, at: int | slice) -> Line | Sequence[Line]:
        return [self._line(made) for made in self.rows[at]] if isinstance(at, slice) else self._line(self.rows[at])

    def place_of(self, key: object) -> int:
        """Where a row stands, -1 when it is not here."""
        return self._at.get(key.place, -1) if isinstance(key, RowKey) else -1

    def next_open(self, place: Place) -> int:
        """The next row without an answer, round the end; -1 when all have one."""
        start = self._at.get(place, -1)
        order = [*range(start + 1, len(self.rows)), *range(start)]
        return next((at for at in order if place_of(self.rows[at]) not in self._choices.answers), -1)

    def _line(self, made: AskedRow) -> Line:
        place = place_of(made)
        said, icon, tone = self._answer(made, place)
        name = str(made.row.values.get(self._name, ""))
        cells = (Cell(str(place[1]), "text_2"), Cell("", tone, icon), Cell(name, tip=name), Cell(said, tone, tip=said))
        return Line(cells, RowKey("asked", *place))

    def _answer(self, made: AskedRow, place: Place) -> tuple[str, str, str]:
        if place not in self._choices.answers:
            return "chưa trả lời, để lại", "question", "warn"
        answer = self._choices.answers[place]
        if answer is None:
            return "là hồ sơ mới", "add", "accent"
        return f"là {next((c.name for c in made.candidates if c.id == answer), '')}", "check", "ok"


class AskedHeap(QWidget):
    """The rows; what they may be stands beside them (`about`). `turned` after each answer; `looked` as it says."""

    turned = Signal()
    looked = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._choices: Choices | None = None
        self._register: type[Record] | None = None
        self.table = LinesTable(theme, COLUMNS)
        self.table.setAccessibleName("Các dòng cần trả lời")
        self.table.chosen.connect(self.looked)
        for at in range(_MOST):
            self.table.keys[Qt.Key.Key_1.value + at] = partial(self.answer, at)
        self.table.keys[Qt.Key.Key_M] = partial(self.answer, None)
        self.table.keys[Qt.Key.Key_B] = self.leave
        self.setLayout(column((self.table, 1)))

    def show_choices(self, choices: Choices, register: type[Record]) -> None:
        """Show the rows of other decisions, or of another list."""
        self._choices, self._register = choices, register
        self.table.show_lines(AskedLines(choices, register), heads=())
        if self.table.current_key is None and len(self.table.lines_model.lines):
            self.table.setCurrentIndex(self.table.lines_model.index(0, 0))

    def answer(self, which: int | None) -> None:
        """The current row is the candidate at place `which`; None: a record of its own. Goes on to the next open row."""
        made = self._current()
        if made is None or self._choices is None or (which is not None and which >= len(made.candidates)):
            return
        self._choices.answer(place_of(made), None if which is None else made.candidates[which].id)
        self._go_on(place_of(made))

    def leave(self) -> None:
        """Leave the current row where it is."""
        made = self._current()
        if made is not None and self._choices is not None:
            self._choices.leave(place_of(made))
            self._go_on(place_of(made))

    def about(self, key: RowKey) -> list[Part]:
        """What the row says and which records it may mean."""
        made = self._choices.asked.get(key.place) if self._choices is not None else None
        if made is None or self._register is None:
            return []
        fields = [f for f in self._register.fields() if made.row.values.get(f.name) not in (None, "", [], ())]
        said = [f"{f.label}: {_said(f, made.row.values[f.name])}" for f in fields if not f.sensitive][:_MOST]
        new = Button(self._theme, "Là hồ sơ mới", key="M")
        new.setObjectName("is_new")
        new.clicked.connect(lambda: self.answer(None))
        leave = Button(self._theme, "Bỏ qua", "plain", key="B")
        leave.setObjectName("leave_open")
        leave.clicked.connect(self.leave)
        return [
            label("Dòng này là hồ sơ nào trong sổ?", "strong", wrap=True),
            *(self._candidate(made, at) for at in range(min(len(made.candidates), _MOST))),
            row(new, leave, None, spacing=8),
            hair(),
            label("Dòng này ghi", "small", "text_2"),
            label("\n".join(said), "small", "text", wrap=True),
        ]

    def _candidate(self, made: AskedRow, at: int) -> QWidget:
        candidate, place = made.candidates[at], place_of(made)
        chosen = self._choices is not None and self._choices.answers.get(place) == candidate.id
        pick = Button(self._theme, "Là hồ sơ này", key=str(at + 1))
        pick.setObjectName(f"is_{at + 1}")
        pick.clicked.connect(lambda: self.answer(at))
        reasons = f"Giống {number(candidate.score)} trong 100: {', '.join(candidate.reasons)}"
        parts: list[Part] = [
            label(candidate.name, "strong", wrap=True),
            label(reasons, "small", "text_2", wrap=True),
            *self._differences(place, candidate, chosen=chosen),
            row(pick, None),
        ]
        return panel("accent_soft" if chosen else "well", column(*parts, margins=(10, 8, 10, 8), spacing=4))

    def _differences(self, place: Place, candidate: Candidate, *, chosen: bool) -> list[Part]:
        """Where the row differs; of the chosen record each can be taken."""
        made: list[Part] = []
        for differs in candidate.differences:
            words = f"{differs.label}: {differs.old or '—'} → {differs.new}"
            if chosen and self._choices is not None:
                tick = Tick(self._theme, differs.label)
                tick.setChecked(differs.field in self._choices.taken(place))
                tick.toggled.connect(lambda _on, field=differs.field: self._turn(place, field))
                made.append(tick)
                words = f"{differs.old or '—'} → {differs.new}"
            made.append(label(words, "small", "text_2", wrap=True))
        return made

    def _turn(self, place: Place, field: str) -> None:
        if self._choices is not None:
            self._choices.turn(place, field)
            self.turned.emit()

    def _current(self) -> AskedRow | None:
        key = self.table.current_key
        known = self._choices.asked if self._choices is not None else {}
        return known.get(key.place) if isinstance(key, RowKey) else None

    def _go_on(self, place: Place) -> None:
        lines = self.table.lines_model.lines
        at = lines.next_open(place) if isinstance(lines, AskedLines) else -1
        self.table.viewport().update()
        if at >= 0:
            self.table.setCurrentIndex(self.table.lines_model.index(at, 0))
        else:
            self.looked.emit(self.table.current_key)
        self.table.setFocus()
        self.turned.emit()


def _said(field: Field, value: object) -> str:
    """A value in words; of a sub-list the addresses or the names."""
    if not isinstance(field.kind, Rows) or not isinstance(value, list):
        return field.kind.show(value)
    return "; ".join(str(line.get("address") or line.get("name") or "") for line in value)
