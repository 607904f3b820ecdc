"""The form at work: loads a record, keeps what is typed as a draft, checks on leaving a field, saves, takes back.

Typing is kept 0,8 s after the last letter, in the workspace itself, so that no crash loses it. A record that stands in the
register is saved each time a field is left and everything is valid; leaving the record saves a new one too. What is not
valid stays a draft.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from tmdt_desktop.errors import InvalidRecord, Refused
from tmdt_desktop.i18n import VIETNAM
from tmdt_desktop.records import Record
from tmdt_desktop.services import registers
from tmdt_desktop.services.choices import choices
from tmdt_desktop.services.drafts import draft, drop_draft, keep_draft
from tmdt_desktop.services.history import HistoryEntry, history
from tmdt_desktop.services.registers import Saved, Stored
from tmdt_desktop.task import Task
from ui.parts.editors import Given
from ui.parts.form import HISTORY, RecordForm
from ui.shell.desk import Desk
from ui.shell.widgets import column

PAUSE = 800
"""Milliseconds after the last letter before a draft is kept."""
Failed = Callable[[BaseException], None]


@dataclass(frozen=True)
class Loaded:
    """A record with what was typed and not saved, and its history."""

    stored: Stored
    draft: dict[str, Any] | None
    entries: tuple[HistoryEntry, ...]


class RecordEditor(QWidget):
    """One record being looked at or edited. `id` None with `open` True: a new one."""

    saved = Signal(object)
    noted = Signal(str)
    drafts_changed = Signal()
    state_changed = Signal()
    restored = Signal(bool)
    """A draft was found and shown; True when it belongs to a new record."""

    def __init__(self, desk: Desk, register: type[Record], buttons: QWidget, failed: Failed) -> None:
        super().__init__()
        self.desk, self.register, self._failed = desk, register, failed
        self.id: UUID | None = None
        self.stored: Stored | None = None
        self.open = self.dirty = self._saving = False
        self.drafts: set[UUID] = set()
        self._visited: set[str] = set()
        self._turn = self._edits = 0
        self._buttons = buttons
        self._form: RecordForm | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self.keep)
        self._place = column()
        self.setLayout(self._place)

    @property
    def form(self) -> RecordForm:
        """The form; built when it is first needed, so that the list is on the screen before."""
        if self._form is None:
            self._form = self._build()
        return self._form

    def prepare(self) -> None:
        """Build the form while nobody waits for it."""
        if self._form is None:
            self._form = self._build()

    def load(self, id_: UUID, then: Callable[[], None] | None = None) -> None:
        """Show a record, with its draft if there is one; `then` is called when it stands there.

        What was typed into the form meanwhile is kept: for another record as a draft, for the same one in the form.
        """
        self.settle()
        self._turn += 1
        turn, ws = self._turn, self.desk.workspace

        def read() -> Loaded:
            stored = registers.get(ws, self.register, id_)
            return Loaded(stored, draft(ws, self.register, id_), history(ws, self.register, id_))

        def show(loaded: Loaded) -> None:
            if turn != self._turn or (self.dirty and self.id == id_):
                return
            self.settle()
            if self.id == id_ and loaded.draft is None and loaded.stored == self.stored:
                self._show_history(loaded.entries)
            else:
                self._show(loaded)
            if then is not None:
                then()

        self.desk.jobs.read(read, done=show, failed=self._failed)

    def begin(self, typed: Mapping[str, object] | None = None) -> None:
        """Start a new record; `typed`: a draft of it."""
        self.settle()
        self._turn += 1
        self.id, self.stored, self.open, self.dirty = None, None, True, typed is not None
        self._visited = set()
        self.form.put(registers.defaults(self.register))
        self.form.put_raw(typed or {})
        self._show_history(())
        self._say()
        self.form.focus_first()

    def refresh(self) -> None:
        """The record may have changed elsewhere; typing that is not saved stays."""
        if self.open and self.id is not None and not self.dirty:
            self.load(self.id)

    def save(self) -> bool:
        """Write it. False when a fault stands in the way; its field has the keyboard then."""
        if not self.open:
            return False
        raw = self.raw()
        reading = registers.check(self.register, raw)
        self._visited = set(self.form.raw())
        self.form.tell(reading.faults, reading.doubts)
        self._say()
        if reading.faults:
            self.form.focus_next_fault()
            return False
        self._pause.stop()
        ws, id_, edits = self.desk.workspace, self.id, self._edits
        version = self.stored.version if self.stored is not None else None

        def work(_task: Task) -> Saved:
            made = registers.save(ws, self.register, raw, id_, version)
            drop_draft(ws, self.register, id_)
            return made

        done = lambda made: self._saved(made, edits)  # noqa: E731 - one call with two facts
        self.desk.jobs.start(work, f"Ghi {self.register.one}", done=done, failed=self._not_saved)
        return True

    def take_back(self) -> None:
        """Forget what was typed and show what is stored; an untouched form closes."""
        if not self.dirty:
            self.close_record()
            return
        self._pause.stop()
        self.dirty = False
        ws, id_ = self.desk.workspace, self.id
        self.desk.jobs.start(lambda _task: drop_draft(ws, self.register, id_), "", failed=self._failed)
        if id_ is None:
            self.close_record()
            return
        self.drafts.discard(id_)
        self.drafts_changed.emit()
        if self.stored is not None:
            self._put(self.stored)

    def close_record(self) -> None:
        """Put it away; what was typed is saved, or kept where it is not valid."""
        self.settle()
        self._turn += 1
        self.open, self.dirty, self.id, self.stored = False, False, None, None
        self.state_changed.emit()

    def settle(self) -> None:
        """Leave the record as it is: save what is valid, keep the rest as a draft."""
        self._pause.stop()
        if not (self.open and self.dirty):
            return
        if registers.check(self.register, self.raw()).faults:
            self.keep()
        else:
            self._save_beside()

    def keep(self) -> None:
        """Keep what was typed, now."""
        self._pause.stop()
        if not (self.open and self.dirty):
            return
        ws, id_, raw = self.desk.workspace, self.id, self.form.raw()
        self.desk.jobs.start(lambda _task: keep_draft(ws, self.register, id_, raw), "", failed=self._failed)
        if id_ is not None and id_ not in self.drafts:
            self.drafts.add(id_)
            self.drafts_changed.emit()
        self.noted.emit(f"Bản nháp được giữ lúc {datetime.now(VIETNAM):%H:%M}")

    def raw(self) -> dict[str, object]:
        """What would be saved: the inputs, and what the program has set itself."""
        kept = {
            f.name: self.stored.values.get(f.name) for f in self.register.fields() if self.stored and f.set_by_program
        }
        return {**self.form.raw(), **kept}

    def show_faults(self, faults: Mapping[str, str]) -> None:
        """Faults that saving found."""
        self.form.tell(faults, {})
        self._say()
        self.form.focus_next_fault()

    def _build(self) -> RecordForm:
        ws = self.desk.workspace
        form = RecordForm(self.register, Given(self.desk.theme, lambda kind: choices(ws, kind)), self._buttons)
        form.edited.connect(self._edited)
        form.left.connect(self._left)
        form.closed.connect(self.close_record)
        self._place.addWidget(form)
        return form

    def _show(self, loaded: Loaded) -> None:
        self.id, self.open = loaded.stored.id, True
        self.dirty = loaded.draft is not None
        self._put(loaded.stored)
        self._show_history(loaded.entries)
        if loaded.draft is not None:
            self.form.put_raw(loaded.draft)
            self.drafts.add(loaded.stored.id)
            self.drafts_changed.emit()
            self._check_all()
            self.restored.emit(False)  # noqa: FBT003 - a signal's value
        self._say()

    def _show_history(self, entries: tuple[HistoryEntry, ...]) -> None:
        self.form.history.show_entries(entries)
        self.form.tabs[HISTORY].say(count=str(len(entries)) if entries else "")

    def _put(self, stored: Stored) -> None:
        self.stored = stored
        self._visited = set()
        self.form.put(stored.values)
        reading = registers.check(self.register, self.raw())
        self.form.tell({}, reading.doubts)
        self._say()

    def _check_all(self) -> None:
        reading = registers.check(self.register, self.raw())
        self._visited = set(self.form.raw())
        self.form.tell(reading.faults, reading.doubts)

    def _edited(self) -> None:
        self.dirty = True
        self._edits += 1
        self._pause.start()
        if self.form.fault_count():
            reading = registers.check(self.register, self.raw())
            mended = {name for name in self.form.grid.faulty() if name not in reading.faults}
            lists = {name for name, made in self.form.lists.items() if made.model.faults}
            self.form.tell(reading.faults, reading.doubts, mended | lists)
        self._say()

    def _left(self, name: str) -> None:
        if not self.open or not self.dirty:
            return
        self._visited.add(name)
        reading = registers.check(self.register, self.raw())
        self.form.tell(reading.faults, reading.doubts, self._visited)
        self._say()
        if self.stored is not None and not reading.faults:
            self._save_beside()

    def _save_beside(self) -> None:
        """Save without a button: the person goes on meanwhile, here or at another record."""
        if self._saving:
            return
        ws, id_, edits, raw = self.desk.workspace, self.id, self._edits, self.raw()
        version = self.stored.version if self.stored is not None else None

        def work(_task: Task) -> Loaded:
            made = registers.save(ws, self.register, raw, id_, version)
            drop_draft(ws, self.register, id_)
            return Loaded(registers.get(ws, self.register, made.id), None, history(ws, self.register, made.id))

        def failed(error: BaseException) -> None:
            self._saving = False
            self.desk.jobs.start(lambda _task: keep_draft(ws, self.register, id_, raw), "", failed=self._failed)
            self._failed(error)

        self._saving = True
        self.desk.jobs.start(work, "", done=lambda made: self._saved_beside(made, id_, edits), failed=failed)

    def _saved_beside(self, made: Loaded, id_: UUID | None, edits: int) -> None:
        self._saving = False
        if id_ is not None:
            self.drafts.discard(id_)
            self.drafts_changed.emit()
        self.noted.emit(f"Đã ghi lúc {datetime.now(VIETNAM):%H:%M}")
        if not self.open or self.id is None or self.id != id_:
            return
        self.stored, self.dirty = made.stored, edits != self._edits
        self._show_history(made.entries)
        self._say()

    def _saved(self, made: Saved, edits: int) -> None:
        if self.id is not None:
            self.drafts.discard(self.id)
        self.dirty = edits != self._edits
        self.id = made.id
        self.drafts_changed.emit()
        self.noted.emit(f"Đã ghi lúc {datetime.now(VIETNAM):%H:%M}")
        self.saved.emit(made)
        if not self.dirty:
            self.load(made.id)

    def _not_saved(self, error: BaseException) -> None:
        if isinstance(error, InvalidRecord | Refused):
            self.keep()
        self._failed(error)

    def _say(self) -> None:
        name = self.form.grid.boxes.get(self.register.name_field)
        said = str(name.input.raw() or "") if name is not None else ""
        title = said or f"{self.register.one.capitalize()} mới"
        faults = self.form.fault_count()
        if faults:
            self.form.say(title, f"{faults} chỗ phải sửa", tone="bad", icon="fault")
        elif self.dirty:
            self.form.say(title, "Chưa ghi", tone="warn", icon="sign")
        elif self.stored is not None:
            changed = self.stored.changed_at.astimezone(VIETNAM)
            self.form.say(title, f"{self.stored.changed_by} ghi {changed:%d/%m/%Y %H:%M}")
        else:
            self.form.say(title, "Điền xong bấm Ghi")
        self.state_changed.emit()
