"""Values of indicators, and their parts, from one pass over each register."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, and_, distinct, func, or_, select, true

from tmdt_desktop.catalogues.indicators import Indicator, wholes
from tmdt_desktop.figures.asking import Asked
from tmdt_desktop.figures.columns import Listing, as_text, belongs, holds_several, kind_of, known, part_of
from tmdt_desktop.figures.conditions import Scope, counting, in_time, met
from tmdt_desktop.figures.lists import Correlated, Joined
from tmdt_desktop.figures.measures import ADDED, added_by_row, first_key
from tmdt_desktop.figures.places import MONTH, plain_values
from tmdt_desktop.figures.reading import Reading, read, without_shapes
from tmdt_desktop.figures.tallies import Key, Tally, by_mask, counts_keys, in_database, question
from tmdt_desktop.kinds import Choice, Choices
from tmdt_desktop.records import register
from tmdt_desktop.task import SILENT, Task


@dataclass(frozen=True)
class Group:
    """One way a figure divides. `parts`: (plain value of the field, None for «not said»; its share).

    They add up to the whole, unless `overlapping`: there a record stands in each part that it names.
    """

    field: str
    parts: tuple[tuple[str | None, int], ...]
    overlapping: bool = False


@dataclass(frozen=True)
class Figure:
    """A counted figure; `value` None when it was not collected."""

    code: str
    value: int | None
    groups: tuple[Group, ...] = ()


def value(connection: Connection, indicator: Indicator, scope: Scope) -> Figure:
    """One figure with its groups."""
    return compute_all(connection, (indicator,), scope)[0]


def compute_all(
    connection: Connection, indicators: Iterable[Indicator], scope: Scope, task: Task = SILENT
) -> tuple[Figure, ...]:
    """All figures in the order asked; each register is read once. No part of what is unknown is 0.

    Raises:
        Cancelled: the user has stopped the work.
    """
    asked = tuple(indicators)
    together: defaultdict[str, list[Indicator]] = defaultdict(list)
    for each in {each.code: each for part in asked for each in (*wholes(part), part)}.values():
        together[each.register].append(each)
    found: dict[str, Figure] = {}
    for held in together.values():
        tallies = _tallies(connection, held, scope, task)
        found.update({each.code: _figure(connection, each, scope, tallies[each.code]) for each in held})
    return tuple(_within_whole(each, found) for each in asked)


def _within_whole(indicator: Indicator, found: Mapping[str, Figure]) -> Figure:
    """The figure; unknown where it found nothing and what it is a part of is unknown."""
    made = found[indicator.code]
    unknown = not made.value and any(found[whole.code].value is None for whole in wholes(indicator))
    return Figure(indicator.code, None) if unknown else made


def overlapping(indicator: Indicator, group: str) -> bool:
    """Whether a record may stand in several parts of the group, so that nobody may add them up."""
    if group == MONTH:
        return False
    of = register(indicator.register)
    head, dot, tail = group.partition(".")
    return holds_several(part_of(of, head), tail) if dot else holds_several(of, group)


def _tallies(connection: Connection, held: Sequence[Indicator], scope: Scope, task: Task) -> Mapping[str, Tally]:
    """Read one register: by the shapes of its lists, then those records whose lists have none."""
    of = register(held[0].register)
    tallies = {each.code: Tally() for each in held}
    different = dict.fromkeys(each.time for each in held)
    times, one = or_(*(in_time(of, time, scope) for time in different)), len(different) == 1
    asked = Asked(connection, of, scope, Joined(), by_shape=True, one_time=one)
    found = _read(asked, held, times, tallies, task)
    if found.unshaped:
        lists = Correlated() if found.cells else Joined()
        rest = Asked(connection, of, scope, lists, by_shape=False, one_time=one)
        before = {code: tally.added for code, tally in tallies.items()}
        _read(rest, held, times & without_shapes(of), tallies, task)
        for code, tally in tallies.items():
            tally.unshaped = tally.added - before[code]
    return tallies


def _read(
    asked: Asked, held: Sequence[Indicator], where: ColumnElement[bool], tallies: Mapping[str, Tally], task: Task
) -> Reading:
    """Put all indicators to one pass and note what it finds."""
    questions = [(each.code, question(asked, each)) for each in held]
    found = read(asked, where, task)
    alike = by_mask(found)
    for code, put in questions:
        put.note(alike, tallies[code])
    return found


def _figure(connection: Connection, indicator: Indicator, scope: Scope, tally: Tally) -> Figure:
    if tally.population and not tally.proofs:
        return Figure(indicator.code, None)
    if indicator.measure.of not in ADDED:
        return Figure(indicator.code, _different(connection, indicator, scope, tally))
    groups = tuple(_group(connection, indicator, scope, name, tally) for name in indicator.groups)
    return Figure(indicator.code, tally.added, groups)


def _different(connection: Connection, indicator: Indicator, scope: Scope, tally: Tally) -> int:
    """How many different things are counted: from the cells where these hold them, else asked of the database."""
    of, measure, lists = register(indicator.register), indicator.measure, Correlated()
    if counts_keys(of, indicator):
        return len(tally.keys)
    held = counting(of, indicator, scope, lists)
    if measure.of != "people":
        asked = select(func.count(distinct(first_key(of, measure, scope)))).select_from(of.__table__).where(held)
        return connection.scalar(asked) or 0
    part = part_of(of, measure.field)
    source = part.__table__.join(of.__table__, belongs(of, part))
    asked = select(func.count(distinct(first_key(part, measure, scope)))).select_from(source)
    return connection.scalar(asked.where(held, met(part, measure.where, scope, lists))) or 0


def _group(connection: Connection, indicator: Indicator, scope: Scope, name: str, tally: Tally) -> Group:
    of = register(indicator.register)
    head, dot, tail = name.partition(".")
    if name == MONTH:
        return Group(name, tuple(sorted((key or "", share) for key, share in tally.shares[name].items())))
    if not dot:
        return Group(name, _ordered(of, name, tally.shares[name]), overlapping(indicator, name))
    parts = Counter(tally.shares[name])
    if in_database(of, indicator, name):
        parts = _shares_of_list(connection, indicator, scope, name, true(), tally.added)
    elif tally.unshaped:
        parts += _shares_of_list(connection, indicator, scope, name, without_shapes(of), tally.unshaped)
    return Group(name, _ordered(part_of(of, head), tail, parts), overlapping(indicator, name))


def _shares_of_list(
    connection: Connection, indicator: Indicator, scope: Scope, name: str, among: ColumnElement[bool], whole: int
) -> "Counter[Key]":
    """The rows of a sub-list by one of its fields; what of the `whole` no row tells of is «not said»."""
    of, lists, measure = register(indicator.register), Correlated(), indicator.measure
    head, _, tail = name.partition(".")
    part = part_of(of, head)
    text = as_text(part, tail)
    held = and_(counting(of, indicator, scope, lists), met(part, measure.where, scope, lists), among)
    source = of.__table__.join(part.__table__, belongs(of, part))
    asked = select(text, added_by_row(part, measure)).select_from(source).where(held, known(part, tail)).group_by(text)
    shares: Counter[Key] = Counter()
    for found, share in connection.execute(asked):
        whole -= int(share)
        for key in plain_values(part, tail, str(found), scope):
            shares[key] += int(share)
    return shares + Counter({None: whole})


def _ordered(of: Listing, name: str, parts: Mapping[Key, int]) -> tuple[tuple[str | None, int], ...]:
    """Terms in the order of their list, codes by code, «not said» last."""
    kind = kind_of(of, name)
    places = {term.name: at for at, term in enumerate(kind.of)} if isinstance(kind, Choice | Choices) else {}
    return tuple(sorted(parts.items(), key=lambda part: (part[0] is None, places.get(part[0] or "", 0), part[0] or "")))
