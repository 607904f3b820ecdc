"""Register: what the year's plan asks of each figure (Quy chế, Điều 21: results beside the plan)."""

from typing import Annotated

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped

from tmdt_desktop.catalogues.indicator_kind import IndicatorKind
from tmdt_desktop.fields import CalendarDay, Line, Note, YearNumber, field, sort_of
from tmdt_desktop.kinds import Whole
from tmdt_desktop.records.record import Record

IndicatorCode = Annotated[str, sort_of(IndicatorKind(), String(12))]
Planned = Annotated[int, sort_of(Whole(10**15), BigInteger())]
"""A whole number in the unit of the indicator: every figure counts things or whole đồng."""


class Target(Record):
    """One figure's target for one year."""

    code = "target"
    title = "Chỉ tiêu kế hoạch"
    one = "chỉ tiêu"
    name_field = "document"
    clause = "Điều 21"

    year: Mapped[YearNumber] = field("Năm", key=True, listed=True)
    indicator: Mapped[IndicatorCode] = field("Chỉ tiêu", key=True, listed=True, words=("Mã chỉ tiêu", "Mã"))
    value: Mapped[Planned] = field("Giá trị", listed=True, help="Theo đơn vị tính của chỉ tiêu", words=("Kế hoạch",))
    document: Mapped[Line] = field("Văn bản giao", listed=True, searched=True, help="Kế hoạch số, ngày")
    dated_on: Mapped[CalendarDay | None] = field("Ngày văn bản")
    note: Mapped[Note | None] = field("Ghi chú")
