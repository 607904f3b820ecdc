"""The data of a package: registers as CSV tables with a Frictionless description, written and read back by the fields.

A table is a register or a sub-list of one. Rows of a register begin with their id; rows of a sub-list with the id of
their record and their place in it, from 0.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from operator import attrgetter
from typing import Any, BinaryIO, Protocol
from uuid import UUID

from tmdt_desktop.errors import Invalid
from tmdt_desktop.fields import Field, Rows
from tmdt_desktop.kinds import Ref
from tmdt_desktop.records import Part, Record
from tmdt_desktop.records.advice import Advice
from tmdt_desktop.records.budget import BudgetLine
from tmdt_desktop.records.business import Business
from tmdt_desktop.records.communication import Communication
from tmdt_desktop.records.cooperation import Cooperation
from tmdt_desktop.records.exchange import Exchange
from tmdt_desktop.records.inspection import Inspection
from tmdt_desktop.records.petition import Petition
from tmdt_desktop.records.policy import Policy
from tmdt_desktop.records.product import Product
from tmdt_desktop.records.request import Request
from tmdt_desktop.records.stamp import Stamp
from tmdt_desktop.records.survey_answer import SurveyAnswer
from tmdt_desktop.records.survey_form import SurveyForm
from tmdt_desktop.records.survey_round import SurveyRound
from tmdt_desktop.records.target import Target
from tmdt_desktop.records.tax_review import TaxReview
from tmdt_desktop.records.training import Training
from tmdt_desktop.services.row_faults import MOST_FAULTS, RowFault, row_faults
from tmdt_desktop.services.table_schema import ColumnReader, field_schema, write_cell

PACKED: tuple[type[Record], ...] = (
    Business,
    Training,
    Communication,
    Advice,
    Product,
    Request,
    Inspection,
    Petition,
    TaxReview,
    SurveyForm,
    SurveyRound,
    SurveyAnswer,
    Exchange,
    Policy,
    BudgetLine,
    Stamp,
    Cooperation,
    Target,
)
"""The registers whose rows travel in a package: all but the office's answers to its duties, its reports and packages."""
_AT_HOME = {
    "business": ("recorded_by",),
    "request": ("assignee",),
    "petition": ("handler",),
    "tax_review": ("reviewer",),
    "inspection": ("officials",),
}
"""Columns that say who does the work inside the office; they are of no use to others."""
_PERSONAL = {"business": ("representative",), "attendee": ("name",)}
"""Columns that name a citizen: everyday sight within the office, but they travel only as personal columns do."""
NAMELESS = "Không nêu tên"
"""What a received person is called whose name stayed with the sender."""
MEDIA_TYPE = "text/csv"
_AT_ONCE = 500
_UUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_ID_SCHEMA = {"type": "string", "format": "uuid", "constraints": {"required": True}}
_PLACE_SCHEMA = {"type": "integer", "constraints": {"required": True, "minimum": 0}}

Values = Mapping[str, Any]
Records = Sequence[tuple[UUID, Values]]
"""Rows of a register: id and values, sub-lists as lists of values."""


@dataclass(frozen=True)
class Table:
    """One CSV file of a package. `part` is the name of the sub-list it holds, or empty for the register itself."""

    register: type[Record]
    part: str
    fields: tuple[Field, ...]

    @property
    def of(self) -> type[Record] | type[Part]:
        """What one row is."""
        return self.register.sub_list(self.part) if self.part else self.register

    @property
    def name(self) -> str:
        """The resource's name: «channel»."""
        return self.of.code

    @property
    def file(self) -> str:
        """Its name in the package."""
        return f"data/{self.name}.csv"

    @property
    def title(self) -> str:
        """What people call it."""
        return self.register.field(self.part).label if self.part else self.register.title

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns before the fields."""
        return (self.register.code, "place") if self.part else ("id",)

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column, in order."""
        return (*self.keys, *(field.name for field in self.fields))


@dataclass(frozen=True)
class DataReading:
    """The registers of a package by code, and what is wrong with them (the first 200 faults of each table)."""

    records: dict[str, Records]
    faults: tuple[RowFault, ...]


def tables(*, sensitive: bool) -> tuple[Table, ...]:
    """Every table of a package, records before their sub-lists. Personal columns are there only when `sensitive`."""
    made: list[Table] = []
    for register in PACKED:
        made.append(Table(register, "", _columns(register, sensitive=sensitive)))
        made += [
            Table(register, field.name, _columns(register.sub_list(field.name), sensitive=sensitive))
            for field in register.fields()
            if isinstance(field.kind, Rows)
        ]
    return tuple(made)


def _columns(of: type[Record] | type[Part], *, sensitive: bool) -> tuple[Field, ...]:
    sent = {each.code for each in PACKED}
    return tuple(
        field
        for field in of.fields()
        if not isinstance(field.kind, Rows)
        and (sensitive or not (field.sensitive or field.name in _PERSONAL.get(of.code, ())))
        and field.name not in _AT_HOME.get(of.code, ())
        and not (isinstance(field.kind, Ref) and field.kind.to not in sent)
    )


def describe(made: Sequence[Table], about: Mapping[str, Any]) -> dict[str, Any]:
    """`datapackage.json` (Frictionless Data Package v1) for the tables; `about` holds name, title, created and version."""
    return {"profile": "data-package", **about, "resources": [_resource(table) for table in made]}


def _resource(table: Table) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "title": table.title,
        "path": table.file,
        "format": "csv",
        "mediatype": MEDIA_TYPE,
        "encoding": "utf-8",
        "dialect": {"lineTerminator": "\r\n"},
        "schema": _table_schema(table),
    }


def _table_schema(table: Table) -> dict[str, Any]:
    if not table.part:
        leading = [{"name": "id", "title": "Mã hồ sơ", **_ID_SCHEMA}]
        keys = _references(table)
        return {**_with_fields(leading, table), "primaryKey": ["id"], **({"foreignKeys": keys} if keys else {})}
    parent = table.register.code
    leading = [
        {"name": parent, "title": "Mã hồ sơ", **_ID_SCHEMA},
        {"name": "place", "title": "Thứ tự", **_PLACE_SCHEMA},
    ]
    reference = {"fields": [parent], "reference": {"resource": parent, "fields": ["id"]}}
    return {
        **_with_fields(leading, table),
        "primaryKey": [parent, "place"],
        "foreignKeys": [reference, *_references(table)],
    }


def _references(table: Table) -> list[dict[str, Any]]:
    """Where the references of a table lead; an empty resource is the table itself."""
    pointing = [(field.name, field.kind.to) for field in table.fields if isinstance(field.kind, Ref)]
    return [
        {"fields": [name], "reference": {"resource": "" if to == table.name else to, "fields": ["id"]}}
        for name, to in pointing
    ]


def _with_fields(leading: list[dict[str, Any]], table: Table) -> dict[str, Any]:
    return {"fields": [*leading, *(field_schema(field) for field in table.fields)], "missingValues": [""]}


def write_table(table: Table, records: Records) -> bytes:
    """The CSV file (RFC 4180, UTF-8) of a table."""
    held = io.BytesIO()
    write_table_to(held, table, records)
    return held.getvalue()


def write_table_to(file: BinaryIO, table: Table, records: Records) -> None:
    """The same, written to an open file line by line."""
    out = io.TextIOWrapper(file, "utf-8", newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(table.columns)
    writer.writerows(_written(table, records))
    out.detach()


def _written(table: Table, records: Records) -> Iterator[list[str]]:
    """The cells of each line; most fields of most rows say nothing and are not looked at."""
    first = len(table.keys)
    places = {field.name: (place, field.kind) for place, field in enumerate(table.fields, first)}
    width = len(table.columns)
    for leading, values in _lines(table, records):
        cells = [""] * width
        cells[:first] = leading
        for name, value in values.items():
            if value is not None and name in places:
                place, kind = places[name]
                cells[place] = write_cell(kind, value)
        yield cells


def count_lines(table: Table, records: Records) -> int:
    """How many rows the table has, its header apart."""
    return sum(len(values.get(table.part) or ()) for _, values in records) if table.part else len(records)


def _lines(table: Table, records: Records) -> Iterator[tuple[tuple[str, ...], Values]]:
    for id_, values in records:
        if not table.part:
            yield (str(id_),), values
            continue
        for place, line in enumerate(values.get(table.part) or ()):
            yield (str(id_), str(place)), line


class Files(Protocol):
    """The files of a package, each read when it is asked for."""

    def get(self, name: str, /) -> bytes | None:
        """The bytes of a file; None where it is missing."""


def read_tables(made: Sequence[Table], contents: Files) -> DataReading:
    """Every table back as records, each cell held to its field, keys unique, sub-lists whole, rules between fields kept.

    `contents`: bytes by the table's file name. Whatever is wrong is a fault, never an error.
    """
    records: dict[str, dict[UUID, dict[str, Any]]] = {}
    faults: list[RowFault] = []
    for table in made:
        reader = _Reader(table, records)
        reader.read(contents.get(table.file))
        faults += reader.faults
    return DataReading(
        {code: list(rows.items()) for code, rows in records.items()}, (*faults, *row_faults(PACKED, records))
    )


class _Reader:
    """Reads one table into `records`, which it shares with the tables before it. Empty cells take no place there."""

    def __init__(self, table: Table, records: dict[str, dict[UUID, dict[str, Any]]]) -> None:
        self.table, self.faults = table, list[RowFault]()
        self.own = records.setdefault(table.register.code, {})
        self.width = len(table.columns)
        self.columns = [ColumnReader(field) for field in table.fields]
        self.labels = {field.name: field.label for field in table.fields}
        self.full = False

    def read(self, content: bytes | None) -> None:
        if content is None:
            self._fault(0, "", "", "Gói thiếu bảng này.")
            return
        try:
            lines = csv.reader(io.TextIOWrapper(io.BytesIO(content), "utf-8", newline=""), strict=True)
            if tuple(next(lines, ())) != self.table.columns:
                self._fault(1, "", "", "Các cột không đúng như mô tả dữ liệu của gói.")
                return
            row = 2
            while several := list(islice(lines, _AT_ONCE)):
                self._several(row, several)
                row += len(several)
        except (UnicodeDecodeError, csv.Error):
            self._fault(0, "", "", "Bảng không đọc được như tệp CSV mã hóa UTF-8.")

    def _several(self, first: int, lines: list[list[str]]) -> None:
        """Lines from the row `first` on, column by column; their faults in the order of rows."""
        fit = [(row, cells) for row, cells in enumerate(lines, first) if len(cells) == self.width]
        for row in set(range(first, first + len(lines))).difference(row for row, _ in fit):
            self._fault(row, "", "", "Dòng thừa hoặc thiếu ô.")
        if fit:
            self._rows([row for row, _ in fit], list(zip(*(cells for _, cells in fit), strict=True)))
        self.faults.sort(key=attrgetter("row"))
        del self.faults[MOST_FAULTS:]
        self.full = len(self.faults) == MOST_FAULTS

    def _rows(self, numbers: list[int], texts: list[tuple[str, ...]]) -> None:
        """Lines of the right width as columns."""
        lead = self.width - len(self.columns)
        rows: list[dict[str, Any]] = [{} for _ in numbers]
        for reader, column in zip(self.columns, texts[lead:], strict=True):
            if reader.field.required or any(column):
                self._column(reader, column, numbers, rows)
        for row, values, *leading in zip(numbers, rows, *texts[:lead], strict=True):
            if self.table.part:
                for name, sentence in self.table.of.faults(values).items():
                    self._fault(row, self.labels.get(name, name), "", sentence)
            self._place(row, leading, values)

    def _column(
        self, reader: ColumnReader, column: tuple[str, ...], numbers: list[int], rows: list[dict[str, Any]]
    ) -> None:
        name, required, read = reader.field.name, reader.field.required, reader.read
        for row, values, text in zip(numbers, rows, column, strict=True):
            if text or required:
                try:
                    values[name] = read(text)
                except Invalid as told:
                    self._fault(row, self.labels[name], text, str(told))

    def _place(self, row: int, leading: list[str], values: dict[str, Any]) -> None:
        id_ = _uuid(leading[0])
        if id_ is None:
            self._fault(row, self.table.keys[0], leading[0], "Mã hồ sơ không đúng mẫu.")
        elif not self.table.part:
            if id_ in self.own:
                self._fault(row, "id", leading[0], "Mã hồ sơ có hai lần.")
            self.own[id_] = {**values}  # a dictionary that grew keeps room for as much again
        else:
            self._append(row, id_, leading, values)

    def _append(self, row: int, id_: UUID, leading: list[str], values: dict[str, Any]) -> None:
        record = self.own.get(id_)
        if record is None:
            self._fault(row, self.table.keys[0], leading[0], "Không có hồ sơ mang mã này.")
            return
        lines = record.setdefault(self.table.part, [])
        if leading[1] != str(len(lines)):
            self._fault(row, "place", leading[1], "Thứ tự trong hồ sơ không liên tục.")
        lines.append({**values})

    def _fault(self, row: int, column: str, value: str, sentence: str) -> None:
        if not self.full:
            self.faults.append(RowFault(self.table.file, row, column, value, sentence))


def _uuid(text: str) -> UUID | None:
    return UUID(int=int(text.replace("-", ""), 16)) if _UUID.fullmatch(text) else None
