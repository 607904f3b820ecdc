"""What a round came to: questions at the left, at the right bars and counts of the chosen one; every count opens its rows.

Other pages ask for it by «survey_results» with the round's id.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from tmdt_desktop.kinds import Text
from tmdt_desktop.rare_kinds import show_exact
from tmdt_desktop.records.survey_answer import SurveyAnswer
from tmdt_desktop.records.survey_form import QuestionKind
from tmdt_desktop.reports.charts import Chart, Form, Series
from tmdt_desktop.services.survey_report import ResultsWish, rate_words, told, write_results
from tmdt_desktop.services.survey_results import (
    BY,
    GroupResult,
    Pick,
    PlaceResult,
    QuestionResult,
    Results,
    Said,
    results,
    rows_of,
    words_said,
)
from ui.pages.register_page import Chosen
from ui.parts.charts import ChartView
from ui.parts.file_pick import choose_target
from ui.parts.lines_table import Cell, Column, Line, LinesTable
from ui.parts.pickers import PickInput
from ui.shell.actions import action
from ui.shell.desk import Desk
from ui.shell.page import Page
from ui.shell.widgets import column, hair, label, panel, row

_LIST = 420
_WHAT = ("answered", "unknown", "missing")
_MOST_WORDS = 500


class SurveyResultsPage(Page):
    """The page «Kết quả khảo sát»."""

    name = "survey_results"
    title = "Kết quả khảo sát"
    icon = "chart"
    shows = frozenset({SurveyAnswer})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.round: UUID | None = None
        self.made: Results | None = None
        self._turn = 0
        self.by = PickInput(Text(), self.theme, list(BY.items()), "Không tách")
        self.by.setFixedWidth(170)
        self.by.setAccessibleName("Tách kết quả theo")
        self.by.left.connect(self._by_changed)
        self.questions = LinesTable(
            self.theme, (Column("Câu", 52), Column("Câu hỏi"), Column("Trả lời", 76, right=True))
        )
        self.questions.setFixedWidth(_LIST)
        self.questions.setAccessibleName("Các câu hỏi")
        self.questions.chosen.connect(self._show_question)
        self._words = label("", "title", wrap=True)
        self._chart = ChartView(self.theme, _chart(()))
        self._chart.chosen.connect(lambda key: self.open_rows(self._picks[int(key)]) if key else None)
        self._picks: list[Pick] = []
        columns = (Column("Trả lời"), Column("Số phiếu", 90, right=True), Column("%", 80, right=True))
        self.counts = LinesTable(self.theme, columns)
        self.counts.setAccessibleName("Số phiếu theo câu trả lời")
        self.counts.opened.connect(self.open_rows)
        self.numbers = label("", "body", "text_2", wrap=True)
        self.body.addLayout(row(self.questions, hair(upright=True), (self._detail(), 1)), 1)
        self.head.insertWidget(0, self.by)

    @property
    def chosen_by(self) -> str:
        """What the results are broken down by; empty for nothing."""
        return str(self.by.raw()) if self.by.chosen else ""

    def focus_first(self) -> None:
        self.questions.setFocus()

    def arrive(self, what: object) -> None:
        if isinstance(what, UUID):
            self.round = what
            self.reload()

    def reload(self) -> None:
        if (round_ := self.round) is not None:
            self._turn += 1
            turn, by = self._turn, self.chosen_by
            self.ask(
                lambda: results(self.ws, round_, by), lambda made: self._show(made) if turn == self._turn else None
            )

    @action("Kết xuất", icon="export", keys=("Alt+K",), place="head", brief="kết xuất", when="has_results")
    def export(self) -> None:
        """Write the results into a workbook, a PDF or a Word file."""
        sorts = "Bảng tính (*.xlsx);;PDF (*.pdf);;Word (*.docx)"
        target = choose_target(self, "Kết xuất kết quả khảo sát", "ket-qua-khao-sat.xlsx", sorts)
        if target is not None:
            self.write(target)

    def write(self, target: Path) -> None:
        """Write the results to `target`."""
        if self.round is None:
            return
        wish = ResultsWish(self.round, target, self.chosen_by)
        done = f"Đã ghi kết quả vào {target.name}."
        self.run(
            lambda task: write_results(self.ws, wish, task), "Ghi kết quả", lambda _: self.band.tell(done, tone="ok")
        )

    @action("Về đợt khảo sát", icon="back", keys=("Alt+N",), place="head")
    def leave(self) -> None:
        """Go back to the round."""
        self.asks.emit("surveys", self.round)

    def has_results(self) -> bool:
        """Whether a round is shown."""
        return self.made is not None

    def open_rows(self, pick: object) -> None:
        """Show the questionnaires behind a count."""
        if self.round is None or not isinstance(pick, Pick | Said):
            return
        if isinstance(pick, Said):
            self.asks.emit("register:survey_answer", Chosen((pick.seq,), f"Phiếu {pick.number}"))
            return
        round_, words = self.round, _words_of(pick)
        self.ask(
            lambda: rows_of(self.ws, round_, pick),
            lambda seqs: self.asks.emit("register:survey_answer", Chosen(seqs, f"{len(seqs)} phiếu: {words}")),
        )

    def _detail(self) -> QWidget:
        inner = column(self._chart, self.numbers, self.counts, None, margins=(0, 0, 8, 0), spacing=12)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(panel("surface", inner))
        return panel("surface", column(self._words, (area, 1), margins=(20, 14, 12, 12), spacing=10))

    def _show(self, made: Results) -> None:
        self.made = made
        foreign = f" · {made.foreign} câu trả lời ngoài mẫu" if made.foreign else ""
        self.set_heading(f"Kết quả: {made.round.name}", f"{rate_words(made)}{foreign}")
        kept = self.questions.current_key
        self.questions.show_lines(list(_question_lines(made)))
        if not made.whole.questions:
            return
        at = kept if isinstance(kept, int) and kept < len(made.whole.questions) else 0
        self.questions.choose(at)
        self._show_question(at)
        self.acts.refresh()

    def _by_changed(self) -> None:
        if self.made is not None and self.chosen_by != self.made.by:
            self.reload()

    def _show_question(self, at: object) -> None:
        if self.made is None or not isinstance(at, int):
            return
        found = self.made.whole.questions[at]
        self._words.setText(f"{found.question.number}. {found.question.words}")
        self._picks = [Pick(p.place, "option", t.label) for p in found.places for t in p.tallies]
        bars = found.places if len(found.places) == 1 else ()
        self._chart.show_chart(_chart(bars))
        self._chart.setVisible(bool(bars and bars[0].tallies))
        said = [words for place in found.places if (words := _numbers(found, place))]
        self.numbers.setText("\n".join(said))
        self.numbers.setVisible(bool(said))
        self._show_counts(list(_count_lines(found, self.made)))
        if found.question.kind is QuestionKind.TEXT or found.question.other:
            self._ask_words(found)

    def _ask_words(self, found: QuestionResult) -> None:
        if (round_ := self.round) is None:
            return
        place = found.places[0].place
        self.ask(lambda: words_said(self.ws, round_, place, _MOST_WORDS), lambda said: self._add_words(found, said))

    def _add_words(self, found: QuestionResult, said: tuple[Said, ...]) -> None:
        """The words that were written, below the counts of the question that is still shown."""
        at = self.questions.current_key
        if self.made is None or not said or not isinstance(at, int) or self.made.whole.questions[at] is not found:
            return
        lines = [*_count_lines(found, self.made), Line((Cell(f"Ý kiến ({len(said)})"),), head=True)]
        lines += [Line((Cell(f"{each.number}. {each.words}", tip=each.words), "", ""), key=each) for each in said]
        self._show_counts(lines)

    def _show_counts(self, lines: list[Line]) -> None:
        self.counts.show_lines(lines)
        self.counts.fit_height()


def _question_lines(made: Results) -> Iterator[Line]:
    block = ""
    for at, found in enumerate(made.whole.questions):
        question = found.question
        if question.block != block:
            block = question.block
            yield Line((Cell(block),), head=True)
        answered = max(place.answered for place in found.places)
        words = Cell(question.words, tip=question.words)
        yield Line((question.number, words, f"{answered}/{made.whole.returned}"), key=at)


def _count_lines(found: QuestionResult, made: Results) -> Iterator[Line]:
    """The counts of all, then of each group under its heading."""
    yield from _group_lines(found, made.whole, "")
    at = made.whole.questions.index(found)
    for group in made.groups:
        yield Line((Cell(f"{group.label}: thu {group.returned}/{group.sent} phiếu"),), head=True)
        yield from _group_lines(group.questions[at], group, made.by)


def _group_lines(found: QuestionResult, group: GroupResult, by: str) -> Iterator[Line]:
    for place in found.places:
        if place.place[1]:
            mean = f" · trung bình {show_exact(place.numbers.mean)}" if place.numbers else ""
            yield Line((Cell(f"{place.place[1]}{mean}", strong=True),))
        for tally in place.tallies:
            key = Pick(place.place, "option", tally.label, by, group.key)
            words = Cell(f"{tally.label} (ngoài mẫu)", "warn") if tally.foreign else tally.label
            yield Line((words, str(tally.count), place.share(tally.count)), key=key)
        for (words, count), what in zip(told(place), _WHAT, strict=True):
            key = Pick(place.place, what, "", by, group.key)
            yield Line((Cell(words, "text_2"), Cell(str(count), "text_2"), ""), key=key)


def _numbers(found: QuestionResult, place: PlaceResult) -> str:
    if place.numbers is None or not found.question.counts:
        return ""
    made = place.numbers
    name = f"{place.place[1]}: " if place.place[1] else ""
    parts = (("tổng", made.total), ("trung bình", made.mean), ("trung vị", made.median))
    said = ", ".join(f"{words} {show_exact(value)}" for words, value in parts)
    unit = f" {found.question.unit}" if found.question.unit else ""
    return f"{name}{made.count} phiếu ghi số; {said}; từ {show_exact(made.least)} đến {show_exact(made.most)}{unit}"


def _chart(places: tuple[PlaceResult, ...]) -> Chart:
    tallies = [tally for place in places for tally in place.tallies]
    keys = tuple(str(at) for at in range(len(tallies)))
    series: tuple[Any, ...] = (Series("Số phiếu", tuple(tally.count for tally in tallies), keys),)
    return Chart("Trả lời", "phiếu", tuple(tally.label for tally in tallies), series, Form.ACROSS)


def _words_of(pick: Pick) -> str:
    said = {"answered": "có trả lời", "unknown": "không biết", "missing": "không trả lời"}.get(pick.what, pick.value)
    return " ".join(part for part in (f"câu {pick.place[0]}", pick.place[1], f"«{said}»") if part)
