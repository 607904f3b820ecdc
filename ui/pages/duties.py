"""What the regulation charges the office with: each duty with its evidence of the year, and the office's answer to it.

Other pages ask for it by «duties» with the id of a duty, a `DutyAt`, or None.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from PySide6.QtGui import QResizeEvent

from tmdt_desktop.i18n import number
from tmdt_desktop.records import REGISTERS, register
from tmdt_desktop.records.duty_answer import DutyOutcome
from tmdt_desktop.services.duties import (
    DutyLine,
    DutyWish,
    answer_duties,
    duty_board,
    evidence_rows,
    running_year,
    take_answer_back,
)
from ui.pages.duties_detail import DutyPane
from ui.pages.duties_dialog import NothingAroseDialog
from ui.pages.register_page import Chosen
from ui.parts.lines_table import Cell, Column, Line, LinesTable
from ui.shell.actions import action
from ui.shell.desk import Desk
from ui.shell.page import Page
from ui.shell.widgets import Button, column, label, panel, row

_DETAIL_WIDTH, _DETAIL_NARROW = 420, 340
_ROLE, _EVIDENCE = 2, 3
_STANDS = {
    "shown": ("có minh chứng", "ok", "ok"),
    "answered": ("đã trả lời", "ok", "ok"),
    "not_arisen": ("không phát sinh", "text_2", "ok"),
    "missing": ("chưa có", "warn", "warn"),
}


@dataclass(frozen=True)
class DutyAt:
    """A duty (empty: whichever) in a reporting year (None: the running one). `report`: the one to go back to."""

    id: str
    year: int | None = None
    report: UUID | None = None


class DutiesPage(Page):
    """The page «Nhiệm vụ»."""

    name = "duties"
    title = "Nhiệm vụ"
    icon = "check"
    shows = frozenset(REGISTERS)

    def __init__(self, desk: Desk, year: int | None = None) -> None:
        super().__init__(desk)
        self._year, self._wanted = year, ""
        self._turn = 0
        self._report: UUID | None = None
        self.duties: tuple[DutyLine, ...] = ()
        self.earlier = Button(self.theme, "", icon="left")
        self.later = Button(self.theme, "", icon="right")
        self.earlier.setAccessibleName("Năm trước")
        self.later.setAccessibleName("Năm sau")
        self.earlier.clicked.connect(lambda: self._go_year(-1))
        self.later.clicked.connect(lambda: self._go_year(1))
        self._year_label = label("", "strong")
        for at, part in enumerate((self.earlier, self._year_label, self.later)):
            self.head.insertWidget(at, part)
        columns = (
            Column("Khoản", 72),
            Column("Nhiệm vụ"),
            Column("Vai trò", 84),
            Column("Minh chứng", 164),
            Column("Tình trạng", 148),
        )
        self.table = LinesTable(self.theme, columns, tall=True)
        self.table.setAccessibleName("Nhiệm vụ theo Quy chế")
        self.table.chosen.connect(self._choose)
        self.table.opened.connect(lambda _id: self.pane.focus_words())
        self.pane: DutyPane = DutyPane(self.theme)
        self.pane.setFixedWidth(_DETAIL_WIDTH)
        self.pane.saved.connect(self._answer)
        self.pane.dropped.connect(self._drop)
        self.pane.opened.connect(self._open_rows)
        self._count = label("", "small", "text_2")
        frame = panel("card", column(self.table, margins=(1, 1, 1, 1)))
        left = column((frame, 1), self._count, spacing=8)
        self.body.addLayout(row((left, 1), self.pane, margins=(16, 12, 16, 12), spacing=12))

    def reload(self) -> None:
        self._turn += 1
        turn, year = self._turn, self._year
        self.ask(lambda: _read(self, year), lambda made: self._show(made) if turn == self._turn else None)

    def focus_first(self) -> None:
        self.table.setFocus()

    def may_leave(self) -> bool:
        """Words typed and not saved yet are saved on leaving."""
        self.pane.settle()
        return True

    def arrive(self, what: object) -> None:
        asked = what if isinstance(what, DutyAt) else DutyAt(what if isinstance(what, str) else "", self._year)
        self._wanted, self._report = asked.id, asked.report
        self.acts.refresh()
        other_year = asked.year is not None and asked.year != self._year
        if other_year:
            self.pane.settle()
            self._year = asked.year
        if other_year or (asked.id and not self.table.choose(asked.id)):
            self.reload()

    @action("Về báo cáo", icon="back", keys=("Alt+Left",), place="head", brief="về báo cáo", when="_came_from_report")
    def back_to_report(self) -> None:
        """Go back to the report whose check led here."""
        self.asks.emit("report", self._report)

    @action("Ghi trả lời", keys=("Ctrl+Enter", "Ctrl+Return", "Ctrl+S"), brief="ghi trả lời", when="_has_duties")
    def save_answer(self) -> None:
        """Write the answer; where words are missing the keyboard goes to them."""
        if self.pane.save.isEnabled():
            self.pane.settle()
        else:
            self.pane.focus_words()

    @action("Nhiệm vụ chưa có kế tiếp", keys=("F8",), brief="nhiệm vụ chưa có", when="_has_open")
    def next_open(self) -> None:
        """Go to the next duty without evidence and answer, from the last on to the first."""
        ids = [duty.id for duty in self.duties]
        here = ids.index(self.table.current_key) + 1 if self.table.current_key in ids else 0
        still = {duty.id for duty in self.still_open()}
        self.table.choose(next(id_ for id_ in (*ids[here:], *ids) if id_ in still))

    @action(
        "Các nhiệm vụ còn lại không phát sinh",
        icon="check",
        keys=("Ctrl+Shift+Enter", "Ctrl+Shift+Return"),
        place="head",
        when="_has_open",
    )
    def answer_the_rest(self) -> None:
        """Mark every duty without evidence and answer as not arisen, with one reason for all of them."""
        NothingAroseDialog(self.desk, self.still_open(), self._answer_rest, self).open()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < self.theme.size("side_below")
        self.pane.setFixedWidth(_DETAIL_NARROW if narrow else _DETAIL_WIDTH)
        for place in (_ROLE, _EVIDENCE):
            self.table.setColumnHidden(place, narrow)

    def still_open(self) -> tuple[DutyLine, ...]:
        """The duties without evidence and answer that the report itself does not fulfil."""
        return tuple(duty for duty in self.duties if duty.state == "missing" and not duty.by_report)

    def _came_from_report(self) -> bool:
        return self._report is not None

    def _has_duties(self) -> bool:
        return bool(self.duties)

    def _has_open(self) -> bool:
        return bool(self.still_open())

    def _go_year(self, by: int) -> None:
        if self._year is not None:
            self.pane.settle()
            self._year += by
            self.reload()

    def _show(self, made: tuple[int, tuple[DutyLine, ...]]) -> None:
        self._year, self.duties = made
        kept = self._wanted or self.table.current_key
        self._wanted = ""
        self.set_heading(self.title, f"Quy chế phối hợp, kỳ báo cáo năm {self._year}")
        self._year_label.setText(str(self._year))
        self.table.show_lines([_line(duty) for duty in self.duties])
        if not (kept and self.table.choose(kept)) and self.duties:
            self.table.choose(self.duties[0].id)
        self._choose(self.table.current_key)
        answered = sum(duty.state != "missing" for duty in self.duties)
        told = f"{number(answered)}/{number(len(self.duties))} nhiệm vụ đã có minh chứng hoặc trả lời"
        self._count.setText(told if self.duties else "Kỳ này Quy chế chưa có hiệu lực, đơn vị chưa có nhiệm vụ.")
        self.pane.setVisible(bool(self.duties))
        self.acts.refresh()

    def _choose(self, id_: object) -> None:
        found = next((duty for duty in self.duties if duty.id == id_), None)
        if found is not None:
            self.pane.show_duty(found)

    def _answer(self, id_: str, outcome: DutyOutcome, words: str) -> None:
        if self._year is not None:
            self._write((DutyWish(self._year, id_, outcome, words),))

    def _answer_rest(self, duties: Sequence[DutyLine], reason: str) -> None:
        if self._year is not None:
            self._write(tuple(DutyWish(self._year, duty.id, DutyOutcome.NONE, reason) for duty in duties))

    def _write(self, wishes: tuple[DutyWish, ...]) -> None:
        self.run(
            lambda _task: answer_duties(self.ws, wishes), "Ghi trả lời", lambda _: self.noted.emit("Đã ghi trả lời")
        )

    def _drop(self, id_: str) -> None:
        year = self._year
        if year is not None:
            self.run(lambda _task: take_answer_back(self.ws, year, id_), "Bỏ trả lời")

    def _open_rows(self, id_: str, code: str) -> None:
        year = self._year
        if year is None:
            return
        if code == "report":
            self.asks.emit("report", year)
            return
        of = register(code)
        words = next(duty.clause for duty in self.duties if duty.id == id_)
        self.ask(
            lambda: evidence_rows(self.ws, id_, code, year),
            lambda seqs: self.asks.emit(
                f"register:{code}", Chosen(seqs, f"{number(len(seqs))} {of.one}, minh chứng của khoản {words}")
            ),
        )


def _read(page: DutiesPage, year: int | None) -> tuple[int, tuple[DutyLine, ...]]:
    chosen = year or running_year(page.ws, date.today())  # noqa: DTZ011 - the office's own calendar day
    return chosen, duty_board(page.ws, chosen)


def _line(duty: DutyLine) -> Line:
    words, tone, icon = _STANDS[duty.state]
    shown = ", ".join(f"{number(each.count)} {register(each.register).one}" for each in duty.evidence if each.count)
    role = "chủ trì" if duty.leads else "phối hợp"
    cells = (
        Cell(duty.clause, strong=True),
        Cell(duty.text, tip=f"{duty.cite}: {duty.text}"),
        Cell(role, "text_2"),
        Cell(shown or "—", "" if shown else "text_3", tip=duty.sentence),
        Cell(words, tone, icon, tip=duty.sentence),
    )
    return Line(cells, duty.id)
