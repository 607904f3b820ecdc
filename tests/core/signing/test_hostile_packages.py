"""A package is believed only when every byte of it is as it was signed, by someone who may."""

import random
import struct
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tmdt_desktop.errors import Refused
from tmdt_desktop.i18n import utc_now
from tmdt_desktop.signing import container, manifest
from tmdt_desktop.signing.container import CheckWish, Part, read_container, write_container
from tmdt_desktop.signing.keys import SigningKey, open_pkcs12
from tmdt_desktop.signing.opening import MANIFEST, MEDIA_TYPE, MIMETYPE, SIGNATURE
from tmdt_desktop.signing.trial_ca import TrialCa
from tmdt_desktop.signing.trust import TrustPack
from tmdt_desktop.signing.verdicts import Revocation, Verdict
from tmdt_desktop.signing.zip_form import STORED, Limits

from .conftest import DISTRICT, PASSWORD
from .packages import CSV, built, codes, contents, signed_by


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
    found = read_container(path, trust)
    assert (found.verdict, codes(found)) == (Verdict.DAMAGED, {"foreign_archive"})


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
    found = read_container(package, trust, CheckWish(now=utc_now() + timedelta(days=380)))
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
