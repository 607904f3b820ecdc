"""Checks the signatures in a PDF (PAdES, ETSI EN 319 142-1), revision by revision.

A later revision that only signs or fills in form fields is normal; one that touches what was signed is not, even when
the signature's own arithmetic still holds (pdfsig would pass it).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

from asn1crypto import core
from pyhanko.pdf_utils.misc import PdfStrictReadError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature, async_validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import ValidationError

from tmdt_desktop.errors import Blocked, Damaged
from tmdt_desktop.i18n import utc_now
from tmdt_desktop.signing.algorithms import algorithm_findings, algorithm_words
from tmdt_desktop.signing.cades import only_form
from tmdt_desktop.signing.judging import CertificateJudgement, Question, Signed, judge_certificate, signature_facts
from tmdt_desktop.signing.pdf_faces import face_findings
from tmdt_desktop.signing.pdf_reading import LARGEST, MALFORMED, PdfFault, read_pdf
from tmdt_desktop.signing.pdf_revisions import Revision, active_parts, revisions_of
from tmdt_desktop.signing.running import run
from tmdt_desktop.signing.time_stamps import Imprinted, StampSeen, judge_stamp
from tmdt_desktop.signing.trust import Role, TrustPack
from tmdt_desktop.signing.verdicts import Finding, SignatureFacts, Verdict, finding, judge

OWN_FIELDS: Mapping[str, Role] = MappingProxyType({"KyLanhDao": Role.LEADER, "DauCoQuan": Role.SEAL})
"""The signature fields of the program's own reports, and what each is for."""
_UNREAD = finding("signature_unreadable")


@dataclass(frozen=True)
class PdfVerdict:
    """A PDF that was checked.

    `signatures` in the order in which they were made; `revisions` counts the file's states and `history` tells what each
    of them did from the first signature on (of an unsigned file, what all of them did).
    """

    signatures: tuple[SignatureFacts, ...]
    revisions: int
    findings: tuple[Finding, ...]
    history: tuple[Revision, ...] = ()

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
    stamp: Imprinted | None = None


@dataclass(frozen=True)
class SeenPdf:
    """A PDF before anybody's certificate is judged. `findings` are those of the file itself."""

    signatures: tuple[SeenSignature, ...]
    history: tuple[Revision, ...]
    findings: tuple[Finding, ...] = ()


def check_pdf(
    source: Path | bytes, trust: TrustPack, now: datetime | None = None, proven_at: datetime | None = None
) -> PdfVerdict:
    """Check every signature in `source`, which may come from anyone. `proven_at`: when it surely existed already.

    Raises:
        Blocked: the file is missing or cannot be read. Whatever is wrong inside is a finding, never an error.
    """
    try:
        seen = examine(source if isinstance(source, bytes) else _read(source))
    except PdfFault as fault:
        return PdfVerdict((), 0, (fault.finding,))
    revisions = len(seen.history)
    if not seen.signatures:
        unsigned = () if _UNREAD in seen.findings else (finding("pdf_unsigned"),)
        return PdfVerdict((), revisions, (*seen.findings, *unsigned), seen.history)
    facts, findings = [], [*seen.findings]
    if not any(each.whole for each in seen.signatures):
        findings.append(finding("pdf_unsigned_tail"))
    for each in seen.signatures:
        told = _judge(each, trust, now or utc_now(), proven_at)
        if told is None:
            findings.append(finding("signature_unreadable"))
        else:
            facts.append(told)
            findings += told.findings
    return PdfVerdict(tuple(facts), revisions, tuple(dict.fromkeys(findings)), seen.history)


def roles_of(found: PdfVerdict, trust: TrustPack) -> dict[str, Role]:
    """What each signature of a report counts as, by its field; fields that count as nothing are left out.

    In the program's own fields the field decides (whether the signer may is another question). In those of other tools
    the register of the trust pack does; of signers whom nobody registered, the first is taken for the leader. Of several
    that count as the same, the first leader and the last seal are the ones.
    """
    said: list[tuple[str, Role]] = []
    for each in found.signatures:
        role = OWN_FIELDS.get(each.field) or _registered_role(each, trust)
        if role is None and not any(other is Role.LEADER for _, other in said):
            role = Role.LEADER
        if role in (Role.LEADER, Role.SEAL):
            said.append((each.field, role))
    leader = next(((name, role) for name, role in said if role is Role.LEADER), None)
    seal = next(((name, role) for name, role in reversed(said) if role is Role.SEAL), None)
    return dict(filter(None, (leader, seal)))


def order_findings(found: PdfVerdict, roles: Mapping[str, Role]) -> Iterator[Finding]:
    """The one who answers for a report signs it, then the office seals it (NĐ 30/2020/NĐ-CP, Điều 13, 33)."""
    order = [roles[each.field] for each in found.signatures if each.field in roles]
    if order == [Role.SEAL, Role.LEADER]:
        yield finding("seal_first")


def _registered_role(facts: SignatureFacts, trust: TrustPack) -> Role | None:
    known = trust.registered(facts.fingerprint)
    return known.role if known else None


def examine(data: bytes) -> SeenPdf:
    """Every signature in the PDF `data` with what its own arithmetic and the revisions after it say, and what each
    revision did. Nobody's certificate is judged.

    Raises:
        PdfFault: it is no PDF, or one that cannot be read.
    """
    seen, strict = read_pdf(data, lambda reader: _examined(reader, data))
    return seen if strict else replace(seen, findings=(finding("pdf_loose"), *seen.findings))


def _examined(reader: PdfFileReader, data: bytes) -> SeenPdf:
    embedded = sorted(reader.embedded_regular_signatures, key=lambda each: each.signed_revision)
    history = revisions_of(reader, embedded[0].signed_revision if embedded else 0)
    tried = [_tried(each, data, history) for each in embedded]
    seen = tuple(each for each in tried if each is not None)
    unread = (_UNREAD,) if len(seen) < len(tried) else ()
    return SeenPdf(seen, history, (*unread, *_file_findings(reader)))


def _tried(embedded: EmbeddedPdfSignature, data: bytes, history: tuple[Revision, ...]) -> SeenSignature | None:
    """One signature, or None when nothing can be made of it: the others may be read all the same."""
    try:
        return _seen(embedded, data, history)
    except PdfStrictReadError:
        raise
    except (SignatureValidationError, *MALFORMED):
        return None


def history_of(data: bytes) -> tuple[Revision, ...]:
    """What every revision did, those before the first signature too. Raises PdfFault."""
    return read_pdf(data, revisions_of)[0]


def _file_findings(reader: PdfFileReader) -> Iterator[Finding]:
    for what in dict.fromkeys(active_parts(reader.root)):
        yield finding("pdf_active", what=what)
    yield from face_findings(reader)


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            raise PdfFault(finding("too_large", megabytes=str(LARGEST >> 20)))
        return path.read_bytes()
    except OSError as fault:
        raise Blocked(f"Không đọc được tệp {path.name}.", cure="Cắm lại USB hoặc chọn lại tệp rồi thử lại.") from fault


def _seen(embedded: EmbeddedPdfSignature, data: bytes, history: tuple[Revision, ...]) -> SeenSignature:
    signer = embedded.signer_cert
    beside = tuple(each.dump() for each in embedded.other_embedded_certs)
    signed = Signed(embedded.field_name, _claimed(embedded), intact=False, covers="", findings=())
    context = ValidationContext(trust_roots=[signer], allow_fetching=False)
    try:
        status = run(async_validate_pdf_signature(embedded, context))
    except (SignatureValidationError, SigningError, ValidationError):
        signed = replace(signed, covers="không rõ", findings=(finding("signature_wrong"),))
        return SeenSignature(embedded.field_name, signer.dump(), beside, signed)
    later = _later(status, embedded, history)
    findings = [*_status_findings(status, embedded), *later, *_form_findings(embedded, data)]
    signed = replace(
        signed,
        intact=bool(status.intact and status.valid),
        covers=_covers(status, embedded, (len(history), not later)),
        findings=tuple(findings),
        algorithm=algorithm_words(embedded.signer_info, signer),
    )
    whole = status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    return SeenSignature(embedded.field_name, signer.dump(), beside, signed, whole, _stamp_of(embedded))


def _status_findings(status: PdfSignatureStatus, embedded: EmbeddedPdfSignature) -> Iterator[Finding]:
    if not (status.intact and status.valid):
        yield finding("pdf_changed" if not status.intact else "signature_wrong")
    yield from algorithm_findings(embedded.signer_info, embedded.signer_cert)
    if status.coverage not in (SignatureCoverageLevel.ENTIRE_FILE, SignatureCoverageLevel.ENTIRE_REVISION):
        yield finding("pdf_coverage")


def _later(status: PdfSignatureStatus, embedded: EmbeddedPdfSignature, history: tuple[Revision, ...]) -> list[Finding]:
    """What was done to the file after this signature that must not be.

    The library knows no note that an office's tool may add, so on a document that its leader has not locked for them
    its no is asked again: every revision must then be normal by itself.
    """
    if status.coverage is SignatureCoverageLevel.ENTIRE_FILE:
        return []
    later = history[embedded.signed_revision + 1 :]
    edits = dict.fromkeys(each.what for revision in later for each in revision.changes if not each.normal)
    found = [finding("pdf_edited", what=what) for what in [*edits][:3]]
    noted = any(each.note for revision in later for each in revision.changes)
    locked = embedded.docmdp_level not in (None, MDPPerm.ANNOTATE)
    unexplained = not status.docmdp_ok and (locked or not noted)
    if found or not later or unexplained:
        found.insert(0, finding("pdf_changed"))
    return found


def _stamp_of(embedded: EmbeddedPdfSignature) -> Imprinted | None:
    info = embedded.signer_info
    unsigned = () if isinstance(info["unsigned_attrs"], core.Void) else info["unsigned_attrs"]
    tokens = [each["values"] for each in unsigned if each["type"].native == "signature_time_stamp_token"]
    return Imprinted(tokens[0][0]["content"], info["signature"].native) if tokens else None


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


def _covers(status: PdfSignatureStatus, embedded: EmbeddedPdfSignature, after: tuple[int, bool]) -> str:
    revisions, clean = after
    if status.coverage is SignatureCoverageLevel.ENTIRE_FILE:
        return "toàn bộ tệp"
    if status.coverage is SignatureCoverageLevel.ENTIRE_REVISION and clean:
        return f"toàn bộ bản {embedded.signed_revision + 1}/{revisions}; sau đó chỉ thêm chữ ký hoặc ô điền"
    return f"chỉ bản {embedded.signed_revision + 1}/{revisions}; sau đó có phần khác được thêm hoặc đổi"


def _claimed(embedded: EmbeddedPdfSignature) -> datetime | None:
    moment = embedded.self_reported_timestamp
    if moment is None:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def _judge(seen: SeenSignature, trust: TrustPack, now: datetime, proven_at: datetime | None) -> SignatureFacts | None:
    stamp = judge_stamp(seen.stamp, trust, now) if seen.stamp else StampSeen(None)
    known = min(filter(None, (stamp.moment, proven_at)), default=None)
    question = Question(seen.signer, seen.beside, seen.signed.signed_at, now, known)
    try:
        judgement = judge_certificate(question, trust)
    except Damaged:
        return None
    told = (*seen.signed.findings, *stamp.findings, *_register_findings(seen, judgement, trust))
    signed = replace(seen.signed, findings=told)
    if stamp.moment is not None:
        signed = replace(signed, time_kind="stamped", anchored_at=stamp.moment)
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
        seen = examine(data).signatures
    except PdfFault as fault:
        raise Damaged(fault.finding.sentence, cure=fault.finding.cure) from fault
    for each in seen:
        if judge(each.signed.findings).rank >= Verdict.INVALID.rank:
            raise Damaged(
                "Văn bản đã bị đổi sau khi ký nên không ký tiếp được.", cure="Lập lại báo cáo rồi ký lại từ đầu."
            )
    return seen
