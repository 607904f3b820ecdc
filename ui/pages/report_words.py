"""What a report's state means on the screen: its place in the line of life, the next act, and the sentence beside it."""

from dataclasses import dataclass, replace

from tmdt_desktop.i18n import day
from tmdt_desktop.records.report import ReportState
from tmdt_desktop.services.report_view import ReportView
from ui.parts.chain_line import Step, steps_at

LIFE = ("Dự thảo", "Lập tệp", "Trình", "Duyệt", "Ký số", "Gửi", "Tiếp nhận")


@dataclass(frozen=True)
class Next:
    """The primary act of the page: its name, words, icon, and what is said to its left."""

    act: str
    words: str
    icon: str
    said: str
    tone: str = "text_2"


_NEXT = {
    ReportState.DRAFT: Next("make_files", "Lập tệp", "file", "Số liệu và lời văn đã đủ."),
    ReportState.MADE: Next("submit", "Trình", "send", "Đã lập tệp. Chưa trình."),
    ReportState.SENT_BACK: Next("make_files", "Lập tệp", "file", "Bị trả lại để sửa.", "warn"),
    ReportState.SUBMITTED: Next("approve", "Duyệt", "check", "Đã trình. Chờ người đứng đầu duyệt."),
    ReportState.APPROVED: Next("sign", "Ký số", "sign", "Đã duyệt. Chờ lãnh đạo ký."),
    ReportState.SIGNED: Next("sign", "Đóng dấu", "seal", "Lãnh đạo đã ký. Chờ dấu cơ quan."),
    ReportState.SEALED: Next("issue", "Phát hành", "calendar", "Đã ký, đóng dấu đủ. Chờ số, ngày."),
    ReportState.ISSUED: Next("send", "Gửi gói", "send", "Đã phát hành."),
    ReportState.SENT: Next("take_answer", "Nhận tệp từ Sở", "inbox", "Đã xuất gói. Chờ phiếu của Sở."),
    ReportState.RECEIVED: Next("", "", "", "Sở đã tiếp nhận báo cáo này.", "ok"),
    ReportState.RETURNED: Next("correct", "Lập bản sửa đổi", "undo", "Sở trả lại báo cáo này.", "bad"),
    ReportState.REPLACED: Next("", "", "", "Đã có bản sửa đổi thay báo cáo này."),
}
_AT = {
    ReportState.DRAFT: 0,
    ReportState.MADE: 2,
    ReportState.SENT_BACK: 3,
    ReportState.SUBMITTED: 3,
    ReportState.APPROVED: 4,
    ReportState.SIGNED: 4,
    ReportState.SEALED: 5,
    ReportState.ISSUED: 5,
    ReportState.SENT: 6,
    ReportState.RECEIVED: 7,
    ReportState.RETURNED: 5,
    ReportState.REPLACED: 7,
}
_BAD = (ReportState.RETURNED, ReportState.SENT_BACK)


def life(state: ReportState) -> tuple[Step, ...]:
    """The steps of a report, as far as it has come."""
    return steps_at(LIFE, _AT[state], bad=state in _BAD)


def next_of(view: ReportView) -> Next:
    """What is to be done with a report now."""
    if view.state in (ReportState.DRAFT, ReportState.SENT_BACK) and view.stops:
        said = f"Còn {view.stops} lỗi phải sửa trước khi lập tệp."
        return Next("next_fault", "Đến lỗi phải sửa", "fault", said, "bad")
    if view.state is ReportState.MADE and view.holds:
        said = f"Còn {view.holds} điều phải xong trước khi trình."
        return Next("next_fault", "Đến điều còn thiếu", "fault", said, "bad")
    if view.sent_back:
        return replace(_NEXT[view.state], said=f"Trả lại để sửa: {view.sent_back}", tone="warn")
    return _NEXT[view.state]


def subtitle_of(view: ReportView) -> str:
    """«Đã lập · số 312/BC-UBND · hạn gửi 19/12/2024»."""
    number = f"số {view.number} · " if view.number else ""
    return f"{view.state.value} · {number}hạn gửi {day(view.due_on)}"
