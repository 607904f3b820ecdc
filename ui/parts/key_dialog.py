"""A dialog whose act needs a key: the key's part, and the rule that a secret serves one try.

A subclass puts `self.key` where it belongs, asks `self.secret()` in its `act`, and says in `ready` what else it needs.
"""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from ui.parts.dialog import Dialog
from ui.parts.key_file_pick import Facts
from ui.parts.key_pick import KeyPick
from ui.parts.token_pick import Fits
from ui.shell.desk import Desk

LookUp = Callable[[Path, str], Facts]


class KeyDialog(Dialog):
    """The frame of signing, exporting, receiving."""

    def __init__(self, desk: Desk, title: str, parent: QWidget, look_up: LookUp, fits: Fits | None = None) -> None:
        super().__init__(desk, title, parent, wide=True)
        self.key = KeyPick(desk, look_up, fits=fits)
        self.key.changed.connect(self.band.hide)
        self.key.changed.connect(self.ready)
        self.key.looked.connect(self.ready)
        self.key.entered.connect(self._entered)
        self._begun = False

    def secret(self) -> str | None:
        """The PIN or password for one try, its field emptied; None when it should be looked at first, which is told."""
        if doubt := self.key.doubt():
            self.band.tell("Chưa gửi mã PIN tới thiết bị.", doubt, tone="warn")
            return None
        return self.key.take()

    def begin(self) -> None:
        """Put the keyboard where work begins; tokens are looked for as soon as the dialog is seen."""
        self.key.begin()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._begun and self.key.isVisibleTo(self):
            self._begun = True
            self.begin()

    def _entered(self) -> None:
        if self.primary.isEnabled():
            self.act()

    def _busy(self, *, busy: bool) -> None:
        """Nobody else speaks to the device while it signs."""
        self.key.setEnabled(not busy)
        super()._busy(busy=busy)

    def _failed(self, error: BaseException) -> None:
        super()._failed(error)
        if isValid(self):
            self.key.look_again()
            self.key.focus_secret()
