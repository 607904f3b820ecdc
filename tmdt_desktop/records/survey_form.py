"""Register: questionnaires and their questions, versioned (Quy chế, Điều 4.5, 6.3, 19.3)."""

import re
from collections import Counter
from collections.abc import Mapping

from sqlalchemy.orm import Mapped

from tmdt_desktop.fields import Code, Count, Line, Name, Note, YesNo, field
from tmdt_desktop.kinds import Term
from tmdt_desktop.records.record import Part, Record, SubList, Values
from tmdt_desktop.text import key


class QuestionKind(Term):
    SINGLE = "Chọn một"
    MULTI = "Chọn nhiều"
    NUMBER = "Số"
    TEXT = "Chữ"
    MATRIX = "Bảng"


class FormState(Term):
    DRAFT = "Đang soạn"
    IN_USE = "Đang dùng"
    RETIRED = "Thôi dùng"


UNKNOWN_WORDS = ("kb", "khongbiet")
"""How «không biết» is written where an answer stands, by `text.key`: so no option may be called that."""


class Question(Part):
    """One question. `options`: one choice a line. `lines`: of a matrix, one line each; a matrix with options asks for one
    of them on each line, a matrix without asks for a number.
    """

    code = "question"
    one = "câu hỏi"
    parent_code = "survey_form"

    number: Mapped[Code] = field("Mã câu", listed=True, help="Ví dụ B3; không trùng trong mẫu")
    block: Mapped[Line | None] = field("Phần", listed=True)
    words: Mapped[Note] = field("Câu hỏi", listed=True)
    kind: Mapped[QuestionKind] = field("Loại câu", listed=True)
    options: Mapped[Note | None] = field("Các lựa chọn", help="Mỗi lựa chọn một dòng")
    lines: Mapped[Note | None] = field("Các dòng của bảng", help="Mỗi dòng của bảng một dòng")
    unit: Mapped[Code | None] = field("Đơn vị tính")
    least: Mapped[Count | None] = field("Số nhỏ nhất")
    most: Mapped[Count | None] = field("Số lớn nhất")
    total: Mapped[Count | None] = field("Tổng các dòng phải bằng", help="Ví dụ 100 với câu chia tỷ lệ")
    required: Mapped[YesNo | None] = field("Phải trả lời")
    help: Mapped[Line | None] = field("Hướng dẫn")

    @classmethod
    def faults(cls, values: Values) -> Mapping[str, str]:
        found = {**_list_faults(values), **_number_faults(values)}
        if not re.fullmatch(r"[A-Za-zĐđ]{0,3}\d{1,3}[a-zđ]?", values.get("number") or ""):
            found["number"] = "Mã câu gồm chữ và số, ví dụ B3 hoặc 12. Sửa mã câu."
        return found


def _list_faults(values: Values) -> dict[str, str]:
    """Faults of the options and of the lines of a matrix."""
    found: dict[str, str] = {}
    kind, options, lines = values.get("kind"), items(values.get("options")), items(values.get("lines"))
    if kind in (QuestionKind.SINGLE, QuestionKind.MULTI) and len(options) < 2:
        found["options"] = "Câu chọn cần ít nhất hai lựa chọn, mỗi lựa chọn một dòng."
    if kind in (QuestionKind.NUMBER, QuestionKind.TEXT) and options:
        found["options"] = "Câu ghi số, ghi chữ không có lựa chọn. Bỏ các lựa chọn hoặc đổi loại câu."
    if kind is QuestionKind.MATRIX and not lines:
        found["lines"] = "Câu dạng bảng cần ít nhất một dòng."
    if kind is not QuestionKind.MATRIX and lines:
        found["lines"] = "Chỉ câu dạng bảng mới có dòng. Bỏ các dòng hoặc đổi loại câu."
    for name, said in (("options", options), ("lines", lines)):
        if name not in found and (told := _item_fault(said)):
            found[name] = told
    return found


def _item_fault(said: tuple[str, ...]) -> str:
    if len({each.casefold() for each in said}) < len(said):
        return "Có dòng ghi hai lần. Bỏ dòng lặp."
    if any(";" in each for each in said):
        return "Dấu chấm phẩy dùng để ngăn các lựa chọn. Thay bằng dấu phẩy."
    if any(key(each) in UNKNOWN_WORDS for each in said):
        return "«Không biết» có sẵn ở mọi câu. Bỏ dòng này."
    return "Có dòng dài hơn 255 ký tự. Rút gọn lại." if any(len(each) > 255 for each in said) else ""


def _number_faults(values: Values) -> dict[str, str]:
    """Faults of limits and totals, which only numbers have."""
    found: dict[str, str] = {}
    kind = values.get("kind")
    counts = kind is QuestionKind.NUMBER or (kind is QuestionKind.MATRIX and not items(values.get("options")))
    least, most = values.get("least"), values.get("most")
    for name in ("least", "most", "total"):
        if values.get(name) is not None and not counts:
            found[name] = "Chỉ câu ghi số mới có giới hạn. Để trống ô này."
    if least is not None and most is not None and most < least:
        found["most"] = "Số lớn nhất nhỏ hơn số nhỏ nhất. Sửa một trong hai số."
    if values.get("total") is not None and kind is QuestionKind.NUMBER:
        found["total"] = "Tổng chỉ dùng cho câu dạng bảng. Để trống ô này."
    return found


class SurveyForm(Record):
    """One version of a questionnaire; a version that has answers is not changed, a new one is made of it."""

    code = "survey_form"
    title = "Mẫu phiếu"
    one = "mẫu phiếu"
    name_field = "name"
    clause = "Điều 19.3"

    name: Mapped[Name] = field("Tên mẫu phiếu", key=True, listed=True, searched=True, group="Chung")
    edition: Mapped[Count] = field("Phiên bản", key=True, listed=True, group="Chung", default=1)
    state: Mapped[FormState] = field("Tình trạng", listed=True, group="Chung", default=FormState.DRAFT)
    audience: Mapped[Line | None] = field("Dành cho", group="Chung")
    opening: Mapped[Note | None] = field("Lời mở đầu", group="Chung")
    closing: Mapped[Note | None] = field("Lời cảm ơn", group="Chung")
    note: Mapped[Note | None] = field("Ghi chú", group="Chung")
    questions = SubList("Câu hỏi", Question, listed=True)

    @classmethod
    def faults(cls, values: Values) -> Mapping[str, str]:
        numbers = [row.get("number") for row in values.get("questions") or ()]
        double = next((number for number, times in Counter(numbers).items() if times > 1), None)
        if double:
            return {"questions": f"Mã câu {double} dùng hai lần. Đặt mã khác cho một câu."}
        return {}


def items(text: str | None) -> tuple[str, ...]:
    """The options or the lines of a question: what stands on each line, blank ones left out."""
    return tuple(line.strip() for line in (text or "").split("\n") if line.strip())
