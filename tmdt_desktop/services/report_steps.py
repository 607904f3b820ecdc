"""The life of a report as one table: which act leads from which state to which, and the trail of the acts that were done."""

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from tmdt_desktop.errors import Refused
from tmdt_desktop.records.report import ReportState as S


class Act(enum.Enum):
    """What is done to a report; the value is what it is called in «Chưa … được»."""

    CHANGE = "sửa"
    MAKE = "lập tệp"
    SUBMIT = "trình"
    WITHDRAW = "rút lại"
    APPROVE = "duyệt"
    SEND_BACK = "trả lại để sửa"
    REOPEN = "mở lại kỳ"
    SIGN = "ký"
    SEAL = "đóng dấu"
    ISSUE = "phát hành"
    SEND = "gửi"
    RECEIVE = "ghi là đã tiếp nhận"
    RETURN = "ghi là bị trả lại"
    REPLACE = "thay thế"


LEADS: Mapping[Act, Mapping[S, S]] = MappingProxyType(
    {
        Act.CHANGE: {S.DRAFT: S.DRAFT, S.MADE: S.DRAFT, S.SENT_BACK: S.DRAFT},
        Act.MAKE: {S.DRAFT: S.MADE, S.MADE: S.MADE, S.SENT_BACK: S.MADE},
        Act.SUBMIT: {S.MADE: S.SUBMITTED},
        Act.WITHDRAW: {S.SUBMITTED: S.MADE},
        Act.APPROVE: {S.SUBMITTED: S.APPROVED},
        Act.SEND_BACK: {S.SUBMITTED: S.SENT_BACK, S.APPROVED: S.SENT_BACK},
        Act.REOPEN: dict.fromkeys((S.DRAFT, S.MADE, S.SUBMITTED, S.SENT_BACK, S.APPROVED), S.DRAFT),
        Act.SIGN: {S.APPROVED: S.SIGNED},
        Act.SEAL: {S.SIGNED: S.SEALED},
        Act.ISSUE: {S.SEALED: S.ISSUED},
        Act.SEND: {S.SEALED: S.SENT, S.ISSUED: S.SENT},
        Act.RECEIVE: {S.SENT: S.RECEIVED},
        Act.RETURN: {S.SENT: S.RETURNED},
        Act.REPLACE: dict.fromkeys((S.SIGNED, S.SEALED, S.ISSUED, S.SENT, S.RECEIVED, S.RETURNED), S.REPLACED),
    }
)
"""Act → state before → state after; what is not there may not be done. A number may be allotted after sending, so a
sealed report may go out before it is noted as issued (NĐ 30/2020/NĐ-CP, Điều 15).
"""

STANDS: Mapping[S, tuple[str, str]] = MappingProxyType(
    {
        S.DRAFT: ("Báo cáo còn là dự thảo.", "Lập tệp rồi trình."),
        S.MADE: ("Báo cáo đã lập tệp, chưa trình.", "Trình người đứng đầu duyệt."),
        S.SUBMITTED: ("Báo cáo đã trình, đang chờ duyệt.", "Chờ duyệt hoặc rút lại."),
        S.SENT_BACK: ("Báo cáo bị trả lại để sửa.", "Sửa theo lời người duyệt, lập tệp rồi trình lại."),
        S.APPROVED: ("Báo cáo đã duyệt.", "Trình lãnh đạo ký; muốn sửa thì người đứng đầu trả lại hoặc mở lại kỳ."),
        S.SIGNED: ("Lãnh đạo đã ký; sửa thì chữ ký mất giá trị.", "Đóng dấu cơ quan; muốn sửa thì lập bản sửa đổi."),
        S.SEALED: ("Báo cáo đã đóng dấu.", "Phát hành rồi gửi; muốn sửa thì lập bản sửa đổi."),
        S.ISSUED: ("Báo cáo đã phát hành.", "Xuất gói để gửi; muốn sửa thì lập bản sửa đổi."),
        S.SENT: ("Báo cáo đã gửi.", "Chờ phiếu trả lời; muốn sửa thì lập bản sửa đổi."),
        S.RECEIVED: ("Báo cáo đã được tiếp nhận.", "Muốn sửa thì lập bản sửa đổi."),
        S.RETURNED: ("Nơi nhận đã trả lại báo cáo.", "Lập bản sửa đổi rồi gửi lại."),
        S.REPLACED: ("Đã có bản thay thế.", "Mở bản mới nhất của báo cáo này."),
    }
)
"""How a report stands, and what may be done now."""


@dataclass(frozen=True)
class Step:
    """One act that was done: when (UTC), by which user, with which words. `as_head`: the user declared to be the head."""

    act: Act
    at: datetime
    by: str
    words: str = ""
    as_head: bool = False


def after(act: Act, state: S, name: str) -> S:
    """The state that `act` leads to. Raises Refused, in words, when it may not be done in `state`."""
    found = LEADS[act].get(state)
    if found is None:
        why, cure = STANDS[state]
        raise Refused(f"Chưa {act.value} được «{name}».", why=why, cure=cure)
    return found


def is_closed(steps: Iterable[Step]) -> bool:
    """The period is closed: the report was put up for approval since it was last opened."""
    closing = [step.act for step in steps if step.act in (Act.SUBMIT, Act.REOPEN)]
    return bool(closing) and closing[-1] is Act.SUBMIT


def steps_json(steps: Iterable[Step]) -> dict[str, Any]:
    """As `Report.life` keeps them."""
    return {"steps": [_step_json(step) for step in steps]}


def steps_from(kept: Mapping[str, Any] | None) -> tuple[Step, ...]:
    """What `steps_json` gave, back; none of a report that keeps no steps."""
    return tuple(
        Step(Act[row["act"]], datetime.fromisoformat(row["at"]), row["by"], row["words"], row["as_head"])
        for row in (kept or {}).get("steps", [])
    )


def _step_json(step: Step) -> dict[str, Any]:
    return {**vars(step), "act": step.act.name, "at": step.at.isoformat()}
