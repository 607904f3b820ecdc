"""Register: international cooperation; the regulation names the topic and charges nobody with it (Quy chế, Điều 4.7)."""

from collections.abc import Mapping

from sqlalchemy.orm import Mapped

from tmdt_desktop.fields import CalendarDay, Dong, Line, OpenLine, OpenNote, field
from tmdt_desktop.kinds import Term
from tmdt_desktop.records.record import Record, Values


class CooperationKind(Term):
    PROGRAMME = "Chương trình, dự án"
    EVENT = "Hội chợ, hội thảo quốc tế"
    AGREEMENT = "Thỏa thuận, biên bản ghi nhớ"
    TRADE = "Kết nối xuất khẩu qua TMĐT"
    TRAINING = "Đào tạo, trao đổi kinh nghiệm"
    OTHER = "Khác"


class Cooperation(Record):
    """One activity with a partner abroad. A year without any prints «Không phát sinh»."""

    code = "cooperation"
    title = "Hợp tác quốc tế"
    one = "hoạt động hợp tác"
    name_field = "name"
    period_field = "starts_on"
    clause = "Điều 4.7"
    open_only = True

    name: Mapped[OpenLine] = field("Tên hoạt động", key=True, listed=True, searched=True)
    kind: Mapped[CooperationKind] = field("Loại", listed=True)
    partner: Mapped[Line] = field("Đối tác", listed=True, searched=True)
    country: Mapped[Line | None] = field("Quốc gia, tổ chức", listed=True)
    starts_on: Mapped[CalendarDay] = field("Từ ngày", key=True, listed=True)
    ends_on: Mapped[CalendarDay | None] = field("Đến ngày")
    approval: Mapped[Line | None] = field("Văn bản cho phép", help="Số, ngày, cơ quan")
    cost: Mapped[Dong | None] = field("Kinh phí, đồng")
    result: Mapped[OpenNote | None] = field("Kết quả")
    note: Mapped[OpenNote | None] = field("Ghi chú")

    @classmethod
    def faults(cls, values: Values) -> Mapping[str, str]:
        starts, ends = values.get("starts_on"), values.get("ends_on")
        if starts and ends and ends < starts:
            return {"ends_on": "Ngày kết thúc trước ngày bắt đầu. Sửa một trong hai ngày."}
        return {}
