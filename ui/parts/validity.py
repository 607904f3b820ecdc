"""How long a certificate holds, in few words."""

from datetime import datetime

from tmdt_desktop.i18n import day, utc_now, vietnam_time

SOON = 30
"""Days before its end from which on a certificate is marked."""


def validity(not_before: datetime, not_after: datetime) -> tuple[str, str]:
    """«đến 27/12/2024, còn 10 ngày» and its tone."""
    now = utc_now()
    last = day(vietnam_time(not_after).date())
    if now < not_before:
        return f"từ {day(vietnam_time(not_before).date())}", "bad"
    if now > not_after:
        return f"đã hết ngày {last}", "bad"
    left = (not_after - now).days
    return (f"đến {last}, còn {left} ngày", "warn") if left <= SOON else (f"đến {last}", "text_2")
