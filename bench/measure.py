"""How a figure is taken and told."""

import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

WORK = Path(__file__).resolve().parents[1] / "build" / "bench"


@dataclass(frozen=True)
class Line:
    """One measured promise: what was measured, in words; the figure, the peer's, and what was promised."""

    name: str
    figure: str
    peer: str
    result: str
    promised: str
    kept: bool


class Watch:
    """A task that remembers the longest silence between two of its steps, in seconds of `clock`."""

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self.clock = clock
        self.last = clock()
        self.longest = 0.0

    def step(self, done: int, total: int, what: str = "") -> None:  # noqa: ARG002 - as `Task` has it
        """Hear that the work goes on."""
        now = self.clock()
        self.longest, self.last = max(self.longest, now - self.last), now


def seconds(work: Callable[[], object]) -> float:
    """Wall-clock seconds of one run."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def median(work: Callable[[], object], times: int) -> float:
    """The median of several runs, in seconds."""
    return statistics.median(seconds(work) for _ in range(times))


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` (0 to 1) of `values` do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


@contextmanager
def announced(what: str) -> Iterator[None]:
    """Say on stderr what is going on, because some of it takes minutes."""
    print(f"… {what}", file=sys.stderr, flush=True)
    yield


def machine() -> str:
    """One line about where the figures were taken."""
    from PySide6 import __version__ as pyside

    return f"{platform.system()} {platform.release()} · {os.cpu_count()} CPU · Python {platform.python_version()} · PySide6 {pyside}"


def table(lines: Sequence[Line]) -> str:
    """The figures as a table in Markdown."""
    rows = [("measured", "ours", "peer", "result", "promised", ""), ("---",) * 6]
    rows += [(x.name, x.figure, x.peer, x.result, x.promised, "kept" if x.kept else "**missed**") for x in lines]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)
