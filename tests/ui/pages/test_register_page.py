"""The page of a register, by hand: add, edit, fault, draft, delete, search, order, filter, keys."""

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tmdt_desktop.records.business import Activity, Business, SubjectKind
from tmdt_desktop.services import registers
from tmdt_desktop.services.drafts import draft, keep_draft
from tmdt_desktop.services.registers import Query
from tmdt_desktop.store.workspace import Workspace
from ui.pages.register_page import Chosen, RegisterPage
from ui.shell.desk import Desk

NAMES = ("Cửa hàng Bích Hường", "Hợp tác xã Quang Sơn", "Ánh Nguyệt", "Đặng Văn Lộc", "Cơ sở Bún khô Liên Hòa")


@pytest.fixture
def ids(ws: Workspace) -> list[UUID]:
    """Five businesses."""
    kinds = (SubjectKind.HOUSEHOLD, SubjectKind.COOPERATIVE)
    raws = [
        {
            "name": name,
            "kind": kinds[at % 2].name,
            "commune": "Ngọc Mỹ",
            "activity": Activity.ACTIVE.name,
            "channels": [],
        }
        for at, name in enumerate(NAMES)
    ]
    return [registers.save(ws, Business, raw).id for raw in raws]


@pytest.fixture
def page(desk: Desk, show: Callable[[QWidget], None], ids: list[UUID], qtbot: QtBot) -> RegisterPage:
    made = RegisterPage(desk, Business)
    show(made)
    with qtbot.waitSignal(made.list.loaded):
        made.refresh()
    return made


def names(page: RegisterPage) -> list[str]:
    """The names in the list, from the top."""
    model = page.list.table.records
    return [str(model.index(row, 1).data()) for row in range(model.rowCount())]


def open_row(page: RegisterPage, name: str, qtbot: QtBot) -> None:
    """Choose a row and wait for its form."""
    page.list.table.choose(names(page).index(name))
    qtbot.waitUntil(lambda: page.editor.stored is not None and page.editor.stored.values["name"] == name)


def type_into(page: RegisterPage, name: str, text: str) -> None:
    """Replace what stands in a field by hand and go on to the next."""
    made = page.editor.form.grid.boxes[name].input
    made.setFocus()
    line = made.focusProxy()
    assert line is not None
    QTest.keyClick(line, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(line, text)
    QTest.keyClick(line, Qt.Key.Key_Tab)


def reload(page: RegisterPage, qtbot: QtBot) -> None:
    """What the window does after a notice."""
    with qtbot.waitSignal(page.list.loaded):
        page.reload()


def test_the_list_stands_in_the_order_of_the_dictionary(page: RegisterPage) -> None:
    assert names(page) == [
        "Ánh Nguyệt", "Cơ sở Bún khô Liên Hòa", "Cửa hàng Bích Hường", "Đặng Văn Lộc", "Hợp tác xã Quang Sơn",
    ]  # fmt: skip
    assert page.list.counts.startswith("5 đối tượng")


def test_a_new_record_is_typed_and_saved(page: RegisterPage, qtbot: QtBot, ws: Workspace) -> None:
    QTest.keyClick(page, Qt.Key.Key_F5)
    type_into(page, "name", "Nguyen Van Test")
    type_into(page, "kind", "ho kinh")
    type_into(page, "commune", "ngoc my")
    with qtbot.waitSignal(page.editor.saved):
        QTest.keyClick(page, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    found = registers.find(ws, Business, Query("nguyen van test"))
    assert len(found) == 1
    stored = registers.get(ws, Business, registers.ids_of(ws, Business, found)[0])
    assert stored.values["kind"] is SubjectKind.HOUSEHOLD
    assert stored.values["activity"] is Activity.ACTIVE
    assert draft(ws, Business, None) is None


def test_a_fault_shows_on_leaving_the_field_and_goes_at_once_when_mended(page: RegisterPage, qtbot: QtBot) -> None:
    open_row(page, "Ánh Nguyệt", qtbot)
    box = page.editor.form.grid.boxes["tax_code"]
    box.input.setFocus()
    line = box.input.focusProxy()
    assert line is not None
    QTest.keyClicks(line, "25009")
    assert box.fault == "", "nobody is told anything while typing"
    QTest.keyClick(line, Qt.Key.Key_Tab)
    assert "10 chữ số" in box.fault
    assert line.property("state") == "bad"
    box.input.setFocus()
    QTest.keyClicks(line, "00000")
    assert box.fault == ""


def test_a_faulty_form_is_not_saved_and_the_keyboard_goes_to_the_fault(
    page: RegisterPage, qtbot: QtBot, ws: Workspace
) -> None:
    open_row(page, "Ánh Nguyệt", qtbot)
    type_into(page, "name", " ")
    page.acts.trigger("save")
    box = page.editor.form.grid.boxes["name"]
    assert box.fault
    assert box.input.focusProxy() is QApplication.focusWidget()
    assert len(registers.find(ws, Business, Query("anh nguyet"))) == 1


def test_what_was_typed_survives_a_crash(page: RegisterPage, qtbot: QtBot, ws: Workspace, desk: Desk) -> None:
    open_row(page, "Ánh Nguyệt", qtbot)
    type_into(page, "tax_code", "25")
    assert page.editor.id is not None
    id_ = page.editor.id
    qtbot.waitUntil(lambda: draft(ws, Business, id_) is not None)
    again = RegisterPage(desk, Business)
    qtbot.addWidget(again)
    again.editor.load(id_)
    qtbot.waitUntil(lambda: again.editor.dirty)
    assert again.editor.form.raw()["tax_code"] == "25"
    assert again.band.what.text() == "Đây là bản nháp chưa ghi."


def test_a_valid_record_is_saved_as_soon_as_a_field_is_left(page: RegisterPage, qtbot: QtBot, ws: Workspace) -> None:
    open_row(page, "Ánh Nguyệt", qtbot)
    assert page.editor.id is not None
    id_ = page.editor.id
    type_into(page, "address", "Thon Hai")
    QTest.keyClick(page.editor.form.grid.boxes["address"].input.focusProxy(), Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: registers.get(ws, Business, id_).values["address"] == "Thon Hai")
    qtbot.waitUntil(lambda: not page.editor.dirty)
    assert draft(ws, Business, id_) is None


def test_valid_typing_is_saved_when_another_row_is_chosen(page: RegisterPage, qtbot: QtBot, ws: Workspace) -> None:
    open_row(page, "Ánh Nguyệt", qtbot)
    assert page.editor.id is not None
    first = page.editor.id
    type_into(page, "address", "Thon Hai")
    open_row(page, "Đặng Văn Lộc", qtbot)
    qtbot.waitUntil(lambda: registers.get(ws, Business, first).values["address"] == "Thon Hai")
    assert first not in page.list.table.records.drafts


def test_faulty_typing_is_kept_as_a_draft_when_another_row_is_chosen(
    page: RegisterPage, qtbot: QtBot, ws: Workspace
) -> None:
    open_row(page, "Ánh Nguyệt", qtbot)
    first = page.editor.id
    type_into(page, "tax_code", "25")
    open_row(page, "Đặng Văn Lộc", qtbot)
    qtbot.waitUntil(lambda: draft(ws, Business, first) is not None)
    assert first in page.list.table.records.drafts


def test_taking_back_shows_what_is_stored_and_drops_the_draft(page: RegisterPage, qtbot: QtBot, ws: Workspace) -> None:
    open_row(page, "Ánh Nguyệt", qtbot)
    id_ = page.editor.id
    type_into(page, "address", "Thon Hai")
    page.editor.keep()
    QTest.keyClick(page, Qt.Key.Key_Escape)
    assert page.editor.form.raw()["address"] == ""
    qtbot.waitUntil(lambda: draft(ws, Business, id_) is None)
    QTest.keyClick(page, Qt.Key.Key_Escape)
    assert not page.editor.isVisible()


def test_a_record_that_someone_else_changed_is_not_overwritten(page: RegisterPage, qtbot: QtBot, ws: Workspace) -> None:
    open_row(page, "Ánh Nguyệt", qtbot)
    assert page.editor.stored is not None
    stored = page.editor.stored
    registers.save(ws, Business, {**stored.values, "address": "Thôn Một"}, stored.id, stored.version)
    type_into(page, "address", "Thon Hai")
    page.acts.trigger("save")
    qtbot.waitUntil(page.band.isVisible)
    assert "vừa được lan sửa" in page.band.what.text()
    assert registers.get(ws, Business, stored.id).values["address"] == "Thôn Một"


def test_deleting_asks_first_and_names_what_goes(page: RegisterPage, qtbot: QtBot, ws: Workspace) -> None:
    open_row(page, "Ánh Nguyệt", qtbot)
    QTest.keyClick(page, Qt.Key.Key_F6)
    dialog = question(qtbot)
    assert dialog.windowTitle() == "Xóa «Ánh Nguyệt»?"
    press(dialog, "no")
    assert registers.count(ws, Business, Query()) == 5
    QTest.keyClick(page, Qt.Key.Key_F6)
    press(question(qtbot), "yes")
    qtbot.waitUntil(lambda: registers.count(ws, Business, Query()) == 4)
    qtbot.waitUntil(page.band.isVisible)
    button = next(b for b in page.band.findChildren(QPushButton) if b.text() == "Hoàn lại việc xóa")
    button.click()
    qtbot.waitUntil(lambda: registers.count(ws, Business, Query()) == 5)


def test_the_list_is_searched_without_marks_while_typing(page: RegisterPage, qtbot: QtBot) -> None:
    QTest.keyClick(page, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.focusWidget() is page.list.bar.search
    with qtbot.waitSignal(page.list.loaded):
        QTest.keyClicks(page.list.bar.search, "dang")
    assert names(page) == ["Đặng Văn Lộc"]
    assert page.list.counts.startswith("1 trên 5 đối tượng")
    with qtbot.waitSignal(page.list.loaded):
        page.list.bar.clear()
    assert len(names(page)) == 5


def test_a_search_without_hits_says_what_to_do(page: RegisterPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.list.loaded):
        page.list.bar.search_for("khong co ai")
    assert names(page) == []
    assert "bỏ lọc" in page.list._nothing.text()
    assert page.list._nothing.isVisible()


def test_a_click_on_a_head_orders_and_a_second_one_turns_it(page: RegisterPage, qtbot: QtBot) -> None:
    column = [field.name for field in page.list.table.records.fields].index("kind") + 1
    with qtbot.waitSignal(page.list.loaded):
        page.list.table._order_clicked(column)
    assert page.list.query().order == "kind"
    with qtbot.waitSignal(page.list.loaded):
        page.list.table._order_clicked(column)
    assert page.list.query().order == "-kind"


def test_a_filter_is_chosen_from_the_values_in_the_list(page: RegisterPage, qtbot: QtBot) -> None:
    page.list.bar.chips["kind"].clicked.emit()
    qtbot.waitUntil(lambda: page.list.bar.list is not None)
    popup = page.list.bar.list
    assert popup is not None
    words = [popup.list.item(row).text() for row in range(popup.list.count())]
    assert words == ["Hộ kinh doanh  (3)", "Hợp tác xã, liên hiệp HTX  (2)"]
    with qtbot.waitSignal(page.list.loaded):
        popup.list.item(1).setCheckState(Qt.CheckState.Checked)
    popup.close()
    assert len(names(page)) == 2
    assert page.list.bar.chips["kind"].on


def test_rows_chosen_by_a_figure_are_shown_with_its_words(page: RegisterPage, qtbot: QtBot, ws: Workspace) -> None:
    seqs = registers.find(ws, Business, Query("hoa"))
    with qtbot.waitSignal(page.list.loaded):
        page.arrive(Chosen(seqs, "1 dòng của chỉ tiêu C1"))
    assert names(page) == ["Cơ sở Bún khô Liên Hòa"]
    with qtbot.waitSignal(page.list.loaded):
        page.list.bar._special.cleared.emit()
    assert len(names(page)) == 5


def test_a_channel_is_added_inside_the_form(page: RegisterPage, qtbot: QtBot, ws: Workspace) -> None:
    open_row(page, "Ánh Nguyệt", qtbot)
    assert page.editor.id is not None
    id_ = page.editor.id
    page.editor.form.show_tab("channels")
    rows = page.editor.form.lists["channels"]
    rows.add_button.click()
    page.acts.trigger("save")
    assert rows.model.faults == {0: {"kind": "Chưa có dữ liệu. Điền mục này."}}
    rows.grid.boxes["kind"].input.put_raw("SHOP")
    rows.grid.edited.emit("kind")
    with qtbot.waitSignal(page.editor.saved):
        page.acts.trigger("save")
    assert [line["kind"].name for line in registers.get(ws, Business, id_).values["channels"]] == ["SHOP"]


def test_a_new_record_typed_before_a_crash_is_offered_again(
    desk: Desk, ws: Workspace, qtbot: QtBot, show: Callable[[QWidget], None]
) -> None:
    keep_draft(ws, Business, None, {"name": "Đang gõ dở"})
    page = RegisterPage(desk, Business)
    show(page)
    page.refresh()
    qtbot.waitUntil(page.band.isVisible)
    next(b for b in page.band.findChildren(QPushButton) if b.text() == "Mở bản nháp").click()
    assert page.editor.form.raw()["name"] == "Đang gõ dở"


def test_an_empty_register_says_how_to_begin(desk: Desk, qtbot: QtBot, show: Callable[[QWidget], None]) -> None:
    page = RegisterPage(desk, Business)
    show(page)
    with qtbot.waitSignal(page.list.loaded):
        page.refresh()
    assert page.list._stack.currentIndex() == 1


def test_a_narrow_window_lays_the_form_over_the_list(page: RegisterPage, qtbot: QtBot) -> None:
    open_row(page, "Ánh Nguyệt", qtbot)
    assert page.list.isVisible()
    page.resize(900, 500)
    assert not page.list.isVisible()
    page.editor.close_record()
    assert page.list.isVisible()


def question(qtbot: QtBot) -> QDialog:
    """The dialog that asks."""
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), QDialog))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, QDialog)
    return dialog


def press(dialog: QDialog, name: str) -> None:
    """Press a button of a dialog by its name."""
    button = dialog.findChild(QPushButton, name)
    assert isinstance(button, QPushButton)
    button.click()


def test_the_list_in_sight_is_written_without_personal_data(page: RegisterPage, qtbot: QtBot, tmp_path: Path) -> None:
    with qtbot.waitSignal(page.list.loaded):
        page.list.bar.search_for("hoa")
    page.write_list(tmp_path / "danh sách.csv")
    qtbot.waitUntil(page.band.isVisible)
    assert page.band.what.text() == "Đã ghi 1 dòng vào danh sách.csv."
    written = (tmp_path / "danh sách.csv").read_text(encoding="utf-8-sig")
    assert "Cơ sở Bún khô Liên Hòa" in written
    assert "Điện thoại" not in written
