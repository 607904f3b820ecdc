"""Places keep the order of names whatever is put in, wherever, in whatever order."""

import sqlite3
from bisect import bisect_right
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from tmdt_desktop.store import places
from tmdt_desktop.store.places import Shelf, places_for


class Rows:
    """A shelf on a plain in-memory table."""

    def __init__(self) -> None:
        self.base = sqlite3.connect(":memory:")
        self.base.execute("CREATE TABLE t (place INTEGER PRIMARY KEY, sort_key BLOB)")
        self.moves = 0

    def put(self, keys: Sequence[bytes]) -> None:
        ordered = sorted(keys)
        made = places_for(Shelf(self.base.execute, "t", self.move), ordered)
        self.base.executemany("INSERT INTO t VALUES (?, ?)", zip(made, ordered, strict=True))

    def move(self, pairs: Sequence[tuple[int, int]]) -> None:
        self.moves += len(pairs)
        kept = [
            (new, self.base.execute("SELECT sort_key FROM t WHERE place = ?", (old,)).fetchone()[0])
            for old, new in pairs
        ]
        self.base.executemany("DELETE FROM t WHERE place = ?", [(old,) for old, _ in pairs])
        self.base.executemany("INSERT INTO t VALUES (?, ?)", kept)

    def keys(self) -> list[bytes]:
        return [row[0] for row in self.base.execute("SELECT sort_key FROM t ORDER BY place")]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.binary(max_size=2), max_size=12), max_size=12))
def test_any_batches_stand_in_order(batches: list[list[bytes]]) -> None:
    rows, expected = Rows(), []
    for batch in batches:
        rows.put(batch)
        for key in sorted(batch):
            expected.insert(bisect_right(expected, key), key)
    assert rows.keys() == expected
    rows.base.close()


def test_a_crowd_at_one_spot_makes_room_by_moving_few() -> None:
    rows = Rows()
    rows.put([b"a", b"z"])
    for at in range(400):
        rows.put([b"m%04d" % at])
    assert rows.keys() == sorted(rows.keys())
    assert 0 < rows.moves < 400 * 20
    rows.base.close()


def test_a_large_batch_fits_between_two_close_neighbours(monkeypatch: object) -> None:
    rows = Rows()
    rows.base.executemany("INSERT INTO t VALUES (?, ?)", [(place, b"%03d" % place) for place in range(100)])
    rows.put([b"050a%05d" % at for at in range(5_000)])
    assert rows.keys() == sorted(rows.keys())
    assert len(rows.keys()) == 5_100
    assert places.STEP > 5_000
    rows.base.close()
