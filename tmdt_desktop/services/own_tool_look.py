"""A report that came back from the office's own tool, looked at from its signatures to its last word."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tmdt_desktop.errors import Refused
from tmdt_desktop.services.examination import LEADER, SEAL, load_trust_or_none
from tmdt_desktop.services.report_checks import require_named
from tmdt_desktop.services.report_files import file_of
from tmdt_desktop.services.report_life import Held
from tmdt_desktop.services.trust_at_hand import trust_at_hand
from tmdt_desktop.signing.verdicts import SignatureFacts, Verdict, finding, weightiest
from tmdt_desktop.store.settings import Settings
from tmdt_desktop.store.workspace import Workspace
from tmdt_desktop.task import Task

if TYPE_CHECKING:
    from tmdt_desktop.signing.pdf_check import PdfVerdict
    from tmdt_desktop.signing.pdf_compare import Allotted
    from tmdt_desktop.signing.pdf_revisions import Revision
    from tmdt_desktop.signing.trust import TrustPack

_SIGN_AGAIN = "Ký lại tệp vừa xuất bằng công cụ của cơ quan rồi chọn tệp mới."
_EXPORT_AGAIN = "Xuất lại tệp từ báo cáo này, ký, đóng dấu rồi chọn tệp đó."


@dataclass(frozen=True)
class Look:
    """What was found. `refusal` is (sentence, cure) when the file cannot be taken, else None."""

    found: "PdfVerdict"
    leader: SignatureFacts | None
    seal: SignatureFacts | None
    allotted: "Allotted"
    differences: tuple[str, ...]
    refusal: tuple[str, str] | None

    def role(self, facts: SignatureFacts) -> str:
        """What a signature counts as."""
        return LEADER if facts is self.leader else SEAL if facts is self.seal else "Chữ ký khác"


def look(ws: Workspace, about: tuple[Held, Settings], content: bytes, task: Task) -> Look:
    """Check `content` as the signed form of the report that was made.

    Raises:
        Damaged: the PDF that was made, or the trust pack, is not whole. Blocked: it cannot be read. Cancelled.
    """
    from tmdt_desktop.signing.pdf_check import check_pdf, roles_of
    from tmdt_desktop.signing.trust import Role

    report, settings = about
    exported = file_of(ws, report, "pdf").read_bytes()
    known = trust_at_hand(ws, settings)
    trust = known or load_trust_or_none(None)
    task.step(0, 4, "Kiểm tra chữ ký")
    found = _with_all_history(check_pdf(content, trust), content)
    roles = roles_of(found, trust)
    by_role = {roles[each.field]: each for each in found.signatures if each.field in roles}
    leader, seal = by_role.get(Role.LEADER), by_role.get(Role.SEAL)
    task.step(1, 4, "So với bản đã xuất")
    history = _up_to_seal(found, seal)
    told, given = _compared(exported, content, history)
    task.step(2, 4, "Xét kết quả")
    signers = _Signers(leader, seal, known, ws.office)
    content_refusals = (*_content_refusals(found, told), *_tail_refusals(found, history, seal))
    refusals = (*_verdict_refusals(found, known), *signers.refusals(about, found), *content_refusals)
    return Look(found, leader, seal, given, told, next(iter(refusals), None))


def _with_all_history(found: "PdfVerdict", content: bytes) -> "PdfVerdict":
    from tmdt_desktop.signing.pdf_check import history_of

    return replace(found, history=history_of(content)) if found.history else found


def _up_to_seal(found: "PdfVerdict", seal: SignatureFacts | None) -> "tuple[Revision, ...]":
    """What counts of a file: its states up to the one that the office's seal signed, all of them where none did."""
    sealed = next((each.place for each in found.history if seal and seal.field in each.signed), None)
    return found.history if sealed is None else found.history[: sealed + 1]


def _tail_refusals(
    found: "PdfVerdict", history: "tuple[Revision, ...]", seal: SignatureFacts | None
) -> Iterator[tuple[str, str]]:
    """Nothing may be added after the seal but what proves the signatures for later, and no second number or day."""
    from tmdt_desktop.signing.pdf_revisions import PROVING

    for change in (each for revision in found.history[len(history) :] for each in revision.changes):
        if seal is not None and change.what not in PROVING:
            yield f"Sau dấu của cơ quan, tệp còn bị sửa: {change.what}.", _EXPORT_AGAIN
    over = [each.over for revision in history for each in revision.changes if each.over]
    if len(over) != len(set(over)):
        yield "Tệp ghi số hoặc ngày nhiều lần.", _EXPORT_AGAIN


def _compared(exported: bytes, content: bytes, history: "tuple[Revision, ...]") -> "tuple[tuple[str, ...], Allotted]":
    from tmdt_desktop.signing.pdf_compare import Allotted, allotted, differences
    from tmdt_desktop.signing.pdf_reading import MALFORMED, PdfFault

    nothing = Allotted(None, None)
    if not history:
        return ("Không đọc được nội dung tệp.",), nothing
    try:
        return differences(exported, content), allotted(content, history)
    except (PdfFault, *MALFORMED):
        return ("Không đọc được nội dung tệp.",), nothing


def _verdict_refusals(found: "PdfVerdict", known: "TrustPack | None") -> Iterator[tuple[str, str]]:
    """Without a trust pack nobody's certificate can be more than unknown."""
    worst = Verdict.WARNED if known else Verdict.UNDETERMINED
    first = weightiest(found.findings)
    if not found.signatures and found.history:
        unsigned = finding("pdf_unsigned")
        yield unsigned.sentence, _SIGN_AGAIN
    elif first is not None and found.verdict.rank > worst.rank:
        yield first.sentence, _SIGN_AGAIN


@dataclass(frozen=True)
class _Signers:
    leader: SignatureFacts | None
    seal: SignatureFacts | None
    known: "TrustPack | None"
    office: str

    def refusals(self, about: tuple[Held, Settings], found: "PdfVerdict") -> Iterator[tuple[str, str]]:
        """Both must be there, the leader first, both of this office, and the leader the one who is printed."""
        if self.leader is None:
            yield "Tệp chưa có chữ ký số của lãnh đạo.", "Trình lãnh đạo ký tệp đã xuất, đóng dấu rồi chọn tệp mới."
            return
        if self.seal is None:
            said = "Tệp chưa có chữ ký số của cơ quan." if self.known else _UNKNOWN_SEAL
            yield said, "Văn thư đóng dấu bằng chứng thư của cơ quan đã đăng ký với Sở, rồi chọn tệp mới."
            return
        if found.signatures.index(self.seal) < found.signatures.index(self.leader):
            early = finding("seal_first")
            yield early.sentence, early.cure
        for facts in (self.leader, self.seal):
            line = self.known.registered(facts.fingerprint) if self.known else None
            if line is not None and line.office != self.office:
                other = finding("other_office", office=line.office_name)
                yield other.sentence, "Ký lại bằng chứng thư của đơn vị mình."
        try:
            require_named(*about, self.leader.who)
        except Refused as told:
            yield str(told), _SIGN_AGAIN


_UNKNOWN_SEAL = "Chưa nhận ra chữ ký của cơ quan: sổ chưa có gói tin cậy ghi chứng thư của đơn vị."


def _content_refusals(found: "PdfVerdict", told: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if told:
        yield f"Nội dung khác bản đã xuất. {told[0]}", _EXPORT_AGAIN
    for revision in found.history:
        for change in revision.changes:
            if not change.normal:
                yield f"Tệp bị sửa ngoài số, ngày và chữ ký: {change.what}.", _EXPORT_AGAIN
