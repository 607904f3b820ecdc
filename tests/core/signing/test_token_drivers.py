"""A driver file is looked at before it is loaded: known places, and 32 or 64 bit in words."""

import struct
import sys
from pathlib import Path

import pytest

from tmdt_desktop.catalogues.dated import read
from tmdt_desktop.signing import token_drivers
from tmdt_desktop.signing.token_drivers import Built, built_for, fault_of, known_drivers


def elf(bits: int, machine: int) -> bytes:
    return b"\x7fELF" + bytes([bits // 32, 1, 1]) + bytes(9) + struct.pack("<HH", 3, machine) + bytes(40)


def pe(machine: int) -> bytes:
    return (
        b"MZ" + bytes(0x3A) + struct.pack("<I", 0x80) + bytes(0x40) + b"PE\0\0" + struct.pack("<H", machine) + bytes(9)
    )


@pytest.mark.parametrize(
    ("head", "built"),
    [
        (elf(64, 0x3E), Built("linux", 64, "x86_64")),
        (elf(32, 0x03), Built("linux", 32, "x86")),
        (pe(0x8664), Built("windows", 64, "x86_64")),
        (pe(0x14C), Built("windows", 32, "x86")),
        (b"MZ", None),
        (b"MZ" + b"\xff" * 100, None),
        (b"\x7fELF", None),
        (b"", None),
        (b"%PDF-1.7" + bytes(100), None),
    ],
)
def test_a_header_says_what_a_library_was_built_for(head: bytes, built: Built | None) -> None:
    assert built_for(head) == built


def test_every_cut_of_a_header_is_no_crash() -> None:
    for whole in (elf(64, 0x3E), pe(0x8664)):
        for length in range(len(whole)):
            built_for(whole[:length])


@pytest.mark.skipif(sys.platform == "win32", reason="the files are ELF")
def test_the_wrong_width_is_told_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    driver = tmp_path / "driver.so"
    driver.write_bytes(elf(32, 0x03))
    said = fault_of(driver)
    assert "32-bit" in said
    assert "64-bit" in said
    driver.write_bytes(pe(0x8664))
    assert "hệ điều hành khác" in fault_of(driver)
    monkeypatch.setattr(token_drivers.platform, "machine", lambda: "x86_64")
    driver.write_bytes(elf(64, 0xB7))
    assert "loại máy khác" in fault_of(driver)
    driver.write_bytes(elf(64, 0x3E))
    assert fault_of(driver) == ""


def test_what_is_no_driver_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("chữ", encoding="utf-8")
    said = {fault_of(tmp_path / "a.txt"), fault_of(tmp_path / "none.so"), fault_of(tmp_path)}
    assert len(said) == 3
    assert all(len(each.split(". ")) == 2 for each in said)


def test_the_list_of_drivers_is_whole() -> None:
    data = read("token_drivers.toml")
    names = [row["name"] for row in data["driver"]]
    assert len(set(names)) == len(names)
    for row in data["driver"]:
        assert set(row) == {"name", "windows", "linux"}
        assert row["windows"] or row["linux"]
        assert all("\\" not in path or path.startswith("%") for path in row["windows"])
        assert all(path.startswith("/") for path in row["linux"])
        assert not any(path.startswith("/home") for path in row["linux"])


def test_windows_places_follow_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(token_drivers.glob, "glob", lambda pattern: asked.append(pattern) or [])
    known_drivers("win32", {"SYSTEMROOT": "C:\\Windows", "ProgramFiles": "C:\\Program Files"})
    assert "C:\\Windows\\System32\\eTPKCS11.dll" in asked
    assert "C:\\Windows\\SysWOW64\\bit4xpki.dll" in asked
    assert "C:\\Program Files\\OpenSC Project\\OpenSC\\pkcs11\\opensc-pkcs11.dll" in asked
    assert not [each for each in asked if "%" in each or each.startswith("\\")]


def test_a_driver_under_two_names_is_found_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = tmp_path / "libreal.so"
    real.write_bytes(elf(64, 0x3E))
    row = {"name": "Hãng", "windows": [], "linux": [str(tmp_path / "lib*.so"), str(real)]}
    monkeypatch.setattr(token_drivers, "read", lambda _: {"windows_folders": [], "driver": [row, row]})
    assert [(each.file, each.name) for each in known_drivers("linux", {})] == [(real, "Hãng")]
