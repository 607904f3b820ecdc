"""Choices, bands of money and sorts of business as lists write them: nothing lost, nothing guessed in silence."""

from collections.abc import Callable
from datetime import date

import pytest

from tmdt_desktop.errors import Invalid
from tmdt_desktop.exchange.amounts import read_band
from tmdt_desktop.exchange.check_list import CheckedRows
from tmdt_desktop.exchange.choice_words import is_person_name, kind_of_name, read_choices
from tmdt_desktop.exchange.identifiers import read_either
from tmdt_desktop.exchange.plans import ByHand
from tmdt_desktop.exchange.templates import TEXT, number_format
from tmdt_desktop.exchange.values import Reading
from tmdt_desktop.kinds import Choice, Choices
from tmdt_desktop.records.business import Business, BusinessRole, Goods, Payment, RevenueBand, SubjectKind

Checked = Callable[..., CheckedRows]


@pytest.mark.parametrize(
    ("text", "band"),
    [
        ("13 tỷ", "TO_50B"),
        ("30 tỷ", "TO_50B"),
        ("3,5 tỷ", "TO_50B"),
        ("1,5 tỷ", "TO_3B"),
        (">50 tỷ", "OVER_50B"),
        ("trên 60 tỷ", "OVER_50B"),
        ("<100tr", "UNDER_100M"),
        ("dưới 50 triệu", "UNDER_100M"),
        ("300-400 triệu", "TO_500M"),
        ("khoảng 2-3 tỷ", "TO_3B"),
        ("Dưới 100 triệu", "UNDER_100M"),
        ("Trên 50 tỷ", "OVER_50B"),
        (150_000_000.0, "TO_500M"),
    ],
)
def test_an_amount_goes_into_its_band(text: object, band: str) -> None:
    assert read_band(Choice(RevenueBand), text).value is RevenueBand[band]


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("trên 3 tỷ", "TO_50B"),
        ("trên 1 tỷ", "TO_3B"),
        ("dưới 500 triệu", "TO_500M"),
        ("dưới 1 tỷ", "TO_1B"),
        ("200 triệu - 2 tỷ", "TO_500M"),
    ],
)
def test_a_bound_that_fits_no_band_is_proposed_not_taken(text: str, near: str) -> None:
    read = read_band(Choice(RevenueBand), text)
    assert (read.value, read.proposed) == (None, near)
    assert text in read.doubt


def test_no_turnover_is_the_lowest_band_with_a_doubt() -> None:
    read = read_band(Choice(RevenueBand), 0.0)
    assert read.value is RevenueBand.UNDER_100M
    assert read.doubt


@pytest.mark.parametrize("text", ["50", 50.0, "3 cái", "12-13"])
def test_figures_that_are_no_amount_are_never_near_to_a_band(text: object) -> None:
    with pytest.raises(Invalid):
        read_band(Choice(RevenueBand), text)


def test_a_part_that_is_no_choice_is_told() -> None:
    read = read_choices(Choices(Goods), "Nông sản; hàng mã; Thực phẩm, đồ uống")
    assert read.value == (Goods.FARM, Goods.FOOD)
    assert "hàng mã" in read.doubt


def test_a_part_that_is_nearly_a_choice_is_proposed_with_the_rest() -> None:
    near = read_choices(Choices(Goods), "Nông sản; Mỹ phẫn")
    assert near.value == (Goods.FARM,)
    assert near.proposed == "FARM COSMETICS"


@pytest.mark.parametrize(
    ("of", "text", "names"),
    [
        (Goods, "Thời trang", "FASHION"),
        (Payment, "Tiền mặt, QR code, Momo", "COD WALLET QR"),
        (BusinessRole, "Bán livestream; Shipper", "LIVESTREAMER CARRIER"),
        (Goods, "Thời trang, phụ kiện và Mẹ và bé", "FASHION BABY"),
    ],
)
def test_short_words_for_choices_are_known(of: type, text: str, names: str) -> None:
    read = read_choices(Choices(of), text)
    assert [term.name for term in read.value or ()] == names.split()  # type: ignore[attr-defined]
    assert not read.doubt


def test_a_proposal_for_several_choices_can_be_accepted(checked: Checked, book: Callable[..., object]) -> None:
    from tmdt_desktop.exchange.check_list import check_rows
    from tmdt_desktop.exchange.understanding import Wanted, understand

    rows = [["STT", "Tên cơ sở", "Xã", "Ngành hàng"], [1, "Shop An", "Ngọc Mỹ", "Nông sản; Mỹ phẫn"]]
    told = next(each for each in checked(rows).told if each.level == "proposal")
    by_hand = ByHand(accepted={(told.sheet, told.row, told.field): told.proposed})
    plan = understand(book(rows), Wanted(Business, date(2025, 6, 30), "246", by_hand=by_hand))  # type: ignore[arg-type]
    assert check_rows(plan).rows[0].values["goods"] == (Goods.FARM, Goods.COSMETICS)


@pytest.mark.parametrize(
    ("cell", "code"), [(4791.0, "4791"), (4791, "4791"), ("4791", "4791"), ("0119", "0119"), (119.0, "0119")]
)
def test_a_code_of_activity_may_be_a_number(cell: object, code: str) -> None:
    read = Reading(date(2024, 12, 31), "246").of(Business.field("industry"))(cell)
    assert str(read.value) == f"2018:{code}"
    assert bool(read.repaired) == (cell == 119.0)


def test_the_template_keeps_codes_as_text() -> None:
    assert number_format(Business.field("industry").kind) == TEXT


def test_nine_digits_of_a_text_file_may_be_a_tax_code_without_its_zero() -> None:
    sort, read = read_either("178974636")
    assert (sort, read.value) == ("tax", "0178974636")
    assert read.doubt
    assert read_either("135123456")[0] == "person"


@pytest.mark.parametrize("name", ["Hộ ông Nguyễn Văn A", "Hộ bà Lan", "Tổng kho Mai Hương"])
def test_a_household_is_told_by_its_first_word(name: str) -> None:
    assert kind_of_name(name) == "HOUSEHOLD"


@pytest.mark.parametrize(
    ("name", "person"),
    [
        ("Hồ Văn B", True),
        ("Nguyen Van Nam", True),
        ("lê thị tư", True),
        ("PHÙNG THẾ VỸ", True),
        ("Hà Thành Coffee", False),
        ("Mái ấm Việt", False),
        ("Chu Đậu gốm", False),
        ("Tổng Đại Lý", False),
    ],
)
def test_a_person_has_a_family_name_and_vietnamese_words(name: str, person: bool) -> None:
    assert is_person_name(name) == person


def test_the_heading_tells_that_names_are_of_households(checked: Checked) -> None:
    made = checked([["STT", "Tên HKD", "Xã"], [1, "Lê Thị An", "Ngọc Mỹ"]])
    assert made.rows[0].values["kind"] is SubjectKind.HOUSEHOLD
