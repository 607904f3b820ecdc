"""The form at work: loads a record, keeps what is typed as a draft, checks on leaving a field, saves, takes back.

Typing is kept 0,8 s after the last letter, in the workspace itself, so that no crash loses it. A record that stands in the
register is saved each time a field is left and everything is valid; leaving the record saves a new one too. What is not
valid stays a draft. All writing goes through one queue (`record_saver`). What came in a signed package is shown only.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from tmdt_desktop.errors import Problem
from tmdt_desktop.i18n import VIETNAM
from tmdt_desktop.records import Record
from tmdt_desktop.services import registers
from tmdt_desktop.services.choices import choices
from tmdt_desktop.services.drafts import draft
from tmdt_desktop.services.history import HistoryEntry, history
from tmdt_desktop.services.registers import Stored
from ui.parts.attachments import AttachmentsPane
from ui.parts.editors import Given
from ui.parts.form import HISTORY, RecordForm
from ui.parts.record_links import RecordLinks
from ui.parts.record_saver import Aside, Loaded, Raw, SaveQueue, Sheet, Written
from ui.shell.desk import Desk
from ui.shell.widgets import column

PAUSE = 800
"""Milliseconds after the last letter before a draft is kept."""
LOCKED = "Thuộc gói đã ký gửi lên, chỉ để xem"
Failed = Callable[[BaseException], None]


class RecordEditor(QWidget):
    """One record being looked at or edited. `id` None with `open` True: a new one."""

    saved = Signal(object)
    noted = Signal(str)
    drafts_changed = Signal()
    state_changed = Signal()
    restored = Signal(bool)
    """A draft was found and shown; True when it belongs to a new record."""
    put_aside = Signal(object)
    """Typing has left the form unsaved: an `Aside`, to be had again by `put_back`."""

    def __init__(self, desk: Desk, register: type[Record], buttons: QWidget, failed: Failed) -> None:
        super().__init__()
        self.desk, self.register, self._failed = desk, register, failed
        self.stored: Stored | None = None
        self.open = self.dirty = False
        self.drafts: set[UUID] = set()
        self._visited: set[str] = set()
        self._turn = 0
        self._sheet = Sheet()
        self.links = RecordLinks(desk, register, failed)
        self._queue = SaveQueue(desk, register, self._written, self._not_written)
        self._buttons = buttons
        self._form: RecordForm | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self.keep)
        self._place = column()
        self.setLayout(self._place)

    @property
    def id(self) -> UUID | None:
        """The record's id; None for a new one."""
        return self._sheet.id

    @property
    def locked(self) -> bool:
        """Whether the record came in a signed package and may only be looked at."""
        return self.open and self.stored is not None and self.stored.package is not None

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
            if self.open and self.id == id_ and loaded.draft is None and loaded.stored == self.stored:
                self._show_history(loaded.entries)
            else:
                self._show(loaded)
            if then is not None:
                then()

        self.desk.jobs.read(read, done=show, failed=self._failed)

    def begin(self, typed: Mapping[str, object] | None = None) -> None:
        """Start a new record; `typed`: a draft of it."""
        left = self._faulty_new()
        self.settle()
        self._turn += 1
        self.stored, self.open, self.dirty = None, True, typed is not None
        self._sheet = Sheet()
        self.form.set_locked(locked=False)
        self._visited = set()
        self.form.put(registers.defaults(self.register))
        self.form.put_raw(typed or {})
        self._show_history(())
        self._say()
        self.form.focus_first()
        if left is not None:
            self.put_aside.emit(self._half_done(left))

    def _faulty_new(self) -> Raw | None:
        """What stands in the form of a new record that cannot be saved yet."""
        half = self.open and self.dirty and self.id is None and not self._on_its_way()
        return self.form.raw() if half and registers.check(self.register, self.raw()).faults else None

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
        self._sheet.before = None
        if not self._on_its_way():
            self._sheet.asked = True
            self._queue.save(self._sheet, raw, f"Ghi {self.register.one}")
        return True

    def take_back(self) -> None:
        """Take back what was typed: to what is stored, then to what stood before the program saved; else close."""
        self._pause.stop()
        sheet, typed = self._sheet, self.form.raw()
        if self.dirty and sheet.id is None and not sheet.jobs:
            self._put_new_away(typed)
        elif sheet.before is not None:
            self._undo_saving(sheet.before, typed)
        elif self.dirty and self.stored is not None and not self._on_its_way():
            self.dirty = False
            self._queue.drop(sheet)
            self._forget_draft(sheet.id)
            self._put(self.stored)
        else:
            self.close_record()

    def put_back(self, aside: Aside) -> None:
        """Show typing that had left the form."""
        if aside.id is None:
            self.begin(aside.typed)
        elif aside.id == self.id and self.open:
            self._type(aside.typed)
        else:
            self.load(aside.id, lambda: self._type(aside.typed))

    def drop_new(self) -> None:
        """Forget the draft of a record not made yet."""
        self._queue.drop(Sheet())

    def _type(self, typed: Mapping[str, object]) -> None:
        self.form.put_raw(typed)
        self._check_all()
        self._edited()

    def _put_new_away(self, typed: Raw) -> None:
        """The draft of the new record stays; the form closes."""
        self._queue.keep(self._sheet, typed)
        self.dirty = False
        self.close_record()
        self.put_aside.emit(self._half_done(typed))

    def _half_done(self, typed: Raw) -> Aside:
        return Aside(f"Đã cất {self.register.one} đang nhập dở.", None, typed)

    def _undo_saving(self, before: Raw, typed: Raw) -> None:
        self._sheet.before = None
        self.form.put_raw(before)
        self._check_all()
        self._sheet.edits += 1
        self.dirty = True
        self._queue.save(self._sheet, self.raw())
        self._say()
        self.put_aside.emit(Aside("Đã trả lại như trước khi sửa.", self.id, typed))

    def close_record(self) -> None:
        """Put it away; what was typed is saved, or kept where it is not valid."""
        self.settle()
        self._turn += 1
        self.open, self.dirty, self.stored = False, False, None
        self._sheet = Sheet()
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
        if not (self.open and self.dirty) or self._on_its_way():
            return
        self._queue.keep(self._sheet, self.form.raw())
        if self.id is not None and self.id not in self.drafts:
            self.drafts.add(self.id)
            self.drafts_changed.emit()
        self.noted.emit(f"Bản nháp được giữ lúc {datetime.now(VIETNAM):%H:%M}")

    def raw(self) -> Raw:
        """What would be saved: the inputs, and what the program has set itself."""
        kept = {
            f.name: self.stored.values.get(f.name) for f in self.register.fields() if self.stored and f.set_by_program
        }
        return {**self.form.raw(), **kept}

    def show_faults(self, faults: Mapping[str, str]) -> None:
        """Faults that saving found."""
        self.form.tell(faults, {})
        self.form.focus_next_fault()
        self.form.tell(faults, {})
        self._say()

    def _build(self) -> RecordForm:
        ws = self.desk.workspace
        given = Given(self.desk.theme, lambda kind: choices(ws, kind), lookup=self.links.lookup())
        form = RecordForm(self.register, given, self._buttons, AttachmentsPane(self.desk, self.register))
        form.edited.connect(self._edited)
        form.left.connect(self._left)
        form.closed.connect(self.close_record)
        form.users_asked.connect(self.links.users_asked)
        self._place.addWidget(form)
        return form

    def _show(self, loaded: Loaded) -> None:
        id_ = loaded.stored.id
        if self._sheet.id != id_ or not self.open:
            self._sheet = self._queue.sheet(id_)
        self.open, self.dirty = True, loaded.draft is not None
        self._put(loaded.stored)
        self._show_history(loaded.entries)
        if self._sheet.jobs and self._sheet.last is not None:
            self.form.put_raw(self._sheet.last)
        else:
            self._sheet.version = loaded.stored.version
        if loaded.draft is not None:
            self.form.put_raw(loaded.draft)
            self.drafts.add(loaded.stored.id)
            self.drafts_changed.emit()
            self._check_all()
            self.restored.emit(False)  # noqa: FBT003 - a signal's value
        self._say()

    def _show_history(self, entries: tuple[HistoryEntry, ...]) -> None:
        self.form.history.show_entries(entries)
        self.form.files.show_record(self.stored)
        self.links.ask_users(self.id, self.form.show_users)
        self.form.tabs[HISTORY].say(count=str(len(entries)) if entries else "")

    def _put(self, stored: Stored) -> None:
        self.stored = stored
        self.form.set_locked(locked=stored.package is not None)
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
        self._sheet.edits += 1
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

    def _on_its_way(self) -> bool:
        """Whether the writer already has all that was typed."""
        return self._sheet.jobs > 0 and self._sheet.sent == self._sheet.edits

    def _save_beside(self) -> None:
        """Save without a button: the person goes on meanwhile, here or at another record."""
        if not self._on_its_way():
            if self.stored is not None and not self._sheet.jobs:
                self._sheet.before = self._plain(self.stored)
            self._queue.save(self._sheet, self.raw())

    def _plain(self, stored: Stored) -> Raw:
        """A stored record as the form would give it."""
        typed = self.form.raw()
        self.form.put(stored.values)
        before = self.form.raw()
        self.form.put_raw(typed)
        return before

    def _forget_draft(self, id_: UUID | None) -> None:
        if id_ is not None:
            self.drafts.discard(id_)
            self.drafts_changed.emit()

    def _written(self, sheet: Sheet, made: Written) -> None:
        """The writer has finished: adopt what it gave, if the record is still the one in the form."""
        self._forget_draft(made.saved.id)
        self.noted.emit(f"Đã ghi lúc {datetime.now(VIETNAM):%H:%M}")
        asked, sheet.asked = sheet.asked, False
        if not self.open or sheet is not self._sheet:
            return
        self.stored, self.dirty = made.loaded.stored, made.edits != sheet.edits
        self._show_history(made.loaded.entries)
        if asked or made.new:
            self.saved.emit(made.saved)
        if asked and not self.dirty:
            self._put(made.loaded.stored)
        self._say()

    def _not_written(self, sheet: Sheet, error: BaseException) -> None:
        """What could not be written stays a draft."""
        sheet.asked = False
        if sheet is self._sheet and self.open:
            self.dirty = True
            self._queue.keep(sheet, self.form.raw())
        elif sheet.last is not None:
            self._queue.keep(sheet, sheet.last)
        if sheet.id is not None:
            self.drafts.add(sheet.id)
            self.drafts_changed.emit()
        self._failed(error)
        if sheet.id is None and sheet is not self._sheet and sheet.last is not None and isinstance(error, Problem):
            self.put_aside.emit(Aside(error.what, None, sheet.last))

    def _say(self) -> None:
        name = self.form.grid.boxes.get(self.register.name_field)
        title = str(name.input.raw() or "" if name is not None else "") or f"{self.register.one.capitalize()} mới"
        faults = self.form.fault_count()
        if self.locked:
            self.form.say(title, LOCKED, icon="lock")
        elif faults:
            self.form.say(title, f"{faults} chỗ phải sửa", tone="bad", icon="fault")
        elif self.dirty:
            self.form.say(title, "Chưa ghi", tone="warn", icon="sign")
        elif self.stored is not None:
            changed = self.stored.changed_at.astimezone(VIETNAM)
            self.form.say(title, f"{self.stored.changed_by} ghi {changed:%d/%m/%Y %H:%M}")
        else:
            self.form.say(title, "Điền xong bấm Ghi")
        self.state_changed.emit()
