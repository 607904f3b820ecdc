"""Register: documents issued and proposals for policy (Quy chế, Điều 4.1, 6.1, 6.4, 13, 14.5)."""

from sqlalchemy.orm import Mapped

from tmdt_desktop.fields import CalendarDay, Line, OpenCode, OpenLine, OpenNote, field
from tmdt_desktop.kinds import Term
from tmdt_desktop.records.record import Record
from tmdt_desktop.records.value_types import AgencyCode


class PolicyKind(Term):
    ISSUED = "Văn bản đã ban hành"
    PROPOSAL = "Đề xuất cơ chế, chính sách"
    OPINION = "Góp ý dự thảo"
    APPRAISAL = "Thẩm định văn bản"
    REVIEW = "Rà soát, đánh giá quy định"


class PolicyOutcome(Term):
    OPEN = "Đang xem xét"
    ACCEPTED = "Được tiếp thu"
    PARTLY = "Tiếp thu một phần"
    REFUSED = "Không tiếp thu"
    IN_FORCE = "Đang có hiệu lực"
    EXPIRED = "Hết hiệu lực"


class Policy(Record):
    """One document of direction, or one proposal, opinion or appraisal."""

    code = "policy"
    title = "Văn bản, đề xuất"
    one = "văn bản, đề xuất"
    name_field = "name"
    period_field = "dated_on"
    clause = "Điều 4.1"
    open_only = True

    name: Mapped[OpenLine] = field(
        "Trích yếu", key=True, listed=True, searched=True, group="Chung", words=("Nội dung",)
    )
    kind: Mapped[PolicyKind] = field("Loại", listed=True, group="Chung")
    number: Mapped[OpenCode | None] = field(
        "Số, ký hiệu", listed=True, searched=True, group="Chung", words=("Số văn bản",)
    )
    dated_on: Mapped[CalendarDay] = field("Ngày", key=True, listed=True, group="Chung", words=("Ngày văn bản",))
    about: Mapped[Line | None] = field(
        "Văn bản liên quan", group="Nội dung", help="Luật, nghị định, kế hoạch được nói đến"
    )
    content: Mapped[OpenNote | None] = field("Nội dung chính", group="Nội dung")
    sent_to: Mapped[AgencyCode | None] = field("Gửi cho", listed=True, group="Kết quả", words=("Nơi nhận",))
    outcome: Mapped[PolicyOutcome | None] = field("Kết quả", listed=True, group="Kết quả")
    outcome_note: Mapped[OpenNote | None] = field("Ghi về kết quả", group="Kết quả")
