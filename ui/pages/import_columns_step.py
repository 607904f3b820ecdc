"""Step 2 of an import: what was understood of each sheet, and the field of each column, which can be changed."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QListWidget, QListWidgetItem, QScrollArea, QWidget

from tmdt_desktop.i18n import number
from tmdt_desktop.kinds import Text
from tmdt_desktop.services.import_list import ColumnPlan, ListPlan, SheetPlan
from ui.pages.import_words import LEFT_OUT, choices, column_name
from ui.parts.pickers import Box, PickInput
from ui.shell.theme import Theme
from ui.shell.widgets import IconLabel, Part, column, hair, label, mark, panel, row

_SURE = 0.75
_LIST = 236
_SHOWN, _PICK = 60, 256
_UNNAMED = "Danh sách"
"""How the one sheet of a CSV file is called."""


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
class _Drawn:
    """A sheet as it is drawn: the grid, and what its columns may be."""

    sheet: SheetPlan
    grid: QGridLayout
    words: Sequence[tuple[str, str]]


class ColumnsStep(QWidget):
    """The step. `changed` carries (sheet, column, path or None) after a choice by hand."""

    changed = Signal(str, int, object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.plan: ListPlan | None = None
        self.closed: dict[tuple[str, int], QWidget] = {}
        self.inputs: dict[tuple[str, int], PickInput] = {}
        self._drawn: _Drawn | None = None
        self.sheets = QListWidget()
        self.sheets.setFixedWidth(_LIST)
        self.sheets.setAccessibleName("Các trang tính của tệp")
        self.sheets.currentRowChanged.connect(self._show_sheet)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        list_ = panel(
            "list", column(10, row(label("Trang tính", "heading"), margins=(12, 0, 12, 0)), 8, hair(), (self.sheets, 1))
        )
        self.setLayout(row(list_, (self._area, 1)))

    def show_plan(self, plan: ListPlan) -> None:
        """Show a plan; the sheet in sight stays when it is the same file's."""
        kept = self.sheets.currentRow() if self.plan is not None and self.plan.file == plan.file else -1
        self.plan = plan
        self.sheets.blockSignals(True)  # noqa: FBT003 - Qt's way
        self.sheets.clear()
        for sheet in plan.sheets:
            self.sheets.addItem(self._item(sheet))
        self.sheets.blockSignals(False)  # noqa: FBT003
        used = [at for at, sheet in enumerate(plan.sheets) if not sheet.skipped]
        first = next((at for at in used if _doubtful(plan.sheets[at])), used[0] if used else 0)
        self.sheets.setCurrentRow(kept if 0 <= kept < len(plan.sheets) else first)
        self._show_sheet(self.sheets.currentRow())

    def _item(self, sheet: SheetPlan) -> QListWidgetItem:
        name = sheet.name or _UNNAMED
        item = QListWidgetItem(name if sheet.skipped else f"{name}  ·  {number(len(sheet.spans))} dòng")
        icon, tone = ("empty", "text_3") if sheet.skipped else ("warn", "warn") if _doubtful(sheet) else ("check", "ok")
        item.setIcon(self._theme.icon(icon, tone))
        item.setSizeHint(QSize(_LIST - 20, 30))
        item.setToolTip(sheet.skipped or item.text())
        if sheet.skipped:
            item.setForeground(self._theme.colour("text_3"))
        return item

    def _show_sheet(self, at: int) -> None:
        self.inputs.clear()
        self.closed.clear()
        if self.plan is None or not 0 <= at < len(self.plan.sheets):
            return
        sheet = self.plan.sheets[at]
        body: list[Part] = [label(sheet.name or _UNNAMED, "heading", wrap=True), *self._told(sheet)]
        if not sheet.skipped:
            body.append(self._columns(sheet))
        self._area.setWidget(panel("clear", column(*body, None, margins=(16, 12, 16, 16), spacing=8)))

    def _told(self, sheet: SheetPlan) -> list[Part]:
        """What was understood, in a few lines."""
        if sheet.skipped:
            return [label(f"Không lấy trang này. {sheet.skipped}", "body", "text_2", wrap=True)]
        heads = "–".join(
            str(at) for at in (sheet.header_rows[0], sheet.header_rows[-1])[: min(len(sheet.header_rows), 2)]
        )
        said = [
            f"Tên cột ở dòng {heads}",
            f"{number(len(sheet.spans))} dòng dữ liệu",
            f"bỏ qua {number(len(sheet.dropped))} dòng",
        ]
        said += [f"{name}: {value}" for name, value in self._given(sheet)]
        notes = [*sheet.notes, *(self.plan.notes if self.plan else ())]
        return [
            label(" · ".join(said), "body", "text_2", wrap=True),
            *(
                row(
                    column(1, IconLabel(self._theme, "info", "text_2", 14), None),
                    (label(note, "small", "text_2", wrap=True), 1),
                    spacing=6,
                )
                for note in notes
            ),
        ]

    def _given(self, sheet: SheetPlan) -> list[tuple[str, str]]:
        """What title and name of the sheet say of every row."""
        fields = {made.name: made for made in self.plan.register.fields()} if self.plan else {}
        made = [
            (fields[name].label, fields[name].kind.show(value)) for name, value in sheet.gives.items() if name in fields
        ]
        facts = [(fields[name].label, str(value)) for name, value in sheet.facts.items() if name in fields]
        return [*made, *facts]

    def _columns(self, sheet: SheetPlan) -> QFrame:
        grid = QGridLayout()
        grid.setContentsMargins(12, 8, 12, 12)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        for at, title in enumerate(("Cột", "Tên cột trong tệp", "Nhập vào", "Ví dụ trong tệp")):
            grid.addWidget(label(title, "small", "text_2"), 0, at)
        drawn = self._drawn = _Drawn(sheet, grid, choices(self.plan.register, sheet) if self.plan else [])
        known = dict(drawn.words)
        shown = _worth_showing(sheet.columns)
        for place, plan in enumerate(shown, start=1):
            self._column(drawn, place, plan, known.get(plan.path or "", LEFT_OUT))
        if left := len(sheet.columns) - len(shown):
            said = f"Còn {number(left)} cột nữa không nhập."
            grid.addWidget(label(said, "small", "text_2"), len(shown) + 1, 1, 1, 3)
        for at, stretch in enumerate((0, 4, 0, 5)):
            grid.setColumnStretch(at, stretch)
        return panel("card", grid)

    def _column(self, drawn: _Drawn, place: int, plan: ColumnPlan, words: str) -> None:
        pick = _ClosedPick(self._theme, words)
        pick.setFixedWidth(_PICK)
        pick.setAccessibleName(f"Cột {column_name(plan.index)} nhập vào")
        mark(pick, "state", "warn" if _unsure(plan) else "")
        pick.asked.connect(lambda popup, at=plan.index: QTimer.singleShot(0, self, lambda: self._come_to(at, popup)))
        self.closed[drawn.sheet.name, plan.index] = pick
        heading = label(plan.heading, "body", "text" if plan.path else "text_2", wrap=True)
        note = [label(plan.note, "small", "warn", wrap=True)] if _unsure(plan) and plan.note else []
        samples = " · ".join(plan.samples)
        shown = label(samples[:90] + ("…" if len(samples) > 90 else ""), "small", "text_2", wrap=True)
        shown.setToolTip(samples)
        drawn.grid.addWidget(label(column_name(plan.index), "strong", "text_2"), place, 0)
        drawn.grid.addLayout(column(heading, *note), place, 1)
        drawn.grid.addWidget(pick, place, 2)
        drawn.grid.addWidget(shown, place, 3)

    def _come_to(self, at: int, popup: bool) -> None:  # noqa: FBT001 - as the signal says it
        drawn = self._drawn
        if drawn is not None and (drawn.sheet.name, at) in self.closed:
            pick = self.open_choice(drawn.sheet.name, at)
            if popup:
                pick.box.showPopup()

    def open_choice(self, sheet: str, at: int) -> PickInput:
        """The choice of a column in sight, ready to be changed.

        Raises:
            KeyError: the sheet is not the one in sight, or has no such column.
        """
        if (sheet, at) in self.inputs:
            return self.inputs[sheet, at]
        closed, drawn = self.closed.pop((sheet, at)), self._drawn
        if drawn is None:
            raise KeyError(sheet)
        path = next((made.path for made in self._columns_of(sheet) if made.index == at), None)
        pick = PickInput(Text(), self._theme, list(drawn.words), LEFT_OUT)
        pick.put(path or "")
        pick.setFixedWidth(_PICK)
        pick.setAccessibleName(closed.accessibleName())
        pick.mark(str(closed.property("state") or ""))
        pick.left.connect(lambda: self._chosen(sheet, at))
        self.inputs[sheet, at] = pick
        drawn.grid.replaceWidget(closed, pick)
        pick.show()
        if closed.hasFocus():
            pick.setFocus(Qt.FocusReason.TabFocusReason)
        closed.hide()
        closed.deleteLater()
        return pick

    def _columns_of(self, sheet: str) -> Sequence[ColumnPlan]:
        return next((made.columns for made in self.plan.sheets if made.name == sheet), ()) if self.plan else ()

    def _chosen(self, sheet: str, at: int) -> None:
        path = self.inputs[sheet, at].raw() or None
        known = {made.index: made.path for made in self._columns_of(sheet)}
        if known.get(at) != path:
            self.changed.emit(sheet, at, path)


def _unsure(column: ColumnPlan) -> bool:
    return column.path is not None and column.confidence < _SURE


def _worth_showing(columns: Sequence[ColumnPlan]) -> list[ColumnPlan]:
    """At most so many columns as a person can look through: those that are imported come first, then the leftmost."""
    chosen = sorted(columns, key=lambda made: made.path is None)[:_SHOWN]
    return sorted(chosen, key=lambda made: made.index)


def _doubtful(sheet: SheetPlan) -> bool:
    return any(map(_unsure, sheet.columns))
