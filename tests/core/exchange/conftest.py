"""Lists made on the spot, read as the program reads them."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tmdt_desktop.exchange.book import Book, Merge, Sheet
from tmdt_desktop.exchange.check_list import CheckedRows, check_rows
from tmdt_desktop.exchange.understanding import Wanted, understand
from tmdt_desktop.records import Record
from tmdt_desktop.records.business import Business

Rows = Sequence[Sequence[Any]]


@pytest.fixture
def book() -> Callable[..., Book]:
    """`book(rows, merges=(), name="Trang 1")`: a book of one sheet, its rows filled up to one width."""

    def make(rows: Rows, merges: tuple[Merge, ...] = (), name: str = "Trang 1") -> Book:
        width = max(map(len, rows))
        return Book(
            Path("danh_sach_2024.xlsx"), (Sheet(name, [[*row, *[""] * (width - len(row))] for row in rows], merges),)
        )

    return make


@pytest.fixture
def checked(book: Callable[..., Book]) -> Callable[..., CheckedRows]:
    """`checked(rows, …)`: the rows of a list for huyện Lập Thạch, read and judged."""

    def make(rows: Rows, register: type[Record] = Business, **more: Any) -> CheckedRows:
        return check_rows(understand(book(rows, **more), Wanted(register, date(2025, 6, 30), "246")))

    return make
