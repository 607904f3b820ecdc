"""The page of doubles by keyboard: pairs with reasons, sides chosen, merged, taken back, told apart."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tmdt_desktop.records.business import Activity, Business, ChannelKind, SubjectKind
from tmdt_desktop.records.training import Training
from tmdt_desktop.services import registers
from tmdt_desktop.services.registers import Query
from ui.pages.duplicates import DuplicatesPage
from ui.pages.not_same_dialog import NotSameDialog
from ui.shell.desk import Desk


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
