"""The checks before a report is made and signed: what stops first, then what to look at, each with the way to mend it."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

from tmdt_desktop.services.report_checks import CheckView
from ui.shell.theme import Theme
from ui.shell.widgets import Button, Chip, IconLabel, Part, column, label, panel, row

_WAYS = {
    "settings": "Mở cài đặt",
    "section": "Đến mục",
    "figure": "Xem số",
    "register": "Mở sổ",
    "report": "Chốt lại",
    "duties": "Mở nhiệm vụ",
}
_LOOKS = {"stop": ("fault", "bad"), "hold": ("flag", "bad"), "look": ("warn", "warn")}


class FaultWalk:
    """Goes from fault to fault of a report; those mended meanwhile shorten the list without one being passed over."""

    def __init__(self) -> None:
        self._last: CheckView | None = None
        self._before: tuple[CheckView, ...] = ()

    def next_of(self, checks: Sequence[CheckView]) -> CheckView | None:
        """The next of what stops the report, or else of what holds it; None where nothing does."""
        stops = tuple(check for check in checks if check.level == "stop")
        found = stops or tuple(check for check in checks if check.level == "hold")
        self._last = self._following(found) if found else None
        self._before = found
        return self._last

    def _following(self, found: tuple[CheckView, ...]) -> CheckView:
        if self._last in found:
            return found[(found.index(self._last) + 1) % len(found)]
        later = self._before[self._before.index(self._last) + 1 :] if self._last in self._before else ()
        return next((check for check in later if check in found), found[0])


class ChecksCard(QFrame):
    """The card. `way` carries a check's `where` when its button is pressed."""

    way = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setProperty("look", "card")
        self._stops = Chip(theme, "", tone="bad", icon="fault")
        self._holds = Chip(theme, "", tone="bad", icon="flag")
        self._looks = Chip(theme, "", tone="warn", icon="warn")
        self._passed = label("", "small", "text_2")
        self._lines: QVBoxLayout = column(spacing=2)
        title = label("Kiểm tra trước khi trình", "heading")
        told = row(self._stops, self._holds, self._looks, None, spacing=8)
        head = row(title, None, self._passed, spacing=8)
        self.setLayout(column(head, told, self._lines, margins=(12, 8, 12, 8), spacing=4))

    def show_checks(self, checks: Sequence[CheckView]) -> None:
        """Show what does not pass, and how many do."""
        stops = sum(check.level == "stop" for check in checks)
        holds = sum(check.level == "hold" for check in checks)
        looks = sum(check.level == "look" for check in checks)
        self._stops.say(f"{stops} lỗi phải sửa")
        self._holds.say(f"{holds} điều trước khi trình")
        self._looks.say(f"{looks} điều cần xem")
        self._stops.setVisible(bool(stops))
        self._holds.setVisible(bool(holds))
        self._looks.setVisible(bool(looks))
        self._passed.setText(f"{len(checks) - stops - holds - looks}/{len(checks)} đạt")
        self._clear()
        for check in checks:
            if check.level in _LOOKS:
                self._lines.addWidget(self._line(check))
        self.setVisible(bool(checks))

    def _clear(self) -> None:
        while item := self._lines.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()

    def _line(self, check: CheckView) -> QFrame:
        icon, tone = _LOOKS[check.level]
        words = column(label(check.sentence, wrap=True), label(check.cure, "small", "text_2", wrap=True))
        parts: list[Part] = [column(3, IconLabel(self._theme, icon, tone), None), (words, 1)]
        if (place := check.where.partition(":")[0]) in _WAYS:
            button = Button(self._theme, _WAYS[place], "plain")
            button.clicked.connect(partial(self._go, check.where))
            parts.append(column(button, None))
        return panel("clear", row(*parts, spacing=10, margins=(0, 4, 0, 2)))

    def _go(self, where: str, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - Qt's signal
        self.way.emit(where)
