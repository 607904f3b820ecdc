"""Surveys: the rounds at the left; of the chosen one how far it is, and its questionnaires.

Other pages ask for it by «surveys», with a round's id when one is meant.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QWidget

from tmdt_desktop.i18n import day
from tmdt_desktop.records.survey_answer import RETURNED, ReplyState, SurveyAnswer
from tmdt_desktop.records.survey_form import SurveyForm
from tmdt_desktop.records.survey_round import SurveyRound
from tmdt_desktop.services.history import undo_batch
from tmdt_desktop.services.survey_forms import FormLine, default_form, forms
from tmdt_desktop.services.survey_import import AnswersTaken
from tmdt_desktop.services.survey_print import BlankWish, print_survey_form
from tmdt_desktop.services.survey_rounds import RoundView, SentOut, SheetLine, mark, per_cent, questionnaires, rounds
from ui.pages.survey_dialogs import RoundDialog, SendDialog
from ui.pages.survey_import import ImportAnswersDialog
from ui.parts.file_pick import choose_target
from ui.parts.lines_table import Cell, Column, Line, LinesTable
from ui.shell.actions import action
from ui.shell.bar import Bar
from ui.shell.desk import Desk
from ui.shell.page import Page
from ui.shell.widgets import column, hair, label, panel, row

_LIST = 380
_TONES = {
    ReplyState.WAITING: ("text_2", "clock"),
    ReplyState.COMPLETE: ("ok", "check"),
    ReplyState.PARTIAL: ("warn", "check"),
    ReplyState.REFUSED: ("text_3", "stop"),
    ReplyState.UNREACHED: ("text_3", "stop"),
}


class SurveysPage(Page):
    """The page «Khảo sát»."""

    name = "surveys"
    title = "Khảo sát"
    subtitle = "Đợt khảo sát, phát và thu phiếu (Điều 4.5, 19.3)"
    icon = "survey"
    shows = frozenset({SurveyForm, SurveyRound, SurveyAnswer})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.rounds: tuple[RoundView, ...] = ()
        self.forms: tuple[FormLine, ...] = ()
        self.sheets: tuple[SheetLine, ...] = ()
        self._wanted: UUID | None = None
        self._turn = self._asked = 0
        self.list = LinesTable(self.theme, (Column("Đợt khảo sát"), Column("Thu", 120, right=True)))
        self.list.setFixedWidth(_LIST)
        self.list.setAccessibleName("Các đợt khảo sát")
        self.list.chosen.connect(self._choose)
        columns = (
            Column("Số", 64),
            Column("Người trả lời"),
            Column("Xã, thị trấn", 180),
            Column("Kết quả", 170),
            Column("Ngày thu", 100),
        )
        self.table = LinesTable(self.theme, columns)
        self.table.setAccessibleName("Các phiếu của đợt")
        self.table.opened.connect(self._enter)
        self.table.chosen.connect(lambda _key: self.acts.refresh())
        self._name, self._facts = label("", "heading", wrap=True), label("", "body", "text_2", wrap=True)
        self._bar = Bar(self.theme)
        self._empty = self._nothing()
        self._detail = self._right()
        self.body.addLayout(row(self.list, hair(upright=True), (self._empty, 1), (self._detail, 1)), 1)
        self._detail.hide()
        self.add_action_bar(*(self.acts.button(name) for name in ("refused", "unreached", "edit", "print_blank")))

    @property
    def current(self) -> RoundView | None:
        """The chosen round."""
        key = self.list.current_key
        return next((view for view in self.rounds if view.id == key), None)

    def reload(self) -> None:
        self._asked += 1
        turn = self._asked
        self.ask(
            lambda: (rounds(self.ws), forms(self.ws)), lambda made: self._show(*made) if turn == self._asked else None
        )

    def focus_first(self) -> None:
        self.list.setFocus()

    def arrive(self, what: object) -> None:
        if isinstance(what, UUID):
            self._wanted = what
            self.reload()

    # Acts

    @action("Mẫu phiếu", icon="file", keys=("Ctrl+M",), place="head", brief="mẫu phiếu")
    def designer(self) -> None:
        """Go to the forms."""
        view = self.current
        self.asks.emit("survey_designer", view.form if view else None)

    @action("Kết quả", icon="chart", keys=("F4",), place="head", brief="kết quả", when="has_round")
    def results(self) -> None:
        """Go to what the round came to."""
        if (view := self.current) is not None:
            self.asks.emit("survey_results", view.id)

    @action("Nhập từ tệp", icon="import", keys=("Ctrl+I",), place="head", when="has_round")
    def import_answers(self) -> None:
        """Open the import of answers."""
        if (view := self.current) is not None:
            dialog = ImportAnswersDialog(self.desk, view, self)
            dialog.taken.connect(self._taken)
            dialog.open()

    @action("Mở đợt", icon="add", keys=("F5", "Ctrl+Insert"), place="head", brief="mở đợt", when="has_form")
    def add(self) -> None:
        """Open a new round."""
        dialog = RoundDialog(self.desk, self.forms, self)
        dialog.made.connect(self._opened)
        dialog.open()

    @action("Phát phiếu", icon="send", keys=("Ctrl+P",), place="bar", brief="phát phiếu", when="has_round")
    def send(self) -> None:
        """Hand out questionnaires to businesses."""
        if (view := self.current) is not None:
            dialog = SendDialog(self.desk, view, self)
            dialog.sent.connect(self._sent)
            dialog.open()

    @action("Nhập phiếu", icon="save", keys=("F2",), place="bar", look="primary", brief="nhập phiếu", when="has_sheet")
    def enter(self) -> None:
        """Type the chosen questionnaire."""
        self._enter(self.table.current_key)

    @action("Sửa đợt", keys=("Ctrl+E",), when="has_round")
    def edit(self) -> None:
        """Go to the record of the round."""
        if (view := self.current) is not None:
            self.asks.emit("register:survey_round", view.id)

    @action("Từ chối", keys=("Ctrl+T",), when="has_sheet")
    def refused(self) -> None:
        """The chosen questionnaire was refused."""
        self._mark(ReplyState.REFUSED)

    @action("Không liên hệ được", keys=("Ctrl+L",), when="has_sheet")
    def unreached(self) -> None:
        """Nobody was reached for the chosen questionnaire."""
        self._mark(ReplyState.UNREACHED)

    @action("In phiếu trắng", icon="print", keys=("Alt+I",), when="has_round")
    def print_blank(self) -> None:
        """Write the round's form to fill in by hand."""
        target = choose_target(self, "In phiếu trắng", "phieu-khao-sat.pdf", "PDF (*.pdf);;Word (*.docx)")
        if target is not None:
            self.write_blank(target)

    def write_blank(self, target: Path) -> None:
        """Write the blank form to `target`."""
        if (view := self.current) is None:
            return
        wish = BlankWish(view.form, target)
        done = f"Đã ghi phiếu trắng: {target.name}."
        self.run(
            lambda task: print_survey_form(self.ws, wish, task), "In phiếu", lambda _: self.band.tell(done, tone="ok")
        )

    @action("Thêm mẫu 30 câu có sẵn", icon="add", keys=("Ctrl+D",), look="primary", when="has_no_form")
    def add_default(self) -> None:
        """Take the form that the program brings along."""
        self.run(lambda _task: default_form(self.ws), "Thêm mẫu phiếu", lambda _made: self.reload())

    def has_round(self) -> bool:
        """Whether a round is chosen."""
        return self.current is not None

    def has_sheet(self) -> bool:
        """Whether a questionnaire is chosen."""
        return self.table.current_key is not None

    def has_form(self) -> bool:
        """Whether there is a form to ask with."""
        return bool(self.forms)

    def has_no_form(self) -> bool:
        """Whether the first thing to do is to get a form."""
        return not self.forms

    # Showing

    def _nothing(self) -> QWidget:
        words = "Chưa có đợt khảo sát nào. Thêm mẫu phiếu có sẵn hoặc tự soạn ở «Mẫu phiếu», rồi mở đợt."
        buttons = row(self.acts.button("add_default"), self.acts.button("add", text="Mở đợt đầu tiên"), None, spacing=8)
        return panel("surface", column(label(words, wrap=True), buttons, None, margins=(16, 16, 16, 16), spacing=12))

    def _right(self) -> QWidget:
        facts = column(self._name, self._facts, self._bar, margins=(16, 12, 16, 12), spacing=6)
        return panel("surface", column(facts, hair(), (self.table, 1)))

    def _show(self, held: tuple[RoundView, ...], made: tuple[FormLine, ...]) -> None:
        self.rounds, self.forms = held, made
        wanted = self._wanted or self.list.current_key
        self._wanted = None
        self.list.show_lines([Line((Cell(v.name, tip=v.name), f"{v.returned}/{v.sent}"), key=v.id) for v in held])
        self._empty.setVisible(not held)
        self._detail.setVisible(bool(held))
        if held and not self.list.choose(wanted):
            self.list.choose(held[0].id)
        self._choose(self.list.current_key)

    def _choose(self, _key: object) -> None:
        view = self.current
        self.acts.refresh()
        if view is None:
            return
        counts = view.counts
        planned = "chưa ghi" if view.planned is None else str(view.planned)
        parts = [f"Dự kiến {planned}", f"phát {view.sent}", f"thu {view.returned}"]
        parts += [
            f"từ chối {counts.get(ReplyState.REFUSED, 0)}",
            f"không liên hệ được {counts.get(ReplyState.UNREACHED, 0)}",
        ]
        due = f" · hạn nộp {day(view.due_on)}" if view.due_on else ""
        self._name.setText(f"{view.name} · {view.form_name}, phiên bản {view.edition} · từ {day(view.starts_on)}{due}")
        self._facts.setText(f"{', '.join(parts)}. Tỷ lệ thu: {view.rate}")
        self._bar.set_share(view.returned / view.sent if view.sent else 0)
        self._bar.setToolTip(per_cent(view.returned, view.sent))
        self._turn += 1
        turn, id_ = self._turn, view.id
        self.ask(
            lambda: questionnaires(self.ws, id_), lambda made: self._show_sheets(made) if turn == self._turn else None
        )

    def _show_sheets(self, made: tuple[SheetLine, ...]) -> None:
        self.sheets = made
        self.table.show_lines([_sheet_line(line) for line in made])
        if made and self.table.current_key is None:
            waiting = next((line for line in made if line.state is ReplyState.WAITING), made[0])
            self.table.choose(waiting.id)
        self.acts.refresh()

    def _enter(self, key: object) -> None:
        if isinstance(key, UUID):
            self.asks.emit("survey_entry", key)

    def _mark(self, state: ReplyState) -> None:
        key = self.table.current_key
        line = next((line for line in self.sheets if line.id == key), None)
        if line is not None:
            back = ReplyState.WAITING if line.state is state else state
            self.run(lambda _task: mark(self.ws, (line.id,), back), f"Ghi phiếu {line.number}")

    # What dialogs did

    def _opened(self, id_: UUID) -> None:
        self._wanted = id_
        self.reload()

    def _sent(self, made: SentOut) -> None:
        already = f" {made.already} nơi đã có phiếu." if made.already else ""
        if not made.count:
            self.band.tell("Không phát thêm phiếu nào.", already.strip(), tone="accent")
            return
        self.band.tell(
            f"Đã phát {made.count} phiếu, số {made.first} đến {made.last}.{already}",
            tone="ok",
            acts=self._undoing(made.batch),
        )

    def _taken(self, made: AnswersTaken) -> None:
        words = f"Đã điền {made.filled} phiếu, thêm {made.added} phiếu."
        self.band.tell(words, tone="ok", acts=self._undoing(made.batch))

    def _undoing(self, batch: UUID | None) -> dict[str, Callable[[], Any]]:
        if batch is None:
            return {}
        return {
            "Hoàn lại": lambda: self.run(lambda task: undo_batch(self.ws, batch, task=task), "Hoàn lại", self._undone)
        }

    def _undone(self, _made: object) -> None:
        self.band.tell("Đã hoàn lại.", tone="accent")


def _sheet_line(line: SheetLine) -> Line:
    tone, icon = _TONES[line.state]
    commune = SurveyAnswer.field("commune").kind.show(line.commune)
    back = day(line.returned_on) if line.returned_on and line.state in RETURNED else "—"
    return Line((line.number, line.respondent, commune or "—", Cell(line.state.value, tone, icon), back), key=line.id)
