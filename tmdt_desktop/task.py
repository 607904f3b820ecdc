"""How long work speaks to whoever waits for it."""

from typing import Protocol


class Task(Protocol):
    """What a service reports to while it works."""

    def step(self, done: int, total: int, what: str = "") -> None:
        """Tell that `done` of `total` units are finished (`total` 0: unknown) and what is being done.

        Raises:
            Cancelled: the user has stopped the work; the caller leaves everything as it was.
        """


class _Silent:
    def step(self, done: int, total: int, what: str = "") -> None:
        """Nobody listens."""


SILENT: Task = _Silent()
