"""How far the filled cells of a sheet reach, counted one by one where a look at its tags does not settle it."""

import re
from collections.abc import Iterable
from xml.parsers import expat

from tmdt_desktop.exchange.refusals import broken

_REFERENCE = re.compile(r"([A-Za-z]{1,7})(\d{1,10})")


class _Filled:
    """The last row and column that hold a value, as ECMA-376 §18.3.1.4 places cells with and without references."""

    def __init__(self) -> None:
        self.rows = self.width = 0
        self._row = self._at = 0

    def start(self, tag: str, said: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "row":
            self._row, self._at = int(said.get("r", self._row + 1)), 0
        elif name == "c":
            self._at += 1
            if found := _REFERENCE.fullmatch(said.get("r", "")):
                self._row, self._at = int(found[2]), column_number(found[1].upper().encode()) + 1
        elif name in ("v", "is"):
            self.rows, self.width = max(self.rows, self._row), max(self.width, self._at)


def filled(pieces: Iterable[bytes], name: str) -> tuple[int, int]:
    """(rows, columns) from the first cell to the last filled one. Raises Damaged when the part is no XML."""
    extent = _Filled()
    parser = expat.ParserCreate()
    parser.StartElementHandler = extent.start
    try:
        for piece in pieces:
            parser.Parse(piece, False)  # noqa: FBT003 - the parser's own call
        parser.Parse(b"", True)  # noqa: FBT003
    except (expat.ExpatError, ValueError) as fault:
        raise broken(name) from fault
    return extent.rows, extent.width


def column_number(letters: bytes) -> int:
    """The place of a column by its letters: A is 0, XFD is 16383."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
