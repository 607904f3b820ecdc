"""The registers' columns by the names of their fields."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, String, and_, cast, type_coerce
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from tmdt_desktop.fields import Codes, UtcMoment
from tmdt_desktop.kinds import Choice, Choices, Flag, Kind
from tmdt_desktop.records import Part, Record
from tmdt_desktop.records.record import SubList
from tmdt_desktop.records.shapes import is_coded

Listing = type[Record] | type[Part]


class DayOfMoment(FunctionElement[date]):
    """The day of Vietnam in which a moment kept in UTC lies."""

    type = Date()
    inherit_cache = True


@compiles(DayOfMoment)
def _day_of_moment(element: Any, compiler: Any, **said: Any) -> str:
    return f"date({compiler.process(element.clauses, **said)}, '+7 hours')"


@compiles(DayOfMoment, "postgresql")
def _day_of_moment_there(element: Any, compiler: Any, **said: Any) -> str:
    return f"CAST({compiler.process(element.clauses, **said)} + INTERVAL '7 hours' AS DATE)"


class DigitsOfId(FunctionElement[str]):
    """An identifier as its 32 hexadecimal digits."""

    type = String()
    inherit_cache = True


@compiles(DigitsOfId)
def _digits_of_id(element: Any, compiler: Any, **said: Any) -> str:
    found = compiler.process(element.clauses, **said)
    return f"CASE WHEN {found} IS NOT NULL THEN lower(hex({found})) END"


@compiles(DigitsOfId, "postgresql")
def _digits_of_id_there(element: Any, compiler: Any, **said: Any) -> str:
    return f"replace(CAST({compiler.process(element.clauses, **said)} AS TEXT), '-', '')"


def column(of: Listing, name: str) -> ColumnElement[Any]:
    """The column of a field. Raises KeyError when there is none."""
    found: ColumnElement[Any] = of.__table__.c[name]
    return found


def day(of: Listing, name: str) -> ColumnElement[Any]:
    """The column of a field; of a moment, its day in Vietnam."""
    found = column(of, name)
    return DayOfMoment(found) if isinstance(found.type, UtcMoment) else found


def as_text(of: Listing, name: str) -> ColumnElement[Any]:
    """The column of a coded field as the text it is kept as; yes and no as 1 and 0."""
    found = column(of, name)
    return cast(found, Integer) if isinstance(kind_of(of, name), Flag) else type_coerce(found, String)


def sub_list(of: Listing, name: str) -> SubList:
    """The sub-list `name`. Raises KeyError when the register has no such sub-list."""
    lists = {part.name: part for part in of.sub_lists()} if issubclass(of, Record) else {}
    return lists[name]


def part_of(of: Listing, name: str) -> type[Part]:
    """The rows of the sub-list `name`. Raises KeyError when the register has no such sub-list."""
    return sub_list(of, name).of


def belongs(of: Listing, part: type[Part]) -> ColumnElement[bool]:
    """A row of the sub-list lies in its record."""
    return column(part, "parent") == column(of, "id")


def known(of: Listing, name: str) -> ColumnElement[bool]:
    """The field is filled."""
    found = column(of, name)
    if holds_several(of, name):
        return and_(found.is_not(None), type_coerce(found, String) != ";")
    return found.is_not(None)


def coded(of: Listing, name: str) -> bool:
    """Whether the field's values are terms, codes of a list, or yes and no; never text, days or numbers."""
    return is_coded(kind_of(of, name))


def holds_several(of: Listing, name: str) -> bool:
    """Whether the field holds several terms or codes at once."""
    return isinstance(kind_of(of, name), Choices) or isinstance(column(of, name).type, Codes)


def has_term(of: Listing, name: str, term: str) -> ColumnElement[bool]:
    """A multiple choice or list of codes holds `term`. Raises KeyError when it has no such term."""
    if not holds_several(of, name):
        raise KeyError(f"{name} is no multiple choice")
    kind = kind_of(of, name)
    code = kind.of[term].name if isinstance(kind, Choices) else term
    return type_coerce(column(of, name), String).contains(f";{code};", autoescape=True)


def terms(of: Listing, name: str) -> tuple[str, ...]:
    """The names of the terms that a choice or multiple choice can hold, in order. Raises KeyError for other kinds."""
    kind = kind_of(of, name)
    if not isinstance(kind, Choice | Choices):
        raise KeyError(f"{name} is no choice")
    return tuple(term.name for term in kind.of)


def stored(of: Listing, name: str, plain: Any) -> Any:
    """A plain value as the column holds it: a term for its name, True for «true»."""
    kind = kind_of(of, name)
    if isinstance(kind, Flag):
        return plain if isinstance(plain, bool) else plain == "true"
    return kind.of[plain] if isinstance(kind, Choice) else plain


def plain(value: Any) -> str | None:
    """A column's value as plain text: a term by its name, a code as it is, yes and no as «true» and «false»."""
    if isinstance(value, bool):
        return "true" if value else "false"
    name = getattr(value, "name", value)
    return None if name is None else str(name)


def kind_of(of: Listing, name: str) -> Any:
    """The kind of a field. Raises KeyError when there is none."""
    return _kinds(of)[name]


@cache
def _kinds(of: Listing) -> Mapping[str, Kind]:
    return MappingProxyType({made.name: made.kind for made in of.fields()})
