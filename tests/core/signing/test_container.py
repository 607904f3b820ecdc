"""A package that is written is whole, read back and verified, or it is not there."""

import errno
import hashlib
import random
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from tmdt_desktop import whole_files
from tmdt_desktop.errors import Blocked, Cancelled, Damaged, Problem, Refused
from tmdt_desktop.i18n import utc_now
from tmdt_desktop.signing.container import CheckWish, Part, read_container, write_container
from tmdt_desktop.signing.keys import SigningKey, open_pkcs12
from tmdt_desktop.signing.opening import MANIFEST, MEDIA_TYPE, MIMETYPE, SIGNATURE
from tmdt_desktop.signing.trial_ca import TrialCa
from tmdt_desktop.signing.trust import TrustPack
from tmdt_desktop.signing.verdicts import Revocation, Verdict
from tmdt_desktop.signing.zip_form import DEFLATED, STORED, Writer

from .conftest import DISTRICT, PASSWORD
from .packages import CSV, PARTS, contents


def test_a_package_is_read_back_as_it_was_written(package: Path, trust: TrustPack) -> None:
    found = read_container(package, trust, CheckWish(office=DISTRICT))
    assert found.verdict is Verdict.VALID
    assert found.findings == ()
    assert found.names == ("report.pdf", "data/businesses.csv", "Phụ lục I.json")
    assert found.read("data/businesses.csv") == CSV
    assert found.sha256 == hashlib.sha256(package.read_bytes()).hexdigest()


def test_the_signature_is_told_in_plain_facts(package: Path, trust: TrustPack, seal: SigningKey) -> None:
    (facts,) = read_container(package, trust).signatures
    assert facts.who == "UBND huyện Lập Thạch (THỬ NGHIỆM)"
    assert facts.fingerprint == seal.fingerprint
    assert (facts.registered_office, facts.registered_role) == ("UBND huyện Lập Thạch", "seal")
    assert facts.intact
    assert facts.trusted
    assert len(facts.chain) == 3
    assert facts.revocation is Revocation.GOOD
    assert facts.signed_at is not None
    assert abs(utc_now() - facts.signed_at) < timedelta(hours=1)


def test_only_the_signature_differs_between_two_writings(package: Path, seal: SigningKey, tmp_path: Path) -> None:
    again = write_container(tmp_path / "again.asice", PARTS, seal).path
    assert [each[:2] for each in contents(again)[:-1]] == [each[:2] for each in contents(package)[:-1]]


def test_other_programs_read_it_as_an_archive(package: Path) -> None:
    with zipfile.ZipFile(package) as archive:
        assert archive.testzip() is None
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == (MIMETYPE, zipfile.ZIP_STORED)
        assert archive.read("data/businesses.csv") == CSV
    assert package.read_bytes()[30:].startswith(b"mimetype" + MEDIA_TYPE.encode())


def test_openssl_accepts_the_signature_as_cades(
    package: Path, anchors: Path, tmp_path: Path, tool: Callable[[str], str]
) -> None:
    with zipfile.ZipFile(package) as archive:
        archive.extract(MANIFEST, tmp_path)
        archive.extract(SIGNATURE, tmp_path)
    command = [tool("openssl"), "cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", tmp_path / SIGNATURE]
    command += ["-content", tmp_path / MANIFEST, "-CAfile", anchors, "-purpose", "any", "-out", tmp_path / "out"]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    (tmp_path / MANIFEST).write_bytes((tmp_path / MANIFEST).read_bytes().replace(b"text/csv", b"text/CSV"))
    assert subprocess.run(command, capture_output=True, check=False).returncode != 0


def test_a_listed_file_is_taken_out_and_others_are_not(package: Path, trust: TrustPack, tmp_path: Path) -> None:
    found = read_container(package, trust)
    assert found.extract("data/businesses.csv", tmp_path / "out.csv").read_bytes() == CSV
    with pytest.raises(Refused):
        found.read("../out.csv")
    with pytest.raises(Refused):
        found.extract("report.pdf", tmp_path / "out.csv")


def test_a_package_exchanged_after_the_check_is_noticed(package: Path, trust: TrustPack, tmp_path: Path) -> None:
    path = tmp_path / "exchanged.asice"
    shutil.copy(package, path)
    found = read_container(path, trust)
    data = bytearray(path.read_bytes())
    data[data.index(b"%PDF")] ^= 1
    path.write_bytes(data)
    with pytest.raises(Damaged):
        found.read("report.pdf")


def test_a_missing_package_is_a_problem_of_the_world(tmp_path: Path, trust: TrustPack) -> None:
    with pytest.raises(Blocked):
        read_container(tmp_path / "none.asice", trust)


def test_nothing_is_overwritten(package: Path, seal: SigningKey) -> None:
    before = package.read_bytes()
    with pytest.raises(Refused, match="không ghi đè"):
        write_container(package, PARTS, seal)
    assert package.read_bytes() == before
    assert whole_files.free_name(package).name == "LapThach (2).asice"


def test_an_expired_key_does_not_sign(ca: TrialCa, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="hết hạn"):
        write_container(tmp_path / "a.asice", PARTS, open_pkcs12(ca.expired, PASSWORD))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["../a", "/a", "META-INF/x.xml", "mimetype", "a:b", "con"])
def test_a_name_that_cannot_travel_is_refused_when_writing(name: str, seal: SigningKey, tmp_path: Path) -> None:
    with pytest.raises(Refused):
        write_container(tmp_path / "a.asice", (Part(name, "text/plain", b""),), seal)


def test_a_full_disk_says_how_much_is_wanting_and_leaves_nothing(
    seal: SigningKey, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nearly = shutil.disk_usage(tmp_path)._replace(free=1000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: nearly)
    with pytest.raises(Blocked, match="cần thêm 1 MB"):
        write_container(tmp_path / "a.asice", PARTS, seal)
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_fills_up_meanwhile_leaves_nothing(
    seal: SigningKey, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Writer, "finish", full)
    with pytest.raises(Blocked, match="đã đầy"):
        write_container(tmp_path / "a.asice", PARTS, seal)
    assert list(tmp_path.iterdir()) == []


def test_a_stick_that_writes_wrongly_is_noticed(
    seal: SigningKey, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flush = whole_files.flush

    def spoil(path: Path) -> None:
        data = bytearray(path.read_bytes())
        data[100] ^= 1
        path.write_bytes(data)
        flush(path)

    monkeypatch.setattr(whole_files, "flush", spoil)
    with pytest.raises(Damaged):
        write_container(tmp_path / "a.asice", PARTS, seal)
    assert list(tmp_path.iterdir()) == []


def test_a_cancelled_export_leaves_nothing(seal: SigningKey, tmp_path: Path) -> None:
    class Impatient:
        def step(self, done: int, total: int, what: str = "") -> None:
            if done == 2:
                raise Cancelled

    with pytest.raises(Cancelled):
        write_container(tmp_path / "a.asice", PARTS, seal, Impatient())
    assert list(tmp_path.iterdir()) == []


def test_a_part_that_vanished_is_told_by_name(seal: SigningKey, tmp_path: Path) -> None:
    with pytest.raises(Problem, match=r"report\.pdf"):
        write_container(tmp_path / "a.asice", (Part("report.pdf", "application/pdf", tmp_path / "none"),), seal)


def test_large_files_pass_through_in_pieces(seal: SigningKey, tmp_path: Path, trust: TrustPack) -> None:
    source = tmp_path / "big.csv"
    source.write_bytes(random.Random(1).randbytes(3 << 20) + CSV * 500)
    parts = (Part("big.csv", "text/csv", source), Part("big.pdf", "application/pdf", source))
    path = write_container(tmp_path / "big.asice", parts, seal).path
    found = read_container(path, trust)
    assert found.verdict is Verdict.VALID
    assert found.read("big.csv") == found.read("big.pdf") == source.read_bytes()
    assert {each.method for each in found.entries} == {STORED, DEFLATED}
