"""Rules of NĐ 30/2020/NĐ-CP, Phụ lục I, with the vectors that offices go by."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tmdt_desktop.reports import wording
from tmdt_desktop.reports.document import Column, Gap, Head, Kind
from tmdt_desktop.reports.wording import Allotted, accompanying


@pytest.mark.parametrize(
    ("number", "symbol", "line"),
    [
        (5, "BC-UBND", "Số: 05/BC-UBND"),
        (12, "BC-UBND", "Số: 12/BC-UBND"),
        (125, "BC-KTHT", "Số: 125/BC-KTHT"),
        (None, "BC-UBND", "Số:        /BC-UBND"),
    ],
)
def test_a_number_below_ten_takes_a_zero_and_a_missing_one_leaves_a_blank(
    number: int | None, symbol: str, line: str
) -> None:
    assert wording.number_line(number, symbol) == line


@pytest.mark.parametrize(
    ("day", "line"),
    [
        (date(2024, 12, 9), "ngày 09 tháng 12 năm 2024"),
        (date(2025, 3, 15), "ngày 15 tháng 3 năm 2025"),
        (date(2025, 2, 1), "ngày 01 tháng 02 năm 2025"),
        (date(2024, 6, 29), "ngày 29 tháng 6 năm 2024"),
    ],
)
def test_days_below_ten_and_only_the_first_two_months_take_a_zero(day: date, line: str) -> None:
    assert wording.day_line(Head("Ủy ban", "Vĩnh Tường", 2024, day=day)) == f"Vĩnh Tường, {line}"


def test_an_open_day_leaves_blanks_and_keeps_the_known_month() -> None:
    assert wording.day_line(Head("Ủy ban", "Lập Thạch", 2024, month=12)) == "Lập Thạch, ngày      tháng 12 năm 2024"
    assert wording.day_line(Head("Ủy ban", "Lập Thạch", 2024, month=2)) == "Lập Thạch, ngày      tháng 02 năm 2024"
    assert wording.day_line(Head("Ủy ban", "Lập Thạch", 2024)) == "Lập Thạch, ngày      tháng      năm 2024"


def test_points_follow_the_letters_of_the_decree() -> None:
    letters = [wording.letter(place) for place in range(21)]
    assert letters == [
        "a",
        "b",
        "c",
        "d",
        "đ",
        "e",
        "g",
        "h",
        "i",
        "k",
        "l",
        "m",
        "n",
        "o",
        "p",
        "q",
        "r",
        "s",
        "t",
        "u",
        "v",
    ]
    assert wording.letter(21) == "aa"


def test_one_recipient_stands_on_the_line_and_two_below_it() -> None:
    assert wording.recipients(["Ủy ban nhân dân tỉnh Vĩnh Phúc"]) == ("Kính gửi: Ủy ban nhân dân tỉnh Vĩnh Phúc",)
    two = wording.recipients(["Sở Công thương", "Sở Tài chính"])
    assert two == ("Kính gửi:", "- Sở Công thương;", "- Sở Tài chính.")


def test_lists_end_with_semicolons_and_a_full_stop_whatever_was_typed() -> None:
    assert wording.listed(["- Như trên;", "Lưu: VT, KTHT."]) == ("- Như trên;", "- Lưu: VT, KTHT.")
    assert wording.ended(["Căn cứ A", "Căn cứ B;"]) == ("Căn cứ A;", "Căn cứ B.")


@pytest.mark.parametrize("typed", ["xem xét", "xem xét.", "xem xét./.", "xem xét. "])
def test_the_body_ends_once_with_its_closing_mark(typed: str) -> None:
    assert wording.concluded(typed) == "xem xét./."


def test_the_annex_stamp_is_in_the_time_of_vietnam() -> None:
    moment = datetime(2024, 12, 20, 2, 30, 15, tzinfo=UTC)
    assert wording.annex_stamp(125, "BC-UBND", moment) == "Số: 125/BC-UBND; 20/12/2024; 09:30:15 +07:00"


def test_a_rate_without_a_base_is_a_dash_and_never_a_zero() -> None:
    assert wording.percent(2, 0) is Gap.NO_BASE
    assert wording.percent(2, None) is Gap.NO_BASE
    assert wording.percent(None, 5) is Gap.NO_BASE
    assert wording.percent(84, 78) == Decimal("107.7")
    assert wording.percent(1, 800) == Decimal("0.1")  # half up, not to even
    assert wording.percent(0, 5) == Decimal("0.0")


@given(st.integers(0, 10**12), st.integers(1, 10**12))
def test_a_rate_is_never_off_by_more_than_half_a_tenth(part: int, base: int) -> None:
    rate = wording.percent(part, base)
    assert isinstance(rate, Decimal)
    assert abs(rate * base - 100 * part) <= Decimal("0.05") * base


def test_cells_show_zero_dash_and_not_collected_as_three_things() -> None:
    figures = Column("Thực hiện", 1, Kind.FIGURE)
    assert wording.shown(0, figures) == "0"
    assert wording.shown(None, figures) == "Chưa có số liệu"
    assert wording.shown(Gap.NO_BASE, figures) == "-"
    assert wording.shown(None, Column("Ghi chú", 1, Kind.NOTE)) == ""


def test_figures_are_grouped_by_dots_and_measured_ones_keep_their_decimal() -> None:
    figures = Column("Thực hiện", 1, Kind.FIGURE)
    assert wording.shown(1234567, figures) == "1.234.567"
    assert wording.shown(150.0, figures) == "150,0"
    assert wording.shown(Decimal("1234567.89"), figures) == "1.234.567,9"
    assert wording.shown(date(2025, 1, 7), Column("Ngày", 1, Kind.DAY)) == "07/01/2025"


def test_a_peoples_committee_stands_in_two_lines() -> None:
    assert wording.office_lines("Ủy ban nhân dân huyện Lập Thạch") == ("ỦY BAN NHÂN DÂN", "HUYỆN LẬP THẠCH")
    assert wording.office_lines("Sở Công thương") == ("SỞ CÔNG THƯƠNG",)


def test_counts_stay_with_their_nouns_and_dates_do_not_become_one_word() -> None:
    assert wording.glued("có 05 văn bản") == "có 05\u00a0văn bản"
    assert wording.glued("ngày 15 tháng 3 năm 2024") == "ngày\u00a015 tháng\u00a03 năm\u00a02024"
    assert wording.glued("Thôn 2, đường Trung tâm") == "Thôn 2, đường Trung tâm"


def test_a_hash_can_be_read_aloud() -> None:
    assert wording.grouped_hash("0123456789abcdef") == "01234567 89abcdef"


@pytest.mark.parametrize(
    ("known", "line"),
    [
        (None, "(Kèm theo Báo cáo số         /BC-UBND ngày       tháng       năm 2024\ncủa UBND huyện)"),
        (Allotted(7), "(Kèm theo Báo cáo số 07/BC-UBND ngày       tháng       năm 2024\ncủa UBND huyện)"),
        (
            Allotted(312, date(2024, 12, 16)),
            "(Kèm theo Báo cáo số 312/BC-UBND ngày 16 tháng 12 năm 2024\ncủa UBND huyện)",
        ),
        (
            Allotted(312, date(2025, 1, 3)),
            "(Kèm theo Báo cáo số 312/BC-UBND ngày       tháng       năm 2024\ncủa UBND huyện)",
        ),
    ],
)
def test_an_annex_names_number_and_day_of_its_report_where_they_are_known(known: Allotted | None, line: str) -> None:
    assert accompanying("Báo cáo", "BC-UBND", 2024, "UBND huyện", known) == line
