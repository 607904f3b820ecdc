"""Register: questionnaires handed out, one record each, with what was answered (Quy chế, Điều 4.5, 19.3).

A question without a row was not answered; that is not the number 0, and «không biết» is told apart from both.
"""

from collections import Counter
from collections.abc import Mapping

from sqlalchemy.orm import Mapped

from tmdt_desktop.fields import CalendarDay, Code, ExactNumber, Line, Name, Note, YesNo, field
from tmdt_desktop.kinds import Term
from tmdt_desktop.records.record import Part, Record, SubList, Values
from tmdt_desktop.records.value_types import BusinessRef, CommuneCode, SurveyRoundRef


class AnswerMode(Term):
    IN_PERSON = "Trực tiếp"
    PHONE = "Điện thoại"
    ONLINE = "Trực tuyến"
    MAIL = "Thư"


class ReplyState(Term):
    WAITING = "Đã phát, chưa thu"
    COMPLETE = "Hoàn thành"
    PARTIAL = "Một phần"
    REFUSED = "Từ chối"
    UNREACHED = "Không liên hệ được"


RETURNED = (ReplyState.COMPLETE, ReplyState.PARTIAL)
"""What a questionnaire that came back with answers is."""


class Answer(Part):
    """What was answered to one question or to one line of a matrix: chosen options, a number or words."""

    code = "answer"
    one = "câu trả lời"
    parent_code = "survey_answer"

    question: Mapped[Code] = field("Mã câu", listed=True)
    line: Mapped[Line | None] = field("Dòng của bảng", listed=True)
    chosen: Mapped[Note | None] = field("Đã chọn", listed=True, help="Mỗi lựa chọn một dòng")
    number: Mapped[ExactNumber | None] = field("Số", listed=True)
    words: Mapped[Note | None] = field("Lời", listed=True)
    unknown: Mapped[YesNo | None] = field("Không biết", listed=True)

    @classmethod
    def faults(cls, values: Values) -> Mapping[str, str]:
        said = [name for name in ("chosen", "number", "words") if values.get(name) is not None]
        if values.get("unknown") and said:
            return {"unknown": "Đã ghi trả lời thì không chọn «Không biết». Bỏ một trong hai."}
        return {}


class SurveyAnswer(Record):
    """One questionnaire: to whom, when it went out and came back, and its answers."""

    code = "survey_answer"
    title = "Phiếu khảo sát"
    one = "phiếu"
    name_field = "respondent"
    period_field = "sent_on"
    clause = "Điều 19.3"

    round: Mapped[SurveyRoundRef] = field("Đợt khảo sát", listed=True, key=True, group="Phiếu")
    number: Mapped[Code] = field("Số phiếu", listed=True, key=True, searched=True, group="Phiếu", words=("Mã phiếu",))
    respondent: Mapped[Name] = field("Người trả lời", listed=True, searched=True, group="Phiếu", words=("Tên đơn vị",))
    business: Mapped[BusinessRef | None] = field("Đối tượng trong danh sách", group="Phiếu")
    commune: Mapped[CommuneCode | None] = field("Xã, thị trấn", listed=True, group="Phiếu", words=("Xã",))
    sent_on: Mapped[CalendarDay] = field("Ngày phát", listed=True, group="Phiếu")
    returned_on: Mapped[CalendarDay | None] = field("Ngày thu", listed=True, group="Phiếu")
    mode: Mapped[AnswerMode | None] = field("Hình thức", group="Phiếu")
    state: Mapped[ReplyState] = field("Kết quả", listed=True, group="Phiếu", default=ReplyState.WAITING)
    note: Mapped[Note | None] = field("Ghi chú", group="Phiếu")
    answers = SubList("Câu trả lời", Answer)

    @classmethod
    def faults(cls, values: Values) -> Mapping[str, str]:
        found: dict[str, str] = {}
        sent, back, state = values.get("sent_on"), values.get("returned_on"), values.get("state")
        if sent and back and back < sent:
            found["returned_on"] = "Ngày thu trước ngày phát. Sửa một trong hai ngày."
        if state in RETURNED and not back:
            found["returned_on"] = "Phiếu đã trả lời thì có ngày thu. Ghi ngày thu."
        return found | _answer_faults(values)


def _answer_faults(values: Values) -> dict[str, str]:
    said = Counter((row.get("question"), row.get("line")) for row in values.get("answers") or ())
    if twice := next((question for (question, _), times in said.items() if times > 1), None):
        return {"answers": f"Câu {twice} trả lời hai lần. Bỏ một dòng."}
    if said and values.get("state") not in RETURNED:
        return {"state": "Phiếu có câu trả lời thì kết quả là «Hoàn thành» hoặc «Một phần». Chọn lại kết quả."}
    return {}
