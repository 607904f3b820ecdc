"""Register: money for the work of the regulation, planned, granted, spent (Quy chế, Điều 7, 19.1)."""

from collections.abc import Mapping

from sqlalchemy.orm import Mapped

from tmdt_desktop.fields import CalendarDay, Code, Dong, Name, Note, YearNumber, field
from tmdt_desktop.kinds import Term
from tmdt_desktop.records.record import Record, Values
from tmdt_desktop.records.training import Funding


class BudgetUse(Term):
    TRAINING = "Đào tạo, tập huấn"
    COMMUNICATION = "Tuyên truyền"
    SUPPORT = "Hỗ trợ doanh nghiệp, hộ"
    SURVEY = "Thống kê, khảo sát"
    INSPECTION = "Kiểm tra"
    SYSTEM = "Hạ tầng, phần mềm"
    OTHER = "Khác"


class BudgetLine(Record):
    """One line of a year's budget."""

    code = "budget"
    title = "Kinh phí"
    one = "khoản kinh phí"
    name_field = "name"
    clause = "Điều 7"

    year: Mapped[YearNumber] = field("Năm", key=True, listed=True, group="Chung")
    name: Mapped[Name] = field("Nội dung chi", key=True, listed=True, searched=True, group="Chung", words=("Nội dung",))
    use: Mapped[BudgetUse] = field("Mục chi", listed=True, group="Chung", default=BudgetUse.OTHER)
    funding: Mapped[Funding | None] = field("Nguồn kinh phí", listed=True, group="Chung")
    planned: Mapped[Dong | None] = field("Dự toán, đồng", listed=True, group="Số tiền", words=("Dự toán",))
    granted: Mapped[Dong | None] = field("Được giao, đồng", listed=True, group="Số tiền", words=("Giao", "Được giao"))
    spent: Mapped[Dong | None] = field("Thực hiện, đồng", listed=True, group="Số tiền", words=("Thực hiện", "Đã chi"))
    decision: Mapped[Code | None] = field("Văn bản giao kinh phí", group="Căn cứ")
    decided_on: Mapped[CalendarDay | None] = field("Ngày giao", group="Căn cứ")
    note: Mapped[Note | None] = field("Ghi chú", group="Căn cứ")

    @classmethod
    def doubts(cls, values: Values) -> Mapping[str, str]:
        granted, spent = values.get("granted"), values.get("spent")
        if granted is not None and spent is not None and spent > granted:
            return {"spent": "Số đã chi nhiều hơn số được giao. Xem lại hai số."}
        return {}
