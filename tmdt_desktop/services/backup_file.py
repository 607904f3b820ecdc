"""The form of a copy: one archive whose every byte but the list of contents is encrypted with the workspace's own key.

`manifest.json` says what is inside and how it hashes, `keys.json` holds the wrapped key as in the workspace, `data.db`
is the database, `files.db` a second database of the same key that carries the files of the folders, piece by piece.
Members are stored, never compressed: what is encrypted does not shrink, and nothing can swell on opening.
"""

import hashlib
import json
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from sqlalchemy import Connection, func, select

from tmdt_desktop import __version__
from tmdt_desktop.errors import Blocked, Damaged, Refused
from tmdt_desktop.records import REGISTERS
from tmdt_desktop.store import audit
from tmdt_desktop.store.database import engine_for, translated
from tmdt_desktop.store.keys import KEYS, read_slots
from tmdt_desktop.store.workspace import DATABASE
from tmdt_desktop.task import Task

FORMAT = 1
ENDING = ".tmdtbak"
MANIFEST, FILES = "manifest.json", "files.db"
MEMBERS = (KEYS, DATABASE, FILES)
CARRIED = ("attachments", "reports", "sent", "received", "trust")
"""The folders of a workspace that go along."""
_PIECE = 4 << 20
_LARGEST_MANIFEST = 1 << 20


@dataclass(frozen=True)
class Contents:
    """What a copy says of itself. `counts`: records by register code. `members`: (size in bytes, SHA-256) by name."""

    office: str
    made_at: datetime
    counts: Mapping[str, int]
    files: int
    audit_head: str
    members: Mapping[str, tuple[int, str]]


def count_records(connection: Connection) -> dict[str, int]:
    """How many records each register holds, by its code."""
    return {of.code: connection.scalar(select(func.count()).select_from(of.__table__)) or 0 for of in REGISTERS}


def gather_files(root: Path, target: Path, data_key: bytes, task: Task) -> int:
    """Carry every file of the folders of the workspace `root` into the new database `target`; returns how many."""
    paths = sorted(path for folder in CARRIED for path in (root / folder).rglob("*") if path.is_file())
    with opened(target, data_key, writes=True) as connection:
        connection.exec_driver_sql("CREATE TABLE carried (name TEXT PRIMARY KEY, size INTEGER, sha256 TEXT)")
        connection.exec_driver_sql("CREATE TABLE piece (name TEXT, at INTEGER, bytes BLOB, PRIMARY KEY (name, at))")
        for done, path in enumerate(paths):
            task.step(done, len(paths), "Gom tệp")
            _carry(connection, path, path.relative_to(root).as_posix())
    return len(paths)


def _carry(connection: Connection, path: Path, name: str) -> None:
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        for at, piece in enumerate(iter(lambda: file.read(_PIECE), b"")):
            digest.update(piece)
            size += len(piece)
            connection.exec_driver_sql("INSERT INTO piece VALUES (?, ?, ?)", (name, at, piece))
    connection.exec_driver_sql("INSERT INTO carried VALUES (?, ?, ?)", (name, size, digest.hexdigest()))


def carried_files(folder: Path, data_key: bytes, out: Path | None) -> int:
    """Read every carried file back and compare it with its hash; with `out` also write it there. Returns how many.

    Raises:
        Damaged: one is not what it was.
    """
    with opened(folder / FILES, data_key) as connection:
        rows = connection.exec_driver_sql("SELECT name, size, sha256 FROM carried").all()
        for name, _, noted in rows:
            pieces = connection.exec_driver_sql("SELECT bytes FROM piece WHERE name = ? ORDER BY at", (name,))
            if _unload((row[0] for row in pieces), None if out is None else out / _safe(name)) != noted:
                raise not_whole()
    return len(rows)


def _unload(pieces: Iterator[bytes], target: Path | None) -> str:
    digest = hashlib.sha256()
    if target is None:
        for piece in pieces:
            digest.update(piece)
        return digest.hexdigest()
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as file:
        for piece in pieces:
            digest.update(piece)
            file.write(piece)
    return digest.hexdigest()


def _safe(name: str) -> PurePosixPath:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or path.parts[0] not in CARRIED:
        raise not_whole()
    return path


def write_archive(file: BinaryIO, folder: Path, contents: Contents, task: Task) -> None:
    """Write the members lying in `folder` and what `contents` says of them. Raises OSError."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(MANIFEST, _as_json(contents))
        whole, done = sum(size for size, _ in contents.members.values()), 0
        for name in MEMBERS:
            with (folder / name).open("rb") as source, archive.open(name, mode="w", force_zip64=True) as target:
                while piece := source.read(_PIECE):
                    task.step(done >> 20, whole >> 20, "Ghi bản sao lưu")
                    target.write(piece)
                    done += len(piece)


def describe_members(folder: Path) -> dict[str, tuple[int, str]]:
    """(size, SHA-256) of each member lying in `folder`."""
    return {name: ((folder / name).stat().st_size, file_hash(folder / name)) for name in MEMBERS}


def unpack(archive: Path, folder: Path, task: Task) -> Contents:
    """Take the members of a copy out into `folder`, each compared with its hash.

    Raises:
        Blocked: it cannot be read. Damaged: it is no copy, or not whole. Refused: a newer program made it.
    """
    with _zipped(archive) as zipped:
        contents = _read_manifest(zipped)
        for done, name in enumerate(MEMBERS):
            task.step(done, len(MEMBERS), "Đọc lại bản sao lưu")
            _take_out(zipped, name, folder / name, contents.members[name])
    return contents


def people_in(archive: Path) -> tuple[str, ...]:
    """The sign-in names of a copy. Raises as `unpack`."""
    with _zipped(archive) as zipped:
        _read_manifest(zipped)
        return tuple(slot.user for slot in read_slots(json.loads(zipped.read(KEYS))))


@contextmanager
def _zipped(archive: Path) -> Iterator[zipfile.ZipFile]:
    """A copy, opened; what it should not hold is told as damage."""
    if archive.is_dir():
        raise Refused(f"{archive.name} là thư mục, không phải bản sao lưu.", cure=f"Chọn tệp có đuôi {ENDING}.")
    try:
        file = archive.open("rb")
    except FileNotFoundError as fault:
        raise Blocked(f"Không thấy tệp {archive.name}.", cure="Cắm lại USB hoặc chọn lại tệp.") from fault
    except OSError as fault:
        raise Blocked(f"Không đọc được tệp {archive.name}.", cure="Cắm lại USB hoặc chọn lại tệp.") from fault
    with file:
        try:
            with zipfile.ZipFile(file) as zipped:
                yield zipped
        except (zipfile.BadZipFile, ValueError, KeyError, TypeError, EOFError, NotImplementedError) as fault:
            raise not_whole(archive.name) from fault


def _read_manifest(zipped: zipfile.ZipFile) -> Contents:
    listed = {info.filename: info for info in zipped.infolist()}
    if listed.keys() != {MANIFEST, *MEMBERS} or len(listed) != len(zipped.infolist()):
        raise ValueError("other members than a copy has")
    if any(info.compress_type != zipfile.ZIP_STORED for info in listed.values()):
        raise ValueError("compressed members")
    if listed[MANIFEST].file_size > _LARGEST_MANIFEST:
        raise ValueError("a list of contents too long")
    told: dict[str, Any] = json.loads(zipped.read(MANIFEST))
    if told["format"] > FORMAT:
        raise Refused("Bản sao lưu này do phần mềm mới hơn ghi.", cure="Cài bản phần mềm mới rồi phục hồi lại.")
    members = {name: (int(size), str(digest)) for name, (size, digest) in told["members"].items()}
    made_at = datetime.fromisoformat(told["made_at"])
    return Contents(told["office"], made_at, told["counts"], told["files"], told["audit_head"], members)


def _take_out(zipped: zipfile.ZipFile, name: str, target: Path, noted: tuple[int, str]) -> None:
    if zipped.getinfo(name).file_size != noted[0]:
        raise ValueError("another size than noted")
    with zipped.open(name) as source, target.open("wb") as file:
        while piece := source.read(_PIECE):
            file.write(piece)
    if file_hash(target) != noted[1]:
        raise ValueError("another hash than noted")


def examine(folder: Path, data_key: bytes, contents: Contents) -> None:
    """Open the unpacked database: sound, its chain unbroken, holding what was counted.

    Raises:
        Damaged: any of it is not so.
    """
    with opened(folder / DATABASE, data_key) as connection:
        sound = connection.exec_driver_sql("PRAGMA quick_check").scalar() == "ok"
        same = count_records(connection) == contents.counts and audit.head(connection).hex() == contents.audit_head
        if not sound or not same or audit.first_broken(connection) is not None:
            raise not_whole()


@contextmanager
def opened(path: Path, data_key: bytes, *, writes: bool = False) -> Iterator[Connection]:
    """A connection to one of the databases of a copy; with `writes` it commits when the block ends well."""
    engine = engine_for(path, data_key)
    try:
        with translated(), engine.connect().execution_options(writes=writes) as connection, connection.begin():
            yield connection
    finally:
        engine.dispose()


def file_hash(path: Path) -> str:
    """SHA-256 in lower hex. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def not_whole(name: str = "") -> Damaged:
    """The sentence for a copy that cannot be trusted."""
    return Damaged(
        f"Bản sao lưu {name} không nguyên vẹn.".replace("  ", " "),
        why="Tệp không phải bản sao lưu, bị cắt ngắn hoặc đã đổi.",
        cure="Dùng bản sao lưu khác; nếu vừa ghi xong, ghi lại vào ổ khác.",
    )


def _as_json(contents: Contents) -> str:
    told = {
        "format": FORMAT,
        "program": __version__,
        "office": contents.office,
        "made_at": contents.made_at.isoformat(),
        "counts": dict(contents.counts),
        "files": contents.files,
        "audit_head": contents.audit_head,
        "members": {name: list(noted) for name, noted in contents.members.items()},
    }
    return json.dumps(told, ensure_ascii=False, indent=1)
