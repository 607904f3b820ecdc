"""Register: what the office says to each of its duties in a year (Quy chế, Điều 6–22)."""

from collections.abc import Mapping

from sqlalchemy.orm import Mapped

from tmdt_desktop.fields import Note, YearNumber, field
from tmdt_desktop.kinds import Term
from tmdt_desktop.records.record import Record, Values
from tmdt_desktop.records.value_types import DutyCode


class DutyOutcome(Term):
    DONE = "Đã thực hiện"
    NONE = "Không phát sinh"


class DutyAnswer(Record):
    """One duty in one year: done, with words on the result, or «không phát sinh» with a reason."""

    code = "duty_answer"
    title = "Trả lời nhiệm vụ"
    one = "trả lời"
    name_field = "duty"
    clause = "Điều 21"

    year: Mapped[YearNumber] = field("Năm", key=True, listed=True)
    duty: Mapped[DutyCode] = field(
        "Nhiệm vụ", key=True, listed=True, searched=True, help="Mã trong danh mục nhiệm vụ: D19.1.a"
    )
    outcome: Mapped[DutyOutcome] = field("Kết quả", listed=True)
    words: Mapped[Note | None] = field("Kết quả thực hiện, hoặc lý do không phát sinh", listed=True)

    @classmethod
    def faults(cls, values: Values) -> Mapping[str, str]:
        if values.get("outcome") is DutyOutcome.NONE and not values.get("words"):
            return {"words": "«Không phát sinh» cần một câu lý do. Ghi lý do."}
        return {}
