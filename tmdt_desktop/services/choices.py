"""What can be chosen: the terms of a field, and the values that stand in a list with their numbers."""

from datetime import date
from typing import Any

from sqlalchemy import func, select

from tmdt_desktop.catalogues.listed import Listed
from tmdt_desktop.catalogues.offices import district_of, office_on
from tmdt_desktop.catalogues.several import CodesChosen
from tmdt_desktop.catalogues.term_spans import open_terms
from tmdt_desktop.catalogues.units import Commune, communes_on
from tmdt_desktop.kinds import Choice, Choices, Flag, Kind, Ref
from tmdt_desktop.records import Record, register
from tmdt_desktop.services import registers
from tmdt_desktop.services.registers import Query
from tmdt_desktop.store.workspace import Workspace

Plain = Any
Facet = tuple[Plain, str, int]
"""(plain value, words, how many rows have it)"""


def choices(ws: Workspace, kind: Kind, on: date | None = None) -> list[tuple[Plain, str]]:
    """(plain value, words) of everything a field of `kind` can be, on the given day.

    Without a day it is today, or the last day on which the office existed: a district of 2024 keeps its communes.
    """
    day = on or _office_day(ws)
    if isinstance(kind, Choice | Choices):
        return [(term.name, str(term.value)) for term in open_terms(kind.of, day)]
    if isinstance(kind, Commune):
        return [(unit.code, unit.title) for unit in communes_on(day, district_of(ws.office))]
    if isinstance(kind, Listed | CodesChosen):
        return list(kind.choices(day, district_of(ws.office)))
    if isinstance(kind, Flag):
        return [(True, "Có"), (False, "Không")]
    if isinstance(kind, Ref):
        return _records(ws, register(kind.to))
    return []


def facets(ws: Workspace, of: type[Record], query: Query) -> dict[str, list[Facet]]:
    """For each listed field that can be chosen: the values in force under `query`, most frequent first."""
    fields = [
        field for field in of.fields() if field.listed and isinstance(field.kind, Choice | Commune | Listed | Flag)
    ]
    found: dict[str, list[Facet]] = {}
    with ws.read() as connection:
        for field in fields:
            others = tuple((name, wanted) for name, wanted in query.where if name != field.name)
            column = of.__table__.c[field.name]
            counted = select(column, func.count()).where(*[registers.condition(of, n, w) for n, w in others])
            rows = connection.execute(counted.group_by(column).order_by(func.count().desc())).all()
            found[field.name] = [(field.kind.plain(v), field.kind.show(v) or "Để trống", n) for v, n in rows]
    return found


def _office_day(ws: Workspace) -> date:
    today = date.today()  # noqa: DTZ011 - the office's own calendar day
    return office_on(ws.office, today).last_day(today)


def _records(ws: Workspace, of: type[Record]) -> list[tuple[Plain, str]]:
    table = of.__table__
    with ws.read() as connection:
        rows = connection.execute(select(table.c.id, table.c[of.name_field]).limit(2_000)).all()
    return [(str(id_), str(name)) for id_, name in rows]
