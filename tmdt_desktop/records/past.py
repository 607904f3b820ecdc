"""Days of what has happened: none of them lies after today."""

from collections.abc import Iterable
from datetime import date

from tmdt_desktop.i18n import VIETNAM, utc_now
from tmdt_desktop.records.record import Values


def beyond_today(values: Values, names: Iterable[str]) -> dict[str, str]:
    """Faults of those days (or years, as whole numbers) among `names` that have not come yet in Vietnam, by field."""
    today = utc_now().astimezone(VIETNAM).date()
    found: dict[str, str] = {}
    for name in names:
        said = values.get(name)
        if isinstance(said, date) and said > today:
            found[name] = "Ngày này ở sau hôm nay. Xem lại năm."
        elif isinstance(said, int) and said > today.year:
            found[name] = "Năm này ở sau năm nay. Xem lại."
    return found
