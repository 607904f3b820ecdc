"""The way of a made report to the leader's signature, as clerks and heads walk it: duties answered, put up, approved."""

from uuid import UUID

from tmdt_desktop.records.duty_answer import DutyOutcome
from tmdt_desktop.services.duties import DutyWish, answer_duties, duty_board
from tmdt_desktop.services.make_report import redraft
from tmdt_desktop.services.report_acts import approve, submit
from tmdt_desktop.services.report_files import make_files
from tmdt_desktop.services.report_head import HeadWord
from tmdt_desktop.services.report_view import report_view
from tmdt_desktop.store.workspace import Workspace

HEAD = HeadWord("Đồng ý.", as_head=True)
OPENED = HeadWord("Sổ có dòng ghi thiếu.", as_head=True)


def answer_all(ws: Workspace, year: int) -> None:
    """«Không phát sinh», with a reason, to every duty that nothing shows."""
    missing = [line for line in duty_board(ws, year) if line.state == "missing" and not line.by_report]
    answer_duties(ws, (DutyWish(year, line.id, DutyOutcome.NONE, "Trong kỳ không có yêu cầu.") for line in missing))


def put_up(ws: Workspace, report: UUID) -> None:
    """Answer what is owed, draft anew and make again what the answers change, and put the report before the head."""
    answer_all(ws, report_view(ws, report).year)
    late = [
        where
        for check in report_view(ws, report).checks
        if check.level == "hold" and (where := check.where).startswith("section:")
    ]
    for where in late:
        redraft(ws, report, where.removeprefix("section:"))
    if late:
        make_files(ws, report)
    submit(ws, report)


def approved(ws: Workspace, report: UUID) -> None:
    """`put_up`, and the head approves."""
    put_up(ws, report)
    approve(ws, report, HEAD)
