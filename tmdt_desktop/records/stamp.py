"""Register: electronic stamps of spirits and tobacco made in the country (Quy chế, Điều 15.3)."""

from collections.abc import Mapping

from sqlalchemy.orm import Mapped

from tmdt_desktop.fields import CalendarDay, Code, Count, Name, Note, TaxCode, field
from tmdt_desktop.kinds import Term
from tmdt_desktop.records.record import Record, Values
from tmdt_desktop.records.value_types import BusinessRef


class StampGoods(Term):
    SPIRITS = "Rượu"
    TOBACCO = "Thuốc lá"


class Stamp(Record):
    """The stamps of one maker in one span of time: bought, used, spoilt, left."""

    code = "stamp"
    title = "Tem điện tử"
    one = "lần theo dõi tem"
    name_field = "maker"
    period_field = "ends_on"
    clause = "Điều 15.3"

    maker: Mapped[Name] = field("Cơ sở sản xuất", key=True, listed=True, searched=True, words=("Tên cơ sở",))
    business: Mapped[BusinessRef | None] = field("Đối tượng trong danh sách")
    tax_code: Mapped[TaxCode | None] = field("Mã số thuế", listed=True, searched=True, words=("MST",))
    goods: Mapped[StampGoods] = field("Mặt hàng", key=True, listed=True)
    starts_on: Mapped[CalendarDay] = field("Từ ngày", key=True, listed=True)
    ends_on: Mapped[CalendarDay] = field("Đến ngày", listed=True)
    opening: Mapped[Count | None] = field("Tồn đầu kỳ")
    bought: Mapped[Count] = field("Số tem mua", listed=True)
    used: Mapped[Count] = field("Số tem đã dùng", listed=True)
    spoilt: Mapped[Count | None] = field("Số tem hỏng, mất", listed=True)
    left: Mapped[Count | None] = field("Tồn cuối kỳ")
    series: Mapped[Code | None] = field("Ký hiệu tem")
    note: Mapped[Note | None] = field("Ghi chú")

    @classmethod
    def faults(cls, values: Values) -> Mapping[str, str]:
        found: dict[str, str] = {}
        starts, ends = values.get("starts_on"), values.get("ends_on")
        if starts and ends and ends < starts:
            found["ends_on"] = "Ngày kết thúc trước ngày bắt đầu. Sửa một trong hai ngày."
        had = (values.get("opening") or 0) + (values.get("bought") or 0)
        gone = (values.get("used") or 0) + (values.get("spoilt") or 0)
        left = values.get("left")
        if values.get("opening") is not None and left is not None and had - gone != left:
            found["left"] = f"Tồn đầu + mua − dùng − hỏng = {had - gone}, ô này ghi {left}. Sửa một trong các số."
        elif values.get("opening") is not None and gone > had:
            found["used"] = f"Đã dùng và hỏng {gone} tem nhưng chỉ có {had}. Sửa một trong các số."
        return found

    @classmethod
    def doubts(cls, values: Values) -> Mapping[str, str]:
        gone = (values.get("used") or 0) + (values.get("spoilt") or 0)
        if values.get("opening") is None and gone > (values.get("bought") or 0):
            return {"opening": f"Đã dùng và hỏng {gone} tem, nhiều hơn số mua. Ghi tồn đầu kỳ, hoặc xem lại các số."}
        return {}
