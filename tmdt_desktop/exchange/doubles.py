"""The same business twice in one list: told, never merged."""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from typing import Any

from tmdt_desktop.catalogues.platforms import ChannelAddress
from tmdt_desktop.exchange.plans import RowFault, RowPlan
from tmdt_desktop.fields import Field
from tmdt_desktop.kinds import PersonalId
from tmdt_desktop.records import Record


def tell_doubles(register: type[Record], rows: Sequence[RowPlan]) -> tuple[list[RowPlan], list[RowFault]]:
    """The rows with a doubt on each one that stands more than once, and the remarks to show."""
    found: dict[int, tuple[int, str]] = {}
    for name, word_of in _marks(register):
        first: dict[Hashable, int] = {}
        for at, row in enumerate(rows):
            word = word_of(row.values)
            if word is not None and (other := first.setdefault(word, at)) != at:
                found.setdefault(at, (other, name))
                found.setdefault(other, (at, name))
    made = list(rows)
    told = [_told(made, at, rows[other], register.field(name)) for at, (other, name) in sorted(found.items())]
    told += _shared_addresses(register, rows, {(fault.sheet, fault.row) for fault in told})
    return made, told


def _told(made: list[RowPlan], at: int, other: RowPlan, field: Field) -> RowFault:
    """Put the doubt on one row and give the remark."""
    row = made[at]
    where = f"trang «{other.sheet}», dòng {other.row}" if other.sheet != row.sheet else f"dòng {other.row}"
    sentence = f"{field.label} trùng với {where} của danh sách này. Xem lại; phần mềm không tự gộp."
    made[at] = row._replace(doubts={**row.doubts, field.name: row.doubts.get(field.name) or sentence})
    return RowFault(row.sheet, row.row, field.name, field.label, "doubt", sentence, "")


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


def _marks(register: type[Record]) -> Iterator[tuple[str, Callable[[Mapping[str, Any]], Hashable]]]:
    """What a business is known by, surest first: its key, a personal number, its name in its commune."""
    keys = [f.name for f in register.fields() if f.key]
    if len(keys) == 1:
        yield keys[0], lambda values: values.get(keys[0])
    elif keys:
        yield keys[0], lambda values: _all_of(values, keys)
    for field in register.fields():
        if isinstance(field.kind, PersonalId):
            yield field.name, lambda values, name=field.name: values.get(name)  # type: ignore[misc]
    called = register.name_field
    if any(field.name == "commune" and field.required for field in register.fields()):
        yield called, lambda values: (values[called].casefold(), values.get("commune")) if called in values else None


def _all_of(values: Mapping[str, Any], names: Sequence[str]) -> Hashable:
    word = tuple(values.get(name) for name in names)
    return None if None in word else word
