"""Copies of the whole workspace: written whole or not at all, read back and really opened before anybody is told it is safe."""

import json
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tmdt_desktop.errors import Refused
from tmdt_desktop.i18n import VIETNAM, moment, number, utc_now
from tmdt_desktop.services import backup_file
from tmdt_desktop.services.backup_file import ENDING, FILES, MANIFEST, Contents, people_in
from tmdt_desktop.store import audit, keys
from tmdt_desktop.store import settings as store_settings
from tmdt_desktop.store.workspace import DATABASE, FOLDERS, Workspace
from tmdt_desktop.task import SILENT, Task
from tmdt_desktop.text import one_line
from tmdt_desktop.whole_files import file_problem, free_name, publish, publish_bytes

__all__ = ["BackupReceipt", "LastBackup", "RestoreWish", "Restored", "back_up", "last_backup", "people_in", "restore"]

_LAST = "last.json"
SAFE = "Đã ghi xong và đọc lại khớp."


@dataclass(frozen=True)
class BackupReceipt:
    """A copy that was written, read back and opened. `records` counts all registers, `files` what was carried along."""

    file: Path
    size: int
    sha256: str
    made_at: datetime
    records: int
    files: int
    sentence: str


@dataclass(frozen=True)
class LastBackup:
    """The newest copy that read back well. `there`: its file can be seen now (a stick may be unplugged)."""

    file: Path
    made_at: datetime
    size: int
    there: bool


@dataclass(frozen=True)
class RestoreWish:
    """Which copy goes into which (missing or empty) folder, and who opens it."""

    file: Path
    to: Path
    user: str
    password: str


@dataclass(frozen=True)
class Restored:
    """A workspace that was taken out of a copy and opened once."""

    path: Path
    office: str
    made_at: datetime
    records: int
    files: int


def back_up(ws: Workspace, to: Path | None = None, task: Task = SILENT) -> BackupReceipt:
    """Write a copy into the folder `to` (None: the folder of the settings, else the workspace's own `backups`).

    The copy opens with the same names and passwords as the workspace does today.
    Raises:
        Blocked: the folder is gone, read-only or full. Damaged: what was written does not read back; it is removed.
        Cancelled: the user stopped it. In each case nothing is left behind.
    """
    folder = _target(ws, to)
    made_at = utc_now()
    with _workshop(ws.path / "backups") as shop:
        contents = _gather(ws, shop, made_at, task)
        target = free_name(folder / f"{ws.office}-{made_at.astimezone(VIETNAM):%Y%m%d-%H%M%S}{ENDING}")
        publish(target, lambda file: backup_file.write_archive(file, shop, contents, task))
        try:
            _read_back(ws, target, shop / "again", contents, task)
        except BaseException:
            target.unlink(missing_ok=True)
            raise
    receipt = _receipt(target, contents)
    _remember(ws, receipt)
    return receipt


def restore(wish: RestoreWish, task: Task = SILENT) -> Restored:
    """Take a workspace out of a copy.

    Raises:
        Refused: the folder holds something, or a newer program made the copy. WrongPassword: it does not open with them.
        Damaged: the copy is not whole. Blocked: it cannot be read, or the disk is full. Nothing is left behind.
    """
    if wish.to.exists() and (not wish.to.is_dir() or any(wish.to.iterdir())):
        raise Refused(f"Thư mục {wish.to.name} đã có tệp.", cure="Chọn thư mục trống, hoặc đặt tên thư mục mới.")
    with _workshop(wish.to.parent, hidden=wish.to.name) as shop:
        contents = backup_file.unpack(wish.file, shop, task)
        data_key = keys.unlock(shop, one_line(wish.user), wish.password)
        backup_file.examine(shop, data_key, contents)
        files = backup_file.carried_files(shop, data_key, shop)
        _move_in(shop, wish.to)
    return Restored(wish.to, contents.office, contents.made_at, sum(contents.counts.values()), files)


def last_backup(ws: Workspace) -> LastBackup | None:
    """The newest good copy that this workspace knows of; None when there is none."""
    try:
        kept = json.loads((ws.path / "backups" / _LAST).read_text("utf-8"))
        file = Path(kept["file"])
        return LastBackup(file, datetime.fromisoformat(kept["made_at"]), int(kept["size"]), file.exists())
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _target(ws: Workspace, to: Path | None) -> Path:
    if to is not None:
        return to
    with ws.read() as connection:
        chosen = store_settings.load(connection).backup_folder
    if chosen:
        return Path(chosen)
    own = ws.path / "backups"
    own.mkdir(exist_ok=True)
    return own


@contextmanager
def _workshop(beside: Path, hidden: str = "") -> Iterator[Path]:
    """A folder to work in that is gone afterwards, with the sentences for a disk that will not have it."""
    shop = beside / f".{hidden}{secrets.token_hex(4)}.part"
    try:
        shop.mkdir(parents=True)
        yield shop
    except OSError as fault:
        raise file_problem(fault, beside) from fault
    finally:
        shutil.rmtree(shop, ignore_errors=True)


def _gather(ws: Workspace, shop: Path, made_at: datetime, task: Task) -> Contents:
    """The members of the copy, lying in `shop`."""
    task.step(0, 0, "Chép cơ sở dữ liệu")
    ws.copy_database(shop / DATABASE)
    shutil.copyfile(ws.path / keys.KEYS, shop / keys.KEYS)
    files = backup_file.gather_files(ws.path, shop / FILES, ws.data_key(), task)
    with backup_file.opened(shop / DATABASE, ws.data_key()) as connection:
        counts, head = backup_file.count_records(connection), audit.head(connection).hex()
    return Contents(ws.office, made_at, counts, files, head, backup_file.describe_members(shop))


def _read_back(ws: Workspace, target: Path, again: Path, contents: Contents, task: Task) -> None:
    """Believe a copy only after taking it out of the very file and opening it."""
    again.mkdir()
    read = backup_file.unpack(target, again, task)
    if read != contents or (again / keys.KEYS).read_bytes() != (ws.path / keys.KEYS).read_bytes():
        raise backup_file.not_whole(target.name)
    backup_file.examine(again, ws.data_key(), contents)
    if backup_file.carried_files(again, ws.data_key(), None) != contents.files:
        raise backup_file.not_whole(target.name)


def _receipt(target: Path, contents: Contents) -> BackupReceipt:
    records = sum(contents.counts.values())
    sentence = f"{SAFE} {number(records)} hồ sơ, {number(contents.files)} tệp, lúc {moment(contents.made_at)}."
    size = target.stat().st_size
    return BackupReceipt(
        target, size, backup_file.file_hash(target), contents.made_at, records, contents.files, sentence
    )


def _remember(ws: Workspace, receipt: BackupReceipt) -> None:
    kept = {"file": str(receipt.file.resolve()), "made_at": receipt.made_at.isoformat(), "size": receipt.size}
    publish_bytes(ws.path / "backups" / _LAST, json.dumps(kept, ensure_ascii=False).encode())


def _move_in(shop: Path, to: Path) -> None:
    """The restored folder takes its place: no list of contents, no trace of tries to sign in."""
    for name in (MANIFEST, FILES, keys.SIGN_IN):
        (shop / name).unlink(missing_ok=True)
    for name in FOLDERS:
        (shop / name).mkdir(exist_ok=True)
    if to.exists():
        to.rmdir()
    shop.rename(to)
