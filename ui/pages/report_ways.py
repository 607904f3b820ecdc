"""What may be done to a report beside its next step, and the dialogs that ask for the words of a step."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from tmdt_desktop.records.report import ReportState
from tmdt_desktop.services import make_report, report_acts
from tmdt_desktop.services.report_life import GONE_OUT, UNSIGNED
from tmdt_desktop.services.report_view import ReportView
from ui.pages.report_steps import ASKINGS, Do, SignerDialog, StepDialog, StepsDialog
from ui.parts.dialog import Dialog

if TYPE_CHECKING:
    from ui.pages.report import ReportPage

Ways = Iterator[tuple[str, Callable[[], object]]]


class ReportWays:
    """The lesser acts of the report page."""

    def __init__(self, page: "ReportPage") -> None:
        self._page = page

    def open_menu(self) -> None:
        """Show the reports that there are, what may be done to this one, and the ways to another."""
        page = self._page
        menu = QMenu(page)
        for line in page.lines:
            menu.addAction(f"{line.name} · {line.state.value}", lambda id_=line.id: page.arrive(id_))
        menu.addSeparator()
        if page.view is not None:
            for words, act in self.ways(page.view):
                menu.addAction(words, act)
            menu.addSeparator()
        menu.addAction("Lập báo cáo năm, 6 tháng khác…", page.choose_other)
        menu.addAction("Lập báo cáo theo yêu cầu…", page.start_asked)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(page.chooser.mapToGlobal(page.chooser.rect().bottomLeft()))

    def ways(self, view: ReportView) -> Ways:
        """(words, act) of what may be done to the report now, for the menu «Việc khác»."""
        page, state = self._page, view.state
        if view.editable and not view.closed:
            yield "Chốt lại số liệu", page.freeze
        if view.editable:
            yield "Người ký báo cáo này…", lambda: self._open(SignerDialog(page.desk, view, page))
        if state is ReportState.SUBMITTED:
            yield "Rút lại…", lambda: self.ask("withdraw", page.stepped)
        if state in (ReportState.SUBMITTED, ReportState.APPROVED):
            yield "Trả lại để sửa…", lambda: self.ask("send_back", page.stepped)
        if view.closed and state in UNSIGNED:
            yield "Mở lại kỳ…", lambda: self.ask("reopen", page.stepped)
        if state is ReportState.APPROVED:
            yield "Ký bằng công cụ của cơ quan…", self.sign_elsewhere
        if state is ReportState.SEALED:
            yield "Gửi gói khi chưa có số, ngày…", page.send
        if state not in UNSIGNED and state is not ReportState.REPLACED:
            yield "Lập bản sửa đổi của báo cáo này…", page.correct
        if state in GONE_OUT:
            yield "Ghi lại gói đã gửi…", page.send
        yield "Ký nhiều báo cáo…", self.sign_many
        yield "Các bước đã qua…", lambda: self._open(StepsDialog(page.desk, view, page))

    def sign(self) -> None:
        """Let the leader, then the office, sign, here, in the office's own tool, or several reports at once."""
        from ui.pages.signing import SigningDialog

        if self._page.view is not None:
            dialog = SigningDialog(self._page.desk, self._page.view, self._page)
            dialog.own_tool.connect(self.sign_elsewhere)
            dialog.many.connect(self.sign_many)
            self._open(dialog)

    def sign_elsewhere(self) -> None:
        """Write the PDF out for the office's own tool and take it back signed."""
        from ui.pages.own_tool import OwnToolDialog

        if self._page.view is not None:
            self._open(OwnToolDialog(self._page.desk, self._page.view, self._page))

    def sign_many(self) -> None:
        """Sign, or seal, every report that waits for it with one PIN."""
        from ui.pages.sign_many import SignManyDialog

        view = self._page.view
        sealing = view is not None and view.state is ReportState.SIGNED
        dialog = SignManyDialog(self._page.desk, self._page, "seal" if sealing else "leader")
        dialog.worked.connect(self._page.reload)
        dialog.open()

    def ask(self, name: str, done: Callable[[Any], None]) -> None:
        """Ask for the words of a step, then do it; `done` takes what came of it."""
        view, page = self._page.view, self._page
        if view is None:
            return
        also = self._do("send_back", view) if name == "approve" else None
        dialog = StepDialog(page.desk, ASKINGS[name], self._do(name, view), page, also)
        dialog.accepted.connect(lambda: done(dialog.made))
        dialog.open()

    def _do(self, name: str, view: ReportView) -> Do:
        ws, id_ = self._page.ws, view.id
        acts: dict[str, Do] = {
            "submit": lambda word: report_acts.submit(ws, id_, word.words),
            "withdraw": lambda word: report_acts.withdraw(ws, id_, word.words),
            "approve": lambda word: report_acts.approve(ws, id_, word),
            "send_back": lambda word: report_acts.send_back(ws, id_, word),
            "reopen": lambda word: report_acts.reopen(ws, id_, word),
            "correct": lambda word: make_report.start_correction(ws, id_, word),
        }
        return acts[name]

    def _open(self, dialog: Dialog) -> None:
        dialog.accepted.connect(self._page.reload)
        dialog.open()
