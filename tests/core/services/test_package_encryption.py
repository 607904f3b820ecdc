"""A package leaves encrypted to whoever is to read it, the Department before all, or says why not."""

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import pytest

from tests.core.signing.pki import DAY, NOW, Gone, Wish, authority, certified, listed, named, pack
from tmdt_desktop.errors import Damaged, Refused
from tmdt_desktop.i18n import utc_now
from tmdt_desktop.services.export_package import ExportWish, export_package
from tmdt_desktop.services.package_encryption import department_of
from tmdt_desktop.services.verify_package import verify_package
from tmdt_desktop.signing.encryption import decrypt_file
from tmdt_desktop.signing.keys import open_pkcs12
from tmdt_desktop.signing.trial_ca import TrialCa
from tmdt_desktop.signing.trust import RegisteredCertificate, Role, load_trust
from tmdt_desktop.store.workspace import Workspace

Sealed = tuple[Workspace, UUID]


def test_the_department_opens_a_package_unless_a_person_says_otherwise(
    sealed: Sealed, export_wish: ExportWish, trial_ca: TrialCa, key_password: str, tmp_path: Path
) -> None:
    receipt = export_package(sealed[0], replace(export_wish, for_department=True))
    assert receipt.encrypted
    assert receipt.opened_by == ("Sở Công thương (THỬ NGHIỆM)",)
    assert not receipt.told
    key = open_pkcs12(trial_ca.keys["SCT", Role.DEPARTMENT], key_password)
    decrypt_file(receipt.file, tmp_path / "mở.asice", key)
    assert verify_package(tmp_path / "mở.asice", trial_ca.trust).level in {"VALID", "WARNED"}


def test_chosen_receivers_open_it_beside_the_department_each_once(
    sealed: Sealed, export_wish: ExportWish, trial_ca: TrialCa, department_certificate: Path, tmp_path: Path
) -> None:
    other = tmp_path / "cấp trên.crt"
    held = load_trust(trial_ca.trust)
    other.write_bytes(held.certificate_of(held.of_role("247", Role.SEAL)[0].fingerprint) or b"")
    wish = replace(export_wish, for_department=True, encrypt_to=(other, department_certificate))
    receipt = export_package(sealed[0], wish)
    assert len(receipt.opened_by) == 2
    (tmp_path / "usb 2").mkdir()
    again = export_package(sealed[0], replace(wish, to=tmp_path / "usb 2", encrypt_to=(other,)))
    assert again.file.read_bytes() == receipt.file.read_bytes()


def test_a_pack_without_the_departments_certificate_leaves_the_package_readable_and_says_so(trial_ca: TrialCa) -> None:
    held = load_trust(trial_ca.trust)
    told_of = department_of(replace(held, certificates={}))
    assert not told_of.all
    assert "không kèm chứng thư của Sở" in told_of.sentence
    late = department_of(held, utc_now() + timedelta(days=4000))
    assert not late.all
    assert "hết hiệu lực" in late.sentence
    assert "chưa có gói tin cậy" in department_of(None).sentence


def test_a_receiver_that_does_not_fit_stops_the_export_before_anything_is_made(
    sealed: Sealed, export_wish: ExportWish, trial_ca: TrialCa, department_certificate: Path, tmp_path: Path
) -> None:
    root = trial_ca.trust / "roots" / "trial-root.crt"
    with pytest.raises(Refused, match="nơi cấp chứng thư"):
        export_package(sealed[0], replace(export_wish, encrypt_to=(root,)))
    with pytest.raises(Refused, match="hai lần"):
        export_package(sealed[0], replace(export_wish, encrypt_to=(department_certificate, department_certificate)))
    broken = tmp_path / "hỏng.crt"
    broken.write_bytes(b"-----BEGIN CERTIFICATE-----\n\n")
    with pytest.raises(Damaged):
        export_package(sealed[0], replace(export_wish, encrypt_to=(broken,)))
    assert not list(export_wish.to.iterdir())
    assert not list((sealed[0].path / "sent").glob("*.asice*"))


def _registered(*certificates: bytes) -> tuple[tuple[RegisteredCertificate, ...], dict[str, bytes]]:
    held = {sha256(each).hexdigest(): each for each in certificates}
    lines = (RegisteredCertificate("SCT", "Sở", Role.DEPARTMENT, "Sở", each, NOW.date()) for each in held)
    return tuple(lines), held


def test_a_renewed_certificate_with_the_same_key_does_not_stop_an_export() -> None:
    root, usages = authority("Gốc"), ("digital_signature", "key_agreement")
    today = utc_now()
    wish = Wish(named("Sở"), usages=usages, since=today - 9 * DAY, until=today + 300 * DAY)
    old = certified(wish, root)
    new = certified(replace(wish, since=today - DAY), root, old.key)
    register, held = _registered(old.der, new.der)
    found = department_of(replace(pack((root,)), register=register, certificates=held))
    assert found.fingerprints == [sha256(new.der).hexdigest()]


def test_nothing_is_encrypted_to_a_certificate_that_was_revoked() -> None:
    today = utc_now()
    root = authority("Gốc", since=today - 300 * DAY, until=today + 300 * DAY)
    wish = Wish(named("Sở"), usages=("digital_signature", "key_agreement"), since=today - 9 * DAY, until=today + DAY)
    own = certified(wish, root)
    register, held = _registered(own.der)
    gone = listed(root, Gone(own, today - 2 * DAY), made=today - DAY, until=today + DAY)
    found = department_of(replace(pack((root,), (), (gone,)), register=register, certificates=held))
    assert not found.all
    assert "thu hồi" in found.sentence


def test_a_renewed_certificate_that_does_not_count_yet_leaves_the_older_one() -> None:
    root, today = authority("Gốc"), utc_now()
    wish = Wish(
        named("Sở"), usages=("digital_signature", "key_agreement"), since=today - 9 * DAY, until=today + 9 * DAY
    )
    old = certified(wish, root)
    new = certified(replace(wish, since=today + DAY), root, old.key)
    register, held = _registered(old.der, new.der)
    found = department_of(replace(pack((root,)), register=register, certificates=held))
    assert found.fingerprints == [sha256(old.der).hexdigest()]
