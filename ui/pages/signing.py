"""Sign a report: left what is signed, which bytes, whose turn and where the stamp goes; right the key that signs."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from tmdt_desktop.i18n import moment
from tmdt_desktop.services.registered_keys import why_unfit
from tmdt_desktop.services.report_view import ReportView
from tmdt_desktop.services.sign_report import (
    KeyFacts,
    Signed,
    SigningView,
    SignRole,
    SignStep,
    SignWish,
    key_facts_for,
    sign_report,
    signing_view,
)
from tmdt_desktop.services.token_check import TokenCertificate
from tmdt_desktop.task import Task
from ui.parts.dialog import fact
from ui.parts.file_pick import PICTURES, FilePick, open_outside
from ui.parts.key_dialog import KeyDialog
from ui.parts.pdf_view import draw_page, read_pdf
from ui.parts.tall_area import TallArea
from ui.shell.desk import Desk
from ui.shell.widgets import Button, IconLabel, column, hair, label, panel, row

_LEFT, _PAGE = 316, 284
_PAGE_HIGH, _SHARE = 120, 0.20
_TITLES = {"leader": "Ký số: lãnh đạo ký", "seal": "Ký số: đóng dấu cơ quan", "done": "Báo cáo đã ký đủ"}
_ACTS = {"leader": "Ký báo cáo", "seal": "Đóng dấu", "done": "Đóng"}
_KEYS = {"leader": "Tệp khóa của lãnh đạo", "seal": "Tệp khóa của cơ quan"}
_IMAGES = {"leader": "Ảnh chữ ký tay (không bắt buộc)", "seal": "Ảnh con dấu (không bắt buộc)"}
_STATES = {"done": ("ok", "ok"), "now": ("ring", "accent"), "later": ("ring", "text_3")}


class SigningDialog(KeyDialog):
    """One of the two signatures of a report, whichever is next. Closed as accepted once it was made.

    `own_tool`, `many`: it is to be signed in the office's own tool, or together with others; the dialog has closed.
    """

    own_tool = Signal()
    many = Signal()

    def __init__(self, desk: Desk, view: ReportView, parent: QWidget) -> None:
        super().__init__(desk, "Ký số", parent, self._look_up, self._unfit)
        self.view = view
        self.signing: SigningView | None = None
        self.signed: Signed | None = None
        self.image = FilePick(
            self.theme, _IMAGES["leader"], PICTURES, hint="Ảnh PNG nền trong suốt. Không chọn thì phần mềm vẽ sẵn."
        )
        self.image.optional = True
        self.elsewhere = Button(self.theme, "Ký bằng công cụ của cơ quan…", "plain", icon="export")
        self.others = Button(self.theme, "Ký nhiều báo cáo…", "plain", icon="many")
        for button, way in ((self.elsewhere, self.own_tool), (self.others, self.many)):
            button.clicked.connect(self.reject)
            button.clicked.connect(way)
            self.foot_left.addWidget(button)
        self._left: QVBoxLayout = column(spacing=8)
        left = panel("well", column(self._left, None, margins=(16, 14, 16, 14)))
        left.setFixedWidth(_LEFT)
        self.body.addLayout(row(left, (TallArea(self.key, self.image, None, spacing=14), 1), spacing=20))
        self.primary.set_icon("sign")
        self.ready()
        ws = desk.workspace
        self.read(lambda: signing_view(ws, view.id), self._show)

    @property
    def role(self) -> str:
        """leader, seal, or done."""
        return self.signing.turn if self.signing else "done"

    def _look_up(self, file: Path, password: str) -> KeyFacts:
        """What is known of a key for the signature that is next."""
        role: SignRole = "seal" if self.role == "seal" else "leader"
        return key_facts_for(self.desk.workspace, role, file, password)

    def _unfit(self, certificate: TokenCertificate) -> str:
        """Why a certificate on a token is not the one for the signature that is next."""
        role: SignRole = "seal" if self.role == "seal" else "leader"
        return why_unfit(self.desk.workspace, certificate.fingerprint, role)

    def ready(self) -> None:
        """Only a certificate that was looked into, and may sign, signs."""
        self.primary.setEnabled(self.signing is not None and (self.key.ready or self.role == "done"))

    def act(self) -> None:
        """Sign."""
        if self.role == "done":
            self.reject()
            return
        place = self.key.place
        if place is None or (secret := self.secret()) is None:
            return
        role: SignRole = "leader" if self.role == "leader" else "seal"
        wish = SignWish(self.view.id, role, place, secret, self.image.path)
        ws = self.desk.workspace

        def work(task: Task) -> Signed:
            return sign_report(ws, wish, task)

        self.run(work, self.primary.text(), self._signed)

    def _signed(self, made: Signed) -> None:
        self.signed = made
        self.accept()

    def _show(self, signing: SigningView) -> None:
        self.signing = signing
        self.title.setText(_TITLES[signing.turn])
        self.setWindowTitle(_TITLES[signing.turn])
        self.primary.setText(_ACTS[signing.turn])
        self.primary.set_icon("seal" if signing.turn == "seal" else "sign")
        if signing.turn in _KEYS:
            self.key.set_words(_KEYS[signing.turn])
            self.image.set_words(_IMAGES[signing.turn])
        self.elsewhere.setVisible(signing.turn == "leader")
        self.others.setVisible(signing.turn != "done")
        self.key.setVisible(signing.turn != "done")
        self.image.setVisible(signing.turn != "done")
        self._show_subject(signing)
        self.ready()
        if signing.turn != "done":
            self.key.begin()

    def begin(self) -> None:
        """Tokens are looked for once it is known whose turn it is."""

    def _show_subject(self, signing: SigningView) -> None:
        for part in (
            label(signing.name, "heading", wrap=True),
            label(f"{signing.pdf.name} · {signing.pages} trang", "small", "text_2", wrap=True),
            hair(),
            fact("Mã kiểm tra", shortened(signing.sha256)),
            fact("Chữ ký đặt tại", f"trang {signing.stamp_page}, {_place(signing.turn)}"),
            hair(),
            *(self._step(at, step) for at, step in enumerate(signing.steps, start=1)),
        ):
            self._left.addWidget(part)
        self._picture(signing)

    def _step(self, at: int, step: SignStep) -> QWidget:
        icon, tone = _STATES[step.state]
        said = moment(step.signed_at) if step.signed_at else "bước này" if step.state == "now" else ""
        words = label(
            f"{at}. {step.name}",
            "strong" if step.state != "later" else "body",
            "accent" if step.state == "now" else "text",
        )
        made = panel(
            "clear", row(IconLabel(self.theme, icon, tone), words, None, label(said, "small", "text_2"), spacing=8)
        )
        made.setToolTip(step.owner)
        return made

    def _picture(self, signing: SigningView) -> None:
        """The part of the page where the signatures stand, and the whole of it in the system's own reader."""
        place = QLabel()
        place.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        place.setFixedHeight(_PAGE_HIGH)
        place.setAccessibleName(f"Trang {signing.stamp_page} của bản sẽ ký")
        self._left.addWidget(place)
        ratio = self.devicePixelRatioF()

        def draw() -> QImage:
            return draw_page(read_pdf(signing.pdf), signing.stamp_page - 1, int(_PAGE * 2.4 * ratio))

        self.read(draw, lambda image: place.setPixmap(_cut(image, ratio)))
        look = Button(self.theme, "Xem đúng bản sẽ ký", "plain", icon="eye")
        look.clicked.connect(lambda: open_outside(signing.pdf, self.show_told))
        self._left.addLayout(row(look, None))

    def show_told(self, words: str) -> None:
        """A sentence on top of the dialog."""
        self.band.tell(words, tone="warn")


def _place(turn: str) -> str:
    return "giữa chức vụ và họ tên" if turn == "leader" else "trùm 1/3 chữ ký về bên trái"


def _cut(image: QImage, ratio: float) -> QPixmap:
    """The lower right of what is written on the page: title, signature, name."""
    half = image.copy(image.width() // 2, 0, image.width() // 2, image.height())
    last = _last_line(half)
    top = _blank_line(half, max(last - int(half.height() * _SHARE), 0), last)
    cut = half.copy(0, top, half.width(), last - top + int(half.height() * 0.02))
    height = int(_PAGE_HIGH * ratio)
    made = QPixmap.fromImage(cut.scaledToHeight(height, Qt.TransformationMode.SmoothTransformation))
    made.setDevicePixelRatio(ratio)
    return made


def _last_line(image: QImage) -> int:
    """The lowest row of pixels that is written on."""
    return next((y for y in range(image.height() - 1, 0, -4) if _written(image, y)), image.height())


def _blank_line(image: QImage, top: int, last: int) -> int:
    """The first row of pixels from `top` on that nothing is written on, so that no line of words is cut through."""
    return next((y for y in range(top, last) if not _written(image, y)), top)


def _written(image: QImage, y: int) -> bool:
    return any(image.pixelColor(x, y).lightness() < 160 for x in range(0, image.width(), 2))


def shortened(sha256: str) -> str:
    """«9F2C 41A7 … E07B»: enough to compare by eye."""
    code = sha256.upper()
    return f"{code[:4]} {code[4:8]} … {code[-4:]}"
