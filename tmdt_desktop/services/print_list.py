"""A list on paper: the rows of a register that match, as an A4 PDF."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tmdt_desktop.errors import Refused
from tmdt_desktop.fields import Field, Rows
from tmdt_desktop.i18n import moment, utc_now
from tmdt_desktop.kinds import Structure
from tmdt_desktop.records import Record
from tmdt_desktop.services import references, registers
from tmdt_desktop.services.filter_words import filter_words
from tmdt_desktop.services.known_rows import by_seqs
from tmdt_desktop.services.registers import Query
from tmdt_desktop.store.workspace import Workspace
from tmdt_desktop.task import SILENT, Task

_CHUNK = 2_000
_MOST_COLUMNS = 14


@dataclass(frozen=True)
class PrintWish:
    """What to print. `columns`: names of fields in their order; empty: those of the list on the screen.

    `words_of_filter`: the filter in force as people read it; empty: made from `query`. `sensitive`: columns of personal
    data too; without it they are left out, even when named, and the paper says so.
    """

    register: type[Record]
    query: Query = field(default_factory=Query)
    columns: tuple[str, ...] = ()
    words_of_filter: str = ""
    sensitive: bool = False


def print_list(ws: Workspace, wish: PrintWish, target: Path, task: Task = SILENT) -> int:
    """Write the rows that match, in the order asked, to the PDF `target`; returns how many.

    Raises:
        Refused: no such column, or more than paper holds. Blocked: `target` cannot be written. Cancelled.
    """
    from tmdt_desktop.reports.pdf import render_pdf
    from tmdt_desktop.reports.print_list import ListedColumn, PrintedList, list_document

    asked = _columns(wish)
    shown = [made for made in asked if wish.sensitive or not made.sensitive]
    seqs = registers.find(ws, wish.register, wish.query)
    content = PrintedList(
        wish.register.title,
        tuple(ListedColumn(made.label, made.kind) for made in shown),
        tuple(_rows(ws, wish, (shown, seqs), task)),
        wish.words_of_filter or filter_words(ws, wish.register, wish.query),
        printed_by(ws),
        tuple(made.label for made in asked if made not in shown),
    )
    render_pdf(list_document(content), target, task)
    return len(content.rows)


def printed_by(ws: Workspace) -> str:
    """What stands at the foot of every page."""
    return f"Người in: {ws.user} · In lúc {moment(utc_now())}"


def _columns(wish: PrintWish) -> list[Field]:
    known = {made.name: made for made in wish.register.fields() if not isinstance(made.kind, Structure)}
    if strange := [name for name in wish.columns if name not in known]:
        title = wish.register.title
        raise Refused(f"Sổ «{title}» không có cột {strange[0]}.", cure=f"Chọn trong: {', '.join(known)}.")
    if len(wish.columns) > _MOST_COLUMNS:
        raise Refused(
            f"Chọn {len(wish.columns)} cột, một trang giấy chỉ đủ {_MOST_COLUMNS} cột.", cure="Bỏ bớt cột rồi in lại."
        )
    return [known[name] for name in wish.columns] or [made for made in known.values() if made.listed]


def _rows(
    ws: Workspace, wish: PrintWish, about: tuple[Sequence[Field], Sequence[int]], task: Task
) -> Iterator[tuple[str, ...]]:
    fields, seqs = about
    for start in range(0, len(seqs), _CHUNK):
        task.step(start, len(seqs), "Đọc danh sách")
        chunk = list(seqs[start : start + _CHUNK])
        rows = by_seqs(ws, wish.register, chunk)
        with ws.read() as connection:
            known = references.names_for(connection, wish.register, rows)
        yield from (tuple(cell_words(made, row.get(made.name), known) for made in fields) for row in rows)


def cell_words(made: Field, value: Any, known: references.Names) -> str:
    """A value as it stands on paper: a sub-list by the number of its rows, a reference by its record's name."""
    if isinstance(made.kind, Rows):
        return str(len(value)) if value else ""
    return references.words(made.kind, value, known)
