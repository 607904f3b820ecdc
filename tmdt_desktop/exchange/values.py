"""A cell as the value of a field: one reader for each kind of value, made once a column."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from unicodedata import is_normalized

from tmdt_desktop.catalogues.commune_finder import Found, Match
from tmdt_desktop.catalogues.industries import Industry
from tmdt_desktop.catalogues.listed import Listed, ListedChoices
from tmdt_desktop.catalogues.several import CodesChosen
from tmdt_desktop.catalogues.units import Commune, Communes
from tmdt_desktop.errors import Invalid
from tmdt_desktop.exchange.amounts import read_band, read_flag, read_money
from tmdt_desktop.exchange.channels import says_no
from tmdt_desktop.exchange.choice_words import near_spelling, nearest, read_choice, read_choices
from tmdt_desktop.exchange.days import read_day
from tmdt_desktop.exchange.identifiers import Read, read_person_number, read_phones, read_tax_code
from tmdt_desktop.fields import Field
from tmdt_desktop.kinds import (
    Choice,
    Choices,
    Day,
    Email,
    Flag,
    Kind,
    Money,
    PersonalId,
    Phone,
    Ref,
    TaxCode,
    Text,
    Whole,
    Year,
)
from tmdt_desktop.records.business import RevenueBand
from tmdt_desktop.text import one_line

FindRecord = Callable[[str, object], Read]
"""The record of a register (by its code) that a cell means, as `Read`. Raises Invalid."""
Reader = Callable[[object], Read]
"""A filled cell as a value. Raises Invalid."""
EMPTY = Read(None)
_ERRORS = re.compile(r"#(REF!|N/A|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!)")
_PLAIN_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,60}(\.[\w-]{1,60}){1,3}", re.ASCII)
_ABSENT = frozenset({"v", "vắng", "p", "kp", "k", "không", "nghỉ", "o"})
_TICKS = frozenset({"x", "có", "co", "✓", "✔", "☑", "√", "đủ", "+"})
_LEADING_CODE = re.compile(r"(\d{2,5})\s*[-–:.]\s*\D")
LONGEST_DITTO = 12
_DITTO_STARTS = frozenset("-–.nN/\"″”“„‟〃'’´`,")
_DITTO = re.compile(r"^[-–\s.]*(nt|//|(?:[\"″”“„‟〃]|''|’’|´´|``|,,)+|như trên)[-–\s.\"]*$", re.IGNORECASE)


@dataclass(frozen=True)
class Reading:
    """How cells of one list are read: the day and district its communes belong to, the epoch of its dates, and who
    knows the records of other registers."""

    day: date
    district: str | None
    date_1904: bool = False
    find: FindRecord | None = None

    def of(self, field: Field) -> Reader:
        """The reader of a field's cells."""
        kind = (
            field.kind.on(self.day, self.district)
            if isinstance(field.kind, Commune | Communes | Listed | ListedChoices)
            else field.kind
        )
        for sort, make in _READERS:
            if isinstance(kind, sort):
                inner = make(self, kind)
                break
        else:
            inner = _parsed(kind)
        blank = _says_no if isinstance(kind, _MAY_SAY_NO) else _says_no_word if isinstance(kind, Listed) else _is_dash
        return _guarded(inner, blank)

    def said(self, field: Field, raw: object) -> Any:
        """What a person says of a whole list, as a value: a record by its name or number. Raises Invalid."""
        return self.of(field)(raw).value if isinstance(field.kind, Ref) else field.read(raw)


def is_ditto(cell: object) -> bool:
    """Whether a cell says «the same as above»."""
    return (
        isinstance(cell, str)
        and len(cell) < LONGEST_DITTO
        and cell.strip()[:1] in _DITTO_STARTS
        and _DITTO.match(cell.strip()) is not None
    )


def _guarded(inner: Reader, blank: Callable[[str], bool]) -> Reader:
    """Empty cells, words that say «none» and error values are no business of the inner reader."""

    def read(cell: object) -> Read:
        if isinstance(cell, str):
            text = cell.strip()
            if not text:
                return EMPTY
            if text[0].isdigit() and len(text) > 3:
                return inner(cell)
            if blank(text):
                return EMPTY
            if text[0] == "#" and _ERRORS.fullmatch(text):
                raise Invalid(f"Ô này Excel tính ra lỗi {text}. Ghi giá trị thật vào ô.")
        elif cell is None:
            return EMPTY
        return inner(cell)

    return read


def _is_dash(text: str) -> bool:
    return not text.strip("-–—. \u00a0\u200b\ufeff")


def _says_no(text: str) -> bool:
    return len(text) < 24 and says_no(one_line(text))


def _says_no_word(text: str) -> bool:
    """The same where a bare 0 may be a code."""
    return not text.isdigit() and _says_no(text)


def _parsed(kind: Kind) -> Reader:
    def read(cell: object) -> Read:
        value = kind.parse(_plain(cell))
        return Read(value, kind.doubt(value))

    return read


def _plain(cell: object) -> object:
    """Dates and durations in a text column, as people would have typed them."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, datetime):
        return cell.strftime("%d/%m/%Y") if cell.time() == time() else cell.strftime("%d/%m/%Y %H:%M")
    if isinstance(cell, date):
        return cell.strftime("%d/%m/%Y")
    return str(cell) if isinstance(cell, time | timedelta) else cell


def _is_clean(text: str) -> bool:
    """Whether `one_line` would leave the text as it is, and no quote stands before it."""
    return (
        text.isprintable()
        and "  " not in text
        and text[0] not in "' "
        and text[-1] != " "
        and is_normalized("NFC", text)
    )


def _text(_: Reading, kind: Any) -> Reader:
    if type(kind) is not Text:
        return _parsed(kind)

    def read(cell: object) -> Read:
        if isinstance(cell, str) and _is_clean(cell) and len(cell) <= kind.longest:
            return Read(cell)
        text = kind.parse(_plain(cell))
        quoted = text[:1] == "'" and (text[1:2].isalnum() or text[1:2] in ("=", "+", "-", "@"))
        return Read(text[1:] if quoted else text or None)

    return read


def _email(_: Reading, kind: Any) -> Reader:
    def read(cell: object) -> Read:
        return Read(cell if isinstance(cell, str) and _PLAIN_EMAIL.fullmatch(cell) else kind.parse(cell))

    return read


def _day(reading: Reading, _: Any) -> Reader:
    def read(cell: object) -> Read:
        found = read_day(cell, date_1904=reading.date_1904)
        return Read(found.value, repaired=found.repaired)

    return read


def _commune(_: Reading, kind: Any) -> Reader:
    known: Commune = kind

    def read(cell: object) -> Read:
        found = known.find(cell)
        if found is not None and found.match is Match.MISSPELT and found.unit:
            return near_spelling(one_line(str(cell)), found.unit.title, found.unit.code)
        code = known.parse(cell)
        if found is None:
            return Read(code)
        return Read(code, *_about_commune(found, one_line(str(cell))))

    return read


def _about_commune(found: Found, text: str) -> tuple[str, str]:
    unit = found.unit.title if found.unit else ""
    if found.match is Match.FORMER:
        return "", f"«{text}» là tên cũ; nay là {unit}."
    return (f"Ghi «{text}», hiểu là {unit}. Xem lại.", "") if found.match is Match.NEAR else ("", "")


def _record(reading: Reading, kind: Any) -> Reader:
    find = reading.find or (lambda _, cell: Read(kind.parse(cell)))
    return lambda cell: find(kind.to, _plain(cell))


def _choice(_: Reading, kind: Any) -> Reader:
    read = read_band if kind.of is RevenueBand else read_choice
    return lambda cell: read(kind, cell)


def _choices(_: Reading, kind: Any) -> Reader:
    return lambda cell: read_choices(kind, cell)


def _listed(_: Reading, kind: Any) -> Reader:
    """Codes of a dated list: by name, by another word, by a code that has lost its zeros."""
    known: Listed = kind
    entries = known.open_entries()
    codes = {entry.code.lstrip("0") or "0": entry.code for entry in entries if entry.code.isdigit()}
    words = {word: entry for entry in entries for word in (entry.name, *entry.words)}

    own = {entry.code.rpartition(":")[2] for entry in entries} if isinstance(known, Industry) else set()

    def read(cell: object) -> Read:
        text = one_line(str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(_plain(cell)))
        if own and text.isdigit() and (len(text) == 3 or (text not in own and f"0{text}" in own)):
            return Read(known.parse(f"0{text}"), repaired="Thêm số 0 đầu mà Excel đã bỏ.")
        try:
            return Read(known.parse(text))
        except Invalid:
            if text.isdigit() and (code := codes.get(text.lstrip("0") or "0")):
                return Read(code, repaired="Thêm số 0 đầu mà Excel đã bỏ.")
            if (begins := _LEADING_CODE.match(text)) and begins[1] in codes.values():
                return Read(begins[1], repaired=f"Lấy mã {begins[1]} đứng đầu ô.")
            if near := nearest(text, words):
                return near_spelling(text, near.name, near.code)
            raise

    return read


def _count(_: Reading, kind: Any) -> Reader:
    def read(cell: object) -> Read:
        word = one_line(cell).lower() if isinstance(cell, str) else ""
        if word in _TICKS or word in _ABSENT:
            return Read(int(word in _TICKS))
        return Read(kind.parse(cell))

    return read


def _year(_: Reading, kind: Any) -> Reader:
    def read(cell: object) -> Read:
        if isinstance(cell, date):
            return Read(kind.parse(cell.year))
        found = re.fullmatch(r"\d{1,2}[/.-]\d{1,2}[/.-](\d{4})", one_line(str(cell)))
        return Read(kind.parse(found[1])) if found else Read(kind.parse(cell))

    return read


_READERS: tuple[tuple[type[Kind], Callable[[Reading, Any], Reader]], ...] = (
    (TaxCode, lambda _, __: read_tax_code),
    (PersonalId, lambda _, __: read_person_number),
    (Phone, lambda _, __: read_phones),
    (Email, _email),
    (Day, _day),
    (Commune, _commune),
    (Choice, _choice),
    (Choices, _choices),
    (Listed, _listed),
    (Ref, _record),
    (Year, _year),
    (Money, lambda _, kind: lambda cell: read_money(kind, _plain(cell))),
    (Flag, lambda _, kind: lambda cell: read_flag(kind, _plain(cell))),
    (Whole, _count),
    (Text, _text),
)
_MAY_SAY_NO = (TaxCode, PersonalId, Phone, Email, Day, Choices, CodesChosen, Ref)
