"""The encrypted database file: how a connection is made, and what its failures mean."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from tmdt_desktop.errors import Blocked, Damaged, Problem
from tmdt_desktop.text import sort_key

_FEW_PAGES = 1 << 16
_SETTINGS = (
    "foreign_keys=ON",
    "journal_mode=WAL",
    "synchronous=FULL",
    "busy_timeout=5000",
    "cache_size=-24576",
    "trusted_schema=OFF",
    "temp_store=MEMORY",
    "secure_delete=ON",
)


def engine_for(path: Path, data_key: bytes) -> Engine:
    """An engine on the SQLCipher file at `path` with its raw 32-byte key (a passphrase would cost 0.1 s a connection)."""
    from sqlcipher3 import dbapi2

    _bind_quickly(dbapi2)

    def connect() -> Any:
        made = dbapi2.connect(str(path), check_same_thread=False, isolation_level=None, timeout=5)
        made.execute("PRAGMA cipher_log_level=NONE")
        made.execute(f"PRAGMA key=\"x'{data_key.hex()}'\"")
        for setting in _SETTINGS:
            made.execute(f"PRAGMA {setting}")
        made.create_function("vn_sort", 1, _sort_value, deterministic=True)
        return made

    engine = create_engine(
        "sqlite+pysqlite://", module=dbapi2, creator=connect, poolclass=QueuePool, pool_size=4, max_overflow=2
    )
    event.listen(engine, "begin", _begin)
    return engine


def _bind_quickly(driver: Any) -> None:
    """Tell the driver how None and bytes are bound: untold, it searches an adapter anew for each, 2 µs a time."""
    driver.register_adapter(type(None), {}.get)  # gives None for None
    driver.register_adapter(bytes, bytearray)


def _sort_value(value: Any) -> Any:
    return sort_key(value) if isinstance(value, str) else value


def _begin(connection: Connection) -> None:
    """A write takes its lock at once: a deferred one would fail at the first write after another's commit."""
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def translated(folder: Path | None = None) -> Iterator[None]:
    """Turn the engine's failures that are the world's into Problems; others pass as the bugs they are.

    `folder`: where the data lie, to tell a full disk from one that was unplugged.
    """
    from sqlcipher3 import dbapi2

    try:
        yield
    except (DBAPIError, dbapi2.Error) as fault:
        cause = fault.orig if isinstance(fault, DBAPIError) else fault
        problem = _problem(getattr(cause, "sqlite_errorname", "") or "", str(cause), folder)
        if problem is None:
            raise
        raise problem from fault


def _is_full(folder: Path | None) -> bool:
    """Whether the disk of `folder` has no room even for a few pages: not every failed write says so itself."""
    try:
        return folder is not None and shutil.disk_usage(folder).free < _FEW_PAGES
    except OSError:
        return False


def _problem(name: str, said: str, folder: Path | None) -> Problem | None:
    failed = name.startswith(("SQLITE_IOERR", "SQLITE_CANTOPEN"))
    if name.startswith("SQLITE_FULL") or (failed and _is_full(folder)):
        return Blocked("Chưa ghi được.", why="Ổ đĩa đã đầy.", cure="Xóa bớt tệp rồi ghi lại; dữ liệu cũ còn nguyên.")
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return Blocked(
            "Chưa ghi được.", why="Chương trình khác đang ghi vào sổ này.", cure="Đóng chương trình đó rồi thử lại."
        )
    if name.startswith("SQLITE_READONLY"):
        return Blocked("Chưa ghi được.", why="Thư mục sổ chỉ cho đọc.", cure="Chép sổ sang thư mục khác rồi mở lại.")
    if failed:
        why = "Ổ đĩa bị ngắt, bị lỗi hoặc không cho ghi thêm."
        return Blocked("Không đọc, ghi được tệp dữ liệu.", why=why, cure="Xem lại ổ đĩa rồi mở lại sổ.")
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")) or "file is not a database" in said:
        return Damaged(
            "Tệp dữ liệu bị hỏng.", why="Nội dung không còn đúng như lúc ghi.", cure="Phục hồi từ bản sao lưu gần nhất."
        )
    return None
