"""Close a period and write its report: figures frozen from the registers, texts drafted from them, words of the clerk."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from tmdt_desktop.catalogues import report_templates
from tmdt_desktop.errors import Invalid, Refused
from tmdt_desktop.records.report import Report, ReportKind, ReportState
from tmdt_desktop.services import frozen as freezing
from tmdt_desktop.services.frozen import Frozen
from tmdt_desktop.services.office_end import require_standing
from tmdt_desktop.services.report_drafts import counted, drafts, keeping_bases, redrafted, with_last_year
from tmdt_desktop.services.report_head import HeadWord, clerk_step, head_step
from tmdt_desktop.services.report_life import (
    GONE_OUT,
    OPEN,
    UNSIGNED,
    Held,
    Said,
    Text,
    held,
    newest_of,
    note,
    require_open,
    said,
)
from tmdt_desktop.services.report_periods import due_on, period_of, require_begun, require_sound
from tmdt_desktop.services.report_steps import Act, Step, steps_json
from tmdt_desktop.services.request_cited import asked_of, due_of, request_of
from tmdt_desktop.store import settings as store_settings
from tmdt_desktop.store.changes import Batch
from tmdt_desktop.store.workspace import Workspace
from tmdt_desktop.task import SILENT, Task
from tmdt_desktop.text import nfc

_LONGEST_TEXT, _LONGEST_NAME = 8_000, 120
_WRITTEN_NAMES = {ReportKind.ANNUAL: "Báo cáo năm {}", ReportKind.HALF_YEAR: "Báo cáo 6 tháng đầu năm {}"}


@dataclass(frozen=True)
class ReportLine:
    """A report in the list."""

    id: UUID
    name: str
    year: int
    revision: int
    state: ReportState
    due_on: date
    kind: ReportKind = ReportKind.ANNUAL


@dataclass(frozen=True)
class AdHocWish:
    """A report that somebody asked for: the incoming request it answers, its period (both days counted), its sections.

    `sections`: codes of the annual skeleton and `report_skeleton.FREE`; empty takes what such a request asks about.
    """

    request: UUID
    period_from: date
    period_to: date
    sections: tuple[str, ...] = ()


def reports(ws: Workspace) -> tuple[ReportLine, ...]:
    """The office's own reports: newest year first, the annual before the others, newest revision first."""
    table = Report.__table__.c
    columns = (table.id, table.name, table.year, table.revision, table.state, table.due_on, table.kind)
    with ws.read() as connection:
        rows = connection.execute(select(*columns).where(table.package.is_(None))).all()
    order, lines = list(ReportKind), [ReportLine(*row) for row in rows]
    return tuple(
        sorted(lines, key=lambda line: (-line.year, order.index(line.kind), -line.due_on.toordinal(), -line.revision))
    )


def start_report(ws: Workspace, year: int, task: Task = SILENT, *, kind: ReportKind = ReportKind.ANNUAL) -> UUID:
    """Close the reporting year, or its first half: count and freeze the figures, draft the texts, note when it is due.

    Raises:
        Refused: a report of that period is there already, the period has not begun, or the office was gone by then.
    """
    name = _WRITTEN_NAMES[kind].format(year).removeprefix("Báo cáo ")
    task.step(0, 2, f"Đếm số liệu {name}")
    with ws.change(f"Chốt số liệu {name}") as batch:
        return begin(batch, year, task, kind=kind)


def begin(batch: Batch, year: int, task: Task = SILENT, *, kind: ReportKind = ReportKind.ANNUAL) -> UUID:
    """`start_report` within an act that does more."""
    period = period_of(store_settings.load(batch.connection), kind, year)
    require_begun(period[0])
    require_standing(batch.act.office, period)
    record = _record(batch, kind, year, period)
    record |= {"name": _WRITTEN_NAMES[kind].format(year), "due_on": due_on(kind, period, year)}
    return _begun(batch, record, task)


def start_ad_hoc(ws: Workspace, wish: AdHocWish, task: Task = SILENT) -> UUID:
    """Begin the report that answers a request: figures of its period frozen, the chosen sections drafted.

    Raises:
        Refused: no such request or it is answered, a report on it is there already, no such section, or the period is
            turned round or not over.
    """
    task.step(0, 2, "Đếm số liệu")
    with ws.change("Lập báo cáo đột xuất") as batch:
        return begin_ad_hoc(batch, wish, task)


def begin_ad_hoc(batch: Batch, wish: AdHocWish, task: Task = SILENT) -> UUID:
    """`start_ad_hoc` within an act that does more."""
    require_sound((wish.period_from, wish.period_to))
    require_standing(batch.act.office, (wish.period_from, wish.period_to))
    request = request_of(batch.connection, wish.request)
    record = _record(batch, ReportKind.AD_HOC, wish.period_to.year, (wish.period_from, wish.period_to))
    asked = asked_of(request, batch.act.office, wish.sections)
    record |= {"request": wish.request, "due_on": due_of(request), "name": _cut(f"Báo cáo đột xuất: {asked.subject}")}
    return _begun(batch, record, task, Said({}, {}, asked))


def _cut(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else name[:_LONGEST_NAME].rsplit(" ", 1)[0] + "…"


def start_correction(ws: Workspace, id_: UUID, word: HeadWord, task: Task = SILENT) -> UUID:
    """Begin the next revision of a report that was signed, sent or returned: same words, figures counted anew.

    The period was closed, so the head opens it again and says why.
    Raises:
        Refused: the report is still open, has a later revision already, or the user is not the head.
        Invalid: no reason.
    """
    task.step(0, 1, "Đếm số liệu")
    with ws.change("Lập báo cáo sửa đổi") as batch:
        connection, old = batch.connection, held(batch.connection, id_)
        _require_corrigible(connection, old)
        opened = head_step(batch, Act.REOPEN, word, reason=True)
        frozen = keeping_bases(counted(connection, old.record, task), old.frozen)
        texts = redrafted(drafts(connection, old.record, frozen, old.asked), old.texts)
        revision = old.record["revision"] + 1
        name = old.name.removesuffix(f" (lần {revision - 1})")
        begun = {**_kept(old.record), "revision": revision, "name": f"{name} (lần {revision})"}
        made = _insert(batch, begun, frozen, (replace(said(old), texts=texts), (opened,)))
        if old.state not in GONE_OUT and old.state is not ReportState.RETURNED:
            note(batch, old, Act.REPLACE, clerk_step(batch, Act.REPLACE))
    return made


def freeze_again(ws: Workspace, id_: UUID, task: Task = SILENT) -> None:
    """Count the figures anew; sections left as drafted are drafted anew, the clerk's own words stay.

    Raises:
        Refused: the report is no longer the clerk's, or its period was closed when it was put up for approval.
    """
    task.step(0, 1, "Đếm số liệu")
    with ws.change("Chốt lại số liệu") as batch:
        report = _open_report(batch, id_)
        if report.closed:
            raise Refused(
                "Kỳ đã đóng nên không chốt lại số liệu được.",
                why="Số liệu đã trình người đứng đầu.",
                cure="Đề nghị người đứng đầu mở lại kỳ và ghi lý do.",
            )
        connection, record = batch.connection, report.record
        again = keeping_bases(counted(connection, record, task), report.frozen)
        frozen = with_last_year(connection, again, record)
        asked = report.asked and asked_of(
            request_of(connection, record["request"], answered=True), record["office"], report.asked.sections
        )
        texts = redrafted(drafts(connection, record, frozen, asked), report.texts)
        write(batch, report, _contents(frozen, replace(said(report), texts=texts, asked=asked)))


def save_text(ws: Workspace, id_: UUID, section: str, text: str) -> None:
    """Keep the clerk's words of one section, composed (NFC); each line is a paragraph.

    Raises:
        Invalid: too long. Refused: no such section, or the report is no longer the clerk's.
    """
    with ws.change("Sửa lời văn báo cáo") as batch:
        put_text(batch, id_, section, text)


def put_text(batch: Batch, id_: UUID, section: str, text: str) -> None:
    """`save_text` within an act that does more."""
    words = nfc(text)
    if len(words) > _LONGEST_TEXT:
        raise Invalid(f"Mục này dài {len(words)} ký tự, chỉ ghi được {_LONGEST_TEXT}. Rút gọn lại.")
    report = _open_report(batch, id_)
    kept = _text_of(report, section)
    if words != kept.text:
        told = _written_for(report, section, words, kept)
        _write_text(batch, report, section, Text(words, kept.drafted, told))


def redraft(ws: Workspace, id_: UUID, section: str) -> None:
    """Put the program's draft for the frozen figures back in one section. Raises Refused as `save_text`."""
    with ws.change("Soạn lại lời văn báo cáo") as batch:
        report = _open_report(batch, id_)
        _text_of(report, section)
        fresh = drafts(batch.connection, report.record, report.frozen, report.asked)
        _write_text(batch, report, section, fresh[section])


def write(batch: Batch, report: Held, values: Mapping[str, Any]) -> None:
    """A changed report is a draft again: the files made of it say something else."""
    batch.update(Report, report.id, {**values, "state": ReportState.DRAFT, "files": None})


def _record(batch: Batch, kind: ReportKind, year: int, period: tuple[date, date]) -> dict[str, Any]:
    return {
        "kind": kind,
        "year": year,
        "revision": 1,
        "period_from": period[0],
        "period_to": period[1],
        "office": batch.act.office,
        "request": None,
    }


_KEPT = ("name", "kind", "year", "revision", "period_from", "period_to", "due_on", "request")


def _kept(record: Mapping[str, Any]) -> dict[str, Any]:
    """What says which report it is; the office is the workspace's own."""
    return {name: record[name] for name in _KEPT}


def _begun(batch: Batch, record: Mapping[str, Any], task: Task, about: Said | None = None) -> UUID:
    """The first revision of a report."""
    connection, about = batch.connection, about or Said({}, {})
    _require_none(connection, record)
    frozen = with_last_year(connection, counted(connection, record, task), record)
    task.step(1, 2, "Soạn lời văn")
    texts = drafts(connection, record, frozen, about.asked)
    return _insert(batch, _kept(record), frozen, (replace(about, texts=texts), ()))


def _insert(batch: Batch, about: Mapping[str, Any], frozen: Frozen, words: tuple[Said, tuple[Step, ...]]) -> UUID:
    says, steps = words
    values = {**about, "state": ReportState.DRAFT, "life": steps_json(steps), **_contents(frozen, says)}
    (made,) = batch.insert(Report, [values])
    return made


def _contents(frozen: Frozen, says: Said) -> dict[str, Any]:
    return {"figures": freezing.to_json(frozen), "texts": says.to_json()}


def _written_for(report: Held, section: str, words: str, kept: Text) -> dict[str, int | None]:
    """The figures the new words speak of: today's, save those whose old value the words still say."""
    made, now = report.skeleton.template.section(section), report.frozen.values()
    stale = {moved.code for moved in report_templates.moved(made, words, kept.written_for, now)}
    return {code: kept.written_for.get(code) if code in stale else now.get(code) for code in made.codes}


def _open_report(batch: Batch, id_: UUID) -> Held:
    report = held(batch.connection, id_)
    require_open(report)
    return report


def _write_text(batch: Batch, report: Held, section: str, text: Text) -> None:
    write(batch, report, {"texts": replace(said(report), texts={**report.texts, section: text}).to_json()})


def _text_of(report: Held, section: str) -> Text:
    if section not in report.texts:
        raise Refused(f"Báo cáo không có mục {section}.", cure="Chọn một mục trong danh sách bên trái.")
    return report.texts[section]


def _require_none(connection: Connection, record: Mapping[str, Any]) -> None:
    id_ = newest_of(connection, record)
    if id_ is None:
        return
    there = held(connection, id_)
    if there.state in OPEN:
        raise Refused(f"«{there.name}» đang làm dở.", cure="Mở báo cáo đó để làm tiếp.")
    raise Refused(
        f"Kỳ này đã có «{there.name}» ở bước «{there.state.value}».",
        cure="Mở báo cáo đó rồi lập bản sửa đổi nếu cần.",
    )


def _require_corrigible(connection: Connection, old: Held) -> None:
    if old.state in UNSIGNED:
        cure = "Mở báo cáo đó và sửa thẳng." if old.state in OPEN else "Rút lại, trả lại hoặc mở lại kỳ rồi sửa."
        raise Refused(f"«{old.name}» chưa ký nên còn sửa được.", cure=cure)
    if newest_of(connection, old.record) != old.id:
        raise Refused(f"«{old.name}» đã có bản sửa đổi.", cure="Mở bản mới nhất để làm tiếp.")
