"""A copy is whole, opens with the same password, and holds what the workspace held; anything less is removed and told."""

import errno
import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tmdt_desktop.errors import Blocked, Cancelled, Damaged, Refused
from tmdt_desktop.records.business import Business
from tmdt_desktop.services import backup_file, registers, workspaces
from tmdt_desktop.services.back_up import BackupReceipt, RestoreWish, back_up, last_backup, people_in, restore
from tmdt_desktop.services.registers import Query
from tmdt_desktop.store.keys import WrongPassword
from tmdt_desktop.store.workspace import Workspace
from tmdt_desktop.task import SILENT


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """A folder on a stick."""
    folder = tmp_path / "USB KINGSTON"
    folder.mkdir()
    return folder


@pytest.fixture
def kept(filled_ws: Workspace, stick: Path) -> BackupReceipt:
    """A copy of a workspace with rows and files."""
    for name, content in (
        ("reports/a/bao-cao.pdf", b"%PDF"),
        ("sent/gói.asice", b"PK" * 3_000_000),
        ("received/x", b""),
    ):
        (filled_ws.path / name).parent.mkdir(parents=True, exist_ok=True)
        (filled_ws.path / name).write_bytes(content)
    return back_up(filled_ws, stick)


def rewritten(archive: Path, change: Callable[[str, bytes], bytes | None], **added: bytes) -> None:
    """The archive with its members changed, left out (None) or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(archive) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
        for name, content in added.items():
            new.writestr(name, content)
    archive.write_bytes(out.getvalue())


def test_a_copy_comes_back_with_every_row_every_file_and_its_history(
    filled_ws: Workspace, kept: BackupReceipt, tmp_path: Path, password: str
) -> None:
    names = [
        row.values for row in registers.list_rows(filled_ws, Business, registers.find(filled_ws, Business, Query()))
    ]
    back = restore(RestoreWish(kept.file, tmp_path / "sổ mới", "lan", password))
    assert (back.records, back.files, back.office) == (kept.records, 3, "246")
    assert (back.path / "sent" / "gói.asice").read_bytes() == b"PK" * 3_000_000
    assert (back.path / "received" / "x").read_bytes() == b""
    assert not (back.path / "files.db").exists()
    opened = workspaces.open_workspace(back.path, "lan", password)
    try:
        again = registers.find(opened, Business, Query())
        assert [row.values for row in registers.list_rows(opened, Business, again)] == names
        assert len(registers.find(opened, Business, Query("hoa 3"))) == 1
    finally:
        opened.close()


def test_a_good_copy_says_so_and_is_remembered(filled_ws: Workspace, kept: BackupReceipt, stick: Path) -> None:
    assert kept.sentence.startswith("Đã ghi xong và đọc lại khớp.")
    assert (kept.file.parent, kept.size) == (stick, kept.file.stat().st_size)
    last = last_backup(filled_ws)
    assert last is not None
    assert (last.made_at, last.there) == (kept.made_at, True)
    kept.file.unlink()
    assert not last_backup(filled_ws).there  # type: ignore[union-attr]


def test_nothing_personal_can_be_read_in_the_copy(kept: BackupReceipt) -> None:
    raw = kept.file.read_bytes()
    assert "Nguyễn Thị Hòa".encode() not in raw
    assert b"%PDF" not in raw
    assert b"SQLite format 3" not in raw
    assert b"PKPKPK" not in raw


def test_without_a_folder_it_goes_where_the_settings_say_else_beside_the_data(ws: Workspace, stick: Path) -> None:
    assert back_up(ws).file.parent == ws.path / "backups"
    workspaces.save_settings(ws, replace(workspaces.settings(ws), backup_folder=str(stick)))
    assert back_up(ws).file.parent == stick


def test_two_copies_in_one_second_do_not_meet(ws: Workspace, stick: Path) -> None:
    assert len({back_up(ws, stick).file for _ in range(3)}) == 3


def test_a_workspace_never_copied_knows_of_no_copy(ws: Workspace) -> None:
    assert last_backup(ws) is None
    (ws.path / "backups" / "last.json").write_text("{", encoding="utf-8")
    assert last_backup(ws) is None


def test_a_full_stick_keeps_no_half_copy(ws: Workspace, stick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(file: Any, *_: object) -> None:
        file.write(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(backup_file, "write_archive", full)
    with pytest.raises(Blocked, match="đã đầy"):
        back_up(ws, stick)
    assert list(stick.iterdir()) == []
    assert list((ws.path / "backups").iterdir()) == []
    assert last_backup(ws) is None


def test_a_stick_pulled_out_is_told(ws: Workspace, stick: Path) -> None:
    stick.rmdir()
    with pytest.raises(Blocked, match="Không ghi được"):
        back_up(ws, stick)


def test_a_copy_that_reads_back_differently_is_removed(
    ws: Workspace, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = backup_file.write_archive

    def rot(file: Any, *rest: Any) -> None:
        write(file, *rest)
        file.seek(-40_000, io.SEEK_END)
        file.write(b"\0" * 64)

    monkeypatch.setattr(backup_file, "write_archive", rot)
    with pytest.raises(Damaged, match="không nguyên vẹn"):
        back_up(ws, stick)
    assert list(stick.iterdir()) == []
    assert last_backup(ws) is None


def test_stopping_leaves_nothing(ws: Workspace, stick: Path) -> None:
    class Stop:
        def step(self, done: int, total: int, what: str = "") -> None:
            if what == "Đọc lại bản sao lưu":
                raise Cancelled

    with pytest.raises(Cancelled):
        back_up(ws, stick, Stop())
    assert list(stick.iterdir()) == []
    assert list((ws.path / "backups").iterdir()) == []


def test_a_folder_with_something_in_it_is_left_alone(kept: BackupReceipt, tmp_path: Path, password: str) -> None:
    there = tmp_path / "có sẵn"
    there.mkdir()
    (there / "thư.txt").write_text("giữ", encoding="utf-8")
    with pytest.raises(Refused, match="đã có tệp"):
        restore(RestoreWish(kept.file, there, "lan", password))
    assert [path.name for path in there.iterdir()] == ["thư.txt"]


def test_an_empty_folder_is_filled(kept: BackupReceipt, tmp_path: Path, password: str) -> None:
    there = tmp_path / "trống"
    there.mkdir()
    assert restore(RestoreWish(kept.file, there, "lan", password)).path == there
    assert (there / "data.db").exists()


@pytest.mark.parametrize(("user", "word"), [("lan", "sai mật khẩu"), ("ai đó", "mật khẩu dài")])
def test_a_wrong_name_or_password_restores_nothing(kept: BackupReceipt, tmp_path: Path, user: str, word: str) -> None:
    with pytest.raises(WrongPassword):
        restore(RestoreWish(kept.file, tmp_path / "mới", user, word))
    assert not (tmp_path / "mới").exists()
    assert not [path for path in tmp_path.iterdir() if path.name.endswith(".part")]


def flipped(name: str) -> Callable[[str, bytes], bytes]:
    def change(member: str, content: bytes) -> bytes:
        if member != name:
            return content
        middle = len(content) // 2
        return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]

    return change


@pytest.mark.parametrize("member", ["data.db", "files.db", "keys.json"])
def test_a_changed_byte_anywhere_is_noticed(kept: BackupReceipt, tmp_path: Path, password: str, member: str) -> None:
    rewritten(kept.file, flipped(member))
    with pytest.raises(Damaged, match="không nguyên vẹn"):
        restore(RestoreWish(kept.file, tmp_path / "mới", "lan", password))
    assert not (tmp_path / "mới").exists()


def test_what_is_no_copy_is_refused_in_words(kept: BackupReceipt, tmp_path: Path, password: str) -> None:
    good = kept.file.read_bytes()
    for content in (b"", b"x" * 100, good[: len(good) // 2]):
        kept.file.write_bytes(content)
        with pytest.raises(Damaged, match="không nguyên vẹn"):
            restore(RestoreWish(kept.file, tmp_path / "mới", "lan", password))
    with pytest.raises(Blocked, match="Không thấy tệp"):
        restore(RestoreWish(tmp_path / "không có.tmdtbak", tmp_path / "mới", "lan", password))


def test_a_missing_or_an_extra_member_is_refused(kept: BackupReceipt, tmp_path: Path, password: str) -> None:
    good = kept.file.read_bytes()
    rewritten(kept.file, lambda name, content: None if name == "files.db" else content)
    with pytest.raises(Damaged):
        restore(RestoreWish(kept.file, tmp_path / "mới", "lan", password))
    kept.file.write_bytes(good)
    rewritten(kept.file, lambda _, content: content, **{"../ra ngoài.txt": b"x"})
    with pytest.raises(Damaged):
        restore(RestoreWish(kept.file, tmp_path / "mới", "lan", password))
    assert not (tmp_path / "ra ngoài.txt").exists()


def test_a_copy_of_a_newer_program_is_refused(kept: BackupReceipt, tmp_path: Path, password: str) -> None:
    rewritten(
        kept.file,
        lambda name, content: content.replace(b'"format": 1', b'"format": 9') if name == "manifest.json" else content,
    )
    with pytest.raises(Refused, match="mới hơn"):
        restore(RestoreWish(kept.file, tmp_path / "mới", "lan", password))


def test_carried_names_never_lead_out_of_the_folder(ws: Workspace, tmp_path: Path) -> None:
    backup_file.gather_files(ws.path, tmp_path / "files.db", ws.data_key(), SILENT)
    with backup_file.opened(tmp_path / "files.db", ws.data_key(), writes=True) as connection:
        digest = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        connection.exec_driver_sql("INSERT INTO carried VALUES ('sent/../../x', 0, ?)", (digest,))
    with pytest.raises(Damaged):
        backup_file.carried_files(tmp_path, ws.data_key(), tmp_path / "ra")


def test_a_folder_is_no_copy(stick: Path, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="thư mục"):
        restore(RestoreWish(stick, tmp_path / "mới", "lan", "mật khẩu dài"))
    assert not (tmp_path / "mới").exists()


def test_a_copy_tells_whose_it_is_before_it_is_opened(kept: BackupReceipt, stick: Path) -> None:
    assert people_in(kept.file) == ("lan",)
    (stick / "x.tmdtbak").write_bytes(b"PK")
    with pytest.raises(Damaged):
        people_in(stick / "x.tmdtbak")
    with pytest.raises(Blocked):
        people_in(stick / "không có.tmdtbak")


def test_a_database_that_cannot_be_copied_is_a_sentence(
    filled_ws: Workspace, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = filled_ws.copy_database
    monkeypatch.setattr(filled_ws, "copy_database", lambda target: copy(target.parent / "không có" / target.name))
    with pytest.raises(Blocked):
        back_up(filled_ws, stick)
    assert list(stick.iterdir()) == []
