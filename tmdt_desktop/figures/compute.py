"""Values of indicators, and their parts."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, func, select

from tmdt_desktop.catalogues.indicators import Indicator
from tmdt_desktop.figures.conditions import Listing, Scope, belongs, column, in_scope, inside, met, part_of
from tmdt_desktop.figures.measures import amount, counting, needed, value_of
from tmdt_desktop.kinds import Choice
from tmdt_desktop.records import register


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


def value(connection: Connection, indicator: Indicator, scope: Scope) -> Figure:
    """One figure with its groups."""
    return compute_all(connection, (indicator,), scope)[0]


def compute_all(connection: Connection, indicators: Iterable[Indicator], scope: Scope) -> tuple[Figure, ...]:
    """All figures in the order asked: one statement a register, one more for each group."""
    asked = tuple(indicators)
    by_register: defaultdict[str, list[Indicator]] = defaultdict(list)
    for each in asked:
        by_register[each.register].append(each)
    values: dict[str, int | None] = {}
    for code, held in by_register.items():
        values.update(_values(connection, code, held, scope))
    return tuple(Figure(each.code, values[each.code], _groups(connection, each, scope, values)) for each in asked)


def _values(connection: Connection, code: str, indicators: Sequence[Indicator], scope: Scope) -> dict[str, int | None]:
    of = register(code)
    columns: list[ColumnElement[Any]] = []
    for each in indicators:
        population = inside(of, each, scope)
        proof = needed(of, each)
        columns.append(value_of(of, each, scope))
        columns.append(func.count(case((population, 1))))
        columns.append(func.count(case((population if proof is None else and_(population, proof), 1))))
    row = connection.execute(select(*columns).select_from(of.__table__).where(in_scope(of, scope))).one()
    found: dict[str, int | None] = {}
    for at, each in enumerate(indicators):
        counted, population_size, proofs = row[3 * at : 3 * at + 3]
        found[each.code] = None if population_size and not proofs else int(counted)
    return found


def _groups(
    connection: Connection, indicator: Indicator, scope: Scope, values: dict[str, int | None]
) -> tuple[Group, ...]:
    whole = values[indicator.code]
    if whole is None:
        return ()
    return tuple(_group(connection, indicator, scope, field, whole) for field in indicator.groups)


def _group(connection: Connection, indicator: Indicator, scope: Scope, field: str, whole: int) -> Group:
    of = register(indicator.register)
    held = and_(in_scope(of, scope), counting(of, indicator, scope))
    listing, name = _where_field_lies(indicator, field)
    key = column(listing, name)
    if listing is of:
        share = func.coalesce(func.sum(amount(of, indicator.measure)), 0)
        asked = select(key, share).select_from(of.__table__).where(held).group_by(key)
    else:
        part = part_of(of, field.partition(".")[0])
        source = of.__table__.join(part.__table__, belongs(of, part))
        told = and_(held, met(part, indicator.measure.where), key.is_not(None))
        asked = select(key, func.count()).select_from(source).where(told).group_by(key)
    parts = {plain(key_value): int(share) for key_value, share in connection.execute(asked) if share}
    rest = whole - sum(parts.values())
    if rest:
        parts[None] = parts.get(None, 0) + rest
    return Group(field, tuple(sorted(parts.items(), key=lambda item: _order(listing, name, item[0]))))


def _where_field_lies(indicator: Indicator, field: str) -> tuple[Listing, str]:
    of = register(indicator.register)
    head, _, tail = field.partition(".")
    return (part_of(of, head), tail) if tail else (of, head)


def plain(key: Any) -> str | None:
    """A group's value as plain text: a term by its name, a code as it is."""
    name = getattr(key, "name", key)
    return None if name is None else str(name)


def _order(listing: Listing, name: str, key: str | None) -> tuple[int, str]:
    """Terms in the order of their list, codes by code, «not said» last."""
    kind = {made.name: made.kind for made in listing.fields()}[name]
    if key is None:
        return (10**6, "")
    return ([term.name for term in kind.of].index(key) if isinstance(kind, Choice) else 0, key)
