"""A trust pack is believed as a whole or not at all."""

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from tmdt_desktop.errors import Blocked, Damaged
from tmdt_desktop.signing.keys import SigningKey
from tmdt_desktop.signing.trial_ca import TrialCa
from tmdt_desktop.signing.trust import Role, TrustPack, load_trust, seal_trust

from .conftest import DEPARTMENT, DISTRICT


@pytest.fixture
def pack(ca: TrialCa, tmp_path: Path) -> Path:
    return Path(shutil.copytree(ca.trust, tmp_path / "trust"))


def test_a_pack_knows_its_age_and_who_registered_what(trust: TrustPack, seal: SigningKey) -> None:
    assert trust.age(trust.issued) == 0
    assert (len(trust.roots), len(trust.intermediates), len(trust.crls)) == (1, 1, 2)
    registered = trust.registered(seal.fingerprint)
    assert registered is not None
    assert (registered.office, registered.role, registered.owner) == (DISTRICT, Role.SEAL, seal.owner)
    assert [each.role for each in trust.certificates_of(DISTRICT)] == [Role.LEADER, Role.SEAL]
    assert [each.role for each in trust.certificates_of(DEPARTMENT)] == [Role.DEPARTMENT]
    assert trust.registered("0" * 64) is None


def test_trial_names_say_that_they_are_for_trial(trust: TrustPack, leader: SigningKey) -> None:
    assert all("THỬ NGHIỆM" in each.owner for each in trust.register)
    assert "THỬ NGHIỆM" in leader.issuer


def test_an_older_pack_tells_its_age(pack: Path) -> None:
    seal_trust(pack, date(2024, 12, 1))
    assert load_trust(pack).age(date(2024, 12, 18)) == 17


def test_a_folder_without_a_pack_is_told(tmp_path: Path) -> None:
    with pytest.raises(Blocked, match="gói tin cậy"):
        load_trust(tmp_path)
    with pytest.raises(Blocked):
        load_trust(tmp_path / "none")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("roots/trial-root.crt", None),
        ("roots/trial-root.crt", b"x"),
        ("roots/another.crt", b"x"),
        ("crls/trial-issuing.crl", b""),
        ("offices.json", b'{"offices": []}'),
        ("trust.json", b"{}"),
        ("trust.json", b"[]"),
        ("trust.json", b"\xff"),
        ("trust.json", b'{"format": 1, "issued": "hom qua", "files": {}}'),
    ],
)
def test_a_pack_with_a_file_changed_added_or_missing_is_damaged(pack: Path, name: str, content: bytes | None) -> None:
    if content is None:
        (pack / name).unlink()
    else:
        (pack / name).write_bytes(content)
    with pytest.raises(Damaged):
        load_trust(pack)


@pytest.mark.parametrize("name", ["roots/bad.crt", "crls/bad.crl"])
def test_a_listed_file_that_is_no_certificate_is_damaged(pack: Path, name: str) -> None:
    (pack / name).write_bytes(b"\x30\x03\x02\x01\x01")
    seal_trust(pack, date(2024, 12, 1))
    with pytest.raises(Damaged):
        load_trust(pack)


def test_an_unknown_role_is_damaged(pack: Path) -> None:
    register = json.loads((pack / "offices.json").read_text("utf-8"))
    register["offices"][0]["certificates"][0]["role"] = "king"
    (pack / "offices.json").write_text(json.dumps(register), "utf-8")
    seal_trust(pack, date(2024, 12, 1))
    with pytest.raises(Damaged):
        load_trust(pack)


def test_a_pack_of_a_newer_program_is_told(pack: Path) -> None:
    listing = json.loads((pack / "trust.json").read_text("utf-8"))
    (pack / "trust.json").write_text(json.dumps({**listing, "format": 2}), "utf-8")
    with pytest.raises(Blocked, match="phiên bản"):
        load_trust(pack)
