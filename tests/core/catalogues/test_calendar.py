"""Windows, deadlines, holidays and cited texts."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tmdt_desktop.catalogues.holidays import deadline, holidays_in, is_late, is_working_day
from tmdt_desktop.catalogues.laws import grounds, laws, laws_on
from tmdt_desktop.catalogues.periods import annual_window, year_of

STARTS = st.dates(date(2023, 1, 1), date(2023, 12, 31)).map(lambda day: (day.month, day.day))


def test_the_reporting_year_begins_in_december() -> None:
    assert annual_window(2024) == (date(2023, 12, 15), date(2024, 12, 14))
    assert annual_window(2024, (1, 1)) == (date(2024, 1, 1), date(2024, 12, 31))
    assert (year_of(date(2024, 12, 14)), year_of(date(2024, 12, 15))) == (2024, 2025)


@settings(deadline=None)
@given(st.integers(2000, 2100), STARTS)
def test_windows_follow_each_other_without_a_gap(year: int, start: tuple[int, int]) -> None:
    first, last = annual_window(year, start)

    assert annual_window(year + 1, start)[0] == last + timedelta(days=1)
    assert (year_of(first, start), year_of(last, start)) == (year, year)


def test_a_day_that_does_not_come_every_year_begins_none() -> None:
    with pytest.raises(ValueError, match="29 February"):
        annual_window(2024, (2, 29))


def test_the_last_safe_day_is_a_working_day_before_the_twentieth() -> None:
    days = [(deadline(year).day, deadline(year).weekday()) for year in range(2024, 2029)]

    assert days == [(19, 3), (19, 4), (18, 4), (17, 4), (19, 1)]


def test_an_office_may_want_its_report_out_some_working_days_earlier() -> None:
    assert deadline(2024, 1) == date(2024, 12, 18)
    assert deadline(2024, 4) == date(2024, 12, 13), "the weekend does not count"
    assert all(is_working_day(deadline(2026, early)) for early in range(31))


def test_days_off_of_a_year_stand_in_the_order_of_the_calendar() -> None:
    known = holidays_in(2025)
    days = [day for holiday in known if (day := holiday.valid_from)]
    assert days == sorted(days)
    assert [holiday.name for holiday in known][:2] == ["Tết Dương lịch", "Tết Ất Tỵ"]
    assert all(not is_working_day(day) for day in days)


def test_the_twentieth_is_late_by_the_wording() -> None:
    assert [is_late(date(2024, 12, day), 2024) for day in (19, 20)] == [False, True]


def test_offices_are_closed_on_holidays() -> None:
    closed = [date(2024, 4, 30), date(2025, 1, 29), date(2024, 12, 21)]

    assert [is_working_day(day) for day in closed] == [False, False, False]
    assert is_working_day(date(2024, 12, 19))


def test_texts_are_cited_while_they_are_in_force() -> None:
    codes_2024 = {law.code for law in laws_on(date(2024, 12, 19), "trade")}
    codes_2026 = {law.code for law in laws_on(date(2026, 11, 24), "trade")}

    assert {"ND52-2013", "ND85-2021"} <= codes_2024
    assert "LTMDT2025" not in codes_2024
    assert {"LTMDT2025", "ND248-2026"} <= codes_2026
    assert "ND52-2013" not in codes_2026
    assert len({law.code for law in laws()}) == len(laws())


def test_the_grounds_of_a_report_begin_with_the_decision() -> None:
    lines = grounds(
        date(2024, 12, 19), "Quyết định số 1/2024/QĐ-UBND ngày 09 tháng 8 năm 2024", ("Kế hoạch năm 2024", "")
    )

    assert lines[0].startswith("Căn cứ Quyết định số 1/2024/QĐ-UBND ngày 09 tháng 8 năm 2024 của Ủy ban nhân dân")
    assert lines[1:] == ("Căn cứ Kế hoạch năm 2024",)


def test_without_its_decision_the_regulation_is_not_cited() -> None:
    assert grounds(date(2024, 12, 19), " ") == ()
