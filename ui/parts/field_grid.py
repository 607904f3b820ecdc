"""Inputs of several fields in a grid: label above, fault or hint below. Narrow kinds share a line."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from tmdt_desktop.catalogues.several import CodesChosen
from tmdt_desktop.fields import Field, Rows
from tmdt_desktop.kinds import Choices, Note, Ref, Structure, Text
from ui.parts.inputs import Input
from ui.shell.theme import Theme
from ui.shell.widgets import IconLabel, column, label, panel, retone, row

Make = Callable[[Field], Input]
_NARROW_TEXT = 80
_LONG_LABEL = 22
FILE_CODE = "file_code"
"""The number of the file is given by the program: it stands last."""


class FieldBox(QWidget):
    """One field: its label, its input, and below it the fault, the doubt or the hint."""

    def __init__(self, theme: Theme, field: Field, made: Input) -> None:
        super().__init__()
        self.field, self.input = field, made
        self.fault = self.doubt = ""
        star = label("*" if field.required and not field.set_by_program else "", "small", "bad")
        name = label(field.label, "small", "text_2")
        self._icon = IconLabel(theme, "fault", "bad", 14)
        self._sentence = label("", "small", "bad", wrap=True)
        self._told = panel(
            "clear", row(column(1, self._icon, None), (self._sentence, 1), spacing=6, margins=(0, 3, 0, 0))
        )
        self._told.hide()
        self._hint = label(field.help, "small", "text_3", wrap=True)
        self.setLayout(column(row(name, star, None, spacing=3), 2, made, self._told, self._hint, None))
        self._hint.setVisible(bool(field.help))
        made.setAccessibleName(field.label)
        if (proxy := made.focusProxy()) is not None:
            proxy.setObjectName(field.name)

    def tell(self, fault: str = "", doubt: str = "") -> None:
        """Show a fault (red) or, without one, a doubt (amber); nothing when both are empty."""
        if (fault, doubt) == (self.fault, self.doubt):
            return
        self.fault, self.doubt = fault, doubt
        tone = "bad" if fault else "warn"
        self.input.mark(tone if fault or doubt else "")
        self._icon.show_icon("fault" if fault else "warn", tone)
        self._sentence.setText(fault or doubt)
        retone(self._sentence, tone)
        self._told.setVisible(bool(fault or doubt))
        self._hint.setVisible(bool(self.field.help) and not (fault or doubt))
        self.setAccessibleDescription(fault or doubt)
        proxy = self.input.focusProxy()
        if proxy is not None:
            proxy.setAccessibleDescription(fault or doubt or self.field.help)


class FieldGrid(QWidget):
    """The inputs of `fields`, by group, each group under its heading, what must be filled before the rest of its group.

    `edited` and `left` carry the field's name. `heads`: the heading of each group, to go there.
    """

    edited = Signal(str)
    left = Signal(str)

    def __init__(self, theme: Theme, fields: Sequence[Field], make: Make) -> None:
        super().__init__()
        self.boxes: dict[str, FieldBox] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.space("gap"))
        grid.setVerticalSpacing(theme.space("gap"))
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self._grid, self._row = grid, 0
        self._waiting: QWidget | None = None
        self.heads: dict[str, QWidget] = {}
        groups = list(dict.fromkeys(field.group for field in fields if field.name != FILE_CODE))
        for group in groups:
            if len(groups) > 1 and group:
                self.heads[group] = label(group, "heading")
                self._add(self.heads[group], wide=True)
            inside = (field for field in fields if field.group == group and field.name != FILE_CODE)
            for field in sorted(inside, key=_comes_later):
                self._add(self._box(theme, field, make), wide=_is_wide(field))
            self._next_line()
        for field in (field for field in fields if field.name == FILE_CODE):
            self._add(self._box(theme, field, make), wide=True)

    def raw(self) -> dict[str, object]:
        """What stands in each input."""
        return {name: box.input.raw() for name, box in self.boxes.items()}

    def put(self, values: Mapping[str, Any]) -> None:
        """Show stored values; names that are missing are emptied."""
        for name, box in self.boxes.items():
            box.input.put(values.get(name))
            box.tell()

    def put_raw(self, raw: Mapping[str, object]) -> None:
        """Show what was typed earlier; names that are missing stay."""
        for name, box in self.boxes.items():
            if name in raw:
                box.input.put_raw(raw[name])

    def tell(self, faults: Mapping[str, str], doubts: Mapping[str, str], only: Sequence[str] | None = None) -> None:
        """Show sentences beside their fields; `only`: leave the other fields as they are."""
        for name, box in self.boxes.items():
            if only is None or name in only:
                box.tell(faults.get(name, ""), doubts.get(name, ""))

    def first(self) -> QWidget | None:
        """The first input that can be typed into."""
        return next((box.input for box in self.boxes.values() if box.input.focusProxy() is not None), None)

    def first_of(self, group: str) -> QWidget | None:
        """The first input of a group that can be typed into."""
        own = (box.input for box in self.boxes.values() if box.field.group == group)
        return next((each for each in own if each.focusProxy() is not None), None)

    def faulty(self) -> list[str]:
        """Names of the fields that show a fault, in their order on the screen."""
        return [name for name, box in self.boxes.items() if box.fault]

    def _box(self, theme: Theme, field: Field, make: Make) -> FieldBox:
        made = make(field)
        box = self.boxes[field.name] = FieldBox(theme, field, made)
        made.edited.connect(lambda: self.edited.emit(field.name))
        made.left.connect(lambda: self.left.emit(field.name))
        return box

    def _add(self, widget: QWidget, *, wide: bool) -> None:
        if wide:
            self._next_line()
            self._grid.addWidget(widget, self._row, 0, 1, 2)
            self._row += 1
        elif self._waiting is None:
            self._waiting = widget
        else:
            self._grid.addWidget(self._waiting, self._row, 0)
            self._grid.addWidget(widget, self._row, 1)
            self._row, self._waiting = self._row + 1, None

    def _next_line(self) -> None:
        """A narrow field that found no neighbour takes the whole line."""
        if self._waiting is not None:
            self._grid.addWidget(self._waiting, self._row, 0, 1, 2)
            self._row, self._waiting = self._row + 1, None


def _comes_later(field: Field) -> bool:
    """What must be filled comes first, all else in the order of declaration."""
    return not field.required or field.set_by_program


def _is_wide(field: Field) -> bool:
    """Long texts and choices of several take a whole line."""
    if isinstance(field.kind, Text):
        return field.kind.longest > _NARROW_TEXT
    long = len(field.label) > _LONG_LABEL or bool(field.help)
    return long or isinstance(field.kind, Note | Choices | CodesChosen | Rows | Structure | Ref)
