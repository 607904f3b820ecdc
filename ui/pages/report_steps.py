"""The steps of a report that need a word: put up, approve, send back, open again, issue; who signs; what was done so far."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from tmdt_desktop.i18n import moment
from tmdt_desktop.kinds import Text
from tmdt_desktop.services.report_head import HeadWord
from tmdt_desktop.services.report_life import Signer
from tmdt_desktop.services.report_values import choose_signer
from tmdt_desktop.services.report_view import ReportView
from tmdt_desktop.services.workspaces import settings
from ui.parts.dialog import Dialog
from ui.parts.inputs import LineInput
from ui.parts.pickers import PickInput
from ui.parts.tick import Tick
from ui.shell.desk import Desk
from ui.shell.widgets import Button, column, hair, label, row

_AS_HEAD = "Tôi là người đứng đầu hoặc được giao quyết định"
_WORDS_HIGH = 72


@dataclass(frozen=True)
class Asking:
    """A step and what its dialog says. `reason`: words are a must; `head`: the head alone may do it."""

    title: str
    said: str
    button: str
    icon: str
    words: str
    reason: bool = False
    head: bool = True


ASKINGS = {
    "submit": Asking(
        "Trình báo cáo",
        "Báo cáo chờ người đứng đầu duyệt. Từ lúc này kỳ đóng lại: muốn chốt lại số liệu phải mở lại kỳ, có lý do.",
        "Trình",
        "send",
        "Lời kèm theo (không bắt buộc)",
        head=False,
    ),
    "withdraw": Asking(
        "Rút lại báo cáo", "Báo cáo về bước «Đã lập» để sửa lời. Kỳ vẫn đóng.", "Rút lại", "undo", "Lý do", head=False
    ),
    "approve": Asking(
        "Duyệt báo cáo",
        "Duyệt xong thì lãnh đạo ký. Chưa đạt thì bấm «Trả lại để sửa» và ghi lý do.",
        "Duyệt",
        "check",
        "Ý kiến (không bắt buộc khi duyệt)",
    ),
    "send_back": Asking(
        "Trả lại để sửa",
        "Người lập sửa lời theo lý do này, lập tệp rồi trình lại. Số liệu giữ nguyên.",
        "Trả lại",
        "undo",
        "Lý do",
        reason=True,
    ),
    "reopen": Asking(
        "Mở lại kỳ",
        "Báo cáo thành dự thảo, chốt lại được số liệu. Lý do được lưu và đi kèm gói gửi.",
        "Mở lại kỳ",
        "refresh",
        "Lý do",
        reason=True,
    ),
    "correct": Asking(
        "Lập bản sửa đổi",
        "Kỳ đã đóng được mở lại cho bản sửa đổi: giữ lời văn, đếm lại số liệu. Lý do được lưu và đi kèm gói gửi.",
        "Lập bản sửa đổi",
        "undo",
        "Lý do",
        reason=True,
    ),
}
Do = Callable[[HeadWord], object]


class StepDialog(Dialog):
    """One step: what will happen, words, and whether the user is the head. `also` is a second way out («send_back»)."""

    def __init__(self, desk: Desk, asking: Asking, do: Do, parent: QWidget, also: Do | None = None) -> None:
        super().__init__(desk, asking.title, parent)
        self.asking, self._do = asking, do
        self.made: object = None
        self.body.addWidget(label(asking.said, "body", "text_2", wrap=True))
        self.words = QPlainTextEdit()
        self.words.setTabChangesFocus(True)
        self.words.setFixedHeight(_WORDS_HIGH)
        self.words.setAccessibleName(asking.words)
        star = label("*" if asking.reason else "", "small", "bad")
        caption = row(label(asking.words, "small", "text_2"), star, None, spacing=3)
        self.body.addLayout(column(caption, self.words, spacing=3))
        self.head = Tick(self.theme, _AS_HEAD)
        known = settings(desk.workspace).head_user
        self.head.setVisible(asking.head and not known)
        self.body.addLayout(row(self.head, None))
        self.primary.setText(asking.button)
        self.primary.set_icon(asking.icon)
        if also is not None:
            self.back = Button(self.theme, "Trả lại để sửa", icon="undo")
            self.back.clicked.connect(lambda: self._work(also, "Trả lại để sửa", reason=True))
            self.foot_left.addWidget(self.back)
        self.words.setFocus()

    def act(self) -> None:
        """Do the step."""
        self._work(self._do, self.asking.button, reason=self.asking.reason)

    def _work(self, do: Do, what: str, *, reason: bool) -> None:
        word = HeadWord(self.words.toPlainText(), self.head.isChecked())
        if reason and not word.words.strip() and self.head.isVisible() and not word.as_head:
            self.show_faults({"words": "Ghi lý do.", "head": f"Đánh dấu «{_AS_HEAD}»."})
            self.words.setFocus()
            return
        self.run(lambda _task: do(word), what, self._finished)

    def _finished(self, made: object) -> None:
        self.made = made
        self.accept()


class SignerDialog(Dialog):
    """How this one report is signed: a form of the office's table, and the name below it."""

    def __init__(self, desk: Desk, view: ReportView, parent: QWidget) -> None:
        super().__init__(desk, "Người ký báo cáo này", parent)
        self.view, choice = view, view.signing
        self.form = PickInput(Text(), self.theme, list(choice.forms))
        self.form.put(choice.form)
        self.form.setAccessibleName("Hình thức ký")
        self.name = LineInput(Text(80))
        self.name.put(choice.name)
        self.name.setAccessibleName("Họ tên người ký")
        said = "Chỉ đổi cho báo cáo này. Chức vụ theo bảng của cơ quan; khóa ký phải đúng tên người ký."
        self.body.addWidget(label(said, "body", "text_2", wrap=True))
        self.body.addLayout(column(label("Hình thức ký", "small", "text_2"), self.form, spacing=3))
        self.body.addLayout(column(label("Họ tên người ký", "small", "text_2"), self.name, spacing=3))
        if choice.own:
            back = Button(self.theme, "Theo cài đặt chung", icon="undo")
            back.clicked.connect(lambda: self._choose(None))
            self.foot_left.addWidget(back)
        self.primary.setText("Ghi người ký")

    def act(self) -> None:
        """Keep the choice."""
        self._choose(Signer(str(self.form.raw() or ""), str(self.name.raw() or "")))

    def _choose(self, signer: Signer | None) -> None:
        ws, id_ = self.desk.workspace, self.view.id
        self.run(lambda _task: choose_signer(ws, id_, signer), "Ghi người ký", lambda _none: self.accept())


class StepsDialog(Dialog):
    """What was done to the report, by whom, when, in which words."""

    def __init__(self, desk: Desk, view: ReportView, parent: QWidget) -> None:
        super().__init__(desk, "Các bước đã qua", parent, wide=True)
        if not view.steps:
            self.body.addWidget(label("Báo cáo mới là dự thảo, chưa qua bước nào.", "body", "text_2"))
        for step in view.steps:
            head = row(label(step.name, "strong"), None, label(f"{step.by} · {moment(step.at)}", "small", "text_2"))
            words = (label(step.words, "body", "text_2", wrap=True),) if step.words else ()
            self.body.addLayout(column(head, *words, spacing=2))
            self.body.addWidget(hair())
        self.primary.setText("Đóng")
        self.cancel.hide()
