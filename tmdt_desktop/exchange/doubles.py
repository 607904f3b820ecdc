"""The same business twice in one list: told, never merged."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any

from tmdt_desktop.catalogues.platforms import ChannelAddress
from tmdt_desktop.exchange.plans import RowFault, RowPlan
from tmdt_desktop.fields import Rows
from tmdt_desktop.kinds import PersonalId
from tmdt_desktop.records import Record
from tmdt_desktop.text import key


def tell_doubles(register: type[Record], rows: Sequence[RowPlan]) -> tuple[list[RowPlan], list[RowFault]]:
    """The rows with a doubt on each one that stands more than once, and the remarks to show."""
    keys = tuple(f for f in register.fields() if f.key)
    numbers = tuple(f for f in register.fields() if isinstance(f.kind, PersonalId))
    first: dict[Hashable, int] = {}
    told: list[RowFault] = []
    made = list(rows)
    for at, row in enumerate(rows):
        for field, label, word in _marks(register, row.values, (keys, numbers)):
            other = first.setdefault(word, at)
            if other != at:
                told += [_told(made, one, rows[two], (field, label)) for one, two in ((at, other), (other, at))]
                break
    told += _shared_addresses(register, rows, {(fault.sheet, fault.row) for fault in told})
    return made, told


def _told(made: list[RowPlan], at: int, other: RowPlan, field: tuple[str, str]) -> RowFault:
    """Put the doubt on one row and give the remark."""
    row, (name, label) = made[at], field
    where = f"trang «{other.sheet}», dòng {other.row}" if other.sheet != row.sheet else f"dòng {other.row}"
    sentence = f"{label} trùng với {where} của danh sách này. Xem lại; phần mềm không tự gộp."
    made[at] = row._replace(doubts={**row.doubts, name: row.doubts.get(name) or sentence})
    return RowFault(row.sheet, row.row, name, label, "doubt", sentence, "")


def _shared_addresses(register: type[Record], rows: Sequence[RowPlan], known: set[tuple[str, int]]) -> list[RowFault]:
    """Two different businesses with one address on line."""
    told: list[RowFault] = []
    for part in register.sub_lists():
        address = next((f for f in part.of.fields() if isinstance(f.kind, ChannelAddress)), None)
        first: dict[str, RowPlan] = {}
        for row in rows if address else ():
            for line in row.values.get(part.name) or ():
                other = first.setdefault(line[address.name], row) if address and line.get(address.name) else row
                if other is not row and (row.sheet, row.row) not in known:
                    sentence = (
                        f"Địa chỉ «{line[address.name]}» cũng ghi ở dòng {other.row}. Xem lại." if address else ""
                    )
                    told.append(RowFault(row.sheet, row.row, part.name, part.label, "doubt", sentence, ""))
    return told


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
