"""What lies in a package, file by file, and the one number that stands for all of it. `docs/package-format.md` is its law."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sized
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, select

from tmdt_desktop import __version__
from tmdt_desktop.catalogues.duties import Duty, duties_of
from tmdt_desktop.catalogues.indicators import annex_lines
from tmdt_desktop.catalogues.offices import office_on
from tmdt_desktop.i18n import vietnam_time
from tmdt_desktop.records import REGISTERS, Record
from tmdt_desktop.records.duty_answer import DutyAnswer
from tmdt_desktop.records.report import ReportKind
from tmdt_desktop.services.as_of import records_at
from tmdt_desktop.services.package_changes import Correction, Replaced, Side, changes, correction_json, reason_for
from tmdt_desktop.services.package_data import (
    MEDIA_TYPE,
    PACKED,
    Records,
    Table,
    count_lines,
    describe,
    tables,
    write_table,
    write_table_to,
)
from tmdt_desktop.services.package_rows import chosen, joined, told_registers
from tmdt_desktop.services.report_life import Held
from tmdt_desktop.services.report_steps import Act
from tmdt_desktop.store import audit

FORMAT, FORMAT_VERSION = "tmdt-package", 3
OLDEST_VERSION = 2
"""The oldest form that is still read: it tells no `correction`."""
PACKAGE, FIGURES, EVIDENCE, DATA = "package.json", "figures.json", "evidence.json", "datapackage.json"
REPORT, ANNEX, LIST = "report.pdf", "annex.xlsx", "list.pdf"
ANSWER, SLIP = "receipt.json", "receipt.pdf"
ANSWER_FILES = frozenset({ANSWER, SLIP})
"""What an answer holds instead."""
PROGRAM = "TMĐT Desktop"
_JSON, _PDF = "application/json", "application/pdf"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_IN_NAMES = {"annual": "nam", "half_year": "6thang", "ad_hoc": "dotxuat"}
_ID_BITS = (0x8 << 76) | (0b10 << 62)

NAMES: Mapping[str, str] = {
    REPORT: "Báo cáo đã ký số",
    ANNEX: "Biểu số liệu",
    LIST: "Phụ lục I, danh sách đã đóng dấu",
    DATA: "Mô tả dữ liệu",
    FIGURES: "Số liệu đã chốt",
    EVIDENCE: "Minh chứng nhiệm vụ",
    PACKAGE: "Phiếu gói",
    **{table.file: f"Dữ liệu: {table.title}" for table in tables(sensitive=False)},
}
"""What people call each file of a package."""


@dataclass(frozen=True)
class ContentFile:
    """One file to be packed: its name in the package, media type, and its bytes or where they lie."""

    name: str
    media_type: str
    source: Path | bytes


@dataclass(frozen=True)
class Wish:
    """What a package is made of beside the registers: the report's files, what it replaces, whether personal columns go.

    `made_at`: now, with its time zone. `folder`: where the tables are written; without one they are held in memory.
    """

    pdf: Path
    annex: Path
    listed: Path | None
    made_at: datetime
    replaced: Replaced | None = None
    sensitive: bool = False
    folder: Path | None = None


@dataclass(frozen=True)
class Content:
    """The files of a package in their order; `id` stands for all of them. `rows`: what the tables were written from."""

    id: UUID
    files: tuple[ContentFile, ...]
    about: dict[str, Any]
    rows: Mapping[str, Records] = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True)
class DutySaid:
    """What an office answered to one duty: `outcome` is a name of `DutyOutcome`; with it the result, or why there was none."""

    outcome: str
    words: str


def build(connection: Connection, report: Held, wish: Wish) -> Content:
    """Everything that travels with a report: its files, its frozen figures, the rows as they stood when it was closed."""
    told = told_registers(report)
    going, rows = _travelling(connection, report)
    made = tables(sensitive=wish.sensitive)
    data = [_table_file(table, rows[table.register.code], wish.folder) for table in made]
    listed = [ContentFile(LIST, _PDF, wish.listed)] if wish.listed else []
    files = [
        ContentFile(REPORT, _PDF, wish.pdf),
        ContentFile(ANNEX, _XLSX, wish.annex),
        *listed,
        *data,
        ContentFile(DATA, _JSON, as_json(describe(made, _data_about(report, wish)))),
        ContentFile(FIGURES, _JSON, as_json(figures_json(report))),
        ContentFile(EVIDENCE, _JSON, as_json(_evidence(connection, report, going, rows))),
    ]
    about = _about(connection, report, wish)
    about["correction"] = _correction(connection, Side(report, rows, _duty_answers(connection, report)), wish)
    about["registers"] = [of.code for of in PACKED if of.code in told]
    about["counts"] = {table.name: count_lines(table, rows[table.register.code]) for table in made}
    id_ = content_id({file.name: digest_of_source(file.source) for file in files}, about)
    about["content_id"] = str(id_)
    return Content(id_, (*files, ContentFile(PACKAGE, _JSON, as_json(about))), about, rows)


def _table_file(table: Table, rows: Records, folder: Path | None) -> ContentFile:
    if folder is None:
        return ContentFile(table.file, MEDIA_TYPE, write_table(table, rows))
    written = folder / f"{table.name}.csv"
    with written.open("wb") as file:
        write_table_to(file, table, rows)
    return ContentFile(table.file, MEDIA_TYPE, written)


def _travelling(connection: Connection, report: Held) -> tuple[dict[str, set[UUID]], dict[str, Records]]:
    """By register: the rows that the report is about, and all that travel with it, as they stood when it was closed."""
    mark, day = report.frozen.mark, report.places_on
    held = {of.code: records_at(connection, of, mark, day, said=True) for of in PACKED}
    going = {of.code: chosen(of, held[of.code], report.period) for of in PACKED}
    return going, joined(held, going, told_registers(report))


def _correction(connection: Connection, now: Side, wish: Wish) -> dict[str, Any] | None:
    """What the report says otherwise than the one whose package it replaces, and why."""
    if wish.replaced is None:
        return None
    before = wish.replaced.report
    was = Side(before, _travelling(connection, before)[1], _duty_answers(connection, before))
    reason = reason_for(connection, now.report.record, before.record["revision"])
    return correction_json(Correction(reason, changes(was, now, sensitive=wish.sensitive)))


def content_id(digests: Mapping[str, str], about: Mapping[str, Any]) -> UUID:
    """UUID version 8 (RFC 9562 §5.8) made of the SHA-256 over every other file's digest and package.json without it."""
    told = {"files": dict(digests), "package": {key: value for key, value in about.items() if key != "content_id"}}
    line = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    number = int.from_bytes(hashlib.sha256(line.encode()).digest()[:16], "big")
    kept = number & ~((0xF << 76) | (0b11 << 62))
    return UUID(int=kept | _ID_BITS)


def file_name(about: Mapping[str, Any], ending: str = ".asice") -> str:
    """«TMDT_246_2024_nam_l1_20241216093015.asice»: ASCII, with the time in Vietnam."""
    moment = vietnam_time(datetime.fromisoformat(about["made_at"]))
    which = f"{about['office']['code']}_{about['year']}_{_IN_NAMES[about['kind']]}_l{about['revision']}"
    return f"TMDT_{which}_{moment:%Y%m%d%H%M%S}{ending}"


def as_json(content: Any) -> bytes:
    """JSON as it stands in a package: UTF-8, sorted keys, one entry a line."""
    return (json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def figures_json(report: Held) -> dict[str, Any]:
    """Every figure as the report prints it, with the parts it divides into and the reasons given for odd values."""
    known = ((line, report.frozen.figures.get(line.code)) for line in annex_lines())
    lines = [
        {
            "code": line.code,
            "label": line.label,
            "unit": line.unit,
            "section": line.section,
            "clause": line.clause,
            "value": figure.value,
            "last_year": figure.last_year,
            "plan": figure.plan,
            "groups": [{"field": field, "parts": [list(part) for part in parts]} for field, parts in figure.groups],
            "reason": report.reasons.get(line.code, ""),
        }
        for line, figure in known
        if figure is not None
    ]
    opened = [
        {"at": step.at.isoformat(timespec="seconds"), "reason": step.words}
        for step in report.steps
        if step.act is Act.REOPEN
    ]
    return {"frozen_at": report.frozen.at.isoformat(), "figures": lines, "reopened": opened}


def _evidence(
    connection: Connection, report: Held, going: Mapping[str, Collection[UUID]], rows: Mapping[str, Sized]
) -> dict[str, Any]:
    """How many rows of the period each register holds as evidence of each duty, and what the office answered to it."""
    told = told_registers(report)
    counts: dict[str, int | None] = {of.code: _count(connection, of, report) for of in REGISTERS if of not in PACKED}
    counts |= {code: len(rows[code] if code in told else ids) for code, ids in going.items()}
    return duties_json(report.record["office"], report.period[1], counts, _duty_answers(connection, report))


def _duty_answers(connection: Connection, report: Held) -> dict[str, DutySaid]:
    """The office's answers to its duties of the year as they stood when the report was put before the head."""
    at = next((step.at for step in reversed(report.steps) if step.act is Act.SUBMIT), report.frozen.mark)
    held = records_at(connection, DutyAnswer, at).values()
    year = [each for each in held if each["year"] == report.year]
    return {each["duty"]: DutySaid(each["outcome"].name, each["words"] or "") for each in year}


def duties_json(
    office: str, day: date, counts: Mapping[str, int | None], answers: Mapping[str, DutySaid]
) -> dict[str, Any]:
    """`evidence.json` of an office on `day`: how many rows each register holds, what was answered to duties by their ids.

    Raises:
        KeyError: no such office.
    """
    return {"duties": [_duty(duty, counts, answers.get(duty.id)) for duty in duties_of(office, day)]}


def _duty(duty: Duty, counts: Mapping[str, int | None], said: DutySaid | None) -> dict[str, Any]:
    told = [{"register": e.register, "name": e.name, "rows": counts.get(e.register)} for e in duty.evidence]
    answer = dict(vars(said)) if said else None
    return {"id": duty.id, "cite": duty.cite, "text": duty.text, "evidence": told, "answer": answer}


def _count(connection: Connection, of: type[Record], report: Held) -> int:
    table = of.__table__.c
    mine = [table.package.is_(None)]
    if of.period_field:
        mine.append(table[of.period_field].between(*report.period))
    return connection.scalar(select(func.count()).select_from(of.__table__).where(*mine)) or 0


def _about(connection: Connection, report: Held, wish: Wish) -> dict[str, Any]:
    record, (first, last) = report.record, report.period
    office = office_on(record["office"], record["due_on"])
    before = wish.replaced
    replaces = {"content_id": str(before.content_id), "sha256": before.sha256} if before else None
    return {
        "format": FORMAT,
        "version": FORMAT_VERSION,
        "office": {"code": record["office"], "name": office.name},
        "year": report.year,
        "kind": report.kind.name.lower(),
        "answers": _answers(report),
        "revision": record["revision"],
        "period": {"from": first.isoformat(), "to": last.isoformat()},
        "due_on": record["due_on"].isoformat(),
        "number": record["number"],
        "issued_on": record["issued_on"].isoformat() if record["issued_on"] else None,
        "made_at": wish.made_at.isoformat(timespec="seconds"),
        "program": {"name": PROGRAM, "version": __version__},
        "replaces": replaces,
        "audit_head": audit.head(connection).hex(),
        "personal_columns": wish.sensitive,
    }


def _answers(report: Held) -> dict[str, str] | None:
    """What an ad-hoc report answers: the office's own number of the request, and the document in words."""
    return {"request": str(report.record["request"]), "document": report.asked.short} if report.asked else None


def _data_about(report: Held, wish: Wish) -> dict[str, Any]:
    code, year = report.record["office"], report.year
    kind = "" if report.kind is ReportKind.ANNUAL else f"{_IN_NAMES[report.kind.name.lower()]}-"
    return {
        "name": f"tmdt-{code.lower()}-{kind}{year}-{report.record['revision']}",
        "title": f"Dữ liệu thương mại điện tử năm {year}",
        "created": wish.made_at.isoformat(timespec="seconds"),
        "version": str(FORMAT_VERSION),
    }


def digest_of_source(source: Path | bytes) -> str:
    """SHA-256 of a file of a package in lower hex."""
    if isinstance(source, bytes):
        return hashlib.sha256(source).hexdigest()
    with source.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
