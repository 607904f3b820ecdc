"""Which commune a row is of, where column, address, group and title say different things."""

from collections.abc import Callable
from datetime import date

import pytest

from tmdt_desktop.catalogues.units import Commune
from tmdt_desktop.errors import Invalid
from tmdt_desktop.exchange.check_list import CheckedRows

Checked = Callable[..., CheckedRows]


def test_an_address_goes_before_the_title_and_the_difference_is_told(checked: Checked) -> None:
    made = checked([["UBND XÃ NGỌC MỸ"], ["Danh sách năm 2024"], ["STT", "Tên cơ sở", "MST", "Địa chỉ"],
                    [1, "Shop An", "", "Thôn 1, xã Quang Sơn"], [2, "Shop Bình", "", "Thôn 2, xã Ngọc Mỹ"], [3, "Shop Chi", "", "Thôn 3"]])  # fmt: skip
    assert [row.values["commune"] for row in made.rows] == ["08764", "08767", "08767"]
    told = [each for each in made.told if each.field == "commune"]
    assert [(each.row, each.level) for each in told] == [(4, "doubt")]
    assert {"Quang Sơn", "Ngọc Mỹ"} <= {place for place in ("Quang Sơn", "Ngọc Mỹ") if place in told[0].sentence}


def test_an_address_outside_the_area_is_told_where_the_title_gives_the_commune(checked: Checked) -> None:
    made = checked([["UBND XÃ NGỌC MỸ"], ["Danh sách năm 2024"], ["STT", "Tên cơ sở", "MST", "Địa chỉ"], [1, "Shop An", "", "Thôn 1, xã Tam Hợp"]])  # fmt: skip
    assert made.rows[0].values["commune"] == "08767"
    assert any(each.level == "doubt" and "không thuộc" in each.sentence for each in made.told)


def test_of_old_and_new_communes_those_of_the_list_s_day_are_taken(checked: Checked) -> None:
    header = ["STT", "Tên cơ sở", "Xã mới (sau 01/7/2025)", "Xã cũ", "SĐT"]
    made = checked([["Danh sách năm 2024"], header, [1, "Shop An", "Tiên Lữ", "Đồng Ích", "0912345678"]])
    assert made.rows[0].values["commune"] == "08839"


@pytest.mark.parametrize(
    ("day", "said"), [(date(2025, 6, 30), "kết thúc (30/06/2025)"), (date(2024, 6, 30), "sau ngày của danh sách")]
)
def test_a_name_of_after_the_office_s_end_says_so(day: date, said: str) -> None:
    with pytest.raises(Invalid) as told:
        Commune(day, "249").parse("Xuân Lãng")
    assert said in str(told.value)
