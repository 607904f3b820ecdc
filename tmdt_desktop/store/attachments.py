"""Which file goes with which record: lines of one table, each coming and going in an act of the audit trail.

An entry of the trail is filed under the record, so that it stands in the record's history, with `CODE` as its register.
A record that is removed keeps its lines: nobody sees them while it is gone, and they are there again when it returns.
"""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, insert, select

from tmdt_desktop.records import register
from tmdt_desktop.store.audit import Entry
from tmdt_desktop.store.changes import Batch
from tmdt_desktop.store.plain import plain_json
from tmdt_desktop.store.tables import Attachment

CODE = "attachment"
TITLE = "Tệp kèm theo"


@dataclass(frozen=True)
class Line:
    """One attached file. `register` is a register's code, `sha256` and `size` (bytes) are of the plain content."""

    id: UUID
    register: str
    record: UUID
    sha256: str
    file_name: str
    size: int
    media_type: str
    label: str
    added_at: datetime
    added_by: str


def lines_of(connection: Connection, register_code: str, record: UUID) -> tuple[Line, ...]:
    """The files of one record, oldest first."""
    kept = Attachment.__table__.c
    asked = _lines().where(kept.record == record, kept.register == register_code).order_by(kept.id)
    return tuple(Line(**row) for row in connection.execute(asked).mappings())


def line(connection: Connection, id_: UUID) -> Line | None:
    """One attached file; None when there is none."""
    row = connection.execute(_lines().where(Attachment.__table__.c.id == id_)).mappings().first()
    return None if row is None else Line(**row)


def names_by_content(connection: Connection) -> dict[str, str]:
    """A file name for each content that is attached somewhere, by its hash."""
    kept = Attachment.__table__.c
    return dict(connection.execute(select(kept.sha256, kept.file_name).order_by(kept.seq)).all())


def add(batch: Batch, made: Line) -> None:
    """Attach a file whose content is stored."""
    batch.connection.execute(insert(Attachment).values(office=batch.act.office, **asdict(made)))
    batch.entries.append(Entry(CODE, made.record, "insert", None, _plain(made)))
    batch.touched.add(register(made.register))


def remove(batch: Batch, gone: Line) -> None:
    """Take a file off its record; its content stays."""
    batch.connection.execute(delete(Attachment).where(Attachment.__table__.c.id == gone.id))
    batch.entries.append(Entry(CODE, gone.record, "delete", _plain(gone), None))
    batch.touched.add(register(gone.register))


def told(plain: str | None) -> Line | None:
    """The file that one side of an entry tells of; None when it tells of none."""
    if not plain:
        return None
    said: dict[str, Any] = json.loads(plain)
    marks = {"id": UUID(said["id"]), "record": UUID(said["record"])}
    return Line(**{**said, **marks, "added_at": datetime.fromisoformat(said["added_at"])})


def take_back(batch: Batch, before: str | None, after: str | None) -> bool:
    """Reverse an entry of the trail with these sides.

    False when the file stands already as it stood before, or its content has been attached to the record again since.
    """
    removed, added = told(before), told(after)
    if added is not None and (there := line(batch.connection, added.id)):
        remove(batch, there)
        return True
    if removed is not None and line(batch.connection, removed.id) is None and not _there(batch.connection, removed):
        add(batch, removed)
        return True
    return False


def _there(connection: Connection, wanted: Line) -> bool:
    """Whether the record has a file of this content, under whatever name."""
    return any(each.sha256 == wanted.sha256 for each in lines_of(connection, wanted.register, wanted.record))


def _lines() -> Any:
    kept = Attachment.__table__.c
    return select(*(kept[name] for name in Line.__annotations__))


def _plain(made: Line) -> str:
    values = asdict(made)
    marks = {"id": str(made.id), "record": str(made.record), "added_at": made.added_at.isoformat()}
    return plain_json({**values, **marks})
