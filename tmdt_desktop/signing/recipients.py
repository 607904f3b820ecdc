"""Whom a file is encrypted to: its content key, wrapped once for each holder of a certificate (RFC 5652 §6.2).

RSA keys: key transport by RSA-OAEP with SHA-256 (RFC 8017). Elliptic keys on P-256, P-384, P-521: key agreement with a
key made for the occasion, X9.63 derivation with SHA-256, AES-256 key wrap (RFC 5753 §3.1).
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from asn1crypto import algos, cms, core, x509
from cryptography import x509 as pyca_x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.kdf.x963kdf import X963KDF
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from tmdt_desktop.errors import Problem, Refused
from tmdt_desktop.i18n import last_day, local_day
from tmdt_desktop.signing.certificates import CertificateFacts, describe_certificate
from tmdt_desktop.signing.keys import SigningKey

_EC_PUBLIC_KEY = "1.2.840.10045.2.1"
_AGREEMENTS: dict[str, Callable[[], hashes.HashAlgorithm]] = {
    "1.3.132.1.11.1": hashes.SHA256,
    "1.3.132.1.11.2": hashes.SHA384,
    "1.3.132.1.11.3": hashes.SHA512,
}
"""dhSinglePass-stdDH-sha256kdf-scheme and its longer kin, with their digests (RFC 5753 §7.1.4)."""
_SHA256_AGREEMENT = "1.3.132.1.11.1"
_WRAPS = {"2.16.840.1.101.3.4.1.5": 16, "2.16.840.1.101.3.4.1.25": 24, "2.16.840.1.101.3.4.1.45": 32}
"""AES key wrap by the length of its key (RFC 3565)."""
_AES256_WRAP = "2.16.840.1.101.3.4.1.45"
_MOST = 50


class _Algorithm(core.Sequence):  # type: ignore[misc]
    _fields = [  # noqa: RUF012
        ("algorithm", core.ObjectIdentifier),
        ("parameters", core.Any, {"optional": True}),
    ]


class _PublicKey(core.Sequence):  # type: ignore[misc]
    _fields = [("algorithm", _Algorithm), ("public_key", core.OctetBitString)]  # noqa: RUF012


class _Originator(core.Choice):  # type: ignore[misc]
    _alternatives = [("key", _PublicKey, {"implicit": 1})]  # noqa: RUF012


class _SharedInfo(core.Sequence):  # type: ignore[misc]
    """What both sides stir into the derived key (RFC 5753 §7.2)."""

    _fields = [  # noqa: RUF012
        ("key_info", _Algorithm),
        ("party", core.OctetString, {"explicit": 0, "optional": True}),
        ("bits", core.OctetString, {"explicit": 2}),
    ]


class _KeyAgreement(core.Sequence):  # type: ignore[misc]
    _fields = [  # noqa: RUF012
        ("version", core.Integer),
        ("originator", _Originator, {"explicit": 0}),
        ("party", core.OctetString, {"explicit": 1, "optional": True}),
        ("algorithm", _Algorithm),
        ("keys", cms.RecipientEncryptedKeys),
    ]


def require_recipients(certificates: Sequence[bytes], now: datetime) -> None:
    """Check that files may be encrypted to each of `certificates` (DER) at the moment `now`.

    Raises:
        Refused: none is given, one is given twice, or one is expired, not yet valid, an authority's, weak, or not
            issued for that use.
        Damaged: one is no certificate.
    """
    if not certificates:
        raise Refused("Chưa chọn nơi nhận để mã hoá.", cure="Nạp gói tin cậy có chứng thư của nơi nhận.")
    if len(certificates) > _MOST:
        raise Refused(f"Chỉ mã hoá được cho tối đa {_MOST} nơi nhận.", cure="Bớt nơi nhận rồi làm lại.")
    seen: set[bytes] = set()
    for each in certificates:
        _require_fit(each, now)
        own = bytes(x509.Certificate.load(each).public_key.dump())
        if own in seen:
            raise Refused(
                f"Chứng thư của {describe_certificate(each).owner} được chọn hai lần.",
                cure="Chỉ chọn mỗi nơi nhận một lần.",
            )
        seen.add(own)


def wrapped_for(certificate: bytes, key: bytes) -> bytes:
    """The RecipientInfo (DER) that lets the holder of `certificate` (DER) find the content key `key`."""
    public = pyca_x509.load_der_x509_certificate(certificate).public_key()
    owner = x509.Certificate.load(certificate)
    number = cms.IssuerAndSerialNumber({"issuer": owner.issuer, "serial_number": owner.serial_number})
    if isinstance(public, rsa.RSAPublicKey):
        return _transported(number, public, key)
    if isinstance(public, ec.EllipticCurvePublicKey):
        return _agreed(number, public, key)
    raise ValueError("neither RSA nor an elliptic key")


def _transported(number: cms.IssuerAndSerialNumber, public: rsa.RSAPublicKey, key: bytes) -> bytes:
    oaep = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)
    transport = {
        "version": "v0",
        "rid": cms.RecipientIdentifier("issuer_and_serial_number", number),
        "key_encryption_algorithm": {"algorithm": "rsaes_oaep", "parameters": _oaep_parameters()},
        "encrypted_key": public.encrypt(key, oaep),
    }
    return bytes(cms.RecipientInfo("ktri", cms.KeyTransRecipientInfo(transport)).dump())


def _oaep_parameters() -> algos.RSAESOAEPParams:
    mask = {"algorithm": "mgf1", "parameters": {"algorithm": "sha256"}}
    return algos.RSAESOAEPParams({"hash_algorithm": {"algorithm": "sha256"}, "mask_gen_algorithm": mask})


def _agreed(number: cms.IssuerAndSerialNumber, public: ec.EllipticCurvePublicKey, key: bytes) -> bytes:
    own = ec.generate_private_key(public.curve)
    point = own.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    wrap = _Algorithm({"algorithm": _AES256_WRAP})
    wrapping = _derived(own.exchange(ec.ECDH(), public), hashes.SHA256(), _SharedInfo(_shared(wrap, 32)))
    encrypted = {
        "rid": cms.KeyAgreementRecipientIdentifier("issuer_and_serial_number", number),
        "encrypted_key": aes_key_wrap(wrapping, key),
    }
    agreement = _KeyAgreement(
        {
            "version": 3,
            "originator": _Originator("key", {"algorithm": {"algorithm": _EC_PUBLIC_KEY}, "public_key": point}),
            "algorithm": {"algorithm": _SHA256_AGREEMENT, "parameters": wrap},
            "keys": [encrypted],
        }
    )
    return bytes(agreement.retag({"implicit": 1}).dump())


def _shared(wrap: _Algorithm, length: int, party: bytes | None = None) -> dict[str, object]:
    said: dict[str, object] = {"key_info": wrap, "bits": (length * 8).to_bytes(4, "big")}
    return said if party is None else {**said, "party": party}


def _derived(secret: bytes, digest: hashes.HashAlgorithm, shared: _SharedInfo) -> bytes:
    length = int.from_bytes(shared["bits"].native, "big") // 8
    return X963KDF(digest, length, shared.dump()).derive(secret)


def content_key(recipients: cms.RecipientInfos, key: SigningKey) -> bytes:
    """The content key, found with `key` among `recipients`.

    Raises:
        Refused: it was not encrypted to this key, or in a way that this key cannot open.
        ValueError and the like: what stands there is not well formed.
    """
    if len(recipients) > _MOST:
        raise ValueError("too many recipients")
    own = x509.Certificate.load(key.certificate_der)
    for each in recipients:
        if each.name == "ktri" and _is_mine(each.chosen["rid"], own):
            return _untransported(each.chosen, key)
        if each.name == "kari":
            agreement = _KeyAgreement.load(each.chosen.retag({}).dump())
            for wrapped in agreement["keys"]:
                if _is_mine(wrapped["rid"], own):
                    return _unagreed(agreement, wrapped["encrypted_key"].native, key)
    raise Refused("Gói này không được mã hoá cho khoá đang chọn.", cure="Chọn khoá của cơ quan nhận rồi mở lại.")


def _is_mine(said: cms.RecipientIdentifier | cms.KeyAgreementRecipientIdentifier, own: x509.Certificate) -> bool:
    if said.name == "issuer_and_serial_number":
        number = said.chosen
        return (number["issuer"], number["serial_number"].native) == (own.issuer, own.serial_number)
    named = said.chosen["subject_key_identifier"] if said.name == "r_key_id" else said.chosen
    return bool(named.native == own.key_identifier)


def _untransported(info: cms.KeyTransRecipientInfo, key: SigningKey) -> bytes:
    algorithm = info["key_encryption_algorithm"]
    if algorithm["algorithm"].native != "rsaes_oaep" or key.unwrap is None:
        raise _another_way()
    if algorithm["parameters"].native != _oaep_parameters().native:
        raise _another_way()
    return key.unwrap(info["encrypted_key"].native)


def _unagreed(agreement: _KeyAgreement, wrapped: bytes, key: SigningKey) -> bytes:
    digest = _AGREEMENTS.get(agreement["algorithm"]["algorithm"].dotted)
    wrap = _Algorithm.load(agreement["algorithm"]["parameters"].dump(), strict=True)
    length = _WRAPS.get(wrap["algorithm"].dotted)
    if digest is None or length is None or key.agree is None:
        raise _another_way()
    secret = key.agree(_peer(agreement["originator"].chosen["public_key"].native, key))
    shared = _SharedInfo(_shared(wrap, length, agreement["party"].native))
    try:
        return aes_key_unwrap(_derived(secret, digest(), shared), wrapped)
    except InvalidUnwrap as fault:
        raise ValueError("the wrapped key was changed") from fault


def _peer(point: bytes, key: SigningKey) -> bytes:
    """The other side's key on this key's curve, as a SubjectPublicKeyInfo; ValueError when the point lies elsewhere."""
    own = pyca_x509.load_der_x509_certificate(key.certificate_der).public_key()
    if not isinstance(own, ec.EllipticCurvePublicKey):
        raise ValueError("not an elliptic key")
    peer = ec.EllipticCurvePublicKey.from_encoded_point(own.curve, point)
    return peer.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def _another_way() -> Problem:
    return Refused(
        "Tệp mã hoá cho khoá này theo cách mà chương trình (hoặc thiết bị ký) không mở được.",
        why="Chương trình mở RSA-OAEP với SHA-256 và ECDH với SHA-256 trở lên.",
        cure="Đề nghị nơi gửi xuất lại gói từ chương trình, hoặc mở bằng thiết bị khác có khoá này.",
    )


def _require_fit(certificate: bytes, now: datetime) -> None:
    facts, read = describe_certificate(certificate), x509.Certificate.load(certificate)
    if not facts.not_before <= now <= facts.not_after:
        raise _out_of_term(facts, early=now < facts.not_before)
    if read.ca:
        raise Refused(
            f"Chứng thư của {facts.owner} là của nơi cấp chứng thư, không phải của nơi nhận.",
            cure="Chọn chứng thư của cơ quan nhận.",
        )
    needed = "key_agreement" if read.public_key.algorithm == "ec" else "key_encipherment"
    if not facts.strong or (facts.usages and needed not in facts.usages):
        raise Refused(
            f"Chứng thư của {facts.owner} không dùng để mã hoá được.",
            why=f"Khoá {facts.key} quá yếu." if not facts.strong else "Chứng thư không được cấp để mã hoá khoá.",
            cure="Xin nơi nhận chứng thư được cấp để mã hoá khoá (RSA từ 2048 bit, hoặc EC P-256 trở lên), "
            "hoặc gửi gói đã ký mà không mã hoá.",
        )


def _out_of_term(facts: CertificateFacts, *, early: bool) -> Problem:
    term = f"{local_day(facts.not_before)} - {last_day(facts.not_after)}"
    state = "chưa có hiệu lực" if early else "đã hết hiệu lực"
    cure = (
        "Xem lại ngày giờ của máy; nếu đúng thì dùng chứng thư đang có hiệu lực của nơi nhận."
        if early
        else "Nạp gói tin cậy mới có chứng thư còn hiệu lực của nơi nhận."
    )
    return Refused(f"Chứng thư của {facts.owner} {state}.", why=f"Thời hạn: {term}.", cure=cure)
