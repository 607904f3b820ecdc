"""One reason for every duty that nothing arose of."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from tmdt_desktop.errors import Refused
from tmdt_desktop.i18n import number
from tmdt_desktop.services.duties import DutyLine
from ui.parts.dialog import Dialog
from ui.shell.desk import Desk
from ui.shell.widgets import label

_SHOWN = 8


class NothingAroseDialog(Dialog):
    """`answer` is called with the duties and the reason."""

    def __init__(
        self,
        desk: Desk,
        duties: Sequence[DutyLine],
        answer: Callable[[Sequence[DutyLine], str], None],
        parent: QWidget,
    ) -> None:
        super().__init__(desk, f"{number(len(duties))} nhiệm vụ không phát sinh", parent)
        self._duties, self._answer = duties, answer
        shown = "\n".join(f"{duty.clause}  {duty.title}" for duty in duties[:_SHOWN])
        rest = f"\n… và {number(len(duties) - _SHOWN)} nhiệm vụ nữa" if len(duties) > _SHOWN else ""
        self.reason = QPlainTextEdit()
        self.reason.setTabChangesFocus(True)
        self.reason.setFixedHeight(72)
        self.reason.setAccessibleName("Lý do chung")
        self.reason.setPlaceholderText("Lý do chung, ví dụ: trong kỳ không có việc phát sinh, không có yêu cầu")
        self.body.addWidget(label(f"{shown}{rest}", "body", "text_2", wrap=True))
        self.body.addWidget(label("Lý do ghi cho mọi nhiệm vụ trên; sửa riêng từng nhiệm vụ sau cũng được.", wrap=True))
        self.body.addWidget(self.reason)
        self.primary.setText("Ghi không phát sinh")
        self.reason.setFocus()

    def act(self) -> None:
        """Write the reason for all of them."""
        reason = self.reason.toPlainText().strip()
        if not reason:
            self.show_problem(Refused("Chưa ghi lý do.", cure="Ghi một câu, lý do này vào báo cáo."))
            return
        self._answer(self._duties, reason)
        self.accept()
