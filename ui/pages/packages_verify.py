"""Check any package: one of five words in a band, why, what to do, then plain facts, findings and content.

Good and bad have the same skeleton; only what differs is coloured.
"""

from pathlib import Path

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QWidget

from tmdt_desktop.services.verify_package import PackageCheck
from ui.pages.verdict_content import content_of
from ui.parts.dialog import breakable, fact
from ui.parts.file_pick import dropped_files
from ui.parts.verdict_looks import LOOKS
from ui.shell.theme import Theme
from ui.shell.widgets import Button, IconLabel, Part, column, hair, label, panel, row

_DETAILS = ("Mã băm SHA-256", "Mã gói")
_ELSEWHERE = ("Tệp", "Gói tin cậy")
_LABELS = 148
_TAKEN = ("VALID", "WARNED")
_OPENED = ("VALID", "WARNED", "UNDETERMINED")
_ANSWERED = ("package", "pdf")
_ENCRYPTED = "encrypted"


class VerifyPane(QWidget):
    """The pane. `picked` carries a file to check, `receive` and `take` a package or an answer to take in; `choose` asks for the system's dialog.

    `printed`, `taken_out`, `with_answer`: the check as a paper, the files of the package, the Department's answer to it.
    """

    picked = Signal(object)
    receive = Signal(object)
    take = Signal(object)
    choose = Signal()
    printed = Signal(object)
    taken_out = Signal(object)
    with_answer = Signal(object)

    def __init__(self, theme: Theme, *, receives: bool) -> None:
        super().__init__()
        self._theme, self._receives = theme, receives
        self.check: PackageCheck | None = None
        self.file: Path | None = None
        self.setAcceptDrops(True)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty())
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._stack.addWidget(self._area)
        self.setLayout(column((self._stack, 1)))

    def show_check(self, file: Path, check: PackageCheck) -> None:
        """Show what is to be thought of a file."""
        self.file, self.check = file, check
        left = panel("card", column(self._band(file, check), self._told(check), margins=(1, 1, 1, 1)))
        right = panel("card", column(content_of(self._theme, check), margins=(16, 12, 16, 12)))
        self._area.setWidget(
            panel(
                "clear",
                column(
                    row((column(left, None), 6), (column(right, None), 5), spacing=12), None, margins=(16, 12, 16, 16)
                ),
            )
        )
        self._stack.setCurrentIndex(1)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(path.is_file() for path in dropped_files(event.mimeData())):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files = [path for path in dropped_files(event.mimeData()) if path.is_file()]
        if files:
            self.picked.emit(files[0])

    def _empty(self) -> QWidget:
        choose = Button(self._theme, "Chọn tệp để kiểm tra…", "primary", icon="folder")
        choose.clicked.connect(self.choose)
        said = label("Kiểm tra gói, phiếu từ bất kỳ đâu. Không cần mạng, không thay đổi tệp.", "body", "text_2")
        for part in (said,):
            part.setAlignment(Qt.AlignmentFlag.AlignCenter)
        icon = row(None, IconLabel(self._theme, "shield", "accent", 32), None)
        card = panel(
            "card", column(None, icon, said, 4, row(None, choose, None), None, margins=(16, 28, 16, 28), spacing=10)
        )
        return panel("clear", column((card, 1), margins=(16, 12, 16, 16)))

    def _band(self, file: Path, check: PackageCheck) -> QFrame:
        tone, icon = LOOKS[check.level]
        words = column(
            label(check.verdict, "figure", tone), label(breakable(file.name), "small", "text", wrap=True), spacing=2
        )
        return panel(
            f"{tone}_soft",
            row(
                column(4, IconLabel(self._theme, icon, tone, 32), None),
                (words, 1),
                *self._buttons(check),
                margins=(16, 14, 16, 14),
                spacing=16,
            ),
        )

    def _told(self, check: PackageCheck) -> QWidget:
        tone, _ = LOOKS[check.level]
        cure = row(
            column(1, IconLabel(self._theme, "right", tone, 14), None), (label(check.cure, wrap=True), 1), spacing=8
        )
        facts = [
            fact(name, value, width=_LABELS)
            for name, value in check.facts
            if name not in _DETAILS and name not in _ELSEWHERE
        ]
        parts: list[Part] = [
            label(check.why, "strong", wrap=True),
            cure,
            self._acts(check),
            hair(),
            self._trust(check),
            hair(),
            *facts,
            hair(),
            self._details(check),
        ]
        return panel("clear", column(*parts, margins=(16, 14, 16, 14), spacing=8))

    def _trust(self, check: PackageCheck) -> QWidget:
        """What it was checked against, always in sight: an old pack knows little."""
        tone, icon = LOOKS[check.trust_level]
        quiet = "text_2" if tone == "ok" else tone
        words = label(check.trust_words, "body", quiet, wrap=True)
        return panel("clear", row(column(1, IconLabel(self._theme, icon, tone, 14), None), (words, 1), spacing=8))

    def _acts(self, check: PackageCheck) -> QWidget:
        """What else can be done with the file: print the check, take its files out, prove its time."""
        acts = (
            ("In phiếu kiểm tra", "print", "print_check", self.printed, True),
            ("Lấy tệp ra", "export", "take_out", self.taken_out, bool(check.contents) and check.level in _OPENED),
            ("Kèm phiếu của Sở", "clock", "with_answer", self.with_answer, check.kind in _ANSWERED),
        )
        made = []
        for words, icon, name, signal, shown in acts:
            if shown:
                made.append(self._plain(words, icon, name, signal))
        holder = QWidget()
        holder.setLayout(row(*made, None, spacing=4))
        return holder

    def _plain(self, words: str, icon: str, name: str, signal: SignalInstance) -> Button:
        made = Button(self._theme, words, "plain", icon=icon)
        made.setObjectName(name)
        made.clicked.connect(lambda: signal.emit(self.file))
        return made

    def _buttons(self, check: PackageCheck) -> list[Button]:
        if check.answer:
            return [] if self._receives else [self._taking("Nhận phiếu này", "take_this", self.take)]
        sealed = any(made.code == _ENCRYPTED for made in check.findings)
        if not self._receives or not (check.level in _TAKEN or sealed):
            return []
        return [self._taking("Mở bằng khóa của Sở" if sealed else "Tiếp nhận", "receive_this", self.receive)]

    def _taking(self, words: str, name: str, signal: SignalInstance) -> Button:
        made = Button(self._theme, words, "primary", icon="inbox")
        made.setObjectName(name)
        made.clicked.connect(lambda: signal.emit(self.file))
        return made

    def _details(self, check: PackageCheck) -> QWidget:
        """Technical names stand under «Chi tiết»."""
        known = dict(check.facts)
        lines = [label(f"{name}: {known[name]}", "small", "text_2", wrap=True) for name in _DETAILS if name in known]
        for line in lines:
            line.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        inside = panel("clear", column(*lines, spacing=4))
        inside.hide()
        more = Button(self._theme, "Chi tiết", "plain", icon="down")
        more.clicked.connect(lambda: inside.setVisible(not inside.isVisible()))
        more.setVisible(bool(lines))
        holder = QWidget()
        holder.setLayout(column(row(more, None), inside, spacing=4))
        return holder
