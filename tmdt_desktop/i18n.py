"""Words that people read. Vietnamese is the source language; `N_` marks what a catalogue may translate later."""

from datetime import MAXYEAR, UTC, date, datetime, timedelta, timezone
from decimal import ROUND_HALF_UP, Decimal

VIETNAM = timezone(timedelta(hours=7), "+07:00")


def N_(words: str) -> str:  # noqa: N802 - the usual name of a gettext marker
    """Mark `words` for a translation catalogue without changing them."""
    return words


def number(value: int | float) -> str:
    """1284.5 → «1.284,5»: dot for thousands, comma for decimals (Luật Kế toán, Điều 11)."""
    text = f"{value:,.1f}" if isinstance(value, float) and not value.is_integer() else f"{int(value):,}"
    return text.translate(str.maketrans(",.", ".,"))


def hundredths(part: int | float | Decimal | None, base: int | float | Decimal | None) -> Decimal | None:
    """`part` in hundredths of `base` with one decimal; None where the base is 0 or either is unknown."""
    if part is None or not base:
        return None
    return (Decimal(str(part)) * 100 / Decimal(str(base))).quantize(Decimal("0.1"), ROUND_HALF_UP)


def share(part: int | None, base: int | None) -> str:
    """«112,5», «-» where the base is 0 or either is unknown: what stands in the columns of per cents."""
    found = hundredths(part, base)
    return "-" if found is None else f"{found:,}".translate(str.maketrans(",.", ".,"))


def known(value: int | None) -> str:
    """A figure as it is read on screen and on paper: «1.284», «0», or «Chưa có số liệu» when it was not collected."""
    return "Chưa có số liệu" if value is None else number(value)


def day(value: date) -> str:
    """31/12/2024, as dates stand in tables."""
    return value.strftime("%d/%m/%Y")


def long_day(value: date) -> str:
    """«ngày 09 tháng 12 năm 2024»; only days below 10 and months 1 and 2 take a zero (NĐ 30/2020, Phụ lục I)."""
    month = f"{value.month:02d}" if value.month < 3 else str(value.month)
    return f"ngày {value.day:02d} tháng {month} năm {value.year}"


def vietnam_time(value: datetime) -> datetime:
    """`value`, which must carry a time zone, in Vietnam's time; the ends of the calendar stay its ends.

    Strangers write any moment: 99991231235959Z is the lawful «no expiry» of a certificate (RFC 5280 §4.1.2.5), and
    seven hours later there is no calendar any more.
    """
    try:
        return value.astimezone(VIETNAM)
    except OverflowError:
        last = value.year > 1
        return datetime(9999, 12, 31, 23, 59, 59, tzinfo=VIETNAM) if last else datetime(1, 1, 1, tzinfo=VIETNAM)


def _end_of_the_calendar(value: datetime, zone: timezone) -> datetime:
    last = datetime(9999, 12, 31, 23, 59, 59, tzinfo=zone)
    return last if value.year > 1 else datetime(1, 1, 1, tzinfo=zone)


def universal_time(value: datetime) -> datetime:
    """`value`, which must carry a time zone, in UTC; the ends of the calendar stay its ends, as in `vietnam_time`."""
    try:
        return value.astimezone(UTC)
    except OverflowError:
        return _end_of_the_calendar(value, UTC)


def local_day(value: datetime) -> str:
    """The day of a moment that a stranger wrote, in Vietnam's time: «31/12/2024»."""
    return day(vietnam_time(value))


def last_day(value: datetime) -> str:
    """Up to when a certificate counts: «31/12/2030», or «không thời hạn» (RFC 5280 §4.1.2.5)."""
    return "không thời hạn" if value.year == MAXYEAR else local_day(value)


def moment(value: datetime) -> str:
    """«20/12/2024 09:30» in Vietnam's time. `value` must carry a time zone."""
    return vietnam_time(value).strftime("%d/%m/%Y %H:%M")


def utc_now() -> datetime:
    """The present moment, with its time zone."""
    return datetime.now(UTC)


def file_size(count: int) -> str:
    """Bytes as people say them: «820 byte», «36 KB», «2,4 MB», «3,1 GB» (1 KB = 1024 byte)."""
    if count < 1 << 10:
        return f"{count} byte"
    if count < 1 << 20:
        return f"{number(round(count / (1 << 10)))} KB"
    return (
        f"{number(round(count / (1 << 20), 1))} MB" if count < 1 << 30 else f"{number(round(count / (1 << 30), 1))} GB"
    )
