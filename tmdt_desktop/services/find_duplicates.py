"""Records that may be the same business. Found and told; nothing is merged here."""

import re
from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from tmdt_desktop.catalogues.platforms import ChannelAddress
from tmdt_desktop.fields import Field
from tmdt_desktop.kinds import PersonalId, Phone
from tmdt_desktop.records import Record
from tmdt_desktop.store.workspace import Workspace
from tmdt_desktop.task import SILENT, Task
from tmdt_desktop.text import fold

_LEGAL_FORMS = re.compile(
    r"\b(cong ty|cty|c\.?ty|tnhh|trach nhiem huu han|co phan|ctcp|cp|mtv|mot thanh vien|dntn|doanh nghiep tu nhan|"
    r"htx|hop tac xa|hkd|ho kinh doanh|ho kd|co so san xuat|cssx|co so|cua hang|shop|thuong mai|dich vu|tm|dv|sx|san xuat|va)\b"
)
_WORDS = re.compile(r"[a-z0-9]+")
_TOO_MANY = 12
"""A mark that more records share (a telephone of an office, a market's address) tells nothing."""


@dataclass(frozen=True)
class DuplicateGroup:
    """Records that share something. `why`: in words; `score`: 100 the same key, less for weaker marks."""

    why: str
    score: int
    ids: tuple[UUID, ...]
    names: tuple[str, ...]


@dataclass(frozen=True)
class _Row:
    id: UUID
    values: Mapping[str, Any]


def find_duplicates(ws: Workspace, register: type[Record], task: Task = SILENT) -> tuple[DuplicateGroup, ...]:
    """Groups of the office's own records that may be one, the surest first.

    Compared are the key, personal numbers, names without legal form and marks within a commune, telephones and
    addresses on line.
    """
    rows = _rows(ws, register)
    marked: defaultdict[tuple[int, str, Hashable], list[_Row]] = defaultdict(list)
    for at, row in enumerate(rows):
        if at % 5000 == 0:
            task.step(at, len(rows), register.title)
        for mark in _marks(register, row.values):
            marked[mark].append(row)
    groups: dict[frozenset[UUID], tuple[int, list[str], list[_Row]]] = {}
    for (score, why, _), held in sorted(marked.items(), key=lambda item: -item[0][0]):
        ids = frozenset(row.id for row in held)
        if 2 <= len(ids) <= _TOO_MANY:
            known = groups.setdefault(ids, (score, [], held))
            known[1].append(why)
    return tuple(_group(register, *found) for found in groups.values())


def _group(register: type[Record], score: int, why: list[str], rows: list[_Row]) -> DuplicateGroup:
    names = tuple(str(row.values[register.name_field]) for row in rows)
    return DuplicateGroup("Trùng " + ", ".join(dict.fromkeys(why)), score, tuple(row.id for row in rows), names)


def _marks(register: type[Record], values: Mapping[str, Any]) -> Iterator[tuple[int, str, Hashable]]:
    fields = register.fields()
    keys = [f for f in fields if f.key]
    if keys and all(values.get(f.name) is not None for f in keys):
        yield 100, keys[0].label.lower(), ("key", *(values[f.name] for f in keys))
    for made in fields:
        value = values.get(made.name)
        if value and isinstance(made.kind, PersonalId):
            yield 95, made.label.lower(), (made.name, value)
        elif value and isinstance(made.kind, Phone):
            yield from ((60, made.label.lower(), (made.name, number)) for number in value.split("; "))
    yield from ((70, "địa chỉ kênh", ("channel", address)) for address in values.get("#channels", ()))
    if word := bare_name(str(values.get(register.name_field) or "")):
        yield 85, "tên trong cùng địa bàn", ("name", word, values.get("commune"))


def bare_name(name: str) -> str:
    """A name without marks, capitals and words of legal form; the whole name when nothing else is left."""
    plain = fold(name)
    return "".join(_WORDS.findall(_LEGAL_FORMS.sub(" ", plain))) or "".join(_WORDS.findall(plain))


def _wanted(register: type[Record]) -> list[Field]:
    names = {register.name_field, "commune"}
    return [f for f in register.fields() if f.key or f.name in names or isinstance(f.kind, PersonalId | Phone)]


def _rows(ws: Workspace, register: type[Record]) -> list[_Row]:
    table = register.__table__
    columns = [table.c[f.name] for f in _wanted(register) if f.name in table.c]
    with ws.read() as connection:
        found = connection.execute(select(table.c.id, *columns).where(table.c.package.is_(None))).mappings()
        rows = {row["id"]: dict(row) for row in found}
        for part in register.sub_lists():
            address = next((f.name for f in part.of.fields() if isinstance(f.kind, ChannelAddress)), "")
            child = part.of.__table__
            if address:
                held = connection.execute(select(child.c.parent, child.c[address]).where(child.c[address].is_not(None)))
                for parent, said in held:
                    if parent in rows:
                        rows[parent].setdefault("#channels", []).append(said)
    return [_Row(id_, values) for id_, values in rows.items()]
