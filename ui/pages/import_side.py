"""At the right of the rows of an import: what is said of the row looked at, and what can be done about it at once."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from tmdt_desktop.i18n import number
from tmdt_desktop.services.import_list import RowFault
from ui.pages.import_choices import Choices
from ui.pages.import_lines import CheckedRows, RowKey, remarks_in_order
from ui.shell.theme import Theme
from ui.shell.widgets import Button, IconLabel, Part, column, label, panel, row

WIDTH, WIDE = 292, 400
_MANY, _SHORT, _REMARKS = 80, 18, 12
_TONES = {"fault": "bad", "doubt": "warn", "proposal": "warn"}
_ICONS = {"bad": "fault", "warn": "warn", "accent": "sign"}
_CURES = {
    "faulty": "Sửa ngay tại ô (F2, gõ rồi Enter). Sửa xong dòng tự sang «Mới»; chưa sửa thì để lại.",
    "changed": "Đánh dấu ô muốn lấy. Không đánh dấu thì sổ giữ nguyên.",
    "same": "Sổ đã có đúng dòng này nên không nhập lại.",
    "new": "Dòng này sẽ được thêm vào sổ.",
    "asked": "Không có mã nào khớp, chỉ trùng tên và xã. Chưa trả lời thì để lại.",
}


class RowSide(QFrame):
    """The side. `proposal`: a RowFault whose proposal is taken; `alike`: all that read the same; `wrote`: (fault, text)."""

    proposal = Signal(object)
    alike = Signal(object)
    wrote = Signal(object, str)
    decided = Signal(str)
    """For the row looked at: «fills», «all» or «none» of what the file says."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setProperty("look", "card")
        self._parts: QVBoxLayout = column(spacing=8)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(panel("clear", column(self._parts, None, margins=(14, 12, 14, 12))))
        self.setLayout(column(area))
        self.setFixedWidth(WIDTH)

    def say(self, words: str) -> None:
        """Nothing but a sentence."""
        self.show_parts([label(words, "body", "text_2", wrap=True)])

    def show_parts(self, parts: Sequence[Part]) -> None:
        """Show these in place of what was there."""
        _empty(self._parts)
        for part in parts:
            if isinstance(part, QWidget):
                self._parts.addWidget(part)
            elif isinstance(part, QLayout):
                self._parts.addWidget(panel("clear", part))

    def about(self, rows: CheckedRows, key: RowKey, choices: Choices, more: Sequence[Part] = ()) -> None:
        """Show a row: where it stands, what becomes of it, every remark, then `more`."""
        made: list[Part] = [
            label(f"Dòng {number(key.row)}", "heading"),
            *([label(f"Trang tính {key.sheet}", "small", "text_2", wrap=True)] if key.sheet else []),
        ]
        if key.heap == "dropped":
            made.append(label("Dòng này không phải hồ sơ nên không nhập.", "body", "text_2", wrap=True))
        else:
            made.append(label(_CURES[key.heap], "body", "text_2", wrap=True))
            made += [self._row_acts(choices, key)] if key.heap == "changed" else []
            made += more
            told = list(remarks_in_order(rows.remarks.get(key.place, ())))
            made += [self._remark(rows, key, each) for each in told[:_REMARKS]]
            if len(told) > _REMARKS:
                made.append(label(f"Còn {number(len(told) - _REMARKS)} chỗ nữa.", "small", "text_2"))
        self.show_parts(made)

    def _row_acts(self, choices: Choices, key: RowKey) -> QWidget:
        acts = column(spacing=6)
        for words, press, name in (
            ("Lấy ô đang trống", "T", "fills"),
            ("Lấy mọi thay đổi", "L", "all"),
            ("Giữ sổ", "G", "none"),
        ):
            if name == "fills" and not any(made.fills for made in choices.differences(key.place)):
                continue
            button = Button(self._theme, words, key=press)
            button.setObjectName(f"row_{name}")
            button.clicked.connect(lambda _checked=False, name=name: self.decided.emit(name))
            acts.addLayout(row(button, None))
        return panel("clear", acts)

    def _remark(self, rows: CheckedRows, key: RowKey, told: RowFault) -> QWidget:
        tone = _TONES.get(told.level, "accent")
        icon = column(1, IconLabel(self._theme, _ICONS[tone], tone, 14), None)
        where = f"{told.label}, dòng {number(told.row)}" if told.row != key.row else told.label
        words = column(label(where, "strong", wrap=True), label(told.sentence, "body", wrap=True), spacing=2)
        if told.cell:
            words.addWidget(label(f"Trong tệp: {told.cell[:_MANY]}", "small", "text_2", wrap=True))
        made = column(row(icon, (words, 1), spacing=8), margins=(10, 8, 10, 8), spacing=6)
        if told.proposed:
            made.addLayout(self._proposal(rows, told))
        elif told.level == "fault" and self._needs_line(rows, key, told):
            made.addWidget(self._line(rows, told))
        return panel(f"{tone}_soft", made)

    def _proposal(self, rows: CheckedRows, told: RowFault) -> QVBoxLayout:
        field = next((f for f in rows.checked.register.fields() if f.name == told.field), None)
        shown = rows.cells.proposed(field, told) if field is not None else told.proposed
        short = shown if len(shown) <= _SHORT else f"{shown[: _SHORT - 1].rstrip()}…"
        take = Button(self._theme, f"Lấy “{short}”", key="Ctrl+L")
        take.setObjectName("take_proposal")
        take.setToolTip(shown)
        take.clicked.connect(lambda: self.proposal.emit(told))
        made = column(row(take, None), spacing=4)
        if (many := len(rows.alike(told))) > 1:
            every = Button(self._theme, f"Lấy cho {number(many)} dòng ghi vậy", "plain")
            every.setObjectName("take_alike")
            every.clicked.connect(lambda: self.alike.emit(told))
            made.addLayout(row(every, None))
        return made

    @staticmethod
    def _needs_line(rows: CheckedRows, key: RowKey, told: RowFault) -> bool:
        """A fault that cannot be mended in the grid: its field has no column there, or lies inside a sub-list."""
        name = told.field.partition(".")[0]
        at = next((at for at, field in enumerate(rows.fields) if field.name == name), -1)
        return told.column >= 0 and (at < 0 or rows.raw(key, rows.before_fields + at) is None)

    def _line(self, rows: CheckedRows, told: RowFault) -> QWidget:
        line = QLineEdit(rows.cells.text((told.sheet, told.row, told.column)))
        line.setAccessibleName(f"Sửa {told.label}")
        line.setObjectName("mend")
        line.returnPressed.connect(lambda: self.wrote.emit(told, line.text()))
        return panel("clear", column(label("Sửa thành, rồi Enter", "small", "text_2"), line, spacing=2))


def _empty(layout: QVBoxLayout) -> None:
    while item := layout.takeAt(0):
        if widget := item.widget():
            widget.hide()
            widget.deleteLater()
