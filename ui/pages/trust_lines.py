"""The lines of a trust pack as a table, and one of them in full."""

from collections.abc import Iterator, Sequence
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout

from tmdt_desktop.i18n import day
from tmdt_desktop.services.trust_view import TrustLine
from ui.parts.dialog import fact
from ui.parts.lines_table import Cell, Column, Line
from ui.parts.verdict_looks import LOOKS
from ui.shell.theme import Theme
from ui.shell.widgets import column, hair, label, panel

COLUMNS = (
    Column("", 30),
    Column("Tên"),
    Column("Đơn vị", 230),
    Column("Dùng để", 120),
    Column("Có hiệu lực đến", 124),
)
ROLES = {"leader": "Lãnh đạo ký", "seal": "Dấu cơ quan", "department": "Khóa của Sở"}
"""What a certificate was registered for, in words."""
_GROUPS = (
    ("office", "Chứng thư các đơn vị"),
    ("root", "Nơi cấp gốc"),
    ("intermediate", "Nơi cấp"),
    ("crl", "Danh sách thu hồi"),
)
_MEANS = {
    "office": "Chữ ký bằng chứng thư này được nhận là của đơn vị.",
    "root": "Mọi chứng thư do nơi này cấp đều được tin.",
    "intermediate": "Nơi cấp nằm giữa nơi cấp gốc và người ký.",
    "crl": "Các chứng thư mà nơi cấp đã thu hồi.",
}


def table_lines(lines: Sequence[TrustLine]) -> list[Line]:
    """The lines under the heading of their kind; a kind without any is left out."""
    made: list[Line] = []
    for kind, title in _GROUPS:
        mine = [each for each in lines if each.kind == kind]
        if mine:
            made.append(Line((f"{title} ({len(mine)})",), head=True))
            made += [_line(each) for each in mine]
    return made


def _line(each: TrustLine) -> Line:
    tone, icon = LOOKS[each.level]
    well = each.level == "VALID"
    return Line(
        (
            Cell("", tone, "check" if well else icon, tip=each.state),
            Cell(each.name, "text" if well else tone, tip=each.state or each.name),
            Cell(each.office, "text_2", tip=each.office),
            Cell(ROLES.get(each.role, ""), "text_2"),
            Cell(_until(each), "text_2"),
        ),
        each,
    )


class TrustDetail(QScrollArea):
    """What is known of one line. The fingerprint can be copied."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.show_line(None)

    def show_line(self, line: TrustLine | None) -> None:
        """Show `line`, or what to do when none is chosen."""
        made: QVBoxLayout = column(margins=(16, 14, 16, 14), spacing=8)
        if line is None:
            made.addWidget(label("Chọn một dòng để xem chi tiết.", "body", "text_2", wrap=True))
        else:
            self._fill(made, line)
        made.addStretch(1)
        self.setWidget(panel("clear", made))

    def _fill(self, made: QVBoxLayout, line: TrustLine) -> None:
        made.addWidget(label(line.name, "heading", wrap=True))
        made.addWidget(label(_MEANS[line.kind], "small", "text_2", wrap=True))
        if line.state:
            made.addWidget(label(line.state, "body", LOOKS[line.level][0], wrap=True))
        made.addWidget(hair())
        for words, value in _facts(line):
            made.addWidget(fact(words, value, width=84))
        made.addWidget(hair())
        made.addWidget(label("Dấu vân tay (SHA-256)", "small", "text_2"))
        code = label(grouped(line.fingerprint), "body", wrap=True)
        code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        made.addWidget(code)


def _facts(line: TrustLine) -> Iterator[tuple[str, str]]:
    if line.office:
        yield "Đơn vị", line.office
    if line.role:
        yield "Dùng để", ROLES.get(line.role, line.role)
    if line.issuer:
        yield "Nơi cấp", line.issuer
    if line.since:
        yield "Lập ngày" if line.kind == "crl" else "Từ ngày", day(line.since)
    if line.until:
        yield "Bản sau" if line.kind == "crl" else "Đến ngày", _until(line)


def _until(line: TrustLine) -> str:
    if line.until is None:
        return "—"
    return "không thời hạn" if line.until.year == date.max.year else day(line.until)


def grouped(fingerprint: str) -> str:
    """«3FA9 C2D1 …»: in fours, as it is read out."""
    code = fingerprint.upper()
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))
