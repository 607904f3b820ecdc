"""The printed report of a check: the same that the screen shows, as a PDF."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tmdt_desktop.catalogues.offices import office_on
from tmdt_desktop.i18n import VIETNAM, number, utc_now
from tmdt_desktop.services.shown_check import FindingLine, PackageCheck
from tmdt_desktop.signing.verdicts import Verdict
from tmdt_desktop.store import settings as store_settings
from tmdt_desktop.store.workspace import Workspace
from tmdt_desktop.whole_files import free_name

if TYPE_CHECKING:
    from tmdt_desktop.reports.check_slip import CheckContent, CheckedSignature, CheckFinding
    from tmdt_desktop.reports.slips import Issuer

_ABOUT = ("Báo cáo", "Phiếu", "Loại tệp")
_TOLD_ALREADY = frozenset({"Tệp", "Dung lượng", "Mã băm SHA-256", "Gói tin cậy", "Thu hồi chứng thư", "Tính toàn vẹn"})
_REMARK = "Ghi chú"


def write_verification_report(check: PackageCheck, file: Path, to: Path, ws: Workspace | None = None) -> Path:
    """Write what was found of `file` as a PDF to `to` (a file's path, or a folder), under a name that is free.

    With `ws` its office stands at the head and its user signs as who checked. Returns the file that was written.
    Raises:
        Blocked: it cannot be written.
    """
    from tmdt_desktop.reports.check_slip import check_slip
    from tmdt_desktop.reports.pdf import render_pdf

    target = free_name(to / f"{file.stem}_kiem_tra.pdf" if to.is_dir() else to)
    render_pdf(check_slip(_content(check, file, ws)), target)
    return target


def _content(check: PackageCheck, file: Path, ws: Workspace | None) -> "CheckContent":
    from tmdt_desktop.reports.check_slip import CheckContent
    from tmdt_desktop.reports.slips import PackagePart

    facts, at = dict(check.facts), check.checked_at or utc_now()
    told = _TOLD_ALREADY | {each.what for each in check.signatures}
    return CheckContent(
        about=next((facts[label] for label in _ABOUT if label in facts), ""),
        file=file.name,
        file_facts=facts.get("Dung lượng", "") or _size(file),
        sha256=check.sha256,
        checked_at=at,
        trust=check.trust_words,
        program=check.program,
        verdict=check.verdict,
        why=check.why,
        cure=check.cure,
        facts=tuple((label, words) for label, words in check.facts if label not in told),
        signatures=_signatures(check),
        findings=tuple(_finding(each) for each in (*check.findings, *check.remarks)),
        parts=tuple(PackagePart(each.what, each.name, each.size, each.state) for each in check.contents),
        issuer=_issuer(ws, at) if ws is not None else None,
    )


def _size(file: Path) -> str:
    try:
        return f"{number(file.stat().st_size)} byte"
    except OSError:
        return ""


def _signatures(check: PackageCheck) -> tuple["CheckedSignature", ...]:
    from tmdt_desktop.reports.check_slip import CheckedSignature

    verdicts = [each.facts.verdict.value for each in check.signatures]
    return tuple(
        CheckedSignature(what, tuple((item.label, item.words) for item in items), verdict)
        for (what, items), verdict in zip(check.signature_items, verdicts, strict=True)
    )


def _finding(each: FindingLine) -> "CheckFinding":
    from tmdt_desktop.reports.check_slip import CheckFinding

    weight = _REMARK if each.level == Verdict.VALID.name else Verdict[each.level].value
    return CheckFinding(weight, each.sentence, each.cure)


def _issuer(ws: Workspace, at: datetime) -> "Issuer":
    """The office of the workspace, with whoever is at the computer as who checked."""
    from tmdt_desktop.reports.document import Signing
    from tmdt_desktop.reports.slips import Issuer

    with ws.read() as connection:
        settings = store_settings.load(connection)
    today = at.astimezone(VIETNAM).date()
    office = office_on(ws.office, today)
    return Issuer(
        office=office.name,
        full_name=office.name,
        parent_office=office.parent,
        place=settings.place.strip() or office.place,
        day=today,
        signing=Signing(("NGƯỜI KIỂM TRA",), ws.user, sealed=False),
    )
