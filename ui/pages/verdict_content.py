"""The right side of a verdict: what to look at, the signatures item by item, what lies in the file."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tmdt_desktop.i18n import number
from tmdt_desktop.services.shown_check import FileLine, FindingLine, PackageCheck
from tmdt_desktop.signing.checklist import CheckItem
from ui.parts.dialog import fact
from ui.parts.lines_table import Cell, Column, Line, LinesTable
from ui.parts.verdict_looks import LOOKS
from ui.shell.theme import Theme
from ui.shell.widgets import Button, IconLabel, column, label, panel, row

_SOUND = "Đúng như đã ký"
_ITEM = 168
_ORDER = tuple(LOOKS)


def content_of(theme: Theme, check: PackageCheck) -> QWidget:
    """Findings first, then each signature, then the files; remarks stand last because they weigh nothing."""
    made: QVBoxLayout = column(spacing=8)
    if check.findings:
        made.addWidget(label("Các điểm cần xem", "heading"))
        for finding in check.findings:
            made.addWidget(_finding(theme, finding))
    if check.signature_items:
        made.addWidget(label("Chữ ký", "heading"))
        alone = len(check.signature_items) == 1
        for what, items in check.signature_items:
            made.addWidget(SignatureItems(theme, what, items, opened=alone))
    if check.contents or not check.signature_items:
        made.addWidget(label("Trong gói", "heading"))
        made.addWidget(_files(theme, check.contents) if check.contents else _nothing())
    if check.remarks:
        made.addWidget(label("Ghi chú", "heading"))
        for remark in check.remarks:
            made.addWidget(label(f"{remark.sentence} {remark.cure}".strip(), "small", "text_2", wrap=True))
    holder = QWidget()
    holder.setLayout(made)
    return holder


class SignatureItems(QWidget):
    """One signature: a line with its worst item's mark; below it, folded, the items that the circular asks for."""

    def __init__(self, theme: Theme, what: str, items: Sequence[CheckItem], *, opened: bool) -> None:
        super().__init__()
        worst = max((each.level for each in items), key=_ORDER.index, default=_ORDER[0])
        tone, icon = LOOKS[worst]
        who = next((each.words for each in items if each.label == "Người ký"), "")
        self.more = Button(theme, "", "plain", icon="down")
        self.more.setAccessibleName(f"Các mục kiểm tra của chữ ký: {what}")
        self.more.setToolTip("Xem từng mục kiểm tra")
        words = column(label(what, "strong", wrap=True), label(who, "small", "text_2", wrap=True), spacing=1)
        head = row(column(2, IconLabel(theme, icon, tone), None), (words, 1), self.more, spacing=8)
        self.items = panel("well", column(*(_item(each) for each in items), margins=(10, 8, 10, 8), spacing=5))
        self.setLayout(column(head, self.items, spacing=4))
        self.items.setVisible(opened)
        self.more.clicked.connect(lambda: self.items.setVisible(not self.items.isVisibleTo(self)))


def _item(each: CheckItem) -> QWidget:
    tone = "text" if each.level == "VALID" else LOOKS[each.level][0]
    return fact(each.label, each.words, tone, width=_ITEM)


def _finding(theme: Theme, finding: FindingLine) -> QWidget:
    tone, icon = LOOKS[finding.level]
    words = column(label(finding.sentence, wrap=True), label(finding.cure, "small", "text_2", wrap=True), spacing=2)
    return panel("clear", row(column(2, IconLabel(theme, icon, tone), None), (words, 1), spacing=8))


def _nothing() -> QWidget:
    return label("Chưa xem được bên trong.", "body", "text_2")


def _files(theme: Theme, contents: Sequence[FileLine]) -> LinesTable:
    table = LinesTable(theme, (Column("Nội dung"), Column("Byte", 84, right=True), Column("", 30)))
    table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    table.show_lines([_file_line(line) for line in contents])
    table.fit_height()
    return table


def _file_line(line: FileLine) -> Line:
    sound = line.state == _SOUND
    mark = Cell("", "ok" if sound else "bad", "check" if sound else "bad", tip=line.state)
    return Line(
        (
            Cell(line.what, "text" if sound else "bad", tip=f"{line.name}: {line.state}"),
            Cell(number(line.size), "text_2"),
            mark,
        )
    )
