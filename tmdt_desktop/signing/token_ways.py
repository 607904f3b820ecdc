"""How a token is asked to sign: by the mechanism that does it all, else with what that mechanism would have done beforehand.

Tokens differ in what they offer; the signature is the same either way (RFC 8017 §8–9, PKCS #11 v3.1 §6.1, §6.3).
"""

import hashlib
import hmac
import os
from dataclasses import dataclass
from typing import Any

from asn1crypto import algos, core
from pkcs11 import MGF, Mechanism

_MASKS = {"sha256": MGF.SHA256, "sha384": MGF.SHA384, "sha512": MGF.SHA512}
_HASHES = {"sha256": Mechanism.SHA256, "sha384": Mechanism.SHA384, "sha512": Mechanism.SHA512}


@dataclass(frozen=True)
class Way:
    """One way of asking: which mechanism, with which parameters, on which bytes."""

    mechanism: Mechanism
    parameters: Any
    data: bytes


@dataclass(frozen=True)
class Asked:
    """What is to be signed. `digest`: «sha256», «sha384», «sha512»; `bits`: the length of an RSA modulus."""

    data: bytes
    digest: str
    bits: int

    @property
    def hashed(self) -> bytes:
        """The digest of the data."""
        return hashlib.new(self.digest, self.data).digest()


def ways_to_sign(kind: str, asked: Asked, salt: int) -> tuple[Way, ...]:
    """The ways to make one signature, the likeliest first. `kind`: «ec», «pss» or «pkcs1»; `salt`: bytes, for PSS."""
    if kind == "ec":
        return _elliptic(asked)
    return _pss(asked, salt) if kind == "pss" else _pkcs1(asked)


def _elliptic(asked: Asked) -> tuple[Way, ...]:
    whole = Mechanism[f"ECDSA_{asked.digest.upper()}"]
    return Way(Mechanism.ECDSA, None, asked.hashed), Way(whole, None, asked.data)


def _pss(asked: Asked, salt: int) -> tuple[Way, ...]:
    parameters = (_HASHES[asked.digest], _MASKS[asked.digest], salt)
    whole = Mechanism[f"{asked.digest.upper()}_RSA_PKCS_PSS"]
    return (
        Way(whole, parameters, asked.data),
        Way(Mechanism.RSA_PKCS_PSS, parameters, asked.hashed),
        Way(Mechanism.RSA_X_509, None, pss_encoded(asked, os.urandom(salt))),
    )


def _pkcs1(asked: Asked) -> tuple[Way, ...]:
    told = algos.DigestInfo(
        {"digest_algorithm": {"algorithm": asked.digest, "parameters": core.Null()}, "digest": asked.hashed}
    ).dump()
    padded = b"\0\1" + b"\xff" * ((asked.bits + 7) // 8 - len(told) - 3) + b"\0" + told
    return (
        Way(Mechanism[f"{asked.digest.upper()}_RSA_PKCS"], None, asked.data),
        Way(Mechanism.RSA_PKCS, None, told),
        Way(Mechanism.RSA_X_509, None, padded),
    )


def pss_encoded(asked: Asked, salt: bytes) -> bytes:
    """EMSA-PSS-ENCODE (RFC 8017 §9.1.1), as long as the modulus."""
    length = (asked.bits + 6) // 8
    told = hashlib.new(asked.digest, bytes(8) + asked.hashed + salt).digest()
    block = bytes(length - len(salt) - len(told) - 2) + b"\1" + salt
    masked = bytearray(_xor(block, mask(told, len(block), asked.digest)))
    masked[0] &= 0xFF >> (8 * length - (asked.bits - 1))
    return (bytes(masked) + told + b"\xbc").rjust((asked.bits + 7) // 8, b"\0")


def oaep_opened(block: bytes, digest: str = "sha256") -> bytes:
    """EME-OAEP decoding with an empty label (RFC 8017 §7.1.2, step 3) of a whole decrypted block.

    Raises:
        ValueError: it was not encoded so, or for another key.
    """
    size = hashlib.new(digest).digest_size
    masked_seed, masked_data = block[1 : 1 + size], block[1 + size :]
    seed = _xor(masked_seed, mask(masked_data, size, digest))
    data = _xor(masked_data, mask(seed, len(masked_data), digest))
    start = data.find(b"\1", size)
    label_fits = hmac.compare_digest(data[:size], hashlib.new(digest, b"").digest())
    if block[:1] != b"\0" or not label_fits or start < 0 or any(data[size:start]):
        raise ValueError("not wrapped for this key")
    return data[start + 1 :]


def mask(seed: bytes, length: int, digest: str) -> bytes:
    """MGF1 (RFC 8017 §B.2.1)."""
    size = hashlib.new(digest).digest_size
    rounds = range((length + size - 1) // size)
    return b"".join(hashlib.new(digest, seed + number.to_bytes(4, "big")).digest() for number in rounds)[:length]


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))
