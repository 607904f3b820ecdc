"""Rows of a register's list by the clipboard, a value filled down, and the last act taken back by its name."""

import threading
from collections.abc import Callable

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from tmdt_desktop.errors import Refused
from tmdt_desktop.records.business import Activity, Business, EInvoice
from tmdt_desktop.services import registers
from tmdt_desktop.services.history import batches, undo_preview
from tmdt_desktop.services.paste_list import Pasted, read_pasted
from tmdt_desktop.services.registers import Query
from tmdt_desktop.store.workspace import Workspace
from ui.pages.edit_many_dialog import EditManyDialog
from ui.pages.register_page import RegisterPage
from ui.pages.undo_dialog import UndoDialog
from ui.shell.desk import Desk

Asked = Callable[[RegisterPage], list[tuple[str, object]]]
_CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(desk: Desk, ws: Workspace, show: Callable[[QWidget], None], qtbot: QtBot) -> RegisterPage:
    rows = [
        registers.check(
            Business,
            {"name": f"=Cơ sở {at}", "kind": "HOUSEHOLD", "commune": "Ngọc Mỹ", "activity": Activity.ACTIVE.name}
            | {"tax_code": f"25001234{at}0", "phone": "0912345678"},
        ).values
        for at in range(3)
    ]
    with ws.change("Nhập 3 đối tượng") as batch:
        batch.insert(Business, rows)
    made = RegisterPage(desk, Business)
    show(made)
    with qtbot.waitSignal(made.list.loaded):
        made.refresh()
    QApplication.clipboard().clear()
    return made


def select(page: RegisterPage, column: str, *places: int) -> None:
    table = page.list.table
    at = [field.name for field in table.records.fields].index(column) + 1
    here = table.records.index(places[0], at)
    table.setCurrentIndex(here)
    how = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    for place in places:
        table.selectionModel().select(table.records.index(place, 0), how)
    table.setFocus()


def test_chosen_rows_are_copied_as_text_that_no_spreadsheet_calculates(page: RegisterPage, qtbot: QtBot) -> None:
    select(page, "name", 0, 2)
    with qtbot.waitSignal(page.noted) as said:
        QTest.keyClick(page.list.table, Qt.Key.Key_C, _CONTROL)
    assert said.args is not None
    assert said.args[0].startswith("Đã chép 2 dòng")
    mime = QApplication.clipboard().mimeData()
    lines = mime.text().splitlines()
    assert len(lines) == 3
    assert lines[0].startswith("Tên tổ chức, cá nhân\tMã số thuế")
    assert lines[1].startswith("'=Cơ sở 0\t")
    assert "0912345678" not in mime.text()
    assert "mso-number-format" in mime.html()


def test_copied_rows_come_back_as_they_were(page: RegisterPage, qtbot: QtBot, asked: Asked) -> None:
    heard = asked(page)
    select(page, "name", 0, 1)
    with qtbot.waitSignal(page.noted):
        page.copy_rows()
    page.paste_rows()
    name, pasted = heard[0]
    assert name == "import"
    assert isinstance(pasted, Pasted)
    plan = read_pasted(page.ws, pasted)
    assert [column.path for column in plan.sheets[0].columns][:3] == ["name", "tax_code", "kind"]


def test_pasted_rows_go_to_the_import_by_the_keyboard(page: RegisterPage, asked: Asked) -> None:
    heard = asked(page)
    QApplication.clipboard().setText("Hộ An\tHộ kinh doanh\r\nHộ Bình\tHộ kinh doanh\r\n")
    select(page, "name", 0)
    QTest.keyClick(page.list.table, Qt.Key.Key_V, _CONTROL)
    _, pasted = heard[0]
    assert isinstance(pasted, Pasted)
    assert pasted.register is Business
    assert pasted.fields[:3] == ("name", "tax_code", "kind")


def test_an_empty_clipboard_is_told(page: RegisterPage, asked: Asked) -> None:
    heard = asked(page)
    page.acts.trigger("paste_rows")
    assert not heard
    assert page.band.what.text() == "Chưa có gì để dán."


def test_a_value_is_filled_down_after_it_was_looked_at(page: RegisterPage, ws: Workspace, qtbot: QtBot) -> None:
    ids = registers.ids_of(ws, Business, registers.find(ws, Business, Query()))
    registers.save(ws, Business, {**registers.get(ws, Business, ids[0]).values, "activity": "PAUSED"}, ids[0])
    qtbot.waitUntil(lambda: page.list.table.records.rowCount() == 3)
    select(page, "activity", 0, 1, 2)
    QTest.keyClick(page.list.table, Qt.Key.Key_D, _CONTROL)
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), EditManyDialog))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, EditManyDialog)
    qtbot.waitUntil(dialog.primary.isEnabled)
    assert dialog.primary.text() == "Sửa 2 đối tượng"
    dialog.primary.click()
    qtbot.waitUntil(lambda: all(registers.get(ws, Business, i).values["activity"] is Activity.PAUSED for i in ids))


def test_a_column_that_tells_records_apart_is_not_filled_down(page: RegisterPage) -> None:
    select(page, "tax_code", 0, 1)
    page.acts.trigger("fill_down")
    assert "Mã số thuế" in page.band.what.text()
    assert "không điền xuống" in page.band.what.text()


def test_the_last_act_is_offered_by_its_name_and_looked_at_before_it_goes(
    page: RegisterPage, ws: Workspace, qtbot: QtBot
) -> None:
    page.list.table.setFocus()
    QTest.keyClick(page.list.table, Qt.Key.Key_Z, _CONTROL)
    qtbot.waitUntil(page.band.isVisible)
    assert "«Nhập 3 đối tượng»" in page.band.what.text()
    assert registers.count(ws, Business, Query()) == 3, "nothing happens by itself"
    QTest.keyClick(page.list.table, Qt.Key.Key_Z, _CONTROL)
    asked = undo_dialog(qtbot)
    qtbot.waitUntil(asked.primary.isEnabled)
    assert asked.primary.text() == "Hoàn lại 3 hồ sơ"
    asked.primary.click()
    qtbot.waitUntil(lambda: registers.count(ws, Business, Query()) == 0)
    page.do_again()
    qtbot.waitUntil(lambda: "Hoàn lại: Nhập 3" in page.band.what.text())


def test_records_edited_since_stay_unless_they_are_ticked(page: RegisterPage, ws: Workspace, qtbot: QtBot) -> None:
    ids = registers.ids_of(ws, Business, registers.find(ws, Business, Query()))
    imported = batches(ws)[0]
    values = registers.get(ws, Business, ids[1]).values
    registers.save(ws, Business, {**values, "e_invoice": "PLAIN"}, ids[1])
    dialog = UndoDialog(page.desk, imported.id, imported.what, page)
    dialog.open()
    qtbot.waitUntil(dialog.primary.isEnabled)
    assert dialog.primary.text() == "Hoàn lại 2 hồ sơ, giữ 1"
    model = dialog.table.lines_model
    assert model.cell(model.index(0, 1)).text == "=Cơ sở 1"
    assert EInvoice.PLAIN.value in model.cell(model.index(0, 3)).text
    dialog.table.choose(ids[1])
    QTest.keyClick(dialog.table, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: dialog.primary.text() == "Hoàn lại 3 hồ sơ")
    dialog.primary.click()
    qtbot.waitUntil(lambda: registers.count(ws, Business, Query()) == 0)


def test_enter_takes_back_from_the_table_only_what_the_preview_on_screen_shows(
    page: RegisterPage, ws: Workspace, qtbot: QtBot
) -> None:
    ids = registers.ids_of(ws, Business, registers.find(ws, Business, Query()))
    imported = batches(ws)[0]
    registers.save(ws, Business, {**registers.get(ws, Business, ids[1]).values, "e_invoice": "PLAIN"}, ids[1])
    dialog = UndoDialog(page.desk, imported.id, imported.what, page)
    dialog.open()
    qtbot.waitUntil(dialog.primary.isEnabled)
    dialog.table.choose(ids[1])
    QTest.keyClick(dialog.table, Qt.Key.Key_Space)
    assert not dialog.primary.isEnabled(), "the preview of this tick is still under way"
    qtbot.waitUntil(dialog.primary.isEnabled)
    assert dialog.table.hasFocus()
    QTest.keyClick(dialog.table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: registers.count(ws, Business, Query()) == 0)


@pytest.mark.parametrize("fails", [False, True])
def test_a_preview_that_comes_after_the_dialog_was_closed_is_dropped(
    page: RegisterPage, ws: Workspace, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, *, fails: bool
) -> None:
    waits, entry = threading.Event(), batches(ws)[0]

    def slowly(*_what: object) -> object:
        waits.wait(60)
        if fails:
            raise Refused("Việc này đã hoàn lại rồi.")
        return undo_preview(ws, entry.id)

    monkeypatch.setattr("ui.pages.undo_dialog.undo_preview", slowly)
    dialog = UndoDialog(page.desk, entry.id, entry.what, page)
    dialog.open()
    dialog.reject()
    qtbot.waitUntil(lambda: not isValid(dialog))
    waits.set()
    heard: list[object] = []
    page.desk.jobs.read(lambda: None, done=heard.append)
    page.desk.jobs.read(lambda: None, done=heard.append)
    qtbot.waitUntil(lambda: len(heard) == 2)
    assert page.desk.problems.dialog is None


def undo_dialog(qtbot: QtBot) -> UndoDialog:
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), UndoDialog))
    shown = QApplication.activeModalWidget()
    assert isinstance(shown, UndoDialog)
    return shown


@pytest.mark.parametrize("text", ["xin chào", "một dòng văn dài " * 40])
def test_what_is_no_table_is_refused_on_the_page_itself(
    page: RegisterPage, asked: Asked, qtbot: QtBot, text: str
) -> None:
    heard = asked(page)
    page.list.table.setFocus()
    QApplication.clipboard().setText(text)
    QTest.keyClick(page.list.table, Qt.Key.Key_V, _CONTROL)
    assert not heard
    assert "Trong Excel" in page.band.rest.text()


def test_keys_of_rows_do_nothing_while_the_form_is_typed_into(page: RegisterPage, asked: Asked, qtbot: QtBot) -> None:
    heard = asked(page)
    select(page, "commune", 0)
    page.edit()
    qtbot.waitUntil(lambda: page.editor.isAncestorOf(QApplication.focusWidget() or page))
    QApplication.clipboard().setText("Lê Thị C\tHộ kinh doanh")
    box = QApplication.focusWidget()
    for key in (Qt.Key.Key_D, Qt.Key.Key_V, Qt.Key.Key_Z, Qt.Key.Key_Y):
        QTest.keyClick(box, key, _CONTROL)
    for name in ("fill_down", "paste_rows", "take_last_back", "do_again"):
        page.acts.trigger(name)
    qtbot.wait(50)
    assert not heard
    assert not page.band.isVisibleTo(page)


def test_rows_chosen_by_the_keyboard_are_filled_down_in_the_first_column_that_can_be(
    page: RegisterPage, qtbot: QtBot
) -> None:
    table = page.list.table
    table.setFocus()
    table.setCurrentIndex(table.records.index(0, 0))
    for _ in range(2):
        QTest.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(table, Qt.Key.Key_D, _CONTROL)
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), EditManyDialog))
    asked = QApplication.activeModalWidget()
    assert isinstance(asked, EditManyDialog)
    asked.reject()
