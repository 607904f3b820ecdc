"""A dialog that asks for a decision or a secret: a title, a band for what fails, content, and buttons at bottom right.

A subclass puts its content into `self.body` and its lesser buttons into `self.foot_left`; `self.primary` does the thing.
Enter presses the button that has the keyboard, elsewhere `self.primary`; a held key does it once.
`run(work, what, done)` works on the writer's thread while the dialog waits; its failures stand in the dialog.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QDialog, QPlainTextEdit, QWidget
from shiboken6 import isValid

from tmdt_desktop.errors import Problem
from tmdt_desktop.task import Task
from ui.shell.desk import Desk
from ui.shell.jobs import Job
from ui.shell.problems import Band
from ui.shell.widgets import Button, column, hair, label, row

T = TypeVar("T")
_TITLE_BAR = 40


class Dialog(QDialog):
    """The frame. `primary`: words of the button that does it; `icon`: its icon."""

    def __init__(self, desk: Desk, title: str, parent: QWidget, *, wide: bool = False) -> None:
        super().__init__(parent.window())
        self.desk, self.theme = desk, desk.theme
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("look", "dialog")
        self.setWindowTitle(title)
        self.setFixedWidth(self.theme.size("dialog_wide" if wide else "dialog_narrow"))
        self._job: Job | None = None
        self.title = label(title, "title", wrap=True)
        self.band = Band(self.theme)
        self.body = column(spacing=self.theme.space("gap"))
        self.foot_left = row(spacing=8)
        self.cancel = Button(self.theme, "Hủy", key="Esc")
        self.cancel.setObjectName("cancel")
        self.cancel.clicked.connect(self.reject)
        self.primary = Button(self.theme, "Xong", "primary", key="Enter")
        self.primary.setObjectName("primary")
        self.primary.clicked.connect(self.act)
        pad = self.theme.space("wide")
        foot = row(self.foot_left, None, self.cancel, self.primary, spacing=8)
        content = column(self.title, self.band, (self.body, 1), margins=(pad, pad - 4, pad, 16), spacing=14)
        frame = column((content, 1), hair(), column(foot, margins=(pad, 12, pad, 12)))
        frame.setSizeConstraint(frame.SizeConstraint.SetNoConstraint)
        self.setLayout(frame)
        if isinstance(app := QApplication.instance(), QApplication):
            app.focusChanged.connect(self._say_key)
        self._fitting = QTimer(self)
        self._fitting.setSingleShot(True)
        self._fitting.timeout.connect(self.fit)

    def fit(self) -> None:
        """Take the height that the content asks for, as far as the screen has it."""
        if (frame := self.layout()) is not None:
            frame.activate()
            least = frame.totalMinimumSize().height()
            wanted = frame.totalHeightForWidth(self.width()) if frame.hasHeightForWidth() else least
            self.resize(self.width(), min(wanted, self.screen().availableGeometry().height() - _TITLE_BAR))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._fitting.start(0)
        return super().event(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.fit()

    def act(self) -> None:
        """Do what the dialog is for."""
        self.accept()

    def show_problem(self, problem: Problem) -> None:
        """What went wrong, on top of the dialog; a technical name shows only on hovering."""
        self.band.tell(problem.what, " ".join(part for part in (problem.why, problem.cure) if part))
        self.band.setToolTip(f"Chi tiết: {problem.detail}" if problem.detail else "")

    def show_faults(self, faults: Mapping[str, str]) -> None:
        """Faults of single fields, told together."""
        self.band.tell("Có ô chưa ghi được.", " ".join(faults.values()))

    def run(self, work: Callable[[Task], T], what: str, done: Callable[[T], None]) -> None:
        """Work on the writer's thread; meanwhile «Dừng» stands in the place of «Hủy»."""
        self.band.hide()
        self._busy(busy=True)
        self._job = self.desk.jobs.start(work, what, done=lambda made: self._ended(done, made), failed=self._failed)
        self._job.ended.connect(lambda: self._busy(busy=False) if isValid(self) else None)

    def reject(self) -> None:
        """Esc: stop what runs, else close."""
        if self._job is not None:
            self._job.cancel()
        else:
            super().reject()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
        elif not event.isAutoRepeat() and self.primary.isEnabled():
            self.primary.click()

    def _say_key(self, _before: QWidget | None, now: QWidget | None) -> None:
        """In a box of several lines Enter begins a line: there only Ctrl+Enter does it."""
        if now is not None and self.isAncestorOf(now):
            writes = isinstance(now, QPlainTextEdit) and not now.isReadOnly()
            self.primary.set_key("Ctrl+Enter" if writes else "Enter")

    def _busy(self, *, busy: bool) -> None:
        self.primary.setEnabled(not busy)
        self.cancel.setText("Dừng" if busy else "Hủy")
        if not busy:
            self._job = None
            self.ready()

    def read(self, work: Callable[[], T], done: Callable[[T], None]) -> None:
        """Ask something beside the writer; an answer that comes after the dialog was closed is dropped."""
        self.desk.jobs.read(work, done=lambda made: self._ended(done, made), failed=self._failed)

    def ready(self) -> None:
        """Called when nothing runs any more: say whether the primary button may be pressed."""

    def _ended(self, done: Callable[[Any], None], made: Any) -> None:
        if isValid(self):
            done(made)

    def _failed(self, error: BaseException) -> None:
        if isValid(self):
            self.desk.problems.show(error, self)


def breakable(name: str) -> str:
    """A file's name that may be broken after «_», so that it is never cut off."""
    return name.replace("_", "_\u200b")


def fact(words: str, value: str, tone: str = "text", *, width: int = 96) -> QWidget:
    """A line «label  value»; the label takes `width` pixels."""
    made = QWidget()
    name = label(words, "body", "text_2")
    name.setFixedWidth(width)
    made.setLayout(row(column(name, None), (label(breakable(value), "body", tone, wrap=True), 1), spacing=8))
    return made
