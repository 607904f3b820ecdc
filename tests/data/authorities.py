"""Invented authorities on curves, which are quick to make, with the lists that they sign."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from tmdt_desktop.i18n import utc_now


@dataclass(frozen=True)
class Authority:
    """A key and its certificate, and the lists that it signs."""

    name: str
    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    def crl(self, at: datetime, serials: tuple[int, ...] = (), *, until: datetime | None = None, **more: Any) -> bytes:
        made = x509.CertificateRevocationListBuilder().issuer_name(self.certificate.subject).last_update(at)
        made = made.next_update(until or at + timedelta(days=7))
        key_id = x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key())
        for each in (key_id, *more.values()):
            made = made.add_extension(each, critical=each is not key_id)
        for serial in serials:
            made = made.add_revoked_certificate(
                x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(at).build()
            )
        return made.sign(self.key, hashes.SHA256()).public_bytes(Encoding.DER)

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)

    @property
    def fingerprint(self) -> str:
        return self.certificate.fingerprint(hashes.SHA256()).hex()


def authority(name: str, above: Authority | None = None, *, ca: bool = True) -> Authority:
    """A root, or what `above` issued; no authority at all with `ca` False."""
    key, now = ec.generate_private_key(ec.SECP256R1()), utc_now()
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(above.certificate.subject if above else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=2))
        .not_valid_after(now + timedelta(days=999))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
    )
    return Authority(name, key, made.sign(above.key if above else key, hashes.SHA256()))
