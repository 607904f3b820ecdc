"""New rows of a list that look like a record of the register or like each other: told as doubts, never joined."""

from collections.abc import Hashable, Sequence
from uuid import UUID

from sqlalchemy import Connection, select

from tmdt_desktop.catalogues.platforms import ChannelAddress
from tmdt_desktop.exchange.likeness import SUSPECT, Likeness, Party, alike_between, alike_within, party_of
from tmdt_desktop.exchange.plans import RowFault, RowPlan
from tmdt_desktop.kinds import Email, PersonalId, Phone, TaxCode
from tmdt_desktop.records import Record
from tmdt_desktop.task import SILENT, Task

_KINDS = (TaxCode, PersonalId, Phone, Email)
_PLAIN = ("commune", "address", "representative")


def holds_parties(register: type[Record]) -> bool:
    """Whether each record is one business or person: it is known by its tax code alone."""
    keys = [made for made in register.fields() if made.key]
    return bool(keys) and all(isinstance(made.kind, TaxCode) for made in keys)


def doubtful(
    connection: Connection, register: type[Record], rows: Sequence[RowPlan], task: Task = SILENT
) -> tuple[dict[int, str], list[RowFault]]:
    """The doubt of each of `rows` that looks like a record or another row, by its place among them, and the remarks."""
    if not rows or not holds_parties(register):
        return {}, []
    theirs = [party_of(register, row.values, at) for at, row in enumerate(rows)]
    ours = _parties(connection, register)
    names = {party.key: party.name for party in ours}
    said: dict[int, str] = {}
    for like in alike_between(ours, theirs, task, SUSPECT) if ours else ():
        _say(said, like.b, f"«{names[like.a]}» trong sổ", like)
    for like in alike_within(theirs, task, SUSPECT):
        for one, other in ((like.a, like.b), (like.b, like.a)):
            _say(said, one, _row_words(rows, one, other), like)
    called = register.field(register.name_field)
    told = [
        RowFault(rows[at].sheet, rows[at].row, called.name, called.label, "doubt", sentence, theirs[at].name)
        for at, sentence in said.items()
    ]
    return said, told


def _say(said: dict[int, str], at: Hashable, whom: str, like: Likeness) -> None:
    """Keep the surest likeness of a row; sure keys are told elsewhere."""
    if isinstance(at, int) and not like.sure:
        said.setdefault(at, f"Nghi trùng với {whom} ({like.score} điểm): {'; '.join(like.reasons)}.")


def _row_words(rows: Sequence[RowPlan], one: Hashable, other: Hashable) -> str:
    if not isinstance(one, int) or not isinstance(other, int):
        return ""
    sheet = f"trang «{rows[other].sheet}», " if rows[one].sheet != rows[other].sheet else ""
    return f"{sheet}dòng {rows[other].row}"


def _parties(connection: Connection, register: type[Record]) -> list[Party]:
    """Every record of the office's own as a party, out of the columns that tell who it is."""
    table = register.__table__.c
    marks = [made.name for made in register.fields() if isinstance(made.kind, _KINDS)]
    names = dict.fromkeys((register.name_field, *marks, *(name for name in _PLAIN if name in table)))
    channels = _addresses(connection, register)
    asked = select(table.id, *(table[name] for name in names)).where(table.package.is_(None))
    return [
        party_of(register, {**row, **channels.get(row["id"], {})}, row["id"])
        for row in connection.execute(asked).mappings()
    ]


def _addresses(connection: Connection, register: type[Record]) -> dict[UUID, dict[str, list[dict[str, str]]]]:
    """The addresses on line of every record, as its sub-lists would say them."""
    found: dict[UUID, dict[str, list[dict[str, str]]]] = {}
    for part in register.sub_lists():
        name = next((made.name for made in part.of.fields() if isinstance(made.kind, ChannelAddress)), "")
        if not name:
            continue
        child = part.of.__table__.c
        for parent, address in connection.execute(select(child.parent, child[name]).where(child[name].is_not(None))):
            found.setdefault(parent, {}).setdefault(part.name, []).append({name: address})
    return found
