"""A report that somebody asked for: which request it answers, which days it speaks of, which sections it has."""

from datetime import date
from uuid import UUID

from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from tmdt_desktop.errors import Invalid
from tmdt_desktop.i18n import day
from tmdt_desktop.kinds import Day, Text
from tmdt_desktop.services.make_report import AdHocWish, start_ad_hoc
from tmdt_desktop.services.request_cited import RequestLine, open_requests
from ui.parts.dialog import Dialog
from ui.parts.inputs import DayInput
from ui.parts.pickers import PickInput
from ui.parts.tick import Tick
from ui.shell.desk import Desk
from ui.shell.widgets import Button, column, label, panel, row

_SECTIONS_HIGH = 190


class AskedDialog(Dialog):
    """Choose the request, the period and the sections; closed as accepted once the report is begun (`made`)."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, "Báo cáo theo yêu cầu", parent, wide=True)
        self.made: UUID | None = None
        self.requests: dict[str, RequestLine] = {}
        self.sections: dict[str, Tick] = {}
        self.request = PickInput(Text(), self.theme, [])
        self.request.setAccessibleName("Yêu cầu đến")
        self.request.edited.connect(self._show_request)
        self.first, self.last = DayInput(Day(), self.theme), DayInput(Day(), self.theme)
        self.first.setAccessibleName("Từ ngày")
        self.last.setAccessibleName("Đến ngày")
        self.about = label("", "small", "text_2", wrap=True)
        self._ticks = column(spacing=2)
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setFixedHeight(_SECTIONS_HIGH)
        scroll.setWidget(panel("clear", self._ticks))
        self.body.addLayout(
            column(label("Yêu cầu đến chưa trả lời", "small", "text_2"), self.request, self.about, spacing=3)
        )
        days = row(
            (column(label("Từ ngày", "small", "text_2"), self.first, spacing=3), 1),
            (column(label("Đến ngày", "small", "text_2"), self.last, spacing=3), 1),
            spacing=12,
        )
        self.body.addLayout(days)
        self.body.addLayout(column(label("Các mục của báo cáo", "small", "text_2"), scroll, spacing=3))
        self.more = Button(self.theme, "Mở sổ Yêu cầu đến", "plain")
        self.foot_left.addWidget(self.more)
        self.primary.setText("Chốt số liệu và lập")
        self.request.setFocus()
        self.ready()
        self.read(lambda: open_requests(desk.workspace), self.show_requests)

    def show_requests(self, lines: tuple[RequestLine, ...]) -> None:
        """Offer these; the one that is due first is chosen."""
        self.requests = {str(line.id): line for line in lines}
        self.request.set_words(
            [(key, f"{line.subject} · hạn {day(line.due_on)}") for key, line in self.requests.items()]
        )
        if lines:
            self.request.put(str(lines[0].id))
            today = date.today()  # noqa: DTZ011 - the office's own calendar day
            self.first.put(date(today.year, 1, 1))
            self.last.put(today)
        else:
            self.about.setText("Không có yêu cầu nào chưa trả lời. Ghi yêu cầu vào sổ Yêu cầu đến trước.")
        self._show_request()

    @property
    def line(self) -> RequestLine | None:
        """The request that is chosen."""
        return self.requests.get(str(self.request.raw() or ""))

    def ready(self) -> None:
        self.primary.setEnabled(self.line is not None)

    def act(self) -> None:
        """Begin the report."""
        line = self.line
        if line is None:
            return
        try:
            period = [made.kind.parse(made.raw() or "") for made in (self.first, self.last)]
        except Invalid as told:
            self.show_problem(told)
            return
        chosen = tuple(code for code, tick in self.sections.items() if tick.isChecked())
        wish, ws = AdHocWish(line.id, period[0], period[1], chosen), self.desk.workspace
        self.run(lambda task: start_ad_hoc(ws, wish, task), "Lập báo cáo đột xuất", self._begun)

    def _begun(self, made: UUID) -> None:
        self.made = made
        self.accept()

    def _show_request(self) -> None:
        line = self.line
        self.ready()
        if line is None:
            return
        self.about.setText(f"{line.document}. Báo cáo gửi cơ quan này, chậm nhất {day(line.due_on)}.")
        while item := self._ticks.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        self.sections = {}
        for code, title, touched in line.sections:
            tick = Tick(self.theme, title if code == "TEXT" else f"{code}. {title}")
            tick.setChecked(touched)
            self.sections[code] = tick
            self._ticks.addWidget(tick)
