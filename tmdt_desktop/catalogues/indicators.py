"""The figures that a report counts from the registers, as data: what is counted, when, and by which groups."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from tmdt_desktop.catalogues.dated import Dated, read, span


@dataclass(frozen=True)
class Condition:
    """What a row must be like.

    `op`: «in» (the field is one of `values`; `values` are names of terms, codes or plain values), «has» (a multiple
    choice holds one of `values`), «known» (the field is filled), «any» (some row of the sub-list `field` meets `where`).
    """

    field: str
    op: str
    values: tuple[Any, ...] = ()
    where: tuple["Condition", ...] = ()


@dataclass(frozen=True)
class Within:
    """A record counts in the period in which the day `date` falls."""

    date: str


@dataclass(frozen=True)
class Standing:
    """A record counts when it stands at the end of the period.

    It has begun (`since` empty or not later) and has not ended: `until` lies later, or is empty while `state` is one of
    `values`.
    """

    since: str
    until: str
    state: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Measure:
    """What is added up.

    `of`: «count» (records), «sum» (of `field`), «distinct» (values of `field`), «terms» (how many terms of the multiple
    choice `field` occur), «listed» (rows of the sub-list `field` that meet `where`; for a record without rows the number
    in `instead`), «people» (distinct people in the sub-list `field`: by the first key of `keys` whose fields are filled).
    """

    of: str
    field: str = ""
    instead: str = ""
    where: tuple[Condition, ...] = ()
    keys: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Indicator(Dated):
    """One figure. `label` and `unit` as in the annex; `section` of the report, `clause` it answers.

    `population`: the records it looks at; `counted`: those among them that count. When `needs` is met by none of a
    population that is not empty, the figure was not collected and is None, never 0. `groups`: fields (of the register,
    or «sub-list.field») by which it divides; the parts always add up to the whole.
    """

    code: str
    label: str
    unit: str
    clause: str
    section: str
    register: str
    time: Within | Standing
    measure: Measure
    population: tuple[Condition, ...]
    counted: tuple[Condition, ...]
    needs: tuple[Condition, ...]
    groups: tuple[str, ...]


@cache
def indicators() -> tuple[Indicator, ...]:
    """Every indicator, in the order of the report."""
    return tuple(_indicator(row) for row in read("indicators.toml")["indicator"])


def indicator(code: str) -> Indicator:
    """The indicator whose code is `code`. Raises KeyError."""
    return {known.code: known for known in indicators()}[code]


@dataclass(frozen=True)
class Pending(Dated):
    """An indicator of the report whose register is not kept yet: it has a line in the annex and «Chưa có số liệu»."""

    code: str
    label: str
    unit: str
    clause: str
    section: str


@cache
def pending() -> tuple[Pending, ...]:
    """The indicators that cannot be counted yet, in the order of the report."""
    rows = read("indicators.toml").get("pending", [])
    return tuple(Pending(r["code"], r["label"], r["unit"], r["clause"], r["section"], **span(r)) for r in rows)


def annex_lines() -> tuple[Indicator | Pending, ...]:
    """Every line of the annex of figures, counted or not yet, ordered by code."""
    return tuple(sorted((*indicators(), *pending()), key=lambda line: _place(line.code)))


def _place(code: str) -> tuple[int, ...]:
    return tuple(int(part) for part in code.removeprefix("C").split("."))


def _indicator(row: Mapping[str, Any]) -> Indicator:
    return Indicator(
        row["code"],
        row["label"],
        row["unit"],
        row["clause"],
        row["section"],
        row["register"],
        _time(row),
        _measure(row.get("measure", {"of": "count"})),
        _conditions(row.get("population", [])),
        _conditions(row.get("counted", [])),
        _conditions(row.get("needs", [])),
        tuple(row.get("groups", [])),
        **span(row),
    )


def _time(row: Mapping[str, Any]) -> Within | Standing:
    if "within" in row:
        return Within(row["within"])
    standing = row["standing"]
    return Standing(standing["since"], standing["until"], standing["state"], tuple(standing["values"]))


def _measure(row: Mapping[str, Any]) -> Measure:
    return Measure(
        row["of"],
        row.get("field", ""),
        row.get("instead", ""),
        _conditions(row.get("where", [])),
        tuple(tuple(key) for key in row.get("keys", [])),
    )


def _conditions(rows: list[Mapping[str, Any]]) -> tuple[Condition, ...]:
    return tuple(
        Condition(row["field"], row["op"], tuple(row.get("values", [])), _conditions(row.get("where", [])))
        for row in rows
    )
