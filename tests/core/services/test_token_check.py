"""The device check says without a PIN what is plugged in, what can sign, and what to do now."""

import hashlib
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from pkcs11 import Mechanism, TokenFlag

from tests.core.signing.tokens import PIN, Item, copied_token, fill, own_key_file, token_at
from tmdt_desktop.errors import Blocked, Refused
from tmdt_desktop.i18n import utc_now
from tmdt_desktop.services.export_package import ExportWish, export_package
from tmdt_desktop.services.signing_keys import PinGuard, TokenPlace, looked_at_key, opened_key
from tmdt_desktop.services.token_check import TokenCheck, check_tokens, find_token, try_token
from tmdt_desktop.services.verify_package import verify_package
from tmdt_desktop.signing import cades, token_probe, tokens
from tmdt_desktop.signing.token_probe import Probed, StoredCertificate, StoredToken
from tmdt_desktop.store.workspace import Workspace

if TYPE_CHECKING:
    from tmdt_desktop.signing.trial_ca import TrialCa

FINE = int(TokenFlag.LOGIN_REQUIRED | TokenFlag.USER_PIN_INITIALIZED | TokenFlag.TOKEN_INITIALIZED)
DRIVER = Path("hang.so")


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, trial_ca: "TrialCa", key_password: str) -> Path:
    """A token with the leader's key, the seal's, the chain, and a certificate that has expired."""
    from tmdt_desktop.signing.trust import Role

    folder = tmp_path_factory.mktemp("hsm")
    items = (
        Item(trial_ca.keys["246", Role.LEADER], key_password),
        Item(trial_ca.expired, key_password, b"\2"),
        Item(trial_ca.keys["246", Role.SEAL], key_password, b"\3"),
    )
    with pytest.MonkeyPatch.context() as patch:
        fill(token_at(folder, patch), items)
    return folder


@pytest.fixture
def driver(filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return copied_token(filled, tmp_path / "hsm", monkeypatch)


@pytest.fixture
def leader_der(trial_ca: "TrialCa", key_password: str) -> bytes:
    from tmdt_desktop.signing.keys import open_pkcs12
    from tmdt_desktop.signing.trust import Role

    return open_pkcs12(trial_ca.keys["246", Role.LEADER], key_password).certificate_der


def seen(monkeypatch: pytest.MonkeyPatch, *probed: Probed) -> TokenCheck:
    monkeypatch.setattr(token_probe, "probe_all", lambda _: probed)
    return check_tokens(DRIVER)


def token(flags: int, *certificates: StoredCertificate) -> Probed:
    return Probed(DRIVER, (StoredToken("Nhãn", "Hãng", "Loại", "01", flags, certificates),), "")


def test_what_can_sign_stands_first_and_authorities_are_left_out(driver: Path) -> None:
    guard = PinGuard()
    check = check_tokens(driver, guard)
    assert (check.sentence, check.cure) == ("Đã thấy 1 thiết bị sẵn sàng ký.", "")
    (found,) = check.tokens
    assert (found.label, found.pin_state, found.pin_sentence) == ("LanhDao", "ok", "")
    *usable, old = found.certificates
    assert {(each.owner, each.issuer) for each in usable} == {
        ("Nguyễn Minh Khôi (THỬ NGHIỆM)", "Cấp phát (THỬ NGHIỆM)"),
        ("UBND huyện Lập Thạch (THỬ NGHIỆM)", "Cấp phát (THỬ NGHIỆM)"),
    }
    good = usable[0]
    assert all(each.usable for each in usable)
    assert good.place.guard is guard
    assert not old.usable
    assert "hết hạn" in old.sentence


def test_a_try_signs_and_keeps_nothing(driver: Path) -> None:
    good = check_tokens(driver).tokens[0].certificates[0]
    said = try_token(good.place, PIN)
    assert good.owner in said
    assert "không được lưu" in said
    with pytest.raises(Blocked, match="PIN không đúng"):
        try_token(good.place, "sai-PIN")
    assert check_tokens(driver).tokens[0].pin_state == "low"
    with pytest.raises(Refused, match="không gửi lại"):
        try_token(good.place, "sai-PIN")


def test_a_try_tells_when_the_token_makes_no_pss(driver: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = frozenset({int(Mechanism.SHA256_RSA_PKCS), int(Mechanism.RSA_PKCS)})
    monkeypatch.setattr(tokens, "_offered", lambda _: old)
    said = try_token(check_tokens(driver).tokens[0].certificates[0].place, PIN)
    assert "chữ ký đúng" in said
    assert "PKCS #1 v1.5" in said


def test_a_key_on_a_token_is_looked_at_without_its_pin(driver: Path, leader_der: bytes) -> None:
    place = TokenPlace(driver, hashlib.sha256(leader_der).hexdigest())
    with looked_at_key(place, "") as key:
        assert key.certificate_der == leader_der
        assert len(key.chain_der) == 2
        with pytest.raises(Blocked, match="chưa mở"):
            cades.sign_detached(b"a", key, utc_now())
    with opened_key(place, PIN) as key:
        assert key.certificate_der == leader_der
    gone = replace(place, fingerprint="0" * 64)
    with pytest.raises(Blocked, match="Không thấy thiết bị"), looked_at_key(gone, ""):
        pass


def test_a_certificate_is_named_by_the_start_of_its_fingerprint(driver: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    check = check_tokens(driver)
    monkeypatch.setattr("tmdt_desktop.services.token_check.check_tokens", lambda *_: check)
    whole = check.tokens[0].certificates[0].fingerprint
    for said in (whole, whole[:8], f"{whole[:4]} {whole[4:8]}".upper()):
        assert find_token(said, driver) == TokenPlace(driver, whole, check.tokens[0].serial)
    for wrong in ("", whole[:7], "xyz12345"):
        with pytest.raises(Refused, match="dạng"):
            find_token(wrong, driver)
    with pytest.raises(Blocked, match="Không thấy"):
        find_token("0123456789", driver)


def test_two_certificates_that_begin_alike_are_told_apart(monkeypatch: pytest.MonkeyPatch, leader_der: bytes) -> None:
    check = seen(monkeypatch, token(FINE, StoredCertificate(leader_der, True)))
    one = check.tokens[0].certificates[0]
    twin = replace(one, fingerprint=one.fingerprint[:10] + "f" * 54)
    doubled = replace(check, tokens=(replace(check.tokens[0], certificates=(one, twin)),))
    monkeypatch.setattr("tmdt_desktop.services.token_check.check_tokens", lambda *_: doubled)
    with pytest.raises(Refused, match="nhiều chứng thư"):
        find_token(one.fingerprint[:10])


@pytest.mark.parametrize(
    ("flag", "state", "word"),
    [
        (TokenFlag.USER_PIN_COUNT_LOW, "low", "nhập sai gần đây"),
        (TokenFlag.USER_PIN_COUNT_LOW | TokenFlag.USER_PIN_FINAL_TRY, "last", "một lần"),
        (TokenFlag.USER_PIN_FINAL_TRY | TokenFlag.USER_PIN_LOCKED, "locked", "đã khóa"),
        (TokenFlag.USER_PIN_TO_BE_CHANGED, "ok", "mã ban đầu"),
    ],
)
def test_the_state_of_the_pin_is_told_before_it_is_asked(
    monkeypatch: pytest.MonkeyPatch, leader_der: bytes, flag: TokenFlag, state: str, word: str
) -> None:
    check = seen(monkeypatch, token(FINE | int(flag), StoredCertificate(leader_der, None)))
    assert check.tokens[0].pin_state == state
    assert word in check.tokens[0].pin_sentence
    assert bool(check.cure) == (state == "locked")


def test_a_token_without_a_pin_is_told(monkeypatch: pytest.MonkeyPatch, leader_der: bytes) -> None:
    bare = int(TokenFlag.LOGIN_REQUIRED | TokenFlag.TOKEN_INITIALIZED)
    check = seen(monkeypatch, token(bare, StoredCertificate(leader_der, None)))
    assert "chưa được đặt mã PIN" in check.tokens[0].pin_sentence


def test_a_certificate_without_its_key_does_not_sign(monkeypatch: pytest.MonkeyPatch, leader_der: bytes) -> None:
    check = seen(monkeypatch, token(FINE, StoredCertificate(leader_der, False)))
    (one,) = check.tokens[0].certificates
    assert (one.usable, one.has_key) == (False, False)
    assert "không có khóa bí mật" in one.sentence
    assert check.cure


def test_a_weak_certificate_does_not_sign(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tmdt_desktop.signing.keys import open_pkcs12

    weak = open_pkcs12(own_key_file(tmp_path / "w.p12", ec.generate_private_key(ec.SECP192R1())), "x")
    check = seen(monkeypatch, token(FINE, StoredCertificate(weak.certificate_der, None)))
    assert "chưa dùng được" in check.tokens[0].certificates[0].sentence


def test_what_is_no_certificate_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    check = seen(monkeypatch, token(FINE, StoredCertificate(b"\x30\x03abc", None)))
    assert check.tokens[0].certificates == ()
    assert "Không thấy chứng thư nào" in check.sentence


def test_a_token_seen_through_two_drivers_is_told_once(monkeypatch: pytest.MonkeyPatch, leader_der: bytes) -> None:
    one = token(FINE, StoredCertificate(leader_der, None))
    other = Path("khac.so")
    monkeypatch.setattr(
        "tmdt_desktop.signing.token_drivers.known_drivers",
        lambda: tuple(type("D", (), {"file": file, "name": file.name})() for file in (DRIVER, other)),
    )
    monkeypatch.setattr(token_probe, "probe_all", lambda _: (one, replace(one, file=other)))
    assert [each.driver for each in check_tokens().tokens] == [DRIVER]


def test_each_emptiness_has_its_own_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    told = [
        seen(monkeypatch, Probed(DRIVER, (), "")),
        seen(monkeypatch, Probed(DRIVER, (), "hang.so là bản 32-bit.")),
        seen(monkeypatch, token(FINE)),
        seen(monkeypatch, Probed(DRIVER, (StoredToken("USB", "", "", "", 0, (), ("DeviceError", "")),), "")),
    ]
    monkeypatch.setattr("tmdt_desktop.signing.token_drivers.known_drivers", lambda: ())
    monkeypatch.setattr(token_probe, "probe_all", lambda _: ())
    told.append(check_tokens())
    assert len({each.sentence for each in told}) == len(told)
    assert all(each.cure for each in told)
    assert told[1].cure == "hang.so là bản 32-bit."


def test_nothing_secret_is_shown(monkeypatch: pytest.MonkeyPatch, leader_der: bytes) -> None:
    check = seen(monkeypatch, token(FINE, StoredCertificate(leader_der, None)))
    assert "guard" not in repr(check)
    assert {field.name for field in fields(TokenPlace) if not field.repr} == {"guard"}


@pytest.mark.slow
def test_a_package_is_signed_by_a_token(
    sealed: tuple[Workspace, UUID], export_wish: ExportWish, trial_ca: "TrialCa", driver: Path
) -> None:
    ws, _ = sealed
    seal = next(each for each in check_tokens(driver).tokens[0].certificates if each.owner.startswith("UBND"))
    made = export_package(ws, replace(export_wish, key=seal.place, secret=PIN))
    assert verify_package(made.file, trial_ca.trust).level in {"VALID", "WARNED"}
