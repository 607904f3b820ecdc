"""One pass over a register: its records as cells, each with how many records fell into it."""

from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import or_ as with_bits
from typing import Any

from sqlalchemy import ColumnElement, Select, false, func, literal, or_, select

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
    texts: Counter[str] = Counter()
    joined = select(func.aggregate_strings(_row(asked), _BETWEEN_ROWS))
    for part in _parts(asked, joined, where, task):
        found = asked.connection.scalar(part)
        if found is not None:
            texts.update(found.split(_BETWEEN_ROWS))
    cells: Cells = {}
    judged = _judged(asked, texts)
    for text, cell in judged.items():
        cells[cell] = cells.get(cell, 0) + texts[text]
    return Reading(cells, unshaped=len(judged) < len(texts))


def read_rows(asked: Asked, where: ColumnElement[bool], task: Task) -> RowReading:
    """As `read`, with the row numbers."""
    texts: defaultdict[str, array[int]] = defaultdict(lambda: array("q"))
    for part in _parts(asked, select(column(asked.of, "seq"), _row(asked)), where, task):
        for seq, text in asked.connection.execute(part):
            texts[text].append(seq)
    cells: dict[Cell, array[int]] = {}
    judged = _judged(asked, texts)
    for text, cell in judged.items():
        cells.setdefault(cell, array("q")).extend(texts[text])
    return RowReading(cells, unshaped=len(judged) < len(texts))


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


def _row(asked: Asked) -> ColumnElement[str]:
    """The texts of a record in one; engines take so many arguments and no more."""
    columns = list(asked.columns.values())
    some = [columns[start : start + _AT_ONCE] for start in range(0, len(columns), _AT_ONCE)]
    joined = [joined_text(*part, sign=_BETWEEN_FIELDS) for part in some] or [literal("")]
    return joined[0] if len(joined) == 1 else joined_text(*joined, sign=_BETWEEN_FIELDS)


def _judged(asked: Asked, texts: Iterable[str]) -> dict[str, Cell]:
    """The cell of each text, but of those without a shape; each different text of each column is judged once."""
    shapes = asked.shape_columns()
    split = {text: text.split(_BETWEEN_FIELDS) for text in texts}
    told = {text: parts for text, parts in split.items() if all(parts[at] for at in shapes)}
    if not told:
        return {}
    columns = list(zip(*told.values(), strict=True))
    masks = [0] * len(told)
    for at, judge in _judges(asked).items():
        known = {text: judge(text) for text in set(columns[at])}
        masks = list(map(with_bits, masks, map(known.__getitem__, columns[at])))
    return dict(zip(told, zip(masks, *_kept(asked, columns), strict=True), strict=True))


def _kept(asked: Asked, columns: Sequence[Sequence[str]]) -> Iterator[Iterator[Any]]:
    """What stays a part of each cell, column by column."""
    for each in asked.kept.values():
        derived = {text: each.derive(text) for text in set(columns[each.at])}
        yield map(derived.__getitem__, columns[each.at])


def _judges(asked: Asked) -> dict[int, Callable[[str], int]]:
    """By column: which bits its text sets."""
    tests: dict[int, list[tuple[int, Callable[[str], bool]]]] = {}
    for place, (at, holds) in enumerate(asked.bits.values()):
        tests.setdefault(at, []).append((1 << place, holds))
    return {at: _judge(some) for at, some in tests.items()}


def _judge(tests: Sequence[tuple[int, Callable[[str], bool]]]) -> Callable[[str], int]:
    return lambda text: sum(bit for bit, holds in tests if holds(text))
