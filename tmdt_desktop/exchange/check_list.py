"""All rows of a planned list, read and judged."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tmdt_desktop.exchange.checking import Beside, read_lines
from tmdt_desktop.exchange.class_rows import check_class
from tmdt_desktop.exchange.doubles import tell_doubles
from tmdt_desktop.exchange.plans import DroppedLine, ListPlan, RowFault, RowPlan
from tmdt_desktop.exchange.row_making import check_sheet
from tmdt_desktop.exchange.values import FindRecord
from tmdt_desktop.task import SILENT, Task


@dataclass(frozen=True)
class CheckedRows:
    """Every row of a list, every remark, and the lines that are no rows.

    `alone`, `told_alone`: the rows and remarks before one row was held against another.
    """

    rows: tuple[RowPlan, ...]
    told: tuple[RowFault, ...]
    dropped: tuple[DroppedLine, ...]
    alone: tuple[RowPlan, ...] = ()
    told_alone: tuple[RowFault, ...] = ()


@contextmanager
def collector_paused() -> Iterator[None]:
    """No search for cycles meanwhile.

    A list makes millions of small lasting values and no cycle; Python would walk through all of them again and again.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


Rows = frozenset[tuple[str, int]]
"""(sheet, first spreadsheet row) of some entries."""


@collector_paused()
def check_rows(
    plan: ListPlan, task: Task = SILENT, find: FindRecord | None = None, only: Rows | None = None
) -> CheckedRows:
    """Read and judge every row; nothing is compared with the register here. `find` knows the records of others.

    `only`: these rows alone, each by itself; rows that stand twice are then not looked for (see `checked_again`).

    Raises:
        Cancelled: the user stopped it; it is looked at every few hundred rows.
    """
    rows, told = _judged(plan, task, find, only)
    if only is None:
        return _held_together(plan, tuple(rows), tuple(told), task)
    return CheckedRows(tuple(rows), tuple(told), (), tuple(rows), tuple(told))


@collector_paused()
def checked_again(
    before: CheckedRows, plan: ListPlan, only: Rows, task: Task = SILENT, find: FindRecord | None = None
) -> CheckedRows:
    """The list with the rows of `only` judged anew, after their cells were put right; the rest stays as judged.

    Raises:
        Cancelled: the user stopped it.
    """
    if any(sheet.keyed and not sheet.skipped for sheet in plan.sheets):
        return check_rows(plan, task, find)
    rows, told = _judged(plan, task, find, only)
    new = {(row.sheet, row.row): row for row in rows}
    whole = {sheet.name for sheet in plan.sheets if sheet.target}
    sheets = {sheet for sheet, _ in only} & whole
    kept = [each for each in before.told_alone if each.sheet not in sheets and (each.sheet, each.row) not in only]
    alone = tuple(new.get((row.sheet, row.row), row) for row in before.alone)
    return _held_together(plan, alone, (*kept, *told), task)


def _held_together(
    plan: ListPlan, alone: tuple[RowPlan, ...], told_alone: tuple[RowFault, ...], task: Task
) -> CheckedRows:
    """The rows held against each other, all remarks in the order of the file."""
    rows, twice = tell_doubles(plan.register, alone, task)
    told = sorted([*told_alone, *twice], key=lambda fault: (fault.sheet, fault.row))
    dropped = tuple(line for sheet in plan.sheets for line in sheet.dropped)
    return CheckedRows(tuple(rows), tuple(told), dropped, alone, told_alone)


def _judged(
    plan: ListPlan, task: Task, find: FindRecord | None, only: Rows | None
) -> tuple[list[RowPlan], list[RowFault]]:
    """Rows and remarks, each row by itself."""
    rows: list[RowPlan] = []
    told: list[RowFault] = []
    sheets = [sheet for sheet in plan.sheets if not sheet.skipped]
    lists = [read_lines(plan, sheet, task, find) for sheet in sheets if sheet.keyed]
    main = next((sheet for sheet in sheets if not sheet.target), None)
    for at, sheet in enumerate(sheet for sheet in sheets if not sheet.keyed):
        task.step(at, len(sheets), sheet.name)
        wanted = None if only is None else frozenset(row for name, row in only if name == sheet.name)
        if wanted is not None and not wanted:
            continue
        beside = Beside(find, lists if sheet is main else (), wanted)
        made = check_class(plan, sheet, task, find) if sheet.target else check_sheet(plan, sheet, task, beside)
        rows += made.rows
        told += made.told
    if only is None:
        told += [remark for lines in lists for remark in (*lines.told, *lines.stray())]
    return rows, told
