"""Is a certificate to be believed? Path building by RFC 5280 against the trust pack, revocation by its stored lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from asn1crypto import crl as asn1_crl
from asn1crypto import x509
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import (
    DisallowedAlgorithmError,
    InsufficientRevinfoError,
    InvalidCertificateError,
    PathBuildingError,
    RevokedError,
    ValidationError,
)
from pyhanko_certvalidator.path import ValidationPath
from pyhanko_certvalidator.policy_decl import CertRevTrustPolicy, RevocationCheckingPolicy, RevocationCheckingRule

from tmdt_desktop.errors import Damaged
from tmdt_desktop.i18n import VIETNAM, day
from tmdt_desktop.signing.certificates import CertificateFacts, describe_certificate
from tmdt_desktop.signing.running import run
from tmdt_desktop.signing.trust import TrustPack
from tmdt_desktop.signing.verdicts import Finding, Revocation, SignatureFacts, TimeKind, finding

_TOLERANCE = timedelta(hours=1)
_MALFORMED = (ValueError, TypeError, KeyError, AttributeError)


@dataclass(frozen=True)
class CertificateJudgement:
    """What is to be thought of a certificate. `chain` runs from the signer to the root (DER) or is empty."""

    facts: CertificateFacts
    trusted: bool
    chain: tuple[bytes, ...]
    revocation: Revocation
    revocation_list_of: datetime | None
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Question:
    """Which certificate, with which others beside it, signing when (None: not claimed), asked when. Moments are UTC.

    `proven_at`: a moment at which the signature surely existed already (a time-stamp, the Department's receipt).
    """

    certificate: bytes
    beside: tuple[bytes, ...]
    signed_at: datetime | None
    now: datetime
    proven_at: datetime | None = None


def judge_certificate(question: Question, trust: TrustPack) -> CertificateJudgement:
    """Judge a signer's certificate at the claimed moment of signing.

    Raises:
        Damaged: the certificate cannot be read.
    """
    facts = describe_certificate(question.certificate)
    moment = question.signed_at or question.now
    findings = [*_time_findings(question), *_own_findings(facts, moment)]
    path, path_findings = _path(question, trust, moment, valid_then=facts.not_before <= moment <= facts.not_after)
    findings += path_findings
    if path is None:
        return CertificateJudgement(
            facts,
            trusted=False,
            chain=(),
            revocation=Revocation.UNCHECKED,
            revocation_list_of=None,
            findings=tuple(findings),
        )
    state, listed, revocation_findings = _revocation(question, trust, path, moment)
    findings += revocation_findings
    chain = tuple(each.dump() for each in reversed([*path.iter_certs(include_root=True)]))
    trusted = state is not Revocation.REVOKED
    return CertificateJudgement(facts, trusted, chain, state, listed, tuple(findings))


def _time_findings(question: Question) -> list[Finding]:
    if question.signed_at is None:
        return [finding("no_signing_time")]
    if question.signed_at > question.now + _TOLERANCE:
        return [finding("signed_in_future", day=day(question.signed_at.astimezone(VIETNAM)))]
    return []


def _own_findings(facts: CertificateFacts, moment: datetime) -> list[Finding]:
    found = []
    if moment > facts.not_after:
        found.append(finding("certificate_expired", day=day(facts.not_after.astimezone(VIETNAM))))
    if moment < facts.not_before:
        found.append(finding("certificate_early", day=day(facts.not_before.astimezone(VIETNAM))))
    if not facts.strong:
        found.append(finding("weak_algorithm"))
    if facts.usages and not facts.usages & {"digital_signature", "non_repudiation"}:
        found.append(finding("certificate_usage"))
    return found


def _path(
    question: Question, trust: TrustPack, moment: datetime, *, valid_then: bool
) -> tuple[ValidationPath | None, list[Finding]]:
    if not valid_then:
        return None, []
    if not trust.roots:  # the library would ask the operating system instead
        return None, [finding("unknown_root")]
    try:
        return _validate(question, trust, _context(trust, moment, None)), []
    except PathBuildingError:
        return None, [finding("unknown_root")]
    except DisallowedAlgorithmError:
        return None, [finding("weak_algorithm")]
    except (ValidationError, InvalidCertificateError, *_MALFORMED):
        return None, [finding("chain_broken")]


def _validate(question: Question, trust: TrustPack, context: ValidationContext) -> ValidationPath:
    others = [*trust.intermediates, *filter(_is_readable, question.beside)]
    validator = CertificateValidator(
        x509.Certificate.load(question.certificate),
        intermediate_certs=[x509.Certificate.load(each) for each in others],
        validation_context=context,
    )
    return run(validator.async_validate_path())


def _is_readable(certificate: bytes) -> bool:
    """A stranger's broken certificate must not stop the search for a path that does without it."""
    try:
        describe_certificate(certificate)
    except Damaged:
        return False
    return True


def _context(trust: TrustPack, moment: datetime, policy: CertRevTrustPolicy | None) -> ValidationContext:
    return ValidationContext(
        trust_roots=[x509.Certificate.load(each) for each in trust.roots],
        moment=moment,
        allow_fetching=False,
        crls=[asn1_crl.CertificateList.load(each) for each in trust.crls] if policy else [],
        revinfo_policy=policy or _policy(RevocationCheckingRule.NO_CHECK, RevocationCheckingRule.NO_CHECK),
    )


def _policy(signer: RevocationCheckingRule, above: RevocationCheckingRule) -> CertRevTrustPolicy:
    return CertRevTrustPolicy(RevocationCheckingPolicy(signer, above), retroactive_revinfo=True)


def _revocation(
    question: Question, trust: TrustPack, path: ValidationPath, moment: datetime
) -> tuple[Revocation, datetime | None, list[Finding]]:
    """Required wherever a list is stored: a softer mode of the library passes over lists that are at hand."""
    checked = [*path.iter_certs(include_root=False)]
    dates = [_newest_list(trust, each.issuer) for each in checked]
    listed = dates[-1]
    if listed is None:
        return Revocation.UNCHECKED, None, [finding("unchecked_revocation")]
    required = RevocationCheckingRule.CRL_REQUIRED
    policy = _policy(required, required if all(dates) else RevocationCheckingRule.NO_CHECK)
    missing = [] if all(dates) else [finding("unchecked_revocation")]
    state, found = _ask_lists(question, trust, policy, moment)
    if found and found[0].code == "stale_revocation":
        found = [finding("stale_revocation", day=day(listed.astimezone(VIETNAM)))]
    return state, listed, [*found, *missing]


def _ask_lists(
    question: Question, trust: TrustPack, policy: CertRevTrustPolicy, moment: datetime
) -> tuple[Revocation, list[Finding]]:
    """Ask for the moment of signing first, then for now: a later revocation makes a claimed moment worth little."""
    facts = describe_certificate(question.certificate)
    later = max(moment, min(question.now, facts.not_after))
    state: Revocation = Revocation.GOOD
    found: list[Finding] = []
    for at, code in ((moment, "revoked"), (later, "revoked_later")):
        try:
            _validate(question, trust, _context(trust, at, policy))
        except RevokedError as fault:
            return Revocation.REVOKED, [finding(code, day=day(fault.revocation_dt.astimezone(VIETNAM)))]
        except InsufficientRevinfoError:
            state, found = Revocation.UNCHECKED, [finding("stale_revocation", day="")]
        except (ValidationError, InvalidCertificateError, PathBuildingError):
            # Something above the signer has run out since; the list itself can no longer be proved.
            state, found = Revocation.UNCHECKED, [finding("stale_revocation", day="")]
    return state, found


def _newest_list(trust: TrustPack, issuer: x509.Name) -> datetime | None:
    lists = [asn1_crl.CertificateList.load(each)["tbs_cert_list"] for each in trust.crls]
    dates = [each["this_update"].native.astimezone(UTC) for each in lists if each["issuer"] == issuer]
    return max(dates, default=None)


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
        time_kind=signed.time_kind,
        anchored_at=signed.anchored_at,
        managing_unit=registered.office_name if registered else facts.organisation,
        algorithm=signed.algorithm or facts.key,
    )
