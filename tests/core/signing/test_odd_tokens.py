"""Tokens that carry what they should not: one certificate twice, things that are no certificates, keys with a PIN of their own."""

import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pkcs11
import pytest
from asn1crypto import core, x509
from cryptography import x509 as cx509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.x509.oid import NameOID
from pkcs11 import Attribute, CertificateType, KeyType, ObjectClass, TokenFlag
from pkcs11.exceptions import AttributeTypeInvalid, PinIncorrect

from tmdt_desktop.errors import Blocked, Refused
from tmdt_desktop.i18n import utc_now
from tmdt_desktop.services.signing_keys import looked_at_key
from tmdt_desktop.services.token_check import check_tokens, find_token, try_token
from tmdt_desktop.signing import tokens
from tmdt_desktop.signing.keys import SigningKey
from tmdt_desktop.signing.pin_guard import HeldPin, PinGuard, PinRefused
from tmdt_desktop.signing.token_probe import probe
from tmdt_desktop.signing.tokens import Wanted, opened_token
from tmdt_desktop.signing.trial_ca import TrialCa
from tmdt_desktop.signing.trust import Role

from .conftest import DISTRICT, PASSWORD
from .tokens import PIN, Item, fill, make_token, token_at


def edwards() -> bytes:
    """A certificate of a kind of key that nothing here signs with."""
    key, start = ed25519.Ed25519PrivateKey.generate(), utc_now() - timedelta(days=1)
    name = cx509.Name([cx509.NameAttribute(NameOID.COMMON_NAME, "Ed")])
    made = cx509.CertificateBuilder(name, name, key.public_key(), cx509.random_serial_number())
    made = made.not_valid_before(start).not_valid_after(start + timedelta(days=30))
    return made.sign(key, None).public_bytes(serialization.Encoding.DER)


def put(driver: Path, der: bytes) -> None:
    """One more «certificate» on the token, as it is."""
    library = pkcs11.lib(str(driver))
    token = next(
        slot.get_token()
        for slot in library.get_slots(token_present=True)
        if slot.get_token().flags & TokenFlag.TOKEN_INITIALIZED
    )
    with token.open(rw=True, user_pin=PIN) as session:
        session.create_object(
            {
                Attribute.CLASS: ObjectClass.CERTIFICATE,
                Attribute.CERTIFICATE_TYPE: CertificateType.X_509,
                Attribute.TOKEN: True,
                Attribute.VALUE: der,
                Attribute.SUBJECT: b"0\0",
                Attribute.ID: b"\5",
            }
        )
    library.finalize()


@pytest.mark.parametrize("odd", [b"hello", b"\x30\x82\x01\x00" + os.urandom(256), edwards()])
def test_an_odd_object_hides_nothing_and_stops_no_signature(
    ca: TrialCa, leader: SigningKey, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, odd: bytes
) -> None:
    driver = token_at(tmp_path, monkeypatch)
    fill(driver, (Item(ca.keys[DISTRICT, Role.LEADER], PASSWORD),))
    put(driver, odd)
    (token,) = check_tokens(driver).tokens
    place = next(each.place for each in token.certificates if each.fingerprint == leader.fingerprint)
    assert "chữ ký đúng" in try_token(place, PIN)
    with looked_at_key(place, "") as key:
        assert key.owner == leader.owner


def test_of_two_tokens_with_one_certificate_the_one_that_was_chosen_gets_the_pin(
    ca: TrialCa, leader: SigningKey, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver = token_at(tmp_path, monkeypatch)
    make_token(tmp_path, "BanSao")
    item = Item(ca.keys[DISTRICT, Role.LEADER], PASSWORD, public=True)
    fill(driver, (replace(item, key=False),), label="BanSao")
    fill(driver, (item,))
    check = check_tokens(driver)
    assert {each.label for each in check.tokens} == {"LanhDao", "BanSao"}
    whole = next(each for each in check.tokens if each.label == "LanhDao")
    copy = next(each for each in check.tokens if each.label == "BanSao")
    assert "chữ ký đúng" in try_token(whole.certificates[0].place, PIN)
    with pytest.raises(Blocked), opened_token(driver, Wanted(leader.fingerprint, copy.serial), PIN, PinGuard()):
        pass
    assert find_token(leader.fingerprint, driver) == whole.certificates[0].place
    with opened_token(driver, Wanted(leader.fingerprint), PIN, PinGuard()) as key:
        assert key.owner == leader.owner


class _Key:
    """A private key that shows nothing of itself and does not take the PIN."""

    def __init__(self, sent: list[str]) -> None:
        self.sent = sent

    def __getitem__(self, name: Attribute) -> Any:
        if name is Attribute.ALWAYS_AUTHENTICATE:
            return True
        if name is Attribute.KEY_TYPE:
            return KeyType.RSA
        raise AttributeTypeInvalid

    def sign(self, _data: bytes, *, pin: str, **_how: Any) -> bytes:
        self.sent.append(pin)
        raise PinIncorrect

    decrypt = sign


class _Session:
    def __init__(self, sent: list[str]) -> None:
        self.keys = [_Key(sent) for _ in range(3)]

    @property
    def token(self) -> Any:
        return self

    slot = token

    def get_mechanisms(self) -> list[int]:
        return []

    def get_objects(self, query: dict[Attribute, ObjectClass]) -> list[_Key]:
        return self.keys if query[Attribute.CLASS] is ObjectClass.PRIVATE_KEY else []


def test_a_pin_that_a_key_of_its_own_refused_is_sent_once(leader: SigningKey) -> None:
    sent: list[str] = []
    held = HeldPin("9999", PinGuard(), ("thiết bị",))
    certificate = x509.Certificate.load(leader.certificate_der)
    with pytest.raises(PinRefused):
        tokens._matching(_Session(sent), certificate, b"\1", held)  # type: ignore[arg-type]
    assert sent == ["9999"]
    assert held.guard.knows("thiết bị", "9999")


def test_a_driver_that_spells_the_maker_differently_does_not_get_the_pin_again(leader: SigningKey) -> None:
    class Told:
        manufacturer_id, model, serial = "Hãng", "Loại", b"0102"

    one, other = Told(), Told()
    other.manufacturer_id = "HANG"
    names = [tokens._names(each, leader.fingerprint) for each in (one, other)]  # type: ignore[arg-type]
    assert set(names[0]) & set(names[1])


def test_a_strangers_driver_reads_no_password(monkeypatch: pytest.MonkeyPatch) -> None:
    from tmdt_desktop.signing import token_probe

    monkeypatch.setenv("TMDT_KEY_PASSWORD", "mat")
    monkeypatch.setenv("TMDT_PIN", "1234")
    assert not {"TMDT_KEY_PASSWORD", "TMDT_PIN"} & set(token_probe._without_secrets())


def test_a_bare_point_that_looks_wrapped_is_read_as_it_is() -> None:
    from tmdt_desktop.signing.token_objects import _numbers

    while True:
        public = ec.generate_private_key(ec.SECP256R1()).public_key()
        bare = public.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
        if bare[1] == len(bare) - 2:
            break
    assert _numbers({Attribute.EC_POINT: bare, Attribute.MODULUS: None}) == bare
    assert _numbers({Attribute.EC_POINT: core.OctetString(bare).dump(), Attribute.MODULUS: None}) == bare


def test_a_certificate_that_cannot_sign_gets_no_pin(
    ca: TrialCa, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver = token_at(tmp_path, monkeypatch)
    fill(driver, (Item(ca.expired, PASSWORD),))
    (token,) = check_tokens(driver).tokens
    with pytest.raises(Refused, match="chưa gửi mã PIN"):
        try_token(token.certificates[0].place, "sai-PIN")
    assert probe(driver).tokens[0].flags & TokenFlag.USER_PIN_COUNT_LOW == 0
