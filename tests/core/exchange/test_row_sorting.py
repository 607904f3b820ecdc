"""Lines that look like totals, signatures or groups and are records, and the other way round."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from tmdt_desktop.exchange.book import Book
from tmdt_desktop.exchange.check_list import CheckedRows
from tmdt_desktop.exchange.understanding import Wanted, understand
from tmdt_desktop.records.business import Business

Checked = Callable[..., CheckedRows]
FIGURES = ["STT", "Tên cơ sở", "MST", "Xã", "Số lao động", "Lao động phụ trách TMĐT", "Shopee", "Lazada"]
POSTS = ["Tên doanh nghiệp", "Chức danh", "Điện thoại", "Xã"]


def names(checked: CheckedRows) -> list[Any]:
    return [row.values.get("name") for row in checked.rows]


def kinds(checked: CheckedRows) -> dict[int, str]:
    return {line.row: line.kind for line in checked.dropped}


@pytest.mark.parametrize(
    "total",
    [
        ["", "Tổng cộng", "", "", 25, 5, 2, 1],
        ["", "Cộng xã Ngọc Mỹ", 1, "", 25, 5, 2, 1],
        ["", "Cộng trang 1", 1, "", 25, 5, 2, 1],
        ["Tổng cộng", "", "", "", 25, 5, 2, 1],
        ["", "Tổng cộng", "12 hộ", "", "25", "5,0", 2, 1],
    ],
)
def test_a_line_of_sums_is_no_record_however_many_figures_it_has(checked: Checked, total: list[Any]) -> None:
    first = [1, "Cửa hàng Nam", "", "Ngọc Mỹ", 5, 2, "shopee.vn/nam", ""]
    made = checked([FIGURES, first, total, [2, "Cửa hàng Bắc", "", "Ngọc Mỹ", 5, 2, "shopee.vn/bac", ""]])
    assert names(made) == ["Cửa hàng Nam", "Cửa hàng Bắc"]
    assert kinds(made)[3] == "total"


def test_a_wide_line_of_a_name_that_begins_like_a_sum_is_a_record(checked: Checked) -> None:
    made = checked([FIGURES, ["", "Cộng xã viên Hòa", "0101243150", "Ngọc Mỹ", 5, 2, "shopee.vn/nam", "x"]])
    assert names(made) == ["Cộng xã viên Hòa"]


def test_a_director_is_no_signature(checked: Checked) -> None:
    made = checked([POSTS, ["Công ty An", "Chủ tịch HĐQT", "0912345001", "Ngọc Mỹ"], ["Công ty Bình", "Giám đốc", "", "Ngọc Mỹ"],
                    ["Công ty Cúc", "Phó GĐ", "", "Ngọc Mỹ"], ["Công ty Em", "Chủ hộ", "0912345005", "Ngọc Mỹ"]])  # fmt: skip
    assert names(made) == ["Công ty An", "Công ty Bình", "Công ty Cúc", "Công ty Em"]


def test_names_that_begin_like_a_signature_are_records(checked: Checked) -> None:
    made = checked([["Tên hộ kinh doanh", "Chức danh", "Địa bàn"], ["Nguyễn Thị Lan", "Giám đốc", "Ngọc Mỹ"],
                    ["TM Hà An", "Chủ hộ", "Ngọc Mỹ"], ["Kế toán Minh Đức", "Chủ hộ", "Ngọc Mỹ"], ["Vũ Thị Tuyết", "Chủ hộ", "Ngọc Mỹ"]])  # fmt: skip
    assert len(made.rows) == 4


def test_a_record_without_number_after_a_signature_is_a_record(checked: Checked) -> None:
    header = ["STT", "Tên cơ sở", "Xã", "SĐT"]
    made = checked([header, [1, "Shop An", "Ngọc Mỹ", ""], ["", "Người lập biểu", "", "Chủ tịch"], ["", "Trần Văn Nam", "", "Lê Thị Hoa"],
                    header, ["", "Shop Bình", "Ngọc Mỹ", "0912345678"], ["", "Người lập biểu", "", "Chủ tịch"], ["", "Trần Văn Nam", "", "Lê Thị Hoa"]])  # fmt: skip
    assert names(made) == ["Shop An", "Shop Bình"]


def test_a_dropped_line_that_bears_a_name_and_more_is_told(book: Callable[..., Book]) -> None:
    rows = [["Tên cơ sở", "Mặt hàng", "Ghi chú"], ["Shop An", "Gốm", "mới"], ["Kế toán Minh Đức", "Sổ sách", ""]]
    plan = understand(book([[*row, ""] for row in rows]), Wanted(Business, date(2024, 12, 31), "246"))
    assert any(note.startswith("Dòng 3 ") for note in plan.sheets[0].notes)


def test_a_numbered_note_or_sum_is_a_record(checked: Checked) -> None:
    made = checked([["STT", "Tên cơ sở", "Xã"], [1, "Ghi chú: Shop", "Ngọc Mỹ"], [2, "Cộng: Shop", "Ngọc Mỹ"]])
    assert names(made) == ["Ghi chú: Shop", "Cộng: Shop"]


def test_a_lone_name_below_a_group_is_a_record_and_told(book: Callable[..., Book], checked: Checked) -> None:
    rows = [["STT", "Tên hộ kinh doanh", "Xã", "SĐT"], ["", "Xã Ngọc Mỹ"], [1, "Lê An", "", "0912345001"], [2, "Lê Bình", "", ""],
            ["", "Thị trấn Hoa Sơn"], ["", "Lê Chung", "", ""], ["", "Nhóm hàng ăn", "", ""], [4, "Lê Dũng", "", "0912345004"]]  # fmt: skip
    rows = [[*row, *[""] * (4 - len(row))] for row in rows]
    made = checked(rows)
    assert names(made) == ["Lê An", "Lê Bình", "Lê Chung", "Lê Dũng"]
    assert [row.values["commune"] for row in made.rows] == ["08767", "08767", "08789", "08789"]
    plan = understand(book(rows), Wanted(Business, date(2024, 12, 31), "246"))
    assert any("Dòng 6 chỉ có tên" in note for note in plan.sheets[0].notes)
