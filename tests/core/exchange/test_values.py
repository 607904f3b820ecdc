"""Cells as lists write them: amounts, answers, choices, codes, communes, dittos; columns known by what they hold."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tmdt_desktop.errors import Invalid
from tmdt_desktop.exchange.amounts import read_flag, read_money
from tmdt_desktop.exchange.book import Book
from tmdt_desktop.exchange.check_list import CheckedRows
from tmdt_desktop.exchange.choice_words import bare_name, read_choice
from tmdt_desktop.exchange.days import read_day
from tmdt_desktop.exchange.understanding import Wanted, understand
from tmdt_desktop.exchange.values import Reading, is_ditto
from tmdt_desktop.kinds import Choice, Flag, Money
from tmdt_desktop.records.business import Business, SubjectKind
from tmdt_desktop.records.duty_answer import DutyOutcome

Checked = Callable[..., CheckedRows]
READING = Reading(date(2024, 12, 14), "246")


@pytest.mark.parametrize(
    ("text", "dong"),
    [("1,5 tỷ", 1_500_000_000), ("500 triệu", 500_000_000), ("1 tỷ 200 triệu", 1_200_000_000), ("1.200 triệu đồng", 1_200_000_000),
     ("50tr", 50_000_000), ("20 nghìn", 20_000), ("0,25 tỉ đồng", 250_000_000), ("1.234.567 đ", 1_234_567), (2500000.0, 2_500_000)],
)  # fmt: skip
def test_amounts_in_words_are_read_as_dong(text: object, dong: int) -> None:
    assert read_money(Money(), text).value == dong


@pytest.mark.parametrize("text", ["nhiều", "khoảng 5 triệu", "1,234,567", "5 trâu"])
def test_an_amount_that_says_something_else_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        read_money(Money(), text)


@given(st.integers(1, 10**6))
def test_millions_come_back_whole(millions: int) -> None:
    made = read_money(Money(), f"{millions} triệu")
    assert made.value == millions * 10**6
    assert made.repaired


@pytest.mark.parametrize(
    ("cell", "value"), [("x", True), ("Có", True), ("☑", True), ("đã có", True), (1.0, True), ("Không", False), (0.0, False), ("chưa có", False)]
)  # fmt: skip
def test_yes_and_no_have_many_words(cell: object, value: bool) -> None:
    assert read_flag(Flag(), cell).value is value


def test_an_answer_that_is_neither_is_refused() -> None:
    with pytest.raises(Invalid):
        read_flag(Flag(), "hai")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("5 tháng 3, 2024", date(2024, 3, 5)),
        ("15-Mar-2024", date(2024, 3, 15)),
        ("15 Dec 24", date(2024, 12, 15)),
        ("5.3.24", date(2024, 3, 5)),
    ],
)
def test_days_are_read_in_more_writings(text: str, day: date) -> None:
    assert read_day(text).value == day


@pytest.mark.parametrize("text", ["tháng 3 năm 2024", "03/2024", "2024", "quý II/2024", "5/3"])
def test_a_part_of_a_day_says_what_is_missing(text: str) -> None:
    with pytest.raises(Invalid, match="Ghi đủ ngày"):
        read_day(text)


def test_a_choice_by_another_word_is_taken_and_by_a_near_one_proposed() -> None:
    kind = Choice(SubjectKind)
    assert read_choice(kind, "HKD").value is SubjectKind.HOUSEHOLD
    assert read_choice(kind, "Cty TNHH MTV").value is SubjectKind.ENTERPRISE
    assert read_choice(kind, "Cơ sở SX bún").value is SubjectKind.WORKSHOP
    wrong = read_choice(kind, "Ho kinh donh")
    assert (wrong.value, wrong.proposed) == (None, "HOUSEHOLD")
    assert "Hộ kinh doanh" in wrong.doubt
    with pytest.raises(Invalid):
        read_choice(kind, "Trường học")


@pytest.mark.parametrize(
    ("cell", "code"), [("0", "00"), (0.0, "00"), ("5", "05"), ("06", "06"), ("Tạm ngừng hoạt động, kinh doanh", "05")]
)
def test_a_status_by_a_code_that_lost_its_zeros_is_read(cell: object, code: str) -> None:
    assert READING.of(Business.field("tax_status"))(cell).value == code


def test_a_status_that_is_no_code_is_empty() -> None:
    assert READING.of(Business.field("tax_status"))("không").value is None


@pytest.mark.parametrize("cell", ["„", '"', "″", "〃", "nt", "-nt-", "Như trên", "''", ",,", "//"])
def test_marks_that_say_as_above(cell: str) -> None:
    assert is_ditto(cell)


@pytest.mark.parametrize("cell", ["-", "", "0", "Nội Trú", "'2500150335", "n", 5, "'"])
def test_what_only_looks_like_such_a_mark(cell: object) -> None:
    assert not is_ditto(cell)


def test_a_name_without_its_form_is_one_name() -> None:
    assert bare_name("HTX NN Bảo Cường") == bare_name("HỢP TÁC XÃ NÔNG NGHIỆP BẢO CƯỜNG")
    assert bare_name("HKD: Mơ") == bare_name("Hộ kinh doanh Mơ")
    assert bare_name("Công ty TNHH Hòa") != bare_name("Công ty TNHH Hoa")
    assert bare_name("HKD") == "hkd"


HEADER = ["STT", "Tên cơ sở", "Xã, thị trấn", "Địa chỉ"]


def test_a_misspelt_commune_is_taken_when_the_address_says_the_same(checked: Checked) -> None:
    rows = [
        HEADER,
        [1, "HKD Mơ", "Xã Ngọk Mỹ", "Thôn Nội, xã Ngọc Mỹ, huyện Lập Thạch"],
        [2, "HKD Mận", "Xã Ngọk Mỹ", "Thôn Nội"],
    ]
    first, second = checked(rows).rows
    assert (first.values["commune"], dict(first.faults)) == ("08767", {})
    assert [(each.before, each.after) for each in first.repairs] == [("Xã Ngọk Mỹ", "08767")]
    assert "commune" in second.faults


def test_an_empty_commune_is_read_out_of_the_address(checked: Checked) -> None:
    rows = [
        HEADER,
        [1, "HKD Mơ", "", "Thôn Nội, xã Ngọc Mỹ, huyện Lập Thạch"],
        [2, "HKD Mận", "", "TDP 3, TT. Lập Thạch"],
    ]
    assert [row.values["commune"] for row in checked(rows).rows] == ["08767", "08761"]


def test_columns_without_a_known_heading_are_known_by_what_they_hold(book: Callable[..., Book]) -> None:
    rows: list[list[Any]] = [["STT", "Tên cơ sở", "Xã", "Cột 1x", "Cột 2x", "Cột 3x", "Cột 4x"]]
    rows += [
        [at, f"HKD Mơ {at}", "Xã Ngọc Mỹ", f"shopee.vn/mo{at}", f"09123456{at:02d}", "8992479757", f"việc {at}"]
        for at in range(1, 9)
    ]
    columns = understand(book(rows), Wanted(Business, date(2024, 12, 14), "246")).sheets[0].columns
    assert [column.path for column in columns][2:] == ["channels.ANY", "phone", "tax_code", None]
    assert all(column.confidence < 0.5 and column.note for column in columns[2:5])


def test_what_has_a_column_is_not_guessed_again(book: Callable[..., Book]) -> None:
    rows: list[list[Any]] = [["STT", "Tên cơ sở", "Xã", "SĐT", "Cột 1x"]]
    rows += [[at, f"HKD Mơ {at}", "Xã Ngọc Mỹ", f"09123456{at:02d}", f"09123457{at:02d}"] for at in range(1, 9)]
    assert understand(book(rows), Wanted(Business, date(2024, 12, 14), "246")).sheets[0].columns[-1].path is None


@pytest.mark.parametrize(
    ("text", "band"), [("250 triệu", "TO_500M"), ("1-3 tỷ", "TO_3B"), ("2,5 tỷ", "TO_3B"), ("Dưới 100 triệu", "UNDER_100M"), ("60 tỷ", "OVER_50B"), (750000000.0, "TO_1B")]
)  # fmt: skip
def test_a_turnover_is_put_in_its_band(text: object, band: str) -> None:
    assert READING.of(Business.field("revenue"))(text).value.name == band  # type: ignore[attr-defined]


def test_a_bare_number_is_no_turnover() -> None:
    with pytest.raises(Invalid):
        READING.of(Business.field("revenue"))(250.0)


@pytest.mark.parametrize(
    ("text", "name"), [("HĐĐT", "PLAIN"), ("Chưa", "NONE"), ("Máy tính tiền", "TILL"), ("có", "PLAIN")]
)
def test_short_words_about_invoices_are_known(text: str, name: str) -> None:
    assert READING.of(Business.field("e_invoice"))(text).value.name == name  # type: ignore[attr-defined]


def test_where_an_identity_card_was_issued_is_not_the_registration_s_place(book: Callable[..., Book]) -> None:
    rows: list[list[Any]] = [["STT", "Họ và tên", "CMND", "Ngày cấp", "Nơi cấp", "Xã", "Số ĐKKD", "Nơi cấp"]]
    rows += [[1, "Trần Thị Mai", "135123456", "01/02/2010", "CA tỉnh", "Xã Ngọc Mỹ", "26A8000001", "Phòng TC-KH"]]
    columns = understand(book(rows), Wanted(Business, date(2024, 12, 14), "246")).sheets[0].columns
    assert [column.path for column in columns][2:4] == [None, None]


def test_a_word_of_one_list_means_nothing_in_another() -> None:
    with pytest.raises(Invalid):
        read_choice(Choice(DutyOutcome), "chưa")


@pytest.mark.parametrize(
    ("cell", "day"), [("20240305", date(2024, 3, 5)), (20240305.0, date(2024, 3, 5)), ("Feb 3, 2020", date(2020, 2, 3))]
)
def test_days_of_other_programs_are_read(cell: object, day: date) -> None:
    assert read_day(cell).value == day


def test_a_status_with_its_words_behind_the_code_is_read() -> None:
    read = Reading(date(2024, 12, 31), "246").of(Business.field("tax_status"))("00-NNT đang hoạt động")
    assert read.value == "00"


def test_a_code_of_the_other_edition_is_a_doubt() -> None:
    assert "VSIC 2018" in Business.field("industry").kind.doubt("2025:4791")
