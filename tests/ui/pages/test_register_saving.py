"""What is typed into the page of a register is written once, as one record, and never lost."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import update

from tmdt_desktop.records.business import Activity, Business, SubjectKind
from tmdt_desktop.services import registers
from tmdt_desktop.services.drafts import draft, keep_draft
from tmdt_desktop.services.registers import Query
from tmdt_desktop.store.workspace import Workspace
from ui.pages.register_page import Chosen, RegisterPage
from ui.shell.desk import Desk

BASE = {"kind": SubjectKind.HOUSEHOLD.name, "commune": "Ngọc Mỹ", "activity": Activity.ACTIVE.name, "channels": []}
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def ids(ws: Workspace) -> list[UUID]:
    """Two businesses."""
    return [registers.save(ws, Business, {**BASE, "name": name}).id for name in ("Ánh Nguyệt", "Đặng Văn Lộc")]


@pytest.fixture
def page(desk: Desk, show: Callable[[QWidget], None], ids: list[UUID], qtbot: QtBot) -> RegisterPage:
    made = RegisterPage(desk, Business)
    show(made)
    with qtbot.waitSignal(made.list.loaded):
        made.refresh()
    return made


@contextmanager
def busy_writer(desk: Desk) -> Iterator[None]:
    """Something else is being written meanwhile."""
    gate = threading.Event()
    desk.jobs.start(lambda _task: gate.wait(60), "Nhập danh sách")
    try:
        yield
    finally:
        gate.set()


def idle(desk: Desk, qtbot: QtBot) -> None:
    """Wait until the writer has done all it was given."""
    ended: list[bool] = []
    desk.jobs.start(lambda _task: None, "", done=lambda _none: ended.append(True))
    qtbot.waitUntil(lambda: bool(ended))
    qtbot.wait(30)


def count(ws: Workspace) -> int:
    return registers.count(ws, Business, Query())


def line_of(page: RegisterPage, name: str) -> QLineEdit:
    """The line of a field."""
    line = page.editor.form.grid.boxes[name].input.focusProxy()
    assert isinstance(line, QLineEdit)
    return line


def type_new(page: RegisterPage, name: str = "Moi") -> None:
    """F5 and a whole record, by hand."""
    QTest.keyClick(page, Qt.Key.Key_F5)
    page.editor.form.grid.boxes["kind"].input.put_raw("HOUSEHOLD")
    page.editor.form.grid.boxes["commune"].input.put_raw("08761")
    line = line_of(page, "name")
    line.setFocus()
    QTest.keyClicks(line, name)


def open_(page: RegisterPage, id_: UUID, qtbot: QtBot) -> None:
    """A stored record in the form."""
    page.open_record(id_)
    qtbot.waitUntil(lambda: page.editor.stored is not None and page.editor.id == id_)


def press(page: RegisterPage, words: str) -> None:
    """A button of the band."""
    buttons: list[Any] = list(page.band.findChildren(QPushButton))
    next(button for button in buttons if button.text() == words and button.isVisibleTo(page)).click()


def test_a_new_record_saved_on_leaving_is_one_record(
    page: RegisterPage, ids: list[UUID], ws: Workspace, desk: Desk, qtbot: QtBot
) -> None:
    type_new(page)
    assert page.may_leave()
    idle(desk, qtbot)
    assert page.editor.id is not None
    assert not page.editor.dirty
    open_(page, ids[0], qtbot)
    idle(desk, qtbot)
    assert count(ws) == 3


def test_saving_twice_while_the_writer_is_busy_makes_one_record(
    page: RegisterPage, ws: Workspace, desk: Desk, qtbot: QtBot
) -> None:
    with busy_writer(desk):
        type_new(page)
        for _ in range(2):
            QTest.keyClick(page, Qt.Key.Key_S, CTRL)
        QTest.keyClick(page, Qt.Key.Key_F5)
    idle(desk, qtbot)
    assert count(ws) == 3
    assert page.editor.id is None


def test_what_is_typed_while_the_writer_is_busy_goes_into_the_same_record(
    page: RegisterPage, ids: list[UUID], ws: Workspace, desk: Desk, qtbot: QtBot
) -> None:
    with busy_writer(desk):
        type_new(page)
        QTest.keyClick(page, Qt.Key.Key_S, CTRL)
        QTest.keyClicks(line_of(page, "name"), " them")
        page.editor.settle()
        open_(page, ids[0], qtbot)
    idle(desk, qtbot)
    assert count(ws) == 3
    assert len(registers.find(ws, Business, Query("moi them"))) == 1
    assert draft(ws, Business, None) is None


def test_typing_on_after_leaving_a_field_is_not_lost_while_the_writer_is_busy(
    page: RegisterPage, ids: list[UUID], ws: Workspace, desk: Desk, qtbot: QtBot
) -> None:
    open_(page, ids[0], qtbot)
    with busy_writer(desk):
        line_of(page, "address").setFocus()
        QTest.keyClicks(line_of(page, "address"), "Thon Hai")
        QTest.keyClick(line_of(page, "address"), Qt.Key.Key_Tab)
        line_of(page, "address").setFocus()
        QTest.keyClicks(line_of(page, "address"), "Xom Ba")
        open_(page, ids[1], qtbot)
        open_(page, ids[0], qtbot)
        assert page.editor.form.raw()["address"] == "Xom BaThon Hai"
    idle(desk, qtbot)
    assert registers.get(ws, Business, ids[0]).values["address"] == "Xom BaThon Hai"


def test_a_stray_key_after_f2_does_not_replace_the_name_and_esc_undoes_it(
    page: RegisterPage, ids: list[UUID], ws: Workspace, desk: Desk, qtbot: QtBot
) -> None:
    open_(page, ids[0], qtbot)
    QTest.keyClick(page, Qt.Key.Key_F2)
    QTest.keyClick(line_of(page, "name"), Qt.Key.Key_X)
    QTest.keyClick(line_of(page, "name"), Qt.Key.Key_Tab)
    idle(desk, qtbot)
    assert registers.get(ws, Business, ids[0]).values["name"] == "Ánh Nguyệtx"
    QTest.keyClick(page, Qt.Key.Key_Escape)
    idle(desk, qtbot)
    assert registers.get(ws, Business, ids[0]).values["name"] == "Ánh Nguyệt"
    press(page, "Lấy lại")
    assert page.editor.form.raw()["name"] == "Ánh Nguyệtx"


def test_esc_on_a_new_record_keeps_its_draft_and_offers_it(
    page: RegisterPage, ws: Workspace, desk: Desk, qtbot: QtBot
) -> None:
    QTest.keyClick(page, Qt.Key.Key_F5)
    QTest.keyClicks(line_of(page, "name"), "Dang go")
    QTest.keyClick(page, Qt.Key.Key_Escape)
    qtbot.wait(300)
    assert not page.editor.open, "the keyboard coming to the table opens nothing"
    kept = draft(ws, Business, None)
    assert kept is not None
    assert kept["name"] == "Dang go"
    press(page, "Lấy lại")
    assert page.editor.form.raw()["name"] == "Dang go"


def test_f5_on_a_faulty_new_record_offers_it_again(page: RegisterPage, qtbot: QtBot) -> None:
    QTest.keyClick(page, Qt.Key.Key_F5)
    QTest.keyClicks(line_of(page, "name"), "Dang go")
    QTest.keyClick(page, Qt.Key.Key_F5)
    assert page.editor.form.raw()["name"] == ""
    press(page, "Lấy lại")
    assert page.editor.form.raw()["name"] == "Dang go"


def test_rows_of_a_signed_package_are_only_looked_at(
    page: RegisterPage, ids: list[UUID], ws: Workspace, qtbot: QtBot
) -> None:
    with ws.change("Nhận gói") as batch:
        batch.connection.execute(update(Business).where(Business.id == ids[0]).values(package=ids[1]))
    open_(page, ids[0], qtbot)
    assert page.editor.locked
    assert not line_of(page, "name").isEnabled()
    for name in ("edit", "delete", "save"):
        assert not page.acts[name].isEnabled()
    assert "gói đã ký" in page.editor.form.state
    open_(page, ids[1], qtbot)
    assert line_of(page, "name").isEnabled()
    assert page.acts["delete"].isEnabled()


def test_kept_drafts_are_known_with_the_list(
    page: RegisterPage, ids: list[UUID], ws: Workspace, desk: Desk, qtbot: QtBot
) -> None:
    for id_ in ids:
        keep_draft(ws, Business, id_, {"name": "Dở"})
    again = RegisterPage(desk, Business)
    qtbot.addWidget(again)
    again.reload()
    qtbot.waitUntil(lambda: again.editor.drafts == set(ids))
    qtbot.waitUntil(lambda: "2 bản nháp chưa ghi" in again.list.counts)


def test_rows_of_a_figure_are_not_cut_by_an_old_search(page: RegisterPage, ws: Workspace, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.list.loaded):
        page.list.bar.search_for("khong co ai")
    with qtbot.waitSignal(page.list.loaded):
        page.arrive(Chosen(registers.find(ws, Business, Query()), "2 dòng"))
    assert page.list.table.records.rowCount() == 2
    assert page.list.bar.text == ""


def test_a_taken_key_leads_to_the_record_that_has_it(
    page: RegisterPage, ws: Workspace, desk: Desk, qtbot: QtBot
) -> None:
    holder = registers.save(ws, Business, {**BASE, "name": "Có mã", "tax_code": "2500123400"}).id
    type_new(page)
    page.editor.form.grid.boxes["tax_code"].input.put_raw("2500123400")
    page.acts.trigger("save")
    qtbot.waitUntil(page.band.isVisible)
    assert "đã có ở" in page.editor.form.grid.boxes["tax_code"].fault
    press(page, "Mở hồ sơ đó")
    qtbot.waitUntil(lambda: page.editor.id == holder)
    idle(desk, qtbot)
    assert draft(ws, Business, None) is not None


def test_the_keyboard_goes_from_the_search_box_to_the_rows(page: RegisterPage, qtbot: QtBot) -> None:
    box = page.list.bar.search
    box.setFocus()
    QTest.keyClicks(box, "anh")
    QTest.keyClick(box, Qt.Key.Key_Escape)
    assert box.text() == ""
    QTest.keyClick(box, Qt.Key.Key_Down)
    assert page.list.table.hasFocus()
    assert page.list.table.currentIndex().row() == 0
    qtbot.waitUntil(lambda: page.editor.open)


def test_a_menu_of_filters_does_not_stay_behind(page: RegisterPage, qtbot: QtBot) -> None:
    page.list.bar.setFixedWidth(260)
    for _ in range(3):
        page.list.bar._open_more()
        assert page.list.bar.findChildren(QMenu)
        menus: list[Any] = list(page.list.bar.findChildren(QMenu))
        menus[-1].close()
        qtbot.wait(20)
    assert not page.list.bar.findChildren(QMenu)
