"""Looking for records that may be one: which register, when to search and when not, what stands there meanwhile."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtWidgets import QStackedWidget
from shiboken6 import isValid

from tmdt_desktop.i18n import N_
from tmdt_desktop.records import REGISTERS, Record
from tmdt_desktop.records.business import Business
from tmdt_desktop.services.find_duplicates import NEVER, DuplicatePair, find_pairs
from tmdt_desktop.services.registers import Query, count
from tmdt_desktop.services.same_or_not import Apart, told_apart
from tmdt_desktop.task import Task
from ui.pages.duplicates_list import PairsTable
from ui.parts.pickers import Box
from ui.shell.actions import action
from ui.shell.desk import Desk
from ui.shell.jobs import Job
from ui.shell.page import Page
from ui.shell.widgets import label

PAIRS, EMPTY = 0, 1
"""What the page shows: the pairs, or words in their place."""
_LARGE = 20_000
"""From so many records on a search takes long: it is not begun anew by itself."""
Pairs = tuple[DuplicatePair, ...]


class Found(NamedTuple):
    """What a search of a register of `size` records came to."""

    register: type[Record]
    pairs: Pairs
    apart: Sequence[Apart]
    size: int


class DuplicatesSearch(Page):
    """The part of the page that finds pairs."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.register: type[Record] = Business
        self.shows = frozenset({self.register})
        self.pairs: Pairs = ()
        self.found: Found | None = None
        self._looking: Job | None = None
        self._turn = 0
        self.registers = self._register_box()
        self.head.insertWidget(0, self.registers)
        self.list = PairsTable(self.theme)
        self._empty = label("", "body", "text_2")
        self._stack = QStackedWidget()

    def show_found(self, found: Found) -> None:
        """Show what a search came to."""
        raise NotImplementedError

    def forget(self) -> None:
        """Show no pair beside the list."""
        raise NotImplementedError

    def reload(self) -> None:
        if self.found is None or self.found.register is not self.register:
            self.find_again()
            return
        self._turn += 1
        turn, register = self._turn, self.register
        self.ask(lambda: count(self.ws, register, Query()), lambda size: self._changed(turn, size))

    def arrive(self, what: object) -> None:
        if isinstance(what, type) and issubclass(what, Record) and what not in NEVER:
            self.show_register(what)

    def focus_first(self) -> None:
        (self.list if self._stack.currentIndex() == PAIRS else self).setFocus()

    def show_register(self, register: type[Record]) -> None:
        """Look for pairs in another register."""
        if register is not self.register:
            self.register, self.shows = register, frozenset({register})
            self.registers.setCurrentIndex(self.registers.findData(register.code))
            self.clear_problem()
            self.list.show_pairs((), ())
            self.forget()
            self.find_again()

    @action(N_("Tìm lại"), icon="refresh", keys=("Ctrl+R",), place="head", brief=N_("tìm lại"))
    def find_again(self) -> None:
        """Look over the register anew."""
        self.stop_looking()
        self._turn += 1
        turn, ws, register = self._turn, self.ws, self.register

        def find(task: Task) -> Found:
            size = count(ws, register, Query())
            return Found(register, find_pairs(ws, register, task), told_apart(ws, register), size)

        self._say_empty("Đang tìm các hồ sơ giống nhau…")
        job = self.look(f"Tìm hồ sơ trùng: {register.title}", find, lambda found: self._take(turn, found))
        self._looking = job
        job.ended.connect(lambda: self._looked(job) if isValid(self) else None)
        job.stopped.connect(lambda: self._stopped_looking(turn) if isValid(self) else None)
        self.acts.refresh()

    @action(N_("Dừng tìm"), icon="stop", keys=("Esc",), when="is_looking", brief=N_("dừng tìm"))
    def stop_looking(self) -> None:
        """Stop the search under way."""
        if self._looking is not None:
            self._looking.cancel()

    def is_looking(self) -> bool:
        """Whether a search is under way."""
        return self._looking is not None

    def _register_box(self) -> Box:
        box = Box(self.theme)
        box.setAccessibleName("Sổ")
        box.setMinimumWidth(220)
        for register in REGISTERS:
            if register not in NEVER:
                box.addItem(register.title, register.code)
        box.activated.connect(lambda at: self.show_register(_by_code(box.itemData(at))))
        return box

    def _changed(self, turn: int, size: int) -> None:
        """The register is not what it was when it was searched."""
        if turn != self._turn:
            return
        if size > _LARGE:
            self.set_heading(self.title, "Sổ đã đổi sau lần tìm này. Bấm «Tìm lại» để tìm trong sổ bây giờ.")
        else:
            self.find_again()

    def _take(self, turn: int, found: Found) -> None:
        if turn == self._turn and found.register is self.register:
            self.show_found(found)

    def _show_stack(self, at: int) -> None:
        """Show the pairs or the words in their place; the keyboard stays on the page, and goes to the pairs."""
        now = self.window().focusWidget()
        if at == EMPTY and now is not None and self._stack.isAncestorOf(now):
            self.setFocus()
        self._stack.setCurrentIndex(at)
        if at == PAIRS and self.isVisible() and now in (None, self):
            self.list.setFocus()

    def _say_empty(self, words: str) -> None:
        """What stands in the place of the list while it is empty."""
        self._empty.setText(words)
        if not self.list.shown:
            self._show_stack(EMPTY)

    def _looked(self, job: Job) -> None:
        if job is self._looking:
            self._looking = None
            self.acts.refresh()

    def _stopped_looking(self, turn: int) -> None:
        if turn == self._turn:
            words = "Đã dừng tìm. Bấm «Tìm lại» khi cần."
            self._say_empty(words)
            self.noted.emit(words)

    def _go_on(self, pairs: Pairs) -> None:
        """Search anew after an act; in a large register show what is known to be left."""
        found = self.found
        if found is None or found.size <= _LARGE:
            self.find_again()
            return
        self._turn += 1
        turn, register = self._turn, self.register
        self.ask(
            lambda: told_apart(self.ws, register),
            lambda apart: self._take(turn, Found(register, pairs, apart, found.size)),
        )


def _by_code(code: str) -> type[Record]:
    return next(register for register in REGISTERS if register.code == code)
