"""The stages of taking a list in: read, decide about its columns, judge its rows, correct them, write, take back.

It knows nothing of buttons and keys: the page shows where it stands (`show_step`, `show_words`).
"""

from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget
from shiboken6 import isValid

from tmdt_desktop.errors import Problem
from tmdt_desktop.i18n import number
from tmdt_desktop.services.history import Undone, UndoPreview, undo_batch, undo_preview
from tmdt_desktop.services.import_list import (
    ByHand,
    CheckedList,
    Imported,
    ImportWish,
    ListPlan,
    check_list,
    commit_list,
    forget_layout,
    read_list,
    remembered,
    replan,
)
from tmdt_desktop.services.list_senders import list_senders
from tmdt_desktop.services.paste_list import Pasted, read_pasted
from tmdt_desktop.task import Task
from ui.pages.import_columns_step import ColumnsStep
from ui.pages.import_corrections import Corrections
from ui.pages.import_file_step import FileStep
from ui.pages.import_flow import NOTHING_UNDONE, NOTHING_WRITTEN, ImportFlow
from ui.pages.import_lines import CheckedRows
from ui.pages.import_result_step import ResultStep
from ui.pages.import_rows_step import RowsStep
from ui.pages.import_words import Standing, losing, losing_files, losing_work
from ui.pages.undo_dialog import UndoDialog
from ui.shell.desk import Desk
from ui.shell.page import Question


class ImportStages(ImportFlow):
    """Files wait in `files`, the one at place `at` is looked at: its `plan`, its rows `checked`, what was `imported`."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.step = 0
        self.files: tuple[Path, ...] = ()
        self.at = 0
        self.pasted: Pasted | None = None
        self.plan: ListPlan | None = None
        self.checked: CheckedList | None = None
        self.imported: Imported | None = None
        self._said = ByHand()
        self._then_check = False
        self._decided = False
        """Whether something about the columns was decided that no import has kept yet."""
        self._held: QWidget | None = None
        self.waiting = False
        """Whether nothing on the steps may be touched just now."""
        self.file = FileStep(self.theme)
        self.columns = ColumnsStep(self.theme)
        self.rows = RowsStep(self.theme)
        self.result = ResultStep(self.theme)
        self.corrections = Corrections(self, self.rows)
        self.stack = QStackedWidget()
        for part in (self.file, self.columns, self.rows, self.result):
            self.stack.addWidget(part)
        self.columns.changed.connect(self.decide)
        self.columns.forget.connect(self.forget)
        self.columns.named.connect(self.name_sender)
        self.corrections.judged.connect(self._judged)
        self.result.undo.connect(self.undo)
        self.result.again.connect(self.begin_anew)
        self.result.next_file.connect(self.read_next)

    def show_step(self, step: int) -> None:
        """Show a step; the page says how."""
        self.step = step
        self.stack.setCurrentIndex(step)
        if self.isVisible():
            self.focus_first()

    def focus_first(self) -> None:
        """Where work begins at this step: the columns, the rows, the way on."""
        table = self.rows.table
        if self.step == 1:
            self.columns.focus_first()
        elif self.step == 2 and table is not None:
            table.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.step == 3:
            self.result.focus_first()
        else:
            super().focus_first()

    def show_words(self) -> None:
        """What stands beside the steps has changed."""

    def reload(self) -> None:
        """Who sent lists before is proposed."""
        self.ask(lambda: list_senders(self.ws), self._propose)

    def _propose(self, senders: tuple[str, ...]) -> None:
        for line in (self.file.sent_by, self.columns.sent_by):
            line.propose(senders)

    @property
    def waiting_files(self) -> tuple[Path, ...]:
        """The files behind the one that is looked at."""
        return self.files[self.at + 1 :]

    def standing(self) -> Standing:
        """How many rows come in, and how many do not."""
        checked, choices = self.checked, self.rows.choices
        if checked is None or choices is None:
            return Standing()
        return Standing(
            len(checked.new) + choices.rows_added, choices.rows_changed, len(checked.faulty), choices.rows_left
        )

    def unfinished(self) -> Question | None:
        """What is asked before what was done here is lost; None when nothing would be."""
        if self.step == 2 and (coming := self.standing().coming):
            return losing(coming)
        choices = self.rows.choices
        decided = choices is not None and bool(choices.take or choices.answers)
        worked = self.corrections.can_take_back or self.rows.typing or decided
        if (self.step == 2 and worked) or (self.step in (1, 2) and self._decided):
            return losing_work()
        return losing_files(len(self.waiting_files)) if self.step and self.waiting_files else None

    # The steps

    def take(self, what: Path | Iterable[Path]) -> None:
        """Take a file, or several one after the other; while one is looked at, the others wait behind it."""
        files = (what,) if isinstance(what, Path) else tuple(what)
        if self.busy or self.step in (1, 2):
            self.files = (*self.files, *(file for file in files if file not in self.files))
            self.noted.emit(f"{number(len(self.files) - self.at - 1)} tệp chờ nhập")
            self.show_words()
        elif files:
            self.files, self.at = files, 0
            self.read(files[0])

    def read(self, file: Path) -> None:
        """Step 1 → 2: read the file and show what was understood."""
        if file not in self.files:
            self.files, self.at = (file,), 0
        self.pasted = None
        wish = ImportWish(file, self.file.register, sender=self.file.sent_by.text().strip())
        self.go(lambda task: read_list(self.ws, wish, task), f"Đọc {file.name}", self._planned)

    def read_next(self) -> None:
        """The next of several files."""
        if self.waiting_files:
            self.at += 1
            self._forget_list()
            self.show_step(0)
            self.read(self.files[self.at])

    def paste(self, pasted: Pasted) -> None:
        """Rows from a spreadsheet instead of a file: straight to what was understood of them."""
        self.files, self.at, self.pasted = (), 0, pasted
        self.go(lambda task: read_pasted(self.ws, pasted, task), "Đọc các dòng dán", self._planned)

    def check(self) -> None:
        """Step 2 → 3: judge every row, as soon as what was decided by hand is understood."""
        if self.plan is None:
            return
        self.columns.settle()
        if self.busy:
            self._then_check = True
            return
        plan = self.plan
        self.go(lambda task: CheckedRows(check_list(self.ws, plan, task)), "Kiểm tra các dòng", self._checked)

    def commit(self) -> None:
        """Step 3 → 4: write the new rows and what was decided of the others as one batch.

        A cell that is still typed into is judged first; nothing is written before that has been seen.
        """
        if self.rows.settle():
            return
        if self.checked is not None and self.rows.choices is not None:
            checked, decisions = self.checked, self.rows.choices.decisions()
            self.write(
                lambda task: commit_list(self.ws, checked, decisions, task),
                "Nhập danh sách",
                self._committed,
                NOTHING_WRITTEN,
            )

    def undo(self) -> None:
        """Take the whole import back; where something would stay, what happens to each record is looked at first."""
        batch = self.imported.batch if self.imported else None
        if batch is not None:
            self.go(lambda _task: undo_preview(self.ws, batch), "Xem lại lần nhập", self._previewed)

    def _previewed(self, made: UndoPreview) -> None:
        if any(line.later or line.stuck or line.partly or not line.goes for line in made.lines):
            dialog = UndoDialog(self.desk, made.batch, made.what, self)
            dialog.undone.connect(self._undone)
            dialog.open()
            return
        self.write(
            lambda task: undo_batch(self.ws, made.batch, task=task), "Hoàn lại lần nhập", self._undone, NOTHING_UNDONE
        )

    # What is decided about the columns

    def decide(self, by_hand: ByHand) -> None:
        """Understand the file anew with one more thing decided by hand."""
        self._decided = True
        undone = {place for place, name in by_hand.encodings.items() if not name}
        if undone:
            self._recognise(undone)
        else:
            self._said = self._said.with_(by_hand)
            self._replan()

    def _recognise(self, columns: Set[tuple[str, int]]) -> None:
        """Read the file again, so that these columns are in the alphabet that their letters tell of."""
        plan, pasted = self.plan, self.pasted
        if plan is None:
            return
        if self.busy:
            self.columns.show_again(plan)
            return
        both = plan.by_hand.with_(self._said)
        kept = replace(both, encodings={place: name for place, name in both.encodings.items() if place not in columns})
        wish = ImportWish(plan.file, plan.register, by_hand=kept, sender=plan.sender)

        def again(task: Task) -> ListPlan:
            return (
                replan(self.ws, read_pasted(self.ws, pasted, task), kept) if pasted else read_list(self.ws, wish, task)
            )

        self._said = ByHand()
        self.quiet(again, "Nhận lại bảng mã", self._replanned)

    def _replan(self) -> None:
        if self.plan is not None and not self.busy and self._said != ByHand():
            plan, said = self.plan, self._said
            self._said = ByHand()
            self.quiet(lambda _task: replan(self.ws, plan, said), "Xem lại các cột", self._replanned)

    def _replanned(self, plan: ListPlan) -> None:
        self.plan = plan
        self.columns.show_again(plan)
        self._replan()
        if self._then_check and not self.busy:
            self._then_check = False
            self.check()

    def name_sender(self, sender: str) -> None:
        """The list was sent by `sender`: what was decided about its lists before is used."""
        if self.plan is not None and not self.busy:
            plan = replace(self.plan, sender=sender)
            self.plan = self.columns.plan = plan
            self.quiet(lambda _task: remembered(self.ws, plan, sender), "Tìm lần nhập trước", self._replanned)

    def forget(self) -> None:
        """Forget what was decided about such lists, and understand the file without it."""
        plan = self.plan
        if plan is None:
            return
        wish = ImportWish(plan.file, plan.register, sender=plan.sender)

        def again(task: Task) -> ListPlan:
            forget_layout(self.ws, plan.register, plan.layout)
            return read_pasted(self.ws, self.pasted, task) if self.pasted else read_list(self.ws, wish, task)

        self.go(again, "Nhận lại các cột", self._planned)

    def show_error(self, error: BaseException) -> None:
        """Any failure; what could not be understood as it was decided is shown as it was before."""
        self._said, self._then_check = ByHand(), False
        self.corrections.give_up()
        if self.step == 1 and self.plan is not None:
            self.columns.show_again(self.plan)
        super().show_error(error)

    def show_problem(self, problem: Problem, acts: Mapping[str, Callable[[], Any]] | None = None) -> None:
        """A band; of several files the next can be taken instead."""
        beyond = {"Sang tệp kế tiếp": self.read_next} if self.step == 0 and self.waiting_files else {}
        super().show_problem(problem, {**(acts or {}), **beyond} or None)

    def waits(self, *, waiting: bool) -> None:
        was, self.waiting = self.waiting, waiting
        held = QApplication.focusWidget()
        if waiting and not was:
            self._held = held if held is not None and self.stack.isAncestorOf(held) else None
        self.stack.setEnabled(not waiting)
        if was and not waiting and self.isVisible():
            self._take_keyboard()

    def _take_keyboard(self) -> None:
        """The keyboard goes back to where it was before the parts could not be touched."""
        held, self._held = self._held, None
        if held is not None and isValid(held) and held.isVisible() and held.isEnabled():
            held.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.focus_first()

    def stopped(self) -> None:
        self._said, self._then_check = ByHand(), False
        self.corrections.give_up()

    def begin_anew(self) -> None:
        """Another file."""
        self.files, self.at, self.pasted = (), 0, None
        self.file.sent_by.clear()
        self._forget_list()
        self.clear_problem()
        self.show_step(0)

    def _forget_list(self) -> None:
        self.plan = self.checked = self.imported = None
        self._said, self._then_check, self._decided = ByHand(), False, False
        self.corrections.begin(None)

    # What came of them

    def _planned(self, plan: ListPlan) -> None:
        self.plan, self.checked, self._decided = plan, None, False
        self.corrections.begin(None)
        self.columns.show_plan(plan)
        self.show_step(1)

    def _checked(self, rows: CheckedRows) -> None:
        self.checked = rows.checked
        self.corrections.begin(rows.checked)
        self.rows.show_checked(rows)
        self.show_step(2)

    def _judged(self, rows: CheckedRows) -> None:
        self.checked, self.plan = rows.checked, rows.checked.plan
        self.rows.show_again(rows)
        self.show_words()

    def _committed(self, made: Imported) -> None:
        self.imported = made
        place = f"(tệp {self.at + 2} trong {len(self.files)})"
        following = f"{self.waiting_files[0].name} {place}" if self.waiting_files else ""
        self.result.show_result(made, self.file.register, following)
        self.show_step(3)
        if made.added or made.updated:
            self.noted.emit(f"Đã nhập {number(made.added + made.updated)} dòng")
        self.stale = True

    def _undone(self, undone: Undone) -> None:
        if self.imported is not None:
            self.result.show_undone(undone, self.imported)
        self.result.focus_first()
        self.noted.emit("Đã hoàn lại lần nhập")
