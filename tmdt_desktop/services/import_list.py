"""Take a list in: read it, show what was understood, check every row, and only then write, as one batch."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from tmdt_desktop.catalogues.offices import district_of, office_on
from tmdt_desktop.errors import Refused
from tmdt_desktop.exchange.check_list import collector_paused
from tmdt_desktop.exchange.plans import (
    ByHand,
    ColumnPlan,
    DroppedLine,
    GroupLine,
    ListPlan,
    Remembered,
    Repair,
    RowFault,
    RowPlan,
    SheetPlan,
)
from tmdt_desktop.exchange.reading import read_book
from tmdt_desktop.exchange.understanding import Wanted, replanned, understand
from tmdt_desktop.fields import Rows
from tmdt_desktop.records import Record
from tmdt_desktop.services import import_memory
from tmdt_desktop.services.checked_list import NOTHING, CheckedList, Decisions, Imported, LeftRow
from tmdt_desktop.services.checked_rows import accepted, check_list, corrected
from tmdt_desktop.services.hand_checks import refuse_unknown
from tmdt_desktop.services.import_memory import forget_layout
from tmdt_desktop.services.import_writing import Writer, decided, waiting
from tmdt_desktop.services.row_differences import Difference
from tmdt_desktop.services.row_heaps import AskedRow, Candidate, ChangedRow
from tmdt_desktop.store.bulk import uncollected
from tmdt_desktop.store.workspace import Workspace
from tmdt_desktop.task import SILENT, Task

__all__ = [
    "NOTHING",
    "AskedRow",
    "ByHand",
    "Candidate",
    "ChangedRow",
    "CheckedList",
    "ColumnPlan",
    "Decisions",
    "Difference",
    "DroppedLine",
    "GroupLine",
    "ImportWish",
    "Imported",
    "LeftRow",
    "ListPlan",
    "Remembered",
    "Repair",
    "RowFault",
    "RowPlan",
    "SheetPlan",
    "accept",
    "check_list",
    "commit_list",
    "correct",
    "forget_layout",
    "read_list",
    "replan",
    "require_list_register",
    "takes_lists",
    "with_columns",
]


@dataclass(frozen=True)
class ImportWish:
    """A file to take in. `sheets` None: every sheet that holds a list. `columns`: (sheet, column from 0) → field path
    or None, decided by hand; `by_hand`: that and everything else. `parent`: what the person says of every row, as raw
    values by field name. `sender`: who sent it; empty takes what its title says.
    """

    file: Path
    register: type[Record]
    sheets: tuple[str, ...] | None = None
    columns: Mapping[tuple[str, int], str | None] = field(default_factory=dict)
    parent: Mapping[str, object] = field(default_factory=dict)
    by_hand: ByHand = field(default_factory=ByHand)
    sender: str = ""


@collector_paused()
def read_list(ws: Workspace, wish: ImportWish, task: Task = SILENT) -> ListPlan:
    """Read a file and say what was understood of it; what was decided about such a list before is applied and said.

    Raises Blocked, Refused or Damaged: see `exchange.reading.read_book`; Refused too when no sheet holds a list, when
    lists do not go into the register, or when `wish` names a sheet, a column or a field that there is not.
    """
    require_list_register(wish.register)
    _require_fields(wish.register, wish.parent)
    with uncollected():
        book = read_book(wish.file, task)
    today = date.today()  # noqa: DTZ011 - the office's own calendar day
    last = office_on(ws.office, today).last_day(today)
    known = {sheet.name for sheet in book.sheets}
    if missing := [name for name in wish.sheets or () if name not in known]:
        raise Refused(f"Tệp {wish.file.name} không có trang «{missing[0]}».", cure=f"Chọn trong: {', '.join(known)}.")
    by_hand = wish.by_hand.with_(ByHand(columns=wish.columns))
    refuse_unknown(book, wish.register, by_hand)
    wanted = Wanted(wish.register, last, district_of(ws.office), wish.sheets, wish.parent, by_hand)
    plan = understand(book, wanted, task)
    return remembered(ws, replace(plan, layout=_own_layout(plan, wanted)), wish.sender)


def _own_layout(plan: ListPlan, wanted: Wanted) -> str:
    """The layout of a file by itself, so that a list is known again whichever choices came with it at once."""
    if wanted.sheets is None and wanted.by_hand == ByHand():
        return plan.layout
    try:
        return understand(plan.book, replace(wanted, sheets=None, by_hand=ByHand())).layout
    except Refused:  # what is a list only by these choices is known by them
        return plan.layout


def remembered(ws: Workspace, plan: ListPlan, sender: str = "") -> ListPlan:
    """The plan with what was decided about such lists before; what was decided for this one by hand holds."""
    plan = replace(plan, sender=sender or plan.sender)
    with ws.read() as connection:
        known = import_memory.recall(connection, plan, plan.sender)
    if known is None:
        return plan
    notes = (*plan.notes, *(note for note in known.notes if note not in plan.notes))
    try:
        made = replan(ws, plan, known.by_hand.with_(plan.by_hand))
    except Refused:  # by those decisions nothing of this file would be a list
        return replace(plan, notes=(*plan.notes, "Lựa chọn của lần trước không hợp với tệp này nên không dùng."))
    return replace(made, remembered=known.whose, notes=notes)


def takes_lists(register: type[Record]) -> bool:
    """Whether lists go into `register`: not where records are made by the program alone."""
    return not any(field.required and field.set_by_program for field in register.fields())


def require_list_register(register: type[Record]) -> None:
    """Raise Refused when records of `register` are made by the program alone, so that no list can hold them."""
    if not takes_lists(register):
        raise Refused(
            f"Sổ «{register.title}» không nhập từ danh sách.",
            why="Hồ sơ của sổ này do phần mềm lập.",
            cure="Chọn sổ khác để nhập.",
        )


def _require_fields(register: type[Record], names: Iterable[str]) -> None:
    known = [f.name for f in register.fields() if not f.set_by_program and not isinstance(f.kind, Rows)]
    for name in names:
        if name not in known:
            raise Refused(
                f"Sổ «{register.title}» không có mục {name} để điền.", cure=f"Chọn trong: {', '.join(known)}."
            )


def replan(ws: Workspace, plan: ListPlan, by_hand: ByHand) -> ListPlan:  # noqa: ARG001 - a wish has its workspace first
    """The plan with more decided by hand; where `by_hand` speaks of what was decided before, it holds.

    Raises Refused when no sheet holds a list any more.
    """
    made = replanned(plan, by_hand)
    return replace(made, sender=plan.sender, layout=plan.layout, remembered=plan.remembered)


def with_columns(plan: ListPlan, columns: Mapping[tuple[str, int], str | None]) -> ListPlan:
    """The plan with some columns set by hand: (sheet, column from 0) → field path, or None to leave it out."""
    return replanned(plan, ByHand(columns=columns))


def correct(
    ws: Workspace, checked: CheckedList, cells: Mapping[tuple[str, int, int], str | None], task: Task = SILENT
) -> CheckedList:
    """The list with texts typed in place of cells (None: the cell's own again), their rows judged anew.

    `cells`: (sheet, row from 1, column from 0) → text. They stay with the plan, so that a second check keeps them.
    """
    return corrected(ws, checked, cells, task)


def accept(ws: Workspace, checked: CheckedList, proposals: Iterable[RowFault], task: Task = SILENT) -> CheckedList:
    """The list with proposals taken (remarks of the level «proposal»), their rows judged anew."""
    return accepted(ws, checked, proposals, task)


@collector_paused()
def commit_list(ws: Workspace, checked: CheckedList, decisions: Decisions = NOTHING, task: Task = SILENT) -> Imported:
    """Write the new rows and what is decided of the others: one batch, one act of the history, undone as a whole.

    Changed rows give only what `decisions` take; nothing that an empty cell does not say is erased. Rows whose record
    has changed since the check are left and told. What was decided by hand is kept for the next list of the layout.

    Raises:
        Blocked: disk full or data held by another program; nothing is written then.
        Cancelled: the user stopped; nothing is written.
        Refused: an answer names no candidate of its row, or a record that the list mentions has gone.
    """
    new, updates = decided(checked, decisions)
    held = waiting(checked, updates, decisions.answers)
    with uncollected(), ws.change("Nhập danh sách") as batch:
        made = Writer(batch, checked, task).write(new, updates)
        import_memory.remember(batch.connection, checked.plan, batch.act)
    batch_id = batch.act.id if made.added or made.updated else None
    same, dropped = len(checked.same) + made.same, len(checked.dropped)
    return Imported(made.added, made.updated, batch_id, held, same, dropped, tuple(made.left))
