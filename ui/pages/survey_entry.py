"""Typing one questionnaire, question by question, by the keyboard alone.

Digits choose, Enter goes on, Enter in an empty line leaves the question unanswered, F9 says «không biết», F3 «không trả lời». A line of a
matrix is a step of its own. Nothing is written until «Ghi phiếu»; what is typed is kept as a draft when the page is left.
Other pages ask for it by «survey_entry» with the questionnaire's id.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QScrollArea, QWidget

from tmdt_desktop.errors import Invalid
from tmdt_desktop.kinds import Choice, Day
from tmdt_desktop.records import Record
from tmdt_desktop.records.survey_answer import RETURNED, AnswerMode, ReplyState, SurveyAnswer
from tmdt_desktop.services.registers import Saved
from tmdt_desktop.services.survey_entry import (
    EntryWish,
    FaultyAnswers,
    SheetView,
    check_entry,
    drop_entry,
    keep_entry,
    kept_entry,
    next_waiting,
    save_entry,
    sheet_view,
)
from tmdt_desktop.services.survey_questions import UNKNOWN, Place, Question, cell_of, read_cell
from ui.parts.inputs import DayInput
from ui.parts.lines_table import Cell, Column, Line, LinesTable
from ui.parts.pickers import PickInput
from ui.shell.actions import action
from ui.shell.desk import Desk
from ui.shell.page import Page
from ui.shell.widgets import Button, column, hair, label, panel, row

_LIST, _FAST, _DAY_WIDTH = 560, 9, 140
_STATES = (ReplyState.COMPLETE, ReplyState.PARTIAL)


class SurveyEntryPage(Page):
    """The page «Nhập phiếu»."""

    name = "survey_entry"
    title = "Nhập phiếu"
    icon = "save"
    shows: frozenset[type[Record]] = frozenset()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.view: SheetView | None = None
        self.steps: list[tuple[Question, Place]] = []
        self.cells: dict[Place, str] = {}
        self.faults: dict[Place, str] = {}
        self.at, self.dirty = 0, False
        self.list = LinesTable(self.theme, (Column("Câu", 52), Column("Nội dung"), Column("Trả lời", 190)))
        self.list.setFixedWidth(_LIST)
        self.list.setAccessibleName("Các câu của phiếu")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.chosen.connect(self._clicked)
        self._block, self._words = label("", "small", "text_2"), label("", "title", wrap=True)
        self._line = label("", "heading", wrap=True)
        self._how, self._fault = label("", "small", "text_3", wrap=True), label("", "body", "bad", wrap=True)
        self.answer = QLineEdit()
        self.answer.setAccessibleName("Trả lời")
        self.answer.installEventFilter(self)
        self.answer.textEdited.connect(self._typed)
        self._options = column(spacing=2)
        self.state = PickInput(Choice(ReplyState), self.theme, [(state.name, state.value) for state in _STATES])
        self.mode = PickInput(Choice(AnswerMode), self.theme, [(m.name, m.value) for m in AnswerMode], "Hình thức")
        self.day = DayInput(Day(), self.theme)
        self.day.setMinimumWidth(_DAY_WIDTH)
        for made, words in ((self.state, "Kết quả"), (self.mode, "Hình thức"), (self.day, "Ngày thu")):
            made.setAccessibleName(words)
        self.body.addLayout(row(self.list, hair(upright=True), (self._card(), 1)), 1)
        self.add_action_bar(self.acts.button("leave"))

    def arrive(self, what: object) -> None:
        if isinstance(what, UUID):
            self.load(what)

    def load(self, id_: UUID) -> None:
        """Show a questionnaire and the draft of it, if one is kept."""
        self.ask(lambda: (sheet_view(self.ws, id_), kept_entry(self.ws, id_)), lambda made: self._show(*made))

    def focus_first(self) -> None:
        self.answer.setFocus()

    def may_leave(self) -> bool:
        """Always: what was typed is kept as a draft."""
        if self.dirty and self.view is not None:
            self._take()
            with suppress(Invalid):
                self._keep(self._wish(self.view))
        return True

    def _keep(self, wish: EntryWish) -> None:
        self.dirty = False
        self.desk.jobs.start(lambda _task: keep_entry(self.ws, wish), "", failed=self.show_error)

    # Acts

    @action("Câu trước", keys=("Shift+Return", "Ctrl+Up"), brief="câu trước")
    def back(self) -> None:
        """Go to the question before."""
        if self._take():
            self.go(self.at - 1)

    @action("Không biết", keys=("F9",), place="head", brief="không biết", when="has_sheet")
    def unknown(self) -> None:
        """Whoever answered does not know."""
        self.put_answer(UNKNOWN)
        self.go(self.at + 1)

    @action("Không trả lời", keys=("F3",), place="head", brief="không trả lời", when="has_sheet")
    def unanswered(self) -> None:
        """The question was left out; that is neither 0 nor «không biết»."""
        self.put_answer("")
        self.go(self.at + 1)

    @action("Lỗi kế tiếp", keys=("F8",), brief="lỗi kế tiếp")
    def next_fault(self) -> None:
        """Go to the next answer that cannot be kept."""
        order = [*range(self.at + 1, len(self.steps)), *range(self.at + 1)]
        found = next((at for at in order if at < len(self.steps) and self.steps[at][1] in self.faults), None)
        if found is not None:
            self.go(found)

    @action("Về danh sách phiếu", keys=("Alt+N",))
    def leave(self) -> None:
        """Go back to the round."""
        self.asks.emit("surveys", self.view.round if self.view else None)

    @action("Ghi phiếu", icon="save", keys=("Ctrl+S", "Ctrl+Return"), place="bar", look="primary", brief="ghi phiếu")
    def save(self) -> None:
        """Check everything and write the questionnaire as one act."""
        if self.view is None or not self._take():
            return
        wish = self._wish(self.view)
        self.faults = check_entry(self.view.form, wish.cells, wish.state).faults
        if self.faults:
            self._tell_faults()
            return
        self.run(lambda _task: save_entry(self.ws, wish), f"Ghi phiếu {self.view.number}", self._saved)

    def has_sheet(self) -> bool:
        """Whether a questionnaire is open."""
        return self.view is not None

    # Steps

    def go(self, at: int) -> None:
        """Show the step `at`; after the last one the keyboard goes to «Ghi phiếu»."""
        if at >= len(self.steps):
            self._paint()
            self._to_save()
            return
        self.at = max(at, 0)
        self._paint()
        self.answer.setFocus()

    def put_answer(self, text: str) -> None:
        """Take `text` as the answer of this step; nothing is checked."""
        place = self.steps[self.at][1]
        self.dirty = self.dirty or self.cells.get(place, "") != text
        self.cells[place] = text
        self.faults.pop(place, None)
        self.answer.setText(text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.answer and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event)
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            if self._take():
                self.go(self.at + 1)
            return True
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and not event.modifiers():
            if self._take():
                self.go(self.at + (1 if event.key() == Qt.Key.Key_Down else -1))
            return True
        return False

    def _typed(self, text: str) -> None:
        """One digit is enough where one of at most nine is chosen."""
        self.dirty = True
        question = self.steps[self.at][0] if self.steps else None
        if question is None or question.several or len(question.options) > _FAST or not _digit(text):
            return
        if int(text) <= len(question.options):
            self.choose(int(text) - 1)

    def choose(self, option: int) -> None:
        """Choose an option by its place; where several may be chosen, add it or take it away."""
        question, place = self.steps[self.at]
        words = question.options[option]
        if not question.several:
            self.put_answer(words)
            self.go(self.at + 1)
            return
        chosen = [part.strip() for part in self.cells.get(place, "").split(";") if part.strip() not in ("", UNKNOWN)]
        kept = [part for part in chosen if part != words] if words in chosen else [*chosen, words]
        self.put_answer("; ".join(each for each in question.options if each in kept))
        self._paint()

    def _take(self) -> bool:
        """Read what stands in the line; False when it is no answer, and the sentence says why."""
        if not self.steps:
            return True
        question, place = self.steps[self.at]
        text = _spaced(question, self.answer.text())
        try:
            read = read_cell(question, text)
        except Invalid as told:
            self.faults[place] = str(told)
            self._tell(str(told))
            return False
        self.put_answer(cell_of(read) if read else "")
        return True

    # Showing

    def _show(self, view: SheetView, draft: Mapping[Place, str] | None) -> None:
        self.view = view
        self.clear_problem()
        self.cells = dict(draft if draft is not None else view.cells)
        self.steps = [(question, place) for question in view.form.questions for place in question.places]
        self.faults, self.dirty, self.at = {}, False, 0
        self.set_heading(f"Phiếu {view.number} · {view.respondent}", f"{view.form.name}, phiên bản {view.form.edition}")
        self.state.put(view.state if view.state in RETURNED else ReplyState.COMPLETE)
        self.mode.put(view.mode)
        self.day.put(view.returned_on or date.today())  # noqa: DTZ011 - the office's own calendar day
        if draft is not None:
            acts = {"Bỏ bản nháp": self.drop_draft}
            self.band.tell("Đây là bản nháp chưa ghi.", "Nhập tiếp rồi bấm Ghi phiếu.", tone="warn", acts=acts)
        self.acts.refresh()
        answered = (at for at, (_, place) in enumerate(self.steps) if not self.cells.get(place))
        self.go(next(answered, 0))

    def drop_draft(self) -> None:
        """Forget the draft and show what is stored."""
        if self.view is not None:
            id_ = self.view.id
            self.dirty = False
            self.run(lambda _task: drop_entry(self.ws, id_), "Bỏ bản nháp", lambda _none: self.load(id_))

    def _card(self) -> QWidget:
        facts = row(
            label("Kết quả", "small", "text_2"), (self.state, 1), label("Ngày thu", "small", "text_2"), (self.day, 1),
            (self.mode, 1), spacing=8,
        )  # fmt: skip
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(panel("surface", column(self._options, None, margins=(0, 8, 0, 8))))
        return panel(
            "surface",
            column(
                facts, hair(), self._block, self._words, self._line, self.answer, self._fault, self._how, (area, 1),
                margins=(20, 12, 20, 8), spacing=8,
            ),
        )  # fmt: skip

    def _paint(self) -> None:
        if not self.steps:
            return
        question, place = self.steps[self.at]
        self._block.setText(question.block)
        self._words.setText(f"{question.number}. {question.words}{' (*)' if question.required else ''}")
        self._line.setText(place[1])
        self._line.setVisible(bool(place[1]))
        self._how.setText(_how(question))
        self.answer.setText(self.cells.get(place, ""))
        self.answer.selectAll()
        self._tell(self.faults.get(place, ""))
        self._show_options(question, place)
        self.list.blockSignals(True)  # noqa: FBT003 - Qt's way; the step is ours, nobody clicked it
        self.list.show_lines(self._lines())
        self.list.choose(self.at)
        self.list.blockSignals(False)  # noqa: FBT003

    def _tell(self, sentence: str) -> None:
        self._fault.setText(sentence)
        self._fault.setVisible(bool(sentence))

    def _show_options(self, question: Question, place: Place) -> None:
        while (item := self._options.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        chosen = {part.partition(":")[0].strip() for part in self.cells.get(place, "").split(";")}
        for at, option in enumerate(question.options):
            icon = "check" if option in chosen else ""
            button = Button(self.theme, f"{at + 1}   {option}", "plain" if icon else "normal", icon=icon)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(lambda _=False, at=at: self.choose(at))
            self._options.addWidget(button)

    def _lines(self) -> list[Line]:
        made: list[Line] = []
        block = None
        for at, (question, place) in enumerate(self.steps):
            if question.block != block:
                block = question.block
                made += [Line((Cell(block),), head=True)] if block else []
            words = f"{place[1]} — {question.words}" if place[1] else question.words
            made.append(Line((question.number, Cell(words, tip=words), self._said(place)), key=at))
        return made

    def _said(self, place: Place) -> Cell:
        if place in self.faults:
            return Cell(self.cells.get(place, "") or "Thiếu", "bad", "fault", tip=self.faults[place])
        cell = self.cells.get(place, "")
        return (
            Cell("Không biết", "text_2") if cell == UNKNOWN else Cell(cell or "—", "" if cell else "text_3", tip=cell)
        )

    def _clicked(self, at: object) -> None:
        if isinstance(at, int) and at != self.at and self._take():
            self.go(at)

    # Writing

    def _wish(self, view: SheetView) -> EntryWish:
        state = ReplyState[str(self.state.raw())] if self.state.raw() else ReplyState.COMPLETE
        mode = AnswerMode[str(self.mode.raw())] if self.mode.raw() else None
        cells = {place: cell for place, cell in self.cells.items() if cell}
        return EntryWish(view.id, view.version, cells, state, self._day(), mode)

    def _day(self) -> date | None:
        return SurveyAnswer.field("returned_on").read(self.day.raw())  # type: ignore[no-any-return]

    def _tell_faults(self) -> None:
        count = len(self.faults)
        self.band.tell(
            f"Còn {count} câu chưa ghi được.", "Sửa các câu này (F8), hoặc chọn kết quả «Một phần».", tone="bad"
        )
        self.at = len(self.steps) - 1
        self.next_fault()

    def _saved(self, _made: Saved) -> None:
        if self.view is None:
            return
        self.dirty, before = False, self.view
        self.noted.emit(f"Đã ghi phiếu {before.number}")
        self.ask(lambda: next_waiting(self.ws, before.round, before.number), self._go_on)

    def _go_on(self, id_: UUID | None) -> None:
        if id_ is not None:
            self.load(id_)
            return
        self.noted.emit("Đã nhập hết phiếu của đợt")
        self.leave()

    def _to_save(self) -> None:
        if (button := self.findChild(Button, "save")) is not None:
            button.setFocus()

    def show_error(self, error: BaseException) -> None:
        if isinstance(error, FaultyAnswers):
            self.faults = dict(error.places)
            self._tell_faults()
        else:
            super().show_error(error)


def _digit(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) == 1 and text != "0"


def _spaced(question: Question, text: str) -> str:
    """«1 3», «1,3» choose two options, as «1;3» does."""
    numbers: Sequence[str] = text.replace(",", " ").split()
    if question.several and numbers and all(part.isascii() and part.isdigit() for part in numbers):
        return ";".join(numbers)
    return text


def _how(question: Question) -> str:
    if question.several:
        keys = "Gõ số của các lựa chọn, ví dụ 1 3; Enter để sang câu sau."
    elif question.options:
        keys = "Gõ số của lựa chọn." if len(question.options) <= _FAST else "Gõ số của lựa chọn rồi Enter."
    elif question.counts:
        unit = f", đơn vị {question.unit}" if question.unit else ""
        limits = f" từ {question.least} đến {question.most}" if None not in (question.least, question.most) else ""
        keys = f"Gõ số{limits}{unit} rồi Enter."
    else:
        keys = "Gõ lời rồi Enter."
    own = f"Ghi «{question.other}: …» để ghi rõ." if question.other else ""
    return " ".join(part for part in (question.help and f"{question.help}.", keys, own) if part)
