"""The first page: what is owed leads where it is done."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.pages.agenda import AgendaPage
from ui.shell.desk import Desk

TODAY = date(2024, 12, 16)
Asked = Callable[[Any], list[tuple[str, object]]]
Make = Callable[[Desk], AgendaPage]


@pytest.fixture
def make(show: Callable[[QWidget], None], qtbot: QtBot) -> Make:
    def shown(desk: Desk) -> AgendaPage:
        made = AgendaPage(desk, TODAY)
        show(made)
        made.refresh()
        qtbot.waitUntil(lambda: made.agenda is not None)
        return made

    return shown


def states(page: AgendaPage) -> list[str]:
    return [step.state for step in page.deadline.chain.steps]


def test_a_new_office_is_shown_the_first_step(desk: Desk, make: Make, asked: Asked) -> None:
    page = make(desk)
    assert states(page)[0] == "now"
    heard = asked(page)
    row = next(made for made in page.owed.rows if made.item.target == "import:business")
    row.button.click()
    assert heard == [("import", "business")]


def test_each_thing_owed_has_one_button_and_a_reason(desk: Desk, make: Make) -> None:
    page = make(desk)
    assert page.owed.rows
    assert all(row.item.what and row.item.why and row.button.text() for row in page.owed.rows)


def test_the_line_goes_as_far_as_the_report(desk: Desk, report: UUID, make: Make, asked: Asked) -> None:
    page = make(desk)
    assert states(page) == ["done", "done", "now", "later", "later", "later"]
    heard = asked(page)
    row = next(made for made in page.owed.rows if made.item.target == f"report:{report}")
    row.button.click()
    assert heard == [("report", report)]


def test_days_left_are_told_in_large(desk: Desk, report: UUID, make: Make) -> None:
    assert report
    page = make(desk)
    assert page.deadline.findChild(QWidget, "go") is page.deadline.button
    assert page.agenda is not None
    assert page.agenda.deadline.days_left == 3


def test_a_sent_package_waits_to_be_answered(desk: Desk, package: Path, make: Make, asked: Asked) -> None:
    assert package
    page = make(desk)
    heard = asked(page)
    row = next(made for made in page.owed.rows if made.item.target == "packages")
    assert "chưa có phiếu tiếp nhận" in row.item.what
    row.button.click()
    assert heard == [("packages", "answer")]


def test_a_duty_opens_its_register(desk: Desk, report: UUID, make: Make, asked: Asked, qtbot: QtBot) -> None:
    assert report
    page = make(desk)
    heard = asked(page)
    lines = [made for made in page.duties.findChildren(QWidget) if "19.1.b" in made.accessibleName()]
    qtbot.mouseClick(lines[0], Qt.MouseButton.LeftButton)
    assert heard == [("register:training", None)]


def test_a_copy_is_made_from_here(desk: Desk, make: Make, qtbot: QtBot) -> None:
    page = make(desk)
    assert page.agenda is not None
    assert page.agenda.backup.old
    page.backup.button.click()
    qtbot.waitUntil(page.band.isVisible, timeout=20_000)
    qtbot.waitUntil(lambda: page.agenda is not None and page.agenda.backup.last is not None)


def test_the_department_sees_who_has_not_reported(department_desk: Desk, make: Make, asked: Asked) -> None:
    page = make(department_desk)
    assert not page.deadline.chain.isVisible()
    assert any("chưa có báo cáo năm 2024" in row.item.what for row in page.owed.rows)
    heard = asked(page)
    page.deadline.button.click()
    assert heard == [("packages", None)]
