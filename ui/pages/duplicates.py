"""Records that may be one: a list of pairs, the two side by side, merge or tell apart, all by keyboard.

Other pages ask for it by «duplicates» with a register.
"""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget
from shiboken6 import isValid

from tmdt_desktop.i18n import N_, moment, number
from tmdt_desktop.records import REGISTERS, Record
from tmdt_desktop.records.business import Business
from tmdt_desktop.services.find_duplicates import NEVER, DuplicatePair, find_pairs
from tmdt_desktop.services.history import undo_batch
from tmdt_desktop.services.merge_preview import Beside, best_first, lay_beside
from tmdt_desktop.services.merge_records import Merged, MergeWish, merge_records
from tmdt_desktop.services.same_or_not import Apart, take_back_not_same, told_apart
from ui.pages.duplicates_list import PairsTable, Shown
from ui.pages.not_same_dialog import NotSameDialog
from ui.parts.beside import BesideTable
from ui.parts.pickers import Box
from ui.shell.actions import action
from ui.shell.desk import Desk
from ui.shell.page import Page
from ui.shell.widgets import column, hair, label, panel, retone, row

_PAIRS, _EMPTY = 0, 1


class DuplicatesPage(Page):
    """The page «Hồ sơ trùng»."""

    name = "duplicates"
    title = "Hồ sơ trùng"
    subtitle = "Phần mềm chỉ nêu, không tự gộp"
    icon = "copy"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.register: type[Record] = Business
        self.pairs: tuple[DuplicatePair, ...] = ()
        self.beside: Beside | None = None
        self._order: tuple[UUID, ...] = ()
        self._chosen: dict[str, UUID] = {}
        self._batch: UUID | None = None
        self.registers = self._register_box()
        self.head.insertWidget(0, self.registers)
        self.list = PairsTable(self.theme)
        self.list.chosen.connect(lambda _key: self._show_current())
        self.list.keys = {
            int(Qt.Key.Key_Left): lambda: self._choose_all(0),
            int(Qt.Key.Key_Right): lambda: self._choose_all(1),
        }
        self.table = BesideTable(self.theme)
        self.table.chose.connect(self.choose_side)
        self._score = label("", "strong", "warn")
        self._why = label("", "body", "text_2", wrap=True)
        self._empty = label("", "body", "text_2")
        self._foot = label("", "body", "text_2", wrap=True)
        self._again = self.acts.button("consider_again")
        self._again.hide()
        self._stack = QStackedWidget()
        self._lay_out()

    def _register_box(self) -> Box:
        box = Box(self.theme)
        box.setAccessibleName("Sổ")
        box.setMinimumWidth(220)
        for register in REGISTERS:
            if register not in NEVER:
                box.addItem(register.title, register.code)
        box.activated.connect(lambda at: self.show_register(_by_code(box.itemData(at))))
        return box

    def _lay_out(self) -> None:
        left = panel("card", column((self.list, 1), margins=(1, 1, 1, 1)))
        words = column(self._score, self._why, spacing=2)
        head = row((words, 1), self._again, margins=(14, 10, 14, 10), spacing=12)
        foot = column(self._foot, margins=(14, 8, 14, 8))
        right = panel("card", column(head, (self.table, 1), hair(), foot, margins=(1, 1, 1, 1)))
        for part in (
            row(left, (right, 1), margins=(16, 12, 16, 12), spacing=12),
            column(self._empty, None, margins=(16, 24, 16, 12)),
        ):
            self._stack.addWidget(panel("clear", part))
        self.body.addWidget(self._stack)
        self.add_action_bar()

    def reload(self) -> None:
        self.find_again()

    def arrive(self, what: object) -> None:
        if isinstance(what, type) and issubclass(what, Record) and what not in NEVER:
            self.show_register(what)

    def focus_first(self) -> None:
        self.list.setFocus()

    def show_register(self, register: type[Record]) -> None:
        """Look for pairs in another register."""
        if register is not self.register:
            self.register, self._batch = register, None
            self.registers.setCurrentIndex(self.registers.findData(register.code))
            self.clear_problem()
            self.find_again()

    @action(N_("Tìm lại"), icon="refresh", keys=("Ctrl+R",), place="head", brief=N_("tìm lại"))
    def find_again(self) -> None:
        """Look over the register anew."""
        register = self.register
        self._say_empty("Đang tìm các hồ sơ giống nhau…")
        job = self.desk.jobs.start(
            lambda task: (register, find_pairs(self.ws, register, task), told_apart(self.ws, register)),
            f"Tìm hồ sơ trùng: {register.title}",
            done=lambda made: self._show_pairs(*made),
            failed=self.show_error,
        )
        job.stopped.connect(lambda: self._say_empty("Đã dừng tìm. Bấm «Tìm lại» khi cần.") if isValid(self) else None)

    @action(N_("Hoàn lại lần gộp"), icon="undo", keys=("Ctrl+Z",), when="has_batch", brief=N_("hoàn lại"))
    def take_back(self) -> None:
        """Take the last merge back."""
        batch = self._batch
        if batch is not None:
            self._batch = None
            self.run(
                lambda task: undo_batch(self.ws, batch, task=task), "Hoàn lại lần gộp", lambda _done: self._taken_back()
            )

    @action(N_("Mở hồ sơ"), icon="open", keys=("F2",), when="has_pair")
    def open_record(self) -> None:
        """Go to the form of the record that stays."""
        if self._order:
            self.asks.emit(f"register:{self.register.code}", self._order[0])

    @action(N_("Đổi bên giữ lại"), icon="exchange", keys=("B",), place="bar", when="has_pair", brief=N_("đổi bên"))
    def swap(self) -> None:
        """Keep the other record."""
        self._order = self._order[::-1]
        self._compare()

    @action(N_("Xét lại cặp này"), icon="undo", when="is_apart")
    def consider_again(self) -> None:
        """Take back that the pair was told apart."""
        shown = self.list.current
        if shown is not None:
            a, b = shown.pair.a, shown.pair.b
            work = lambda _task: take_back_not_same(self.ws, self.register, a, b)  # noqa: E731 - one line of work
            self.run(work, "Xét lại", lambda _done: self.find_again())

    @action(N_("Không trùng"), icon="close", keys=("K",), place="bar", when="may_part", brief=N_("không trùng"))
    def tell_apart(self) -> None:
        """Ask why the two are not one, and keep that."""
        shown = self.list.current
        if shown is not None:
            dialog = NotSameDialog(self.desk, self.register, shown.pair, self)
            dialog.told.connect(lambda _a, _b: self._told_apart())
            dialog.open()

    @action(
        N_("Gộp"),
        icon="check",
        keys=("Return", "Ctrl+Return"),
        place="bar",
        look="primary",
        when="may_merge",
        brief=N_("gộp"),
    )
    def merge(self) -> None:
        """Make one record of the two as they are shown."""
        beside = self.beside
        if beside is not None:
            wish = self._wish(dict(zip(beside.ids, beside.versions, strict=True)))
            self.run(
                lambda task: merge_records(self.ws, wish, task), "Gộp hồ sơ", lambda made: self._merged(made, beside)
            )

    def has_batch(self) -> bool:
        """Whether there is a merge to take back."""
        return self._batch is not None

    def has_pair(self) -> bool:
        """Whether a pair is shown."""
        return self.beside is not None

    def is_apart(self) -> bool:
        """Whether the pair has been told apart."""
        return (shown := self.list.current) is not None and shown.apart is not None

    def may_part(self) -> bool:
        """Whether the pair can be told apart."""
        return self.beside is not None and not self.is_apart()

    def may_merge(self) -> bool:
        """Whether the two can become one as they are shown."""
        return self.beside is not None and not self.beside.faults

    def choose_side(self, name: str, side: int) -> None:
        """Take a field from a side."""
        if len(self._order) > side:
            self._chosen[name] = self._order[side]
            self._compare()

    def _choose_all(self, side: int) -> None:
        if self.beside is not None:
            self._chosen |= {field.name: self._order[side] for field in self.beside.fields if field.differs}
            self._compare()

    def _wish(self, versions: dict[UUID, int] | None = None) -> MergeWish:
        return MergeWish(self.register, self._order[0], self._order[1:], dict(self._chosen), versions or {})

    def _show_pairs(self, register: type[Record], pairs: tuple[DuplicatePair, ...], apart: Sequence[Apart]) -> None:
        if register is not self.register:
            return
        self.pairs = pairs
        self.list.show_pairs(pairs, apart)
        there = bool(pairs or apart)
        self._stack.setCurrentIndex(_PAIRS if there else _EMPTY)
        self._empty.setText(f"Không có hồ sơ nào giống nhau trong sổ «{register.title}».")
        suspected = sum(pair.suspect for pair in pairs)
        self.set_heading(
            self.title, f"{number(suspected)} cặp nghi trùng. {self.subtitle}." if there else self.subtitle
        )
        if not there:
            self._forget()
        self._show_current()

    def _say_empty(self, words: str) -> None:
        """What stands in the place of the list while it is empty."""
        self._empty.setText(words)
        if not self.list.shown:
            self._stack.setCurrentIndex(_EMPTY)

    def _show_current(self) -> None:
        """Lay the current pair side by side, the fuller record on the side that stays."""
        shown, register = self.list.current, self.register
        if shown is None:
            self._forget()
            return
        self._say_why(shown)
        self._chosen = {}
        pair = (shown.pair.a, shown.pair.b)
        self.ask(lambda: best_first(self.ws, register, pair), lambda order: self._lay(shown, order))

    def _lay(self, shown: Shown, order: tuple[UUID, ...]) -> None:
        if shown is self.list.current:
            self._order = order
            self._compare()

    def _compare(self) -> None:
        wish = self._wish()
        self.ask(lambda: lay_beside(self.ws, wish), lambda beside: self._show_beside(wish, beside))

    def _show_beside(self, wish: MergeWish, beside: Beside) -> None:
        if (wish.keep, *wish.gone) != self._order or wish.chosen != self._chosen:
            return
        self.beside = beside
        self.table.show_beside(beside)
        self._foot.setText(
            f"Chưa gộp được: {beside.faults} Chọn bên khác ở mục ấy." if beside.faults else beside.sentence
        )
        retone(self._foot, "warn" if beside.faults else "text_2")
        self.acts.refresh()

    def _say_why(self, shown: Shown) -> None:
        pair = shown.pair
        if shown.apart is not None:
            self._score.setText("Đã ghi không trùng")
            self._why.setText(f"{shown.apart.why} ({shown.apart.by}, {moment(shown.apart.at)})")
        else:
            self._score.setText(f"{'Nghi trùng' if pair.suspect else 'Nên xem lại'}: {pair.score} điểm trên 100")
            self._why.setText("; ".join(pair.reasons))
        retone(self._score, "warn" if pair.suspect else "text_2")
        self._again.setVisible(shown.apart is not None)

    def _forget(self) -> None:
        self.beside, self._order, self._chosen = None, (), {}
        self.table.show_beside(None)
        for words in (self._score, self._why, self._foot):
            words.setText("")
        self.acts.refresh()

    def _merged(self, made: Merged, beside: Beside) -> None:
        self._batch = made.batch
        self.beside = None
        self.noted.emit("Đã gộp")
        self.band.tell(
            f"Đã gộp «{beside.names[1]}» vào «{beside.names[0]}».",
            "Tìm theo mã nào cũng ra hồ sơ giữ lại. Hoàn lại được cả về sau, trong lịch sử.",
            tone="ok",
            acts={"Hoàn lại lần gộp": lambda: self.acts.trigger("take_back")},
        )
        self.find_again()

    def _taken_back(self) -> None:
        self.noted.emit("Đã hoàn lại lần gộp")
        self.find_again()

    def _told_apart(self) -> None:
        self.noted.emit("Đã ghi hai hồ sơ không trùng")
        self.find_again()


def _by_code(code: str) -> type[Record]:
    return next(register for register in REGISTERS if register.code == code)
