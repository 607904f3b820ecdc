"""The same business twice in one list: told, never merged."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any

from tmdt_desktop.exchange.plans import RowFault, RowPlan
from tmdt_desktop.fields import Rows
from tmdt_desktop.kinds import PersonalId
from tmdt_desktop.records import Record
from tmdt_desktop.text import key


def tell_doubles(register: type[Record], rows: Sequence[RowPlan]) -> tuple[list[RowPlan], list[RowFault]]:
    """The rows with a doubt on each one that stands more than once, and the remarks to show."""
    keys = tuple(f for f in register.fields() if f.key)
    numbers = tuple(f for f in register.fields() if isinstance(f.kind, PersonalId))
    first: dict[Hashable, RowPlan] = {}
    told: list[RowFault] = []
    made = list(rows)
    for at, row in enumerate(rows):
        for field, label, word in _marks(register, row.values, (keys, numbers)):
            other = first.setdefault(word, row)
            if other is not row:
                where = f"trang «{other.sheet}», dòng {other.row}" if other.sheet != row.sheet else f"dòng {other.row}"
                sentence = f"{label} trùng với {where} của danh sách này. Xem lại; phần mềm không tự gộp."
                made[at] = row._replace(doubts={**row.doubts, field: row.doubts.get(field) or sentence})
                told.append(RowFault(row.sheet, row.row, field, label, "doubt", sentence, ""))
                break
    return made, told


def _marks(
    register: type[Record], values: Mapping[str, Any], by: tuple[Sequence[Any], Sequence[Any]]
) -> Iterator[tuple[str, str, Hashable]]:
    """What a business is known by: its key, a personal number, its name in its commune or at its address."""
    keys, numbers = by
    if keys and all(values.get(f.name) is not None for f in keys):
        yield keys[0].name, keys[0].label, ("key", *(values[f.name] for f in keys))
    for field in numbers:
        if values.get(field.name):
            yield field.name, field.label, (field.name, values[field.name])
    name = values.get(register.name_field)
    if isinstance(name, str) and "commune" in values:
        yield register.name_field, register.field(register.name_field).label, ("name", key(name), values["commune"])


def fingerprint(register: type[Record], values: Mapping[str, Any]) -> Hashable:
    """All that a record says, as one value to compare by; empty fields say nothing."""
    said: list[Hashable] = []
    for field in register.fields():
        value = values.get(field.name)
        if isinstance(field.kind, Rows):
            said.append(tuple(_line(row) for row in value or ()))
        elif value is not None:
            said.append((field.name, value))
    return tuple(said)


def _line(row: Mapping[str, Any]) -> Hashable:
    return tuple(sorted((name, str(value)) for name, value in row.items() if value is not None))
