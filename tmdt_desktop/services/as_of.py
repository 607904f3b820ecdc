"""A register as it stood at a moment: today's rows with every later act taken back, read from the trail."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache, partial
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, select

from tmdt_desktop.catalogues.units import Commune, Communes, commune_then
from tmdt_desktop.fields import Field, Rows, RowShape
from tmdt_desktop.records import Record
from tmdt_desktop.records.record import SubList
from tmdt_desktop.store.tables import AuditBatch, AuditEntry

Held = dict[UUID, dict[str, Any]]
_HELD_ONCE = frozenset({str, date, tuple})
_REMEMBERED = 4_096


def records_now(
    connection: Connection, register: type[Record], package: UUID | None = None, *, said: bool = False
) -> Held:
    """The office's own records with their sub-lists, or those that came with `package`, in the order of their numbers.

    `said`: only the fields that say something are named, which takes a fifth of the memory.
    """
    table = register.__table__.c
    names = [field.name for field in register.fields() if not isinstance(field.kind, Rows)]
    mine = table.package.is_(None) if package is None else table.package == package
    columns = [table[name] for name in names]
    rows = connection.execute(select(table.id, *columns).where(mine).order_by(table.seq))
    namer = _Namer(names, said=said)
    found: Held = {row[0]: namer.row(row[1:]) for row in rows}
    for part in register.sub_lists():
        _fill(connection, part, found, select(table.id).where(mine), said=said)
    return found


class _Namer:
    """Makes dictionaries of the rows of one table. `said`: of filled fields alone, equal texts of a column held once."""

    def __init__(self, names: Sequence[str], *, said: bool) -> None:
        self.names, self.said = names, said
        self._columns: list[tuple[str, dict[Any, Any]]] = [(name, {}) for name in names]

    def row(self, values: Sequence[Any]) -> dict[str, Any]:
        if not self.said:
            return dict(zip(self.names, values, strict=True))
        filled: dict[str, Any] = {}
        for (name, known), value in zip(self._columns, values, strict=True):
            if value is not None:
                if value.__class__ in _HELD_ONCE and (len(known) < _REMEMBERED or value in known):
                    value = known.setdefault(value, value)  # noqa: PLW2901
                filled[name] = value
        return {**filled}  # a dictionary that grew keeps room for as much again


def records_at(
    connection: Connection,
    register: type[Record],
    at: datetime | int,
    places_on: date | None = None,
    *,
    said: bool = False,
) -> Held:
    """The office's own records as they stood after the last act at or before `at`: a moment, or an entry of the trail.

    The number of an entry is the surer one: a clock may be set back.

    With `places_on` communes of earlier times bear the code of that day. `said`: as in `records_now`.
    """
    found = records_now(connection, register, said=said)
    fields = {field.name: field for field in register.fields()}
    for record, action, before, after in connection.execute(_later(register, at)):
        if action == "insert":
            found.pop(record, None)
        elif action == "delete":
            found[record] = _restored(fields, _loaded(before))
        elif record in found:
            names = _loaded(before).keys() | _loaded(after).keys()
            old = _loaded(before)
            found[record].update(_restored({n: f for n, f in fields.items() if n in names}, old))
    if places_on:
        _settle(register, found.values(), places_on)
    return found


def _settle(of: type[RowShape], rows: Iterable[dict[str, Any]], day: date) -> None:
    """Give every commune of the rows and their sub-lists the code of `day`."""
    places = [field.name for field in of.fields() if isinstance(field.kind, Commune)]
    several = [field.name for field in of.fields() if isinstance(field.kind, Communes)]
    lists = {field.name: field.kind.of for field in of.fields() if isinstance(field.kind, Rows)}
    then = cache(partial(commune_then, day=day))
    held = list(rows)
    for row in held if places or several else ():
        row.update({name: then(row[name]) for name in places if row.get(name)})
        row.update({name: _once(then(code) for code in row[name]) for name in several if row.get(name)})
    for name, part in lists.items():
        _settle(part, (line for row in held for line in row.get(name) or ()), day)


def _once(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(codes))


def _later(register: type[Record], at: datetime | int) -> Select[Any]:
    entry = AuditEntry.__table__.c
    said = select(entry.record, entry.action, entry.before, entry.after).where(entry.register == register.code)
    if isinstance(at, int):
        return said.where(entry.seq > at).order_by(entry.seq.desc())
    joined = said.join(AuditBatch, AuditBatch.id == entry.batch)
    return joined.where(AuditBatch.at > at).order_by(entry.seq.desc())


def _fill(connection: Connection, part: SubList, found: Held, parents: Select[Any], *, said: bool) -> None:
    table, names = part.of.__table__.c, [each.name for each in part.of.fields()]
    for values in found.values():
        values[part.name] = []
    namer = _Namer(names, said=said)
    asked = select(table.parent, *(table[name] for name in names)).where(table.parent.in_(parents))
    for row in connection.execute(asked.order_by(table.parent, table.place)):
        found[row[0]][part.name].append(namer.row(row[1:]))


def _restored(fields: Mapping[str, Field], plain: Mapping[str, Any]) -> dict[str, Any]:
    return {name: field.kind.restore(plain.get(name)) for name, field in fields.items()}


def _loaded(text: str | None) -> dict[str, Any]:
    return json.loads(text) if text else {}
