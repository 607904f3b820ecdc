"""Tokens for tests: SoftHSM with a folder of its own, filled object by object so that ids and names can be made to disagree."""

import shutil
import subprocess
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pkcs11
import pytest
from asn1crypto import x509
from cryptography import x509 as cx509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption
from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12, serialize_key_and_certificates
from cryptography.x509.oid import NameOID
from pkcs11 import Attribute, CertificateType, ObjectClass, Session
from pkcs11.util.ec import decode_ec_private_key, decode_ec_public_key
from pkcs11.util.rsa import decode_rsa_private_key, decode_rsa_public_key

from tmdt_desktop.i18n import utc_now

PLACES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/libsofthsm2.so")
PIN = "Kho4-Ky-So"
_DER = serialization.Encoding.DER


@dataclass(frozen=True)
class Item:
    """What goes on a token. The ids of certificate and key may differ; `public`: the public half is stored too."""

    key_file: Path
    password: str
    id_: bytes = b"\x01"
    key_id: bytes | None = None
    label: str = "ky so"
    public: bool = False
    certificate: bool = True
    key: bool = True


def driver_or_skip() -> Path:
    """SoftHSM's library; the test is skipped where it is not installed."""
    found = [Path(place) for place in PLACES if Path(place).exists()]
    if not found or not shutil.which("softhsm2-util"):
        pytest.skip("SoftHSM (softhsm2-util, libsofthsm2.so) is not installed")
    return found[0]


def token_at(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh token that lies in `folder`, for this test alone. Returns its driver; skips where SoftHSM is missing."""
    driver = driver_or_skip()
    monkeypatch.setenv("SOFTHSM2_CONF", str(folder / "softhsm2.conf"))
    make_token(folder)
    return driver


def copied_token(filled: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The token that lies in `filled` once more in `folder`, for this test alone. Returns its driver."""
    shutil.copytree(filled, folder)
    _configure(folder)
    monkeypatch.setenv("SOFTHSM2_CONF", str(folder / "softhsm2.conf"))
    return driver_or_skip()


def _configure(folder: Path) -> None:
    (folder / "tokens").mkdir(parents=True, exist_ok=True)
    config = f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\nlog.level = ERROR\n"
    (folder / "softhsm2.conf").write_text(config, encoding="utf-8")


def make_token(folder: Path, label: str = "LanhDao") -> None:
    """A token in `folder`, which the environment variable SOFTHSM2_CONF must already name by its softhsm2.conf."""
    _configure(folder)
    command = ["softhsm2-util", "--init-token", "--free", "--label", label, "--pin", PIN, "--so-pin", "87654321"]
    subprocess.run(command, check=True, capture_output=True)


def fill(driver: Path, items: tuple[Item, ...], chain: bool = True, label: str = "LanhDao") -> None:
    """Put the items on the token `label`, with the authorities' certificates of the first when `chain` is set."""
    library = pkcs11.lib(str(driver))
    token = next(s.get_token() for s in library.get_slots(token_present=True) if s.get_token().label == label)
    with token.open(rw=True, user_pin=PIN) as session:
        for number, item in enumerate(items):
            _store(session, item, chain=chain and not number)
    library.finalize()


def _store(session: Session, item: Item, *, chain: bool) -> None:
    content = load_pkcs12(item.key_file.read_bytes(), item.password.encode())
    assert content.cert is not None
    own = content.cert.certificate.public_bytes(_DER)
    if item.certificate:
        _certificate(session, own, item.id_, item.label)
    for number, each in enumerate(content.additional_certs if chain else ()):
        _certificate(session, each.certificate.public_bytes(_DER), bytes([0xC0, number]), "authority")
    if item.key:
        _key(session, content.key, item)


def _certificate(session: Session, der: bytes, id_: bytes, label: str) -> None:
    made = x509.Certificate.load(der)
    session.create_object(
        {
            Attribute.CLASS: ObjectClass.CERTIFICATE,
            Attribute.CERTIFICATE_TYPE: CertificateType.X_509,
            Attribute.TOKEN: True,
            Attribute.VALUE: der,
            Attribute.SUBJECT: made.subject.dump(),
            Attribute.ID: id_,
            Attribute.LABEL: label,
        }
    )


def _key(session: Session, key: Any, item: Item) -> None:
    plain = key.private_bytes(_DER, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption())
    half = key.public_key()
    if isinstance(key, rsa.RSAPrivateKey):
        private = decode_rsa_private_key(plain)
        public = decode_rsa_public_key(half.public_bytes(_DER, serialization.PublicFormat.PKCS1))
        use = {Attribute.SIGN: True, Attribute.DECRYPT: True}
    else:
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        private = decode_ec_private_key(plain)
        public = decode_ec_public_key(half.public_bytes(_DER, serialization.PublicFormat.SubjectPublicKeyInfo))
        use = {Attribute.SIGN: True, Attribute.DERIVE: True}
    names = {Attribute.TOKEN: True, Attribute.ID: item.key_id or item.id_, Attribute.LABEL: "khoa"}
    session.create_object({**private, **names, **use, Attribute.PRIVATE: True, Attribute.SENSITIVE: True})
    if item.public:
        session.create_object({**public, **names, Attribute.PRIVATE: False})


def own_key_file(
    at: Path, key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, *, days: int = 30, authority: bool = False
) -> Path:
    """A key file with a certificate that the key signed itself, valid from yesterday for `days`; an authority's if so said."""
    name = cx509.Name([cx509.NameAttribute(NameOID.COMMON_NAME, at.stem)])
    start = utc_now() - timedelta(days=1)
    made = (
        cx509.CertificateBuilder(name, name, key.public_key(), cx509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=days))
        .add_extension(cx509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    at.write_bytes(serialize_key_and_certificates(None, key, made, None, BestAvailableEncryption(b"x")))
    return at
