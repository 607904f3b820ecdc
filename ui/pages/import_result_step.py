"""Step 4 of an import: what was written, what waits, and the way back."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tmdt_desktop.i18n import number
from tmdt_desktop.records import Record
from tmdt_desktop.services.history import Undone
from tmdt_desktop.services.import_list import Imported
from ui.parts.dialog import fact
from ui.shell.theme import Theme
from ui.shell.widgets import Button, IconLabel, column, label, panel, row

_MOST = 5
"""Rows that could not be written, told one by one."""


class ResultStep(QWidget):
    """The step. `undo`, `save_faults`, `again`, `look`, `next_file` are asked by its buttons."""

    undo = Signal()
    save_faults = Signal()
    again = Signal()
    look = Signal()
    next_file = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._icon = IconLabel(theme, "ok", "ok", 20)
        self._title = label("", "title", wrap=True)
        self._rest = label("", "body", "text", wrap=True)
        self._ground = panel(
            "ok_soft",
            row(
                column(2, self._icon, None),
                (column(self._title, self._rest, spacing=4), 1),
                margins=(14, 12, 14, 12),
                spacing=12,
            ),
        )
        self._facts: QVBoxLayout = column(spacing=6)
        self.undo_button = Button(theme, "Hoàn lại lần nhập này", "bad", icon="undo")
        self.undo_button.clicked.connect(self.undo)
        self.faults_button = Button(theme, "Lưu tệp lỗi", icon="export")
        self.faults_button.clicked.connect(self.save_faults)
        self.again_button = Button(theme, "Nhập tệp khác", icon="import")
        self.again_button.clicked.connect(self.again)
        self.look_button = Button(theme, "Mở danh sách", "primary", icon="table")
        self.look_button.setObjectName("look")
        self.look_button.clicked.connect(self.look)
        self.next_button = Button(theme, "Nhập tệp kế tiếp", "primary", icon="right", key="Ctrl+Enter")
        self.next_button.setObjectName("next_file")
        self.next_button.clicked.connect(self.next_file)
        self.next_button.hide()
        acts = row(
            self.next_button, self.look_button, self.again_button, self.faults_button, None, self.undo_button, spacing=8
        )
        card = panel("card", column(self._ground, self._facts, acts, margins=(16, 16, 16, 16), spacing=16))
        card.setMaximumWidth(860)
        self.setLayout(column(row((card, 100), None), None, margins=(16, 16, 16, 16)))

    def show_result(self, made: Imported, register: type[Record], following: str = "") -> None:
        """Tell what was written. `following`: the file that waits behind this one, and which of how many it is."""
        wrote = made.added + made.updated
        title = f"Đã nhập {number(wrote)} dòng vào {register.title}" if wrote else "Không có dòng nào mới để nhập"
        rest = (
            "Đã ghi vào sổ. Hoàn lại được cả lần nhập, hôm nay hay sau này trong Cài đặt."
            if wrote
            else "Sổ giữ nguyên như trước."
        )
        self._tell(title, rest)
        self._show_facts(made)
        if following:
            self._facts.addWidget(fact("Tệp kế tiếp", following))
        self.undo_button.setVisible(made.batch is not None)
        self.faults_button.setVisible(made.held > 0)
        self.next_button.setVisible(bool(following))
        self.again_button.setVisible(not following)
        self.look_button.set_look("normal" if following else "primary")

    def focus_first(self) -> None:
        """The way on."""
        (self.look_button if self.next_button.isHidden() else self.next_button).setFocus(
            Qt.FocusReason.OtherFocusReason
        )

    def _clear_facts(self) -> None:
        while item := self._facts.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()

    def _show_facts(self, made: Imported) -> None:
        self._clear_facts()
        for words, count, of, tone in (
            ("Thêm mới", made.added, "hồ sơ", "text"),
            ("Sửa", made.updated, "hồ sơ đã có", "text"),
            ("Để lại", made.held, "dòng lỗi, khác sổ hoặc chưa trả lời", "bad" if made.held else "text"),
            ("Không ghi được", len(made.left), "dòng", "bad"),
            ("Trùng với sổ", made.same, "dòng", "text"),
            ("Bỏ qua", made.dropped, "dòng", "text"),
        ):
            if count or words not in ("Sửa", "Không ghi được"):
                self._facts.addWidget(fact(words, f"{number(count)} {of}", tone))
        for left in made.left[:_MOST]:
            where = f"{left.sheet}, dòng" if left.sheet else "Dòng"
            self._facts.addWidget(label(f"{where} {left.row}: {left.name}. {left.why}", "small", "text_2", wrap=True))

    def show_undone(self, undone: Undone, made: Imported) -> None:
        """Tell what was taken back of what `made` says: records that are gone, records that say again what they said."""
        self._clear_facts()
        if undone.skipped or undone.restored != made.added + made.updated:
            self._tell_part(undone, made)
        else:
            gone = f"{number(made.added)} hồ sơ vừa thêm không còn trong sổ." if made.added else ""
            back = f"{number(made.updated)} hồ sơ đã sửa trở về như trước." if made.updated else ""
            self._tell("Đã hoàn lại lần nhập này", f"{gone} {back}".strip())
        self.undo_button.hide()

    def _tell_part(self, undone: Undone, made: Imported) -> None:
        total = made.added + made.updated
        self._tell(
            "Đã hoàn lại một phần lần nhập này",
            f"Hoàn lại {number(undone.restored)} trong {number(total)} hồ sơ mà lần nhập đã thêm hoặc sửa. "
            f"{number(len(undone.skipped))} hồ sơ giữ phần đã sửa sau đó, hoặc chưa thể hoàn lại.",
        )
        for name in undone.skipped[:_MOST]:
            self._facts.addWidget(fact("Giữ lại", name))
        if (more := len(undone.skipped) - _MOST) > 0:
            self._facts.addWidget(label(f"Còn {number(more)} hồ sơ nữa.", "small", "text_2"))

    def _tell(self, title: str, rest: str) -> None:
        self._title.setText(title)
        self._rest.setText(rest)
