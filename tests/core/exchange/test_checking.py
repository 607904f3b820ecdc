"""Checking speaks to whoever waits for it, also while it is at one long sheet."""

from datetime import date
from pathlib import Path

import pytest

from tmdt_desktop.errors import Cancelled
from tmdt_desktop.exchange.book import Book, Sheet
from tmdt_desktop.exchange.check_list import check_rows
from tmdt_desktop.exchange.plans import ListPlan
from tmdt_desktop.exchange.understanding import Wanted, understand
from tmdt_desktop.records.business import Business

LONG = 1_300


class Counting:
    """A task that counts what it is told and stops at the step that is wanted."""

    def __init__(self, stop_at: int = -1) -> None:
        self.told: list[tuple[int, int]] = []
        self._stop_at = stop_at

    def step(self, done: int, total: int, what: str = "") -> None:
        assert what == "Quang Sơn"
        self.told.append((done, total))
        if len(self.told) == self._stop_at:
            raise Cancelled


@pytest.fixture(scope="module")
def plan() -> ListPlan:
    """One sheet of so many different shops."""
    header = ["STT", "Tên cơ sở", "Loại", "Xã, thị trấn", "SĐT", "Website"]
    shops = [
        [at, f"Cơ sở Mơ {at}", "Hộ kinh doanh", "Xã Ngọc Mỹ", f"09{at:08d}", f"mo{at}.vn"] for at in range(1, LONG + 1)
    ]
    book = Book(Path("danh_sach_2024.xlsx"), (Sheet("Quang Sơn", [header, *shops]),))
    return understand(book, Wanted(Business, date(2024, 12, 14), "246"))


def test_one_long_sheet_tells_how_far_it_is(plan: ListPlan) -> None:
    task = Counting()
    check_rows(plan, task)
    rows = [told for told in task.told if told[1] == LONG]
    assert rows == [(0, LONG), (500, LONG), (1_000, LONG)]


@pytest.mark.parametrize("step", [2, 4, 12])
def test_one_long_sheet_can_be_stopped(plan: ListPlan, step: int) -> None:
    task = Counting(step)
    with pytest.raises(Cancelled):
        check_rows(plan, task)
    assert len(task.told) == step
