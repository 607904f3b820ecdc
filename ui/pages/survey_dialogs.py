"""Small decisions about a survey: opening a round, to whom questionnaires go."""

from datetime import date

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from tmdt_desktop.errors import Invalid
from tmdt_desktop.fields import Field
from tmdt_desktop.kinds import Choice, Day, Kind, Ref, Text
from tmdt_desktop.records.business import Activity, Business
from tmdt_desktop.records.survey_form import FormState
from tmdt_desktop.records.survey_round import SurveyRound
from tmdt_desktop.services import registers
from tmdt_desktop.services.choices import choices
from tmdt_desktop.services.registers import Query, Saved
from tmdt_desktop.services.survey_forms import FormLine
from tmdt_desktop.services.survey_rounds import RoundView, SendWish, SentOut, send_out
from tmdt_desktop.task import Task
from ui.parts.dialog import Dialog
from ui.parts.editors import Given, editor_of
from ui.parts.field_grid import FieldGrid
from ui.parts.inputs import DayInput, Input
from ui.parts.pickers import PickInput
from ui.shell.desk import Desk
from ui.shell.widgets import column, label

_ROUND_FIELDS = ("name", "starts_on", "due_on", "planned", "document", "observed")


class RoundDialog(Dialog):
    """A new round: its name, form and days."""

    made = Signal(object)
    """The id of the round that was opened."""

    def __init__(self, desk: Desk, forms: tuple[FormLine, ...], parent: QWidget) -> None:
        super().__init__(desk, "Mở đợt khảo sát", parent)
        used = [line for line in forms if line.state is not FormState.RETIRED]
        self.form = PickInput(Ref("survey_form"), self.theme, [(str(line.id), line.brief) for line in used])
        self.form.setAccessibleName("Mẫu phiếu")
        if used:
            self.form.put(used[0].id)
        given = Given(self.theme, lambda kind: choices(desk.workspace, kind))

        def make(field: Field) -> Input:
            return editor_of(field, given)

        self.grid = FieldGrid(self.theme, [SurveyRound.field(name) for name in _ROUND_FIELDS], make)
        self.body.addLayout(column(label("Mẫu phiếu", "small", "text_2"), 2, self.form))
        self.body.addWidget(self.grid)
        self.primary.setText("Mở đợt")
        if (first := self.grid.first()) is not None:
            first.setFocus()

    def act(self) -> None:
        """Add the round; faults stand beside their fields."""
        raw = {**self.grid.raw(), "form": self.form.raw()}
        reading = registers.check(SurveyRound, raw)
        self.grid.tell(reading.faults, reading.doubts)
        if reading.faults:
            if told := reading.faults.get("form"):
                self.band.tell("Chưa chọn mẫu phiếu.", told)
            return
        self.run(lambda _task: registers.save(self.desk.workspace, SurveyRound, raw), "Mở đợt", self._done)

    def _done(self, made: Saved) -> None:
        self.made.emit(made.id)
        self.accept()


class SendDialog(Dialog):
    """Questionnaires for the businesses that a filter of their register finds."""

    sent = Signal(object)
    """What was handed out (`SentOut`)."""

    def __init__(self, desk: Desk, view: RoundView, parent: QWidget) -> None:
        super().__init__(desk, f"Phát phiếu: {view.name}", parent)
        self.view, self._count, self._turn = view, 0, 0
        self.filters = {name: self._pick(Business.field(name).kind) for name in ("commune", "kind", "activity")}
        self.filters["activity"].put(Activity.ACTIVE)
        self.search = QLineEdit()
        self.search.setPlaceholderText("Tìm theo tên, mã số thuế")
        self.search.setAccessibleName("Tìm đối tượng")
        self.day = DayInput(Day(), self.theme)
        self.day.put(max(view.starts_on, date.today()))  # noqa: DTZ011 - the office's own calendar day
        self._told = label("", "body", "text_2", wrap=True)
        names = {"commune": "Xã, thị trấn", "kind": "Loại đối tượng", "activity": "Tình trạng"}
        for name, made in self.filters.items():
            made.setAccessibleName(names[name])
            self.body.addLayout(column(label(names[name], "small", "text_2"), 2, made))
            made.left.connect(self.look)
            made.edited.connect(self.look)
        self.body.addWidget(self.search)
        self.body.addLayout(column(label("Ngày phát", "small", "text_2"), 2, self.day))
        self.body.addWidget(self._told)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(200)
        self._later.timeout.connect(self.look)
        self.search.textEdited.connect(lambda _text: self._later.start())
        self.filters["commune"].setFocus()
        self.primary.setText("Phát phiếu")
        self.ready()
        self.look()

    @property
    def query(self) -> Query:
        """The filter as it stands."""
        where = tuple((name, made.raw()) for name, made in self.filters.items() if made.chosen)
        return Query(self.search.text(), where)

    def look(self) -> None:
        """Count the businesses that are meant."""
        self._turn += 1
        turn, query, ws = self._turn, self.query, self.desk.workspace
        self.read(lambda: registers.count(ws, Business, query), lambda count: self._show(count, turn))

    def ready(self) -> None:
        """Somebody must be meant."""
        self.primary.setEnabled(self._count > 0)

    def act(self) -> None:
        """Hand out."""
        try:
            day = SurveyRound.field("starts_on").read(self.day.raw())
        except Invalid as told:
            self.band.tell("Chưa rõ ngày phát.", str(told))
            return
        wish, ws = SendWish(self.view.id, day, self.query), self.desk.workspace

        def work(task: Task) -> SentOut:
            return send_out(ws, wish, task)

        self.run(work, "Phát phiếu", self._done)

    def _pick(self, kind: Kind) -> PickInput:
        words = choices(self.desk.workspace, kind)
        return PickInput(kind if isinstance(kind, Choice) else Text(), self.theme, words, "Tất cả")

    def _show(self, count: int, turn: int) -> None:
        if turn != self._turn:
            return
        self._count = count
        self._told.setText(
            "Nơi đã có phiếu của đợt này thì không phát lại." if count else "Không có nơi nào khớp bộ lọc."
        )
        self.primary.setText(f"Phát {count} phiếu")
        self.ready()

    def _done(self, made: SentOut) -> None:
        self.sent.emit(made)
        self.accept()
