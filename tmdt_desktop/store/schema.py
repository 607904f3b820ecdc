"""The shape of the database: made whole at first, brought up to date when an older one is opened."""

from pathlib import Path

from sqlalchemy import Connection, insert, inspect, select
from sqlalchemy.exc import DBAPIError

from tmdt_desktop.errors import Damaged, Refused
from tmdt_desktop.records import REGISTERS, Base
from tmdt_desktop.store import search
from tmdt_desktop.store.migrations import HEAD, KNOWN
from tmdt_desktop.store.tables import Setting

_OFFICE = "office"


def create(connection: Connection, office: str) -> None:
    """Make every table of today's program in an empty database."""
    Base.metadata.create_all(connection)
    for register in REGISTERS:
        search.create(connection, register)
    connection.exec_driver_sql(
        "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL,"
        " CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
    )
    connection.exec_driver_sql("INSERT INTO alembic_version VALUES (?)", (HEAD,))
    connection.execute(insert(Setting).values(name=_OFFICE, office=office, value=office))


def bring_up_to_date(connection: Connection, folder: Path) -> str:
    """Check the version of an opened database, migrate an older one, and return the code of its office.

    Raises:
        Refused: a newer program made it.
        Damaged: it is no workspace database, or unreadable.
    """
    version = _version(connection)
    if version not in KNOWN:
        raise Refused(
            "Sổ này do bản phần mềm mới hơn ghi.",
            why=f"Phiên bản dữ liệu là {version}, phần mềm đang chạy hiểu đến {HEAD}.",
            cure="Cài bản phần mềm mới rồi mở lại; dữ liệu chưa bị động đến.",
        )
    if version != HEAD:
        from tmdt_desktop.store.upgrade import upgrade

        upgrade(connection, folder)
    office = connection.scalar(select(Setting.value).where(Setting.name == _OFFICE))
    if not office:
        raise Damaged(
            "Sổ không ghi đơn vị nào.", why="Tệp dữ liệu thiếu phần đầu.", cure="Phục hồi từ bản sao lưu gần nhất."
        )
    return str(office)


def _version(connection: Connection) -> str:
    damaged = Damaged(
        "Tệp dữ liệu bị hỏng hoặc không thuộc sổ này.",
        why="Khóa trong keys.json không mở được tệp data.db.",
        cure="Phục hồi từ bản sao lưu gần nhất.",
    )
    try:
        if not inspect(connection).has_table("alembic_version"):
            raise damaged
        return str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar())
    except DBAPIError as fault:
        raise damaged from fault
