"""Records as the one JSON text that the trail keeps and hashes: sorted keys, no blanks, letters as they are."""

import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from tmdt_desktop.records import Record

_JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def plain_json(values: Mapping[str, Any]) -> str:
    """Values that are plain already."""
    return _JSON.encode(values)


def plain_rows(register: type[Record], rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Each record's filled values; column by column, because most columns repeat a few values."""
    columns = [_fragments(name, plain, rows) for name, plain in _plainers(register)]
    return [f"{{{','.join(filter(None, row))}}}" for row in zip(*columns, strict=True)]


def plain_change(register: type[Record], values: Mapping[str, Any]) -> str:
    """The named values, empty ones too: a change to nothing is a change."""
    plainers = dict(_plainers(register))
    return _JSON.encode({name: plainers[name](value) for name, value in values.items() if name in plainers})


def _fragments(name: str, plain: Callable[[Any], Any], rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """«"name":value» for each row, empty where the row has no value."""
    label = f"{_JSON.encode(name)}:"
    known: dict[Any, str] = {None: ""}
    made = []
    for row in rows:
        value = row.get(name)
        if isinstance(value, list | dict):
            made.append(label + _JSON.encode(plain(value)) if value else "")
            continue
        said = known.get(value)
        if said is None:
            said = known[value] = label + _JSON.encode(plain(value))
        made.append(said)
    return made


@cache
def _plainers(register: type[Record]) -> tuple[tuple[str, Callable[[Any], Any]], ...]:
    """How each field's value becomes what JSON can hold, in the order of names."""
    made: dict[str, Callable[[Any], Any]] = dict.fromkeys(register.unseen(), _words)
    made.update({field.name: field.kind.plain for field in register.fields()})
    return tuple(sorted(made.items()))


def _words(value: Any) -> str | None:
    return None if value is None else str(value)
