"""Moments that strangers write, as people read them."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from tmdt_desktop.i18n import last_day, local_day, moment, vietnam_time


@given(st.datetimes(timezones=st.just(UTC)))
def test_every_moment_has_a_day_in_vietnam(when: datetime) -> None:
    assert local_day(when).count("/") == 2
    assert moment(when).startswith(local_day(when))


def test_the_end_of_the_calendar_stays_the_end() -> None:
    assert vietnam_time(datetime(9999, 12, 31, 22, tzinfo=UTC)).year == 9999


def test_a_certificate_without_expiry_says_so() -> None:
    assert last_day(datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)) == "không thời hạn"
    assert last_day(datetime(2030, 12, 31, 17, tzinfo=UTC)) == "01/01/2031"
