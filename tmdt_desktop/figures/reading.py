"""One pass over a register: its records as cells, each with how many records fell into it."""

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial, reduce
from operator import add
from typing import Any

from sqlalchemy import ColumnElement, Select, String, cast, false, func, literal, or_, select

from tmdt_desktop.figures.asking import Asked
from tmdt_desktop.figures.columns import column, joined_text
from tmdt_desktop.figures.conditions import in_scope
from tmdt_desktop.figures.lists import Joined
from tmdt_desktop.records import Record
from tmdt_desktop.task import Task

_BETWEEN_FIELDS, _BETWEEN_ROWS = "\x1f", "\x1e"
_CHUNK = 50_000
_AT_ONCE = 60
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
    bundles, choices = _bundles(asked, together=few), [] if few else _choices(asked)
    found: list[Counter[_Combination]] = [Counter() for _ in range(1 + len(choices))]
    for part in _parts(asked, _texts([*bundles, *choices]), where, task):
        texts = asked.connection.execute(part).one()
        if texts[0] is not None:
            columns = [text.split(_BETWEEN_ROWS) for text in texts]
            judged = (map(choice.judge.__getitem__, column) for choice, column in _judging(choices, columns))
            base = list(reduce(partial(map, add), judged, _combinations(bundles, columns)))
            found[0].update(base)
            for counter, choice, column in zip(found[1:], choices, columns[len(bundles) :], strict=True):
                counter.update(map(add, base, map(choice.__getitem__, column)))
    every = [*bundles, *(choice.judge for choice in choices)]
    cells, unshaped = _cells(asked, every, found[0])
    by_choice = (
        dict.fromkeys((each.place for each in asked.kept.values()), cells)
        if few
        else {
            choice.places[0]: _cells(asked, [*every, choice], held)[0]
            for choice, held in zip(choices, found[1:], strict=True)
        }
    )
    return Reading(cells, by_choice, unshaped)


def _cells(asked: Asked, bundles: "Sequence[_Bundle]", found: "Counter[_Combination]") -> tuple[Cells, bool]:
    """The cells, and whether some combinations were left out."""
    cells: Cells = {}
    told = _told(asked, bundles, found)
    for combination, cell in told.items():
        cells[cell] = cells.get(cell, 0) + found[combination]
    return cells, len(told) < len(found)


def read_rows(asked: Asked, where: ColumnElement[bool], task: Task) -> RowReading:
    """As `read`, with the row numbers."""
    bundles = _bundles(asked, together=True)
    found = defaultdict[_Combination, "array[int]"](lambda: array("q"))
    seq = func.aggregate_strings(cast(column(asked.of, "seq"), String), _BETWEEN_ROWS)
    for part in _parts(asked, _texts(bundles).add_columns(seq), where, task):
        *texts, seqs = asked.connection.execute(part).one()
        if seqs is not None:
            numbers = map(int, seqs.split(_BETWEEN_ROWS))
            columns = [text.split(_BETWEEN_ROWS) for text in texts]
            for combination, number in zip(_combinations(bundles, columns), numbers, strict=True):
                found[combination].append(number)
    cells: dict[Cell, array[int]] = {}
    told = _told(asked, bundles, found)
    for combination, cell in told.items():
        cells.setdefault(cell, array("q")).extend(found[combination])
    return RowReading(cells, unshaped=len(told) < len(found))


def _parts(asked: Asked, chosen: Select[Any], where: ColumnElement[bool], task: Task) -> Iterator[Select[Any]]:
    """The same question to the register, some thousand rows at a time."""
    statement = chosen.select_from(asked.lists.source(asked.of)).where(in_scope(asked.of, asked.scope), where)
    seq = column(asked.of, "seq")
    for done, span, total in _spans(asked):
        task.step(done, total, asked.of.title)
        yield statement if span is None else statement.where(seq > span[0], seq <= span[1])


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


class _Bundle(dict[str, int]):
    """Some columns of a pass as one text, and by each text the number of what it comes to; equal outcomes share one.

    `place`: which bits of a combination are the bundle's.
    """

    def __init__(self, asked: Asked, columns: Sequence[int], place: int) -> None:
        super().__init__()
        self.shift = _BITS * place
        every = list(asked.columns.values())
        self.columns = [every[at] for at in columns] or [literal("")]
        self.outcomes: list[_Outcome | None] = []
        self._numbers: dict[_Outcome | None, int] = {}
        at = {column: place for place, column in enumerate(columns)}
        bits = enumerate(asked.bits.values())
        self._tests = [(at[column], 1 << bit, cache(holds)) for bit, (column, holds) in bits if column in at]
        self._kept = [(at[each.at], each.place, cache(each.derive)) for each in asked.kept.values() if each.at in at]
        self.places = [place for _, place, _ in self._kept]
        self._shapes = [at[column] for column in asked.shape_columns() if column in at]

    def __missing__(self, text: str) -> int:
        outcome = self._outcome(text.split(_BETWEEN_FIELDS))
        if outcome not in self._numbers:
            self._numbers[outcome] = len(self.outcomes) << self.shift
            self.outcomes.append(outcome)
        self[text] = self._numbers[outcome]
        return self[text]

    def _outcome(self, texts: Sequence[str]) -> "_Outcome | None":
        """None where a list has no shape."""
        if not all(texts[at] for at in self._shapes):
            return None
        mask = sum(bit for at, bit, holds in self._tests if holds(texts[at]))
        return mask, tuple(derive(texts[at]) for at, _, derive in self._kept)

    def outcome(self, combination: int) -> "_Outcome | None":
        """What the bundle's part of a combination comes to."""
        return self.outcomes[combination >> self.shift & _LARGEST]

    def keep_nothing(self) -> None:
        """Judge alone."""
        self._kept, self.places = [], []

    def text(self) -> ColumnElement[str]:
        """The texts of a record in one; engines take so many arguments and no more."""
        some = [self.columns[start : start + _AT_ONCE] for start in range(0, len(self.columns), _AT_ONCE)]
        joined = [joined_text(*part, sign=_BETWEEN_FIELDS) for part in some]
        return joined[0] if len(joined) == 1 else joined_text(*joined, sign=_BETWEEN_FIELDS)


_Outcome = tuple[int, tuple[Any, ...]]
"""The bits that are set, and what is kept, at the bundle's `places` of the cell."""
_Combination = int
"""The numbers of the outcomes of a record, each bundle's in bits of its own."""
_BITS = 28
_LARGEST = (1 << _BITS) - 1


class _Choice(_Bundle):
    """One choice that is kept; what it judges is a bundle of its own, since all combinations need it."""

    def __init__(self, asked: Asked, column: int, place: int, last: int) -> None:
        super().__init__(asked, [column], last)
        self.judge = _Bundle(asked, [column], place)
        self.judge.keep_nothing()
        self.judges = bool(self._tests)
        self._tests = []


def _chosen(asked: Asked) -> list[int]:
    kept = {each.at for each in asked.kept.values()}
    return sorted(kept & set(asked.text_columns()))


def _bundles(asked: Asked, *, together: bool = False) -> list[_Bundle]:
    """What is only judged, and what is kept but choices; `together`: these too."""
    kept = {each.at for each in asked.kept.values()}
    others = kept if together else kept - set(_chosen(asked))
    judged = [at for at in range(len(asked.columns)) if at not in kept]
    filled = [columns for columns in (judged, sorted(others)) if columns] or [[]]
    return [_Bundle(asked, columns, place) for place, columns in enumerate(filled)]


def _choices(asked: Asked) -> list[_Choice]:
    columns, first = _chosen(asked), len(_bundles(asked))
    return [_Choice(asked, column, first + at, first + len(columns)) for at, column in enumerate(columns)]


def _judging(choices: Sequence[_Choice], columns: Sequence[Sequence[str]]) -> Iterator[tuple[_Choice, Sequence[str]]]:
    """The choices that something is judged by, with their texts."""
    own = columns[len(columns) - len(choices) :]
    return ((choice, column) for choice, column in zip(choices, own, strict=True) if choice.judges)


def _texts(bundles: Sequence[_Bundle]) -> Select[Any]:
    """All records of a chunk in one row: a text for each bundle."""
    texts: list[ColumnElement[Any]] = [func.aggregate_strings(bundle.text(), _BETWEEN_ROWS) for bundle in bundles]
    return select(*texts)


def _combinations(bundles: Sequence[_Bundle], columns: Sequence[Sequence[str]]) -> Iterator[_Combination]:
    numbers = [map(bundle.__getitem__, column) for bundle, column in zip(bundles, columns, strict=False)]
    return reduce(partial(map, add), numbers)


def _told(asked: Asked, bundles: Sequence[_Bundle], found: Iterable[_Combination]) -> dict[_Combination, Cell]:
    """The cell of each combination, but of those without a shape."""
    told: dict[_Combination, Cell] = {}
    filled = [bundle for bundle in bundles if bundle.outcomes]
    for combination in found:
        cell: list[Any] = [0, *([None] * len(asked.kept))]
        for bundle in filled:
            outcome = bundle.outcome(combination)
            if outcome is None:
                break
            cell[0] += outcome[0]
            for place, value in zip(bundle.places, outcome[1], strict=True):
                cell[1 + place] = value
        else:
            told[combination] = tuple(cell)
    return told
