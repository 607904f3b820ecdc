"""Two ways to ask a sub-list: row by row where a page of records is shown, in one pass where all of them are counted."""

from collections.abc import Sequence
from typing import Any, Protocol

from sqlalchemy import BigInteger, ColumnElement, FromClause, case, exists, func, literal_column, select

from tmdt_desktop.figures.columns import Listing, belongs, column
from tmdt_desktop.records import Part, Record


class Lists(Protocol):
    """How a record's sub-list is asked. `met`: a condition as SQL over the part's table."""

    def any(self, of: Listing, part: type[Part], met: ColumnElement[bool]) -> ColumnElement[bool]:
        """Some row meets it."""

    def count(self, of: Listing, part: type[Part], met: ColumnElement[bool]) -> ColumnElement[int]:
        """How many rows meet it."""

    def sum(
        self, of: Listing, part: type[Part], met: ColumnElement[bool], amount: ColumnElement[int]
    ) -> ColumnElement[int]:
        """What `amount` comes to over the rows that meet it."""


class Correlated:
    """Asks the sub-list of each record by its index: right for some records, slow for all."""

    def any(self, of: Listing, part: type[Part], met: ColumnElement[bool]) -> ColumnElement[bool]:
        """Some row meets it."""
        return exists(select(1).select_from(part.__table__).where(belongs(of, part), met).correlate(of.__table__))

    def count(self, of: Listing, part: type[Part], met: ColumnElement[bool]) -> ColumnElement[int]:
        """How many rows meet it."""
        asked = select(func.count()).select_from(part.__table__).where(belongs(of, part), met)
        return asked.correlate(of.__table__).scalar_subquery()

    def sum(
        self, of: Listing, part: type[Part], met: ColumnElement[bool], amount: ColumnElement[int]
    ) -> ColumnElement[int]:
        """What `amount` comes to over the rows that meet it."""
        asked = select(func.coalesce(func.sum(amount), 0)).select_from(part.__table__).where(belongs(of, part), met)
        return asked.correlate(of.__table__).scalar_subquery()

    def source(self, of: type[Record]) -> FromClause:
        """The register's own table."""
        return of.__table__


class Joined:
    """Gathers what is asked, so that each sub-list is read once and joined: right for all records.

    Ask first, then take `source`: the register joined with one summary per sub-list.
    """

    def __init__(self) -> None:
        self._asked: dict[type[Part], list[ColumnElement[int]]] = {}

    @property
    def is_asked(self) -> bool:
        """Whether any list was asked at all."""
        return bool(self._asked)

    def any(self, of: Listing, part: type[Part], met: ColumnElement[bool]) -> ColumnElement[bool]:
        """Some row meets it."""
        return self.count(of, part, met) > 0

    def count(self, of: Listing, part: type[Part], met: ColumnElement[bool]) -> ColumnElement[int]:  # noqa: ARG002
        """How many rows meet it."""
        return self._added(part, case((met, 1), else_=0))

    def sum(
        self,
        of: Listing,  # noqa: ARG002
        part: type[Part],
        met: ColumnElement[bool],
        amount: ColumnElement[int],
    ) -> ColumnElement[int]:
        """What `amount` comes to over the rows that meet it."""
        return self._added(part, case((met, amount), else_=0))

    def _added(self, part: type[Part], each: ColumnElement[int]) -> ColumnElement[int]:
        """The column of the summary that adds up `each`; equal questions share one column."""
        asked = self._asked.setdefault(part, [])
        at = next((at for at, known in enumerate(asked) if known.compare(each)), len(asked))
        if at == len(asked):
            asked.append(each)
        return func.coalesce(_column_of_summary(part, at), 0, type_=BigInteger())

    def source(self, of: type[Record]) -> FromClause:
        """The register's table with the summaries of its sub-lists."""
        joined: FromClause = of.__table__
        for part, asked in self._asked.items():
            summary = _summary_of(part, asked)
            joined = joined.outerjoin(summary, summary.c.parent == column(of, "id"))
        return joined


def _summary_of(part: type[Part], asked: Sequence[ColumnElement[int]]) -> Any:
    counts = (func.sum(each).label(_name(part, at)) for at, each in enumerate(asked))
    parent = column(part, "parent")
    return select(parent.label("parent"), *counts).group_by(parent).subquery(_summary(part))


def _summary(part: type[Part]) -> str:
    return f"{part.code}_summary"


def _name(part: type[Part], at: int) -> str:
    return f"{part.code}_{at}"


def _column_of_summary(part: type[Part], at: int) -> ColumnElement[int]:
    return literal_column(f"{_summary(part)}.{_name(part, at)}", BigInteger())
