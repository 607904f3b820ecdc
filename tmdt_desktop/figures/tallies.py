"""What one indicator finds in the cells of a pass."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from tmdt_desktop.catalogues.indicators import Indicator
from tmdt_desktop.figures import shaped
from tmdt_desktop.figures.asking import Asked, Need, Test
from tmdt_desktop.figures.columns import coded, column
from tmdt_desktop.figures.measures import OF_LISTS, of_list, said, says
from tmdt_desktop.figures.places import MONTH, month, plain_values, then
from tmdt_desktop.figures.reading import Cell, Cells, Reading
from tmdt_desktop.records import Record

Key = str | None
Adds = Callable[[Cell], int]
"""What each record of a cell adds."""
Shares = Callable[[Cell, int], Sequence[tuple[Key, int]]]
"""The parts of a group in which each record of a cell stands, and its share in each, given what it adds."""


@dataclass
class Alike:
    """The cells of one mask: most of what is asked depends on that alone. `size`: how many records fell into them."""

    cells: Cells = field(default_factory=dict)
    size: int = 0


@dataclass(frozen=True)
class Alikes:
    """The cells of a pass by their masks, as `reading.Reading` has them."""

    cells: Mapping[int, Alike]
    by_choice: Mapping[int, Mapping[int, Alike]]


def by_mask(found: Reading) -> Alikes:
    """The cells of a pass, put together by their masks."""
    whole = _alike(found.cells)
    others = ((place, cells) for place, cells in found.by_choice.items())
    return Alikes(whole, {place: whole if cells is found.cells else _alike(cells) for place, cells in others})


def _alike(cells: Cells) -> Mapping[int, Alike]:
    held: defaultdict[int, Alike] = defaultdict(Alike)
    for cell, size in cells.items():
        alike = held[cell[0]]
        alike.cells[cell] = size
        alike.size += size
    return held


@dataclass
class Tally:
    """What has been counted so far; `keys` are the different values, where these are what is measured.

    `unshaped`: what of `added` came from records whose lists have no shape; None when there were none.
    """

    added: int = 0
    population: int = 0
    proofs: int = 0
    keys: set[str] = field(default_factory=set)
    shares: defaultdict[str, Counter[Key]] = field(default_factory=lambda: defaultdict(Counter))
    unshaped: int | None = None


@dataclass(frozen=True)
class Question:
    """An indicator as asked of one pass: which cells count, what they add, and where it goes.

    `population`: records of the period and the population; `is_among`: those of them that count.
    """

    population: Test
    proves: Callable[[Cell], bool]
    is_among: Test
    adds: Adds
    keys: Callable[[Cell], Sequence[str]] | None
    keys_at: int
    shares: tuple[tuple[str, int | None, Shares], ...]
    """(group, the place of the choice by which it divides, None where it is none; the parts)"""
    says: Callable[[Cell], bool]
    by_cell: bool
    """What a record adds or proves depends on more than the mask, or on the mask and more."""

    def brings(self, cell: Cell) -> bool:
        """Whether the records of the cell say something of what is measured."""
        return bool(self.keys(cell)) if self.keys is not None else self.says(cell)

    def note(self, found: Alikes, tally: Tally) -> None:
        """Add what the cells hold to the tally."""
        for mask, alike in found.cells.items():
            if self.population(mask):
                tally.population += alike.size
                tally.proofs += self._proofs(alike)
        if self.keys is not None:
            for cell in self._counted(found.by_choice[self.keys_at]):
                tally.keys.update(self.keys(cell))
            return
        for cell, size in self._counted(found.cells).items():
            tally.added += self.adds(cell) * size
        for name, place, shares in self.shares:
            held = tally.shares[name]
            cells = found.cells if place is None else found.by_choice[place]
            for cell, size in self._counted(cells).items():
                for key, share in shares(cell, self.adds(cell)):
                    if share:
                        held[key] += share * size

    def _proofs(self, alike: Alike) -> int:
        if not self.by_cell:
            return alike.size if self.proves(next(iter(alike.cells))) else 0
        return sum(size for cell, size in alike.cells.items() if self.proves(cell))

    def _counted(self, cells: Mapping[int, Alike]) -> Cells:
        """The cells that count; what differs in nothing but the mask is one, where that is of no matter."""
        merged: Cells = {}
        for mask, alike in cells.items():
            if not self.is_among(mask):
                continue
            if self.by_cell:
                merged.update(alike.cells)
                continue
            for cell, size in alike.cells.items():
                held = (0, *cell[1:])
                merged[held] = merged.get(held, 0) + size
        return merged


def question(asked: Asked, indicator: Indicator) -> Question:
    """Ask one indicator of a pass."""
    asked.touched = 0
    populated = asked.time(indicator.time) & asked.all_of(indicator.population)
    is_among = asked.test(populated & asked.all_of(indicator.counted))
    adds = _ADDS.get(indicator.measure.of, _nothing)(asked, indicator)
    names = [name for name in indicator.groups if _in_cells(asked, indicator, name)]
    shares = tuple((name, *_shares(asked, indicator, name)) for name in names)
    keys_at, keys = _keys(asked, indicator)
    asked.matter(place for place in (keys_at, *(place for _, place, _ in shares)) if place is not None)
    proves, population = _proves(asked, indicator, populated), asked.test(populated)
    says_something, by_cell = _says_something(asked, indicator, adds), indicator.measure.of in OF_LISTS
    return Question(population, proves, is_among, adds, keys, keys_at, shares, says_something, by_cell)


def in_database(of: type[Record], indicator: Indicator, name: str) -> bool:
    """Whether the parts of the group `name` are not told by shapes, so that the database is asked for them alone."""
    head, _, tail = name.partition(".")
    measure, part = indicator.measure, of.sub_list(head)
    shaped_ = any(each.shaped for each in of.sub_lists() if each.name == head)
    return not (shaped_ and measure.of == "listed" and shaped.answers(part, measure.where) and coded(part, tail))


def _in_cells(asked: Asked, indicator: Indicator, name: str) -> bool:
    return "." not in name or (asked.by_shape and not in_database(asked.of, indicator, name))


def counts_keys(of: type[Record], indicator: Indicator) -> bool:
    """Whether the indicator counts different values that cells hold."""
    measure = indicator.measure
    return measure.of == "terms" or (measure.of == "distinct" and coded(of, measure.field))


# What proves that the figure was collected


def _proves(asked: Asked, indicator: Indicator, populated: Need) -> Callable[[Cell], bool]:
    measure = indicator.measure
    if indicator.needs:
        needs = asked.test(populated & asked.all_of(indicator.needs))
        return lambda cell: needs(cell[0])
    if measure.of in OF_LISTS and measure.instead:
        says_it, instead = _says(asked, indicator), _number_of(asked, measure.instead)
        return lambda cell: cell[instead] is not None or says_it(cell)
    return lambda _cell: True


# What a record adds


def _says_something(asked: Asked, indicator: Indicator, adds: Adds) -> Callable[[Cell], bool]:
    if indicator.measure.of != "sum":
        return lambda cell: adds(cell) > 0
    at = _number_of(asked, indicator.measure.field)
    return lambda cell: cell[at] is not None


def _one(_asked: Asked, _indicator: Indicator) -> Adds:
    return lambda _cell: 1


def _nothing(_asked: Asked, _indicator: Indicator) -> Adds:
    return lambda _cell: 0


def _sum(asked: Asked, indicator: Indicator) -> Adds:
    at = _number_of(asked, indicator.measure.field)
    return lambda cell: cell[at] or 0


def _listed(asked: Asked, indicator: Indicator) -> Adds:
    measure = indicator.measure
    of_rows = _of_rows(asked, indicator)
    if not measure.instead:
        return of_rows
    says_it, instead = _says(asked, indicator), _number_of(asked, measure.instead)
    return lambda cell: of_rows(cell) if says_it(cell) else cell[instead] or 0


def _of_rows(asked: Asked, indicator: Indicator) -> Adds:
    measure = indicator.measure
    if measure.of == "listed" and asked.has_shape(measure.field, measure.where):
        at = 1 + asked.of_shape(measure, "count", lambda rows: sum(shaped.meets(measure.where, row) for row in rows))
    else:
        key = ("of_list", measure)
        at = 1 + asked.number(key, lambda: of_list(asked.of, measure, asked.scope, asked.lists))
    return lambda cell: cell[at] or 0


def _says(asked: Asked, indicator: Indicator) -> Callable[[Cell], bool]:
    measure = indicator.measure
    if asked.has_shape(measure.field, said(measure)):
        at = 1 + asked.of_shape(measure, "says", lambda rows: any(shaped.meets(said(measure), row) for row in rows))
        return lambda cell: bool(cell[at])
    key = ("says", measure.field, said(measure))
    test = asked.test(asked.judged(key, lambda: says(asked.of, measure, asked.scope, asked.lists)))
    return lambda cell: test(cell[0])


def _number_of(asked: Asked, name: str) -> int:
    return 1 + asked.number(name, lambda: column(asked.of, name))


_ADDS: Mapping[str, Callable[[Asked, Indicator], Adds]] = MappingProxyType(
    {"count": _one, "sum": _sum, "listed": _listed, "sum_listed": _listed}
)


# The different values that are counted, and the parts of groups


def _keys(asked: Asked, indicator: Indicator) -> tuple[int, Callable[[Cell], Sequence[str]] | None]:
    """The place of the choice whose values are counted, and its values in a cell."""
    if not counts_keys(asked.of, indicator):
        return -1, None
    place = _values(asked, indicator.measure.field)
    return place, lambda cell: [key for key in cell[1 + place] if key is not None]


def _shares(asked: Asked, indicator: Indicator, name: str) -> tuple[int | None, Shares]:
    if name == MONTH:
        of, scope = asked.of, asked.scope
        at = 1 + asked.value((MONTH, indicator.time), lambda: month(of, indicator, scope))
        return None, lambda cell, each: ((cell[at], each),)
    if "." in name:
        return None, _shares_of_list(asked, indicator, name.partition(".")[2])
    place = _values(asked, name)
    return place, lambda cell, each: [(key, each) for key in cell[1 + place]]


def _values(asked: Asked, name: str) -> int:
    """The place of the plain values of a coded field; (None,) where it is empty."""
    return asked.text(name, lambda text: plain_values(asked.of, name, text, asked.scope))


def _shares_of_list(asked: Asked, indicator: Indicator, name: str) -> Shares:
    measure = indicator.measure

    def derive(rows: Sequence[shaped.ShapeRow]) -> tuple[tuple[Key, int], ...]:
        held = [key for row in rows if shaped.meets(measure.where, row) for key in shaped.keys(row, name)]
        return tuple(Counter(held).items())

    at = 1 + asked.of_shape(measure, f"by {name}", derive)
    part = asked.of.sub_list(measure.field)
    scope = asked.scope

    def shares(cell: Cell, each: int) -> Sequence[tuple[Key, int]]:
        told = [(then(part, name, key, scope), share) for key, share in cell[at] if key is not None]
        rest = each - sum(share for _, share in told)
        return [*told, (None, rest)] if rest > 0 else told

    return shares
