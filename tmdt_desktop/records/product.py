"""Register: OCOP products and traceability (Quy chế, Điều 9.1, 9.4)."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated

from sqlalchemy import Integer
from sqlalchemy.orm import Mapped

from tmdt_desktop.fields import CalendarDay, Code, Dong, GoodsCode, Line, Name, Note, Scaled, YesNo, field, sort_of
from tmdt_desktop.kinds import Term, Whole
from tmdt_desktop.rare_kinds import Exact
from tmdt_desktop.records.record import Record, Values
from tmdt_desktop.records.value_types import BusinessRef, CommuneCode

Stars = Annotated[int, sort_of(Whole(5, 3), Integer())]
Points = Annotated[Decimal, sort_of(Exact(Decimal(50), Decimal(100)), Scaled())]
_BANDS = {5: (Decimal(90), Decimal(100)), 4: (Decimal(70), Decimal("89.9999")), 3: (Decimal(50), Decimal("69.9999"))}


class ProductGroup(Term):
    """The six groups of the OCOP programme (QĐ 148/QĐ-TTg)."""

    FOOD = "Thực phẩm"
    DRINK = "Đồ uống"
    HERB = "Dược liệu và sản phẩm từ dược liệu"
    CRAFT = "Hàng thủ công mỹ nghệ"
    ORNAMENT = "Sinh vật cảnh"
    TOURISM = "Dịch vụ du lịch cộng đồng, sinh thái"


class Recognition(Term):
    DISTRICT = "Cấp huyện"
    PROVINCE = "Cấp tỉnh"
    NATION = "Cấp trung ương"


class Certificate(Term):
    VIETGAP = "VietGAP"
    GLOBALGAP = "GlobalGAP"
    ORGANIC = "Hữu cơ"
    HACCP = "HACCP"
    ISO22000 = "ISO 22000"
    FOOD_SAFETY = "An toàn thực phẩm"
    OTHER = "Khác"


class CodeCheck(Term):
    RIGHT = "Đúng"
    UNREADABLE = "Không quét được"
    INCOMPLETE = "Thông tin thiếu"
    WRONG = "Sai"


class SoldOn(Term):
    POSTMART = "Postmart"
    VOSO = "Voso"
    PLATFORM = "Sàn khác"
    WEBSITE = "Website riêng"
    SOCIAL = "Mạng xã hội"


class Product(Record):
    """One product: its stars, its code for tracing, where it is sold on line."""

    code = "product"
    title = "OCOP, truy xuất nguồn gốc"
    one = "sản phẩm"
    name_field = "name"
    clause = "Điều 9.1, 9.4"

    name: Mapped[Name] = field(
        "Tên sản phẩm", key=True, listed=True, searched=True, group="Sản phẩm", words=("Sản phẩm",)
    )
    business: Mapped[BusinessRef | None] = field("Chủ thể trong danh sách", group="Sản phẩm")
    owner: Mapped[Name] = field(
        "Chủ thể", key=True, listed=True, searched=True, group="Sản phẩm", words=("Tên chủ thể",)
    )
    commune: Mapped[CommuneCode | None] = field("Xã, thị trấn", listed=True, group="Sản phẩm", words=("Xã",))
    product_group: Mapped[ProductGroup] = field("Nhóm", listed=True, group="Sản phẩm", words=("Nhóm sản phẩm",))
    ocop: Mapped[YesNo] = field("Là sản phẩm OCOP", listed=True, group="Công nhận", default=True)
    stars: Mapped[Stars | None] = field("Hạng sao", listed=True, group="Công nhận", words=("Số sao", "Sao"))
    points: Mapped[Points | None] = field("Điểm", group="Công nhận", words=("Số điểm",))
    decision: Mapped[Code | None] = field("Số quyết định công nhận", group="Công nhận")
    decided_on: Mapped[CalendarDay | None] = field("Ngày quyết định", group="Công nhận")
    level: Mapped[Recognition | None] = field("Cấp công nhận", group="Công nhận")
    valid_until: Mapped[CalendarDay | None] = field(
        "Ngày hết hạn", group="Công nhận", help="36 tháng từ ngày công nhận"
    )
    traced: Mapped[YesNo | None] = field("Có mã QR truy xuất", listed=True, group="Truy xuất", words=("Có QR", "QR"))
    trace_system: Mapped[Line | None] = field("Hệ thống truy xuất", group="Truy xuất")
    goods_code: Mapped[GoodsCode | None] = field("Mã GTIN", group="Truy xuất", words=("Mã vạch", "GTIN"))
    growing_code: Mapped[Code | None] = field("Mã vùng trồng, cơ sở nuôi", group="Truy xuất")
    certificates: Mapped[tuple[Certificate, ...] | None] = field("Chứng nhận", many=Certificate, group="Truy xuất")
    checked_on: Mapped[CalendarDay | None] = field("Ngày kiểm tra mã QR", group="Truy xuất")
    check_result: Mapped[CodeCheck | None] = field("Kết quả kiểm tra mã QR", group="Truy xuất")
    sold_online: Mapped[YesNo | None] = field("Có bán trực tuyến", listed=True, group="Bán hàng")
    sold_on: Mapped[tuple[SoldOn, ...] | None] = field("Kênh bán", many=SoldOn, group="Bán hàng")
    revenue: Mapped[Dong | None] = field("Doanh thu năm, đồng", group="Bán hàng")
    note: Mapped[Note | None] = field("Ghi chú", group="Bán hàng")

    @classmethod
    def faults(cls, values: Values) -> Mapping[str, str]:
        found: dict[str, str] = {}
        decided, until = values.get("decided_on"), values.get("valid_until")
        if decided and until and until < decided:
            found["valid_until"] = "Ngày hết hạn trước ngày quyết định. Sửa một trong hai ngày."
        stars, points = values.get("stars"), values.get("points")
        if stars and points is not None and not _BANDS[stars][0] <= points <= _BANDS[stars][1]:
            found["points"] = "Điểm không khớp hạng sao: 5 sao từ 90, 4 sao từ 70, 3 sao từ 50. Sửa một trong hai."
        if values.get("sold_on") and values.get("sold_online") is False:
            found["sold_online"] = "Đã ghi kênh bán ở dưới. Chọn «Có», hoặc bỏ kênh bán."
        return found

    @classmethod
    def doubts(cls, values: Values) -> Mapping[str, str]:
        until = values.get("valid_until")
        if until and until < date.today():  # noqa: DTZ011 - the office's own calendar day
            return {"valid_until": "Quyết định công nhận đã hết hạn. Kiểm tra việc công nhận lại."}
        return {}
