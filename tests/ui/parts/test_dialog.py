"""Dialogs by keyboard: Enter presses what has the keyboard, also from the numeric keypad, and once however long held."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from ui.parts.dialog import Dialog
from ui.parts.lines_table import Column, Line, LinesTable
from ui.shell.desk import Desk


class Asking(Dialog):
    """A box, a table whose lines nobody opens, and how often it was done."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, "Hỏi", parent)
        self.done_times = 0
        self.box = QLineEdit()
        self.table = LinesTable(self.theme, (Column("Tên"),))
        self.table.show_lines([Line(("Hòa",), 1)])
        self.body.addWidget(self.box)
        self.body.addWidget(self.table)

    def act(self) -> None:
        self.done_times += 1


@pytest.fixture
def dialog(desk: Desk, show: Callable[[QWidget], None], qtbot: QtBot) -> Iterator[Asking]:
    page = QWidget()
    show(page)
    made = Asking(desk, page)
    made.open()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    if isValid(made):
        made.reject()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_does_it_from_a_box_and_from_a_table_whose_lines_nobody_opens(
    dialog: Asking, key: Qt.Key, qtbot: QtBot
) -> None:
    for at, part in enumerate((dialog.box, dialog.table, dialog.primary), 1):
        part.setFocus()
        qtbot.keyClick(part, key)
        assert dialog.done_times == at


def test_enter_on_a_button_presses_that_button(dialog: Asking, qtbot: QtBot) -> None:
    dialog.cancel.setFocus()
    qtbot.keyClick(dialog.cancel, Qt.Key.Key_Return)
    assert not dialog.done_times
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)


def test_an_enter_that_is_held_down_does_nothing_more(dialog: Asking) -> None:
    held = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", autorep=True)
    for part in (dialog.box, dialog.table, dialog.primary):
        part.setFocus()
        QApplication.sendEvent(part, held)
    assert not dialog.done_times
