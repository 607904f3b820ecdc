"""What is written is whole, read back, over nobody's file, or not there; what went wrong is told in Vietnamese."""

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pytest

from tmdt_desktop import whole_files
from tmdt_desktop.errors import Blocked, Damaged, Refused
from tmdt_desktop.whole_files import (
    beside,
    copied_out,
    file_problem,
    free_name,
    publish,
    publish_bytes,
    require_new,
    require_room,
)

NUMBERS = {
    errno.EROFS: "chống ghi",
    errno.EACCES: "đang mở",
    errno.ENOENT: "không còn",
    errno.ENOSPC: "đã đầy",
    errno.EFBIG: "4 GB",
    errno.EBUSY: "bận",
    errno.EIO: "rút ra",
    errno.ENAMETOOLONG: "quá dài",
    71: "71",
}


class Folder:
    """What a failing disk leaves of a folder with one old file in it."""

    def __init__(self, path: Path) -> None:
        self.path, self.target = path, path / "a.xlsx"
        self.target.write_bytes(b"truoc")

    def is_untouched(self) -> bool:
        return self.target.read_bytes() == b"truoc" and list(self.path.iterdir()) == [self.target]


@pytest.mark.parametrize(("number", "word"), NUMBERS.items())
def test_a_failure_leaves_the_older_file_and_is_told_in_our_words(number: int, word: str, tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    with pytest.raises(Blocked) as caught, beside(folder.target) as part:
        part.write_bytes(b"sau")
        raise OSError(number, os.strerror(number))
    assert folder.is_untouched()
    told = caught.value
    assert word in str(told)
    assert os.strerror(number) not in str(told)
    assert told.what
    assert told.cure


@pytest.mark.parametrize(("code", "word"), [(19, "chống ghi"), (21, "rút ra"), (112, "đầy"), (206, "quá dài")])
def test_what_windows_reports_is_told_by_its_own_number(code: int, word: str, tmp_path: Path) -> None:
    fault = OSError(errno.EACCES, "x")
    fault.winerror = code  # type: ignore[attr-defined,unused-ignore]
    assert word in str(file_problem(fault, tmp_path / "a"))


def test_a_block_that_stops_leaves_nothing(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    with pytest.raises(LookupError), beside(folder.target) as part:
        part.write_bytes(b"nua")
        raise LookupError
    assert folder.is_untouched()


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(Blocked, match="Thư mục không còn"):
        publish_bytes(tmp_path / "không có" / "a.pdf", b"x")


def test_content_replaces_the_older_file_in_one_step(tmp_path: Path) -> None:
    folder = Folder(tmp_path)

    def write(file: BinaryIO) -> None:
        file.write(b"sa")
        file.write(b"u")

    publish(folder.target, write)
    assert folder.target.read_bytes() == b"sau"
    assert list(tmp_path.iterdir()) == [folder.target]


def test_too_little_room_is_told_before_anything_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10, 9, 1 << 20))
    with pytest.raises(Blocked, match="cần thêm 2 MB"):
        require_room(tmp_path / "a", 3 << 20)
    with pytest.raises(Blocked, match="đầy"):
        publish_bytes(tmp_path / "a", bytes(2 << 20))
    assert not list(tmp_path.iterdir())


def test_a_file_too_large_for_the_sticks_format_is_not_called_a_full_stick(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows calls the disk full when a FAT32 stick is asked for a fifth gigabyte."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(1 << 40, 0, 1 << 40))
    told = file_problem(OSError(errno.ENOSPC, "x"), tmp_path / "a", 5 << 30)
    assert "FAT32" in told.why
    assert "exFAT" in told.cure


def test_a_stick_that_lies_is_found_out_and_the_file_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = whole_files.flush

    def rotten(path: Path) -> None:
        path.write_bytes(path.read_bytes()[:-1] + b"?")
        real(path)

    monkeypatch.setattr(whole_files, "flush", rotten)
    with pytest.raises(Damaged, match="đọc lại không đúng"):
        publish_bytes(tmp_path / "a", b"abc")
    assert not list(tmp_path.iterdir())


def test_a_copy_takes_a_free_name_and_says_which(tmp_path: Path) -> None:
    source, stick = tmp_path / "a.asice", tmp_path / "usb"
    source.write_bytes(b"goi")
    stick.mkdir()
    names = [copied_out(source, stick / "a.asice").name for _ in range(3)]
    assert names == ["a.asice", "a (2).asice", "a (3).asice"]
    assert {each.read_bytes() for each in stick.iterdir()} == {b"goi"}
    with pytest.raises(Blocked, match="Không đọc được"):
        copied_out(tmp_path / "mất", stick / "b")


@pytest.mark.parametrize(
    ("name", "second"),
    [
        ("Gói.asice.p7m", "Gói (2).asice.p7m"),
        ("Báo cáo 1.2024.pdf", "Báo cáo 1.2024 (2).pdf"),
        ("không đuôi", "không đuôi (2)"),
    ],
)
def test_the_count_stands_before_the_ending(name: str, second: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"")
    assert free_name(tmp_path / name).name == second


def test_a_name_as_long_as_the_system_allows_is_written(tmp_path: Path) -> None:
    target = tmp_path / ("ă" * 120 + ".pdf")
    publish_bytes(target, b"x")
    assert target.read_bytes() == b"x"


@pytest.mark.parametrize("ask", [free_name, require_new])
def test_a_name_that_no_system_takes_is_told(ask: Callable[[Path], object], tmp_path: Path) -> None:
    with pytest.raises(Blocked, match="không nhận"):
        ask(tmp_path / "a\0.pdf")


@pytest.mark.parametrize("ask", [free_name, require_new])
@pytest.mark.parametrize(("number", "word"), [(errno.EACCES, "không cho ghi"), (errno.ENAMETOOLONG, "quá dài")])
def test_a_folder_that_lets_nobody_look_is_told(
    ask: Callable[[Path], object], number: int, word: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed(path: Path, **_: object) -> os.stat_result:
        raise OSError(number, os.strerror(number), str(path))

    monkeypatch.setattr(Path, "lstat", closed)
    monkeypatch.setattr(Path, "stat", closed)
    with pytest.raises(Blocked, match=word):
        ask(tmp_path / "a.pdf")


def test_a_link_that_leads_nowhere_holds_its_name(tmp_path: Path) -> None:
    link = tmp_path / "a.pdf"
    try:
        link.symlink_to(tmp_path / "none")
    except OSError:
        pytest.skip("this account may not make links")
    assert free_name(link).name == "a (2).pdf"
    with pytest.raises(Refused, match="Đã có tệp"):
        require_new(link)


@pytest.fixture(params=["hard links", "FAT"])
def folder(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    """A folder on a file system that gives files second names, and on one that does not."""

    def refused(*_: object) -> None:
        raise OSError(errno.EPERM, "x")

    if request.param == "FAT":
        monkeypatch.setattr(os, "link", refused)
    return Folder(tmp_path)


def test_a_new_file_never_takes_a_name_that_somebody_took_meanwhile(folder: Folder) -> None:
    new = folder.path / "b.pdf"
    with pytest.raises(Blocked, match="không ghi đè"), beside(new) as part:
        part.write_bytes(b"ours")
        new.write_bytes(b"theirs")
    assert new.read_bytes() == b"theirs"
    new.unlink()
    assert folder.is_untouched()


def test_a_new_file_and_a_replaced_one_leave_nothing_beside(folder: Folder) -> None:
    publish_bytes(folder.path / "b.pdf", b"new")
    publish_bytes(folder.target, b"sau")
    found = {each.name: each.read_bytes() for each in folder.path.iterdir()}
    assert found == {"a.xlsx": b"sau", "b.pdf": b"new"}


def test_a_copy_moves_on_when_its_name_is_taken_meanwhile(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    real, taken = shutil.copyfile, folder.path / "b.xlsx"

    def slow(source: Path, target: Path) -> None:
        real(source, target)
        taken.write_bytes(b"theirs")

    monkeypatch.setattr(shutil, "copyfile", slow)
    assert copied_out(folder.target, taken).name == "b (2).xlsx"
    assert taken.read_bytes() == b"theirs"
    assert (folder.path / "b (2).xlsx").read_bytes() == b"truoc"


@pytest.mark.parametrize("name", ["a.xlsx", "b.xlsx"])
@pytest.mark.parametrize("number", [errno.EIO, 0])
def test_a_file_that_does_not_prove_itself_in_its_place_gives_way(
    name: str, number: int, folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An older file comes back, of a new one nothing is left: when it cannot be read, or reads otherwise."""
    real, target = whole_files.digest_of, folder.path / name

    def failing(path: Path) -> str:
        found = real(path)
        if path == target and path.read_bytes() == b"sau":
            if number:
                raise OSError(number, "x")
            return "otherwise"
        return found

    monkeypatch.setattr(whole_files, "digest_of", failing)
    with pytest.raises(Blocked if number else Damaged):
        publish_bytes(target, b"sau")
    assert folder.is_untouched()


def test_what_was_written_wrongly_never_reaches_its_place(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whole_files, "flush", lambda path: path.write_bytes(b"?"))
    with pytest.raises(Damaged):
        publish_bytes(folder.target, b"sau")
    assert folder.is_untouched()


def test_a_move_that_fails_leaves_the_older_file(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> Path:
        raise OSError(errno.EBUSY, "x")

    monkeypatch.setattr(Path, "replace", refused)
    with pytest.raises(Blocked, match="bận"):
        publish_bytes(folder.target, b"sau")
    assert folder.is_untouched()


@pytest.mark.skipif(os.name == "nt", reason="folders are not flushed there")
def test_a_folder_that_cannot_be_flushed_does_not_spoil_the_file(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.open

    def closed(path: Path, flags: int, mode: int = 0o777) -> int:
        if Path(path) == folder.path:
            raise PermissionError(errno.EACCES, "x")
        return real(path, flags, mode)

    monkeypatch.setattr(os, "open", closed)
    publish_bytes(folder.target, b"sau")
    assert folder.target.read_bytes() == b"sau"
