"""Is an OpenDocument table of a bearable size? Its cells and rows may be «repeated» without end."""

import zipfile
from xml.parsers import expat

from tmdt_desktop.exchange.zip_check import MOST_CELLS, broken, pieces, unsafe


class _Extent:
    """Counts the cells that a reader would have to make: filled ones, and all before them."""

    def __init__(self) -> None:
        self.rows = self.width = self.cells = 0
        self._row_times = self._at = self._filled_to = 0
        self._times = 1

    def start(self, tag: str, said: dict[str, str]) -> None:
        if tag == "table:table":
            self.rows = self.width = 0
        elif tag == "table:table-row":
            self._row_times, self._at, self._filled_to = int(said.get("table:number-rows-repeated", "1")), 0, 0
        elif tag in ("table:table-cell", "table:covered-table-cell"):
            self._at += int(said.get("table:number-columns-repeated", "1"))
            if any(name.startswith("office:value") for name in said):
                self._filled_to = self._at
        elif tag == "text:p":
            self._filled_to = self._at

    def end(self, tag: str) -> None:
        if tag == "table:table-row" and self._filled_to:
            self.rows += self._row_times
            self.width = max(self.width, self._filled_to)
            self.cells = max(self.cells, self.rows * self.width)


def check_repeats(archive: zipfile.ZipFile, name: str) -> None:
    """Raise Refused when a sheet would unfold to more cells than a list can have, Damaged when it is no XML."""
    extent = _Extent()
    parser = expat.ParserCreate()
    parser.StartElementHandler = extent.start
    parser.EndElementHandler = extent.end
    try:
        for piece in pieces(archive, "content.xml", name):
            parser.Parse(piece, False)  # noqa: FBT003 - the parser's own call
            if extent.cells > MOST_CELLS:
                raise unsafe(name, "Một ô được lặp lại quá nhiều lần.")
        parser.Parse(b"", True)  # noqa: FBT003
    except (expat.ExpatError, ValueError) as fault:
        raise broken(name) from fault
