"""Take a workspace out of a copy, into a new folder: the one that is open is not touched."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from tmdt_desktop.services.back_up import Restored, RestoreWish, restore
from tmdt_desktop.task import Task
from ui.parts.dialog import Dialog
from ui.parts.file_pick import FOLDER, FilePick
from ui.parts.secret_input import SecretInput
from ui.shell.desk import Desk
from ui.shell.widgets import column, label

COPIES = "Bản sao lưu (*.tmdtbak *.zip);;Mọi tệp (*)"


class RestoreDialog(Dialog):
    """`restored` carries what was taken out."""

    restored = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, "Phục hồi sang thư mục mới", parent)
        self.file = FilePick(self.theme, "Bản sao lưu", COPIES)
        self.folder = FilePick(self.theme, "Thư mục mới, trống", FOLDER, drives=None)
        self.user = QLineEdit(desk.workspace.user)
        self.user.setAccessibleName("Tên đăng nhập")
        self.password = SecretInput(self.theme, "Mật khẩu lúc sao lưu")
        for part in (self.file, self.folder):
            part.changed.connect(self.ready)
        self.password.edited.connect(self.ready)
        self.user.textChanged.connect(lambda _text: self.ready())
        self.password.entered.connect(self._entered)
        said = "Sổ đang mở giữ nguyên. Phần mềm mở thử bản sao lưu trước khi báo xong."
        self.body.addWidget(label(said, "body", "text_2", wrap=True))
        self.body.addWidget(self.file)
        self.body.addWidget(self.folder)
        self.body.addLayout(column(label("Tên đăng nhập", "small", "text_2"), self.user, spacing=3))
        self.body.addWidget(self.password)
        self.primary.setText("Phục hồi")
        self.primary.set_icon("undo")
        self.ready()
        self.file.button.setFocus()

    def ready(self) -> None:
        """Everything must be given."""
        given = self.file.path and self.folder.path and self.user.text().strip() and self.password.text
        self.primary.setEnabled(bool(given))

    def act(self) -> None:
        """Restore."""
        if self.file.path is None or self.folder.path is None:
            return
        wish = RestoreWish(self.file.path, self.folder.path, self.user.text(), self.password.text)

        def work(task: Task) -> Restored:
            return restore(wish, task)

        self.run(work, "Phục hồi", self._done)

    def _entered(self) -> None:
        if self.primary.isEnabled():
            self.act()

    def _done(self, made: Restored) -> None:
        self.restored.emit(made)
        self.accept()
