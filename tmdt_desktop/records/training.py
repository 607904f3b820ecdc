"""Register: training sessions, workshops and the people who attended (Quy chế, Điều 19.1)."""

from collections.abc import Mapping

from sqlalchemy.orm import Mapped

from tmdt_desktop.fields import (
    CalendarDay,
    Count,
    Dong,
    Email,
    Line,
    Name,
    Note,
    Percent,
    Phone,
    YearNumber,
    YesNo,
    field,
)
from tmdt_desktop.kinds import Term
from tmdt_desktop.records.business import Gender
from tmdt_desktop.records.record import Part, Record, SubList, Values
from tmdt_desktop.records.value_types import BusinessRef, CommuneCode


class Form(Term):
    CLASS = "Lớp tập huấn"
    WORKSHOP = "Hội thảo"
    CONFERENCE = "Hội nghị"
    TALK = "Tọa đàm"
    MATCHING = "Kết nối cung cầu"
    ONLINE = "Trực tuyến"


class Role(Term):
    """Điều 19.1 tells organising from taking part."""

    LEADS = "Chủ trì tổ chức"
    SUPPORTS = "Phối hợp tổ chức"
    ATTENDS = "Cử người tham gia"


class Topic(Term):
    LAW = "Pháp luật TMĐT"
    SELLING = "Kỹ năng bán hàng, livestream"
    PLATFORM = "Đưa sản phẩm lên sàn"
    CASHLESS = "Thanh toán không tiền mặt"
    TAX = "Thuế TMĐT, hóa đơn điện tử"
    SIGNATURE = "Chữ ký số, an toàn thông tin"
    BRAND = "Sở hữu trí tuệ, nhãn hiệu"
    TRACE = "Truy xuất nguồn gốc"
    LOGISTICS = "Logistics"
    CONSUMER = "Bảo vệ người tiêu dùng"
    DIGITAL = "Chuyển đổi số"
    OTHER = "Khác"


class Audience(Term):
    ENTERPRISE = "Doanh nghiệp"
    COOPERATIVE = "Hợp tác xã"
    HOUSEHOLD = "Hộ kinh doanh"
    PEOPLE = "Người dân"
    OFFICIAL = "Cán bộ, công chức"
    OTHER = "Khác"


class Learning(Term):
    IN_PERSON = "Trực tiếp"
    ONLINE = "Trực tuyến"
    MIXED = "Kết hợp"


class Funding(Term):
    PROVINCE = "Ngân sách tỉnh"
    DISTRICT = "Ngân sách huyện"
    SOCIAL = "Xã hội hóa"
    COMBINED = "Lồng ghép"


PARTS = ("enterprises", "cooperatives", "households", "people", "officials", "others")
"""The numbers by audience of a session without a list; together they are those who attended."""


class Attendee(Part):
    """One person at one session. Rows are «lượt»; distinct people are «người»."""

    code = "attendee"
    one = "học viên"
    parent_code = "training"

    name: Mapped[Name] = field(
        "Họ và tên", listed=True, searched=True, words=("Họ tên", "Tên học viên", "Họ và tên học viên")
    )
    gender: Mapped[Gender | None] = field("Giới tính", listed=True, words=("Nam/Nữ", "GT"))
    birth_year: Mapped[YearNumber | None] = field("Năm sinh", sensitive=True, listed=True, words=("NS",))
    organisation: Mapped[Line | None] = field(
        "Đơn vị", listed=True, words=("Đơn vị/ Địa chỉ", "Đơn vị, địa chỉ", "Cơ quan", "Đơn vị công tác")
    )
    audience: Mapped[Audience | None] = field("Đối tượng", listed=True, words=("Loại đối tượng",))
    position: Mapped[Line | None] = field("Chức vụ", words=("Chức danh",))
    commune: Mapped[CommuneCode | None] = field("Xã, thị trấn", words=("Xã", "Địa bàn"))
    phone: Mapped[Phone | None] = field(
        "Điện thoại", sensitive=True, words=("Số điện thoại", "SĐT", "ĐT", "Số ĐT", "Di động")
    )
    sessions_attended: Mapped[Count | None] = field("Số buổi dự", words=("Số buổi",))
    email: Mapped[Email | None] = field("Thư điện tử", sensitive=True, words=("Email",))
    business: Mapped[BusinessRef | None] = field("Đối tượng trong danh sách")
    signed: Mapped[YesNo | None] = field("Đã ký danh sách", words=("Ký nhận", "Ký tên"))
    consent: Mapped[YesNo | None] = field("Đồng ý lưu dữ liệu")


class Training(Record):
    """A training class, workshop or conference that the office organised or sent people to."""

    code = "training"
    title = "Tập huấn"
    one = "lớp tập huấn"
    name_field = "name"
    period_field = "starts_on"
    clause = "Điều 19.1"

    name: Mapped[Name] = field("Tên lớp, hội nghị", key=True, listed=True, searched=True, group="Chung")
    form: Mapped[Form] = field("Hình thức", listed=True, group="Chung", default=Form.CLASS)
    role: Mapped[Role] = field("Vai trò", listed=True, group="Chung", default=Role.LEADS)
    topics: Mapped[tuple[Topic, ...] | None] = field("Chuyên đề", many=Topic, group="Chung")
    sector: Mapped[Line | None] = field("Lĩnh vực", group="Chung", help="Lĩnh vực cụ thể của lớp (Điều 19.1)")
    learning: Mapped[Learning | None] = field("Cách học", group="Chung")
    starts_on: Mapped[CalendarDay] = field("Từ ngày", key=True, listed=True, group="Chung", words=("Thời gian", "Ngày"))
    ends_on: Mapped[CalendarDay | None] = field("Đến ngày", group="Chung")
    half_days: Mapped[Count | None] = field("Số buổi", group="Chung")
    place: Mapped[Line] = field("Địa điểm", listed=True, searched=True, group="Chung")
    commune: Mapped[CommuneCode | None] = field("Xã, thị trấn", group="Chung")
    lead_agency: Mapped[Line | None] = field(
        "Đơn vị tổ chức", searched=True, group="Tổ chức", words=("Đơn vị chủ trì",)
    )
    partners: Mapped[Line | None] = field("Đơn vị phối hợp", group="Tổ chức")
    basis: Mapped[Line | None] = field("Căn cứ", group="Tổ chức", help="Kế hoạch, giấy mời: số và ngày")
    trainers: Mapped[Line | None] = field("Giảng viên", group="Tổ chức")
    audiences: Mapped[tuple[Audience, ...] | None] = field("Đối tượng dự", many=Audience, group="Số lượng")
    invited: Mapped[Count | None] = field("Số mời", group="Số lượng")
    planned: Mapped[Count | None] = field("Chỉ tiêu học viên", group="Số lượng")
    attended: Mapped[Count | None] = field(
        "Số người dự", listed=True, group="Số lượng", help="Để trống khi đã nhập danh sách học viên"
    )
    women: Mapped[Count | None] = field("Trong đó nữ", group="Số lượng")
    enterprises: Mapped[Count | None] = field("Doanh nghiệp", group="Số lượng")
    cooperatives: Mapped[Count | None] = field("Hợp tác xã", group="Số lượng")
    households: Mapped[Count | None] = field("Hộ kinh doanh", group="Số lượng")
    people: Mapped[Count | None] = field("Người dân", group="Số lượng")
    officials: Mapped[Count | None] = field("Cán bộ, công chức", group="Số lượng")
    others: Mapped[Count | None] = field("Đối tượng khác", group="Số lượng")
    estimated: Mapped[YesNo | None] = field("Số ước tính", group="Số lượng")
    cost: Mapped[Dong | None] = field("Kinh phí, đồng", group="Số lượng")
    funding: Mapped[Funding | None] = field("Nguồn kinh phí", group="Số lượng")
    feedback: Mapped[Count | None] = field("Số phiếu đánh giá", group="Ghi chép")
    satisfied: Mapped[Percent | None] = field("Tỷ lệ hài lòng, %", group="Ghi chép")
    result: Mapped[Note | None] = field("Kết quả", group="Ghi chép")
    note: Mapped[Note | None] = field("Ghi chú", group="Ghi chép")
    attendees = SubList("Học viên", Attendee, listed=True)

    @classmethod
    def faults(cls, values: Values) -> Mapping[str, str]:
        found: dict[str, str] = {}
        starts, ends = values.get("starts_on"), values.get("ends_on")
        if starts and ends and ends < starts:
            found["ends_on"] = "Ngày kết thúc trước ngày bắt đầu. Sửa một trong hai ngày."
        attended, women = values.get("attended"), values.get("women")
        if attended is not None and women is not None and women > attended:
            found["women"] = "Số nữ nhiều hơn số người dự. Sửa một trong hai số."
        found |= cls._women(values)
        parts = [int(values[name]) for name in PARTS if values.get(name) is not None]
        if attended is not None and parts and sum(parts) != attended:
            found["attended"] = f"Cộng theo đối tượng được {sum(parts)}, số người dự ghi {attended}. Sửa cho khớp."
        return found

    @classmethod
    def _women(cls, values: Values) -> dict[str, str]:
        """Where nobody has said how many came, the list or the sum by audience says it."""
        women, rows = values.get("women"), values.get("attendees") or ()
        if women is None or values.get("attended") is not None:
            return {}
        parts = [int(values[name]) for name in PARTS if values.get(name) is not None]
        if rows:
            most, words = sum(row.get("gender") is not Gender.MALE for row in rows), "trong danh sách"
        else:
            most, words = sum(parts), "cộng theo đối tượng"
        if (rows or parts) and women > most:
            return {"women": f"Ghi {women} nữ, {words} chỉ có thể có {most}. Sửa một trong hai."}
        return {}

    @classmethod
    def doubts(cls, values: Values) -> Mapping[str, str]:
        attended, rows = values.get("attended"), values.get("attendees") or ()
        if attended is not None and rows and attended != len(rows):
            return {
                "attended": f"Danh sách có {len(rows)} học viên, ô này ghi {attended}. Để trống để lấy theo danh sách."
            }
        return {}
