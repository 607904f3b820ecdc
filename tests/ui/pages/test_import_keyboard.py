"""The hands on the keyboard in an import: nothing that is typed is lost, and the keyboard is where work goes on."""

from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.pages.test_import_rows import column_of, count, grid_of, household, to_rows, write_cell, written
from ui.pages import import_corrections
from ui.pages.import_lines import RowKey
from ui.pages.import_wizard import ImportWizardPage
from ui.parts.lines_table import Cell
from ui.shell.desk import Desk

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(desk: Desk, show: Callable[[QWidget], None]) -> ImportWizardPage:
    made = ImportWizardPage(desk)
    show(made)
    return made


@pytest.fixture
def held_up(monkeypatch: pytest.MonkeyPatch) -> Event:
    """No correction is judged before this is set."""
    judge, gate = import_corrections.correct, Event()

    def slow(*said: Any) -> Any:
        gate.wait(20)
        return judge(*said)

    monkeypatch.setattr(import_corrections, "correct", slow)
    return gate


def hands() -> QWidget:
    """What has the keyboard."""
    found = QApplication.focusWidget()
    assert found is not None
    return found


def begin_cell(page: ImportWizardPage, text: str, qtbot: QtBot) -> QLineEdit:
    """Type over the current cell, without Enter."""
    grid = grid_of(page)
    grid.setFocus()
    for letter in text:
        qtbot.keyClicks(hands(), letter)
    line = hands()
    assert isinstance(line, QLineEdit)
    return line


# What is typed while something is judged


def test_typing_goes_on_while_a_correction_is_judged(
    page: ImportWizardPage, tmp_path: Path, held_up: Event, qtbot: QtBot
) -> None:
    to_rows(page, written(tmp_path, [household(f"Mơ {at}", phone="12") for at in range(3)]), qtbot)
    begin_cell(page, "0912345678", qtbot)
    qtbot.keyClick(hands(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: hands() is grid_of(page))
    qtbot.keyClick(hands(), Qt.Key.Key_Down)
    line = begin_cell(page, "09876", qtbot)
    held_up.set()
    qtbot.waitUntil(lambda: not page.busy and count(page, "new") == 1)
    assert hands() is line
    qtbot.keyClicks(hands(), "54321")
    qtbot.keyClick(hands(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: count(page, "new") == 2)
    assert page.plan is not None
    assert dict(page.plan.by_hand.cells) == {("", 2, 4): "0912345678", ("", 3, 4): "0987654321"}
    qtbot.waitUntil(lambda: grid_of(page).current_key == RowKey("faulty", "", 4))
    assert hands() is grid_of(page)


def test_the_keyboard_stays_in_the_rows_when_the_last_fault_is_mended(
    page: ImportWizardPage, tmp_path: Path, qtbot: QtBot
) -> None:
    to_rows(page, written(tmp_path, [household("Mơ", phone="12"), household("Mận")]), qtbot)
    write_cell(page, "0912345678", qtbot)
    qtbot.waitUntil(lambda: page.rows.heap == "new")
    assert hands() is grid_of(page)


def test_a_window_that_is_resized_keeps_what_is_typed(page: ImportWizardPage, tmp_path: Path, qtbot: QtBot) -> None:
    to_rows(page, written(tmp_path, [household("Mận", phone="13"), household("Mơ", phone="12")]), qtbot)
    grid_of(page).setCurrentIndex(grid_of(page).lines_model.index(1, column_of(page, "phone")))
    line = begin_cell(page, "09876", qtbot)
    before = grid_of(page).model().columnCount()
    page.resize(900, 600)
    qtbot.waitUntil(lambda: page.rows.width() <= 900)
    assert hands() is line
    qtbot.keyClicks(line, "54321")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: count(page, "new") == 1 and not page.busy)
    assert page.plan is not None
    assert dict(page.plan.by_hand.cells) == {("", 3, 4): "0987654321"}
    qtbot.waitUntil(lambda: grid_of(page).model().columnCount() < before)
    assert hands() is grid_of(page)


# The line at the right


def narrow_list(page: ImportWizardPage, folder: Path, qtbot: QtBot) -> QLineEdit:
    """Two rows, in a grid without room for what is faulty in them."""
    page.resize(620, 600)
    to_rows(page, written(folder, [household("Mơ", phone="12"), household("Mận", phone="13")]), qtbot)
    qtbot.waitUntil(lambda: page.rows.rows is not None and len(page.rows.rows.fields) == 1)
    return mend_line(page)


def mend_line(page: ImportWizardPage) -> QLineEdit:
    (line,) = [made for made in page.rows.side.findChildren(QLineEdit, "mend") if not made.isHidden()]
    return line


def test_a_fault_out_of_sight_marks_the_row_and_enter_leads_to_its_line(
    page: ImportWizardPage, tmp_path: Path, qtbot: QtBot
) -> None:
    narrow_list(page, tmp_path, qtbot)
    grid = grid_of(page)
    marked = [cell.text for cell in grid.lines_model.lines[0].cells if isinstance(cell, Cell) and cell.ground == "bad"]
    assert marked == ["2"]
    qtbot.keyClicks(grid, "x")
    assert not grid.editing()
    qtbot.keyClick(grid, Qt.Key.Key_Return)
    assert hands() is mend_line(page)


def test_what_stands_in_the_line_is_judged_before_anything_is_written(
    page: ImportWizardPage, tmp_path: Path, qtbot: QtBot
) -> None:
    line = narrow_list(page, tmp_path, qtbot)
    page.rows.side.mend()
    qtbot.keyClicks(line, "0912345678")
    qtbot.keyClick(line, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: count(page, "new") == 1 and not page.busy)
    assert page.step == 2
    qtbot.keyClick(page, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: page.step == 3)


def test_what_stands_in_the_line_is_judged_when_another_row_is_looked_at(
    page: ImportWizardPage, tmp_path: Path, qtbot: QtBot
) -> None:
    line = narrow_list(page, tmp_path, qtbot)
    page.rows.side.mend()
    qtbot.keyClicks(line, "0912345678")
    grid = grid_of(page)
    grid.setFocus()
    qtbot.keyClick(grid, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: count(page, "new") == 1 and not page.busy)
    assert grid_of(page).current_key == RowKey("faulty", "", 3)


def test_esc_in_the_line_puts_back_what_stood_there_and_leaves_the_page_alone(
    page: ImportWizardPage, tmp_path: Path, qtbot: QtBot
) -> None:
    line = narrow_list(page, tmp_path, qtbot)
    page.rows.side.mend()
    qtbot.keyClicks(line, "099")
    qtbot.keyClick(line, Qt.Key.Key_Escape)
    assert (line.text(), page.step) == ("12", 2)
    assert hands() is line
    qtbot.keyClick(line, Qt.Key.Key_Escape)
    assert page.step == 2
    assert hands() is grid_of(page)


def test_tab_goes_from_the_rows_to_what_stands_beside_them(
    page: ImportWizardPage, tmp_path: Path, qtbot: QtBot
) -> None:
    line = narrow_list(page, tmp_path, qtbot)
    grid_of(page).setFocus()
    qtbot.keyClick(hands(), Qt.Key.Key_Tab)
    assert hands() is line
