"""Workbooks for people: empty ones to fill in, the sender's own with its faults, a list to hand over."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from tmdt_desktop.catalogues.offices import district_of, office_on
from tmdt_desktop.exchange import error_workbook, listing, templates
from tmdt_desktop.records import Record
from tmdt_desktop.services import references, registers
from tmdt_desktop.services.filter_words import filter_words
from tmdt_desktop.services.import_list import CheckedList, require_list_register
from tmdt_desktop.store.workspace import Workspace
from tmdt_desktop.task import SILENT, Task

_CHUNK = 500


@dataclass(frozen=True)
class ListWish:
    """A list to hand over. `target`: .xlsx or .csv. `sensitive`: with the columns of personal data."""

    register: type[Record]
    target: Path
    query: registers.Query = field(default_factory=registers.Query)
    sensitive: bool = False


def write_template(register: type[Record], target: Path, ws: Workspace | None = None) -> None:
    """Write an empty workbook for `register`; with `ws` its list of communes is the office's own.

    Raises:
        Refused: lists do not go into this register. Blocked: `target` cannot be written.
    """
    require_list_register(register)
    day = date.today()  # noqa: DTZ011 - the office's own calendar day
    district = None
    if ws is not None:
        day, district = office_on(ws.office, day).last_day(day), district_of(ws.office)
    templates.write_template(templates.TemplateWish(register, day, district), target)


def write_error_workbook(checked: CheckedList, target: Path) -> tuple[str, ...]:
    """Write the list's own workbook again: faults red, doubts yellow, reasons in comments and a last column.

    Returns what did not come along, in sentences. Raises Blocked when `target` cannot be written, Refused when it is the
    sender's own file or no .xlsx.
    """
    return error_workbook.write_error_workbook(checked.plan, checked.faults, target)


def export_list(ws: Workspace, wish: ListWish, task: Task = SILENT) -> int:
    """Write the records that match, in the order asked; returns how many. Raises Blocked."""
    seqs = registers.find(ws, wish.register, wish.query)
    fields = listing.fields_to_show(wish.register, sensitive=wish.sensitive)
    rows = _records(ws, wish.register, seqs, task)
    narrowed = filter_words(ws, wish.register, wish.query)
    title = f"Đã lọc: {narrowed}" if narrowed else ""
    made = listing.Listing(wish.register, fields, rows, wish.register.title, title, wish.sensitive)
    return (
        listing.write_csv(made, wish.target) if wish.target.suffix == ".csv" else listing.write_xlsx(made, wish.target)
    )


def _records(ws: Workspace, register: type[Record], seqs: Sequence[int], task: Task) -> Iterator[Mapping[str, Any]]:
    from tmdt_desktop.services.known_rows import by_seqs

    for start in range(0, len(seqs), _CHUNK):
        task.step(start, len(seqs), register.title)
        rows = by_seqs(ws, register, list(seqs[start : start + _CHUNK]))
        with ws.read() as connection:
            yield from references.named(connection, register, rows)
