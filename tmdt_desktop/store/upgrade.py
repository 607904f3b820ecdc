"""Bring an older database to today's shape: verified copy first, then every missing step in one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, select

from tmdt_desktop.errors import Damaged
from tmdt_desktop.i18n import utc_now
from tmdt_desktop.records import REGISTERS
from tmdt_desktop.store import shapes
from tmdt_desktop.store.tables import Setting

SCRIPTS = Path(__file__).parent / "migrations"


def upgrade(connection: Connection, folder: Path) -> None:
    """Migrate the database of `connection` (of the workspace in `folder`) to the newest version.

    Raises:
        Damaged: the copy made beforehand does not read back; nothing has been changed.
    """
    connection.rollback()
    _copy_and_check(connection, folder)
    run_steps(connection)
    _number_lists(connection)


def run_steps(connection: Connection) -> None:
    """Run every step that the database has not seen, in one transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    with _tables_loose(connection):
        writing = connection.execution_options(writes=True)
        with writing.begin():
            command.upgrade(config, "head")
            _require_whole(connection)


def _number_lists(connection: Connection) -> None:
    """Lists that were written before they had numbers get them, so that figures need not read them row by row."""
    writing = connection.execution_options(writes=True)
    with writing.begin():
        office = writing.scalar(select(Setting.office).where(Setting.name == "office"))
        for register in REGISTERS:
            shapes.fill(writing, register, str(office))


@contextmanager
def _tables_loose(connection: Connection) -> Iterator[None]:
    """While tables are made anew, what points to them by name neither follows the old one nor falls with it."""
    raw = connection.connection.driver_connection
    if raw is None:
        raise RuntimeError("the connection is closed")
    raw.execute("PRAGMA foreign_keys = OFF")
    raw.execute("PRAGMA legacy_alter_table = ON")
    try:
        yield
    finally:
        raw.execute("PRAGMA legacy_alter_table = OFF")
        raw.execute("PRAGMA foreign_keys = ON")


def _require_whole(connection: Connection) -> None:
    """Raise Damaged when a row of a sub-list has lost its record; the transaction is taken back then."""
    if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
        raise Damaged(
            "Chưa nâng cấp: có dòng không còn thuộc hồ sơ nào.",
            why="Tệp dữ liệu đã hỏng từ trước.",
            cure="Phục hồi từ bản sao lưu gần nhất rồi mở lại.",
        )


def _copy_and_check(connection: Connection, folder: Path) -> None:
    raw = connection.connection.driver_connection
    target = folder / "backups" / f"truoc-nang-cap-{utc_now():%Y%m%d-%H%M%S}.db"
    target.parent.mkdir(exist_ok=True)
    if raw is None:
        raise RuntimeError("the connection is closed")
    try:
        raw.execute("VACUUM INTO ?", (str(target),))
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    raw.execute("ATTACH DATABASE ? AS copy", (str(target),))
    try:
        said = raw.execute("PRAGMA copy.quick_check").fetchone()
    finally:
        raw.execute("DETACH DATABASE copy")
    if said != ("ok",):
        raise Damaged(
            "Chưa nâng cấp: bản sao lưu trước nâng cấp không đọc lại được.",
            why="Ổ đĩa có thể đang lỗi.",
            cure="Chép thư mục sổ sang ổ khác rồi mở lại.",
        )
