"""What stands around a table: the day it speaks of, the place, and the facts of a class, in title lines and names."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from tmdt_desktop.catalogues.units import CommuneFinder, Match, epochs
from tmdt_desktop.errors import Invalid
from tmdt_desktop.exchange.book import Book, Cell, Sheet
from tmdt_desktop.exchange.days import read_day
from tmdt_desktop.exchange.headings import words_of
from tmdt_desktop.fields import Rows
from tmdt_desktop.kinds import Choices, Day
from tmdt_desktop.records import Record
from tmdt_desktop.text import one_line

_DAY = re.compile(
    r"\b(\d{1,2}[/.\-]\d{1,2}[/.\-]\d{4}|ngày\s+\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4})\b", re.IGNORECASE
)
_YEAR = re.compile(r"\bnăm\s+(20\d\d)\b", re.IGNORECASE)
_YEAR_IN_NAME = re.compile(r"(?<!\d)(20[12]\d)(?!\d)")
_COMMUNE = re.compile(
    r"(?:\b(?:địa\s*bàn|UBND|ủy ban nhân dân|của)\s+)?\b((?:thị\s*trấn|phường|xã|TT\.?|X\.|P\.)\s*[^\d,;()]{2,40}?)"
    r"(?=\s+(?:năm|huyện|thành phố|tỉnh|quý|tháng|đến|tính)\b|\s*[,;()\d–-]|\s*$)",
    re.IGNORECASE,
)
_SENDER = re.compile(
    r"^(?:ủy ban nhân dân|uỷ ban nhân dân|ubnd|chi cục thuế|thuế cơ sở|đội thuế|cục thuế|thuế tỉnh|phòng|sở|công an|"
    r"hội|ban quản lý|đội quản lý thị trường)\s[^:;()\d]{2,60}",
    re.IGNORECASE,
)
_FACT = re.compile(r"^[-+*\s]*([^:]{2,40}):\s*(.+)$", re.DOTALL)
_TITLE_WORDS = (
    "chuyen de", "ten lop", "noi dung", "chu de", "lop", "ten hoi nghi", "noi dung tap huan", "lop tap huan", "hoi nghi",
    "hoi thao", "lop boi duong", "ten lop tap huan", "hoi nghi tap huan",
)  # fmt: skip
_WHEN = re.compile(r"^\W*(?:tổ chức\s+)?(?:từ\s+)?ngày\b", re.IGNORECASE)
_WHERE = re.compile(r"[,;.\s]tại\s*:?\s+(.{4,})$", re.IGNORECASE)
_SHORT_RANGE = re.compile(
    r"(?<![\d/.])(\d{1,2})(?:[/.](\d{1,2}))?\s*(?:[-–,]|và|đến)\s*(?:hết\s*)?(?:ngày\s*)?(\d{1,2})[/.](\d{1,2})[/.](\d{4})\b"
)
_HEADLINE = re.compile(
    r"^\s*(danh sách|biểu|bảng|tổng hợp)\b.*?\b(lớp|hội nghị|hội thảo|tập huấn|tọa đàm)", re.IGNORECASE
)


def texts(rows: Iterable[Sequence[Cell]]) -> list[str]:
    """The text cells of some rows, each as one line."""
    return [one_line(cell) for row in rows for cell in row if isinstance(cell, str) and cell.strip()]


def day_of(book: Book, today: date) -> date | None:
    """The day the list speaks of: the latest day written around its tables, else the end of its year; None: unsaid."""
    said = [line for sheet in book.sheets for line in texts(_edges(sheet))]
    days = [day for line in said for found in _DAY.findall(line) if (day := _plausible(found, today))]
    years = [int(year) for line in said for year in _YEAR.findall(line)]
    years = years or [int(year) for year in _YEAR_IN_NAME.findall(book.file.stem)]
    years = [year for year in years if 2000 <= year <= today.year]
    if days and (not years or max(days).year >= max(years)):
        return max(days)
    return min(date(max(years), 12, 31), today) if years else None


def day_by_names(names: Iterable[str], today: date, district: str | None) -> date:
    """The time whose communes bear most of `names`; the latest of those that fit alike."""
    different = list(dict.fromkeys(names))[:400]
    ends = [*(start - timedelta(days=1) for start in epochs()[1:]), today]
    times = [day for day in ends if day <= today]
    return max(reversed(times), key=lambda day: _fitting(different, CommuneFinder(day, district)), default=today)


def _fitting(names: Sequence[str], finder: CommuneFinder) -> int:
    found = (finder.find(name) for name in names)
    return sum(made is not None and made.match is Match.EXACT for made in found)


def _edges(sheet: Sheet) -> list[list[Cell]]:
    """Title and signature lines: rows with few cells at both ends of a sheet."""
    rows = list(sheet.rows[:15]) + list(sheet.rows[max(15, len(sheet.rows) - 20) :])
    return [row for row in rows if len(row) - row.count("") <= 3]


def _plausible(text: str, today: date) -> date | None:
    try:
        day = read_day(text).value
    except Invalid:
        return None
    return day if isinstance(day, date) and day.year >= 2000 and day <= today else None


def commune_of(sheet: Sheet, above: Sequence[str], finder: CommuneFinder) -> str:
    """The commune that a sheet is about, from its title lines, else its name; empty when they name none or several."""
    named = {code for line in above for code in _communes_in(line, finder)}
    if not named and sheet.name and not re.fullmatch(r"(?i)(sheet|trang|bảng)\s*\d*", sheet.name.strip()):
        found = finder.find(one_line(sheet.name))
        named = {found.unit.code} if found and found.unit and found.match in (Match.EXACT, Match.NEAR) else set()
    return named.pop() if len(named) == 1 else ""


def _communes_in(line: str, finder: CommuneFinder) -> Iterable[str]:
    for place in _COMMUNE.findall(line):
        found = finder.find(one_line(place))
        if found and found.unit and found.match in (Match.EXACT, Match.NEAR):
            yield found.unit.code


def sender_of(titles: Sequence[Sequence[str]]) -> str:
    """The office that heads a list, in capitals: «UBND XÃ ĐỒNG ÍCH». `titles`: the title lines of each sheet.

    It is the lowest office of the title; where sheets name different ones, the lowest that all of them name.
    """
    named = [[_office(said[0]) for line in lines if (said := _SENDER.search(line))] for lines in titles]
    known = [offices for offices in named if offices]
    common = [office for office in known[0] if all(office in offices for offices in known)] if known else []
    return common[-1] if common else ""


def _office(text: str) -> str:
    return " ".join(text.upper().split()).rstrip(" .,;:-–")


def title_lines(rows: Iterable[Sequence[Cell]]) -> list[str]:
    """Title lines as text; a label in one cell and its value in the next are one line."""
    lines: list[str] = []
    for row in rows:
        cells = [cell for cell in row if cell not in ("", None) and str(cell).strip()]
        if len(cells) == 2 and isinstance(cells[0], str) and cells[0].rstrip().endswith(":"):
            value = cells[1].strftime("%d/%m/%Y") if isinstance(cells[1], date) else f"{cells[1]}".removesuffix(".0")
            lines.append(f"{one_line(cells[0])} {one_line(value)}")
        else:
            lines += texts([row])
    return lines


def facts_of(register: type[Record], above: Sequence[str]) -> dict[str, str]:
    """Title lines «Địa điểm: Hội trường …» as raw values by field name of the register."""
    known = {
        words_of(word): f.name
        for f in register.fields()
        if not isinstance(f.kind, Rows | Choices) and not f.set_by_program
        for word in (f.label, *f.words)
    }
    found: dict[str, str] = {}
    for line in above:
        if said := _FACT.match(line):
            label, value = words_of(said[1]), said[2].strip()
            name = register.name_field if label in _TITLE_WORDS else known.get(label)
            if name and name not in found:
                found[name] = value
    return {**_headline(register, above), **_when_and_where(register, above), **found}


def _when_and_where(register: type[Record], above: Sequence[str]) -> dict[str, str]:
    """«Ngày 12/9/2024, tại Hội trường UBND huyện» without labels."""
    line = next((line for line in above if _WHEN.search(line) and _DAY.search(line)), "")
    where = _WHERE.search(line)
    names = {f.name for f in register.fields()}
    when = {register.period_field: line} if line and register.period_field else {}
    return {**when, **({"place": where[1].rstrip(" .")} if where and "place" in names else {})}


def _headline(register: type[Record], above: Sequence[str]) -> dict[str, str]:
    """«DANH SÁCH HỌC VIÊN THAM DỰ LỚP …» names the class when no line does."""
    line = next((line for line in above if _HEADLINE.search(line)), "")
    return {register.name_field: line} if line else {}


def split_days(register: type[Record], facts: Mapping[str, str]) -> tuple[dict[str, object], str]:
    """The first and the last day of «từ ngày 14/05/2024 đến ngày 15/05/2024 (02 ngày)» in their fields.

    Returns the raw values to put in place, and a sentence when the days cannot be read.
    """
    names = [f.name for f in register.fields() if isinstance(f.kind, Day)]
    first = register.period_field or (names[0] if names else "")
    said = facts.get(first, "")
    if not said:
        return {}, ""
    found = _short_range(said) or _DAY.findall(said)
    if not found:
        return {}, ""
    try:
        days = sorted({read_day(text).value for text in found})
    except Invalid as told:
        return {}, str(told)
    last = {"ends_on": days[-1]} if "ends_on" in names else {}
    return {first: days[0], **last}, ""


def _short_range(said: str) -> list[str]:
    """«14-16/5/2024», «14, 15/5/2024», «30/4 đến 02/5/2024»: days that share their year, or month and year."""
    found = _SHORT_RANGE.search(said)
    return [f"{found[1]}/{found[2] or found[4]}/{found[5]}", f"{found[3]}/{found[4]}/{found[5]}"] if found else []


def topics_in(register: type[Record], text: str) -> dict[str, object]:
    """The terms of a multiple choice («Chuyên đề») that a title names nearly word for word."""
    from rapidfuzz import fuzz

    said = words_of(text)
    for made in register.fields():
        if isinstance(made.kind, Choices) and words_of(made.label) in _TITLE_WORDS:
            close = [t for t in made.kind.of if fuzz.token_set_ratio(words_of(str(t.value)), said) >= 90]
            return {made.name: tuple(close)} if close else {}
    return {}
