"""The workbook of faults comes back: only the rows that were mended move, whatever else stands in it."""

from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from tests.data.lists import csv_list
from tmdt_desktop.records.business import Business
from tmdt_desktop.services.import_list import (
    ByHand,
    CheckedList,
    Decisions,
    ImportWish,
    check_list,
    commit_list,
    read_list,
    replan,
)
from tmdt_desktop.services.registers import Query, find, get, ids_of
from tmdt_desktop.services.templates import write_error_workbook
from tmdt_desktop.store.workspace import Workspace

HEAD = ("STT", "Tên cơ sở", "MST", "Xã", "SĐT", "Linh tinh")
ROWS = (
    ("1", "Cơ sở Hòa", "2500150335", "Xã Xuân Hòa", "0912345678", "x"),
    ("2", "Cơ sở Mơ", "12", "Xã Xuân Hòa", "0977777777", "y"),
    ("3", "Cơ sở Lê", "", "Xã Không Có", "", "z"),
    ("4", "Cơ sở Mận", "2500123499", "Xã Ngọc Mỹ", "0988888888", ""),
)


def sent(folder: Path, how: str) -> Path:
    if how == "csv":
        return csv_list(folder, ";".join(HEAD), *(";".join(row) for row in ROWS))
    book = Workbook()
    sheet: Any = book.active
    sheet.append(["DANH SÁCH CƠ SỞ BÁN HÀNG TRÊN MẠNG"])
    for row in (HEAD, *ROWS):
        sheet.append(list(row))
    book.save(folder / "ds.xlsx")
    return folder / "ds.xlsx"


def checked(ws: Workspace, file: Path) -> CheckedList:
    return check_list(ws, read_list(ws, ImportWish(file, Business)))


def mended(folder: Path, made: CheckedList, said: dict[str, str]) -> Path:
    """The workbook of faults with texts put in place: {old text: new text}."""
    file = folder / "cần sửa.xlsx"
    write_error_workbook(made, file)
    book = load_workbook(file)
    for line in book.worksheets[0].iter_rows():
        for cell in line:
            cell.value = said.get(str(cell.value), cell.value)
    book.save(file)
    return file


@pytest.mark.parametrize("how", ["csv", "xlsx"])
def test_only_mended_rows_move_and_columns_set_by_hand_hold(ws: Workspace, tmp_path: Path, how: str) -> None:
    plan = read_list(ws, ImportWish(sent(tmp_path, how), Business))
    sheet = plan.sheets[0].name
    first = check_list(ws, replan(ws, plan, ByHand(columns={(sheet, 5): "note"})))
    assert (len(first.new), len(first.faulty)) == (2, 2)
    commit_list(ws, first)
    again = checked(ws, mended(tmp_path, first, {"12": "2500123400"}))
    assert again.plan.remembered is not None
    assert [row.values["name"] for row in again.new] == ["Cơ sở Mơ"]
    assert (len(again.same), len(again.faulty), again.changed, again.asked) == (2, 1, (), ())
    commit_list(ws, again)
    (id_,) = ids_of(ws, Business, find(ws, Business, Query("mơ")))
    assert get(ws, Business, id_).values["note"] == "y"


def test_a_cell_mended_in_a_row_that_came_in_is_a_difference(ws: Workspace, tmp_path: Path) -> None:
    first = checked(ws, sent(tmp_path, "xlsx"))
    commit_list(ws, first)
    again = checked(ws, mended(tmp_path, first, {"0912345678": "0912345670"}))
    assert [(d.field, d.new) for each in again.changed for d in each.differences] == [("phone", "0912345670")]
    assert commit_list(ws, again, Decisions.all_of(again)).updated == 1
