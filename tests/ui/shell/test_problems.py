"""What is shown when something fails: beside the fields, on top of the page, not at all, or as a bug."""

import sys
import threading
from collections.abc import Mapping

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tmdt_desktop.errors import Blocked, Cancelled, InvalidRecord, Problem
from ui.shell.problems import Band, Problems, report
from ui.shell.theme import Theme


class Wall:
    """A place that remembers what was shown on it."""

    def __init__(self) -> None:
        self.faults: Mapping[str, str] = {}
        self.problem: Problem | None = None

    def show_faults(self, faults: Mapping[str, str]) -> None:
        self.faults = faults

    def show_problem(self, problem: Problem) -> None:
        self.problem = problem


@pytest.fixture
def problems(theme: Theme, qtbot: QtBot) -> Problems:
    return Problems(theme)


def test_faults_of_a_record_stand_beside_its_fields(problems: Problems) -> None:
    wall = Wall()
    problems.show(InvalidRecord({"name": "Chưa có dữ liệu. Điền mục này."}), wall)
    assert wall.faults == {"name": "Chưa có dữ liệu. Điền mục này."}
    assert wall.problem is None


def test_a_problem_of_the_world_stands_on_the_page(problems: Problems) -> None:
    wall = Wall()
    problem = Blocked("Tệp đang mở.", cure="Đóng tệp rồi bấm Thử lại.")
    problems.show(problem, wall)
    assert wall.problem is problem


def test_stopping_is_silent(problems: Problems) -> None:
    wall = Wall()
    problems.show(Cancelled(), wall)
    assert not wall.faults
    assert wall.problem is None
    assert problems.dialog is None


def test_a_bug_opens_one_dialog_whose_report_can_be_copied(
    problems: Problems, qtbot: QtBot, allow_warnings: list[str]
) -> None:
    problems.bug(_bug())
    problems.bug(_bug())
    qtbot.waitUntil(lambda: problems.dialog is not None)
    dialog = problems.dialog
    assert dialog is not None
    dialog.copy.click()
    assert "KeyError" in QApplication.clipboard().text()
    assert dialog.copy.text() == "Đã chép"
    dialog.close()
    qtbot.waitUntil(lambda: problems.dialog is None)


def test_the_report_of_a_bug_names_nobody() -> None:
    said = report(_bug())
    assert "Nguyễn Thị Bích Hường" not in said
    assert "KeyError" in said
    assert "test_problems.py" in said


def test_what_nobody_catches_is_shown_and_the_hooks_go_back(
    problems: Problems, qtbot: QtBot, allow_warnings: list[str]
) -> None:
    before = sys.excepthook
    put_back = problems.watch()
    thread = threading.Thread(target=_fail)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: problems.dialog is not None)
    put_back()
    assert sys.excepthook is before
    assert problems.dialog is not None
    problems.dialog.close()


def test_the_band_says_what_why_and_offers_the_cure(theme: Theme, qtbot: QtBot) -> None:
    band = Band(theme)
    qtbot.addWidget(band)
    pressed: list[str] = []
    band.tell(
        "Tệp đang mở trong Excel.", "Đóng lại rồi bấm Thử lại.", acts={"Thử lại": lambda: pressed.append("again")}
    )
    assert band.what.text() == "Tệp đang mở trong Excel."
    from ui.shell.widgets import Button

    next(button for button in band.findChildren(Button) if button.text() == "Thử lại").click()
    assert pressed == ["again"]
    assert band.isHidden()


def _bug() -> BaseException:
    person = " ".join(("Nguyễn Thị", "Bích Hường"))
    try:
        return {}[person]  # type: ignore[no-any-return]
    except KeyError as fault:
        return fault


def _fail() -> None:
    raise _bug()
