"""One pass over a register: its records as cells, each with how many records fell into it."""

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial, reduce
from itertools import repeat
from operator import and_
from operator import or_ as either
from typing import Any

from sqlalchemy import ColumnElement, String, cast, false, func, literal, literal_column, or_, select

from tmdt_desktop.figures.asking import ALLOWED, Asked, Mask
from tmdt_desktop.figures.columns import column
from tmdt_desktop.figures.conditions import in_scope
from tmdt_desktop.figures.lists import Joined
from tmdt_desktop.records import Record
from tmdt_desktop.task import Task

_BETWEEN = "\x1e"
_CHUNK = 10_000
_FEW = 50_000
"""Where there are no more rows than that, choices need not be kept apart."""
Cell = tuple[Any, ...]
"""The mask of what the records meet, then what is kept of them."""
Cells = dict[Cell, int]
"""Cells with how many records fell into each."""


@dataclass(frozen=True)
class Reading:
    """What a pass found. `unshaped`: there are records that it left out because a list of theirs has no shape.

    `cells` leave the choices and codes that are kept out; `by_choice` has the same records once more for each of these,
    by its place: nobody asks for two of them together, and together they would be very many.
    """

    cells: Cells
    by_choice: Mapping[int, Cells]
    unshaped: bool


@dataclass(frozen=True)
class RowReading:
    """What a pass found, with the row numbers of each cell, ascending, instead of how many there are."""

    cells: "dict[Cell, array[int]]"
    unshaped: bool


def read(asked: Asked, where: ColumnElement[bool], task: Task) -> Reading:
    """The cells of the records in scope that meet `where`. Everything must have been asked before."""
    few = _spread(asked)[1] <= _FEW
    plan = _plan(asked, together=few)
    found = [Counter[_Combination]() for _ in range(1 + len(plan.choices))]
    for columns in _chunks(asked, where, task):
        base = plan.combinations(columns)
        if plan.choices:
            base = list(base)
        found[0].update(base)
        for counter, choice in zip(found[1:], plan.choices, strict=True):
            counter.update(map(and_, base, map(choice.__getitem__, columns[choice.at])))
    cells, unshaped = _cells(asked, plan.base, found[0])
    if few:
        return Reading(cells, dict.fromkeys((each.place for each in asked.kept.values()), cells), unshaped)
    by_choice = {}
    for choice, held in zip(plan.choices, found[1:], strict=True):
        by_choice[choice.places[0]] = _cells(asked, [*plan.base, choice], held)[0]
    return Reading(cells, by_choice, unshaped)


def _cells(asked: Asked, read_by: "Sequence[_Column]", found: "Counter[_Combination]") -> tuple[Cells, bool]:
    """The cells, and whether some combinations were left out."""
    cells: Cells = {}
    told = _told(asked, read_by, found)
    for combination, cell in told.items():
        cells[cell] = cells.get(cell, 0) + found[combination]
    return cells, len(told) < len(found)


def read_rows(asked: Asked, where: ColumnElement[bool], task: Task) -> RowReading:
    """As `read`, with the row numbers."""
    plan = _plan(asked, together=True)
    found = defaultdict[_Combination, "array[int]"](lambda: array("q"))
    for columns in _chunks(asked, where, task, numbered=True):
        for combination, number in zip(plan.combinations(columns), map(int, columns[-1]), strict=True):
            found[combination].append(number)
    cells: dict[Cell, array[int]] = {}
    told = _told(asked, plan.base, found)
    for combination, cell in told.items():
        cells.setdefault(cell, array("q")).extend(found[combination])
    return RowReading(cells, unshaped=len(told) < len(found))


def _chunks(
    asked: Asked, where: ColumnElement[bool], task: Task, *, numbered: bool = False
) -> Iterator[Sequence[Sequence[str]]]:
    """The columns asked of some thousand records at a time, as texts; `numbered`: and the row numbers last.

    The database joins the texts of a column itself: a row each for the driver costs twice as much as all columns do.
    """
    every = [*asked.columns.values(), *([column(asked.of, "seq")] if numbered else [])] or [literal("")]
    texts = (func.aggregate_strings(_filled(each), _BETWEEN) for each in every)
    statement = select(*texts).select_from(asked.lists.source(asked.of))
    statement = statement.where(in_scope(asked.of, asked.scope), where)
    seq = column(asked.of, "seq")
    for done, span, total in _spans(asked):
        task.step(done, total, asked.of.title)
        part = statement if span is None else statement.where(seq > span[0], seq <= span[1])
        found = asked.connection.execute(part).one()
        if found[0] is not None:
            yield [text.split(_BETWEEN) for text in found]


def _filled(found: ColumnElement[Any]) -> ColumnElement[str]:
    """As text, empty for NULL."""
    text = found if isinstance(found.type, String) else cast(found, String)
    return text if getattr(found, "nullable", True) is False else func.coalesce(text, literal_column("''"))


def _spans(asked: Asked) -> Iterator[tuple[int, tuple[int, int] | None, int]]:
    """(row number reached, the numbers after one up to another, the last of all); one span where lists are summed up."""
    if isinstance(asked.lists, Joined) and asked.lists.is_asked:
        yield 0, None, 0
        return
    first, last = _spread(asked)
    for start in range(first - 1, last, _CHUNK):
        yield start, (start, start + _CHUNK), last


def _spread(asked: Asked) -> tuple[int, int]:
    """The first row number and the last; (1, 0) where there are no rows."""
    seq = column(asked.of, "seq")
    first, last = asked.connection.execute(select(func.min(seq), func.max(seq)).select_from(asked.of.__table__)).one()
    return (1, 0) if last is None else (first, last)


def without_shapes(of: type[Record]) -> ColumnElement[bool]:
    """The records of which some list has no shape: it is too long, or nobody gave it one."""
    return or_(false(), *(column(of, part.shape).is_(None) for part in of.sub_lists() if part.shaped))


_Combination = int
"""The questions that a record meets, and above them the numbers of what is kept of it, in an area for each column."""
_BITS = 28
_LARGEST = (1 << _BITS) - 1


class _Column(dict[str, int]):
    """One column of a pass: by each value the questions that it allows, and in the column's area the number of what is kept.

    Outside of that all bits are set, so that «and» over the columns of a record gives its combination. `judges`: whether
    its conditions are looked at; `keeps`: whether something is kept.
    """

    def __init__(self, asked: Asked, at: int, area: int, *, judges: bool = True, keeps: bool = True) -> None:
        super().__init__()
        self.at, self._asked = at, asked
        kept = [each for each in asked.kept.values() if each.at == at] if keeps else []
        self._derives = [cache(each.derive) for each in kept]
        self.places = [each.place for each in kept]
        bits = enumerate(asked.bits.values())
        self._tests = [(1 << bit, cache(holds)) for bit, (column_, holds) in bits if judges and column_ == at]
        self._is_shape = judges and at in asked.shape_columns()
        self.is_idle = not (self._tests or kept or self._is_shape)
        self.shift = len(asked.questions) + _BITS * area
        self.matters = reduce(either, (asked.matters.get(place, 0) for place in self.places), 0)
        self.kept: list[tuple[Any, ...]] = []
        self._numbers: dict[tuple[Any, ...], int] = {}

    def __missing__(self, text: str) -> int:
        met = self._allowed(text) | -1 << len(self._asked.questions)
        if self._derives and met & ALLOWED:
            kept = tuple(derive(text) for derive in self._derives)
            number = self._numbers.setdefault(kept, len(self.kept))
            if number == len(self.kept):
                self.kept.append(kept)
            met &= ~(_LARGEST << self.shift) | number << self.shift
        self[text] = met
        return met

    def _allowed(self, text: str) -> Mask:
        if self._is_shape and not text:
            return 0
        return self._asked.allowed(
            self.at if self._tests else -1, sum(bit for bit, holds in self._tests if holds(text))
        )


class _Choice(_Column):
    """A choice that is kept by itself, with the questions of which it is asked and no others."""

    def _allowed(self, text: str) -> Mask:
        return super()._allowed(text) & self.matters


@dataclass(frozen=True)
class _Plan:
    """How the columns of a pass are read. `base`: what every combination needs; `choices`: what is kept one by one."""

    base: Sequence[_Column]
    choices: Sequence[_Choice]

    def combinations(self, columns: Sequence[Sequence[str]]) -> Iterable[_Combination]:
        """The combinations of the records, without the choices that are kept one by one."""
        if not self.base:
            return repeat(-1, len(columns[-1]))
        numbers = (map(each.__getitem__, columns[each.at]) for each in self.base)
        return reduce(partial(map, and_), numbers)


def _plan(asked: Asked, *, together: bool) -> _Plan:
    """`together`: choices too are kept with everything else."""
    kept = {each.at for each in asked.kept.values()}
    alone = set() if together else kept & set(asked.text_columns())
    every = (_Column(asked, at, at, keeps=at not in alone) for at in range(len(asked.columns)))
    choices = [_Choice(asked, at, len(asked.columns), judges=False) for at in sorted(alone)]
    return _Plan([each for each in every if not each.is_idle], choices)


def _told(asked: Asked, read_by: Sequence[_Column], found: Iterable[_Combination]) -> dict[_Combination, Cell]:
    """The cell of each combination, but of those without a shape."""
    told: dict[_Combination, Cell] = {}
    keeping = [(each.shift, each.places, each.kept) for each in read_by if each.places]
    questions = (1 << len(asked.questions)) - 1
    for combination in found:
        if not combination & ALLOWED:
            continue
        cell: list[Any] = [combination & questions, *([None] * len(asked.kept))]
        for shift, places, kept in keeping:
            for place, value in zip(places, kept[combination >> shift & _LARGEST], strict=True):
                cell[1 + place] = value
        told[combination] = tuple(cell)
    return told
