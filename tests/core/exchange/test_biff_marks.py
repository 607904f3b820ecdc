"""What an old workbook says beside its values."""

import struct

import pytest

from tests.core.exchange import hostile_files as made
from tmdt_desktop.errors import Refused
from tmdt_desktop.exchange.biff_marks import biff_marks


def font(name: str) -> tuple[int, bytes]:
    return 0x31, bytes(14) + bytes((len(name), 0)) + name.encode("latin-1")


def style(font_at: int) -> tuple[int, bytes]:
    return 0xE0, struct.pack("<H18x", font_at)


def label(row: int, column: int, style_at: int) -> tuple[int, bytes]:
    return 0x204, struct.pack("<HHHHB", row, column, style_at, 1, 0) + b"x"


def book(before: tuple[tuple[int, bytes], ...], cells: tuple[tuple[int, bytes], ...]) -> bytes:
    size = 20 + sum(4 + len(body) for _, body in before) + 4 + 10 + 4
    bound = (0x85, struct.pack("<IBBBB", size, 0, 0, 2, 0) + b"DS")
    begin = (0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0))
    return made.biff(*before, bound, (0xA, b""), begin, *cells)


def test_hidden_rows_and_columns_and_errors_are_known() -> None:
    hidden_row = (0x208, struct.pack("<HHHHHHHH", 1, 0, 1, 255, 0, 0, 0x20, 0))
    hidden_column = (0x7D, struct.pack("<HHHHHH", 0, 0, 2000, 0, 1, 0))
    error = (0x205, struct.pack("<HHHBB", 2, 1, 0, 0x2A, 1))
    (marks,) = biff_marks(book((), (hidden_column, hidden_row, label(1, 0, 0), error)), "ds.xls").values()
    assert (marks.hidden_rows, marks.hidden_columns, marks.errors) == ({1}, {0}, {(2, 1)})


def test_the_font_of_a_cell_is_known_by_its_style() -> None:
    fonts = tuple(map(font, ("Arial", ".VnTime", "Arial", "Arial", ".VnTimeH")))
    styles = tuple(map(style, (0, 1, 5)))  # there is no font 4: the fifth is called 5
    (marks,) = biff_marks(book((*fonts, *styles), (label(0, 0, 0), label(1, 0, 1), label(2, 0, 2))), "ds.xls").values()
    assert marks.fonts == {0: bytes([0, 1, 2])}


def test_cells_out_of_order_have_their_fonts_too() -> None:
    told = book((font(".VnTime"), style(0)), (label(2, 0, 0), label(0, 0, 0)))
    (marks,) = biff_marks(told, "ds.xls").values()
    assert marks.fonts == {0: bytes([1, 0, 1])}


def test_cells_in_far_corners_are_refused_before_they_fill_the_memory() -> None:
    with pytest.raises(Refused, match="quá rộng"):
        biff_marks(book((), (label(0, 0, 0), label(65_535, 255, 0))), "ds.xls")


def test_records_that_make_no_sense_end_the_walk() -> None:
    assert biff_marks(b"\xff" * 100, "ds.xls") == {}
    assert biff_marks(b"", "ds.xls") == {}
