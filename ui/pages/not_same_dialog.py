"""Tell two records apart: why they are not one, in a few words."""

from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from tmdt_desktop.records import Record
from tmdt_desktop.services.find_duplicates import DuplicatePair
from tmdt_desktop.services.same_or_not import say_not_same
from ui.parts.dialog import Dialog
from ui.shell.desk import Desk
from ui.shell.widgets import Chip, column, label

_REASONS = ("Trùng tên, hai người khác nhau", "Một chủ, hai cơ sở khác nhau", "Đơn vị chính và chi nhánh")


class NotSameDialog(Dialog):
    """`told` carries the ids of the pair once it is written."""

    told = Signal(object, object)

    def __init__(self, desk: Desk, register: type[Record], pair: DuplicatePair, parent: QWidget) -> None:
        super().__init__(desk, "Hai hồ sơ này không trùng", parent)
        self._register = register
        self._ids: tuple[UUID, UUID] = (pair.a, pair.b)
        self.why = QLineEdit()
        self.why.setAccessibleName("Lý do")
        self.why.setMaxLength(200)
        self.why.textChanged.connect(lambda _text: self.ready())
        for text in (f"«{pair.names[0]}»", f"«{pair.names[1]}»"):
            self.body.addWidget(label(text, "strong", wrap=True))
        self.body.addWidget(
            label("Cặp này sẽ không được nêu lại. Bỏ điều đã ghi bất cứ lúc nào.", "body", "text_2", wrap=True)
        )
        self.body.addLayout(column(label("Lý do", "small", "text_2"), self.why, spacing=4))
        self.reasons = [Chip(self.theme, words) for words in _REASONS]
        for chip in self.reasons:
            chip.clicked.connect(lambda words=chip.text: self.why.setText(words))
        self.body.addLayout(column(*self.reasons, spacing=6))
        self.primary.setText("Ghi không trùng")
        self.why.setFocus()
        self.ready()

    def ready(self) -> None:
        self.primary.setEnabled(bool(self.why.text().strip()))

    def act(self) -> None:
        register, (a, b), why = self._register, self._ids, self.why.text()
        self.run(lambda _task: say_not_same(self.desk.workspace, register, a, b, why), "Ghi không trùng", self._written)

    def _written(self, _nothing: None) -> None:
        self.told.emit(*self._ids)
        self.accept()
