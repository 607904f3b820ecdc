"""The hands on the keyboard in an import: nothing that is typed is lost, and the keyboard is where work goes on."""

from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.pages.test_import_rows import (
    column_of,
    count,
    grid_of,
    household,
    known,
    stored,
    to_rows,
    write_cell,
    written,
)
from tmdt_desktop.records.business import Business
from tmdt_desktop.services.import_list import ByHand
from ui.pages import import_corrections
from ui.pages.import_lines import RowKey
from ui.pages.import_wizard import ImportWizardPage
from ui.pages.undo_dialog import UndoDialog
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


# Where the keyboard is after each step


def test_each_step_takes_the_keyboard(page: ImportWizardPage, tmp_path: Path, qtbot: QtBot) -> None:
    page.take(written(tmp_path, [household("Mơ"), household("Mận")]))
    qtbot.waitUntil(lambda: page.step == 1 and not page.busy)
    qtbot.waitUntil(lambda: page.columns.isAncestorOf(hands()))
    qtbot.keyClick(hands(), Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: page.step == 2 and not page.busy)
    assert hands() is page.rows.table
    qtbot.keyClick(hands(), Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: page.step == 3 and not page.busy)
    assert hands() is page.result.look_button
    page.result.undo_button.setFocus()
    qtbot.keyClick(hands(), Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not page.result.undo_button.isVisible() and not page.busy)
    assert hands() is page.result.look_button


def test_the_keyboard_is_back_where_it_was_after_a_stopped_job(
    page: ImportWizardPage, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    to_rows(page, written(tmp_path, [household("Mơ")]), qtbot)
    gate = Event()
    monkeypatch.setattr("ui.pages.import_stages.check_list", lambda *_said: gate.wait(20))
    qtbot.keyClick(hands(), Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: page.columns.isAncestorOf(hands()))
    qtbot.keyClick(hands(), Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: page.busy)
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    gate.set()
    qtbot.waitUntil(lambda: not page.busy)
    assert page.columns.isAncestorOf(hands())


def test_a_pressed_proposal_leaves_the_keyboard_in_the_rows(
    page: ImportWizardPage, tmp_path: Path, qtbot: QtBot
) -> None:
    rows = [household(f"Mơ {at}", commune="Xã Đồng Ícch", phone="12") for at in range(2)]
    to_rows(page, written(tmp_path, rows), qtbot)
    button = next(made for made in page.rows.side.findChildren(QWidget, "take_proposal") if not made.isHidden())
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not page.busy and page.corrections.can_take_back)
    assert hands() is grid_of(page)


# Nothing is lost unasked


def asked_title(qtbot: QtBot) -> str:
    """The title of the question that is asked; it is answered with no."""
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not None)
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    title = dialog.windowTitle()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)
    return title


def test_corrections_are_asked_about_though_nothing_comes_in(
    page: ImportWizardPage, tmp_path: Path, qtbot: QtBot
) -> None:
    to_rows(page, written(tmp_path, [household("Mơ", phone="12")]), qtbot)
    assert page.may_close()
    write_cell(page, "13", qtbot)
    qtbot.waitUntil(lambda: page.corrections.can_take_back and not page.busy)
    qtbot.keyClick(hands(), Qt.Key.Key_Escape)
    assert asked_title(qtbot) == "Đóng danh sách đang xem?"
    assert page.step == 2
    assert not page.may_close()
    assert asked_title(qtbot) == "Đóng danh sách đang xem?"


def test_decided_columns_are_asked_about(page: ImportWizardPage, tmp_path: Path, qtbot: QtBot) -> None:
    page.take(written(tmp_path, [household("Mơ")]))
    qtbot.waitUntil(lambda: page.step == 1 and not page.busy)
    assert page.may_close()
    page.columns.changed.emit(ByHand(columns={("", 5): None}))
    qtbot.waitUntil(lambda: not page.busy)
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    assert asked_title(qtbot) == "Đóng danh sách đang xem?"


def test_waiting_files_are_asked_about(page: ImportWizardPage, tmp_path: Path, qtbot: QtBot) -> None:
    page.take(written(tmp_path, [household("Mơ")]))
    qtbot.waitUntil(lambda: page.step == 1 and not page.busy)
    page.take(tmp_path / "khác.csv")
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    assert asked_title(qtbot) == "Bỏ các tệp còn chờ?"


def test_what_was_taken_back_is_told_as_it_was(page: ImportWizardPage, tmp_path: Path, qtbot: QtBot) -> None:
    known(page.ws, {"name": "Mơ", "tax_code": "8000098769"})
    rows = [household("Mơ", tax="8000098769", phone="0987654321"), household("Mai", tax="8010024685")]
    to_rows(page, written(tmp_path, rows), qtbot)
    page.rows.show_heap("changed")
    qtbot.keyClick(page.rows.changed.table, Qt.Key.Key_L)
    page.advance()
    qtbot.waitUntil(lambda: page.step == 3 and not page.busy)
    page.undo()
    qtbot.waitUntil(lambda: not page.result.undo_button.isVisible() and not page.busy)
    said = " ".join(made.text() for made in page.result.findChildren(QLabel) if not made.isHidden())
    assert "1 hồ sơ vừa thêm không còn trong sổ. 1 hồ sơ đã sửa trở về như trước." in said


def test_taking_back_shows_first_what_was_edited_since(page: ImportWizardPage, tmp_path: Path, qtbot: QtBot) -> None:
    to_rows(page, written(tmp_path, [household("Mơ"), household("Mai", phone="0912345671")]), qtbot)
    page.advance()
    qtbot.waitUntil(lambda: page.step == 3 and not page.busy)
    held = stored(page)["Mơ"]
    with page.ws.change("Sửa tay") as batch:
        batch.update_many(Business, [(held, {"phone": "0987654321"})])
    page.undo()
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), UndoDialog))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, UndoDialog)
    qtbot.waitUntil(dialog.primary.isEnabled)
    dialog.primary.click()
    qtbot.waitUntil(lambda: not page.result.undo_button.isVisible() and not page.busy)
    said = " ".join(made.text() for made in page.result.findChildren(QLabel) if not made.isHidden())
    assert "Hoàn lại 1 trong 2 hồ sơ" in said
    assert "Mơ" in said
