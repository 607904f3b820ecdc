"""Step 2 of an import: what was understood of each sheet, and all of it can be changed by hand."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QScrollArea, QVBoxLayout, QWidget

from tmdt_desktop.i18n import VIETNAM, day, number
from tmdt_desktop.services.import_list import ByHand, ListPlan, SheetPlan
from ui.pages.import_column_grid import ColumnGrid, rewritten, unsure
from ui.pages.import_file_step import SenderLine
from ui.pages.import_header_view import HeaderView
from ui.parts.pickers import PickInput
from ui.shell.theme import Theme
from ui.shell.widgets import Button, IconLabel, Part, column, hair, label, panel, row

_LIST = 236
_UNNAMED = "Danh sách"
"""How the one sheet of a CSV file is called."""


class ColumnsStep(QWidget):
    """The step. `changed` carries a ByHand with what was decided; `forget`: what was remembered shall not be used;
    `named`: who sent the list.
    """

    changed = Signal(object)
    forget = Signal()
    named = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.plan: ListPlan | None = None
        self.grid: ColumnGrid | None = None
        self.header: HeaderView | None = None
        self._told: QVBoxLayout | None = None
        self._open_headers = self._open_alphabets = False
        self.sheets = QListWidget()
        self.sheets.setAccessibleName("Các trang tính của tệp; Space lấy hoặc bỏ")
        self.sheets.currentRowChanged.connect(self._show_sheet)
        self.sheets.itemChanged.connect(self._ticked)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._memory = label("", "body", "text", wrap=True)
        self.forget_button = Button(theme, "Bỏ nhớ, nhận lại", "plain", icon="undo")
        self.forget_button.setObjectName("forget")
        self.forget_button.clicked.connect(self.forget)
        inside = row(
            IconLabel(theme, "history", "accent"),
            (self._memory, 1),
            self.forget_button,
            margins=(12, 4, 8, 4),
            spacing=8,
        )
        self.memory = panel("clear", row(panel("accent_soft", inside), margins=(16, 12, 16, 0)))
        self.memory.hide()
        self.sent_by = SenderLine()
        self.sent_by.setPlaceholderText("chưa rõ")
        self.sent_by.editingFinished.connect(self._named)
        sent = column(label("Nơi gửi", "small", "text_2"), self.sent_by, margins=(12, 8, 12, 12), spacing=3)
        head = row(label("Trang tính", "heading"), margins=(12, 0, 12, 0))
        list_ = panel("list", column(10, head, 8, hair(), (self.sheets, 1), hair(), sent))
        list_.setFixedWidth(_LIST)
        right = column(self.memory, (self._area, 1))
        self.setLayout(row(list_, (right, 1)))

    @property
    def closed(self) -> dict[tuple[str, int], QWidget]:
        """The choices that nobody has come to, by (sheet, column)."""
        return self.grid.closed if self.grid is not None else {}

    @property
    def inputs(self) -> dict[tuple[str, int], PickInput]:
        """The choices that are open, by (sheet, column)."""
        return self.grid.inputs if self.grid is not None else {}

    def open_choice(self, sheet: str, at: int) -> PickInput:
        """The choice of a column in sight, ready to be changed. KeyError when it is not there."""
        if self.grid is None:
            raise KeyError(sheet)
        return self.grid.open_choice(sheet, at)

    def focus_first(self) -> None:
        """The choice that somebody should look at, else the first one; without columns the sheets."""
        grid = self.grid
        first = grid.first_choice() if grid is not None else None
        (first or self.sheets).setFocus(Qt.FocusReason.OtherFocusReason)

    def settle(self) -> None:
        """Take what stands in open choices."""
        if self.grid is not None:
            self.grid.settle()

    def show_plan(self, plan: ListPlan) -> None:
        """Show a plan; the sheet in sight stays when it is the same file's."""
        kept = self.sheets.currentRow() if self.plan is not None and self.plan.file == plan.file else -1
        self.plan = plan
        self._list_sheets(plan)
        used = [at for at, sheet in enumerate(plan.sheets) if not sheet.skipped]
        first = next((at for at in used if _doubtful(plan.sheets[at])), used[0] if used else 0)
        self.sheets.blockSignals(True)  # noqa: FBT003 - Qt's way
        self.sheets.setCurrentRow(kept if 0 <= kept < len(plan.sheets) else first)
        self.sheets.blockSignals(False)  # noqa: FBT003
        self._remember(plan)
        self._open_headers = self._open_alphabets = False
        self._show_sheet(self.sheets.currentRow())

    def show_again(self, plan: ListPlan) -> None:
        """The same file, understood otherwise: where the keyboard stands stays, as far as it can."""
        self.plan = plan
        at = self.sheets.currentRow()
        self._list_sheets(plan)
        self._remember(plan)
        if not 0 <= at < len(plan.sheets):
            return
        self.sheets.blockSignals(True)  # noqa: FBT003
        self.sheets.setCurrentRow(at)
        self.sheets.blockSignals(False)  # noqa: FBT003
        sheet = plan.sheets[at]
        same = self.grid is not None and not sheet.skipped and sheet.header_rows == self.grid.sheet.header_rows
        if same and self.grid is not None and self.grid.show_again(sheet, plan.by_hand):
            self._tell(sheet)
        else:
            self._show_sheet(at)

    def _list_sheets(self, plan: ListPlan) -> None:
        self.sheets.blockSignals(True)  # noqa: FBT003
        if self.sheets.count() != len(plan.sheets):
            self.sheets.clear()
            for _ in plan.sheets:
                self.sheets.addItem(QListWidgetItem())
        for at, sheet in enumerate(plan.sheets):
            self._dress(self.sheets.item(at), sheet)
        self.sheets.blockSignals(False)  # noqa: FBT003

    def _dress(self, item: QListWidgetItem, sheet: SheetPlan) -> None:
        name = sheet.name or _UNNAMED
        count = f"  ·  {number(len(sheet.spans))} dòng" if not sheet.skipped else ""
        item.setText(name + count)
        item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(Qt.CheckState.Unchecked if sheet.skipped else Qt.CheckState.Checked)
        item.setSizeHint(QSize(_LIST - 20, 30))
        item.setToolTip(sheet.skipped or item.text())
        tone = "text_3" if sheet.skipped else "warn" if _doubtful(sheet) else "text"
        item.setForeground(self._theme.colour(tone))

    def _ticked(self, item: QListWidgetItem) -> None:
        at = self.sheets.row(item)
        if self.plan is None or not 0 <= at < len(self.plan.sheets):
            return
        taken = item.checkState() is Qt.CheckState.Checked
        if taken is bool(self.plan.sheets[at].skipped):
            self.changed.emit(ByHand(sheets={self.plan.sheets[at].name: taken}))

    def _named(self) -> None:
        words = self.sent_by.text().strip()
        if self.plan is not None and words != self.plan.sender:
            self.named.emit(words)

    def _remember(self, plan: ListPlan) -> None:
        known = plan.remembered
        self.sent_by.setText(plan.sender)
        self.sent_by.setCursorPosition(0)
        self.memory.setVisible(known is not None)
        if known is not None:
            of = f" từ {known.sender}" if known.sender else ""
            self._memory.setText(f"Đã dùng cách xếp cột của lần nhập {day(known.at.astimezone(VIETNAM).date())}{of}.")

    def _show_sheet(self, at: int) -> None:
        self.grid = self.header = self._told = None
        if self.plan is None or not 0 <= at < len(self.plan.sheets):
            return
        sheet = self.plan.sheets[at]
        self._told = column(spacing=4)
        self._tell(sheet)
        head = row((label(sheet.name or _UNNAMED, "heading", wrap=True), 1), *self._acts(sheet), spacing=4)
        body: list[Part] = [head, self._told]
        if self._open_headers:
            self.header = HeaderView(self._theme, self.plan, sheet)
            self.header.chosen.connect(
                lambda first, last: self.changed.emit(ByHand(headers={sheet.name: (first, last)}))
            )
            body.append(self.header)
        if not sheet.skipped:
            shown = self._open_alphabets or rewritten(sheet, self.plan.by_hand)
            self.grid = ColumnGrid(self._theme, self.plan.register, sheet, self.plan.by_hand, alphabets=shown)
            self.grid.changed.connect(self.changed)
            body.append(self.grid)
        self._area.setWidget(panel("clear", column(*body, None, margins=(16, 12, 16, 16), spacing=8)))

    def _acts(self, sheet: SheetPlan) -> list[Button]:
        acts = [self._unfold(sheet)]
        if self.plan is not None and not sheet.skipped and not rewritten(sheet, self.plan.by_hand):
            garbled = Button(
                self._theme, "Bỏ chọn bảng mã" if self._open_alphabets else "Chữ đọc sai", "plain", icon="eye"
            )
            garbled.setObjectName("alphabets")
            garbled.clicked.connect(self.unfold_alphabets)
            acts.insert(0, garbled)
        return acts

    def unfold_alphabets(self) -> None:
        """Let the alphabet of each column be chosen, or no longer."""
        self._open_alphabets = not self._open_alphabets
        self._show_sheet(self.sheets.currentRow())

    def _unfold(self, sheet: SheetPlan) -> Button:
        words = (
            "Gấp các dòng đầu"
            if self._open_headers
            else "Đổi dòng tên cột"
            if sheet.header_rows
            else "Xem các dòng đầu"
        )
        made = Button(self._theme, words, "plain", icon="up" if self._open_headers else "table")
        made.setObjectName("unfold")
        made.clicked.connect(self.unfold)
        return made

    def unfold(self) -> None:
        """Show the first lines of the sheet, or put them away."""
        self._open_headers = not self._open_headers
        self._show_sheet(self.sheets.currentRow())
        if self.header is not None:
            self.header.table.setFocus()

    def _tell(self, sheet: SheetPlan) -> None:
        """What was understood, in a few lines."""
        if self._told is None:
            return
        while item := self._told.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        for part in self._sentences(sheet):
            self._told.addWidget(part)

    def _sentences(self, sheet: SheetPlan) -> list[QWidget]:
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
        return [label(" · ".join(said), "body", "text_2", wrap=True), *map(self._note, notes)]

    def _note(self, words: str) -> QWidget:
        icon = column(1, IconLabel(self._theme, "info", "text_2", 14), None)
        return panel("clear", row(icon, (label(words, "small", "text_2", wrap=True), 1), spacing=6))

    def _given(self, sheet: SheetPlan) -> list[tuple[str, str]]:
        """What title and name of the sheet say of every row."""
        fields = {made.name: made for made in self.plan.register.fields()} if self.plan else {}
        made = [
            (fields[name].label, fields[name].kind.show(value)) for name, value in sheet.gives.items() if name in fields
        ]
        facts = [(fields[name].label, str(value)) for name, value in sheet.facts.items() if name in fields]
        return [*made, *facts]


def _doubtful(sheet: SheetPlan) -> bool:
    return any(map(unsure, sheet.columns))
