"""Rows of a list: mended in place, taken field by field, asked about; by the keyboard alone."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from tmdt_desktop.records.business import Activity, Business, SubjectKind
from tmdt_desktop.records.training import Training
from tmdt_desktop.services.registers import Query, find
from tmdt_desktop.store.workspace import Workspace
from ui.pages.import_lines import RowKey
from ui.pages.import_wizard import ImportWizardPage
from ui.parts.edit_table import EditTable
from ui.parts.lines_table import Cell, LinesTable
from ui.shell.desk import Desk

HEAD = ("STT", "Tên hộ kinh doanh", "Loại", "Mã số thuế", "Điện thoại", "Địa chỉ", "Xã")
KEYS = {"Enter": Qt.Key.Key_Return, "Space": Qt.Key.Key_Space}


@pytest.fixture
def page(desk: Desk, show: Callable[[QWidget], None]) -> ImportWizardPage:
    made = ImportWizardPage(desk)
    show(made)
    return made


def written(folder: Path, rows: Sequence[Sequence[str]], head: Sequence[str] = HEAD) -> Path:
    """A list as text."""
    lines = [head, *((str(at), *row) for at, row in enumerate(rows, start=1))]
    file = folder / "ds.csv"
    file.write_text("\n".join(";".join(line) for line in lines), encoding="utf-8-sig")
    return file


def household(name: str, **said: str) -> tuple[str, ...]:
    """A row of HEAD, without its number."""
    row = {"tax": "", "phone": "0912345670", "address": "Thôn Đông", "commune": "Xã Quang Sơn"} | said
    return (name, "Hộ kinh doanh", row["tax"], row["phone"], row["address"], row["commune"])


def to_rows(page: ImportWizardPage, file: Path, qtbot: QtBot) -> None:
    """Go to the third step."""
    page.take(file)
    qtbot.waitUntil(lambda: page.step == 1)
    page.advance()
    qtbot.waitUntil(lambda: page.step == 2 and not page.busy)


def count(page: ImportWizardPage, heap: str) -> int:
    return page.rows.heaps.buttons[heap].count


def grid_of(page: ImportWizardPage) -> EditTable:
    assert isinstance(page.rows.grid, EditTable)
    return page.rows.grid


def table_of(page: ImportWizardPage) -> LinesTable:
    assert page.rows.table is not None
    return page.rows.table


def write_cell(page: ImportWizardPage, text: str, qtbot: QtBot) -> None:
    """F2, the text, Enter."""
    grid = grid_of(page)
    qtbot.waitUntil(grid.isVisible)
    grid.setFocus()
    qtbot.keyClick(grid, Qt.Key.Key_F2)
    line = next(made for made in grid.viewport().findChildren(QLineEdit) if made.isVisible())
    line.setText(text)
    qtbot.keyClick(line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not isValid(grid) or not grid.editing())


def press(table: QWidget, qtbot: QtBot, *keys: str) -> None:
    for key in keys:
        qtbot.keyClick(table, KEYS[key] if key in KEYS else getattr(Qt.Key, f"Key_{key}"))


def known(ws: Workspace, *businesses: dict[str, Any]) -> None:
    """Put these into the register."""
    common = {
        "kind": SubjectKind.HOUSEHOLD,
        "commune": "08764",
        "activity": Activity.ACTIVE,
        "phone": "0912345670",
        "address": "Thôn Đông",
    }
    with ws.change("Nhập tay") as batch:
        batch.insert(Business, [common | made for made in businesses])


def stored(page: ImportWizardPage) -> dict[str, Any]:
    """name → record."""
    from tmdt_desktop.services.known_rows import by_seqs

    seqs = find(page.ws, Business, Query())
    return {made["name"]: made for made in by_seqs(page.ws, Business, list(seqs))}


# Mending in place


def test_a_row_that_is_mended_moves_to_its_heap(page: ImportWizardPage, tmp_path: Path, qtbot: QtBot) -> None:
    to_rows(page, written(tmp_path, [household("Mơ", phone="12"), household("Mận", phone="13")]), qtbot)
    assert (count(page, "faulty"), count(page, "new")) == (2, 0)
    write_cell(page, "0912345678", qtbot)
    qtbot.waitUntil(lambda: count(page, "faulty") == 1)
    assert count(page, "new") == 1
    assert grid_of(page).current_key == RowKey("faulty", "", 3)
    assert page.acts["advance"].isEnabled()


def test_what_is_typed_is_shown_until_it_is_judged(page: ImportWizardPage, tmp_path: Path, qtbot: QtBot) -> None:
    to_rows(page, written(tmp_path, [household("Mơ", phone="12")]), qtbot)
    write_cell(page, "34", qtbot)
    line = grid_of(page).lines_model.lines[0]
    assert [cell.ground for cell in line.cells if isinstance(cell, Cell)].count("accent") == 1
    assert not page.acts["advance"].isEnabled()
    qtbot.waitUntil(lambda: not page.busy)
    assert count(page, "faulty") == 1
    bad = [cell.text for cell in grid_of(page).lines_model.lines[0].cells if isinstance(cell, Cell) and cell.ground]
    assert bad == ["34"]


def test_the_last_correction_is_taken_back(page: ImportWizardPage, tmp_path: Path, qtbot: QtBot) -> None:
    to_rows(page, written(tmp_path, [household("Mơ", phone="12")]), qtbot)
    assert not page.acts["take_back"].isEnabled()
    write_cell(page, "0912345678", qtbot)
    qtbot.waitUntil(lambda: count(page, "new") == 1 and not page.busy)
    page.acts["take_back"].trigger()
    qtbot.waitUntil(lambda: count(page, "faulty") == 1 and not page.busy)
    assert not page.acts["take_back"].isEnabled()
    assert page.plan is not None
    assert not page.plan.by_hand.cells


def column_of(page: ImportWizardPage, name: str) -> int:
    """The column of a field in the grid."""
    shown = page.rows.rows
    assert shown is not None
    columns = range(grid_of(page).model().columnCount())
    return next(at for at in columns if (field := shown.field_at(at)) is not None and field.name == name)


def test_one_text_fills_the_selected_cells_below(page: ImportWizardPage, tmp_path: Path, qtbot: QtBot) -> None:
    rows = [household("Mơ", tax="12"), *(household(f"Mận {at}", phone=f"1{at}") for at in range(3))]
    to_rows(page, written(tmp_path, rows), qtbot)
    grid, at = grid_of(page), column_of(page, "phone")
    grid.setCurrentIndex(grid.lines_model.index(0, at))
    for row in range(1, 4):
        qtbot.keyClick(grid, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
        assert grid.currentIndex().row() == row
    qtbot.keyClick(page, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: count(page, "new") == 3)
    assert page.plan is not None
    assert set(page.plan.by_hand.cells.values()) == {"0912345670"}
    assert count(page, "faulty") == 1


def test_ctrl_d_copies_from_above_into_a_single_cell(page: ImportWizardPage, tmp_path: Path, qtbot: QtBot) -> None:
    rows = [household("Mơ", phone="0912345678", tax="12"), household("Mận", phone="13", tax="12")]
    to_rows(page, written(tmp_path, rows), qtbot)
    grid = grid_of(page)
    grid.setCurrentIndex(grid.lines_model.index(1, column_of(page, "phone")))
    qtbot.keyClick(page, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not page.busy)
    assert page.plan is not None
    assert dict(page.plan.by_hand.cells) == {("", 3, 4): "0912345678"}


def test_nothing_is_written_while_a_cell_is_typed_into(page: ImportWizardPage, tmp_path: Path, qtbot: QtBot) -> None:
    to_rows(page, written(tmp_path, [household("Mơ"), household("Mận", phone="12")]), qtbot)
    grid = grid_of(page)
    grid.setFocus()
    qtbot.keyClick(grid, Qt.Key.Key_F2)
    line = next(made for made in grid.viewport().findChildren(QLineEdit) if made.isVisible())
    line.setText("0912345678")
    page.acts["advance"].trigger()
    qtbot.waitUntil(lambda: count(page, "new") == 2 and not page.busy)
    assert page.step == 2
    assert not stored(page)


def test_esc_leaves_the_cell_not_the_page(page: ImportWizardPage, tmp_path: Path, qtbot: QtBot) -> None:
    to_rows(page, written(tmp_path, [household("Mơ", phone="12")]), qtbot)
    grid = grid_of(page)
    grid.setFocus()
    qtbot.keyClick(grid, Qt.Key.Key_Return)
    line = grid.viewport().findChild(QLineEdit)
    assert line is not None
    assert line.text() == "12"
    qtbot.keyClick(line, Qt.Key.Key_Escape)
    assert page.step == 2
    assert not grid.editing()
    assert not page.busy


def test_a_field_without_a_column_is_typed_all_the_same(page: ImportWizardPage, tmp_path: Path, qtbot: QtBot) -> None:
    file = written(
        tmp_path, [("Mơ", "Hộ kinh doanh", "0912345670"), ("Mận", "Hộ kinh doanh", "0912345671")], HEAD[:3] + HEAD[4:5]
    )
    to_rows(page, file, qtbot)
    assert count(page, "faulty") == 2
    write_cell(page, "không có xã này", qtbot)
    assert page.band.isVisible()
    write_cell(page, "xã Quang Sơn", qtbot)
    qtbot.waitUntil(lambda: count(page, "new") == 1)


# What is proposed


def proposed_list(page: ImportWizardPage, folder: Path, qtbot: QtBot) -> None:
    """Two rows with the same misspelt commune, and one with another."""
    rows = [
        household(f"Mơ {at}", commune=commune) for at, commune in enumerate(("Xã Đồng Ícch",) * 2 + ("Xã Hợp Lýy",))
    ]
    to_rows(page, written(folder, rows), qtbot)
    assert count(page, "faulty") == 3


def test_a_proposal_is_taken_by_one_key(page: ImportWizardPage, tmp_path: Path, qtbot: QtBot) -> None:
    proposed_list(page, tmp_path, qtbot)
    button = page.findChild(QPushButton, "take_proposal")
    assert button is not None
    assert button.text() == "Lấy “Xã Đồng Ích”"
    qtbot.keyClick(page, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: count(page, "new") == 1)
    assert page.checked is not None
    assert page.checked.new[0].values["commune"] == "08839"


def test_a_proposal_is_taken_for_all_that_read_the_same(page: ImportWizardPage, tmp_path: Path, qtbot: QtBot) -> None:
    proposed_list(page, tmp_path, qtbot)
    button = page.findChild(QPushButton, "take_alike")
    assert button is not None
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: count(page, "new") == 2)
    assert count(page, "faulty") == 1
    page.acts["take_back"].trigger()
    qtbot.waitUntil(lambda: count(page, "faulty") == 3)


# What the register knows


def changed_list(page: ImportWizardPage, folder: Path, qtbot: QtBot) -> None:
    """Two rows that the register knows by their tax codes, each with another phone; the first has an address as well."""
    known(
        page.ws,
        {"name": "Mơ", "tax_code": "8000098769", "address": None},
        {"name": "Mận", "tax_code": "8010024685"},
    )
    rows = [
        household("Mơ", tax="8000098769", phone="0987654321", address="Thôn Tây"),
        household("Mận", tax="8010024685", phone="0987654322"),
    ]
    to_rows(page, written(folder, rows), qtbot)
    assert count(page, "changed") == 2


def test_nothing_of_the_register_changes_unasked(page: ImportWizardPage, tmp_path: Path, qtbot: QtBot) -> None:
    changed_list(page, tmp_path, qtbot)
    assert not page.acts["advance"].isEnabled()
    assert page.rows.choices is not None
    assert page.rows.choices.decisions().take == {}


def test_space_takes_one_field_and_enter_the_row(page: ImportWizardPage, tmp_path: Path, qtbot: QtBot) -> None:
    changed_list(page, tmp_path, qtbot)
    table = table_of(page)
    assert isinstance(table.current_key, RowKey)
    first = table.current_key.field
    press(table, qtbot, "Space", "Enter")
    assert table.current_key.place == ("", 3)
    press(table, qtbot, "Enter")
    assert page.rows.choices is not None
    take = page.rows.choices.decisions().take
    assert take["", 2] == {first}
    assert take["", 3] == {"phone"}
    page.advance()
    qtbot.waitUntil(lambda: page.step == 3)
    assert page.imported is not None
    assert (page.imported.added, page.imported.updated) == (0, 2)
    assert stored(page)["Mận"]["phone"] == "0987654322"


def test_letters_decide_for_the_whole_row(page: ImportWizardPage, tmp_path: Path, qtbot: QtBot) -> None:
    changed_list(page, tmp_path, qtbot)
    table, choices = table_of(page), page.rows.choices
    assert choices is not None
    press(table, qtbot, "T")
    assert choices.taken(("", 2)) == {"address"}
    press(table, qtbot, "L")
    assert choices.taken(("", 2)) == {"address", "phone"}
    press(table, qtbot, "G")
    assert choices.taken(("", 2)) == frozenset()


@pytest.mark.parametrize(("name", "taken"), [("all_fills", 1), ("all_changes", 3), ("all_kept", 0)])
def test_one_button_decides_for_all_rows(
    page: ImportWizardPage, tmp_path: Path, name: str, taken: int, qtbot: QtBot
) -> None:
    changed_list(page, tmp_path, qtbot)
    button = page.findChild(QPushButton, name)
    assert button is not None
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert page.rows.choices is not None
    assert sum(len(fields) for fields in page.rows.choices.take.values()) == taken


def test_an_empty_cell_erases_nothing(page: ImportWizardPage, tmp_path: Path, qtbot: QtBot) -> None:
    known(page.ws, {"name": "Mơ", "tax_code": "8000098769"})
    to_rows(page, written(tmp_path, [household("Mơ", tax="8000098769", address="", phone="0987654321")]), qtbot)
    press(table_of(page), qtbot, "L")
    page.advance()
    qtbot.waitUntil(lambda: page.step == 3)
    assert stored(page)["Mơ"]["address"] == "Thôn Đông"


def asked_list(page: ImportWizardPage, folder: Path, qtbot: QtBot) -> None:
    """Two rows that only bear the name and the commune of a record."""
    known(page.ws, {"name": "Mơ", "address": None}, {"name": "Mận"})
    rows = [household("Mơ", phone="0987654321"), household("Mận", phone="0987654322")]
    to_rows(page, written(folder, rows), qtbot)
    assert count(page, "asked") == 2
    page.rows.show_heap("asked")


def test_a_digit_says_which_record_is_meant(page: ImportWizardPage, tmp_path: Path, qtbot: QtBot) -> None:
    asked_list(page, tmp_path, qtbot)
    table = table_of(page)
    press(table, qtbot, "1")
    assert table.current_key == RowKey("asked", "", 3)
    press(table, qtbot, "9")
    assert page.rows.choices is not None
    assert list(page.rows.choices.answers) == [("", 2)]
    assert page.rows.choices.taken(("", 2)) == {"address"}
    page.advance()
    qtbot.waitUntil(lambda: page.step == 3)
    held = stored(page)
    assert len(held) == 2
    assert (held["Mơ"]["address"], held["Mơ"]["phone"]) == ("Thôn Đông", "0912345670")


def test_a_row_may_be_a_record_of_its_own_or_be_left(page: ImportWizardPage, tmp_path: Path, qtbot: QtBot) -> None:
    asked_list(page, tmp_path, qtbot)
    table = table_of(page)
    press(table, qtbot, "M", "M")
    assert page.rows.choices is not None
    assert page.rows.choices.rows_added == 2
    press(table, qtbot, "B")
    assert page.rows.choices.rows_added == 1
    page.advance()
    qtbot.waitUntil(lambda: page.step == 3)
    assert page.imported is not None
    assert (page.imported.added, page.imported.held) == (1, 1)


def test_decisions_stay_when_another_row_is_mended(page: ImportWizardPage, tmp_path: Path, qtbot: QtBot) -> None:
    known(page.ws, {"name": "Mơ", "tax_code": "8000098769"})
    rows = [household("Mơ", tax="8000098769", phone="0987654321"), household("Mai", phone="12")]
    to_rows(page, written(tmp_path, rows), qtbot)
    page.rows.show_heap("changed")
    press(table_of(page), qtbot, "Space")
    page.next_fault()
    write_cell(page, "0912345678", qtbot)
    qtbot.waitUntil(lambda: count(page, "faulty") == 0)
    assert page.rows.choices is not None
    assert page.rows.choices.taken(("", 2)) == {"phone"}


def test_what_is_said_of_attendees_stands_beside_their_class(
    page: ImportWizardPage, tmp_path: Path, qtbot: QtBot
) -> None:
    head = ("STT", "Họ và tên", "Giới tính", "Số điện thoại", "Đơn vị công tác")
    people = [(f"Trần Thị Mai {at}", "Nữ", "12" if at == 2 else f"091234567{at}", "Xã Quang Sơn") for at in range(4)]
    file = written(tmp_path, people, head)
    file.write_text(
        "DANH SÁCH HỌC VIÊN\nLớp: Bán hàng trên mạng\nNgày 12/03/2024\n" + file.read_text("utf-8-sig"),
        encoding="utf-8-sig",
    )
    page.file.choose(Training)
    to_rows(page, file, qtbot)
    rows = page.rows.rows
    assert rows is not None
    assert page.checked is not None
    (fault,) = [told for told in page.checked.faults if told.field == "attendees.phone"]
    (place,) = [place for place, told in rows.remarks.items() if fault in told]
    assert place[1] < fault.row == 7
