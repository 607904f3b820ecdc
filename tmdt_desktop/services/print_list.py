"""A list on paper: the rows of a register that match, as an A4 PDF."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tmdt_desktop.errors import Refused
from tmdt_desktop.fields import Field, Rows
from tmdt_desktop.i18n import moment, utc_now
from tmdt_desktop.kinds import Choices, Ref, Structure
from tmdt_desktop.records import Record
from tmdt_desktop.services import references, registers
from tmdt_desktop.services.known_rows import by_seqs
from tmdt_desktop.services.registers import Query
from tmdt_desktop.store.workspace import Workspace
from tmdt_desktop.task import SILENT, Task

_CHUNK = 2_000
_MOST_COLUMNS = 14
_EMPTY = "để trống"


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
        wish.words_of_filter or words_of_query(ws, wish.register, wish.query),
        printed_by(ws),
        tuple(made.label for made in asked if made not in shown),
    )
    render_pdf(list_document(content), target, task)
    return len(content.rows)


def printed_by(ws: Workspace) -> str:
    """What stands at the foot of every page."""
    return f"Người in: {ws.user} · In lúc {moment(utc_now())}"


def words_of_query(ws: Workspace, register: type[Record], query: Query) -> str:
    """The filter in force in words: «Xã, thị trấn: Xã Bàn Giản; có chữ «gốm»»; "" when all rows are meant."""
    said = [f"có chữ «{query.search.strip()}»"] if query.search.strip() else []
    for name, wanted in query.where:
        made = register.field(name)
        values = wanted if isinstance(wanted, tuple | list) else (wanted,)
        said.append(f"{made.label}: {' hoặc '.join(_said(ws, made, value) for value in values)}")
    return "; ".join(said)


def _said(ws: Workspace, made: Field, plain: Any) -> str:
    if plain is None:
        return _EMPTY
    value = made.kind.restore([plain] if isinstance(made.kind, Choices) else plain)
    if isinstance(made.kind, Ref):
        return references.name_of(ws, made.kind.to, value)
    return made.kind.show(value)


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
