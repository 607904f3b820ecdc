"""Opening a workspace: which one, who, the password. Wrong name and wrong password are told in the same words."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QLineEdit

from tmdt_desktop.errors import Blocked, Problem
from tmdt_desktop.services.workspaces import open_workspace, people
from ui.parts.file_pick import choose_folder
from ui.parts.pickers import Box
from ui.parts.secret_input import SecretInput
from ui.shell.jobs import Jobs
from ui.shell.problems import Band, Problems
from ui.shell.recent import Recent
from ui.shell.theme import Theme
from ui.shell.widgets import Button, column, hair, label, row

if TYPE_CHECKING:
    from tmdt_desktop.store.workspace import Workspace

_OTHER = "Chọn thư mục khác…"


class SignInForm(QFrame):
    """The card that opens a workspace. `opened` carries it; the other two ask for the start card."""

    opened = Signal(object)
    new_asked = Signal()
    demo_asked = Signal()

    def __init__(self, theme: Theme, jobs: Jobs, problems: Problems, known: tuple[Recent, ...]) -> None:
        super().__init__()
        self.setProperty("look", "dialog")
        self.setFixedWidth(theme.size("dialog_narrow"))
        self._jobs, self._problems = jobs, problems
        self._left: int = 0
        self._opening = False
        self._what = ""
        self._known = list(known)
        self.band = Band(theme)
        self.box = Box(theme)
        self.box.setAccessibleName("Sổ")
        self.user = QLineEdit()
        self.user.setAccessibleName("Tên đăng nhập")
        self.password = SecretInput(theme, "Mật khẩu")
        self.user.returnPressed.connect(self.password.setFocus)
        self.password.entered.connect(self.open)
        self.password.edited.connect(lambda: self.password.tell("") if not self._left else None)
        self.button = Button(theme, "Mở sổ", "primary", icon="lock", key="Enter")
        self.button.clicked.connect(self.open)
        self._tick = QTimer(self)
        self._tick.setInterval(1000)
        self._tick.timeout.connect(self._count_down)
        self._lay_out(theme)
        self._fill_box()
        self.box.activated.connect(self._picked)
        self._chosen()

    @property
    def path(self) -> Path | None:
        """The folder of the chosen workspace."""
        at = self.box.currentIndex()
        return Path(self._known[at].path) if 0 <= at < len(self._known) else None

    def choose(self, folder: Path, user: str = "") -> None:
        """Offer the workspace in `folder` first. A folder without one is told."""
        try:
            names = people(folder)
        except Problem as problem:
            self._tell(problem)
            return
        name = user or (names[0] if len(names) == 1 else "")
        self._known = [Recent(str(folder), folder.name, name), *(k for k in self._known if k.path != str(folder))]
        self._fill_box()
        self._chosen()

    def open(self) -> None:
        """Try name and password."""
        path, user, secret = self.path, self.user.text(), self.password.text
        if path is None or self._left or self._opening:
            return
        if not user.strip() or not secret:
            self.password.tell("Gõ tên đăng nhập và mật khẩu.")
            return
        self.band.hide()
        self._wait(opening=True)
        self._jobs.read(lambda: open_workspace(path, user, secret), done=self._opened, failed=self._refused)

    def focus_first(self) -> None:
        """Put the keyboard where something is missing."""
        (self.password if self.user.text() else self.user).setFocus()

    def _lay_out(self, theme: Theme) -> None:
        new, demo = Button(theme, "Tạo sổ mới", "plain", icon="add"), Button(theme, "Dùng thử", "plain", icon="eye")
        demo.setToolTip("Mở một sổ có dữ liệu mẫu, không phải dữ liệu thật")
        self._others = (new, demo)
        new.clicked.connect(self.new_asked)
        demo.clicked.connect(self.demo_asked)
        pad = theme.space("wide")
        inner = column(
            label("Mở sổ thương mại điện tử", "title"),
            4,
            column(label("Sổ", "small", "text_2"), self.box, spacing=3),
            column(label("Tên đăng nhập", "small", "text_2"), self.user, spacing=3),
            self.password,
            row(None, self.button),
            4,
            hair(),
            row(new, demo, None, spacing=8),
            margins=(pad, pad, pad, 16),
            spacing=12,
        )
        self.setLayout(column(self.band, inner))

    def _fill_box(self) -> None:
        self.box.clear()
        for known in self._known:
            self.box.addItem(f"{known.office}  ·  {known.path}")
        self.box.addItem(_OTHER)
        self.box.setCurrentIndex(0 if self._known else -1)

    def _picked(self, at: int) -> None:
        if at < len(self._known):
            self._chosen()
            return
        self.box.setCurrentIndex(0 if self._known else -1)
        if folder := choose_folder(self, "Chọn thư mục của sổ"):
            self.choose(folder)

    def _chosen(self) -> None:
        at = self.box.currentIndex()
        if 0 <= at < len(self._known):
            self.user.setText(self._known[at].user)
        self.box.setToolTip(self.box.currentText())
        self.button.setEnabled(self.path is not None)

    def _opened(self, ws: "Workspace") -> None:
        self.password.line.clear()
        self._wait(opening=False)
        self.opened.emit(ws)

    def _refused(self, error: BaseException) -> None:
        self._wait(opening=False)
        wait = getattr(error, "retry_after", None)
        if isinstance(error, Blocked) and wait is not None:
            self.password.line.selectAll()
            self.password.setFocus()
            self._left = int(wait)
            self.password.tell(str(error))
            if self._left:
                self._count_down_from(error)
        elif isinstance(error, Problem):
            self._tell(error)
        else:
            self._problems.show(error)

    def _wait(self, *, opening: bool) -> None:
        """One opening at a time, and nothing else beside it."""
        self._opening = opening
        self.button.setText("Đang mở…" if opening else "Mở sổ")
        for button in (self.button, *self._others):
            button.setEnabled(not opening)

    def _count_down_from(self, error: Blocked) -> None:
        self._what = error.what
        self.button.setEnabled(False)
        self._tick.start()

    def _count_down(self) -> None:
        self._left -= 1
        if self._left > 0:
            self.password.tell(f"{self._what} Thử lại sau {self._left} giây.")
            return
        self._tick.stop()
        self._left = 0
        self.password.tell(f"{self._what} Gõ lại rồi bấm Mở sổ.")
        self.button.setEnabled(self.path is not None)

    def _tell(self, problem: Problem) -> None:
        self.band.tell(problem.what, " ".join(part for part in (problem.why, problem.cure) if part))
