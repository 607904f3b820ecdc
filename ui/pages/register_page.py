"""The page of any register: its list, and beside it (over it in narrow windows) the form of the chosen record.

Other pages ask for it by «register:business» with a record's id, or with `Chosen` rows of a figure.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from tmdt_desktop.errors import Problem
from tmdt_desktop.i18n import N_
from tmdt_desktop.records import Record
from tmdt_desktop.services import registers
from tmdt_desktop.services.choices import read_choices
from tmdt_desktop.services.drafts import draft, kept
from tmdt_desktop.services.history import undo_batch
from tmdt_desktop.services.import_list import takes_lists
from tmdt_desktop.services.references import Users
from tmdt_desktop.services.registers import Saved
from ui.pages.register_outputs import RegisterOutputs
from ui.parts.kept_filters import KeptFilters
from ui.parts.record_editor import RecordEditor
from ui.parts.record_list import RecordList
from ui.parts.record_saver import Aside
from ui.shell.actions import action
from ui.shell.desk import Desk
from ui.shell.page import Question
from ui.shell.widgets import Button, column, hair, label, panel, row

_BROWSE = 120
"""Milliseconds on a row before its record is read, so that holding an arrow key stays smooth."""


@dataclass(frozen=True)
class Chosen:
    """Rows that another page wants to be seen; `words`: what they are («37 dòng của Lớp tự tổ chức»)."""

    seqs: Sequence[int]
    words: str


@dataclass(frozen=True)
class Searched:
    """Words that another page wants to be looked for in the whole register."""

    words: str


class RegisterPage(RegisterOutputs):
    """List and form of one register."""

    icon = "table"

    def __init__(self, desk: Desk, register: type[Record]) -> None:
        self.register = register
        self.title = register.title
        self.subtitle = register.clause
        self.shows = frozenset({register})
        super().__init__(desk)
        self.list = RecordList(desk, register, self.show_error, self._empty())
        self.kept = KeptFilters(desk, register, self.list)
        self.list.add_to_foot(self.acts.button("edit_many"), self.acts.button("print_record"))
        self.editor = RecordEditor(desk, register, self._form_buttons(), self.show_error)
        self.editor.setFixedWidth(self.theme.size("side_form"))
        self.editor.hide()
        self.body.addLayout(row((self.list, 1), self.editor))
        self._browse = QTimer(self)
        self._browse.setSingleShot(True)
        self._browse.setInterval(_BROWSE)
        self._browse.timeout.connect(self._open_current)
        self._after_load: Callable[[], None] | None = None
        self._asked_drafts = self._read_ahead = False
        self._connect()
        self.acts.refresh()

    def reload(self) -> None:
        self.list.reload()
        self.editor.refresh()
        if not self._asked_drafts:
            self._asked_drafts = True
            self.ask(lambda: kept(self.ws, self.register), self._know_drafts)

    def arrive(self, what: object) -> None:
        if isinstance(what, Chosen):
            self.list.show_chosen(what.seqs, what.words)
        elif isinstance(what, Searched):
            self.list.bar.clear()
            self.list.bar.search_for(what.words)
        elif isinstance(what, UUID):
            self.open_record(what)

    def may_leave(self) -> bool:
        """Always: what was typed is saved, or kept where it is not valid."""
        self.editor.settle()
        return True

    def open_record(self, id_: UUID) -> None:
        """Show one record's form and, if it is in the list, its row."""
        self.editor.load(id_)
        self._choose(id_)
        self.opened.emit(self.register.code, id_)

    def focus_first(self) -> None:
        """The form that is open, else the list."""
        if self.editor.open and self.editor.isVisible():
            self.editor.form.focus_first()
        else:
            self.list.table.setFocus()

    def show_faults(self, faults: Mapping[str, str]) -> None:
        self.editor.show_faults(faults)

    def show_problem(self, problem: Problem, acts: Mapping[str, Callable[[], Any]] | None = None) -> None:
        if isinstance(problem, registers.KeyTaken):
            taken = problem.id
            self.editor.show_faults(dict.fromkeys(problem.fields, problem.what))
            acts = {"Mở hồ sơ đó": lambda: self.open_record(taken)}
        id_ = self.editor.id
        reopen = {"Mở bản mới": lambda: self._reopen(id_)} if id_ is not None and self.editor.dirty else None
        super().show_problem(problem, acts or reopen)

    @action(N_("Nhập danh sách"), icon="import", keys=("Ctrl+I",), place="head", when="takes_lists")
    def import_list(self) -> None:
        """Go to the import page for this register."""
        self.asks.emit("import", self.register)

    @action(
        N_("Thêm mới"),
        icon="add",
        keys=("F5", "Ctrl+Insert"),
        place="head",
        look="primary",
        brief=N_("thêm"),
        when="can_add",
    )
    def add(self) -> None:
        """Begin a new record."""
        self.clear_problem()
        self.editor.begin()

    @action(N_("Sửa"), keys=("F2", "Ctrl+E"), brief=N_("sửa"), when="has_row")
    def edit(self) -> None:
        """Put the keyboard into the form of the chosen row."""
        self._browse.stop()
        line = self.list.table.current
        if line is not None and (not self.editor.open or self.editor.id != line.id):
            self.editor.load(line.id, self.editor.form.focus_first)
        else:
            self.editor.form.focus_first()
        if line is not None:
            self.opened.emit(self.register.code, line.id)

    @action(N_("Xóa"), keys=("F6", "Ctrl+Delete"), look="bad", brief=N_("xóa"), when="has_record")
    def delete(self) -> None:
        """Ask, then remove the record that is open."""
        stored = self.editor.stored
        if stored is None:
            return
        name = str(stored.values.get(self.register.name_field) or self.register.one)
        question = Question(
            f"Xóa «{name}»?",
            f"{self.register.one.capitalize()} này không còn trong danh sách và báo cáo. Hoàn lại được ngay sau khi xóa.",
            N_("Xóa hồ sơ này"),
            N_("Giữ lại"),
            destroys=True,
        )
        self.ask_first(question, lambda: self._delete(stored.id, stored.version, name))

    @action(N_("Lỗi kế tiếp"), keys=("F8",), brief=N_("lỗi kế tiếp"))
    def next_fault(self) -> None:
        """Go to the next fault in the form, else to the next row that should be looked at."""
        if self.editor.open and self.editor.form.focus_next_fault():
            return
        here = self.list.table.currentIndex().row()
        self.ask(lambda: self.list.next_doubtful(here), self._go_to_doubtful)

    @action(N_("Tìm"), keys=("Ctrl+F",), brief=N_("tìm"))
    def search(self) -> None:
        """Put the keyboard into the search box."""
        self.list.bar.search.setFocus()
        self.list.bar.search.selectAll()

    @action(N_("Ghi"), icon="", keys=("Ctrl+S", "Alt+G"), look="primary", brief=N_("ghi"), when="can_write")
    def save(self) -> None:
        """Write the form."""
        self.clear_problem()
        self.editor.save()

    @action(N_("Hoàn lại"), keys=("Esc",), when="has_form")
    def take_back(self) -> None:
        """Take back what was typed; close an untouched form."""
        self.clear_problem()
        self.editor.take_back()

    def can_add(self) -> bool:
        """Whether people make records of this register themselves."""
        return not all(f.set_by_program for f in self.register.fields() if f.required)

    def takes_lists(self) -> bool:
        """Whether lists can be taken into this register."""
        return takes_lists(self.register)

    def has_form(self) -> bool:
        """Whether a form is open."""
        return self.editor.open

    def can_write(self) -> bool:
        """Whether a form is open that may be changed."""
        return self.editor.open and not self.editor.locked

    def has_record(self) -> bool:
        """Whether a stored record is open that may be removed."""
        return self.editor.stored is not None and not self.editor.locked

    def has_row(self) -> bool:
        """Whether a row is chosen or a form open, and it may be changed."""
        return (self.list.table.current is not None or self.editor.open) and not self.editor.locked

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def _connect(self) -> None:
        self.list.table.moved.connect(self._moved)
        self.list.table.opened.connect(self.edit)
        self.list.loaded.connect(self._loaded)
        self.list.spread.connect(self.acts.refresh)
        self.list.bar.kept_asked.connect(self.kept.ask)
        self.editor.saved.connect(self._saved)
        self.editor.noted.connect(self.noted)
        self.editor.drafts_changed.connect(lambda: self.list.set_drafts(self.editor.drafts))
        self.editor.state_changed.connect(self._lay_out)
        self.editor.restored.connect(self._tell_restored)
        self.editor.put_aside.connect(self._offer_back)
        self.editor.links.asked.connect(lambda code, id_: self.asks.emit(f"register:{code}", id_))
        self.editor.links.users_asked.connect(self._show_users)

    def _show_users(self, users: Users) -> None:
        """Go to the records that point to the one that is open."""
        stored = self.editor.stored
        name = stored.values.get(self.register.name_field) if stored is not None else self.register.one
        self.asks.emit(f"register:{users.of.code}", Chosen(users.seqs, f"{users.words} nhắc đến «{name}»"))

    def _narrow(self) -> bool:
        return self.width() < self.theme.size("side_below")

    def _lay_out(self) -> None:
        """The form beside the list, or over it where there is no room for both."""
        covered = self.editor.open and self._narrow()
        self.list.setVisible(not covered)
        if covered:
            self.editor.setMinimumWidth(0)
            self.editor.setMaximumWidth(16777215)
        else:
            self.editor.setFixedWidth(self.theme.size("side_form"))
        if not self.editor.open and self.editor.isVisible():
            self.list.setVisible(True)
            self.list.table.setFocus()
        self.editor.setVisible(self.editor.open)
        self.acts.refresh()

    def _moved(self) -> None:
        self.acts.refresh()
        if not self._narrow():
            self._browse.start()

    def _open_current(self) -> None:
        line = self.list.table.current
        if line is not None and line.id != self.editor.id and self.list.table.chosen_count() <= 1:
            self.clear_problem()
            self.editor.load(line.id)

    def _loaded(self) -> None:
        after, self._after_load = self._after_load, None
        if after is not None:
            after()
        self.acts.refresh()
        if not self._read_ahead:
            self._read_ahead = True
            self.ask(lambda: read_choices(self.ws, self.register), lambda _: self._prepare())

    def _prepare(self) -> None:
        """Build the form while nobody waits for it; what can be chosen in it has been read beside the window's thread."""
        QTimer.singleShot(_BROWSE, self.editor.prepare)

    def _saved(self, made: Saved) -> None:
        self.clear_problem()
        self.opened.emit(self.register.code, made.id)
        self._after_load = lambda: self._choose(made.id)

    def _choose(self, id_: UUID) -> None:
        self.ask(lambda: registers.seq_of(self.ws, self.register, id_), self.list.choose_seq)

    def _delete(self, id_: UUID, version: int, name: str) -> None:
        def done(batch: UUID) -> None:
            self.editor.drafts.discard(id_)
            self.band.tell(f"Đã xóa «{name}».", tone="ok", acts={"Hoàn lại việc xóa": lambda: self._undo(batch, id_)})

        self.editor.dirty = False
        self.editor.close_record()
        self.run(lambda _task: registers.delete(self.ws, self.register, id_, version), f"Xóa {self.register.one}", done)

    def _undo(self, batch: UUID, id_: UUID) -> None:
        self.run(lambda task: undo_batch(self.ws, batch, task=task), "Hoàn lại", lambda _undone: self.open_record(id_))

    def _reopen(self, id_: UUID | None) -> None:
        if id_ is not None:
            self.editor.take_back()
            self.editor.load(id_)

    def _know_drafts(self, whose: tuple[UUID | None, ...]) -> None:
        """Mark the rows with typing that is not saved; offer the draft of a new record."""
        self.editor.drafts.update(id_ for id_ in whose if id_ is not None)
        self.list.set_drafts(self.editor.drafts)
        if None in whose:
            self.ask(lambda: draft(self.ws, self.register, None), self._offer_draft)

    def _offer_draft(self, typed: dict[str, Any] | None) -> None:
        if typed is not None and not self.editor.open:
            self.band.tell(
                f"Có một {self.register.one} đang nhập dở.",
                "Mở ra để ghi tiếp, hoặc bỏ hẳn.",
                tone="warn",
                acts={"Mở bản nháp": lambda: self.editor.begin(typed), "Bỏ hẳn": self.editor.drop_new},
            )

    def _tell_restored(self, _new: bool) -> None:  # noqa: FBT001 - a signal's value
        self.band.tell("Đây là bản nháp chưa ghi.", "Bấm Ghi để lưu, hoặc Hoàn lại để trở về bản đã ghi.", tone="warn")

    def _offer_back(self, aside: Aside) -> None:
        acts: dict[str, Callable[[], Any]] = {"Lấy lại": lambda: self.editor.put_back(aside)}
        if aside.id is None and not self.editor.open:
            acts["Bỏ hẳn"] = self.editor.drop_new
        self.band.tell(aside.words, tone="accent", acts=acts)

    def _go_to_doubtful(self, at: int | None) -> None:
        if at is None:
            self.noted.emit("Không có dòng nào phải xem lại")
        else:
            self.list.table.choose(at)
            self.list.table.setFocus()

    def _empty(self) -> QWidget:
        """One sentence what belongs here, one button to begin."""
        words = label(
            f"Chưa có {self.register.one} nào. Thêm {self.register.one} đầu tiên, hoặc nhập từ tệp Excel.", wrap=True
        )
        begin = self.acts.button("add")
        return panel("surface", column(words, row(begin, None), None, margins=(16, 16, 16, 16), spacing=12))

    def _form_buttons(self) -> QWidget:
        save, back = self.acts.button("save"), self.acts.button("take_back")
        remove: Button = self.acts.button("delete")
        bar = row(save, back, None, remove, margins=(16, 0, 12, 0), spacing=8)
        holder = panel("surface", bar)
        holder.setFixedHeight(self.theme.size("action_bar"))
        return panel("clear", column(hair(), holder))
