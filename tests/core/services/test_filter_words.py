"""The filter in force, in words: on the screen, on paper, in the file that is handed over, always the same."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from tmdt_desktop.records.business import Business
from tmdt_desktop.services import registers
from tmdt_desktop.services.filter_words import filter_words
from tmdt_desktop.services.registers import Among, Query
from tmdt_desktop.services.templates import ListWish, export_list
from tmdt_desktop.store.workspace import Workspace


@pytest.fixture
def three(ws: Workspace) -> Workspace:
    for name, kind in (("Hộ chè Lan", "HOUSEHOLD"), ("Hộ chè Mơ", "HOUSEHOLD"), ("Công ty Gốm", "ENTERPRISE")):
        told = {"name": name, "kind": kind, "commune": "08761", "activity": "ACTIVE"}
        registers.save(ws, Business, told)
    return ws


def test_conditions_and_searched_words_are_told_by_their_labels(three: Workspace) -> None:
    query = Query("chè", (("kind", ("HOUSEHOLD",)), ("commune", ("08761", None))))
    said = filter_words(three, Business, query)
    assert said == f"{label('kind')}: Hộ kinh doanh; {label('commune')}: Thị trấn Lập Thạch hoặc để trống; tìm «chè»"


def test_no_filter_has_no_words(three: Workspace) -> None:
    assert filter_words(three, Business, Query(order="-name")) == ""


def test_rows_chosen_elsewhere_are_all_that_is_found_and_are_told(three: Workspace) -> None:
    every = list(registers.find(three, Business, Query()))
    chosen = Query(among=Among(frozenset(every[1:]), "2 dòng của Lớp tự tổ chức"))
    assert list(registers.find(three, Business, chosen)) == every[1:]
    assert list(registers.find(three, Business, chosen, limit=1)) == every[1:2]
    assert registers.count(three, Business, chosen) == 2
    assert filter_words(three, Business, chosen) == "2 dòng của Lớp tự tổ chức"


def test_a_list_that_is_handed_over_tells_what_it_was_narrowed_to(three: Workspace, tmp_path: Path) -> None:
    query = Query("che", (("kind", ("HOUSEHOLD",)),))
    assert export_list(three, ListWish(Business, tmp_path / "ra.xlsx", query)) == 2
    sheet = load_workbook(tmp_path / "ra.xlsx").worksheets[0]
    assert sheet["A2"].value == f"Đã lọc: {label('kind')}: Hộ kinh doanh; tìm «che»"
    export_list(three, ListWish(Business, tmp_path / "ra.csv", query))
    first = (tmp_path / "ra.csv").read_text(encoding="utf-8-sig").splitlines()[0]
    assert "Hộ kinh doanh; tìm «che»" in first


def test_a_whole_list_has_no_such_line(three: Workspace, tmp_path: Path) -> None:
    export_list(three, ListWish(Business, tmp_path / "ra.csv"))
    assert "Đã lọc" not in (tmp_path / "ra.csv").read_text(encoding="utf-8-sig")


def label(name: str) -> str:
    """What people call a field."""
    return Business.field(name).label
