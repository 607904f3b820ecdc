"""What has moved around a report since it was begun: cases that do not balance, answers to duties, the request, the period."""

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import Connection

from tmdt_desktop.catalogues.indicators import indicator
from tmdt_desktop.errors import Refused
from tmdt_desktop.figures import Scope, compute_all, value
from tmdt_desktop.i18n import day, number
from tmdt_desktop.records.report import ReportKind
from tmdt_desktop.services.report_drafts import drafts
from tmdt_desktop.services.report_life import UNSIGNED, Held, held, newest_of
from tmdt_desktop.services.request_cited import asked_of, request_of

_RECEIVED, _SETTLED, _LEFT = "C8.5", "C8.5.1", "C8.5.2"


def unbalanced(connection: Connection, report: Held) -> str:
    """«Tồn đầu kỳ + nhận = giải quyết + tồn cuối kỳ» of complaints, where it does not hold; else empty."""
    first, scope = report.period[0], report.scope()
    before = Scope(first - timedelta(days=1), first - timedelta(days=1), offices=scope.offices)
    opening = value(connection, indicator(_LEFT), before).value or 0
    asked = tuple(indicator(code) for code in (_RECEIVED, _SETTLED, _LEFT))
    received, settled, left = (figure.value or 0 for figure in compute_all(connection, asked, scope))
    if opening + received == settled + left:
        return ""
    had, has = f"{number(opening)} tồn đầu kỳ + {number(received)} nhận", f"{number(settled)} giải quyết, chuyển"
    return f"Vụ việc không cân: {had}, nhưng {has} + {number(left)} tồn cuối kỳ."


def told_before_answers(connection: Connection, report: Held) -> Iterator[str]:
    """Sections of duties whose draft would be another one now, for what the office has answered since."""
    duties = report.skeleton.duties
    if not duties or report.state not in UNSIGNED:
        return
    fresh = drafts(connection, report.record, report.frozen, report.asked)
    yield from (code for code in duties if code in report.texts and fresh[code].drafted != report.texts[code].drafted)


def asked_otherwise(connection: Connection, report: Held) -> bool:
    """The request that the report answers is gone or says something else than when the report was begun."""
    if report.asked is None:
        return False
    try:
        request = request_of(connection, report.record["request"], answered=True)
    except Refused:
        return True
    return asked_of(request, report.record["office"], report.asked.sections) != report.asked


def beside_last_year(connection: Connection, report: Held) -> str:
    """The days that lie in no annual report of the office, or in two, between last year's and this one; else empty."""
    if report.kind is not ReportKind.ANNUAL:
        return ""
    id_ = newest_of(connection, {**report.record, "year": report.year - 1})
    if id_ is None:
        return ""
    ended, begun, one = held(connection, id_).period[1], report.period[0], timedelta(days=1)
    if ended + one < begun:
        return f"Ngày {day(ended + one)} đến {day(begun - one)} không nằm trong báo cáo năm nào."
    return f"Ngày {day(begun)} đến {day(ended)} nằm trong cả hai báo cáo năm." if ended >= begun else ""
