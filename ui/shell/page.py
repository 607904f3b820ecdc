"""The base of every page.

A page says, as class attributes, its `name` (how others ask for it), `title`, `icon` (a file of resources/icons),
`subtitle` and `shows`: the registers whose change makes it stale. It builds its content into `self.body` (a column below
the head), declares acts with `@action`, and implements

    reload()           read everything anew and show it; called when the page becomes visible after a change it shows
    focus_first()      put the keyboard where work begins; called when the page has been chosen
    arrive(what)       another page has asked for this one with something to show (`self.asks.emit("report", id)`)
    may_leave()        False keeps the user here (something is asked first)
    may_close()        False keeps the window open: what a page keeps while others are looked at would be lost

Never `setVisible(True)` a widget that stands in no layout yet: it would show as a window of its own, take the keyboard
and cost time. `hide()` it, or decide after `setLayout`.

Given: self.desk, self.ws, self.theme, self.acts, self.band.
    self.run(work, "Lập báo cáo", done)     work(task) on the writer's thread; failures are shown here; the act that
                                            began it is not possible until it ends
    self.ask(work, done)                    work() on a reader's thread
    self.look("Tìm", work, done)            work(task) that reads for long, beside what writes, with «Dừng»
    self.show_problem(problem) · self.show_faults(faults) · self.clear_problem()
    self.noted.emit("Đã ghi")               a line for the status bar
    self.asks.emit(name, what)              go to another page; «register:business» is the page of a register
    self.set_heading(title, subtitle)
    self.add_action_bar(left…)              a bar below with the acts of place="bar"
    self.ask_first(Question(...), yes)      a dialog that names what will happen; yes() is called on agreement
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QPushButton, QScrollArea, QVBoxLayout, QWidget
from shiboken6 import isValid

from tmdt_desktop.errors import Problem
from tmdt_desktop.records import Record
from tmdt_desktop.task import Task
from ui.shell.actions import Actions
from ui.shell.desk import Desk
from ui.shell.jobs import Job
from ui.shell.problems import Band
from ui.shell.theme import Theme
from ui.shell.widgets import Button, Part, column, fill, label, panel, row

T = TypeVar("T")
STOPPED = "Đã dừng. Chưa ghi gì."


class Page(QWidget):
    """One screen of the window."""

    name: ClassVar[str] = ""
    title: str = ""
    subtitle: str = ""
    icon: str = "file"
    shows: frozenset[type[Record]] = frozenset()

    asks = Signal(str, object)
    noted = Signal(str)
    opened = Signal(str, object)
    """A record has been opened: code of its register, id."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk, self.ws, self.theme = desk, desk.workspace, desk.theme
        self.acts = Actions(self, desk.theme, self.show_problem)
        self.stale = True
        self.band = Band(desk.theme)
        self._title = label(self.title, "title")
        self._subtitle = label(self.subtitle, "small", "text_2")
        self.head = row(spacing=self.theme.space("unit"))
        self.body = QVBoxLayout()
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)
        self._frame = column(self._head(), self.band, (self.body, 1))
        self.setLayout(self._frame)

    def reload(self) -> None:
        """Read everything anew and show it."""

    def arrive(self, what: object) -> None:
        """Show what another page asks for."""

    def focus_first(self) -> None:
        """Put the keyboard into the first part that takes it, a lesser button only where there is nothing else."""
        parts = list(self._takers())
        worth = (part for part in parts if not isinstance(part, QPushButton | QScrollArea))
        found = next(worth, next(iter(parts), self))
        found.setFocus(Qt.FocusReason.OtherFocusReason)

    def _takers(self) -> Iterator[QWidget]:
        """What takes the keyboard by Tab, in its order."""
        part = self.nextInFocusChain()
        while part is not None and part is not self:
            takes = part.isVisible() and part.isEnabled() and part.focusPolicy() & Qt.FocusPolicy.TabFocus
            if takes and self.isAncestorOf(part):
                yield part
            part = part.nextInFocusChain()

    def may_leave(self) -> bool:
        """Whether the window may show another page now."""
        return True

    def may_close(self) -> bool:
        """Whether the window may close now, also when this page is not in sight; False when something is asked first."""
        return True

    def refresh(self) -> None:
        """Reload if something has changed since the last time; called by the window when the page is visible."""
        if self.stale:
            self.stale = False
            self.reload()
            self.acts.refresh()

    def run(
        self,
        work: Callable[[Task], T],
        what: str,
        done: Callable[[T], None] | None = None,
        failed: Callable[[BaseException], None] | None = None,
    ) -> Job:
        """Work that writes. Its failures are shown on this page, unless `failed` takes them; its act waits for its end."""
        self.clear_problem()
        job = self.desk.jobs.start(work, what, done=done, failed=failed or self.show_error)
        if name := self.acts.doing:
            self.acts.hold(name)
            job.ended.connect(lambda: self.acts.release(name) if isValid(self) else None)
        job.stopped.connect(lambda: self._stopped() if isValid(self) else None)
        return job

    def ask(self, work: Callable[[], T], done: Callable[[T], None]) -> Job:
        """A quick question beside the window's thread."""
        return self.desk.jobs.read(work, done=done, failed=self.show_error)

    def look(self, what: str, work: Callable[[Task], T], done: Callable[[T], None]) -> Job:
        """Read for long beside what writes; progress and «Dừng» stand in the job line."""
        return self.desk.jobs.look(work, what, done=done, failed=self.show_error)

    def show_error(self, error: BaseException) -> None:
        """Any failure, shown where it belongs."""
        self.desk.problems.show(error, self)

    def show_problem(self, problem: Problem, acts: Mapping[str, Callable[[], Any]] | None = None) -> None:
        """A band with what happened, why and what to do; `acts`: buttons that do it, by their words."""
        self.band.tell(problem.what, " ".join(part for part in (problem.why, problem.cure) if part), acts=acts)

    def show_faults(self, faults: Mapping[str, str]) -> None:
        """Faults of fields; a page with a form shows them there."""
        self.band.tell("Có ô chưa ghi được.", " ".join(faults.values()))

    def clear_problem(self) -> None:
        """Take the band away."""
        if self.band.isVisibleTo(self):
            self.band.dismiss()

    def set_heading(self, title: str, subtitle: str = "") -> None:
        """Say what the page shows now."""
        self._title.setText(title)
        self._subtitle.setText(subtitle)
        self._subtitle.setVisible(bool(subtitle))

    def add_action_bar(self, *left: Part) -> None:
        """A bar at the bottom: `left`, then the acts of place="bar", the primary one last."""
        bar = row(*left, None, *self.acts.buttons("bar"), margins=(16, 0, 16, 0), spacing=8)
        made = panel("actions", bar)
        made.setFixedHeight(self.theme.size("action_bar"))
        self._frame.addWidget(made)

    def ask_first(self, question: "Question", yes: Callable[[], None]) -> QDialog:
        """Ask before something that cannot be seen coming; `yes` is called on agreement, Problems are shown here."""
        dialog = QuestionDialog(self.theme, question, self)
        name = self.acts.doing
        dialog.accepted.connect(lambda: self.acts.act_as(name, yes))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def _stopped(self) -> None:
        """Every write is one whole act: what was stopped has written nothing. A page may have told it in its own words."""
        if not self.band.isVisibleTo(self):
            self.noted.emit(STOPPED)
            self.band.tell(STOPPED, tone="accent")

    def _head(self) -> QWidget:
        words = column(None, self._title, self._subtitle, None)
        fill(self.head, self.acts.buttons("head"))
        made = panel("head", row((words, 1), self.head, margins=(16, 0, 16, 0), spacing=16))
        made.setFixedHeight(self.theme.size("page_head"))
        self._subtitle.setVisible(bool(self.subtitle))
        return made


@dataclass(frozen=True)
class Question:
    """What is asked first. `title` names the object, `text` what will happen; both buttons say what they do."""

    title: str
    text: str
    yes: str
    no: str
    destroys: bool = False


class QuestionDialog(QDialog):
    """A decision: what will happen, and two buttons that say what they do."""

    def __init__(self, theme: Theme, question: Question, parent: QWidget) -> None:
        super().__init__(parent.window())
        self.setWindowTitle(question.title)
        self.setFixedWidth(theme.size("dialog_narrow"))
        yes = Button(theme, question.yes, "bad" if question.destroys else "primary")
        yes.setObjectName("yes")
        yes.clicked.connect(self.accept)
        no = Button(theme, question.no, key="Esc")
        no.setObjectName("no")
        no.clicked.connect(self.reject)
        pad = theme.space("wide")
        order = (yes, None, no) if question.destroys else (None, no, yes)
        self.setLayout(
            column(
                label(question.title, "title", wrap=True),
                label(question.text, wrap=True),
                row(*order, spacing=8),
                margins=(pad, pad, pad, pad),
                spacing=16,
            )
        )
        (no if question.destroys else yes).setFocus()
        (no if question.destroys else yes).setDefault(True)
