"""The office's own records as parties whose likeness can be told: out of the columns that say who they are."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from tmdt_desktop.catalogues.platforms import ChannelAddress
from tmdt_desktop.exchange.likeness import Party, party_of
from tmdt_desktop.kinds import Email, PersonalId, Phone, TaxCode
from tmdt_desktop.records import Record
from tmdt_desktop.task import SILENT, Task

_MARKS = (TaxCode, PersonalId, Phone, Email)
_PLAIN = ("commune", "address", "representative")
_STEP = 2_000


def parties_of(connection: Connection, register: type[Record], task: Task = SILENT) -> list[Party]:
    """Every record of the office's own, keyed by its id."""
    table = register.__table__.c
    marks = (made.name for made in register.fields() if isinstance(made.kind, _MARKS))
    names = dict.fromkeys((register.name_field, *marks, *(name for name in _PLAIN if name in table)))
    lines = _addresses(connection, register)
    rows = connection.execute(select(table.id, *(table[name] for name in names)).where(table.package.is_(None)))
    return [party_of(register, {**row, **lines.get(row["id"], {})}, row["id"]) for row in _told(rows.mappings(), task)]


def _told(rows: Any, task: Task) -> Iterator[Any]:
    for at, row in enumerate(rows):
        if at % _STEP == 0:
            task.step(at, 0, "Đọc sổ")
        yield row


def _addresses(connection: Connection, register: type[Record]) -> dict[UUID, dict[str, list[dict[str, str]]]]:
    """The addresses on line of each record, as its sub-lists hold them."""
    found: dict[UUID, dict[str, list[dict[str, str]]]] = {}
    for part in register.sub_lists():
        name = next((made.name for made in part.of.fields() if isinstance(made.kind, ChannelAddress)), "")
        if name:
            child = part.of.__table__.c
            for parent, said in connection.execute(select(child.parent, child[name]).where(child[name].is_not(None))):
                found.setdefault(parent, {}).setdefault(part.name, []).append({name: said})
    return found
