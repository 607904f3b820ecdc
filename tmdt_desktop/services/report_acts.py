"""What is done to a report between its making and its sending, each step kept with who, when and in which words."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from tmdt_desktop.errors import Refused
from tmdt_desktop.services.report_checks import require_submittable
from tmdt_desktop.services.report_head import HeadWord, clerk_step, head_step
from tmdt_desktop.services.report_life import Held, held, note
from tmdt_desktop.services.report_steps import Act, Step, after
from tmdt_desktop.services.report_values import put_number
from tmdt_desktop.store import settings as store_settings
from tmdt_desktop.store.changes import Batch
from tmdt_desktop.store.workspace import Workspace

SELF_APPROVED = "người trình tự duyệt"
"""What is kept and shown with an approval by the very user who put the report up."""


def submit(ws: Workspace, id_: UUID, words: str = "") -> None:
    """Trình: put the report before the head. Its period is closed from now on.

    Raises:
        Refused: its files are not made, a check stops it, or a duty is neither shown nor answered.
    """
    with ws.change("Trình báo cáo") as batch:
        report = _to(batch, id_, Act.SUBMIT)
        require_submittable(batch.connection, report, store_settings.load(batch.connection))
        note(batch, report, Act.SUBMIT, clerk_step(batch, Act.SUBMIT, words))


def withdraw(ws: Workspace, id_: UUID, words: str = "") -> None:
    """Rút lại: take back what was put up and is not decided yet; the period stays closed. Raises Refused."""
    with ws.change("Rút lại báo cáo đã trình") as batch:
        note(batch, _to(batch, id_, Act.WITHDRAW), Act.WITHDRAW, clerk_step(batch, Act.WITHDRAW, words))


def approve(ws: Workspace, id_: UUID, word: HeadWord) -> None:
    """Duyệt: the head lets the report be signed. Raises Refused: it is not before the head, or the user is not the head."""
    with ws.change("Duyệt báo cáo") as batch:
        report = _to(batch, id_, Act.APPROVE)
        note(batch, report, Act.APPROVE, _own(report, head_step(batch, Act.APPROVE, word, reason=False)))


def send_back(ws: Workspace, id_: UUID, word: HeadWord) -> None:
    """Trả lại để sửa: the head says what to mend; texts may be changed, the figures stay.

    Raises:
        Refused: as `approve`. Invalid: no reason.
    """
    with ws.change("Trả lại báo cáo để sửa") as batch:
        note(batch, _to(batch, id_, Act.SEND_BACK), Act.SEND_BACK, head_step(batch, Act.SEND_BACK, word, reason=True))


def reopen(ws: Workspace, id_: UUID, word: HeadWord) -> None:
    """Mở lại kỳ: the head lets the figures be counted anew; the report is a draft again, the reason travels with it.

    Raises:
        Refused: the period is open, the report is signed (then a correction does it), or the user is not the head.
        Invalid: no reason.
    """
    with ws.change("Mở lại kỳ báo cáo") as batch:
        report = _to(batch, id_, Act.REOPEN)
        if not report.closed:
            raise Refused(f"Kỳ của «{report.name}» còn mở.", cure="Chốt lại số liệu, không cần mở lại kỳ.")
        step = head_step(batch, Act.REOPEN, word, reason=True)
        note(batch, report, Act.REOPEN, step, {"files": None})


def issue(ws: Workspace, id_: UUID, number: str = "", issued_on: date | None = None) -> None:
    """Phát hành: note the number and day that were allotted; empty keeps those that are noted already.

    Raises:
        Refused: the report is not sealed, or number or day is missing. Invalid: no number.
    """
    with ws.change("Phát hành báo cáo") as batch:
        report = _to(batch, id_, Act.ISSUE)
        known = report.record
        put_number(batch, id_, number or known["number"] or "", issued_on or known["issued_on"])
        report = held(batch.connection, id_)
        missing = [what for what, value in _allotted(report).items() if not value]
        if missing:
            raise Refused(
                f"Chưa phát hành được: còn thiếu {' và '.join(missing)}.",
                cure="Ghi số và ngày do hệ thống văn bản cấp.",
            )
        said = f"{report.record['number']}"
        note(batch, report, Act.ISSUE, clerk_step(batch, Act.ISSUE, said))


def _own(report: Held, step: Step) -> Step:
    """The head's step, marked where the same user put the report up."""
    put_up = [each.by for each in report.steps if each.act is Act.SUBMIT]
    if not put_up or put_up[-1].casefold() != step.by.casefold():
        return step
    return replace(step, words=f"{step.words} ({SELF_APPROVED})".strip())


def _allotted(report: Held) -> Mapping[str, Any]:
    return {"số": report.record["number"], "ngày": report.record["issued_on"]}


def _to(batch: Batch, id_: UUID, act: Act) -> Held:
    """The report, to which the act may be done. Raises Refused."""
    report = held(batch.connection, id_)
    after(act, report.state, report.name)
    return report
