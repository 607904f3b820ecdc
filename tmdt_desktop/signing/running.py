"""Runs pyHanko's coroutines without a network loop.

`asyncio.run` opens a socket pair to wake itself (on Windows a TCP connection to itself). Nothing in this program opens
a socket, so the loop used here waits on a plain event instead.
"""

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

Result = TypeVar("Result")


class _Waiter:
    """Stands where a loop keeps its selector: there is no file to watch, only a call from another thread."""

    def __init__(self) -> None:
        self._woken = threading.Event()

    def select(self, timeout: float | None) -> list[object]:
        self._woken.wait(timeout)
        self._woken.clear()
        return []

    def wake(self) -> None:
        self._woken.set()


class _SocketlessLoop(asyncio.BaseEventLoop):
    def __init__(self) -> None:
        super().__init__()
        self._selector = _Waiter()

    def _process_events(self, event_list: list[object]) -> None:
        """No file is watched, so there is never an event."""

    def _write_to_self(self) -> None:
        self._selector.wake()


def run(work: Coroutine[Any, Any, Result]) -> Result:
    """Run `work` to its end in this thread and return its result. Must not be called from inside a running loop.

    Not by `Runner.run`: that hands the interpreter a handler for Ctrl+C that bears the work, and the interpreter then
    writes the work out in words, certificates and all, four times, which takes most of the time of a signature.
    """
    with asyncio.Runner(loop_factory=_SocketlessLoop) as runner:
        return runner.get_loop().run_until_complete(work)
