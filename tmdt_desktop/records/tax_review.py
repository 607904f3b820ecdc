"""Register: taxpayers looked through, one line a taxpayer and round (Quy chế, Điều 19.3, 15.4, 6.5)."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy.orm import Mapped

from tmdt_desktop.fields import CalendarDay, Code, Line, Name, Note, PersonalId, TaxCode, WebPage, YesNo, field
from tmdt_desktop.kinds import Term
from tmdt_desktop.records.business import EInvoice, RevenueBand
from tmdt_desktop.records.past import beyond_today
from tmdt_desktop.records.record import Record, Values
from tmdt_desktop.records.value_types import BusinessRef, CommuneCode, TaxStatusCode

_LUMP_ENDS = date(2025, 12, 31)


class TaxMethod(Term):
    """How the tax is paid; the lump sum ended with 2025 (NQ 198/2025/QH15)."""

    DECLARED = "Kê khai"
    LUMP = "Khoán"
    WITHHELD = "Sàn khấu trừ, nộp thay"
    UNREGISTERED = "Chưa đăng ký"
    UNKNOWN = "Không rõ"


class Finding(Term):
    MANAGED = "Đã quản lý đúng"
    UNREGISTERED = "Chưa đăng ký thuế"
    WRONG_DATA = "Sai thông tin"
    STOPPED = "Ngừng kinh doanh"
    NOT_ONLINE = "Không hoạt động TMĐT"
    NOT_FOUND = "Không tìm thấy"
    DOUBLE = "Trùng"


class TaxReview(Record):
    """One taxpayer in one round of review."""

    code = "tax_review"
    title = "Rà soát thuế"
    one = "lượt rà soát"
    name_field = "name"
    period_field = "reviewed_on"
    clause = "Điều 19.3"

    round: Mapped[Code] = field("Đợt rà soát", key=True, listed=True, searched=True, group="Đợt", words=("Đợt",))
    request_number: Mapped[Code | None] = field("Văn bản yêu cầu", group="Đợt")
    tax_office: Mapped[Line | None] = field("Cơ quan Thuế", group="Đợt", words=("Chi cục Thuế",))
    name: Mapped[Name] = field(
        "Tên người nộp thuế",
        listed=True,
        searched=True,
        group="Người nộp thuế",
        words=("Tên NNT", "Tên đơn vị", "Họ và tên"),
    )
    tax_code: Mapped[TaxCode | None] = field(
        "Mã số thuế", key=True, listed=True, searched=True, group="Người nộp thuế", words=("MST", "Mã NNT")
    )
    personal_id: Mapped[PersonalId | None] = field(
        "Số định danh", sensitive=True, group="Người nộp thuế", words=("CCCD", "CMND")
    )
    commune: Mapped[CommuneCode | None] = field(
        "Xã, thị trấn", listed=True, group="Người nộp thuế", words=("Xã", "Địa bàn")
    )
    address: Mapped[Line | None] = field("Địa chỉ", group="Người nộp thuế", words=("Địa chỉ KD",))
    business: Mapped[BusinessRef | None] = field("Đối tượng trong danh sách", group="Người nộp thuế")
    tax_status: Mapped[TaxStatusCode | None] = field("Trạng thái MST", group="Kết quả", words=("Trạng thái",))
    method: Mapped[TaxMethod | None] = field("Phương pháp tính thuế", group="Kết quả", words=("Phương pháp",))
    revenue: Mapped[RevenueBand | None] = field("Doanh thu ước", group="Kết quả")
    e_invoice: Mapped[EInvoice | None] = field("Hóa đơn điện tử", group="Kết quả", words=("HĐĐT",))
    channel: Mapped[WebPage | None] = field("Kênh phát hiện", group="Kết quả")
    finding: Mapped[Finding] = field("Kết luận", listed=True, group="Kết quả")
    difference: Mapped[Line | None] = field("Chênh lệch", group="Kết quả")
    reviewer: Mapped[Line] = field("Người rà soát", group="Kết quả")
    reviewed_on: Mapped[CalendarDay] = field("Ngày rà soát", listed=True, group="Kết quả", words=("Ngày",))
    told_tax_office: Mapped[YesNo | None] = field("Đã cung cấp cho Thuế", listed=True, group="Cung cấp")
    told_number: Mapped[Code | None] = field("Số văn bản cung cấp", group="Cung cấp")
    told_on: Mapped[CalendarDay | None] = field("Ngày cung cấp", group="Cung cấp")
    note: Mapped[Note | None] = field("Ghi chú", group="Cung cấp")

    @classmethod
    def faults(cls, values: Values) -> Mapping[str, str]:
        found = beyond_today(values, ("reviewed_on", "told_on"))
        reviewed, told = values.get("reviewed_on"), values.get("told_on")
        if reviewed and told and told < reviewed:
            found["told_on"] = "Ngày cung cấp trước ngày rà soát. Sửa một trong hai ngày."
        if values.get("method") is TaxMethod.LUMP and reviewed and reviewed > _LUMP_ENDS:
            found["method"] = "Thuế khoán chấm dứt từ 01/01/2026. Chọn cách khác."
        return found

    @classmethod
    def doubts(cls, values: Values) -> Mapping[str, str]:
        if not values.get("tax_code") and values.get("finding") is Finding.MANAGED:
            return {"tax_code": "Kết luận «Đã quản lý đúng» mà chưa có mã số thuế. Xem lại."}
        return {}
