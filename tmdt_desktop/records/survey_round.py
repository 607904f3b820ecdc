"""Register: rounds of a survey: who asked for it, with which form, until when (Quy chế, Điều 4.5, 19.3)."""

from collections.abc import Mapping

from sqlalchemy.orm import Mapped

from tmdt_desktop.fields import CalendarDay, Code, Count, Line, Name, Note, field
from tmdt_desktop.records.record import Record, Values
from tmdt_desktop.records.value_types import AgencyCode, SurveyFormRef


class SurveyRound(Record):
    """One round: the questionnaires handed out and taken back within it are answers of their own register."""

    code = "survey_round"
    title = "Đợt khảo sát"
    one = "đợt khảo sát"
    name_field = "name"
    period_field = "starts_on"
    clause = "Điều 19.3"
    open_only = True

    name: Mapped[Name] = field("Tên đợt khảo sát", key=True, listed=True, searched=True, group="Chung")
    form: Mapped[SurveyFormRef] = field("Mẫu phiếu", listed=True, group="Chung")
    agency: Mapped[AgencyCode | None] = field("Cơ quan yêu cầu", listed=True, group="Chung")
    document: Mapped[Line | None] = field("Văn bản yêu cầu", group="Chung", help="Số và ngày")
    starts_on: Mapped[CalendarDay] = field("Từ ngày", key=True, listed=True, group="Thời gian")
    ends_on: Mapped[CalendarDay | None] = field("Đến ngày", group="Thời gian")
    due_on: Mapped[CalendarDay | None] = field("Hạn nộp kết quả", listed=True, group="Thời gian")
    observed: Mapped[Code | None] = field("Kỳ số liệu", group="Thời gian", help="Ví dụ: năm 2024")
    planned: Mapped[Count | None] = field("Số phiếu dự kiến", group="Thời gian")
    note: Mapped[Note | None] = field("Ghi chú", group="Thời gian")

    @classmethod
    def faults(cls, values: Values) -> Mapping[str, str]:
        found: dict[str, str] = {}
        starts = values.get("starts_on")
        for name, label in (("ends_on", "Ngày kết thúc"), ("due_on", "Hạn nộp")):
            if starts and values.get(name) and values[name] < starts:
                found[name] = f"{label} trước ngày bắt đầu. Sửa một trong hai ngày."
        return found
