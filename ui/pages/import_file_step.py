"""Step 1 of an import: which register, who sent it, which files; and the template for those who begin anew."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QCompleter, QFrame, QLineEdit, QWidget

from tmdt_desktop.records import REGISTERS, Record
from tmdt_desktop.services.import_list import takes_lists
from ui.parts.file_pick import LISTS, choose_files, dropped_files
from ui.parts.pickers import Box
from ui.shell.theme import Theme
from ui.shell.widgets import Button, IconLabel, column, label, mark, panel, row

TARGETS: tuple[type[Record], ...] = tuple(register for register in REGISTERS if takes_lists(register))
"""Registers that a list can be imported into."""
_INTO_WIDTH = 280
_SAID = {
    "business": "Danh sách của xã, thị trấn hoặc của Thuế. Mỗi dòng một tổ chức, cá nhân; mỗi xã một trang tính cũng được.",
    "training": "Danh sách lớp, hoặc danh sách học viên của từng lớp (mỗi lớp một trang tính, tên lớp ở các dòng trên).",
}


class DropArea(QFrame):
    """Where files are dropped. `dropped` carries their paths, a tuple."""

    dropped = Signal(object)

    def __init__(self, theme: Theme, button: Button) -> None:
        super().__init__()
        self.setProperty("look", "card")
        self.setAcceptDrops(True)
        words = label("Kéo một hay nhiều tệp vào đây", "title")
        kinds = label(
            "xlsx, xls, ods, csv; phông cũ TCVN3, VNI tự đổi sang Unicode. Nhiều tệp thì nhập lần lượt.",
            "body",
            "text_2",
        )
        for part in (words, kinds):
            part.setAlignment(Qt.AlignmentFlag.AlignCenter)
        icon = row(None, IconLabel(theme, "import", "accent", 32), None)
        self.setLayout(
            column(None, icon, words, kinds, 6, row(None, button, None), None, margins=(16, 28, 16, 28), spacing=10)
        )

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if lists_in(event):
            event.acceptProposedAction()
            mark(self, "look", "accent_soft")

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        super().dragLeaveEvent(event)
        mark(self, "look", "card")

    def dropEvent(self, event: QDropEvent) -> None:
        mark(self, "look", "card")
        if files := lists_in(event):
            event.acceptProposedAction()
            self.dropped.emit(files)


def lists_in(event: QDropEvent) -> tuple[Path, ...]:
    """The files that are being dragged."""
    return tuple(path for path in dropped_files(event.mimeData()) if path.is_file())


class SenderLine(QLineEdit):
    """Who sent a list: free words, with earlier senders proposed while typing."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Nơi gửi")
        self.setPlaceholderText("xã, thị trấn hoặc cơ quan gửi; để trống thì lấy theo tệp")
        self.setMaxLength(120)
        self.setAcceptDrops(False)
        self._known = QStringListModel(self)
        completer = QCompleter(self._known, self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.popup().setProperty("popup", True)  # noqa: FBT003 - a Qt property
        self.setCompleter(completer)

    def propose(self, senders: Sequence[str]) -> None:
        """Propose these."""
        self._known.setStringList(list(senders))

    @property
    def proposed(self) -> list[str]:
        """What is proposed."""
        return self._known.stringList()


class FileStep(QWidget):
    """The step. `picked` carries a file or a tuple of files, `template` asks for one."""

    picked = Signal(object)
    template = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.register: type[Record] = TARGETS[0]
        self.into = Box(theme)
        self.into.setAccessibleName("Nhập vào sổ")
        self.into.addItems([register.title for register in TARGETS])
        self.into.setMinimumWidth(_INTO_WIDTH)
        self.into.currentIndexChanged.connect(lambda at: self.choose(TARGETS[at]))
        self.open = Button(theme, "Chọn tệp…", "primary", icon="folder", key="Ctrl+O")
        self.open.clicked.connect(self.ask)
        self.area = DropArea(theme, self.open)
        self.area.dropped.connect(self.picked)
        self._said = label("", "body", "text_2", wrap=True)
        template = Button(theme, "Tải tệp mẫu", "plain", icon="table")
        template.setObjectName("template")
        template.clicked.connect(self.template)
        self.sent_by = SenderLine()
        self.sent_by.setMinimumWidth(_INTO_WIDTH)
        into = row(label("Nhập vào", "heading"), self.into, None, template, spacing=8)
        sent = row(label("Nơi gửi", "heading"), 4, (self.sent_by, 1), spacing=8)
        safe = label(
            "Phần mềm chỉ đọc tệp. Chưa ghi gì vào sổ cho đến khi xem xong các dòng ở bước 3.",
            "small",
            "text_2",
            wrap=True,
        )
        inside = column(into, self._said, sent, (self.area, 1), safe, margins=(16, 16, 16, 16), spacing=12)
        holder = panel("clear", inside)
        holder.setMaximumWidth(860)
        self.setLayout(row((holder, 100), None))
        self.choose(TARGETS[0])

    def choose(self, register: type[Record]) -> None:
        """Import into this register."""
        self.register = register
        self.into.setCurrentIndex(TARGETS.index(register))
        self._said.setText(_SAID.get(register.code, f"Mỗi dòng một {register.one}. Chưa có danh sách thì tải tệp mẫu."))

    def ask(self) -> None:
        """Ask for files with the system's dialog."""
        if found := choose_files(self, "Chọn tệp danh sách", LISTS):
            self.picked.emit(found)
