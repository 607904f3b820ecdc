"""The page of doubles by keyboard: pairs with reasons, sides chosen, merged, taken back, told apart."""

import threading
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tmdt_desktop.errors import Blocked
from tmdt_desktop.records.business import Activity, Business, ChannelKind, SubjectKind
from tmdt_desktop.records.training import Training
from tmdt_desktop.services import registers
from tmdt_desktop.services.registers import Query
from tmdt_desktop.task import Task
from ui.pages.duplicates import DuplicatesPage
from ui.pages.not_same_dialog import NotSameDialog
from ui.parts.navigation import NavItem
from ui.shell.desk import Desk
from ui.shell.widgets import Button
from ui.window import Window


def seller(name: str, **said: Any) -> dict[str, Any]:
    plain = {"kind": SubjectKind.HOUSEHOLD, "commune": "08767", "activity": Activity.ACTIVE, "name": name}
    return {**plain, **said}


SHOP = {"kind": ChannelKind.SHOP, "platform": "shopee", "address": "shopee.vn/hoa"}
ROWS = (
    seller(
        "Hộ kinh doanh Lê Thị Hòa",
        phone="0912345678",
        representative="Lê Thị Hòa",
        address="Thôn Đông",
        channels=[SHOP],
    ),
    seller("HKD Lê Thị Hoà", phone="0912345678", tax_code="2500150335", address="Thôn Đông", products="Bún"),
    seller("Shop An Lộc", phone="0977000111", address="Thôn Tây"),
    seller("Cửa hàng An Lộc", phone="0977000111", address="Thôn Tây"),
)


@pytest.fixture
def page(desk: Desk, show: Callable[[QWidget], None], qtbot: QtBot) -> DuplicatesPage:
    with desk.workspace.change("Nhập") as batch:
        batch.insert(Business, ROWS)
    made = DuplicatesPage(desk)
    show(made)
    made.refresh()
    qtbot.waitUntil(lambda: len(made.pairs) == 2 and made.beside is not None)
    made.focus_first()
    return made


def count(page: DuplicatesPage) -> int:
    return registers.count(page.ws, Business, Query())


def beside(page: DuplicatesPage, qtbot: QtBot, name: str, side: int) -> None:
    """Wait until the field called `name` is taken from a side."""
    qtbot.waitUntil(
        lambda: page.beside is not None and next(f.side for f in page.beside.fields if f.name == name) == side
    )


def test_the_surest_pair_is_shown_with_its_reasons_and_what_differs_first(page: DuplicatesPage) -> None:
    assert page.beside is not None
    assert "cùng số điện thoại 0912345678" in page._why.text()
    differing = {field.name for field in page.beside.fields if field.differs}
    assert differing == {"name"}
    assert page.table.current_key == "name"
    assert "lấy 2 mục" in page.beside.sentence


def test_the_arrows_choose_a_side_and_enter_merges(page: DuplicatesPage, qtbot: QtBot) -> None:
    assert page.beside is not None
    other = page.beside.names[1]
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_Right)
    beside(page, qtbot, "name", 1)
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: count(page) == 3 and len(page.pairs) == 1)
    assert other in {registers.get(page.ws, Business, id_).values["name"] for id_ in _ids(page)}
    assert page.band.isVisibleTo(page)


def _ids(page: DuplicatesPage) -> list[Any]:
    return registers.ids_of(page.ws, Business, registers.find(page.ws, Business, Query()))


def test_a_merge_is_taken_back_from_the_bar(page: DuplicatesPage, qtbot: QtBot) -> None:
    page.merge()
    qtbot.waitUntil(lambda: page.has_batch() and len(page.pairs) == 1)
    page.acts.trigger("take_back")
    qtbot.waitUntil(lambda: count(page) == 4 and len(page.pairs) == 2)
    assert not page.has_batch()


@pytest.fixture
def window(desk: Desk, show: Callable[[QWidget], None], qtbot: QtBot) -> Window:
    with desk.workspace.change("Nhập") as batch:
        batch.insert(Business, ROWS)
    made = Window(desk)
    show(made)
    page = made.show_page("duplicates")
    assert isinstance(page, DuplicatesPage)
    qtbot.waitUntil(lambda: len(page.pairs) == 2 and page.beside is not None)
    return made


def of(window: Window) -> DuplicatesPage:
    assert isinstance(window.page, DuplicatesPage)
    return window.page


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_merges_only_from_the_two_tables(window: Window, qtbot: QtBot, key: Qt.Key) -> None:
    page = of(window)
    assert window.focusWidget() is page.list, "the keyboard goes to the pairs once they are there"
    for part in (page.registers, *window.findChildren(NavItem)[1:2]):
        part.setFocus()
        qtbot.keyClick(part, key)
    assert "merge" not in page.acts._running
    window.show_page("duplicates")
    page.list.setFocus()
    qtbot.waitUntil(page.acts["merge"].isEnabled)
    qtbot.keyClick(page.list, key)
    qtbot.waitUntil(lambda: count(page) == 3)


def test_enter_pressed_thrice_merges_the_pair_on_the_screen_alone_and_merges_go_back_one_by_one(
    page: DuplicatesPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    page._seen._timer.setInterval(60_000)
    page.list.setFocus()
    qtbot.keyClick(page.list, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(page.pairs) == 1 and page.beside is not None)
    qtbot.keyClick(page.list, Qt.Key.Key_Return)
    qtbot.keyClick(page.list, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert not page.acts["merge"].isEnabled()
    page._seen._timer.start(1)
    qtbot.waitUntil(page.acts["merge"].isEnabled)
    held = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", autorep=True)
    QApplication.sendEvent(page.list, held)
    assert page.acts["merge"].isEnabled()
    assert count(page) == 3
    qtbot.keyClick(page.list, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: count(page) == 2 and not page.pairs)
    page.setFocus()
    with monkeypatch.context() as broken:
        broken.setattr("ui.pages.duplicates.undo_batch", _fail)
        qtbot.keyClick(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(lambda: "Đĩa đầy" in page.band.what.text() and page.acts["take_back"].isEnabled())
    for left in (3, 4):
        qtbot.waitUntil(page.acts["take_back"].isEnabled)
        qtbot.keyClick(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(lambda left=left: count(page) == left and page.beside is not None)
    assert page.list.hasFocus()


def _fail(*_what: object, **_more: object) -> None:
    raise Blocked("Đĩa đầy.")


def test_a_person_who_goes_to_a_pair_may_merge_it_at_once(page: DuplicatesPage, qtbot: QtBot) -> None:
    page._seen.hold()
    page.acts.refresh()
    assert not page.acts["merge"].isEnabled()
    qtbot.keyClick(page.list, Qt.Key.Key_Down)
    assert page.beside is None, "the pair before is not merged while the next one is being read"
    qtbot.waitUntil(page.acts["merge"].isEnabled)


def test_a_record_edited_meanwhile_is_shown_anew_and_then_merged(page: DuplicatesPage, qtbot: QtBot) -> None:
    stays = page._order[0]
    with page.ws.change("Sửa") as batch:
        batch.update(Business, stays, {"note": "khác"})
    qtbot.keyClick(page.list, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.band.isVisibleTo(page) and page.beside is not None)
    assert count(page) == 4
    qtbot.waitUntil(page.acts["merge"].isEnabled)
    qtbot.keyClick(page.list, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: count(page) == 3)


def test_a_record_deleted_meanwhile_leads_to_the_button_that_searches_again(page: DuplicatesPage, qtbot: QtBot) -> None:
    stays = page._order[0]
    registers.delete(page.ws, Business, stays, registers.get(page.ws, Business, stays).version)
    qtbot.keyClick(page.list, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "«Tìm lại»" in page.band.rest.text())
    assert not page.may_merge()
    again = next(button for button in page.band.findChildren(Button) if button.text() == "Tìm lại")
    again.click()
    qtbot.waitUntil(lambda: len(page.pairs) == 1 and page.beside is not None)


def test_a_change_of_the_register_is_searched_for_at_once_or_told_in_a_large_one(
    window: Window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = of(window)
    twins = (seller("HKD Mới Trùng", phone="0933999888"), seller("Hộ kinh doanh Mới Trùng", phone="0933999888"))
    with page.ws.change("Nhập") as batch:
        batch.insert(Business, twins)
    qtbot.waitUntil(lambda: len(page.pairs) == 3 and page.beside is not None)
    monkeypatch.setattr("ui.pages.duplicates_search._LARGE", 3)
    with page.ws.change("Nhập") as batch:
        batch.insert(Business, [seller("HKD Mới Trùng", phone="0933999888", note="nữa")])
    qtbot.waitUntil(lambda: "Sổ đã đổi" in page._subtitle.text())
    assert len(page.pairs) == 3
    page.merge()
    qtbot.waitUntil(lambda: page.has_batch() and len(page.pairs) == 2)


def test_a_search_holds_up_no_write_and_esc_stops_it(
    page: DuplicatesPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = threading.Event()

    def slowly(_ws: object, _register: object, task: Task) -> tuple[()]:
        while True:
            task.step(0, 0)
            begun.set()
            threading.Event().wait(0.001)

    monkeypatch.setattr("ui.pages.duplicates_search.find_pairs", slowly)
    page.find_again()
    begun.wait(60)
    written: list[object] = []
    page.desk.jobs.start(lambda _task: None, "", done=written.append)
    qtbot.waitUntil(lambda: bool(written))
    assert page.is_looking()
    qtbot.keyClick(page.list, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not page.is_looking())
    assert len(page.pairs) == 2


def test_down_goes_to_the_next_pair_and_b_keeps_the_other_record(page: DuplicatesPage, qtbot: QtBot) -> None:
    qtbot.keyClick(page.list, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: page.beside is not None and "An Lộc" in page.beside.names[0])
    assert page.beside is not None
    before = page.beside.ids
    page.acts.trigger("swap")
    qtbot.waitUntil(lambda: page.beside is not None and page.beside.ids == before[::-1])


def test_k_tells_a_pair_apart_with_a_reason_and_it_can_be_considered_again(page: DuplicatesPage, qtbot: QtBot) -> None:
    qtbot.keyClick(page.list, Qt.Key.Key_K)
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), NotSameDialog))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, NotSameDialog)
    assert not dialog.primary.isEnabled()
    dialog.reasons[1].clicked.emit()
    dialog.primary.click()
    qtbot.waitUntil(lambda: len(page.pairs) == 1 and len(page.list.shown) == 2)
    page.list.choose(1)
    qtbot.waitUntil(lambda: page.is_apart() and page.beside is not None)
    assert "hai cơ sở" in page._why.text()
    page.acts.refresh()
    page.acts.trigger("consider_again")
    qtbot.waitUntil(lambda: len(page.pairs) == 2)


def test_an_outcome_that_breaks_a_rule_cannot_be_merged_and_says_why(page: DuplicatesPage, qtbot: QtBot) -> None:
    stays = page._order[0]
    with page.ws.change("Sửa") as batch:
        batch.update(Business, stays, {"activity": Activity.ENDED, "ended_on": date(2024, 1, 2)})
    page.find_again()
    qtbot.waitUntil(lambda: page.beside is not None and any(f.name == "ended_on" for f in page.beside.fields))
    page.choose_side("activity", 1)
    qtbot.waitUntil(lambda: page.beside is not None and bool(page.beside.faults))
    assert not page.may_merge()
    assert "Chưa gộp được" in page._foot.text()


def test_a_register_without_doubles_says_so(page: DuplicatesPage, qtbot: QtBot) -> None:
    page.arrive(Training)
    qtbot.waitUntil(lambda: page._empty.isVisibleTo(page) and "Không có hồ sơ nào" in page._empty.text())
    assert not page.may_merge()
