"""The parts of a Word file that are more than a paragraph: head, tables, chart, signing block."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from xml.sax.saxutils import escape

from docx.enum.table import WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt

from tmdt_desktop.reports import paper
from tmdt_desktop.reports.chart_drawing import chart_words
from tmdt_desktop.reports.chart_picture import chart_picture
from tmdt_desktop.reports.charts import Chart
from tmdt_desktop.reports.columns import SMALL, fitted
from tmdt_desktop.reports.document import (
    Cell,
    Checkboxes,
    Column,
    Group,
    Head,
    KeyValues,
    Kind,
    Rich,
    Row,
    Ruled,
    Run,
    Signing,
    Table,
    runs,
)
from tmdt_desktop.reports.pdf_text import BOLD, Ruler
from tmdt_desktop.reports.wording import day_line, glued, listed, number_line, office_lines, shown
from tmdt_desktop.task import Task

_LEFT, _CENTRE, _RIGHT = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
_ALIGNED = {Kind.FIGURE: _RIGHT, Kind.TEXT: _LEFT, Kind.NOTE: _LEFT}
_SMALL_TABLE = 8  # rows that Word keeps on one page


def add_head(made: Any, head: Head) -> None:
    """The two blocks at the top as a table without rules."""
    room = paper.text_width(landscape=False)
    left, right = _side_by_side(made, (paper.AGENCY_BLOCK, room - paper.AGENCY_BLOCK))
    lines = [Run(head.parent_office.upper())] if head.parent_office else []
    lines += [Run(line, bold=True) for line in office_lines(head.office)]
    for run in lines:
        _line(left, (run,), 12)
    ruler = Ruler()
    last = ruler.width(lines[-1].text, BOLD, 12)
    _rule_below(_line(left, (), 4), (paper.AGENCY_BLOCK - last * 0.42) / 2)
    number = head.code_line or (number_line(head.number, head.symbol, paper.NUMBER_ROOM) if head.symbol else "")
    _line(left, (Run(number),), 13)
    _line(right, (Run(paper.NATION, bold=True),), 12)
    _line(right, (Run(paper.MOTTO, bold=True),), 13)
    for _ in range(len(lines) - 2):
        _line(right, (), 12)
    _rule_below(_line(right, (), 4), (room - paper.AGENCY_BLOCK - ruler.width(paper.MOTTO, BOLD, 13)) / 2)
    _line(right, (Run(day_line(head, paper.DAY_ROOM), italic=True),), 13)
    made.add_paragraph()


def _side_by_side(made: Any, widths: Sequence[float]) -> tuple[Any, Any]:
    table = made.add_table(rows=1, cols=2)
    table.autofit = False
    _grid(table, widths)
    for cell, width in zip(table.rows[0].cells, widths, strict=True):
        cell.width = Pt(width)
    _padding(table, 0)
    return table.rows[0].cells[0], table.rows[0].cells[1]


def _line(cell: Any, text: Sequence[Run], size: float, align: Any = _CENTRE) -> Any:
    """One more line in `cell`; its empty first paragraph is used first."""
    first = cell.paragraphs[0]
    used = len(cell.paragraphs) > 1 or first.runs or first.paragraph_format.alignment is not None
    paragraph = cell.add_paragraph() if used else first
    paragraph.alignment = align
    for run in text or (Run(""),):
        written = paragraph.add_run(run.text)
        written.font.size, written.bold, written.italic = Pt(size), run.bold, run.italic
    return paragraph


def _grid(table: Any, widths: Sequence[float]) -> None:
    for column, width in zip(table._tbl.tblGrid.findall(qn("w:gridCol")), widths, strict=True):  # noqa: SLF001
        column.set(qn("w:w"), str(round(width * 20)))


def add_rule(made: Any, width: float) -> None:
    """The short rule under a title."""
    _rule_below(made.add_paragraph(style="Title"), (width - 100) / 2)


def _rule_below(paragraph: Any, side: float) -> None:
    """A drawn line under an empty paragraph, `side` points shorter on either side."""
    shape = paragraph.paragraph_format
    shape.left_indent = shape.right_indent = Pt(side)
    shape.line_spacing, shape.space_after = Pt(4), Pt(10)
    border = OxmlElement("w:pBdr")
    bottom = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "5"), ("space", "0"), ("color", "000000")):
        bottom.set(qn(f"w:{name}"), value)
    border.append(bottom)
    after = ("w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")
    paragraph._p.get_or_add_pPr().insert_element_before(border, *after)  # noqa: SLF001 - python-docx offers no borders


def add_signing(made: Any, signing: Signing, beside: Sequence[str] | Signing) -> None:
    """Copies or the other party on the left, titles and name on the right, in one row that is never parted."""
    room = paper.text_width(landscape=False)
    left, right = _side_by_side(made, (room - 84 * paper.MM, 84 * paper.MM))
    _unparted(left._tc.getparent())  # noqa: SLF001
    if isinstance(beside, Signing):
        _signer(left, beside)
    elif beside:
        _line(left, (Run("Nơi nhận:", bold=True, italic=True),), 12, _LEFT)
        for text in listed(beside):
            _line(left, (Run(text),), 11, _LEFT)
    _signer(right, signing)


def _signer(cell: Any, signing: Signing) -> None:
    for title in signing.titles:
        _line(cell, (Run(title, bold=True),), 14)
    gap = _line(cell, (), 14)
    gap.paragraph_format.line_spacing = Pt(108 if signing.sealed else 44)
    _line(cell, (Run(signing.name, bold=True),), 14)


def add_table(made: Any, table: Table, shape: tuple[float, float, float], task: Task) -> None:
    """Caption, unit, the table itself with a header that repeats, note. `shape`: width, letter size, row padding in points."""
    if table.caption:
        made.add_paragraph(table.caption, style="Caption")
    if table.unit:
        unit = made.add_paragraph(f"Đơn vị tính: {table.unit}", style="Ghi chú bảng")
        unit.alignment, unit.paragraph_format.keep_with_next = _RIGHT, True
    _Rows(made, table, shape).write(task)
    if table.note:
        made.add_paragraph(table.note, style="Ghi chú bảng")
    else:
        made.add_paragraph().paragraph_format.line_spacing = Pt(6)


@dataclass(frozen=True)
class _Words:
    """What stands in one cell and how."""

    text: str
    align: Any = _CENTRE
    span: int = 1
    bold: bool = False
    italic: bool = False
    small: bool = False


class _Rows:
    """Writes rows as XML at once; python-docx's own way takes quadratic time on long tables."""

    def __init__(self, made: Any, table: Table, shape: tuple[float, float, float]) -> None:
        width, size, pad = shape
        self._widths = fitted(table, width, size, pads=10)
        self._table, self._size = table, size
        self._frame = made.add_table(rows=0, cols=len(table.columns), style="Table Grid")
        self._frame.autofit = False
        self._frame.alignment = WD_TABLE_ALIGNMENT.CENTER
        _grid(self._frame, self._widths)
        _padding(self._frame, 4, pad)
        self._kept = len(table.rows) <= _SMALL_TABLE

    def write(self, task: Task) -> None:
        """Header, rows, total."""
        rows = self._table.rows
        self._add([_Words(column.label, bold=True) for column in self._table.columns], header=True)
        if self._table.column_numbers:
            self._add([_Words(mark, italic=True, small=True) for mark in self._table.column_numbers], header=True)
        for place, row in enumerate(rows):
            last = place == len(rows) - 1 and not self._table.total
            self._add(self._cells(row), keep=(self._kept and not last) or isinstance(row, Group))
            if place % 100 == 0:
                task.step(place, len(rows), "Đang ghi tệp Word")
        if self._table.total:
            self._add(self._total(self._table.total))

    def _cells(self, row: Row) -> list[_Words]:
        if isinstance(row, Group):
            return [_Words(row.text, _LEFT, len(self._table.columns), bold=True)]
        return [_cell(cell, column) for cell, column in zip(row, self._table.columns, strict=True)]

    def _total(self, cells: Sequence[Cell]) -> list[_Words]:
        span = next((place for place in range(1, len(cells)) if cells[place] != ""), len(cells))
        rest = zip(cells[span:], self._table.columns[span:], strict=True)
        return [
            _Words(str(cells[0]), span=span, bold=True),
            *(replace(_cell(c, column), bold=True) for c, column in rest),
        ]

    def _add(self, cells: Sequence[_Words], *, header: bool = False, keep: bool = False) -> None:
        place, written = 0, []
        for words in cells:
            written.append(self._tc(words, place, keep=keep or header))
            place += words.span
        shape = f"<w:trPr><w:cantSplit/>{'<w:tblHeader/>' if header else ''}</w:trPr>"
        self._frame._tbl.append(parse_xml(f"<w:tr {nsdecls('w')}>{shape}{''.join(written)}</w:tr>"))  # noqa: SLF001

    def _tc(self, words: _Words, place: int, *, keep: bool) -> str:
        width = round(sum(self._widths[place : place + words.span]) * 20)
        span = f'<w:gridSpan w:val="{words.span}"/>' if words.span > 1 else ""
        shape = f'<w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}<w:vAlign w:val="center"/></w:tcPr>'
        size = SMALL if words.small else self._size
        return f"<w:tc>{shape}{''.join(_paragraph(line, words, size, keep=keep) for line in words.text.split(chr(10)))}</w:tc>"


def _cell(cell: Cell, column: Column) -> _Words:
    missing = cell is None and column.kind is Kind.FIGURE
    small = missing or column.kind is Kind.NOTE
    return _Words(shown(cell, column), _ALIGNED.get(column.kind, _CENTRE), italic=missing, small=small)


def _element(tag: str, **values: str) -> Any:
    element = OxmlElement(tag)
    for name, value in values.items():
        element.set(qn(f"w:{name}"), value)
    return element


def _paragraph(text: str, words: _Words, size: float, *, keep: bool) -> str:
    side = {_LEFT: "left", _CENTRE: "center", _RIGHT: "right"}[words.align]
    shape = f'<w:pPr>{"<w:keepNext/>" if keep else ""}<w:jc w:val="{side}"/></w:pPr>'
    weight = f"{'<w:b/>' if words.bold else ''}{'<w:i/>' if words.italic else ''}"
    letters = f'<w:rPr>{weight}<w:sz w:val="{round(size * 2)}"/></w:rPr>'
    return f'<w:p>{shape}<w:r>{letters}<w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def _unparted(row: Any) -> None:
    shape = OxmlElement("w:trPr")
    shape.append(OxmlElement("w:cantSplit"))
    row.insert(0, shape)


def _padding(table: Any, beside: float, above: float = 0) -> None:
    margins = OxmlElement("w:tblCellMar")
    for side, points in (("top", above), ("left", beside), ("bottom", above), ("right", beside)):
        margins.append(_element(f"w:{side}", w=str(round(points * 20)), type="dxa"))
    table._tbl.tblPr.insert_element_before(margins, "w:tblLook")  # noqa: SLF001


def add_pairs(made: Any, block: KeyValues, width: float) -> None:
    """Labels beside values."""
    table = made.add_table(rows=0, cols=2)
    table.autofit = False
    label = 50 * paper.MM
    _grid(table, (label, width - label))
    for name, value in block.pairs:
        row = table.add_row()
        row.height_rule = WD_ROW_HEIGHT_RULE.AT_LEAST
        for cell, text, wide in zip(row.cells, (name, value), (label, width - label), strict=True):
            cell.width = Pt(wide)
            _line(cell, _glued(text), 12, _LEFT)
    made.add_paragraph().paragraph_format.line_spacing = Pt(6)


def _glued(text: Rich) -> tuple[Run, ...]:
    return tuple(Run(glued(run.text), run.bold, run.italic) for run in runs(text))


def add_chart(made: Any, chart: Chart, width: float) -> None:
    """The chart as a picture whose description holds every value, and its caption."""
    picture = io.BytesIO(chart_picture(chart, width / paper.MM))
    paragraph = made.add_paragraph()
    paragraph.alignment, paragraph.paragraph_format.keep_with_next = _CENTRE, True
    placed = paragraph.add_run().add_picture(picture, width=Pt(width))
    placed._inline.docPr.set("descr", chart_words(chart))  # noqa: SLF001 - python-docx offers no description
    made.add_paragraph(chart.title, style="Caption").paragraph_format.keep_with_next = False


def add_checkboxes(made: Any, block: Checkboxes, width: float) -> None:
    """Empty boxes before the answers, in columns without rules."""
    rows = -(-len(block.items) // block.columns)
    table = made.add_table(rows=rows, cols=block.columns)
    table.autofit = False
    _grid(table, [width / block.columns] * block.columns)
    for place, item in enumerate(block.items):
        _line(table.cell(place // block.columns, place % block.columns), (Run(f"□ {item}"),), 13, _LEFT)
    made.add_paragraph().paragraph_format.line_spacing = Pt(6)


def add_ruled(made: Any, block: Ruled, width: float) -> None:
    """Dotted lines to write on, as tabs led by dots."""
    for line in range(block.lines):
        paragraph = made.add_paragraph(f"{block.label} \t" if line == 0 and block.label else "\t")
        paragraph.paragraph_format.line_spacing = Pt(8.5 * paper.MM)
        paragraph.paragraph_format.tab_stops.add_tab_stop(Pt(width), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
