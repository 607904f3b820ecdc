"""Small old workbooks, whose records lie among the small pieces of their compound document."""

import struct

import pytest

from tests.core.exchange.hostile_files import biff, biff_list
from tmdt_desktop.errors import Damaged, Refused
from tmdt_desktop.exchange.biff_marks import biff_marks
from tmdt_desktop.exchange.ole_check import workbook_stream

FREE, END, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def small(stream: bytes) -> bytes:
    """A compound document ([MS-CFB]) whose workbook is smaller than 4,096 bytes, backwards in the root's stream."""
    pieces = -(-len(stream) // 64)
    store = b"".join(stream[at * 64 : at * 64 + 64].ljust(64, b"\0") for at in reversed(range(pieces)))
    sectors = -(-len(store) // 512)
    table = [TABLE, END, END, *range(4, 3 + sectors), END]
    mini = [END, *range(pieces - 1)]
    head = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(16)
    head += struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, 2, 1, END, 0)
    head += struct.pack("<109I", 0, *[FREE] * 108)
    listing = b"".join(
        name.encode("utf-16-le").ljust(64, b"\0")
        + struct.pack("<HBBIII36xIQ", len(name) * 2 + 2 if name else 0, kind, 1, FREE, FREE, child, first, size)
        for name, kind, child, first, size in (
            ("Root Entry", 5, 1, 3, len(store)),
            ("Workbook", 2, FREE, pieces - 1, len(stream)),
            ("", 0, FREE, 0, 0),
            ("", 0, FREE, 0, 0),
        )
    )
    tables = [struct.pack("<128I", *numbers, *[FREE] * (128 - len(numbers))) for numbers in (table, mini)]
    return head + tables[0] + listing + tables[1] + store.ljust(sectors * 512, b"\0")


def test_a_small_workbook_is_read_piece_by_piece() -> None:
    stream = biff(*biff_list()).rstrip(b"\0") + bytes(2)
    assert workbook_stream(small(stream), "ds.xls") == stream
    assert list(biff_marks(workbook_stream(small(stream), "ds.xls"), "ds.xls")) == ["DS"]


def test_a_small_workbook_with_a_password_is_refused() -> None:
    with pytest.raises(Refused, match="mật khẩu"):
        workbook_stream(small(biff((0x002F, bytes(6)))[:600]), "ds.xls")


def test_a_small_workbook_that_is_cut_short_is_damaged() -> None:
    with pytest.raises(Damaged):
        workbook_stream(small(biff(*biff_list())[:1500])[:-1024], "ds.xls")
