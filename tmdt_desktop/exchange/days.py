"""Dates as lists write them: serial numbers of Excel, every order of day and month, words."""

import re
from datetime import date, datetime, timedelta
from typing import NamedTuple

from tmdt_desktop.errors import Invalid
from tmdt_desktop.kinds import Day
from tmdt_desktop.text import one_line

_FIRST, _FIRST_1904 = date(1899, 12, 30), date(1904, 1, 1)
_LEAP_FAULT, _LAST = 60, 2_958_465
_FULL = re.compile(
    r"(?:ngày\s*)?(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4}|\d{2})(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?"
)
_WORDS = re.compile(r"(?:ngày\s*)?(\d{1,2})\s*tháng\s*(\d{1,2})\s*,?\s*(?:năm\s*)?(\d{4})")
_ENGLISH = re.compile(r"(\d{1,2})[\s/.-]+([a-z]{3})[a-z]*[\s/.,-]+(\d{4}|\d{2})")
_ENGLISH_FIRST = re.compile(r"([a-z]{3})[a-z]*[\s/.-]+(\d{1,2})[\s/.,-]+(\d{4})")
_COMPACT = re.compile(r"(19\d\d|20\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?")
_TIGHT = re.compile(r"(\d{2})(\d{2})(19\d\d|20\d\d)")
_PART = re.compile(r"(?:tháng\s*)?\d{1,2}\s*(?:[/.\-]|năm)\s*\d{4}|(?:năm\s*)?\d{4}|\d{1,2}\s*[/\-]\s*\d{1,2}|quý\s.*")
_DAY = Day()


class DayRead(NamedTuple):
    """A day, and a sentence when it was put right."""

    value: date
    repaired: str = ""


def read_day(raw: object, *, date_1904: bool = False) -> DayRead:
    """One cell as a day. Raises Invalid when it is none, or none that exists."""
    if isinstance(raw, datetime):
        return DayRead(raw.date())
    if isinstance(raw, date):
        return DayRead(raw)
    if isinstance(raw, int | float):
        if float(raw).is_integer() and _COMPACT.fullmatch(str(int(raw))):
            return _from_text(str(int(raw)))
        return DayRead(_serial(float(raw), date_1904=date_1904))
    text = one_line(str(raw)).lower().lstrip("'").strip(" .;")
    if re.fullmatch(r"\d{5}(\.0+)?", text):
        return DayRead(_serial(float(text), date_1904=date_1904))
    return _from_text(text)


def _serial(number: float, *, date_1904: bool) -> date:
    if 1900 <= number <= 2100 and number.is_integer():
        raise Invalid(f"Chỉ có năm {int(number)}. Ghi đủ ngày, tháng, năm.")
    if not 1 <= number <= _LAST or (int(number) == _LEAP_FAULT and not date_1904):
        raise Invalid(f"Số {number:.15g} không phải một ngày có thật. Ghi ngày dạng 31/12/2024.")
    days = int(number)
    if date_1904:
        return _in_reach(_FIRST_1904, days)
    return _in_reach(_FIRST, days + (days < _LEAP_FAULT))


def _in_reach(first: date, days: int) -> date:
    try:
        return first + timedelta(days=days)
    except OverflowError:
        raise Invalid(f"Số {days} không phải một ngày có thật. Ghi ngày dạng 31/12/2024.") from None


def _from_text(text: str) -> DayRead:
    if found := _FULL.fullmatch(text) or _WORDS.fullmatch(text) or _TIGHT.fullmatch(text):
        d, m, y = (int(part) for part in found.groups())
        if m > 12 >= d >= 1 and m <= 31:
            turned = _DAY.parse(f"{m}/{d}/{y}")
            return DayRead(turned, f"Ghi tháng trước ngày; hiểu là {turned:%d/%m/%Y}.")
        return DayRead(_DAY.parse(f"{d}/{m}/{found[3]}"))
    if (found := _ENGLISH.fullmatch(text)) and found[2] in _MONTHS:
        return DayRead(_DAY.parse(f"{found[1]}/{_MONTHS.index(found[2]) + 1}/{found[3]}"))
    if (found := _ENGLISH_FIRST.fullmatch(text)) and found[1] in _MONTHS:
        return DayRead(_DAY.parse(f"{found[2]}/{_MONTHS.index(found[1]) + 1}/{found[3]}"))
    if found := _ISO.fullmatch(text) or _COMPACT.fullmatch(text):
        y, m, d = (int(part) for part in found.groups())
        return DayRead(_DAY.parse(f"{d}/{m}/{y}"))
    if _PART.fullmatch(text):
        raise Invalid(f"Chỉ có «{text}». Ghi đủ ngày, tháng, năm.")
    raise Invalid("Không đọc được ngày. Ghi ngày dạng 31/12/2024.")
