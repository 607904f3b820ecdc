"""The duties of the regulation, by the keyboard alone: see the evidence, answer, mark what did not arise."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from tmdt_desktop.services.duties import DutyLine, duty_board
from tmdt_desktop.store.workspace import Workspace
from ui.pages.duties import DutiesPage, DutyAt
from ui.pages.duties_dialog import NothingAroseDialog
from ui.pages.register_page import Chosen
from ui.shell.desk import Desk
from ui.shell.widgets import Button

YEAR = 2024
Asked = Callable[[Any], list[tuple[str, object]]]


@pytest.fixture
def page(desk: Desk, filled: Workspace, show: Callable[[QWidget], None], qtbot: QtBot) -> DutiesPage:
    assert filled
    made = DutiesPage(desk, YEAR)
    show(made)
    made.refresh()
    qtbot.waitUntil(lambda: bool(made.duties))
    made.focus_first()
    return made


def duty(ws: Workspace, id_: str) -> DutyLine:
    return next(line for line in duty_board(ws, YEAR) if line.id == id_)


def focused() -> QWidget:
    shown = QApplication.focusWidget()
    assert shown is not None
    return shown


def openers(page: DutiesPage) -> list[Button]:
    return [made for made in page.pane.findChildren(Button) if made.text() == "Tập huấn" and made.isVisible()]


def walk_to(page: DutiesPage, id_: str) -> None:
    """Down in the table until the duty is chosen."""
    for _ in page.duties:
        if page.table.current_key == id_:
            return
        QTest.keyClick(page.table, Qt.Key.Key_Down)
    assert page.table.current_key == id_


def test_a_duty_is_answered_by_the_keyboard(page: DutiesPage, ws: Workspace, qtbot: QtBot) -> None:
    walk_to(page, "D19.2.b")
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    assert focused() is page.pane.words
    QTest.keyClicks(page.pane.words, "Da lam")
    QTest.keyClick(page.pane.words, Qt.Key.Key_Tab)
    assert focused() is page.pane.save
    QTest.keyClick(focused(), Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: duty(ws, "D19.2.b").state == "answered")
    assert duty(ws, "D19.2.b").answer == "Da lam"


def test_not_arisen_needs_its_reason(page: DutiesPage, ws: Workspace, qtbot: QtBot) -> None:
    walk_to(page, "D19.4")
    page.pane.none.setFocus()
    QTest.keyClick(page.pane.none, Qt.Key.Key_Space)
    assert page.pane.none.isChecked()
    assert not page.pane.done.isChecked()
    assert not page.pane.save.isEnabled()
    QTest.keyClicks(page.pane.words, "Khong co yeu cau")
    page.pane.save.click()
    qtbot.waitUntil(lambda: duty(ws, "D19.4").state == "not_arisen")


def test_words_typed_are_written_when_another_duty_is_chosen(page: DutiesPage, ws: Workspace, qtbot: QtBot) -> None:
    walk_to(page, "D19.2.a")
    page.pane.words.setPlainText("Đã phối hợp")
    QTest.keyClick(page.table, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: duty(ws, "D19.2.a").answer == "Đã phối hợp")


def test_the_rest_is_marked_as_not_arisen_with_one_reason(page: DutiesPage, ws: Workspace, qtbot: QtBot) -> None:
    still = [line.id for line in page.still_open()]
    assert still
    page.answer_the_rest()
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), NothingAroseDialog))
    asked = QApplication.activeModalWidget()
    assert isinstance(asked, NothingAroseDialog)
    asked.act()
    assert asked.band.isVisible(), "a reason is asked for"
    QTest.keyClicks(asked.reason, "Trong ky khong phat sinh")
    QTest.keyClick(asked.reason, Qt.Key.Key_Tab)
    asked.act()
    qtbot.waitUntil(lambda: all(duty(ws, id_).state == "not_arisen" for id_ in still))
    page.reload()
    qtbot.waitUntil(lambda: not page.still_open())


def test_evidence_opens_to_the_rows_that_count(page: DutiesPage, asked: Asked, qtbot: QtBot) -> None:
    walk_to(page, "D19.1.b")
    heard = asked(page)
    qtbot.waitUntil(lambda: bool(openers(page)))
    opener = openers(page)[0]
    opener.setFocus()
    QTest.keyClick(opener, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: len(heard) == 1)
    name, chosen = heard[0]
    assert name == "register:training"
    assert isinstance(chosen, Chosen)
    assert len(chosen.seqs) == 3


def test_another_page_asks_for_a_duty_of_another_year(page: DutiesPage, qtbot: QtBot) -> None:
    page.arrive(DutyAt("D19.2.b", 2025))
    qtbot.waitUntil(lambda: page.table.current_key == "D19.2.b")
    assert page._year == 2025


def test_a_narrow_page_keeps_the_words_of_the_duties(page: DutiesPage) -> None:
    page.resize(968, 540)
    assert page.table.isColumnHidden(3)
    assert not page.table.isColumnHidden(1)
    page.resize(1158, 640)
    assert not page.table.isColumnHidden(3)


def test_a_year_before_the_regulation_has_no_duties(page: DutiesPage, qtbot: QtBot) -> None:
    page.arrive(DutyAt("", 2022))
    qtbot.waitUntil(lambda: not page.duties)
    assert not page.pane.isVisible()
    page.later.click()
    page.later.click()
    qtbot.waitUntil(lambda: bool(page.duties))
    assert page.pane.isVisible()


def test_an_answer_is_written_by_key_and_the_next_open_duty_is_one_key_away(
    page: DutiesPage, ws: Workspace, qtbot: QtBot
) -> None:
    page.activateWindow()
    here, *still = [line.id for line in page.still_open()]
    assert page.table.current_key == here
    QTest.keyClick(page.table, Qt.Key.Key_F8)
    assert page.table.current_key == still[0]
    page.save_answer()
    assert focused() is page.pane.words
    QTest.keyClicks(page.pane.words, "Da lam")
    QTest.keyClick(page.pane.words, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: duty(ws, still[0]).answer == "Da lam")
    page.next_open()
    assert page.table.current_key == still[1]


def test_who_came_from_a_report_goes_back_to_it(page: DutiesPage, asked: Asked) -> None:
    assert not page.acts["back_to_report"].isEnabled()
    report = UUID(int=7)
    page.arrive(DutyAt("D19.2.b", YEAR, report))
    heard = asked(page)
    page.acts["back_to_report"].trigger()
    assert heard == [("report", report)]


def test_what_was_written_on_leaving_is_shown_as_answered(page: DutiesPage, ws: Workspace, qtbot: QtBot) -> None:
    walk_to(page, "D19.2.b")
    page.pane.words.setPlainText("Đã làm")
    assert page.may_leave()
    qtbot.waitUntil(lambda: duty(ws, "D19.2.b").answer == "Đã làm")
    page.reload()
    qtbot.waitUntil(lambda: not page.pane.save.isEnabled())
    assert page.pane.drop.isVisible()
    assert not page.pane._stands.isVisible()


def test_a_late_answer_for_another_year_changes_nothing(page: DutiesPage, monkeypatch: pytest.MonkeyPatch) -> None:
    waiting: list[tuple[Callable[[], Any], Callable[[Any], None]]] = []
    monkeypatch.setattr(page, "ask", lambda work, done: waiting.append((work, done)))
    page.reload()
    page.arrive(DutyAt("", 2023))
    for work, done in reversed(waiting):
        done(work())
    assert len(waiting) == 2
    assert any(made.text() == "2023" for made in page.findChildren(QLabel))
