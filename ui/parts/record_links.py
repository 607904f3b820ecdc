"""What binds the record in a form to others: the records it may point to, and those that point to it."""

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from tmdt_desktop.records import Record
from tmdt_desktop.services.reference_book import picks
from tmdt_desktop.services.references import Users, links_to, name_of, used_by
from ui.parts.ref_input import Hits, Lookup
from ui.shell.desk import Desk

Failed = Callable[[BaseException], None]


class RecordLinks(QObject):
    """Reads beside the window's thread. `asked`: a record of another register should be shown (its code, its id);
    `users_asked`: the records that point to this one (a `references.Users`).
    """

    asked = Signal(str, object)
    users_asked = Signal(object)

    def __init__(self, desk: Desk, register: type[Record], failed: Failed) -> None:
        super().__init__()
        self._desk, self._register, self._failed = desk, register, failed
        self._now: UUID | None = None

    def lookup(self) -> Lookup:
        """For the inputs of references."""
        ws = self._desk.workspace
        return Lookup(lambda code, id_: name_of(ws, code, id_), self._search, self.asked.emit)

    def ask_users(self, id_: UUID | None, show: Callable[[tuple[Users, ...]], None]) -> None:
        """Tell who points to the record `id_` (None: a new one), first nobody; a later question overtakes this one."""
        self._now = id_
        show(())
        if id_ is None or not links_to(self._register.code):
            return
        ws = self._desk.workspace

        def done(users: tuple[Users, ...]) -> None:
            if self._now == id_:
                show(users)

        self._desk.jobs.read(lambda: used_by(ws, self._register, id_), done=done, failed=self._failed)

    def _search(self, code: str, typed: str, then: Callable[[Hits], None]) -> None:
        ws = self._desk.workspace
        self._desk.jobs.read(lambda: picks(ws, code, typed), done=then, failed=self._failed)
