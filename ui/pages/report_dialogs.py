"""What a report asks beside its words: a year to begin with, number and day, last year's figures, where to put its files."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from tmdt_desktop.errors import Invalid
from tmdt_desktop.i18n import number
from tmdt_desktop.kinds import Day, Text, Whole
from tmdt_desktop.records.report import ReportKind
from tmdt_desktop.services.report_acts import issue
from tmdt_desktop.services.report_values import BaseFigures, enter_base, give_reason, set_number
from tmdt_desktop.services.report_view import FigureView, ReportView
from tmdt_desktop.store.workspace import Workspace
from tmdt_desktop.task import Task
from tmdt_desktop.whole_files import copied_out
from ui.parts.dialog import Dialog
from ui.parts.inputs import DayInput, Input, LineInput, NumberInput
from ui.parts.pickers import PickInput
from ui.shell.desk import Desk
from ui.shell.theme import Theme
from ui.shell.widgets import Button, Card, column, label, row

_YEARS = 5
_WIDE_CARD = 560


def save_copies(files: Sequence[Path], folder: Path, task: Task) -> tuple[str, ...]:
    """Copy files to a folder, each read back; returns the names that they took there.

    Raises:
        Blocked, Damaged: see `copied_out`. Cancelled.
    """
    names = []
    for done, file in enumerate(files):
        task.step(done, len(files), file.name)
        names.append(copied_out(file, folder / file.name).name)
    return tuple(names)


class StartPane(QWidget):
    """No report yet, or another one: what will happen, which year, one button.

    `start` carries year and kind (ANNUAL or HALF_YEAR); `asked`: a report on a request is wanted; `back` is shown where
    there is a report to go back to.
    """

    start = Signal(int, object)
    asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        this = date.today().year  # noqa: DTZ011 - the office's own calendar day
        years = [(year, f"Năm {year}") for year in range(this, this - _YEARS, -1)]
        self.year = PickInput(Text(), theme, list(years))
        self.year.put(this)
        self.year.setFixedWidth(160)
        self.year.setAccessibleName("Năm báo cáo")
        self.button = Button(theme, "Chốt số liệu và lập báo cáo", "primary", icon="report")
        self.button.setObjectName("start")
        self.button.clicked.connect(lambda: self._start(ReportKind.ANNUAL))
        card = Card(theme, "Lập báo cáo năm")
        said = (
            "Phần mềm đếm số liệu của kỳ báo cáo từ các sổ, giữ nguyên các số đó, rồi soạn lời văn từng mục. "
            "Số và lời sau đó vẫn sửa, vẫn chốt lại được cho đến khi trình."
        )
        card.body.addWidget(label(said, "body", "text_2", wrap=True))
        card.body.addSpacing(4)
        card.body.addWidget(label("Năm báo cáo", "small", "text_2"))
        card.body.addLayout(row(self.year, self.button, None, spacing=12))
        half = Button(theme, "Báo cáo 6 tháng", icon="calendar")
        half.clicked.connect(lambda: self._start(ReportKind.HALF_YEAR))
        wanted = Button(theme, "Báo cáo theo yêu cầu", icon="inbox")
        wanted.clicked.connect(self.asked)
        card.body.addSpacing(8)
        card.body.addWidget(label("Báo cáo khác", "small", "text_2"))
        card.body.addLayout(row(half, wanted, None, spacing=12))
        self.back = Button(theme, "Đóng", key="Esc")
        self.back.setObjectName("back")
        card.body.addLayout(row(None, self.back))
        self.back.hide()
        card.setFixedWidth(_WIDE_CARD)
        self.setLayout(column(row(card, None), None, margins=(16, 16, 16, 16)))

    def _start(self, kind: ReportKind) -> None:
        chosen = self.year.raw()
        if isinstance(chosen, int):
            self.start.emit(chosen, kind)


class NumberDialog(Dialog):
    """Number and day of the document; `issues`: with them it is issued. Closed as accepted once they are written."""

    def __init__(self, desk: Desk, view: ReportView, parent: QWidget, *, issues: bool = False) -> None:
        super().__init__(desk, "Phát hành báo cáo" if issues else "Số, ngày của báo cáo", parent)
        self.view, self._issues = view, issues
        self.number = LineInput(Text(40))
        self.number.put(view.number)
        self.number.line.setPlaceholderText(f"ví dụ 312 hoặc 312/{view.symbol}")
        self.number.setAccessibleName("Số văn bản")
        self.day = DayInput(Day(), self.theme)
        self.day.put(view.issued_on)
        self.day.setAccessibleName("Ngày ban hành")
        said = "Số và ngày do hệ thống văn bản của cơ quan cấp. Chưa có thì để trống; báo cáo để khoảng trống cho văn thư ghi."
        if view.editable and view.files:
            said += " Ghi số mới thì phải lập lại tệp."
        self.body.addWidget(label(said, "body", "text_2", wrap=True))
        self.body.addWidget(_labelled("Số", self.number))
        self.body.addWidget(_labelled("Ngày", self.day))
        self.primary.setText("Phát hành" if issues else "Ghi số, ngày")
        self.number.setFocus()

    def act(self) -> None:
        """Write what was typed; a day that cannot be read, or what fails, is told here."""
        try:
            typed = self.day.raw()
            when = self.day.kind.parse(typed) if str(typed or "").strip() else None
        except Invalid as told:
            self.show_problem(told)
            return
        ws, id_, said = self.desk.workspace, self.view.id, str(self.number.raw() or "")
        if self._issues:
            self.run(lambda _task: issue(ws, id_, said, when), "Phát hành", lambda _none: self.accept())
            return
        self.run(lambda _task: set_number(ws, id_, said, when), "Ghi số, ngày", lambda _none: self.accept())


class FigureDialog(Dialog):
    """Last year's value, the plan, and the reason for an odd change of one figure."""

    def __init__(self, desk: Desk, ws: Workspace, about: tuple[ReportView, FigureView], parent: QWidget) -> None:
        self.view, self.figure = about
        super().__init__(desk, f"{self.figure.code}. {self.figure.label}", parent)
        self.ws = ws
        kind = Whole()
        self.last, self.plan = NumberInput(kind), NumberInput(kind)
        self.last.put(self.figure.last_year)
        self.plan.put(self.figure.plan)
        self.last.line.setEnabled(not self.view.last_year_from)
        self.reason = QPlainTextEdit(self.figure.reason)
        self.reason.setTabChangesFocus(True)
        self.reason.setFixedHeight(72)
        self.reason.setAccessibleName("Lý do")
        now = "chưa có số liệu" if self.figure.value is None else number(self.figure.value)
        self.body.addWidget(
            label(f"Năm {self.view.year}: {now} {self.figure.unit}, chốt từ sổ.", "body", "text_2", wrap=True)
        )
        pair = row(
            (_labelled(f"Năm {self.view.year - 1}", self.last), 1),
            (_labelled(f"Kế hoạch {self.view.year}", self.plan), 1),
            spacing=12,
        )
        self.body.addLayout(pair)
        if self.view.last_year_from:
            self.body.addWidget(
                label(f"Số năm trước lấy từ «{self.view.last_year_from}».", "small", "text_3", wrap=True)
            )
        why = "Lý do tăng, giảm (đi kèm báo cáo)"
        self.body.addLayout(column(label(why, "small", "text_2"), self.reason, spacing=3))
        self.primary.setText("Ghi")
        (self.reason if self.view.last_year_from else self.last).setFocus()

    def act(self) -> None:
        """Write the figures and the reason."""
        ws, id_, code = self.ws, self.view.id, self.figure.code
        try:
            wish = BaseFigures(code, _read(self.last), _read(self.plan))
        except Invalid as told:
            self.show_problem(told)
            return
        reason = self.reason.toPlainText()

        def work(_task: Task) -> None:
            if (wish.last_year, wish.plan) != (self.figure.last_year, self.figure.plan):
                enter_base(ws, id_, wish)
            if reason.strip() != self.figure.reason:
                give_reason(ws, id_, code, reason)

        self.run(work, "Ghi số năm trước, lý do", lambda _none: self.accept())


def _read(made: NumberInput) -> int | None:
    typed = str(made.raw() or "").strip()
    return int(made.kind.parse(typed)) if typed else None


def _labelled(words: str, made: Input) -> QWidget:
    holder = QWidget()
    made.setAccessibleName(words)
    holder.setLayout(column(label(words, "small", "text_2"), made, spacing=3))
    return holder
