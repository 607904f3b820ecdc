"""What an old workbook (.xls) says beside its values, from one walk over its records: size, hidden parts, fonts, errors.

Record numbers and layouts: [MS-XLS] 2.3, 2.4.21 (BoolErr), 2.4.28 (BoundSheet8), 2.4.53 (ColInfo), 2.4.122 (Font),
2.4.127 (Formula), 2.4.221 (Row), 2.4.353 (XF).
"""

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tmdt_desktop.exchange.book import Marks
from tmdt_desktop.exchange.refusals import too_wide
from tmdt_desktop.exchange.sheet_fonts import kind_of
from tmdt_desktop.exchange.zip_check import MOST_CELLS
from tmdt_desktop.task import SILENT, Task

_FORMULA, _BOUND, _FONT, _COLUMNS, _SERIES, _XF, _BOOL_ERR, _ROW = 0x6, 0x85, 0x31, 0x7D, 0xBD, 0xE0, 0x205, 0x208
_CELLS = frozenset((_FORMULA, 0xD6, 0xFD, 0x203, 0x204, _BOOL_ERR, 0x27E))
_UNICODE_FROM = 0x0600
_RECORDS_A_STEP = 50_000


@dataclass
class _Sheet:
    rows: int = 0
    width: int = 0
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    errors: set[tuple[int, int]] = field(default_factory=set)
    fonts: dict[int, bytearray] = field(default_factory=dict)


class _Walk:
    """What the records have said so far; `sheets` by where they begin in the stream."""

    def __init__(self) -> None:
        self.names: dict[int, str] = {}
        self.sheets: dict[int, _Sheet] = {}
        self.font_kinds: list[int] = []
        self.styles: list[int] = []
        self.unicode = True

    def globals(self, kind: int, body: bytes) -> None:
        """Take in a record from before the sheets."""
        if kind == _BOUND and len(body) > 8:
            self.names[struct.unpack_from("<I", body)[0]] = self._text(body[6:])
        elif kind == _FONT and len(body) > 16:
            self.font_kinds.append(kind_of(self._text(body[14:])))
        elif kind == _XF and len(body) > 1:
            font = struct.unpack_from("<H", body)[0]
            font -= font > 4  # there is no font 4
            self.styles.append(self.font_kinds[font] if font < len(self.font_kinds) else 0)

    def _text(self, said: bytes) -> str:
        """A short string behind its length; from Excel 97 on behind a byte that tells how wide its letters are."""
        if not self.unicode:
            return said[1 : 1 + said[0]].decode("cp1252", errors="replace")
        wide = said[1] & 1
        return said[2 : 2 + said[0] * (1 + wide)].decode("utf-16-le" if wide else "latin-1", errors="replace")

    def cell(self, sheet: _Sheet, kind: int, body: bytes) -> None:
        """Take in a record that places a value."""
        row, at, style = struct.unpack_from("<HHH", body)
        last = struct.unpack_from("<H", body, len(body) - 2)[0] if kind == _SERIES else at
        sheet.rows, sheet.width = max(sheet.rows, row + 1), max(sheet.width, last + 1)
        if (kind == _BOOL_ERR and body[7:8] == b"\1") or (
            kind == _FORMULA and body[6:7] == b"\2" and body[12:14] == b"\xff\xff"
        ):
            sheet.errors.add((row, at))
        if style < len(self.styles) and (font := self.styles[style]):
            column = sheet.fonts.setdefault(at, bytearray())
            column.extend(bytes(max(0, row + 1 - len(column))))
            column[row] = font


def biff_marks(stream: bytes, name: str, task: Task = SILENT) -> Mapping[str, Marks]:
    """{sheet name: its marks} of the stream of a workbook. Raises Refused when the sheets would fill the memory."""
    walk = _Walk()
    sheet: _Sheet | None = None
    for count, (start, kind, body) in enumerate(_records(stream)):
        if count % _RECORDS_A_STEP == 0:
            task.step(start, len(stream), name)
        if kind in (0x809, 0x409):  # the beginning of a part; its version comes first
            walk.unicode = struct.unpack_from("<H", body.ljust(2, b"\0"))[0] >= _UNICODE_FROM
            sheet = walk.sheets.setdefault(start, _Sheet()) if start in walk.names else None
        elif sheet is None:
            walk.globals(kind, body)
        elif (kind in _CELLS or kind == _SERIES) and len(body) > 5:
            walk.cell(sheet, kind, body)
        else:
            _hidden(sheet, kind, body)
    if sum(each.rows * each.width for each in walk.sheets.values()) > MOST_CELLS:
        largest = max(walk.sheets.values(), key=lambda each: each.rows * each.width)
        raise too_wide(name, largest.rows, largest.width)
    return {walk.names[start]: _marks(each) for start, each in walk.sheets.items()}


def _hidden(sheet: _Sheet, kind: int, body: bytes) -> None:
    if kind == _ROW and len(body) > 13 and body[12] & 0x20:
        sheet.hidden_rows.add(struct.unpack_from("<H", body)[0])
    elif kind == _COLUMNS and len(body) > 9 and body[8] & 1:
        first, last = struct.unpack_from("<HH", body)
        sheet.hidden_columns.update(range(first, min(last, 255) + 1))


def _marks(sheet: _Sheet) -> Marks:
    return Marks(
        hidden_rows=frozenset(row for row in sheet.hidden_rows if row < sheet.rows),
        hidden_columns=frozenset(at for at in sheet.hidden_columns if at < sheet.width),
        errors=frozenset(sheet.errors),
        fonts={at: bytes(column) for at, column in sheet.fonts.items()},
    )


def _records(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    """(place, kind, body) of every record, up to where the stream stops to make sense."""
    at = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield at, kind, stream[at + 4 : at + 4 + length]
        at += 4 + length
