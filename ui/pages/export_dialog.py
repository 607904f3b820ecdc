"""Write the package of a sealed report to a stick or a folder: left what goes, right where, with which key, for whom."""

from pathlib import Path

from PySide6.QtWidgets import QWidget

from tmdt_desktop.i18n import moment, number
from tmdt_desktop.services.export_package import ExportReceipt, ExportWish, export_package
from tmdt_desktop.services.registered_keys import why_unfit
from tmdt_desktop.services.report_life import GONE_OUT
from tmdt_desktop.services.report_view import ReportView
from tmdt_desktop.services.sign_report import KeyFacts, key_facts_for
from tmdt_desktop.services.token_check import TokenCertificate
from tmdt_desktop.task import Task
from ui.pages.export_receivers import ReceiversPick
from ui.pages.signing import shortened
from ui.parts.dialog import fact
from ui.parts.file_pick import FOLDER, FilePick, open_outside
from ui.parts.key_dialog import KeyDialog
from ui.parts.tall_area import TallArea
from ui.parts.tick import Tick
from ui.shell.desk import Desk
from ui.shell.widgets import Button, IconLabel, column, hair, label, panel, row

_LEFT = 316
_GOES = (
    "Báo cáo PDF đã ký, đóng dấu",
    "Phụ lục I: danh sách, cơ quan đã ký",
    "Biểu số liệu Excel",
    "Bảng dữ liệu và mô tả từng cột",
    "Minh chứng nhiệm vụ theo Quy chế",
)
_OPEN = "không mã hóa, ai có tệp cũng xem được"
DONE = "Đã ghi xong và đọc lại khớp. An toàn, có thể rút USB."


class ExportDialog(KeyDialog):
    """The export of one report; afterwards the same dialog tells what was written."""

    def __init__(self, desk: Desk, view: ReportView, parent: QWidget) -> None:
        super().__init__(desk, "Gửi gói về Sở Công thương", parent, self._look_up, self._unfit)
        self.view = view
        self.receipt: ExportReceipt | None = None
        self.again = view.state in GONE_OUT
        self.folder = FilePick(self.theme, "Ghi vào USB hoặc thư mục", FOLDER)
        self.key.set_words("Tệp khóa của cơ quan")
        self.openers = ReceiversPick(desk)
        self.sensitive = Tick(self.theme, "Gửi cả cột riêng tư (số định danh, điện thoại)")
        self.folder.changed.connect(self.ready)
        self._form_part = self._form()
        self.body.addWidget(self._form_part)
        self.primary.setText("Xuất gói")
        self.primary.set_icon("send")
        self.ready()
        self.folder.button.setFocus()

    def _look_up(self, file: Path, password: str) -> KeyFacts:
        return key_facts_for(self.desk.workspace, "seal", file, password)

    def _unfit(self, certificate: TokenCertificate) -> str:
        return why_unfit(self.desk.workspace, certificate.fingerprint, "seal")

    def ready(self) -> None:
        """A folder and a usable key; whoever cannot open the key may not have a kept package either."""
        self.primary.setEnabled(self.receipt is not None or (self.folder.path is not None and self.key.ready))

    def act(self) -> None:
        """Export; afterwards the button closes the dialog."""
        if self.receipt is not None:
            self.accept()
            return
        folder, place = self.folder.path, self.key.place
        if folder is None or place is None or (secret := self.secret()) is None:
            return
        personal, whom = self.sensitive.isChecked(), self.openers
        wish = ExportWish(self.view.id, folder, place, secret, whom.files, personal, whom.for_department)
        ws = self.desk.workspace

        def work(task: Task) -> ExportReceipt:
            return export_package(ws, wish, task)

        self.run(work, "Xuất gói", self._exported)

    def _form(self) -> QWidget:
        going = column(
            label("Gói gồm", "small", "text_2"),
            label(self.view.name, "heading", wrap=True),
            *(row(IconLabel(self.theme, "check", "ok", 14), label(words, wrap=True), spacing=8) for words in _GOES),
            hair(),
            label("Gói được ký bằng khóa của cơ quan; sửa một chữ trong gói là Sở biết.", "small", "text_2", wrap=True),
            None,
            margins=(16, 14, 16, 14),
            spacing=8,
        )
        left = panel("well", going)
        left.setFixedWidth(_LEFT)
        self.openers.setVisible(not self.again)
        self.sensitive.setVisible(not self.again)
        told = label("Gói này đã xuất một lần; bản lưu được ghi lại đúng từng byte.", "body", "text_2", wrap=True)
        told.setVisible(self.again)
        made = QWidget()
        right = TallArea(told, self.folder, self.key, self.openers, self.sensitive, None, spacing=12)
        made.setLayout(row(left, (right, 1), spacing=20))
        return made

    def _exported(self, receipt: ExportReceipt) -> None:
        self.receipt = receipt
        self.title.setText("Đã xuất gói")
        self._form_part.hide()
        self.body.addWidget(self._told(receipt))
        self.primary.setText("Xong")
        self.primary.set_icon("check")
        self.ready()
        self.cancel.hide()
        self.primary.setFocus()

    def _told(self, receipt: ExportReceipt) -> QWidget:
        icon = column(2, IconLabel(self.theme, "usb", "ok", 20), None)
        band = panel("ok_soft", row(icon, (label(DONE, "heading", wrap=True), 1), margins=(14, 12, 14, 12), spacing=12))
        opened = ", ".join(receipt.opened_by)
        kept = f"chỉ {opened} mở được" if receipt.encrypted else receipt.told or _OPEN
        facts = (
            fact("Tệp", receipt.file.name),
            fact("Thư mục", str(receipt.file.parent)),
            fact("Dung lượng", f"{number(receipt.size)} byte"),
            fact("Mã kiểm tra", shortened(receipt.sha256)),
            fact("Ký lúc", moment(receipt.signed_at)),
            fact("Mã hóa", kept),
            *(fact("Lưu ý", remark) for remark in receipt.remarks),
        )
        look = Button(self.theme, "Mở thư mục", "plain", icon="folder")
        look.clicked.connect(
            lambda: open_outside(receipt.file.parent, lambda words: self.band.tell(words, tone="warn"))
        )
        said = "Chuyển tệp này cho Sở. Khi Sở gửi phiếu về, vào Gói gửi, nhận và bấm «Nhận tệp từ Sở»."
        made = QWidget()
        made.setLayout(
            column(
                band,
                column(*facts, spacing=6),
                row(look, None),
                label(said, "body", "text_2", wrap=True),
                None,
                spacing=14,
            )
        )
        return made
