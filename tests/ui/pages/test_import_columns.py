"""What was understood of a file, changed by hand; several files; rows that were pasted; what was remembered."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tmdt_desktop.records.business import Business
from tmdt_desktop.records.training import Training
from tmdt_desktop.services.import_list import ByHand
from tmdt_desktop.services.paste_list import Pasted
from ui.pages.import_wizard import ImportWizardPage
from ui.shell.desk import Desk

Messy = Callable[..., Path]
SHEET = "Quang Sơn"


@pytest.fixture
def page(desk: Desk, show: Callable[[QWidget], None]) -> ImportWizardPage:
    made = ImportWizardPage(desk)
    show(made)
    return made


def to_columns(page: ImportWizardPage, file: Path, qtbot: QtBot) -> None:
    page.take(file)
    qtbot.waitUntil(lambda: page.step == 1 and not page.busy)


def words_in(part: QWidget) -> str:
    return "\n".join(made.text() for made in part.findChildren(QLabel) if made.isVisible())


def press(page: ImportWizardPage, name: str, qtbot: QtBot) -> None:
    button = next(made for made in page.findChildren(QPushButton, name) if made.isVisible())
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_the_lines_of_the_column_names_are_chosen_by_hand(page: ImportWizardPage, messy: Messy, qtbot: QtBot) -> None:
    to_columns(page, messy("ds.xlsx"), qtbot)
    press(page, "unfold", qtbot)
    header = page.columns.header
    assert header is not None
    marked = [
        at for at, line in enumerate(header.table.lines_model.lines, 1) if getattr(line.cells[0], "strong", False)
    ]
    assert marked == [3]
    header.table.choose(4)
    qtbot.keyClick(header.table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not page.busy)
    assert page.plan is not None
    assert page.plan.by_hand.headers == {SHEET: (4, 4)}
    assert page.plan.sheets[0].header_rows == (4,)


def test_several_lines_make_a_header(page: ImportWizardPage, messy: Messy, qtbot: QtBot) -> None:
    to_columns(page, messy("ds.xlsx"), qtbot)
    page.columns.unfold()
    header = page.columns.header
    assert header is not None
    header.table.choose(3)
    qtbot.keyClick(header.table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    with qtbot.waitSignal(header.chosen) as said:
        qtbot.keyClick(header.table, Qt.Key.Key_Return)
    assert said.args == [3, 4]


def test_a_sheet_is_left_and_taken_by_its_tick(page: ImportWizardPage, two_lists: Path, qtbot: QtBot) -> None:
    to_columns(page, two_lists, qtbot)
    page.columns.sheets.setCurrentRow(1)
    page.columns.sheets.setFocus()
    qtbot.keyClick(page.columns.sheets, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not page.busy)
    assert page.plan is not None
    assert [bool(sheet.skipped) for sheet in page.plan.sheets] == [False, True]
    qtbot.keyClick(page.columns.sheets, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not page.busy)
    assert [bool(sheet.skipped) for sheet in page.plan.sheets] == [False, False]


def test_the_last_sheet_cannot_be_left_and_keeps_its_tick(page: ImportWizardPage, messy: Messy, qtbot: QtBot) -> None:
    to_columns(page, messy("ds.xlsx"), qtbot)
    page.columns.sheets.setFocus()
    qtbot.keyClick(page.columns.sheets, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not page.busy)
    assert page.band.isVisible()
    assert page.columns.sheets.item(0).checkState() is Qt.CheckState.Checked


def test_an_old_alphabet_is_shown_before_and_after(page: ImportWizardPage, tmp_path: Path, qtbot: QtBot) -> None:
    file = tmp_path / "ds.csv"
    names = "".join(f"{at};M¬ ThÞ NguyÔn {at};Hé kinh doanh;091234567{at};X· Quang S¬n\n" for at in range(1, 6))
    file.write_text("STT;Tên hộ kinh doanh;Loại;Điện thoại;Xã\n" + names, encoding="utf-8-sig")
    to_columns(page, file, qtbot)
    assert page.columns.grid is not None
    box = page.columns.grid.alphabets[1]
    qtbot.waitUntil(lambda: "→ Mơ Thị Nguyễn 1" in words_in(page.columns))
    assert box.itemText(0) == "Tự: TCVN3"
    box.setCurrentIndex(box.findData("unicode"))
    box.activated.emit(box.currentIndex())
    qtbot.waitUntil(lambda: not page.busy and "NguyÔn" in words_in(page.columns))
    assert page.plan is not None
    assert page.plan.by_hand.encodings == {("", 1): "unicode"}
    box.setCurrentIndex(0)
    box.activated.emit(0)
    qtbot.waitUntil(lambda: not page.busy and "Mơ Thị Nguyễn 1" in words_in(page.columns))
    assert not page.plan.by_hand.encodings


def test_what_was_decided_is_remembered_and_can_be_forgotten(
    page: ImportWizardPage, messy: Messy, qtbot: QtBot
) -> None:
    page.file.sent_by.setText("UBND xã Quang Sơn")
    to_columns(page, messy("ds.xlsx"), qtbot)
    page.decide(ByHand(columns={(SHEET, 4): None}))
    page.advance()
    qtbot.waitUntil(lambda: page.step == 2 and not page.busy)
    page.advance()
    qtbot.waitUntil(lambda: page.step == 3)
    page.begin_anew()
    to_columns(page, messy("ds.xlsx"), qtbot)
    qtbot.waitUntil(page.columns.memory.isVisible)
    assert "từ UBND xã Quang Sơn" in words_in(page.columns.memory)
    assert page.plan is not None
    paths = {column.index: column.path for column in page.plan.sheets[0].columns}
    assert paths[4] is None
    press(page, "forget", qtbot)
    qtbot.waitUntil(lambda: not page.busy and page.columns.memory.isHidden())
    paths = {column.index: column.path for column in page.plan.sheets[0].columns}
    assert paths[4] == "phone"
    page.reload()
    qtbot.waitUntil(lambda: "UBND xã Quang Sơn" in page.file.sent_by.proposed)


def test_senders_are_proposed_by_the_communes_of_the_area(page: ImportWizardPage, qtbot: QtBot) -> None:
    page.refresh()
    qtbot.waitUntil(lambda: "UBND xã Đồng Ích" in page.file.sent_by.proposed)


def test_several_files_are_taken_one_after_the_other(page: ImportWizardPage, messy: Messy, qtbot: QtBot) -> None:
    page.file.picked.emit((messy("một.xlsx"), messy("hai.xlsx", rows=8)))
    qtbot.waitUntil(lambda: page.step == 1 and not page.busy)
    assert "tệp 1/2" in words_in(page)
    page.advance()
    qtbot.waitUntil(lambda: page.step == 2 and not page.busy)
    page.advance()
    qtbot.waitUntil(lambda: page.step == 3 and not page.busy)
    assert "hai.xlsx (tệp 2 trong 2)" in words_in(page.result)
    page.acts["advance"].trigger()
    qtbot.waitUntil(lambda: page.step == 1 and not page.busy)
    assert page.plan is not None
    assert page.plan.file.name == "hai.xlsx"
    assert not page.waiting_files


def test_a_file_that_cannot_be_read_is_passed_over(
    page: ImportWizardPage, messy: Messy, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "hỏng.xlsx").write_bytes(b"khong phai bang tinh")
    page.take((tmp_path / "hỏng.xlsx", messy("ds.xlsx")))
    qtbot.waitUntil(page.band.isVisible)
    button = next(made for made in page.band.findChildren(QPushButton) if made.text() == "Sang tệp kế tiếp")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.step == 1)
    assert page.plan is not None
    assert page.plan.file.name == "ds.xlsx"


def test_a_file_dropped_anywhere_waits_its_turn(page: ImportWizardPage, messy: Messy, qtbot: QtBot) -> None:
    to_columns(page, messy("một.xlsx"), qtbot)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(messy("hai.xlsx")))])
    keys, buttons = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    page.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, buttons, keys))
    assert (page.step, [file.name for file in page.waiting_files]) == (1, ["hai.xlsx"])


def test_pasted_rows_start_at_the_columns(page: ImportWizardPage, qtbot: QtBot) -> None:
    text = "Tên hộ kinh doanh\tLoại\tXã\nMơ\tHộ kinh doanh\tXã Quang Sơn\nMận\tHộ kinh doanh\tXã Quang Sơn\n"
    page.arrive(Pasted(text, Business))
    qtbot.waitUntil(lambda: page.step == 1 and not page.busy)
    page.advance()
    qtbot.waitUntil(lambda: page.step == 2 and not page.busy)
    assert page.rows.heaps.buttons["new"].count == 2


def test_pasted_rows_do_not_push_a_list_aside_unasked(page: ImportWizardPage, messy: Messy, qtbot: QtBot) -> None:
    to_columns(page, messy("ds.xlsx"), qtbot)
    page.arrive(Pasted("Tên lớp\tNgày\nMơ\t01/02/2024\n", Training))
    assert (page.step, page.file.register) == (1, Business)
    no = page.window().findChild(QPushButton, "no")
    assert no is not None
    qtbot.mouseClick(no, Qt.MouseButton.LeftButton)
    assert page.plan is not None
    assert page.plan.file.name == "ds.xlsx"


def test_esc_answers_before_the_reading_has_ended(page: ImportWizardPage, messy: Messy, qtbot: QtBot) -> None:
    page.take(messy("ds.xlsx"))
    page.close_wizard()
    assert not page.busy
    assert page.band.what.text() == "Đã dừng. Chưa ghi dòng nào."
    to_columns(page, messy("khác.xlsx"), qtbot)
    assert page.plan is not None
    assert page.plan.file.name == "khác.xlsx"


@pytest.fixture
def two_lists(tmp_path: Path) -> Path:
    """Two communes, a sheet each."""
    from openpyxl import Workbook

    book = Workbook()
    for sheet, commune in ((book.worksheets[0], "Quang Sơn"), (book.create_sheet(), "Hợp Lý")):
        sheet.title = commune
        sheet.append(["STT", "Tên hộ kinh doanh", "Loại", "Điện thoại", "Xã"])
        for at in range(4):
            sheet.append([at + 1, f"Mơ {commune} {at}", "Hộ kinh doanh", f"091234567{at}", f"Xã {commune}"])
    book.save(tmp_path / "hai xã.xlsx")
    return tmp_path / "hai xã.xlsx"
