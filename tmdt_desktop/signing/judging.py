"""Is a certificate to be believed? Path building by RFC 5280 against the trust pack, revocation by its stored lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from asn1crypto import x509

from tmdt_desktop.i18n import local_day
from tmdt_desktop.signing.certificates import CertificateFacts, describe_certificate
from tmdt_desktop.signing.path_building import SIGNING_USES, TIME_STAMPING, Pool, find_paths
from tmdt_desktop.signing.revocation import TOLERANCE, Asked, ListsSay, ask_lists
from tmdt_desktop.signing.trust import TrustPack
from tmdt_desktop.signing.verdicts import Finding, Revocation, SignatureFacts, TimeKind, finding, judge

Purpose = Literal["sign", "stamp"]


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
        """The moment to judge by: the claim, unless it is proved to be too late, lies ahead, or there is none."""
        if self.proven_at is not None and (self.signed_at is None or self.signed_at > self.proven_at):
            return self.proven_at
        claimed = self.signed_at or self.now
        return self.now if claimed > self.now + TOLERANCE else claimed


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
    said = ListsSay(Revocation.UNCHECKED, None, trusted=False, findings=())
    if in_term:
        chain, said, path_findings = _best_chain(question, trust)
        findings += path_findings
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


def _best_chain(question: Question, trust: TrustPack) -> tuple[tuple[bytes, ...], ListsSay, tuple[Finding, ...]]:
    """The path of which the lists speak best: where an authority was certified by two, one may have been revoked."""
    pool = Pool(trust.roots, (*trust.intermediates, *question.beside))
    paths, findings = find_paths(question.certificate, pool, question.moment)
    asked = Asked(question.moment, question.proven_at, question.now)
    chains = [tuple(each.dump() for each in path) for path in paths]
    told = [(chain, ask_lists(chain, trust.crls, asked)) for chain in chains]
    if not told:
        return (), ListsSay(Revocation.UNCHECKED, None, trusted=False, findings=()), findings
    chain, said = min(told, key=lambda each: (judge(each[1].findings).rank, not each[1].trusted))
    return chain, said, findings


def _time_findings(question: Question) -> list[Finding]:
    if question.signed_at is None:
        return [] if question.proven_at else [finding("no_signing_time")]
    told = local_day(question.signed_at)
    if question.proven_at is not None and question.signed_at > question.proven_at + TOLERANCE:
        return [finding("time_after_proof", day=told, proven=local_day(question.proven_at))]
    if question.signed_at > question.now + TOLERANCE:
        return [finding("signed_in_future", day=told)]
    return []


def _own_findings(facts: CertificateFacts, question: Question) -> list[Finding]:
    found = []
    if question.moment > facts.not_after:
        found.append(finding("certificate_expired", day=local_day(facts.not_after)))
    if question.moment < facts.not_before:
        found.append(finding("certificate_early", day=local_day(facts.not_before)))
    if question.moment <= facts.not_after < question.now and question.proven_at is None:
        found.append(finding("expired_unproven", day=local_day(facts.not_after)))
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
        return uses == {TIME_STAMPING}
    return not certificate.ca and (extended is None or bool(uses & SIGNING_USES))


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
