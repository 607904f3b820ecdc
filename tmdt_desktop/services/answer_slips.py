"""The printed side of an answer: a receipt or a return slip in the Department's name."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

from tmdt_desktop.catalogues.holidays import is_late, is_working_day, last_day
from tmdt_desktop.catalogues.offices import office_on
from tmdt_desktop.i18n import VIETNAM, day
from tmdt_desktop.reports.document import Document, Signing
from tmdt_desktop.reports.slips import (
    Fault,
    Issuer,
    PackagePart,
    ReceiptContent,
    ReturnContent,
    receipt_slip,
    return_slip,
)
from tmdt_desktop.services.examination import LEADER, LIST_SEAL, SEAL, Examined
from tmdt_desktop.services.package_changes import correction_summary
from tmdt_desktop.services.package_content import ANNEX, LIST, NAMES, REPORT
from tmdt_desktop.services.package_findings import Placed
from tmdt_desktop.services.package_reading import About
from tmdt_desktop.signing.verdicts import Finding, Verdict
from tmdt_desktop.store.settings import Settings

_DAYS_TO_CORRECT = 5
_ANNUAL = "annual"
_READ = (REPORT, ANNEX, LIST)


@dataclass(frozen=True)
class SlipFacts:
    """What a slip says beside the package itself. `office`: the receiving office's code; `code`: of the answer."""

    office: str
    code: str
    received_at: datetime
    package: UUID
    sha256: str


def render_slip(document: Document, target: Path) -> None:
    """The slip as a PDF. Raises Blocked."""
    from tmdt_desktop.reports.pdf import render_pdf

    render_pdf(document, target)


def receipt(examined: Examined, about: About, facts: SlipFacts, settings: Settings) -> Document:
    """Phiếu tiếp nhận of an accepted package."""
    received = facts.received_at.astimezone(VIETNAM).date()
    return receipt_slip(
        ReceiptContent(
            issuer=_issuer(about, facts, settings),
            code=facts.code,
            about=f"Báo cáo thương mại điện tử năm {about.year}",
            sender=about.office_name,
            sender_code=about.office,
            report=_report(about),
            channel="Tệp chép tay (USB)",
            received_at=facts.received_at,
            due=_due(about),
            in_time=_in_time(about, received),
            sha256=facts.sha256,
            parts=tuple(_parts(examined)),
            correction=correction_summary(about.correction),
        )
    )


def _parts(examined: Examined) -> Iterator[PackagePart]:
    """The files that people read one by one, the data as one line, so that a slip stays one page."""
    files = examined.container.files if examined.container else ()
    for each in files:
        if each.name in _READ:
            yield PackagePart(NAMES[each.name], each.name, each.size, _found(examined, each.name))
    data = [each.size for each in files if each.name not in _READ]
    yield PackagePart(
        f"Dữ liệu, số liệu, minh chứng ({len(data)} tệp)", "csv, json", sum(data), "Đúng như đã ký; khớp số liệu"
    )


def _found(examined: Examined, name: str) -> str:
    meant = {REPORT: (LEADER, SEAL), LIST: (LIST_SEAL,)}.get(name, ())
    verdicts = [seen.verdict.value for what in meant if (seen := examined.signature(what))]
    said = "; ".join(dict.fromkeys(verdicts)).lower()
    return f"{len(verdicts):02d} chữ ký: {said}" if verdicts else "Đúng như đã ký"


def returned(about: About, findings: tuple[Finding, ...], facts: SlipFacts, settings: Settings) -> Document:
    """Phiếu trả lại with one row a reason."""
    office = office_on(about.office, about.due_on)
    at = facts.received_at.astimezone(VIETNAM)
    return return_slip(
        ReturnContent(
            issuer=_issuer(about, facts, settings),
            code=facts.code,
            about=f"Báo cáo thương mại điện tử năm {about.year}",
            to=about.office_name,
            report=f"{_report(about)} (lần {about.revision}, nhận lúc {at:%H:%M} ngày {day(at.date())})",
            faults=tuple(_fault(each) for each in findings if each.weight.rank >= Verdict.WARNED.rank),
            next_version=about.revision + 1,
            due=_answer_by(facts.received_at),
            locality=office.head[1] if len(office.head) > 1 else office.name,
        )
    )


def _report(about: About) -> str:
    number = f"Báo cáo số {about.number}" if about.number else "Báo cáo"
    issued = f" ngày {day(about.issued_on)}" if about.issued_on else ""
    return f"{number}{issued}, kỳ báo cáo năm {about.year}"


def _fault(found: Finding) -> Fault:
    """A finding as a row; one with a place says it in the row's own cells and not again in words."""
    is_error = found.weight.rank >= Verdict.INVALID.rank
    if not isinstance(found, Placed):
        return Fault("Gói", "", "", "", f"{found.sentence} {found.cure}", is_error)
    place, parted, rest = found.sentence.partition(": ")
    reason = f"{rest[:1].upper()}{rest[1:]}" if parted else place
    return Fault(found.sheet, found.row, found.column, found.value, reason, is_error)


def _due(about: About) -> date:
    """The day before which the report is owed: 20 December for the year's, else the day after its own deadline."""
    return (last_day(about.year) if about.kind == _ANNUAL else about.due_on) + timedelta(days=1)


def _in_time(about: About, received: date) -> bool:
    return not is_late(received, about.year) if about.kind == _ANNUAL else received <= about.due_on


def _answer_by(received_at: datetime) -> date:
    """Five working days after it was received."""
    made, left = received_at.astimezone(VIETNAM).date(), _DAYS_TO_CORRECT
    while left:
        made += timedelta(days=1)
        left -= is_working_day(made)
    return made


def _issuer(about: About, facts: SlipFacts, settings: Settings) -> Issuer:
    office = office_on(facts.office, about.due_on)
    titles = tuple(line for line in settings.signer_titles.split("\n") if line.strip())
    copies = tuple(line for line in settings.copies.split("\n") if line.strip()) or (about.office_name, "Lưu: VT")
    return Issuer(
        office=office.name,
        full_name=f"{office.name} {office.parent.removeprefix('UBND ')}".strip(),
        parent_office=office.parent,
        place=settings.place.strip() or office.place,
        day=facts.received_at.astimezone(VIETNAM).date(),
        signing=Signing(titles or office.titles(settings.signing_form), settings.signer_name.strip()),
        copies=copies,
    )
