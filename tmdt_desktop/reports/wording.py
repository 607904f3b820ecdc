"""How Vietnamese offices write numbers, days and lists (NĐ 30/2020/NĐ-CP, Phụ lục I)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from tmdt_desktop import i18n
from tmdt_desktop.reports.document import Cell, Column, Gap, Head, Kind

_LETTERS = "abcdđeghiklmnopqrstuv"
_TENTH = Decimal("0.1")
_SWAP = str.maketrans(",.", ".,")
_COUNTED = re.compile(r"(?<![\w/.,])(\d(?:[\d.,]*\d)?%?) (?!tháng\b|năm\b|đến\b|và\b|của\b|so\b)(?=[^\W\d_])")
_DAYED = re.compile(r"\b([Nn]gày|[Ss]ố|[Tt]háng|[Nn]ăm|Điều|[Kk]hoản) (?=\d)")


def number_line(number: int | None, symbol: str, room: int = 8) -> str:
    """«Số: 05/BC-UBND»; without a number `room` blanks are left for the records office."""
    return f"Số:{' ' * room}/{symbol}" if number is None else f"Số: {padded(number)}/{symbol}"


def padded(number: int) -> str:
    """05, 12, 125: document numbers and counts in running text take a zero below ten."""
    return f"{number:02d}"


def day_line(head: Head, room: int = 6) -> str:
    """«Lập Thạch, ngày 09 tháng 12 năm 2024»; without a day `room` blanks are left for it, and for an unknown month."""
    if head.day is not None:
        return f"{head.place}, {i18n.long_day(head.day)}"
    month = f" {_month(head.month)} " if head.month else " " * room
    return f"{head.place}, ngày{' ' * room}tháng{month}năm {head.year}"


def _month(month: int) -> str:
    return f"{month:02d}" if month < 3 else str(month)


@dataclass(frozen=True)
class Allotted:
    """Number and day of a document, as far as they are known when it is made."""

    number: int | None = None
    day: date | None = None


def accompanying(kind: str, symbol: str, year: int, office: str, known: Allotted | None = None) -> str:
    """«(Kèm theo Báo cáo số … ngày … tháng … năm 2024 của …)», with blanks for what is not known yet.

    The line names the report's year, so a day of another year is left open too.
    """
    told = known or Allotted()
    number = f"{' ' * 9}/{symbol}" if told.number is None else f" {padded(told.number)}/{symbol}"
    open_day = told.day is None or told.day.year != year
    day = f"ngày{' ' * 7}tháng{' ' * 7}năm {year}" if told.day is None or open_day else i18n.long_day(told.day)
    return f"(Kèm theo {kind} số{number} {day}\ncủa {office})"


def annex_stamp(number: int, symbol: str, moment: datetime) -> str:
    """«Số: 125/BC-UBND; 20/12/2024; 09:30:15 +07:00», the agency's signature text on an annex in its own file."""
    local = moment.astimezone(i18n.VIETNAM)
    return f"{number_line(number, symbol)}; {i18n.day(local.date())}; {local:%H:%M:%S} +07:00"


def letter(place: int) -> str:
    """The letter of the point at `place` (from 0): a b c d đ e g h i k l m n o p …"""
    count = len(_LETTERS)
    return _LETTERS[place] if place < count else _LETTERS[place // count - 1] + _LETTERS[place % count]


def recipients(to: Sequence[str]) -> tuple[str, ...]:
    """Lines of «Kính gửi»: one recipient on the same line, several below it as a list ended by a full stop."""
    if len(to) == 1:
        return (f"Kính gửi: {to[0].rstrip(' .;')}",)
    return ("Kính gửi:", *listed(to))


def listed(items: Sequence[str]) -> tuple[str, ...]:
    """«- Như trên;» … «- Lưu: VT, KTHT.»"""
    return tuple(f"- {text}" for text in ended(items))


def ended(items: Sequence[str]) -> tuple[str, ...]:
    """Each item ended by «;», the last one by «.»."""
    bare = [item.strip().removeprefix("- ").rstrip(" .;,") for item in items]
    return tuple(f"{item}{'.' if place == len(bare) - 1 else ';'}" for place, item in enumerate(bare))


def concluded(text: str) -> str:
    """The last words of the body, ended by «./.»."""
    return f"{text.rstrip(' ./;')}./."


def percent(part: Cell, base: Cell) -> Decimal | Gap:
    """`part` in hundredths of `base`, one decimal; «-» where the base is zero or either was not collected."""
    if isinstance(part, int | float | Decimal) and isinstance(base, int | float | Decimal):
        found = i18n.hundredths(part, base)
        return Gap.NO_BASE if found is None else found
    return Gap.NO_BASE


def figure(value: int | float | Decimal) -> str:
    """A counted number «1.284» as it is, a measured one always with one decimal «150,0»."""
    if isinstance(value, int):
        return i18n.number(value)
    return f"{Decimal(str(value)).quantize(_TENTH, ROUND_HALF_UP):,}".translate(_SWAP)


def shown(cell: Cell, column: Column) -> str:
    """The words of `cell` in any rendering of its table."""
    if cell is None:
        return Gap.NOT_COLLECTED.value if column.kind is Kind.FIGURE else ""
    if isinstance(cell, Gap):
        return cell.value
    if isinstance(cell, date):
        return i18n.day(cell)
    if isinstance(cell, str):
        return cell
    return figure(cell) if column.kind is Kind.FIGURE else str(cell)


def office_lines(office: str) -> tuple[str, ...]:
    """The issuing office in capitals; a People's Committee stands in two lines."""
    words = office.upper()
    lead = "ỦY BAN NHÂN DÂN"
    return (lead, words[len(lead) + 1 :]) if words.startswith(lead + " ") else (words,)


def grouped_hash(digest: str) -> str:
    """A hash in groups of eight, so that two people can read it aloud."""
    return " ".join(digest[place : place + 8] for place in range(0, len(digest), 8))


def glued(text: str) -> str:
    """`text` with the blanks that must not end a line: between a count and its noun, before a day, a number."""
    return _DAYED.sub("\\1\u00a0", _COUNTED.sub("\\1\u00a0", text))
