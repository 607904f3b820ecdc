"""The first page: until when, how far, what is owed, what the regulation asks, whether there is a copy.

Each thing owed has one button that goes where it is done. The Department sees who has reported instead of the six steps.
"""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea

from tmdt_desktop.i18n import day, number
from tmdt_desktop.records import REGISTERS, Record, register
from tmdt_desktop.services.agenda import Agenda, agenda
from tmdt_desktop.services.back_up import BackupReceipt, back_up
from tmdt_desktop.services.rows_to_review import rows_to_review
from tmdt_desktop.services.workspaces import office_facts
from ui.pages.agenda_parts import BackupCard, DeadlineCard, DutiesCard, OwedCard
from ui.pages.duties import DutyAt
from ui.pages.register_page import Chosen
from ui.shell.actions import action
from ui.shell.desk import Desk
from ui.shell.page import Page
from ui.shell.widgets import Button, column, panel, row

_WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")
_SIDE, _SIDE_NARROW, _WIDE = 376, 288, 1100
_DONE = "Đã sao lưu xong và đọc lại khớp."


def _shown(*, department: bool) -> tuple[tuple[str, bool], ...]:
    """Which acts of the head belong to the office."""
    return ("take_answer", not department), ("import_list", not department), ("receive", department)


class AgendaPage(Page):
    """The page «Việc cần làm»."""

    name = "agenda"
    title = "Việc cần làm"
    icon = "todo"
    shows = frozenset(REGISTERS)

    def __init__(self, desk: Desk, today: date | None = None) -> None:
        self.department = office_facts(desk.workspace).is_department
        super().__init__(desk)
        self._today, self._turn = today, 0
        self.agenda: Agenda | None = None
        self.deadline = DeadlineCard(self.theme)
        self.deadline.go.connect(self._go_on)
        self.owed = OwedCard(self.theme)
        self.owed.asked.connect(self.go)
        self.duties = DutiesCard(self.theme)
        self.duties.asked.connect(self._show_duties)
        self.backup = BackupCard(self.theme)
        self.backup.back_up.connect(self.back_up)
        self._side = panel("clear", column(self.duties, self.backup, None, spacing=12))
        middle = column(self.deadline, self.owed, None, spacing=12)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(panel("clear", row((middle, 1), self._side, margins=(16, 16, 16, 16), spacing=12)))
        self._area = area
        self.body.addWidget(area)
        area.hide()
        for act, shown in _shown(department=self.department):
            if (button := self.findChild(Button, act)) is not None:
                button.setVisible(shown)

    @property
    def today(self) -> date:
        """The office's own calendar day."""
        return self._today or date.today()  # noqa: DTZ011

    def reload(self) -> None:
        today = self.today
        self._turn += 1
        turn = self._turn
        self.ask(lambda: agenda(self.ws, today), lambda made: self._show(made) if turn == self._turn else None)

    def go(self, target: str) -> None:
        """Go where a thing owed is done."""
        place, _, which = target.partition(":")
        match place:
            case "report" | "sign" | "export":
                self.asks.emit("report", UUID(which))
            case "start":
                self.asks.emit("report", int(which))
            case "register":
                self.asks.emit(target, None)
            case "record":
                code, _, id_ = which.partition(":")
                self.asks.emit(f"register:{code}", UUID(id_))
            case "doubts":
                self._show_doubts(register(which))
            case "duties":
                self._show_duties(which)
            case "backup":
                self.back_up()
            case "packages":
                self.asks.emit("packages", "receive" if self.department else "answer")
            case _:
                self.asks.emit(place, which or None)

    @action("Nhận tệp từ Sở", icon="inbox", keys=("Ctrl+R",), place="head", when="_is_district")
    def take_answer(self) -> None:
        """Take the Department's answer in."""
        self.asks.emit("packages", "answer")

    @action("Nhận gói", icon="inbox", keys=("Ctrl+N",), place="head", when="_is_department")
    def receive(self) -> None:
        """Receive packages."""
        self.asks.emit("packages", "receive")

    @action(
        "Nhập danh sách", icon="import", keys=("Ctrl+I",), place="head", brief="nhập danh sách", when="_is_district"
    )
    def import_list(self) -> None:
        """Import a list of businesses."""
        self.asks.emit("import", "business")

    @action("Sao lưu ngay", keys=("Ctrl+B",), brief="sao lưu")
    def back_up(self) -> None:
        """Copy the workspace now, to the folder of the settings."""
        self.run(lambda task: back_up(self.ws, None, task), "Sao lưu", self._backed_up)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._side.setFixedWidth(_SIDE if self.width() >= _WIDE else _SIDE_NARROW)

    def _is_district(self) -> bool:
        return not self.department

    def _is_department(self) -> bool:
        return self.department

    def _show(self, made: Agenda) -> None:
        self.agenda = made
        due, today = made.deadline, made.today
        period = f"kỳ báo cáo {day(due.period_from)} – {day(due.period_to)}"
        self.set_heading(self.title, f"{_WEEKDAYS[today.weekday()]}, {day(today)} · {period}")
        self.deadline.show_deadline(made, "Mở bàn tiếp nhận" if self.department else "Mở báo cáo")
        self.owed.show_items(made.items, made.done, today)
        self.duties.show_duties(made.duties)
        self.backup.show_state(made.backup)
        self._area.show()

    def _show_duties(self, id_: str) -> None:
        """Go to the duties of the year that the agenda is about."""
        year = self.agenda.deadline.year if self.agenda is not None else None
        self.asks.emit("duties", DutyAt(id_, year))

    def _show_doubts(self, of: type[Record]) -> None:
        """Go to the rows of a register that should be looked at."""

        def show(seqs: Sequence[int]) -> None:
            self.asks.emit(f"register:{of.code}", Chosen(seqs, f"{number(len(seqs))} dòng cần xem lại"))

        self.ask(lambda: rows_to_review(self.ws, of), show)

    def _go_on(self) -> None:
        if self.department:
            self.asks.emit("packages", None)
        elif self.agenda is not None:
            self.asks.emit("report", self.agenda.deadline.year)

    def _backed_up(self, made: BackupReceipt) -> None:
        self.band.tell(_DONE, f"{made.file.name}, trong {made.file.parent}. {made.sentence}", tone="ok")
        self.reload()
