"""The import wizard: nothing is written before the clerk has seen the counts, everything can be taken back."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QFontMetricsF
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tmdt_desktop.records import REGISTERS, register
from tmdt_desktop.records.business import Business
from tmdt_desktop.records.training import Training
from tmdt_desktop.services.history import batches
from tmdt_desktop.services.import_list import takes_lists
from tmdt_desktop.services.registers import Query, count
from ui.pages.import_lines import RowKey
from ui.pages.import_wizard import ImportWizardPage
from ui.pages.import_words import choices, column_name, path_words
from ui.pages.register_page import RegisterPage
from ui.parts.lines_table import Cell
from ui.shell.desk import Desk

Messy = Callable[..., Path]


@pytest.fixture
def page(desk: Desk, show: Callable[[QWidget], None]) -> ImportWizardPage:
    made = ImportWizardPage(desk)
    show(made)
    return made


def to_rows(page: ImportWizardPage, file: Path, qtbot: QtBot) -> None:
    """Go to the third step."""
    page.read(file)
    qtbot.waitUntil(lambda: page.step == 1)
    page.advance()
    qtbot.waitUntil(lambda: page.step == 2)


def held(page: ImportWizardPage) -> int:
    return count(page.ws, Business, Query())


def words_of(page: ImportWizardPage) -> str:
    button = page.findChild(QPushButton, "advance")
    assert button is not None
    return button.text()


def test_nothing_is_written_before_the_counts_were_seen(page: ImportWizardPage, messy: Messy, qtbot: QtBot) -> None:
    to_rows(page, messy("ds.xlsx", rows=6, faulty=2), qtbot)
    assert held(page) == 0
    assert words_of(page) == "Nhập 4 dòng"
    assert page.rows.heaps.buttons["faulty"].count == 2
    page.advance()
    qtbot.waitUntil(lambda: page.step == 3)
    assert held(page) == 4


def test_the_import_is_taken_back_as_a_whole(page: ImportWizardPage, messy: Messy, qtbot: QtBot) -> None:
    to_rows(page, messy("ds.xlsx"), qtbot)
    page.advance()
    qtbot.waitUntil(lambda: page.step == 3)
    qtbot.mouseClick(page.result.undo_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: held(page) == 0)
    qtbot.waitUntil(lambda: not page.result.undo_button.isVisible())


def test_the_same_file_once_more_adds_nothing(page: ImportWizardPage, messy: Messy, qtbot: QtBot) -> None:
    file = messy("ds.xlsx")
    to_rows(page, file, qtbot)
    page.advance()
    qtbot.waitUntil(lambda: page.step == 3)
    page.begin_anew()
    to_rows(page, file, qtbot)
    assert page.rows.heaps.buttons["same"].count == 6
    button = page.findChild(QPushButton, "advance")
    assert button is not None
    assert not button.isEnabled()


def test_a_faulty_row_says_where_it_stands_and_why(page: ImportWizardPage, messy: Messy, qtbot: QtBot) -> None:
    to_rows(page, messy("ds.xlsx", faulty=1), qtbot)
    grid = page.rows.grid
    assert grid is not None
    assert grid.current_key == RowKey("faulty", "Quang Sơn", 4)
    line = grid.lines_model.lines[0]
    faulty = [cell for cell in line.cells if getattr(cell, "ground", "") == "bad"]
    assert [cell.text for cell in faulty if not isinstance(cell, str)] == ["12"]
    qtbot.waitUntil(lambda: "Trong tệp: 12" in shown(page.rows))


def test_repaired_cells_are_marked_and_tell_what_they_were(page: ImportWizardPage, messy: Messy, qtbot: QtBot) -> None:
    to_rows(page, messy("ds.xlsx"), qtbot)
    qtbot.waitUntil(lambda: page.rows.width() > 1000)
    page.rows.show_heap("repaired")
    grid = page.rows.grid
    assert grid is not None
    corners = [cell for cell in grid.lines_model.lines[0].cells if not isinstance(cell, str) and cell.corner]
    assert corners
    assert "912345670 → 0912345670" in corners[0].tip


def test_private_numbers_are_hidden_in_the_grid(page: ImportWizardPage, tmp_path: Path, qtbot: QtBot) -> None:
    file = tmp_path / "ds.csv"
    file.write_text(
        "STT,Tên hộ kinh doanh,Loại,Số CCCD,Năm sinh,Xã\n"
        "1,Hộ kinh doanh Mơ,Hộ kinh doanh,026085001234,1985,Xã Quang Sơn\n"
        "2,Hộ kinh doanh Mận,Hộ kinh doanh,026085001235,1986,Xã Quang Sơn\n",
        encoding="utf-8",
    )
    to_rows(page, file, qtbot)
    rows = page.rows.rows
    assert rows is not None
    rows.fields = tuple(Business.field(name) for name in ("personal_id", "birth_year"))
    page.rows.show_heap("new")
    grid = page.rows.grid
    assert grid is not None
    assert grid.lines_model.columns[0].title == "Dòng"
    assert [cell.text for cell in grid.lines_model.lines[0].cells if isinstance(cell, Cell)][2:] == [
        "•••••••234",
        "••••",
    ]
    assert not any("1985" in cell.tip for cell in grid.lines_model.lines[0].cells if isinstance(cell, Cell))


def test_a_fault_whose_column_has_no_room_is_told_at_the_row_not_at_the_name(
    page: ImportWizardPage, messy: Messy, qtbot: QtBot
) -> None:
    to_rows(page, messy("ds.xlsx", faulty=1), qtbot)
    rows = page.rows.rows
    assert rows is not None
    rows.fit(0)
    (line,) = rows.lines("faulty")
    (bad,) = [cell for cell in line.cells if isinstance(cell, Cell) and cell.ground == "bad"]
    assert bad.text == "4"
    assert "Điện thoại" in bad.tip


def test_what_is_said_of_each_heap_has_room(page: ImportWizardPage, messy: Messy, qtbot: QtBot) -> None:
    to_rows(page, messy("ds.xlsx"), qtbot)
    qtbot.waitUntil(lambda: page.rows.width() > 1000)
    small, figure = QFontMetricsF(page.theme.font("small")), QFontMetricsF(page.theme.font("figure"))
    for button in page.rows.heaps.buttons.values():
        room = button.width() - 12 - figure.horizontalAdvance("4.321") - 10 - 8
        assert small.horizontalAdvance(button.heap.said) <= room, button.heap.said


def test_lines_left_out_are_listed_with_their_reason(page: ImportWizardPage, messy: Messy, qtbot: QtBot) -> None:
    to_rows(page, messy("ds.xlsx"), qtbot)
    page.rows.show_heap("dropped")
    grid = page.rows.grid
    assert grid is not None
    reasons = {str(line.cells[2]) for line in grid.lines_model.lines}
    assert {"Dòng tiêu đề", "Dòng cộng"} <= reasons


def test_a_column_can_be_left_out_by_hand(page: ImportWizardPage, messy: Messy, qtbot: QtBot) -> None:
    page.read(messy("ds.xlsx", faulty=3))
    qtbot.waitUntil(lambda: page.step == 1)
    phone = page.columns.open_choice("Quang Sơn", 4)
    phone.put_raw("")
    phone.left.emit()
    page.advance()
    qtbot.waitUntil(lambda: page.step == 2)
    assert page.rows.heaps.buttons["faulty"].count == 0
    assert words_of(page) == "Nhập 6 dòng"


def test_faulty_rows_go_to_a_workbook(page: ImportWizardPage, messy: Messy, tmp_path: Path, qtbot: QtBot) -> None:
    to_rows(page, messy("ds.xlsx", faulty=2), qtbot)
    target = tmp_path / "lỗi.xlsx"
    page.write_faults(target)
    qtbot.waitUntil(target.exists)


def test_the_template_can_be_read_back(page: ImportWizardPage, tmp_path: Path, qtbot: QtBot) -> None:
    target = tmp_path / "mẫu.xlsx"
    with qtbot.waitSignal(page.noted):
        page.write_template(target)
    assert target.stat().st_size > 0


@pytest.mark.parametrize("content", [b"", b"khong phai bang tinh", b"PK\x03\x04hong"])
def test_a_file_that_is_no_list_is_told_in_words(
    page: ImportWizardPage, content: bytes, tmp_path: Path, qtbot: QtBot
) -> None:
    file = tmp_path / "ds.xlsx"
    file.write_bytes(content)
    page.read(file)
    qtbot.waitUntil(page.band.isVisible)
    assert page.step == 0
    assert page.band.rest.text()


def test_a_file_that_is_gone_is_told_in_words(page: ImportWizardPage, tmp_path: Path, qtbot: QtBot) -> None:
    page.read(tmp_path / "không có.xlsx")
    qtbot.waitUntil(page.band.isVisible)
    assert page.step == 0


def test_a_dropped_file_is_read(page: ImportWizardPage, messy: Messy, qtbot: QtBot) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(messy("ds.xlsx")))])
    dropped = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    page.file.area.dropEvent(dropped)
    qtbot.waitUntil(lambda: page.step == 1)


def test_every_register_that_takes_lists_can_be_imported_into(page: ImportWizardPage) -> None:
    for each in REGISTERS:
        if takes_lists(each):
            page.arrive(each.code)
            assert page.file.register is each
            assert page.file.into.currentText() == each.title


@pytest.mark.parametrize(("code", "offered"), [("exchange", True), ("package", False), ("report", False)])
def test_a_register_without_lists_offers_no_import(desk: Desk, code: str, offered: bool) -> None:
    assert RegisterPage(desk, register(code)).takes_lists() is offered


def test_an_unfinished_import_is_not_shown_for_another_register(
    page: ImportWizardPage, messy: Messy, qtbot: QtBot
) -> None:
    to_rows(page, messy("ds.xlsx"), qtbot)
    page.arrive(Business)
    assert page.step == 2
    page.arrive(Training)
    assert (page.step, page.file.register) == (2, Business)
    yes = page.window().findChild(QPushButton, "yes")
    assert yes is not None
    qtbot.mouseClick(yes, Qt.MouseButton.LeftButton)
    assert (page.step, page.file.register, page.checked) == (0, Training, None)


def test_closing_goes_to_the_register(
    page: ImportWizardPage, asked: Callable[[Any], list[tuple[str, object]]], messy: Messy, qtbot: QtBot
) -> None:
    heard = asked(page)
    page.read(messy("ds.xlsx"))
    qtbot.waitUntil(lambda: page.step == 1)
    page.close_wizard()
    assert heard == [("register:business", None)]
    assert page.step == 0


def test_going_back_keeps_what_was_understood(page: ImportWizardPage, messy: Messy, qtbot: QtBot) -> None:
    to_rows(page, messy("ds.xlsx"), qtbot)
    page.go_back()
    assert page.step == 1
    assert ("Quang Sơn", 1) in page.columns.closed


def test_a_second_press_imports_nothing_twice(page: ImportWizardPage, messy: Messy, qtbot: QtBot) -> None:
    to_rows(page, messy("ds.xlsx"), qtbot)
    page.acts["advance"].trigger()
    assert not page.acts["advance"].isEnabled()
    page.acts["advance"].trigger()
    page.advance()
    qtbot.waitUntil(lambda: page.step == 3)
    qtbot.waitUntil(lambda: not page.desk.jobs.busy)
    assert len([made for made in batches(page.ws, 20) if "thêm 6 " in made.what]) == 1
    assert held(page) == 6


def test_what_is_stopped_is_told(page: ImportWizardPage, messy: Messy, qtbot: QtBot) -> None:
    to_rows(page, messy("ds.xlsx"), qtbot)
    before = Event()
    page.desk.jobs.start(lambda _task: before.wait(10), "")
    page.advance()
    with qtbot.waitSignal(page.noted) as said:
        page.close_wizard()
        before.set()
    assert said.args == ["Đã dừng"]
    assert page.step == 2
    assert page.band.what.text() == "Đã dừng. Chưa ghi dòng nào."
    assert held(page) == 0
    assert page.acts["advance"].isEnabled()


def test_esc_while_a_file_is_read_stops_the_reading(page: ImportWizardPage, messy: Messy, qtbot: QtBot) -> None:
    page.read(messy("ds.xlsx"))
    page.close_wizard()
    qtbot.waitUntil(page.band.isVisible)
    qtbot.waitUntil(lambda: not page.desk.jobs.busy)
    qtbot.wait(50)
    assert page.step == 0
    assert page.plan is None


def test_a_checked_list_is_not_thrown_away_unasked(
    page: ImportWizardPage, asked: Callable[[Any], list[tuple[str, object]]], messy: Messy, qtbot: QtBot
) -> None:
    heard = asked(page)
    to_rows(page, messy("ds.xlsx"), qtbot)
    page.close_wizard()
    assert (page.step, heard) == (2, [])
    yes = page.window().findChild(QPushButton, "yes")
    assert yes is not None
    qtbot.mouseClick(yes, Qt.MouseButton.LeftButton)
    assert (page.step, heard) == (0, [("register:business", None)])


def test_a_second_file_opens_on_its_own_first_sheet(page: ImportWizardPage, tmp_path: Path, qtbot: QtBot) -> None:
    page.read(two_sheets(tmp_path / "một.xlsx", first_is_list=False))
    qtbot.waitUntil(lambda: page.plan is not None)
    assert page.columns.sheets.currentRow() == 1
    page.begin_anew()
    page.read(two_sheets(tmp_path / "hai.xlsx", first_is_list=True))
    qtbot.waitUntil(lambda: page.plan is not None)
    assert page.columns.sheets.currentRow() == 0


def test_a_sheet_of_countless_columns_shows_those_worth_it(page: ImportWizardPage, messy: Messy, qtbot: QtBot) -> None:
    page.read(messy("ds.xlsx"))
    qtbot.waitUntil(lambda: page.step == 1)
    assert page.plan is not None
    sheet = page.plan.sheets[0]
    empty = [replace(sheet.columns[0], index=at, path=None) for at in range(300)]
    known = [replace(column, index=300 + column.index) for column in sheet.columns if column.path]
    wide = replace(sheet, columns=(*empty, *known))
    page.columns.show_plan(replace(page.plan, sheets=(wide,)))
    assert len(page.columns.closed) == 60
    assert {at for _, at in page.columns.closed} >= {column.index for column in known}
    assert not page.columns.inputs
    left = 300 + len(known) - 60
    qtbot.waitUntil(lambda: f"Còn {left} cột nữa không nhập." in shown(page.columns))


def test_a_choice_opens_when_somebody_comes_to_it(page: ImportWizardPage, messy: Messy, qtbot: QtBot) -> None:
    page.read(messy("ds.xlsx"))
    qtbot.waitUntil(lambda: page.step == 1)
    page.columns.closed["Quang Sơn", 2].setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(lambda: ("Quang Sơn", 2) in page.columns.inputs)
    pick = page.columns.inputs["Quang Sơn", 2]
    qtbot.waitUntil(pick.line.hasFocus)
    assert pick.raw()
    assert len(page.columns.inputs) <= 2


def two_sheets(file: Path, *, first_is_list: bool) -> Path:
    """A list beside an empty sheet."""
    from openpyxl import Workbook

    book = Workbook()
    sheets = [book.worksheets[0], book.create_sheet("Trang sau")]
    sheet = sheets[0 if first_is_list else 1]
    sheet.append(["STT", "Tên hộ kinh doanh", "Loại", "Mã số thuế", "Điện thoại", "Xã", "Website"])
    for at in range(4):
        line = [
            at + 1,
            f"Hộ kinh doanh Mơ số {at}",
            "Hộ kinh doanh",
            "",
            f"091234567{at}",
            "Xã Quang Sơn",
            f"mo{at}.vn",
        ]
        sheet.append(line)
    book.save(file)
    return file


def test_columns_are_called_as_the_spreadsheet_calls_them() -> None:
    assert [column_name(at) for at in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def test_paths_are_told_in_words() -> None:
    assert path_words(Business, "tax_code|personal_id") == "Mã số thuế hoặc số định danh"
    assert path_words(Business, "channels.SHOP") == "Kênh: Gian hàng trên sàn"


def test_every_field_a_clerk_types_can_be_chosen_for_a_column(
    page: ImportWizardPage, messy: Messy, qtbot: QtBot
) -> None:
    page.read(messy("ds.xlsx"))
    qtbot.waitUntil(lambda: page.plan is not None)
    assert page.plan is not None
    offered = {path for path, _ in choices(Business, page.plan.sheets[0])}
    assert {"", "name", "tax_code", "phone", "channels.WEBSITE"} <= offered


def shown(part: QWidget) -> str:
    """All words of the labels inside."""
    from PySide6.QtWidgets import QLabel

    return "\n".join(made.text() for made in part.findChildren(QLabel) if made.isVisible())
