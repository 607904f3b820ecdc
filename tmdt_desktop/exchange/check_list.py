"""All rows of a planned list, read and judged."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tmdt_desktop.exchange.checking import Beside, check_sheet, read_lines
from tmdt_desktop.exchange.class_rows import check_class
from tmdt_desktop.exchange.doubles import tell_doubles
from tmdt_desktop.exchange.plans import DroppedLine, ListPlan, RowFault, RowPlan
from tmdt_desktop.exchange.values import FindRecord
from tmdt_desktop.task import SILENT, Task


@dataclass(frozen=True)
class CheckedRows:
    """Every row of a list, every remark, and the lines that are no rows."""

    rows: tuple[RowPlan, ...]
    told: tuple[RowFault, ...]
    dropped: tuple[DroppedLine, ...]


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


@collector_paused()
def check_rows(plan: ListPlan, task: Task = SILENT, find: FindRecord | None = None) -> CheckedRows:
    """Read and judge every row; nothing is compared with the register here. `find` knows the records of others.

    Raises:
        Cancelled: the user stopped it; it is looked at every few hundred rows.
    """
    rows: list[RowPlan] = []
    told: list[RowFault] = []
    sheets = [sheet for sheet in plan.sheets if not sheet.skipped]
    lists = [read_lines(plan, sheet, task, find) for sheet in sheets if sheet.keyed]
    main = next((sheet for sheet in sheets if not sheet.target), None)
    for at, sheet in enumerate(sheet for sheet in sheets if not sheet.keyed):
        task.step(at, len(sheets), sheet.name)
        beside = Beside(find, lists if sheet is main else ())
        made = check_class(plan, sheet, task, find) if sheet.target else check_sheet(plan, sheet, task, beside)
        rows += made.rows
        told += made.told
    told += [remark for lines in lists for remark in (*lines.told, *lines.stray())]
    rows, twice = tell_doubles(plan.register, rows)
    told = sorted([*told, *twice], key=lambda fault: (fault.sheet, fault.row))
    dropped = tuple(line for sheet in plan.sheets for line in sheet.dropped)
    return CheckedRows(tuple(rows), tuple(told), dropped)
