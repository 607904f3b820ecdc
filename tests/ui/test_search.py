"""The search over everything: Ctrl+K, a few letters, Enter."""

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tmdt_desktop.records.business import Business
from tmdt_desktop.services import registers
from tmdt_desktop.store.workspace import Workspace
from ui.pages.duties import DutiesPage
from ui.pages.register_page import RegisterPage
from ui.parts.finder import Finder
from ui.shell.desk import Desk
from ui.window import Window


@pytest.fixture
def window(desk: Desk, qtbot: QtBot) -> Iterator[Window]:
    made = Window(desk)
    qtbot.addWidget(made)
    made.show()

    def active() -> bool:
        made.activateWindow()
        return made.isActiveWindow()

    qtbot.waitUntil(active)
    yield made
    made._leaving = True


def save(ws: Workspace, name: str) -> registers.Saved:
    told = {"name": name, "kind": "HOUSEHOLD", "commune": "Ngọc Mỹ", "activity": "ACTIVE", "channels": []}
    return registers.save(ws, Business, told)


def open_finder(window: Window, qtbot: QtBot) -> Finder:
    QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), Finder))
    finder = QApplication.activeModalWidget()
    assert isinstance(finder, Finder)
    return finder


def titles(finder: Finder) -> list[str]:
    return [place.title for place in finder.places]


def test_letters_without_tones_find_a_record_and_enter_opens_it(window: Window, ws: Workspace, qtbot: QtBot) -> None:
    made = save(ws, "Hộ mật ong Bàn Giản")
    finder = open_finder(window, qtbot)
    QTest.keyClicks(finder.box, "mat ong")
    qtbot.waitUntil(lambda: "Hộ mật ong Bàn Giản" in titles(finder))
    while finder.found.currentItem().text() != "Hộ mật ong Bàn Giản":
        QTest.keyClick(finder.box, Qt.Key.Key_Down)
    QTest.keyClick(finder.box, Qt.Key.Key_Return)
    page = window.page
    assert isinstance(page, RegisterPage)
    qtbot.waitUntil(lambda: page.editor.stored is not None and page.editor.stored.id == made.id)


def test_a_file_code_finds_its_record(window: Window, ws: Workspace, qtbot: QtBot) -> None:
    made = save(ws, "Hộ mật ong")
    code = registers.get(ws, Business, made.id).values["file_code"]
    finder = open_finder(window, qtbot)
    QTest.keyClicks(finder.box, code.lower())
    qtbot.waitUntil(lambda: titles(finder) == ["Hộ mật ong"])
    finder.reject()


def test_a_clause_opens_its_duty(window: Window, qtbot: QtBot) -> None:
    finder = open_finder(window, qtbot)
    finder.box.setText("mở nhiệm vụ 19.2")
    assert titles(finder)[:2] == ["Nhiệm vụ 19.2.a", "Nhiệm vụ 19.2.b"]
    QTest.keyClick(finder.box, Qt.Key.Key_Down)
    QTest.keyClick(finder.box, Qt.Key.Key_Return)
    page = window.page
    assert isinstance(page, DutiesPage)
    qtbot.waitUntil(lambda: page.table.current_key == "D19.2.b")


def test_a_page_is_found_by_its_name(window: Window, qtbot: QtBot) -> None:
    finder = open_finder(window, qtbot)
    QTest.keyClicks(finder.box, "danh muc")
    QTest.keyClick(finder.box, Qt.Key.Key_Return)
    assert window.page is window._pages["catalogues"]


def test_without_words_the_records_opened_lately_stand_there(window: Window, ws: Workspace, qtbot: QtBot) -> None:
    made = save(ws, "Hộ vừa xem")
    window.show_page("register:business", made.id)
    finder = open_finder(window, qtbot)
    qtbot.waitUntil(lambda: titles(finder) == ["Hộ vừa xem"])
    finder.reject()


def test_an_answer_that_came_too_late_is_dropped(desk: Desk, qtbot: QtBot, show: object) -> None:
    gate, asked = threading.Event(), []

    def read(words: str) -> tuple[object, ...]:
        asked.append(words)
        if words == "a":
            gate.wait(60)
        return ()

    window = Window(desk)
    qtbot.addWidget(window)
    finder = Finder(desk, window, lambda _words: (), read)  # type: ignore[arg-type,return-value]
    finder.box.setText("a")
    qtbot.waitUntil(lambda: "a" in asked)
    finder.box.setText("ab")
    qtbot.waitUntil(lambda: "ab" in asked)
    told = finder._note.text
    qtbot.waitUntil(lambda: told().startswith("Không thấy gì"))
    finder.box.setText("")
    gate.set()
    qtbot.wait(300)
    assert not told().startswith("Không thấy gì")
    finder.reject()


def test_more_than_fit_are_opened_as_a_whole_in_their_register(window: Window, ws: Workspace, qtbot: QtBot) -> None:
    for at in range(7):
        save(ws, f"Hộ chè {at}")
    finder = open_finder(window, qtbot)
    QTest.keyClicks(finder.box, "ho che")
    qtbot.waitUntil(lambda: "Xem mọi dòng khớp" in titles(finder))
    while finder.found.currentItem().text() != "Xem mọi dòng khớp":
        QTest.keyClick(finder.box, Qt.Key.Key_Down)
    QTest.keyClick(finder.box, Qt.Key.Key_Return)
    page = window.page
    assert isinstance(page, RegisterPage)
    qtbot.waitUntil(lambda: page.list.counts.startswith("7 "))
    assert page.list.bar.text == "ho che"
