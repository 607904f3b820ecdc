"""An incoming request as a report answers it: cited among the grounds, its agency the recipient, its day the deadline."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from tmdt_desktop.catalogues.agencies import body_on
from tmdt_desktop.catalogues.report_templates import fill
from tmdt_desktop.errors import Refused
from tmdt_desktop.i18n import VIETNAM, day, long_day
from tmdt_desktop.records.request import Request
from tmdt_desktop.services.report_life import Held
from tmdt_desktop.services.report_skeleton import Asked, choices
from tmdt_desktop.store.changes import Batch, read_record
from tmdt_desktop.store.workspace import Workspace
from tmdt_desktop.text import one_line

_ABOUT = ("về ", "v/v ")


def request_of(connection: Connection, id_: UUID, *, answered: bool = False) -> Mapping[str, Any]:
    """The office's own request. Raises Refused when it is gone or, unless `answered`, was answered already."""
    record = read_record(connection, Request, id_)
    if record is None or record["package"] is not None:
        raise Refused("Không có yêu cầu đến này.", cure="Chọn một yêu cầu trong sổ Yêu cầu đến.")
    if record["answered_on"] and not answered:
        raise Refused(
            f"Yêu cầu này đã trả lời ngày {day(record['answered_on'])}.",
            cure="Xem văn bản trả lời trong sổ Yêu cầu đến; nếu ghi nhầm thì xóa ngày hoàn thành.",
        )
    return record


@dataclass(frozen=True)
class RequestLine:
    """A request that waits for an answer: its document in words, the day it is due, (code, title, asked about) of sections."""

    id: UUID
    document: str
    subject: str
    due_on: date
    sections: tuple[tuple[str, str, bool], ...]


def open_requests(ws: Workspace) -> tuple[RequestLine, ...]:
    """The office's requests without an answer, the one due first on top."""
    table = Request.__table__.c
    waiting = select(table.id).where(table.package.is_(None), table.answered_on.is_(None)).order_by(table.due_at)
    with ws.read() as connection:
        records = [request_of(connection, id_) for id_ in connection.scalars(waiting).all()]
    return tuple(_line(record, ws.office) for record in records)


def _line(request: Mapping[str, Any], office: str) -> RequestLine:
    asked, due = asked_of(request, office), due_of(request)
    words = {"next_year": str(due.year + 1), "year": str(due.year)}
    offered = choices(office, due, request["kind"])
    sections = tuple((made.code, fill(made.title, words), touched) for made, touched in offered)
    return RequestLine(request["id"], asked.short, asked.subject, due, sections)


def due_of(request: Mapping[str, Any]) -> date:
    """The day, in Vietnam, on which the answer is due."""
    due: date = request["due_at"].astimezone(VIETNAM).date()
    return due


def asked_of(request: Mapping[str, Any], office: str, sections: tuple[str, ...] = ()) -> Asked:
    """What a report on the request says of it. `sections` empty: those that such a request asks about.

    Raises:
        Refused: no such section.
    """
    offered = choices(office, due_of(request), request["kind"])
    known = [section.code for section, _ in offered]
    for code in sections:
        if code not in known:
            raise Refused(f"Báo cáo không có mục {code}.", cure=f"Chọn trong các mục: {', '.join(known)}.")
    chosen = tuple(code for code in known if code in sections) or tuple(s.code for s, touched in offered if touched)
    body = body_on(request["agency"], request["document_date"]).full
    number = f" số {request['document_number']}" if request["document_number"] else ""
    short = f"Văn bản{number} {long_day(request['document_date'])} của {body}"
    subject = one_line(request["subject"]).rstrip(".;")
    about = subject if subject.casefold().startswith(_ABOUT) else f"về {subject[0].lower()}{subject[1:]}"
    bare = re.sub(r"^(?:về việc |v/v |về )?(?:báo cáo (?:về )?)?", "", subject, count=1, flags=re.IGNORECASE) or subject
    return Asked(chosen, f"{bare[0].upper()}{bare[1:]}", f"{short} {about}", short.replace(";", ","), body)


def answered_by(batch: Batch, report: Held, package: UUID) -> None:
    """Note on the request that this report answered it, when, under which number and in which package."""
    id_ = report.record["request"]
    if read_record(batch.connection, Request, id_) is None:
        return
    today = batch.act.at.astimezone(VIETNAM).date()
    number = report.record["number"]
    answer = {"answered_on": today, "answer_number": number, "answer_report": report.id, "answer_package": package}
    batch.update(Request, id_, answer)
