"""Where a report stands and what may still be done to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, select, true

from tmdt_desktop.catalogues.offices import office_on
from tmdt_desktop.errors import Refused
from tmdt_desktop.figures import Scope
from tmdt_desktop.records.report import Report, ReportKind, ReportState
from tmdt_desktop.services.frozen import Frozen, from_json
from tmdt_desktop.services.report_skeleton import Asked, Skeleton, skeleton, words_of
from tmdt_desktop.services.report_steps import Act, Step, after, is_closed, steps_from, steps_json
from tmdt_desktop.store.changes import Batch, read_record
from tmdt_desktop.store.settings import Settings

OPEN = (ReportState.DRAFT, ReportState.MADE, ReportState.SENT_BACK)
"""Still the clerk's to change."""
UNSIGNED = (*OPEN, ReportState.SUBMITTED, ReportState.APPROVED)
GONE_OUT = (ReportState.SENT, ReportState.RECEIVED)
DONE = (ReportState.SEALED, ReportState.ISSUED, *GONE_OUT)


@dataclass(frozen=True)
class Signer:
    """Who signs one report: `form` is a code of `Office.signing` («DEPUTY»), `name` as it is printed below."""

    form: str
    name: str


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
    """A report as it lies in the register: its record, its frozen figures, its texts, the reasons given for odd values.

    `steps`: what was done to it; `asked`: what an ad-hoc report answers; `signing`: how it is signed where it was chosen.
    """

    record: Mapping[str, Any]
    frozen: Frozen
    texts: Mapping[str, Text]
    reasons: Mapping[str, str]
    steps: tuple[Step, ...] = ()
    asked: Asked | None = None
    signing: Signer | None = None

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
    def kind(self) -> ReportKind:
        """What kind of report it is."""
        found: ReportKind = self.record["kind"]
        return found

    @property
    def name(self) -> str:
        """What it is called."""
        return str(self.record["name"])

    @property
    def closed(self) -> bool:
        """Its figures were put before the head: they are counted anew only when the head opens the period again."""
        return is_closed(self.steps)

    @property
    def skeleton(self) -> Skeleton:
        """Its sections, and where its figures are told."""
        return skeleton(self.record, self.asked)

    @property
    def words(self) -> dict[str, str]:
        """The words of the period that its texts take."""
        return words_of(self.record, self.asked)

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
    return Held(
        record,
        from_json(record["figures"]),
        {code: Text(**row) for code, row in texts.get("sections", {}).items()},
        texts.get("reasons", {}),
        steps_from(record["life"]),
        _asked(texts.get("asked")),
        Signer(**texts["signing"]) if texts.get("signing") else None,
    )


def _asked(kept: Mapping[str, Any] | None) -> Asked | None:
    return Asked(**{**kept, "sections": tuple(kept["sections"])}) if kept else None


@dataclass(frozen=True)
class Said:
    """What `Report.texts` keeps: the sections, the reasons, what is answered, how it is signed."""

    texts: Mapping[str, Text]
    reasons: Mapping[str, str]
    asked: Asked | None = None
    signing: Signer | None = None

    def to_json(self) -> dict[str, Any]:
        """As the column holds it."""
        return {
            "sections": {code: dict(vars(text)) for code, text in self.texts.items()},
            "reasons": dict(self.reasons),
            "asked": {**vars(self.asked), "sections": list(self.asked.sections)} if self.asked else None,
            "signing": dict(vars(self.signing)) if self.signing else None,
        }


def said(report: Held) -> Said:
    """What a report says now."""
    return Said(report.texts, report.reasons, report.asked, report.signing)


def note(batch: Batch, report: Held, act: Act, step: Step, values: Mapping[str, Any] | None = None) -> None:
    """Do `act`: the state it leads to, its step in the report's life, and `values` beside them.

    Raises:
        Refused: the act may not be done to the report as it stands, or somebody has changed the report since it was read.
    """
    state = after(act, report.state, report.name)
    life = steps_json((*report.steps, step))
    batch.update(Report, report.id, {"state": state, "life": life, **(values or {})}, version=report.record["version"])


def symbol_of(settings: Settings, record: Mapping[str, Any]) -> str:
    """«BC-UBND»: as set, else the catalogue's."""
    return settings.symbol.strip() or office_on(record["office"], record["due_on"]).symbol


def require_open(report: Held) -> None:
    """Raise Refused when the report is no longer the clerk's: it waits for the head, or has been signed."""
    after(Act.CHANGE, report.state, report.name)


def series_of(record: Mapping[str, Any]) -> tuple[ColumnElement[bool], ...]:
    """The office's own reports of which `record` is a revision: same kind and year, and of an ad-hoc one same request."""
    table = Report.__table__.c
    own = (table.package.is_(None), table.kind == record["kind"], table.year == record["year"])
    return (*own, table.request == record["request"]) if record["kind"] is ReportKind.AD_HOC else own


def newest_of(connection: Connection, record: Mapping[str, Any], *, signed: bool = False) -> UUID | None:
    """The latest revision, or the latest `signed` one, of the series of `record`; None without any."""
    table = Report.__table__.c
    stands = table.state.not_in(UNSIGNED) if signed else true()
    newest = select(table.id).where(*series_of(record), stands).order_by(table.revision.desc()).limit(1)
    found: UUID | None = connection.scalar(newest)
    return found


def newest_id(connection: Connection, year: int, *, signed: bool = False) -> UUID | None:
    """The latest revision, or the latest `signed` one, of the office's annual report of `year`; None without any."""
    return newest_of(connection, {"kind": ReportKind.ANNUAL, "year": year}, signed=signed)
