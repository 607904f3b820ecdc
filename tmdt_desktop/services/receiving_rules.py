"""The rules by which a received file finds its heap, and what is told of it."""

import enum
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tmdt_desktop.i18n import day, vietnam_time
from tmdt_desktop.records.report import ReportKind
from tmdt_desktop.services.answer_slips import SlipFacts
from tmdt_desktop.services.answers import Answer
from tmdt_desktop.services.examination import OFFICE_KEY, Examined
from tmdt_desktop.services.package_changes import correction_lines
from tmdt_desktop.services.package_findings import sentences, told
from tmdt_desktop.services.package_reading import About
from tmdt_desktop.services.report_periods import period_of
from tmdt_desktop.signing.verdicts import Finding, SignatureFacts, Verdict, weightiest
from tmdt_desktop.store.settings import Settings

if TYPE_CHECKING:
    from tmdt_desktop.signing.trust import TrustPack


class Heap(enum.Enum):
    """Where a received file ends."""

    ACCEPTED = "Tiếp nhận"
    RETURNED = "Trả lại"
    WRONG_PERIOD = "Sai kỳ"
    DUPLICATE = "Trùng"
    OLDER = "Cũ hơn bản đã nhận"
    UNKNOWN = "Chưa rõ người ký"
    DAMAGED = "Hỏng"
    UNREAD = "Chưa đọc được"


@dataclass(frozen=True)
class Received:
    """What became of one file. `receipt`: the answer written for it; `findings`: every sentence, the weightiest first.

    `returned`: it came before and was sent back then, which still stands. `year`: of its report, 0 when not known.
    `changes`: why and what a corrected report changes, a sentence each.
    """

    file: Path
    state: Heap
    verdict: str
    sentence: str
    cure: str
    office: str = ""
    package_id: UUID | None = None
    receipt: Path | None = None
    findings: tuple[str, ...] = ()
    returned: bool = False
    year: int = 0
    changes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Case:
    """A file that was looked at and whose sender is known. `sha256` is of the file as it came, encrypted or not."""

    file: Path
    sha256: str
    examined: Examined
    about: About
    at: datetime
    findings: tuple[Finding, ...]

    def received(self, heap: Heap, sentence: str, cure: str, receipt: Path | None = None) -> Received:
        """The case as the caller is told of it."""
        verdict, id_ = self.examined.verdict.value, self.about.content_id
        said = sentences(self.findings)
        told_ = Received(self.file, heap, verdict, sentence, cure, self.about.office, id_, receipt, said)
        return replace(told_, year=self.about.year, changes=correction_lines(self.about.correction))


def wrong_period(about: About, settings: Settings, year: int | None) -> Finding | None:
    """Why the package's period is not one that is being collected; None when it is. `year` None: any year.

    An ad-hoc report has the period that was asked for: it names what it answers and is over when the package is made.
    """
    kind = kind_of(about)
    if kind is None or (kind is ReportKind.AD_HOC) != (about.answers is not None):
        return told("wrong_kind", said=about.kind)
    if year is not None and about.year != year:
        return told("wrong_year", year=about.year, wanted=year)
    first, last = about.period
    made = vietnam_time(about.made_at).date()
    if kind is ReportKind.AD_HOC:
        sound = first <= last <= made and last.year == about.year
        return None if sound else told("wrong_asked_period", said=f"{day(first)} - {day(last)}")
    wanted = period_of(settings, kind, about.year)
    if about.period != wanted:
        said = f"{day(first)} - {day(last)}"
        return told("wrong_period", said=said, wanted=f"{day(wanted[0])} - {day(wanted[1])}")
    if last >= date.today():  # noqa: DTZ011 - the office's own calendar day
        return told("period_open", last=day(last))
    return None


def kind_of(about: About) -> ReportKind | None:
    """What kind of report the package holds; None for a kind that this program does not know."""
    return next((kind for kind in ReportKind if kind.name.lower() == about.kind), None)


def report_words(about: About) -> str:
    """«báo cáo năm 2024», «báo cáo 6 tháng đầu năm 2024», «báo cáo đột xuất năm 2024»."""
    which = {ReportKind.HALF_YEAR: "6 tháng đầu ", ReportKind.AD_HOC: "đột xuất "}
    kind = kind_of(about)
    return f"báo cáo {which.get(kind, '') if kind else ''}năm {about.year}"


def answer_to(case: Case, facts: SlipFacts, *, accepted: bool) -> Answer:
    """What is answered to the sender."""
    about = case.about
    return Answer(
        accepted,
        facts.code,
        facts.office,
        about.office,
        about.year,
        about.revision,
        about.content_id,
        case.file.name,
        case.sha256,
        case.at,
        () if accepted else sentences(case.findings),
    )


def figures_of(case: Case) -> dict[str, Any]:
    """What totals are made of, and what a later correction is held against."""
    about, figures = case.about, case.examined.content.figures
    return {
        "made_at": about.made_at.isoformat(),
        "period": [each.isoformat() for each in about.period],
        "values": {each.code: each.value for each in figures},
        "last_years": {each.code: each.last_year for each in figures},
        "plans": {each.code: each.plan for each in figures},
        "audit_head": about.audit_head,
        "series": list(about.series),
        "counts": dict(about.counts),
        "changes": list(correction_lines(about.correction)),
    }


def not_for_the_register(file: Path, examined: Examined, trust: "TrustPack") -> Received | None:
    """What leaves no trace: damaged files, strangers', and those of one office in another's name; None for the rest.

    A package whose identity is not that of its files is damaged too: under its number another package may come.
    """
    signature, container, about = examined.signature(OFFICE_KEY), examined.container, examined.about
    if container is None or signature is None or not signature.intact or _is_broken(examined, signature):
        return damaged(file, examined)
    registered = trust.registered(signature.fingerprint)
    if registered is not None and examined.content.other_form:
        return _told(file, Heap.UNREAD, examined)
    if registered is None or examined.verdict is Verdict.UNDETERMINED:
        return _told(file, Heap.UNKNOWN, examined)
    if container.verdict.rank >= Verdict.INVALID.rank or (about is not None and registered.office != about.office):
        return _told(file, Heap.UNKNOWN, examined)
    return None


def _is_broken(examined: Examined, signature: SignatureFacts) -> bool:
    """Something is wrong with the archive itself, not with whose certificate signed it."""
    found = examined.container.findings if examined.container else ()
    structural = any(each.weight.rank >= Verdict.INVALID.rank for each in found if each not in signature.findings)
    return structural or any(each.code == "content_id_wrong" for each in examined.findings)


def damaged(file: Path, examined: Examined) -> Received:
    """A file that is not what was signed."""
    return _told(file, Heap.DAMAGED, examined)


def _told(file: Path, heap: Heap, examined: Examined) -> Received:
    first = weightiest(examined.findings)
    sentence, cure = (first.sentence, first.cure) if first else ("Tệp không phải gói của phần mềm.", "Chọn tệp khác.")
    said = sentences(examined.findings)
    office = examined.about.office if examined.about else ""
    return Received(file, heap, examined.verdict.value, sentence, cure, office, findings=said)
