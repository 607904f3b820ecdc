"""A bot that waits as long as a busy machine needs, and says what the program said where the wait was in vain."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from ui.shell.problems import Band

PATIENCE = 60_000
"""Milliseconds. A wait ends when what it waits for has come: only what never comes costs as much."""


class PatientBot(QtBot):
    """pytest-qt's bot, whose waits for something to happen are not judged by the speed of the machine."""

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = PATIENCE) -> None:  # noqa: N802
        __tracebackhide__ = True
        try:
            super().waitUntil(callback, timeout=timeout)
        except self.TimeoutError as error:
            error.add_note(f"on the screen: {told() or 'no problem'}")
            raise

    def waitSignal(self, signal: Any, *, timeout: int = PATIENCE, **how: Any) -> Any:  # noqa: N802
        return super().waitSignal(signal, timeout=timeout, **how)

    def waitSignals(self, signals: Any, *, timeout: int = PATIENCE, **how: Any) -> Any:  # noqa: N802
        return super().waitSignals(signals, timeout=timeout, **how)


def told() -> str:
    """What bands and dialogs say now: a lost answer is nearly always a problem that nobody read."""
    shown = [part for part in QApplication.allWidgets() if isinstance(part, Band) and part.isVisible()]
    said = [f"{band.what.text()} {band.rest.text()}" for band in shown]
    dialog = QApplication.activeModalWidget()
    words = dialog.findChildren(QLabel) if dialog is not None else []
    return " · ".join([*said, *(label.text() for label in words if label.text())])
