"""At the right of the rows of an import: what is said of the row looked at, and what can be done about it at once."""

from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
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
_BESIDE = "Cột bị lỗi không hiện ở bảng. Sửa ở ô bên dưới, rồi Enter; chưa sửa thì để lại."
_CURES = {
    "faulty": "Sửa ngay tại ô (F2, gõ rồi Enter). Sửa xong dòng tự sang «Mới»; chưa sửa thì để lại.",
    "changed": "Đánh dấu ô muốn lấy. Không đánh dấu thì sổ giữ nguyên.",
    "same": "Sổ đã có đúng dòng này nên không nhập lại.",
    "new": "Dòng này sẽ được thêm vào sổ.",
    "asked": "Không có mã nào khớp, chỉ trùng tên và xã. Chưa trả lời thì để lại.",
}


class MendLine(QLineEdit):
    """The text of a cell that has no column in the grid. Esc puts back what stood there; once more leaves the line."""

    left = Signal(bool)
    """True: the keyboard goes on to the rows."""

    def __init__(self, told: RowFault, text: str) -> None:
        super().__init__(text)
        self.told, self._stood = told, text
        self.setAccessibleName(f"Sửa {told.label}")
        self.setObjectName("mend")

    @property
    def changed(self) -> bool:
        """Whether something else stands here than in the file."""
        return self.text() != self._stood

    def settled(self) -> None:
        """What stands here has been handed on."""
        self._stood = self.text()

    def event(self, event: QEvent) -> bool:
        wanted = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if wanted and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        else:
            done = not self.changed
            self.setText(self._stood)
            self.left.emit(done)


class RowSide(QFrame):
    """The side. `proposal`: a RowFault whose proposal is taken; `alike`: all that read the same; `wrote`: (fault, text).

    `left`: nothing waits in a line here any more; True when the keyboard goes on to the rows.
    """

    proposal = Signal(object)
    alike = Signal(object)
    wrote = Signal(object, str)
    left = Signal(bool)
    decided = Signal(str)
    """For the row looked at: «fills», «all» or «none» of what the file says."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setProperty("look", "card")
        self._lines: list[MendLine] = []
        self._parts: QVBoxLayout = column(spacing=8)
        area = self._area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._inside = panel("clear", column(self._parts, None, margins=(14, 12, 14, 12)))
        area.setWidget(self._inside)
        self.setLayout(column(area))
        self.setFixedWidth(WIDTH)

    @property
    def typing(self) -> bool:
        """Whether a line holds something that has not been judged."""
        return any(line.changed for line in self._lines)

    def settle(self) -> bool:
        """Hand on what stands in the lines; False when nothing does."""
        waiting = [line for line in self._lines if line.changed]
        for line in waiting:
            self._hand_on(line)
        if waiting:
            self.left.emit(False)  # noqa: FBT003
        return bool(waiting)

    def takers(self) -> list[QWidget]:
        """What takes the keyboard here, from above, the scrolling place last."""
        parts = cast("list[QWidget]", self._inside.findChildren(QWidget))
        takes = [part for part in parts if part.focusPolicy() & Qt.FocusPolicy.TabFocus and not part.isHidden()]
        return [*takes, self._area]

    def mend(self) -> bool:
        """Put the keyboard into the first line; False when there is none."""
        for line in self._lines[:1]:
            line.setFocus(Qt.FocusReason.OtherFocusReason)
            line.selectAll()
        return bool(self._lines)

    def _hand_on(self, line: MendLine) -> None:
        line.settled()
        self.wrote.emit(line.told, line.text())

    def _entered(self, line: MendLine) -> None:
        if line.changed:
            self._hand_on(line)
        self.left.emit(True)  # noqa: FBT003 - a signal carries values

    def say(self, words: str) -> None:
        """Nothing but a sentence."""
        self.show_parts([label(words, "body", "text_2", wrap=True)])

    def show_parts(self, parts: Sequence[Part]) -> None:
        """Show these in place of what was there."""
        self._lines = [line for line in self._lines if not self.isAncestorOf(line)]
        _empty(self._parts)
        for part in parts:
            if isinstance(part, QWidget):
                self._parts.addWidget(part)
                part.show()
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
            told = list(remarks_in_order(rows.remarks.get(key.place, ())))
            beside = [each for each in told if each.level == "fault" and self._needs_line(rows, key, each)]
            cure = _BESIDE if beside and not rows.faults_in_sight(key) else _CURES[key.heap]
            made.append(label(cure, "body", "text_2", wrap=True))
            made += [self._row_acts(choices, key)] if key.heap == "changed" else []
            made += more
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
        return rows.can_be_typed(told) and (at < 0 or rows.raw(key, rows.before_fields + at) is None)

    def _line(self, rows: CheckedRows, told: RowFault) -> QWidget:
        line = MendLine(told, rows.cells.text((told.sheet, told.row, told.column)) if told.column >= 0 else "")
        line.returnPressed.connect(lambda: self._entered(line))
        line.left.connect(self.left)
        self._lines.append(line)
        return panel("clear", column(label("Sửa thành, rồi Enter", "small", "text_2"), line, spacing=2))


def _empty(layout: QVBoxLayout) -> None:
    while item := layout.takeAt(0):
        if widget := item.widget():
            widget.hide()
            widget.deleteLater()
