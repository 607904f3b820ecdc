"""Columns that hold two things, things that stand in two columns, and nothing cut in silence."""

from collections.abc import Callable
from datetime import date

import pytest

from tmdt_desktop.exchange.book import Book
from tmdt_desktop.exchange.check_list import CheckedRows
from tmdt_desktop.exchange.understanding import Wanted, understand
from tmdt_desktop.records.business import Business

Checked = Callable[..., CheckedRows]


@pytest.mark.parametrize(
    ("cell", "name", "address"),
    [
        ("Nguyễn Thị Na, thôn An Lão", "Nguyễn Thị Na", "thôn An Lão"),
        ("Trần Văn Ổn - thôn Bá Cầu, xã X", "Trần Văn Ổn", "thôn Bá Cầu, xã X"),
        ("Lê Quý, Hoa; TDP Lò Cang", "Lê Quý, Hoa", "TDP Lò Cang"),
        ("Lê Thị Quý", "Lê Thị Quý", None),
    ],
)
def test_a_name_and_an_address_in_one_cell_part(checked: Checked, cell: str, name: str, address: str | None) -> None:
    made = checked([["STT", "Họ tên, địa chỉ", "Xã"], [1, cell, "Ngọc Mỹ"]])
    assert (made.rows[0].values["name"], made.rows[0].values.get("address")) == (name, address)
    assert bool(made.rows[0].repairs) == bool(address)


def test_a_person_s_number_leaves_the_column_of_names(checked: Checked) -> None:
    made = checked([["STT", "Tên cơ sở", "Họ tên chủ cơ sở, số CCCD", "Xã"], [1, "Shop An", "Lê Thị Hoa, 026185001234", "Ngọc Mỹ"],
                    [2, "Shop Bình", "Ngô Thị Lan (CCCD: 026190001234)", "Ngọc Mỹ"]])  # fmt: skip
    assert [row.values["representative"] for row in made.rows] == ["Lê Thị Hoa", "Ngô Thị Lan"]
    assert [row.values["personal_id"] for row in made.rows] == ["026185001234", "026190001234"]
    assert not any("0261" in each.sentence for each in made.told)


def test_twelve_digits_in_a_text_are_a_doubt(checked: Checked) -> None:
    made = checked([["STT", "Tên cơ sở", "Địa chỉ", "Xã"], [1, "Shop An 026185001234", "Thôn 1", "Ngọc Mỹ"]])
    assert [(each.field, each.level) for each in made.told] == [("name", "doubt")]


def test_telephone_and_zalo_fill_both(checked: Checked) -> None:
    made = checked([["STT", "Tên cơ sở", "Xã", "SĐT, Zalo"], [1, "Shop An", "Ngọc Mỹ", "0912345678"]])
    assert made.rows[0].values["phone"] == "0912345678"
    assert [row["address"] for row in made.rows[0].values["channels"]] == ["zalo.me/0912345678"]


def test_two_columns_of_an_address_are_joined(checked: Checked) -> None:
    made = checked([["STT", "Tên cơ sở", "Xã", "Số nhà, đường", "Thôn"], [1, "Shop An", "Ngọc Mỹ", "Số 5", "Thôn Đông"], [2, "Shop Bình", "Ngọc Mỹ", "", "Thôn Tây"]])  # fmt: skip
    assert [row.values["address"] for row in made.rows] == ["Số 5, Thôn Đông", "Thôn Tây"]


def test_telephones_that_do_not_fit_are_told(checked: Checked) -> None:
    numbers = ["; ".join(f"09123456{tens}{one}" for one in range(6)) for tens in (1, 2)]
    made = checked([["STT", "Tên cơ sở", "Xã", "Điện thoại", "Di động"], [1, "Shop An", "Ngọc Mỹ", *numbers]])
    assert made.rows[0].values["phone"].startswith(numbers[0])
    assert all(len(number) == 10 for number in made.rows[0].values["phone"].split("; "))
    assert any(each.field == "phone" and each.level == "doubt" for each in made.told)


def test_headings_may_be_english(book: Callable[..., Book]) -> None:
    header = ["No.", "Business name", "Tax code", "Type", "Commune", "Address", "Phone number", "Email", "Website", "Facebook page", "Status", "Note"]  # fmt: skip
    plan = understand(book([header, [1, "An Shop", "", "Household", "Ngọc Mỹ", *[""] * 7]]), Wanted(Business, date(2024, 12, 31), "246"))  # fmt: skip
    assert [column.path for column in plan.sheets[0].columns] == [
        "name",
        "tax_code",
        "kind",
        "commune",
        "address",
        "phone",
        "email",
        "channels.WEBSITE",
        "channels.FACEBOOK",
        "activity",
        "note",
    ]


@pytest.mark.parametrize(
    ("heading", "path"),
    [
        ("Ngày cấp", "registered_on"),
        ("Ngày cấp MST", None),
        ("Số nhà, đường", "address"),
        ("Trang bán hàng (Facebook, Shopee...)", "channels.ANY"),
    ],
)
def test_more_headings_are_known(book: Callable[..., Book], heading: str, path: str | None) -> None:
    plan = understand(book([["STT", "Tên cơ sở", "Xã", heading], [1, "Shop An", "Ngọc Mỹ", ""]]), Wanted(Business, date(2024, 12, 31), "246"))  # fmt: skip
    assert plan.sheets[0].columns[-1].path == path


def test_a_line_of_letters_below_the_header_is_no_record(checked: Checked) -> None:
    made = checked([["STT", "Tên cơ sở", "Xã", "SĐT"], ["a", "b", "c", "d"], [1, "Shop An", "Ngọc Mỹ", ""]])
    assert [row.row for row in made.rows] == [3]
