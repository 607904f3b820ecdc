"""A key file and its password, and what is known of the certificate in it once the password is right."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget
from shiboken6 import isValid

from tmdt_desktop.errors import Problem
from ui.parts.dialog import fact
from ui.parts.file_pick import KEY_FILES, FilePick
from ui.parts.secret_input import SecretInput
from ui.parts.validity import validity
from ui.shell.desk import Desk
from ui.shell.widgets import Button, IconLabel, column, label, panel, row


class Facts(Protocol):
    """What is shown of a certificate."""

    @property
    def owner(self) -> str: ...
    @property
    def organisation(self) -> str: ...
    @property
    def issuer(self) -> str: ...
    @property
    def not_before(self) -> datetime: ...
    @property
    def not_after(self) -> datetime: ...
    @property
    def usable(self) -> bool: ...
    @property
    def sentence(self) -> str: ...


class KeyFilePick(QWidget):
    """The key file, its password, its certificate. `facts`: None until the key was opened."""

    changed = Signal()
    entered = Signal()
    """Enter was pressed while the opened key's password still stood in its field."""

    def __init__(self, desk: Desk, look_up: Callable[[Path, str], Facts], words: str) -> None:
        super().__init__()
        self._desk, self._look_up = desk, look_up
        self.facts: Facts | None = None
        self._turn = 0
        self.file = FilePick(desk.theme, words, KEY_FILES)
        self.file.changed.connect(self._forget)
        self.password = SecretInput(desk.theme, "Mật khẩu của tệp khóa")
        self.password.edited.connect(self._forget)
        self.password.line.setObjectName("password")
        self.password.entered.connect(self._entered)
        self.password.line.editingFinished.connect(self._left)
        self.opener = Button(desk.theme, "Mở khóa", icon="key")
        self.opener.clicked.connect(self._pressed)
        self._card: QVBoxLayout = column()
        lock = column(18, self.opener, None)
        self.setLayout(column(self.file, row((self.password, 1), lock, spacing=8), self._card, spacing=12))
        self._show()

    @property
    def path(self) -> Path | None:
        """The key file."""
        return self.file.path

    @property
    def ready(self) -> bool:
        """Whether the key may sign and its password is at hand."""
        return self.facts is not None and self.facts.usable and bool(self.password.text)

    def open(self) -> None:
        """Look into the file with the password; what is found is shown, and what fails stands below the password."""
        if self.path is None or not self.password.text:
            self.password.tell(
                "Chọn tệp khóa và gõ mật khẩu của tệp." if self.path is None else "Gõ mật khẩu của tệp khóa."
            )
            return
        file, secret = self.path, self.password.text
        self._turn += 1
        turn = self._turn
        self.opener.setEnabled(False)
        self._desk.jobs.read(
            lambda: self._look_up(file, secret),
            done=lambda facts: self._opened(turn, facts),
            failed=lambda error: self._refused(turn, error),
        )

    def _pressed(self) -> None:
        """The button is not possible while the key is opened; Enter in the password then goes on."""
        self.password.setFocus()
        self.open()

    def look_again(self) -> None:
        """What the key is judged for has changed: judge it again, when it was opened."""
        if self.facts is not None:
            self._forget()
            self._left_alone()

    def _entered(self) -> None:
        if self.ready:
            self.entered.emit()
        else:
            self.open()

    def _opened(self, turn: int, facts: Facts) -> None:
        if turn != self._turn or not isValid(self):
            return
        self.facts = facts
        self.password.tell("" if facts.usable else facts.sentence)
        self._show()
        self.changed.emit()

    def _refused(self, turn: int, error: BaseException) -> None:
        if not isinstance(error, Problem):
            self._desk.problems.show(error)
        elif turn == self._turn and isValid(self):
            self.password.take()
            self.password.tell(str(error))
            self._show()

    def _forget(self) -> None:
        self._turn += 1
        self.facts = None
        self.password.tell("")
        self._show()
        self.changed.emit()

    def _left(self) -> None:
        if not self.password.line.hasFocus():
            self._left_alone()

    def _left_alone(self) -> None:
        if self.facts is None and self.path is not None and self.password.text:
            self.open()

    def _show(self) -> None:
        self.opener.setEnabled(self.facts is None)
        while item := self._card.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        if self.facts is not None:
            self._card.addWidget(self._facts_card(self.facts))

    def _facts_card(self, facts: Facts) -> QWidget:
        words, tone = validity(facts.not_before, facts.not_after)
        who = column(label(facts.owner, "strong", wrap=True), label(facts.organisation, "small", "text_2", wrap=True))
        icon = "seal" if facts.usable else "bad"
        head = row(
            column(IconLabel(self._desk.theme, icon, "ok" if facts.usable else "bad", 18), None), (who, 1), spacing=10
        )
        lines = column(fact("Nơi cấp", facts.issuer), fact("Hiệu lực", words, tone), spacing=4)
        return panel("card", column(head, lines, margins=(12, 10, 12, 10), spacing=8))
