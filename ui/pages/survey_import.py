"""Taking answers in from a list: choose the file, see every fault by its cell, then write all sound rows or chosen ones."""

from datetime import date
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from tmdt_desktop.services.survey_import import (
    GOOD,
    AnswersTaken,
    AnswersWish,
    CheckedAnswers,
    RowCheck,
    check_answers,
    commit_answers,
)
from tmdt_desktop.services.survey_rounds import RoundView
from tmdt_desktop.services.survey_template import write_answer_template
from tmdt_desktop.task import Task
from ui.parts.dialog import Dialog
from ui.parts.file_pick import LISTS, FilePick, choose_target
from ui.parts.lines_table import Cell, Column, Line, LinesTable
from ui.shell.desk import Desk
from ui.shell.widgets import Button, label

_HEIGHT = 300
_STATES = {
    "new": ("Phiếu mới", "ok", "add"),
    "answer": ("Điền phiếu đã phát", "ok", "check"),
    "same": ("Đã có, giống hệt", "text_3", ""),
    "clash": ("Đã có trả lời khác", "warn", "warn"),
    "faulty": ("Có lỗi", "bad", "fault"),
    "blank": ("Chưa điền", "text_3", ""),
}


class ImportAnswersDialog(Dialog):
    """The import of one round's answers."""

    taken = Signal(object)
    """What was written (`AnswersTaken`)."""

    def __init__(self, desk: Desk, view: RoundView, parent: QWidget) -> None:
        super().__init__(desk, f"Nhập câu trả lời: {view.name}", parent, wide=True)
        self.view = view
        self.checked: CheckedAnswers | None = None
        self.left_out: set[int] = set()
        self.file = FilePick(self.theme, "Danh sách câu trả lời", LISTS, hint="Mỗi dòng một phiếu, mỗi câu một cột.")
        self.file.changed.connect(self.check)
        columns = (Column("Ô", 64), Column("Phiếu", 70), Column("Người trả lời, cột", 230), Column("Kết quả kiểm tra"))
        self.lines = LinesTable(self.theme, columns, tall=True)
        self.lines.setFixedHeight(_HEIGHT)
        self.lines.opened.connect(self.leave_out)
        self._told = label("Chưa ghi gì vào sổ. Chọn tệp để xem trước.", "body", "text_2", wrap=True)
        template = Button(self.theme, "Lấy tệp mẫu", "plain", icon="export")
        template.clicked.connect(self.choose_template)
        self.foot_left.addWidget(template)
        for part in (self.file, self._told, self.lines):
            self.body.addWidget(part)
        self.lines.hide()
        self.primary.setText("Nhập")
        self.ready()
        self.file.button.setFocus()

    def ready(self) -> None:
        """Some row must be sound."""
        count = len(self.chosen())
        self.primary.setText(f"Nhập {count} phiếu" if count else "Nhập")
        self.primary.setEnabled(bool(count))

    def chosen(self) -> frozenset[int]:
        """Numbers of the rows that would be written."""
        rows = self.checked.rows if self.checked else ()
        return frozenset(row.row for row in rows if row.state in GOOD and row.row not in self.left_out)

    def check(self) -> None:
        """Read the chosen file; writes nothing."""
        if self.file.path is None:
            return
        today = date.today()  # noqa: DTZ011 - the office's own calendar day
        wish, ws = AnswersWish(self.view.id, self.file.path, today), self.desk.workspace

        def work(task: Task) -> CheckedAnswers:
            return check_answers(ws, wish, task)

        self.checked = None
        self.run(work, "Xem câu trả lời", self._show)

    def leave_out(self, key: object) -> None:
        """Leave a sound row out, or take it again (Enter, double click)."""
        if isinstance(key, int) and self.checked is not None:
            self.left_out ^= {key}
            self._paint(self.checked)

    def act(self) -> None:
        """Write the rows."""
        if self.checked is None:
            return
        checked, chosen, ws = self.checked, self.chosen(), self.desk.workspace

        def work(task: Task) -> AnswersTaken:
            return commit_answers(ws, checked, chosen, task)

        self.run(work, "Nhập câu trả lời", self._done)

    def choose_template(self) -> None:
        """Ask where the template goes, and write it."""
        target = choose_target(self, "Tệp mẫu câu trả lời", "cau-tra-loi.xlsx", "Bảng tính (*.xlsx)")
        if target is not None:
            self.write_template(target)

    def write_template(self, target: Path) -> None:
        """Write the template with the questionnaires that are still out."""
        ws, round_ = self.desk.workspace, self.view.id
        done = f"Đã ghi tệp mẫu {target.name}. Điền rồi chọn tệp đó ở trên."
        self.run(
            lambda _: write_answer_template(ws, round_, target),
            "Ghi tệp mẫu",
            lambda _: self.band.tell(done, tone="ok"),
        )

    def _show(self, checked: CheckedAnswers) -> None:
        self.checked, self.left_out = checked, set()
        self._paint(checked)

    def _paint(self, checked: CheckedAnswers) -> None:
        counts = checked.counts
        words = [f"{_STATES[state][0]}: {count}" for state, count in counts.items() if count]
        self._told.setText(f"{'; '.join(words) or 'Tệp không có phiếu nào'}. Enter trên một dòng để bỏ hoặc lấy lại.")
        faulty = [row for row in checked.rows if row.state in ("faulty", "clash")]
        rest = [row for row in checked.rows if row.state not in ("faulty", "clash", "blank")]
        heads = [
            Line((fault.cell, "", fault.label, Cell(fault.sentence, "warn")))
            for fault in checked.faults
            if _head(fault, checked)
        ]
        lines = [line for row in faulty for line in self._fault_lines(row)]
        self.lines.show_lines([*heads, *lines, *(self._line(row) for row in rest)])
        self.lines.show()
        self.ready()

    def _fault_lines(self, row: RowCheck) -> list[Line]:
        if not row.faults:
            return [self._line(row)]
        return [
            Line((fault.cell, row.number, fault.label, Cell(fault.sentence, "bad", "fault", tip=fault.sentence)))
            for fault in row.faults
        ]

    def _line(self, row: RowCheck) -> Line:
        words, tone, icon = _STATES[row.state]
        sound = row.state in GOOD
        said = Cell("Bỏ qua", "text_3") if row.row in self.left_out else Cell(words, tone, icon)
        return Line((str(row.row), row.number, row.respondent, said), key=row.row if sound else None)

    def _done(self, made: AnswersTaken) -> None:
        self.taken.emit(made)
        self.accept()


def _head(fault: object, checked: CheckedAnswers) -> bool:
    """Whether a fault is about a heading, not about a row."""
    return all(fault not in row.faults for row in checked.rows)
