"""Take a list in: read it, show what was understood, check every row, and only then write, as one batch."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection

from tmdt_desktop.catalogues.offices import district_of, office_on
from tmdt_desktop.errors import Refused
from tmdt_desktop.exchange.check_list import check_rows, collector_paused
from tmdt_desktop.exchange.plans import (
    ByHand,
    ColumnPlan,
    DroppedLine,
    GroupLine,
    ListPlan,
    Repair,
    RowFault,
    RowPlan,
    SheetPlan,
)
from tmdt_desktop.exchange.reading import read_book
from tmdt_desktop.exchange.understanding import Wanted, replanned, understand
from tmdt_desktop.fields import Rows
from tmdt_desktop.records import Record
from tmdt_desktop.services import references
from tmdt_desktop.services.known_rows import Clash, Compared, Difference, compare
from tmdt_desktop.services.reference_book import ReferenceBook, link_businesses
from tmdt_desktop.store import audit
from tmdt_desktop.store.bulk import uncollected
from tmdt_desktop.store.workspace import Workspace
from tmdt_desktop.task import SILENT, Task

__all__ = [
    "CheckedList",
    "Clash",
    "ColumnPlan",
    "Difference",
    "DroppedLine",
    "GroupLine",
    "ImportWish",
    "Imported",
    "ListPlan",
    "Repair",
    "RowFault",
    "RowPlan",
    "SheetPlan",
    "check_list",
    "commit_list",
    "read_list",
    "require_list_register",
    "takes_lists",
    "with_columns",
]


@dataclass(frozen=True)
class ImportWish:
    """A file to take in. `sheets` None: every sheet that holds a list. `columns`: (sheet, column from 0) → field path
    or None, decided by hand. `parent`: what the person says of every row, as raw values by field name.
    """

    file: Path
    register: type[Record]
    sheets: tuple[str, ...] | None = None
    columns: Mapping[tuple[str, int], str | None] = field(default_factory=dict)
    parent: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class CheckedList:
    """A list, checked; nothing is written yet.

    `new` rows would be added. `faulty` rows wait for their faults to be mended. `same` stand in the register already,
    word for word. `clash` rows bear the key of a record that says something else. `faults`: every remark (fault, doubt,
    repaired) in the order of the file. `counts`: «new», «faulty», «same», «clash», «dropped», «doubt», «repaired».
    `head`: the newest act of the history when the rows were compared.
    """

    plan: ListPlan
    new: tuple[RowPlan, ...]
    faulty: tuple[RowPlan, ...]
    same: tuple[RowPlan, ...]
    clash: tuple[Clash, ...]
    dropped: tuple[DroppedLine, ...]
    faults: tuple[RowFault, ...]
    counts: Mapping[str, int]
    head: bytes = b""

    @property
    def file(self) -> Path:
        return self.plan.file

    @property
    def register(self) -> type[Record]:
        return self.plan.register


@dataclass(frozen=True)
class Imported:
    """What came of an import. `batch`: to undo it by; None when nothing was new. `held`: faulty and clashing rows."""

    added: int
    batch: UUID | None
    held: int
    same: int
    dropped: int


@collector_paused()
def read_list(ws: Workspace, wish: ImportWish, task: Task = SILENT) -> ListPlan:
    """Read a file and say what was understood of it.

    Raises Blocked, Refused or Damaged: see `exchange.reading.read_book`; Refused too when no sheet holds a list, when
    lists do not go into the register, or when `wish.parent` names no field that people fill.
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
    wanted = Wanted(wish.register, last, district_of(ws.office), wish.sheets, wish.parent, ByHand(columns=wish.columns))
    return understand(book, wanted, task)


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


def with_columns(plan: ListPlan, columns: Mapping[tuple[str, int], str | None]) -> ListPlan:
    """The plan with some columns set by hand: (sheet, column from 0) → field path, or None to leave it out."""
    return replanned(plan, ByHand(columns=columns))


@collector_paused()
def check_list(ws: Workspace, plan: ListPlan, task: Task = SILENT) -> CheckedList:
    """Read and judge every row of a plan, and compare it with the register. Writes nothing."""
    with uncollected(), ws.read() as connection:
        head = audit.head(connection)
        book = ReferenceBook(connection)
        checked = check_rows(plan, task, book.read)
        rows, linked = link_businesses(book, plan.register, checked.rows, task)
        found = compare(connection, plan.register, [row for row in rows if not row.faults], task)
    faulty = tuple(row for row in rows if row.faults)
    told = [*found.told, *linked]
    faults = tuple(sorted([*checked.told, *told], key=lambda told: (told.sheet, told.row))) if told else checked.told
    counts = {
        "new": len(found.new),
        "faulty": len(faulty),
        "same": len(found.same),
        "clash": len(found.clash),
        "dropped": len(checked.dropped),
        "doubt": sum(told.level == "doubt" for told in faults),
        "repaired": sum(told.level == "repaired" for told in faults),
    }
    return CheckedList(plan, found.new, faulty, found.same, found.clash, checked.dropped, faults, counts, head)


@collector_paused()
def commit_list(ws: Workspace, checked: CheckedList, task: Task = SILENT) -> Imported:
    """Write the new rows: one batch, one entry of the history, undone as a whole.

    Rows that were written since the check, by another hand or by this very list, are not written again.
    Raises:
        Blocked: disk full or data held by another program; nothing is written then.
        Cancelled: the user stopped; nothing is written.
    """
    held, same, dropped = len(checked.faulty) + len(checked.clash), len(checked.same), len(checked.dropped)
    if not checked.new:
        return Imported(0, None, held, same, dropped)
    with ws.change("Nhập danh sách") as batch:
        now = _compared_again(batch.connection, checked, task)
        batch.say(f"Nhập {len(now.new)} {checked.register.one} từ tệp {checked.file.name}")
        if now.new:
            _refuse_stray(batch.connection, checked.register, now.new)
            batch.insert(checked.register, [row.values for row in now.new], task=task)
    made = batch.act.id if now.new else None
    return Imported(len(now.new), made, held + len(now.clash), same + len(now.same), dropped)


def _refuse_stray(connection: Connection, register: type[Record], rows: Sequence[RowPlan]) -> None:
    """Raise Refused when a record that rows point to has gone since they were checked."""
    if references.missing(connection, register, [row.values for row in rows]):
        raise Refused(
            "Một hồ sơ mà danh sách này nhắc đến vừa bị xóa.",
            why="Sổ đã đổi từ lúc kiểm tra.",
            cure="Kiểm tra lại danh sách rồi nhập.",
        )


def _compared_again(connection: Connection, checked: CheckedList, task: Task) -> Compared:
    """The new rows beside what the register says now, when anything has happened since they were compared."""
    if audit.head(connection) == checked.head:
        return Compared(new=checked.new)
    return compare(connection, checked.register, checked.new, task)
