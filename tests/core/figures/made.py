"""Random records of any register, and random indicators over them, made from what its fields say."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import singledispatch
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from tmdt_desktop import kinds
from tmdt_desktop.catalogues.indicators import (
    Anytime,
    Condition,
    Indicator,
    InYear,
    Measure,
    Standing,
    Time,
    Until,
    Within,
)
from tmdt_desktop.catalogues.units import Commune, Communes
from tmdt_desktop.fields import Field, Rows
from tmdt_desktop.figures.columns import Listing, coded, holds_several
from tmdt_desktop.rare_kinds import DueTime, Exact
from tmdt_desktop.records import Record, register

IDS = tuple(UUID(int=number) for number in range(1, 5))
"""The identifiers that records may have and references may name."""
DAYS = st.dates(date(2023, 12, 10), date(2024, 12, 20))
MOMENTS = st.builds(datetime.combine, DAYS, st.sampled_from([time(10), time(16, 59), time(17)]), st.just(UTC))


@singledispatch
def values(_kind: kinds.Kind) -> st.SearchStrategy[Any]:
    """Values of a kind, few different ones; lines of text where nothing else is said."""
    return st.sampled_from(["An", "Bình"])


@values.register
def _(kind: kinds.Choice) -> st.SearchStrategy[Any]:
    return st.sampled_from(list(kind.of)[:3])


@values.register
def _(kind: kinds.Choices) -> st.SearchStrategy[Any]:
    return st.lists(st.sampled_from(list(kind.of)[:3]), unique=True, max_size=2).map(tuple)


@values.register
def _(_kind: kinds.Flag) -> st.SearchStrategy[Any]:
    return st.booleans()


@values.register(kinds.Whole)
@values.register(kinds.Money)
def _(_kind: kinds.Kind) -> st.SearchStrategy[Any]:
    return st.integers(0, 3)


@values.register
def _(_kind: kinds.Year) -> st.SearchStrategy[Any]:
    return st.integers(2023, 2025)


@values.register
def _(_kind: Exact) -> st.SearchStrategy[Any]:
    return st.sampled_from([Decimal(1), Decimal("2.5")])


@values.register
def _(_kind: kinds.Day) -> st.SearchStrategy[Any]:
    return DAYS


@values.register(kinds.Moment)
@values.register(DueTime)
def _(_kind: kinds.Kind) -> st.SearchStrategy[Any]:
    return MOMENTS


@values.register
def _(_kind: kinds.Ref) -> st.SearchStrategy[Any]:
    return st.sampled_from(IDS)


@values.register
def _(_kind: kinds.Structure) -> st.SearchStrategy[Any]:
    return st.none()


def codes(kind: Any) -> list[str]:
    """Three codes of a list; communes that stood through the whole time."""
    if isinstance(kind, Commune | Communes):
        return ["08761", "08767"]
    return [code for code, _ in kind.choices()][:3]


def of_field(of: Listing, field: Field) -> st.SearchStrategy[Any]:
    """Values of a field, empty ones too where it may be empty."""
    if isinstance(field.kind, Rows):
        return st.lists(lines(field.kind.of), max_size=3)  # type: ignore[arg-type]
    made = values(field.kind)
    if hasattr(field.kind, "choices"):
        made = st.sampled_from(codes(field.kind))
        if holds_several(of, field.name):
            made = st.lists(made, unique=True, max_size=2).map(tuple)
    return made if field.required else st.none() | made


def lines(of: Listing) -> st.SearchStrategy[dict[str, Any]]:
    """Rows of a register or a sub-list."""
    return st.fixed_dictionaries({field.name: of_field(of, field) for field in of.fields()})


def fields(of: Listing, *of_kinds: type[kinds.Kind]) -> list[str]:
    """The names of the fields of some kinds."""
    return [field.name for field in of.fields() if isinstance(field.kind, of_kinds)]


@st.composite
def conditions(draw: st.DrawFn, of: Listing, depth: int = 2) -> Condition:
    """A condition that can be asked of rows of `of`."""
    return draw(st.sampled_from(list(_kinds_of_condition(of, depth))).flatmap(lambda made: made))


def _kinds_of_condition(of: Listing, depth: int) -> Iterator[st.SearchStrategy[Condition]]:
    every = [field.name for field in of.fields() if not isinstance(field.kind, Rows)]
    yield st.builds(Condition, st.sampled_from(every), st.sampled_from(["known", "unknown"]))
    days = fields(of, kinds.Day, DueTime)
    if days:
        ops = st.sampled_from(["in_period", "by_end", "before_end", "after_end", "before_start", "from_start"])
        yield st.builds(Condition, st.sampled_from(days), ops)
        named = st.sampled_from(days)
        compared = st.sampled_from(["le", "lt", "ge", "gt", "eq"])
        yield st.builds(Condition, named, compared, st.just(()), st.just(()), named)
    if years := fields(of, kinds.Year):
        yield st.builds(Condition, st.sampled_from(years), st.just("in_year"))
    if numbers := fields(of, kinds.Whole, kinds.Money):
        yield st.builds(Condition, st.sampled_from(numbers), st.just("more_than"), st.sampled_from([(0,), (1,)]))
    for field in of.fields():
        if not isinstance(field.kind, Rows) and coded(of, field.name):
            yield _of_codes(of, field)
        if depth and isinstance(field.kind, Rows):
            inner = st.lists(conditions(field.kind.of, depth - 1), max_size=2).map(tuple)  # type: ignore[arg-type]
            yield st.builds(Condition, st.just(field.name), st.sampled_from(["any", "none"]), st.just(()), inner)
        if depth and isinstance(field.kind, kinds.Ref) and field.kind.to != of.code:
            yield _linked(field.name, register(field.kind.to))
    if depth:
        ways = st.lists(conditions(of, depth - 1), min_size=1, max_size=2).map(tuple)
        yield st.builds(Condition, st.just(""), st.just("either"), st.just(()), ways)


def _of_codes(of: Listing, field: Field) -> st.SearchStrategy[Condition]:
    kind = field.kind
    among: list[Any] = [True, False] if isinstance(kind, kinds.Flag) else []
    if isinstance(kind, kinds.Choice | kinds.Choices):
        among = [term.name for term in kind.of][:3]
    some = st.lists(st.sampled_from(among or codes(kind)), min_size=1, max_size=2, unique=True).map(tuple)
    ops = ["has"] if holds_several(of, field.name) else ["in", "not_in"]
    return st.builds(Condition, st.just(field.name), st.sampled_from(ops), some)


def _linked(name: str, to: type[Record]) -> st.SearchStrategy[Condition]:
    inner = conditions(to, 0).filter(lambda each: not isinstance(to.field(each.field).kind, Rows))
    where = st.just(()) | inner.map(lambda each: (each,))
    return st.builds(Condition, st.just(name), st.just("linked"), st.just(()), where)


@st.composite
def indicators(draw: st.DrawFn, of: type[Record]) -> Indicator:
    """Any indicator over a register."""
    some = st.lists(conditions(of), max_size=2).map(tuple)
    when, measure = draw(times(of)), draw(measures(of))
    needs = draw(st.just(()) | some)
    groups = _groups(of, when, measure)
    chosen = tuple(draw(st.lists(st.sampled_from(groups), unique=True, max_size=3))) if groups else ()
    asked = (of.code, when, measure, draw(some), draw(some), needs, chosen)
    dated = {"valid_from": None, "valid_to": None, "basis": "", "verified": False}
    return Indicator(f"X{draw(st.integers(0, 10**9))}", "", "", "", "", *asked, **dated)


def times(of: type[Record]) -> st.SearchStrategy[Time]:
    """Any way in which a record may belong to the period."""
    made: list[st.SearchStrategy[Time]] = [st.just(Anytime())]
    if days := fields(of, kinds.Day, DueTime):
        day = st.sampled_from(days)
        state = next(iter(fields(of, kinds.Choice)), "")
        values_ = tuple(term.name for term in of.field(state).kind.of)[:2] if state else ()  # type: ignore[attr-defined]
        made += [st.builds(Within, day), st.builds(Until, day)]
        never = st.just(()) | st.just(values_[1:])
        made += [st.builds(Standing, day | st.just(""), day, st.just(state), st.just(values_), never)]
        made += [st.builds(Standing, day, day, st.just(""), st.just(()))]
    if years := fields(of, kinds.Year):
        made.append(st.builds(InYear, st.sampled_from(years)))
    return st.one_of(made)


def measures(of: type[Record]) -> st.SearchStrategy[Measure]:
    """Any measure of a register."""
    made = [st.just(Measure("count"))]
    numbers = fields(of, kinds.Whole, kinds.Money)
    plain = [field.name for field in of.fields() if not isinstance(field.kind, Rows | Exact | kinds.Structure)]
    single = [name for name in plain if not holds_several(of, name)]
    made.append(st.builds(Measure, st.just("distinct"), st.sampled_from(single)))
    keys = st.lists(st.lists(st.sampled_from(single), min_size=1, max_size=2).map(tuple), min_size=1, max_size=2)
    made.append(st.builds(lambda some: Measure("linked_distinct", keys=tuple(some)), keys))
    if numbers:
        made.append(st.builds(Measure, st.just("sum"), st.sampled_from(numbers)))
    if choices := fields(of, kinds.Choices):
        made.append(st.builds(Measure, st.just("terms"), st.sampled_from(choices)))
    for part in of.sub_lists():
        made += _of_list(part.name, part.of, numbers)
    return st.one_of(made)


def _of_list(name: str, part: Listing, numbers: list[str]) -> Iterator[st.SearchStrategy[Measure]]:
    instead = st.just("") | st.sampled_from(numbers) if numbers else st.just("")
    where = st.lists(conditions(part, 1), max_size=2).map(tuple)
    yield st.builds(lambda other, asked: Measure("listed", name, other, asked), instead, where)
    single = [field.name for field in part.fields() if not holds_several(part, field.name)]
    keys = st.lists(st.lists(st.sampled_from(single), min_size=1, max_size=2).map(tuple), min_size=1, max_size=2)
    yield st.builds(lambda asked, some: Measure("people", name, "", asked, tuple(some)), where, keys)
    if amounts := fields(part, kinds.Whole, kinds.Money):
        amount = st.sampled_from(amounts)
        yield st.builds(
            lambda other, asked, added: Measure("sum_listed", name, other, asked, amount=added), instead, where, amount
        )


def _groups(of: type[Record], when: Time, measure: Measure) -> list[str]:
    """The ways in which an indicator may divide."""
    if measure.of not in ("count", "sum", "listed", "sum_listed"):
        return []
    made = [field.name for field in of.fields() if not isinstance(field.kind, Rows) and coded(of, field.name)]
    if isinstance(when, Within):
        made.append("month")
    if measure.of in ("listed", "sum_listed"):
        part = of.sub_list(measure.field)
        made += [f"{measure.field}.{field.name}" for field in part.fields() if coded(part, field.name)]
    return made
