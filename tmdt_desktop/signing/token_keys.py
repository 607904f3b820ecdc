"""A private key on a token: it signs, opens wrapped keys and agrees on secrets, and what it signs is checked before it is believed."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from asn1crypto import algos, core, x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from pkcs11 import KDF, MGF, Attribute, KeyType, Mechanism
from pkcs11.exceptions import (
    ArgumentsBad,
    FunctionNotSupported,
    KeyTypeInconsistent,
    MechanismInvalid,
    MechanismParamInvalid,
    PinExpired,
    PinIncorrect,
    PinInvalid,
    PinLenRange,
    PinLocked,
    PKCS11Error,
)
from pyhanko.sign.signers.pdf_cms import Signer
from pyhanko_certvalidator.registry import CertificateStore

from tmdt_desktop.errors import Blocked, Damaged
from tmdt_desktop.signing.pin_guard import HeldPin, PinRefused
from tmdt_desktop.signing.token_codes import problem_of
from tmdt_desktop.signing.token_ways import Asked, Way, oaep_opened, ways_to_sign

_UNOFFERED = (ArgumentsBad, FunctionNotSupported, KeyTypeInconsistent, MechanismInvalid, MechanismParamInvalid)
_PIN_FAULTS = (PinExpired, PinIncorrect, PinInvalid, PinLenRange, PinLocked)
_HASHES = {"sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512()}


class PssUnknown(Blocked):
    """The token makes no RSASSA-PSS signatures, though it may make others."""


@dataclass(frozen=True)
class TokenKey:
    """A private key in an open session, and the certificate that goes with it.

    `offered`: the mechanisms that the token says it has, empty when it does not say. `pin`: only for a key that asks
    for it before every use (CKA_ALWAYS_AUTHENTICATE), else None.
    """

    held: Any = field(repr=False)
    certificate: x509.Certificate = field(repr=False)
    offered: frozenset[int] = field(repr=False)
    pin: HeldPin | None = field(default=None, repr=False)

    @property
    def elliptic(self) -> bool:
        """Whether it is a key on a curve; else it is RSA."""
        return bool(self.certificate.public_key.algorithm == "ec")

    @property
    def bits(self) -> int:
        """The exact length of an RSA modulus; of a curve, the length of its field."""
        public = self.certificate.public_key
        return int(public.bit_size) if self.elliptic else public["public_key"].parsed["modulus"].native.bit_length()

    def signed(self, data: bytes, digest: str, mechanism: algos.SignedDigestAlgorithm) -> bytes:
        """The signature of `data` as CMS carries it, checked with the certificate.

        Raises:
            Blocked: the device did not sign. Damaged: what it made does not belong to the certificate.
        """
        pss = mechanism["algorithm"].native == "rsassa_pss"
        salt = mechanism["parameters"]["salt_length"].native if pss else 0
        asked = Asked(data, digest, self.bits)
        made = self._asked(ways_to_sign("ec" if self.elliptic else "pss" if pss else "pkcs1", asked, salt), pss=pss)
        signature = _der_of(made) if self.elliptic else made
        if not belongs(signature, data, self.certificate, (digest, salt if pss else None)):
            raise Damaged(
                "Chữ ký do thiết bị tạo ra không khớp với chứng thư nên đã bỏ.",
                why="Khóa trong thiết bị không phải khóa của chứng thư này, hoặc thiết bị tính sai.",
                cure="Ký lại; nếu vẫn vậy, mang thiết bị tới nơi cấp chứng thư để kiểm tra.",
            )
        return signature

    def _asked(self, ways: Iterable[Way], *, pss: bool) -> bytes:
        for way in self._open_to(ways):
            try:
                how = {"mechanism": way.mechanism, "mechanism_param": way.parameters}
                return bytes(self.held.sign(way.data, **how, **self._told()))
            except _UNOFFERED:
                continue
            except PKCS11Error as fault:
                raise self._problem(fault) from fault
        if pss:
            raise PssUnknown(
                "Thiết bị không ký được theo kiểu RSA-PSS.",
                why="Trình điều khiển báo không hỗ trợ.",
                cure="Vào Thiết lập, chọn kiểu ký RSA «PKCS #1 v1.5» rồi ký lại.",
            )
        raise Blocked(
            "Thiết bị không có kiểu ký nào dùng được.",
            why="Trình điều khiển báo không hỗ trợ.",
            cure="Cập nhật trình điều khiển của nơi cấp chứng thư.",
        )

    def _told(self) -> dict[str, str]:
        """The PIN for a key that asks each time. Raises Refused when the token would not take it."""
        if self.pin is None:
            return {}
        self.pin.require_sendable()
        return {"pin": self.pin.pin}

    def _problem(self, fault: PKCS11Error) -> Blocked:
        """The failure in words; a PIN that was refused is remembered."""
        told = problem_of(fault)
        if not isinstance(fault, _PIN_FAULTS):
            return told
        if self.pin is not None:
            self.pin.refused()
        return PinRefused(told.what, why=told.why, cure=told.cure)

    def _open_to(self, ways: Iterable[Way]) -> list[Way]:
        """The ways that the token says it knows; all of them when it does not say."""
        return [way for way in ways if not self.offered or way.mechanism in self.offered]

    def unwrap(self, wrapped: bytes) -> bytes:
        """`keys.Unwrap` on the token. Raises ValueError when it was not wrapped for this key, Blocked for the device."""
        sha256, told = (Mechanism.SHA256, MGF.SHA256, None), self._told()
        try:
            return bytes(self.held.decrypt(wrapped, mechanism=Mechanism.RSA_PKCS_OAEP, mechanism_param=sha256, **told))
        except _UNOFFERED:
            return self._unwrapped_raw(wrapped)
        except PKCS11Error as fault:
            return self._unfit(fault)

    def _unwrapped_raw(self, wrapped: bytes) -> bytes:
        """For tokens whose OAEP knows SHA-1 only."""
        try:
            block = bytes(self.held.decrypt(wrapped, mechanism=Mechanism.RSA_X_509, **self._told()))
        except PKCS11Error as fault:
            return self._unfit(fault)
        return oaep_opened(block.rjust((self.bits + 7) // 8, b"\0"))

    def _unfit(self, fault: PKCS11Error) -> bytes:
        if type(fault).__name__ in {"EncryptedDataInvalid", "EncryptedDataLenRange", "DataInvalid", "DataLenRange"}:
            raise ValueError("not wrapped for this key") from fault
        raise self._problem(fault) from fault

    def agree(self, peer_public_der: bytes) -> bytes:
        """`keys.Agree` on the token. Raises ValueError for a key that is on another curve, Blocked for the device."""
        own = serialization.load_der_public_key(self.certificate.public_key.dump())
        peer = serialization.load_der_public_key(peer_public_der)
        if not isinstance(own, ec.EllipticCurvePublicKey) or not isinstance(peer, ec.EllipticCurvePublicKey):
            raise ValueError("not a key on a curve")
        if peer.curve.name != own.curve.name:
            raise ValueError("not a key on this curve")
        point = peer.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
        length = (peer.curve.key_size + 7) // 8
        try:
            return self._derived(point, length)
        except _UNOFFERED:
            # PKCS #11 v2.20 wanted the point as a DER OCTET STRING, and some tokens still do.
            return self._derived(core.OctetString(point).dump(), length)
        except PKCS11Error as fault:
            raise problem_of(fault) from fault

    def _derived(self, point: bytes, length: int) -> bytes:
        made = self.held.derive_key(
            KeyType.GENERIC_SECRET,
            length * 8,
            capabilities=0,
            mechanism=Mechanism.ECDH1_DERIVE,
            mechanism_param=(KDF.NULL, None, point),
            template={Attribute.SENSITIVE: False, Attribute.EXTRACTABLE: True},
        )
        return bytes(made[Attribute.VALUE]).rjust(length, b"\0")


class TokenSigner(Signer):
    """pyHanko's way to a `TokenKey`."""

    def __init__(self, key: TokenKey, chain: CertificateStore, mechanism: algos.SignedDigestAlgorithm | None) -> None:
        super().__init__(
            signing_cert=key.certificate, cert_registry=chain, signature_mechanism=mechanism, embed_roots=False
        )
        self._key, self._chain = key, chain

    def plain(self) -> "TokenSigner":
        """The same key, an RSA key by PKCS #1 v1.5."""
        return TokenSigner(self._key, self._chain, None)

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:  # noqa: FBT001, FBT002 - pyHanko's signature
        if dry_run:
            return bytes(self._longest())
        mechanism = self.get_signature_mechanism_for_digest(digest_algorithm)
        return self._key.signed(data, digest_algorithm, mechanism)

    def _longest(self) -> int:
        length = (self._key.bits + 7) // 8
        return 2 * length + 16 if self._key.elliptic else length


class ClosedSigner(Signer):
    """A key that was looked at without its PIN: it shows its certificates and signs nothing."""

    def __init__(self, certificate: x509.Certificate, chain: CertificateStore) -> None:
        super().__init__(signing_cert=certificate, cert_registry=chain, embed_roots=False)

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:  # noqa: ARG002, FBT001, FBT002 - pyHanko's signature
        raise Blocked("Khóa trong thiết bị chưa mở.", cure="Nhập mã PIN rồi ký lại.")


def belongs(signature: bytes, data: bytes, certificate: x509.Certificate, how: tuple[str, int | None]) -> bool:
    """Whether the certificate's key made `signature` over `data`. `how`: digest, and the salt's length for PSS."""
    digest, salt = how
    key, used = serialization.load_der_public_key(certificate.public_key.dump()), _HASHES[digest]
    try:
        if isinstance(key, rsa.RSAPublicKey):
            shape = padding.PSS(padding.MGF1(used), salt) if salt is not None else padding.PKCS1v15()
            key.verify(signature, data, shape, used)
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, data, ec.ECDSA(used))
        else:
            return False
    except InvalidSignature:
        return False
    return True


def _der_of(pair: bytes) -> bytes:
    """The two numbers that a token puts side by side, as DER (RFC 3279 §2.2.3)."""
    half = len(pair) // 2
    return encode_dss_signature(int.from_bytes(pair[:half], "big"), int.from_bytes(pair[half:], "big"))
