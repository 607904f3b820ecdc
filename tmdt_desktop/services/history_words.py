"""What an entry of the audit trail says, in people's words: records by their names, fields by their labels."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from tmdt_desktop.fields import Field, Rows
from tmdt_desktop.records import REGISTERS, Record
from tmdt_desktop.services import match_closings, references, same_or_not, trust_items
from tmdt_desktop.store import attachments
from tmdt_desktop.store.tables import AuditEntry

CODES = {made.code: made for made in REGISTERS}
_SHOWN_ROWS = 20


@dataclass(frozen=True)
class Change:
    """One field: its label, what it was and what it became, as people read them. `sensitive`: personal data."""

    label: str
    old: str
    new: str
    sensitive: bool = False


def title_of(code: str) -> str:
    """What the things are called that entries of this code are about."""
    if code == attachments.CODE:
        return attachments.TITLE
    if code == same_or_not.CODE:
        return same_or_not.TITLE
    if code == match_closings.CODE:
        return match_closings.TITLE
    if code == trust_items.CODE:
        return trust_items.TITLE
    return CODES[code].title if code in CODES else "Cài đặt"


def loaded(plain: str | None) -> dict[str, Any]:
    """One side of an entry as plain values."""
    return json.loads(plain) if plain else {}


def told_files(before: str | None, after: str | None) -> tuple[Change, ...]:
    """The file that came or went, as a change of the record."""
    old, new = (
        f"{side.label} {side.file_name}".strip() if side else "" for side in map(attachments.told, (before, after))
    )
    return (Change(attachments.TITLE, old, new),)


def known_names(connection: Connection, register: type[Record], sides: Sequence[Mapping[str, Any]]) -> dict[UUID, str]:
    """What the records are called that `sides` of changes point to; those removed since by the name they bore last."""
    wanted = {code: {UUID(str(id_)) for id_ in ids} for code, ids in references.pointed(register, sides).items()}
    known = references.names(connection, wanted)
    return known | last_names(connection, {id_ for ids in wanted.values() for id_ in ids} - known.keys())


def last_names(connection: Connection, ids: set[UUID]) -> dict[UUID, str]:
    """The last names of removed records."""
    if not ids:
        return {}
    line = select(AuditEntry.register, AuditEntry.record, AuditEntry.before)
    rows = connection.execute(line.where(AuditEntry.record.in_(ids), AuditEntry.action == "delete")).all()
    known = ((code, id_, loaded(before)) for code, id_, before in rows if code in CODES)
    return {id_: str(said.get(CODES[code].name_field, references.GONE)) for code, id_, said in known}


def told_changes(
    register: type[Record], before: Mapping[str, Any], after: Mapping[str, Any], known: references.Names
) -> tuple[Change, ...]:
    """The fields that one of two plain sides names, in the order of the form."""
    return tuple(
        Change(
            field.label,
            _shown(field, before.get(field.name), known),
            _shown(field, after.get(field.name), known),
            _personal(field),
        )
        for field in register.fields()
        if field.name in before or field.name in after
    )


def _personal(field: Field) -> bool:
    inner = field.kind.of.fields() if isinstance(field.kind, Rows) else ()
    return field.sensitive or any(each.sensitive and each.listed for each in inner)


def _shown(field: Field, plain: Any, known: references.Names) -> str:
    if isinstance(field.kind, Rows):
        return "\n".join(_shown_row(field.kind, row, known) for row in (plain or ())[:_SHOWN_ROWS])
    return references.words(field.kind, field.kind.restore(plain), known) if plain is not None else ""


def _shown_row(kind: Rows, row: Mapping[str, Any], known: references.Names) -> str:
    parts = (_shown(made, row.get(made.name), known) for made in kind.of.fields() if made.listed)
    return " · ".join(part for part in parts if part)
