"""Kinds of value that only some registers have: papers that may be secret, hours of a deadline, exact numbers, goods numbers."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

from tmdt_desktop.errors import Invalid
from tmdt_desktop.i18n import VIETNAM
from tmdt_desktop.i18n import moment as show_moment
from tmdt_desktop.kinds import Choice, Day, Kind, Note, Term, Text
from tmdt_desktop.secrecy_marks import REFUSAL, refuse_secret
from tmdt_desktop.text import key, one_line

_PLACES = Decimal("0.0001")
_DAY_AND_HOUR = re.compile(
    r"(.+?)[\s,]+(?:lúc\s+)?(\d{1,2})\s*(?:[:h]|giờ)\s*(\d{2})?(?::00)?\s*(?:phút)?", re.IGNORECASE
)
_HOUR_FIRST = re.compile(r"(\d{1,2})\s*(?:[:h]|giờ)\s*(\d{2})?\s*(?:phút)?[\s,]+(.+)", re.IGNORECASE)


@dataclass(frozen=True)
class OpenText(Text):
    """One line about a paper that came in or goes out; refuses the mark of a state secret."""

    def parse(self, raw: object) -> str:
        return refuse_secret(super().parse(raw))


@dataclass(frozen=True)
class OpenNote(Note):
    """Several lines about such a paper; refuses the mark of a state secret."""

    def parse(self, raw: object) -> str:
        return refuse_secret(super().parse(raw))


@dataclass(frozen=True)
class Digest(Text):
    """The hash of a file in hexadecimal digits, kept in small letters."""

    def parse(self, raw: object) -> str:
        return super().parse(raw).lower()


@dataclass(frozen=True)
class OpenChoice(Choice):
    """A closed list of how open a paper is; every word of secrecy is refused as what it is."""

    def parse(self, raw: object) -> Term:
        try:
            return super().parse(raw)
        except Invalid:
            if "mat" in key(str(raw)):
                raise Invalid(REFUSAL) from None
            raise


def without_secrets(kind: Kind) -> Kind:
    """The kind of text that refuses the mark of a state secret, in the place of `kind`; other kinds stay."""
    if type(kind) is Text:
        return OpenText(kind.longest)
    return OpenNote(kind.longest) if type(kind) is Note else kind


@dataclass(frozen=True)
class DueTime(Kind):
    """A day and hour by which something is due, in Vietnam's time; a day alone means its last minute."""

    def parse(self, raw: object) -> datetime:
        if isinstance(raw, datetime):
            return raw if raw.tzinfo else raw.replace(tzinfo=VIETNAM)
        if isinstance(raw, date):
            return _at(raw, time(23, 59))
        text = one_line(str(raw))
        if found := re.fullmatch(r"(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}(?::\d{2})?)(Z|[+-]\d{2}:\d{2})", text):
            return datetime.fromisoformat("".join(found.groups()).replace("Z", "+00:00"))
        words, hour = _parted(text)
        return _at(Day().parse(words), hour)

    def show(self, value: Any) -> str:
        return "" if value is None else show_moment(value)

    def plain(self, value: Any) -> Any:
        return None if value is None else value.astimezone(UTC).isoformat()

    def restore(self, plain: Any) -> Any:
        return None if plain is None else datetime.fromisoformat(plain)


def _parted(text: str) -> tuple[str, time]:
    """The words of the day and the hour: «20/12/2024 16h30», «16:30 20/12/2024», «20/12/2024»."""
    if found := _DAY_AND_HOUR.fullmatch(text):
        day, hour, minute = found.groups()
    elif found := _HOUR_FIRST.fullmatch(text):
        hour, minute, day = found.groups()
    else:
        return text, time(23, 59)
    if int(hour) > 23 or int(minute or 0) > 59:
        raise Invalid("Giờ từ 00:00 đến 23:59. Ghi dạng 20/12/2024 16:30.")
    return day, time(int(hour), int(minute or 0))


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, VIETNAM)


@dataclass(frozen=True)
class Exact(Kind):
    """An exact number with at most four decimals: points, per cents, answers of a survey."""

    least: Decimal = Decimal(0)
    most: Decimal = Decimal(10) ** 12

    def parse(self, raw: object) -> Decimal:
        value = _decimal(raw)
        if value is not None and value.is_finite() and not self.least <= value <= self.most:
            raise Invalid(f"Ghi số từ {show_exact(self.least)} đến {show_exact(self.most)}.")
        if value is None or not value.is_finite() or value != value.quantize(_PLACES):
            raise Invalid("Ghi một số, phần lẻ sau dấu phẩy, nhiều nhất 4 chữ số, ví dụ 12,5.")
        return value.quantize(_PLACES)

    def show(self, value: Any) -> str:
        return "" if value is None else show_exact(value)

    def plain(self, value: Any) -> Any:
        return None if value is None else format(value.quantize(_PLACES).normalize(), "f")

    def restore(self, plain: Any) -> Any:
        return None if plain is None else Decimal(plain).quantize(_PLACES)


def show_exact(value: Decimal) -> str:
    """1284.50 → «1.284,5»; no decimals where there are none."""
    text = format(value.normalize(), ",f") if value else "0"
    return text.translate(str.maketrans(",.", ".,"))


def _decimal(raw: object) -> Decimal | None:
    """`raw` as a number; None when it is none, or when «1,234,567» leaves the meaning open."""
    if isinstance(raw, bool):
        return None
    if isinstance(raw, int | float | Decimal):
        return Decimal(str(raw))
    text = re.sub(r"\s|%$", "", one_line(str(raw)))
    if re.fullmatch(r"-?\d{1,3}(\.\d{3})+(,\d+)?", text):
        text = text.replace(".", "")
    text = text.replace(",", ".") if text.count(",") == 1 else text
    try:
        return Decimal(text) if re.fullmatch(r"-?\d{1,14}(\.\d{1,9})?", text, re.ASCII) else None
    except InvalidOperation:  # pragma: no cover - the pattern leaves nothing to fail
        return None


@dataclass(frozen=True)
class GoodsNumber(Kind):
    """Mã GTIN of 8, 12, 13 or 14 digits with the check digit of GS1 (modulo 10)."""

    def parse(self, raw: object) -> str:
        from stdnum import ean

        text = re.sub(r"[\s.-]", "", one_line(str(raw)))
        if not text.isascii() or not text.isdigit() or len(text) not in (8, 12, 13, 14):
            raise Invalid("Mã GTIN có 8, 12, 13 hoặc 14 chữ số, ví dụ 8938505974194. Xem lại mã vạch trên bao bì.")
        if not ean.is_valid(text):
            raise Invalid("Chữ số cuối của mã GTIN không khớp các số trước. Xem lại mã vạch trên bao bì.")
        return text

    def doubt(self, value: str) -> str:
        """Numbers issued in Vietnam begin with 893 (GS1)."""
        return "" if len(value) != 13 or value.startswith("893") else "Mã này không cấp ở Việt Nam (893). Xem lại."


@dataclass(frozen=True)
class WebAddress(Kind):
    """The address of a page: «https://…»."""

    longest: int = 500

    def parse(self, raw: object) -> str:
        text = one_line(str(raw))
        if not re.fullmatch(r"(?:https?://)?[^\s/.]+(?:\.[^\s/.]+)+(?:[:/?#]\S*)?", text, re.IGNORECASE):
            raise Invalid("Ghi địa chỉ trang, ví dụ https://vinhphuc.gov.vn/tin-tuc.")
        text = text if "://" in text else f"https://{text}"
        if len(text) > self.longest:
            raise Invalid(f"Dài {len(text)} ký tự, chỉ ghi được {self.longest}. Dùng địa chỉ ngắn hơn.")
        return text
