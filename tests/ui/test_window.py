"""The window: navigation, notices, the job line, leaving."""

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QPushButton
from pytestqt.qtbot import QtBot

from tmdt_desktop.records.business import Business
from tmdt_desktop.records.training import Training
from tmdt_desktop.services import registers
from tmdt_desktop.task import Task
from ui.pages import Entry, register_entry
from ui.shell.desk import Desk
from ui.shell.page import Page
from ui.window import Window


class Plain(Page):
    """A page that counts how often it reads, and may refuse to be left."""

    def __init__(self, desk: Desk, title: str, shows: frozenset[type]) -> None:
        self.title, self.shows = title, shows
        super().__init__(desk)
        self.read = 0
        self.got: list[object] = []
        self.leaves = True

    def reload(self) -> None:
        self.read += 1

    def arrive(self, what: object) -> None:
        self.got.append(what)

    def may_leave(self) -> bool:
        return self.leaves


def _entry(name: str, shows: frozenset[type]) -> Entry:
    return Entry(name, name.capitalize(), "file", lambda desk: Plain(desk, name, shows), "Thử")


ENTRIES = (
    _entry("một", frozenset({Business})),
    _entry("hai", frozenset({Training})),
    register_entry(Business, "businesses", group="Thử"),
)


@pytest.fixture
def window(desk: Desk, qtbot: QtBot) -> Iterator[Window]:
    made = Window(desk, ENTRIES)
    qtbot.addWidget(made)
    made.show()
    made.show_page("một")

    def active() -> bool:
        made.activateWindow()
        return made.isActiveWindow()

    qtbot.waitUntil(active)
    yield made
    made._leaving = True


def plain(window: Window, name: str) -> Plain:
    """A page that has been shown already."""
    page = window._pages[name]
    assert isinstance(page, Plain)
    return page


def add_business(desk: Desk) -> None:
    """Commit something, on another thread as jobs do."""
    raw = {"name": "Hộ A", "kind": "HOUSEHOLD", "commune": "Ngọc Mỹ", "activity": "ACTIVE", "channels": []}
    worker = threading.Thread(target=lambda: registers.save(desk.workspace, Business, raw))
    worker.start()
    worker.join()


def test_pages_are_made_when_they_are_first_shown(window: Window) -> None:
    assert set(window._pages) == {"một"}
    QTest.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert window.page is plain(window, "hai")
    assert window.navigation.items["hai"].isChecked()


def test_a_notice_refreshes_the_page_in_sight_and_marks_the_others(window: Window, desk: Desk, qtbot: QtBot) -> None:
    window.show_page("hai")
    read = plain(window, "hai").read, plain(window, "một").read
    add_business(desk)
    qtbot.waitUntil(lambda: plain(window, "một").stale)
    assert (plain(window, "hai").read, plain(window, "một").read) == read, "neither shows what changed, or is in sight"
    window.show_page("một")
    assert plain(window, "một").read == read[1] + 1
    add_business(desk)
    qtbot.waitUntil(lambda: plain(window, "một").read == read[1] + 2)


def test_a_commit_is_told_in_the_status_line(window: Window, desk: Desk, qtbot: QtBot) -> None:
    add_business(desk)
    qtbot.waitUntil(lambda: window.status.note.startswith("Đã ghi lúc "))


def test_one_page_asks_for_another_with_something_to_show(window: Window) -> None:
    plain(window, "một").asks.emit("hai", 42)
    assert plain(window, "hai").got == [42]


def test_a_page_that_may_not_be_left_stays(window: Window) -> None:
    plain(window, "một").leaves = False
    window.navigation.items["hai"].click()
    assert window.page is plain(window, "một")
    assert window.navigation.items["một"].isChecked()
    plain(window, "một").leaves = True


def test_a_narrow_window_has_the_rail(window: Window) -> None:
    window.resize(1000, 600)
    assert window.navigation.rail
    assert window.navigation.items["hai"].toolTip() == "Hai (Ctrl+2)"
    window.resize(1366, 696)
    assert not window.navigation.rail


def test_a_long_job_has_a_line_with_its_progress_and_can_be_stopped(window: Window, desk: Desk, qtbot: QtBot) -> None:
    gate = threading.Event()
    ended: list[str] = []

    def work(task: Task) -> None:
        task.step(30, 120, "Nhập")
        gate.wait(60)
        task.step(31, 120, "Nhập")
        ended.append("too far")

    window.desk.jobs.start(work, "Nhập danh sách")
    assert not window.job_line.isVisible(), "nothing flashes for what is quick"
    qtbot.waitUntil(window.job_line.isVisible)
    assert window.job_line.words == "Nhập 30/120"
    window.job_line.stop.click()
    gate.set()
    qtbot.waitUntil(lambda: not window.job_line.isVisible())
    assert ended == []


def test_closing_while_something_runs_asks_first(window: Window, desk: Desk, qtbot: QtBot) -> None:
    gate = threading.Event()
    desk.jobs.start(lambda _task: gate.wait(60), "Lập báo cáo")
    window.close()
    dialog = question(qtbot)
    assert window.isVisible()
    dialog.reject()
    window.close()
    with qtbot.waitSignal(window.closed):
        button = question(qtbot).findChild(QPushButton, "yes")
        assert isinstance(button, QPushButton)
        button.click()
    gate.set()


def test_a_failed_job_that_nobody_took_is_told_on_the_page_in_sight(window: Window, desk: Desk, qtbot: QtBot) -> None:
    from tmdt_desktop.errors import Blocked

    def fail(_task: Task) -> None:
        raise Blocked("USB đã đầy.", cure="Chọn ổ khác.")

    desk.jobs.failed.disconnect()
    desk.jobs.failed.connect(window._failed)
    desk.jobs.start(fail, "Ghi gói")
    page = plain(window, "một")
    qtbot.waitUntil(page.band.isVisible)
    assert page.band.what.text() == "USB đã đầy."


def question(qtbot: QtBot) -> QDialog:
    """The dialog that asks."""
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), QDialog))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, QDialog)
    return dialog


def test_the_keyboard_goes_to_the_page_that_was_chosen(desk: Desk, qtbot: QtBot) -> None:
    window = Window(desk)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    for name in ("settings", "register:business", "agenda"):
        page = window.show_page(name)
        assert page is not None
        focused = window.focusWidget()
        assert focused is not None
        assert page is focused or page.isAncestorOf(focused)


def test_the_report_and_its_packages_stand_before_the_registers_and_have_keys(desk: Desk, qtbot: QtBot) -> None:
    window = Window(desk)
    qtbot.addWidget(window)
    window.show_page("agenda")
    names = list(window.navigation.items)
    assert names[:6] == ["agenda", "overview", "duties", "report", "packages", "register:business"]
    window.resize(1366, 720)
    window.show()
    qtbot.waitUntil(window.isVisible)
    assert not window.navigation.items["packages"].visibleRegion().isEmpty()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window, Qt.Key.Key_4, Qt.KeyboardModifier.ControlModifier)
    assert window.page is not None
    assert window.page.name == "report"
