"""Take a list in: file → columns → rows → result. Nothing is written before the third step's button is pressed.

Other pages ask for it by «import» with a register (or its code) and, if they have one, a file.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget
from shiboken6 import isValid

from tmdt_desktop.i18n import number
from tmdt_desktop.records import Record
from tmdt_desktop.services.history import Undone, undo_batch
from tmdt_desktop.services.import_list import (
    CheckedList,
    Imported,
    ImportWish,
    ListPlan,
    check_list,
    commit_list,
    read_list,
    with_columns,
)
from tmdt_desktop.task import Task
from ui.pages.import_columns_step import ColumnsStep
from ui.pages.import_file_step import TARGETS, FileStep
from ui.pages.import_result_step import ResultStep
from ui.pages.import_rows_step import RowsStep
from ui.parts.chain_line import StepLine, steps_at
from ui.parts.file_pick import choose_target
from ui.shell.actions import action
from ui.shell.desk import Desk
from ui.shell.jobs import Job
from ui.shell.page import Page, Question
from ui.shell.widgets import Button, label, retone

STEPS = ("Tệp", "Cột", "Dòng", "Kết quả")
_WORKBOOK = "Bảng tính (*.xlsx)"
_NOTHING_WRITTEN = "Đã dừng. Chưa ghi dòng nào."
_NOTHING_UNDONE = "Đã dừng. Chưa hoàn lại dòng nào."

T = TypeVar("T")


class ImportWizardPage(Page):
    """The page «Nhập danh sách»."""

    name = "import"
    title = "Nhập danh sách"
    icon = "import"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.step = 0
        self.plan: ListPlan | None = None
        self.checked: CheckedList | None = None
        self.imported: Imported | None = None
        self._job: Job | None = None
        self.line = StepLine(self.theme)
        self.head.insertWidget(0, self.line)
        self.head.insertSpacing(1, 24)
        self.file = FileStep(self.theme)
        self.columns = ColumnsStep(self.theme)
        self.rows = RowsStep(self.theme)
        self.result = ResultStep(self.theme)
        self._stack = QStackedWidget()
        for part in (self.file, self.columns, self.rows, self.result):
            self._stack.addWidget(part)
        self.body.addWidget(self._stack)
        self._why = label("", "small", "text_2", wrap=True)
        self._why.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._save = self.acts.button("save_faults")
        self._back = self.acts.button("go_back")
        self.add_action_bar(self._back, self._save, (self._why, 100))
        self._next = self.findChild(Button, "advance")
        self._bar = self._frame.itemAt(self._frame.count() - 1).widget()
        self._connect()
        self._show_step(0)

    def _connect(self) -> None:
        self.file.picked.connect(self.read)
        self.file.template.connect(self.save_template)
        self.columns.changed.connect(self._change_column)
        self.result.undo.connect(self.undo)
        self.result.save_faults.connect(self.save_faults)
        self.result.again.connect(self.begin_anew)
        self.result.look.connect(self.close_wizard)

    def arrive(self, what: object) -> None:
        """Begin with a register, its code, or a file."""
        if isinstance(what, Path):
            self.read(what)
            return
        found = next((made for made in TARGETS if what in (made, made.code)), None)
        if found is None:
            return
        if self._job is not None:
            self.band.tell(
                f"Đang nhập vào «{self.file.register.title}».", "Chờ xong, hoặc bấm Esc để dừng.", tone="warn"
            )
        elif self.step in (1, 2) and found is not self.file.register:
            self.ask_first(self._leaving(found), lambda: self._begin_with(found))
        elif self.step in (0, 3):
            self._begin_with(found)

    # The steps

    def read(self, file: Path) -> None:
        """Step 1 → 2: read the file and show what was understood."""
        wish = ImportWish(file, self.file.register)
        self._go(lambda task: read_list(self.ws, wish, task), f"Đọc {file.name}", self._planned)

    def check(self) -> None:
        """Step 2 → 3: judge every row."""
        if self.plan is not None:
            plan = self.plan
            self._go(lambda task: check_list(self.ws, plan, task), "Kiểm tra các dòng", self._checked)

    def commit(self) -> None:
        """Step 3 → 4: write the new rows as one batch."""
        if self.checked is not None:
            checked = self.checked
            self._go(lambda task: commit_list(self.ws, checked, task=task), "Nhập danh sách", self._committed)

    def undo(self) -> None:
        """Take the whole import back."""
        batch = self.imported.batch if self.imported else None
        if batch is not None:
            self._go(lambda task: undo_batch(self.ws, batch, task), "Hoàn lại lần nhập", self._undone, _NOTHING_UNDONE)

    def _go(
        self, work: Callable[[Task], T], what: str, done: Callable[[T], None], stopped: str = _NOTHING_WRITTEN
    ) -> None:
        """One step at a time: what is asked while another runs is not begun."""
        if self._job is not None:
            return
        job = self._job = self.run(work, what, lambda made: self._came(done, made))
        job.ended.connect(lambda: self._ended(stopped if job.stopping else ""))
        self._wait(waiting=True)

    def _ended(self, told: str) -> None:
        """The step is over, whichever way; a result or a failure is shown after this."""
        if not isValid(self):
            return
        self._job = None
        self._wait(waiting=False)
        if told:
            self.band.tell(told, tone="warn")
            self.noted.emit("Đã dừng")

    def _came(self, done: Callable[[T], None], made: T) -> None:
        self.clear_problem()
        done(made)

    def _wait(self, *, waiting: bool) -> None:
        self._stack.setEnabled(not waiting)
        self.acts.refresh()

    def begin_anew(self) -> None:
        """Another file."""
        self.plan = self.checked = self.imported = None
        self.clear_problem()
        self._show_step(0)

    @action("Đóng", keys=("Esc", "Alt+N"), place="head", brief="đóng")
    def close_wizard(self) -> None:
        """Stop what runs; else back to the register. A checked list that would be lost is asked about first."""
        if self._job is not None:
            self._stop(self._job)
        elif self.step == 2 and self.checked is not None and self.checked.new:
            self.ask_first(self._losing(len(self.checked.new)), self._close)
        else:
            self._close()

    def _stop(self, job: Job) -> None:
        """Stop a step; what was read or checked meanwhile is not shown, but what was written is."""
        job.cancel()
        if self.step < 2:
            job.forget()

    def _losing(self, rows: int) -> Question:
        return Question(
            "Đóng danh sách đang xem?",
            f"{number(rows)} dòng mới chưa được nhập. Đóng lại thì lần sau phải đọc và kiểm tra tệp từ đầu.",
            "Đóng, không nhập",
            "Xem tiếp",
            destroys=True,
        )

    def _leaving(self, other: type[Record]) -> Question:
        return Question(
            "Bỏ lần nhập dở?",
            f"Danh sách đang xem để nhập vào «{self.file.register.title}» chưa được nhập. "
            f"Bỏ thì bắt đầu nhập vào «{other.title}».",
            "Bỏ, bắt đầu lại",
            "Xem tiếp",
            destroys=True,
        )

    def _begin_with(self, register: type[Record]) -> None:
        self.begin_anew()
        self.file.choose(register)

    def _close(self) -> None:
        register = self.file.register
        self.begin_anew()
        self.asks.emit(f"register:{register.code}", None)

    @action("Chọn tệp", keys=("Ctrl+O",), when="_at_file")
    def choose_file(self) -> None:
        """Ask for a file."""
        self.file.ask()

    @action("Quay lại", keys=("Alt+Left",), icon="back", brief="quay lại", when="_can_go_back")
    def go_back(self) -> None:
        """The step before."""
        self._show_step(self.step - 1)

    @action("Lưu tệp lỗi", icon="export", when="_has_faults")
    def save_faults(self) -> None:
        """Write the faulty rows to a workbook, each fault at its cell."""
        if self.checked is not None:
            target = choose_target(self, "Lưu tệp lỗi", f"{self.checked.file.stem} - lỗi.xlsx", _WORKBOOK)
            if target is not None:
                self.write_faults(target)

    def write_faults(self, target: Path) -> None:
        """Write the faulty rows there."""
        from tmdt_desktop.services.templates import write_error_workbook

        if self.checked is not None:
            checked = self.checked
            self.run(
                lambda _task: write_error_workbook(checked, target), "Lưu tệp lỗi", lambda _none: self._wrote(target)
            )

    @action("Tiếp", keys=("Ctrl+Enter", "Ctrl+Return"), place="bar", look="primary", when="_can_advance")
    def advance(self) -> None:
        """The next step."""
        if self.step == 1:
            self.check()
        elif self.step == 2:
            self.commit()

    @action("Lỗi kế tiếp", keys=("F8",), brief="lỗi kế tiếp", when="_has_faults")
    def next_fault(self) -> None:
        """Go to the next faulty row."""
        self.rows.next_fault()

    @action("Lỗi trước", keys=("Shift+F8",), when="_has_faults")
    def previous_fault(self) -> None:
        """Go to the faulty row before."""
        self.rows.next_fault(-1)

    def save_template(self) -> None:
        """Write an empty list with every column, its rules and examples."""
        register = self.file.register
        target = choose_target(self, "Lưu tệp mẫu", f"Mẫu {register.title}.xlsx", _WORKBOOK)
        if target is not None:
            self.write_template(target)

    def write_template(self, target: Path) -> None:
        """Write the template there."""
        from tmdt_desktop.services.templates import write_template

        register: type[Record] = self.file.register
        self.run(lambda _task: write_template(register, target), "Lưu tệp mẫu", lambda _none: self._wrote(target))

    # What came of them

    def _planned(self, plan: ListPlan) -> None:
        self.plan, self.checked = plan, None
        self.columns.show_plan(plan)
        self._show_step(1)

    def _change_column(self, sheet: str, at: int, path: str | None) -> None:
        if self.plan is not None:
            self.plan = with_columns(self.plan, {(sheet, at): path})
            self.columns.plan = self.plan

    def _checked(self, checked: CheckedList) -> None:
        self.checked = checked
        self.rows.show_checked(checked)
        self._show_step(2)

    def _committed(self, made: Imported) -> None:
        self.imported = made
        self.result.show_result(made, self.file.register)
        self._show_step(3)
        if made.added:
            self.noted.emit(f"Đã nhập {number(made.added)} dòng")

    def _undone(self, undone: Undone) -> None:
        self.result.show_undone(undone)
        self.noted.emit("Đã hoàn lại lần nhập")

    def _wrote(self, target: Path) -> None:
        self.noted.emit(f"Đã lưu {target.name}")

    def _at_file(self) -> bool:
        return self.step == 0 and self._job is None

    def _can_go_back(self) -> bool:
        return self.step in (1, 2) and self._job is None

    def _has_faults(self) -> bool:
        return self.step >= 2 and self.checked is not None and bool(self.checked.faulty or self.checked.changed)

    def _can_advance(self) -> bool:
        if self._job is not None:
            return False
        return self.step == 1 or (self.step == 2 and self.checked is not None and bool(self.checked.new))

    def _show_step(self, step: int) -> None:
        self.step = step
        self._stack.setCurrentIndex(step)
        self.line.show_steps(steps_at(STEPS, step))
        file = f" · {self.plan.file.name}" if self.plan is not None and step else ""
        self.set_heading(
            self.title, f"vào {self.file.register.title}{file}" if step else "Từ tệp Excel của xã, thị trấn, của Thuế"
        )
        self._bar.setVisible(step in (1, 2))
        self._save.setVisible(step == 2)
        words, said, tone = self._words_of_step()
        if self._next is not None:
            self._next.setText(words)
        self._why.setText(said)
        retone(self._why, tone)
        self.acts.refresh()

    def _words_of_step(self) -> tuple[str, str, str]:
        if self.step == 1:
            return "Kiểm tra các dòng", "Chưa ghi gì vào sổ.", "text_2"
        if self.step != 2 or self.checked is None:
            return "Tiếp", "", "text_2"
        held = len(self.checked.faulty) + len(self.checked.changed)
        left = f" {number(held)} dòng lỗi hoặc khác sổ sẽ được để lại." if held else ""
        if not self.checked.new:
            return "Nhập 0 dòng", f"Không có dòng nào mới.{left}", "warn"
        return f"Nhập {number(len(self.checked.new))} dòng", f"Chưa ghi gì vào sổ.{left}", "text_2"
