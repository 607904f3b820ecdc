"""Dialogs of the trust page that need a key: a request to register a certificate, and issuing a pack."""

from pathlib import Path
from typing import cast

from PySide6.QtWidgets import QLineEdit, QWidget

from tmdt_desktop.i18n import day, number
from tmdt_desktop.kinds import Text
from tmdt_desktop.services.enrolment import EnrolmentReceipt, EnrolmentRole, EnrolmentWish, request_enrolment
from tmdt_desktop.services.sign_report import key_facts
from tmdt_desktop.services.trust_desk import PublishReceipt, PublishWish, publish_trust
from ui.pages.trust_lines import ROLES
from ui.parts.dialog import fact
from ui.parts.file_pick import FOLDER, FilePick
from ui.parts.key_dialog import KeyDialog
from ui.parts.pickers import PickInput
from ui.shell.desk import Desk
from ui.shell.widgets import column, label, panel, row

_LEFT = 300


class EnrolDialog(KeyDialog):
    """The request file; afterwards the same dialog shows the fingerprint large, to be read out on the telephone."""

    def __init__(self, desk: Desk, parent: QWidget, *, department: bool) -> None:
        super().__init__(desk, "Đăng ký chứng thư", parent, key_facts)
        self.receipt: EnrolmentReceipt | None = None
        roles = ("department",) if department else ("seal", "leader")
        self.role = PickInput(Text(), self.theme, [(role, ROLES[role]) for role in roles])
        self.role.put(roles[0])
        self.role.left.connect(self.ready)
        self.contact = QLineEdit()
        self.contact.setAccessibleName("Số điện thoại, người Sở có thể gọi")
        self.contact.setMaxLength(120)
        self.folder = FilePick(self.theme, "Ghi phiếu đăng ký vào USB hoặc thư mục", FOLDER)
        self.folder.changed.connect(self.ready)
        self._form = self._made_form()
        self.body.addWidget(self._form)
        self.primary.setText("Lập phiếu")
        self.primary.set_icon("key")
        self.ready()

    def _made_form(self) -> QWidget:
        steps = (
            "1. Chương trình lập phiếu, ký bằng chính chứng thư này.",
            "2. Gửi phiếu cho Sở Công thương bằng USB.",
            "3. Sở gọi điện, đơn vị đọc dấu vân tay hiện trên màn hình.",
            "4. Sở phát hành gói tin cậy mới; nạp gói đó.",
        )
        well = panel(
            "well",
            column(
                label("Bốn bước", "heading"),
                *(label(step, wrap=True) for step in steps),
                None,
                margins=(16, 14, 16, 14),
                spacing=8,
            ),
        )
        well.setFixedWidth(_LEFT)
        role = column(label("Chứng thư dùng để", "small", "text_2"), self.role, spacing=3)
        contact = column(label("Số điện thoại, người Sở có thể gọi", "small", "text_2"), self.contact, spacing=3)
        made = QWidget()
        right = column(role, self.key, self.folder, contact, None, spacing=12)
        made.setLayout(row(well, (right, 1), spacing=20))
        return made

    def ready(self) -> None:
        """A key, a use and a folder; afterwards nothing is wanted any more."""
        wanted = self.key.ready and self.folder.path is not None and self.role.chosen
        self.primary.setEnabled(self.receipt is not None or wanted)

    def act(self) -> None:
        """Write the request; afterwards the button closes the dialog."""
        if self.receipt is not None:
            self.accept()
            return
        place, folder = self.key.place, self.folder.path
        if place is None or folder is None or (secret := self.secret()) is None:
            return
        role = cast("EnrolmentRole", self.role.raw())
        wish = EnrolmentWish(role, place, secret, folder, self.contact.text())
        ws = self.desk.workspace
        self.run(lambda task: request_enrolment(ws, wish, task), "Lập phiếu đăng ký", self._written)

    def _written(self, receipt: EnrolmentReceipt) -> None:
        self.receipt = receipt
        self.title.setText("Đã lập phiếu đăng ký")
        self._form.hide()
        code = label(receipt.spoken, "figure", "accent", wrap=True)
        code.setAccessibleName("Dấu vân tay để đọc cho Sở")
        said = "Khi Sở Công thương gọi, đọc dấu vân tay này. Không gửi kèm trong phiếu, không đọc cho ai gọi lạ."
        made = column(
            panel("accent_soft", column(code, margins=(16, 14, 16, 14))),
            label(said, wrap=True),
            fact("Tệp", receipt.file.name),
            fact("Thư mục", str(receipt.file.parent)),
            None,
            spacing=12,
        )
        self.body.addLayout(made)
        self.primary.setText("Xong")
        self.primary.set_icon("check")
        self.cancel.hide()
        self.primary.setEnabled(True)
        self.primary.setFocus()


class PublishDialog(KeyDialog):
    """Sign what the desk holds as the next trust pack."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, "Phát hành gói tin cậy", parent, key_facts)
        self.told = ""
        self.file: Path | None = None
        said = (
            "Gói gồm mọi mục đang có trên bàn, được ký bằng khóa của Sở. Sổ này dùng gói mới ngay; "
            "gửi tệp gói cho các đơn vị để họ nạp."
        )
        well = panel("well", column(label(said, wrap=True), None, margins=(16, 14, 16, 14)))
        well.setFixedWidth(_LEFT)
        self.key.set_words("Tệp khóa của Sở")
        self.folder = FilePick(self.theme, "Ghi gói vào USB hoặc thư mục", FOLDER)
        self.folder.changed.connect(self.ready)
        self.body.addLayout(row(well, (column(self.key, self.folder, None, spacing=12), 1), spacing=20))
        self.primary.setText("Phát hành")
        self.primary.set_icon("send")
        self.ready()

    def ready(self) -> None:
        """A key and a folder."""
        self.primary.setEnabled(self.key.ready and self.folder.path is not None)

    def act(self) -> None:
        """Issue it."""
        place, folder = self.key.place, self.folder.path
        if place is None or folder is None or (secret := self.secret()) is None:
            return
        ws, wish = self.desk.workspace, PublishWish(place, secret, folder)
        self.run(lambda task: publish_trust(ws, wish, task), "Phát hành gói tin cậy", self._published)

    def _published(self, made: PublishReceipt) -> None:
        self.file = made.file
        number_ = number(made.number)
        self.told = f"Đã phát hành gói số {number_} ngày {day(made.issued)}: {made.file.name}. An toàn, có thể rút USB."
        self.accept()
