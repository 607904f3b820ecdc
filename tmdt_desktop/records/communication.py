"""Register: communication, publicity and guidance (Quy chế, Điều 4.2, 6.2, 8.1, 19.2)."""

from collections.abc import Mapping

from sqlalchemy.orm import Mapped

from tmdt_desktop.fields import CalendarDay, Count, Dong, Line, Name, Note, WebPage, field
from tmdt_desktop.kinds import Term
from tmdt_desktop.records.record import Record, Values
from tmdt_desktop.records.training import Audience, Funding
from tmdt_desktop.records.value_types import AgencyCode, AgencyCodes, CommuneCodes


class Content(Term):
    """What it told; the first five are the limbs of Điều 19.2."""

    TAX = "Chính sách thuế với người nộp thuế có hoạt động TMĐT"
    INVOICE = "Lợi ích hóa đơn điện tử, hóa đơn từ máy tính tiền"
    LAW = "Pháp luật TMĐT"
    SKILL = "Kỹ năng tham gia, khai thác ứng dụng TMĐT"
    RISK = "Nhận biết, ứng phó hành vi tiêu cực trong TMĐT"
    CULTURE = "Ứng xử văn hóa trên không gian mạng"
    CASHLESS = "Thanh toán không dùng tiền mặt"
    FRAUD = "Chống hàng giả, lừa đảo"
    OCOP = "OCOP, truy xuất nguồn gốc"
    OTHER = "Khác"


class Means(Term):
    """How it was told (the list of Điều 6.2 and those in use)."""

    ARTICLE = "Tin, bài trên báo, cổng thông tin"
    LOUDSPEAKER = "Đài truyền thanh cơ sở"
    BROADCAST = "Phát thanh, truyền hình"
    LEAFLET = "Tờ rơi, tờ gấp"
    BANNER = "Băng rôn, pano"
    MEETING = "Hội nghị lồng ghép"
    SOCIAL = "Mạng xã hội, Zalo OA"
    MESSAGE = "Tin nhắn"
    DIRECTIVE = "Văn bản chỉ đạo"
    OTHER = "Khác"


class Piece(Term):
    NEWS = "tin"
    ARTICLE = "bài"
    AIRING = "lượt phát"
    SHEET = "tờ"
    BANNER = "chiếc"
    SESSION = "buổi"
    DOCUMENT = "văn bản"
    TIME = "lượt"


class Counted(Term):
    COUNTED = "Đếm"
    ESTIMATED = "Ước tính"


class Communication(Record):
    """One publicity activity: what was told, how, how many pieces, how many people it reached."""

    code = "communication"
    title = "Tuyên truyền"
    one = "hoạt động tuyên truyền"
    name_field = "name"
    period_field = "starts_on"
    clause = "Điều 19.2"

    name: Mapped[Name] = field(
        "Tiêu đề", key=True, listed=True, searched=True, group="Chung", words=("Tên hoạt động", "Nội dung tuyên truyền")
    )
    contents: Mapped[tuple[Content, ...]] = field("Nội dung", many=Content, listed=True, group="Chung")
    means: Mapped[Means] = field("Hình thức", listed=True, group="Chung", words=("Hình thức tuyên truyền",))
    starts_on: Mapped[CalendarDay] = field("Từ ngày", key=True, listed=True, group="Chung", words=("Ngày", "Thời gian"))
    ends_on: Mapped[CalendarDay | None] = field("Đến ngày", group="Chung")
    agency: Mapped[AgencyCode | None] = field("Cơ quan thực hiện", listed=True, group="Tổ chức")
    unit: Mapped[Line | None] = field(
        "Đơn vị thực hiện", searched=True, group="Tổ chức", words=("Đơn vị chủ trì",), help="Phòng, trung tâm, xã"
    )
    partners: Mapped[AgencyCodes | None] = field(
        "Phối hợp với", group="Tổ chức", help="Chính sách thuế thì phối hợp cơ quan Thuế (Điều 19.2)"
    )
    communes: Mapped[CommuneCodes | None] = field("Địa bàn", group="Tổ chức", help="Để trống nếu toàn địa bàn")
    quantity: Mapped[Count] = field("Số lượng", listed=True, group="Số lượng", words=("SL",))
    pieces: Mapped[Piece] = field("Đơn vị tính", listed=True, group="Số lượng", words=("ĐVT",))
    minutes: Mapped[Count | None] = field("Thời lượng, phút", group="Số lượng")
    reached: Mapped[Count | None] = field("Lượt người tiếp cận", group="Số lượng", words=("Số người tiếp cận",))
    reached_by: Mapped[Counted | None] = field("Cách tính lượt tiếp cận", group="Số lượng")
    audiences: Mapped[tuple[Audience, ...] | None] = field("Đối tượng", many=Audience, group="Số lượng")
    cost: Mapped[Dong | None] = field("Kinh phí, đồng", group="Số lượng")
    funding: Mapped[Funding | None] = field("Nguồn kinh phí", group="Số lượng")
    page: Mapped[WebPage | None] = field("Đường dẫn", group="Minh chứng", words=("Link", "Địa chỉ bài viết"))
    basis: Mapped[Line | None] = field("Căn cứ", group="Minh chứng", help="Kế hoạch, văn bản: số và ngày")
    note: Mapped[Note | None] = field("Ghi chú", group="Minh chứng")

    @classmethod
    def faults(cls, values: Values) -> Mapping[str, str]:
        found: dict[str, str] = {}
        starts, ends = values.get("starts_on"), values.get("ends_on")
        if starts and ends and ends < starts:
            found["ends_on"] = "Ngày kết thúc trước ngày bắt đầu. Sửa một trong hai ngày."
        if values.get("reached") is not None and values.get("reached_by") is None:
            found["reached_by"] = "Lượt tiếp cận là số đếm hay ước tính? Chọn một, để báo cáo ghi đúng."
        return found

    @classmethod
    def doubts(cls, values: Values) -> Mapping[str, str]:
        if Content.TAX in (values.get("contents") or ()) and not values.get("partners"):
            return {"partners": "Tuyên truyền chính sách thuế thường phối hợp cơ quan Thuế. Ghi cơ quan phối hợp."}
        return {}
