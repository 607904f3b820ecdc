"""Take lists in: file → columns → rows → result. Nothing is written before the third step's button is pressed.

Other pages ask for it by «import» with a register (or its code), a file, or rows pasted from a spreadsheet (`Pasted`).
Several files are taken one after the other.
"""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent

from tmdt_desktop.records import Record
from tmdt_desktop.services.paste_list import Pasted
from ui.pages.import_file_step import TARGETS, lists_in
from ui.pages.import_lines import EDITED
from ui.pages.import_stages import ImportStages
from ui.pages.import_words import leaving, words_of_step
from ui.parts.chain_line import StepLine, steps_at
from ui.parts.file_pick import choose_target
from ui.shell.actions import action
from ui.shell.desk import Desk
from ui.shell.widgets import Button, label, retone

STEPS = ("Tệp", "Cột", "Dòng", "Kết quả")
_WORKBOOK = "Bảng tính (*.xlsx)"


class ImportWizardPage(ImportStages):
    """The page «Nhập danh sách»."""

    name = "import"
    title = "Nhập danh sách"
    icon = "import"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.line = StepLine(self.theme)
        self.head.insertWidget(0, self.line)
        self.head.insertSpacing(1, 24)
        self.body.addWidget(self.stack)
        self._why = label("", "small", "text_2", wrap=True)
        self._why.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._save = self.acts.button("save_faults")
        self._back = self.acts.button("go_back")
        self.add_action_bar(self._back, self._save, (self._why, 100))
        self._next = self.findChild(Button, "advance")
        self._bar = self._frame.itemAt(self._frame.count() - 1).widget()
        self.setAcceptDrops(True)
        self.file.picked.connect(self.take)
        self.file.template.connect(self.save_template)
        self.rows.decided.connect(self.show_words)
        self.rows.moved.connect(self.acts.refresh)
        self.rows.refused.connect(lambda words: self.band.tell(words, tone="warn"))
        self.result.save_faults.connect(self.save_faults)
        self.result.look.connect(self.close_wizard)
        self.show_step(0)

    def arrive(self, what: object) -> None:
        """Begin with a register, its code, a file, or pasted rows; what is under way is asked about first."""
        if isinstance(what, Path):
            self.take(what)
        elif isinstance(what, Pasted):
            self._turn_to(what.register, lambda: self.paste(what))
        else:
            found = next((made for made in TARGETS if what in (made, made.code)), None)
            if found is not None and (self.step in (0, 3) or self.busy or found is not self.file.register):
                self._turn_to(found, lambda: None)

    def _turn_to(self, register: type[Record], begin: Callable[[], None]) -> None:
        def turn() -> None:
            self.begin_anew()
            self.file.choose(register)
            begin()

        if self.busy:
            said = f"Đang nhập vào «{self.file.register.title}»."
            self.band.tell(said, "Chờ xong, hoặc bấm Esc để dừng.", tone="warn")
        elif self.step in (1, 2):
            self.ask_first(leaving(self.file.register, register), turn)
        else:
            turn()

    # Acts

    @action("Đóng", keys=("Esc", "Alt+N"), place="head", brief="đóng")
    def close_wizard(self) -> None:
        """Stop what runs; else back to the register. A checked list that would be lost is asked about first."""
        if self.busy:
            self.stop()
        elif (question := self.unfinished()) is not None:
            self.ask_first(question, self._close)
        else:
            self._close()

    def may_close(self) -> bool:
        """Another page may be looked at meanwhile and all of this stays; a closed window would lose it."""
        if (question := self.unfinished()) is None:
            return True
        self.ask_first(question, self._close_window)
        return False

    def _close_window(self) -> None:
        self.begin_anew()
        self.window().close()

    def _close(self) -> None:
        register = self.file.register
        self.begin_anew()
        self.asks.emit(f"register:{register.code}", None)

    @action("Chọn tệp", keys=("Ctrl+O",), when="_at_file")
    def choose_file(self) -> None:
        """Ask for files."""
        self.file.ask()

    @action("Quay lại", keys=("Alt+Left",), icon="back", brief="quay lại", when="_can_go_back")
    def go_back(self) -> None:
        """The step before."""
        if self.step == 2 and self.plan is not None:
            self.columns.show_plan(self.plan)
        self.show_step(self.step - 1)

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
                lambda _task: write_error_workbook(checked, target),
                "Lưu tệp lỗi",
                lambda left: self._wrote_faults(target, left),
            )

    @action("Tiếp", keys=("Ctrl+Enter", "Ctrl+Return"), place="bar", look="primary", when="_can_advance")
    def advance(self) -> None:
        """The next step; after the last one the next file."""
        if self.step == 1:
            self.check()
        elif self.step == 2:
            self.commit()
        elif self.step == 3:
            self.read_next()

    @action("Lỗi kế tiếp", keys=("F8",), brief="lỗi kế tiếp", when="_has_faulty")
    def next_fault(self) -> None:
        """Go to the next faulty row."""
        self.rows.next_fault()

    @action("Lỗi trước", keys=("Shift+F8",), when="_has_faulty")
    def previous_fault(self) -> None:
        """Go to the faulty row before."""
        self.rows.next_fault(-1)

    @action("Lấy giá trị được nêu", keys=("Ctrl+L",), brief="lấy giá trị được nêu", when="_has_proposal")
    def take_proposal(self) -> None:
        """Take what is proposed for the cell, or for its row."""
        self.rows.take_proposal()

    @action("Chép xuống", keys=("Ctrl+D",), when="_at_grid")
    def fill_down(self) -> None:
        """The first selected cell's text into those below it."""
        self.rows.fill_down()

    @action("Trả lại lần sửa vừa rồi", keys=("Ctrl+Z",), brief="trả lại", when="_can_take_back")
    def take_back(self) -> None:
        """Take the last correction back."""
        self.corrections.take_back()

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

    # Files that are dropped anywhere

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if lists_in(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if files := lists_in(event):
            event.acceptProposedAction()
            self.take(files)

    # What is shown beside the steps

    def _wrote(self, target: Path) -> None:
        self.noted.emit(f"Đã lưu {target.name}")

    def _wrote_faults(self, target: Path, left: tuple[str, ...]) -> None:
        self._wrote(target)
        if left:
            self.band.tell(f"Đã lưu {target.name}.", " ".join(left), tone="accent")

    def _at_file(self) -> bool:
        return self.step == 0 and not self.busy

    def _can_go_back(self) -> bool:
        return self.step in (1, 2) and not self.busy

    def _has_faulty(self) -> bool:
        return self.step == 2 and self.checked is not None and bool(self.checked.faulty)

    def _has_faults(self) -> bool:
        return self.step >= 2 and self.checked is not None and bool(self.checked.faulty or self.checked.changed)

    def _has_proposal(self) -> bool:
        return self.step == 2 and self.rows.proposal() is not None

    def _at_grid(self) -> bool:
        return self.step == 2 and self.rows.heap in EDITED

    def _can_take_back(self) -> bool:
        return self.step == 2 and self.corrections.can_take_back and not self.busy

    def _can_advance(self) -> bool:
        if self.step == 1:
            return not self.waiting
        return not self.busy and (bool(self.standing().coming) if self.step == 2 else self._has_next())

    def _has_next(self) -> bool:
        return self.step == 3 and bool(self.waiting_files)

    def show_step(self, step: int) -> None:
        super().show_step(step)
        self.line.show_steps(steps_at(STEPS, step))
        self._bar.setVisible(step in (1, 2))
        self._save.setVisible(step == 2)
        self.show_words()

    def show_words(self) -> None:
        self._show_heading()
        words, said, tone = words_of_step(self.step, self.standing())
        if self._next is not None:
            self._next.setText(words)
        self._why.setText(said)
        retone(self._why, tone)
        self.acts.refresh()

    def _show_heading(self) -> None:
        if not self.step:
            self.set_heading(self.title, "Từ tệp Excel của xã, thị trấn, của Thuế")
            return
        parts = [f"vào {self.file.register.title}"]
        if self.plan is not None:
            parts.append(self.plan.file.name)
        if len(self.files) > 1:
            parts.append(f"tệp {self.at + 1}/{len(self.files)}")
        self.set_heading(self.title, " · ".join(parts))
