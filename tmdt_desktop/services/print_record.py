"""One record on paper: every field and every sub-list, as an A4 PDF."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tmdt_desktop.fields import Field, Rows
from tmdt_desktop.kinds import Structure
from tmdt_desktop.records import Record
from tmdt_desktop.services import references, registers
from tmdt_desktop.services.print_list import cell_words, printed_by
from tmdt_desktop.store.workspace import Workspace
from tmdt_desktop.task import SILENT, Task

if TYPE_CHECKING:
    from tmdt_desktop.reports.print_record import PrintedGroup, PrintedPart


@dataclass(frozen=True)
class RecordWish:
    """Which record; `sensitive`: fields of personal data too."""

    register: type[Record]
    id: UUID
    sensitive: bool = False


def print_record(ws: Workspace, wish: RecordWish, target: Path, task: Task = SILENT) -> Path:
    """Write the record to the PDF `target`.

    Raises:
        Refused: the record is gone. Blocked: `target` cannot be written.
    """
    from tmdt_desktop.reports.pdf import render_pdf
    from tmdt_desktop.reports.print_record import PrintedRecord, record_document

    values = registers.get(ws, wish.register, wish.id).values
    with ws.read() as connection:
        known = references.names_for(connection, wish.register, [values])
    fields = [made for made in wish.register.fields() if not isinstance(made.kind, Structure)]
    told = [made for made in fields if wish.sensitive or not made.sensitive]
    content = PrintedRecord(
        wish.register.title,
        cell_words(wish.register.field(wish.register.name_field), values[wish.register.name_field], known),
        values.get("file_code") or "",
        tuple(_groups(told, values, known)),
        tuple(_parts(told, values, (known, wish.sensitive))),
        printed_by(ws),
        tuple(made.label for made in fields if made not in told),
    )
    render_pdf(record_document(content), target, task)
    return target


def _groups(fields: list[Field], values: dict[str, Any], known: references.Names) -> "Iterator[PrintedGroup]":
    from tmdt_desktop.reports.print_record import PrintedGroup

    groups: dict[str, list[tuple[str, str]]] = {}
    for made in fields:
        if not isinstance(made.kind, Rows) and made.name != "file_code":
            groups.setdefault(made.group, []).append((made.label, cell_words(made, values.get(made.name), known)))
    yield from (PrintedGroup(title, tuple(pairs)) for title, pairs in groups.items())


def _parts(
    fields: list[Field], values: dict[str, Any], about: tuple[references.Names, bool]
) -> "Iterator[PrintedPart]":
    from tmdt_desktop.reports.print_list import ListedColumn
    from tmdt_desktop.reports.print_record import PrintedPart

    known, sensitive = about
    for made in fields:
        if not isinstance(made.kind, Rows):
            continue
        lines = values.get(made.name) or []
        inner = [each for each in made.kind.of.fields() if sensitive or not each.sensitive]
        filled = [each for each in inner if any(cell_words(each, line.get(each.name), known) for line in lines)]
        rows = tuple(tuple(cell_words(each, line.get(each.name), known) for each in filled) for line in lines)
        yield PrintedPart(made.label, tuple(ListedColumn(each.label, each.kind) for each in filled), rows)
