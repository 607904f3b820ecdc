"""What a certificate says of itself (RFC 5280), as plain values."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from unicodedata import category

from asn1crypto import x509

from tmdt_desktop.errors import Damaged
from tmdt_desktop.i18n import universal_time
from tmdt_desktop.signing.algorithms import is_strong, key_words

LONGEST_NAME = 200


@dataclass(frozen=True)
class CertificateFacts:
    """A certificate in plain words. Moments are aware and in UTC; `fingerprint` is SHA-256 in lower hex.

    `usages` holds the key usages by their RFC 5280 names with underscores, or is empty when the certificate names
    none. `key` is for people: «RSA 2048».
    """

    owner: str
    organisation: str
    issuer: str
    serial: str
    not_before: datetime
    not_after: datetime
    fingerprint: str
    usages: frozenset[str]
    key: str
    strong: bool
    der: bytes


def describe_certificate(der: bytes) -> CertificateFacts:
    """Read the DER certificate `der`.

    Raises:
        Damaged: it is no certificate, or one that breaks RFC 5280.
    """
    try:
        return _facts(x509.Certificate.load(der, strict=True))
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError) as fault:
        raise Damaged("Không đọc được chứng thư số.", cure="Xin lại tệp chứng thư từ nơi cấp.") from fault


def _facts(certificate: x509.Certificate) -> CertificateFacts:
    subject, issuer = certificate.subject.native, certificate.issuer.native
    usage = certificate.key_usage_value
    return CertificateFacts(
        owner=_words(subject, "common_name", "organization_name"),
        organisation=_words(subject, "organization_name"),
        issuer=_words(issuer, "common_name", "organization_name"),
        serial=f"{certificate.serial_number:x}",
        not_before=universal_time(certificate.not_valid_before),
        not_after=universal_time(certificate.not_valid_after),
        fingerprint=hashlib.sha256(certificate.dump()).hexdigest(),
        usages=frozenset(usage.native) if usage is not None else frozenset(),
        key=key_words(certificate),
        strong=is_strong(certificate),
        der=certificate.dump(),
    )


def _words(name: dict[str, object], *parts: str) -> str:
    for part in parts:
        value = name.get(part)
        if value:
            return readable(", ".join(value) if isinstance(value, list) else str(value))
    return ""


def readable(name: str) -> str:
    """A name that a stranger wrote, on one line: what steers a terminal or turns writing round is left out."""
    kept = (" " if each.isspace() else each for each in name if each.isspace() or category(each)[0] != "C")
    return " ".join("".join(kept).split())[:LONGEST_NAME]
