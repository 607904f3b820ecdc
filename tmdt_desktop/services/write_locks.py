"""What may not be changed or removed any more, whichever way it is written: one record at a time, many, or taken back.

What has been signed or sent stays as it was; forms and rounds of surveys stay what was asked with them.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from tmdt_desktop.errors import Refused
from tmdt_desktop.records import Record
from tmdt_desktop.records.package import Package
from tmdt_desktop.records.report import Report, ReportState
from tmdt_desktop.records.survey_form import SurveyForm
from tmdt_desktop.services.report_steps import STANDS
from tmdt_desktop.services.survey_locks import refuse_other_questions, refuse_sent

FREE = (ReportState.DRAFT, ReportState.SENT_BACK)
"""States in which no file of the report stands that its number, day, signer or name could contradict."""
_PRINTED = ("name", "number", "issued_on", "signer_title", "signer_name")
Values = Mapping[str, Any]


def refuse_locked(connection: Connection, of: type[Record], after: Values, before: Values | None) -> None:
    """Raise when a record of `of` may not become what it is `after`; `before` None: a new record.

    Raises:
        Refused: a form that has gone out, a round with questionnaires out, or what stands printed in a report with files.
        InvalidRecord: answers that the form of their round does not allow.
    """
    if of is SurveyForm and before is not None:
        refuse_sent(connection, before["id"])
    if of is Report and before is not None:
        _refuse_printed(after, before)
    refuse_other_questions(connection, of, after, before["id"] if before else None)


def _refuse_printed(after: Values, before: Values) -> None:
    state: ReportState = before["state"]
    if state in FREE or all(after[name] == before[name] for name in _PRINTED):
        return
    why, _ = STANDS[state]
    raise Refused(
        "Không sửa tên, số, ngày và người ký của báo cáo này ở đây được.",
        why=why,
        cure="Mở báo cáo ở mục «Báo cáo» rồi làm theo bước kế tiếp; đã ký thì lập bản sửa đổi.",
    )


def refuse_lasting(connection: Connection, of: type[Record], id_: UUID) -> None:
    """Raise Refused when a record is never removed: a package, a report past its first draft."""
    if of is Package:
        raise Refused(
            "Không xóa gói gửi, nhận.",
            why="Gói và kết quả kiểm tra gói là bằng chứng của việc gửi, nhận.",
            cure="Giữ gói trong sổ; gói mới thay gói cũ bằng bản sửa đổi.",
        )
    if of is Report:
        _refuse_begun(connection, id_)


def _refuse_begun(connection: Connection, id_: UUID) -> None:
    table = Report.__table__.c
    found = connection.execute(select(table.state, table.revision, table.name).where(table.id == id_)).first()
    if found is None or (found.state is ReportState.DRAFT and found.revision == 1):
        return
    why = "Đây là bản sửa đổi của báo cáo đã ký." if found.state is ReportState.DRAFT else STANDS[found.state][0]
    raise Refused(
        f"Không xóa được «{found.name}».",
        why=why,
        cure="Chỉ xóa được dự thảo lần đầu, chưa lập tệp. Cần sửa thì mở báo cáo đó ở mục «Báo cáo».",
    )


def refuse_second(connection: Connection, of: type[Record], values: Values) -> None:
    """Raise Refused when a draft report that would return has been begun anew since."""
    if of is not Report:
        return
    table = Report.__table__.c
    same = [table[name] == values[name] for name in ("kind", "year", "revision", "request")]
    if connection.scalar(select(table.id).where(table.package.is_(None), *same)) is not None:
        raise Refused(f"Sổ đã có «{values['name']}» lập lại sau khi xóa.", cure="Mở báo cáo đó để làm tiếp.")
