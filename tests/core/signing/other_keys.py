"""Keys of every kind a counterpart may hold, each with a certificate that vouches for itself."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import NameOID

from tmdt_desktop.signing.keys import SigningKey, open_pkcs12

SECRET = "bí mật thử"
CURVES: dict[str, ec.EllipticCurve] = {
    "P-192": ec.SECP192R1(),
    "P-256": ec.SECP256R1(),
    "P-384": ec.SECP384R1(),
    "P-521": ec.SECP521R1(),
    "K-256": ec.SECP256K1(),
}
SIGNS = ("digital_signature", "content_commitment")


@dataclass(frozen=True)
class OtherKey:
    """A key as its holder has it: key file, certificate and bare key in PEM for openssl, certificate in DER."""

    file: Path
    certificate: Path
    bare: Path
    der: bytes

    def opened(self, padding: str = "pss") -> SigningKey:
        return open_pkcs12(self.file, SECRET, padding)


@dataclass(frozen=True)
class Wanted:
    """`kind`: «RSA 2048», «P-256», …; days of validity counted from now."""

    kind: str
    usages: tuple[str, ...] = (*SIGNS, "key_encipherment", "key_agreement")
    begins: int = -1
    ends: int = 1
    authority: bool = False


def make_key(folder: Path, wanted: Wanted) -> OtherKey:
    kind, _, bits = wanted.kind.partition(" ")
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
    key = rsa.generate_private_key(65537, int(bits)) if kind == "RSA" else ec.generate_private_key(CURVES[kind])
    certificate = _certificate(key, wanted)
    name = f"{wanted.kind.replace(' ', '-')}-{certificate.serial_number:x}"
    made = OtherKey(
        folder / f"{name}.p12", folder / f"{name}.crt", folder / f"{name}.pem", certificate.public_bytes(Encoding.DER)
    )
    made.certificate.write_bytes(certificate.public_bytes(Encoding.PEM))
    made.bare.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    lock = BestAvailableEncryption(SECRET.encode())
    made.file.write_bytes(pkcs12.serialize_key_and_certificates(b"key", key, certificate, None, lock))
    return made


def _certificate(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, wanted: Wanted) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"{wanted.kind} (THỬ NGHIỆM)")])
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + timedelta(days=wanted.begins))
        .not_valid_after(now + timedelta(days=wanted.ends))
        .add_extension(x509.BasicConstraints(ca=wanted.authority, path_length=None), critical=True)
        .add_extension(_usage(wanted.usages), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    return builder.sign(key, hashes.SHA256())


def _usage(given: tuple[str, ...]) -> x509.KeyUsage:
    names = (
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
    return x509.KeyUsage(**{name: name in given for name in names})
