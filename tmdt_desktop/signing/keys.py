"""Keys that sign, whatever holds them, and those of a PKCS#12 file. Keys on a token: `tokens`."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from asn1crypto import algos, x509
from asn1crypto import keys as asn1_keys
from asn1crypto import pkcs12 as asn1_pkcs12
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric import padding as rsa_padding
from cryptography.hazmat.primitives.serialization.pkcs12 import PKCS12KeyAndCertificates, load_pkcs12
from pyhanko.sign.signers.pdf_cms import Signer, SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from tmdt_desktop.errors import Blocked, Refused
from tmdt_desktop.i18n import day, utc_now
from tmdt_desktop.signing.algorithms import mechanism_for
from tmdt_desktop.signing.certificates import CertificateFacts, describe_certificate

_LARGEST_KEY_FILE = 1 << 20
_MOST_ROUNDS = 10_000_000


class Unwrap(Protocol):
    """Opens a content key that was wrapped for this key's certificate (RSA-OAEP, SHA-256)."""

    def __call__(self, wrapped: bytes) -> bytes:
        """`wrapped` as it stands in the envelope; raises ValueError when it was not made for this key."""


class Agree(Protocol):
    """Agrees on a secret with whoever holds another key on the same curve (ECDH, SEC 1 §3.3.1)."""

    def __call__(self, peer_public_der: bytes) -> bytes:
        """`peer_public_der`: the other's SubjectPublicKeyInfo. The X coordinate, as long as the curve's field is.

        Raises ValueError when the other key is not on this key's curve.
        """


@dataclass(frozen=True)
class SigningKey:
    """A key ready to sign, whatever holds it. `facts` describe its certificate; the rest is for this room only."""

    facts: CertificateFacts
    signer: Signer = field(repr=False)
    unwrap: Unwrap | None = field(default=None, repr=False)
    agree: Agree | None = field(default=None, repr=False)

    @property
    def owner(self) -> str:
        """Who the certificate was issued to (its common name)."""
        return self.facts.owner

    @property
    def organisation(self) -> str:
        """The organisation named in the certificate, or ""."""
        return self.facts.organisation

    @property
    def issuer(self) -> str:
        """The authority that issued the certificate."""
        return self.facts.issuer

    @property
    def serial(self) -> str:
        """The certificate's serial number in hex."""
        return self.facts.serial

    @property
    def not_before(self) -> datetime:
        """First moment of validity, UTC."""
        return self.facts.not_before

    @property
    def not_after(self) -> datetime:
        """Last moment of validity, UTC."""
        return self.facts.not_after

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate, lower hex: what an office registers."""
        return self.facts.fingerprint

    @property
    def certificate_der(self) -> bytes:
        """The certificate itself."""
        return self.facts.der

    @property
    def chain_der(self) -> tuple[bytes, ...]:
        """The certificates that lay beside it in its file."""
        return tuple(each.dump() for each in self.signer.cert_registry)

    def require_usable(self, moment: datetime | None = None) -> None:
        """Check before signing that the certificate may sign at `moment` (now when None); TT 15/2025/TT-BKHCN.

        Raises:
            Refused: not yet valid, expired, not issued for signing, or the key is too weak.
        """
        require_fit(self.facts, moment)


def require_fit(facts: CertificateFacts, moment: datetime | None = None) -> None:
    """Check that a certificate may sign at `moment` (now when None); TT 15/2025/TT-BKHCN.

    Raises:
        Refused: not yet valid, expired, not issued for signing, or the key is too weak.
    """
    moment = moment or utc_now()
    term = f"Chứng thư có hiệu lực từ {day(facts.not_before)} đến {day(facts.not_after)}."
    if moment < facts.not_before:
        raise Refused(
            "Chứng thư này chưa đến ngày có hiệu lực nên chưa ký được.",
            why=term,
            cure="Xem lại ngày giờ của máy; nếu đúng thì ký bằng chứng thư đang có hiệu lực.",
        )
    if moment > facts.not_after:
        raise Refused(
            "Chứng thư này đã hết hạn nên không ký được.",
            why=term,
            cure="Gia hạn chứng thư với nơi cấp hoặc chọn chứng thư còn hiệu lực.",
        )
    if facts.usages and not facts.usages & {"digital_signature", "non_repudiation"}:
        raise Refused("Chứng thư này không được cấp để ký.", cure="Chọn chứng thư ký số của đơn vị hoặc cá nhân.")
    if not facts.strong and not facts.key.startswith("RSA"):
        raise Refused(
            f"Loại khoá của chứng thư này chưa dùng được ({facts.key}).",
            why="Chương trình ký bằng khoá RSA từ 2048 bit, hoặc khoá trên đường cong P-256, P-384, P-521.",
            cure="Chọn chứng thư khác, hoặc xin nơi cấp chứng thư có loại khoá trên.",
        )
    if not facts.strong:
        raise Refused(
            f"Khoá của chứng thư này quá yếu ({facts.key}).",
            why="Khoá RSA phải từ 2048 bit trở lên (TT 15/2025/TT-BKHCN).",
            cure="Xin nơi cấp chứng thư mới.",
        )


def open_pkcs12(path: Path, password: str, padding: str = "pss") -> SigningKey:
    """Open the key file `path` (.p12, .pfx). The password is not kept. `padding`: «pss» or «pkcs1», for an RSA key.

    Raises:
        Blocked: file missing or unreadable, not a PKCS#12 file, wrong password, or no key with its certificate inside.
    """
    data = _read(path)
    _require_pkcs12(path, data)
    _require_quick(path, data)
    # Marked letters are typed in one form or the other, and the file was locked with one of them.
    for typed in dict.fromkeys((unicodedata.normalize("NFC", password), password)):
        try:
            return _key_of(path, load_pkcs12(data, typed.encode()), padding)
        except ValueError:
            continue
    raise Blocked(
        "Mật khẩu của tệp khoá không đúng, hoặc tệp đã hỏng.",
        cure="Kiểm tra phím Caps Lock và bộ gõ tiếng Việt rồi nhập lại; nếu chắc mật khẩu đúng thì xin lại tệp khoá.",
    )


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > _LARGEST_KEY_FILE:
            raise _not_a_key_file(path)
        return path.read_bytes()
    except FileNotFoundError as fault:
        raise Blocked(f"Không thấy tệp khoá {path.name}.", cure="Cắm USB chứa khoá hoặc chọn lại tệp.") from fault
    except OSError as fault:
        raise Blocked(
            f"Không đọc được tệp khoá {path.name}.", cure="Xem quyền đọc tệp hoặc chép tệp sang chỗ khác rồi thử lại."
        ) from fault


def _require_pkcs12(path: Path, data: bytes) -> None:
    try:
        content_type = asn1_pkcs12.Pfx.load(data, strict=True)["auth_safe"]["content_type"].native
    except (ValueError, TypeError, KeyError) as fault:
        raise _not_a_key_file(path) from fault
    if content_type not in {"data", "signed_data"}:
        raise _not_a_key_file(path)


def _require_quick(path: Path, data: bytes) -> None:
    """Refuse a file that is made to calculate for hours: its counts stand in it in the clear. Raises Blocked."""
    try:
        most = max(_counts(asn1_pkcs12.Pfx.load(data)), default=0)
    except (ValueError, TypeError, KeyError, AttributeError, NotImplementedError) as fault:
        raise _not_a_key_file(path) from fault
    if most > _MOST_ROUNDS:
        raise Blocked(
            f"Tệp khoá {path.name} đòi tính quá nhiều vòng nên chưa mở.",
            why="Tệp khoá do nơi cấp đưa không như vậy; tệp có thể đã bị làm hỏng hoặc cố ý làm treo máy.",
            cure="Xin lại tệp khoá từ nơi cấp chứng thư.",
        )


def _counts(file: asn1_pkcs12.Pfx) -> Iterator[int]:
    """How many rounds each password-based step of the file asks for (RFC 7292 §4, RFC 8018)."""
    if file["mac_data"].native is not None:
        yield file["mac_data"]["iterations"].native
    if file["auth_safe"]["content_type"].native != "data":
        return
    for part in asn1_pkcs12.AuthenticatedSafe.load(file["auth_safe"]["content"].native):
        kind = part["content_type"].native
        if kind == "encrypted_data":
            yield _rounds(part["content"]["encrypted_content_info"]["content_encryption_algorithm"])
        elif kind == "data":
            for bag in asn1_pkcs12.SafeContents.load(part["content"].native):
                if bag["bag_id"].native == "pkcs8_shrouded_key_bag":
                    yield _rounds(bag["bag_value"]["encryption_algorithm"])


def _rounds(how: algos.EncryptionAlgorithm) -> int:
    parameters = how["parameters"].native
    if "iterations" in parameters:
        return int(parameters["iterations"])
    step = parameters["key_derivation_func"]["parameters"]
    # scrypt (RFC 7914) counts by its cost, each unit of which mixes a block.
    return int(step["iteration_count"] if "iteration_count" in step else step["n"] * step["r"] * step["p"])


def _not_a_key_file(path: Path) -> Blocked:
    return Blocked(f"{path.name} không phải tệp khoá.", cure="Chọn tệp có đuôi .p12 hoặc .pfx do nơi cấp đưa.")


def _key_of(path: Path, content: PKCS12KeyAndCertificates, padding: str) -> SigningKey:
    key, own = content.key, content.cert
    if own is None or not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise Blocked(
            f"Tệp {path.name} không chứa khoá ký dùng được cùng chứng thư của nó.",
            cure="Xin lại tệp khoá có cả khoá bí mật, hoặc chọn tệp khác.",
        )
    encoded = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    der = own.certificate.public_bytes(serialization.Encoding.DER)
    chain = [each.certificate.public_bytes(serialization.Encoding.DER) for each in content.additional_certs]
    certificate = x509.Certificate.load(der)
    signer = SimpleSigner(
        signing_cert=certificate,
        signing_key=asn1_keys.PrivateKeyInfo.load(encoded),
        cert_registry=certificate_store(chain),
        embed_roots=False,
        signature_mechanism=mechanism_for(certificate, padding),
    )
    return SigningKey(describe_certificate(der), signer, _unwrapper(key), _agreer(key))


def certificate_store(chain: Iterable[bytes]) -> SimpleCertificateStore:
    """The DER certificates `chain` as pyHanko wants them beside a key."""
    registry = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    registry.register_multiple([x509.Certificate.load(each) for each in chain])
    return registry


def _unwrapper(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> Unwrap | None:
    if not isinstance(key, rsa.RSAPrivateKey):
        return None
    oaep = rsa_padding.OAEP(rsa_padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)

    def unwrap(wrapped: bytes) -> bytes:
        return key.decrypt(wrapped, oaep)

    return unwrap


def _agreer(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> Agree | None:
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        return None

    def agree(peer_public_der: bytes) -> bytes:
        peer = serialization.load_der_public_key(peer_public_der)
        if not isinstance(peer, ec.EllipticCurvePublicKey):
            raise ValueError("not a key on a curve")
        return key.exchange(ec.ECDH(), peer)

    return agree
