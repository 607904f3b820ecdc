"""Check any package: one of five words in a band, why, what to do, then plain facts, findings and content.

Good and bad have the same skeleton; only what differs is coloured.
"""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from tmdt_desktop.i18n import number
from tmdt_desktop.services.verify_package import FileLine, FindingLine, PackageCheck
from ui.parts.dialog import breakable, fact
from ui.parts.file_pick import dropped_files
from ui.parts.lines_table import Cell, Column, Line, LinesTable
from ui.shell.theme import Theme
from ui.shell.widgets import Button, IconLabel, Part, column, hair, label, panel, row

LOOKS = {
    "VALID": ("ok", "shield"),
    "WARNED": ("warn", "warn"),
    "UNDETERMINED": ("accent", "question"),
    "INVALID": ("bad", "bad"),
    "DAMAGED": ("bad", "broken"),
}
"""Tone and icon of each verdict, by its name."""
_DETAILS = ("Mã băm SHA-256", "Mã gói")
_LABELS = 148
_TAKEN = ("VALID", "WARNED")
_ENCRYPTED = "encrypted"


class VerifyPane(QWidget):
    """The pane. `picked` carries a file to check, `receive` and `take` a package or an answer to take in; `choose` asks for the system's dialog."""

    picked = Signal(object)
    receive = Signal(object)
    take = Signal(object)
    choose = Signal()

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
        right = panel("card", column(self._content(check), margins=(16, 12, 16, 12)))
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
            fact(name, value, width=_LABELS) for name, value in check.facts if name not in _DETAILS and name != "Tệp"
        ]
        parts: list[Part] = [label(check.why, "strong", wrap=True), cure, hair(), *facts, hair(), self._details(check)]
        return panel("clear", column(*parts, margins=(16, 14, 16, 14), spacing=8))

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

    def _content(self, check: PackageCheck) -> QWidget:
        made: QVBoxLayout = column(spacing=8)
        if check.findings:
            made.addWidget(label("Các điểm cần xem", "heading"))
            for finding in check.findings:
                made.addWidget(self._finding(finding))
        made.addWidget(label("Trong gói", "heading"))
        if check.contents:
            made.addWidget(self._files(check.contents))
        else:
            made.addWidget(label("Chưa xem được bên trong.", "body", "text_2"))
        holder = QWidget()
        holder.setLayout(made)
        return holder

    def _finding(self, finding: FindingLine) -> QWidget:
        tone, icon = LOOKS[finding.level]
        words = column(label(finding.sentence, wrap=True), label(finding.cure, "small", "text_2", wrap=True), spacing=2)
        return panel("clear", row(column(2, IconLabel(self._theme, icon, tone), None), (words, 1), spacing=8))

    def _files(self, contents: Sequence[FileLine]) -> LinesTable:
        table = LinesTable(self._theme, (Column("Nội dung"), Column("Byte", 84, right=True), Column("", 30)))
        table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        table.show_lines([_file_line(line) for line in contents])
        table.fit_height()
        return table


def _file_line(line: FileLine) -> Line:
    sound = line.state == "Đúng như đã ký"
    mark = Cell("", "ok" if sound else "bad", "check" if sound else "bad", tip=line.state)
    return Line(
        (
            Cell(line.what, "text" if sound else "bad", tip=f"{line.name}: {line.state}"),
            Cell(number(line.size), "text_2"),
            mark,
        )
    )
