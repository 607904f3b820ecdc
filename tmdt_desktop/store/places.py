"""Places in the order of names: whole numbers with room between them, so that a new name finds one between its neighbours.

The full-text index yields its hits in the order of its row numbers. With places as row numbers the first fifty hits in
the order of names are the first fifty it yields, however many there are. When the room between two neighbours is used
up, the rows around them are spread anew; the window is widened until it is sparse enough (order maintenance by
list labelling: Dietz, «Maintaining order in a linked list», 1982).
"""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

STEP = 1 << 36
"""The room between two rows that come one after the other: 36 halvings, and 2²⁶ rows each way."""
_SPARSE = 256

Query = Callable[[str, tuple[Any, ...]], Any]


@dataclass(frozen=True)
class Shelf:
    """The rows of one register in the order of names. `move` gives rows new places: (old, new) in the order of places."""

    query: Query
    table: str
    move: Callable[[Sequence[tuple[int, int]]], None]

    def one(self, sql: str, *values: Any) -> Any:
        """The first row of a query on the shelf's table, None when it has none."""
        return self.query(sql.format(table=self.table), values).fetchone()

    def column(self, sql: str, *values: Any) -> list[int]:
        """The first column of a query on the shelf's table."""
        return [row[0] for row in self.query(sql.format(table=self.table), values)]


def places_for(shelf: Shelf, keys: Sequence[bytes]) -> list[int]:
    """A free place for each of `keys`, which come in order; rows already there may be moved to make room."""
    places: list[int] = []
    start = 0
    while start < len(keys):
        before = shelf.one(
            "SELECT place FROM {table} WHERE sort_key <= ? ORDER BY sort_key DESC, place DESC LIMIT 1", keys[start]
        )
        after = _next(shelf, before[0] if before else None)
        end = len(keys) if after is None else bisect_left(keys, after[1], start + 1)
        places += _between(shelf, before[0] if before else None, after[0] if after else None, end - start)
        start = end
    return places


def _next(shelf: Shelf, place: int | None) -> Any:
    if place is None:
        return shelf.one("SELECT place, sort_key FROM {table} ORDER BY place LIMIT 1")
    return shelf.one("SELECT place, sort_key FROM {table} WHERE place > ? ORDER BY place LIMIT 1", place)


def _between(shelf: Shelf, before: int | None, after: int | None, count: int) -> list[int]:
    """`count` places in order between two neighbours, None where there is none."""
    if after is None:
        start = before or 0
        return [start + STEP * at for at in range(1, count + 1)]
    if before is None:
        return [after - STEP * at for at in range(count, 0, -1)]
    if after - before <= count:
        before, after = _make_room(shelf, before, count)
    step = (after - before) // (count + 1)
    return [before + step * at for at in range(1, count + 1)]


def _make_room(shelf: Shelf, before: int, count: int) -> tuple[int, int]:
    """Spread the rows around `before` so that `count` fit behind it; returns its place now and its neighbour's."""
    size = 32
    while True:
        lower = shelf.column("SELECT place FROM {table} WHERE place <= ? ORDER BY place DESC LIMIT ?", before, size)[
            ::-1
        ]
        upper = shelf.column("SELECT place FROM {table} WHERE place > ? ORDER BY place LIMIT ?", before, size)
        floor = shelf.one("SELECT max(place) FROM {table} WHERE place < ?", lower[0])[0]
        ceiling = shelf.one("SELECT min(place) FROM {table} WHERE place > ?", upper[-1])[0]
        rows = lower + upper
        bottom = floor if floor is not None else lower[0] - STEP * (len(rows) + count)
        top = ceiling if ceiling is not None else upper[-1] + STEP * (len(rows) + count)
        step = (top - bottom) // (len(rows) + 1)
        if step > max(count, _SPARSE):
            new = [bottom + step * at for at in range(1, len(rows) + 1)]
            shelf.move(list(zip(rows, new, strict=True)))
            return new[len(lower) - 1], new[len(lower)]
        size *= 2
