"""Register: information given to and taken from other agencies (Quy chế, Điều 4.6, 6.5, 10.1, 14.2, 15.4, 16.2, 20.2)."""

import re
from collections.abc import Mapping
from typing import Annotated

from sqlalchemy import String
from sqlalchemy.orm import Mapped

from tmdt_desktop.fields import CalendarDay, Count, Line, Name, OpenCode, OpenLine, OpenNote, YesNo, field, sort_of
from tmdt_desktop.kinds import Term
from tmdt_desktop.rare_kinds import Digest
from tmdt_desktop.records.record import Record, Values
from tmdt_desktop.records.value_types import AgencyCode, RequestRef

FileHash = Annotated[str, sort_of(Digest(255), String(255))]


class Way(Term):
    OUT = "Gửi"
    IN = "Nhận"


class DataKind(Term):
    BUSINESSES = "Danh sách tổ chức, cá nhân TMĐT"
    TAXPAYERS = "Danh sách người nộp thuế"
    REGISTRATION = "Đăng ký kinh doanh"
    CUSTOMS = "Số liệu xuất, nhập khẩu qua TMĐT"
    PAYMENTS = "Số liệu thanh toán"
    CRIMES = "Phương thức, thủ đoạn vi phạm"
    TOURISM = "Doanh nghiệp du lịch hoạt động TMĐT"
    VIOLATIONS = "Kết quả xử lý vi phạm"
    SURVEY = "Kết quả khảo sát"
    OTHER = "Khác"


class Exchange(Record):
    """One list or document that left or came: what, to or from whom, on which legal basis, with the file's hash."""

    code = "exchange"
    title = "Trao đổi thông tin"
    one = "lần trao đổi"
    name_field = "name"
    period_field = "moved_on"
    clause = "Điều 4.6, 19.3"
    open_only = True

    name: Mapped[OpenLine] = field("Nội dung", key=True, listed=True, searched=True, group="Chung")
    way: Mapped[Way] = field("Chiều", listed=True, group="Chung", default=Way.OUT)
    agency: Mapped[AgencyCode] = field("Cơ quan", key=True, listed=True, group="Chung", words=("Nơi nhận", "Nơi gửi"))
    moved_on: Mapped[CalendarDay] = field("Ngày", key=True, listed=True, group="Chung")
    number: Mapped[OpenCode | None] = field("Số văn bản", listed=True, group="Chung")
    kind: Mapped[DataKind | None] = field("Loại dữ liệu", listed=True, group="Dữ liệu")
    scope: Mapped[Line | None] = field("Phạm vi", group="Dữ liệu", help="Bộ lọc: xã, loại đối tượng, thời gian")
    rows: Mapped[Count | None] = field("Số dòng", listed=True, group="Dữ liệu")
    file_name: Mapped[Name | None] = field("Tên tệp", group="Dữ liệu")
    sha256: Mapped[FileHash | None] = field("Mã băm SHA-256 của tệp", group="Dữ liệu")
    sensitive_columns: Mapped[YesNo | None] = field("Có cột nhạy cảm", group="Dữ liệu")
    basis: Mapped[Line] = field("Căn cứ pháp lý", group="Căn cứ", help="Ví dụ: Điều 19.3 Quy chế")
    approver: Mapped[Line] = field("Người duyệt", group="Căn cứ")
    request: Mapped[RequestRef | None] = field("Theo yêu cầu", group="Căn cứ")
    note: Mapped[OpenNote | None] = field("Ghi chú", group="Căn cứ")

    @classmethod
    def faults(cls, values: Values) -> Mapping[str, str]:
        digest = values.get("sha256")
        if digest and not re.fullmatch(r"[0-9a-f]{64}", digest):
            return {"sha256": "Mã băm SHA-256 có 64 chữ số 0–9, a–f. Bấm «Chọn tệp» để phần mềm tính."}
        return {}
