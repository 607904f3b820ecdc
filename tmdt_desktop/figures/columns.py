"""The registers' columns by the names of their fields."""

from typing import Any

from sqlalchemy import ColumnElement, String, and_, type_coerce

from tmdt_desktop.kinds import Choice, Choices
from tmdt_desktop.records import Part, Record

Listing = type[Record] | type[Part]


def column(of: Listing, name: str) -> ColumnElement[Any]:
    """The column of a field. Raises KeyError when there is none."""
    found: ColumnElement[Any] = of.__table__.c[name]
    return found


def part_of(of: Listing, name: str) -> type[Part]:
    """The rows of the sub-list `name`. Raises KeyError when the register has no such sub-list."""
    if not issubclass(of, Record):
        raise KeyError(f"{name} is no sub-list")
    return of.sub_list(name)


def belongs(of: Listing, part: type[Part]) -> ColumnElement[bool]:
    """A row of the sub-list lies in its record."""
    return column(part, "parent") == column(of, "id")


def known(of: Listing, name: str) -> ColumnElement[bool]:
    """The field is filled."""
    found = column(of, name)
    if isinstance(kind_of(of, name), Choices):
        return and_(found.is_not(None), type_coerce(found, String) != ";")
    return found.is_not(None)


def has_term(of: Listing, name: str, term: str) -> ColumnElement[bool]:
    """A multiple choice holds `term`. Raises KeyError when it has no such term."""
    kind = kind_of(of, name)
    if not isinstance(kind, Choices):
        raise KeyError(f"{name} is no multiple choice")
    return type_coerce(column(of, name), String).contains(f";{kind.of[term].name};", autoescape=True)


def terms(of: Listing, name: str) -> tuple[str, ...]:
    """The names of the terms a choice or multiple choice can hold, in order. Raises KeyError for other kinds."""
    kind = kind_of(of, name)
    if not isinstance(kind, Choice | Choices):
        raise KeyError(f"{name} is no choice")
    return tuple(term.name for term in kind.of)


def stored(of: Listing, name: str, plain: Any) -> Any:
    """A plain value as the column holds it: a term for its name."""
    kind = kind_of(of, name)
    return kind.of[plain] if isinstance(kind, Choice) else plain


def plain(value: Any) -> str | None:
    """A column's value as plain text: a term by its name, a code as it is."""
    name = getattr(value, "name", value)
    return None if name is None else str(name)


def kind_of(of: Listing, name: str) -> Any:
    """The kind of a field. Raises KeyError when there is none."""
    return {made.name: made.kind for made in of.fields()}[name]
