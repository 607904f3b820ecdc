"""Close a period and write its report: figures frozen from the registers, texts drafted from them, words of the clerk."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from tmdt_desktop.catalogues import report_templates
from tmdt_desktop.catalogues.atlas import communes_on
from tmdt_desktop.catalogues.holidays import deadline
from tmdt_desktop.catalogues.offices import district_of, office_on
from tmdt_desktop.catalogues.periods import annual_window
from tmdt_desktop.errors import Invalid, Refused
from tmdt_desktop.figures import Scope
from tmdt_desktop.i18n import day, utc_now
from tmdt_desktop.kinds import Whole
from tmdt_desktop.records.report import Report, ReportKind, ReportState
from tmdt_desktop.services import frozen as freezing
from tmdt_desktop.services.frozen import Frozen
from tmdt_desktop.services.report_life import (
    GONE_OUT,
    OPEN,
    Held,
    Text,
    held,
    newest_id,
    require_open,
    texts_json,
)
from tmdt_desktop.store import settings as store_settings
from tmdt_desktop.store.changes import Batch
from tmdt_desktop.store.settings import Settings
from tmdt_desktop.store.workspace import Workspace
from tmdt_desktop.task import SILENT, Task
from tmdt_desktop.text import nfc, one_line

_NUMBER = re.compile(r"0*(\d{1,6})(?:\s*/\s*([^\W\d_][\w.&-]*))?")
FIRST_YEAR, LAST_YEAR = 2013, 2100
"""From the first decree on electronic commerce (52/2013/NĐ-CP) to the last year a field takes."""
_LONGEST_TEXT, _LONGEST_REASON = 8_000, 500


@dataclass(frozen=True)
class ReportLine:
    """A report in the list."""

    id: UUID
    name: str
    year: int
    revision: int
    state: ReportState
    due_on: date


def reports(ws: Workspace) -> tuple[ReportLine, ...]:
    """The office's own annual reports, newest year and revision first."""
    table = Report.__table__.c
    columns = (table.id, table.name, table.year, table.revision, table.state, table.due_on)
    own = select(*columns).where(table.package.is_(None), table.kind == ReportKind.ANNUAL)
    with ws.read() as connection:
        rows = connection.execute(own.order_by(table.year.desc(), table.revision.desc())).all()
    return tuple(ReportLine(*row) for row in rows)


def start_report(ws: Workspace, year: int, task: Task = SILENT) -> UUID:
    """Close the reporting year: count and freeze its figures, draft its texts, note when it is due.

    Raises:
        Refused: a report of that year is there already, or the period has not begun.
    """
    task.step(0, 2, f"Đếm số liệu năm {year}")
    with ws.change(f"Chốt số liệu năm {year}") as batch:
        return begin(batch, year, task)


def begin(batch: Batch, year: int, task: Task = SILENT) -> UUID:
    """`start_report` within an act that does more."""
    connection = batch.connection
    first, last = window(store_settings.load(connection), year)
    _require_begun(first)
    _require_none(connection, year)
    record = {"year": year, "revision": 1, "period_from": first, "period_to": last, "office": batch.act.office}
    frozen = with_last_year(connection, _counted(connection, record), year)
    task.step(1, 2, "Soạn lời văn")
    (made,) = batch.insert(Report, [{**_begun(record), **_contents(frozen, drafts(record, frozen), {})}])
    return made


def start_correction(ws: Workspace, id_: UUID, task: Task = SILENT) -> UUID:
    """Begin the next revision of a report that was signed, sent or returned: same words, figures counted anew.

    Raises:
        Refused: the report is still open, or has a later revision already.
    """
    task.step(0, 1, "Đếm số liệu")
    with ws.change("Lập báo cáo sửa đổi") as batch:
        old = held(batch.connection, id_)
        _require_corrigible(batch.connection, old)
        record = {**old.record, "revision": old.record["revision"] + 1}
        frozen = _keeping_bases(_counted(batch.connection, record), old.frozen)
        texts = _redrafted(record, frozen, old.texts)
        (made,) = batch.insert(Report, [{**_begun(record), **_contents(frozen, texts, old.reasons)}])
        if old.state not in GONE_OUT and old.state is not ReportState.RETURNED:
            batch.update(Report, id_, {"state": ReportState.REPLACED})
    return made


def freeze_again(ws: Workspace, id_: UUID, task: Task = SILENT) -> None:
    """Count the figures anew; sections left as drafted are drafted anew, the clerk's own words stay.

    Raises:
        Refused: the report has been signed.
    """
    task.step(0, 1, "Đếm số liệu")
    with ws.change("Chốt lại số liệu") as batch:
        report = _open_report(batch, id_)
        counted = _keeping_bases(_counted(batch.connection, report.record), report.frozen)
        frozen = with_last_year(batch.connection, counted, report.year)
        texts = _redrafted(report.record, frozen, report.texts)
        _write(batch, report, _contents(frozen, texts, report.reasons))


def save_text(ws: Workspace, id_: UUID, section: str, text: str) -> None:
    """Keep the clerk's words of one section, composed (NFC); each line is a paragraph.

    Raises:
        Invalid: too long. Refused: no such section, or the report has been signed.
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
        told = _written_for(section, words, kept, report.frozen.values())
        _write_text(batch, report, section, Text(words, kept.drafted, told))


def redraft(ws: Workspace, id_: UUID, section: str) -> None:
    """Put the program's draft for the frozen figures back in one section. Raises Refused as `save_text`."""
    with ws.change("Soạn lại lời văn báo cáo") as batch:
        report = _open_report(batch, id_)
        _text_of(report, section)
        _write_text(batch, report, section, drafts(report.record, report.frozen)[section])


def set_number(ws: Workspace, id_: UUID, number: str, issued_on: date | None) -> None:
    """Note the number and day that the office's document system allotted; empty and None take them back.

    `number`: «312» or «312/BC-UBND». On a report that is signed already they are noted in the register alone.
    Raises:
        Invalid: no number.
    """
    with ws.change("Ghi số, ngày báo cáo") as batch:
        put_number(batch, id_, number, issued_on)


def put_number(batch: Batch, id_: UUID, number: str, issued_on: date | None) -> None:
    """`set_number` within an act that does more."""
    report = held(batch.connection, id_)
    symbol = symbol_of(store_settings.load(batch.connection), report.record)
    values: dict[str, Any] = {"number": _numbered(number, symbol), "issued_on": issued_on}
    if report.state in OPEN and any(report.record[name] != value for name, value in values.items()):
        values |= {"state": ReportState.DRAFT, "files": None}
    batch.update(Report, id_, values)


def give_reason(ws: Workspace, id_: UUID, code: str, reason: str) -> None:
    """Write why the figure `code` is as odd as it is; an empty reason takes it back. It travels with the report.

    Raises:
        Invalid: too long. Refused: no such figure, or the report has been signed.
    """
    words = one_line(reason)
    if len(words) > _LONGEST_REASON:
        raise Invalid(f"Lý do dài {len(words)} ký tự, chỉ ghi được {_LONGEST_REASON}. Rút gọn lại.")
    with ws.change("Ghi lý do số liệu") as batch:
        report = _open_report(batch, id_)
        _figure_of(report, code)
        reasons = {**report.reasons, code: words}
        kept = {known: said for known, said in reasons.items() if said}
        _write(batch, report, {"texts": texts_json(report.texts, kept)})


@dataclass(frozen=True)
class BaseFigures:
    """What a figure is compared with: last year's value and this year's plan, None when there is none."""

    code: str
    last_year: int | None = None
    plan: int | None = None


def enter_base(ws: Workspace, id_: UUID, wish: BaseFigures) -> None:
    """Enter last year's figure and the plan where no earlier report gives them.

    Raises:
        Invalid: below zero or too large. Refused: no such figure, last year's comes from its own report, or the report
        has been signed.
    """
    kind = Whole(10**15)
    last_year, plan = (None if raw is None else kind.parse(raw) for raw in (wish.last_year, wish.plan))
    with ws.change("Ghi số năm trước, kế hoạch") as batch:
        report = _open_report(batch, id_)
        figure = _figure_of(report, wish.code)
        if report.frozen.last_year_from and last_year != figure.last_year:
            raise Refused(
                f"Số năm trước lấy từ «{report.frozen.last_year_from}» nên không nhập tay.",
                cure="Sửa kế hoạch thôi, hoặc lập bản sửa đổi của báo cáo năm trước.",
            )
        figures = {**report.frozen.figures, wish.code: replace(figure, last_year=last_year, plan=plan)}
        _write(batch, report, {"figures": freezing.to_json(replace(report.frozen, figures=figures))})


def window(settings: Settings, year: int) -> tuple[date, date]:
    """First and last day of the office's reporting year. Raises Refused for a year that is never reported on."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refused(f"Không có báo cáo của năm {year}.", cure=f"Ghi năm từ {FIRST_YEAR} đến {LAST_YEAR}.")
    return annual_window(year, (settings.period_start_month, settings.period_start_day))


def symbol_of(settings: Settings, record: Mapping[str, Any]) -> str:
    """«BC-UBND»: as set, else the catalogue's."""
    return settings.symbol.strip() or office_on(record["office"], deadline(record["year"])).symbol


def drafts(record: Mapping[str, Any], frozen: Frozen) -> dict[str, Text]:
    """Every section as the program would write it for these figures."""
    figures, words = frozen.values(), words_of(record)
    made: dict[str, Text] = {}
    for section in report_templates.report_template().sections:
        said = report_templates.draft(section, figures, words)
        made[section.code] = Text(said, said, {code: figures.get(code) for code in section.codes})
    return made


def words_of(record: Mapping[str, Any]) -> dict[str, str]:
    """The words of the period that templates take."""
    year, last = int(record["year"]), record["period_to"]
    office = office_on(record["office"], deadline(year))
    district = district_of(record["office"])
    return {
        "year": str(year),
        "next_year": str(year + 1),
        "from": day(record["period_from"]),
        "to": day(last),
        "office": office.name,
        "communes": str(len(communes_on(office.last_day(last), district))),
    }


def with_last_year(connection: Connection, frozen: Frozen, year: int) -> Frozen:
    """The figures with last year's beside them, where the office has signed a report on last year."""
    id_ = newest_id(connection, year - 1, signed=True)
    if id_ is None:
        return frozen
    before = held(connection, id_)
    figures = {
        code: replace(figure, last_year=before.frozen.figures[code].value if code in before.frozen.figures else None)
        for code, figure in frozen.figures.items()
    }
    return replace(frozen, figures=figures, last_year_from=str(before.record["name"]))


def _counted(connection: Connection, record: Mapping[str, Any]) -> Frozen:
    scope = Scope(record["period_from"], record["period_to"], offices=(record["office"],))
    return freezing.freeze(connection, scope, utc_now())


def _keeping_bases(new: Frozen, old: Frozen) -> Frozen:
    """Last year's figures and the plan survive a new count."""
    figures = {
        code: replace(figure, last_year=old.figures[code].last_year, plan=old.figures[code].plan)
        if code in old.figures
        else figure
        for code, figure in new.figures.items()
    }
    return replace(new, figures=figures, last_year_from=old.last_year_from)


def _redrafted(record: Mapping[str, Any], frozen: Frozen, old: Mapping[str, Text]) -> dict[str, Text]:
    """Fresh drafts where the draft still stood; the clerk's words, with what they were written for, elsewhere."""
    fresh = drafts(record, frozen)
    return {
        code: replace(old[code], drafted=made.drafted) if code in old and old[code].edited else made
        for code, made in fresh.items()
    }


def _written_for(section: str, words: str, kept: Text, now: Mapping[str, int | None]) -> dict[str, int | None]:
    """The figures the new words speak of: today's, save those whose old value the words still say."""
    made = report_templates.report_template().section(section)
    stale = {moved.code for moved in report_templates.moved(made, words, kept.written_for, now)}
    return {code: kept.written_for.get(code) if code in stale else now.get(code) for code in made.codes}


def _begun(record: Mapping[str, Any]) -> dict[str, Any]:
    year, revision = record["year"], record["revision"]
    again = f" (lần {revision})" if revision > 1 else ""
    return {
        "name": f"Báo cáo năm {year}{again}",
        "kind": ReportKind.ANNUAL,
        "year": year,
        "revision": revision,
        "period_from": record["period_from"],
        "period_to": record["period_to"],
        "due_on": deadline(year),
        "state": ReportState.DRAFT,
    }


def _contents(frozen: Frozen, texts: Mapping[str, Text], reasons: Mapping[str, str]) -> dict[str, Any]:
    return {"figures": freezing.to_json(frozen), "texts": texts_json(texts, reasons)}


def _open_report(batch: Batch, id_: UUID) -> Held:
    report = held(batch.connection, id_)
    require_open(report)
    return report


def _write(batch: Batch, report: Held, values: Mapping[str, Any]) -> None:
    """A changed report is a draft again: the files made of it say something else."""
    batch.update(Report, report.id, {**values, "state": ReportState.DRAFT, "files": None})


def _write_text(batch: Batch, report: Held, section: str, text: Text) -> None:
    _write(batch, report, {"texts": texts_json({**report.texts, section: text}, report.reasons)})


def _text_of(report: Held, section: str) -> Text:
    if section not in report.texts:
        raise Refused(f"Báo cáo không có mục {section}.", cure="Chọn một mục trong danh sách bên trái.")
    return report.texts[section]


def _figure_of(report: Held, code: str) -> freezing.FrozenFigure:
    if code not in report.frozen.figures:
        raise Refused(f"Báo cáo không có chỉ tiêu {code}.", cure="Chọn một chỉ tiêu trong bảng số liệu.")
    return report.frozen.figures[code]


def _require_begun(first: date) -> None:
    if first > date.today():  # noqa: DTZ011 - the office's own calendar day
        raise Refused(
            "Chưa chốt được số liệu.",
            why=f"Kỳ báo cáo bắt đầu từ {day(first)}.",
            cure="Chọn năm khác, hoặc chờ đến khi kỳ bắt đầu.",
        )


def _require_none(connection: Connection, year: int) -> None:
    id_ = newest_id(connection, year)
    if id_ is None:
        return
    there = held(connection, id_)
    if there.state in OPEN:
        raise Refused(f"«{there.record['name']}» đang làm dở.", cure="Mở báo cáo đó để làm tiếp.")
    raise Refused(
        f"Năm {year} đã có «{there.record['name']}» ở bước «{there.state.value}».",
        cure="Mở báo cáo đó rồi lập bản sửa đổi nếu cần.",
    )


def _require_corrigible(connection: Connection, old: Held) -> None:
    if old.state in OPEN:
        raise Refused(f"«{old.record['name']}» chưa ký nên còn sửa được.", cure="Mở báo cáo đó và sửa thẳng.")
    if newest_id(connection, old.year) != old.id:
        raise Refused(f"«{old.record['name']}» đã có bản sửa đổi.", cure="Mở bản mới nhất để làm tiếp.")


def _numbered(raw: str, symbol: str) -> str | None:
    """«312» as «312/BC-UBND»; None for nothing."""
    words = one_line(raw)
    if not words:
        return None
    found = _NUMBER.fullmatch(words)
    if found is None or not int(found.group(1)):
        raise Invalid(f"Ghi số của văn bản, ví dụ 312 hoặc 312/{symbol}.")
    number = int(found.group(1))
    return f"{number:02d}/{found.group(2) or symbol}"
