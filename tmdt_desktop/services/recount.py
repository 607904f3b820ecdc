"""Figures counted once more from plain rows, without the database: whoever receives figures need not believe them.

It reads the same catalogue as `figures` and shares no code with it.
"""

import operator
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from types import MappingProxyType
from typing import Any
from uuid import UUID

from tmdt_desktop.catalogues.indicators import (
    Anytime,
    Condition,
    Indicator,
    InYear,
    Measure,
    Standing,
    Time,
    Until,
    wholes,
)
from tmdt_desktop.fields import Field, Rows, RowShape
from tmdt_desktop.i18n import VIETNAM
from tmdt_desktop.kinds import Ref, Term
from tmdt_desktop.records import Record, register

Values = Mapping[str, Any]
Others = Mapping[str, Mapping[UUID, Values]]
"""Records of other registers, by register code and identifier: where references lead."""
Period = tuple[date, date]
_NOBODY: Others = MappingProxyType({})


@dataclass(frozen=True)
class Recounted:
    """A figure counted anew; None is «not collected»."""

    code: str
    value: int | None


def recount(indicator: Indicator, rows: Iterable[Values], period: Period, others: Others = _NOBODY) -> Recounted:
    """The indicator over the records `rows` of its register (sub-lists inside), first and last day counted."""
    return _Judge(register(indicator.register), rows, _Frame(period, others)).recounted(indicator)


def recount_all(known: Iterable[Indicator], others: Others, period: Period) -> dict[str, int | None]:
    """Every indicator over the records of its register among `others`, by its code."""
    frame, judges = _Frame(period, others), dict[str, _Judge]()
    made: dict[str, int | None] = {}
    for each in known:
        if each.register not in judges:
            judges[each.register] = _Judge(register(each.register), others.get(each.register, {}).values(), frame)
        made[each.code] = judges[each.register].recounted(each).value
    return made


def links(indicator: Indicator) -> frozenset[str]:
    """The codes of the other registers that the indicator looks into."""
    of, measure = register(indicator.register), indicator.measure
    looked_at = {to.code for to in _lookups(of, _conditions_of(indicator))}
    if any("/" in name for key in measure.keys for name in key):
        looked_at.add(_field(of, measure.field).kind.to)  # type: ignore[attr-defined]
    return frozenset(looked_at)


def needs_personal(indicator: Indicator) -> bool:
    """Whether counting it takes columns that are left out of packages by default."""
    of = register(indicator.register)
    return any(field.sensitive for field in _asked(of, indicator))


def _conditions_of(indicator: Indicator) -> tuple[Condition, ...]:
    return (*indicator.population, *indicator.counted, *indicator.needs)


def _lookups(of: type[RowShape], conditions: Sequence[Condition]) -> Iterator[type[Record]]:
    for each in conditions:
        kind = _field(of, each.field).kind if each.field else None
        if isinstance(kind, Ref):
            if each.op == "linked":
                yield register(kind.to)
                yield from _lookups(register(kind.to), each.where)
        else:
            yield from _lookups(kind.of if isinstance(kind, Rows) else of, each.where)


def _asked(of: type[Record], indicator: Indicator) -> Iterator[Field]:
    """Every field that the indicator looks at."""
    measure = indicator.measure
    yield from _fields_of(of, _conditions_of(indicator))
    kind = _field(of, measure.field).kind if measure.field else None
    among = kind.of if isinstance(kind, Rows) else of
    if isinstance(kind, Rows):
        yield from _fields_of(kind.of, measure.where)
    elif measure.field:
        yield _field(of, measure.field)
    for name in (name for key in measure.keys for name in key):
        own, linked, other = name.partition("/")
        yield _field(among, own)
        if linked:
            yield _field(register(_field(of, measure.field).kind.to), other)  # type: ignore[attr-defined]


def _fields_of(of: type[RowShape], conditions: Sequence[Condition]) -> Iterator[Field]:
    for condition in conditions:
        yield from (_field(of, name) for name in (condition.field, condition.other) if name)
        yield from _fields_of(_asked_of(of, condition), condition.where)


def _asked_of(of: type[RowShape], condition: Condition) -> type[RowShape]:
    """What the inner conditions look at: the rows of a list, the record pointed to, or the same row."""
    kind = _field(of, condition.field).kind if condition.field else None
    if isinstance(kind, Ref):
        return register(kind.to)
    return kind.of if isinstance(kind, Rows) else of


@cache
def _field(of: type[RowShape], name: str) -> Field:
    return next(field for field in of.fields() if field.name == name)


@dataclass(frozen=True)
class _Frame:
    """Where conditions are asked: the period, and the records that references lead to."""

    period: Period
    others: Others


Test = Callable[[Values, _Frame], bool]
"""Whether a row meets a condition."""


@cache
def _met(conditions: tuple[Condition, ...], of: type[RowShape]) -> Test:
    """The test that a row of `of` meets all `conditions`; made once, since every row is asked the same."""
    tests = tuple(_test(each, of) for each in conditions)
    if len(tests) == 1:
        return tests[0]

    def all_of(row: Values, frame: _Frame) -> bool:
        for test in tests:  # noqa: SIM110 - half the time of `all` over a generator
            if not test(row, frame):
                return False
        return True

    return all_of


def _test(asked: Condition, of: type[RowShape]) -> Test:
    name, other = asked.field, asked.other
    if asked.op == "either":
        either = tuple(_test(each, of) for each in asked.where)
        return lambda row, frame: any(test(row, frame) for test in either)
    if asked.op in ("any", "none"):
        line, wanted = _met(asked.where, _asked_of(of, asked)), asked.op == "any"
        return lambda row, frame: any(line(each, frame) for each in row.get(name) or ()) is wanted
    if asked.op == "linked":
        return _linked(asked, _asked_of(of, asked))
    if asked.op in _COMPARED:
        compared = _COMPARED[asked.op]
        return lambda row, _: _both(compared, _day(row.get(name)), _day(row.get(other)))
    if asked.op in _OF_DAYS:
        within = _OF_DAYS[asked.op]
        return lambda row, frame: row.get(name) is not None and within(_day(row.get(name)), frame.period)
    holds = _OF_VALUES[asked.op]
    return lambda row, _: holds(asked, row.get(name))


def _linked(asked: Condition, to: type[RowShape]) -> Test:
    met, code, name = _met(asked.where, to), str(getattr(to, "code", "")), asked.field

    def linked(row: Values, frame: _Frame) -> bool:
        id_ = row.get(name)
        there = frame.others.get(code, {}).get(id_) if id_ is not None else None
        return there is not None and met(there, frame)

    return linked


def _both(compared: Callable[[Any, Any], Any], one: Any, other: Any) -> bool:
    return one is not None and other is not None and bool(compared(one, other))


class _Judge:
    """What holds of the records `rows` of the register `of` in a period. Populations are found once."""

    def __init__(self, of: type[Record], rows: Iterable[Values], frame: _Frame) -> None:
        self.of, self.rows, self.frame, self.others = of, tuple(rows), frame, frame.others
        self._populations: dict[tuple[Time, tuple[Condition, ...]], list[Values]] = {}
        self._named: dict[str, set[str]] = {}

    def recounted(self, indicator: Indicator) -> Recounted:
        """The indicator, counted anew."""
        if self.is_unknown(indicator):
            return Recounted(indicator.code, None)
        counted = self._filtered(indicator.counted, self.population(indicator))
        value = self.measured(indicator.measure, counted)
        held = (whole for whole in wholes(indicator) if whole.register == indicator.register)
        unknown = not value and any(self.is_unknown(whole) for whole in held)
        return Recounted(indicator.code, None if unknown else value)

    def population(self, indicator: Indicator) -> list[Values]:
        """The records of the period at which the indicator looks."""
        asked = indicator.time, indicator.population
        if not indicator.population:
            return self._timely(indicator.time)
        if asked not in self._populations:
            self._populations[asked] = self._filtered(indicator.population, self._timely(indicator.time))
        return self._populations[asked]

    def _timely(self, time: Time) -> list[Values]:
        """The records that belong to the period, or stand at its end."""
        if (time, ()) not in self._populations:
            self._populations[time, ()] = [row for row in self.rows if self.in_time(time, row)]
        return self._populations[time, ()]

    def is_unknown(self, indicator: Indicator) -> bool:
        """Whether records are there and none of them shows that the figure was collected."""
        population, measure = self.population(indicator), indicator.measure
        instead = not indicator.needs and measure.instead
        asked = not self._names("").isdisjoint({measure.field, measure.instead})
        provable = asked if instead else self._possible(indicator.needs)
        return bool(population) and not (provable and any(map(self._proof(indicator), population)))

    def _filtered(self, conditions: tuple[Condition, ...], rows: list[Values]) -> list[Values]:
        """Those of the rows that meet all conditions."""
        if not self._possible(conditions):
            return []
        met, frame = _met(conditions, self.of), self.frame
        return [row for row in rows if met(row, frame)] if conditions else rows

    def _possible(self, conditions: tuple[Condition, ...], part: str = "") -> bool:
        """Whether any row, or any line of the list `part`, says what the conditions ask about at all."""
        for each in conditions:
            if each.op in _MET_BY_NOTHING:
                continue
            if each.field not in self._names(part):
                return False
            lines = each.op == "any" and not part
            if lines and not self._possible(each.where, each.field):
                return False
        return True

    def _names(self, part: str) -> set[str]:
        """What is named in any row, or in any line of the list `part`; looked up once."""
        if part not in self._named:
            lines = (line for row in self.rows for line in row.get(part) or ()) if part else self.rows
            self._named[part] = set().union(*lines)
        return self._named[part]

    def in_time(self, time: Time, row: Values) -> bool:
        """Whether the record belongs to the period, or stands at its end."""
        first, last = self.frame.period
        if isinstance(time, Anytime):
            return True
        if isinstance(time, InYear):
            return row.get(time.year) == last.year
        if isinstance(time, Standing):
            return _stands(time, row, last)
        day = _day(row.get(time.date))
        return day is not None and day <= last and (isinstance(time, Until) or first <= day)

    def met(self, conditions: tuple[Condition, ...], row: Values, of: type[RowShape] | None = None) -> bool:
        """Whether a row of `of` (of the register, when not said) meets all `conditions`."""
        return _met(conditions, of or self.of)(row, self.frame)

    def _proof(self, indicator: Indicator) -> Callable[[Values], bool]:
        """Whether a record shows that the figure was collected at all."""
        measure, met, frame = indicator.measure, _met(indicator.needs, self.of), self.frame
        if not indicator.needs and measure.instead:
            return lambda row: _says(measure, row) or row.get(measure.instead) is not None
        return lambda row: met(row, frame)

    def measured(self, measure: Measure, rows: Sequence[Values]) -> int:
        """What the measure comes to over the records that count. Raises KeyError for a measure that is none."""
        if measure.of in ("count", "sum", "listed", "sum_listed"):
            return sum(self._adds(measure, row) for row in rows)
        return len({key for row in rows for key in self._keys(measure, row)})

    def _adds(self, measure: Measure, row: Values) -> int:
        if measure.of == "count":
            return 1
        if measure.of == "sum":
            return int(row.get(measure.field) or 0)
        if measure.instead and not _says(measure, row):
            return int(row.get(measure.instead) or 0)
        lines = self._lines(measure, row)
        return sum(int(line.get(measure.amount) or 0) for line in lines) if measure.amount else len(lines)

    def _lines(self, measure: Measure, row: Values) -> list[Values]:
        part = _field(self.of, measure.field).kind.of  # type: ignore[attr-defined]
        return [line for line in row.get(measure.field) or () if self.met(measure.where, line, part)]

    def _keys(self, measure: Measure, row: Values) -> Iterator[Any]:
        """What the record brings of the things that are counted once."""
        if measure.of == "terms":
            yield from row.get(measure.field) or ()
        elif measure.of == "people":
            yield from filter(None, (_first_key(measure, line) for line in self._lines(measure, row)))
        elif measure.of in ("distinct", "linked_distinct"):
            yield from filter(None, (_first_key(measure, self._resolved(measure, row)),))
        else:
            raise KeyError(measure.of)

    def _resolved(self, measure: Measure, row: Values) -> Values:
        """The record with the parts «own/other» of the measure's keys: those of the record pointed to come first."""
        asked = {name for names in measure.keys for name in names if "/" in name}
        if not asked:
            return row
        to = _field(self.of, measure.field).kind.to  # type: ignore[attr-defined]
        there = self.others.get(to, {}).get(row.get(measure.field)) or {}  # type: ignore[arg-type]
        parts = ((name, *name.split("/")) for name in asked)
        return {**row, **{name: _either(there.get(other), row.get(own)) for name, own, other in parts}}


def _either(first: Any, second: Any) -> Any:
    return second if first is None else first


def _stands(time: Standing, row: Values, last: date) -> bool:
    since, until = _day(row.get(time.since)), _day(row.get(time.until))
    begun = since is None or since <= last
    state = _plain(row.get(time.state)) if time.state else None
    in_state = not time.state or state in time.values
    return begun and state not in time.never and (until > last if until is not None else in_state)


def _day(value: Any) -> Any:
    """Of a moment its day in Vietnam; any other value as it is."""
    return value.astimezone(VIETNAM).date() if isinstance(value, datetime) else value


def _plain(value: Any) -> Any:
    return value.name if isinstance(value, Term) else value


def _says(measure: Measure, row: Values) -> bool:
    """Whether some row of the list fills every field that the measure asks about."""
    asked = [each.field for each in measure.where if each.op not in ("unknown", "not_in", "none", "either")]
    names = [*asked, *filter(None, (measure.amount,))]
    return any(all(line.get(name) not in (None, ()) for name in names) for line in row.get(measure.field) or ())


def _first_key(measure: Measure, row: Values) -> tuple[Any, ...]:
    """The first of the measure's keys that is filled, marked by its place; empty when none is."""
    for place, names in enumerate(measure.keys or ((measure.field,),)):
        values = [row.get(name) for name in names]
        if all(value is not None for value in values):
            return (place, *values)
    return ()


_MET_BY_NOTHING = frozenset({"unknown", "not_in", "none", "either"})
"""The conditions that a row may meet although it says nothing of the field."""
_COMPARED: Mapping[str, Callable[[Any, Any], Any]] = MappingProxyType(
    {"le": operator.le, "lt": operator.lt, "ge": operator.ge, "gt": operator.gt, "eq": operator.eq}
)
_OF_DAYS: Mapping[str, Callable[[date, Period], bool]] = MappingProxyType(
    {
        "in_period": lambda day, period: period[0] <= day <= period[1],
        "by_end": lambda day, period: day <= period[1],
        "before_end": lambda day, period: day < period[1],
        "after_end": lambda day, period: day > period[1],
        "before_start": lambda day, period: day < period[0],
        "from_start": lambda day, period: day >= period[0],
        "in_year": lambda year, period: year == period[1].year,
    }
)
_OF_VALUES: Mapping[str, Callable[[Condition, Any], bool]] = MappingProxyType(
    {
        "in": lambda asked, value: value is not None and _plain(value) in asked.values,
        "not_in": lambda asked, value: value is None or _plain(value) not in asked.values,
        "has": lambda asked, value: not {_plain(term) for term in value or ()}.isdisjoint(asked.values),
        "known": lambda _asked, value: value not in (None, ()),
        "unknown": lambda _asked, value: value in (None, ()),
        "more_than": lambda asked, value: value is not None and value > asked.values[0],
    }
)
