"""A throw-away authority for trying the program out: its keys prove nothing, and every name in it says so.

Nothing made here is shipped; the demonstration and the tests make their own in a folder of theirs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from cryptography.x509.oid import NameOID

from tmdt_desktop.i18n import utc_now
from tmdt_desktop.signing.certificates import describe_certificate
from tmdt_desktop.signing.keys import open_pkcs12
from tmdt_desktop.signing.trust import RegisteredCertificate, Role, write_register
from tmdt_desktop.signing.trust_files import TrustIssue, seal_trust

_BITS = 2048
_YEAR = timedelta(days=365)
_MARK = "THỬ NGHIỆM"
_DEPARTMENT = ("SCT", "Sở Công thương")


@dataclass(frozen=True)
class TrialOffice:
    """An office to make keys for: a key for each of `roles`. `leader` is a person's name."""

    code: str
    name: str
    leader: str
    roles: tuple[Role, ...] = (Role.LEADER, Role.SEAL)


@dataclass(frozen=True)
class TrialWish:
    """What to make. `password` opens every key file; certificates begin a day before `made_at` (now when None)."""

    offices: Sequence[TrialOffice]
    password: str
    made_at: datetime | None = None


@dataclass(frozen=True)
class TrialCa:
    """What was made: the trust pack's folder and the key files by office code and role.

    The pack is signed by the key of the first office with the role of the Department; where there is none, a key for
    «SCT» is made for that and registered.
    `expired` is a key whose certificate ran out yesterday, `revoked` one on the revocation list since twelve hours
    before `made_at`, `unknown` one from an authority that the trust pack does not know.
    """

    trust: Path
    keys: Mapping[tuple[str, Role], Path]
    expired: Path
    revoked: Path
    unknown: Path


@dataclass(frozen=True)
class _Authority:
    key: rsa.RSAPrivateKey
    certificate: x509.Certificate


@dataclass(frozen=True)
class _Maker:
    """Where keys go and who issues them."""

    folder: Path
    password: str
    issuers: tuple[_Authority, ...]
    made_at: datetime

    def key_file(self, name: str, subject: x509.Name, *, runs_out: timedelta = 2 * _YEAR) -> tuple[Path, bytes]:
        """Write `<name>.p12`; returns it with its certificate in DER."""
        key = _new_key()
        certificate = _leaf(subject, key, self.issuers[0], (self.made_at - timedelta(days=1), self.made_at + runs_out))
        path = self.folder / f"{name}.p12"
        chain = [each.certificate for each in self.issuers]
        protection = BestAvailableEncryption(self.password.encode())
        path.write_bytes(pkcs12.serialize_key_and_certificates(name.encode(), key, certificate, chain, protection))
        return path, certificate.public_bytes(Encoding.DER)


def make_trial_ca(folder: Path, wish: TrialWish) -> TrialCa:
    """Make root → issuing authority → keys, revocation lists and the trust pack in `folder`.

    Takes about a tenth of a second a key.
    """
    made_at = (wish.made_at or utc_now()).replace(microsecond=0)
    root = _authority("Gốc", None, made_at)
    issuing = _authority("Cấp phát", root, made_at)
    stranger = _authority("Gốc lạ", None, made_at)
    (folder / "keys").mkdir(parents=True, exist_ok=True)
    maker = _Maker(folder / "keys", wish.password, (issuing, root), made_at)
    offices = tuple(wish.offices)
    if not any(Role.DEPARTMENT in office.roles for office in offices):
        offices += (TrialOffice(*_DEPARTMENT, "", (Role.DEPARTMENT,)),)
    keys, register, certificates = _office_keys(maker, offices)
    expired, _ = maker.key_file("expired", _name("Hết hạn", _MARK), runs_out=-timedelta(hours=12))
    revoked, revoked_der = maker.key_file("revoked", _name("Bị thu hồi", _MARK))
    outside = _Maker(folder / "keys", wish.password, (stranger,), made_at)
    unknown, _ = outside.key_file("unknown", _name("Nơi cấp lạ", _MARK))
    trust = _write_trust(folder / "trust", (root, issuing), made_at, revoked=revoked_der)
    write_register(trust, register)
    (trust / "offices").mkdir(exist_ok=True)
    for each, der in zip(register, certificates, strict=True):
        (trust / "offices" / f"{each.fingerprint}.crt").write_bytes(der)
    issuer = next(office for office in offices if Role.DEPARTMENT in office.roles)
    signing = open_pkcs12(keys[issuer.code, Role.DEPARTMENT], wish.password)
    seal_trust(trust, TrustIssue(1, made_at, issuer.code, issuer.name), signing)
    return TrialCa(trust, keys, expired, revoked, unknown)


def _office_keys(
    maker: _Maker, offices: Sequence[TrialOffice]
) -> tuple[dict[tuple[str, Role], Path], list[RegisteredCertificate], list[bytes]]:
    keys, register, certificates = {}, [], []
    for office in offices:
        for role in office.roles:
            owner = office.leader if role is Role.LEADER else office.name
            path, der = maker.key_file(f"{office.code}-{role.value}", _name(owner, office.name))
            facts = describe_certificate(der)
            keys[office.code, role] = path
            certificates.append(der)
            register.append(
                RegisteredCertificate(
                    office.code, office.name, role, facts.owner, facts.fingerprint, maker.made_at.date()
                )
            )
    return keys, register, certificates


def _write_trust(
    folder: Path, authorities: tuple[_Authority, _Authority], made_at: datetime, *, revoked: bytes
) -> Path:
    root, issuing = authorities
    for name, content in (
        ("roots/trial-root.crt", root.certificate.public_bytes(Encoding.PEM)),
        ("intermediates/trial-issuing.crt", issuing.certificate.public_bytes(Encoding.PEM)),
        ("crls/trial-root.crl", _revocation_list(root, made_at, ())),
        ("crls/trial-issuing.crl", _revocation_list(issuing, made_at, (revoked,))),
    ):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def _revocation_list(authority: _Authority, made_at: datetime, revoked: Sequence[bytes]) -> bytes:
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(authority.certificate.subject)
        .last_update(made_at - timedelta(hours=1))
        .next_update(made_at + _YEAR)
        .add_extension(x509.CRLNumber(1), critical=False)
        .add_extension(_authority_id(authority), critical=False)
    )
    for der in revoked:
        entry = (
            x509.RevokedCertificateBuilder()
            .serial_number(x509.load_der_x509_certificate(der).serial_number)
            .revocation_date(made_at - timedelta(hours=12))
            .add_extension(x509.CRLReason(x509.ReasonFlags.key_compromise), critical=False)
        )
        builder = builder.add_revoked_certificate(entry.build())
    return builder.sign(authority.key, hashes.SHA256()).public_bytes(Encoding.DER)


def _authority(name: str, above: _Authority | None, made_at: datetime) -> _Authority:
    key = _new_key()
    subject = _name(name, f"{_MARK} - không có giá trị pháp lý")
    builder = (
        _builder(subject, key, (made_at - 3 * _YEAR, made_at + 10 * _YEAR))
        .issuer_name(above.certificate.subject if above else subject)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0 if above else 1), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
    )
    if above:
        builder = builder.add_extension(_authority_id(above), critical=False)
    return _Authority(key, builder.sign(above.key if above else key, hashes.SHA256()))


def _leaf(
    subject: x509.Name, key: rsa.RSAPrivateKey, issuer: _Authority, term: tuple[datetime, datetime]
) -> x509.Certificate:
    return (
        _builder(subject, key, term)
        .issuer_name(issuer.certificate.subject)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(_authority_id(issuer), critical=False)
        .sign(issuer.key, hashes.SHA256())
    )


def _builder(subject: x509.Name, key: rsa.RSAPrivateKey, term: tuple[datetime, datetime]) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(term[0])
        .not_valid_after(term[1])
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=not signs_certificates,
        key_encipherment=not signs_certificates,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _authority_id(authority: _Authority) -> x509.AuthorityKeyIdentifier:
    return x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key())


def _name(common_name: str, organisation: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, _MARK),
            x509.NameAttribute(NameOID.COMMON_NAME, f"{common_name} ({_MARK})"),
        ]
    )


def _new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=_BITS)
