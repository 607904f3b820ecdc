"""A document as a tree of blocks: what it says and in which order, never how large or where.

Every renderer reads the same tree, so that the PDF, the Word file and the workbook say the same by construction.
"""

import dataclasses
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import TypeVar

from tmdt_desktop.reports.charts import Chart

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")

T = TypeVar("T")


class Gap(Enum):
    """Why a cell carries no number. Neither of them is a zero."""

    NOT_COLLECTED = "Chưa có số liệu"
    NO_BASE = "-"


Cell = str | int | float | Decimal | date | Gap | None


class Kind(Enum):
    """What the cells of a column are; renderers derive alignment, number format and type of cell from it."""

    ORDER = "order"  # running number
    CODE = "code"  # identifier, short code: text even when it looks like a number
    TEXT = "text"
    UNIT = "unit"  # unit of measure, short word
    FIGURE = "figure"  # None means «not collected»
    DAY = "day"
    NOTE = "note"


@dataclass(frozen=True)
class Column:
    """One column: heading, relative width (only the ratio between columns counts), what its cells are."""

    label: str
    share: float
    kind: Kind = Kind.TEXT


@dataclass(frozen=True)
class Group:
    """A row that spans the table and names the rows after it."""

    text: str


Row = tuple[Cell, ...] | Group


@dataclass(frozen=True)
class Run:
    """A stretch of text in one weight."""

    text: str
    bold: bool = False
    italic: bool = False


Rich = str | tuple[Run, ...]


@dataclass(frozen=True)
class Heading:
    """Level 1 is a Mục «I.», level 2 a titled Khoản «1.»."""

    level: int
    number: str
    text: str


@dataclass(frozen=True)
class Paragraph:
    text: Rich


@dataclass(frozen=True)
class Points:
    """Điểm a), b), c), d), đ), e) …; the letters are set by the renderer in the decree's order."""

    items: tuple[Rich, ...]


@dataclass(frozen=True)
class Table:
    """Rows under columns. `total` has one cell a column, "" where nothing stands; its first text spans the "" after it."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    caption: str = ""
    unit: str = ""
    column_numbers: tuple[str, ...] = ()
    total: tuple[Cell, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Checkboxes:
    """Answers to tick by hand, an empty box before each; `columns` of them stand side by side."""

    items: tuple[str, ...]
    columns: int = 1


@dataclass(frozen=True)
class Ruled:
    """Lines to write on by hand; `label` stands in front of the first."""

    lines: int = 1
    label: str = ""


@dataclass(frozen=True)
class KeyValues:
    """Label beside value, as on slips."""

    pairs: tuple[tuple[str, Rich], ...]


@dataclass(frozen=True)
class Together:
    """Blocks that no page break parts, as long as a page holds them: a question with its answers."""

    parts: tuple["Block", ...]


Block = Heading | Paragraph | Points | Table | Chart | KeyValues | Checkboxes | Ruled | Together


@dataclass(frozen=True)
class Head:
    """The two blocks at the top. `office` in sentence case; renderers set it in capitals.

    `number` and `day` None print as blanks: they are allotted by the records office (NĐ 30/2020, Điều 15).
    `code_line` replaces «Số: …» where the document is no named type («Mã tiếp nhận: …»).
    """

    office: str
    place: str
    year: int
    parent_office: str = ""
    symbol: str = ""
    number: int | None = None
    day: date | None = None
    month: int | None = None
    code_line: str = ""


@dataclass(frozen=True)
class Signing:
    """Titles line by line («TM. ỦY BAN NHÂN DÂN», «CHỦ TỊCH»), then the name. `sealed` leaves room for a seal."""

    titles: tuple[str, ...]
    name: str
    sealed: bool = True


@dataclass(frozen=True)
class Annex:
    """`number` Roman («V»), empty when the document has one annex only; `accompanying` «(Kèm theo …)».

    `bare`: no annex of anything but pages that begin with their title, as printed lists do.
    """

    number: str
    title: str
    body: tuple[Block, ...]
    accompanying: str = ""
    landscape: bool = False
    bare: bool = False


@dataclass(frozen=True)
class Document:
    """A whole file. Without `head` it is an annex in a file of its own. «\\n» in a title says where it may break.

    `beside`: the other party, who signs on the left where `copies` would stand. `foot` stands at the foot of every page, with the page number beside it instead of at the top: for working prints.
    """

    title: str
    head: Head | None = None
    kind: str = ""
    about: str = ""
    to: tuple[str, ...] = ()
    grounds: tuple[str, ...] = ()
    body: tuple[Block, ...] = ()
    closing: Rich = ""
    signing: Signing | None = None
    beside: Signing | None = None
    copies: tuple[str, ...] = ()
    annexes: tuple[Annex, ...] = ()
    slip: bool = False
    foot: str = ""


def clean(value: T) -> T:
    """`value` with every text in it composed (NFC) and free of characters that no file format can hold."""
    if isinstance(value, str):
        text = value if value.isascii() else unicodedata.normalize("NFC", value)
        return _ILLEGAL.sub("", text)  # type: ignore[return-value]
    if isinstance(value, tuple):
        return tuple([clean(part) for part in value])  # type: ignore[return-value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        parts = {part.name: clean(getattr(value, part.name)) for part in dataclasses.fields(value)}
        return dataclasses.replace(value, **parts)
    return value


def plain(text: Rich) -> str:
    """The letters of `text` without their weights."""
    return text if isinstance(text, str) else "".join(run.text for run in text)


def runs(text: Rich) -> tuple[Run, ...]:
    """`text` as runs."""
    return (Run(text),) if isinstance(text, str) else text


def total_of(columns: Sequence[Column], rows: Iterable[Row], label: str = "Tổng cộng") -> tuple[Cell, ...]:
    """The total row of `rows`: each figure column summed (None when nothing was collected), `label` in front."""
    cells = [row for row in rows if not isinstance(row, Group)]
    total: list[Cell] = [
        _sum(row[place] for row in cells) if column.kind is Kind.FIGURE else "" for place, column in enumerate(columns)
    ]
    return (label, *total[1:])


def _sum(cells: Iterable[Cell]) -> Cell:
    numbers = [cell for cell in cells if isinstance(cell, int | float | Decimal)]
    if not numbers:
        return None
    if all(isinstance(number, int) for number in numbers):
        return sum(int(number) for number in numbers)
    return sum((Decimal(str(number)) for number in numbers), Decimal(0))
