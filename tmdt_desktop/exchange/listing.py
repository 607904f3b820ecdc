"""Rows of a register as a workbook or a text table, to hand over or to print."""

import csv
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from tmdt_desktop import kinds
from tmdt_desktop.exchange.keyed_sheets import ROW_NUMBER
from tmdt_desktop.exchange.templates import column_width, number_format
from tmdt_desktop.exchange.workbooks import guarded, header_row, new_workbook, put, save, title_row
from tmdt_desktop.fields import Field, Rows
from tmdt_desktop.i18n import VIETNAM
from tmdt_desktop.records import Record
from tmdt_desktop.whole_files import publish

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet


@dataclass(frozen=True)
class Listing:
    """What to write: the register, its fields in their order, the rows as values by field name, a title.

    `narrowed`: the filter in words, in a line of its own above the head; empty for none. `sensitive`: sub-lists with
    their columns of personal data.
    """

    register: type[Record]
    fields: tuple[Field, ...]
    rows: Iterable[Mapping[str, Any]]
    title: str
    narrowed: str = ""
    sensitive: bool = False


def fields_to_show(register: type[Record], *, sensitive: bool = False) -> tuple[Field, ...]:
    """The fields of a list to hand over: all that people see, personal ones only when asked for."""
    return tuple(
        made
        for made in register.fields()
        if not isinstance(made.kind, kinds.Structure) and (sensitive or not made.sensitive)
    )


def write_xlsx(listing: Listing, target: Path) -> int:
    """Write a workbook with a frozen header, for A4 across; each sub-list on a sheet of its own, whose lines say the
    running number of their row, as the templates have it. Returns the number of rows. Raises Blocked.
    """
    book = new_workbook()
    fields = [f for f in listing.fields if not isinstance(f.kind, Rows)]
    main = _Sheet(book.create_sheet(listing.register.title[:31]), fields)
    main.head(listing.title, listing.narrowed, "STT")
    parts = [(f.name, _part_sheet(book, listing, f, f.kind)) for f in listing.fields if isinstance(f.kind, Rows)]
    count = 0
    for count, row in enumerate(listing.rows, 1):
        main.put_row(count, row)
        for name, sheet in parts:
            for line in row.get(name) or ():
                sheet.put_row(count, line)
    save(book, target)
    return count


@dataclass
class _Sheet:
    """One sheet while it is written: its columns after the running number, and the last row so far."""

    sheet: "Worksheet"
    fields: Sequence[Field]
    at: int = 3

    def __post_init__(self) -> None:
        self.columns = [(place, f, f.name, number_format(f.kind)) for place, f in enumerate(self.fields, 2)]

    def head(self, title: str, below: str, first: str) -> None:
        """Title, a line below it, and the frozen header that begins with `first`."""
        title_row(self.sheet, 1, title)
        if below:
            put(self.sheet.cell(2, 1), below)
        width = 6 if first == "STT" else 10
        header_row(self.sheet, 3, [(first, "", width), *((f.label, "", column_width(f)) for f in self.fields)])
        self.sheet.freeze_panes = "C4"

    def put_row(self, number: int, row: Mapping[str, Any]) -> None:
        """The next row: `number`, then the values."""
        self.at += 1
        self.sheet.cell(self.at, 1, number)
        for column, field, name, form in self.columns:
            raw = row.get(name)
            if raw is not None and (value := cell_value(field, raw)) != "":
                cell = self.sheet.cell(self.at, column)
                put(cell, value)
                cell.number_format = "@" if isinstance(value, str) else form


def _part_sheet(book: "Workbook", listing: Listing, field: Field, kind: Rows) -> _Sheet:
    """The sheet of a sub-list."""
    shown = [
        inner
        for inner in kind.of.fields()
        if not isinstance(inner.kind, kinds.Structure) and (listing.sensitive or not inner.sensitive)
    ]
    made = _Sheet(book.create_sheet(field.label[:31]), shown)
    main = listing.register.title[:31]
    below = f"Cột «{ROW_NUMBER}»: STT của dòng bên trang «{main}». Mỗi dòng một {kind.of.one}."
    made.head(f"{listing.title}: {field.label}", below, ROW_NUMBER)
    return made


def write_csv(listing: Listing, target: Path) -> int:
    """Write UTF-8 with its mark and «;», as Excel in Vietnam opens it. Returns the number of rows. Raises Blocked."""
    lines = 0

    def write(file: BinaryIO) -> None:
        nonlocal lines
        file.write(BOM_UTF8)
        writer = csv.writer(_Encoded(file), delimiter=";")
        if listing.narrowed:
            writer.writerow([guarded(listing.narrowed)])
        writer.writerow([f.label for f in listing.fields])
        for line in _csv_lines(listing.fields, listing.rows):
            writer.writerow(line)
            lines += 1

    publish(target, write)
    return lines


@dataclass(frozen=True)
class _Encoded:
    """A binary file that takes text as UTF-8, and is nobody's to close."""

    file: BinaryIO

    def write(self, text: str) -> int:
        return self.file.write(text.encode())


def _csv_lines(fields: Sequence[Field], rows: Iterable[Mapping[str, Any]]) -> Iterator[list[str]]:
    for row in rows:
        values = ((field, cell_value(field, row.get(field.name))) for field in fields)
        yield ["" if value is None else guarded(_words(field, value)) for field, value in values]


def cell_words(field: Field, value: Any) -> str:
    """A value as text, the way a cell of a text table holds it; empty for none."""
    made = cell_value(field, value)
    return "" if made is None else _words(field, made)


def _words(field: Field, value: object) -> str:
    return value if isinstance(value, str) else field.kind.show(value)


def cell_value(field: Field, value: Any) -> Any:
    """A value as a spreadsheet holds it: numbers and days as such, everything else in words; sub-lists in one cell."""
    if value is None:
        return None
    if isinstance(field.kind, Rows):
        return "; ".join(_line(field.kind, row) for row in value)
    if isinstance(field.kind, kinds.Day):
        return value
    if isinstance(value, datetime):
        return value.astimezone(VIETNAM).replace(tzinfo=None)
    if isinstance(value, bool) or not isinstance(value, int | date | Decimal):
        return field.kind.show(value)
    return value


def _line(kind: Rows, row: Mapping[str, Any]) -> str:
    """A row of a sub-list in a few words: its address or name, else what it has."""
    for name in ("address", "name"):
        if row.get(name):
            return str(row[name])
    said = (f.kind.show(row.get(f.name)) for f in reversed(kind.of.fields()[:4]) if row.get(f.name) is not None)
    return next((words for words in said if words), "")
