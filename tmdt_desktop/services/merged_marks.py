"""What records bore that are part of another one now: a list that still says so means the one that stays."""

from collections.abc import Collection, Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from tmdt_desktop.records import Record
from tmdt_desktop.services.history_words import loaded
from tmdt_desktop.services.standing import standing_id
from tmdt_desktop.store.tables import AuditEntry, MergedRecord


def former_values(
    connection: Connection, register: type[Record], names: Collection[str]
) -> Iterator[tuple[UUID, dict[str, Any]]]:
    """(the record that stays, fields of `names` as they stood before a merge) of each record merged away, and of the one
    that stays where the merge changed it.
    """
    merged, entry = MergedRecord.__table__.c, AuditEntry.__table__.c
    kinds = {made.name: made.kind for made in register.fields() if made.name in names}
    for side in (merged.id, merged.kept):
        asked = select(merged.id, entry.before).join(
            AuditEntry.__table__, (entry.record == side) & (entry.batch == merged.batch)
        )
        for id_, before in connection.execute(asked.where(merged.register == register.code)).all():
            kept, said = standing_id(connection, id_), loaded(before)
            if kept != id_:
                yield kept, {name: kind.restore(said.get(name)) for name, kind in kinds.items() if name in said}
