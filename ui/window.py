"""The window: navigation between pages, what is running, what was done. It does no work of its own."""

from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QMainWindow, QWidget

from tmdt_desktop.catalogues.offices import office_on
from tmdt_desktop.i18n import VIETNAM
from tmdt_desktop.records import Record
from tmdt_desktop.services.own_registers import own_registers
from tmdt_desktop.services.workspaces import office_facts
from ui.pages import PAGES, SPECIAL, Entry
from ui.parts.finder import Finder
from ui.parts.job_line import JobLine
from ui.parts.navigation import Navigation
from ui.parts.status_line import StatusLine
from ui.shell.desk import Desk
from ui.shell.page import Page, Question, QuestionDialog
from ui.shell.widgets import column, panel, row

if TYPE_CHECKING:
    from ui.pages.find_places import FindPlaces, Place

_REMEMBERED = 8
_KEYS = 9
"""So many pages have a key of their own, Ctrl+1 to Ctrl+9."""


class _Stack(QWidget):
    """One page at a time. Those out of sight stand in no layout, so that they are not measured at every change."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: QWidget | None = None
        self._layout = column()
        self.setLayout(self._layout)

    def put(self, page: QWidget) -> None:
        """Show `page` in place of the one before."""
        before, self.shown = self.shown, page
        if page is before:
            return
        self.setUpdatesEnabled(False)
        if before is not None:
            self._layout.removeWidget(before)
        self._layout.addWidget(page)
        page.show()
        if before is not None:
            before.hide()
        self.setUpdatesEnabled(True)


class Window(QMainWindow):
    """One opened workspace on the screen."""

    closed = Signal()
    _noticed = Signal(object)

    def __init__(self, desk: Desk, pages: tuple[Entry, ...] = PAGES) -> None:
        super().__init__()
        self.desk = desk
        self._entries = {entry.name: entry for entry in pages}
        self._pages: dict[str, Page] = {}
        self._leaving = False
        facts = office_facts(desk.workspace)
        today = date.today()  # noqa: DTZ011 - the office's own calendar day
        office = office_on(facts.code, today)
        self.setWindowTitle(f"TMĐT Desktop — {office.short}")
        self.navigation = Navigation(desk.theme, office.short, facts.unit)
        self.navigation.chosen.connect(self.show_page)
        self.job_line = JobLine(desk.theme, desk.jobs)
        self.status = StatusLine(desk.theme)
        self._stack = _Stack()
        right = column((self._stack, 1), self.job_line, self.status)
        self.setCentralWidget(panel("page", row(self.navigation, (right, 1))))
        self._list_pages(own_registers(facts.code, office.last_day(today)))
        self._lately: list[tuple[str, UUID]] = []
        self._day = office.last_day(today)
        self._places: FindPlaces | None = None
        self.navigation.search_asked.connect(self.search)
        QShortcut(QKeySequence("Ctrl+K"), self, self.search)
        self._noticed.connect(self._take_notice, Qt.ConnectionType.QueuedConnection)
        self._hear_no_more = desk.workspace.on_change(self._noticed.emit)
        desk.jobs.failed.connect(self._failed)
        desk.theme.dress(self)
        size = desk.theme.size
        self.resize(size("window_width"), size("window_height"))
        self.setMinimumSize(900, 500)

    @property
    def page(self) -> Page | None:
        """The page that is shown."""
        shown = self._stack.shown
        return shown if isinstance(shown, Page) else None

    def show_page(self, name: str, what: object = None) -> Page | None:
        """Show the page called `name`, made now if need be; `what` is handed to it. None when the user stays."""
        name = SPECIAL.get(name.removeprefix("register:"), name) if what is None else name
        if self.page is not None and self.page is not self._pages.get(name) and not self.page.may_leave():
            self.navigation.show_current(self._name_of(self.page))
            return None
        before, page = self.page, self._page(name)
        self._stack.put(page)
        self.navigation.show_current(name)
        self.status.show_keys(page.acts.key_line())
        page.refresh()
        if page is not before:
            page.focus_first()
        if what is not None:
            page.arrive(what)
        return page

    def search(self) -> Finder:
        """Open the search over everything."""
        from ui.pages.find_places import FindPlaces

        if self._places is None:
            self._places = FindPlaces(self.desk.workspace, self._entries, self._day, lambda: tuple(self._lately))
        finder = Finder(self.desk, self, self._places.known, self._places.read)
        finder.chosen.connect(self._go)
        finder.open()
        return finder

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.navigation.set_rail(rail=event.size().width() < self.desk.theme.size("rail_below"))

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._leaving or self._may_close():
            event.accept()
            self._hear_no_more()
            self.closed.emit()
        else:
            event.ignore()

    def _list_pages(self, own: frozenset[str]) -> None:
        """Groups in their order; within a group the pages of registers that the office is not asked for come last."""
        listed = [entry for entry in self._entries.values() if entry.group]
        groups = list(dict.fromkeys(entry.group for entry in listed))
        listed.sort(key=lambda entry: (groups.index(entry.group), bool(entry.of) and entry.of not in own))
        group = ""
        for at, entry in enumerate(listed, start=1):
            if entry.group != group:
                group = entry.group
                self.navigation.add_group(group)
            key = f"Ctrl+{at}" if at <= _KEYS else ""
            folded = bool(entry.of) and entry.of not in own
            self.navigation.add(entry.name, entry.icon, entry.title, key, folded=folded)
            if key:
                QShortcut(QKeySequence(key), self, lambda name=entry.name: self.show_page(name))

    def _page(self, name: str) -> Page:
        if name not in self._pages:
            page = self._entries[name].make(self.desk)
            page.asks.connect(self.show_page)
            page.noted.connect(self._say)
            page.opened.connect(self._remember)
            page.acts.refreshed = lambda: self._show_keys_of(page)
            page.hide()
            page.setParent(self._stack)
            self._pages[name] = page
        return self._pages[name]

    def _show_keys_of(self, page: Page) -> None:
        if page is self.page:
            self.status.show_keys(page.acts.key_line())

    def _go(self, place: "Place") -> None:
        self.show_page(place.page, place.what)

    def _remember(self, register: str, id_: UUID) -> None:
        """Keep which records were opened in this session, newest first."""
        others = [known for known in self._lately if known != (register, id_)]
        self._lately = [(register, id_), *others][:_REMEMBERED]

    def _name_of(self, page: Page) -> str:
        return next(name for name, made in self._pages.items() if made is page)

    def _take_notice(self, changes: frozenset[type[Record]]) -> None:
        """Refresh the page in sight if it shows what has changed; the others when they are next shown."""
        for page in self._pages.values():
            if page.shows & changes:
                page.stale = True
        if self.page is not None:
            self.page.refresh()
        self._say(f"Đã ghi lúc {datetime.now(VIETNAM):%H:%M}")

    def _say(self, note: str) -> None:
        self.status.say(note)

    def _failed(self, error: BaseException) -> None:
        self.desk.problems.show(error, self.page)

    def _may_close(self) -> bool:
        if self.page is not None and not self.page.may_leave():
            return False
        for name, page in self._pages.items():
            if not page.may_close():
                self.show_page(name)
                return False
        if not self.desk.jobs.busy:
            return True
        question = Question(
            "Đang có việc chạy dở",
            "Đóng bây giờ thì việc đó dừng lại; phần đã ghi xong được giữ.",
            "Dừng và đóng",
            "Để chạy tiếp",
        )
        dialog = QuestionDialog(self.desk.theme, question, self)
        dialog.accepted.connect(self._leave)
        dialog.open()
        return False

    def _leave(self) -> None:
        self._leaving = True
        self.close()
