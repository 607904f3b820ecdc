"""The tax branch's list by keyboard: begun, gone through heap by heap, put on paper, ended and taken back."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tmdt_desktop.errors import Refused
from tmdt_desktop.ids import uuid7
from tmdt_desktop.records.business import Activity, Business, SubjectKind
from tmdt_desktop.records.tax_review import TaxReview
from tmdt_desktop.services import registers
from tmdt_desktop.services.match_close import Closed
from tmdt_desktop.services.match_decide import ADD, KEEP, NOTED, TAKE
from tmdt_desktop.services.match_list import MatchWish, match_rounds, start_match
from tmdt_desktop.services.match_view import DIFFERING, LATER, OURS, THEIRS, UNSURE
from tmdt_desktop.services.registers import Query
from ui.pages.match import MatchPage
from ui.pages.match_dialogs import (
    MatchCloseDialog,
    MatchJoinDialog,
    MatchLeftDialog,
    MatchPaperDialog,
    MatchStartDialog,
)
from ui.parts.lines_table import LinesTable
from ui.shell.desk import Desk
from ui.shell.page import QuestionDialog
from ui.shell.widgets import Button

HEAD = "STT;MST;Tên NNT;Địa chỉ kinh doanh;Phường/Xã;Số điện thoại;Trạng thái MST"
ROWS = (
    HEAD,
    "1;2500150335;Công ty TNHH Hương Canh;Thôn Đoài;Xã Xuân Hòa;0912345678;00",
    "2;2500222206;Công ty TNHH Bàn Giản;Thôn Đoài;Xã Xuân Hòa;;00",
    "3;;Trần Văn Thủy;Thôn Bến;Xã Xuân Hòa;0977111222;00",
    "4;8991447062;Hộ KD Mới Về;Thôn Ngoài;Xã Xuân Hòa;;00",
    "5;8997946356;Hộ KD Vừa Sang;Thôn Ngoài;Xã Xuân Hòa;;00",
)


def business(name: str, **more: Any) -> dict[str, Any]:
    plain = {"kind": SubjectKind.HOUSEHOLD, "commune": "08794", "activity": Activity.ACTIVE, "name": name}
    return {**plain, **more}


OWN = (
    business("Công ty TNHH Hương Canh", tax_code="2500150335", address="Thôn Đông", phone="0900000001"),
    business("Công ty TNHH Bàn Giản", tax_code="2500222206", address="Thôn Tây"),
    business("Trần Văn Thuỷ", address="Thôn Bến", phone="0977111222"),
    business("Hộ Chỉ Ở Sổ"),
)


@pytest.fixture
def file(desk: Desk, tmp_path: Path) -> Path:
    with desk.workspace.change("Nhập") as batch:
        batch.insert(Business, OWN)
    made = tmp_path / "danh sach thue.csv"
    made.write_text("\n".join(ROWS) + "\n", encoding="utf-8-sig")
    return made


@pytest.fixture
def page(desk: Desk, file: Path, show: Callable[[QWidget], None], qtbot: QtBot) -> MatchPage:
    id_ = start_match(desk.workspace, MatchWish(file, "Đợt 1"))
    made = MatchPage(desk)
    show(made)
    made.refresh()
    made.arrive(id_)
    qtbot.waitUntil(lambda: made.work.view is not None)
    made.work.table.setFocus()
    return made


def press(qtbot: QtBot, page: MatchPage, key: Qt.Key) -> None:
    qtbot.keyClick(page.work.table, key)


def decision(page: MatchPage, name: str) -> str:
    assert page.work.view is not None
    return next(line.decision for line in page.work.view.lines if name in line.name)


def test_without_a_round_one_button_begins_and_the_dialog_reads_the_list(
    desk: Desk, file: Path, show: Callable[[QWidget], None], qtbot: QtBot
) -> None:
    page = MatchPage(desk)
    show(page)
    page.refresh()
    begin = page.findChild(Button, "begin")
    assert begin is not None
    qtbot.waitUntil(begin.isVisible)
    page.focus_first()
    assert begin.hasFocus()
    begin.click()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, MatchStartDialog)
    assert not dialog.primary.isEnabled()
    assert "đợt 1" in dialog.name.text()
    dialog.file.set_path(file)
    dialog.primary.click()
    qtbot.waitUntil(lambda: page.work.view is not None)
    assert len(match_rounds(desk.workspace)) == 1
    assert page.work.heap == DIFFERING
    assert page.work.heaps.buttons[THEIRS].count == 2
    assert page.band.isVisible(), "what was read of the list is told"


def test_a_decision_is_one_key_and_the_next_line_waits(page: MatchPage, qtbot: QtBot) -> None:
    press(qtbot, page, Qt.Key.Key_T)
    press(qtbot, page, Qt.Key.Key_G)
    qtbot.waitUntil(lambda: decision(page, "Bàn Giản") == KEEP)
    assert decision(page, "Hương Canh") == TAKE
    assert page.work.progress.text() == "Đã quyết 2/6"


def test_space_leaves_a_field_and_only_the_rest_is_taken(page: MatchPage, qtbot: QtBot) -> None:
    page.work.side.table.choose("address")
    taken = page.work.side.fields
    press(qtbot, page, Qt.Key.Key_Space)
    assert set(taken) - set(page.work.side.fields) == {"address"}
    press(qtbot, page, Qt.Key.Key_T)
    qtbot.waitUntil(lambda: decision(page, "Hương Canh") == TAKE)
    assert page.work.view is not None
    line = next(line for line in page.work.view.lines if "Hương Canh" in line.name)
    assert set(line.fields) == {"phone", "tax_status"}


def test_a_number_says_which_record_a_row_is(page: MatchPage, qtbot: QtBot) -> None:
    page.work.show_heap(UNSURE)
    assert page.work.side.candidate is not None
    press(qtbot, page, Qt.Key.Key_2)
    press(qtbot, page, Qt.Key.Key_1)
    qtbot.waitUntil(lambda: page.work.heaps.buttons[UNSURE].count == 0)
    assert page.work.view is not None
    assert next(line for line in page.work.view.lines if "Thủy" in line.name).id is not None


def test_several_lines_take_one_decision(page: MatchPage, qtbot: QtBot) -> None:
    page.work.show_heap(THEIRS)
    page.work.table.selectAll()
    assert len(page.work.selected()) == 2
    press(qtbot, page, Qt.Key.Key_M)
    qtbot.waitUntil(lambda: decision(page, "Vừa Sang") == ADD)
    assert decision(page, "Mới Về") == ADD


def test_what_is_not_in_their_list_is_noted_put_off_or_taken_back(page: MatchPage, qtbot: QtBot) -> None:
    page.work.show_heap(OURS)
    press(qtbot, page, Qt.Key.Key_G)
    qtbot.waitUntil(lambda: decision(page, "Chỉ Ở Sổ") == NOTED)
    press(qtbot, page, Qt.Key.Key_S)
    qtbot.waitUntil(lambda: decision(page, "Chỉ Ở Sổ") == LATER)
    press(qtbot, page, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: decision(page, "Chỉ Ở Sổ") == "")


def test_only_what_a_heap_can_be_decided_by_is_offered(page: MatchPage) -> None:
    def shown() -> set[str]:
        names = ("take", "keep", "add", "same_first", "not_same", "join_record")
        return {name for name in names if (made := page.findChild(Button, name)) is not None and made.isVisible()}

    assert shown() == {"take", "keep"}
    page.work.show_heap(UNSURE)
    assert shown() == {"same_first", "not_same"}
    page.work.show_heap(THEIRS)
    assert shown() == {"add", "keep", "join_record"}
    assert not page.may_take()


def test_a_row_that_was_not_found_is_joined_to_a_record_by_hand(page: MatchPage, qtbot: QtBot) -> None:
    page.work.show_heap(THEIRS)
    press(qtbot, page, Qt.Key.Key_N)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, MatchJoinDialog)
    assert not dialog.primary.isEnabled()
    dialog.record.line.setFocus()
    qtbot.keyClicks(dialog.record.line, "chi o so")
    qtbot.waitUntil(lambda: dialog.record.model.rowCount() == 1)
    dialog.record._picked(dialog.record.model.index(0, 0))
    dialog.primary.click()
    qtbot.waitUntil(lambda: page.work.heaps.buttons[OURS].count == 0)
    assert page.work.heaps.buttons[DIFFERING].count == 3


def test_papers_are_written_where_one_says(page: MatchPage, qtbot: QtBot, tmp_path: Path) -> None:
    for minutes, name in ((True, "bb.docx"), (False, "bg.csv")):
        dialog = page.paper(minutes=minutes)
        assert isinstance(dialog, MatchPaperDialog)
        with qtbot.waitSignal(dialog.written):
            dialog.write_to(tmp_path / name)
        assert (tmp_path / name).exists()
    assert page.band.isVisible()


def test_the_end_says_what_it_writes_and_can_be_taken_back(page: MatchPage, qtbot: QtBot) -> None:
    press(qtbot, page, Qt.Key.Key_T)
    qtbot.waitUntil(lambda: decision(page, "Hương Canh") == TAKE)
    page.close_round()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, MatchCloseDialog)
    assert dialog.primary.text() == "Kết thúc, để lại 1 dòng"
    assert "Ghi cả 4 dòng" in dialog.undecided.text()
    dialog.undecided.click()
    dialog.primary.click()
    qtbot.waitUntil(lambda: page.work.view is not None and page.work.view.round.closed)
    assert registers.count(page.ws, TaxReview, Query()) == 5
    assert not page.is_open()
    qtbot.waitUntil(page.acts["take_back"].isEnabled)
    page.work.table.setFocus()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    qtbot.keyClick(page.work.table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(page.is_open)
    assert registers.count(page.ws, TaxReview, Query()) == 0


def test_an_open_round_is_dropped_from_the_list_of_rounds(page: MatchPage, qtbot: QtBot) -> None:
    page.leave_round()
    qtbot.waitUntil(page.may_drop)
    page.drop()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, QuestionDialog)
    yes = dialog.findChild(Button, "yes")
    assert yes is not None
    yes.click()
    qtbot.waitUntil(lambda: match_rounds(page.ws) == ())


def test_t_with_nothing_ticked_says_so_and_stays_on_the_line(page: MatchPage, qtbot: QtBot) -> None:
    before, side = page.work.table.current_key, page.work.side
    for name in side.fields:
        side.table.choose(name)
        qtbot.keyClick(side.table, Qt.Key.Key_Space)
    assert side.fields == ()
    press(qtbot, page, Qt.Key.Key_T)
    assert "Chưa đánh dấu mục nào" in page.band.what.text()
    assert page.work.table.current_key == before


def test_a_refused_decision_does_not_move_on(page: MatchPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_what: object) -> None:
        raise Refused("Đợt này đã kết thúc.")

    monkeypatch.setattr("ui.pages.match.decide", refuse)
    before = page.work.table.current_key
    press(qtbot, page, Qt.Key.Key_G)
    qtbot.waitUntil(lambda: page.band.isVisibleTo(page))
    assert page.work.table.current_key == before


def test_a_line_whose_own_values_were_kept_shows_no_tick_and_t_takes_all_the_same(
    page: MatchPage, qtbot: QtBot
) -> None:
    key, able = page.work.table.current_key, page.work.side.able
    press(qtbot, page, Qt.Key.Key_G)
    qtbot.waitUntil(lambda: page.work.table.current_key != key)
    page.work.table.choose(key)
    assert page.work.side.fields == ()
    press(qtbot, page, Qt.Key.Key_T)
    qtbot.waitUntil(lambda: decision(page, "Hương Canh") == TAKE)
    page.work.table.choose(key)
    assert page.work.side.fields == able


def test_the_end_tells_all_that_was_left_in_warning_colours(page: MatchPage, qtbot: QtBot) -> None:
    left = ("«Hộ A»: đã đổi, giữ như sổ.", "«Hộ B»: đã đổi, giữ như sổ.")
    page._closed(Closed(uuid7(), 5, 0, 0, 0, left))
    assert "Không ghi được 2 việc." in page.band.what.text()
    assert page.band._ground.property("look") == "warn_soft"
    assert ".." not in page.band.what.text() + page.band.rest.text()
    next(button for button in page.band.findChildren(Button) if button.text() == "Xem").click()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, MatchLeftDialog)
    shown = dialog.findChild(LinesTable)
    assert shown is not None
    assert shown.lines_model.rowCount() == 2
    qtbot.keyClick(shown, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)
