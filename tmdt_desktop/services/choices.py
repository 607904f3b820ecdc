"""What can be chosen: the terms of a field, and the values that stand in a list with their numbers."""

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, String, func, select, type_coerce

from tmdt_desktop.catalogues.listed import Listed
from tmdt_desktop.catalogues.offices import district_of
from tmdt_desktop.catalogues.several import CodesChosen
from tmdt_desktop.catalogues.term_spans import open_terms
from tmdt_desktop.catalogues.units import Commune, communes_on
from tmdt_desktop.fields import Field, Rows
from tmdt_desktop.kinds import Choice, Choices, Flag, Kind, Ref
from tmdt_desktop.records import Record
from tmdt_desktop.services import references, registers
from tmdt_desktop.services.record_day import office_day
from tmdt_desktop.services.registers import Query
from tmdt_desktop.store.workspace import Workspace

Plain = Any
Facet = tuple[Plain, str, int]
"""(plain value, words, how many rows have it)"""
FILTERED = (Choice, Choices, Commune, Listed, CodesChosen, Flag, Ref)
"""Kinds of field whose values can be picked to filter a list by."""
EMPTY = "Để trống"
_MOST_RECORDS = 200


def choices(ws: Workspace, kind: Kind, on: date | None = None) -> list[tuple[Plain, str]]:
    """(plain value, words) of everything a field of `kind` can be, on the given day.

    Without a day it is today, or the last day on which the office existed: a district of 2024 keeps its communes.
    """
    day = on or office_day(ws.office)
    if isinstance(kind, Choice | Choices):
        return [(term.name, str(term.value)) for term in open_terms(kind.of, day)]
    if isinstance(kind, Commune):
        return [(unit.code, unit.title) for unit in communes_on(day, district_of(ws.office))]
    if isinstance(kind, Listed | CodesChosen):
        return list(kind.choices(day, district_of(ws.office)))
    if isinstance(kind, Flag):
        return [(True, "Có"), (False, "Không")]
    return []


def listed_fields(ws: Workspace, of: type[Record]) -> tuple[Field, ...]:
    """The fields that stand in the list, those of places and dated lists as of the office's day.

    One code can be two places: 08716 in the list of a commune of today is phường Vĩnh Phúc, not Đống Đa.
    """
    day = office_day(ws.office)
    listed = (field for field in of.fields() if field.listed)
    return tuple(
        replace(field, kind=field.kind.on(day)) if isinstance(field.kind, Commune | Listed | CodesChosen) else field
        for field in listed
    )


def read_choices(ws: Workspace, of: type[Record]) -> None:
    """Read the catalogues that a form of the register offers, so that `choices` need not when it is built."""
    for field in of.fields():
        kinds = [inner.kind for inner in field.kind.of.fields()] if isinstance(field.kind, Rows) else [field.kind]
        for kind in kinds:
            choices(ws, kind)


def facets(ws: Workspace, of: type[Record], query: Query) -> dict[str, list[Facet]]:
    """For each listed field that can be chosen: the values in force under `query`, most frequent first.

    A row with several choices counts for each of them.
    """
    fields = [field for field in listed_fields(ws, of) if isinstance(field.kind, FILTERED)]
    with ws.read() as connection:
        return {field.name: _facets(connection, of, field, query) for field in fields}


def _facets(connection: Connection, of: type[Record], field: Field, query: Query) -> list[Facet]:
    others = [registers.condition(of, name, wanted) for name, wanted in query.where if name != field.name]
    column = of.__table__.c[field.name]
    several = isinstance(field.kind, Choices | CodesChosen)
    asked: Any = type_coerce(column, String) if several else column
    counted = select(asked, func.count()).where(*others).group_by(asked).order_by(func.count().desc())
    rows = connection.execute(counted.limit(_MOST_RECORDS) if isinstance(field.kind, Ref) else counted).all()
    if several:
        return _several(field, [(value, number) for value, number in rows])
    if isinstance(field.kind, Ref):
        known = references.names(connection, {field.kind.to: {value for value, _ in rows if value is not None}})
        return [(field.kind.plain(v), references.words(field.kind, v, known) or EMPTY, n) for v, n in rows]
    return [(field.kind.plain(v), field.kind.show(v) or EMPTY, n) for v, n in rows]


def _several(field: Field, rows: list[tuple[str | None, int]]) -> list[Facet]:
    """«;A;B;» with their numbers as A and B apart."""
    counts: Counter[str | None] = Counter()
    for kept, number in rows:
        codes: list[str | None] = [code for code in (kept or "").split(";") if code]
        for code in codes or [None]:
            counts[code] += number
    return [
        (code, field.kind.show(field.kind.restore([code])) if code else EMPTY, n) for code, n in counts.most_common()
    ]
