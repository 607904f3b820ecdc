"""A package is believed only when every byte of it is as it was signed."""

import errno
import hashlib
import io
import random
import shutil
import struct
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tmdt_desktop.errors import Blocked, Cancelled, Damaged, Problem, Refused
from tmdt_desktop.i18n import utc_now
from tmdt_desktop.signing import cades, container, manifest, safe_write
from tmdt_desktop.signing.container import CheckWish, Part, read_container, write_container
from tmdt_desktop.signing.keys import SigningKey, open_pkcs12
from tmdt_desktop.signing.opening import MANIFEST, MEDIA_TYPE, MIMETYPE, SIGNATURE
from tmdt_desktop.signing.trial_ca import TrialCa
from tmdt_desktop.signing.trust import TrustPack
from tmdt_desktop.signing.verdicts import Revocation, Verdict
from tmdt_desktop.signing.zip_form import DEFLATED, STORED, Limits, Writer

from .conftest import DISTRICT, PASSWORD

CSV = ("mã;tên\n" + "2500150335;Hợp tác xã Lập Thạch\n" * 40).encode()
PARTS = (
    Part("report.pdf", "application/pdf", b"%PDF-1.7 " + bytes(range(200))),
    Part("data/businesses.csv", "text/csv", CSV),
    Part("Phụ lục I.json", "application/json", '{"đơn vị": "huyện Lập Thạch"}'.encode()),
)


@pytest.fixture(scope="module")
def package(seal: SigningKey, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_container(tmp_path_factory.mktemp("package") / "LapThach.asice", PARTS, seal).path


@pytest.fixture
def check(tmp_path: Path, trust: TrustPack) -> Callable[..., container.Container]:
    def check(content: bytes, wish: CheckWish | None = None) -> container.Container:
        path = tmp_path / "received.asice"
        path.write_bytes(content)
        return read_container(path, trust, wish or CheckWish())

    return check


def built(entries: list[tuple[str, bytes, int]]) -> bytes:
    """An archive of the form with any files in it."""
    file = io.BytesIO()
    writer = Writer(file)
    for name, content, method in entries:
        writer.add(name, [content], method)
    writer.finish()
    return file.getvalue()


def contents(package: Path) -> list[tuple[str, bytes, int]]:
    with zipfile.ZipFile(package) as archive:
        return [(each.filename, archive.read(each), each.compress_type) for each in archive.infolist()]


def codes(found: container.Container) -> set[str]:
    return {each.code for each in found.findings}


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


def test_a_changed_byte_anywhere_is_never_valid(package: Path, check: Callable[[bytes], container.Container]) -> None:
    original, chance = package.read_bytes(), random.Random(20241217)
    for _ in range(250):
        changed = bytearray(original)
        changed[chance.randrange(len(original))] ^= 1 << chance.randrange(8)
        assert check(bytes(changed)).verdict.rank >= Verdict.INVALID.rank


@pytest.mark.slow
def test_each_single_byte_counts(package: Path, check: Callable[[bytes], container.Container]) -> None:
    original = package.read_bytes()
    for position in range(len(original)):
        for bit in (0, 3, 7):
            changed = bytearray(original)
            changed[position] ^= 1 << bit
            assert check(bytes(changed)).verdict.rank >= Verdict.INVALID.rank, (position, bit)


def test_a_package_cut_anywhere_is_never_valid(package: Path, check: Callable[[bytes], container.Container]) -> None:
    original = package.read_bytes()
    for length in range(0, len(original), 97):
        assert check(original[:length]).verdict is Verdict.DAMAGED
    assert codes(check(original[:-1])) == {"truncated"}
    assert codes(check(b"")) == {"not_a_package"}
    assert codes(check(original + b"x")) == {"trailing_data"}
    assert check(b"x" + original).verdict is Verdict.DAMAGED


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda files: [*files[:2], ("data/businesses.csv", CSV + b"1", 8), *files[3:]], "digest_mismatch"),
        (lambda files: [*files[:2], ("data/businesses.csv", CSV, 0), *files[3:]], "packing_changed"),
        (lambda files: [*files[:2], *files[3:]], "missing_file"),
        (lambda files: [*files[:2], ("data/b.csv", files[2][1], 8), *files[3:]], "missing_file"),
        (lambda files: [*files[:1], ("extra.csv", b"1", 8), *files[1:]], "extra_file"),
        (lambda files: [files[0], files[2], files[1], *files[3:]], "header_changed"),
        (lambda files: [*files[:2], files[1], *files[2:]], "duplicate_name"),
        (lambda files: [*files[:2], ("REPORT.pdf", b"1", 0), *files[2:]], "duplicate_name"),
        (lambda files: [*files[:1], ("../x", b"1", 0), *files[1:]], "unsafe_name"),
        (lambda files: [*files[:1], ("/etc/x", b"1", 0), *files[1:]], "unsafe_name"),
        (lambda files: [*files[:1], ("C:/x", b"1", 0), *files[1:]], "unsafe_name"),
        (lambda files: [*files[:1], ("a\\b", b"1", 0), *files[1:]], "unsafe_name"),
        (lambda files: [*files[:1], ("", b"1", 0), *files[1:]], "unsafe_name"),
        (lambda files: [*files[:1], ("a" * 300, b"1", 0), *files[1:]], "unsafe_name"),
        (lambda files: [*files[:1], ("NUL.txt", b"1", 0), *files[1:]], "unsafe_name"),
        (lambda files: [*files[:1], ("Phu\u0323 lu\u0323c", b"1", 0), *files[1:]], "unsafe_name"),
        (
            lambda files: [*files[:-2], ("META-INF/ASiCManifest002.xml", files[-2][1], 0), *files[-2:]],
            "manifest_doubled",
        ),
        (lambda files: [*files[:-2], ("meta-inf/signature.p7s", files[-1][1], 0), *files[-2:]], "manifest_doubled"),
        (lambda files: [*files[:-2], files[-1]], "manifest_missing"),
        (lambda files: files[:-1], "signature_missing"),
        (lambda files: files[1:], "mimetype"),
        (lambda files: [(MIMETYPE, b"application/zip", 0), *files[1:]], "mimetype"),
        (lambda files: [(MIMETYPE, MEDIA_TYPE.encode(), 8), *files[1:]], "mimetype"),
        (lambda files: [*files[:-1], (SIGNATURE, b"\x30\x03\x02\x01\x01", 0)], "signature_unreadable"),
    ],
)
def test_a_rearranged_package_is_refused_and_says_why(
    change: Callable[[Any], Any], code: str, package: Path, check: Callable[[bytes], container.Container]
) -> None:
    found = check(built(change(contents(package))))
    assert code in codes(found)
    assert found.verdict.rank >= Verdict.INVALID.rank
    assert all(each.cure for each in found.findings)


def test_nothing_is_taken_out_of_a_bad_package(
    package: Path, check: Callable[[bytes], container.Container], tmp_path: Path
) -> None:
    files = contents(package)
    found = check(built([*files[:1], ("extra.csv", b"1", 8), *files[1:]]))
    with pytest.raises(Refused):
        found.read("report.pdf")
    with pytest.raises(Refused):
        found.extract("report.pdf", tmp_path / "out.pdf")
    assert not (tmp_path / "out.pdf").exists()


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


def test_bombs_are_refused_before_they_are_unpacked(package: Path, check: Callable[..., container.Container]) -> None:
    files = contents(package)
    bomb = built([*files[:1], ("bomb.csv", bytes(8 << 20), 8), *files[1:]])
    assert codes(check(bomb)) == {"bomb"}
    assert codes(check(package.read_bytes(), CheckWish(limits=Limits(total_bytes=500)))) == {"too_large"}
    assert codes(check(package.read_bytes(), CheckWish(limits=Limits(files=3)))) == {"too_many_files"}


def test_a_file_that_unpacks_to_more_than_it_says_is_refused(
    package: Path, check: Callable[[bytes], container.Container]
) -> None:
    data = bytearray(package.read_bytes())
    size, smaller = struct.pack("<I", len(CSV)), struct.pack("<I", len(CSV) - 7)
    assert data.count(size) == 2
    assert codes(check(bytes(data.replace(size, smaller)))) == {"bomb"}


@pytest.mark.parametrize(
    ("offset", "value", "code"),
    [
        (38, 0o120777 << 16, "symlink"),
        (8, 0x0801, "encrypted_entry"),
        (8, 0x0808, "header_changed"),
        (20, 0xFFFFFFFF, "zip64"),
        (36, 1, "header_changed"),
    ],
)
def test_a_directory_line_out_of_the_ordinary_is_refused(
    offset: int, value: int, code: str, package: Path, check: Callable[[bytes], container.Container]
) -> None:
    data = bytearray(package.read_bytes())
    at = data.index(b"PK\x01\x02") + offset
    form = "<H" if offset in {8, 36} else "<I"
    struct.pack_into(form, data, at, value)
    assert codes(check(bytes(data))) == {code}


def test_a_package_written_by_an_ordinary_archiver_is_refused(package: Path, tmp_path: Path, trust: TrustPack) -> None:
    path = tmp_path / "rezipped.asice"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content, method in contents(package):
            archive.writestr(name, content, method)
    assert read_container(path, trust).verdict is Verdict.DAMAGED


def signed_by(key: SigningKey, moment: datetime, files: list[tuple[str, bytes, int]]) -> bytes:
    listed = files[-2][1]
    return built([*files[:-1], (SIGNATURE, cades.sign_detached(listed, key, moment), STORED)])


def test_an_expired_certificate_is_invalid(
    ca: TrialCa, package: Path, check: Callable[[bytes], container.Container]
) -> None:
    key = open_pkcs12(ca.expired, PASSWORD)
    found = check(signed_by(key, utc_now(), contents(package)))
    assert found.verdict is Verdict.INVALID
    assert "certificate_expired" in codes(found)


def test_a_revoked_certificate_is_invalid_and_a_claim_of_an_earlier_day_does_not_help(
    ca: TrialCa, package: Path, check: Callable[[bytes], container.Container]
) -> None:
    key = open_pkcs12(ca.revoked, PASSWORD)
    now = check(signed_by(key, utc_now(), contents(package)))
    assert (now.verdict, "revoked" in codes(now)) == (Verdict.INVALID, True)
    assert now.signatures[0].revocation is Revocation.REVOKED
    before = check(signed_by(key, utc_now() - timedelta(hours=18), contents(package)))
    assert (before.verdict, "revoked_later" in codes(before)) == (Verdict.UNDETERMINED, True)


def test_an_unknown_authority_is_undetermined(
    ca: TrialCa, package: Path, check: Callable[[bytes], container.Container]
) -> None:
    found = check(signed_by(open_pkcs12(ca.unknown, PASSWORD), utc_now(), contents(package)))
    assert found.verdict is Verdict.UNDETERMINED
    assert "unknown_root" in codes(found)
    assert not found.signatures[0].trusted


def test_a_signature_dated_tomorrow_is_warned_about(
    seal: SigningKey, package: Path, check: Callable[[bytes], container.Container]
) -> None:
    found = check(signed_by(seal, utc_now() + timedelta(days=1), contents(package)))
    assert (found.verdict, codes(found)) == (Verdict.WARNED, {"signed_in_future"})


def test_a_valid_certificate_of_another_office_is_refused(
    other_seal: SigningKey, package: Path, check: Callable[..., container.Container]
) -> None:
    data = signed_by(other_seal, utc_now(), contents(package))
    assert check(data).verdict is Verdict.VALID
    found = check(data, CheckWish(office=DISTRICT))
    assert (found.verdict, codes(found)) == (Verdict.INVALID, {"other_office"})


def test_an_unregistered_certificate_is_undetermined(package: Path, trust: TrustPack, seal: SigningKey) -> None:
    nobody = replace(trust, register=())
    assert codes(read_container(package, nobody)) == {"unregistered"}
    others = tuple(each for each in trust.register if each.fingerprint != seal.fingerprint)
    found = read_container(package, replace(trust, register=others), CheckWish(office=DISTRICT))
    assert (found.verdict, codes(found)) == (Verdict.UNDETERMINED, {"other_certificate"})


def test_without_a_revocation_list_there_is_a_warning(package: Path, trust: TrustPack) -> None:
    found = read_container(package, replace(trust, crls=()))
    assert (found.verdict, codes(found)) == (Verdict.WARNED, {"unchecked_revocation"})
    assert found.signatures[0].revocation is Revocation.UNCHECKED


def test_an_old_revocation_list_is_a_warning(package: Path, trust: TrustPack) -> None:
    found = read_container(package, trust, CheckWish(now=utc_now() + timedelta(days=400)))
    assert (found.verdict, codes(found)) == (Verdict.WARNED, {"stale_revocation"})


def test_without_roots_nobody_is_believed(package: Path, trust: TrustPack) -> None:
    assert codes(read_container(package, replace(trust, roots=()))) == {"unknown_root"}


def test_the_certificate_of_someone_else_in_the_signature_is_refused(
    seal: SigningKey, other_seal: SigningKey, package: Path, check: Callable[[bytes], container.Container]
) -> None:
    files = contents(package)
    swapped = files[-1][1].replace(seal.certificate_der, other_seal.certificate_der)
    found = check(built([*files[:-1], (SIGNATURE, swapped, STORED)]))
    assert found.verdict is Verdict.INVALID


def test_a_signature_over_another_manifest_is_refused(
    seal: SigningKey, package: Path, check: Callable[[bytes], container.Container], tmp_path: Path
) -> None:
    other = write_container(tmp_path / "other.asice", (Part("a.txt", "text/plain", b"a"),), seal).path
    found = check(built([*contents(package)[:-1], contents(other)[-1]]))
    assert (found.verdict, codes(found)) == (Verdict.INVALID, {"signature_wrong"})


@pytest.mark.parametrize(
    "listed",
    [
        b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><lolz>&b;</lolz>',
        b"<a>" * 5000,
        b"",
        b"\xff\xfe<\x00a\x00/\x00>\x00",
        manifest.render(manifest.Manifest("META-INF/other.p7s", (manifest.Line("a", "b", bytes(32), 0, bytes(32)),))),
        manifest.render(manifest.Manifest(SIGNATURE, ())),
    ],
)
def test_a_hostile_manifest_is_refused_even_when_signed(
    listed: bytes, seal: SigningKey, package: Path, check: Callable[[bytes], container.Container]
) -> None:
    files = contents(package)
    data = signed_by(seal, utc_now(), [*files[:-2], (MANIFEST, listed, STORED), files[-1]])
    found = check(data)
    assert (found.verdict, codes(found)) == (Verdict.INVALID, {"manifest_unreadable"})


def test_a_missing_package_is_a_problem_of_the_world(tmp_path: Path, trust: TrustPack) -> None:
    with pytest.raises(Blocked):
        read_container(tmp_path / "none.asice", trust)


def test_nothing_is_overwritten(package: Path, seal: SigningKey) -> None:
    before = package.read_bytes()
    with pytest.raises(Refused, match="không ghi đè"):
        write_container(package, PARTS, seal)
    assert package.read_bytes() == before
    assert safe_write.free_name(package).name == "LapThach (2).asice"


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
    flush = safe_write.flush

    def spoil(path: Path) -> None:
        data = bytearray(path.read_bytes())
        data[100] ^= 1
        path.write_bytes(data)
        flush(path)

    monkeypatch.setattr(safe_write, "flush", spoil)
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
