"""The reporting year: by default from 15 December to 14 December (window of NĐ 70/2023 and TT 23/2024/TT-BCT)."""

from datetime import date, timedelta

DEFAULT_START = (12, 15)


def annual_window(year: int, start: tuple[int, int] = DEFAULT_START) -> tuple[date, date]:
    """First and last day, both counted, of the reporting year.

    `start`: month and day on which it begins, in the year before; (1, 1) is the calendar year itself.
    Raises ValueError when that day does not come every year.
    """
    if start == (2, 29):
        raise ValueError("29 February does not come every year")
    first = year if start == (1, 1) else year - 1
    return date(first, *start), date(first + 1, *start) - timedelta(days=1)


def year_of(day: date, start: tuple[int, int] = DEFAULT_START) -> int:
    """The reporting year that `day` belongs to."""
    return day.year if day <= annual_window(day.year, start)[1] else day.year + 1
