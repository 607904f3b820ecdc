"""What every record has, and what a sub-record has."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Enum, ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

from tmdt_desktop.fields import Field, Identifier, Rows, UtcMoment, field_of
from tmdt_desktop.kinds import Ref, Term, Text
from tmdt_desktop.rare_kinds import without_secrets

Values = Mapping[str, Any]
"""A record as plain values by field name; sub-lists as lists of such mappings."""


class SubList:
    """A field of a record that holds rows: `channels = SubList("Kênh bán hàng", Channel)`.

    `shaped`: the record keeps the number of the list's shape (`records.shapes`) in a column of its own that nobody sees,
    whose name is `shape`; right for short lists of very many records.
    """

    def __init__(self, label: str, of: "type[Part]", *, shaped: bool = False, **says: Any) -> None:
        self.label, self.of, self.shaped, self.says = label, of, shaped, says

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name
        if self.shaped:
            setattr(owner, self.shape, mapped_column(Integer, nullable=True, sort_order=99))

    @property
    def shape(self) -> str:
        """The column that holds the number of the shape, where the list is `shaped`."""
        return f"{self.name}_shape"

    def as_field(self) -> Field:
        return Field(self.name, self.label, Rows(self.of), required=False, **self.says)


class Base(DeclarativeBase):
    """The declarative root; all tables of a workspace hang on its metadata."""

    type_annotation_map: ClassVar[dict[Any, Any]] = {
        Term: Enum(Term, native_enum=False, length=40, create_constraint=False)
    }

    def __init_subclass__(cls, **says: Any) -> None:
        """Who points to a record is found by an index over those rows that point at all."""
        super().__init_subclass__(**says)
        table = getattr(cls, "__table__", None)
        for column in () if table is None else table.columns:
            if isinstance(column.info.get("kind"), Ref):
                filled = column.is_not(None)
                Index(f"{column.table.name}_{column.name}", column, sqlite_where=filled, postgresql_where=filled)


class Record(Base):
    """A row of a register. A subclass declares its title, its fields and its own rules; nothing else.

    `code`: the register's short name in commands, files and packages. `title`: what people call it.
    `name_field`: the field a record is called by. `period_field`: the day that decides its reporting period, if any.
    """

    __abstract__ = True

    code: ClassVar[str]
    title: ClassVar[str]
    one: ClassVar[str]
    """What one record is called in a sentence, in lower case: «lớp tập huấn»."""
    name_field: ClassVar[str]
    period_field: ClassVar[str | None] = None
    clause: ClassVar[str] = ""
    open_only: ClassVar[bool] = False
    """It tells of papers that come and go: no text of it may bear the mark of a state secret."""

    seq: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True, sort_order=-9)
    id: Mapped[UUID] = mapped_column(Identifier(), unique=True, sort_order=-8)
    office: Mapped[str] = mapped_column(String(16), sort_order=-7)
    package: Mapped[UUID | None] = mapped_column(Identifier(), sort_order=-6)
    """The received package a row came with; empty for the office's own rows."""
    version: Mapped[int] = mapped_column(Integer, default=1, sort_order=-5)
    created_at: Mapped[datetime] = mapped_column(UtcMoment(), sort_order=-4)
    created_by: Mapped[str] = mapped_column(String(80), sort_order=-3)
    changed_at: Mapped[datetime] = mapped_column(UtcMoment(), sort_order=-2)
    changed_by: Mapped[str] = mapped_column(String(80), sort_order=-1)

    file_code: Mapped[str | None] = mapped_column(
        String(24),
        info={"label": "Mã hồ sơ", "kind": Text(24), "set_by_program": True, "help": "Đơn vị, năm, số thứ tự"},
        sort_order=1,
    )
    """«243-2024-00001»: office, year, number; given once when the record is added and never again."""

    @declared_attr.directive
    def __tablename__(cls) -> str:  # noqa: N805 - a class, as SQLAlchemy has it
        return cls.code

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Index]:  # noqa: N805
        """Received rows are found by their package; an office's own rows pay nothing for that."""
        received = text("package IS NOT NULL")
        return (Index(f"{cls.code}_package", "package", sqlite_where=received, postgresql_where=received),)

    @classmethod
    @cache
    def fields(cls) -> tuple[Field, ...]:
        """Every field people can see, columns first, sub-lists last, in the order of declaration."""
        columns = tuple(made for column in cls.__table__.columns if (made := field_of(column)))
        columns = tuple(map(_opened, columns)) if cls.open_only else columns
        return columns + tuple(part.as_field() for part in cls.sub_lists())

    @classmethod
    @cache
    def unseen(cls) -> tuple[str, ...]:
        """The columns of the register's own that nobody sees: links to other records."""
        seen = {made.name for made in cls.fields()} | set(Record.__annotations__)
        seen |= {part.shape for part in cls.sub_lists() if part.shaped}
        return tuple(column.key for column in cls.__table__.columns if column.key not in seen)

    @classmethod
    @cache
    def sub_lists(cls) -> tuple[SubList, ...]:
        return tuple(says for says in vars(cls).values() if isinstance(says, SubList))

    @classmethod
    def sub_list(cls, name: str) -> "type[Part]":
        """The rows of the sub-list called `name`. Raises KeyError when the register has none."""
        return {part.name: part.of for part in cls.sub_lists()}[name]

    @classmethod
    def field(cls, name: str) -> Field:
        """The field called `name`. Raises KeyError when the register has none."""
        return {made.name: made for made in cls.fields()}[name]

    @classmethod
    def faults(cls, values: Values) -> Mapping[str, str]:  # noqa: ARG003 - a register without rules of its own
        """Rules between fields that forbid saving: {field name: sentence}."""
        return {}

    @classmethod
    def doubts(cls, values: Values) -> Mapping[str, str]:  # noqa: ARG003
        """Rules between fields that ask for a second look: {field name: sentence}."""
        return {}


class Part(Base):
    """A row of a record's sub-list. It has no life of its own: it is written and audited with its record."""

    __abstract__ = True

    code: ClassVar[str]
    one: ClassVar[str]
    parent_code: ClassVar[str]
    open_only: ClassVar[bool] = False

    seq: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True, sort_order=-4)
    office: Mapped[str] = mapped_column(String(16), sort_order=-2)
    place: Mapped[int] = mapped_column(Integer, sort_order=-1)

    @declared_attr
    def parent(cls) -> Mapped[UUID]:  # noqa: N805
        return mapped_column(
            Identifier(), ForeignKey(f"{cls.parent_code}.id", ondelete="CASCADE"), index=True, sort_order=-3
        )

    @declared_attr.directive
    def __tablename__(cls) -> str:  # noqa: N805
        return cls.code

    @classmethod
    @cache
    def fields(cls) -> tuple[Field, ...]:
        """Every field people can see, in the order of declaration."""
        columns = tuple(made for column in cls.__table__.columns if (made := field_of(column)))
        return tuple(map(_opened, columns)) if cls.open_only else columns

    @classmethod
    def faults(cls, values: Values) -> Mapping[str, str]:  # noqa: ARG003
        """Rules between fields that forbid saving: {field name: sentence}."""
        return {}


def _opened(field: Field) -> Field:
    """The same field, whose text is refused when it bears the mark of a state secret."""
    return replace(field, kind=without_secrets(field.kind))
