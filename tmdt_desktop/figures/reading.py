"""One pass over a register: its records as cells, each with how many records fell into it."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from operator import or_ as with_bits
from typing import Any

from sqlalchemy import ColumnElement, false, func, literal, or_, select

from tmdt_desktop.figures.asking import Asked
from tmdt_desktop.figures.columns import column, joined_text
from tmdt_desktop.figures.conditions import in_scope
from tmdt_desktop.figures.lists import Joined
from tmdt_desktop.records import Record
from tmdt_desktop.task import Task

_BETWEEN_FIELDS, _BETWEEN_ROWS = "\x1f", "\x1e"
_CHUNK = 50_000
_AT_ONCE = 60
Cells = dict[tuple[Any, ...], int]
"""(the mask of what the records meet, then what is kept of them) with the number of records."""


@dataclass(frozen=True)
class Reading:
    """What a pass found. `unshaped`: there are records that it left out because a list of theirs has no shape."""

    cells: Cells
    unshaped: bool


def read(asked: Asked, where: ColumnElement[bool], task: Task) -> Reading:
    """The cells of the records in scope that meet `where`. Everything must have been asked before."""
    texts: Counter[str] = Counter()
    row = _row(list(asked.columns.values()))
    statement = select(func.aggregate_strings(row, _BETWEEN_ROWS)).select_from(asked.lists.source(asked.of))
    statement = statement.where(in_scope(asked.of, asked.scope), where)
    seq = column(asked.of, "seq")
    for done, span, total in _spans(asked):
        task.step(done, total, asked.of.title)
        part = statement if span is None else statement.where(seq > span[0], seq <= span[1])
        found = asked.connection.scalar(part)
        if found is not None:
            texts.update(found.split(_BETWEEN_ROWS))
    return _judged(asked, texts)


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


def _row(columns: Sequence[ColumnElement[Any]]) -> ColumnElement[str]:
    """The texts of a record in one; engines take so many arguments and no more."""
    some = [columns[start : start + _AT_ONCE] for start in range(0, len(columns), _AT_ONCE)]
    joined = [joined_text(*part, sign=_BETWEEN_FIELDS) for part in some] or [literal("")]
    return joined[0] if len(joined) == 1 else joined_text(*joined, sign=_BETWEEN_FIELDS)


def _judged(asked: Asked, texts: "Counter[str]") -> Reading:
    """Judge each different text of each column once, and put together the cells that do not differ in the outcome."""
    split = [(text.split(_BETWEEN_FIELDS), size) for text, size in texts.items()]
    shapes = asked.shape_columns()
    told = [(cell, size) for cell, size in split if all(cell[at] for at in shapes)]
    if not told:
        return Reading({}, unshaped=bool(split))
    columns = list(zip(*(cell for cell, _ in told), strict=True))
    masks = [0] * len(told)
    for at, judge in _judges(asked).items():
        known = {text: judge(text) for text in set(columns[at])}
        masks = list(map(with_bits, masks, map(known.__getitem__, columns[at])))
    found: Cells = {}
    for cell, (_, size) in zip(zip(masks, *_kept(asked, columns), strict=True), told, strict=True):
        found[cell] = found.get(cell, 0) + size
    return Reading(found, unshaped=len(told) < len(split))


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
