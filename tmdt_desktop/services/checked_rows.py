"""Check the rows of a plan and sort them into heaps; judge single rows anew after they were corrected in place."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from tmdt_desktop.exchange.check_list import check_rows, collector_paused
from tmdt_desktop.exchange.plans import ByHand, ListPlan, RowFault, RowPlan
from tmdt_desktop.exchange.understanding import replanned
from tmdt_desktop.services.checked_list import CheckedList, counted
from tmdt_desktop.services.likely_doubles import doubtful
from tmdt_desktop.services.reference_book import ReferenceBook, link_businesses
from tmdt_desktop.services.row_heaps import compare, place_of
from tmdt_desktop.services.said_values import Said
from tmdt_desktop.store import audit
from tmdt_desktop.store.bulk import uncollected
from tmdt_desktop.store.workspace import Workspace
from tmdt_desktop.task import SILENT, Task

Cells = Mapping[tuple[str, int, int], str | None]


@collector_paused()
def check_list(ws: Workspace, plan: ListPlan, task: Task = SILENT) -> CheckedList:
    """Read and judge every row of a plan, and compare it with the register. Writes nothing."""
    with uncollected(), ws.read() as connection:
        head = audit.head(connection)
        book = ReferenceBook(connection)
        checked = check_rows(plan, task, book.read)
        rows, linked = link_businesses(book, plan.register, checked.rows, task)
        sound = [row for row in rows if not row.faults]
        found = compare(connection, plan.register, sound, Said(plan), task)
        doubts, alike = doubtful(connection, plan.register, found.new, task)
    told = [*linked, *found.told, *alike]
    made = CheckedList(
        plan,
        _with_doubts(plan, found.new, doubts),
        tuple(found.changed),
        tuple(found.asked),
        _faulty(rows, found.faulty),
        tuple(found.same),
        checked.dropped,
        _ordered(checked.told, told),
        {},
        head,
    )
    return replace(made, counts=counted(made))


def _faulty(rows: Sequence[RowPlan], more: Sequence[RowPlan]) -> tuple[RowPlan, ...]:
    """The rows that wait, in the order of the file; `more`: what comparing with the register found."""
    found = {place_of(row): row for row in more}
    every = (found.get(place_of(row), row) for row in rows) if found else rows
    return tuple(row for row in every if row.faults)


def _with_doubts(plan: ListPlan, rows: Sequence[RowPlan], doubts: Mapping[int, str]) -> tuple[RowPlan, ...]:
    name = plan.register.name_field
    made = list(rows)
    for at, sentence in doubts.items():
        made[at] = made[at]._replace(doubts={name: sentence, **made[at].doubts})
    return tuple(made)


def _ordered(told: Sequence[RowFault], more: Sequence[RowFault]) -> tuple[RowFault, ...]:
    """All remarks in the order of the file."""
    return tuple(sorted([*told, *more], key=lambda each: (each.sheet, each.row))) if more else tuple(told)


def corrected(ws: Workspace, checked: CheckedList, cells: Cells, task: Task = SILENT) -> CheckedList:
    """See `import_list.correct`."""
    gone = {place for place, text in cells.items() if text is None}
    typed = {place: text for place, text in cells.items() if text is not None}
    kept = {place: text for place, text in checked.plan.by_hand.cells.items() if place not in gone}
    plan = replace(checked.plan, by_hand=replace(checked.plan.by_hand, cells=kept))
    return check_list(ws, _replanned(plan, ByHand(cells=typed)), task)


def accepted(ws: Workspace, checked: CheckedList, proposals: Iterable[RowFault], task: Task = SILENT) -> CheckedList:
    """See `import_list.accept`."""
    taken = {(each.sheet, each.row, each.field): each.proposed for each in proposals if each.level == "proposal"}
    return check_list(ws, _replanned(checked.plan, ByHand(accepted=taken)), task)


def _replanned(plan: ListPlan, by_hand: ByHand) -> ListPlan:
    made = replanned(plan, by_hand)
    return replace(made, sender=plan.sender, layout=plan.layout, remembered=plan.remembered)
