"""Cells corrected in place and proposals taken: only what bears on them is judged anew, and a second check keeps them."""

from pathlib import Path
from typing import Any

from tests.data.lists import csv_list
from tmdt_desktop.records.business import Business
from tmdt_desktop.services.import_list import (
    CheckedList,
    Decisions,
    ImportWish,
    accept,
    check_list,
    commit_list,
    correct,
    read_list,
)
from tmdt_desktop.services.registers import Query, find, get, ids_of
from tmdt_desktop.store.workspace import Workspace

HEAD = "STT;Tên cơ sở;MST;Xã;SĐT"
GOOD, BAD = "1;Cơ sở Hòa;2500123400;Xã Xuân Hòa;0912345678", "2;Cơ sở Mơ;12;Xã Xuân Hòa;0977777777"


def checked(ws: Workspace, tmp_path: Path, *lines: str, head: str = HEAD) -> CheckedList:
    return check_list(ws, read_list(ws, ImportWish(csv_list(tmp_path, head, *lines), Business)))


def heaps(made: CheckedList) -> dict[str, list[int]]:
    rows: dict[str, Any] = {name: getattr(made, name) for name in ("new", "faulty", "same")}
    rows |= {name: [each.row for each in getattr(made, name)] for name in ("changed", "asked")}
    return {name: [row.row for row in held] for name, held in rows.items() if held}


def same_list(one: CheckedList, other: CheckedList) -> bool:
    """Whether two checks say the same of every row."""
    names = ("new", "changed", "asked", "faulty", "same", "faults", "counts", "dropped")
    return all(getattr(one, name) == getattr(other, name) for name in names)


def test_a_faulty_cell_that_is_put_right_moves_its_row(ws: Workspace, tmp_path: Path) -> None:
    made = checked(ws, tmp_path, GOOD, BAD)
    assert heaps(made) == {"new": [2], "faulty": [3]}
    better = correct(ws, made, {("", 3, 2): "2500123499"})
    assert heaps(better) == {"new": [2, 3]}
    assert better.new[1].values["tax_code"] == "2500123499"
    assert not any(fault.level == "fault" for fault in better.faults)
    assert better.counts["faulty"] == 0


def test_a_second_check_of_the_whole_list_keeps_what_was_typed(ws: Workspace, tmp_path: Path) -> None:
    better = correct(ws, checked(ws, tmp_path, GOOD, BAD), {("", 3, 2): "2500123499"})
    assert same_list(check_list(ws, better.plan), better)


def test_a_correction_that_is_taken_back_brings_the_fault_back(ws: Workspace, tmp_path: Path) -> None:
    made = checked(ws, tmp_path, GOOD, BAD)
    better = correct(ws, made, {("", 3, 2): "2500123499"})
    back = correct(ws, better, {("", 3, 2): None})
    assert back.plan.by_hand.cells == {}
    assert same_list(back, made)


def test_one_of_two_rows_with_one_key_frees_the_other_when_it_is_put_right(ws: Workspace, tmp_path: Path) -> None:
    twin = "2;Cơ sở Mơ;2500123400;Xã Xuân Hòa;0977777777"
    made = checked(ws, tmp_path, GOOD, twin)
    assert heaps(made) == {"faulty": [2, 3]}
    better = correct(ws, made, {("", 3, 2): "2500123499"})
    assert heaps(better) == {"new": [2, 3]}
    assert same_list(check_list(ws, better.plan), better)


def test_a_correction_finds_the_record_that_is_meant(ws: Workspace, tmp_path: Path) -> None:
    commit_list(ws, checked(ws, tmp_path, GOOD))
    made = checked(ws, tmp_path, "1;Cơ sở Hòa;12;Xã Xuân Hòa;0977777777", "2;Cơ sở Lê;;Xã Ngọc Mỹ;")
    assert heaps(made) == {"faulty": [2], "new": [3]}
    better = correct(ws, made, {("", 2, 2): "2500123400"})
    assert heaps(better) == {"changed": [2], "new": [3]}
    assert same_list(check_list(ws, better.plan), better)
    commit_list(ws, better, Decisions.all_of(better))
    (id_,) = ids_of(ws, Business, find(ws, Business, Query("hòa")))
    assert get(ws, Business, id_).values["phone"] == "0977777777"


def test_rows_that_are_one_record_part_when_one_is_put_right(ws: Workspace, tmp_path: Path) -> None:
    head = "STT;Tên cơ sở;MST;Số CCCD;Xã;SĐT"
    commit_list(ws, checked(ws, tmp_path, "1;Cơ sở Hòa;2500123400;036088001234;Xã Xuân Hòa;", head=head))
    lines = ("1;Cơ sở Hòa;2500123400;;Xã Xuân Hòa;0912345678", "2;Hòa Lê;;036088001234;Xã Xuân Hòa;")
    made = checked(ws, tmp_path, *lines, head=head)
    assert heaps(made) == {"faulty": [2, 3]}
    better = correct(ws, made, {("", 3, 3): ""})
    assert heaps(better) == {"changed": [2], "new": [3]}


def test_what_was_written_meanwhile_is_seen_by_a_correction(ws: Workspace, tmp_path: Path) -> None:
    made = checked(ws, tmp_path, GOOD, BAD)
    commit_list(ws, checked(ws, tmp_path, GOOD))
    better = correct(ws, made, {("", 3, 2): "2500123499"})
    assert heaps(better) == {"same": [2], "new": [3]}


def test_a_proposal_is_taken_when_it_is_accepted(ws: Workspace, tmp_path: Path) -> None:
    made = checked(ws, tmp_path, "1;Rau Sạch;2500123400;Xã Xuân Hòa;Hợp tác xãa", head="STT;Tên cơ sở;MST;Xã;Loại")
    assert heaps(made) == {"faulty": [2]}
    proposals = [fault for fault in made.faults if fault.level == "proposal"]
    assert [(each.field, each.proposed) for each in proposals] == [("kind", "COOPERATIVE")]
    better = accept(ws, made, proposals)
    assert heaps(better) == {"new": [2]}
    assert better.new[0].values["kind"].name == "COOPERATIVE"
    assert not any(fault.level == "proposal" for fault in better.faults)
    assert same_list(check_list(ws, better.plan), better)
