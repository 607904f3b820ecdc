"""Checks the signatures in a PDF (PAdES, ETSI EN 319 142-1), revision by revision.

A later revision that only signs or fills in form fields is normal; one that touches what was signed is not, even when
the signature's own arithmetic still holds (pdfsig would pass it).
"""

import io
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature, async_validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import ValidationError

from tmdt_desktop.errors import Blocked, Damaged
from tmdt_desktop.i18n import utc_now
from tmdt_desktop.signing.algorithms import algorithm_words
from tmdt_desktop.signing.cades import only_form
from tmdt_desktop.signing.judging import CertificateJudgement, Question, Signed, judge_certificate, signature_facts
from tmdt_desktop.signing.running import run
from tmdt_desktop.signing.trust import TrustPack
from tmdt_desktop.signing.verdicts import Finding, SignatureFacts, Verdict, finding, judge

LARGEST = 1 << 28
_DIGESTS = {"sha256", "sha384", "sha512", "sha3_256", "sha3_384", "sha3_512"}
_MALFORMED = (
    PdfError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    AssertionError,
    ArithmeticError,
    RecursionError,
    NotImplementedError,
    struct.error,
    zlib.error,
    OSError,
)


@dataclass(frozen=True)
class PdfVerdict:
    """A PDF that was checked. `signatures` in the order in which they were made; `revisions` counts the file's states."""

    signatures: tuple[SignatureFacts, ...]
    revisions: int
    findings: tuple[Finding, ...]

    @property
    def verdict(self) -> Verdict:
        """The word for the whole document."""
        return judge(self.findings)


@dataclass(frozen=True)
class SeenSignature:
    """One signature before its certificate is judged. `whole`: it speaks for the file to its last byte."""

    field: str
    signer: bytes
    beside: tuple[bytes, ...]
    signed: Signed
    whole: bool = False


class PdfFault(Exception):
    """The file cannot be examined; carries the finding that says why."""

    def __init__(self, found: Finding) -> None:
        super().__init__(found.code)
        self.finding = found


def check_pdf(
    source: Path | bytes, trust: TrustPack, now: datetime | None = None, proven_at: datetime | None = None
) -> PdfVerdict:
    """Check every signature in `source`, which may come from anyone. `proven_at`: when it surely existed already.

    Raises:
        Blocked: the file is missing or cannot be read. Whatever is wrong inside is a finding, never an error.
    """
    try:
        seen, revisions = examine(source if isinstance(source, bytes) else _read(source))
    except PdfFault as fault:
        return PdfVerdict((), 0, (fault.finding,))
    if not seen:
        return PdfVerdict((), revisions, (finding("pdf_unsigned"),))
    facts, findings = [], []
    if not any(each.whole for each in seen):
        findings.append(finding("pdf_unsigned_tail"))
    for each in seen:
        told = _judge(each, trust, now or utc_now(), proven_at)
        if told is None:
            findings.append(finding("signature_unreadable"))
        else:
            facts.append(told)
            findings += told.findings
    return PdfVerdict(tuple(facts), revisions, tuple(dict.fromkeys(findings)))


def examine(data: bytes) -> tuple[tuple[SeenSignature, ...], int]:
    """Every signature in the PDF `data` with what its own arithmetic and the revisions after it say, and the number
    of revisions. Nobody's certificate is judged.

    Raises:
        PdfFault: it is no PDF, or one that cannot be read.
    """
    if len(data) > LARGEST:
        raise PdfFault(finding("too_large", megabytes=str(LARGEST >> 20)))
    try:
        reader = PdfFileReader(io.BytesIO(data))
        if reader.encrypted:
            raise PdfFault(finding("pdf_locked"))
        embedded = sorted(reader.embedded_regular_signatures, key=lambda each: each.signed_revision)
        return tuple(_seen(reader, each, data) for each in embedded), reader.xrefs.total_revisions
    except _MALFORMED as fault:
        raise PdfFault(finding("pdf_unreadable")) from fault


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            raise PdfFault(finding("too_large", megabytes=str(LARGEST >> 20)))
        return path.read_bytes()
    except OSError as fault:
        raise Blocked(f"Không đọc được tệp {path.name}.", cure="Cắm lại USB hoặc chọn lại tệp rồi thử lại.") from fault


def _seen(reader: PdfFileReader, embedded: EmbeddedPdfSignature, data: bytes) -> SeenSignature:
    signer = embedded.signer_cert
    beside = tuple(each.dump() for each in embedded.other_embedded_certs)
    revisions = reader.xrefs.total_revisions
    signed = Signed(embedded.field_name, _claimed(embedded), intact=False, covers="", findings=())
    context = ValidationContext(trust_roots=[signer], allow_fetching=False)
    try:
        status = run(async_validate_pdf_signature(embedded, context))
    except (SignatureValidationError, SigningError, ValidationError):
        signed = replace(signed, covers="không rõ", findings=(finding("signature_wrong"),))
        return SeenSignature(embedded.field_name, signer.dump(), beside, signed)
    findings = [*_status_findings(status, embedded, revisions), *_form_findings(embedded, data)]
    signed = replace(
        signed,
        intact=bool(status.intact and status.valid),
        covers=_covers(status, embedded, revisions),
        findings=tuple(findings),
        algorithm=algorithm_words(embedded.signer_info, signer),
    )
    whole = status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    return SeenSignature(embedded.field_name, signer.dump(), beside, signed, whole)


def _status_findings(status: PdfSignatureStatus, embedded: EmbeddedPdfSignature, revisions: int) -> Iterator[Finding]:
    if not (status.intact and status.valid):
        yield finding("pdf_changed" if not status.intact else "signature_wrong")
    if embedded.md_algorithm not in _DIGESTS:
        yield finding("weak_algorithm")
    if status.coverage is SignatureCoverageLevel.ENTIRE_FILE:
        return
    if status.coverage is not SignatureCoverageLevel.ENTIRE_REVISION:
        yield finding("pdf_coverage")
    elif not status.docmdp_ok or embedded.signed_revision == revisions - 1:
        yield finding("pdf_changed")


def _form_findings(embedded: EmbeddedPdfSignature, data: bytes) -> Iterator[Finding]:
    """The room kept for a signature must hold nothing beside it, and the signature nothing that nobody signed."""
    _, first, second, *_ = [int(each) for each in embedded.byte_range]
    room = data[first:second]
    signature = embedded.signed_data
    content = bytes(embedded.pkcs7_content)
    made = only_form(embedded.signer_info, embedded.signer_cert, [each.chosen for each in signature["certificates"]])
    clean = room in {b"<" + content.hex().encode() + b">", b"<" + content.hex().upper().encode() + b">"}
    if not clean or content.rstrip(b"\0") != made.rstrip(b"\0"):
        yield finding("pdf_signature_form")


def _covers(status: PdfSignatureStatus, embedded: EmbeddedPdfSignature, revisions: int) -> str:
    if status.coverage is SignatureCoverageLevel.ENTIRE_FILE:
        return "toàn bộ tệp"
    if status.coverage is SignatureCoverageLevel.ENTIRE_REVISION and status.docmdp_ok:
        return f"toàn bộ bản {embedded.signed_revision + 1}/{revisions}; sau đó chỉ thêm chữ ký hoặc ô điền"
    return f"chỉ bản {embedded.signed_revision + 1}/{revisions}; sau đó có phần khác được thêm hoặc đổi"


def _claimed(embedded: EmbeddedPdfSignature) -> datetime | None:
    moment = embedded.self_reported_timestamp
    if moment is None:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def _judge(seen: SeenSignature, trust: TrustPack, now: datetime, proven_at: datetime | None) -> SignatureFacts | None:
    question = Question(seen.signer, seen.beside, seen.signed.signed_at, now, proven_at)
    try:
        judgement = judge_certificate(question, trust)
    except Damaged:
        return None
    signed = replace(seen.signed, findings=(*seen.signed.findings, *_register_findings(seen, judgement, trust)))
    return signature_facts(signed, judgement, trust)


def _register_findings(seen: SeenSignature, judgement: CertificateJudgement, trust: TrustPack) -> Iterator[Finding]:
    if judgement.chain and not set(seen.beside) <= set(judgement.chain):
        yield finding("pdf_extra_certificate")
    if trust.registered(judgement.facts.fingerprint) is None:
        yield finding("person_unregistered")


def require_signable(data: bytes) -> tuple[SeenSignature, ...]:
    """The signatures already in `data`, all of them sound.

    Raises:
        Damaged: it is no PDF, or one of its signatures does not hold any more.
    """
    try:
        seen, _ = examine(data)
    except PdfFault as fault:
        raise Damaged(fault.finding.sentence, cure=fault.finding.cure) from fault
    for each in seen:
        if judge(each.signed.findings).rank >= Verdict.INVALID.rank:
            raise Damaged(
                "Văn bản đã bị đổi sau khi ký nên không ký tiếp được.", cure="Lập lại báo cáo rồi ký lại từ đầu."
            )
    return seen
