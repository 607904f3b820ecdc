"""A register's list: search, filters, table and the line of counts below it. Reading happens beside the window's thread."""

from array import array
from collections.abc import Callable, Iterable
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from tmdt_desktop.i18n import number
from tmdt_desktop.records import Record
from tmdt_desktop.services import registers
from tmdt_desktop.services.choices import facets, listed_fields
from tmdt_desktop.services.registers import Among, ListRow, Query
from ui.parts.filter_bar import FilterBar
from ui.parts.table import RecordTable
from ui.shell.desk import Desk
from ui.shell.widgets import Button, column, fill, label, panel, row

Failed = Callable[[BaseException], None]
FIRST = 100
"""Rows that are shown before the whole list is known."""
_CHUNK = 500


class RecordList(QWidget):
    """The list of one register. `loaded` after the rows in sight are up to date."""

    loaded = Signal()
    spread = Signal()
    """Other rows are chosen now."""

    def __init__(self, desk: Desk, register: type[Record], failed: Failed, empty: QWidget) -> None:
        super().__init__()
        self.desk, self.register, self._failed = desk, register, failed
        self._turn = 0
        self._among: Among | None = None
        self.total = 0
        self.order = ""
        searched = [f.label.lower() for f in register.fields() if f.searched]
        words = f"Tìm {', '.join(searched[:2])}… không cần dấu"
        self.bar = FilterBar(desk.theme, register, words)
        self.bar.changed.connect(self.reload)
        self.bar.facet_asked.connect(self._ask_facet)
        self.bar.special_dropped.connect(self._drop_chosen)
        self.bar.rows_asked.connect(self._go_to_rows)
        self.table = RecordTable(desk.theme, register, self._fetch)
        self.table.setAccessibleName(register.title)
        self.table.records.fields = listed_fields(desk.workspace, register)
        self.table.order_asked.connect(self.order_by)
        self.table.verticalScrollBar().valueChanged.connect(lambda _at: self._count())
        self.table.spread.connect(self._spread)
        self._counts = label("", "small", "text_2")
        self._nothing = label("", "body", "text_2", wrap=True)
        again = Button(desk.theme, "Bỏ lọc, xem tất cả")
        again.clicked.connect(self.bar.clear)
        self._stack = QStackedWidget()
        for shown in (
            self.table,
            empty,
            panel("surface", column(self._nothing, row(again, None), None, margins=(16, 16, 16, 16), spacing=12)),
        ):
            self._stack.addWidget(shown)
        self._foot = row(self._counts, None, margins=(16, 0, 8, 0), spacing=4)
        foot = panel("head", self._foot)
        foot.setFixedHeight(desk.theme.size("row"))
        self.setLayout(column(self.bar, (self._stack, 1), foot))

    def add_to_foot(self, *parts: QWidget) -> None:
        """Put buttons at the right of the line of counts."""
        fill(self._foot, parts)

    @property
    def counts(self) -> str:
        """The line below the table."""
        return self._counts.text()

    def query(self) -> Query:
        """What is looked for now."""
        return Query(self.bar.text, self.bar.where, self.order, self._among)

    def set_order(self, order: str) -> None:
        """Order by a field from the next reading on."""
        self.order = "" if order == self.register.name_field else order
        self.table.show_order(order)

    def selected(self) -> list[int]:
        """The row numbers of the chosen rows, from top to bottom."""
        seqs = self.table.records.seqs
        return [seqs[at] for first, last in self.table.chosen_spans() for at in range(first, last + 1)]

    def order_by(self, order: str) -> None:
        """Order by a field («-» before its name: downwards); the name's own order is the register's."""
        self.set_order(order)
        self.reload()

    def reload(self) -> None:
        """Read the list anew: the first rows at once, then all of them. A later call overtakes this one."""
        self._turn += 1
        turn, query, ws = self._turn, self.query(), self.desk.workspace
        self.table.records.forget()

        def first() -> tuple["array[int]", int]:
            found = registers.find(ws, self.register, query, limit=FIRST)
            return found, registers.count(ws, self.register, Query())

        self.desk.jobs.read(first, done=lambda found: self._show_first(turn, query, *found), failed=self._failed)

    def show_chosen(self, seqs: Iterable[int], words: str) -> None:
        """Show only these rows, chosen by another page; `words` says what they are."""
        self.bar.forget()
        self._among = Among(frozenset(seqs), words)
        self.bar.set_special(words)
        self.reload()

    def choose_seq(self, seq: int | None) -> None:
        """Choose the row with this number if it is in the list."""
        if seq is not None:
            self.table.choose(self.table.records.place_of(seq))

    def set_drafts(self, drafts: set[UUID]) -> None:
        """Mark the rows that have typing which is not saved yet."""
        self.table.records.drafts = set(drafts)
        self.table.viewport().update()
        self._count()

    def next_doubtful(self, after: int) -> int | None:
        """The place of the next row that should be looked at; None when there is none. May read the whole list."""
        seqs = self.table.records.seqs
        places = [*range(after + 1, len(seqs)), *range(after + 1)]
        for start in range(0, len(places), _CHUNK):
            some = places[start : start + _CHUNK]
            doubtful = {line.seq for line in self._fetch([seqs[at] for at in some]) if line.doubt}
            for at in some:
                if int(seqs[at]) in doubtful:
                    return int(at)
        return None

    def _go_to_rows(self) -> None:
        if not self.table.currentIndex().isValid():
            self.table.choose(0)
        self.table.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._count()

    def _fetch(self, seqs: "Iterable[int]") -> list[ListRow]:
        return registers.list_rows(self.desk.workspace, self.register, list(seqs))

    def _show_first(self, turn: int, query: Query, found: "array[int]", total: int) -> None:
        if turn != self._turn:
            return
        self.total = total
        if len(found) < FIRST:
            self._show(turn, found)
            return
        if not len(self.table.records.seqs):
            self._put(found)
        ws = self.desk.workspace
        self.desk.jobs.read(
            lambda: registers.find(ws, self.register, query),
            done=lambda all_: self._show(turn, all_),
            failed=self._failed,
        )

    def _show(self, turn: int, found: "array[int]") -> None:
        if turn == self._turn:
            self._put(found)
            self.loaded.emit()

    def _put(self, found: "array[int]") -> None:
        self.table.show_rows(found)
        self._stack.setCurrentIndex(0 if len(found) else 2 if self.total else 1)
        self._nothing.setText("Không có dòng nào khớp. Bớt chữ tìm, hoặc bỏ lọc.")
        self._count()

    def _count(self) -> None:
        shown = self.table.records.rowCount()
        of = f" trên {number(self.total)}" if shown != self.total else ""
        words = f"{number(shown)}{of} {self.register.one}"
        first, last = self.table.in_sight()
        sight = f" · đang xem {number(first)}–{number(last)}" if last else ""
        chosen = self.table.chosen_count()
        sight = f" · {number(chosen)} dòng đã chọn" if chosen > 1 else sight
        drafts = len(self.table.records.drafts)
        self._counts.setText(words + sight + (f" · {number(drafts)} bản nháp chưa ghi" if drafts else ""))

    def _ask_facet(self, name: str) -> None:
        ws, query = self.desk.workspace, self.query()
        self.desk.jobs.read(
            lambda: facets(ws, self.register, query).get(name, []),
            done=lambda found: self.bar.show_facet(name, found),
            failed=self._failed,
        )

    def _spread(self) -> None:
        self._count()
        self.spread.emit()

    def _drop_chosen(self) -> None:
        self._among = None
