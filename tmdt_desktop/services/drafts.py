"""What a person has typed and not saved yet: kept at every pause, so that nothing typed is lost."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select

from tmdt_desktop.fields import Field
from tmdt_desktop.i18n import utc_now
from tmdt_desktop.records import Record
from tmdt_desktop.store.tables import Draft
from tmdt_desktop.store.workspace import Workspace

_NEW = "new"


def keep_draft(ws: Workspace, register: type[Record], id_: UUID | None, raw: Mapping[str, object]) -> None:
    """Keep the raw input of a form, replacing the draft before it. `id_` None: of a record not made yet."""
    plain = _plain(register.fields(), raw)
    record = str(id_ or _NEW)
    with ws.write_unaudited() as connection:
        connection.execute(_mine(delete(Draft), ws, register, record))
        values = {"register": register.code, "record": record, "by": ws.user, "office": ws.office}
        connection.execute(insert(Draft).values(**values, at=utc_now(), raw=plain))


def draft(ws: Workspace, register: type[Record], id_: UUID | None) -> dict[str, Any] | None:
    """The kept raw input; None when there is none."""
    with ws.read() as connection:
        kept = connection.scalar(_mine(select(Draft.raw), ws, register, str(id_ or _NEW)))
    return None if kept is None else dict(kept)


def kept(ws: Workspace, register: type[Record]) -> tuple[UUID | None, ...]:
    """Whose typing is kept and not saved yet: the ids of this person's drafts, None for a record not made yet."""
    asked = select(Draft.record).where(Draft.register == register.code, Draft.by == ws.user).order_by(Draft.at)
    with ws.read() as connection:
        return tuple(None if record == _NEW else UUID(record) for record in connection.scalars(asked))


def drop_draft(ws: Workspace, register: type[Record], id_: UUID | None) -> None:
    """Forget the draft, after saving or when the person takes it back."""
    with ws.write_unaudited() as connection:
        connection.execute(_mine(delete(Draft), ws, register, str(id_ or _NEW)))


def _mine(statement: Any, ws: Workspace, register: type[Record], record: str) -> Any:
    return statement.where(Draft.register == register.code, Draft.record == record, Draft.by == ws.user)


def _plain(fields: tuple[Field, ...], raw: Mapping[str, object]) -> dict[str, Any]:
    """Raw input as JSON can hold it; what is a value already becomes the words that read back as the same value."""
    plain: dict[str, Any] = {}
    for field in fields:
        value = raw.get(field.name)
        part = getattr(field.kind, "of", None)
        if isinstance(value, list) and part is not None and hasattr(part, "fields"):
            plain[field.name] = [_plain(part.fields(), row) for row in value]
        elif isinstance(value, str | int | float | bool) or value is None:
            plain[field.name] = value
        else:
            plain[field.name] = str(value) if isinstance(value, UUID) else field.kind.show(value)
    return plain
