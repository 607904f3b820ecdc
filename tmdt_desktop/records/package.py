"""Register: packages sent and received, each with its verdict and its answer (Quy chế, Điều 6.4, 19.6, 21)."""

from uuid import UUID

from sqlalchemy import ColumnElement, func
from sqlalchemy.orm import Mapped, mapped_column

from tmdt_desktop.fields import Code, Count, Identifier, Line, Name, Note, PointInTime, Structure, YearNumber, field
from tmdt_desktop.kinds import Term
from tmdt_desktop.records.record import Record
from tmdt_desktop.records.report import ReportKind


class Direction(Term):
    SENT = "Gửi"
    RECEIVED = "Nhận"


class PackageState(Term):
    SENT = "Đã gửi"
    ACKNOWLEDGED = "Đã tiếp nhận"
    ACCEPTED = "Tiếp nhận"
    RETURNED = "Trả lại"
    DUPLICATE = "Trùng"
    OLDER = "Cũ hơn bản đã nhận"
    SUPERSEDED = "Đã có bản mới"


class Package(Record):
    """One signed package file: where it went or came from, what was found, what was answered."""

    code = "package"
    title = "Gói gửi, nhận"
    one = "gói"
    name_field = "file_name"
    clause = "Điều 21"

    file_name: Mapped[Name] = field("Tên tệp", listed=True, searched=True, set_by_program=True)
    direction: Mapped[Direction] = field("Chiều", listed=True, set_by_program=True)
    sender: Mapped[Code] = field("Đơn vị gửi", listed=True, set_by_program=True)
    kind: Mapped[ReportKind | None] = field("Loại", listed=True, set_by_program=True)
    year: Mapped[YearNumber] = field("Năm", listed=True, set_by_program=True)
    revision: Mapped[Count] = field("Lần", listed=True, set_by_program=True)
    moved_at: Mapped[PointInTime] = field("Lúc", listed=True, set_by_program=True)
    state: Mapped[PackageState] = field("Trạng thái", listed=True, set_by_program=True)
    verdict: Mapped[Line | None] = field("Kết quả kiểm tra", listed=True, set_by_program=True)
    signer: Mapped[Line | None] = field("Người ký gói", set_by_program=True)
    sha256: Mapped[Line | None] = field("Mã băm", set_by_program=True)
    content_id: Mapped[Code | None] = field("Mã gói", key=True, set_by_program=True)
    replaces: Mapped[Code | None] = field("Thay gói", set_by_program=True)
    receipt_code: Mapped[Code | None] = field("Mã tiếp nhận", listed=True, set_by_program=True)
    figures: Mapped[Structure | None] = field("Số liệu", set_by_program=True)
    findings: Mapped[Structure | None] = field("Các điểm kiểm tra", set_by_program=True)
    report_id: Mapped[UUID | None] = mapped_column(Identifier())
    note: Mapped[Note | None] = field("Ghi chú")

    @classmethod
    def tells(cls, kind: ReportKind) -> ColumnElement[bool]:
        """The packages of such reports; one that names no kind is of the time when there were annual reports alone."""
        return func.coalesce(cls.__table__.c.kind, ReportKind.ANNUAL.name) == kind.name
