"""Files that go with a record: attach, list, open, save a copy, take off, sweep.

A content is stored once however often it is attached. Taking a file off leaves its content, so that the act can be taken
back days later; a removed record keeps its files for the same reason. `sweep` alone removes contents: those that nothing
refers to any more. After it such an act can no longer be taken back, and says so.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection, select

from tmdt_desktop.errors import Blocked, Damaged, Invalid, Refused
from tmdt_desktop.i18n import utc_now
from tmdt_desktop.ids import uuid7
from tmdt_desktop.records import Record
from tmdt_desktop.secrecy_marks import refuse_secret
from tmdt_desktop.services.attachment_files import JPEG, PDF, PNG, WORDS, FileRead, read_file, safe_name
from tmdt_desktop.services.registers import refuse_received
from tmdt_desktop.store import attachments as lines
from tmdt_desktop.store.changes import Batch
from tmdt_desktop.store.contents import FOLDER, Contents, digest
from tmdt_desktop.store.workspace import Workspace
from tmdt_desktop.task import SILENT, Task
from tmdt_desktop.text import one_line
from tmdt_desktop.whole_files import free_name, publish_bytes

LABELS = ("Ảnh màn hình", "Biên bản", "Công văn", "Quyết định", "Giấy chứng nhận", "Đơn, thư", "Danh sách", "Phiếu")
"""What attached files often are; any other words do as well."""
_LONGEST_LABEL = 120


@dataclass(frozen=True)
class AttachWish:
    """Which file, and what it is («Biên bản»; may stay empty)."""

    path: Path
    label: str = ""


@dataclass(frozen=True)
class Attached:
    """A file that now goes with a record. `stored`: its content was not there before. `batch`: the act, to take it back."""

    id: UUID
    name: str
    size: int
    media_type: str
    sha256: str
    stored: bool
    batch: UUID


@dataclass(frozen=True)
class AttachedFile:
    """One line of a record's files. `kind`: what people call its media type. `viewable`: the window can show it."""

    id: UUID
    name: str
    label: str
    size: int
    media_type: str
    kind: str
    sha256: str
    added_at: datetime
    added_by: str
    viewable: bool


@dataclass(frozen=True)
class OpenedFile:
    """An attached file's content, checked against its hash; it lies in memory only."""

    name: str
    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Detached:
    """A file that was taken off its record. `batch`: the act, to take it back."""

    name: str
    batch: UUID


@dataclass(frozen=True)
class Swept:
    """Contents that nothing referred to, and the bytes they took on the disk."""

    files: int
    size: int


def attach(ws: Workspace, register: type[Record], record: UUID, wish: AttachWish, task: Task = SILENT) -> Attached:
    """Attach a file to a record. A content is stored before its line; one whose line then fails waits for `sweep`.

    Raises:
        Refused: the file is too large, of a sort not taken, or there already; its name or label bears the mark of a state
        secret; the record is gone or came in a package.
        Blocked: the file cannot be read, or the disk is full. Cancelled: the user stopped it.
    """
    task.step(0, 3, "Đọc tệp")
    _refuse_secret(safe_name(wish.path.name), wish.label)
    read = read_file(wish.path)
    task.step(1, 3, "Cất tệp")
    made = _line(ws, register, record, read, one_line(wish.label)[:_LONGEST_LABEL])
    kept = contents_of(ws)
    with ws.change(f"Kèm tệp {made.file_name}") as batch:
        _refuse(batch, register, record, made.sha256)
        stored = kept.put(read.content)
        lines.add(batch, made)
        id_ = batch.act.id
    return Attached(made.id, made.file_name, made.size, made.media_type, made.sha256, stored, id_)


def attachments_of(ws: Workspace, register: type[Record], record: UUID) -> tuple[AttachedFile, ...]:
    """The files of a record, oldest first; none when there is no such record."""
    with ws.read() as connection:
        found = lines.lines_of(connection, register.code, record)
    return tuple(_told(each) for each in found)


def open_attachment(ws: Workspace, id_: UUID) -> OpenedFile:
    """The content of an attached file; nothing readable is written to any disk.

    Raises:
        Refused: there is no such file. Damaged: its content is gone or has changed. Blocked: it cannot be read.
    """
    found = _found(ws, id_)
    return OpenedFile(found.file_name, found.media_type, contents_of(ws).get(found.sha256))


def save_attachment(ws: Workspace, id_: UUID, to: Path, task: Task = SILENT, *, replace: bool = False) -> Path:
    """Write a readable copy of an attached file where the user wants it: a file's path, or a folder. Returns the file.

    It takes a name that is free: «e (2).docx». `replace`: a person chose to overwrite the file of the path given.
    Raises:
        Refused: the place is inside the workspace, whose files stay encrypted.
        Blocked: it cannot be written.
        Otherwise as `open_attachment`.
    """
    task.step(0, 2, "Mở tệp")
    opened = open_attachment(ws, id_)
    target = to / opened.name if to.is_dir() else to
    if target.resolve().is_relative_to(ws.path.resolve()):
        why = "Trong thư mục sổ mọi tệp đều được mã hóa."
        raise Refused("Không lưu bản sao vào thư mục sổ.", why=why, cure="Chọn thư mục khác, ví dụ Tài liệu.")
    if not replace or to.is_dir():
        target = free_name(target)
    task.step(1, 2, "Lưu bản sao")
    publish_bytes(target, opened.content)
    return target


def detach(ws: Workspace, register: type[Record], record: UUID, id_: UUID) -> Detached:
    """Take a file off a record; `services.history.undo_batch` puts it back.

    Raises:
        Refused: it is no file of this record, or the record came in a package.
    """
    with ws.change("Gỡ tệp") as batch:
        refuse_received(batch, register, record)
        found = lines.line(batch.connection, id_)
        if found is None or (found.register, found.record) != (register.code, record):
            raise _no_such_file()
        batch.say(f"Gỡ tệp {found.file_name}")
        lines.remove(batch, found)
        return Detached(found.file_name, batch.act.id)


def sweep_attachments(ws: Workspace) -> Swept:
    """Remove for good the contents that nothing refers to, and what an interrupted writing has left.

    Raises:
        Blocked: the folder cannot be read, or a file cannot be removed; the rest is removed the next time.
    """
    removed, size = 0, 0
    with ws.write_unaudited() as connection:  # nobody attaches meanwhile
        for path in loose_files(connection, ws):
            try:
                size += path.stat().st_size
                path.unlink()
            except OSError as fault:
                cure = "Đóng các chương trình khác rồi dọn lại."
                raise Blocked("Chưa dọn hết tệp đã gỡ.", why="Có tệp đang bị khóa.", cure=cure) from fault
            removed += 1
    return Swept(removed, size)


def contents_of(ws: Workspace) -> Contents:
    """Where the contents of a workspace lie."""
    return Contents(ws.path / FOLDER, ws.data_key())


def loose_files(connection: Connection, ws: Workspace) -> list[Path]:
    """Files of the folder that no record refers to. Raises Blocked."""
    return contents_of(ws).others(lines.names_by_content(connection).keys())


def rotten(connection: Connection, ws: Workspace, task: Task = SILENT) -> Iterator[str]:
    """The names of attached files whose content is gone, has changed or cannot be read, one a content."""
    kept, known = contents_of(ws), lines.names_by_content(connection)
    for done, (sha256, name) in enumerate(known.items()):
        task.step(done, len(known), "Đối chiếu tệp kèm theo")
        if not kept.sound(sha256):
            yield name


def refuse_swept(ws: Workspace, plain: str | None) -> None:
    """Raise Refused when the file that an entry of the trail tells of cannot come back: its content is not there."""
    gone = lines.told(plain)
    if gone is None:
        return
    try:
        contents_of(ws).get(gone.sha256)
    except Damaged as fault:
        why = "Nội dung tệp đã được dọn khỏi sổ, hoặc đã hỏng."
        raise Refused(f"Không lấy lại được tệp {gone.file_name}.", why=why, cure="Kèm lại tệp gốc.") from fault


def _refuse_secret(*words: str) -> None:
    for each in words:
        try:
            refuse_secret(one_line(each))
        except Invalid as told:
            raise Refused("Tệp này mang dấu độ mật.", why=told.what, cure="Không chép tệp mật vào máy này.") from None


def _line(ws: Workspace, register: type[Record], record: UUID, read: FileRead, label: str) -> lines.Line:
    return lines.Line(
        uuid7(),
        register.code,
        record,
        digest(read.content),
        read.name,
        len(read.content),
        read.media_type,
        label,
        utc_now(),
        ws.user,
    )


def _refuse(batch: Batch, register: type[Record], record: UUID, sha256: str) -> None:
    table = register.__table__
    if batch.connection.scalar(select(table.c.seq).where(table.c.id == record)) is None:
        raise Refused("Hồ sơ này không còn.", why="Người khác vừa xóa.", cure="Tải lại danh sách.")
    refuse_received(batch, register, record)
    there = (line for line in lines.lines_of(batch.connection, register.code, record) if line.sha256 == sha256)
    if (same := next(there, None)) is not None:
        raise Refused(f"Tệp này đã kèm rồi, mang tên {same.file_name}.", cure="Xem trong danh sách tệp kèm theo.")


def _found(ws: Workspace, id_: UUID) -> lines.Line:
    with ws.read() as connection:
        found = lines.line(connection, id_)
    if found is None:
        raise _no_such_file()
    return found


def _no_such_file() -> Refused:
    return Refused("Tệp này không còn kèm theo hồ sơ.", why="Tệp vừa được gỡ.", cure="Tải lại hồ sơ.")


def _told(line: lines.Line) -> AttachedFile:
    return AttachedFile(
        line.id,
        line.file_name,
        line.label,
        line.size,
        line.media_type,
        WORDS.get(line.media_type, line.media_type),
        line.sha256,
        line.added_at,
        line.added_by,
        line.media_type in (PDF, PNG, JPEG),
    )
