"""Parts of the first page: the deadline with the line of six, what is owed, the duties, the backup."""

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from tmdt_desktop.i18n import VIETNAM, day, number
from tmdt_desktop.services.agenda import Agenda, BackupState, Deadline, DoneLine
from tmdt_desktop.services.agenda_lines import AgendaItem
from tmdt_desktop.services.duties import DutyLine
from ui.parts.chain_line import ChainLine, Step
from ui.parts.elided import Elided
from ui.shell.bar import Bar
from ui.shell.theme import Theme
from ui.shell.widgets import Button, Card, IconLabel, column, hair, label, panel, retone, row

_ITEM_ICONS = {
    "report": "report",
    "sign": "sign",
    "export": "send",
    "start": "calendar",
    "register": "table",
    "import": "import",
    "settings": "settings",
    "record": "table",
    "doubts": "warn",
    "duties": "duties",
    "packages": "package",
    "trust": "key",
    "backup": "disk",
}
_TONES = {"stop": "bad", "look": "warn", "info": "text_2"}
_WARN_DAYS = 7


class DeadlineCard(QFrame):
    """Days left, the last safe day, the line of six, and the way to the report. `go` is the button."""

    go = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("look", "card")
        self._days = label("", "display")
        self._sentence = label("", "heading", wrap=True)
        self._detail = label("", "body", "text_2", wrap=True)
        self.button = Button(theme, "Mở báo cáo", "primary", icon="report")
        self.button.setObjectName("go")
        self.button.clicked.connect(self.go)
        self.chain = ChainLine(theme)
        words = column(None, self._sentence, self._detail, None, spacing=2)
        head = row(self._days, (words, 1), column(None, self.button, None), spacing=14)
        self.setLayout(column(head, self.chain, margins=(16, 12, 16, 10), spacing=12))

    def show_deadline(self, agenda: Agenda, button: str) -> None:
        """Show it; without steps (at the Department) the line is left out."""
        due = agenda.deadline
        self._days.setText(number(abs(due.days_left)))
        self._days.setVisible(not due.sent and due.days_left != 0)
        retone(self._days, _tone_of(due))
        self._sentence.setText(_plain(due))
        self._detail.setText(due.detail)
        self.button.setText(button)
        self.chain.setVisible(bool(agenda.steps))
        self.chain.show_steps([Step(step.name, step.state, step.note) for step in agenda.steps])


def _tone_of(due: Deadline) -> str:
    return "bad" if due.days_left < 0 else "warn" if due.days_left <= _WARN_DAYS else "text"


def _plain(due: Deadline) -> str:
    """The sentence without the number that stands before it in large letters."""
    first, _, rest = due.sentence.partition(" ")
    large = first.replace(".", "").isdigit() and not due.sent
    return rest if large else due.sentence


class ItemRow(QFrame):
    """One thing owed: mark, what, why, until when, one button. Enter and a click on the button do it."""

    asked = Signal(str)

    def __init__(self, theme: Theme, item: AgendaItem, today: date) -> None:
        super().__init__()
        self.item = item
        self.setProperty("look", "surface")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        tone = _TONES[item.level]
        icon = IconLabel(
            theme, "fault" if item.level == "stop" else _ITEM_ICONS.get(item.target.partition(":")[0], "flag"), tone
        )
        words = column(label(item.what, "strong", wrap=True), label(item.why, "small", "text_2", wrap=True), spacing=2)
        late = item.by_when is not None and item.by_when < today
        when = label(_when(item.by_when, today), "small", "bad" if late else "text_2")
        when.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.button = Button(theme, item.action)
        self.button.setFixedWidth(max(self.button.sizeHint().width(), 128))
        self.button.setAccessibleName(f"{item.action}: {item.what}")
        self.button.clicked.connect(lambda: self.asked.emit(item.target))
        self.setLayout(row(icon, (words, 1), when, self.button, margins=(16, 8, 12, 8), spacing=12))
        self.setMinimumHeight(theme.size("row_two"))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        self.asked.emit(self.item.target)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.asked.emit(self.item.target)
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
        else:
            super().keyPressEvent(event)


def _when(by: date | None, today: date) -> str:
    if by is None:
        return ""
    return "hôm nay" if by == today else f"quá hạn {day(by)}" if by < today else f"hạn {day(by)}"


class OwedCard(QFrame):
    """The list of what is owed, worst first, and below it what was done this week. `asked` carries a target."""

    asked = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setProperty("look", "card")
        self._count = label("", "body", "text_2")
        self._lines: QVBoxLayout = column()
        head = row(label("Cần làm", "heading"), self._count, None, margins=(16, 10, 16, 8), spacing=8)
        self.setLayout(column(head, self._lines, margins=(1, 1, 1, 6)))
        self.rows: list[ItemRow] = []

    def show_items(self, items: Sequence[AgendaItem], done: Sequence[DoneLine], today: date) -> None:
        """Show them in place of those before."""
        while made := self._lines.takeAt(0):
            if widget := made.widget():
                widget.hide()
                widget.deleteLater()
        self._count.setText(f"{number(len(items))} việc" if items else "")
        self.rows = [ItemRow(self._theme, item, today) for item in items]
        for each in self.rows:
            self._lines.addWidget(hair())
            self._lines.addWidget(each)
            each.asked.connect(self.asked)
        if not items:
            icon = IconLabel(self._theme, "ok", "ok", 18)
            words = label("Không còn việc nào phải làm hôm nay.", "body", "text", wrap=True)
            self._lines.addWidget(panel("clear", row(icon, (words, 1), margins=(16, 4, 16, 8), spacing=10)))
        if done:
            self._lines.addWidget(hair())
            self._lines.addWidget(panel("clear", row(label("Đã xong tuần này", "heading"), margins=(16, 10, 16, 2))))
            for line in done:
                self._lines.addWidget(self._done(line))

    def _done(self, line: DoneLine) -> QWidget:
        icon = IconLabel(self._theme, "ok", "ok", 16)
        when = label(line.when.astimezone(VIETNAM).strftime("%d/%m"), "small", "text_2")
        return panel(
            "clear",
            row(icon, (label(line.what, "body", "text_2", wrap=True), 1), when, margins=(16, 3, 16, 3), spacing=12),
        )


class DutiesCard(QFrame):
    """The clauses of the regulation with their evidence. `asked` carries a duty's id."""

    asked = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setProperty("look", "card")
        self._count = label("", "body", "text_2")
        self._lines: QVBoxLayout = column(spacing=2)
        head = row(label("Nhiệm vụ", "heading"), None, self._count, spacing=8)
        self.setLayout(column(head, self._lines, margins=(16, 10, 8, 12), spacing=8))

    def show_duties(self, duties: Sequence[DutyLine]) -> None:
        """Show them in the order of the regulation."""
        while made := self._lines.takeAt(0):
            if widget := made.widget():
                widget.hide()
                widget.deleteLater()
        answered = sum(duty.state != "missing" for duty in duties)
        self._count.setText(f"{answered}/{len(duties)} đã trả lời" if duties else "")
        for duty in duties:
            self._lines.addWidget(DutyRow(self._theme, duty, self.asked.emit))


_STANDS = {"missing": "chưa có", "answered": "đã trả lời", "not_arisen": "không phát sinh"}


class DutyRow(QFrame):
    """One duty: clause, title, evidence, bar. A click opens it on the page of the duties."""

    def __init__(self, theme: Theme, duty: DutyLine, ask: Callable[[str], None]) -> None:
        super().__init__()
        self._ask, self._duty = ask, duty
        self.setProperty("look", "clear")
        self.setToolTip(f"{duty.cite}: {duty.text}\n{duty.sentence}")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(f"{duty.clause} {duty.title}: {duty.sentence}")
        clause = label(duty.clause, "strong")
        clause.setFixedWidth(48)
        title = Elided(theme, duty.title)
        there = duty.state != "missing"
        count = label(_STANDS.get(duty.state) or number(duty.count), "body", "ok" if there else "warn")
        bar = Bar(theme, 1.0 if there else 0.0)
        lines = column(row((title, 1), count, spacing=8), bar, spacing=4)
        self.setLayout(row(column(clause, None), (lines, 1), margins=(0, 4, 8, 5), spacing=6))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        self._open()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._open()
        else:
            super().keyPressEvent(event)

    def _open(self) -> None:
        self._ask(self._duty.id)


class BackupCard(Card):
    """When and where the last copy was made. `back_up` asks for one now."""

    back_up = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._icon = IconLabel(theme, "disk", "ok", 18)
        self._title = Elided(theme, "", "heading")
        self._detail = label("", "body", "text_2", wrap=True)
        self.button = Button(theme, "Sao lưu ngay", "plain")
        self.button.clicked.connect(self.back_up)
        self.body.addLayout(row(self._icon, (self._title, 1), spacing=10))
        self.body.addWidget(self._detail)
        self.body.addLayout(row(self.button, None))

    def show_state(self, state: BackupState) -> None:
        """Show how the newest copy stands."""
        self._icon.show_icon("warn" if state.old else "disk", "warn" if state.old else "ok")
        self._title.say(state.sentence)
        self._detail.setText(state.detail)
