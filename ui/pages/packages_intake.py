"""The Department's desk: heaps of what came in just now, and the board of offices for a year."""

from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from tmdt_desktop.i18n import moment, number
from tmdt_desktop.services.consolidate import Totals
from tmdt_desktop.services.receive_packages import Heap as Sort
from tmdt_desktop.services.receive_packages import Received
from ui.parts.dialog import breakable
from ui.parts.heaps import Heap, Heaps
from ui.parts.lines_table import Cell, Column, Line, LinesTable
from ui.shell.theme import Theme
from ui.shell.widgets import Button, IconLabel, Part, column, hair, label, panel, row

_SIDE, _ROOMY = 324, 1100
_HEAPS = (
    Heap("ACCEPTED", "ok", "Nhận", "đã có phiếu", "ok"),
    Heap("RETURNED", "undo", "Trả lại", "đã có phiếu", "warn"),
    Heap("WRONG_PERIOD", "calendar", "Sai kỳ", "chọn lại năm", "warn"),
    Heap("DUPLICATE", "copy", "Trùng", "đã nhận rồi", "text"),
    Heap("OLDER", "history", "Bản cũ", "giữ bản mới", "text"),
    Heap("UNKNOWN", "question", "Chưa rõ", "ai đã ký", "accent"),
    Heap("DAMAGED", "broken", "Hỏng", "chép lại", "bad"),
    Heap("UNREAD", "lock", "Chưa đọc", "xem lý do", "bad"),
)
_LOOKS = {heap.name: (heap.icon, heap.tone) for heap in _HEAPS}
_BOARD = (
    Column("Cơ quan"),
    Column("Tình trạng", 150),
    Column("Lần", 46, right=True),
    Column("Kết quả kiểm tra", 150),
    Column("Mã tiếp nhận", 176),
)
_CAME = (Column("Tệp"), Column("Kết quả", 140), Column("Kiểm tra chữ ký", 160))


class IntakePane(QWidget):
    """The pane. `receive` asks to take packages in; `slips` carries a folder to open."""

    receive = Signal()
    slips = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.received: tuple[Received, ...] = ()
        self.totals: Totals | None = None
        self.heaps = Heaps(theme, _HEAPS)
        self.heaps.chosen.connect(self.show_heap)
        self.board = LinesTable(theme, _BOARD)
        self.board.setAccessibleName("Các cơ quan")
        self.board.chosen.connect(self._show_office)
        self.came = LinesTable(theme, _CAME)
        self.came.setAccessibleName("Các gói vừa nhận")
        self.came.chosen.connect(self._show_received)
        self._title = label("", "heading")
        self._back = Button(theme, "Xem các cơ quan", "plain", icon="back")
        self._back.clicked.connect(self.show_board)
        self._tables = QStackedWidget()
        for table in (self.board, self.came):
            self._tables.addWidget(table)
        head = row(self._title, None, self._back, margins=(14, 6, 8, 6))
        frame = panel("card", column(head, (self._tables, 1), margins=(1, 1, 1, 1)))
        self._side: QVBoxLayout = column(spacing=8)
        side = panel("card", column(self._side, None, margins=(16, 12, 16, 12)))
        side.setFixedWidth(_SIDE)
        self.setLayout(column(self.heaps, row((frame, 1), side, spacing=12), margins=(16, 12, 16, 16), spacing=12))
        self.show_board()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.board.setColumnHidden(4, self.width() < _ROOMY)

    def show_totals(self, totals: Totals) -> None:
        """Show which offices have reported on the year."""
        self.totals = totals
        self.board.show_lines(_board_lines(totals))
        if self.board.current_key is None and self.board.lines_model.lines:
            self.board.choose(self.board.lines_model.lines[0].key)
        if self._tables.currentIndex() == 0:
            self.show_board()

    def show_received(self, received: Sequence[Received]) -> None:
        """Show what became of the files that came in."""
        self.received = tuple(received)
        counts = Counter(made.state.name for made in received)
        self.heaps.show_counts(counts)
        worst = ("DAMAGED", "UNREAD", "UNKNOWN", "RETURNED", "WRONG_PERIOD", "ACCEPTED", "DUPLICATE", "OLDER")
        self.show_heap(next((name for name in worst if counts.get(name)), "ACCEPTED"))

    def show_heap(self, name: str) -> None:
        """Show the files of one heap."""
        self.heaps.choose(name)
        shown = [(at, made) for at, made in enumerate(self.received) if made.state is Sort[name]]
        self.came.show_lines([_came_line(at, made) for at, made in shown])
        self._title.setText(f"{Sort[name].value}: {number(len(shown))} gói")
        self._back.show()
        self._tables.setCurrentIndex(1)
        if shown:
            self.came.choose(shown[0][0])
            self._show_received(shown[0][0])
        else:
            self._put([label("Không có gói nào thuộc nhóm này trong lần nhận vừa rồi.", "body", "text_2", wrap=True)])

    def show_board(self) -> None:
        """Show the offices."""
        self._tables.setCurrentIndex(0)
        self._back.hide()
        if self.totals is None:
            self._title.setText("Các cơ quan")
            return
        there, every = len(self.totals.reported), len(self.totals.reported) + len(self.totals.missing)
        self._title.setText(f"Báo cáo năm {self.totals.year}: {there}/{every} cơ quan đã tiếp nhận")
        self._show_office(self.board.current_key)

    def _show_office(self, code: object) -> None:
        if self._tables.currentIndex() != 0:
            return
        made = next((each for each in self.totals.reported if each.office == code), None) if self.totals else None
        if made is not None:
            self._put(
                [
                    label(made.name, "heading", wrap=True),
                    label(f"Tiếp nhận {moment(made.received_at)}, lần {made.revision}", "body", "text_2", wrap=True),
                    label(f"Kết quả kiểm tra: {made.verdict}", wrap=True),
                    label(f"Phiếu {made.code}", wrap=True),
                ]
            )
            return
        receive = Button(self._theme, "Nhận gói…", icon="inbox")
        receive.clicked.connect(self.receive)
        waits = label(
            "Chưa có báo cáo được tiếp nhận. Khi có USB hoặc tệp của cơ quan thì nhận gói.", "body", "text_2", wrap=True
        )
        self._put([waits, panel("clear", row(receive, None))])

    def _show_received(self, at: object) -> None:
        if not isinstance(at, int) or at >= len(self.received):
            return
        made = self.received[at]
        icon, tone = _LOOKS[made.state.name]
        head = row(
            column(2, IconLabel(self._theme, icon, tone, 18), None),
            (label(made.state.value, "heading", tone), 1),
            spacing=8,
        )
        parts: list[Part] = [
            panel("clear", head),
            label(breakable(made.file.name), "small", "text_2", wrap=True),
            label(made.sentence, "strong", wrap=True),
            label(made.cure, wrap=True),
        ]
        others = [sentence for sentence in made.findings if sentence != made.sentence]
        parts += [hair(), *(label(sentence, "body", "text_2", wrap=True) for sentence in others[:6])] if others else []
        if made.receipt is not None:
            receipt = made.receipt
            slip = Button(self._theme, "Mở thư mục phiếu", "plain", icon="folder")
            slip.clicked.connect(lambda: self.slips.emit(receipt.parent))
            parts += [
                hair(),
                label(f"Phiếu: {breakable(receipt.name)}", "small", "text_2", wrap=True),
                panel("clear", row(slip, None)),
            ]
        self._put(parts)

    def _put(self, parts: Sequence[Part]) -> None:
        while item := self._side.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        for part in parts:
            if isinstance(part, QWidget):
                self._side.addWidget(part)


def _board_lines(totals: Totals) -> list[Line]:
    waits = [Line((name, Cell("chưa có báo cáo", "warn", "clock"), "", "", ""), code) for code, name in totals.missing]
    there = [
        Line(
            (
                made.name,
                Cell(f"nhận {moment(made.received_at)[:10]}", "ok", "ok"),
                str(made.revision),
                made.verdict,
                Cell(made.code, "text_2"),
            ),
            made.office,
        )
        for made in totals.reported
    ]
    return [*there, *waits]


def _came_line(at: int, made: Received) -> Line:
    icon, tone = _LOOKS[made.state.name]
    return Line((Cell(made.file.name, tip=str(made.file)), Cell(made.state.value, tone, icon), made.verdict), at)
