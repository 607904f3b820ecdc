"""An office that was abolished: since when, who took over, which years its reports can still be made of."""

from datetime import date

from tmdt_desktop.catalogues.offices import heirs_of, office_on
from tmdt_desktop.catalogues.periods import year_of
from tmdt_desktop.errors import Refused
from tmdt_desktop.i18n import day
from tmdt_desktop.store.settings import Settings

_NAMED = 3


def ended_on(office: str, today: date) -> date | None:
    """The last day of the office when it was gone by `today`."""
    last = office_on(office, today).valid_to
    return last if last and last < today else None


def last_year(office: str, today: date, settings: Settings) -> int | None:
    """The last reporting year that begins while the office stood; None while it stands."""
    end = ended_on(office, today)
    return year_of(end, (settings.period_start_month, settings.period_start_day)) if end else None


def ended_words(office: str, today: date) -> tuple[str, str]:
    """(that it ended and when, who took over) when the office was gone by `today`; both empty while it stands."""
    end = ended_on(office, today)
    if end is None:
        return "", ""
    heirs = [heir.short for heir in heirs_of(office, today)]
    more = f" và {len(heirs) - _NAMED} đơn vị khác" if len(heirs) > _NAMED else ""
    after = f"Tiếp nhận: {', '.join(heirs[:_NAMED])}{more}." if heirs else ""
    return f"{office_on(office, today).short} đã kết thúc hoạt động ngày {day(end)}", after


def require_standing(office: str, period: tuple[date, date]) -> None:
    """Raise Refused when the office was gone before `period` began."""
    what, after = ended_words(office, period[0])
    if what:
        raise Refused(
            f"Không lập báo cáo của kỳ bắt đầu ngày {day(period[0])}.",
            why=f"{what}. {after}".strip(),
            cure="Lập báo cáo của năm mà đơn vị còn hoạt động; kỳ sau do đơn vị tiếp nhận lập trong sổ của mình.",
        )
