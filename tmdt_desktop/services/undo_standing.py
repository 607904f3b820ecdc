"""Many records as they stand in the register now, and who points to them: a few questions for all of them."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from tmdt_desktop.records import Record
from tmdt_desktop.services import references
from tmdt_desktop.services.known_rows import with_parts

_MANY = 2_000


def standing(connection: Connection, register: type[Record], ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """Of `ids` (some hundreds at most) those that are in the register, as `store.changes.read_record` gives them."""
    found = with_parts(connection, register, register.__table__.c.id.in_(ids))
    for part in register.sub_lists():
        names = [made.name for made in part.of.fields()]
        for values in found:
            values[part.name] = [{name: line[name] for name in names} for line in values[part.name]]
    return {values["id"]: values for values in found}


def cited(connection: Connection, register: type[Record], ids: Collection[UUID]) -> dict[UUID, set[UUID]]:
    """For each of `ids` that others point to: who does. Many are looked for by reading every pointer once."""
    if len(ids) < _MANY:
        return references.pointers_to(connection, register, ids)
    wanted, found = set(ids), dict[UUID, set[UUID]]()
    for link in references.links_to(register.code):
        source = link.table.c
        owner, target = source.parent if link.part else source.id, source[link.name]
        for user, id_ in connection.execute(select(owner, target).where(target.is_not(None))):
            if id_ in wanted:
                found.setdefault(id_, set()).add(user)
    return found
