"""What happened to one record: newest first, what was changed from what to what, by whom."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget

from tmdt_desktop.i18n import moment
from tmdt_desktop.services.history import Change, HistoryEntry
from ui.shell.theme import Theme
from ui.shell.widgets import IconLabel, column, hair, label, panel, row

_SHOWN_CHANGES = 8
_SHOWN_LETTERS = 120


class HistoryList(QScrollArea):
    """The acts on one record."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.show_entries(())

    def show_entries(self, entries: Sequence[HistoryEntry]) -> None:
        """Show these acts in place of those before."""
        acts = [self._entry(entry) for entry in entries] or [label("Hồ sơ chưa ghi lần nào.", "body", "text_2")]
        pad = self._theme.space("pad")
        self.setWidget(panel("clear", column(*acts, None, margins=(pad, pad, pad, pad), spacing=12)))

    def _entry(self, entry: HistoryEntry) -> QWidget:
        changes = entry.changes if _is_edit(entry) else ()
        lines = [label(_told(change), "small", "text", wrap=True) for change in changes[:_SHOWN_CHANGES]]
        if len(changes) > _SHOWN_CHANGES:
            lines.append(label(f"và {len(changes) - _SHOWN_CHANGES} ô khác", "small", "text_3"))
        icon = IconLabel(self._theme, "sign" if changes else "add", "accent" if changes else "ok")
        words = column(
            label(entry.what, "strong", wrap=True),
            *lines,
            label(f"{moment(entry.when)} · {entry.who}", "small", "text_2"),
            spacing=2,
        )
        return panel("clear", column(row(column(2, icon, None), (words, 1), spacing=10), 10, hair()))


def _is_edit(entry: HistoryEntry) -> bool:
    """A new record's first entry would only repeat the form."""
    return any(change.old for change in entry.changes)


def _told(change: Change) -> str:
    return f"{change.label}: {_short(change.old)} → {_short(change.new)}"


def _short(words: str) -> str:
    line = words.replace("\n", "; ")
    return "để trống" if not line else line if len(line) <= _SHOWN_LETTERS else f"{line[:_SHOWN_LETTERS]}…"
