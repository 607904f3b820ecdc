"""The list of pages: groups, the fold, the arrow keys, words that are never cut."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ui.pages import PAGES, REGISTER
from ui.parts.navigation import WORDS_LEFT, WORDS_RIGHT, Navigation
from ui.shell.desk import Desk
from ui.shell.theme import Theme
from ui.window import Window


@pytest.fixture
def navigation(theme: Theme, show: Callable[[QWidget], None]) -> Navigation:
    made = Navigation(theme, "UBND huyện Lập Thạch", "Phòng Kinh tế và Hạ tầng")
    made.add_group("Công việc")
    made.add("một", "todo", "Một", "Ctrl+1")
    made.add("hai", "chart", "Hai", "Ctrl+2")
    made.add("ba", "qr", "Ba", folded=True)
    made.add_group("Khác")
    made.add("bốn", "settings", "Bốn")
    show(made)
    return made


def focused() -> QWidget | None:
    return QApplication.focusWidget()


def test_arrow_keys_walk_and_enter_opens(navigation: Navigation, qtbot: QtBot) -> None:
    items = navigation.items
    items["một"].setFocus()
    QTest.keyClick(items["một"], Qt.Key.Key_Down)
    assert focused() is items["hai"]
    with qtbot.waitSignal(navigation.chosen) as heard:
        QTest.keyClick(items["hai"], Qt.Key.Key_Return)
    assert heard.args == ["hai"]


def test_what_is_not_asked_for_stays_behind_its_line_until_it_is_pressed(navigation: Navigation) -> None:
    assert navigation.fold is not None
    assert not navigation.items["ba"].isVisible()
    navigation.items["hai"].setFocus()
    QTest.keyClick(navigation.items["hai"], Qt.Key.Key_Down)
    assert focused() is navigation.fold
    QTest.keyClick(navigation.fold, Qt.Key.Key_Return)
    assert navigation.items["ba"].isVisible()
    QTest.keyClick(navigation.fold, Qt.Key.Key_Return)
    assert not navigation.items["ba"].isVisible()


def test_a_folded_page_that_is_shown_is_seen(navigation: Navigation) -> None:
    navigation.show_current("ba")
    assert navigation.items["ba"].isVisible()
    assert navigation.items["ba"].isChecked()


def test_the_list_scrolls_to_the_page_that_is_shown(navigation: Navigation, qtbot: QtBot) -> None:
    navigation.resize(navigation.width(), 190)
    navigation.show_current("bốn")
    qtbot.waitUntil(lambda: not navigation.items["bốn"].visibleRegion().isEmpty())


def test_tab_reaches_the_list_once(navigation: Navigation) -> None:
    navigation.show_current("hai")
    tabbed = [name for name, item in navigation.items.items() if item.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert tabbed == ["hai"]


def test_no_words_are_cut(theme: Theme) -> None:
    room = theme.size("nav_wide") - 1 - WORDS_LEFT - WORDS_RIGHT - 9
    widths = {entry.title: QFontMetrics(theme.font("strong")).horizontalAdvance(entry.title) for entry in PAGES}
    assert not {entry.title for entry in PAGES if entry.group and widths[entry.title] > room}


def test_a_district_has_no_stamps_in_sight_yet_they_are_there(desk: Desk, qtbot: QtBot) -> None:
    window = Window(desk)
    qtbot.addWidget(window)
    window.show()
    items = window.navigation.items
    assert items["register:inspection"].isVisible()
    assert not items["register:stamp"].isVisible()
    assert {entry.name for entry in PAGES if entry.group == REGISTER} <= set(items)
    window._leaving = True


def test_only_the_first_nine_have_keys(desk: Desk, qtbot: QtBot) -> None:
    window = Window(desk)
    qtbot.addWidget(window)
    keys = [item._key for item in window.navigation.items.values() if item._key]
    assert keys == [f"Ctrl+{at}" for at in range(1, 10)]
    window._leaving = True
