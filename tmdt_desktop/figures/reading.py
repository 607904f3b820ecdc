"""One pass over a register: its records as cells, each with how many records fell into it."""

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
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
Cell = tuple[Any, ...]
"""The mask of what the records meet, then what is kept of them."""
Cells = dict[Cell, int]
"""Cells with how many records fell into each."""


@dataclass(frozen=True)
class Reading:
    """What a pass found. `unshaped`: there are records that it left out because a list of theirs has no shape."""

    cells: Cells
    unshaped: bool


@dataclass(frozen=True)
class RowReading:
    """What a pass found, with the row numbers of each cell, ascending, instead of how many there are."""

    cells: "dict[Cell, array[int]]"
    unshaped: bool


def read(asked: Asked, where: ColumnElement[bool], task: Task) -> Reading:
    """The cells of the records in scope that meet `where`. Everything must have been asked before."""
    bundles, found = _bundles(asked), Counter[_Combination]()
    for part in _parts(asked, _texts(bundles), where, task):
        texts = asked.connection.execute(part).one()
        if texts[0] is not None:
            found.update(_combinations(bundles, texts))
    cells: Cells = {}
    told = _told(bundles, found)
    for combination, cell in told.items():
        cells[cell] = cells.get(cell, 0) + found[combination]
    return Reading(cells, unshaped=len(told) < len(found))


def read_rows(asked: Asked, where: ColumnElement[bool], task: Task) -> RowReading:
    """As `read`, with the row numbers."""
    bundles, found = _bundles(asked), defaultdict[_Combination, "array[int]"](lambda: array("q"))
    seq = func.aggregate_strings(cast(column(asked.of, "seq"), String), _BETWEEN_ROWS)
    for part in _parts(asked, _texts(bundles).add_columns(seq), where, task):
        *texts, seqs = asked.connection.execute(part).one()
        if seqs is not None:
            numbers = map(int, seqs.split(_BETWEEN_ROWS))
            for combination, number in zip(_combinations(bundles, texts), numbers, strict=True):
                found[combination].append(number)
    cells: dict[Cell, array[int]] = {}
    told = _told(bundles, found)
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
    seq = column(asked.of, "seq")
    first, last = asked.connection.execute(select(func.min(seq), func.max(seq)).select_from(asked.of.__table__)).one()
    for start in range(first - 1 if first else 0, last or 0, _CHUNK):
        yield start, (start, start + _CHUNK), last


def without_shapes(of: type[Record]) -> ColumnElement[bool]:
    """The records of which some list has no shape: it is too long, or nobody gave it one."""
    return or_(false(), *(column(of, part.shape).is_(None) for part in of.sub_lists() if part.shaped))


class _Bundle(dict[str, int]):
    """Some columns of a pass as one text, and by each text the number of what it comes to; equal outcomes share one."""

    def __init__(self, asked: Asked, columns: Sequence[int], shift: int) -> None:
        super().__init__()
        self.shift = shift
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

    def text(self) -> ColumnElement[str]:
        """The texts of a record in one; engines take so many arguments and no more."""
        some = [self.columns[start : start + _AT_ONCE] for start in range(0, len(self.columns), _AT_ONCE)]
        joined = [joined_text(*part, sign=_BETWEEN_FIELDS) for part in some]
        return joined[0] if len(joined) == 1 else joined_text(*joined, sign=_BETWEEN_FIELDS)


_Outcome = tuple[int, tuple[Any, ...]]
"""The bits that are set, and what is kept, at the bundle's `places` of the cell."""
_Combination = int
"""The numbers of the outcomes of a record, each bundle's in bits of its own."""
_NOTHING: tuple[Any, ...] = ()
_BITS = 28
_LARGEST = (1 << _BITS) - 1


def _bundles(asked: Asked) -> list[_Bundle]:
    """The columns in bundles of few different texts each: what is only judged, the choices that are kept, the rest."""
    kept = {each.at for each in asked.kept.values()}
    texts = {at for at in kept if at in asked.text_columns()}
    judged = [at for at in range(len(asked.columns)) if at not in kept]
    some = (judged, sorted(texts), sorted(kept - texts))
    filled = [columns for columns in some if columns] or [[]]
    return [_Bundle(asked, columns, _BITS * place) for place, columns in enumerate(filled)]


def _texts(bundles: Sequence[_Bundle]) -> Select[Any]:
    """All records of a chunk in one row: a text for each bundle."""
    texts: list[ColumnElement[Any]] = [func.aggregate_strings(bundle.text(), _BETWEEN_ROWS) for bundle in bundles]
    return select(*texts)


def _combinations(bundles: Sequence[_Bundle], texts: Sequence[str]) -> Iterator[_Combination]:
    split = (text.split(_BETWEEN_ROWS) for text in texts)
    numbers = [map(bundle.__getitem__, column) for bundle, column in zip(bundles, split, strict=False)]
    return reduce(partial(map, add), numbers)


def _told(bundles: Sequence[_Bundle], found: Iterable[_Combination]) -> dict[_Combination, Cell]:
    """The cell of each combination, but of those without a shape."""
    places = [place for bundle in bundles for place in bundle.places]
    order = sorted(range(len(places)), key=places.__getitem__)
    told: dict[_Combination, Cell] = {}
    for combination in found:
        mask, kept = 0, _NOTHING
        for bundle in bundles:
            outcome = bundle.outcome(combination)
            if outcome is None:
                break
            mask, kept = mask + outcome[0], kept + outcome[1]
        else:
            told[combination] = (mask, *[kept[at] for at in order])
    return told
