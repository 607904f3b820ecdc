"""The steps of a report worked in the window: put up, approved, sent back, opened again, begun on a request."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.data.approval import answer_all
from tmdt_desktop.records.report import ReportKind, ReportState
from tmdt_desktop.records.request import Request, RequestKind, Secrecy
from tmdt_desktop.services import report_acts
from tmdt_desktop.services.report_life import UNSIGNED
from ui.pages.report import ReportPage
from ui.pages.report_asked import AskedDialog
from ui.pages.report_steps import SignerDialog, StepDialog, StepsDialog
from ui.pages.report_words import life, next_of
from ui.shell.desk import Desk

Show = Callable[[QWidget], None]


@pytest.fixture
def page(desk: Desk, made: UUID, show: Show, qtbot: QtBot) -> ReportPage:
    """The page on the report of 2024 with its files, every duty answered."""
    assert made
    answer_all(desk.workspace, 2024)
    shown = ReportPage(desk)
    show(shown)
    shown.refresh()
    qtbot.waitUntil(stands(shown, ReportState.MADE))
    return shown


def stands(page: ReportPage, state: ReportState) -> Callable[[], bool]:
    return lambda: page.view is not None and page.view.state is state


def asked(page: ReportPage) -> StepDialog:
    found = page.window().findChild(StepDialog)
    assert found is not None
    return found


def way(page: ReportPage, words: str) -> Callable[[], object]:
    """The act of that name in the menu «Việc khác»."""
    assert page.view is not None
    return next(act for said, act in page.steps.ways(page.view) if said.startswith(words))


def test_a_report_is_put_up_and_approved_with_the_keyboard(page: ReportPage, qtbot: QtBot) -> None:
    page.advance()
    qtbot.keyClick(asked(page), Qt.Key.Key_Return)
    qtbot.waitUntil(stands(page, ReportState.SUBMITTED))
    page.advance()
    dialog = asked(page)
    dialog.words.insertPlainText("Đồng ý.")
    qtbot.keyClick(dialog.head, Qt.Key.Key_Space)
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    qtbot.waitUntil(stands(page, ReportState.APPROVED))
    assert page.view is not None
    assert page.view.steps[-1].words == "Đồng ý. (người trình tự duyệt)"


def test_sending_back_needs_a_reason_and_shows_it_to_the_clerk(page: ReportPage, qtbot: QtBot) -> None:
    assert page.view is not None
    report_acts.submit(page.ws, page.view.id)
    page.reload()
    qtbot.waitUntil(stands(page, ReportState.SUBMITTED))
    page.advance()
    dialog = asked(page)
    dialog.head.setChecked(True)
    dialog.back.click()
    qtbot.waitUntil(dialog.band.isVisible)
    dialog.words.setPlainText("Nêu rõ nguyên nhân.")
    dialog.back.click()
    qtbot.waitUntil(stands(page, ReportState.SENT_BACK))
    assert "Nêu rõ nguyên nhân." in next_of(page.view).said
    assert page.view.closed
    assert "Chốt lại số liệu" not in [words for words, _ in page.steps.ways(page.view)]
    way(page, "Mở lại kỳ")()
    opening = asked(page)
    opening.head.setChecked(True)
    opening.words.setPlainText("Sổ ghi thiếu.")
    opening.primary.click()
    qtbot.waitUntil(lambda: page.view is not None and not page.view.closed)
    way(page, "Các bước")()
    steps = page.window().findChild(StepsDialog)
    assert steps is not None
    steps.reject()


def test_one_report_gets_a_signer_of_its_own(page: ReportPage, qtbot: QtBot) -> None:
    way(page, "Người ký")()
    dialog = page.window().findChild(SignerDialog)
    assert dialog is not None
    dialog.form.put("DEPUTY")
    dialog.name.put("Lê Thị Phó")
    dialog.primary.click()
    qtbot.waitUntil(lambda: page.view is not None and page.view.signing.own)
    assert page.view is not None
    assert (page.view.signing.form, page.view.signing.name) == ("DEPUTY", "Lê Thị Phó")


def test_a_report_is_begun_on_a_request(page: ReportPage, qtbot: QtBot) -> None:
    wanted = {"subject": "Về việc báo cáo tình hình tập huấn", "agency": "SCT", "kind": RequestKind.REPORT}
    days = {"document_date": date(2024, 10, 1), "received_on": date(2024, 10, 2)}
    due = {"due_at": datetime(2024, 10, 15, 9, 30, tzinfo=UTC), "secrecy": Secrecy.NORMAL}
    with page.ws.change("Ghi yêu cầu") as batch:
        batch.insert(Request, [{**wanted, **days, **due}])
    page.start_asked()
    dialog = page.window().findChild(AskedDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.line is not None)
    dialog.first.put(date(2024, 1, 1))
    dialog.last.put(date(2024, 9, 30))
    for code, tick in dialog.sections.items():
        tick.setChecked(code == "II.3")
    dialog.primary.click()
    qtbot.waitUntil(lambda: page.view is not None and page.view.kind is ReportKind.AD_HOC)
    assert page.view is not None
    assert [section.number for section in page.view.sections] == ["I", "I.1"]


@pytest.mark.parametrize("state", list(ReportState))
def test_every_state_has_its_place_in_the_line(state: ReportState) -> None:
    steps = life(state)
    assert len(steps) == 7
    assert any(step.state == "bad" for step in steps) == (state in (ReportState.SENT_BACK, ReportState.RETURNED))
    assert state in UNSIGNED or steps[3].state == "done"
