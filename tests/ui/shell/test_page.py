"""What every page does: an act whose work runs waits for its end, and a stop is told."""

import threading
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from tmdt_desktop.task import Task
from ui.shell.actions import action, printed
from ui.shell.desk import Desk
from ui.shell.page import Page, Question


class Slow(Page):
    """A page whose one act writes until it is let go."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.gate = threading.Event()
        self.begun = self.written = 0

    @action("Nhập", keys=("Ctrl+Return",), place="head")
    def take_in(self) -> None:
        """Write something that lasts."""
        self.begun += 1
        self.run(self._work, "Nhập", self._count)

    @action("Lùi", keys=("Alt+Left",), brief="lùi", when="_may_go_back")
    def go_back(self) -> None:
        """Possible while something was begun."""

    def _may_go_back(self) -> bool:
        return self.begun > 0

    @action("Xóa", keys=("F6",), place="head")
    def remove(self) -> None:
        """Ask, then write."""
        self.ask_first(Question("Xóa?", "Mất.", "Xóa", "Giữ"), self._remove)

    def _remove(self) -> None:
        self.run(self._work, "Xóa")

    def _work(self, task: Task) -> int:
        while not self.gate.wait(0.01):
            task.step(0, 0)
        return 1

    def _count(self, made: int) -> None:
        self.written += made


@pytest.fixture
def page(desk: Desk, show: Callable[[QWidget], None]) -> Slow:
    made = Slow(desk)
    show(made)
    return made


def test_an_act_whose_job_runs_is_not_possible_until_it_ends(page: Slow, qtbot: QtBot) -> None:
    button = page.findChild(QWidget, "take_in")
    for _ in range(2):
        QTest.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    page.acts.trigger("take_in")
    assert page.begun == 1
    assert isinstance(button, QWidget)
    assert not button.isEnabled()
    page.gate.set()
    qtbot.waitUntil(lambda: page.written == 1)
    assert button.isEnabled()


def test_an_act_that_asked_first_is_held_back_too(page: Slow, qtbot: QtBot) -> None:
    page.acts.trigger("remove")
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, QDialog)
    dialog.accept()
    assert not page.acts["remove"].isEnabled()
    page.gate.set()
    qtbot.waitUntil(page.acts["remove"].isEnabled)


def test_a_stop_is_told(page: Slow, qtbot: QtBot) -> None:
    said: list[str] = []
    page.noted.connect(said.append)
    job = page.run(page._work, "Nhập")
    job.cancel()
    qtbot.waitUntil(page.band.isVisible)
    assert page.band.what.text() == "Đã dừng. Chưa ghi gì."
    assert said == ["Đã dừng. Chưa ghi gì."]


def test_the_key_line_says_only_what_works_now(page: Slow) -> None:
    page.acts.refresh()
    assert page.acts.key_line() == []
    page.begun = 1
    told: list[bool] = []
    page.acts.refreshed = lambda: told.append(True)
    page.acts.refresh()
    assert page.acts.key_line() == [("Alt+←", "lùi")]
    assert told


@pytest.mark.parametrize(
    ("key", "said"), [("Shift+Return", "Shift+Enter"), ("Alt+Up", "Alt+↑"), ("Ctrl+Insert", "Ctrl+Ins"), ("F5", "F5")]
)
def test_keys_are_printed_as_they_stand_on_the_keyboard(key: str, said: str) -> None:
    assert printed(key) == said
