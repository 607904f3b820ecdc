"""Authorities, certificates and revocation lists as a test wants them: on P-256, so that they cost nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from tmdt_desktop.signing.judging import CertificateJudgement, Question, judge_certificate
from tmdt_desktop.signing.trust import TrustPack

NOW = datetime(2024, 12, 18, 2, 0, tzinfo=UTC)
DAY = timedelta(days=1)
Extension = tuple[x509.ExtensionType, bool]


def named(name: str, organisation: str = "Thử nghiệm") -> x509.Name:
    return x509.Name(
        [x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation), x509.NameAttribute(NameOID.COMMON_NAME, name)]
    )


def usage(*names: str) -> x509.KeyUsage:
    every = (
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
        "encipher_only",
        "decipher_only",
    )
    return x509.KeyUsage(**{each: each in names for each in every})


@dataclass(frozen=True)
class Owner:
    """A key with its certificate."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)

    @property
    def name(self) -> x509.Name:
        return self.certificate.subject


@dataclass(frozen=True)
class Wish:
    """What a certificate is to be like. `depth`: path length; `ca` None: no basic constraints at all."""

    name: x509.Name
    ca: bool | None = False
    depth: int | None = None
    usages: tuple[str, ...] | None = ("digital_signature",)
    since: datetime = NOW - 300 * DAY
    until: datetime = NOW + 300 * DAY
    extra: Sequence[Extension] = ()
    marked: bool = True


def certified(wish: Wish, by: Owner | None = None, key: ec.EllipticCurvePrivateKey | None = None) -> Owner:
    own = key or ec.generate_private_key(ec.SECP256R1())
    builder = (
        x509.CertificateBuilder()
        .subject_name(wish.name)
        .issuer_name(by.name if by else wish.name)
        .public_key(own.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(wish.since)
        .not_valid_after(wish.until)
    )
    if wish.ca is not None:
        builder = builder.add_extension(x509.BasicConstraints(wish.ca, wish.depth), critical=True)
    if wish.usages is not None:
        builder = builder.add_extension(usage(*wish.usages), critical=True)
    if by is not None and wish.marked:
        mark = x509.AuthorityKeyIdentifier.from_issuer_public_key(by.key.public_key())
        builder = builder.add_extension(mark, critical=False)
    if wish.marked:
        builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(own.public_key()), critical=False)
    for extension, critical in wish.extra:
        builder = builder.add_extension(extension, critical)
    return Owner(own, builder.sign(by.key if by else own, hashes.SHA256()))


def authority(name: str, by: Owner | None = None, **changed: object) -> Owner:
    wish = Wish(named(name), ca=True, usages=("key_cert_sign", "crl_sign"))
    return certified(replace(wish, **changed), by)  # type: ignore[arg-type]


def signer(by: Owner, **changed: object) -> Owner:
    return certified(replace(Wish(named("Người ký")), **changed), by)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Gone:
    """A line of a revocation list."""

    whose: Owner
    at: datetime
    reason: x509.ReasonFlags | None = None
    lost: datetime | None = None
    extra: Sequence[Extension] = ()


def listed(
    by: Owner,
    *gone: Gone,
    made: datetime = NOW - DAY,
    until: datetime | None = NOW + 6 * DAY,
    extra: Sequence[Extension] = (),
) -> bytes:
    builder = x509.CertificateRevocationListBuilder().issuer_name(by.name).last_update(made)
    builder = builder.next_update(until or made + DAY)
    for extension, critical in extra:
        builder = builder.add_extension(extension, critical)
    for each in gone:
        line = (
            x509.RevokedCertificateBuilder()
            .serial_number(each.whose.certificate.serial_number)
            .revocation_date(each.at)
        )
        if each.reason is not None:
            line = line.add_extension(x509.CRLReason(each.reason), critical=False)
        if each.lost is not None:
            line = line.add_extension(x509.InvalidityDate(each.lost), critical=False)
        for extension, critical in each.extra:
            line = line.add_extension(extension, critical)
        builder = builder.add_revoked_certificate(line.build())
    return builder.sign(by.key, hashes.SHA256()).public_bytes(Encoding.DER)


def pack(roots: Sequence[Owner], between: Sequence[Owner] = (), crls: Sequence[bytes] = ()) -> TrustPack:
    return TrustPack(
        Path(), NOW.date(), tuple(each.der for each in roots), tuple(each.der for each in between), tuple(crls), ()
    )


def judged(whose: Owner, trust: TrustPack, **asked: object) -> CertificateJudgement:
    question = Question(whose.der, (), NOW, NOW)
    return judge_certificate(replace(question, **asked), trust)  # type: ignore[arg-type]


def codes(found: CertificateJudgement) -> set[str]:
    return {each.code for each in found.findings}
