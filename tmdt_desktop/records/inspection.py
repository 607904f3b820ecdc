"""Register: inspections the office led or took part in, with the violations found (Quy chế, Điều 19.4, 17.1, 11.1).

Fines are written down as the lead body told them; the program computes none.
"""

from collections.abc import Mapping

from sqlalchemy.orm import Mapped

from tmdt_desktop.fields import CalendarDay, Code, Dong, Line, Name, Note, YesNo, field
from tmdt_desktop.kinds import Term
from tmdt_desktop.records.past import beyond_today
from tmdt_desktop.records.record import Part, Record, SubList, Values
from tmdt_desktop.records.value_types import (
    AgencyCode,
    AgencyCodes,
    BusinessRef,
    ChannelKey,
    CommuneCode,
    RequestRef,
    ViolationCode,
)


class InspectionKind(Term):
    REGULAR = "Định kỳ"
    SUDDEN = "Đột xuất"


class InspectionRole(Term):
    """Điều 19.4 has districts take part; Điều 17.1 has market surveillance lead."""

    LEADS = "Chủ trì"
    TAKES_PART = "Tham gia"


class Examined(Term):
    PROCEDURE = "Thủ tục thông báo, đăng ký"
    DISCLOSURE = "Công khai thông tin"
    COUNTERFEIT = "Hàng giả, nguồn gốc hàng hóa"
    PROPERTY = "Sở hữu trí tuệ"
    QUALITY = "Nhãn, chất lượng, tiêu chuẩn, đo lường"
    FOOD = "An toàn thực phẩm"
    TRACE = "Truy xuất nguồn gốc, mã QR"
    PRICE = "Giá"
    PROMOTION = "Khuyến mại"
    PERSONAL_DATA = "Dữ liệu cá nhân"
    TAX = "Thuế, hóa đơn"
    OTHER = "Khác"


class Outcome(Term):
    CLEAN = "Chưa phát hiện vi phạm"
    REMINDED = "Nhắc nhở"
    VIOLATION = "Có vi phạm"
    FORWARDED = "Chuyển cơ quan khác"
    STOPPED = "Dừng"


class Penalty(Term):
    FINE = "Phạt tiền"
    WARNING = "Cảnh cáo"


class Remedy(Term):
    DOMAIN = "Thu hồi tên miền"
    CORRECTION = "Buộc cải chính"
    GAINS = "Nộp lại số lợi bất hợp pháp"
    DESTRUCTION = "Tiêu hủy"
    OTHER = "Khác"


class PenaltyState(Term):
    OPEN = "Chưa thực hiện"
    PARTLY = "Một phần"
    DONE = "Xong"
    ENFORCED = "Cưỡng chế"
    APPEALED = "Khiếu nại"


class FigureSource(Term):
    LEAD = "Cơ quan chủ trì cung cấp"
    OWN = "Cơ quan mình xử lý"


class Breach(Part):
    """One violation: the act, the clause as it read on that day, what was decided and what has been paid."""

    code = "breach"
    one = "vi phạm"
    parent_code = "inspection"
    open_only = True

    act: Mapped[ViolationCode] = field("Hành vi", listed=True)
    basis: Mapped[Line | None] = field(
        "Căn cứ xử phạt", listed=True, help="Điểm, khoản, điều, nghị định tại ngày vi phạm"
    )
    decision_number: Mapped[Code | None] = field("Số quyết định", listed=True)
    decided_on: Mapped[CalendarDay | None] = field("Ngày quyết định", listed=True)
    agency: Mapped[AgencyCode | None] = field("Cơ quan xử phạt", listed=True)
    penalty: Mapped[Penalty | None] = field("Hình thức", listed=True)
    fine: Mapped[Dong | None] = field("Mức phạt, đồng", listed=True, help="Ghi theo quyết định; phần mềm không tính")
    goods: Mapped[Line | None] = field("Tang vật")
    goods_value: Mapped[Dong | None] = field("Giá trị tang vật, đồng")
    remedies: Mapped[tuple[Remedy, ...] | None] = field("Biện pháp khắc phục", many=Remedy)
    paid: Mapped[Dong | None] = field("Đã nộp, đồng")
    paid_on: Mapped[CalendarDay | None] = field("Ngày nộp")
    state: Mapped[PenaltyState | None] = field("Tình trạng", listed=True)
    criminal: Mapped[YesNo | None] = field("Chuyển xử lý hình sự")

    @classmethod
    def faults(cls, values: Values) -> Mapping[str, str]:
        found = beyond_today(values, ("decided_on", "paid_on"))
        decided, paid_on = values.get("decided_on"), values.get("paid_on")
        if decided and paid_on and paid_on < decided:
            found["paid_on"] = "Ngày nộp trước ngày quyết định. Sửa một trong hai ngày."
        if values.get("fine") and values.get("penalty") is Penalty.WARNING:
            found["fine"] = "Cảnh cáo thì không có tiền phạt. Sửa hình thức hoặc bỏ mức phạt."
        return found


class Inspection(Record):
    """One inspection; what asked for it is a request in the register or a document named here."""

    code = "inspection"
    title = "Kiểm tra"
    one = "cuộc kiểm tra"
    name_field = "name"
    period_field = "starts_on"
    clause = "Điều 19.4"
    open_only = True

    name: Mapped[Name] = field(
        "Tên cuộc kiểm tra", key=True, listed=True, searched=True, group="Chung", words=("Nội dung cuộc kiểm tra",)
    )
    kind: Mapped[InspectionKind] = field("Loại", listed=True, group="Chung", words=("Định kỳ/đột xuất",))
    role: Mapped[InspectionRole] = field("Vai trò", group="Chung", default=InspectionRole.TAKES_PART)
    starts_on: Mapped[CalendarDay] = field(
        "Từ ngày", key=True, listed=True, group="Chung", words=("Ngày kiểm tra", "Ngày")
    )
    ends_on: Mapped[CalendarDay | None] = field("Đến ngày", group="Chung")
    lead_agency: Mapped[AgencyCode] = field("Cơ quan chủ trì", listed=True, group="Yêu cầu")
    request: Mapped[RequestRef | None] = field("Theo yêu cầu", group="Yêu cầu", help="Chọn trong sổ Yêu cầu đến")
    request_number: Mapped[Code | None] = field(
        "Số văn bản yêu cầu", group="Yêu cầu", help="Khi chưa có trong sổ yêu cầu"
    )
    request_date: Mapped[CalendarDay | None] = field("Ngày văn bản yêu cầu", group="Yêu cầu")
    decision_number: Mapped[Code | None] = field("Số quyết định kiểm tra", group="Yêu cầu")
    decided_on: Mapped[CalendarDay | None] = field("Ngày quyết định kiểm tra", group="Yêu cầu")
    members: Mapped[AgencyCodes | None] = field("Thành phần đoàn", group="Đoàn kiểm tra")
    officials: Mapped[Note | None] = field(
        "Cán bộ tham gia", group="Đoàn kiểm tra", help="Mỗi người một dòng: họ tên, chức vụ, đơn vị"
    )
    business: Mapped[BusinessRef | None] = field("Đối tượng", group="Đối tượng", help="Chọn trong Danh sách TMĐT")
    business_name: Mapped[Name | None] = field(
        "Tên đối tượng", listed=True, searched=True, group="Đối tượng", help="Khi đối tượng chưa có trong danh sách"
    )
    channel: Mapped[ChannelKey | None] = field("Kênh được kiểm tra", group="Đối tượng")
    commune: Mapped[CommuneCode | None] = field("Xã, thị trấn", group="Đối tượng")
    place: Mapped[Line | None] = field("Địa điểm", group="Đối tượng")
    examined: Mapped[tuple[Examined, ...] | None] = field("Nội dung kiểm tra", many=Examined, group="Kết quả")
    outcome: Mapped[Outcome] = field("Kết quả", listed=True, group="Kết quả")
    record_number: Mapped[Code | None] = field("Số biên bản", group="Kết quả")
    recorded_on: Mapped[CalendarDay | None] = field("Ngày biên bản", group="Kết quả")
    source: Mapped[FigureSource | None] = field("Nguồn số liệu", group="Kết quả", default=FigureSource.LEAD)
    note: Mapped[Note | None] = field("Ghi chú", group="Kết quả")
    breaches = SubList("Vi phạm", Breach, listed=True)

    @classmethod
    def faults(cls, values: Values) -> Mapping[str, str]:
        found: dict[str, str] = {}
        starts, ends = values.get("starts_on"), values.get("ends_on")
        if starts and ends and ends < starts:
            found["ends_on"] = "Ngày kết thúc trước ngày bắt đầu. Sửa một trong hai ngày."
        found |= beyond_today(values, ("request_date", "decided_on", "recorded_on"))
        for name, label in (("request_date", "văn bản yêu cầu"), ("decided_on", "quyết định kiểm tra")):
            if starts and values.get(name) and values[name] > starts:
                found[name] = f"Ngày {label} sau ngày bắt đầu kiểm tra. Sửa một trong hai ngày."
        found |= cls._contradictions(values)
        return found

    @classmethod
    def _contradictions(cls, values: Values) -> dict[str, str]:
        found: dict[str, str] = {}
        takes_part = values.get("role") is not InspectionRole.LEADS
        if (
            takes_part
            and not values.get("request")
            and not (values.get("request_number") and values.get("request_date"))
        ):
            found["request"] = (
                "Điều 19.4: chỉ tham gia khi cơ quan chủ trì yêu cầu. Chọn yêu cầu, hoặc ghi số và ngày văn bản."
            )
        if not values.get("business") and not values.get("business_name"):
            found["business_name"] = "Chưa ghi đối tượng được kiểm tra. Chọn trong danh sách hoặc ghi tên."
        violated = values.get("outcome") is Outcome.VIOLATION
        if values.get("breaches") and values.get("outcome") in (Outcome.CLEAN, Outcome.REMINDED):
            found["outcome"] = "Đã ghi vi phạm ở dưới. Chọn «Có vi phạm», hoặc bỏ các dòng vi phạm."
        if violated and not values.get("breaches"):
            found["breaches"] = "Kết quả là «Có vi phạm» nhưng chưa ghi vi phạm nào. Thêm ít nhất một dòng."
        return found

    @classmethod
    def doubts(cls, values: Values) -> Mapping[str, str]:
        """Who pays late pays 0,05 % a day on top (Luật Xử lý vi phạm hành chính, Điều 78), so more than the fine is possible."""
        for at, row in enumerate(values.get("breaches") or (), 1):
            if row.get("fine") is not None and (row.get("paid") or 0) > row["fine"]:
                return {"breaches": f"Dòng {at}: số đã nộp nhiều hơn mức phạt. Nộp chậm thì đúng; không thì sửa lại."}
        return {}
