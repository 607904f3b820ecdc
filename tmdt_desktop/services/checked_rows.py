"""Check the rows of a plan and sort them into heaps; judge single rows anew after they were corrected in place."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from tmdt_desktop.exchange.check_list import CheckedRows, check_rows, checked_again, collector_paused
from tmdt_desktop.exchange.plans import ByHand, ListPlan, RowFault, RowPlan
from tmdt_desktop.exchange.understanding import replanned
from tmdt_desktop.services.checked_list import CheckedList, Work, counted
from tmdt_desktop.services.likely_doubles import doubtful
from tmdt_desktop.services.reference_book import ReferenceBook, link_businesses
from tmdt_desktop.services.row_heaps import Place, Verdict, compare, place_of, shared
from tmdt_desktop.services.said_values import Said
from tmdt_desktop.store import audit
from tmdt_desktop.store.bulk import uncollected
from tmdt_desktop.store.workspace import Workspace
from tmdt_desktop.task import SILENT, Task

Cells = Mapping[tuple[str, int, int], str | None]
Places = frozenset[Place]


@collector_paused()
def check_list(ws: Workspace, plan: ListPlan, task: Task = SILENT) -> CheckedList:
    """Read and judge every row of a plan, and compare it with the register. Writes nothing."""
    with uncollected(), ws.read() as connection:
        head = audit.head(connection)
        book = ReferenceBook(connection)
        judged = check_rows(plan, task, book.read)
        rows, told = link_businesses(book, plan.register, judged.rows, task)
        linked = {(each.sheet, each.row): each for each in told}
        sound = [row for row in rows if not row.faults]
        verdicts = compare(connection, plan.register, sound, Said(plan), task)
        new = [each.row for each in verdicts.values() if each.heap == "new"]
        doubts = doubtful(connection, plan.register, new, task)
    work = Work(judged, {place_of(row): row for row in rows}, linked, verdicts, doubts)
    return _gathered(plan, work, head)


def _gathered(plan: ListPlan, work: Work, head: bytes) -> CheckedList:
    """The heaps, each in the order of the file, and every remark."""
    twice = shared(plan.register, work.verdicts)
    sorted_ = [(row, None if place in twice else work.verdicts.get(place)) for place, row in work.rows.items()]
    verdicts = [verdict for _, verdict in sorted_ if verdict is not None]
    made = CheckedList(
        plan,
        tuple(_with_doubt(each, work.doubts) for each in verdicts if each.heap == "new"),
        tuple(each.changed for each in verdicts if each.changed),
        tuple(each.asked for each in verdicts if each.asked),
        tuple(_with_fault(row, twice.get(place_of(row))) for row, verdict in sorted_ if verdict is None),
        tuple(each.row for each in verdicts if each.heap == "same"),
        work.judged.dropped,
        _told(work, verdicts, twice),
        {},
        head,
        work,
    )
    return replace(made, counts=counted(made))


def _with_doubt(verdict: Verdict, doubts: Mapping[Place, RowFault]) -> RowPlan:
    told = doubts.get(place_of(verdict.row))
    if told is None:
        return verdict.row
    return verdict.row._replace(doubts={told.field: told.sentence, **verdict.row.doubts})


def _with_fault(row: RowPlan, told: RowFault | None) -> RowPlan:
    return row if told is None else row._replace(faults={**row.faults, told.field: told.sentence})


def _told(work: Work, verdicts: Iterable[Verdict], twice: Mapping[Place, RowFault]) -> tuple[RowFault, ...]:
    """All remarks in the order of the file."""
    beside = [each.told for each in verdicts if each.told]
    more = [*work.linked.values(), *beside, *work.doubts.values(), *twice.values()]
    if not more:
        return work.judged.told
    return tuple(sorted([*work.judged.told, *more], key=lambda each: (each.sheet, each.row)))


def corrected(ws: Workspace, checked: CheckedList, cells: Cells, task: Task = SILENT) -> CheckedList:
    """See `import_list.correct`."""
    typed = {place: text for place, text in cells.items() if text is not None}
    kept = {place: text for place, text in checked.plan.by_hand.cells.items() if place not in cells}
    plan = replace(checked.plan, by_hand=replace(checked.plan.by_hand, cells=kept))
    entries = _entries(plan, {(sheet, row) for sheet, row, _ in cells})
    return _judged_again(ws, checked, _replanned(plan, ByHand(cells=typed)), entries, task)


def accepted(ws: Workspace, checked: CheckedList, proposals: Iterable[RowFault], task: Task = SILENT) -> CheckedList:
    """See `import_list.accept`."""
    taken = {(each.sheet, each.row, each.field): each.proposed for each in proposals if each.level == "proposal"}
    entries = _entries(checked.plan, {(sheet, row) for sheet, row, _ in taken})
    return _judged_again(ws, checked, _replanned(checked.plan, ByHand(accepted=taken)), entries, task)


def _replanned(plan: ListPlan, by_hand: ByHand) -> ListPlan:
    made = replanned(plan, by_hand)
    return replace(made, sender=plan.sender, layout=plan.layout, remembered=plan.remembered)


def _entries(plan: ListPlan, places: Collection[Place]) -> Places:
    """The first rows of the entries that hold the rows of `places`."""
    found = set(places)
    for sheet in plan.sheets:
        wanted = {row for name, row in places if name == sheet.name}
        for first, last in sheet.spans if wanted else ():
            if last > first and not wanted.isdisjoint(range(first + 1, last + 1)):
                found.add((sheet.name, first))
    return frozenset(found)


@collector_paused()
def _judged_again(ws: Workspace, checked: CheckedList, plan: ListPlan, places: Places, task: Task) -> CheckedList:
    """The list with the rows of `places`, and those that bear on them, judged anew; all of it when the register moved."""
    with uncollected(), ws.read() as connection:
        head, work = audit.head(connection), checked.work
        if work is not None and head == checked.head:
            return _gathered(plan, _worked_again(connection, work, (plan, places), task), head)
    return check_list(ws, plan, task)


def _worked_again(connection: Connection, work: Work, meant: tuple[ListPlan, Places], task: Task) -> Work:
    plan, places = meant
    book = ReferenceBook(connection)
    judged = checked_again(work.judged, plan, places, task, book.read)
    moved = _moved(work.judged, judged)
    linked_rows, told = link_businesses(book, plan.register, [row for row in judged.rows if place_of(row) in moved])
    fresh = {place_of(row): row for row in linked_rows}
    rows = {place_of(row): fresh.get(place_of(row)) or work.rows[place_of(row)] for row in judged.rows}
    sound = [row for row in linked_rows if not row.faults]
    verdicts = _but(work.verdicts, moved) | compare(connection, plan.register, sound, Said(plan), task)
    new = [each.row for each in verdicts.values() if each.heap == "new"]
    looked_at = [row for row in new if place_of(row) in moved]
    doubts = _but(work.doubts, moved) | doubtful(connection, plan.register, looked_at, task, new)
    linked = _but(work.linked, moved) | {(each.sheet, each.row): each for each in told}
    return Work(judged, rows, linked, verdicts, doubts)


def _moved(before: CheckedRows, after: CheckedRows) -> set[Place]:
    """The places of the rows that read otherwise than before, or are held against other rows now."""
    old = {place_of(row): row for row in before.rows}
    return {place_of(row) for row in after.rows if (known := old.get(place_of(row))) is not row and known != row}


def _but(held: Mapping[Place, Any], gone: Collection[Place]) -> dict[Place, Any]:
    return {place: each for place, each in held.items() if place not in gone}
