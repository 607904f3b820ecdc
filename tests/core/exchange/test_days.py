"""Dates in every writing, and dates that do not exist."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tmdt_desktop.errors import Invalid
from tmdt_desktop.exchange.days import read_day


@pytest.mark.parametrize(
    "raw",
    [
        date(2024, 4, 7), datetime.fromisoformat("2024-04-07T09:30"), 45389.0, 45389, "45389", "7/4/2024", "07-04-2024", "7.4.2024", "2024-04-07",
        "2024-04-07 00:00:00", "ngày 7 tháng 4 năm 2024", "Ngày 07/04/2024", "7/4/24", "07042024", "'7/4/2024", "7 / 4 / 2024",
    ],
)  # fmt: skip
def test_one_day_in_many_writings(raw: object) -> None:
    assert read_day(raw) == (date(2024, 4, 7), "")


def test_the_american_order_is_turned_and_told() -> None:
    assert read_day("9/13/2017").value == date(2017, 9, 13)
    assert "13/09/2017" in read_day("9/13/2017").repaired


def test_both_epochs_of_spreadsheets() -> None:
    assert read_day(1.0).value == date(1900, 1, 1)
    assert read_day(61.0).value == date(1900, 3, 1)
    assert read_day(43926.0, date_1904=True).value == date(2024, 4, 6)


@pytest.mark.parametrize(
    "raw",
    [
        "30/2/2023",
        "31/4/2024",
        "29/02/2023",
        "15/13/2022",
        60.0,
        2_958_466.0,
        -5.0,
        0.5,
        "2021",
        2021.0,
        "5/2021",
        "mai",
    ],
)
def test_a_day_that_cannot_be_is_a_fault(raw: object) -> None:
    with pytest.raises(Invalid):
        read_day(raw)


@given(st.dates(date(1900, 3, 1), date(2099, 12, 31)))
def test_serial_numbers_go_there_and_back(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    if not 1900 <= serial <= 2100:
        assert read_day(float(serial)).value == day
    assert read_day(day.strftime("%d/%m/%Y")).value == day


@given(st.one_of(st.text(max_size=30), st.floats(), st.integers(), st.booleans()))
def test_no_cell_makes_the_reader_fail(raw: object) -> None:
    try:
        read_day(raw)
    except Invalid as told:
        assert str(told)
