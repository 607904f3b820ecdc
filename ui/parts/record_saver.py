"""One record under the pen, and the one queue in which it is written.

The writer takes one job after another. A job writes the latest that was handed in and adopts the id and the version that
come back, there and then: however often a record is handed in while the writer is busy, it is written once and as one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tmdt_desktop.records import Record
from tmdt_desktop.services import registers
from tmdt_desktop.services.drafts import drop_draft, keep_draft
from tmdt_desktop.services.history import HistoryEntry, history
from tmdt_desktop.services.registers import Saved, Stored
from tmdt_desktop.task import Task
from ui.shell.desk import Desk

Raw = dict[str, object]


@dataclass(frozen=True)
class Loaded:
    """A record with what was typed and not saved, and its history."""

    stored: Stored
    draft: dict[str, Any] | None
    entries: tuple[HistoryEntry, ...]


@dataclass(frozen=True)
class Written:
    """What saving gave, the record as it stands now, and the count of edits that it holds."""

    saved: Saved
    loaded: Loaded
    edits: int
    new: bool


@dataclass(frozen=True)
class Aside:
    """Typing that has left the form unsaved: why, of which record (None: a new one), and what was typed."""

    words: str
    id: UUID | None
    typed: Raw


@dataclass(eq=False)
class Sheet:
    """A record being edited. `id` None: a new one. `edits` counts changes by hand, `sent` those handed to the writer."""

    id: UUID | None = None
    version: int | None = None
    edits: int = 0
    sent: int = -1
    jobs: int = 0
    last: Raw | None = None
    """What was handed in last."""
    asked: bool = False
    """Saved by the person's own word since it was last written."""
    before: Raw | None = None
    """What stood there before the program saved by itself."""
    _waiting: tuple[Raw, int] | None = None

    def hand_in(self, raw: Raw) -> None:
        """Lay the latest down for the writer."""
        self.last, self.sent = raw, self.edits
        self._waiting = (raw, self.edits)

    def take(self) -> tuple[Raw, int] | None:
        """On the writer's thread: the latest; None when an earlier turn has taken it."""
        taken, self._waiting = self._waiting, None
        return taken


class SaveQueue:
    """Writes sheets of one register. `done` gets (sheet, what was written), `failed` (sheet, raw, error)."""

    def __init__(
        self,
        desk: Desk,
        register: type[Record],
        done: Callable[[Sheet, Written], None],
        failed: Callable[[Sheet, BaseException], None],
    ) -> None:
        self._desk, self._register = desk, register
        self._done, self._failed = done, failed
        self._busy: dict[UUID, Sheet] = {}

    def sheet(self, id_: UUID) -> Sheet:
        """The sheet of a record: the one still being written, or a fresh one."""
        return self._busy.get(id_) or Sheet(id_)

    def save(self, sheet: Sheet, raw: Raw, words: str = "") -> None:
        """Write it after what is under way; `words`: for the job line."""
        sheet.hand_in(raw)
        sheet.jobs += 1
        if sheet.id is not None:
            self._busy[sheet.id] = sheet
        job = self._desk.jobs.start(
            lambda _task: self._write(sheet),
            words,
            done=lambda made: self._done(sheet, made) if made is not None else None,
            failed=lambda error: self._failed(sheet, error),
        )
        job.ended.connect(lambda: self._ended(sheet))

    def keep(self, sheet: Sheet, raw: Raw) -> None:
        """Keep typing as a draft of what the sheet is by then."""
        self._later(lambda _task: keep_draft(self._desk.workspace, self._register, sheet.id, raw))

    def drop(self, sheet: Sheet) -> None:
        """Forget the sheet's draft."""
        self._later(lambda _task: drop_draft(self._desk.workspace, self._register, sheet.id))

    def _later(self, work: Callable[[Task], None]) -> None:
        self._desk.jobs.start(work, "")

    def _write(self, sheet: Sheet) -> Written | None:
        if (taken := sheet.take()) is None:
            return None
        (raw, edits), ws, new = taken, self._desk.workspace, sheet.id is None
        made = registers.save(ws, self._register, raw, sheet.id, sheet.version)
        drop_draft(ws, self._register, sheet.id)
        sheet.id, sheet.version = made.id, made.version
        stored = registers.get(ws, self._register, made.id)
        return Written(made, Loaded(stored, None, history(ws, self._register, made.id)), edits, new)

    def _ended(self, sheet: Sheet) -> None:
        sheet.jobs -= 1
        if sheet.id is not None and not sheet.jobs:
            self._busy.pop(sheet.id, None)
        elif sheet.id is not None:
            self._busy[sheet.id] = sheet
