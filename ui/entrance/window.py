"""The window before the window: open a workspace, make one, or try the program with sample data."""

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QScrollArea, QStackedWidget, QWidget

from tmdt_desktop.services.workspaces import open_workspace
from tmdt_desktop.task import Task
from ui.entrance.sign_in import SignInForm
from ui.parts.job_line import JobLine
from ui.shell.jobs import Jobs
from ui.shell.problems import Problems
from ui.shell.recent import Recent
from ui.shell.theme import Theme
from ui.shell.widgets import IconLabel, column, label, panel, row

if TYPE_CHECKING:
    from tmdt_desktop.store.workspace import Workspace
    from ui.entrance.start_wizard import StartForm


class Entrance(QWidget):
    """`opened` carries the workspace, once."""

    opened = Signal(object)
    greeted = Signal(str, str)
    """What the window should say first: a sentence and the rest."""

    def __init__(
        self, theme: Theme, jobs: Jobs, problems: Problems, known: tuple[Recent, ...], folder: Path | None = None
    ) -> None:
        super().__init__()
        self.setWindowTitle("TMĐT Desktop")
        self._theme, self._jobs, self._problems = theme, jobs, problems
        theme.dress(self)
        self.sign_in = SignInForm(theme, jobs, problems, known)
        self._stack = QStackedWidget()
        self._add(self.sign_in)
        self.sign_in.new_asked.connect(self.show_start)
        self.setLayout(column((self._stack, 1), JobLine(theme, jobs)))
        self.resize(1000, 640)
        if folder is not None:
            self.sign_in.choose(folder)
        if known or folder is not None:
            self.show_sign_in()
        else:
            self.show_start()

    @cached_property
    def start(self) -> "StartForm":
        """The card that makes a workspace, built when it is first shown: most starts need none."""
        from ui.entrance.start_wizard import StartForm

        made = StartForm(self._theme, self._jobs, self._problems)
        made.back_asked.connect(self.show_sign_in)
        self._add(made)
        return made

    def show_start(self) -> None:
        """Show the card that makes a workspace."""
        office = self.start.office
        self._stack.setCurrentIndex(1)
        office.input.setFocus()

    def show_sign_in(self) -> None:
        """Show the card that opens one."""
        self._stack.setCurrentIndex(0)
        self.sign_in.focus_first()

    def try_out(self) -> None:
        """Make sample workspaces in a folder of their own and open the district's; «Dừng» brings the card back."""
        self._stack.setEnabled(False)
        job = self._jobs.start(_demo, "Chuẩn bị dữ liệu mẫu", done=self._tried, failed=self._not_tried)
        job.ended.connect(self._come_back)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop what was begun here; a workspace that is already open is not touched."""
        event.accept()

    def _add(self, card: "SignInForm | StartForm") -> None:
        card.opened.connect(self.opened)
        card.demo_asked.connect(self.try_out)
        self._stack.addWidget(self._centred(card))

    def _come_back(self) -> None:
        self._stack.setEnabled(True)

    def _tried(self, made: "tuple[Workspace, str]") -> None:
        ws, greeting = made
        self.opened.emit(ws)
        self.greeted.emit("Đây là sổ dùng thử, dữ liệu trong đó là mẫu.", greeting)

    def _not_tried(self, error: BaseException) -> None:
        self.show_start()
        self._problems.show(error, self.start)

    def _centred(self, card: QWidget) -> QScrollArea:
        """A card in the middle, under the program's name; small screens scroll."""
        name = row(
            None, IconLabel(self._theme, "package", "accent", 20), label("TMĐT Desktop", "heading"), None, spacing=8
        )
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(
            panel("page", column(None, name, 16, row(None, card, None), None, None, margins=(16, 16, 16, 16)))
        )
        return area


def _demo(task: Task) -> "tuple[Workspace, str]":
    from tmdt_desktop.services.demo import run_demo
    from ui.entrance.start_wizard import unused_folder

    def say(words: str) -> None:
        """The steps; the files they leave are of no interest here."""
        task.step(0, 0, "" if words.startswith(" ") else words)

    district = run_demo(unused_folder(), say).workspaces[0]
    ws = open_workspace(district.path, district.user, district.password)
    return ws, f"Mở lại sau này: tên đăng nhập {district.user}, mật khẩu {district.password}."
