"""Register: advice and support given to those who sell on line (Quy chế, Điều 4.4, 8.2, 9.2, 10.2)."""

from collections.abc import Mapping

from sqlalchemy.orm import Mapped

from tmdt_desktop.fields import CalendarDay, Dong, Line, Name, Note, YesNo, field
from tmdt_desktop.kinds import Term
from tmdt_desktop.records.business import SubjectKind
from tmdt_desktop.records.record import Record, Values
from tmdt_desktop.records.training import Funding
from tmdt_desktop.records.value_types import AgencyCode, BusinessRef, ChannelKey, CommuneCode, PlatformCode


class Support(Term):
    SHOP = "Lập gian hàng"
    PICTURES = "Chụp ảnh, nội dung"
    WEBSITE = "Website"
    PAYMENT = "Thanh toán"
    SIGNATURE = "Chữ ký số"
    BRAND = "Nhãn hiệu"
    PACKING = "Bao bì, QR"
    LOGISTICS = "Logistics"
    LAW = "Pháp lý"
    INVESTMENT = "Hỗ trợ nhà đầu tư, hạ tầng TMĐT"
    OTHER = "Khác"


class Advice(Record):
    """One time of support to one business or household."""

    code = "advice"
    title = "Tư vấn, hỗ trợ"
    one = "lượt hỗ trợ"
    name_field = "name"
    period_field = "given_on"
    clause = "Điều 4.4, 9.2"

    name: Mapped[Name] = field(
        "Đối tượng được hỗ trợ", key=True, listed=True, searched=True, group="Đối tượng", words=("Tên đơn vị", "Tên hộ")
    )
    business: Mapped[BusinessRef | None] = field("Đối tượng trong danh sách", group="Đối tượng")
    kind: Mapped[SubjectKind | None] = field("Loại đối tượng", listed=True, group="Đối tượng", words=("Loại",))
    farm: Mapped[YesNo | None] = field("Hộ sản xuất nông nghiệp", group="Đối tượng", words=("Hộ SXNN",))
    commune: Mapped[CommuneCode | None] = field("Xã, thị trấn", listed=True, group="Đối tượng", words=("Xã",))
    given_on: Mapped[CalendarDay] = field("Ngày hỗ trợ", key=True, listed=True, group="Hỗ trợ", words=("Ngày",))
    support: Mapped[Support] = field("Nội dung hỗ trợ", key=True, listed=True, group="Hỗ trợ", words=("Nội dung",))
    agency: Mapped[AgencyCode | None] = field("Cơ quan hỗ trợ", listed=True, group="Hỗ trợ", words=("Đơn vị hỗ trợ",))
    helper: Mapped[Line | None] = field("Người, đơn vị trực tiếp hỗ trợ", group="Hỗ trợ")
    platform: Mapped[PlatformCode | None] = field("Đưa lên sàn", listed=True, group="Kết quả", words=("Sàn",))
    shop: Mapped[ChannelKey | None] = field("Gian hàng đã tạo", group="Kết quả", words=("Đường dẫn gian hàng",))
    result: Mapped[Line | None] = field("Kết quả", group="Kết quả")
    cost: Mapped[Dong | None] = field("Kinh phí, đồng", group="Kết quả")
    funding: Mapped[Funding | None] = field("Nguồn kinh phí", group="Kết quả")
    note: Mapped[Note | None] = field("Ghi chú", group="Kết quả")

    @classmethod
    def doubts(cls, values: Values) -> Mapping[str, str]:
        if values.get("shop") and not values.get("platform"):
            return {"platform": "Đã có gian hàng nhưng chưa ghi sàn. Chọn sàn để báo cáo đếm được."}
        return {}
