"""A trust pack is believed as a whole or not at all."""

import json
import shutil
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from tmdt_desktop.errors import Blocked, Damaged
from tmdt_desktop.i18n import utc_now
from tmdt_desktop.signing.keys import SigningKey
from tmdt_desktop.signing.trial_ca import TrialCa
from tmdt_desktop.signing.trust import Role, TrustPack, load_trust
from tmdt_desktop.signing.trust_files import TrustIssue, seal_trust

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


def issue_of(day: date, number: int = 2) -> TrustIssue:
    return TrustIssue(number, datetime(day.year, day.month, day.day, 5, tzinfo=UTC), DEPARTMENT, "Sở Công thương")


def unsigned(pack: Path, issued: str = "2024-12-01") -> None:
    """Make the pack one of format 1, which nobody signed."""
    for each in ("trust.json", "trust.p7s"):
        (pack / each).unlink()
    shutil.rmtree(pack / "offices")
    paths = [path for path in pack.rglob("*") if path.is_file()]
    files = {path.relative_to(pack).as_posix(): sha256(path.read_bytes()).hexdigest() for path in paths}
    (pack / "trust.json").write_text(json.dumps({"format": 1, "issued": issued, "files": files}), "utf-8")


def codes(trust: TrustPack, now: datetime | None = None) -> set[str]:
    return {each.code for each in trust.remarks(now)}


def test_a_pack_says_who_signed_it_when_and_as_which(trust: TrustPack, department: SigningKey) -> None:
    assert trust.signed_by is not None
    assert (trust.signed_by.fingerprint, trust.signer_known, trust.number) == (department.fingerprint, True, 1)
    assert trust.issuer_name == "Sở Công thương"
    assert trust.issued_at is not None
    assert abs(trust.issued_at - utc_now()) < timedelta(hours=1)
    assert trust.remarks() == ()


def test_a_pack_carries_the_certificates_of_offices(trust: TrustPack, seal: SigningKey) -> None:
    assert trust.certificate_of(seal.fingerprint) == seal.certificate_der
    assert trust.certificate_of("0" * 64) is None
    assert [each.fingerprint for each in trust.of_role(DISTRICT, Role.SEAL)] == [seal.fingerprint]


def test_an_older_pack_tells_its_age(pack: Path, department: SigningKey) -> None:
    seal_trust(pack, issue_of(date(2024, 12, 1)), department)
    assert load_trust(pack).age(date(2024, 12, 18)) == 17


def test_old_and_future_packs_are_remarked_upon(trust: TrustPack) -> None:
    assert trust.issued_at is not None
    assert codes(trust, trust.issued_at + timedelta(days=90)) == set()
    assert codes(trust, trust.issued_at + timedelta(days=91)) == {"trust_old"}
    assert codes(trust, trust.issued_at - timedelta(hours=2)) == {"trust_future"}
    assert replace(trust, roots=(), register=(), signer_known=False).remarks() == ()


def test_a_pack_of_the_first_format_is_read_and_remarked_upon(pack: Path) -> None:
    unsigned(pack)
    made = load_trust(pack)
    assert (made.signed_by, made.number, made.issued, len(made.register)) == (None, 0, date(2024, 12, 1), 4)
    assert codes(made, datetime(2024, 12, 3, tzinfo=UTC)) == {"trust_unsigned"}
    assert made.age(date(2024, 12, 2)) == 1


def test_a_pack_signed_by_another_than_its_department_is_remarked_upon(pack: Path, seal: SigningKey) -> None:
    seal_trust(pack, issue_of(date.today()), seal)  # noqa: DTZ011
    made = load_trust(pack)
    assert made.signed_by is not None
    assert not made.signer_known
    assert "trust_unsigned" in codes(made)


def test_a_pack_dated_before_the_certificate_of_its_signer_is_remarked_upon(pack: Path, department: SigningKey) -> None:
    seal_trust(pack, issue_of(date(2024, 12, 1)), department)
    assert not load_trust(pack).signer_known


def test_a_pack_whose_list_or_signature_was_changed_is_damaged(pack: Path) -> None:
    listed, signature = (pack / "trust.json").read_bytes(), (pack / "trust.p7s").read_bytes()
    (pack / "trust.json").write_bytes(listed.replace(b'"number": 1', b'"number": 9'))
    with pytest.raises(Damaged, match="Chữ ký"):
        load_trust(pack)
    (pack / "trust.json").write_bytes(listed)
    (pack / "trust.p7s").write_bytes(signature[:-1] + bytes([signature[-1] ^ 1]))
    with pytest.raises(Damaged, match="Chữ ký"):
        load_trust(pack)
    (pack / "trust.p7s").unlink()
    with pytest.raises(Damaged, match="thiếu chữ ký"):
        load_trust(pack)


def test_a_strange_certificate_beside_the_signature_is_damaged(
    pack: Path, department: SigningKey, leader: SigningKey
) -> None:
    (pack / "intermediates" / "trial-issuing.crt").write_bytes(leader.certificate_der)
    seal_trust(pack, issue_of(date.today()), department)  # noqa: DTZ011
    with pytest.raises(Damaged, match="chứng thư lạ"):
        load_trust(pack)


def test_a_certificate_of_an_office_that_the_register_does_not_name_is_damaged(
    pack: Path, ca: TrialCa, department: SigningKey
) -> None:
    (pack / "offices" / f"{'0' * 64}.crt").write_bytes((pack / "roots" / "trial-root.crt").read_bytes())
    seal_trust(pack, issue_of(date(2024, 12, 1)), department)
    with pytest.raises(Damaged, match="không ứng"):
        load_trust(pack)


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
        ("trust.json", b'{"format": 2, "number": "1", "issued": "2024-12-01T00:00:00+00:00", "files": {}}'),
        ("trust.json", b'{"format": 2, "number": 1, "issued": "2024-12-01T00:00:00", "files": {}}'),
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
def test_a_listed_file_that_is_no_certificate_is_damaged(pack: Path, name: str, department: SigningKey) -> None:
    (pack / name).write_bytes(b"\x30\x03\x02\x01\x01")
    seal_trust(pack, issue_of(date(2024, 12, 1)), department)
    with pytest.raises(Damaged):
        load_trust(pack)


def test_an_unknown_role_is_damaged(pack: Path, department: SigningKey) -> None:
    register = json.loads((pack / "offices.json").read_text("utf-8"))
    register["offices"][0]["certificates"][0]["role"] = "king"
    (pack / "offices.json").write_text(json.dumps(register), "utf-8")
    seal_trust(pack, issue_of(date(2024, 12, 1)), department)
    with pytest.raises(Damaged):
        load_trust(pack)


def test_a_pack_of_a_newer_program_is_told(pack: Path) -> None:
    listing = json.loads((pack / "trust.json").read_text("utf-8"))
    (pack / "trust.json").write_text(json.dumps({**listing, "format": 3}), "utf-8")
    with pytest.raises(Blocked, match="phiên bản"):
        load_trust(pack)
