"""What a field is. A field is said once, on its record; every face of the program reads it from there.

    tax_code: Mapped[TaxCode | None] = field("Mã số thuế", help="…")

The annotation says what sort of value it is (Python type, column type, kind); `| None` says that it may be empty;
`field()` says what people call it and what part it plays.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Protocol
from uuid import UUID

from sqlalchemy import BigInteger, Boolean, Date, DateTime, Dialect, Integer, LargeBinary, String, Uuid
from sqlalchemy.orm import MappedColumn, mapped_column
from sqlalchemy.types import TypeDecorator, TypeEngine

from tmdt_desktop import kinds, rare_kinds
from tmdt_desktop.errors import Invalid, InvalidRecord
from tmdt_desktop.text import is_blank


class RowShape(Protocol):
    """What the rows of a sub-list are made of (`records.Part` is such a shape)."""

    code: ClassVar[str]
    one: ClassVar[str]

    @classmethod
    def fields(cls) -> "tuple[Field, ...]":
        """The fields of a row, in the order of declaration."""

    @classmethod
    def faults(cls, values: Mapping[str, Any]) -> Mapping[str, str]:
        """Rules between the fields of a row that forbid saving: {field name: sentence}."""


class JsonText(TypeDecorator[Any]):
    """JSON as text: the same bytes on every engine, sorted keys, so that hashes are the same everywhere."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002
        return None if value is None else json.loads(value)


class Selection(TypeDecorator[Any]):
    """Several terms as «;NAME;NAME;», so that one of them can be found by LIKE '%;NAME;%'."""

    impl = String
    cache_ok = True

    def __init__(self, of: type[kinds.Term]) -> None:
        super().__init__(400)
        self.of = of

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else "".join(f";{term.name}" for term in value) + ";"

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002
        return None if value is None else tuple(self.of[name] for name in value.strip(";").split(";") if name)


class Codes(TypeDecorator[Any]):
    """Several codes of a dated list as «;A;B;», so that one of them can be found by LIKE '%;A;%'."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else "".join(f";{code}" for code in value) + ";"

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002
        return None if value is None else tuple(code for code in value.split(";") if code)


class Scaled(TypeDecorator[Decimal]):
    """An exact number as a whole number of ten-thousandths: sums stay exact on every engine."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        return None if value is None else int(value * 10_000)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:  # noqa: ARG002
        return None if value is None else Decimal(value).scaleb(-4)


class Identifier(TypeDecorator[UUID]):
    """A UUID: native where the engine has it, else its 16 bytes, whose order is the order of birth."""

    impl = LargeBinary
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Uuid() if dialect.name == "postgresql" else LargeBinary(16))

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        return value if value is None or dialect.name == "postgresql" else value.bytes

    def process_result_value(self, value: Any, dialect: Dialect) -> UUID | None:
        return value if value is None or dialect.name == "postgresql" else UUID(bytes=value)


class UtcMoment(TypeDecorator[datetime]):
    """An aware moment, kept in UTC on engines that forget time zones."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return None if value is None else value.replace(tzinfo=UTC)


def sort_of(kind: kinds.Kind, type_: TypeEngine[Any] | TypeDecorator[Any]) -> MappedColumn[Any]:
    """The column of a value type: SQL type and kind, said together."""
    return mapped_column(type_, info={"kind": kind})


# Value types: what a record may be made of.
Name = Annotated[str, sort_of(kinds.Text(200), String(200))]
Line = Annotated[str, sort_of(kinds.Text(255), String(255))]
Code = Annotated[str, sort_of(kinds.Text(60), String(60))]
Note = Annotated[str, sort_of(kinds.Note(), String(4000))]
TaxCode = Annotated[str, sort_of(kinds.TaxCode(), String(14))]
PersonalId = Annotated[str, sort_of(kinds.PersonalId(), String(12))]
Phone = Annotated[str, sort_of(kinds.Phone(), String(80))]
Email = Annotated[str, sort_of(kinds.Email(), String(254))]
Count = Annotated[int, sort_of(kinds.Whole(), Integer())]
YearNumber = Annotated[int, sort_of(kinds.Year(), Integer())]
Dong = Annotated[int, sort_of(kinds.Money(), BigInteger())]
CalendarDay = Annotated[date, sort_of(kinds.Day(), Date())]
PointInTime = Annotated[datetime, sort_of(kinds.Moment(), UtcMoment())]
YesNo = Annotated[bool, sort_of(kinds.Flag(), Boolean())]
Deadline = Annotated[datetime, sort_of(rare_kinds.DueTime(), UtcMoment())]
ExactNumber = Annotated[Decimal, sort_of(rare_kinds.Exact(), Scaled())]
Percent = Annotated[Decimal, sort_of(rare_kinds.Exact(most=Decimal(100)), Scaled())]
OpenLine = Annotated[str, sort_of(rare_kinds.OpenText(500), String(500))]
OpenNote = Annotated[str, sort_of(rare_kinds.OpenNote(), String(4000))]
OpenCode = Annotated[str, sort_of(rare_kinds.OpenText(60), String(60))]
GoodsCode = Annotated[str, sort_of(rare_kinds.GoodsNumber(), String(14))]
WebPage = Annotated[str, sort_of(rare_kinds.WebAddress(), String(500))]
Structure = Annotated[Any, sort_of(kinds.Structure(), JsonText())]
Bytes = Annotated[bytes, mapped_column(LargeBinary())]
Id = Annotated[UUID, mapped_column(Identifier())]


@dataclass(frozen=True)
class Rows(kinds.Kind):
    """A sub-list: rows of `of` that live and die with their record, in the order given."""

    of: type[RowShape]

    def parse(self, raw: object) -> list[dict[str, Any]]:
        """A list of raw rows as a list of value rows. Raises InvalidRecord with faults keyed «2.address»."""
        rows: list[dict[str, Any]] = []
        faults: dict[str, str] = {}
        for at, line in enumerate(raw if isinstance(raw, list | tuple) else ()):
            read = read_values(self.of.fields(), line)
            rows.append(read.values)
            faults.update({f"{at}.{name}": sentence for name, sentence in read.faults.items()})
            if not read.faults:
                faults.update({f"{at}.{name}": sentence for name, sentence in self.of.faults(read.values).items()})
        if faults:
            raise InvalidRecord(faults)
        return rows

    def show(self, value: Any) -> str:
        return "" if not value else str(len(value))

    def plain(self, value: Any) -> Any:
        fields = self.of.fields()
        filled = ({f: row[f.name] for f in fields if row.get(f.name) is not None} for row in value or ())
        return [{f.name: f.kind.plain(kept) for f, kept in row.items()} for row in filled]

    def restore(self, plain: Any) -> Any:
        fields = self.of.fields()
        return [{f.name: f.kind.restore(row.get(f.name)) for f in fields} for row in plain or ()]


@dataclass(frozen=True)
class Field:
    """One field as the faces see it.

    `listed`: a column of the list. `sensitive`: masked by default and left out of exports. `set_by_program`: shown,
    never typed. `searched`: its words are found by the search box. `words`: other headings it goes by in lists.
    """

    name: str
    label: str
    kind: kinds.Kind
    required: bool
    key: bool = False
    help: str = ""
    listed: bool = False
    sensitive: bool = False
    searched: bool = False
    set_by_program: bool = False
    group: str = ""
    words: tuple[str, ...] = ()

    def read(self, raw: object) -> Any:
        """Raw input as a value, None when empty. Raises Invalid (InvalidRecord for sub-lists)."""
        if not (raw is None or raw in ([], ()) or (isinstance(raw, str) and is_blank(raw))):
            value = self.kind.parse(raw)
            if value not in ("", ()):
                return value
        if isinstance(self.kind, Rows):
            return []
        if self.required:
            raise Invalid("Chưa có dữ liệu. Điền mục này.")
        return None


@dataclass(frozen=True)
class Reading:
    """What came of reading one raw record: values (of the faultless fields), faults and doubts by field name."""

    values: dict[str, Any]
    faults: dict[str, str]
    doubts: dict[str, str]


def read_values(fields: tuple[Field, ...], raw: Mapping[str, object]) -> Reading:
    """Read every field of `raw` at once, so that all faults are told together."""
    values: dict[str, Any] = {}
    faults: dict[str, str] = {}
    doubts: dict[str, str] = {}
    for field_ in fields:
        try:
            value = values[field_.name] = field_.read(raw.get(field_.name))
        except InvalidRecord as told:
            faults.update({f"{field_.name}.{at}": sentence for at, sentence in told.faults.items()})
        except Invalid as told:
            faults[field_.name] = str(told)
        else:
            if value is not None and (doubt := field_.kind.doubt(value)):
                doubts[field_.name] = doubt
    return Reading(values, faults, doubts)


def field(label: str, *, many: type[kinds.Term] | None = None, **says: Any) -> MappedColumn[Any]:
    """A mapped column that people can see.

    `many`: the terms of a multiple choice. `says`: any of Field's `key help listed sensitive searched
    set_by_program group words kind`, and `default` (the value of a new record).
    """
    default = says.pop("default", None)
    info = {"label": label, **says}
    if many is not None:
        return mapped_column(Selection(many), info={**info, "kind": kinds.Choices(many)}, default=default)
    return mapped_column(info=info, default=default)


def field_of(column: Any) -> Field | None:
    """The field that a column carries; None for plumbing (ids, times, versions)."""
    says = dict(column.info)
    label = says.pop("label", None)
    if label is None:
        return None
    chosen = getattr(column.type, "enum_class", None)
    kind = says.pop("kind", None) or (kinds.Choice(chosen) if chosen else kinds.Text())
    return Field(column.key, label, kind, not column.nullable, **says)
