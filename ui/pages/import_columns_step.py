"""Step 2 of an import: what was understood of each sheet, and the field of each column, which can be changed."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QListWidget, QListWidgetItem, QScrollArea, QWidget

from tmdt_desktop.i18n import number
from tmdt_desktop.kinds import Text
from tmdt_desktop.services.import_list import ColumnPlan, ListPlan, SheetPlan
from ui.pages.import_words import LEFT_OUT, choices, column_name
from ui.parts.pickers import PickInput
from ui.shell.theme import Theme
from ui.shell.widgets import IconLabel, Part, column, hair, label, panel, row

_SURE = 0.75
_LIST = 236


class ColumnsStep(QWidget):
    """The step. `changed` carries (sheet, column, path or None) after a choice by hand."""

    changed = Signal(str, int, object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.plan: ListPlan | None = None
        self.inputs: dict[tuple[str, int], PickInput] = {}
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
        item = QListWidgetItem(sheet.name if sheet.skipped else f"{sheet.name}  ·  {number(len(sheet.spans))} dòng")
        icon, tone = ("empty", "text_3") if sheet.skipped else ("warn", "warn") if _doubtful(sheet) else ("check", "ok")
        item.setIcon(self._theme.icon(icon, tone))
        item.setSizeHint(QSize(_LIST - 20, 30))
        item.setToolTip(sheet.skipped or item.text())
        if sheet.skipped:
            item.setForeground(self._theme.colour("text_3"))
        return item

    def _show_sheet(self, at: int) -> None:
        self.inputs.clear()
        if self.plan is None or not 0 <= at < len(self.plan.sheets):
            return
        sheet = self.plan.sheets[at]
        body: list[Part] = [label(sheet.name, "heading", wrap=True), *self._told(sheet)]
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
        words = choices(self.plan.register, sheet) if self.plan else []
        for place, plan in enumerate(sheet.columns, start=1):
            self._column(grid, place, (sheet, plan), words)
        for at, stretch in enumerate((0, 4, 0, 5)):
            grid.setColumnStretch(at, stretch)
        return panel("card", grid)

    def _column(
        self, grid: QGridLayout, place: int, about: tuple[SheetPlan, ColumnPlan], words: list[tuple[str, str]]
    ) -> None:
        sheet, plan = about
        pick = PickInput(Text(), self._theme, list(words), LEFT_OUT)
        pick.put(plan.path or "")
        pick.setFixedWidth(256)
        pick.setAccessibleName(f"Cột {column_name(plan.index)} nhập vào")
        unsure = plan.path is not None and plan.confidence < _SURE
        pick.mark("warn" if unsure else "")
        pick.left.connect(lambda name=sheet.name, at=plan.index: self._chosen(name, at))
        self.inputs[sheet.name, plan.index] = pick
        heading = label(plan.heading, "body", "text" if plan.path else "text_2", wrap=True)
        note = [label(plan.note, "small", "warn", wrap=True)] if unsure and plan.note else []
        samples = " · ".join(plan.samples)
        shown = label(samples[:90] + ("…" if len(samples) > 90 else ""), "small", "text_2", wrap=True)
        shown.setToolTip(samples)
        grid.addWidget(label(column_name(plan.index), "strong", "text_2"), place, 0)
        grid.addLayout(column(heading, *note), place, 1)
        grid.addWidget(pick, place, 2)
        grid.addWidget(shown, place, 3)

    def _chosen(self, sheet: str, at: int) -> None:
        path = self.inputs[sheet, at].raw() or None
        plan = next(made for made in self.plan.sheets if made.name == sheet) if self.plan else None
        known = {made.index: made.path for made in plan.columns} if plan else {}
        if known.get(at) != path:
            self.changed.emit(sheet, at, path)


def _doubtful(sheet: SheetPlan) -> bool:
    return any(made.path is not None and made.confidence < _SURE for made in sheet.columns)
