"""Where a report stands and what may still be done to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select, true

from tmdt_desktop.errors import Refused
from tmdt_desktop.figures import Scope
from tmdt_desktop.records.report import Report, ReportKind, ReportState
from tmdt_desktop.services.frozen import Frozen, from_json
from tmdt_desktop.store.changes import read_record

OPEN = (ReportState.DRAFT, ReportState.MADE)
"""Still the clerk's to change."""
GONE_OUT = (ReportState.SENT, ReportState.RECEIVED)
DONE = (ReportState.SEALED, *GONE_OUT)


@dataclass(frozen=True)
class Text:
    """One section: what stands there, what the program drafted, and the figures that the words were written for."""

    text: str
    drafted: str
    written_for: Mapping[str, int | None]

    @property
    def edited(self) -> bool:
        """The clerk has made the words different from the draft."""
        return self.text != self.drafted


@dataclass(frozen=True)
class Held:
    """A report as it lies in the register: its record, its frozen figures, its texts, the reasons given for odd values."""

    record: Mapping[str, Any]
    frozen: Frozen
    texts: Mapping[str, Text]
    reasons: Mapping[str, str]

    @property
    def id(self) -> UUID:
        """Its identifier."""
        found: UUID = self.record["id"]
        return found

    @property
    def state(self) -> ReportState:
        """Where it stands."""
        found: ReportState = self.record["state"]
        return found

    @property
    def year(self) -> int:
        """The year it reports on."""
        return int(self.record["year"])

    @property
    def period(self) -> tuple[date, date]:
        """First and last day, both counted."""
        return self.record["period_from"], self.record["period_to"]

    @property
    def files(self) -> dict[str, Any]:
        """What was made of it, as `report_files` keeps it; empty while nothing was."""
        return dict(self.record["files"] or {})

    def scope(self) -> Scope:
        """The rows it counts: the office's own, in its period."""
        return Scope(*self.period, offices=(self.record["office"],))

    @property
    def places_on(self) -> date:
        """The day whose communes it speaks of: the office's last one, not later than the period's."""
        return self.scope().places_on or self.period[1]


def held(connection: Connection, id_: UUID) -> Held:
    """The report `id_`. Raises Refused when there is none."""
    record = read_record(connection, Report, id_)
    if record is None or not record["figures"]:
        raise Refused("Báo cáo này không còn.", cure="Tải lại danh sách báo cáo.")
    texts = record["texts"] or {}
    sections = {code: Text(**row) for code, row in texts.get("sections", {}).items()}
    return Held(record, from_json(record["figures"]), sections, texts.get("reasons", {}))


def texts_json(texts: Mapping[str, Text], reasons: Mapping[str, str]) -> dict[str, Any]:
    """As `Report.texts` keeps them."""
    return {"sections": {code: dict(vars(text)) for code, text in texts.items()}, "reasons": dict(reasons)}


def require_open(report: Held) -> None:
    """Raise Refused when the report has been signed: it is changed by a correction, never in place."""
    if report.state not in OPEN:
        raise Refused(
            f"«{report.record['name']}» không sửa được nữa.",
            why=f"Báo cáo đã ở bước «{report.state.value}»; sửa thì chữ ký mất giá trị.",
            cure="Lập bản sửa đổi (lần sau) từ báo cáo này rồi sửa trên bản đó.",
        )


def newest_id(connection: Connection, year: int, *, signed: bool = False) -> UUID | None:
    """The latest revision, or the latest `signed` one, of the office's annual report of `year`; None without any."""
    table = Report.__table__.c
    stands = table.state.not_in(OPEN) if signed else true()
    own = (table.package.is_(None), table.kind == ReportKind.ANNUAL, table.year == year, stands)
    newest = select(table.id).where(*own).order_by(table.revision.desc()).limit(1)
    found: UUID | None = connection.scalar(newest)
    return found
