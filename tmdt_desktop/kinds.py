"""Kinds of value: how raw input becomes a value, and a value becomes words.

A kind knows neither screen nor file. Each face (editor, spreadsheet, document, package schema) answers once, by
`functools.singledispatch` on the kind, what a value of it looks like there.
"""

import enum
import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from tmdt_desktop.errors import Invalid
from tmdt_desktop.i18n import day as show_day
from tmdt_desktop.i18n import moment as show_moment
from tmdt_desktop.i18n import number
from tmdt_desktop.text import key, nfc, one_line


class Term(enum.Enum):
    """A closed list of choices. The member's name is what is stored and sent, its value the words people read."""


@dataclass(frozen=True)
class Kind:
    """A sort of value."""

    def parse(self, raw: object) -> Any:
        """A filled input (text of a widget, cell of a sheet) as a value. Raises Invalid with a sentence."""
        return raw

    def show(self, value: Any) -> str:
        """The words people read; empty for None."""
        return "" if value is None else str(value)

    def plain(self, value: Any) -> Any:
        """The value as JSON can hold it: for the audit trail, drafts and packages."""
        return value

    def restore(self, plain: Any) -> Any:
        """What `plain` gave, back as a value."""
        return plain

    def doubt(self, value: Any) -> str:  # noqa: ARG002 - most kinds have none
        """A sentence when the value may be kept but should be looked at; empty when all is well."""
        return ""


@dataclass(frozen=True)
class Text(Kind):
    """One line of text, at most `longest` letters."""

    longest: int = 255

    def parse(self, raw: object) -> str:
        text = one_line(_words(raw))
        if len(text) > self.longest:
            raise Invalid(f"Dài {len(text)} ký tự, chỉ ghi được {self.longest}. Rút gọn lại.")
        return text


@dataclass(frozen=True)
class Note(Kind):
    """Text of several lines."""

    longest: int = 4000

    def parse(self, raw: object) -> str:
        text = nfc(_words(raw))
        if len(text) > self.longest:
            raise Invalid(f"Dài {number(len(text))} ký tự, chỉ ghi được {number(self.longest)}. Rút gọn lại.")
        return text


@dataclass(frozen=True)
class TaxCode(Kind):
    """Mã số thuế: 10 digits, 13 as «10-3», or 12 (personal number, from 1/7/2025). TT 90/2026/TT-BTC."""

    def parse(self, raw: object) -> str:
        text = re.sub(r"[\s.'\u2013\u2014-]", "", one_line(_words(raw)))
        if not text.isascii() or not text.isdigit() or len(text) not in (10, 12, 13):
            raise Invalid(
                "Mã số thuế có 10 chữ số, 13 với đơn vị phụ thuộc, hoặc 12 với cá nhân. Xem lại giấy đăng ký."
            )
        return f"{text[:10]}-{text[10:]}" if len(text) == 13 else text

    def doubt(self, value: str) -> str:
        if len(value) == 12:
            return ""
        if value.endswith("-000"):
            return "Mã đơn vị phụ thuộc bắt đầu từ 001. Xem lại giấy đăng ký."
        check = _tax_check_digit(value)
        if value[9] == check:
            return ""
        if not check:
            return "Số này không thể là mã số thuế. Xem lại giấy đăng ký."
        return f"Số thứ 10 không khớp: theo 9 số đầu phải là {check}. Xem lại giấy đăng ký."


@dataclass(frozen=True)
class PersonalId(Kind):
    """Số định danh cá nhân (12 digits) or the older CMND (9 digits)."""

    def parse(self, raw: object) -> str:
        text = re.sub(r"[\s.'-]", "", one_line(_words(raw)))
        if not text.isascii() or not text.isdigit() or len(text) not in (9, 12):
            raise Invalid("Số định danh có 12 chữ số, chứng minh nhân dân cũ có 9. Xem lại giấy tờ.")
        return text


_MOBILE = re.compile(r"0(3[2-9]|5[25689]|7[06-9]|8[1-9]|9[0-46-9])\d{7}")
_LANDLINE = re.compile(r"02\d{9}")


@dataclass(frozen=True)
class Phone(Kind):
    """Telephone numbers as dialled inside Vietnam, several parted by «; »."""

    longest: int = 80

    def parse(self, raw: object) -> str:
        parts = [part for part in re.split(r"[;,/\n]|\s-\s|\s{2,}", nfc(_words(raw))) if part.strip()]
        numbers = list(dict.fromkeys(_phone(part) for part in parts))
        return "; ".join(numbers)


@dataclass(frozen=True)
class Email(Kind):
    """One electronic mail address."""

    def parse(self, raw: object) -> str:
        text = one_line(_words(raw))
        if not re.fullmatch(r"[^@\s,;]+@[^@\s,;.]+(\.[^@\s,;.]+)+", text) or len(text) > 254:
            raise Invalid("Địa chỉ thư có dạng ten@noigui.vn. Xem lại.")
        return text


@dataclass(frozen=True)
class Whole(Kind):
    """A count: a whole number, zero or more, up to `most`."""

    most: int = 10**9
    least: int = 0

    def parse(self, raw: object) -> int:
        value = _integer(raw)
        if value is None:
            raise Invalid("Ghi một số nguyên, ví dụ 1.250.")
        if not self.least <= value <= self.most:
            raise Invalid(f"Ghi số từ {number(self.least)} đến {number(self.most)}.")
        return value

    def show(self, value: Any) -> str:
        return "" if value is None else number(value)


@dataclass(frozen=True)
class Year(Whole):
    """A calendar year, shown without a dot."""

    most: int = 2100
    least: int = 1900

    def show(self, value: Any) -> str:
        return "" if value is None else str(value)


@dataclass(frozen=True)
class Money(Kind):
    """Whole đồng: an exact integer, never a float."""

    most: int = 10**15

    def parse(self, raw: object) -> int:
        value = _integer(raw)
        if value is None:
            raise Invalid("Ghi số tiền bằng đồng, ví dụ 1.250.000.")
        if not 0 <= value <= self.most:
            raise Invalid(f"Ghi số tiền từ 0 đến {number(self.most)} đồng. Xem lại số chữ số.")
        return value

    def show(self, value: Any) -> str:
        return "" if value is None else number(value)


@dataclass(frozen=True)
class Day(Kind):
    """A date of the calendar, without a time zone."""

    def parse(self, raw: object) -> date:
        found = raw.date() if isinstance(raw, datetime) else raw
        day = found if isinstance(found, date) else _date(one_line(_words(raw)))
        if not 1900 <= day.year <= 2100:
            raise Invalid(f"Năm {day.year} không đúng. Xem lại năm.")
        return day

    def show(self, value: Any) -> str:
        return "" if value is None else show_day(value)

    def plain(self, value: Any) -> Any:
        return None if value is None else value.isoformat()

    def restore(self, plain: Any) -> Any:
        return None if plain is None else date.fromisoformat(plain)


@dataclass(frozen=True)
class Moment(Kind):
    """A point in time; set by the program, never typed. Stored in UTC, shown in Vietnam's time."""

    def parse(self, raw: object) -> datetime:
        if isinstance(raw, datetime) and raw.tzinfo is not None:
            return raw
        raise Invalid("Thời điểm do phần mềm ghi, không nhập tay. Bỏ cột này khỏi tệp.")

    def show(self, value: Any) -> str:
        return "" if value is None else show_moment(value)

    def plain(self, value: Any) -> Any:
        return None if value is None else value.isoformat()

    def restore(self, plain: Any) -> Any:
        return None if plain is None else datetime.fromisoformat(plain)


_YES = {"co", "x", "v", "yes", "y", "1", "dung", "true", "da", "roi", "✓", "✔"}
_NO = {"khong", "ko", "k", "no", "n", "0", "sai", "false", "chua", "o"}


@dataclass(frozen=True)
class Flag(Kind):
    """Có hay không; None is «chưa rõ»."""

    def parse(self, raw: object) -> bool:
        if isinstance(raw, bool):
            return raw
        word = key(_words(raw)) or _words(raw).strip().lower()
        if word in _YES:
            return True
        if word in _NO:
            return False
        raise Invalid("Ghi «Có» hoặc «Không».")

    def show(self, value: Any) -> str:
        return "" if value is None else ("Có" if value else "Không")


@dataclass(frozen=True)
class Choice(Kind):
    """One of a closed list."""

    of: type[Term]

    def parse(self, raw: object) -> Term:
        if isinstance(raw, self.of):
            return raw
        word = key(_words(raw))
        for term in self.of:
            if word in (key(term.value), key(term.name)):
                return term
        raise Invalid("Chọn một trong: " + "; ".join(term.value for term in self.of) + ".")

    def show(self, value: Any) -> str:
        return "" if value is None else str(value.value)

    def plain(self, value: Any) -> Any:
        return None if value is None else value.name

    def restore(self, plain: Any) -> Any:
        return None if plain is None else self.of[plain]


@dataclass(frozen=True)
class Choices(Kind):
    """Several of a closed list, in the list's order; as text parted by «;»."""

    of: type[Term]

    def parse(self, raw: object) -> tuple[Term, ...]:
        parts = raw if isinstance(raw, tuple | list) else [p for p in re.split(r"[;\n|]", _words(raw)) if p.strip()]
        chosen = {Choice(self.of).parse(part) for part in parts}
        return tuple(term for term in self.of if term in chosen)

    def show(self, value: Any) -> str:
        return "; ".join(str(term.value) for term in value or ())

    def plain(self, value: Any) -> Any:
        return None if value is None else [term.name for term in value]

    def restore(self, plain: Any) -> Any:
        return None if plain is None else tuple(self.of[name] for name in plain)


@dataclass(frozen=True)
class Ref(Kind):
    """A pointer to a record of another register, by its code (`Record.code`)."""

    to: str

    def parse(self, raw: object) -> UUID:
        try:
            return raw if isinstance(raw, UUID) else UUID(str(raw))
        except ValueError:
            raise Invalid("Gõ tên hoặc mã rồi chọn một hồ sơ trong danh sách hiện ra.") from None

    def plain(self, value: Any) -> Any:
        return None if value is None else str(value)

    def restore(self, plain: Any) -> Any:
        return None if plain is None else UUID(plain)


@dataclass(frozen=True)
class Structure(Kind):
    """Data of the program's own (frozen figures, texts of a report): JSON, with no editor and no column."""

    def show(self, value: Any) -> str:  # noqa: ARG002 - never shown as such
        return ""


def _words(raw: object) -> str:
    """A cell or a widget's input as text; a float without a fraction loses its «.0»."""
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    return raw if isinstance(raw, str) else str(raw)


def _integer(raw: object) -> int | None:
    """`raw` as a whole number; None when it is none, or when «1,234,567» leaves the meaning open."""
    if isinstance(raw, int):
        return int(raw)
    if isinstance(raw, float):
        return int(raw) if raw.is_integer() else None
    text = re.sub(r"\s|đồng$|đ$|₫$|vnđ$|vnd$", "", one_line(_words(raw)).lower())
    if re.fullmatch(r"-?\d{1,3}(\.\d{3})+(,0+)?", text):
        text = text.replace(".", "")
    text = re.sub(r",0+$", "", text)
    return int(text) if re.fullmatch(r"-?\d{1,18}", text, re.ASCII) else None


def _tax_check_digit(code: str) -> str:
    """The tenth digit that the first nine ask for; empty when no digit fits."""
    from stdnum.vn import mst

    digit = str(mst.calc_check_digit(code[:9]))
    return digit if len(digit) == 1 else ""


def _phone(raw: str) -> str:
    digits = re.sub(r"\D", "", raw)
    digits = re.sub(r"^(0084|84)(?=\d{9,10}$)", "0", digits)
    if _MOBILE.fullmatch(digits) or _LANDLINE.fullmatch(digits):
        return digits
    if re.fullmatch(r"1[89]00\d{4,6}", digits):
        return digits
    return _foreign_phone(raw)


def _foreign_phone(raw: str) -> str:
    import phonenumbers

    try:
        parsed = phonenumbers.parse(raw, "VN")
    except phonenumbers.NumberParseException:
        parsed = None
    if parsed is None or not phonenumbers.is_valid_number(parsed) or parsed.country_code == 84:
        raise Invalid("Số điện thoại không đúng: di động có 10 số, máy bàn 11 số cả mã vùng. Xem lại.")
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))


def _date(text: str) -> date:
    """A date as people write it: 5/3/2024, 05-03-24, 5.3.2024, 2024-03-05."""
    found = re.fullmatch(r"(?:ngày )?(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})", text)
    if found:
        d, m, y = (int(part) for part in found.groups())
    elif found := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(:00)?)?", text):
        y, m, d = (int(part) for part in found.groups()[:3])
    elif found := re.fullmatch(r"ngày (\d{1,2}) tháng (\d{1,2}) năm (\d{4})", text.lower()):
        d, m, y = (int(part) for part in found.groups())
    else:
        raise Invalid("Ghi ngày dạng 31/12/2024.")
    y += 2000 if y < 70 else 1900 if y < 100 else 0
    return _real_date(y, m, d)


def _real_date(y: int, m: int, d: int) -> date:
    try:
        return date(y, m, d)
    except ValueError:
        if 1 <= m <= 12 and 1900 <= y <= 2100:
            last = (date(y + m // 12, m % 12 + 1, 1) - date(y, m, 1)).days
            raise Invalid(f"Ngày {d:02d}/{m:02d}/{y} không có: tháng {m}/{y} có {last} ngày. Sửa lại ngày.") from None
        raise Invalid(f"Ngày {d:02d}/{m:02d}/{y} không có. Ghi ngày trước, tháng sau, ví dụ 31/12/2024.") from None
