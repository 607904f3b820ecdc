"""Certificates of authorities and their revocation lists as files bring them: told apart by what they are.

Forms read: certificates in DER or PEM (one or several), PKCS #7 bundles (.p7b, RFC 5652 without signatures) and
revocation lists in DER or PEM (RFC 5280, section 5).
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum

from asn1crypto import cms, pem, x509
from asn1crypto import crl as asn1_crl
from cryptography import x509 as checked_x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from tmdt_desktop.errors import Damaged
from tmdt_desktop.signing.certificates import describe_certificate

_MALFORMED = (ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError, RecursionError)
_STRONG = {"sha256", "sha384", "sha512", "sha3-256", "sha3-384", "sha3-512"}
_MOST = 1000


class Sort(Enum):
    """What a thing is."""

    ROOT = "root"
    INTERMEDIATE = "intermediate"
    CRL = "crl"
    OTHER = "other"


@dataclass(frozen=True)
class Brought:
    """One thing that a file brought. `fingerprint`: SHA-256 of `der`, lower hex; `name`: its owner or issuer."""

    sort: Sort
    der: bytes
    name: str
    fingerprint: str


@dataclass(frozen=True)
class ListFacts:
    """A revocation list in plain words. `scope` is the same for lists that replace each other: issuer, key, part.

    `complete`: it is no delta and speaks for all certificates of its issuer. `number`: of RFC 5280, 5.2.3, or None.
    Moments are UTC; `next_update` is None when the list does not say.
    """

    issuer: str
    this_update: datetime
    next_update: datetime | None
    number: int | None
    scope: bytes
    complete: bool
    count: int

    def newer_than(self, other: "ListFacts") -> bool:
        """Whether this list came after `other`, of the same scope."""
        return self.this_update > other.this_update


def brought_by(data: bytes) -> tuple[Brought, ...]:
    """Everything that a file's content holds, each once.

    Raises:
        Damaged: none of the forms.
    """
    try:
        found = {each.fingerprint: each for each in _each(data)}
    except (*_MALFORMED, Damaged) as fault:
        raise _strange() from fault
    if not found or len(found) > _MOST:
        raise _strange()
    return tuple(found.values())


def _strange() -> Damaged:
    return Damaged(
        "Tệp không chứa chứng thư hay danh sách thu hồi nào đọc được.",
        cure="Chọn tệp .crt, .cer, .pem, .p7b hoặc .crl tải từ trang của nơi cấp chứng thư.",
    )


def _each(data: bytes) -> Iterator[Brought]:
    if pem.detect(data):
        for _, _, der in pem.unarmor(data, multiple=True):
            yield from _told(der)
    else:
        yield from _told(data)


def _told(der: bytes) -> Iterator[Brought]:
    """A certificate, a list and a bundle differ in what their outer sequence begins with."""
    for read in (_certificate, _list, _bundle):
        try:
            yield from tuple(read(der))
        except (*_MALFORMED, Damaged):
            continue
        return
    raise ValueError("none of the forms")


def _certificate(der: bytes) -> Iterator[Brought]:
    facts = describe_certificate(der)
    yield Brought(_sort(der), der, facts.owner, facts.fingerprint)


def _sort(der: bytes) -> Sort:
    """A root names itself as its issuer. Its own signature proves nothing: its fingerprint is what people confirm."""
    certificate = x509.Certificate.load(der, strict=True)
    if not certificate.ca:
        return Sort.OTHER
    return Sort.INTERMEDIATE if certificate.self_signed == "no" else Sort.ROOT


def _list(der: bytes) -> Iterator[Brought]:
    yield Brought(Sort.CRL, der, describe_list(der).issuer, hashlib.sha256(der).hexdigest())


def _bundle(der: bytes) -> Iterator[Brought]:
    content = cms.ContentInfo.load(der, strict=True)
    if content["content_type"].native != "signed_data":
        raise ValueError("no bundle")
    for each in content["content"]["certificates"] or ():
        yield from _certificate(each.chosen.dump())
    for each in content["content"]["crls"] or ():
        yield from _list(each.chosen.dump())


def describe_list(der: bytes) -> ListFacts:
    """Read a revocation list.

    Raises:
        Damaged: it is none, or breaks RFC 5280.
    """
    try:
        return _list_facts(asn1_crl.CertificateList.load(der, strict=True))
    except _MALFORMED as fault:
        raise Damaged("Không đọc được danh sách thu hồi.", cure="Tải lại danh sách từ trang của nơi cấp.") from fault


def _list_facts(found: asn1_crl.CertificateList) -> ListFacts:
    said = found["tbs_cert_list"]
    issuer, until = found.issuer.native, said["next_update"].native
    part = found.issuing_distribution_point_value
    key = found.authority_key_identifier_value
    known = key["key_identifier"].native if key is not None else None
    name = issuer.get("common_name") or issuer.get("organization_name") or ""
    return ListFacts(
        issuer=", ".join(name) if isinstance(name, list) else str(name),
        this_update=said["this_update"].native.astimezone(UTC),
        next_update=until.astimezone(UTC) if until else None,
        number=found.crl_number_value.native if found.crl_number_value is not None else None,
        scope=b"\0".join((found.issuer.dump(), known or b"", part.dump() if part is not None else b"")),
        complete=found.delta_crl_indicator_value is None and (part is None or _speaks_for_all(part.native)),
        count=len(said["revoked_certificates"]),
    )


def _speaks_for_all(part: dict[str, object]) -> bool:
    limits = ("only_contains_user_certs", "only_contains_ca_certs", "only_some_reasons", "indirect_crl")
    return not any(part.get(name) for name in (*limits, "only_contains_attribute_certs"))


def issued_by(der: bytes, issuer: bytes) -> bool:
    """Whether the certificate `der` bears the name and a strong, right signature of the authority `issuer`."""
    try:
        child, above = (checked_x509.load_der_x509_certificate(each) for each in (der, issuer))
        if not _is_authority(issuer, "key_cert_sign") or not _is_strong(child.signature_hash_algorithm):
            return False
        child.verify_directly_issued_by(above)
    except (*_MALFORMED, InvalidSignature, UnsupportedAlgorithm, Damaged):
        return False
    return True


def list_signed_by(der: bytes, issuer: bytes) -> bool:
    """Whether the revocation list `der` bears the name and a strong, right signature of the authority `issuer`."""
    try:
        found, above = checked_x509.load_der_x509_crl(der), checked_x509.load_der_x509_certificate(issuer)
        key = above.public_key()
        if not isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey) or found.issuer != above.subject:
            return False
        if not _is_authority(issuer, "crl_sign") or not _is_strong(found.signature_hash_algorithm):
            return False
        return found.is_signature_valid(key)
    except (*_MALFORMED, InvalidSignature, UnsupportedAlgorithm, Damaged):
        return False


def _is_authority(der: bytes, usage: str) -> bool:
    facts = describe_certificate(der)
    is_ca = bool(x509.Certificate.load(der, strict=True).ca)
    return is_ca and facts.strong and (not facts.usages or usage in facts.usages)


def _is_strong(algorithm: object) -> bool:
    return getattr(algorithm, "name", "") in _STRONG
