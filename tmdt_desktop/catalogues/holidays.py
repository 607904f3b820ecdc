"""Days on which offices are closed, and the last safe day for the annual report (Quy chế, Điều 21)."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from tmdt_desktop.catalogues.dated import Dated, read

_SATURDAY = 5


@cache
def _closed() -> tuple[frozenset[tuple[int, int]], tuple[tuple[date, date], ...]]:
    data = read("holidays.toml")
    yearly = frozenset((int(text[:2]), int(text[3:])) for text in (row["day"] for row in data["fixed"]))
    return yearly, tuple((row["from"], row["to"]) for row in data["span"])


@dataclass(frozen=True)
class Holiday(Dated):
    """Days off, the first and the last of them included: `valid_from` … `valid_to`."""

    name: str


def holidays_in(year: int) -> tuple[Holiday, ...]:
    """The days off of a year that the list knows, in the order of the calendar."""
    data = read("holidays.toml")
    yearly = (
        Holiday(name=row["name"], valid_from=day, valid_to=day, basis=data["basis"], verified=data["verified"])
        for row in data["fixed"]
        if (day := date(year, int(row["day"][:2]), int(row["day"][3:])))
    )
    moving = (
        Holiday(row["name"], valid_from=row["from"], valid_to=row["to"], basis=row["basis"], verified=row["verified"])
        for row in data["span"]
        if row["from"].year == year
    )
    return tuple(sorted((*yearly, *moving), key=lambda known: known.valid_from or date.min))


def is_working_day(day: date) -> bool:
    """Neither a weekend nor a holiday known to the list."""
    yearly, spans = _closed()
    if day.weekday() >= _SATURDAY or (day.month, day.day) in yearly:
        return False
    return not any(first <= day <= last for first, last in spans)


def last_day(year: int) -> date:
    """«trước ngày 20 tháng 12»: the last day in time by the wording, working day or not."""
    return date(year, 12, 19)


def deadline(year: int, early: int = 0) -> date:
    """The last working day in time for the annual report of `year`, or the day that lies `early` working days before."""
    day = last_day(year)
    while not is_working_day(day) or early:
        early -= is_working_day(day)
        day -= timedelta(days=1)
    return day


def is_late(day: date, year: int) -> bool:
    """Whether a report of `year` issued (or received) on `day` is late by the wording."""
    return day > last_day(year)
