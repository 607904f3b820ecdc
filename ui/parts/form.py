"""The form of one record: its fields by group, a tab for each sub-list, its history, and what to do with it below.

The form asks nobody: it emits `edited`, and the page checks, keeps drafts and saves. Tabs: «Thông tin», one a sub-list,
«Lịch sử», «Đính kèm».
"""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QLineEdit, QScrollArea, QSizePolicy, QStackedWidget, QWidget

from tmdt_desktop.fields import Field, Rows
from tmdt_desktop.records import Record
from tmdt_desktop.services.references import Users
from ui.parts.attachments import AttachmentsPane
from ui.parts.editors import Given, editor_of
from ui.parts.field_grid import FieldGrid
from ui.parts.history import HistoryList
from ui.parts.rows_input import RowsInput
from ui.shell.theme import Theme
from ui.shell.widgets import Button, IconLabel, column, hair, label, panel, retone, row

HISTORY = "history"
ATTACHMENTS = "attachments"
_TAB, _NARROWEST = 34, 30
_LONG = 16
"""Fields from which on a form has a line of its groups."""
INFORMATION = "information"


class Tab(QAbstractButton):
    """The head of one tab, with a count and, in red, a dot when something in it cannot be saved; cut where it is narrow."""

    def __init__(self, theme: Theme, words: str) -> None:
        super().__init__()
        self._theme = theme
        self.count, self.faulty = "", False
        self.setText(words)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(_TAB)
        self.setToolTip(words)
        self.toggled.connect(lambda _on: self.updateGeometry())

    def say(self, *, count: str = "", faulty: bool = False) -> None:
        """Show a number beside the words, and whether a fault is inside."""
        self.count, self.faulty = count, faulty
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        words = QFontMetricsF(self._theme.font("strong")).horizontalAdvance(self.text())
        return QSize(int(words) + self._beside() + 4, _TAB)

    def minimumSizeHint(self) -> QSize:
        """The chosen one is never cut."""
        return self.sizeHint() if self.isChecked() else QSize(_NARROWEST + self._beside(), _TAB)

    def _beside(self) -> int:
        """The width of what stands beside the words."""
        count = QFontMetricsF(self._theme.font("small")).horizontalAdvance(self.count) + 6 if self.count else 0
        return int(count + 0.99) + (14 if self.faulty else 0)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = self.isChecked()
        at, own = 1.0, "strong" if chosen else "body"
        metrics = QFontMetricsF(self._theme.font(own))
        words = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width() - self._beside() - 2)
        for text, role, tone in ((words, own, "accent" if chosen else "text"), (self.count, "small", "text_3")):
            if not text:
                continue
            font = self._theme.font(role)
            painter.setFont(font)
            painter.setPen(self._theme.colour(tone))
            painter.drawText(self.rect().adjusted(int(at), 0, 0, -2), Qt.AlignmentFlag.AlignVCenter, text)
            at += QFontMetricsF(font).horizontalAdvance(text) + 6
        painter.setPen(Qt.PenStyle.NoPen)
        if self.faulty:
            painter.setBrush(self._theme.colour("bad"))
            painter.drawEllipse(int(at), self.height() // 2 - 4, 6, 6)
        if chosen or self.hasFocus():
            painter.setBrush(self._theme.colour("accent" if chosen else "line_strong"))
            painter.drawRect(0, self.height() - 2, self.width(), 2)


class RecordForm(QFrame):
    """The form of one record. `buttons`: what the page puts below (Ghi, Hoàn lại … Xóa); `files`: what goes with it."""

    edited = Signal()
    left = Signal(str)
    closed = Signal()
    users_asked = Signal(object)
    """Records that point to this one should be shown: a `references.Users`."""

    def __init__(self, register: type[Record], given: Given, buttons: QWidget, files: AttachmentsPane) -> None:
        super().__init__()
        self.setProperty("look", "side")
        self.theme, self.register = given.theme, register
        fields = register.fields()
        plain = [field for field in fields if not isinstance(field.kind, Rows)]
        self.grid = FieldGrid(given.theme, plain, lambda field: editor_of(field, given))
        self.lists = {field.name: self._rows(field, given) for field in fields if isinstance(field.kind, Rows)}
        self.history, self.files = HistoryList(given.theme), files
        self.grid.edited.connect(lambda _name: self.edited.emit())
        self.grid.left.connect(self.left)
        self._stack = QStackedWidget()
        self.tabs: dict[str, Tab] = {}
        self._title, self._state = label("", "heading", wrap=True), label("", "small", "text_2")
        self._mark = IconLabel(given.theme, "", "bad", 14)
        self._users = row(spacing=4)
        self._users_line = panel("clear", row(label("Được nhắc ở:", "small", "text_2"), self._users, None, spacing=4))
        self._users_line.hide()
        self.setLayout(column(self._head(), hair(), (self._stack, 1), buttons))
        area = self._scroll(self.grid)
        self._add_tab(INFORMATION, "Thông tin", panel("clear", column(self._index(area), (area, 1))))
        for field in fields:
            if field.name in self.lists:
                self._add_tab(field.name, field.label, self._scroll(self.lists[field.name]))
        self._add_tab(HISTORY, "Lịch sử", self.history)
        self._add_tab(ATTACHMENTS, "Đính kèm", files)
        files.counted.connect(lambda count: self.tabs[ATTACHMENTS].say(count=str(count) if count else ""))
        self.show_tab(INFORMATION)

    def raw(self) -> dict[str, object]:
        """What stands in every input."""
        return {**self.grid.raw(), **{name: made.raw() for name, made in self.lists.items()}}

    def put(self, values: Mapping[str, Any]) -> None:
        """Show stored values."""
        self.grid.put(values)
        for name, made in self.lists.items():
            made.put(values.get(name))
        self._count()

    def put_raw(self, raw: Mapping[str, object]) -> None:
        """Show a draft."""
        self.grid.put_raw(raw)
        for name, made in self.lists.items():
            if name in raw:
                made.put_raw(raw[name])
        self._count()

    def tell(self, faults: Mapping[str, str], doubts: Mapping[str, str], only: set[str] | None = None) -> None:
        """Show faults and doubts beside their fields; `only`: fields that have been left, the rest stays as it is."""
        self.grid.tell(faults, doubts, None if only is None else tuple(only))
        for name, made in self.lists.items():
            if only is None or name in only:
                inside = {at.partition(".")[2]: says for at, says in faults.items() if at.startswith(f"{name}.")}
                made.tell(inside)
        self._count()

    def say(self, title: str, state: str, *, tone: str = "text_2", icon: str = "") -> None:
        """The head: whose form it is and how it stands."""
        self._title.setText(title)
        self._state.setText(state)
        retone(self._state, tone)
        self._mark.show_icon(icon, tone)
        self._mark.setVisible(bool(icon))

    def show_users(self, users: Sequence[Users]) -> None:
        """Say who points to the record; each part leads there."""
        while (item := self._users.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for each in users:
            lead = Button(self.theme, each.words, "plain")
            lead.clicked.connect(lambda _=False, each=each: self.users_asked.emit(each))
            self._users.addWidget(lead)
        self._users_line.setVisible(bool(users))

    def fault_count(self) -> int:
        """How many fields show a fault."""
        return len(self.grid.faulty()) + sum(
            len(inside) for made in self.lists.values() for inside in made.model.faults.values()
        )

    def show_tab(self, name: str) -> None:
        """Show a tab by the name of its sub-list, INFORMATION, HISTORY or ATTACHMENTS."""
        self.tabs[name].setChecked(True)
        self._stack.setCurrentIndex(list(self.tabs).index(name))

    def focus_first(self) -> None:
        """Put the keyboard into the first input."""
        self.show_tab(INFORMATION)
        if (first := self.grid.first()) is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)
            if isinstance(line := first.focusProxy(), QLineEdit):
                line.end(False)  # noqa: FBT003 - Qt's switch: nothing is marked, so that a stray key replaces nothing

    @property
    def state(self) -> str:
        """How the record stands, as the head says it."""
        return self._state.text()

    def set_locked(self, *, locked: bool) -> None:
        """Show the record without letting it be changed."""
        for made in (self.grid, *self.lists.values()):
            made.setEnabled(not locked)

    def focus_next_fault(self) -> bool:
        """Go to the next field with a fault after the one with the keyboard. False when there is none."""
        faulty = self.grid.faulty()
        names = list(self.grid.boxes)
        here = next((at for at, name in enumerate(names) if self.grid.boxes[name].isAncestorOf(_focused(self))), -1)
        later = [name for name in faulty if names.index(name) > here] or faulty
        if later:
            self.show_tab(INFORMATION)
            self.grid.boxes[later[0]].input.setFocus()
            return True
        for name, made in self.lists.items():
            if made.model.faults:
                self.show_tab(name)
                made.choose(min(made.model.faults))
                return True
        return False

    def _rows(self, field: Field, given: Given) -> RowsInput:
        made = editor_of(field, given)
        if not isinstance(made, RowsInput):
            raise TypeError(field.name)
        made.edited.connect(self.edited)
        made.edited.connect(self._count)
        made.left.connect(lambda: self.left.emit(field.name))
        return made

    def _head(self) -> QWidget:
        close = Button(self.theme, "", "plain", icon="close")
        close.setToolTip("Đóng phần này (Esc)")
        close.setAccessibleName("Đóng")
        close.clicked.connect(self.closed)
        words = column(self._title, row(self._mark, self._state, None, spacing=6), self._users_line, spacing=2)
        self._heads = row(None, spacing=12)
        top = row((words, 1), column(close, None))
        return panel("clear", column(top, self._heads, margins=(16, 10, 8, 0), spacing=6))

    def _index(self, area: QScrollArea) -> QWidget:
        """The groups of a long form in a line above it; each leads to its place. Hidden where there are few fields."""
        line = row(margins=(16, 4, 12, 0), spacing=14)
        for group in self.grid.heads:
            lead = Tab(self.theme, group)
            lead.setAccessibleName(f"Đến phần {group}")
            lead.clicked.connect(lambda _=False, group=group: self._go_to(area, group))
            line.addWidget(lead)
        line.addStretch(1)
        index = panel("clear", line)
        if len(self.grid.boxes) <= _LONG or len(self.grid.heads) < 2:
            index.hide()
        return index

    def _go_to(self, area: QScrollArea, group: str) -> None:
        """Put a group's heading at the top and the keyboard into its first input."""
        if (first := self.grid.first_of(group)) is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)
        top = self.grid.heads[group].mapTo(area.widget(), QPoint(0, 0)).y()
        area.verticalScrollBar().setValue(max(top - 8, 0))

    def _add_tab(self, name: str, words: str, content: QWidget) -> None:
        tab = Tab(self.theme, words)
        tab.clicked.connect(lambda: self.show_tab(name))
        self._heads.insertWidget(len(self.tabs), tab)
        self.tabs[name] = tab
        self._stack.addWidget(content)

    def _scroll(self, content: QWidget) -> QScrollArea:
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(panel("clear", column(content, None, margins=(16, 12, 16, 16))))
        return area

    def _count(self) -> None:
        self.tabs[INFORMATION].say(faulty=bool(self.grid.faulty()))
        for name, made in self.lists.items():
            number = len(made.model.rows)
            self.tabs[name].say(count=str(number) if number else "", faulty=bool(made.model.faults))


def _focused(form: QWidget) -> QWidget:
    return form.window().focusWidget() or form
