"""Who can open a package: the Department by its certificate in the trust pack, and whoever else is chosen by a file."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget
from shiboken6 import isValid

from tmdt_desktop.errors import Problem
from tmdt_desktop.services.package_encryption import Receivers, chosen_receivers, department_receivers
from ui.parts.file_pick import CERTIFICATES, choose_files
from ui.parts.tick import Tick
from ui.shell.desk import Desk
from ui.shell.widgets import Button, IconLabel, column, label, panel, row

_DEPARTMENT = "Mã hóa, chỉ Sở Công thương mở được"
_LOOKING = "Đang xem gói tin cậy…"


class ReceiversPick(QWidget):
    """`files`: the chosen certificate files; `for_department`: the Department opens it too."""

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.files: tuple[Path, ...] = ()
        self._owners: dict[Path, str] = {}
        self.department = Tick(desk.theme, _DEPARTMENT)
        self.department.setEnabled(False)
        self._said = label(_LOOKING, "small", "text_2", wrap=True)
        self._lines: QVBoxLayout = column(spacing=4)
        self.more = Button(desk.theme, "Thêm người mở được bằng chứng thư…", "plain", icon="add")
        self.more.clicked.connect(self._choose)
        self._fault = label("", "small", "bad", wrap=True)
        self._fault.hide()
        caption = label("Ai mở được gói", "small", "text_2")
        self.setLayout(
            column(caption, self.department, self._said, self._lines, self._fault, row(self.more, None), spacing=3)
        )
        ws = desk.workspace
        desk.jobs.read(lambda: department_receivers(ws), done=self._known, failed=self._unknown)

    @property
    def for_department(self) -> bool:
        """Whether the package is encrypted to the Department."""
        return self.department.isChecked()

    def add(self, files: tuple[Path, ...]) -> None:
        """Let the holders of these certificates open it too; one that may not be encrypted to is told and left out."""
        wanted = tuple(dict.fromkeys((*self.files, *files)))
        self._fault.hide()

        def read() -> dict[Path, str]:
            made = chosen_receivers(wanted)
            return {file: each.owner for file, each in zip(wanted, made.all, strict=True)}

        self._desk.jobs.read(read, done=self._added, failed=self._refused)

    def drop(self, file: Path) -> None:
        """Leave one out again."""
        self._added({each: owner for each, owner in self._owners.items() if each != file})

    def _choose(self) -> None:
        if files := choose_files(self, "Chọn chứng thư của người mở được gói", CERTIFICATES):
            self.add(files)

    def _known(self, made: Receivers) -> None:
        if isValid(self):
            self.department.setEnabled(bool(made.all))
            self.department.setChecked(bool(made.all))
            self._said.setText(f"Theo gói tin cậy: {', '.join(made.owners)}." if made.all else made.sentence)
            self.changed.emit()

    def _unknown(self, error: BaseException) -> None:
        if not isinstance(error, Problem):
            self._desk.problems.show(error)
        elif isValid(self):
            self._said.setText(str(error))

    def _added(self, owners: dict[Path, str]) -> None:
        if not isValid(self):
            return
        self._owners, self.files = owners, tuple(owners)
        while item := self._lines.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        for file, owner in owners.items():
            self._lines.addWidget(self._line(file, owner))
        self.changed.emit()

    def _line(self, file: Path, owner: str) -> QWidget:
        away = Button(self._desk.theme, "", "plain", icon="close")
        away.setToolTip("Bỏ người này")
        away.setAccessibleName(f"Bỏ {owner}")
        away.clicked.connect(lambda: self.drop(file))
        icon = IconLabel(self._desk.theme, "user", "text_2", 14)
        made = panel("clear", row(icon, (label(owner, wrap=True), 1), away, spacing=8))
        made.setToolTip(str(file))
        return made

    def _refused(self, error: BaseException) -> None:
        if not isinstance(error, Problem):
            self._desk.problems.show(error)
        elif isValid(self):
            self._fault.setText(str(error))
            self._fault.show()
