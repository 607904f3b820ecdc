"""Register: the office's reports and where each one stands (Quy chế, Điều 19.6, 21)."""

from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from tmdt_desktop.fields import CalendarDay, Code, Count, Identifier, Line, Name, Structure, YearNumber, field
from tmdt_desktop.kinds import Term
from tmdt_desktop.records.record import Record
from tmdt_desktop.records.value_types import RequestRef


class ReportKind(Term):
    ANNUAL = "Báo cáo năm"
    HALF_YEAR = "Báo cáo 6 tháng"
    AD_HOC = "Báo cáo đột xuất"


class ReportState(Term):
    """The life of a report, in its order; `SENT_BACK`, `RETURNED` and `REPLACED` leave it."""

    DRAFT = "Dự thảo"
    MADE = "Đã lập"
    SUBMITTED = "Đã trình"
    SENT_BACK = "Trả lại để sửa"
    APPROVED = "Đã duyệt"
    SIGNED = "Lãnh đạo đã ký"
    SEALED = "Đã đóng dấu"
    ISSUED = "Đã phát hành"
    SENT = "Đã gửi"
    RECEIVED = "Đã tiếp nhận"
    RETURNED = "Bị trả lại"
    REPLACED = "Đã thay thế"


class Report(Record):
    """A report with its frozen figures, its texts and the files made of it."""

    code = "report"
    title = "Báo cáo"
    one = "báo cáo"
    name_field = "name"
    period_field = "period_to"
    clause = "Điều 19.6, 21"
    open_only = True

    name: Mapped[Name] = field("Tên báo cáo", listed=True, searched=True)
    kind: Mapped[ReportKind] = field("Loại", listed=True, key=True, set_by_program=True)
    year: Mapped[YearNumber] = field("Năm", listed=True, key=True, set_by_program=True)
    revision: Mapped[Count] = field("Lần", listed=True, key=True, set_by_program=True, default=1)
    period_from: Mapped[CalendarDay] = field("Từ ngày", listed=True, set_by_program=True)
    period_to: Mapped[CalendarDay] = field("Đến ngày", listed=True, set_by_program=True)
    due_on: Mapped[CalendarDay] = field("Hạn gửi", listed=True, set_by_program=True)
    state: Mapped[ReportState] = field("Trạng thái", listed=True, set_by_program=True, default=ReportState.DRAFT)
    request: Mapped[RequestRef | None] = field("Yêu cầu đến", key=True, set_by_program=True)
    number: Mapped[Code | None] = field("Số", listed=True, help="Số do hệ thống văn bản cấp")
    issued_on: Mapped[CalendarDay | None] = field("Ngày ban hành", listed=True)
    signer_title: Mapped[Line | None] = field("Chức vụ người ký")
    signer_name: Mapped[Line | None] = field("Người ký")
    figures: Mapped[Structure | None] = field("Số liệu đã chốt", set_by_program=True)
    texts: Mapped[Structure | None] = field("Lời văn", set_by_program=True)
    files: Mapped[Structure | None] = field("Tệp", set_by_program=True)
    life: Mapped[Structure | None] = field("Các bước đã qua", set_by_program=True)
    last_package: Mapped[UUID | None] = mapped_column(Identifier())
