"""The tax branch's list beside the register: rounds, their heaps, decisions by keyboard, papers, the end.

Other pages ask for it by «match», with the id of a round or without.
"""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtWidgets import QLabel, QStackedWidget, QWidget
from shiboken6 import isValid

from tmdt_desktop.errors import Refused
from tmdt_desktop.i18n import number
from tmdt_desktop.records.business import Business
from tmdt_desktop.records.tax_review import TaxReview
from tmdt_desktop.services.match_decide import (
    ADD,
    CLEAR,
    KEEP,
    NOT_SAME,
    NOTED,
    SAME,
    TAKE,
    Decided,
    Decision,
    decide,
)
from tmdt_desktop.services.match_list import MatchRound, drop_match, match_rounds
from tmdt_desktop.services.match_view import BOTH, DIFFERING, LATER, OURS, THEIRS, UNSURE, MatchView, match_view
from tmdt_desktop.services.match_view import Line as MatchedLine
from ui.pages.match_dialogs import MatchJoinDialog, MatchStartDialog
from ui.pages.match_papers import MatchPapers
from ui.pages.match_words import EMPTY, ROUNDS, read_words, round_line
from ui.pages.match_work import MatchWork
from ui.parts.lines_table import LinesTable
from ui.shell.actions import action
from ui.shell.desk import Desk
from ui.shell.jobs import Job
from ui.shell.page import Question
from ui.shell.widgets import Button, column, label, panel, row

_BUTTONS = {
    DIFFERING: ("take", "keep"),
    BOTH: ("take", "keep"),
    UNSURE: ("same_first", "not_same"),
    OURS: ("keep",),
    THEIRS: ("add", "keep", "join_record"),
}
_KEEP = {OURS: "Ghi nhận không có", THEIRS: "Không thêm"}


class MatchPage(MatchPapers):
    """The page «Đối chiếu thuế»."""

    name = "match"
    title = "Đối chiếu thuế"
    icon = "exchange"
    shows = frozenset({Business, TaxReview})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.rounds: tuple[MatchRound, ...] = ()
        self._turn = 0
        self._reading: Job | None = None
        self._deciding = False
        self._next_acts: list[str] = []
        self._fresh = False
        self.work = MatchWork(self.theme)
        self.work.moved.connect(self._show_buttons)
        self.work.side.meant.connect(lambda _id: self.say_same(1))
        self.list = LinesTable(self.theme, ROUNDS)
        self.list.setAccessibleName("Các đợt đối chiếu")
        self.list.opened.connect(self.open_round)
        self.list.chosen.connect(lambda _key: self.acts.refresh())
        self._empty = self._nothing()
        self._stack = QStackedWidget()
        table = panel("card", column((self.list, 1), margins=(1, 1, 1, 1)))
        for part in (self._empty, panel("clear", column((table, 1), margins=(16, 12, 16, 16))), self.work):
            self._stack.addWidget(part)
        self.body.addWidget(self._stack, 1)
        self._left: tuple[QLabel | QWidget, ...] = (self.work.progress, self.work.bar)
        self.add_action_bar(*self._left)
        self._show_stack()

    def _nothing(self) -> QWidget:
        start = Button(self.theme, "Chọn danh sách thuế", "primary", icon="exchange", key="F5")
        start.setObjectName("begin")
        start.clicked.connect(lambda: self.acts.trigger("start"))
        words = label(EMPTY, "body", "text_2", wrap=True)
        words.setMaximumWidth(620)
        return panel("clear", column(words, row(start, None), None, margins=(24, 24, 24, 24), spacing=16))

    def reload(self) -> None:
        self.ask(lambda: match_rounds(self.ws), self._show_rounds)
        if self.round is not None:
            self._read(self.round)

    def arrive(self, what: object) -> None:
        if isinstance(what, UUID):
            self.open_round(what)
        elif what is None:
            self.leave_round()

    def focus_first(self) -> None:
        shown = self._stack.currentWidget()
        if shown is self.work:
            self.work.table.setFocus()
        elif shown is self._empty:
            super().focus_first()
        else:
            self.list.setFocus()

    # Rounds

    @action("Đối chiếu danh sách mới", icon="add", keys=("F5",), place="head")
    def start(self) -> None:
        """Ask for a list and begin a round."""
        dialog = MatchStartDialog(self.desk, self)
        dialog.started.connect(self._started)
        dialog.open()

    def _started(self, id_: UUID) -> None:
        self._fresh = True
        self.open_round(id_)

    @action("Các đợt", icon="back", keys=("Alt+Up",), place="head", when="in_round")
    def leave_round(self) -> None:
        """Back to the list of rounds."""
        self.round = None
        self.closed = None
        self.stop_reading()
        self.work.view = None
        self.set_heading(self.title)
        self.reload()
        self._show_stack()

    @action("Xóa đợt", icon="delete", keys=("F6", "Ctrl+Delete"), look="bad", when="may_drop")
    def drop(self) -> None:
        """Forget an open round."""
        made = self._chosen_round()
        if made is not None:
            text = "Các quyết định của đợt này mất theo. Sổ không đổi."
            question = Question(f"Xóa đợt «{made.name}»", text, "Xóa đợt này", "Giữ lại", destroys=True)
            self.ask_first(question, lambda: self._drop(made))

    def _drop(self, made: MatchRound) -> None:
        self.run(
            lambda _task: drop_match(self.ws, made.id, decided_too=True), "Xóa đợt", lambda _done: self.leave_round()
        )

    def open_round(self, id_: object) -> None:
        """Show a round."""
        if isinstance(id_, UUID):
            self.round = id_
            self._read(id_)

    def _read(self, id_: UUID) -> None:
        self._turn += 1
        turn = self._turn
        self.stop_reading()
        job = self.desk.jobs.look(
            lambda task: match_view(self.ws, id_, task),
            "Mở đợt đối chiếu",
            done=lambda view: self._show_view(view) if turn == self._turn and self.round == id_ else None,
            failed=self._lost,
        )
        self._reading = job
        job.ended.connect(lambda: self._read_ended(job) if isValid(self) else None)
        job.stopped.connect(lambda: self._read_stopped(turn) if isValid(self) else None)
        self.acts.refresh()

    @action("Dừng đọc", icon="stop", keys=("Esc",), when="is_reading", brief="dừng đọc")
    def stop_reading(self) -> None:
        """Stop reading the round."""
        if self._reading is not None:
            self._reading.cancel()

    def _read_ended(self, job: Job) -> None:
        if job is self._reading:
            self._reading = None
            self.acts.refresh()

    def _read_stopped(self, turn: int) -> None:
        """What was shown before is shown still; without it the list of rounds."""
        if turn == self._turn and self.work.view is None:
            self.round = None
            self._show_stack()

    def _lost(self, error: BaseException) -> None:
        self.round = None
        self._show_stack()
        self.show_error(error)

    def _show_rounds(self, rounds: tuple[MatchRound, ...]) -> None:
        self.rounds = rounds
        self.list.show_lines([round_line(made) for made in rounds])
        if rounds and self.list.current_key is None:
            self.list.choose(rounds[0].id)
        self._show_stack()

    def _show_view(self, view: MatchView) -> None:
        first = self.work.view is None
        self.work.show_view(view)
        office = view.round.about.get("tax_office") or ""
        said = [view.round.file_name, office, "đã kết thúc" if view.round.closed else ""]
        self.set_heading(view.name, " · ".join(part for part in said if part))
        self._show_stack()
        if first:
            self.focus_first()
        if self._fresh:
            self._fresh = False
            self.band.tell(*read_words(view.round.about), tone="accent")

    def _show_stack(self) -> None:
        shown = 2 if self.round is not None and self.work.view is not None else 1 if self.rounds else 0
        self._stack.setCurrentIndex(shown)
        for part in self._left:
            part.setVisible(shown == 2)
        self._show_buttons()

    def _show_buttons(self) -> None:
        """None but the acts of what is shown: a round's papers, and what its heap can be decided by."""
        at, heap = self._stack.currentIndex(), self.work.heap
        shown = {"start": at == 1, "leave_round": at == 2, "minutes": at == 2, "hand_over": at == 2}
        for name in ("take", "keep", "add", "same_first", "not_same", "join_record"):
            shown[name] = at == 2 and name in _BUTTONS[heap]
        for name, visible in {**shown, "close_round": at == 2}.items():
            if (button := self.findChild(Button, name)) is not None:
                button.setVisible(visible)
        if (keep := self.findChild(Button, "keep")) is not None:
            keep.setText(_KEEP.get(heap, "Giữ của mình"))
            keep.updateGeometry()
        self.acts.refresh()

    # Decisions

    @action("Lấy theo Thuế", keys=("T",), place="bar", when="may_take", brief="lấy theo Thuế")
    def take(self) -> None:
        """Take their values: of one line the ticked fields, of several all that differ."""
        lines = self.work.selected()
        side = self.work.side
        fields = side.wanted if len(lines) == 1 else None
        if fields == () and side.able:
            raise Refused(
                "Chưa đánh dấu mục nào để lấy theo Thuế.", cure="Bấm Space để đánh dấu mục, hoặc G để giữ của mình."
            )
        self._decide(lines, TAKE, fields)

    @action("Giữ của mình", keys=("G",), place="bar", when="may_keep", brief="giữ của mình")
    def keep(self) -> None:
        """Keep what the register says; of lines that only one side has: note so."""
        self._decide(self.work.selected(), NOTED if self.work.heap == OURS else KEEP)

    @action("Thêm mới", keys=("M",), place="bar", when="may_add", brief="thêm mới")
    def add(self) -> None:
        """Add their rows to the register when the round ends."""
        self._decide(self.work.selected(), ADD)

    @action("Là một", keys=("1",), place="bar", when="may_answer", brief="là một")
    def same_first(self) -> None:
        """It is the first candidate."""
        self.say_same(1)

    @action("Là hồ sơ thứ hai", keys=("2",), when="may_answer")
    def same_second(self) -> None:
        """It is the second candidate."""
        self.say_same(2)

    @action("Là hồ sơ thứ ba", keys=("3",), when="may_answer")
    def same_third(self) -> None:
        """It is the third candidate."""
        self.say_same(3)

    @action("Nối với hồ sơ trong sổ", icon="link", keys=("N",), place="bar", when="may_join", brief="nối với hồ sơ")
    def join_record(self) -> None:
        """Ask which business a row is that the program has not found."""
        lines = self.work.selected()
        if len(lines) == 1:
            dialog = MatchJoinDialog(self.desk, lines[0].name, self)
            dialog.chosen.connect(lambda id_: self._decide(lines, SAME, record=id_))
            dialog.open()

    @action("Không phải một", keys=("K",), place="bar", when="may_part", brief="không phải một")
    def not_same(self) -> None:
        """It is none of the candidates."""
        self._decide(self.work.selected(), NOT_SAME)

    @action("Xem sau", keys=("S",), when="may_decide", brief="xem sau")
    def later(self) -> None:
        """Put it off."""
        self._decide(self.work.selected(), LATER)

    @action("Bỏ quyết định", keys=("Delete",), when="may_decide", brief="bỏ quyết định")
    def clear(self) -> None:
        """Take a decision back."""
        self._decide(self.work.selected(), CLEAR, stay=True)

    def say_same(self, candidate: int) -> None:
        """The chosen line is this candidate; several lines: each its first."""
        lines = self.work.selected()
        record = self.work.side.nth(candidate) if len(lines) == 1 else None
        if record is not None or candidate == 1:
            self._decide(lines, SAME, record=record)

    def _decide(
        self,
        lines: Sequence[MatchedLine],
        code: str,
        fields: tuple[str, ...] | None = None,
        *,
        record: UUID | None = None,
        stay: bool = False,
    ) -> None:
        if self.round is None or not lines:
            return
        if self._deciding and self.acts.doing:
            self._next_acts.append(self.acts.doing)
            return
        self.clear_problem()
        self._deciding = True
        id_, wish = self.round, Decision([line.place for line in lines], code, fields, record)
        self.desk.jobs.start(
            lambda _task: decide(self.ws, id_, wish),
            "",
            done=lambda made: self._decided(id_, made, () if stay else lines),
            failed=self._not_decided,
        )

    def _decided(self, id_: UUID, made: Decided, lines: Sequence[MatchedLine]) -> None:
        """Show what came of it and go on, unless the person has gone elsewhere; an older reading is begun anew."""
        self._deciding = False
        if self.round != id_ or self.work.view is None:
            self._next_acts.clear()
            return
        if lines and {line.place for line in lines} == {line.place for line in self.work.selected()}:
            self.work.go_on(lines)
        if self._reading is not None:
            self._read(id_)
        self.work.show_view(self.work.view.with_lines(made.lines, made.hidden))
        if made.left:
            self.tell_left(f"{number(len(made.left))} dòng giữ nguyên.", made.left, {})
        self.noted.emit(self.work.progress.text())
        if self._next_acts:
            self.acts.trigger(self._next_acts.pop(0))

    def _not_decided(self, error: BaseException) -> None:
        """Say why; what was typed on meant a line that is not reached."""
        self._deciding = False
        self._next_acts.clear()
        self.show_error(error)

    # What is possible

    def is_reading(self) -> bool:
        """Whether a round is being read."""
        return self._reading is not None

    def may_decide(self) -> bool:
        """Whether there are lines to decide on."""
        return self.is_open() and self.work.table.selectionModel().hasSelection()

    def may_take(self) -> bool:
        """Whether there is something of theirs to take."""
        return self.may_decide() and self.work.heap in (DIFFERING, BOTH)

    def may_keep(self) -> bool:
        """Whether the register may stay as it is."""
        return self.may_decide() and self.work.heap != UNSURE

    def may_add(self) -> bool:
        """Whether rows can be added."""
        return self.may_decide() and self.work.heap == THEIRS

    def may_join(self) -> bool:
        """Whether one row is chosen that may be any business."""
        return self.may_decide() and self.work.heap in (THEIRS, UNSURE) and len(self.work.selected()) == 1

    def may_part(self) -> bool:
        """Whether the chosen lines are said, or asked, to be one with a record."""
        return self.may_decide() and self.work.heap in (UNSURE, DIFFERING, BOTH)

    def may_answer(self) -> bool:
        """Whether it is asked if two are one."""
        return self.may_decide() and self.work.heap == UNSURE

    def may_drop(self) -> bool:
        """Whether an open round is chosen in the list."""
        made = self._chosen_round()
        return not self.in_round() and made is not None and not made.closed

    def _chosen_round(self) -> MatchRound | None:
        return next((made for made in self.rounds if made.id == self.list.current_key), None)
