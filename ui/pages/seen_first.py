"""After something was done to one of a row of cases, the next one is done only when the person has had time to see it."""

from PySide6.QtCore import QObject, QTimer, Signal

PATIENCE = 800
"""Milliseconds that a case stands on the screen before the same key may settle it too."""


class SeenFirst(QObject):
    """`ready`: whether the case on the screen may be settled. `changed`: that is different now."""

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.ready = True
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PATIENCE)
        self._timer.timeout.connect(self.release)

    def hold(self) -> None:
        """A case has been settled: not ready until the next one has been seen."""
        self._timer.stop()
        self.ready = False

    def shown(self) -> None:
        """The next case stands on the screen from now on."""
        if not self.ready and not self._timer.isActive():
            self._timer.start()

    def release(self) -> None:
        """The person has gone to a case, or looked at it long enough."""
        self._timer.stop()
        if not self.ready:
            self.ready = True
            self.changed.emit()
