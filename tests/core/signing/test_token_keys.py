"""Whatever mechanisms a token offers, the signature is the same; one that does not fit the certificate is never handed out."""

import hashlib
from typing import Any

import pytest
from asn1crypto import algos, x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12
from hypothesis import given
from hypothesis import strategies as st
from pkcs11 import Mechanism
from pkcs11.exceptions import DeviceRemoved, FunctionFailed, MechanismInvalid, PKCS11Error

from tmdt_desktop.errors import Blocked, Damaged
from tmdt_desktop.signing.algorithms import mechanism_for
from tmdt_desktop.signing.pin_guard import HeldPin, PinGuard
from tmdt_desktop.signing.token_keys import TokenKey
from tmdt_desktop.signing.token_ways import Asked, oaep_opened, pss_encoded, ways_to_sign

from .tokens import own_key_file

RAW = frozenset({int(Mechanism.RSA_X_509)})


@pytest.fixture(scope="module", params=[2048, 2049, 2055])
def key(request: pytest.FixtureRequest) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, request.param)


@pytest.fixture(scope="module")
def certificate(key: rsa.RSAPrivateKey, tmp_path_factory: pytest.TempPathFactory) -> x509.Certificate:
    file = own_key_file(tmp_path_factory.mktemp("own") / "own.p12", key)
    own = pkcs12.load_pkcs12(file.read_bytes(), b"x").cert
    assert own is not None
    return x509.Certificate.load(own.certificate.public_bytes(Encoding.DER))


class Held:
    """A key on a token that only raises numbers to its exponent, or only fails."""

    def __init__(self, key: rsa.RSAPrivateKey, answer: type[PKCS11Error] | None = None) -> None:
        self.numbers, self.answer, self.asked = key.private_numbers(), answer, list[Any]()

    def sign(self, data: bytes, *, mechanism: Mechanism, mechanism_param: Any = None, **more: str) -> bytes:
        self.asked.append((mechanism, more))
        if self.answer:
            raise self.answer
        if mechanism is not Mechanism.RSA_X_509:
            raise MechanismInvalid
        modulus = self.numbers.public_numbers.n
        return pow(int.from_bytes(data, "big"), self.numbers.d, modulus).to_bytes(
            (modulus.bit_length() + 7) // 8, "big"
        )

    decrypt = sign


def mechanism(certificate: x509.Certificate, padding: str) -> algos.SignedDigestAlgorithm:
    return mechanism_for(certificate, padding) or algos.SignedDigestAlgorithm({"algorithm": "sha256_rsa"})


@pytest.mark.parametrize("how", ["pss", "pkcs1"])
@pytest.mark.parametrize("offered", [frozenset(), RAW], ids=["tried in turn", "known beforehand"])
def test_a_token_that_only_calculates_signs_all_the_same(
    key: rsa.RSAPrivateKey, certificate: x509.Certificate, how: str, offered: frozenset[int]
) -> None:
    held = Held(key)
    made = TokenKey(held, certificate, offered).signed(b"text", "sha256", mechanism(certificate, how))
    shape = padding.PSS(padding.MGF1(hashes.SHA256()), 32) if how == "pss" else padding.PKCS1v15()
    key.public_key().verify(made, b"text", shape, hashes.SHA256())
    assert len(held.asked) == (1 if offered else 3)


@pytest.mark.parametrize("answer", [FunctionFailed, DeviceRemoved])
def test_a_device_at_fault_is_told_and_not_asked_again(
    key: rsa.RSAPrivateKey, certificate: x509.Certificate, answer: type[PKCS11Error]
) -> None:
    held = Held(key, answer)
    with pytest.raises(Blocked) as told:
        TokenKey(held, certificate, frozenset()).signed(b"text", "sha256", mechanism(certificate, "pss"))
    assert "không đúng" not in told.value.what
    assert len(held.asked) == 1


def test_a_token_without_pss_says_which_setting_helps(key: rsa.RSAPrivateKey, certificate: x509.Certificate) -> None:
    offered = frozenset({int(Mechanism.SHA256_RSA_PKCS), int(Mechanism.RSA_PKCS)})
    with pytest.raises(Blocked, match="PSS") as told:
        TokenKey(Held(key), certificate, offered).signed(b"text", "sha256", mechanism(certificate, "pss"))
    assert "PKCS #1 v1.5" in told.value.cure


def test_a_signature_by_another_key_is_not_handed_out(key: rsa.RSAPrivateKey, certificate: x509.Certificate) -> None:
    strange = Held(rsa.generate_private_key(65537, 2048))
    with pytest.raises(Damaged, match="không khớp"):
        TokenKey(strange, certificate, RAW).signed(b"text", "sha256", mechanism(certificate, "pkcs1"))


def test_a_key_that_asks_each_time_is_told_the_pin_each_time(
    key: rsa.RSAPrivateKey, certificate: x509.Certificate
) -> None:
    held = Held(key)
    TokenKey(held, certificate, RAW, HeldPin("1234", PinGuard(), ("thiết bị",))).signed(
        b"text", "sha256", mechanism(certificate, "pss")
    )
    assert held.asked == [(Mechanism.RSA_X_509, {"pin": "1234"})]
    assert "1234" not in repr(TokenKey(held, certificate, RAW, HeldPin("1234", PinGuard(), ("thiết bị",))))


def test_a_key_that_was_wrapped_is_opened_by_calculation(key: rsa.RSAPrivateKey, certificate: x509.Certificate) -> None:
    oaep = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)
    opened = TokenKey(Held(key), certificate, RAW)
    for content in (b"", b"k" * 32, b"\1" * 40):
        assert opened.unwrap(key.public_key().encrypt(content, oaep)) == content
    with pytest.raises(ValueError, match="not wrapped"):
        opened.unwrap(key.public_key().encrypt(b"k" * 32, padding.PKCS1v15()))


@given(st.binary(min_size=66, max_size=300))
def test_a_block_that_is_not_oaep_is_refused(block: bytes) -> None:
    with pytest.raises(ValueError, match="not wrapped"):
        oaep_opened(block)


@given(st.binary(max_size=50), st.sampled_from(["sha256", "sha384", "sha512"]), st.integers(2048, 2064))
def test_an_encoded_message_is_below_every_modulus_of_its_length(data: bytes, digest: str, bits: int) -> None:
    made = pss_encoded(Asked(data, digest, bits), bytes(hashlib.new(digest).digest_size))
    assert len(made) == (bits + 7) // 8
    assert int.from_bytes(made, "big") < 1 << (bits - 1)
    assert made.endswith(b"\xbc")


@pytest.mark.parametrize("kind", ["ec", "pss", "pkcs1"])
def test_every_digest_has_its_ways(kind: str) -> None:
    for digest in ("sha256", "sha384", "sha512"):
        ways = ways_to_sign(kind, Asked(b"a", digest, 2048), 32)
        assert len({way.mechanism for way in ways}) == len(ways) >= 2
