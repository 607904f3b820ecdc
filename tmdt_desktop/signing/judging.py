"""Is a certificate to be believed? Path building by RFC 5280 against the trust pack, revocation by its stored lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from asn1crypto import x509

from tmdt_desktop.i18n import VIETNAM, day
from tmdt_desktop.signing.certificates import CertificateFacts, describe_certificate
from tmdt_desktop.signing.path_building import Pool, find_path
from tmdt_desktop.signing.revocation import TOLERANCE, Asked, ListsSay, ask_lists
from tmdt_desktop.signing.trust import TrustPack
from tmdt_desktop.signing.verdicts import Finding, Revocation, SignatureFacts, TimeKind, finding

Purpose = Literal["sign", "stamp"]
_TIME_STAMPING = "1.3.6.1.5.5.7.3.8"
_SIGNING_USES = frozenset(
    {
        "2.5.29.37.0",  # any
        "1.3.6.1.5.5.7.3.2",  # client authentication: what most personal certificates carry
        "1.3.6.1.5.5.7.3.4",  # e-mail
        "1.3.6.1.5.5.7.3.36",  # documents (RFC 9336)
        "1.3.6.1.4.1.311.10.3.12",  # documents (Microsoft)
        "1.2.840.113583.1.1.5",  # documents (Adobe)
    }
)


@dataclass(frozen=True)
class CertificateJudgement:
    """What is to be thought of a certificate. `chain` runs from the signer to the root (DER) or is empty.

    `valid_then`: every certificate of the chain was in its term at the moment of signing.
    """

    facts: CertificateFacts
    trusted: bool
    chain: tuple[bytes, ...]
    revocation: Revocation
    revocation_list_of: datetime | None
    findings: tuple[Finding, ...]
    valid_then: bool = False
    proven_at: datetime | None = None
    judged_at: datetime | None = None


@dataclass(frozen=True)
class Question:
    """Which certificate, with which others beside it, signing when (None: not claimed), asked when. Moments are UTC.

    `proven_at`: a moment at which the signature surely existed already (a time-stamp, the Department's receipt).
    `purpose`: it signs documents, or it stamps times (RFC 3161 §2.3).
    """

    certificate: bytes
    beside: tuple[bytes, ...]
    signed_at: datetime | None
    now: datetime
    proven_at: datetime | None = None
    purpose: Purpose = "sign"

    @property
    def moment(self) -> datetime:
        """The moment to judge by: the claim, unless it is proved to be too late or there is none."""
        if self.proven_at is not None and (self.signed_at is None or self.signed_at > self.proven_at):
            return self.proven_at
        return self.signed_at or self.now


def judge_certificate(question: Question, trust: TrustPack) -> CertificateJudgement:
    """Judge a signer's certificate at the claimed moment of signing.

    Raises:
        Damaged: the certificate cannot be read.
    """
    facts = describe_certificate(question.certificate)
    moment = question.moment
    findings = [*_time_findings(question), *_own_findings(facts, question)]
    in_term = facts.not_before <= moment <= facts.not_after
    chain: tuple[bytes, ...] = ()
    if in_term:
        chain, path_findings = _chain(question, trust)
        findings += path_findings
    said = ListsSay(Revocation.UNCHECKED, None, trusted=False, findings=())
    if chain:
        said = ask_lists(chain, trust.crls, Asked(moment, question.proven_at, question.now))
    return CertificateJudgement(
        facts,
        trusted=bool(chain) and said.trusted,
        chain=chain,
        revocation=said.state,
        revocation_list_of=said.listed,
        findings=(*findings, *said.findings),
        valid_then=in_term and bool(chain),
        proven_at=question.proven_at,
        judged_at=question.now,
    )


def _chain(question: Question, trust: TrustPack) -> tuple[tuple[bytes, ...], tuple[Finding, ...]]:
    pool = Pool(trust.roots, (*trust.intermediates, *question.beside))
    path, findings = find_path(question.certificate, pool, question.moment)
    return tuple(each.dump() for each in path), findings


def _time_findings(question: Question) -> list[Finding]:
    if question.signed_at is None:
        return [] if question.proven_at else [finding("no_signing_time")]
    told = day(question.signed_at.astimezone(VIETNAM))
    if question.proven_at is not None and question.signed_at > question.proven_at + TOLERANCE:
        return [finding("time_after_proof", day=told, proven=day(question.proven_at.astimezone(VIETNAM)))]
    if question.signed_at > question.now + TOLERANCE:
        return [finding("signed_in_future", day=told)]
    return []


def _own_findings(facts: CertificateFacts, question: Question) -> list[Finding]:
    found = []
    if question.moment > facts.not_after:
        found.append(finding("certificate_expired", day=day(facts.not_after.astimezone(VIETNAM))))
    if question.moment < facts.not_before:
        found.append(finding("certificate_early", day=day(facts.not_before.astimezone(VIETNAM))))
    if not facts.strong:
        found.append(finding("weak_algorithm"))
    if not _may(facts, question.purpose):
        found.append(finding("certificate_usage"))
    return found


def _may(facts: CertificateFacts, purpose: Purpose) -> bool:
    """Whether the certificate is meant for that: its key usage, its extended usage where it has one, and no authority."""
    certificate = x509.Certificate.load(facts.der)
    if facts.usages and not facts.usages & {"digital_signature", "non_repudiation"}:
        return False
    extended = certificate.extended_key_usage_value
    uses = {each.dotted for each in extended} if extended is not None else set()
    if purpose == "stamp":
        return uses == {_TIME_STAMPING}
    return not certificate.ca and (extended is None or bool(uses & _SIGNING_USES))


def chain_names(chain: Sequence[bytes]) -> tuple[str, ...]:
    """The owners of the certificates in `chain`, in its order."""
    return tuple(describe_certificate(each).owner for each in chain)


@dataclass(frozen=True)
class Signed:
    """What was seen of one signature before its certificate was judged. `time_kind`, `anchored_at` as in the facts."""

    field: str
    signed_at: datetime | None
    intact: bool
    covers: str
    findings: tuple[Finding, ...]
    algorithm: str = ""
    time_kind: TimeKind = "claimed"
    anchored_at: datetime | None = None


def signature_facts(signed: Signed, judgement: CertificateJudgement, trust: TrustPack) -> SignatureFacts:
    """Put what was seen and what was judged into the one plain value that people are shown."""
    facts = judgement.facts
    registered = trust.registered(facts.fingerprint)
    listed, now, proven = judgement.revocation_list_of, judgement.judged_at, judgement.proven_at
    return SignatureFacts(
        field=signed.field,
        who=facts.owner,
        organisation=facts.organisation,
        issuer=facts.issuer,
        serial=facts.serial,
        fingerprint=facts.fingerprint,
        signed_at=signed.signed_at,
        not_before=facts.not_before,
        not_after=facts.not_after,
        intact=signed.intact,
        covers=signed.covers,
        trusted=judgement.trusted,
        chain=chain_names(judgement.chain),
        revocation=judgement.revocation,
        revocation_list_of=judgement.revocation_list_of,
        registered_office=registered.office_name if registered else "",
        registered_role=registered.role.value if registered else "",
        findings=(*signed.findings, *judgement.findings),
        time_kind="anchored" if proven and signed.time_kind == "claimed" else signed.time_kind,
        anchored_at=signed.anchored_at or proven,
        managing_unit=registered.office_name if registered else facts.organisation,
        algorithm=signed.algorithm or facts.key,
        valid_at_signing=judgement.valid_then,
        revocation_age_days=max(0, (now - listed).days) if listed and now else None,
    )
