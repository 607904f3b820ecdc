"""A key file opens with its password alone, and each way of failing has its own sentence."""

import socket
import unicodedata
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12

from tmdt_desktop.errors import Blocked, Damaged, Refused
from tmdt_desktop.i18n import utc_now
from tmdt_desktop.signing import cades
from tmdt_desktop.signing.certificates import describe_certificate
from tmdt_desktop.signing.keys import SigningKey, open_pkcs12
from tmdt_desktop.signing.trial_ca import TrialCa
from tmdt_desktop.signing.trust import Role

from .conftest import DISTRICT, PASSWORD
from .tokens import own_key_file


def test_a_key_tells_whose_it_is(leader: SigningKey) -> None:
    assert leader.owner == "Nguyễn Minh Khôi (THỬ NGHIỆM)"
    assert leader.organisation == "UBND huyện Lập Thạch"
    assert leader.issuer == "Cấp phát (THỬ NGHIỆM)"
    assert leader.not_before < utc_now() < leader.not_after
    assert len(leader.fingerprint) == 64
    assert leader.facts == describe_certificate(leader.certificate_der)
    assert leader.facts.key == "RSA 2048"


def test_a_key_does_not_show_itself(leader: SigningKey) -> None:
    assert "signer" not in repr(leader)
    assert "unwrap" not in repr(leader)


def test_a_wrong_password_is_told_as_such(ca: TrialCa) -> None:
    for wrong in ("", "sai", PASSWORD.upper()):
        with pytest.raises(Blocked, match="Mật khẩu"):
            open_pkcs12(ca.keys[DISTRICT, Role.LEADER], wrong)


def test_each_other_failure_has_its_own_sentence(ca: TrialCa, tmp_path: Path) -> None:
    told = set()
    (tmp_path / "text.p12").write_text("không phải khoá", "utf-8")
    (tmp_path / "certificate.p12").write_bytes((ca.trust / "roots" / "trial-root.crt").read_bytes())
    content = pkcs12.load_pkcs12(ca.expired.read_bytes(), PASSWORD.encode())
    assert content.cert is not None
    keyless = pkcs12.serialize_key_and_certificates(
        None, None, content.cert.certificate, None, BestAvailableEncryption(PASSWORD.encode())
    )
    (tmp_path / "keyless.p12").write_bytes(keyless)
    (tmp_path / "cut.p12").write_bytes(ca.expired.read_bytes()[:300])
    for name in ("none.p12", "text.p12", "keyless.p12"):
        with pytest.raises(Blocked) as raised:
            open_pkcs12(tmp_path / name, PASSWORD)
        assert raised.value.cure
        told.add(raised.value.what.replace(name, ""))
    assert len(told) == 3
    for name in ("certificate.p12", "cut.p12"):
        with pytest.raises(Blocked, match="không phải tệp khoá"):
            open_pkcs12(tmp_path / name, PASSWORD)


def test_an_expired_or_early_certificate_does_not_sign(ca: TrialCa, leader: SigningKey) -> None:
    with pytest.raises(Refused, match="hết hạn") as raised:
        open_pkcs12(ca.expired, PASSWORD).require_usable()
    assert "/" in raised.value.why
    with pytest.raises(Refused, match="chưa đến ngày"):
        leader.require_usable(leader.not_before - timedelta(seconds=1))
    leader.require_usable()


def test_what_is_no_certificate_is_damaged(leader: SigningKey) -> None:
    for data in (b"", b"abc", leader.certificate_der[:-1], leader.certificate_der + b"\0"):
        with pytest.raises(Damaged):
            describe_certificate(data)


def test_signing_opens_no_socket(leader: SigningKey, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refused)
    monkeypatch.setattr(socket, "socketpair", refused)
    signature = cades.sign_detached(b"a", leader, utc_now())
    assert cades.read_detached(signature, b"a").intact
    assert not cades.read_detached(signature, b"b").intact


def test_a_signature_claims_the_moment_it_is_given(leader: SigningKey) -> None:
    moment = (utc_now() - timedelta(hours=3)).replace(microsecond=0)
    assert cades.read_detached(cades.sign_detached(b"a", leader, moment), b"a").signed_at == moment


@pytest.mark.parametrize("part", ["mac", "content"])
def test_a_key_file_that_asks_for_hours_of_calculation_is_refused_at_once(
    ca: TrialCa, tmp_path: Path, part: str
) -> None:
    from asn1crypto import pkcs12

    file = pkcs12.Pfx.load(ca.keys[DISTRICT, Role.LEADER].read_bytes())
    if part == "mac":
        file["mac_data"]["iterations"] = 2_000_000_000
    else:
        safe = pkcs12.AuthenticatedSafe.load(file["auth_safe"]["content"].native)
        bag = next(each for each in safe if each["content_type"].native == "encrypted_data")
        how = bag["content"]["encrypted_content_info"]["content_encryption_algorithm"]
        how["parameters"]["key_derivation_func"]["parameters"]["iteration_count"] = 2_000_000_000
        file["auth_safe"]["content"] = safe.dump(force=True)
    slow = tmp_path / "lau.p12"
    slow.write_bytes(file.dump(force=True))
    with pytest.raises(Blocked, match="quá nhiều vòng"):
        open_pkcs12(slow, PASSWORD)


def test_a_curve_that_is_not_used_is_not_called_weak(tmp_path: Path) -> None:
    file = own_key_file(tmp_path / "la.p12", ec.generate_private_key(ec.BrainpoolP256R1()))
    with pytest.raises(Refused, match="Loại khoá") as told:
        open_pkcs12(file, "x").require_usable()
    assert "P-256" in told.value.why


def test_a_password_typed_in_parts_opens_what_it_locked_whole(tmp_path: Path) -> None:
    file = own_key_file(tmp_path / "co dau.p12", ec.generate_private_key(ec.SECP256R1()))
    content = pkcs12.load_pkcs12(file.read_bytes(), b"x")
    assert content.cert is not None
    locked = BestAvailableEncryption("mật khẩu".encode())
    file.write_bytes(pkcs12.serialize_key_and_certificates(None, content.key, content.cert.certificate, None, locked))  # type: ignore[arg-type]
    assert open_pkcs12(file, unicodedata.normalize("NFD", "mật khẩu")).owner == "co dau"
