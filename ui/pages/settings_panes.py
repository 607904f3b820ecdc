"""The other panes of the settings: copies and checks, the history that can be taken back, about the program."""

import platform
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal, qVersion
from PySide6.QtWidgets import QVBoxLayout, QWidget

import tmdt_desktop
from tmdt_desktop.i18n import moment, number
from tmdt_desktop.services.agenda import BackupState
from tmdt_desktop.services.check_workspace import CheckReport
from tmdt_desktop.services.history import BatchEntry
from tmdt_desktop.services.workspaces import OfficeFacts
from tmdt_desktop.store.workspace import Workspace
from ui.parts.dialog import fact
from ui.parts.lines_table import Cell, Column, Line, LinesTable
from ui.shell.theme import Theme
from ui.shell.widgets import Button, Card, IconLabel, column, label, panel, row

_WIDEST = 760
_HISTORY = (Column("Lúc", 148), Column("Ai", 110), Column("Việc"), Column("Hồ sơ", 210), Column("", 120))
_STEPS = (
    "Cắm USB hoặc mở thư mục có bản sao lưu.",
    "Bấm «Phục hồi sang thư mục mới», chọn bản sao lưu và một thư mục trống.",
    "Đóng phần mềm, mở lại và chọn thư mục vừa phục hồi. Sổ đang mở không bị động đến.",
)


class BackupPane(QWidget):
    """When the last copy was made, a copy now, a check of everything, and how to restore."""

    back_up = Signal()
    check = Signal()
    restore = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._icon = IconLabel(theme, "disk", "ok", 18)
        self._sentence = label("", "strong", wrap=True)
        self._detail = label("", "body", "text_2", wrap=True)
        now = Button(theme, "Sao lưu ngay", "primary", icon="disk")
        now.setObjectName("back_up_now")
        now.clicked.connect(self.back_up)
        copies = Card(theme, "Bản sao lưu")
        words = column(self._sentence, self._detail, spacing=2)
        copies.body.addLayout(row(column(2, self._icon, None), (words, 1), column(now, None), spacing=10))
        self._checks: QVBoxLayout = column(spacing=4)
        check = Button(theme, "Kiểm tra sổ", icon="shield")
        check.setObjectName("check_now")
        check.clicked.connect(self.check)
        checks = Card(theme, "Kiểm tra sổ")
        said = label(
            "Đọc hết cơ sở dữ liệu, lịch sử, tìm kiếm và tệp. Chỉ xem, không sửa gì.", "body", "text_2", wrap=True
        )
        checks.body.addLayout(row((said, 1), column(check, None), spacing=10))
        checks.body.addLayout(self._checks)
        again = Card(theme, "Phục hồi")
        for at, step in enumerate(_STEPS, start=1):
            again.body.addWidget(label(f"{at}. {step}", "body", "text_2", wrap=True))
        restore = Button(theme, "Phục hồi sang thư mục mới…", icon="undo")
        restore.setObjectName("restore")
        restore.clicked.connect(self.restore)
        again.body.addLayout(row(restore, None))
        holder = panel("clear", column(copies, checks, again, None, spacing=12))
        holder.setMaximumWidth(_WIDEST)
        self.setLayout(row((holder, 100), None, margins=(16, 14, 16, 16)))

    def show_state(self, state: BackupState) -> None:
        """How the newest copy stands."""
        self._icon.show_icon("warn" if state.old else "disk", "warn" if state.old else "ok")
        self._sentence.setText(state.sentence)
        self._detail.setText(state.detail)

    def show_checks(self, report: CheckReport) -> None:
        """What the check came upon."""
        while item := self._checks.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        for line in report.lines:
            icon = IconLabel(self._theme, "ok" if line.sound else "bad", "ok" if line.sound else "bad")
            said = f"{line.what}: {line.sentence[:1].lower()}{line.sentence[1:]} {line.cure}".rstrip()
            words = label(said, "body", "text" if line.sound else "bad", wrap=True)
            self._checks.addWidget(panel("clear", row(column(1, icon, None), (words, 1), spacing=8)))
        counts = " · ".join(f"{title} {number(count)}" for title, count in report.counts)
        self._checks.addWidget(label(counts, "small", "text_2", wrap=True))


class HistoryPane(QWidget):
    """Every act, newest first. `undo` carries the entry to take back."""

    undo = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.entries: tuple[BatchEntry, ...] = ()
        self.table = LinesTable(theme, _HISTORY)
        self.table.setAccessibleName("Lịch sử các việc đã ghi")
        self.table.chosen.connect(lambda _key: self._refresh())
        self.button = Button(theme, "Hoàn lại việc này", "bad", icon="undo")
        self.button.setObjectName("undo")
        self.button.clicked.connect(self._ask)
        said = label(
            "Hoàn lại cả một lần nhập hay sửa, kể cả nhiều ngày sau. Dòng đã sửa lại sau đó được giữ.", "body", "text_2"
        )
        frame = panel("card", column(self.table, margins=(1, 1, 1, 1)))
        self.setLayout(
            column(row(said, None, self.button, spacing=12), (frame, 1), margins=(16, 10, 16, 16), spacing=8)
        )
        self._refresh()

    def show_entries(self, entries: Sequence[BatchEntry]) -> None:
        """Show them in place of those before."""
        self.entries = tuple(entries)
        self.table.show_lines([_history_line(entry) for entry in entries])
        if entries and self.table.current_key is None:
            self.table.choose(entries[0].id)
        self._refresh()

    @property
    def current(self) -> BatchEntry | None:
        """The act that is looked at."""
        return next((entry for entry in self.entries if entry.id == self.table.current_key), None)

    def _refresh(self) -> None:
        entry = self.current
        self.button.setEnabled(entry is not None and entry.undoable and not entry.undone)

    def _ask(self) -> None:
        if self.current is not None:
            self.undo.emit(self.current)


def _history_line(entry: BatchEntry) -> Line:
    counts = ", ".join(f"{title} {number(count)}" for title, count in entry.counts)
    state = Cell("đã hoàn lại", "text_2", "undo") if entry.undone else Cell("")
    return Line(
        (
            moment(entry.when),
            Cell(entry.who, "text_2"),
            Cell(entry.what, tip=entry.what),
            Cell(counts, "text_2", tip=counts),
            state,
        ),
        entry.id,
    )


class AboutPane(QWidget):
    """Which program this is, whose workspace, and where it lies. `look` carries a folder to open."""

    look = Signal(object)

    def __init__(self, theme: Theme, ws: Workspace, office: OfficeFacts) -> None:
        super().__init__()
        card = Card(theme, f"TMĐT Desktop {tmdt_desktop.__version__}")
        said = "Sổ thương mại điện tử của địa phương: từ danh sách Excel đến báo cáo có chữ ký số, không cần mạng."
        card.body.addWidget(label(said, "body", "text_2", wrap=True))
        folder: Path = ws.path
        for words, value in (
            ("Cơ quan", f"{office.name} (mã {office.code})"),
            ("Người dùng", ws.user),
            ("Thư mục sổ", str(folder)),
            (
                "Bộ phần mềm",
                f"Python {platform.python_version()}, Qt {qVersion()}, {platform.system()} {platform.release()}",
            ),
        ):
            card.body.addWidget(fact(words, value, width=110))
        look = Button(theme, "Mở thư mục sổ", "plain", icon="folder")
        look.clicked.connect(lambda: self.look.emit(folder))
        card.body.addLayout(row(look, None))
        card.setMaximumWidth(_WIDEST)
        self.setLayout(column(row((card, 100), None), None, margins=(16, 14, 16, 16)))
