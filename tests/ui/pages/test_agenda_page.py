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

from tmdt_desktop.ids import uuid7
from tmdt_desktop.records.training import Training
from tmdt_desktop.services import registers
from tmdt_desktop.services.rows_to_review import rows_to_review
from tmdt_desktop.store.workspace import Workspace
from ui.pages.agenda import AgendaPage
from ui.pages.duties import DutyAt
from ui.pages.register_page import Chosen
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


def test_a_duty_opens_on_the_page_of_the_duties(
    desk: Desk, report: UUID, make: Make, asked: Asked, qtbot: QtBot
) -> None:
    assert report
    page = make(desk)
    heard = asked(page)
    lines = [made for made in page.duties.findChildren(QWidget) if "19.1.b" in made.accessibleName()]
    qtbot.mouseClick(lines[0], Qt.MouseButton.LeftButton)
    assert heard == [("duties", DutyAt("D19.1.b", 2024))]
    page.go("duties")
    assert heard[-1] == ("duties", DutyAt("", 2024))


def test_a_record_is_opened_in_its_register(desk: Desk, make: Make, asked: Asked) -> None:
    page = make(desk)
    heard, id_ = asked(page), uuid7()
    page.go(f"record:request:{id_}")
    assert heard == [("register:request", id_)]


def test_rows_with_doubts_are_shown_in_their_register(
    desk: Desk, ws: Workspace, make: Make, asked: Asked, qtbot: QtBot
) -> None:
    told = {"name": "Lớp một", "form": "CLASS", "role": "LEADS", "topics": ["SELLING"], "place": "Huyện"}
    for day in ("12/03/2024", "12/03/1999"):
        registers.save(ws, Training, told | {"name": f"Lớp {day}", "starts_on": day})
    seqs = rows_to_review(ws, Training)
    page = make(desk)
    heard = asked(page)
    page.go("doubts:training")
    qtbot.waitUntil(lambda: len(heard) == 1)
    assert heard == [("register:training", Chosen(seqs, f"{len(seqs)} dòng cần xem lại"))]


def test_a_copy_is_made_from_here(desk: Desk, make: Make, qtbot: QtBot) -> None:
    page = make(desk)
    assert page.agenda is not None
    assert page.agenda.backup.old
    page.backup.button.click()
    qtbot.waitUntil(page.band.isVisible)
    qtbot.waitUntil(lambda: page.agenda is not None and page.agenda.backup.last is not None)


def test_the_department_sees_who_has_not_reported(department_desk: Desk, make: Make, asked: Asked) -> None:
    page = make(department_desk)
    assert not page.deadline.chain.isVisible()
    assert any("chưa có báo cáo năm 2024" in row.item.what for row in page.owed.rows)
    heard = asked(page)
    page.deadline.button.click()
    assert heard == [("packages", None)]
