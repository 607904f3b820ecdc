"""Phụ lục I on the road of the office's own tool: it goes out beside the report and comes back with the office's seal.

An annex that is a file of its own bears the office's signature alone, as one line of text (NĐ 30/2020/NĐ-CP, Phụ lục I).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tmdt_desktop.services.examination import load_trust_or_none
from tmdt_desktop.services.report_files import file_of
from tmdt_desktop.services.report_life import Held
from tmdt_desktop.services.trust_at_hand import trust_at_hand
from tmdt_desktop.signing.verdicts import SignatureFacts, Verdict, finding, weightiest
from tmdt_desktop.store.settings import Settings
from tmdt_desktop.store.workspace import Workspace

if TYPE_CHECKING:
    from tmdt_desktop.signing.pdf_check import PdfVerdict
    from tmdt_desktop.signing.trust import TrustPack

NO_ANNEX = "Chưa có Phụ lục I đã đóng dấu: gói đi không kèm Phụ lục I."
_SEAL_AGAIN = "Văn thư đóng dấu Phụ lục I vừa xuất bằng chứng thư của cơ quan đã đăng ký với Sở, rồi chọn tệp mới."
_EXPORT_AGAIN = "Xuất lại Phụ lục I từ báo cáo này, đóng dấu rồi chọn tệp đó."


@dataclass(frozen=True)
class AnnexSeen:
    """What is to be thought of a Phụ lục I that came back. `accepted`: it will be taken; `cure`: what to do now."""

    accepted: bool
    sentence: str
    cure: str


def look_at(ws: Workspace, about: tuple[Held, Settings], content: bytes) -> AnnexSeen:
    """Check `content` as the sealed form of the report's Phụ lục I.

    Raises:
        Damaged: the annex that was made, or the trust pack, is not whole. Blocked: it cannot be read.
    """
    from tmdt_desktop.signing.pdf_check import check_pdf

    report, settings = about
    exported = file_of(ws, report, "annex").read_bytes()
    known = trust_at_hand(ws, settings)
    found = check_pdf(content, known or load_trust_or_none(None))
    refusals = (
        *_verdict_refusals(found, known),
        *_seal_refusals(found.signatures, known, ws.office),
        *_content_refusals(found, exported, content),
    )
    for sentence, cure in refusals:
        return AnnexSeen(accepted=False, sentence=sentence, cure=cure)
    sentence = "Phụ lục I đã đóng dấu, nội dung đúng như bản đã xuất."
    return AnnexSeen(accepted=True, sentence=sentence, cure="Nhận cùng báo cáo.")


def _verdict_refusals(found: "PdfVerdict", known: "TrustPack | None") -> Iterator[tuple[str, str]]:
    first = weightiest(found.findings)
    if not found.signatures and found.history:
        yield "Phụ lục I chưa có chữ ký số của cơ quan.", _SEAL_AGAIN
    elif first is not None and found.verdict.rank > (Verdict.WARNED if known else Verdict.UNDETERMINED).rank:
        yield f"Phụ lục I: {first.sentence}", _SEAL_AGAIN


def _seal_refusals(
    signatures: tuple[SignatureFacts, ...], known: "TrustPack | None", office: str
) -> Iterator[tuple[str, str]]:
    """One signature, by the certificate that is registered as this office's seal."""
    from tmdt_desktop.signing.trust import Role

    if len(signatures) > 1:
        yield "Phụ lục I có nhiều chữ ký số; chỉ cần một chữ ký số của cơ quan.", _SEAL_AGAIN
    for facts in signatures:
        line = known.registered(facts.fingerprint) if known else None
        if line is None:
            yield "Chưa nhận ra chữ ký trên Phụ lục I: chứng thư chưa có trong gói tin cậy.", _SEAL_AGAIN
        elif line.office != office:
            yield f"Phụ lục I: {finding('other_office', office=line.office_name).sentence}", _SEAL_AGAIN
        elif line.role is not Role.SEAL:
            yield "Phụ lục I chưa được đóng dấu cơ quan: chữ ký số trên đó là của người ký.", _SEAL_AGAIN


def _content_refusals(found: "PdfVerdict", exported: bytes, content: bytes) -> Iterator[tuple[str, str]]:
    from tmdt_desktop.signing.pdf_check import history_of
    from tmdt_desktop.signing.pdf_compare import differences
    from tmdt_desktop.signing.pdf_reading import MALFORMED, PdfFault

    if not found.history:
        yield "Không đọc được nội dung Phụ lục I.", _EXPORT_AGAIN
        return
    try:
        told, history = differences(exported, content), history_of(content)
    except (PdfFault, *MALFORMED):
        told, history = ("Không đọc được nội dung tệp.",), ()
    for said in told:
        yield f"Phụ lục I khác bản đã xuất. {said}", _EXPORT_AGAIN
    for change in (each for revision in history for each in revision.changes if not each.normal):
        yield f"Phụ lục I bị sửa ngoài chữ ký: {change.what}.", _EXPORT_AGAIN
