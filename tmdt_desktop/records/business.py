"""Register: organisations and persons active in e-commerce, with their sales channels (Quy chế, Điều 19.3, 10.1, 6.5)."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy.orm import Mapped

from tmdt_desktop.fields import (
    CalendarDay,
    Code,
    Count,
    Dong,
    Email,
    Line,
    Name,
    Note,
    PersonalId,
    Phone,
    TaxCode,
    YearNumber,
    YesNo,
    field,
)
from tmdt_desktop.kinds import Term
from tmdt_desktop.records.past import beyond_today
from tmdt_desktop.records.record import Part, Record, SubList, Values
from tmdt_desktop.records.value_types import (
    BusinessRef,
    ChannelKey,
    CommuneCode,
    IndustryCode,
    PlatformCode,
    TaxStatusCode,
)


class SubjectKind(Term):
    ENTERPRISE = "Doanh nghiệp"
    BRANCH = "Chi nhánh, văn phòng đại diện"
    COOPERATIVE = "Hợp tác xã, liên hiệp HTX"
    HOUSEHOLD = "Hộ kinh doanh"
    WORKSHOP = "Cơ sở sản xuất, kinh doanh"
    PERSON = "Cá nhân"
    OTHER = "Tổ chức khác"


class EnterpriseForm(Term):
    """Loại hình doanh nghiệp (Luật Doanh nghiệp); foreign capital is a flag of its own beside FOREIGN."""

    PRIVATE = "Doanh nghiệp tư nhân"
    LIMITED_ONE = "TNHH một thành viên"
    LIMITED = "TNHH hai thành viên trở lên"
    STOCK = "Cổ phần"
    PARTNERSHIP = "Hợp danh"
    STATE = "Doanh nghiệp nhà nước"
    FOREIGN = "Có vốn đầu tư nước ngoài"


class Gender(Term):
    MALE = "Nam"
    FEMALE = "Nữ"


class TradeModel(Term):
    B2B = "B2B"
    B2C = "B2C"
    C2C = "C2C"
    B2G = "B2G"


class BusinessRole(Term):
    """What part it plays in e-commerce (Điều 16.2; Luật TMĐT)."""

    SELLER = "Người bán"
    SITE_OWNER = "Chủ sở hữu website, ứng dụng bán hàng"
    PLATFORM_OWNER = "Chủ sở hữu sàn, nền tảng"
    LIVESTREAMER = "Người bán livestream"
    AFFILIATE = "Tiếp thị liên kết"
    CARRIER = "Vận chuyển"
    PAYMENT = "Trung gian thanh toán"
    TRADER = "Xuất nhập khẩu qua TMĐT"
    WAREHOUSE = "Kho ngoại quan"


class RevenueBand(Term):
    UNKNOWN = "Không rõ"
    UNDER_100M = "Dưới 100 triệu"
    TO_500M = "100–500 triệu"
    TO_1B = "500 triệu–1 tỷ"
    TO_3B = "1–3 tỷ"
    TO_50B = "3–50 tỷ"
    OVER_50B = "Trên 50 tỷ"


class SharedWith(Term):
    DEPARTMENT = "Sở Công thương"
    TAX = "Thuế"
    POLICE = "Công an"
    MARKET = "Quản lý thị trường"
    STATISTICS = "Thống kê"


class Goods(Term):
    FARM = "Nông sản"
    FOOD = "Thực phẩm, đồ uống"
    CRAFT = "Thủ công mỹ nghệ"
    FASHION = "Thời trang, phụ kiện"
    COSMETICS = "Mỹ phẩm"
    ELECTRONICS = "Điện tử, gia dụng"
    MATERIALS = "Vật liệu, máy móc"
    BOOKS = "Sách, VPP, đồ chơi"
    BABY = "Mẹ và bé"
    TOURISM = "Dịch vụ du lịch, lưu trú"
    LOGISTICS = "Vận chuyển, logistics"
    OTHER = "Khác"


class Activity(Term):
    ACTIVE = "Đang hoạt động"
    PAUSED = "Tạm ngừng"
    ENDED = "Chấm dứt"
    UNVERIFIED = "Chưa xác minh"
    DUPLICATE = "Trùng"


class Source(Term):
    OWN = "Tự kê khai"
    COMMUNE = "Xã, phường"
    TAX = "Thuế"
    DEPARTMENT = "Sở Công thương"
    REGISTRATION = "Đăng ký kinh doanh"
    POLICE = "Công an"
    MARKET = "Quản lý thị trường"
    CUSTOMS = "Hải quan"
    ASSOCIATION = "Hiệp hội doanh nghiệp"
    ONLINE = "Rà soát trực tuyến"
    OTHER = "Khác"


class EInvoice(Term):
    NONE = "Chưa dùng"
    PLAIN = "Hóa đơn điện tử"
    TILL = "Hóa đơn điện tử từ máy tính tiền"
    EXEMPT = "Không thuộc diện"


class Payment(Term):
    COD = "Tiền mặt khi nhận hàng"
    TRANSFER = "Chuyển khoản"
    CARD = "Thẻ"
    WALLET = "Ví điện tử"
    QR = "Mã QR"


class ChannelKind(Term):
    WEBSITE = "Website bán hàng"
    APP = "Ứng dụng bán hàng"
    MARKETPLACE = "Sàn TMĐT (chủ sở hữu)"
    SHOP = "Gian hàng trên sàn"
    SOCIAL = "Trang, nhóm mạng xã hội"
    LIVESTREAM = "Kênh livestream"
    AUCTION = "Đấu giá trực tuyến"
    PROMOTION = "Khuyến mại trực tuyến"
    DIRECT_PLATFORM = "Nền tảng kinh doanh trực tiếp"
    INTERMEDIARY = "Nền tảng trung gian"
    SOCIAL_COMMERCE = "Mạng xã hội hoạt động TMĐT"
    INTEGRATED = "Nền tảng tích hợp"
    OTHER = "Khác"


class Procedure(Term):
    EXEMPT = "Không thuộc diện"
    NOT_NOTIFIED = "Chưa thông báo"
    NOTIFIED = "Đã thông báo"
    NOT_REGISTERED = "Chưa đăng ký"
    REGISTERED = "Đã đăng ký"
    SUPPLEMENTING = "Đang bổ sung"
    REFUSED = "Bị từ chối, chấm dứt"


class OwnerMatch(Term):
    SAME = "Đúng"
    OTHER = "Khác"
    UNKNOWN = "Chưa rõ"


class ChannelState(Term):
    ALIVE = "Hoạt động"
    UNREACHABLE = "Không truy cập được"
    NEW_OWNER = "Đổi chủ"


class Channel(Part):
    """One place where a business sells on line (facts of the notification dossier, NĐ 52/2013 and 85/2021)."""

    code = "channel"
    one = "kênh bán hàng"
    parent_code = "business"

    kind: Mapped[ChannelKind] = field("Loại kênh", listed=True)
    platform: Mapped[PlatformCode | None] = field("Nền tảng", listed=True)
    address: Mapped[ChannelKey | None] = field(
        "Địa chỉ kênh", listed=True, searched=True, help="Tên miền, đường dẫn gian hàng hoặc số Zalo"
    )
    display_name: Mapped[Line | None] = field("Tên hiển thị", listed=True)
    procedure: Mapped[Procedure | None] = field("Thủ tục", listed=True)
    notified_number: Mapped[Code | None] = field("Số xác nhận")
    notified_on: Mapped[CalendarDay | None] = field("Ngày xác nhận")
    notified_until: Mapped[CalendarDay | None] = field(
        "Hiệu lực xác nhận đến", help="Xác nhận trước 01/7/2026 có hiệu lực đến 30/6/2027"
    )
    owner_match: Mapped[OwnerMatch | None] = field("Chủ thể khai trùng với đối tượng")
    takes_orders: Mapped[YesNo | None] = field("Có đặt hàng trực tuyến")
    takes_payment: Mapped[YesNo | None] = field("Có thanh toán trực tuyến")
    shows_logo: Mapped[YesNo | None] = field("Có logo «Đã thông báo»")
    traded: Mapped[YesNo | None] = field("Có giao dịch trong kỳ", help="Có ít nhất một đơn bán trực tuyến trong kỳ")
    orders: Mapped[Count | None] = field("Số đơn trong kỳ")
    revenue: Mapped[Dong | None] = field("Doanh thu trong kỳ, đồng")
    figures_from: Mapped[Line | None] = field("Nguồn số đơn, doanh thu")
    checked_on: Mapped[CalendarDay | None] = field("Lần kiểm tra gần nhất")
    state: Mapped[ChannelState | None] = field("Kết quả kiểm tra kênh")

    @classmethod
    def faults(cls, values: Values) -> Mapping[str, str]:
        found = beyond_today(values, ("notified_on", "checked_on"))
        told, until = values.get("notified_on"), values.get("notified_until")
        if told and until and until < told:
            found["notified_until"] = "Hiệu lực kết thúc trước ngày xác nhận. Sửa một trong hai ngày."
        return found


class Business(Record):
    """An organisation or a person who trades on line in the area."""

    code = "business"
    title = "Danh sách TMĐT"
    one = "đối tượng"
    name_field = "name"
    clause = "Điều 19.3"

    name: Mapped[Name] = field(
        "Tên tổ chức, cá nhân",
        listed=True,
        searched=True,
        group="Chung",
        words=(
            "Tên đơn vị", "Tên doanh nghiệp", "Tên cơ sở", "Tên hộ kinh doanh", "Họ và tên chủ hộ", "Tên NNT",
            "Tên người nộp thuế", "Chủ thể", "Tên tổ chức", "Tên cơ sở kinh doanh", "Họ và tên",
        ),
    )  # fmt: skip
    tax_code: Mapped[TaxCode | None] = field(
        "Mã số thuế",
        key=True,
        listed=True,
        searched=True,
        group="Chung",
        words=("MST", "Mã số DN", "Mã số doanh nghiệp", "MST/CCCD", "Mã NNT"),
    )
    kind: Mapped[SubjectKind] = field(
        "Loại", listed=True, group="Chung", words=("Loại đối tượng", "Loại hình", "Đối tượng")
    )
    commune: Mapped[CommuneCode] = field(
        "Xã, thị trấn", listed=True, group="Chung", words=("Xã", "Xã, phường", "Địa bàn", "Tên xã", "Xã/Thị trấn")
    )
    address: Mapped[Line | None] = field(
        "Địa chỉ",
        searched=True,
        group="Chung",
        words=("Địa chỉ trụ sở", "Địa chỉ KD", "Nơi KD", "Địa chỉ kinh doanh", "Thôn", "Địa chỉ (thôn, TDP)"),
    )
    representative: Mapped[Line | None] = field(
        "Người đại diện",
        searched=True,
        group="Chung",
        words=("Đại diện PL", "Chủ cơ sở", "Chủ hộ", "Giám đốc", "Người đại diện pháp luật"),
    )
    phone: Mapped[Phone | None] = field(
        "Điện thoại",
        sensitive=True,
        group="Chung",
        words=("ĐT", "SĐT", "Số ĐT", "Số điện thoại", "Di động", "Tel", "Điện thoại liên hệ"),
    )
    trade_name: Mapped[Line | None] = field(
        "Tên giao dịch, viết tắt", searched=True, group="Chung", words=("Tên viết tắt", "Tên giao dịch")
    )
    email: Mapped[Email | None] = field("Thư điện tử", sensitive=True, group="Chung", words=("Email", "E-mail", "Thư"))
    activity: Mapped[Activity] = field(
        "Tình trạng", listed=True, group="Chung", default=Activity.ACTIVE, words=("Tình trạng hoạt động", "Trạng thái")
    )
    roles: Mapped[tuple[BusinessRole, ...] | None] = field("Vai trò trong TMĐT", many=BusinessRole, group="Hoạt động")
    models: Mapped[tuple[TradeModel, ...] | None] = field("Mô hình giao dịch", many=TradeModel, group="Hoạt động")
    goods: Mapped[tuple[Goods, ...] | None] = field("Ngành hàng", many=Goods, group="Hoạt động")
    products: Mapped[Line | None] = field(
        "Sản phẩm chính",
        searched=True,
        group="Hoạt động",
        words=("Ngành nghề", "Ngành hàng", "Lĩnh vực", "Mặt hàng", "Sản phẩm", "Ngành nghề, mặt hàng", "Hàng hóa"),
    )
    registration_number: Mapped[Code | None] = field(
        "Số ĐKKD", group="Pháp lý", words=("GCN ĐKKD", "Số GPKD", "Giấy phép KD", "Mã số HKD", "Số GCN ĐKKD")
    )
    registered_on: Mapped[CalendarDay | None] = field("Ngày cấp ĐKKD", group="Pháp lý")
    registered_at: Mapped[Line | None] = field("Nơi cấp ĐKKD", group="Pháp lý", words=("Nơi cấp",))
    enterprise_form: Mapped[EnterpriseForm | None] = field("Loại hình doanh nghiệp", group="Pháp lý")
    tax_status: Mapped[TaxStatusCode | None] = field(
        "Trạng thái mã số thuế", group="Pháp lý", words=("Trạng thái MST",)
    )
    industry: Mapped[IndustryCode | None] = field("Mã ngành (VSIC)", group="Pháp lý", words=("Mã ngành",))
    missing_tax_code: Mapped[Line | None] = field(
        "Lý do chưa có MST", group="Pháp lý", help="Ghi khi đối tượng chưa có mã số thuế"
    )
    personal_id: Mapped[PersonalId | None] = field(
        "Số định danh",
        sensitive=True,
        group="Pháp lý",
        words=("CCCD", "CMND", "CMT", "CMND/CCCD", "Số CCCD/CMND", "Số CCCD", "Căn cước"),
    )
    representative_title: Mapped[Line | None] = field("Chức danh người đại diện", group="Pháp lý", words=("Chức danh",))
    gender: Mapped[Gender | None] = field("Giới tính", group="Pháp lý", words=("Nam/Nữ", "GT"))
    birth_year: Mapped[YearNumber | None] = field("Năm sinh", sensitive=True, group="Pháp lý", words=("NS",))
    ocop: Mapped[YesNo | None] = field("Có sản phẩm OCOP", group="Hoạt động", words=("OCOP",))
    craft_village: Mapped[YesNo | None] = field("Thuộc làng nghề", group="Hoạt động", words=("Làng nghề",))
    foreign: Mapped[YesNo | None] = field("Có vốn đầu tư nước ngoài", group="Hoạt động", words=("FDI",))
    e_invoice: Mapped[EInvoice | None] = field("Hóa đơn điện tử", group="Hoạt động", words=("HĐĐT",))
    payments: Mapped[tuple[Payment, ...] | None] = field("Hình thức thanh toán", many=Payment, group="Hoạt động")
    digital_signature: Mapped[YesNo | None] = field("Dùng chữ ký số", group="Hoạt động")
    workers: Mapped[Count | None] = field("Số lao động", group="Hoạt động", words=("Lao động", "Số LĐ"))
    online_workers: Mapped[Count | None] = field("Lao động phụ trách TMĐT", group="Hoạt động")
    revenue: Mapped[RevenueBand | None] = field("Doanh thu TMĐT một năm", group="Hoạt động", words=("Doanh thu TMĐT",))
    offers_online: Mapped[YesNo | None] = field(
        "Có chào bán trên mạng", group="Hoạt động", help="Có hàng hóa, dịch vụ chào bán trên Internet"
    )
    traded: Mapped[YesNo | None] = field(
        "Có giao dịch trong kỳ",
        group="Hoạt động",
        help="Có ít nhất một lượt bán hoặc mua trực tuyến trong kỳ báo cáo; chỉ quảng cáo thì không tính",
    )
    traded_year: Mapped[YearNumber | None] = field(
        "Năm của kỳ có giao dịch",
        group="Hoạt động",
        help="Giao dịch được tính cho báo cáo năm này; để trống là kỳ đang báo cáo",
    )
    started_on: Mapped[CalendarDay | None] = field(
        "Ngày bắt đầu", group="Hoạt động", words=("Ngày bắt đầu hoạt động", "Bắt đầu từ", "Ngày hoạt động")
    )
    ended_on: Mapped[CalendarDay | None] = field("Ngày chấm dứt", group="Hoạt động")
    source: Mapped[Source | None] = field("Nguồn thông tin", group="Ghi chép", words=("Nguồn",))
    recorded_on: Mapped[CalendarDay | None] = field("Ngày ghi nhận", group="Ghi chép")
    verified_on: Mapped[CalendarDay | None] = field("Ngày xác minh", group="Ghi chép")
    recorded_by: Mapped[Line | None] = field("Người ghi", group="Ghi chép")
    shared_with: Mapped[tuple[SharedWith, ...] | None] = field("Được cung cấp cho", many=SharedWith, group="Ghi chép")
    duplicate_of: Mapped[BusinessRef | None] = field("Trùng với", group="Ghi chép")
    note: Mapped[Note | None] = field("Ghi chú", group="Ghi chép", words=("GC",))
    channels = SubList("Kênh bán hàng", Channel, listed=True, shaped=True)

    @classmethod
    def faults(cls, values: Values) -> Mapping[str, str]:
        started, ended = values.get("started_on"), values.get("ended_on")
        found = beyond_today(values, ("registered_on", "recorded_on", "verified_on", "birth_year"))
        if started and ended and ended < started:
            found["ended_on"] = "Ngày chấm dứt trước ngày bắt đầu. Sửa một trong hai ngày."
        if ended and values.get("activity") is Activity.ACTIVE:
            found["activity"] = "Đã có ngày chấm dứt. Chọn «Chấm dứt» hoặc bỏ ngày đó."
        workers, online = values.get("workers"), values.get("online_workers")
        if workers is not None and online is not None and online > workers:
            found["online_workers"] = "Lao động phụ trách TMĐT nhiều hơn số lao động. Sửa một trong hai số."
        if values.get("activity") is Activity.DUPLICATE and not values.get("duplicate_of"):
            found["duplicate_of"] = "Tình trạng là «Trùng» nhưng chưa chỉ đối tượng kia. Chọn đối tượng."
        lines = values.get("channels") or ()
        places = (
            [(line.get("kind"), line["address"]) for line in lines if line.get("address")] if len(lines) > 1 else ()
        )
        if len(set(places)) < len(places):
            found["channels"] = "Hai dòng kênh có cùng loại và cùng địa chỉ. Bỏ bớt một dòng."
        return found

    @classmethod
    def doubts(cls, values: Values) -> Mapping[str, str]:
        found: dict[str, str] = {}
        started = values.get("started_on")
        if started and started > date.today():  # noqa: DTZ011 - the office's own calendar day
            found["started_on"] = "Ngày bắt đầu ở tương lai. Xem lại năm."
        recorded, verified = values.get("recorded_on"), values.get("verified_on")
        if recorded and verified and verified < recorded:
            found["verified_on"] = "Ngày xác minh trước ngày ghi nhận. Xem lại hai ngày."
        return found
