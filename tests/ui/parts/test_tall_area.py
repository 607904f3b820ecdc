"""Content of a dialog on a low screen."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.parts.tall_area import LEAST, TallArea
from ui.shell.widgets import label

WORDS = "Mã PIN đã bị nhập sai gần đây. Xem kỹ trước khi nhập, đừng thử nhiều lần. " * 3


def test_nothing_scrolls_at_its_own_height(show: Callable[[QWidget], None], qtbot: QtBot) -> None:
    area = TallArea(*(label(WORDS, wrap=True) for _ in range(5)), spacing=8)
    show(area)
    area.resize(420, 100)
    area.resize(420, area.sizeHint().height())
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() == 0)


def test_what_does_not_fit_scrolls(show: Callable[[QWidget], None], qtbot: QtBot) -> None:
    area = TallArea(*(label(WORDS, wrap=True) for _ in range(5)), spacing=8)
    show(area)
    area.resize(420, LEAST)
    assert area.minimumSizeHint().height() == LEAST
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() > 0)


def test_what_appears_later_asks_for_more(show: Callable[[QWidget], None], qtbot: QtBot) -> None:
    late = label(WORDS, wrap=True)
    late.hide()
    area = TallArea(label(WORDS, wrap=True), late, spacing=8)
    show(area)
    area.resize(420, 300)
    before = area.sizeHint().height()
    late.show()
    qtbot.waitUntil(lambda: area.sizeHint().height() > before)
