"""The rows of annexes III, IV and VI and what the petitions give to sections IV and V, as they stood when a period was closed.

They are kept in words, so that a report printed years later shows the names of its own time. Who sent a petition is never
among them, and of denunciations and confidential matters nothing but their kind and number (Quy chế, Điều 22.2).
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, and_, func, or_, select

from tmdt_desktop.catalogues.agencies import Agencies, Agency
from tmdt_desktop.catalogues.units import Communes, commune_then
from tmdt_desktop.figures import Scope
from tmdt_desktop.figures.conditions import in_scope
from tmdt_desktop.i18n import day
from tmdt_desktop.kinds import Choices
from tmdt_desktop.records import Record
from tmdt_desktop.records.business import Business
from tmdt_desktop.records.communication import Communication, Content, Counted
from tmdt_desktop.records.inspection import Breach, Inspection
from tmdt_desktop.records.petition import Petition, PetitionKind, PetitionState
from tmdt_desktop.records.request import Request
from tmdt_desktop.reports.annexes import CommunicationLine, InspectionLine, PetitionLine

WHOLE_AREA = "Toàn địa bàn"
HIDDEN = "Giữ kín"


@dataclass(frozen=True)
class Raised:
    """One petition that goes into the report. `words` empty: it is confidential, only its being there is told."""

    kind: str
    matter: str
    words: str
    proposal: str


@dataclass(frozen=True)
class AnnexRows:
    """The lines of annexes III, IV and VI, and what sections IV and V take from the petitions."""

    communication: tuple[CommunicationLine, ...] = ()
    inspections: tuple[InspectionLine, ...] = ()
    petitions: tuple[PetitionLine, ...] = ()
    raised: tuple[Raised, ...] = ()


def annex_rows(connection: Connection, scope: Scope) -> AnnexRows:
    """The rows of the period of `scope`, each register in the order of its days."""
    petitions = _petitions(connection, scope)
    return AnnexRows(
        _communication(connection, scope),
        _inspections(connection, scope),
        tuple(_petition_line(row, scope.period_to) for row in petitions),
        tuple(_raised(row) for row in petitions if _goes_in(row, scope)),
    )


def to_json(kept: AnnexRows) -> dict[str, Any]:
    """As `Report.figures` keeps them."""
    return asdict(kept)


def from_json(kept: Mapping[str, Any] | None) -> AnnexRows:
    """What `to_json` gave, back; nothing for reports closed before these rows were kept."""
    held = kept or {}
    return AnnexRows(
        tuple(CommunicationLine(**row) for row in held.get("communication", ())),
        tuple(InspectionLine(**row) for row in held.get("inspections", ())),
        tuple(PetitionLine(**row) for row in held.get("petitions", ())),
        tuple(Raised(**row) for row in held.get("raised", ())),
    )


def _communication(connection: Connection, scope: Scope) -> tuple[CommunicationLine, ...]:
    table = Communication.__table__
    asked = select(table).where(_within(Communication, scope)).order_by(table.c.starts_on, table.c.seq)
    return tuple(_communication_line(row, scope) for row in connection.execute(asked))


def _communication_line(row: Row[Any], scope: Scope) -> CommunicationLine:
    return CommunicationLine(
        name=row.name,
        means=str(row.means.value),
        contents=Choices(Content).show(row.contents),
        day=_days(row.starts_on, row.ends_on),
        place=_places(row.communes, scope),
        quantity=f"{row.quantity} {row.pieces.value}",
        reached=row.reached,
        cost=row.cost,
        note="Lượt tiếp cận ước tính" if row.reached_by is Counted.ESTIMATED else "",
    )


def _places(codes: tuple[str, ...] | None, scope: Scope) -> str:
    when = scope.places_on or scope.period_to
    then = dict.fromkeys(commune_then(code, when) for code in codes or ())
    return Communes(when).show(tuple(then)) if then else WHOLE_AREA


def _inspections(connection: Connection, scope: Scope) -> tuple[InspectionLine, ...]:
    table = Inspection.__table__
    asked = select(table).where(_within(Inspection, scope)).order_by(table.c.starts_on, table.c.seq)
    found = connection.execute(asked).all()
    breaches = _breaches(connection, scope)
    requests, subjects = _asked_by(connection, found), _names(connection, found)
    return tuple(
        InspectionLine(
            name=row.name,
            kind=str(row.kind.value),
            lead=Agency(scope.period_to).show(row.lead_agency),
            request=requests.get(row.request) or _paper(row.request_number, row.request_date),
            day=_days(row.starts_on, row.ends_on),
            subject=row.business_name or subjects.get(row.business, ""),
            outcome=str(row.outcome.value),
            violations=breaches.get(row.id, (0, None))[0],
            fines=breaches.get(row.id, (0, None))[1],
            note=f"Cùng: {Agencies(Agency(scope.period_to)).show(row.members)}" if row.members else "",
        )
        for row in found
    )


def _breaches(connection: Connection, scope: Scope) -> dict[UUID, tuple[int, int | None]]:
    """By inspection: how many acts, and the fines together; None where no fine was told."""
    table, of = Breach.__table__.c, Inspection.__table__
    joined = Breach.__table__.join(of, table.parent == of.c.id)
    asked = select(table.parent, func.count(), func.sum(table.fine)).select_from(joined)
    found = connection.execute(asked.where(_within(Inspection, scope)).group_by(table.parent))
    return {parent: (acts, None if fines is None else int(fines)) for parent, acts, fines in found}


def _within(of: type[Record], scope: Scope) -> ColumnElement[bool]:
    """The records whose reporting day lies in the period."""
    came = of.__table__.c[of.period_field or ""].between(scope.period_from, scope.period_to)
    return and_(in_scope(of, scope), came)


def _asked_by(connection: Connection, found: Iterable[Row[Any]]) -> dict[UUID, str]:
    table = Request.__table__.c
    wanted = {row.request for row in found if row.request}
    asked = select(table.id, table.document_number, table.document_date).where(table.id.in_(wanted))
    return {id_: _paper(number, dated) for id_, number, dated in connection.execute(asked)} if wanted else {}


def _names(connection: Connection, found: Iterable[Row[Any]]) -> dict[UUID, str]:
    table = Business.__table__.c
    wanted = {row.business for row in found if row.business}
    asked = select(table.id, table.name).where(table.id.in_(wanted))
    return {id_: name for id_, name in connection.execute(asked)} if wanted else {}  # noqa: C416 - rows are no pairs to the type checker


def _paper(number: str | None, dated: date | None) -> str:
    """«Số 12/QLTT, ngày 05/3/2024» as a cell tells it."""
    said = (f"Số {number}" if number else "", f"ngày {day(dated)}" if dated else "")
    return ", ".join(part for part in said if part)


def _petitions(connection: Connection, scope: Scope) -> list[Row[Any]]:
    """What came within the period, and what was put into the report of its year."""
    table = Petition.__table__
    put = and_(table.c.for_report.is_(True), table.c.report_year == scope.period_to.year)
    asked = select(table).where(or_(_within(Petition, scope), and_(in_scope(Petition, scope), put)))
    return list(connection.execute(asked.order_by(table.c.received_on, table.c.seq)))


def _goes_in(row: Row[Any], scope: Scope) -> bool:
    """It was marked for the report of this year, or for that of the period in which it came."""
    return bool(row.for_report) and row.report_year in (None, scope.period_to.year)


def _secret(row: Row[Any]) -> bool:
    """Denunciations are kept secret whatever the clerk chose (Luật Tố cáo)."""
    return row.kind is PetitionKind.DENUNCIATION or bool(row.confidential)


def _raised(row: Row[Any]) -> Raised:
    matter = str(row.matter.value) if row.matter else ""
    secret = _secret(row)
    return Raised(row.kind.name, matter, "" if secret else row.subject, "" if secret else row.proposal or "")


def _petition_line(row: Row[Any], when: date) -> PetitionLine:
    secret, matter = _secret(row), str(row.matter.value) if row.matter else ""
    said = (matter, HIDDEN if secret else row.subject)
    outcome = "" if secret else row.result
    return PetitionLine(
        received=day(row.received_on),
        kind=str(row.kind.value),
        matter=": ".join(part for part in said if part),
        subject=HIDDEN if secret else str(row.sender_kind.value) if row.sender_kind else "",
        handling=_handling(row, when),
        due=day(row.due_on),
        result=": ".join(part for part in (_state(row), outcome) if part),
    )


def _handling(row: Row[Any], when: date) -> str:
    """«Chuyển cơ quan khác: Cục Quản lý thị trường (05/3/2024)»."""
    to = Agency(when).show(row.forwarded_to) if row.forwarded_to else ""
    dated = f"({day(row.forwarded_on)})" if row.forwarded_on else ""
    there = " ".join(part for part in (to, dated) if part)
    return ": ".join(part for part in (str(row.competence.value), there) if part)


def _state(row: Row[Any]) -> str:
    answered = f" ngày {day(row.answered_on)}" if row.answered_on and row.state is PetitionState.ANSWERED else ""
    return f"{row.state.value}{answered}"


def _days(first: date, last: date | None) -> str:
    return f"{day(first)} - {day(last)}" if last and last != first else day(first)
