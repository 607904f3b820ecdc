"""A workspace is the data that is open: a folder with one encrypted database and what goes with it."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection

from tmdt_desktop.errors import Blocked, Damaged, Refused
from tmdt_desktop.i18n import utc_now
from tmdt_desktop.ids import uuid7
from tmdt_desktop.records import Record
from tmdt_desktop.store import audit, keys, schema
from tmdt_desktop.store.audit import Act
from tmdt_desktop.store.changes import Batch
from tmdt_desktop.store.database import engine_for, translated
from tmdt_desktop.whole_files import file_problem

Changes = frozenset[type[Record]]
DATABASE = "data.db"
FOLDERS = ("attachments", "backups", "reports", "sent", "received", "logs")


class Workspace:
    """An opened workspace. Made by `create` and `open_`; closed by whoever opened it."""

    def __init__(self, path: Path, user: str, data_key: bytes) -> None:
        self.path = path
        self.user = user
        self._key = data_key
        self._engine = engine_for(path / DATABASE, data_key)
        self._writing = threading.Lock()
        self._listeners: list[Callable[[Changes], None]] = []
        try:
            with translated(path), self._engine.connect() as connection:
                self.office = schema.bring_up_to_date(connection, path)
        except BaseException:
            self._engine.dispose()
            raise

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection for reading; it sees one state of the data for as long as it lives."""
        with translated(self.path), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def change(self, what: str, *, undoes: UUID | None = None) -> Iterator[Batch]:
        """One act: everything done to the batch is committed, audited and told together, or not at all.

        `what`: the act in words, as it stands in the history. `undoes`: the batch that this one takes back.
        Raises Blocked when the disk is full or another program holds the data.
        """
        with self._writing:
            act = Act(uuid7(), self.office, utc_now(), self.user, what, undoes)
            with self._writer() as connection:
                batch = Batch(connection, act)
                yield batch
                if batch.entries:
                    audit.write(connection, batch.act, batch.entries, batch.task)
        if batch.touched:
            self._tell(frozenset(batch.touched))

    @contextmanager
    def write_unaudited(self, *, waits: bool = True) -> Iterator[Connection]:
        """A write outside the trail: drafts and the like, which are no part of the records.

        `waits`: until whoever writes just now has finished, which within an act would be forever; else Blocked at once.
        """
        if not self._writing.acquire(blocking=waits):
            raise Blocked("Chưa ghi được.", why="Việc khác đang ghi vào sổ này.", cure="Chờ việc đó xong rồi thử lại.")
        try:
            with self._writer() as connection:
                yield connection
        finally:
            self._writing.release()

    @contextmanager
    def _writer(self) -> Iterator[Connection]:
        writing = self._engine.connect().execution_options(writes=True)
        with translated(self.path), writing as connection, connection.begin():
            yield connection

    def on_change(self, listener: Callable[[Changes], None]) -> Callable[[], None]:
        """Call `listener` once after each commit, on the committing thread, with the registers it touched.

        Returns what ends it; to be called before the listener goes away.
        """
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener) if listener in self._listeners else None

    def _tell(self, changes: Changes) -> None:
        for listener in tuple(self._listeners):
            listener(changes)

    def copy_database(self, target: Path) -> None:
        """A consistent encrypted copy of the database at `target`, which must not exist (VACUUM INTO)."""
        with translated(self.path), self._engine.connect() as connection:
            raw = connection.connection.driver_connection
            if raw is None:
                raise RuntimeError("the connection is closed")
            raw.execute("VACUUM INTO ?", (str(target),))

    def data_key(self) -> bytes:
        """The key of the database, for copies that must open with the same slots."""
        return self._key

    def close(self) -> None:
        """Let go of the database file."""
        self._engine.dispose()


def create(path: Path, office: str, slot: keys.Slot, data_key: bytes) -> Workspace:
    """Make a new workspace in `path`, which must be missing or empty.

    Raises:
        Refused: the folder already holds something.
        Blocked: the folder cannot be made.
    """
    if path.exists() and not path.is_dir():
        raise Refused(f"{path.name} là một tệp, không phải thư mục.", cure="Đặt tên thư mục mới để lưu sổ.")
    if path.exists() and any(path.iterdir()):
        raise Refused(f"Thư mục {path.name} đã có tệp.", cure="Chọn thư mục trống, hoặc đặt tên thư mục mới.")
    try:
        for folder in FOLDERS:
            (path / folder).mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        told = file_problem(fault, path)
        raise Blocked(f"Không tạo được thư mục {path.name}.", why=told.why, cure="Chọn nơi khác để lưu sổ.") from fault
    engine = engine_for(path / DATABASE, data_key)
    try:
        with translated(path), engine.connect().execution_options(writes=True) as connection, connection.begin():
            schema.create(connection, office)
    finally:
        engine.dispose()
    keys.save_slots(path, (slot,))
    return Workspace(path, slot.user, data_key)


def open_(path: Path, user: str, password: str) -> Workspace:
    """Open a workspace.

    Raises:
        WrongPassword, Damaged, Refused (made by a newer program), Blocked (missing, locked).
    """
    data_key = keys.unlock(path, user, password)
    if not (path / DATABASE).exists():
        raise Blocked("Thiếu tệp dữ liệu data.db.", cure="Phục hồi từ bản sao lưu gần nhất.")
    if (path / DATABASE).stat().st_size == 0:  # the engine would take it for a new one and write to it
        raise Damaged("Tệp dữ liệu data.db trống rỗng.", cure="Phục hồi từ bản sao lưu gần nhất.")
    return Workspace(path, user, data_key)
