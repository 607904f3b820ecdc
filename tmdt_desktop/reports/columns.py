"""How wide the columns of a table become: the shares it asks for, mended so that no word and no number is cut."""

from tmdt_desktop.reports.document import Cell, Column, Group, Kind, Table
from tmdt_desktop.reports.pdf_text import BOLD, ITALIC, REGULAR, Ruler
from tmdt_desktop.reports.wording import shown

SMALL = 9.5  # points: notes, column numbers, «Chưa có số liệu»
_GROWTH, _TEXT_GROWTH = 1.6, 1.2  # no column becomes wider than this many times its share
_SAMPLE = 400  # rows that widths are taken from
_ONE_LINE = 26  # letters of a short cell that stays on one line
NARROW = frozenset({Kind.ORDER, Kind.CODE, Kind.UNIT, Kind.DAY, Kind.FIGURE})


def dressed(cell: Cell, column: Column, size: float) -> tuple[str, str, float]:
    """Words, face and size of `cell` in a table set in `size` points."""
    if cell is None and column.kind is Kind.FIGURE:
        return shown(cell, column), ITALIC, SMALL
    return shown(cell, column), REGULAR, SMALL if column.kind is Kind.NOTE else size


def fitted(table: Table, width: float, size: float, pads: float = 8.5) -> list[float]:
    """Column widths in points that add up to `width`; `pads` is the blank beside the letters of a cell."""
    ruler, columns = Ruler(), table.columns
    whole = sum(column.share for column in columns)
    widths = [column.share / whole * width for column in columns]
    needs = [
        min(_need(table, place, size, ruler) + pads, wide * (_GROWTH if column.kind in NARROW else _TEXT_GROWTH))
        for place, (column, wide) in enumerate(zip(columns, widths, strict=True))
    ]
    pairs = list(zip(needs, widths, strict=True))
    missing = sum(max(need - wide, 0) for need, wide in pairs)
    slack = sum(max(wide - need, 0) for need, wide in pairs)
    give = min(missing / slack, 1.0) if slack else 0.0
    mended = [wide - (wide - need) * give if wide > need else need for need, wide in pairs]
    return [wide * width / sum(mended) for wide in mended]


def _need(table: Table, place: int, size: float, ruler: Ruler) -> float:
    """The widest word of a column; in narrow columns the widest line."""
    column = table.columns[place]
    marks = table.column_numbers[place : place + 1]
    widths = [ruler.width(word, BOLD, size) for word in column.label.split()]
    widths += [ruler.width(mark, ITALIC, SMALL) for mark in marks]
    for row in table.rows[:_SAMPLE]:
        if not isinstance(row, Group):
            text, face, letters = dressed(row[place], column, size)
            whole = column.kind in NARROW and len(text) <= _ONE_LINE and row[place] is not None
            widths += [ruler.width(part, face, letters) for part in (text.split("\n") if whole else text.split())]
    if table.total and column.kind is Kind.FIGURE:
        widths.append(ruler.width(shown(table.total[place], column), BOLD, size))
    return max(widths, default=0.0)
