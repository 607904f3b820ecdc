"""Register: what others asked of the office, until when, and what answered it (Quy chế, Điều 19.4, 19.6, 21)."""

from collections.abc import Mapping

from sqlalchemy.orm import Mapped

from tmdt_desktop.fields import CalendarDay, Deadline, Line, OpenCode, OpenLine, OpenNote, field
from tmdt_desktop.i18n import VIETNAM
from tmdt_desktop.kinds import Term
from tmdt_desktop.rare_kinds import OpenChoice
from tmdt_desktop.records.past import beyond_today
from tmdt_desktop.records.record import Record, Values
from tmdt_desktop.records.value_types import AgencyCode, ExchangeRef, InspectionRef, PackageRef, ReportRef


class RequestKind(Term):
    REPORT = "Báo cáo"
    LIST = "Cung cấp danh sách"
    INSPECTION = "Tham gia kiểm tra"
    OPINION = "Góp ý"
    SURVEY = "Khảo sát"
    ATTENDANCE = "Cử người dự"
    OTHER = "Khác"


class Secrecy(Term):
    """Only ordinary papers: those marked secret are refused (Luật Bảo vệ bí mật nhà nước)."""

    NORMAL = "Thường"


class Request(Record):
    """One request received: from whom, what, due by which day and hour, and the record that answered it."""

    code = "request"
    title = "Yêu cầu đến"
    one = "yêu cầu"
    name_field = "subject"
    period_field = "received_on"
    clause = "Điều 19.4, 19.6, 21"
    open_only = True

    subject: Mapped[OpenLine] = field("Trích yếu", listed=True, searched=True, group="Văn bản", words=("Nội dung",))
    agency: Mapped[AgencyCode] = field("Cơ quan yêu cầu", key=True, listed=True, group="Văn bản", words=("Nơi gửi",))
    document_number: Mapped[OpenCode | None] = field(
        "Số văn bản", key=True, listed=True, searched=True, group="Văn bản", words=("Số, ký hiệu", "Số ký hiệu")
    )
    document_date: Mapped[CalendarDay] = field("Ngày văn bản", key=True, group="Văn bản", words=("Ngày VB",))
    arrival_number: Mapped[OpenCode | None] = field("Số đến", group="Văn bản")
    received_on: Mapped[CalendarDay] = field("Ngày đến", listed=True, group="Văn bản", words=("Ngày nhận",))
    kind: Mapped[RequestKind] = field("Loại yêu cầu", listed=True, group="Việc phải làm")
    due_at: Mapped[Deadline] = field(
        "Hạn trả lời",
        listed=True,
        group="Việc phải làm",
        words=("Hạn", "Thời hạn"),
        help="Ngày và giờ: 20/12/2024 16:30",
    )
    assignee: Mapped[Line | None] = field("Người phụ trách", group="Việc phải làm")
    secrecy: Mapped[Secrecy] = field("Độ mật", group="Văn bản", default=Secrecy.NORMAL, kind=OpenChoice(Secrecy))
    answered_on: Mapped[CalendarDay | None] = field(
        "Ngày hoàn thành", listed=True, group="Trả lời", words=("Ngày trả lời",)
    )
    answer_number: Mapped[OpenCode | None] = field("Số văn bản trả lời", group="Trả lời")
    answer_report: Mapped[ReportRef | None] = field("Trả lời bằng báo cáo", group="Trả lời")
    answer_package: Mapped[PackageRef | None] = field("Trả lời bằng gói dữ liệu", group="Trả lời")
    answer_inspection: Mapped[InspectionRef | None] = field("Trả lời bằng cuộc kiểm tra", group="Trả lời")
    answer_exchange: Mapped[ExchangeRef | None] = field("Trả lời bằng lần cung cấp thông tin", group="Trả lời")
    note: Mapped[OpenNote | None] = field("Ghi chú", group="Trả lời")

    @classmethod
    def faults(cls, values: Values) -> Mapping[str, str]:
        found = beyond_today(values, ("document_date", "received_on", "answered_on"))
        written, received = values.get("document_date"), values.get("received_on")
        due, answered = values.get("due_at"), values.get("answered_on")
        if written and received and received < written:
            found["received_on"] = "Ngày đến trước ngày văn bản. Sửa một trong hai ngày."
        if written and due and due.astimezone(VIETNAM).date() < written:
            found["due_at"] = "Hạn trả lời trước ngày văn bản. Sửa một trong hai ngày."
        if received and answered and answered < received:
            found["answered_on"] = "Ngày hoàn thành trước ngày đến. Sửa một trong hai ngày."
        return found
