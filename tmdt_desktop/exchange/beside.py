"""One long call of a library, beside which the task still answers."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import TypeVar

from tmdt_desktop.task import Task

_Made = TypeVar("_Made")
_OFTEN = 0.2


def run_beside(work: Callable[[], _Made], task: Task, what: str) -> _Made:
    """What `work` returns or raises; while it runs in a thread of its own, `task` is asked five times a second.

    For calls that cannot be interrupted but let other threads run. Such a call goes on after Cancelled until it is
    through; nobody waits for it then, and what it made is dropped.
    """
    threads = ThreadPoolExecutor(max_workers=1)
    try:
        running: Future[_Made] = threads.submit(work)
        while not wait((running,), timeout=_OFTEN).done:
            task.step(0, 0, what)
        return running.result()
    finally:
        threads.shutdown(wait=False)
