"""Which days a report speaks of, and until when it is owed (Quy chế, Điều 21; NĐ 09/2019/NĐ-CP, Điều 8, 12)."""

from datetime import date, timedelta

from tmdt_desktop.catalogues.holidays import deadline, is_working_day
from tmdt_desktop.catalogues.periods import annual_window
from tmdt_desktop.errors import Refused
from tmdt_desktop.i18n import day
from tmdt_desktop.records.report import ReportKind
from tmdt_desktop.store.settings import Settings

FIRST_YEAR, LAST_YEAR = 2013, 2100
"""From the first decree on electronic commerce (52/2013/NĐ-CP) to the last year a field takes."""


def window(settings: Settings, year: int) -> tuple[date, date]:
    """First and last day of the office's reporting year. Raises Refused for a year that is never reported on."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refused(f"Không có báo cáo của năm {year}.", cure=f"Ghi năm từ {FIRST_YEAR} đến {LAST_YEAR}.")
    return annual_window(year, (settings.period_start_month, settings.period_start_day))


def half_window(settings: Settings, year: int) -> tuple[date, date]:
    """First and last day of the half-year report: from the begin of the reporting year to the day that is set."""
    first, _ = window(settings, year)
    return first, date(year, settings.half_end_month, settings.half_end_day)


def period_of(settings: Settings, kind: ReportKind, year: int) -> tuple[date, date]:
    """The window of a report that comes by itself: `kind` is ANNUAL or HALF_YEAR. Raises Refused as `window`."""
    return half_window(settings, year) if kind is ReportKind.HALF_YEAR else window(settings, year)


def due_on(kind: ReportKind, period: tuple[date, date], year: int) -> date:
    """The last working day in time: before 20 December, for six months before the sixth day after their end."""
    if kind is ReportKind.ANNUAL:
        return deadline(year)
    last = period[1] + timedelta(days=5)
    while not is_working_day(last):
        last -= timedelta(days=1)
    return last


def require_begun(first: date) -> None:
    """Raise Refused when the period has not begun."""
    if first > date.today():  # noqa: DTZ011 - the office's own calendar day
        raise Refused(
            "Chưa chốt được số liệu.",
            why=f"Kỳ báo cáo bắt đầu từ {day(first)}.",
            cure="Chọn năm khác, hoặc chờ đến khi kỳ bắt đầu.",
        )


def require_sound(period: tuple[date, date]) -> None:
    """Raise Refused for a period that was chosen by hand and cannot be one: turned round, or reaching into the future."""
    first, last = period
    if first > last:
        raise Refused("Ngày đầu kỳ sau ngày cuối kỳ.", cure="Sửa một trong hai ngày.")
    if last > date.today():  # noqa: DTZ011
        raise Refused(f"Kỳ báo cáo đến {day(last)} mới hết.", cure="Chọn ngày cuối kỳ không sau hôm nay.")
    if not FIRST_YEAR <= first.year <= last.year <= LAST_YEAR:
        raise Refused("Kỳ báo cáo nằm ngoài các năm phần mềm nhận.", cure=f"Chọn kỳ từ năm {FIRST_YEAR}.")
