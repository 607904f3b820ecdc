"""From a signer up to a root of the trust pack (RFC 5280 §6.1; building after RFC 4158).

Every step is a signature that holds, so a stranger's certificates can neither lead astray nor round in circles.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice

from asn1crypto import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.x509 import load_der_x509_certificate
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.authority import CertTrustAnchor
from pyhanko_certvalidator.errors import (
    AlgorithmNotSupported,
    DisallowedAlgorithmError,
    InvalidCertificateError,
    PathError,
    ValidationError,
)
from pyhanko_certvalidator.path import ValidationPath
from pyhanko_certvalidator.policy_decl import CertRevTrustPolicy, RevocationCheckingPolicy, RevocationCheckingRule
from pyhanko_certvalidator.validate import SUPPORTED_EXTENSIONS, async_validate_path

from tmdt_desktop.i18n import local_day
from tmdt_desktop.signing.algorithms import is_strong
from tmdt_desktop.signing.certificates import readable
from tmdt_desktop.signing.running import run
from tmdt_desktop.signing.verdicts import Finding, finding

LONGEST = 8
"""Certificates in a path at most, with signer and root."""
TIME_STAMPING = "1.3.6.1.5.5.7.3.8"
SIGNING_USES = frozenset(
    {
        "2.5.29.37.0",  # any
        "1.3.6.1.5.5.7.3.2",  # client authentication: what most personal certificates carry
        "1.3.6.1.5.5.7.3.4",  # e-mail
        "1.3.6.1.5.5.7.3.36",  # documents (RFC 9336)
        "1.3.6.1.4.1.311.10.3.12",  # documents (Microsoft)
        "1.2.840.113583.1.1.5",  # documents (Adobe)
    }
)
"""Extended key usages, one of which a certificate that has any must name to sign documents."""
_WEAK = ("md2_", "md5_", "sha1_")
_MOST_TRIED = 64
_MOST_PATHS = 8
_MALFORMED = (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError)
_NO_CHECK = RevocationCheckingPolicy(RevocationCheckingRule.NO_CHECK, RevocationCheckingRule.NO_CHECK)

Path = tuple[x509.Certificate, ...]
"""Certificates from the signer to the root."""


@dataclass(frozen=True)
class Pool:
    """Where a path may lead through: roots that are believed, and others that must be proved. All DER."""

    roots: tuple[bytes, ...]
    others: tuple[bytes, ...]


def find_paths(signer: bytes, pool: Pool, moment: datetime) -> tuple[tuple[Path, ...], tuple[Finding, ...]]:
    """The paths from `signer` that hold at `moment`, the likeliest first; without any, what was wrong with that one."""
    try:
        search = _Search(_loaded(pool.roots), _loaded(pool.others))
        tried = [(path, _fault(path, moment)) for path in islice(search.paths((_load(signer),)), _MOST_PATHS)]
        good = tuple(path for path, fault in tried if fault is None)
        faults = (fault for _, fault in tried if fault is not None)
        return good, () if good else (next(faults, None) or finding(search.why),)
    except _MALFORMED:
        return (), (finding("chain_broken"),)


def _load(certificate: bytes) -> x509.Certificate:
    return x509.Certificate.load(certificate)


def _loaded(certificates: Sequence[bytes]) -> tuple[x509.Certificate, ...]:
    """Those that can be read: a stranger's broken certificate must not stop the search for a path without it."""
    made = []
    for each in dict.fromkeys(certificates):
        try:
            certificate = x509.Certificate.load(each, strict=True)
            _ = certificate.subject.hashable, certificate.issuer.hashable, certificate.key_identifier
        except _MALFORMED:
            continue
        made.append(certificate)
    return tuple(made)


@dataclass
class _Search:
    """Depth first, and only so far. `why`: what to say when nothing is found."""

    roots: tuple[x509.Certificate, ...]
    others: tuple[x509.Certificate, ...]
    tried: int = 0
    why: str = "unknown_root"
    known: dict[tuple[bytes, bytes], bool] = field(default_factory=dict)

    def paths(self, path: Path) -> Iterator[Path]:
        """Every way from the last certificate of `path` to a root."""
        last = path[-1]
        for root in self._issuers(last, self.roots):
            if root not in path:
                yield (*path, root)
        if len(path) + 1 >= LONGEST:
            return
        for issuer in self._issuers(last, self.others):
            if not any(_is_same_authority(issuer, each) for each in path):
                yield from self.paths((*path, issuer))

    def _issuers(self, certificate: x509.Certificate, among: Sequence[x509.Certificate]) -> Iterator[x509.Certificate]:
        for each in among:
            if each.subject == certificate.issuer and self._signed(certificate, each):
                yield each

    def _signed(self, certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
        pair = certificate.sha256, issuer.sha256
        if pair not in self.known:
            if self.tried >= _MOST_TRIED:
                return False
            self.tried += 1
            why = _why_not_signed(certificate, issuer)
            self.known[pair] = not why
            self.why = why if why and _claims(certificate, issuer) else self.why
        return self.known[pair]


def _why_not_signed(certificate: x509.Certificate, issuer: x509.Certificate) -> str:
    """The code of what is wrong with the signature under the certificate, empty when the issuer made it."""
    if certificate["signature_algorithm"]["algorithm"].native.startswith(_WEAK):
        return "weak_algorithm"
    try:
        load_der_x509_certificate(certificate.dump()).verify_directly_issued_by(
            load_der_x509_certificate(issuer.dump())
        )
    except (InvalidSignature, UnsupportedAlgorithm, *_MALFORMED):
        return "chain_broken"
    return ""


def _claims(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    """Whether the certificate says that this very key of the issuer signed it."""
    mark = certificate.authority_key_identifier
    return mark is None or mark == issuer.key_identifier


def _is_same_authority(one: x509.Certificate, other: x509.Certificate) -> bool:
    return bool(one.subject == other.subject and one.public_key.dump() == other.public_key.dump())


def _fault(path: Path, moment: datetime) -> Finding | None:
    """What is wrong with `path`, in words as plain as can be; the library has the last say."""
    for below, authority in enumerate(path[1:]):
        found = _authority_fault(authority, moment, below)
        if found is not None:
            return found
    for each in path:
        if any(extension["critical"].native for extension in _strange(each)):
            return finding("certificate_extension", name=name_of(each))
    return _library_fault(path, moment)


def _authority_fault(authority: x509.Certificate, moment: datetime, below: int) -> Finding | None:
    """`below`: how many authorities stand between it and the signer."""
    name, limits, usage = name_of(authority), authority.basic_constraints_value, authority.key_usage_value
    if moment > authority.not_valid_after:
        return finding("authority_expired", name=name, day=local_day(authority.not_valid_after))
    if moment < authority.not_valid_before:
        return finding("authority_early", name=name, day=local_day(authority.not_valid_before))
    if limits is None or not limits["ca"].native or (usage is not None and "key_cert_sign" not in usage.native):
        return finding("authority_usage", name=name)
    if not is_strong(authority):
        return finding("weak_algorithm")
    extended = authority.extended_key_usage_value
    if extended is not None and not {each.dotted for each in extended} & (SIGNING_USES | {TIME_STAMPING}):
        return finding("authority_usage", name=name)
    longest = limits["path_len_constraint"].native
    return finding("authority_length", name=name) if longest is not None and below > longest else None


def _strange(certificate: x509.Certificate) -> Iterator[x509.Extension]:
    extensions = certificate["tbs_certificate"]["extensions"]
    yield from (each for each in extensions if each["extn_id"].native not in SUPPORTED_EXTENSIONS)


def _library_fault(path: Path, moment: datetime) -> Finding | None:
    context = ValidationContext(
        trust_roots=[path[-1]],
        moment=moment,
        allow_fetching=False,
        revinfo_policy=CertRevTrustPolicy(_NO_CHECK, retroactive_revinfo=True),
    )
    try:
        way = ValidationPath(_anchor(path[-1]), list(reversed(path[1:-1])), path[0])
        run(async_validate_path(context, way))
    except (DisallowedAlgorithmError, AlgorithmNotSupported):
        return finding("weak_algorithm")
    except (ValidationError, InvalidCertificateError, PathError, *_MALFORMED):
        narrow = next((each for each in path[1:] if each.name_constraints_value is not None), None)
        return finding("chain_broken") if narrow is None else finding("authority_names", name=name_of(narrow))
    return None


def _anchor(root: x509.Certificate) -> CertTrustAnchor:
    """The root with its own limits in force. The library cannot do without a length for attribute authorities."""
    limits = CertTrustAnchor(root, derive_default_quals_from_cert=True).trust_qualifiers
    return CertTrustAnchor(root, replace(limits, max_aa_path_length=LONGEST))


def name_of(certificate: x509.Certificate) -> str:
    """Whose certificate it is, shortly."""
    subject = certificate.subject.native
    found = subject.get("common_name") or subject.get("organization_name") or certificate.subject.human_friendly
    return readable(", ".join(found) if isinstance(found, list) else str(found))
