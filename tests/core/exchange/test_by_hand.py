"""What a person decides about a list: columns, sheets, headers, cells, proposals; single rows judged again."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tmdt_desktop.errors import Refused
from tmdt_desktop.exchange.book import Book, Merge, Sheet
from tmdt_desktop.exchange.check_list import CheckedRows, check_rows, checked_again
from tmdt_desktop.exchange.plans import ByHand, ListPlan
from tmdt_desktop.exchange.understanding import Wanted, replanned, understand
from tmdt_desktop.records.business import Business

HEADER = ["STT", "Tên cơ sở", "Loại", "MST", "Xã, thị trấn", "SĐT"]
ROWS = [
    [1, "Shop Mơ", "Hộ kinh doanh", "8992479757", "Xã Ngọc Mỹ", "0912345678"],
    [2, "Shop Mận", "Hộ kinh donh", "", "Xã Ngọk Mỹ", "12345"],
    [3, "Shop Đào", "HKD", "", "nt", "0912345670"],
]
PAGE = "Trang 1"
Books = Callable[..., Book]


def planned(book: Book, **more: Any) -> ListPlan:
    return understand(book, Wanted(Business, date(2024, 12, 14), "246", **more))


@pytest.fixture
def plan(book: Books) -> ListPlan:
    return planned(book([["UBND HUYỆN LẬP THẠCH"], ["PHÒNG KINH TẾ"], HEADER, *ROWS]))


def proposals(checked: CheckedRows) -> dict[tuple[int, str], str]:
    return {(told.row, told.field): told.proposed for told in checked.told if told.level == "proposal"}


def test_what_was_decided_later_holds() -> None:
    first = ByHand(columns={("a", 0): "name", ("a", 1): None}, sheets={"a": False})
    both = first.with_(ByHand(columns={("a", 1): "phone"}))
    assert both == ByHand(columns={("a", 0): "name", ("a", 1): "phone"}, sheets={"a": False})


def test_a_near_spelling_is_proposed_and_the_row_waits(plan: ListPlan) -> None:
    checked = check_rows(plan)
    assert proposals(checked) == {(5, "kind"): "HOUSEHOLD", (5, "commune"): "08767", (6, "commune"): "08767"}
    assert {"kind", "commune"} <= checked.rows[1].faults.keys()
    assert "kind" not in checked.rows[1].values


def test_an_accepted_proposal_is_taken_and_told_with_before_and_after(plan: ListPlan) -> None:
    taken = {(PAGE, 5, "kind"): "HOUSEHOLD", (PAGE, 5, "commune"): "08767"}
    row = check_rows(replanned(plan, ByHand(accepted=taken))).rows[1]
    assert set(row.faults) == {"phone"}
    assert (row.values["kind"].name, row.values["commune"]) == ("HOUSEHOLD", "08767")
    assert ("kind", "Hộ kinh donh", "Hộ kinh doanh") in {(r.field, r.before, r.after) for r in row.repairs}


def test_a_typed_cell_stands_in_place_of_the_one_in_the_file(plan: ListPlan) -> None:
    row = check_rows(replanned(plan, ByHand(cells={(PAGE, 5, 5): "0987654321"}))).rows[1]
    assert row.values["phone"] == "0987654321"
    assert plan.book.sheets[0].rows[4][5] == "12345"


def test_a_cell_typed_into_several_lines_of_one_business_replaces_them_all(book: Books) -> None:
    rows = [[*HEADER, "Facebook"], [*ROWS[0], "fb.com/a"], ["", "", "", "", "", "", "fb.com/b"]]
    merged = planned(book(rows, merges=tuple(Merge(1, at, 2, at) for at in range(6))))
    assert len(check_rows(merged).rows[0].values["channels"]) == 2
    (row,) = check_rows(replanned(merged, ByHand(cells={(PAGE, 2, 6): "fb.com/c"}))).rows
    assert [each["address"] for each in row.values["channels"]] == ["facebook.com/c"]


def test_single_rows_are_judged_alone_and_know_what_stands_above(plan: ListPlan) -> None:
    again = check_rows(replanned(plan, ByHand(cells={(PAGE, 5, 4): "Xã Quang Sơn"})), only=frozenset({(PAGE, 6)}))
    assert [(row.row, row.values["commune"]) for row in again.rows] == [(6, "08764")]


def test_the_rest_of_a_list_stays_while_one_row_is_judged_again(plan: ListPlan) -> None:
    before = check_rows(plan)
    by_hand = ByHand(cells={(PAGE, 5, 2): "HKD", (PAGE, 5, 4): "Xã Ngọc Mỹ", (PAGE, 5, 5): "0987654321"})
    after = checked_again(before, replanned(plan, by_hand), frozenset({(PAGE, 5)}))
    assert not after.rows[1].faults
    assert after.rows[0] is before.rows[0]
    assert not any(told.row == 5 for told in after.told)
    assert after.dropped == before.dropped


def test_two_rows_are_no_longer_alike_once_one_is_put_right(book: Books) -> None:
    twice = [ROWS[0], [2, "Shop Khác", "HKD", "8992479757", "Xã Ngọc Mỹ", ""]]
    plan = planned(book([HEADER, *twice]))
    before = check_rows(plan)
    assert all(row.faults for row in before.rows)
    after = checked_again(before, replanned(plan, ByHand(cells={(PAGE, 3, 3): ""})), frozenset({(PAGE, 3)}))
    assert not any(row.faults for row in after.rows)


def test_of_rows_with_one_code_and_one_name_the_first_comes_in(book: Books) -> None:
    twice = [
        ["", "Hộ kinh doanh Mơ", "", "8992479757", "Xã Ngọc Mỹ", ""],
        ["", "HKD: Mơ", "", "8992479757", "Xã Ngọc Mỹ", ""],
    ]
    first, second = check_rows(planned(book([HEADER, *twice]))).rows
    assert ("tax_code" in first.doubts, dict(first.faults)) == (True, {})
    assert "tax_code" in second.faults


def test_a_sheet_can_be_left_out_and_taken_in_again() -> None:
    sheets = tuple(Sheet(name, [HEADER, ROWS[0]]) for name in ("Một", "Hai"))
    plan = planned(Book(Path("ds.xlsx"), sheets))
    less = replanned(plan, ByHand(sheets={"Hai": False}))
    assert [bool(sheet.skipped) for sheet in less.sheets] == [False, True]
    assert [bool(sheet.skipped) for sheet in replanned(less, ByHand(sheets={"Hai": True})).sheets] == [False, False]
    with pytest.raises(Refused):
        replanned(plan, ByHand(sheets={"Một": False, "Hai": False}))


def test_a_header_set_by_hand_is_taken_though_it_names_nothing(book: Books) -> None:
    rows = [
        ["UBND HUYỆN"],
        ["A1", "Q", "W"],
        ["Shop Mơ", "Ngọc Mỹ", "0912345678"],
        ["Shop Mận", "Ngọc Mỹ", "0912345679"],
    ]
    plan = planned(book([*rows, [], HEADER, *ROWS]))
    made = replanned(plan, ByHand(headers={PAGE: (2, 2)}, columns={(PAGE, 0): "name", (PAGE, 1): "commune"}))
    assert made.sheets[0].header_rows == (2,)
    assert [row.values["name"] for row in check_rows(made).rows][:2] == ["Shop Mơ", "Shop Mận"]


def test_the_sender_is_the_lowest_office_that_every_title_names(book: Books) -> None:
    assert planned(book([["UBND HUYỆN LẬP THẠCH"], ["UBND xã  Đồng Ích."], HEADER, *ROWS])).sender == "UBND XÃ ĐỒNG ÍCH"
    titles = (["UBND HUYỆN LẬP THẠCH"], ["UBND XÃ NGỌC MỸ"]), (["UBND HUYỆN LẬP THẠCH"], ["UBND XÃ QUANG SƠN"])
    sheets = tuple(
        Sheet(str(at), [[*line, *[""] * 5] for line in lines] + [HEADER, ROWS[0]]) for at, lines in enumerate(titles)
    )
    assert planned(Book(Path("ds.xlsx"), sheets)).sender == "UBND HUYỆN LẬP THẠCH"
    assert planned(book([["DANH SÁCH"], HEADER, *ROWS])).sender == ""


def test_lists_of_one_layout_are_known_by_their_headings(book: Books, plan: ListPlan) -> None:
    assert planned(book([[c.upper() for c in HEADER], *ROWS[:1]])).layout == plan.layout
    assert planned(book([[*HEADER, "Ghi chú"], *ROWS[:1]])).layout != plan.layout


def test_a_column_s_alphabet_chosen_by_hand_is_read_anew_and_shown(book: Books) -> None:
    made = book([HEADER, [1, "Hé kinh doanh Hïng", "HKD", "", "Xã Ngọc Mỹ", ""], *ROWS])
    plan = replanned(planned(made), ByHand(encodings={(PAGE, 1): "tcvn3"}))
    column = plan.sheets[0].columns[0]
    assert (column.encoding, column.before_after) == ("tcvn3", (("Hé kinh doanh Hïng", "Hộ kinh doanh Hùng"),))
    assert check_rows(plan).rows[0].values["name"] == "Hộ kinh doanh Hùng"


def test_a_plan_made_again_keeps_its_sender(plan: ListPlan) -> None:
    known = replace(plan, sender="ĐỘI THUẾ SỐ 2")
    assert replanned(known, ByHand(headers={PAGE: (3, 3)})).sender == "ĐỘI THUẾ SỐ 2"
