"""Filters that a person keeps under names: a menu at the list to choose one, to keep the one in force, to forget one."""

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLineEdit, QMenu, QWidget

from tmdt_desktop.records import Record
from tmdt_desktop.services.filter_words import condition_words, filter_words
from tmdt_desktop.services.registers import Query
from tmdt_desktop.services.saved_filters import Kept, drop_filter, save_filter, saved_filters
from tmdt_desktop.task import Task
from tmdt_desktop.text import one_line
from ui.parts.dialog import Dialog
from ui.parts.record_list import RecordList
from ui.shell.desk import Desk
from ui.shell.widgets import label


@dataclass(frozen=True)
class _Known:
    """A kept filter with its words: of each condition, and of all of it."""

    kept: Kept
    words: Mapping[str, tuple[str, ...]]
    all: str


class KeptFilters:
    """The kept filters of one list. `menu` is open while it is shown."""

    def __init__(self, desk: Desk, register: type[Record], shown: RecordList) -> None:
        self._desk, self._register, self._list = desk, register, shown
        self.menu: QMenu | None = None

    def ask(self) -> None:
        """Read the kept filters and open the menu."""
        ws, of = self._desk.workspace, self._register

        def read() -> tuple[_Known, ...]:
            known = saved_filters(ws, of)
            return tuple(_Known(k, condition_words(ws, of, k.query), filter_words(ws, of, k.query)) for k in known)

        self._desk.jobs.read(read, done=self._open)

    def keep(self) -> None:
        """Ask for a name and keep the filter in force."""
        KeepDialog(self._desk, self._register, self._list.query(), self._list).open()

    def apply(self, known: _Known) -> None:
        """Look for what a kept filter asks for."""
        query = known.kept.query
        self._list.set_order(query.order)
        self._list.bar.put(query.search, query.where, known.words)

    def drop(self, name: str) -> None:
        """Forget a kept filter."""
        ws, of = self._desk.workspace, self._register
        self._desk.jobs.start(lambda _task: drop_filter(ws, of, name), "")

    def _open(self, known: tuple[_Known, ...]) -> None:
        menu = QMenu(self._list)
        menu.setToolTipsVisible(True)
        menu.aboutToHide.connect(menu.deleteLater)
        for each in known:
            made = menu.addAction(_plain(each.kept.name))
            made.setToolTip(each.all)
            made.triggered.connect(lambda _=False, each=each: self.apply(each))
        if known:
            menu.addSeparator()
        keep = menu.addAction("Lưu bộ lọc đang dùng…")
        keep.setEnabled(bool(self._list.bar.text or self._list.bar.where))
        keep.triggered.connect(self.keep)
        if known:
            forget = menu.addMenu("Xóa bộ lọc đã lưu")
            for each in known:
                dropped = forget.addAction(_plain(each.kept.name))
                dropped.triggered.connect(lambda _=False, name=each.kept.name: self.drop(name))
        self.menu = menu
        chip = self._list.bar.kept
        menu.popup(chip.mapToGlobal(QPoint(0, chip.height() + 2)))
        menu.setActiveAction(menu.actions()[0])


class KeepDialog(Dialog):
    """Ask under which name a filter is kept."""

    def __init__(self, desk: Desk, register: type[Record], query: Query, parent: QWidget) -> None:
        super().__init__(desk, "Lưu bộ lọc", parent)
        self._register, self._query = register, query
        self.name = QLineEdit()
        self.name.setAccessibleName("Tên bộ lọc")
        self.name.setPlaceholderText("Ví dụ: Hộ chưa thông báo")
        self.name.setMaxLength(60)
        self.name.textChanged.connect(lambda _text: self.ready())
        self._words = label("", "body", "text_2", wrap=True)
        self.body.addWidget(self._words)
        self.body.addWidget(label("Tên bộ lọc; trùng tên thì thay bộ lọc cũ.", "small", "text_2"))
        self.body.addWidget(self.name)
        self.primary.setText("Lưu bộ lọc")
        self.ready()
        ws = desk.workspace
        self.read(lambda: filter_words(ws, register, query), self._words.setText)
        self.name.setFocus()

    def ready(self) -> None:
        """A name is all that is needed."""
        self.primary.setEnabled(bool(one_line(self.name.text())))

    def act(self) -> None:
        """Keep it."""
        ws, of, name, query = self.desk.workspace, self._register, self.name.text(), self._query

        def work(_task: Task) -> None:
            save_filter(ws, of, name, query)

        self.run(work, "", lambda _: self.accept())


def _plain(name: str) -> str:
    """Words as a menu shows them unchanged: «&» would mark the next letter."""
    return name.replace("&", "&&")
