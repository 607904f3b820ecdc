"""The part of JSON Schema (draft 2020-12) that docs/package-format uses; a word that it does not know is an error."""

import re
from collections.abc import Iterator
from typing import Any

_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "boolean": (bool,),
    "null": (type(None),),
}
_SAYS_NOTHING = {"$schema", "$id", "$defs", "title", "description"}


def faults(value: Any, schema: dict[str, Any], root: dict[str, Any] | None = None, at: str = "$") -> Iterator[str]:
    """Where `value` is not as `schema` says. Raises KeyError for a word of the language that is not known here."""
    root = root or schema
    for word, asked in schema.items():
        if word not in _SAYS_NOTHING:
            yield from _WORDS[word](value, asked, (schema, root, at))


def _type(value: Any, asked: Any, where: Any) -> Iterator[str]:
    names = asked if isinstance(asked, list) else [asked]
    kinds = tuple(kind for name in names for kind in _TYPES[name])
    if not isinstance(value, kinds) or (isinstance(value, bool) and "boolean" not in names):
        yield f"{where[2]}: not {asked}"


def _required(value: Any, asked: Any, where: Any) -> Iterator[str]:
    yield from (f"{where[2]}: no {name}" for name in asked if isinstance(value, dict) and name not in value)


def _properties(value: Any, asked: Any, where: Any) -> Iterator[str]:
    for name in asked:
        if isinstance(value, dict) and name in value:
            yield from faults(value[name], asked[name], where[1], f"{where[2]}.{name}")


def _additional(value: Any, asked: Any, where: Any) -> Iterator[str]:
    others = [name for name in value if name not in where[0].get("properties", {})] if isinstance(value, dict) else []
    for name in others:
        if asked is False:
            yield f"{where[2]}: {name} is not known"
        else:
            yield from faults(value[name], asked, where[1], f"{where[2]}.{name}")


def _names(value: Any, asked: Any, where: Any) -> Iterator[str]:
    for name in value if isinstance(value, dict) else ():
        yield from faults(name, asked, where[1], f"{where[2]}, name {name}")


def _items(value: Any, asked: Any, where: Any) -> Iterator[str]:
    for at, each in enumerate(value if isinstance(value, list) else ()):
        yield from faults(each, asked, where[1], f"{where[2]}[{at}]")


def _first_items(value: Any, asked: Any, where: Any) -> Iterator[str]:
    for at, (each, schema) in enumerate(zip(value, asked, strict=False) if isinstance(value, list) else ()):
        yield from faults(each, schema, where[1], f"{where[2]}[{at}]")


def _any_of(value: Any, asked: Any, where: Any) -> Iterator[str]:
    if not any(not list(faults(value, each, where[1], where[2])) for each in asked):
        yield f"{where[2]}: fits none of {len(asked)}"


def _refers(value: Any, asked: Any, where: Any) -> Iterator[str]:
    yield from faults(value, where[1]["$defs"][asked.removeprefix("#/$defs/")], where[1], where[2])


def _holds(holds: Any) -> Any:
    def check(value: Any, asked: Any, where: Any) -> Iterator[str]:
        if not holds(value, asked):
            yield f"{where[2]}: {asked!r} does not hold"

    return check


_WORDS: dict[str, Any] = {
    "type": _type,
    "required": _required,
    "properties": _properties,
    "additionalProperties": _additional,
    "propertyNames": _names,
    "items": _items,
    "prefixItems": _first_items,
    "anyOf": _any_of,
    "$ref": _refers,
    "const": _holds(lambda value, asked: value == asked and type(value) is type(asked)),
    "enum": _holds(lambda value, asked: value in asked),
    "pattern": _holds(lambda value, asked: not isinstance(value, str) or re.search(asked, value)),
    "maxLength": _holds(lambda value, asked: not isinstance(value, str) or len(value) <= asked),
    "minimum": _holds(lambda value, asked: not isinstance(value, int) or value >= asked),
    "maximum": _holds(lambda value, asked: not isinstance(value, int) or value <= asked),
    "minItems": _holds(lambda value, asked: not isinstance(value, list) or len(value) >= asked),
    "maxItems": _holds(lambda value, asked: not isinstance(value, list) or len(value) <= asked),
    "uniqueItems": _holds(lambda value, _: not isinstance(value, list) or len({*map(str, value)}) == len(value)),
}
