"""The first start: which office, who, a password, where the data lies and where its copies go."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from platformdirs import user_documents_path
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout

from tmdt_desktop.catalogues.offices import offices
from tmdt_desktop.errors import InvalidRecord, Problem
from tmdt_desktop.fields import Field
from tmdt_desktop.kinds import Kind, Text
from tmdt_desktop.services.workspaces import (
    SHORTEST_PASSWORD,
    NewWorkspace,
    create_workspace,
    save_settings,
    settings,
)
from tmdt_desktop.text import fold
from ui.parts.field_grid import FieldBox
from ui.parts.file_pick import FilePick
from ui.parts.inputs import Input, LineInput
from ui.parts.pickers import PickInput
from ui.parts.secret_input import SecretInput
from ui.shell.jobs import Jobs
from ui.shell.problems import Band, Problems
from ui.shell.theme import Theme
from ui.shell.widgets import Button, column, hair, label, row

if TYPE_CHECKING:
    from tmdt_desktop.store.workspace import Workspace


class OfficeCode(Kind):
    """An office by its code."""

    def show(self, value: object) -> str:
        return next((office.short for office in offices() if office.code == value), "")


class StartForm(QFrame):
    """The card that makes a workspace. `opened` carries it."""

    opened = Signal(object)
    back_asked = Signal()
    demo_asked = Signal()

    def __init__(self, theme: Theme, jobs: Jobs, problems: Problems) -> None:
        super().__init__()
        self.setProperty("look", "dialog")
        self.setFixedWidth(theme.size("dialog_wide"))
        self._theme, self._jobs, self._problems = theme, jobs, problems
        self.band = Band(theme)
        words = [(office.code, office.short) for office in offices()]
        self.office = self._box("office", "Cơ quan", PickInput(OfficeCode(), theme, words), "Gõ vài chữ để tìm")
        self.name = self._box("full_name", "Họ và tên của bạn", LineInput(Text(80)))
        self.user = self._box("user", "Tên đăng nhập", LineInput(Text(80)), "Ngắn gọn, ví dụ: lan")
        self.password = SecretInput(
            theme, "Mật khẩu", f"Ít nhất {SHORTEST_PASSWORD} ký tự; một câu dễ nhớ là tốt nhất", required=True
        )
        self.again = SecretInput(theme, "Gõ lại mật khẩu", required=True)
        self.folder = FilePick(theme, "Nơi để sổ", hint="Ổ cứng của máy này, không để trên USB hay ổ mạng", drives=None)
        self.copies = FilePick(theme, "Nơi để bản sao (nên có)", hint="USB hoặc ổ khác, phòng khi máy hỏng")
        self.copies.optional = True
        self.button = Button(theme, "Tạo sổ", "primary", icon="check", key="Enter")
        self.button.clicked.connect(self.make)
        self._own_user = self._own_folder = self._making = False
        self._connect()
        self._lay_out()
        self._propose_folder()

    def make(self) -> None:
        """Make the workspace, or say beside each field what is missing."""
        wish = NewWorkspace(
            str(self.office.input.raw() or ""),
            str(self.user.input.raw() or ""),
            str(self.name.input.raw() or ""),
            self.password.text,
        )
        if self._making or self._faults(wish) or self.folder.path is None:
            return
        path, copies = self.folder.path, self.copies.path
        self.band.hide()
        self._wait(making=True)

        def work() -> "Workspace":
            ws = create_workspace(path, wish)
            if copies is not None:
                save_settings(ws, replace(settings(ws), backup_folder=str(copies)))
            return ws

        self._jobs.start(lambda _task: work(), "Tạo sổ", done=self._made, failed=self._refused)

    def show_faults(self, faults: Mapping[str, str]) -> None:
        """Sentences beside their fields."""
        for box in (self.office, self.name, self.user):
            box.tell(faults.get(box.field.name, ""))
        self.password.tell(faults.get("password", ""))
        self.again.tell(faults.get("again", ""))

    def show_problem(self, problem: Problem) -> None:
        """A band on top."""
        self.band.tell(problem.what, " ".join(part for part in (problem.why, problem.cure) if part))

    def _faults(self, wish: NewWorkspace) -> bool:
        known = {office.code for office in offices()}
        faults = {} if wish.office in known else {"office": "Chưa chọn cơ quan. Chọn trong danh sách."}
        for name, value in (("full_name", wish.full_name), ("user", wish.user)):
            if not value.strip():
                faults[name] = "Chưa có tên. Điền mục này."
        if len(wish.password) < SHORTEST_PASSWORD:
            faults["password"] = strength(wish.password)
        elif wish.password != self.again.text:
            faults["again"] = "Hai lần gõ khác nhau. Gõ lại."
        self.show_faults(faults)
        places = {box.field.name: box.input for box in (self.office, self.name, self.user)}
        secrets = {"password": self.password, "again": self.again}
        if first := next((part for name, part in {**places, **secrets}.items() if name in faults), None):
            first.setFocus()
        return bool(faults)

    def _wait(self, *, making: bool) -> None:
        """One workspace at a time, and nothing else beside it."""
        self._making = making
        for button in (self.button, *self._others):
            button.setEnabled(not making)

    def _made(self, ws: "Workspace") -> None:
        self._wait(making=False)
        self.opened.emit(ws)

    def _refused(self, error: BaseException) -> None:
        self._wait(making=False)
        if isinstance(error, InvalidRecord):
            self.show_faults(error.faults)
        else:
            self._problems.show(error, self)

    def _connect(self) -> None:
        self.name.input.edited.connect(self._propose_user)
        self.user.input.edited.connect(self._keep_user)
        self.office.input.edited.connect(self._propose_folder)
        self.office.input.left.connect(self._propose_folder)
        self.folder.button.clicked.connect(self._keep_folder)
        self.password.edited.connect(lambda: self.password.tell(*judged(self.password.text)))
        self.again.edited.connect(lambda: self.again.tell(""))
        self.again.entered.connect(self.make)
        self.password.entered.connect(self.again.setFocus)

    def _keep_user(self) -> None:
        self._own_user = True

    def _keep_folder(self) -> None:
        self._own_folder = True

    def _propose_user(self) -> None:
        if not self._own_user:
            words = fold(str(self.name.input.raw() or "")).split()
            self.user.input.put_raw(words[-1] if words else "")

    def _propose_folder(self) -> None:
        if not self._own_folder:
            code = self.office.input.raw()
            name = OfficeCode().show(code) or "Sổ TMĐT"
            self.folder.set_path(user_documents_path() / "TMDT" / name)

    def _box(self, name: str, words: str, made: Input, hint: str = "") -> FieldBox:
        return FieldBox(self._theme, Field(name, words, made.kind, required=True, help=hint), made)

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(12)
        left = (self.office, self.name, self.user)
        right = (self.password, self.again, self.folder, self.copies)
        grid.addLayout(column(*left, None, spacing=12), 0, 0)
        grid.addLayout(column(*right, None, spacing=12), 0, 1)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        back = Button(self._theme, "Tôi đã có sổ", "plain", icon="back")
        back.clicked.connect(self.back_asked)
        demo = Button(self._theme, "Dùng thử với dữ liệu mẫu", icon="eye")
        demo.clicked.connect(self.demo_asked)
        self._others = (back, demo)
        promise = "Dữ liệu được khóa bằng mật khẩu này và chỉ nằm trên máy của bạn. Quên mật khẩu thì không ai mở được."
        pad = self._theme.space("wide")
        inner = column(
            label("Tạo sổ thương mại điện tử", "title"),
            label(promise, "body", "text_2", wrap=True),
            grid,
            hair(),
            row(back, None, demo, self.button, spacing=8),
            margins=(pad, pad, pad, 16),
            spacing=14,
        )
        self.setLayout(column(self.band, inner))


def strength(password: str) -> str:
    """What is to be said of a password that will not do; empty when it will."""
    missing = SHORTEST_PASSWORD - len(password)
    if missing > 0:
        return f"Còn thiếu {missing} ký tự. Dùng một câu dễ nhớ."
    if len(set(password)) < 4:
        return "Dễ đoán: lặp lại ít chữ. Dùng một câu dễ nhớ."
    return ""


def judged(password: str) -> tuple[str, str]:
    """A sentence on a password while it is typed, and its tone."""
    if not password:
        return "", "text_3"
    if weak := strength(password):
        return weak, "warn"
    return ("Tốt: dài và khó đoán." if len(password) >= 14 else "Dùng được; dài hơn thì chắc hơn."), "ok"


def unused_folder() -> Path:
    """A folder for trial data that is not there yet."""
    base = user_documents_path() / "TMDT"
    names = ("Dùng thử" if at == 1 else f"Dùng thử {at}" for at in count(1))
    return next(base / name for name in names if not (base / name).exists())
