"""Rows pasted from a spreadsheet: with their column names as a file, without them by place; the rest is refused in words."""

import pytest

from tmdt_desktop.errors import Refused
from tmdt_desktop.exchange.plans import ByHand
from tmdt_desktop.records.business import Business
from tmdt_desktop.records.package import Package
from tmdt_desktop.services.import_list import CheckedList, check_list, commit_list, replan
from tmdt_desktop.services.paste_list import NAME, Pasted, read_pasted
from tmdt_desktop.services.registers import Query, count
from tmdt_desktop.store.workspace import Workspace

HEAD = "STT\tTên cơ sở\tLoại hình\tĐịa chỉ\tXã, thị trấn\tSĐT\r\n"
ROWS = (
    '1\tHộ kinh doanh An Bình\tHộ kinh doanh\t"Tổ 1\nphố Mới"\tThái Hòa\t0912 345 678\r\n'
    "2\tCửa hàng Sen Hồng\tHộ kinh doanh\tThôn 2\tThái Hòa\t0987654321\r\n"
)
PLACES = ("name", "kind", "address", "commune", "phone")


def checked(ws: Workspace, text: str, *fields: str) -> CheckedList:
    return check_list(ws, read_pasted(ws, Pasted(text, Business, fields)))


def names(made: CheckedList) -> list[str]:
    return [str(row.values.get("name")) for row in (*made.new, *made.faulty)]


def test_rows_with_their_column_names_are_understood_as_a_file(ws: Workspace) -> None:
    made = checked(ws, HEAD + ROWS)
    assert names(made) == ["Hộ kinh doanh An Bình", "Cửa hàng Sen Hồng"]
    assert made.new[0].values["phone"] == "0912345678"
    assert made.plan.file.name == NAME


def test_a_title_above_the_column_names_is_no_row(ws: Workspace) -> None:
    made = checked(ws, "DANH SÁCH CƠ SỞ BÁN HÀNG QUA MẠNG\t\t\t\t\t\r\n" + HEAD + ROWS, *PLACES)
    assert len(made.new) == 2
    assert [line.kind for line in made.dropped] == ["title", "header"]


def test_rows_without_column_names_fill_the_list_by_place(ws: Workspace) -> None:
    text = ROWS.replace("1\tHộ", "Hộ").replace("2\tCửa", "Cửa")
    made = checked(ws, text, *PLACES)
    assert names(made) == ["Hộ kinh doanh An Bình", "Cửa hàng Sen Hồng"]
    assert [row.row for row in made.new] == [2, 3]
    assert made.new[1].values["phone"] == "0987654321"


def test_running_numbers_before_the_rows_are_no_column_of_theirs(ws: Workspace) -> None:
    assert names(checked(ws, ROWS, *PLACES)) == ["Hộ kinh doanh An Bình", "Cửa hàng Sen Hồng"]


def test_columns_beyond_the_list_are_left_out(ws: Workspace) -> None:
    made = read_pasted(ws, Pasted("Hộ A\tThái Hòa\tx\r\nHộ B\tThái Hòa\ty\r\n", Business, ("name", "commune")))
    assert [column.path for column in made.sheets[0].columns] == ["name", "commune", None]


def test_addresses_on_line_go_to_their_sub_list(ws: Workspace) -> None:
    text = "Hộ A\tThái Hòa\thttps://shopee.vn/hoa\r\nHộ B\tThái Hòa\tfacebook.com/hoa\r\n"
    made = checked(ws, text, "name", "commune", "channels")
    told = [[line["address"] for line in row.values["channels"]] for row in (*made.new, *made.faulty)]
    assert told == [["shopee.vn/hoa"], ["facebook.com/hoa"]]


def test_what_was_decided_about_such_a_list_holds_for_the_next(ws: Workspace) -> None:
    plan = read_pasted(ws, Pasted(HEAD + ROWS, Business))
    decided = replan(ws, plan, ByHand(columns={("", 3): "note"}))
    commit_list(ws, check_list(ws, decided))
    again = read_pasted(ws, Pasted(HEAD + ROWS.replace("An Bình", "Khác"), Business))
    assert {column.index: column.path for column in again.sheets[0].columns}[3] == "note"
    assert again.remembered is not None


def test_names_alone_are_a_list(ws: Workspace) -> None:
    assert names(checked(ws, "Hộ An\r\nHộ Bình\r\nHộ Chi\r\n", "name")) == ["Hộ An", "Hộ Bình", "Hộ Chi"]
    assert names(checked(ws, "Tên cơ sở\r\nHộ An\r\nHộ Bình\r\n", "name")) == ["Hộ An", "Hộ Bình"]


def test_one_row_alone_is_a_list(ws: Workspace) -> None:
    assert names(checked(ws, "Hộ An\tHộ kinh doanh\r\n", *PLACES)) == ["Hộ An"]


def test_pasted_rows_go_in_as_one_act(ws: Workspace) -> None:
    done = commit_list(ws, checked(ws, HEAD + ROWS))
    assert done.added == count(ws, Business, Query()) == 2


def test_old_fonts_are_put_right(ws: Workspace) -> None:
    text = (
        "Hé kinh doanh Hoµng Lan\tThái Hòa\r\nHé kinh doanh §øc Minh\tThái Hòa\r\nHé kinh doanh BÝch Ngäc\tThái Hòa\r\n"
    )
    assert names(checked(ws, text, "name", "commune"))[0] == "Hộ kinh doanh Hoàng Lan"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "Chưa có gì để dán."),
        ("\r\n\t\r\n", "Chưa có gì để dán."),
        ("Hộ An", "Mới chép một ô."),
        ("Ngày nay, thương mại điện tử " * 180_000, "Mới chép một ô."),
        (("Ngày nay, thương mại điện tử " * 20 + "\r\n") * 9_000, "Phần chép là một đoạn văn, không phải bảng."),
        ("\x01\x02\x7fELF\x03\x04\x05\x06" * 50, "Phần chép không phải bảng."),
    ],
)
def test_what_is_no_table_is_refused_in_words(ws: Workspace, text: str, what: str) -> None:
    with pytest.raises(Refused) as caught:
        read_pasted(ws, Pasted(text, Business, PLACES))
    assert caught.value.what == what
    assert "Ctrl+C" in caught.value.cure


def test_rows_without_a_column_of_names_are_refused_with_the_cure(ws: Workspace) -> None:
    with pytest.raises(Refused) as caught:
        read_pasted(ws, Pasted("Thái Hòa\t0912345678\r\nThái Hòa\t0987654321\r\n", Business, ("commune", "phone")))
    assert "Tên" in caught.value.what


def test_a_register_that_takes_no_lists_takes_no_pasted_rows(ws: Workspace) -> None:
    with pytest.raises(Refused):
        read_pasted(ws, Pasted(HEAD + ROWS, Package))
