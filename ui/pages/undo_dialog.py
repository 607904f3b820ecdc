"""Take a whole act back: how many records go back, which were edited since and stay, which cannot go back and why.

What was edited since stays unless its line is ticked; Space turns the tick. Every tick is looked at anew, because one
record that stays may keep others.
"""

from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from tmdt_desktop.errors import Problem
from tmdt_desktop.i18n import moment, number
from tmdt_desktop.services.history import (
    Change,
    Later,
    UndoLine,
    Undone,
    UndoPreview,
    undo_batch,
    undo_preview,
)
from ui.parts.dialog import Dialog
from ui.parts.lines_table import Cell, Column, Line, LinesTable
from ui.parts.tick import Tick
from ui.shell.desk import Desk
from ui.shell.widgets import label

_COLUMNS = (Column("", 34), Column("Hồ sơ", 220), Column("Nếu hoàn lại", 250), Column("Đã sửa sau đó"))
_HEIGHT, _SHOWN, _SHORT = 330, 500, 60
_LOOKING = "Đang xem việc này chạm đến những hồ sơ nào…"


class UndoDialog(Dialog):
    """`undone` carries what was done (an `Undone`)."""

    undone = Signal(object)

    def __init__(self, desk: Desk, batch: UUID, what: str, parent: QWidget) -> None:
        super().__init__(desk, f"Hoàn lại «{what}»", parent, wide=True)
        self.batch = batch
        self.also: frozenset[UUID] = frozenset()
        self.made: UndoPreview | None = None
        self._turn = 0
        self._shown_also: frozenset[UUID] = frozenset()
        self._looking = False
        self.note = label(_LOOKING, "body", "text_2", wrap=True)
        self.every = Tick(self.theme, "Hoàn lại cả những hồ sơ đã sửa sau đó")
        self.every.clicked.connect(self._turn_all)
        self.table = LinesTable(self.theme, _COLUMNS, tall=True)
        self.table.setAccessibleName("Hồ sơ sẽ hoàn lại và hồ sơ giữ nguyên")
        self.table.setFixedHeight(_HEIGHT)
        self.table.keys[Qt.Key.Key_Space] = self._turn_current
        self.table.clicked.connect(lambda index: self._turn_current() if index.column() == 0 else None)
        for part in (self.note, self.every, self.table):
            self.body.addWidget(part)
        self.every.hide()
        self.primary.set_icon("undo")
        self.cancel.setText("Giữ nguyên")
        self.ready()
        self.table.setFocus()
        self.look()

    def look(self) -> None:
        """Ask what would happen now; an older answer is dropped."""
        self._turn += 1
        self._looking = True
        self.ready()
        turn, ws, batch, also = self._turn, self.desk.workspace, self.batch, self.also

        def newest() -> bool:
            return isValid(self) and turn == self._turn

        self.desk.jobs.read(
            lambda: undo_preview(ws, batch, also),
            done=lambda made: self._show(made, also) if newest() else None,
            failed=lambda error: self._not_possible(error) if newest() else None,
        )

    def ready(self) -> None:
        """Possible when something goes back, and what is ticked has been looked at."""
        self.primary.setText(f"Hoàn lại {_counts(self.made)}".rstrip() if self.made is not None else "Hoàn lại")
        self.primary.setEnabled(not self._looking and self.made is not None and bool(self.made.going))

    def act(self) -> None:
        """Take back what the preview shows."""
        ws, batch, also = self.desk.workspace, self.batch, self._shown_also
        self.run(lambda task: undo_batch(ws, batch, also, task), "Hoàn lại", self._done)

    def _done(self, made: Undone) -> None:
        self.accept()
        self.undone.emit(made)

    def _busy(self, *, busy: bool) -> None:
        super()._busy(busy=busy)
        if not busy:
            self.cancel.setText("Giữ nguyên")

    def _not_possible(self, error: BaseException) -> None:
        self._looking, self.made = False, None
        self.ready()
        if isinstance(error, Problem):
            self.note.setText("")
        self._failed(error)

    def _show(self, made: UndoPreview, also: frozenset[UUID]) -> None:
        self.made, self._shown_also, self._looking = made, also, False
        chosen = [line for line in made.lines if _may_choose(line)]
        self.note.setText(_summary(made))
        self.every.setVisible(len(chosen) > 1)
        self.every.setChecked(bool(chosen) and all(line.id in self.also for line in chosen))
        self.table.show_lines([self._line(line) for line in made.lines[:_SHOWN]])
        if self.table.current_key is None and made.lines:
            self.table.choose(made.lines[0].id)
        self.ready()
        self._fitting.start(0)

    def _line(self, line: UndoLine) -> Line:
        on = line.id in self.also
        tick = Cell("", "accent" if on else "text_3", "tick" if on else "untick") if _may_choose(line) else Cell("")
        what = Cell(line.stuck, "bad", tip=line.stuck) if line.stuck else _what(line)
        later = "; ".join(map(_later, line.later))
        return Line((tick, Cell(line.name, tip=line.name), what, Cell(later, "text_2", tip=later)), line.id)

    def _turn_current(self) -> None:
        id_ = self.table.current_key
        if self.made is None or not any(line.id == id_ and _may_choose(line) for line in self.made.lines):
            return
        self.also ^= {id_}
        self.look()

    def _turn_all(self) -> None:
        if self.made is not None:
            chosen = frozenset(line.id for line in self.made.lines if _may_choose(line))
            self.also = chosen if self.every.isChecked() else frozenset()
            self.look()


def _may_choose(line: UndoLine) -> bool:
    """Whether a record was edited since, and still stands there to go back."""
    return bool(line.later) and line.open_


def _what(line: UndoLine) -> Cell:
    if line.goes:
        return Cell(line.what, tip=line.what)
    return Cell("Giữ như bây giờ", "text_2", tip="Đã sửa sau đó. Đánh dấu để hoàn lại cả phần đã sửa.")


def _counts(made: UndoPreview) -> str:
    """«118 hồ sơ, giữ 2», «4 hồ sơ, một phần 2»."""
    whole = made.going - made.partly
    told = (
        (whole, f"{number(whole)} hồ sơ"),
        (made.partly, f"một phần {number(made.partly)} hồ sơ" if not whole else f"một phần {number(made.partly)}"),
        (made.going and made.kept, f"giữ {number(made.kept)}"),
    )
    return ", ".join(words for count, words in told if count)


def _summary(made: UndoPreview) -> str:
    told = [f"Việc do {made.who} làm lúc {moment(made.when)}."]
    edited = sum(bool(line.later) and not line.stuck for line in made.lines)
    stuck = sum(bool(line.stuck) for line in made.lines)
    if edited:
        told.append(
            f"{number(edited)} hồ sơ đã sửa sau đó: ô chưa ai sửa trở về như trước, ô đã sửa giữ như bây giờ. "
            "Đánh dấu hồ sơ để bỏ cả phần đã sửa."
        )
    if stuck:
        told.append(f"{number(stuck)} hồ sơ không hoàn lại được, lý do ghi bên cạnh.")
    if not edited and not stuck:
        told.append(f"{number(len(made.lines))} hồ sơ trở về như trước việc này.")
    if len(made.lines) > _SHOWN:
        told.append(f"Bảng kê {number(_SHOWN)} hồ sơ đầu.")
    return " ".join(told)


def _later(later: Later) -> str:
    changes = "; ".join(map(_change, later.changes[:3]))
    return f"{moment(later.when)}, {later.who}: {changes or later.what}"


def _change(change: Change) -> str:
    return f"{change.label}: {_short(change.old)} → {_short(change.new)}"


def _short(words: str) -> str:
    line = words.replace("\n", "; ")
    return "để trống" if not line else line if len(line) <= _SHORT else f"{line[:_SHORT]}…"
