"""A report signed in the office's own tool: the PDF goes out, is signed and sealed there, and is looked at when it is back.

Left the three steps, right what is to be thought of the file that came back; nothing is kept before «Nhận bản đã ký».
"""

from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout, QWidget

from tmdt_desktop.errors import Invalid
from tmdt_desktop.i18n import moment
from tmdt_desktop.kinds import Day, Text
from tmdt_desktop.services.own_tool import (
    CameBack,
    OwnToolReceipt,
    RevisionSeen,
    SignedSeen,
    ToolSignature,
    export_for_signing,
    look_at_annex,
    look_at_signed,
    take_signed,
)
from tmdt_desktop.services.own_tool_annex import AnnexSeen
from tmdt_desktop.services.report_view import ReportView
from tmdt_desktop.services.sign_report import Signed
from tmdt_desktop.task import Task
from ui.pages.signing import shortened
from ui.parts.dialog import Dialog, breakable
from ui.parts.file_pick import FilePick, choose_folder
from ui.parts.inputs import DayInput, LineInput
from ui.parts.tall_area import TallArea
from ui.parts.verdict_looks import LOOKS
from ui.shell.desk import Desk
from ui.shell.widgets import Button, IconLabel, column, hair, label, panel, retone, row

PDFS = "Báo cáo đã ký (*.pdf)"
ANNEXES = "Phụ lục I đã đóng dấu (*.pdf)"
_LEFT, _LOW, _HIGH = 316, 160, 380
_SIGN_THERE = "Trong QLVB, vSignPDF hoặc công cụ của cơ quan: lãnh đạo ký, văn thư cấp số, ngày rồi đóng dấu."
_NOTHING = "Chọn tệp đã ký. Phần mềm xem từng chữ ký và mọi chỗ khác với bản đã xuất, chưa ghi gì vào sổ."


class OwnToolDialog(Dialog):
    """Out and back again. Closed as accepted once the signed report was taken in."""

    def __init__(self, desk: Desk, view: ReportView, parent: QWidget) -> None:
        super().__init__(desk, "Ký bằng công cụ của cơ quan", parent, wide=True)
        self.view = view
        self.receipt: OwnToolReceipt | None = None
        self.seen: SignedSeen | None = None
        self.annex_seen: AnnexSeen | None = None
        self.signed: Signed | None = None
        self.out = Button(self.theme, "Xuất PDF…", icon="export")
        self.out.clicked.connect(self._choose_folder)
        self._written = label("", "small", "ok", wrap=True)
        self._written.hide()
        self.file = FilePick(self.theme, "Tệp PDF đã ký", PDFS)
        self.file.changed.connect(self._look)
        self.annex = FilePick(self.theme, "Phụ lục I đã đóng dấu", ANNEXES)
        self.annex.changed.connect(self._look_at_annex)
        self._annex_told = label("", "small", "warn", wrap=True)
        self.number = LineInput(Text(40))
        self.number.line.setPlaceholderText(f"ví dụ 312/{view.symbol}")
        self.number.setAccessibleName("Số văn bản")
        self.day = DayInput(Day(), self.theme)
        self.day.setAccessibleName("Ngày ban hành")
        for part in (self.number, self.day):
            part.edited.connect(self.ready)
        self._lines: QVBoxLayout = column(spacing=8)
        self._asked = panel("clear", self._asking())
        self._lay_out()
        self.primary.setText("Nhận bản đã ký")
        self.primary.set_icon("check")
        self._show(None)
        self.out.setFocus()

    def ready(self) -> None:
        """A file that is accepted, an annex that is, where one was chosen, and a number."""
        accepted = self.seen is not None and self.seen.accepted
        if self.annex.path is not None:
            accepted = accepted and self.annex_seen is not None and self.annex_seen.accepted
        self.primary.setEnabled(accepted and bool(str(self.number.raw() or "").strip()))

    def act(self) -> None:
        """Take the signed report in."""
        file = self.file.path
        if file is None or not self.primary.isEnabled():
            return
        try:
            came = CameBack(file, self.annex.path, str(self.number.raw() or ""), self._day())
        except Invalid as told:
            self.show_problem(told)
            return
        ws, id_ = self.desk.workspace, self.view.id

        def work(task: Task) -> Signed:
            return take_signed(ws, id_, came, task)

        self.run(work, "Nhận báo cáo đã ký", self._taken)

    def export_to(self, folder: Path) -> None:
        """Write the unsigned PDF there."""
        ws, id_ = self.desk.workspace, self.view.id

        def work(task: Task) -> OwnToolReceipt:
            return export_for_signing(ws, id_, folder, task)

        self.run(work, "Xuất PDF để ký", self._exported)

    def _choose_folder(self) -> None:
        folder = choose_folder(self, "Chọn nơi ghi PDF chờ ký")
        if folder is not None:
            self.export_to(folder)

    def _exported(self, receipt: OwnToolReceipt) -> None:
        self.receipt = receipt
        name = breakable(receipt.file.name)
        annex = f" Kèm {breakable(receipt.annex.name)} để văn thư đóng dấu." if receipt.annex else ""
        self._written.setText(f"Đã ghi {name} và đọc lại khớp, mã {shortened(receipt.sha256)}.{annex}")
        self._written.show()
        self.file.button.setFocus()

    def _taken(self, signed: Signed) -> None:
        self.signed = signed
        self.accept()

    def _look(self) -> None:
        """Look at the chosen file off the window's thread; one that was chosen since is what counts."""
        file, ws, id_ = self.file.path, self.desk.workspace, self.view.id
        self._show(None)
        if file is not None:
            self.read(
                lambda: look_at_signed(ws, id_, file), lambda seen: self._show(seen) if file == self.file.path else None
            )

    def _look_at_annex(self) -> None:
        file, ws, id_ = self.annex.path, self.desk.workspace, self.view.id
        self._show_annex(None)
        if file is not None:
            self.read(
                lambda: look_at_annex(ws, id_, file),
                lambda seen: self._show_annex(seen) if file == self.annex.path else None,
            )

    def _show_annex(self, seen: AnnexSeen | None) -> None:
        """What is to be thought of the annex; without one, that the package goes without it."""
        self.annex_seen = seen
        without = self.seen.annex_told if self.seen and self.annex.path is None else ""
        words = without if seen is None else seen.sentence if seen.accepted else f"{seen.sentence} {seen.cure}"
        tone = "ok" if seen and seen.accepted else "bad" if seen else "warn"
        self._annex_told.setText(words)
        retone(self._annex_told, tone)
        self._annex_told.setVisible(bool(words))
        self.ready()

    def _day(self) -> date | None:
        """The day that was typed. Raises Invalid."""
        typed = str(self.day.raw() or "").strip()
        return self.day.kind.parse(typed) if typed else None

    # What stands where

    def _lay_out(self) -> None:
        steps = column(
            label(self.view.name, "heading", wrap=True),
            hair(),
            label("1. Xuất PDF, số và ngày để trống", "strong", wrap=True),
            row(self.out, None),
            self._written,
            label("2. Ký và đóng dấu", "strong"),
            label(_SIGN_THERE, "small", "text_2", wrap=True),
            label("3. Nhận lại tệp đã ký", "strong"),
            self.file,
            None,
            margins=(16, 14, 16, 14),
            spacing=8,
        )
        left = panel("well", steps)
        left.setFixedWidth(_LEFT)
        area = TallArea(self._lines, None)
        area.setMinimumHeight(_LOW)
        area.setMaximumHeight(_HIGH)
        self.body.addLayout(row(left, (column(area, self._asked, None, spacing=10), 1), spacing=20))

    def _asking(self) -> QVBoxLayout:
        number = column(label("Số văn bản", "small", "text_2"), self.number, spacing=3)
        day = column(label("Ngày ban hành", "small", "text_2"), self.day, spacing=3)
        self._from = label("", "small", "text_3", wrap=True)
        return column(row((number, 1), (day, 1), spacing=12), self._from, self.annex, self._annex_told, spacing=3)

    def _show(self, seen: SignedSeen | None) -> None:
        self.seen = seen
        self.band.hide()
        while item := self._lines.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        self._asked.setVisible(seen is not None and seen.accepted)
        self.annex.setVisible(seen is not None and bool(seen.annex_told))
        if seen is None:
            self._lines.addWidget(label(_NOTHING, "body", "text_2", wrap=True))
        else:
            self._show_seen(seen)
            self._show_number(seen)
        self._show_annex(self.annex_seen)

    def _show_seen(self, seen: SignedSeen) -> None:
        self._lines.addWidget(self._verdict(seen))
        for each in seen.signatures:
            self._lines.addWidget(self._signature(each))
        for different in seen.differences:
            self._lines.addWidget(self._said("bad", "bad", different))
        for line in (each for each in seen.findings if each.sentence != seen.sentence):
            tone, _icon = LOOKS[line.level]
            icon = "info" if tone in ("ok", "accent") else "warn" if tone == "warn" else "bad"
            self._lines.addWidget(self._said(icon, "text_2" if icon == "info" else tone, line.sentence))
        self._lines.addWidget(hair())
        for revision in seen.revisions:
            self._lines.addWidget(self._revision(revision))

    def _show_number(self, seen: SignedSeen) -> None:
        """What the file says stands fast; what it does not say the clerk gives."""
        for part, found in ((self.number, seen.number), (self.day, seen.issued_on)):
            part.put(found)
            part.setEnabled(found is None)
        missing = [words for words, found in (("số", seen.number), ("ngày", seen.issued_on)) if found is None]
        self._from.setText(
            f"Trong tệp không đọc được {' và '.join(missing)}: ghi theo sổ văn thư." if missing else "Đọc từ tệp đã ký."
        )

    def _verdict(self, seen: SignedSeen) -> QWidget:
        tone, icon = LOOKS[seen.level]
        if not seen.accepted and tone == "ok":
            tone, icon = "warn", "warn"
        words = column(
            label(seen.verdict if seen.accepted else "Chưa nhận được", "heading", tone),
            label(seen.sentence, wrap=True),
            label(seen.cure, "body", "text_2", wrap=True),
            spacing=2,
        )
        inside = row(column(2, IconLabel(self.theme, icon, tone, 20), None), (words, 1), spacing=12)
        inside.setContentsMargins(14, 10, 14, 10)
        return panel(f"{tone}_soft", inside)

    def _signature(self, each: ToolSignature) -> QWidget:
        when = moment(each.signed_at) if each.signed_at else "không ghi lúc ký"
        words = column(
            label(each.role, "strong", wrap=True),
            label(" · ".join(part for part in (each.who, each.organisation) if part), wrap=True),
            label(f"{when} · {each.covers} · {each.verdict}", "small", "text_2", wrap=True),
        )
        return panel("clear", row(column(2, IconLabel(self.theme, "sign", "accent"), None), (words, 1), spacing=10))

    def _revision(self, each: RevisionSeen) -> QWidget:
        by = " · ".join(part for part in (each.by, moment(each.at) if each.at else "") if part)
        icon, tone = ("check", "ok") if each.normal else ("bad", "bad")
        words = column(
            label(f"Lần ghi {each.number}: {each.what}", "body", "text" if each.normal else "bad", wrap=True),
            *([label(by, "small", "text_2", wrap=True)] if by else []),
        )
        return panel("clear", row(column(2, IconLabel(self.theme, icon, tone), None), (words, 1), spacing=10))

    def _said(self, icon: str, tone: str, words: str) -> QWidget:
        text = label(words, "body", tone, wrap=True)
        return panel("clear", row(column(2, IconLabel(self.theme, icon, tone), None), (text, 1), spacing=10))
