"""What stored revocation lists say of the certificates of a path (RFC 5280 §5 and §6.3).

Only a list that the very key which issued the certificate has signed is asked. A list that says «revoked» is believed
even when it is old or of a part only; «not revoked» is believed only of a list that speaks for all certificates of
that kind, has not run out, and was made while the certificate was in its term.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm

from tmdt_desktop.i18n import local_day
from tmdt_desktop.signing.certificates import readable
from tmdt_desktop.signing.verdicts import Finding, Revocation, finding

TOLERANCE = timedelta(hours=1)
"""How far two clocks may differ."""
LONGEST_OVERDUE = timedelta(days=30)
"""How long after its time a list still counts for something."""
_STRONG = {"sha256", "sha384", "sha512"}
_MALFORMED = (ValueError, TypeError, KeyError, AttributeError, UnsupportedAlgorithm)


@dataclass(frozen=True)
class Asked:
    """`moment`: of signing, as far as known; `proven_at`: when the signature surely existed, or None; `now`. UTC."""

    moment: datetime
    proven_at: datetime | None
    now: datetime


@dataclass(frozen=True)
class ListsSay:
    """`listed`: when the list that was asked for the signer's own certificate was made. `trusted`: in spite of them."""

    state: Revocation
    listed: datetime | None
    trusted: bool
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class _List:
    """A list that may be asked about one certificate. `complete`: its silence says something; `early`: not yet made."""

    made: datetime
    until: datetime
    complete: bool
    early: bool
    entry: x509.RevokedCertificate | None


@dataclass(frozen=True)
class _Entry:
    since: datetime
    held: bool


def ask_lists(path: Sequence[bytes], crls: Sequence[bytes], asked: Asked) -> ListsSay:
    """Ask about every certificate of `path` (DER, from the signer to the root) but the root."""
    certificates = [x509.load_der_x509_certificate(each) for each in path]
    stored = [*_stored(crls)]
    said = [
        _one(certificates[place], _about(certificates[place], certificates[place + 1], stored, asked.now), asked, place)
        for place in range(len(certificates) - 1)
    ]
    findings = tuple(dict.fromkeys(found for _, _, found in said if found is not None))
    states = [state for state, _, _ in said]
    state = next((each for each in (Revocation.REVOKED, Revocation.UNCHECKED) if each in states), Revocation.GOOD)
    bad = any(each.code in _NOT_TRUSTED for each in findings)
    return ListsSay(state, said[0][1] if said else None, not bad, findings)


_NOT_TRUSTED = frozenset(
    {"revoked", "revoked_later", "suspended", "suspended_later", "authority_revoked", "authority_revoked_later"}
)


def _stored(crls: Sequence[bytes]) -> Iterator[x509.CertificateRevocationList]:
    for each in crls:
        try:
            yield x509.load_der_x509_crl(each)
        except _MALFORMED:
            continue


def _one(
    certificate: x509.Certificate, lists: Sequence[_List], asked: Asked, place: int
) -> tuple[Revocation, datetime | None, Finding | None]:
    newest = max((each for each in lists if each.complete), key=lambda each: each.made, default=None)
    entry = _revoked(lists, newest)
    made = newest.made if newest else max((each.made for each in lists), default=None)
    if entry is not None:
        return Revocation.REVOKED, made, _revoked_finding(certificate, entry, asked, place)
    if newest is None:
        early = next((each for each in lists if each.early), None)
        none = finding("early_revocation", day=local_day(early.made)) if early else finding("unchecked_revocation")
        return Revocation.UNCHECKED, None, none
    found = _staleness(certificate, newest, asked)
    return (Revocation.UNCHECKED if found else Revocation.GOOD), newest.made, found


def _revoked(lists: Sequence[_List], newest: _List | None) -> _Entry | None:
    """A revocation is for ever; a suspension only as long as the newest list that speaks for all still tells it."""
    found = []
    for each in lists:
        if each.entry is None:
            continue
        reason = _reason(each.entry)
        if reason is x509.ReasonFlags.remove_from_crl:
            continue
        held = reason is x509.ReasonFlags.certificate_hold
        if not held or newest is None or each.made >= newest.made:
            found.append(_Entry(_since(each.entry), held))
    return min(found, key=lambda each: (each.held, each.since), default=None)


def _revoked_finding(certificate: x509.Certificate, entry: _Entry, asked: Asked, place: int) -> Finding:
    since = local_day(entry.since)
    if entry.since > asked.moment and asked.proven_at is not None and entry.since > asked.proven_at:
        return finding("revoked_after_proof", day=since)
    earlier = entry.since <= asked.moment
    if place:
        name = _name(certificate)
        return finding("authority_revoked" if earlier else "authority_revoked_later", name=name, day=since)
    if entry.held:
        return finding("suspended" if earlier else "suspended_later", day=since)
    return finding("revoked" if earlier else "revoked_later", day=since)


def _staleness(certificate: x509.Certificate, newest: _List, asked: Asked) -> Finding | None:
    """A list must reach up to the moment that matters: of the proof, else now; never past the certificate's term."""
    ends = certificate.not_valid_after_utc
    if newest.made > ends:
        return finding("revocation_after_term", day=local_day(newest.made))
    wanted = min(asked.proven_at or asked.now, ends)
    overdue = wanted - newest.until
    if newest.made >= wanted or overdue <= timedelta(0):
        return None
    code = "stale_revocation" if overdue <= LONGEST_OVERDUE else "revocation_too_old"
    return finding(code, day=local_day(newest.made), days=str(max(1, overdue.days)))


def _about(
    certificate: x509.Certificate,
    issuer: x509.Certificate,
    stored: Sequence[x509.CertificateRevocationList],
    now: datetime,
) -> list[_List]:
    if not _may_sign_lists(issuer):
        return []
    made = []
    for each in stored:
        try:
            seen = _read(each, certificate, issuer, now)
        except _MALFORMED:
            continue
        if seen is not None:
            made.append(seen)
    return made


def _may_sign_lists(issuer: x509.Certificate) -> bool:
    try:
        return bool(issuer.extensions.get_extension_for_class(x509.KeyUsage).value.crl_sign)
    except x509.ExtensionNotFound:
        return True
    except _MALFORMED:
        return False


def _read(
    crl: x509.CertificateRevocationList, certificate: x509.Certificate, issuer: x509.Certificate, now: datetime
) -> _List | None:
    if crl.issuer != issuer.subject or not _is_signed(crl, issuer) or not _is_understood(crl):
        return None
    made, early = crl.last_update_utc, crl.last_update_utc > now + TOLERANCE
    entry = crl.get_revoked_certificate_by_serial_number(certificate.serial_number)
    if entry is not None and any(each.critical and not _is_known(each.value) for each in entry.extensions):
        return None
    return _List(made, crl.next_update_utc or made, not early and _is_complete(crl, certificate), early, entry)


def _is_signed(crl: x509.CertificateRevocationList, issuer: x509.Certificate) -> bool:
    digest = crl.signature_hash_algorithm
    if digest is None or digest.name not in _STRONG:
        return False
    return crl.is_signature_valid(issuer.public_key())  # type: ignore[arg-type] # other keys raise TypeError


def _is_understood(crl: x509.CertificateRevocationList) -> bool:
    """An indirect list speaks for other authorities too, and an unknown critical extension could mean anything."""
    scope = _scope(crl)
    if scope is not None and (scope.indirect_crl or scope.only_contains_attribute_certs):
        return False
    known = (x509.IssuingDistributionPoint, x509.DeltaCRLIndicator, x509.CRLNumber, x509.AuthorityKeyIdentifier)
    return all(isinstance(each.value, known) for each in crl.extensions if each.critical)


def _is_known(value: x509.ExtensionType) -> bool:
    return isinstance(value, x509.CRLReason | x509.InvalidityDate)


def _is_complete(crl: x509.CertificateRevocationList, certificate: x509.Certificate) -> bool:
    """Whether the list would have to tell if `certificate` were revoked, for whatever reason."""
    if any(isinstance(each.value, x509.DeltaCRLIndicator) for each in crl.extensions):
        return False
    scope = _scope(crl)
    if scope is None:
        return True
    if scope.only_some_reasons or scope.relative_name:
        return False
    authority = _is_authority(certificate)
    if (scope.only_contains_user_certs and authority) or (scope.only_contains_ca_certs and not authority):
        return False
    return scope.full_name is None or bool({*scope.full_name} & _places(certificate))


def _scope(crl: x509.CertificateRevocationList) -> x509.IssuingDistributionPoint | None:
    try:
        return crl.extensions.get_extension_for_class(x509.IssuingDistributionPoint).value
    except x509.ExtensionNotFound:
        return None


def _is_authority(certificate: x509.Certificate) -> bool:
    try:
        return bool(certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca)
    except x509.ExtensionNotFound:
        return False


def _places(certificate: x509.Certificate) -> set[x509.GeneralName]:
    """Where the certificate says its revocation is told, in full and for every reason."""
    try:
        points = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    except x509.ExtensionNotFound:
        return set()
    return {name for each in points if not each.reasons and not each.crl_issuer for name in each.full_name or ()}


def _reason(entry: x509.RevokedCertificate) -> x509.ReasonFlags:
    try:
        return entry.extensions.get_extension_for_class(x509.CRLReason).value.reason
    except x509.ExtensionNotFound:
        return x509.ReasonFlags.unspecified


def _since(entry: x509.RevokedCertificate) -> datetime:
    """From when it is not to be believed: the key may have been lost before anybody told."""
    try:
        known = entry.extensions.get_extension_for_class(x509.InvalidityDate).value.invalidity_date_utc
    except x509.ExtensionNotFound:
        return entry.revocation_date_utc
    return min(known, entry.revocation_date_utc)


def _name(certificate: x509.Certificate) -> str:
    names = certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return readable(str(names[0].value) if names else certificate.subject.rfc4514_string())
