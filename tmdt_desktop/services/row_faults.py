"""What is wrong with rows of a package that no cell alone can show: rules between fields, references that lead nowhere."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tmdt_desktop.records import Record
from tmdt_desktop.services.references import links_of

MOST_FAULTS = 200
"""How many faults of one table are told."""

Values = Mapping[str, Any]


@dataclass(frozen=True)
class RowFault:
    """One thing that is wrong in a table: `row` is the line of the file (1 the header), 0 for the table as a whole."""

    table: str
    row: int
    column: str
    value: str
    sentence: str


def row_faults(registers: Iterable[type[Record]], records: Mapping[str, Mapping[UUID, Values]]) -> Iterator[RowFault]:
    """Where rows break the rules between their fields, or point to rows that are not there, register by register.

    `records`: rows by register code and id.
    """
    for register in registers:
        yield from _rule_faults(register, records.get(register.code, {}))
        yield from _stray_faults(register, records)


def _stray_faults(register: type[Record], records: Mapping[str, Mapping[UUID, Values]]) -> Iterator[RowFault]:
    """References to rows that are not in the package."""
    links = links_of(register)
    for row, values in enumerate(records.get(register.code, {}).values(), 2):
        for link in links:
            lines = values.get(link.part) or () if link.part else (values,)
            for id_ in (line.get(link.name) for line in lines):
                if id_ is not None and id_ not in records.get(link.to, {}):
                    yield RowFault(
                        f"data/{register.code}.csv", row, link.label, str(id_), "Gói không có hồ sơ được nhắc đến."
                    )


def _rule_faults(register: type[Record], records: Mapping[UUID, Values]) -> Iterator[RowFault]:
    """Rules between fields that no cell alone can break; `row` is the record's line in its own table."""
    told = 0
    for row, values in enumerate(records.values(), 2):
        for name, sentence in register.faults(values).items():
            told += 1
            if told > MOST_FAULTS:
                return
            yield RowFault(f"data/{register.code}.csv", row, register.field(name).label, "", sentence)
