"""Figures counted once more from plain rows, without the database: whoever receives figures need not believe them.

It reads the same catalogue as `figures` and shares no code with it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tmdt_desktop.catalogues.indicators import Condition, Indicator, Measure, Within
from tmdt_desktop.fields import Field, Rows, RowShape
from tmdt_desktop.kinds import Term
from tmdt_desktop.records import Record, register

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Recounted:
    """A figure counted anew; None is «not collected»."""

    code: str
    value: int | None


def recount(indicator: Indicator, rows: Iterable[Values], period: tuple[date, date]) -> Recounted:
    """The indicator over the records `rows` of its register (sub-lists inside), first and last day counted."""
    population = [row for row in rows if _in_time(indicator, row, period) and _met(indicator.population, row)]
    counted = [row for row in population if _met(indicator.counted, row)]
    if population and not any(_proves(indicator, row) for row in population):
        return Recounted(indicator.code, None)
    return Recounted(indicator.code, _measured(indicator.measure, counted))


def needs_personal(indicator: Indicator) -> bool:
    """Whether counting it takes columns that are left out of packages by default."""
    of = register(indicator.register)
    return any(field.sensitive for field in _asked(of, indicator))


def _asked(of: type[Record], indicator: Indicator) -> Iterator[Field]:
    """Every field that the indicator looks at."""
    measure = indicator.measure
    conditions = (*indicator.population, *indicator.counted, *indicator.needs)
    yield from _fields_of(of, conditions)
    kind = _field(of, measure.field).kind if measure.field else None
    if isinstance(kind, Rows):
        yield from _fields_of(kind.of, measure.where)
        yield from (_field(kind.of, name) for key in measure.keys for name in key)
    elif measure.field:
        yield _field(of, measure.field)


def _fields_of(of: type[RowShape], conditions: Sequence[Condition]) -> Iterator[Field]:
    for condition in conditions:
        field = _field(of, condition.field)
        yield field
        if isinstance(field.kind, Rows):
            yield from _fields_of(field.kind.of, condition.where)


def _field(of: type[RowShape], name: str) -> Field:
    return next(field for field in of.fields() if field.name == name)


def _in_time(indicator: Indicator, row: Values, period: tuple[date, date]) -> bool:
    first, last = period
    time = indicator.time
    if isinstance(time, Within):
        day = row.get(time.date)
        return day is not None and first <= day <= last
    since, until, state = row.get(time.since), row.get(time.until), row.get(time.state)
    begun = since is None or since <= last
    return begun and (until > last if until is not None else _plain(state) in time.values)


def _met(conditions: Sequence[Condition], row: Values) -> bool:
    return all(_meets(condition, row) for condition in conditions)


def _meets(condition: Condition, row: Values) -> bool:
    value = row.get(condition.field)
    if condition.op == "any":
        return any(_met(condition.where, line) for line in value or ())
    if condition.op == "in":
        return value is not None and _plain(value) in condition.values
    if condition.op == "has":
        return bool({_plain(term) for term in value or ()} & set(condition.values))
    if condition.op == "known":
        return value is not None and value != ()
    raise KeyError(condition.op)


def _plain(value: Any) -> Any:
    return value.name if isinstance(value, Term) else value


def _proves(indicator: Indicator, row: Values) -> bool:
    """Whether the row shows that the figure was collected at all."""
    measure = indicator.measure
    if measure.of == "listed":
        return _has_list(measure, row) or row.get(measure.instead) is not None
    return _met(indicator.needs, row)


def _has_list(measure: Measure, row: Values) -> bool:
    asked = [condition.field for condition in measure.where]
    return any(all(line.get(name) is not None for name in asked) for line in row.get(measure.field) or ())


def _measured(measure: Measure, rows: Sequence[Values]) -> int:
    if measure.of == "count":
        return len(rows)
    if measure.of == "sum":
        return sum(row.get(measure.field) or 0 for row in rows)
    if measure.of == "listed":
        return sum(_listed(measure, row) for row in rows)
    if measure.of == "distinct":
        return len({row[measure.field] for row in rows if row.get(measure.field) is not None})
    if measure.of == "terms":
        return len({term for row in rows for term in row.get(measure.field) or ()})
    if measure.of == "people":
        lines = (line for row in rows for line in row.get(measure.field) or () if _met(measure.where, line))
        return len({key for line in lines if (key := _person(measure, line))})
    raise KeyError(measure.of)


def _listed(measure: Measure, row: Values) -> int:
    if not _has_list(measure, row):
        return int(row.get(measure.instead) or 0)
    return sum(_met(measure.where, line) for line in row.get(measure.field) or ())


def _person(measure: Measure, line: Values) -> tuple[Any, ...]:
    """The first of the measure's keys that is filled, marked by its place; empty when none is."""
    for place, names in enumerate(measure.keys):
        values = [line.get(name) for name in names]
        if all(value is not None for value in values):
            return (place, *values)
    return ()
