"""Days on which offices are closed, and the last safe day for the annual report (Quy chế, Điều 21)."""

from datetime import date, timedelta
from functools import cache

from tmdt_desktop.catalogues.dated import read

_SATURDAY = 5


@cache
def _closed() -> tuple[frozenset[tuple[int, int]], tuple[tuple[date, date], ...]]:
    data = read("holidays.toml")
    yearly = frozenset((int(text[:2]), int(text[3:])) for text in data["yearly"])
    return yearly, tuple((row["from"], row["to"]) for row in data["span"])


def is_working_day(day: date) -> bool:
    """Neither a weekend nor a holiday known to the list."""
    yearly, spans = _closed()
    if day.weekday() >= _SATURDAY or (day.month, day.day) in yearly:
        return False
    return not any(first <= day <= last for first, last in spans)


def last_day(year: int) -> date:
    """«trước ngày 20 tháng 12»: the last day in time by the wording, working day or not."""
    return date(year, 12, 19)


def deadline(year: int) -> date:
    """The last working day in time for the annual report of `year`."""
    day = last_day(year)
    while not is_working_day(day):
        day -= timedelta(days=1)
    return day


def is_late(day: date, year: int) -> bool:
    """Whether a report of `year` issued (or received) on `day` is late by the wording."""
    return day > last_day(year)
