"""Surveys in the window: rounds, designing a form, typing a questionnaire by the keyboard alone, import, results."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

pytest.importorskip("PySide6")

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget

from tmdt_desktop.records.business import Activity, Business, SubjectKind
from tmdt_desktop.records.survey_answer import ReplyState, SurveyAnswer
from tmdt_desktop.records.survey_round import SurveyRound
from tmdt_desktop.services import registers
from tmdt_desktop.services.survey_entry import kept_entry
from tmdt_desktop.services.survey_forms import form_view, forms, save_form
from tmdt_desktop.services.survey_rounds import SendWish, questionnaires, rounds, send_out
from ui.pages.register_page import Chosen
from ui.pages.survey_designer import SurveyDesignerPage
from ui.pages.survey_dialogs import RoundDialog, SendDialog
from ui.pages.survey_entry import SurveyEntryPage
from ui.pages.survey_import import ImportAnswersDialog
from ui.pages.survey_lines import FORM
from ui.pages.survey_results import SurveyResultsPage
from ui.pages.survey_rounds import SurveysPage

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from ui.shell.desk import Desk

Show = Callable[[QWidget], None]
QUESTIONS: tuple[dict[str, Any], ...] = (
    {"number": "A1", "block": "A. Chung", "words": "Có bán trực tuyến không?", "kind": "SINGLE", "options": "Có\nKhông", "required": True},
    {"number": "A2", "block": "A. Chung", "words": "Bán ở đâu?", "kind": "MULTI", "options": "Sàn\nMạng xã hội\nWebsite"},
    {"number": "B1", "block": "B. Số", "words": "Bao nhiêu người?", "kind": "NUMBER", "least": 0, "most": 500},
    {"number": "B2", "block": "B. Số", "words": "Chi chia thế nào?", "kind": "MATRIX", "lines": "Máy\nPhần mềm", "total": 100},
)  # fmt: skip


def businesses(count: int) -> list[dict[str, Any]]:
    """So many households."""
    shared = {"kind": SubjectKind.HOUSEHOLD, "commune": "08761", "activity": Activity.ACTIVE}
    return [{"name": f"Hộ kinh doanh {at}", **shared} for at in range(count)]


@pytest.fixture
def form(desk: "Desk") -> UUID:
    """A form of four questions, in use."""
    return save_form(desk.workspace, {"name": "Mẫu ngắn", "state": "IN_USE", "questions": list(QUESTIONS)}).id


@pytest.fixture
def held(desk: "Desk", form: UUID) -> UUID:
    """A round of it, handed out to four businesses."""
    ws = desk.workspace
    with ws.change("Nhập danh sách") as batch:
        batch.insert(Business, businesses(4))
    made = registers.save(ws, SurveyRound, {"name": "Đợt 2024", "form": form, "starts_on": date(2024, 9, 1)})
    send_out(ws, SendWish(made.id, date(2024, 9, 2)))
    return made.id


@pytest.fixture
def entry(desk: "Desk", held: UUID, show: Show, qtbot: "QtBot") -> Iterator[SurveyEntryPage]:
    """The entry page with questionnaire 001."""
    page = SurveyEntryPage(desk)
    show(page)
    page.arrive(questionnaires(desk.workspace, held)[0].id)
    qtbot.waitUntil(lambda: page.view is not None)
    return page


def type_(page: SurveyEntryPage, text: str, *, enter: bool = True) -> None:
    """Type into the answer line."""
    QTest.keyClicks(page.answer, text)
    if enter:
        QTest.keyClick(page.answer, Qt.Key.Key_Return)


def test_a_questionnaire_is_typed_by_the_keyboard_alone(
    desk: "Desk", entry: SurveyEntryPage, held: UUID, qtbot: "QtBot"
) -> None:
    type_(entry, "1", enter=False)
    type_(entry, "1 3")
    type_(entry, "0")
    type_(entry, "60")
    type_(entry, "40")
    assert [entry.cells.get(place) for _, place in entry.steps] == ["Có", "Sàn; Website", "0", "60", "40"]
    entry.save()
    first = questionnaires(desk.workspace, held)[0]
    qtbot.waitUntil(lambda: questionnaires(desk.workspace, held)[0].state is ReplyState.COMPLETE)
    rows = registers.get(desk.workspace, SurveyAnswer, first.id).values["answers"]
    assert [row["number"] for row in rows if row["question"] == "B1"] == [0]
    qtbot.waitUntil(lambda: entry.view is not None and entry.view.number == "002")


def test_unknown_and_unanswered_are_two_keys(entry: SurveyEntryPage) -> None:
    entry.unknown()
    entry.unanswered()
    assert [entry.cells.get(place) for _, place in entry.steps[:2]] == ["KB", ""]
    assert entry.at == 2


def test_what_is_no_answer_stays_and_says_why(entry: SurveyEntryPage) -> None:
    entry.go(2)
    type_(entry, "501")
    assert entry.at == 2
    assert "500" in entry.faults[("B1", "")]
    QTest.keyClick(entry.answer, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    type_(entry, "5")
    assert entry.at == 3
    assert not entry.faults


def test_totals_and_required_questions_are_checked_before_writing(
    desk: "Desk", entry: SurveyEntryPage, held: UUID
) -> None:
    entry.go(3)
    type_(entry, "60")
    type_(entry, "60")
    entry.save()
    assert set(entry.faults) == {("A1", ""), ("B2", "Phần mềm")}
    assert entry.at == 0
    assert entry.band.isVisibleTo(entry)
    assert questionnaires(desk.workspace, held)[0].state is ReplyState.WAITING


def test_typing_is_kept_when_the_page_is_left(desk: "Desk", entry: SurveyEntryPage, qtbot: "QtBot") -> None:
    assert entry.view
    id_ = entry.view.id
    type_(entry, "2", enter=False)
    assert entry.may_leave()
    qtbot.waitUntil(lambda: kept_entry(desk.workspace, id_) == {("A1", ""): "Không"})
    entry.load(id_)
    qtbot.waitUntil(lambda: entry.band.isVisibleTo(entry))
    assert entry.cells == {("A1", ""): "Không"}
    entry.drop_draft()
    qtbot.waitUntil(lambda: not entry.cells.get(("A1", "")))


def test_a_round_is_opened_and_handed_out(desk: "Desk", form: UUID, show: Show, qtbot: "QtBot") -> None:
    ws = desk.workspace
    with ws.change("Nhập danh sách") as batch:
        batch.insert(Business, businesses(4))
    page = SurveysPage(desk)
    show(page)
    page.refresh()
    qtbot.waitUntil(lambda: bool(page.forms))
    dialog = RoundDialog(desk, page.forms, page)
    dialog.open()
    dialog.act()
    assert dialog.grid.faulty()
    dialog.grid.put_raw({"name": "Đợt 1", "starts_on": "1/9/2024"})
    dialog.made.connect(page._opened)
    dialog.act()
    qtbot.waitUntil(page.has_round)
    view = rounds(ws)[0]
    sending = SendDialog(desk, view, page)
    sending.open()
    qtbot.waitUntil(sending.primary.isEnabled)
    assert sending.primary.text() == "Phát 4 phiếu"
    sending.act()
    qtbot.waitUntil(lambda: rounds(ws)[0].sent == 4)


def test_a_refusal_is_noted_and_taken_back(desk: "Desk", held: UUID, show: Show, qtbot: "QtBot") -> None:
    page = SurveysPage(desk)
    show(page)
    page.refresh()
    qtbot.waitUntil(page.has_sheet)
    page.refused()
    qtbot.waitUntil(lambda: rounds(desk.workspace)[0].counts.get(ReplyState.REFUSED) == 1)
    page.reload()
    qtbot.waitUntil(lambda: page.sheets[0].state is ReplyState.REFUSED)
    page.refused()
    qtbot.waitUntil(lambda: not rounds(desk.workspace)[0].counts.get(ReplyState.REFUSED))


def test_the_first_form_is_brought_along(desk: "Desk", show: Show, qtbot: "QtBot") -> None:
    page = SurveysPage(desk)
    show(page)
    page.refresh()
    page.add_default()
    qtbot.waitUntil(lambda: len(page.forms) == 1)
    assert page.forms[0].questions == 30


@pytest.fixture
def designer(desk: "Desk", form: UUID, show: Show, qtbot: "QtBot") -> SurveyDesignerPage:
    """The designer with the form of four questions."""
    page = SurveyDesignerPage(desk)
    show(page)
    page.refresh()
    qtbot.waitUntil(lambda: page.view is not None)
    return page


def test_questions_are_added_moved_copied_and_taken_out(
    desk: "Desk", designer: SurveyDesignerPage, form: UUID, qtbot: "QtBot"
) -> None:
    designer._go(1)
    designer.copy_question()
    designer.up()
    assert [row["number"] for row in designer.rows] == ["A1", "A3", "A2", "B1", "B2"]
    designer._go(3)
    designer.delete()
    designer.save()
    qtbot.waitUntil(lambda: [q.number for q in form_view(desk.workspace, form).questions] == ["A1", "A3", "A2", "B2"])
    qtbot.waitUntil(lambda: designer.view is not None and designer.view.version == 2 and not designer.dirty)
    designer.undo()
    qtbot.waitUntil(lambda: [q.number for q in form_view(desk.workspace, form).questions] == ["A1", "A2", "B1", "B2"])


def test_what_is_typed_is_seen_at_once_and_faults_stand_at_their_fields(designer: SurveyDesignerPage) -> None:
    designer._go(0)
    box = designer.question.boxes["options"].input
    box.box.setPlainText("Có\nChưa\nSắp có")  # type: ignore[attr-defined]
    assert "☐ Sắp có" in designer.preview.text
    box.box.setPlainText("Có")  # type: ignore[attr-defined]
    designer.save()
    assert designer.question.boxes["options"].fault
    assert not designer.may_leave()
    designer.take_back()
    assert designer.may_leave()


def test_a_form_that_has_gone_out_is_copied_to_be_changed(
    desk: "Desk", designer: SurveyDesignerPage, held: UUID, qtbot: "QtBot"
) -> None:
    designer.reload()
    qtbot.waitUntil(lambda: not designer.may_change())
    designer.copy_form()
    qtbot.waitUntil(designer.may_change)
    assert designer.view is not None
    assert designer.view.edition == 2
    assert [line.edition for line in forms(desk.workspace)] == [1, 2]
    assert rounds(desk.workspace)[0].id == held


def test_answers_are_taken_in_from_a_list(desk: "Desk", held: UUID, show: Show, tmp_path: Path, qtbot: "QtBot") -> None:
    file = tmp_path / "trả lời.csv"
    file.write_text("Số phiếu,A1,B1\n001,Có,3\n002,Không,\n003,Có lẽ,\n", encoding="utf-8")
    page = SurveysPage(desk)
    show(page)
    dialog = ImportAnswersDialog(desk, rounds(desk.workspace)[0], page)
    dialog.open()
    dialog.file.set_path(file)
    qtbot.waitUntil(lambda: dialog.primary.text() == "Nhập 2 phiếu")
    dialog.leave_out(3)
    assert dialog.primary.text() == "Nhập 1 phiếu"
    qtbot.waitUntil(dialog.primary.isEnabled)
    dialog.act()
    qtbot.waitUntil(lambda: rounds(desk.workspace)[0].returned == 1)
    assert questionnaires(desk.workspace, held)[0].state is ReplyState.COMPLETE


def test_every_count_of_the_results_opens_its_questionnaires(
    desk: "Desk", held: UUID, entry: SurveyEntryPage, show: Show, tmp_path: Path, qtbot: "QtBot"
) -> None:
    type_(entry, "1", enter=False)
    entry.save()
    qtbot.waitUntil(lambda: rounds(desk.workspace)[0].returned == 1)
    page = SurveyResultsPage(desk)
    show(page)
    page.arrive(held)
    qtbot.waitUntil(page.has_results)
    asked: list[tuple[str, object]] = []
    page.asks.connect(lambda name, what: asked.append((name, what)))
    page._chart.chosen.emit("0")
    qtbot.waitUntil(lambda: bool(asked))
    name, what = asked[0]
    assert name == "register:survey_answer"
    assert isinstance(what, Chosen)
    assert len(what.seqs) == 1
    page.by.put("commune")
    page.by.left.emit()
    qtbot.waitUntil(lambda: page.made is not None and page.made.by == "commune")
    page.write(tmp_path / "kết quả.xlsx")
    qtbot.waitUntil((tmp_path / "kết quả.xlsx").exists)


def test_fields_of_a_form_stand_close_together(designer: SurveyDesignerPage, qtbot: "QtBot") -> None:
    designer.resize(1158, 1400)
    designer.list.choose(FORM)
    qtbot.waitUntil(designer.form.isVisible)
    qtbot.waitUntil(lambda: designer.form.width() > 200)
    assert designer.form.height() <= designer.form.sizeHint().height() + 8


def test_the_day_has_room_in_a_narrow_window(entry: SurveyEntryPage, qtbot: "QtBot") -> None:
    entry.resize(880, 600)
    edit = entry.day.findChild(QLineEdit)
    assert edit is not None
    words = edit.fontMetrics().horizontalAdvance("24/11/2026")
    qtbot.waitUntil(lambda: entry.day.width() >= words + 48)
