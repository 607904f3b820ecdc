"""The province's totals: each figure opens to its offices, and each office's share to its rows."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from tmdt_desktop.i18n import number
from tmdt_desktop.services.consolidate import OfficeShare, TotalLine, Totals
from ui.parts.lines_table import Cell, Column, Line, LinesTable
from ui.shell.theme import Theme
from ui.shell.widgets import Button, column, label, panel, row

_SIDE = 372
_FIGURES = (
    Column("Mã", 64),
    Column("Chỉ tiêu"),
    Column("Toàn tỉnh", 118, right=True),
    Column("Cơ quan", 78, right=True),
)
_SHARES = (Column("Cơ quan"), Column("Số", 118, right=True), Column("", 30))
_NONE = "chưa có số liệu"


class TotalsPane(QWidget):
    """The pane. `opened` carries (code, office or None): rows to open; `write` asks for the files."""

    opened = Signal(object)
    write = Signal()
    receive = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.totals: Totals | None = None
        self.figures = LinesTable(theme, _FIGURES, tall=True)
        self.figures.setAccessibleName("Chỉ tiêu toàn tỉnh")
        self.figures.chosen.connect(self._show_figure)
        self.figures.opened.connect(lambda code: self.opened.emit((code, None)))
        self.shares = LinesTable(theme, _SHARES)
        self.shares.setAccessibleName("Số của từng cơ quan")
        self.shares.opened.connect(self.opened)
        self._title = label("", "heading", wrap=True)
        self._note = label("", "small", "text_2", wrap=True)
        self.open_button = Button(theme, "Mở mọi dòng", icon="table")
        self.open_button.clicked.connect(lambda: self.opened.emit((self.figures.current_key, None)))
        self.write_button = Button(theme, "Lập bảng tổng hợp…", "primary", icon="export")
        self.write_button.setObjectName("consolidate")
        self.write_button.clicked.connect(self.write)
        self._count = label("", "body", "text_2")
        head = row(self._count, None, self.write_button, spacing=12)
        side = panel(
            "card",
            column(
                column(self._title, self._note, margins=(14, 10, 14, 6), spacing=2),
                (self.shares, 1),
                row(self.open_button, None, margins=(14, 8, 14, 10)),
                margins=(1, 1, 1, 1),
            ),
        )
        side.setFixedWidth(_SIDE)
        frame = panel("card", column(self.figures, margins=(1, 1, 1, 1)))
        self._full = panel("clear", column(head, row((frame, 1), side, spacing=12), spacing=10))
        receive = Button(theme, "Nhận gói…", "primary", icon="inbox")
        receive.clicked.connect(self.receive)
        self._said = label("", wrap=True)
        self._empty = panel("card", column(self._said, row(receive, None), None, margins=(16, 16, 16, 16), spacing=12))
        self.setLayout(column((self._full, 1), self._empty, margins=(16, 12, 16, 16)))

    def show_totals(self, totals: Totals) -> None:
        """Show the year; the figure that was looked at stays."""
        self.totals = totals
        self._full.setVisible(bool(totals.reported))
        self._empty.setVisible(not totals.reported)
        self._said.setText(f"Chưa tiếp nhận gói nào của năm {totals.year} nên chưa có số để cộng.")
        every = len(totals.reported) + len(totals.missing)
        self._count.setText(f"Cộng từ {len(totals.reported)}/{every} cơ quan đã tiếp nhận")
        self.figures.show_lines([_figure_line(line) for line in totals.figures])
        if self.figures.current_key is None:
            first = next((line.code for line in totals.figures if line.value), None)
            if first is not None:
                self.figures.choose(first)
        else:
            self._show_figure(self.figures.current_key)

    def _show_figure(self, code: object) -> None:
        line = next((made for made in self.totals.figures if made.code == code), None) if self.totals else None
        if line is None:
            return
        value = _NONE if line.value is None else f"{number(line.value)} {line.unit}"
        self._title.setText(f"{line.code} {line.label}")
        self._note.setText(f"{value}. {line.note}".rstrip(". ") + ".")
        self.shares.show_lines(_share_lines(line.code, line.by_office))
        self.open_button.setEnabled(bool(line.value))


def _figure_line(line: TotalLine) -> Line:
    value = Cell(_NONE, "text_3") if line.value is None else Cell(number(line.value), strong=True)
    told = sum(share.value is not None for share in line.by_office)
    return Line(
        (
            Cell(line.code, "text_2"),
            Cell(f"{line.label} ({line.unit})", tip=line.label),
            value,
            Cell(f"{told}/{len(line.by_office)}", "text_2"),
        ),
        line.code,
    )


def _share_lines(code: str, shares: Sequence[OfficeShare]) -> list[Line]:
    return [
        Line(
            (
                share.name,
                Cell("—", "text_3") if share.value is None else number(share.value),
                Cell("", "text_2", "right" if share.value else ""),
            ),
            (code, share.office) if share.value else None,
        )
        for share in shares
    ]
