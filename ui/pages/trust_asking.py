"""Dialogs of the trust page that need no key: taking a pack in, registering a certificate, a root, taking out."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QLineEdit, QWidget

from tmdt_desktop.i18n import day, vietnam_time
from tmdt_desktop.services.enrolment import EnrolmentSeen, confirm_enrolment
from tmdt_desktop.services.trust_contents import Added
from tmdt_desktop.services.trust_desk import add_root, end_certificate, remove_trust_item
from tmdt_desktop.services.trust_import import TrustOffer, import_trust
from tmdt_desktop.services.trust_view import TrustLine, TrustView
from ui.pages.trust_lines import ROLES, grouped
from ui.parts.dialog import Dialog, fact
from ui.parts.verdict_looks import LOOKS
from ui.shell.desk import Desk
from ui.shell.widgets import IconLabel, column, label, panel, row

_ENOUGH_HINT = "Gõ ít nhất 4 nhóm đầu, đúng như nghe đọc. Nghe từ chính nơi ký mới là đối chiếu."
_LEAST = 16
_MOST_CHANGES = 8


class SpokenInput(QWidget):
    """Where a fingerprint is typed as it was heard."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.line = QLineEdit()
        self.line.setAccessibleName(words)
        self.line.setPlaceholderText("ví dụ 3FA9 C2D1 08B7 E514")
        self.setLayout(
            column(
                label(words, "small", "text_2"), self.line, label(_ENOUGH_HINT, "small", "text_3", wrap=True), spacing=3
            )
        )
        self.setFocusProxy(self.line)

    @property
    def said(self) -> str:
        """What was typed, in the form that the core takes."""
        return self.line.text().strip()

    @property
    def enough(self) -> bool:
        """Whether enough of it was typed to compare."""
        return sum(letter.isalnum() for letter in self.said) >= _LEAST


class OfferDialog(Dialog):
    """What a trust pack says, before it is taken in."""

    def __init__(self, desk: Desk, parent: QWidget, file: Path, offer: TrustOffer) -> None:
        super().__init__(desk, "Nạp gói tin cậy", parent)
        self.file, self.offer, self.told = file, offer, ""
        self.body.addWidget(label(offer.sentence, wrap=True))
        if offer.changes:
            self.body.addWidget(_listed("Khác với gói đang dùng", offer.changes))
        self.spoken = SpokenInput("Dấu vân tay chứng thư ký gói, nghe Sở Công thương đọc")
        self.spoken.line.textChanged.connect(lambda _text: self.ready())
        if offer.refused:
            self.band.tell("Không nạp được gói này.", f"{offer.refused} Xin Sở Công thương gói tin cậy mới nhất.")
        elif not offer.known:
            self.body.addWidget(self.spoken)
        self.primary.setText("Nạp gói")
        self.primary.set_icon("import")
        self.ready()
        (self.spoken if not offer.known and not offer.refused else self.primary).setFocus()

    def ready(self) -> None:
        """A pack that may be taken in and whose signer is known or was heard."""
        self.primary.setEnabled(not self.offer.refused and (self.offer.known or self.spoken.enough))

    def act(self) -> None:
        """Take it in."""
        ws, file, said = self.desk.workspace, self.file, self.spoken.said
        self.run(lambda task: import_trust(ws, file, said, task), "Nạp gói tin cậy", self._done)

    def _done(self, view: TrustView) -> None:
        self.told = f"Đã nạp. {view.age_words}."
        self.accept()


class ConfirmDialog(Dialog):
    """An office's request to register a certificate; what was heard on the telephone decides."""

    def __init__(self, desk: Desk, parent: QWidget, file: Path, seen: EnrolmentSeen) -> None:
        super().__init__(desk, "Đăng ký chứng thư của đơn vị", parent)
        self.file, self.seen, self.told = file, seen, ""
        tone, icon = LOOKS[seen.level]
        said = f"{seen.sentence} {seen.cure}".strip()
        band = row(column(1, IconLabel(self.theme, icon, tone), None), (label(said, wrap=True), 1), spacing=10)
        self.body.addWidget(panel(f"{tone}_soft", row((band, 1), margins=(12, 10, 12, 10))))
        term = f"{day(vietnam_time(seen.not_before))} - {day(vietnam_time(seen.not_after))}"
        facts = [
            ("Đơn vị", f"{seen.office_name} (mã {seen.office})"),
            ("Dùng để", ROLES.get(seen.role, seen.role)),
            ("Chủ chứng thư", seen.owner),
            ("Tổ chức", seen.organisation),
            ("Nơi cấp", seen.issuer),
            ("Hiệu lực", term),
            ("Liên hệ", seen.contact),
        ]
        self.body.addLayout(column(*(fact(words, value) for words, value in facts if value), spacing=6))
        self.spoken = SpokenInput("Dấu vân tay, nghe đơn vị đọc qua điện thoại")
        self.spoken.line.textChanged.connect(lambda _text: self.ready())
        self.spoken.setVisible(self._open)
        self.body.addWidget(self.spoken)
        self.primary.setText("Đăng ký")
        self.primary.set_icon("check")
        self.ready()
        if self._open:
            self.spoken.setFocus()

    @property
    def _open(self) -> bool:
        """Whether it can be registered at all."""
        return not self.seen.known and self.seen.level in {"VALID", "WARNED"}

    def ready(self) -> None:
        """A certificate that may be registered, and its fingerprint as heard."""
        self.primary.setEnabled(self._open and self.spoken.enough)

    def act(self) -> None:
        """Register it."""
        ws, file, said = self.desk.workspace, self.file, self.spoken.said
        self.run(lambda task: confirm_enrolment(ws, file, said, task), "Đăng ký chứng thư", self._done)

    def _done(self, seen: EnrolmentSeen) -> None:
        self.told = f"Đã đăng ký chứng thư của {seen.office_name}. Phát hành gói tin cậy mới để nơi khác biết."
        self.accept()


class RootDialog(Dialog):
    """A root is believed without further proof: its fingerprint is typed from what its authority printed."""

    def __init__(self, desk: Desk, parent: QWidget, root: Added) -> None:
        super().__init__(desk, "Thêm nơi cấp gốc", parent)
        self.root, self.told = root, ""
        said = "Tin nơi cấp gốc là tin mọi chứng thư do nơi đó cấp. Đối chiếu dấu vân tay với văn bản của nơi cấp."
        self.body.addWidget(label(root.name, "heading", wrap=True))
        self.body.addWidget(label(said, wrap=True))
        self.spoken = SpokenInput("Dấu vân tay in trên văn bản của nơi cấp")
        self.spoken.line.textChanged.connect(lambda _text: self.primary.setEnabled(self.spoken.enough))
        self.body.addWidget(self.spoken)
        self.primary.setText("Thêm nơi cấp gốc")
        self.primary.set_icon("add")
        self.primary.setEnabled(False)
        self.spoken.setFocus()

    def act(self) -> None:
        """Put it on the desk."""
        ws, file, said = self.desk.workspace, self.root.file, self.spoken.said
        self.run(lambda _task: add_root(ws, file, said), "Thêm nơi cấp gốc", self._done)

    def _done(self, made: Added) -> None:
        self.told = made.sentence
        self.accept()


class TakeOutDialog(Dialog):
    """Why something leaves the desk."""

    def __init__(self, desk: Desk, parent: QWidget, line: TrustLine) -> None:
        super().__init__(desk, "Bỏ khỏi gói tin cậy", parent)
        self.line, self.told = line, ""
        said = "Gói phát hành sau sẽ không còn mục này; các gói đã phát hành vẫn như cũ."
        self.why = QLineEdit()
        self.why.setAccessibleName("Lý do")
        self.why.setMaxLength(200)
        self.why.textChanged.connect(lambda text: self.primary.setEnabled(bool(text.strip())))
        code = label(grouped(line.fingerprint[:16]) + " …", "small", "text_2")
        for part in (label(line.name, "heading", wrap=True), code, label(said, wrap=True)):
            self.body.addWidget(part)
        self.body.addLayout(column(label("Lý do", "small", "text_2"), self.why, spacing=3))
        self.primary.setText("Bỏ mục này")
        self.primary.set_icon("delete")
        self.primary.setEnabled(False)
        self.why.setFocus()

    def act(self) -> None:
        """Take it out."""
        ws, line, why = self.desk.workspace, self.line, self.why.text()
        take = end_certificate if line.kind == "office" else remove_trust_item
        self.run(lambda _task: take(ws, line.fingerprint, why), "Bỏ khỏi gói tin cậy", self._done)

    def _done(self, _made: None) -> None:
        self.told = "Đã bỏ. Phát hành gói tin cậy mới để nơi khác biết."
        self.accept()


def _listed(words: str, lines: Sequence[str]) -> QWidget:
    shown = [label(f"• {each}", "body", "text_2", wrap=True) for each in lines[:_MOST_CHANGES]]
    more = len(lines) - _MOST_CHANGES
    if more > 0:
        shown.append(label(f"và {more} điểm nữa", "small", "text_2"))
    return panel("well", column(label(words, "small", "text_2"), *shown, margins=(12, 10, 12, 10), spacing=4))
