"""Take packages in at the Department: which files, with which key, where the answers go."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from tmdt_desktop.i18n import number
from tmdt_desktop.services.receive_packages import Received, ReceiveWish, receive_packages
from tmdt_desktop.services.registered_keys import why_unfit
from tmdt_desktop.services.sign_report import key_facts
from tmdt_desktop.services.token_check import TokenCertificate
from tmdt_desktop.task import Task
from ui.parts.dialog import breakable
from ui.parts.file_pick import FOLDER, PACKAGES, FilePick, choose_files
from ui.parts.key_dialog import KeyDialog
from ui.parts.tall_area import TallArea
from ui.shell.desk import Desk
from ui.shell.widgets import Button, column, label, panel, row

_LEFT, _SHOWN = 316, 9


class ReceiveDialog(KeyDialog):
    """`received` carries what became of each file."""

    received = Signal(object)

    def __init__(self, desk: Desk, files: Sequence[Path], parent: QWidget) -> None:
        super().__init__(desk, "Nhận gói", parent, key_facts, self._unfit)
        self.files: tuple[Path, ...] = ()
        self._count = label("", "heading")
        self._names = label("", "body", "text_2", wrap=True)
        more = Button(self.theme, "Chọn gói…", icon="folder")
        more.setObjectName("choose")
        more.clicked.connect(self._choose)
        said = "Mỗi gói được kiểm tra riêng. Gói đúng thì tiếp nhận, gói sai thì trả lại; cả hai đều có phiếu đã ký."
        left = panel(
            "well",
            column(
                self._count,
                self._names,
                row(more, None),
                None,
                label(said, "small", "text_2", wrap=True),
                margins=(16, 14, 16, 14),
                spacing=10,
            ),
        )
        left.setFixedWidth(_LEFT)
        self.key.set_words("Tệp khóa của Sở")
        self.folder = FilePick(self.theme, "Ghi phiếu vào USB hoặc thư mục", FOLDER)
        self.folder.changed.connect(self.ready)
        self.body.addLayout(row(left, (TallArea(self.key, self.folder, None, spacing=12), 1), spacing=20))
        self.primary.set_icon("inbox")
        self.show_files(files)

    def _unfit(self, certificate: TokenCertificate) -> str:
        return why_unfit(self.desk.workspace, certificate.fingerprint, "department")

    def show_files(self, files: Sequence[Path]) -> None:
        """Take in these files."""
        self.files = tuple(files)
        names = [breakable(file.name) for file in self.files[:_SHOWN]]
        more = [f"và {number(len(self.files) - _SHOWN)} gói nữa"] if len(self.files) > _SHOWN else []
        self._count.setText(f"{number(len(self.files))} gói" if self.files else "Chưa chọn gói nào")
        self._names.setText("\n".join([*names, *more]))
        self._names.setVisible(bool(names))
        self.primary.setText(f"Nhận {number(len(self.files))} gói" if self.files else "Nhận gói")
        self.ready()

    def ready(self) -> None:
        """Files, a usable key and a folder."""
        self.primary.setEnabled(bool(self.files) and self.key.ready and self.folder.path is not None)

    def act(self) -> None:
        """Receive them."""
        place, folder = self.key.place, self.folder.path
        if place is None or folder is None or (secret := self.secret()) is None:
            return
        wish = ReceiveWish(self.files, place, secret, folder)
        ws = self.desk.workspace

        def work(task: Task) -> tuple[Received, ...]:
            return receive_packages(ws, wish, task)

        self.run(work, "Nhận gói", self._done)

    def _done(self, made: tuple[Received, ...]) -> None:
        self.received.emit(made)
        self.accept()

    def _choose(self) -> None:
        found = choose_files(self, "Chọn các gói", PACKAGES)
        if found:
            self.show_files(found)
