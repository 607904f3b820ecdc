"""Any list on A4: what is listed, by which filter, when and by whom printed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tmdt_desktop import kinds, rare_kinds
from tmdt_desktop.fields import Rows
from tmdt_desktop.i18n import number
from tmdt_desktop.reports.document import Annex, Column, Document, Kind, Paragraph, Row, Table

UPRIGHT_COLUMNS = 6
"""So many columns, the running number apart, still stand on an upright page."""
_SAMPLE = 300
_LEAST, _MOST = 6.0, 42.0  # letters that a column is taken to be wide
_UPRIGHT_LETTERS = 115  # and so many fit beside one another on an upright page


@dataclass(frozen=True)
class ListedColumn:
    """One column: its heading and what its field is."""

    label: str
    kind: kinds.Kind


@dataclass(frozen=True)
class PrintedList:
    """`title` of the register, `filter_words` «Xã, thị trấn: Xã Bàn Giản; tìm «gốm»» or "", rows as the words people read.

    `foot`: who printed it when. `left_out`: labels of columns with personal data that are not printed.
    """

    title: str
    columns: tuple[ListedColumn, ...]
    rows: Sequence[tuple[str, ...]]
    filter_words: str
    foot: str
    left_out: tuple[str, ...] = ()


def list_document(content: PrintedList) -> Document:
    """The list as a document of bare pages, across where the columns ask for it."""
    columns = (Column("STT", 9, Kind.ORDER), *_columns(content))
    annex = Annex(
        number="",
        title=content.title,
        body=(_table(content, columns),) if content.rows else (Paragraph("Không có dòng nào."),),
        accompanying=_about(content),
        landscape=len(columns) - 1 > UPRIGHT_COLUMNS or sum(column.share for column in columns) > _UPRIGHT_LETTERS,
        bare=True,
    )
    return Document(title=content.title, annexes=(annex,), foot=content.foot)


def _about(content: PrintedList) -> str:
    told = f"Lọc theo: {content.filter_words.rstrip('.')}. " if content.filter_words else "Toàn bộ danh sách. "
    return f"{told}{number(len(content.rows))} dòng."


def _columns(content: PrintedList) -> Iterator[Column]:
    sample = content.rows[:_SAMPLE]
    for place, column in enumerate(content.columns):
        kind = paper_kind(column.kind)
        yield Column(column.label, _share(column.label, kind, [row[place] for row in sample]), kind)


def _table(content: PrintedList, columns: tuple[Column, ...]) -> Table:
    note = f"Không in cột có thông tin cá nhân: {', '.join(content.left_out)}." if content.left_out else ""
    rows: tuple[Row, ...] = tuple((place, *row) for place, row in enumerate(content.rows, 1))
    return Table(columns, rows, note=note)


def _share(label: str, kind: Kind, words: Sequence[str]) -> float:
    """About as many letters as nine in ten cells need on one line, or on two where words may be broken."""
    lengths = sorted(map(len, words))
    usual = lengths[len(lengths) * 9 // 10] if lengths else 0
    needed = usual * 0.6 + 3 if kind is Kind.TEXT else usual * 1.1
    heading = max(map(len, label.split()), default=0) * 1.2
    return min(max(needed, heading, _LEAST) + 2, _MOST)


def paper_kind(kind: kinds.Kind) -> Kind:
    """How a field of this kind stands in a table."""
    if isinstance(kind, kinds.Money | rare_kinds.Exact | Rows) or (
        isinstance(kind, kinds.Whole) and not isinstance(kind, kinds.Year)
    ):
        return Kind.FIGURE
    if isinstance(kind, kinds.Day | kinds.Moment | rare_kinds.DueTime | kinds.Year | kinds.Flag):
        return Kind.UNIT
    return Kind.CODE if isinstance(kind, kinds.TaxCode | kinds.PersonalId) else Kind.TEXT
