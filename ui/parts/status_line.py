"""The bottom line: which keys do what on this page, and the last thing that was done."""

from PySide6.QtWidgets import QFrame, QHBoxLayout

from ui.shell.theme import Theme
from ui.shell.widgets import IconLabel, label, row


class StatusLine(QFrame):
    """Keys at the left, the last note at the right."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("look", "status")
        self.setFixedHeight(theme.size("status_bar"))
        self._keys: QHBoxLayout = row(spacing=6)
        self._shown: list[tuple[str, str]] = []
        self._note = label("", "small", "text_2")
        self._tick = IconLabel(theme, "check", "ok", 14)
        self._tick.hide()
        self.setLayout(row(self._keys, None, self._tick, self._note, margins=(16, 0, 16, 0), spacing=6))

    @property
    def note(self) -> str:
        """What it says at the right."""
        return self._note.text()

    def say(self, note: str) -> None:
        """«Đã ghi lúc 14:32»."""
        self._note.setText(note)
        self._tick.setVisible(bool(note))

    def show_keys(self, keys: list[tuple[str, str]]) -> None:
        """Show (key, word) pairs in place of those before."""
        if keys == self._shown:
            return
        self._shown = list(keys)
        while item := self._keys.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        for key, word in keys:
            self._keys.addWidget(label(key, "small"))
            self._keys.addWidget(label(word, "small", "text_3"))
            self._keys.addSpacing(8)
