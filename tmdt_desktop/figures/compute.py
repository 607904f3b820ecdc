"""Values of indicators, and their parts, from one pass over each register."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, distinct, func, select

from tmdt_desktop.catalogues.indicators import Indicator, Standing, Within
from tmdt_desktop.figures.columns import Listing, belongs, column, has_term, kind_of, part_of, plain, terms
from tmdt_desktop.figures.conditions import Scope, counting, in_scope, in_time, met
from tmdt_desktop.figures.lists import Correlated, Joined
from tmdt_desktop.figures.measures import amount, needed, person_key
from tmdt_desktop.figures.places import then
from tmdt_desktop.kinds import Choice
from tmdt_desktop.records import Record, register


@dataclass(frozen=True)
class Group:
    """One way a figure divides. `parts`: (plain value of the field, None for «not said»; its share), adding up to the whole."""

    field: str
    parts: tuple[tuple[str | None, int], ...]


@dataclass(frozen=True)
class Figure:
    """A counted figure; `value` None when it was not collected."""

    code: str
    value: int | None
    groups: tuple[Group, ...] = ()


_Asked = tuple[Any, ...]
"""What a column of a pass was asked for; equal questions share one column."""


@dataclass
class _Tally:
    """What one pass finds for one indicator."""

    added: int = 0
    population: int = 0
    proofs: int = 0
    shares: defaultdict[str, defaultdict[str | None, int]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(int))
    )


def value(connection: Connection, indicator: Indicator, scope: Scope) -> Figure:
    """One figure with its groups."""
    return compute_all(connection, (indicator,), scope)[0]


def compute_all(connection: Connection, indicators: Iterable[Indicator], scope: Scope) -> tuple[Figure, ...]:
    """All figures in the order asked: each register and each of its sub-lists is read once for each way of time."""
    asked = tuple(indicators)
    together: defaultdict[tuple[str, Within | Standing], list[Indicator]] = defaultdict(list)
    for each in asked:
        together[each.register, each.time].append(each)
    found: dict[str, Figure] = {}
    for held in together.values():
        tallies = _pass(connection, held, scope)
        found.update({each.code: _figure(connection, each, scope, tallies[each.code]) for each in held})
    return tuple(found[each.code] for each in asked)


def _pass(connection: Connection, indicators: Sequence[Indicator], scope: Scope) -> dict[str, _Tally]:
    """Read one register once, in cells of the fields by which some figure divides."""
    of, time, lists = register(indicators[0].register), indicators[0].time, Joined()
    fields = tuple(dict.fromkeys(name for each in indicators for name in _fields_of(each)))
    columns: dict[_Asked, ColumnElement[Any]] = {}
    for each in indicators:
        columns.update(_columns(of, each, lists))
    keys = [column(of, name) for name in fields]
    statement = select(*keys, *columns.values()).select_from(lists.source(of))
    statement = statement.where(in_scope(of, scope), in_time(of, time, scope))
    tallies = {each.code: _Tally() for each in indicators}
    for cell in connection.execute(statement.group_by(*keys) if keys else statement):
        where = {name: then(of, name, plain(key), scope) for name, key in zip(fields, cell, strict=False)}
        counted = dict(zip(columns, cell[len(fields) :], strict=True))
        for each in indicators:
            _note(tallies[each.code], each, where, counted)
    return tallies


def _fields_of(indicator: Indicator) -> tuple[str, ...]:
    """The fields of the register by which the indicator must be read apart."""
    own = tuple(name for name in indicator.groups if "." not in name)
    return (*own, indicator.measure.field) if indicator.measure.of == "distinct" else own


def _columns(of: type[Record], indicator: Indicator, lists: Joined) -> dict[_Asked, ColumnElement[Any]]:
    """What is added up, how large the population is, and how many in it show that the figure was collected."""
    population = met(of, indicator.population, lists)
    proof = needed(of, indicator, lists)
    counts = and_(population, met(of, indicator.counted, lists))
    size = func.count(case((population, 1))) if indicator.population else func.count()
    return {
        _added(indicator): func.sum(case((counts, amount(of, indicator.measure, lists)), else_=0)),
        _population(indicator): size,
        _proofs(indicator): size if proof is None else func.count(case((and_(population, proof), 1))),
    }


def _added(indicator: Indicator) -> _Asked:
    return ("added", indicator.population, indicator.counted, indicator.measure)


def _population(indicator: Indicator) -> _Asked:
    return ("population", indicator.population)


def _proofs(indicator: Indicator) -> _Asked:
    listed = indicator.measure if indicator.measure.of == "listed" else None
    return (
        ("proofs", indicator.population, indicator.needs, listed)
        if listed or indicator.needs
        else _population(indicator)
    )


def _note(
    tally: _Tally, indicator: Indicator, where: Mapping[str, str | None], counted: Mapping[_Asked, int | None]
) -> None:
    """Add one cell to the tally."""
    added = int(counted[_added(indicator)] or 0)
    tally.added += added
    tally.population += counted[_population(indicator)] or 0
    tally.proofs += counted[_proofs(indicator)] or 0
    if added:
        for name in _fields_of(indicator):
            tally.shares[name][where[name]] += added


def _figure(connection: Connection, indicator: Indicator, scope: Scope, tally: _Tally) -> Figure:
    if tally.population and not tally.proofs:
        return Figure(indicator.code, None)
    measure = indicator.measure
    if measure.of == "distinct":
        return Figure(indicator.code, len(tally.shares[measure.field].keys() - {None}))
    if measure.of == "terms":
        return Figure(indicator.code, _terms(connection, indicator, scope))
    if measure.of == "people":
        return Figure(indicator.code, _people(connection, indicator, scope))
    groups = tuple(_group(connection, indicator, scope, name, tally) for name in indicator.groups)
    return Figure(indicator.code, tally.added, groups)


def _terms(connection: Connection, indicator: Indicator, scope: Scope) -> int:
    """How many terms of a multiple choice occur among the records that count."""
    of = register(indicator.register)
    name = indicator.measure.field
    held = counting(of, indicator, scope, Correlated())
    occurs = (func.max(case((has_term(of, name, term), 1), else_=0)) for term in terms(of, name))
    row = connection.execute(select(*occurs).select_from(of.__table__).where(held)).one()
    return sum(each or 0 for each in row)


def _people(connection: Connection, indicator: Indicator, scope: Scope) -> int:
    """How many different people the sub-lists of the records that count name."""
    of, measure, lists = register(indicator.register), indicator.measure, Correlated()
    part = part_of(of, measure.field)
    source = part.__table__.join(of.__table__, belongs(of, part))
    held = and_(counting(of, indicator, scope, lists), met(part, measure.where, lists))
    return (
        connection.scalar(
            select(func.count(distinct(person_key(part, measure, scope)))).select_from(source).where(held)
        )
        or 0
    )


def _group(connection: Connection, indicator: Indicator, scope: Scope, name: str, tally: _Tally) -> Group:
    of = register(indicator.register)
    head, _, tail = name.partition(".")
    if not tail:
        return Group(name, _ordered(of, name, tally.shares[name]))
    parts = _shares_of_list(connection, indicator, scope, name)
    rest = tally.added - sum(parts.values())
    return Group(name, _ordered(part_of(of, head), tail, {**parts, None: rest} if rest else parts))


def _shares_of_list(connection: Connection, indicator: Indicator, scope: Scope, name: str) -> dict[str | None, int]:
    """The rows of a sub-list by one of its fields; rows that leave it empty are not among them."""
    of, lists = register(indicator.register), Correlated()
    head, _, tail = name.partition(".")
    part = part_of(of, head)
    key = column(part, tail)
    held = and_(counting(of, indicator, scope, lists), met(part, indicator.measure.where, lists))
    source = of.__table__.join(part.__table__, belongs(of, part))
    asked = select(key, func.count()).select_from(source).where(held, key.is_not(None)).group_by(key)
    shares: defaultdict[str | None, int] = defaultdict(int)
    for found, share in connection.execute(asked):
        shares[then(part, tail, plain(found), scope)] += int(share)
    return dict(shares)


def _ordered(of: Listing, name: str, parts: dict[str | None, int]) -> tuple[tuple[str | None, int], ...]:
    """Terms in the order of their list, codes by code, «not said» last."""
    kind = kind_of(of, name)
    places = {term.name: at for at, term in enumerate(kind.of)} if isinstance(kind, Choice) else {}
    return tuple(sorted(parts.items(), key=lambda part: (part[0] is None, places.get(part[0] or "", 0), part[0] or "")))
