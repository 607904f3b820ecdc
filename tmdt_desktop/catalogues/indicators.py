"""The figures that a report counts from the registers, as data: what is counted, when, and by which groups."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from tmdt_desktop.catalogues.dated import Dated, read, span


@dataclass(frozen=True)
class Condition:
    """What a row must be like; a field that is empty meets nothing but «unknown», «none» and «not_in».

    `op` says how `field` is asked:
    «in», «not_in»: it is (is not) one of `values`: names of terms, codes, plain numbers, true or false;
    «has»: a multiple choice or list of codes holds one of `values`;
    «known», «unknown»: it is filled, or empty;
    «in_period», «by_end», «before_end», «after_end», «before_start», «from_start»: the day (or moment, as a day of Vietnam)
    lies within the period, not later than its last day, before that, after that, before its first day, not earlier;
    «le», «lt», «ge», «gt», «eq»: it is compared with the field `other` of the same row; two days, a day and a moment (by
    the day), or two numbers;
    «more_than»: a number greater than the first of `values`;
    «in_year»: a number that names the year in which the period ends;
    «any», «none»: some row, no row, of the sub-list `field` meets `where`;
    «linked»: it points to a record that is there and meets `where` (conditions of that register, without sub-lists);
    «either»: one of `where` holds for the same row (`field` stays empty).
    «Unanswered at the end» is {op = "either", where = [{field = "answered_on", op = "unknown"},
    {field = "answered_on", op = "after_end"}]}.
    """

    field: str
    op: str
    values: tuple[Any, ...] = ()
    where: tuple["Condition", ...] = ()
    other: str = ""


@dataclass(frozen=True)
class Within:
    """A record counts in the period in which the day `date` falls. Catalogue: `within = "starts_on"`."""

    date: str


@dataclass(frozen=True)
class Until:
    """A record counts when the day `date` is not later than the end of the period: what has come in so far.

    Catalogue: `until = "received_on"`.
    """

    date: str


@dataclass(frozen=True)
class InYear:
    """A record counts in the year that its number field `year` names: that in which the period ends.

    Catalogue: `in_year = "year"`.
    """

    year: str


@dataclass(frozen=True)
class Anytime:
    """A record counts in every period. Catalogue: `anytime = true`."""


@dataclass(frozen=True)
class Standing:
    """A record counts when it stands at the end of the period.

    It has begun (`since` empty or not later) and has not ended: `until` lies later, or is empty while `state` is one of
    `values`. Without a `state` an empty `until` is enough. `since` and `state` may be left out of the catalogue.
    While `state` is one of `never` it does not count, whatever its days say: doubles, rows that nobody has verified.
    """

    since: str
    until: str
    state: str
    values: tuple[str, ...]
    never: tuple[str, ...] = ()


Time = Within | Until | InYear | Anytime | Standing


@dataclass(frozen=True)
class Measure:
    """What is added up.

    `of`: «count» (records), «sum» (of the number `field`), «distinct» (different values of `field`), «terms» (how many
    terms of the multiple choice `field` occur), «listed» (rows of the sub-list `field` that meet `where`; for a record
    without rows that say what `where` asks, the number in `instead`), «sum_listed» (the number field `amount` of those
    rows, added up; for a record without a row that says it, the number in `instead`), «people» (distinct people in the
    sub-list `field`: by the first key of `keys` whose fields are filled), «linked_distinct» (different records that the
    reference `field` points to; with `keys`, like «people» but over the record's own fields, where «name/name» is the
    `name` of the record pointed to and, where that says none, the own `name`, so that linked and unlinked rows of one
    thing meet: keys = [["subject_name/name", "commune/commune"], ["business"]]). Rows without a value add nothing.
    """

    of: str
    field: str = ""
    instead: str = ""
    where: tuple[Condition, ...] = ()
    keys: tuple[tuple[str, ...], ...] = ()
    amount: str = ""


@dataclass(frozen=True)
class Indicator(Dated):
    """One figure. `label` and `unit` as in the annex; `section` of the report, `clause` it answers.

    `population`: the records it looks at; `counted`: those among them that count. When `needs` is met by none of a
    population that is not empty, the figure was not collected and is None, never 0.

    `groups`: how it divides: fields of the register (terms, codes, communes, yes or no), «sub-list.field» for the
    measures that add up rows of that sub-list, «month» for the month of the day in `within`. The parts add up to the
    whole, but for fields that hold several values: there a record stands in several parts and nobody may add them
    (`figures.overlapping`). Measures that count different keys have no groups.

    `part_of`: the indicator that it can never exceed and, where that is unknown, is never 0; empty when there is none.
    """

    code: str
    label: str
    unit: str
    clause: str
    section: str
    register: str
    time: Time
    measure: Measure
    population: tuple[Condition, ...]
    counted: tuple[Condition, ...]
    needs: tuple[Condition, ...]
    groups: tuple[str, ...]
    part_of: str = field(default="", kw_only=True)


@cache
def indicators() -> tuple[Indicator, ...]:
    """Every indicator, in the order of the report."""
    return tuple(_indicator(row) for row in read("indicators.toml")["indicator"])


def indicator(code: str) -> Indicator:
    """The indicator whose code is `code`. Raises KeyError."""
    return _by_code()[code]


@cache
def _by_code() -> Mapping[str, Indicator]:
    return {known.code: known for known in indicators()}


def wholes(part: Indicator) -> tuple[Indicator, ...]:
    """What the indicator is a part of, nearest first. Raises KeyError when `part_of` names none."""
    if not part.part_of:
        return ()
    whole = indicator(part.part_of)
    return (whole, *wholes(whole))


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
        time_of(row),
        measure_of(row.get("measure", {"of": "count"})),
        conditions_of(row.get("population", [])),
        conditions_of(row.get("counted", [])),
        conditions_of(row.get("needs", [])),
        tuple(row.get("groups", [])),
        part_of=row.get("part_of", ""),
        **span(row),
    )


def time_of(row: Mapping[str, Any]) -> Time:
    if "standing" in row:
        standing = row["standing"]
        values, never = tuple(standing.get("values", ())), tuple(standing.get("never", ()))
        return Standing(standing.get("since", ""), standing["until"], standing.get("state", ""), values, never)
    if row.get("anytime"):
        return Anytime()
    made: tuple[tuple[str, Callable[[str], Time]], ...] = (("within", Within), ("until", Until), ("in_year", InYear))
    return next(time(row[name]) for name, time in made if name in row)


def measure_of(row: Mapping[str, Any]) -> Measure:
    return Measure(
        row["of"],
        row.get("field", ""),
        row.get("instead", ""),
        conditions_of(row.get("where", [])),
        tuple(tuple(key) for key in row.get("keys", [])),
        row.get("amount", ""),
    )


def conditions_of(rows: Sequence[Mapping[str, Any]]) -> tuple[Condition, ...]:
    return tuple(
        Condition(
            row.get("field", ""),
            row["op"],
            tuple(row.get("values", [])),
            conditions_of(row.get("where", [])),
            row.get("other", ""),
        )
        for row in rows
    )
