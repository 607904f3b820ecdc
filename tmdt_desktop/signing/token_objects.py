"""Which key on a token belongs to a certificate: told by the numbers of the key first, by ids and names only after that.

Some tokens name a certificate and its key differently, or give several objects the same id.
"""

from typing import Any

from asn1crypto import core, keys
from pkcs11 import Attribute, KeyType, ObjectClass, Session
from pkcs11.exceptions import PKCS11Error

KINDS = {"rsa": KeyType.RSA, "rsassa_pss": KeyType.RSA, "ec": KeyType.EC}
"""The kinds of keys that sign here, as a certificate names them."""

_UNCOMPRESSED = 4
_BARE = {1 + 2 * length for length in (32, 48, 66)}
"""The lengths of a point of P-256, P-384, P-521 as it stands in a certificate (SEC 1 §2.3.3). 4 is also the tag of an
OCTET STRING, so a bare point may look like one; with its tag no point has these lengths."""


def objects(session: Session, kind: ObjectClass) -> list[Any]:
    """The token's objects of one class, as far as they are shown in this session."""
    return list(session.get_objects({Attribute.CLASS: kind}))


def attribute(held: Any, name: Attribute) -> Any:
    """One attribute of a token's object; None when the token does not give it."""
    try:
        return held[name]
    except (PKCS11Error, ValueError, NotImplementedError):
        return None


def numbers_of(public: keys.PublicKeyInfo) -> bytes:
    """What makes the public key the one it is: the modulus (RSA) or the point (EC, as in SEC 1 §2.3.3)."""
    if public.algorithm == "ec":
        return bytes(public["public_key"].native)
    return _trimmed(public["public_key"].parsed["modulus"].native)


def private_keys(session: Session, public: keys.PublicKeyInfo, id_: bytes) -> list[Any]:
    """The private keys that may belong to `public`, the likeliest first. `id_`: the certificate's CKA_ID.

    A key whose own numbers differ is left out, whatever its name and id say; once some agree, so are all the others.
    """
    kind = KINDS.get(public.algorithm)
    if kind is None:
        return []
    ranked = [
        (rank, each)
        for each in objects(session, ObjectClass.PRIVATE_KEY)
        if attribute(each, Attribute.KEY_TYPE) == kind
        if (rank := _rank(session, each, (numbers_of(public), id_))) is not None
    ]
    sure = [pair for pair in ranked if pair[0] <= 1]
    return [each for _, each in sorted(sure or ranked, key=lambda pair: pair[0])]


def holds_key(session: Session, public: keys.PublicKeyInfo, id_: bytes) -> bool:
    """Whether a private key of `public`, or at least its public half, shows itself in this session."""
    own = numbers_of(public)
    if any(_numbers(each) == own for each in objects(session, ObjectClass.PUBLIC_KEY)):
        return True
    return any(_rank(session, each, (own, id_)) in {0, 1, 2} for each in objects(session, ObjectClass.PRIVATE_KEY))


def _rank(session: Session, private: Any, wanted: tuple[bytes, bytes]) -> int | None:
    """0 the numbers agree; 1 those of its public half do; 2 the id does; 3 nothing speaks for or against it; None: another key."""
    own, certificate_id = wanted
    numbers, id_ = _numbers(private), bytes(attribute(private, Attribute.ID) or b"")
    if numbers:
        return 0 if numbers == own else None
    halves = [
        _numbers(each)
        for each in objects(session, ObjectClass.PUBLIC_KEY)
        if id_ and attribute(each, Attribute.ID) == id_
    ]
    if own in halves:
        return 1
    return 2 if id_ and id_ == certificate_id and not any(halves) else 3


def _numbers(held: Any) -> bytes:
    """`numbers_of` a key on the token; empty when the token keeps them to itself."""
    modulus = attribute(held, Attribute.MODULUS)
    if modulus:
        return bytes(modulus).lstrip(b"\0")
    point = bytes(attribute(held, Attribute.EC_POINT) or b"")
    if len(point) in _BARE and point[0] == _UNCOMPRESSED:
        return point
    try:
        # CKA_EC_POINT is a DER OCTET STRING by PKCS #11 §6.3.3; some tokens give the bare point instead.
        return bytes(core.OctetString.load(point, strict=True).native) if point else b""
    except ValueError:
        return point


def _trimmed(number: int) -> bytes:
    return number.to_bytes((number.bit_length() + 7) // 8, "big")
