"""Two ways to ask a sub-list: row by row where a page of records is shown, in one pass where all of them are counted."""

from typing import Any, Protocol

from sqlalchemy import ColumnElement, FromClause, Integer, case, exists, func, literal_column, select

from tmdt_desktop.catalogues.indicators import Condition
from tmdt_desktop.figures.columns import Listing, belongs, column
from tmdt_desktop.records import Part, Record

Where = tuple[Condition, ...]


class Lists(Protocol):
    """How a record's sub-list is asked. `met`: the condition `where` as SQL over the part's table."""

    def any(self, of: Listing, part: type[Part], where: Where, met: ColumnElement[bool]) -> ColumnElement[bool]:
        """Some row meets it."""

    def count(self, of: Listing, part: type[Part], where: Where, met: ColumnElement[bool]) -> ColumnElement[int]:
        """How many rows meet it."""


class Correlated:
    """Asks the sub-list of each record by its index: right for some records, slow for all."""

    def any(self, of: Listing, part: type[Part], where: Where, met: ColumnElement[bool]) -> ColumnElement[bool]:  # noqa: ARG002
        """Some row meets it."""
        return exists(select(1).select_from(part.__table__).where(belongs(of, part), met).correlate(of.__table__))

    def count(self, of: Listing, part: type[Part], where: Where, met: ColumnElement[bool]) -> ColumnElement[int]:  # noqa: ARG002
        """How many rows meet it."""
        asked = select(func.count()).select_from(part.__table__).where(belongs(of, part), met)
        return asked.correlate(of.__table__).scalar_subquery()


class Joined:
    """Gathers what is asked, so that each sub-list is read once and joined: right for all records.

    Ask first, then take `source`: the register joined with one summary per sub-list.
    """

    def __init__(self) -> None:
        self._asked: dict[type[Part], dict[Where, ColumnElement[bool]]] = {}

    def any(self, of: Listing, part: type[Part], where: Where, met: ColumnElement[bool]) -> ColumnElement[bool]:
        """Some row meets it."""
        return self.count(of, part, where, met) > 0

    def count(self, of: Listing, part: type[Part], where: Where, met: ColumnElement[bool]) -> ColumnElement[int]:  # noqa: ARG002
        """How many rows meet it."""
        asked = self._asked.setdefault(part, {})
        asked.setdefault(where, met)
        name = _name(part, list(asked).index(where))
        return func.coalesce(_column_of_summary(part, name), 0)

    def source(self, of: type[Record]) -> FromClause:
        """The register's table with the summaries of its sub-lists."""
        joined: FromClause = of.__table__
        for part, asked in self._asked.items():
            counts = (func.sum(case((met, 1), else_=0)).label(_name(part, at)) for at, met in enumerate(asked.values()))
            parent = column(part, "parent")
            summary = select(parent.label("parent"), *counts).group_by(parent).subquery(_summary(part))
            joined = joined.outerjoin(summary, summary.c.parent == column(of, "id"))
        return joined


def _summary(part: type[Part]) -> str:
    return f"{part.code}_summary"


def _name(part: type[Part], at: int) -> str:
    return f"{part.code}_{at}"


def _column_of_summary(part: type[Part], name: str) -> ColumnElement[Any]:
    return literal_column(f"{_summary(part)}.{name}", Integer)
