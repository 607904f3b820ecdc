"""Is an OpenDocument table of a bearable size? Its cells and rows may be «repeated» without end."""

import re
import zipfile

from tmdt_desktop.exchange.refusals import unsafe
from tmdt_desktop.exchange.zip_check import MOST_CELLS, pieces
from tmdt_desktop.task import SILENT, Task

_ROW, _TABLE = b"<table:table-row", b"<table:table "
_FILLED = (
    b"</table:table-cell>",
    b"office:value",
    *(b"office:%s-value" % of for of in (b"string", b"date", b"time", b"boolean")),
)
_ROWS = re.compile(rb"number-rows-repeated\s*=\s*[\"'](\d{1,12})")
_TIMES = re.compile(rb"number-columns-repeated\s*=\s*[\"'](\d{1,12})")
_CELL = re.compile(rb"<table:(?:covered-)?table-cell")


class _Extent:
    """Counts the cells that a reader would have to make: filled ones, and all before them."""

    def __init__(self) -> None:
        self.cells = self._rows = self._width = self._before = 0

    def row(self, said: bytes) -> None:
        """Take in one row, from behind its tag's name on."""
        end = max(map(said.rfind, _FILLED))
        times = _ROWS.search(said, 0, said.find(b">") + 1)
        self._rows += int(times[1]) if times else 1
        if end >= 0:
            repeated = _TIMES.findall(said, 0, end)
            width = len(_CELL.findall(said, 0, end)) + sum(map(int, repeated)) - len(repeated)
            self._width = max(self._width, width)
            self.cells = self._before + self._rows * self._width
        if _TABLE in said:
            self._before, self._rows, self._width = self.cells, 0, 0


def check_repeats(archive: zipfile.ZipFile, name: str, task: Task = SILENT) -> None:
    """Raise Refused when the sheets would unfold to more cells than a list can have.

    Rows are told apart by their tags, which the reader too knows by this very spelling (OpenDocument 1.3 §9.1.3).
    """
    extent = _Extent()
    rest, begun = b"", False  # what stands before the first row is none
    for piece in pieces(archive, "content.xml", name):
        task.step(0, 0, name)
        *rows, rest = (rest + piece).split(_ROW)
        for row in rows[not begun :]:
            extent.row(row)
        begun = begun or bool(rows)
        _refuse_much(extent, name)
    extent.row(rest if begun else b"")
    _refuse_much(extent, name)


def _refuse_much(extent: _Extent, name: str) -> None:
    if extent.cells > MOST_CELLS:
        raise unsafe(name, "Một ô được lặp lại quá nhiều lần.")
