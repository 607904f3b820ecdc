"""Records that may be one: a list of pairs, the two side by side, merge or tell apart, all by keyboard.

Other pages ask for it by «duplicates» with a register.
"""

from collections import defaultdict
from typing import NamedTuple
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from tmdt_desktop.errors import Problem
from tmdt_desktop.i18n import N_, moment, number
from tmdt_desktop.records import Record
from tmdt_desktop.services.history import undo_batch
from tmdt_desktop.services.merge_preview import Beside, best_first, lay_beside
from tmdt_desktop.services.merge_records import Merged, MergeWish, merge_records
from tmdt_desktop.services.same_or_not import take_back_not_same
from ui.pages.duplicates_list import Shown
from ui.pages.duplicates_search import EMPTY, PAIRS, DuplicatesSearch, Found, Pairs
from ui.pages.not_same_dialog import NotSameDialog
from ui.pages.seen_first import SeenFirst
from ui.parts.beside import BesideTable
from ui.shell.actions import action
from ui.shell.desk import Desk
from ui.shell.widgets import Button, column, hair, label, panel, retone, row


class Done(NamedTuple):
    """A merge that can be taken back, and the pairs there were before it."""

    batch: UUID
    pairs: Pairs


class DuplicatesPage(DuplicatesSearch):
    """The page «Hồ sơ trùng»."""

    name = "duplicates"
    title = "Hồ sơ trùng"
    subtitle = "Phần mềm chỉ nêu, không tự gộp"
    icon = "copy"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.beside: Beside | None = None
        self._order: tuple[UUID, ...] = ()
        self._chosen: dict[str, UUID] = {}
        self._merges: defaultdict[type[Record], list[Done]] = defaultdict(list)
        self._seen = SeenFirst(self)
        self._seen.changed.connect(self.acts.refresh)
        self.list.chosen.connect(lambda _key: self._show_current())
        self.list.moved.connect(self._seen.release)
        self.list.keys[int(Qt.Key.Key_Left)] = lambda: self._choose_all(0)
        self.list.keys[int(Qt.Key.Key_Right)] = lambda: self._choose_all(1)
        self.table = BesideTable(self.theme)
        for table in (self.list, self.table):
            table.keys |= dict.fromkeys((int(Qt.Key.Key_Return), int(Qt.Key.Key_Enter)), self._enter)
        self.table.chose.connect(self.choose_side)
        self._score = label("", "strong", "warn")
        self._why = label("", "body", "text_2", wrap=True)
        self._foot = label("", "body", "text_2", wrap=True)
        self._again = self.acts.button("consider_again")
        self._again.hide()
        self._lay_out()
        if isinstance(app := QApplication.instance(), QApplication):
            app.focusChanged.connect(self._say_key)

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

    @action(N_("Hoàn lại lần gộp"), icon="undo", keys=("Ctrl+Z",), when="has_batch", brief=N_("hoàn lại"))
    def take_back(self) -> None:
        """Take the last merge back."""
        merges = self._merges[self.register]
        if merges:
            last = merges[-1]
            work = lambda task: undo_batch(self.ws, last.batch, task=task)  # noqa: E731 - one line of work
            self.run(work, "Hoàn lại lần gộp", lambda _done: self._taken_back(merges, last))

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
            dialog.told.connect(lambda a, b: self._told_apart(frozenset((a, b))))
            dialog.open()

    @action(
        N_("Gộp"),
        icon="check",
        keys=("Ctrl+Return",),
        place="bar",
        look="primary",
        when="may_merge",
        brief=N_("gộp"),
    )
    def merge(self) -> None:
        """Make one record of the two as they are shown."""
        beside = self.beside
        if beside is not None:
            self._seen.hold()
            wish = self._wish(dict(zip(beside.ids, beside.versions, strict=True)))
            work = lambda task: merge_records(self.ws, wish, task)  # noqa: E731 - one line of work
            job = self.run(work, "Gộp hồ sơ", lambda made: self._merged(made, beside), self._not_merged)
            job.stopped.connect(self._seen.release)

    def _enter(self) -> None:
        """Enter in one of the two tables."""
        if self.acts["merge"].isEnabled():
            self.acts.trigger("merge")

    def _say_key(self, _before: QWidget | None, now: QWidget | None) -> None:
        """The bare key merges from the two tables alone."""
        if (button := self.findChild(Button, "merge")) is not None:
            button.set_key("Enter" if now in (self.list, self.table) else "Ctrl+Enter")

    def has_batch(self) -> bool:
        """Whether there is a merge to take back."""
        return bool(self._merges[self.register])

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
        return self.beside is not None and not self.beside.faults and self._seen.ready

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

    def show_found(self, found: Found) -> None:
        self.found, self.pairs = found, found.pairs
        self.list.show_pairs(found.pairs, found.apart)
        there = bool(found.pairs or found.apart)
        self._show_stack(PAIRS if there else EMPTY)
        self._empty.setText(f"Không có hồ sơ nào giống nhau trong sổ «{found.register.title}».")
        suspected = sum(pair.suspect for pair in found.pairs)
        self.set_heading(
            self.title, f"{number(suspected)} cặp nghi trùng. {self.subtitle}." if there else self.subtitle
        )
        self._show_current()

    def _show_current(self) -> None:
        """Lay the current pair side by side, the fuller record on the side that stays."""
        shown, register = self.list.current, self.register
        if shown is None:
            self.forget()
            return
        self._say_why(shown)
        self.beside = None
        self.acts.refresh()
        if shown.ids == frozenset(self._order):
            self._compare()
            return
        self._order, self._chosen = (), {}
        pair = (shown.pair.a, shown.pair.b)
        self.desk.jobs.read(
            lambda: best_first(self.ws, register, pair),
            done=lambda order: self._lay(shown, order),
            failed=lambda error: self._not_laid(shown, error),
        )

    def _lay(self, shown: Shown, order: tuple[UUID, ...]) -> None:
        if shown is self.list.current:
            self._order = order
            self._compare()

    def _compare(self) -> None:
        wish, shown = self._wish(), self.list.current
        self.desk.jobs.read(
            lambda: lay_beside(self.ws, wish),
            done=lambda beside: self._show_beside(wish, beside),
            failed=lambda error: self._not_laid(shown, error),
        )

    def _not_laid(self, shown: Shown | None, error: BaseException) -> None:
        """A record of the pair is gone: nothing is to be merged here."""
        if shown is not self.list.current:
            return
        self.forget()
        if isinstance(error, Problem):
            self._say_gone(error)
        else:
            self.show_error(error)

    def _say_gone(self, told: Problem) -> None:
        again = Problem(told.what, why=told.why, cure="Bấm «Tìm lại» để bỏ cặp này khỏi danh sách.")
        self.show_problem(again, {"Tìm lại": lambda: self.acts.trigger("find_again")})

    def _show_beside(self, wish: MergeWish, beside: Beside) -> None:
        if (wish.keep, *wish.gone) != self._order or wish.chosen != self._chosen:
            return
        self.beside = beside
        self.table.show_beside(beside)
        self._foot.setText(
            f"Chưa gộp được: {beside.faults} Chọn bên khác ở mục ấy." if beside.faults else beside.sentence
        )
        retone(self._foot, "warn" if beside.faults else "text_2")
        self._seen.shown()
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

    def forget(self) -> None:
        self.beside, self._order, self._chosen = None, (), {}
        self.table.show_beside(None)
        for words in (self._score, self._why, self._foot):
            words.setText("")
        self.acts.refresh()

    def _merged(self, made: Merged, beside: Beside) -> None:
        self._merges[self.register].append(Done(made.batch, self.pairs))
        self.beside = None
        self.noted.emit("Đã gộp")
        self.band.tell(
            f"Đã gộp «{beside.names[1]}» vào «{beside.names[0]}».",
            "Tìm theo mã nào cũng ra hồ sơ giữ lại. Hoàn lại được cả về sau, trong lịch sử.",
            tone="ok",
            acts={"Hoàn lại lần gộp": lambda: self.acts.trigger("take_back")},
        )
        gone = frozenset(beside.ids) - {made.id}
        self._go_on(tuple(pair for pair in self.pairs if not gone & {pair.a, pair.b}))

    def _not_merged(self, error: BaseException) -> None:
        """Show why, and the two records as they are now."""
        self._seen.release()
        self.show_error(error)
        self._show_current()

    def _taken_back(self, merges: list[Done], last: Done) -> None:
        merges.remove(last)
        self.noted.emit(f"Đã hoàn lại lần gộp; còn {number(len(merges))} lần" if merges else "Đã hoàn lại lần gộp")
        self._go_on(last.pairs)

    def _told_apart(self, ids: frozenset[UUID]) -> None:
        self.noted.emit("Đã ghi hai hồ sơ không trùng")
        self._go_on(tuple(pair for pair in self.pairs if frozenset((pair.a, pair.b)) != ids))
