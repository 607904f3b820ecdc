"""Thousands of rows in memory at once."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def sweeping_later() -> Iterator[None]:
    """Let the search for circles of dead objects wait while many rows are made: they form none, and each search looks
    through all of them again, which takes a quarter of the time. What dies without a circle is freed as ever.
    """
    was_on = gc.isenabled()
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
