"""A token's key is found by what its certificate says, opened with one login, and believed only after its signature is checked."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pkcs11
import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from pkcs11 import Attribute, ObjectClass, TokenFlag
from pkcs11.exceptions import FunctionFailed, PinIncorrect, PKCS11Error
from reportlab.pdfgen.canvas import Canvas

from tmdt_desktop.errors import Blocked, Problem, Refused
from tmdt_desktop.i18n import utc_now
from tmdt_desktop.signing import cades, tokens
from tmdt_desktop.signing.keys import SigningKey, open_pkcs12
from tmdt_desktop.signing.pdf import PdfSigning, sign_pdf, signature_boxes
from tmdt_desktop.signing.pdf_check import check_pdf
from tmdt_desktop.signing.pin_guard import HeldPin, PinGuard
from tmdt_desktop.signing.tokens import Wanted, opened_token
from tmdt_desktop.signing.trial_ca import TrialCa
from tmdt_desktop.signing.trust import Role, TrustPack
from tmdt_desktop.signing.verdicts import Verdict

from .conftest import DISTRICT, PASSWORD
from .tokens import PIN, Item, copied_token, fill, own_key_file, token_at

CURVES = {"p256": ec.SECP256R1(), "p384": ec.SECP384R1(), "p521": ec.SECP521R1()}


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("blank")
    with pytest.MonkeyPatch.context() as patch:
        token_at(folder, patch)
    return folder


@pytest.fixture(scope="module")
def filled(blank: Path, tmp_path_factory: pytest.TempPathFactory, leader_item: Item, seal_item: Item) -> Path:
    """The leader's key and the seal's, as an authority puts them on a token."""
    folder = tmp_path_factory.mktemp("filled") / "hsm"
    with pytest.MonkeyPatch.context() as patch:
        fill(copied_token(blank, folder, patch), (leader_item, replace(seal_item, id_=b"\2")))
    return folder


@pytest.fixture
def driver(blank: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty token."""
    return copied_token(blank, tmp_path / "hsm", monkeypatch)


@pytest.fixture
def ready(filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A token with both keys."""
    return copied_token(filled, tmp_path / "hsm", monkeypatch)


@pytest.fixture(scope="session")
def leader_item(ca: TrialCa) -> Item:
    return Item(ca.keys[DISTRICT, Role.LEADER], PASSWORD)


@pytest.fixture(scope="session")
def seal_item(ca: TrialCa) -> Item:
    return Item(ca.keys[DISTRICT, Role.SEAL], PASSWORD)


@pytest.fixture
def both(leader: SigningKey, seal: SigningKey) -> tuple[SigningKey, SigningKey]:
    return leader, seal


def curve_item(folder: Path, name: str) -> tuple[Item, SigningKey]:
    made = own_key_file(folder / f"{name}.p12", ec.generate_private_key(CURVES[name]))
    return Item(made, "x"), open_pkcs12(made, "x")


def signs(key: SigningKey) -> bool:
    return cades.read_detached(cades.sign_detached(b"a", key, utc_now()), b"a").intact


def flags(driver: Path) -> TokenFlag:
    library = pkcs11.lib(str(driver))
    token = next(s.get_token() for s in library.get_slots(token_present=True) if s.get_token().label == "LanhDao")
    library.finalize()
    return TokenFlag(token.flags)


# Signing


@pytest.mark.parametrize("how", ["pss", "pkcs1"])
def test_a_key_on_a_token_signs(ready: Path, leader: SigningKey, how: str) -> None:
    with opened_token(ready, Wanted(leader.fingerprint, padding=how), PIN, PinGuard()) as key:
        assert key.facts == leader.facts
        assert sorted(key.chain_der) == sorted(leader.chain_der)
        signature = cades.sign_detached(b"a", key, utc_now())
    assert cades.read_detached(signature, b"a").intact
    assert not cades.read_detached(signature, b"b").intact
    assert (b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a" in signature[-400:]) == (how == "pss")


@pytest.mark.parametrize("name", CURVES)
def test_a_key_on_a_curve_signs_and_agrees(driver: Path, tmp_path: Path, name: str) -> None:
    item, own = curve_item(tmp_path, name)
    fill(driver, (item,))
    other = ec.generate_private_key(CURVES[name])
    spki = serialization.PublicFormat.SubjectPublicKeyInfo
    peer = other.public_key().public_bytes(serialization.Encoding.DER, spki)
    with opened_token(driver, Wanted(own.fingerprint), PIN, PinGuard()) as key:
        assert signs(key)
        assert key.agree is not None
        assert own.agree is not None
        assert key.agree(peer) == own.agree(peer)
        strange = next(curve for each, curve in CURVES.items() if each != name)
        elsewhere = ec.generate_private_key(strange).public_key()
        with pytest.raises(ValueError, match="curve"):
            key.agree(elsewhere.public_bytes(serialization.Encoding.DER, spki))


def test_a_wrapped_key_is_opened_on_the_token(ready: Path, leader: SigningKey) -> None:
    public = serialization.load_der_public_key(leader.signer.signing_cert.public_key.dump())
    assert isinstance(public, rsa.RSAPublicKey)
    oaep = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)
    with opened_token(ready, Wanted(leader.fingerprint), PIN, PinGuard()) as key:
        assert key.unwrap is not None
        assert key.agree is None
        assert key.unwrap(public.encrypt(b"k" * 32, oaep)) == b"k" * 32
        with pytest.raises(ValueError, match="not wrapped"):
            key.unwrap(public.encrypt(b"k" * 32, padding.PKCS1v15()))


# Which key


def test_authorities_of_other_certificates_stay_on_the_token(
    driver: Path, leader_item: Item, leader: SigningKey, tmp_path: Path
) -> None:
    strange = own_key_file(tmp_path / "ca.p12", ec.generate_private_key(ec.SECP256R1()), authority=True)
    fill(driver, (leader_item, Item(strange, "x", b"\7")))
    with opened_token(driver, Wanted(leader.fingerprint), PIN, PinGuard()) as key:
        assert sorted(key.chain_der) == sorted(leader.chain_der)


def test_the_key_is_found_by_its_numbers_when_ids_disagree(
    driver: Path, leader_item: Item, seal_item: Item, leader: SigningKey, seal: SigningKey
) -> None:
    crossed = (replace(leader_item, id_=b"\1", key_id=b"\2"), replace(seal_item, id_=b"\2", key_id=b"\1"))
    fill(driver, crossed)
    for own in (leader, seal):
        with opened_token(driver, Wanted(own.fingerprint), PIN, PinGuard()) as key:
            assert signs(key)


@pytest.mark.parametrize("public", [True, False], ids=["with public halves", "by trying"])
def test_a_key_on_a_curve_is_found_when_ids_disagree(driver: Path, tmp_path: Path, public: bool) -> None:
    one, own = curve_item(tmp_path, "p256")
    (tmp_path / "b").mkdir()
    other, _ = curve_item(tmp_path / "b", "p256")
    halves = {"public": public, "key_id": b"\x09"}
    fill(driver, (replace(other, id_=b"\2", key_id=b"\1", public=public), replace(one, **halves)))
    with opened_token(driver, Wanted(own.fingerprint), PIN, PinGuard()) as key:
        assert signs(key)


def test_a_certificate_whose_key_is_not_there_does_not_sign(
    driver: Path, leader_item: Item, seal_item: Item, leader: SigningKey
) -> None:
    fill(driver, (replace(leader_item, key=False), replace(seal_item, certificate=False)))
    with (
        pytest.raises(Blocked, match="không có khóa bí mật"),
        opened_token(driver, Wanted(leader.fingerprint), PIN, PinGuard()),
    ):
        pass


def test_a_certificate_that_is_nowhere_is_told_as_such(
    ready: Path, leader: SigningKey, other_seal: SigningKey, tmp_path: Path
) -> None:
    with (
        pytest.raises(Blocked, match="Không thấy thiết bị ký"),
        opened_token(ready, Wanted(other_seal.fingerprint), PIN, PinGuard()),
    ):
        pass
    for wrong in (tmp_path / "none.so", Path(__file__)):
        with (
            pytest.raises(Blocked, match="trình điều khiển"),
            opened_token(wrong, Wanted(leader.fingerprint), PIN, PinGuard()),
        ):
            pass


# The PIN


def test_a_refused_pin_is_not_sent_again(ready: Path, leader: SigningKey) -> None:
    guard = PinGuard()
    with (
        pytest.raises(Blocked, match="PIN không đúng"),
        opened_token(ready, Wanted(leader.fingerprint), "sai-PIN", guard),
    ):
        pass
    assert flags(ready) & TokenFlag.USER_PIN_COUNT_LOW
    with opened_token(ready, Wanted(leader.fingerprint), PIN, guard) as key:
        assert signs(key)
    assert not flags(ready) & TokenFlag.USER_PIN_COUNT_LOW
    with (
        pytest.raises(Refused, match="không gửi lại"),
        opened_token(ready, Wanted(leader.fingerprint), "sai-PIN", guard),
    ):
        pass
    assert not flags(ready) & TokenFlag.USER_PIN_COUNT_LOW, "it was sent"


def test_a_key_opened_twice_at_once_is_one_login(ready: Path, leader: SigningKey) -> None:
    with opened_token(ready, Wanted(leader.fingerprint), PIN, PinGuard()) as key:
        with opened_token(ready, Wanted(leader.fingerprint), PIN, PinGuard()) as again:
            assert signs(again)
        assert signs(key)


def test_a_token_is_closed_again(ready: Path, leader: SigningKey) -> None:
    with opened_token(ready, Wanted(leader.fingerprint), PIN, PinGuard()) as key:
        pass
    with pytest.raises((Problem, PKCS11Error)):
        cades.sign_detached(b"a", key, utc_now())
    library = pkcs11.lib(str(ready))
    token = next(s.get_token() for s in library.get_slots(token_present=True) if s.get_token().label == "LanhDao")
    with token.open() as session:
        assert not list(session.get_objects({Attribute.CLASS: ObjectClass.PRIVATE_KEY}))
    library.finalize()


class Device:
    """A token as the driver would show it. It counts the logins that reach it."""

    manufacturer_id, model, serial = "Hãng", "Loại", b"01"

    def __init__(self, flags: TokenFlag, answer: type[PKCS11Error] | None = None) -> None:
        self.flags = TokenFlag.LOGIN_REQUIRED | flags
        self.answer, self.sent = answer, list[str]()

    @property
    def slot(self) -> Any:
        return self

    def get_token(self) -> "Device":
        return self

    def open(self, user_pin: str | None = None) -> str:
        if user_pin is not None:
            self.sent.append(user_pin)
            if self.answer:
                raise self.answer
        return "session"


def held(device: Device, pin: str, guard: PinGuard) -> HeldPin:
    return HeldPin(pin, guard, (tokens.identity(device),))  # type: ignore[arg-type]


@pytest.mark.parametrize("pin", ["", "mật khẩu", "sai", " 1234", "12\t34"])
def test_a_pin_that_cannot_be_right_is_not_sent(pin: str) -> None:
    device, guard = Device(TokenFlag(0)), PinGuard()
    guard.note(tokens.identity(device), "sai")  # type: ignore[arg-type]
    with pytest.raises(Refused) as told:
        tokens._session(device, held(device, pin, guard))  # type: ignore[arg-type]
    assert device.sent == []
    assert told.value.cure
    assert pin not in str(told.value) or not pin


def test_nothing_is_sent_to_a_locked_token() -> None:
    device = Device(TokenFlag.USER_PIN_LOCKED)
    with pytest.raises(pkcs11.exceptions.PinLocked):
        tokens._session(device, held(device, "1234", PinGuard()))  # type: ignore[arg-type]
    assert device.sent == []


def test_the_last_try_is_told_after_a_wrong_pin() -> None:
    device, guard = Device(TokenFlag.USER_PIN_FINAL_TRY, PinIncorrect), PinGuard()
    with pytest.raises(Blocked) as told:
        tokens._session(device, held(device, "1234", guard))  # type: ignore[arg-type]
    assert "một lần" in told.value.why
    assert device.sent == ["1234"]
    with pytest.raises(Refused):
        tokens._session(device, held(device, "1234", guard))  # type: ignore[arg-type]
    assert device.sent == ["1234"]


def test_a_failed_function_is_no_wrong_pin_and_leaves_the_pin_unblamed() -> None:
    device, guard = Device(TokenFlag(0), FunctionFailed), PinGuard()
    with pytest.raises(FunctionFailed):
        tokens._session(device, held(device, "1234", guard))  # type: ignore[arg-type]
    assert not guard.knows(tokens.identity(device), "1234")  # type: ignore[arg-type]


def test_the_guard_keeps_no_pin() -> None:
    guard = PinGuard()
    guard.note("token", "Kho4-Ky-So")
    assert guard.knows("token", "Kho4-Ky-So")
    assert not guard.knows("other", "Kho4-Ky-So")
    assert not PinGuard().knows("token", "Kho4-Ky-So")
    assert "Kho4" not in f"{guard!r} {guard._refused!r}"


def test_a_report_signed_and_sealed_by_tokens_is_valid(
    ready: Path, both: tuple[SigningKey, SigningKey], trust: TrustPack, tmp_path: Path
) -> None:
    plain = tmp_path / "plain.pdf"
    canvas = Canvas(str(plain), invariant=1)
    canvas.drawString(100, 700, "Tong so: 412")
    canvas.save()
    boxes = signature_boxes(0, 420, 396)
    wishes = (PdfSigning(Role.LEADER, "Nguyễn Minh Khôi", boxes), PdfSigning(Role.SEAL, "UBND huyện"))
    for own, wish in zip(both, wishes, strict=True):
        with opened_token(ready, Wanted(own.fingerprint), PIN, PinGuard()) as key:
            plain = sign_pdf(plain, tmp_path / f"{wish.role.value}.pdf", key, wish).path
    found = check_pdf(plain, trust)
    assert (found.verdict, found.findings) == (Verdict.VALID, ())
    assert len(found.signatures) == 2
