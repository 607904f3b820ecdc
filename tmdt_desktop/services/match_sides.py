"""The two sides of a round of matching: our own businesses, and the rows of the other list as they are kept."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, select

from tmdt_desktop.catalogues.units import commune_then
from tmdt_desktop.exchange.likeness import Party, party_of
from tmdt_desktop.exchange.plans import RowPlan
from tmdt_desktop.records.business import Activity, Business, Channel
from tmdt_desktop.services.match_compare import COMPARED
from tmdt_desktop.services.standing import standing_id
from tmdt_desktop.store.plain import plain_rows
from tmdt_desktop.task import SILENT, Task
from tmdt_desktop.text import sort_key

_CHUNK = 400
_STEP = 2_000
_OWN = ("seq", "id", "version", "changed_by", "created_at")
_SAID = tuple(name for name in COMPARED if name != "channels")


@dataclass(frozen=True)
class Ours:
    """One business of the office: its number, id, version, and what it says of itself (`values`)."""

    seq: int
    id: UUID
    version: int
    changed_by: str
    values: Mapping[str, Any]


def read_ours(connection: Connection, task: Task = SILENT, only: Collection[UUID] | None = None) -> dict[UUID, Ours]:
    """Every business of the office's own that is not set down as a duplicate, in the order of the register.

    `only`: of these none but those.
    """
    found: dict[UUID, Ours] = {}
    for ids in _parts(only):
        lines = _channels(connection, task, ids)
        for at, row in enumerate(connection.execute(_asked(ids)).mappings()):
            if at % _STEP == 0:
                task.step(at, 0, "Đọc sổ của đơn vị")
            values = {name: row[name] for name in (*_SAID, "trade_name", "created_at")}
            values["channels"] = lines.get(row["id"], [])
            found[row["id"]] = Ours(row["seq"], row["id"], row["version"], row["changed_by"], values)
    return found


def merged_into(connection: Connection, ours: Mapping[UUID, Ours], records: Iterable[UUID | None]) -> dict[UUID, Ours]:
    """By the ids of businesses that are gone: those of `ours` that they became part of."""
    gone = {record for record in records if record is not None and record not in ours}
    leads = ((record, standing_id(connection, record)) for record in gone)
    return {record: ours[kept] for record, kept in leads if kept in ours}


def _parts(only: Collection[UUID] | None) -> Iterator[list[UUID] | None]:
    """A few ids at a time, as many as one question may name; None: all at once."""
    if only is None:
        yield None
        return
    ids = list(only)
    for start in range(0, len(ids), _CHUNK):
        yield ids[start : start + _CHUNK]


def _asked(ids: list[UUID] | None) -> Select[Any]:
    table = Business.__table__
    columns = [table.c[name] for name in (*_OWN, *_SAID, "trade_name")]
    asked = select(*columns).where(table.c.package.is_(None), table.c.activity != Activity.DUPLICATE)
    return (asked if ids is None else asked.where(table.c.id.in_(ids))).order_by(table.c.seq)


def _channels(connection: Connection, task: Task, ids: list[UUID] | None) -> dict[UUID, list[dict[str, Any]]]:
    table = Channel.__table__
    found: dict[UUID, list[dict[str, Any]]] = {}
    asked = select(table.c.parent, table.c.platform, table.c.address)
    asked = asked if ids is None else asked.where(table.c.parent.in_(ids))
    for at, (parent, platform, address) in enumerate(connection.execute(asked.order_by(table.c.parent, table.c.place))):
        if at % _STEP == 0:
            task.step(at, 0, "Đọc kênh bán hàng")
        found.setdefault(parent, []).append({"platform": platform, "address": address})
    return found


def in_order(ours: Mapping[UUID, Ours]) -> list[Ours]:
    """Businesses in the order of their names."""
    return sorted(ours.values(), key=lambda each: (sort_key(str(each.values["name"])), each.seq))


def our_party(mine: Ours, day: date) -> Party:
    """A business as whoever compares likeness sees it."""
    return _on(party_of(Business, mine.values, mine.id), day)


def their_party(row: RowPlan, at: int, day: date) -> Party:
    """A row of their list in the same way; `at`: its place in the list."""
    return _on(party_of(Business, row.values, at), day)


def _on(party: Party, day: date) -> Party:
    """Communes of different years by the code of one day."""
    return replace(party, commune=commune_then(party.commune, day)) if party.commune else party


def our_parties(ours: Mapping[UUID, Ours], day: date, task: Task = SILENT) -> list[Party]:
    """All businesses so."""
    made = []
    for at, mine in enumerate(ours.values()):
        if at % _STEP == 0:
            task.step(at, len(ours), "Đọc sổ của đơn vị")
        made.append(our_party(mine, day))
    return made


def their_parties(rows: Sequence[RowPlan], day: date, task: Task = SILENT) -> list[Party]:
    """All rows of their list so, by their places from 1."""
    made = []
    for at, row in enumerate(rows, 1):
        if at % _STEP == 0:
            task.step(at, len(rows), "Đọc danh sách thuế")
        made.append(their_party(row, at, day))
    return made


def kept_rows(rows: Sequence[RowPlan], task: Task = SILENT) -> list[dict[str, Any]]:
    """Rows of the list as JSON can hold them: where they stood, what they said, what is wrong with them."""
    made: list[dict[str, Any]] = []
    for start in range(0, len(rows), _STEP):
        task.step(start, len(rows), "Ghi đợt đối chiếu")
        part = rows[start : start + _STEP]
        plain = plain_rows(Business, [row.values for row in part])
        made += [
            {"sheet": row.sheet, "row": row.row, "values": json.loads(said), "faults": dict(row.faults)}
            for row, said in zip(part, plain, strict=True)
        ]
    return made


def restored(kept: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a kept row."""
    plain = kept.get("values") or {}
    return {made.name: made.kind.restore(plain[made.name]) for made in Business.fields() if made.name in plain}


def place_words(kept: Mapping[str, Any]) -> str:
    """Where a row stood: «Sheet1, dòng 12»."""
    if "row" not in kept:
        return ""
    return f"{kept['sheet']}, dòng {kept['row']}" if kept["sheet"] else f"Dòng {kept['row']}"
