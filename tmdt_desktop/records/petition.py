"""Register: petitions, complaints, difficulties and new problems (Quy chế, Điều 6.4, 17.3, 22.2).

Complaints and denunciations have a procedure of their own: only their reference and outcome are kept, never the file.
"""

from collections.abc import Mapping

from sqlalchemy.orm import Mapped

from tmdt_desktop.fields import CalendarDay, Line, Name, OpenCode, OpenLine, OpenNote, YearNumber, YesNo, field
from tmdt_desktop.kinds import Term
from tmdt_desktop.records.past import beyond_today
from tmdt_desktop.records.record import Record, Values
from tmdt_desktop.records.value_types import AgencyCode, BusinessRef, ChannelKey


class PetitionKind(Term):
    PETITION = "Kiến nghị"
    REPORT = "Phản ánh"
    DIFFICULTY = "Khó khăn, vướng mắc"
    NEW_PROBLEM = "Vấn đề mới phát sinh"
    COMPLAINT = "Khiếu nại"
    DENUNCIATION = "Tố cáo"


class SenderKind(Term):
    PERSON = "Cá nhân"
    HOUSEHOLD = "Hộ kinh doanh"
    ENTERPRISE = "Doanh nghiệp, hợp tác xã"
    COMMUNE = "Xã, phường"
    AGENCY = "Cơ quan, đơn vị"
    OWN = "Đơn vị mình"


class Way(Term):
    LETTER = "Văn bản"
    IN_PERSON = "Trực tiếp"
    PHONE = "Điện thoại"
    MAIL = "Thư điện tử"
    PORTAL = "Cổng dịch vụ công, 1022"
    MEETING = "Tại hội nghị"
    PRESS = "Báo chí"


class Matter(Term):
    RULES = "Thể chế"
    TAX = "Thuế"
    PROCEDURE = "Thủ tục"
    LOGISTICS = "Logistics"
    PAYMENT = "Thanh toán"
    PEOPLE = "Nhân lực"
    INFRASTRUCTURE = "Hạ tầng"
    FRAUD = "Lừa đảo, hàng giả"
    OTHER = "Khác"


class Wrong(Term):
    """The eleven kinds of complaint of the national portal online.gov.vn."""

    COUNTERFEIT = "Kinh doanh hàng giả, hàng cấm"
    PYRAMID = "Huy động vốn trái phép"
    FALSE_FILING = "Giả mạo thông tin đăng ký"
    FALSE_SEAL = "Giả mạo nhãn hiệu đánh giá tín nhiệm"
    FALSE_RELATION = "Mạo danh mối liên hệ"
    FALSE_LINK = "Giả mạo đường dẫn"
    IMPERSONATION = "Mạo danh website, thương nhân"
    CONTRACT = "Vi phạm giao kết hợp đồng"
    PAYMENT_FRAUD = "Lừa đảo trong thanh toán"
    NOT_NOTIFIED = "Chưa đăng ký, thông báo"
    OTHER = "Các hành vi khác"


class Competence(Term):
    OWN = "Đơn vị tự xử lý"
    COMMUNE = "Chuyển xã, phường"
    DEPARTMENT = "Kiến nghị Sở Công thương"
    AGENCY = "Chuyển cơ quan khác"
    NONE = "Không thuộc thẩm quyền"


class PetitionState(Term):
    NEW = "Mới"
    IN_PROGRESS = "Đang xử lý"
    FORWARDED = "Đã chuyển"
    ANSWERED = "Đã trả lời"


class Petition(Record):
    """One petition, reflection, difficulty, new problem, complaint or denunciation, until it is answered."""

    code = "petition"
    title = "Kiến nghị, khó khăn"
    one = "kiến nghị"
    name_field = "subject"
    period_field = "received_on"
    clause = "Điều 6.4, 17.3, 22.2"
    open_only = True

    subject: Mapped[OpenLine] = field(
        "Tóm tắt", key=True, listed=True, searched=True, group="Chung", words=("Trích yếu",)
    )
    received_on: Mapped[CalendarDay] = field("Ngày nhận", key=True, listed=True, group="Chung", words=("Ngày",))
    kind: Mapped[PetitionKind] = field("Loại", key=True, listed=True, group="Chung")
    content: Mapped[OpenNote] = field("Nội dung", group="Chung", words=("Nội dung kiến nghị", "Nội dung phản ánh"))
    matter: Mapped[Matter | None] = field("Lĩnh vực", listed=True, group="Chung")
    wrong: Mapped[Wrong | None] = field("Loại vi phạm bị phản ánh", group="Chung")
    sender: Mapped[Name | None] = field(
        "Người gửi", sensitive=True, group="Người gửi", words=("Họ tên người gửi", "Đơn vị gửi")
    )
    sender_kind: Mapped[SenderKind | None] = field("Loại người gửi", listed=True, group="Người gửi")
    contact: Mapped[Line | None] = field("Liên hệ", sensitive=True, group="Người gửi")
    confidential: Mapped[YesNo | None] = field(
        "Yêu cầu giữ kín", group="Người gửi", help="Tố cáo để trống cũng được giữ kín"
    )
    way: Mapped[Way | None] = field("Cách nhận", group="Chung")
    business: Mapped[BusinessRef | None] = field("Đối tượng liên quan", group="Chung")
    channel: Mapped[ChannelKey | None] = field("Kênh liên quan", group="Chung")
    competence: Mapped[Competence] = field("Thẩm quyền", group="Xử lý")
    forwarded_to: Mapped[AgencyCode | None] = field("Chuyển đến", group="Xử lý")
    forwarded_on: Mapped[CalendarDay | None] = field("Ngày chuyển", group="Xử lý")
    forward_number: Mapped[OpenCode | None] = field("Số văn bản chuyển", group="Xử lý")
    handler: Mapped[Line | None] = field("Người xử lý", group="Xử lý")
    due_on: Mapped[CalendarDay] = field("Hạn xử lý", listed=True, group="Xử lý", words=("Hạn",))
    state: Mapped[PetitionState] = field("Tình trạng", listed=True, group="Xử lý", default=PetitionState.NEW)
    result: Mapped[OpenNote | None] = field("Kết quả", group="Xử lý", words=("Kết quả giải quyết",))
    answered_on: Mapped[CalendarDay | None] = field("Ngày trả lời", group="Xử lý")
    answer_number: Mapped[OpenCode | None] = field("Số văn bản trả lời", group="Xử lý")
    for_report: Mapped[YesNo | None] = field(
        "Đưa vào báo cáo", listed=True, group="Báo cáo", help="Mục IV, V của báo cáo"
    )
    report_year: Mapped[YearNumber | None] = field(
        "Báo cáo năm", group="Báo cáo", help="Để trống thì theo kỳ của ngày nhận"
    )
    proposal: Mapped[OpenNote | None] = field("Đề xuất với cấp trên", group="Báo cáo", help="Câu ghi vào mục V")

    @classmethod
    def faults(cls, values: Values) -> Mapping[str, str]:
        found = beyond_today(values, ("received_on", "answered_on"))
        received, due = values.get("received_on"), values.get("due_on")
        if received and due and due < received:
            found["due_on"] = "Hạn xử lý trước ngày nhận. Sửa một trong hai ngày."
        for name, label in (("answered_on", "Ngày trả lời"), ("forwarded_on", "Ngày chuyển")):
            if received and values.get(name) and values[name] < received:
                found[name] = f"{label} trước ngày nhận. Sửa một trong hai ngày."
        if values.get("state") is PetitionState.ANSWERED and not values.get("answered_on"):
            found["answered_on"] = "Tình trạng là «Đã trả lời» nhưng chưa ghi ngày. Ghi ngày trả lời."
        if values.get("state") is PetitionState.FORWARDED and not values.get("forwarded_to"):
            found["forwarded_to"] = "Tình trạng là «Đã chuyển» nhưng chưa ghi nơi nhận. Chọn cơ quan."
        if values.get("state") is PetitionState.FORWARDED and not values.get("forwarded_on"):
            found["forwarded_on"] = "Tình trạng là «Đã chuyển» nhưng chưa ghi ngày. Ghi ngày chuyển."
        return found

    @classmethod
    def doubts(cls, values: Values) -> Mapping[str, str]:
        if values.get("kind") is PetitionKind.DENUNCIATION and values.get("confidential") is False:
            return {"confidential": "Tố cáo phải giữ kín người gửi. Chọn «Có», hoặc để trống."}
        return {}
