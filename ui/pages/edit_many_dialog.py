"""Give one field of many records the same value: which records, which field, which value; what would change is shown first."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from tmdt_desktop.errors import Cancelled, Problem
from tmdt_desktop.i18n import number
from tmdt_desktop.records import Record
from tmdt_desktop.services.choices import choices
from tmdt_desktop.services.edit_many import (
    ManyLine,
    ManyPreview,
    ManyWish,
    edit_many,
    editable_fields,
    preview_many,
)
from tmdt_desktop.task import Task
from ui.parts.dialog import Dialog
from ui.parts.editors import Given, editor_of
from ui.parts.inputs import Input
from ui.parts.lines_table import Cell, Column, Line, LinesTable
from ui.parts.pickers import Box
from ui.parts.record_links import RecordLinks
from ui.parts.tick import Option, Tick
from ui.shell.desk import Desk
from ui.shell.widgets import column, label, row

PAUSE = 250
"""Milliseconds after the last change before the outcome is looked at."""
_LEFT, _HEIGHT, _SHOWN = 288, 340, 500
_NOTHING: tuple[object, ...] = (None, "", [], ())
_CHOOSE = "Chọn mục cần sửa, rồi ghi giá trị mới."
_ASKED = "Ghi giá trị mới để xem trước các dòng sẽ đổi."


@dataclass(frozen=True)
class Scope:
    """Some records by their row numbers, and what they are: «3 dòng đã chọn»."""

    words: str
    seqs: Sequence[int]


class _Turn(Task):
    """Stops a look at the outcome that nobody waits for any more."""

    def __init__(self) -> None:
        self.over = False

    def step(self, done: int, total: int, what: str = "") -> None:  # noqa: ARG002 - it shows no progress
        """Raise Cancelled when it is over."""
        if self.over:
            raise Cancelled


class EditManyDialog(Dialog):
    """`edited` carries what was written (a `ManyPreview`) and the id of the act, which can be taken back."""

    edited = Signal(object, object)

    def __init__(self, desk: Desk, register: type[Record], scopes: Sequence[Scope], parent: QWidget) -> None:
        super().__init__(desk, f"Sửa hàng loạt: {register.title}", parent, wide=True)
        self._register = register
        self._fields = editable_fields(register)
        self._turn = _Turn()
        self._links = RecordLinks(desk, register, lambda error: desk.problems.show(error, self))
        self.made: ManyPreview | None = None
        self.scopes = tuple((scope, Option(self.theme, scope.words)) for scope in scopes)
        self.field = Box(self.theme)
        self.field.setAccessibleName("Mục cần sửa")
        self.field.setPlaceholderText("Chọn một mục")
        self.field.addItems([each.label for each in self._fields])
        self.field.setCurrentIndex(-1)
        self.input: Input | None = None
        self._place = column()
        self.blank = Tick(self.theme, "Xóa trắng mục này")
        self.blank.toggled.connect(self._blanked)
        self._note = label("", "body", "text_2", wrap=True)
        self.table = LinesTable(self.theme, (Column("Tên"), Column("Trước", 150), Column("Sau", 170)))
        self.table.setAccessibleName("Trước và sau khi sửa")
        self.table.setFixedHeight(_HEIGHT)
        self.body.addLayout(row(self._left(), (column(self._note, (self.table, 1), spacing=8), 1), spacing=20))
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self.look)
        self.primary.set_icon("many")
        self.field.currentIndexChanged.connect(self._put_editor)
        self.scopes[0][1].setChecked(True)
        for _, option in self.scopes:
            option.toggled.connect(lambda _on: self._changed())
        self._put_editor()
        self.field.setFocus()

    def begin_with(self, field: str, value: object) -> None:
        """Begin with a field and a value of it, to be looked at at once."""
        self.field.setCurrentIndex([each.name for each in self._fields].index(field))
        if self.input is not None:
            self.input.put(value)
        self._pause.stop()
        self.look()

    def wish(self) -> ManyWish:
        """What is asked for now."""
        scope = next(scope for scope, option in self.scopes if option.isChecked())
        return ManyWish(self._register, scope.seqs, self._fields[self.field.currentIndex()].name, self._raw())

    def look(self) -> None:
        """Look at what would change; an older look is dropped."""
        self._turn.over = True
        turn = self._turn = _Turn()
        if self.field.currentIndex() < 0:
            self._say(_CHOOSE)
            return
        if not self.blank.isChecked() and self._raw() in _NOTHING:
            self._say(_ASKED)
            return
        wish, ws = self.wish(), self.desk.workspace

        def show(made: ManyPreview) -> None:
            if not turn.over:
                self._show(made)

        def failed(error: BaseException) -> None:
            if not turn.over and isinstance(error, Problem):
                self._say(f"{error.what} {error.cure}".strip())
            elif not turn.over:
                self.desk.problems.show(error, self)

        self.desk.jobs.read(lambda: preview_many(ws, wish, turn), done=show, failed=failed)

    def ready(self) -> None:
        """Possible when something would change."""
        count = len(self.made.changes) if self.made is not None else 0
        self.primary.setText(f"Sửa {number(count)} {self._register.one}" if count else "Sửa")
        self.primary.setEnabled(bool(count))

    def act(self) -> None:
        """Write the value into the records that take it."""
        wish, ws = self.wish(), self.desk.workspace

        def work(task: Task) -> tuple[ManyPreview, object]:
            made = edit_many(ws, wish, task)
            return made, made.batch

        self.run(work, "Sửa hàng loạt", self._written)

    def done(self, code: int) -> None:
        """Closing ends a look that is under way or about to begin."""
        self._pause.stop()
        self._turn.over = True
        super().done(code)

    def _left(self) -> QWidget:
        made = QWidget()
        made.setFixedWidth(_LEFT)
        which = QWidget()
        which.setLayout(column(*(option for _, option in self.scopes), spacing=2))
        made.setLayout(
            column(
                label("Các dòng", "small", "text_2"),
                which,
                8,
                label("Mục cần sửa", "small", "text_2"),
                self.field,
                8,
                label("Giá trị mới", "small", "text_2"),
                self._place,
                4,
                self.blank,
                None,
                spacing=4,
            )
        )
        return made

    def _raw(self) -> object:
        return "" if self.blank.isChecked() or self.input is None else self.input.raw()

    def _blanked(self) -> None:
        if self.input is not None:
            self.input.setDisabled(self.blank.isChecked())
        self._changed()

    def _changed(self) -> None:
        """What was looked at no longer holds."""
        self._turn.over = True
        self.made = None
        self.ready()
        self._pause.start()

    def _put_editor(self) -> None:
        if self.input is not None:
            self.input.hide()
            self._place.removeWidget(self.input)
            self.input.deleteLater()
            self.input = None
        self.blank.setEnabled(self.field.currentIndex() >= 0)
        if self.field.currentIndex() < 0:
            self._changed()
            return
        ws = self.desk.workspace
        given = Given(self.theme, lambda kind: choices(ws, kind), lookup=self._links.lookup())
        self.input = editor_of(self._fields[self.field.currentIndex()], given)
        self.input.setDisabled(self.blank.isChecked())
        self.input.edited.connect(self._changed)
        self._place.addWidget(self.input)
        self.setTabOrder(self.field, self.input)
        self._changed()

    def _show(self, made: ManyPreview) -> None:
        self.made = made
        told = [f"{number(len(made.changes))} dòng đổi"]
        told += [f"{number(made.same)} dòng đã có giá trị này"] if made.same else []
        told += [f"{number(made.received)} dòng thuộc gói đã nhận, chỉ để xem"] if made.received else []
        told += [f"{number(len(made.faults))} dòng không nhận được, giữ nguyên"] if made.faults else []
        self._note.setText(" · ".join(told))
        self.table.show_lines([_line(each) for each in (*made.faults, *made.changes)[:_SHOWN]])
        self.ready()

    def _say(self, words: str) -> None:
        """Nothing can be written yet, and why."""
        self.made = None
        self._note.setText(words)
        self.table.show_lines([])
        self.ready()

    def _written(self, outcome: tuple[ManyPreview, object]) -> None:
        self.accept()
        self.edited.emit(*outcome)


def _line(line: ManyLine) -> Line:
    if line.fault:
        return Line(
            (Cell(line.name, "", "fault", tip=line.fault), Cell(line.before), Cell(line.fault, "bad", tip=line.fault))
        )
    return Line((Cell(line.name), Cell(line.before or "—", "text_2"), Cell(line.after or "—", strong=True)))
