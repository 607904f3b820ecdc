"""Records as the one JSON text that the trail keeps and hashes: sorted keys, no blanks, letters as they are."""

import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from itertools import chain, islice
from typing import Any

from tmdt_desktop.kinds import Kind
from tmdt_desktop.records import Part, Record
from tmdt_desktop.store.bulk import each_once

_JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
_CUT = "\x1f"
Columns = Mapping[str, Sequence[Any]]
Plainer = Callable[[Any], Any]


def plain_json(values: Mapping[str, Any]) -> str:
    """Values that are plain already."""
    return _JSON.encode(values)


def plain_rows(register: type[Record], rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Each record's filled values."""
    return plain_columns(
        register, {name: [row.get(name) for row in rows] for name, _ in _plainers(register)}, len(rows)
    )


def plain_columns(register: type[Record], columns: Columns, size: int) -> list[str]:
    """The filled values of `size` records given as columns; column by column, because most repeat a few values."""
    lists = {part.name: part.of for part in register.sub_lists()}
    made = [
        _lines(name, lists[name], columns[name]) if name in lists else _fragments(name, plain, columns[name])
        for name, plain in _plainers(register)
        if name in columns
    ]
    return _objects(made, size)


def plain_change(register: type[Record], values: Mapping[str, Any]) -> str:
    """The named values, empty ones too: a change to nothing is a change."""
    plainers = dict(_plainers(register))
    return _JSON.encode({name: plainers[name](value) for name, value in values.items() if name in plainers})


def _objects(fragments: Sequence[Sequence[str]], size: int) -> list[str]:
    """One object a row from the fragments of its columns, those without any left out."""
    filled = [column for column in fragments if column.count("") < size]
    if not filled:
        return ["{}"] * size
    return [f"{{{','.join(filter(None, row))}}}" for row in zip(*filled, strict=True)]


def _fragments(name: str, plain: Plainer, values: Sequence[Any]) -> list[str]:
    """«"name":value» for each row, empty where the row has no value."""
    filled = [value for value in values if value is not None]
    plains = filled if plain is _as_is else each_once(filled, plain)
    said = _labelled(_JSON.encode(name), plains)
    if len(filled) == len(values):
        return said
    following = iter(said)
    return ["" if value is None else next(following) for value in values]


def _labelled(name: str, plains: Sequence[Any]) -> list[str]:
    """«"name":value» for each plain value, empty for lists and objects without content."""
    if not plains:
        return []
    if {list, dict} & set(map(type, plains)):
        return [f"{name}:{_JSON.encode(each)}" if each or not isinstance(each, list | dict) else "" for each in plains]
    # One text for the whole column: no JSON string holds the sign between its values, so it can be cut there again.
    column = json.JSONEncoder(ensure_ascii=False, separators=(f"{_CUT}{name}:", ":")).encode(plains)
    return f"{name}:{column[1:-1]}".split(_CUT)


def _lines(name: str, part: type[Part], values: Sequence[Any]) -> list[str]:
    """«"name":[{…},{…}]» for each row, empty where the row has no lines; the lines of all rows are made at once."""
    lines = list(chain.from_iterable(filter(None, values)))
    if not lines:
        return [""] * len(values)
    borne: set[str] = set().union(*lines)
    made = [
        _fragments(at, plain, [line.get(at) for line in lines]) for at, plain in _plainers_of_part(part) if at in borne
    ]
    objects = iter(_objects(made, len(lines)))
    label = f"{_JSON.encode(name)}:"
    return [f"{label}[{','.join(islice(objects, len(value)))}]" if value else "" for value in values]


@cache
def _plainers(register: type[Record]) -> tuple[tuple[str, Plainer], ...]:
    """How each field's value becomes what JSON can hold, in the order of names."""
    made: dict[str, Plainer] = dict.fromkeys(register.unseen(), _words)
    made.update({field.name: _plainer(field.kind) for field in register.fields()})
    return tuple(sorted(made.items()))


@cache
def _plainers_of_part(part: type[Part]) -> tuple[tuple[str, Plainer], ...]:
    return tuple(sorted((field.name, _plainer(field.kind)) for field in part.fields()))


def _plainer(kind: Kind) -> Plainer:
    return _as_is if type(kind).plain is Kind.plain else kind.plain


def _as_is(value: Any) -> Any:
    return value


def _words(value: Any) -> str | None:
    return None if value is None else str(value)
