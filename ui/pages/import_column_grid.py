"""The columns of a sheet that is taken in: the field of each, its old alphabet if it has one, examples. Changed by hand."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QWidget

from tmdt_desktop.i18n import number
from tmdt_desktop.kinds import Text
from tmdt_desktop.records import Record
from tmdt_desktop.services.import_list import ByHand, ColumnPlan, SheetPlan
from ui.pages.import_words import ALPHABETS, LEFT_OUT, choices, column_name
from ui.parts.pickers import Box, PickInput
from ui.shell.theme import Theme
from ui.shell.widgets import column, label, mark

_SURE = 0.75
_SHOWN, _PICK, _ALPHABET, _LONGEST = 60, 240, 148, 80
_PART = 22
"""Letters of a rewritten text that are shown."""


def unsure(made: ColumnPlan) -> bool:
    """Whether a person should look at what the column was taken for."""
    return made.path is not None and made.confidence < _SURE


def rewritten(sheet: SheetPlan, by_hand: ByHand) -> bool:
    """Whether some of the sheet's text stood in an old alphabet, by what was found or said."""
    return any(made.encoding for made in sheet.columns) or any(name == sheet.name for name, _ in by_hand.encodings)


class _ClosedPick(Box):
    """How a choice looks until somebody comes to it: a list of fields for each column would hold the window up."""

    asked = Signal(bool)
    """True: by the mouse, which wants the list at once."""

    def __init__(self, theme: Theme, words: str) -> None:
        super().__init__(theme)
        self.addItem(words)

    def showPopup(self) -> None:
        self.asked.emit(True)  # noqa: FBT003 - a signal carries values

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.MouseFocusReason:
            self.asked.emit(False)  # noqa: FBT003


@dataclass(frozen=True)
class _Words:
    """The labels of a column, which change when it is understood otherwise."""

    heading: QLabel
    note: QLabel
    samples: QLabel
    changed: QLabel

    def show(self, made: ColumnPlan) -> None:
        """Say what is understood of the column now."""
        self.heading.setText(made.heading)
        mark(self.heading, "tone", "text" if made.path else "text_2")
        note = made.note if unsure(made) else ""
        samples = " · ".join(made.samples)
        pairs = made.before_after[:3]
        changed = "\n".join(f"{_cut(before)} → {_cut(after)}" for before, after in pairs)
        self.changed.setToolTip("\n".join(f"{before} → {after}" for before, after in pairs))
        self.samples.setToolTip(samples)
        short = samples[:_LONGEST] + ("…" if len(samples) > _LONGEST else "") if not changed else ""
        for words, shown in ((self.note, note), (self.samples, short), (self.changed, changed)):
            words.setText(shown)
            words.setVisible(bool(shown) and words.parentWidget() is not None)


class ColumnGrid(QFrame):
    """The grid of one sheet. `changed` carries a ByHand with the one thing that was decided."""

    changed = Signal(object)

    def __init__(
        self, theme: Theme, register: type[Record], sheet: SheetPlan, by_hand: ByHand, *, alphabets: bool
    ) -> None:
        super().__init__()
        self.setProperty("look", "card")
        self._with_alphabets = alphabets
        self._theme, self._register, self.sheet, self._by_hand = theme, register, sheet, by_hand
        self.closed: dict[tuple[str, int], QWidget] = {}
        self.inputs: dict[tuple[str, int], PickInput] = {}
        self.alphabets: dict[int, Box] = {}
        self._labels: dict[int, _Words] = {}
        self._choices = choices(register, sheet)
        grid = self._grid = QGridLayout()
        grid.setContentsMargins(12, 8, 12, 12)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(6)
        self.setLayout(grid)
        for at, title in enumerate(
            ("Cột", "Tên cột trong tệp", "Nhập vào", "Bảng mã" if alphabets else "", "Ví dụ trong tệp")
        ):
            grid.addWidget(label(title, "small", "text_2"), 0, at)
        shown = _worth_showing(sheet.columns)
        for place, made in enumerate(shown, start=1):
            self._column(place, made)
        if left := len(sheet.columns) - len(shown):
            grid.addWidget(label(f"Còn {number(left)} cột nữa không nhập.", "small", "text_2"), len(shown) + 1, 1, 1, 4)
        for at, stretch in enumerate((0, 4, 0, 0, 5)):
            grid.setColumnStretch(at, stretch)

    def show_again(self, sheet: SheetPlan, by_hand: ByHand) -> bool:
        """The same sheet, understood otherwise; False when it has other columns and needs another grid."""
        if [made.index for made in sheet.columns] != [made.index for made in self.sheet.columns]:
            return False
        self.sheet, self._by_hand = sheet, by_hand
        known = dict(self._choices)
        for made in sheet.columns:
            if (words := self._labels.get(made.index)) is not None:
                words.show(made)
            pick = self.closed.get((sheet.name, made.index))
            if isinstance(pick, _ClosedPick):
                pick.setItemText(0, known.get(made.path or "", LEFT_OUT))
                mark(pick, "state", "warn" if unsure(made) else "")
            opened = self.inputs.get((sheet.name, made.index))
            if opened is not None and not opened.line.hasFocus():
                opened.put(made.path or "")
                opened.mark("warn" if unsure(made) else "")
            if (alphabet := self.alphabets.get(made.index)) is not None:
                typed = self._typed_alphabet(made.index)
                alphabet.setItemText(0, _automatic(made, typed))
                alphabet.setCurrentIndex(max(alphabet.findData(typed), 0))
        return True

    def _column(self, place: int, made: ColumnPlan) -> None:
        words = self._labels[made.index] = _Words(
            label("", "body", wrap=True),
            label("", "small", "warn", wrap=True),
            label("", "small", "text_2", wrap=True),
            label("", "small", "accent", wrap=True),
        )
        self._grid.addWidget(label(column_name(made.index), "strong", "text_2"), place, 0)
        self._grid.addLayout(column(words.heading, words.note), place, 1)
        self._grid.addWidget(self._pick(made), place, 2)
        if self._with_alphabets and _has_words(made):
            self._grid.addWidget(self._alphabet(made), place, 3)
        self._grid.addLayout(column(words.samples, words.changed), place, 4)
        words.show(made)

    def _pick(self, made: ColumnPlan) -> QWidget:
        pick = _ClosedPick(self._theme, dict(self._choices).get(made.path or "", LEFT_OUT))
        pick.setFixedWidth(_PICK)
        pick.setAccessibleName(f"Cột {column_name(made.index)} nhập vào")
        mark(pick, "state", "warn" if unsure(made) else "")
        pick.asked.connect(lambda popup, at=made.index: QTimer.singleShot(0, self, lambda: self._come_to(at, popup)))
        self.closed[self.sheet.name, made.index] = pick
        return pick

    def _alphabet(self, made: ColumnPlan) -> QWidget:
        typed = self._typed_alphabet(made.index)
        box = Box(self._theme)
        box.setFixedWidth(_ALPHABET)
        box.setAccessibleName(f"Bảng mã của cột {column_name(made.index)}")
        box.addItem(_automatic(made, typed), "")
        for name, words in ALPHABETS:
            box.addItem(words, name)
        box.setCurrentIndex(max(box.findData(typed), 0))
        box.activated.connect(lambda _at, at=made.index: self._chose_alphabet(at))
        self.alphabets[made.index] = box
        return box

    def _typed_alphabet(self, at: int) -> str:
        return self._by_hand.encodings.get((self.sheet.name, at), "")

    def _chose_alphabet(self, at: int) -> None:
        name = str(self.alphabets[at].currentData())
        if name != self._typed_alphabet(at):
            self.changed.emit(ByHand(encodings={(self.sheet.name, at): name}))

    def _come_to(self, at: int, popup: bool) -> None:  # noqa: FBT001 - as the signal says it
        if (self.sheet.name, at) in self.closed:
            pick = self.open_choice(self.sheet.name, at)
            if popup:
                pick.box.showPopup()

    def open_choice(self, sheet: str, at: int) -> PickInput:
        """The choice of a column in sight, ready to be changed.

        Raises:
            KeyError: the sheet is not the one in sight, or has no such column.
        """
        if (sheet, at) in self.inputs:
            return self.inputs[sheet, at]
        closed = self.closed.pop((sheet, at))
        path = next((made.path for made in self.sheet.columns if made.index == at), None)
        pick = PickInput(Text(), self._theme, list(self._choices), LEFT_OUT)
        pick.put(path or "")
        pick.setFixedWidth(_PICK)
        pick.setAccessibleName(closed.accessibleName())
        pick.mark(str(closed.property("state") or ""))
        pick.left.connect(lambda: self._chosen(sheet, at))
        self.inputs[sheet, at] = pick
        self._grid.replaceWidget(closed, pick)
        pick.show()
        if closed.hasFocus():
            pick.setFocus(Qt.FocusReason.TabFocusReason)
        closed.hide()
        closed.deleteLater()
        return pick

    def first_choice(self) -> QWidget | None:
        """The choice of the first column that a person should look at, else of the first one."""
        shown: dict[int, QWidget] = {}
        for (_, at), part in (*self.closed.items(), *self.inputs.items()):
            shown[at] = part
        doubtful = (made.index for made in self.sheet.columns if unsure(made) and made.index in shown)
        return shown.get(next(doubtful, min(shown, default=-1)))

    def settle(self) -> None:
        """Take what stands in open choices, also where the keyboard has not gone on."""
        for sheet, at in self.inputs:
            self.inputs[sheet, at].settle()
            self._chosen(sheet, at)

    def _chosen(self, sheet: str, at: int) -> None:
        pick = self.inputs[sheet, at]
        path = str(pick.raw() or "") or None
        if path is not None and path not in dict(self._choices):
            return
        known = {made.index: made.path for made in self.sheet.columns}
        if known.get(at) != path and self._by_hand.columns.get((sheet, at), known.get(at)) != path:
            self.changed.emit(ByHand(columns={(sheet, at): path}))


def _has_words(made: ColumnPlan) -> bool:
    """Whether the column may be set in an old alphabet at all."""
    return bool(made.encoding) or any(letter.isalpha() for sample in made.samples for letter in sample)


def _cut(text: str) -> str:
    return text if len(text) <= _PART else f"{text[: _PART - 1].rstrip()}…"


def _automatic(made: ColumnPlan, typed: str) -> str:
    found = dict(ALPHABETS).get(made.encoding, "") if not typed else ""
    return f"Tự: {found}" if found else "Tự nhận"


def _worth_showing(columns: Sequence[ColumnPlan]) -> list[ColumnPlan]:
    """At most so many columns as a person can look through: those that are imported come first, then the leftmost."""
    chosen = sorted(columns, key=lambda made: made.path is None)[:_SHOWN]
    return sorted(chosen, key=lambda made: made.index)
