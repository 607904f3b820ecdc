"""What was decided about a list by hand comes back with the next list of its layout; its sender's own first."""

from pathlib import Path
from typing import Any

from tests.data.lists import csv_list
from tmdt_desktop.records.business import Business
from tmdt_desktop.services.history import undo_batch
from tmdt_desktop.services.import_list import (
    ByHand,
    ImportWish,
    ListPlan,
    check_list,
    commit_list,
    correct,
    forget_layout,
    read_list,
    replan,
)
from tmdt_desktop.store.workspace import Workspace

HEAD = "STT;Tên cơ sở;MST;Xã;SĐT;Linh tinh"


def plan_of(ws: Workspace, folder: Path, *lines: str, head: str = HEAD, **more: Any) -> ListPlan:
    return read_list(ws, ImportWish(csv_list(folder, head, *lines), Business, **more))


def path_of(plan: ListPlan, index: int) -> str | None:
    return next(column.path for column in plan.sheets[0].columns if column.index == index)


def taken(ws: Workspace, plan: ListPlan) -> None:
    commit_list(ws, check_list(ws, plan))


def test_columns_set_by_hand_come_back_and_are_said(ws: Workspace, tmp_path: Path) -> None:
    first = plan_of(ws, tmp_path, "1;Cơ sở Hòa;2500123400;Xã Xuân Hòa;;ghi gì đó", sender="UBND xã Xuân Hòa")
    assert first.remembered is None
    assert path_of(first, 5) != "note"
    taken(ws, replan(ws, first, ByHand(columns={("", 5): "note"})))
    again = plan_of(ws, tmp_path, "1;Cơ sở Mơ;2500123499;Xã Xuân Hòa;;khác", sender="UBND xã Xuân Hòa")
    assert path_of(again, 5) == "note"
    assert again.remembered is not None
    assert (again.remembered.sender, again.remembered.by) == ("UBND xã Xuân Hòa", ws.user)
    assert check_list(ws, again).new[0].values["note"] == "khác"


def test_nothing_is_kept_of_a_list_that_was_only_looked_at(ws: Workspace, tmp_path: Path) -> None:
    plan = replan(ws, plan_of(ws, tmp_path, "1;Cơ sở Hòa;;Xã Xuân Hòa;;x"), ByHand(columns={("", 5): "note"}))
    check_list(ws, plan)
    assert plan_of(ws, tmp_path, "1;Cơ sở Hòa;;Xã Xuân Hòa;;x").remembered is None


def test_the_sender_s_own_decisions_come_before_newer_ones_of_others(ws: Workspace, tmp_path: Path) -> None:
    for sender, path, code in (("Xã A", "note", "2500123400"), ("Xã B", "address", "2500123499")):
        plan = plan_of(ws, tmp_path, f"1;Cơ sở {sender};{code};Xã Xuân Hòa;;x", sender=sender)
        taken(ws, replan(ws, plan, ByHand(columns={("", 5): path})))
    line = "1;Cơ sở C;2500150335;Xã Xuân Hòa;;x"
    assert path_of(plan_of(ws, tmp_path, line, sender="xã a"), 5) == "note"
    assert path_of(plan_of(ws, tmp_path, line, sender="Xã C"), 5) == "address"


def test_another_layout_remembers_nothing(ws: Workspace, tmp_path: Path) -> None:
    taken(ws, replan(ws, plan_of(ws, tmp_path, "1;Hòa;;Xã Xuân Hòa;;x"), ByHand(columns={("", 5): "note"})))
    other = plan_of(ws, tmp_path, "1;Hòa;;Xã Xuân Hòa;;x;y", head=HEAD + ";Cột thêm")
    assert other.remembered is None


def test_texts_typed_for_single_rows_stay_with_their_file(ws: Workspace, tmp_path: Path) -> None:
    made = check_list(ws, plan_of(ws, tmp_path, "1;Cơ sở Hòa;12;Xã Xuân Hòa;;x"))
    plan = replan(ws, made.plan, ByHand(columns={("", 5): "note"}))
    commit_list(ws, correct(ws, check_list(ws, plan), {("", 2, 2): "2500123400"}))
    again = plan_of(ws, tmp_path, "1;Cơ sở Mơ;12;Xã Xuân Hòa;;x")
    assert (again.by_hand.cells, path_of(again, 5)) == ({}, "note")
    assert len(check_list(ws, again).faulty) == 1


def test_what_is_decided_now_holds_against_what_was_decided_then(ws: Workspace, tmp_path: Path) -> None:
    taken(ws, replan(ws, plan_of(ws, tmp_path, "1;Hòa;;Xã Xuân Hòa;;x"), ByHand(columns={("", 5): "note"})))
    plan = plan_of(ws, tmp_path, "1;Hòa;;Xã Xuân Hòa;;x", columns={("", 5): "address"})
    assert path_of(plan, 5) == "address"


def test_a_layout_can_be_forgotten(ws: Workspace, tmp_path: Path) -> None:
    plan = plan_of(ws, tmp_path, "1;Hòa;;Xã Xuân Hòa;;x")
    taken(ws, replan(ws, plan, ByHand(columns={("", 5): "note"})))
    assert forget_layout(ws, Business, plan.layout) == 1
    assert plan_of(ws, tmp_path, "1;Hòa;;Xã Xuân Hòa;;x").remembered is None


def test_a_sheet_that_is_called_otherwise_is_known_by_its_place(ws: Workspace, tmp_path: Path) -> None:
    from openpyxl import Workbook

    def book(sheet: str, name: str, code: str) -> Path:
        made = Workbook()
        page = made.active
        assert page is not None
        page.title = sheet
        page.append(HEAD.split(";"))
        page.append([1, name, code, "Xã Xuân Hòa", None, "x"])
        file = tmp_path / f"{sheet}.xlsx"
        made.save(file)
        return file

    plan = read_list(ws, ImportWish(book("T10", "Cơ sở Hòa", "2500123400"), Business))
    taken(ws, replan(ws, plan, ByHand(columns={("T10", 5): "note"})))
    assert path_of(read_list(ws, ImportWish(book("T11", "Cơ sở Mơ", "2500123499"), Business)), 5) == "note"


NOTED = "Bảng kê đợt {};;;;;"
LETTERS = "a;b;c;d;e;g"


def with_header(ws: Workspace, folder: Path, head: str, *lines: str, rows: tuple[int, int]) -> None:
    """Take a list in whose header a person pointed at."""
    taken(ws, replan(ws, plan_of(ws, folder, *lines, head=head), ByHand(headers={"": rows})))


def test_a_header_that_was_pointed_at_is_found_by_its_words(ws: Workspace, tmp_path: Path) -> None:
    line = "{};Cơ sở {};;Xã Xuân Hòa;;x"
    with_header(ws, tmp_path, NOTED, HEAD, LETTERS, line.format(1, "Hòa"), rows=(2, 3))
    lines = (NOTED, HEAD, LETTERS, line.format(1, "Mơ"), line.format(2, "Mận"))
    again = plan_of(ws, tmp_path, *lines, head=NOTED)
    assert again.sheets[0].header_rows == (3, 4)
    assert [row.values["name"] for row in check_list(ws, again).new] == ["Cơ sở Mơ", "Cơ sở Mận"]


def test_a_header_that_is_not_there_is_left_and_said(ws: Workspace, tmp_path: Path) -> None:
    rows = [f"{at};Cơ sở số {at};;Xã Xuân Hòa;;x" for at in range(1, 6)]
    with_header(ws, tmp_path, NOTED, NOTED, HEAD, *rows, rows=(2, 3))
    again = plan_of(ws, tmp_path, *rows, head=HEAD)
    assert again.sheets[0].header_rows == (1,)
    assert [row.row for row in (*check_list(ws, again).same, *check_list(ws, again).new)] == [2, 3, 4, 5, 6]
    assert [note for note in again.notes if "dòng tên cột" in note]


def test_an_import_that_was_taken_back_teaches_nothing(ws: Workspace, tmp_path: Path) -> None:
    line = "1;Hòa;;Xã Xuân Hòa;;x"
    made = commit_list(ws, check_list(ws, replan(ws, plan_of(ws, tmp_path, line), ByHand(columns={("", 5): "note"}))))
    again = replan(ws, plan_of(ws, tmp_path, "1;Mơ;;Xã Xuân Hòa;;x"), ByHand(columns={("", 5): "address"}))
    later = commit_list(ws, check_list(ws, again))
    assert made.batch
    assert later.batch
    undo_batch(ws, later.batch)
    assert path_of(plan_of(ws, tmp_path, line), 5) == "note"
    undo_batch(ws, made.batch)
    assert plan_of(ws, tmp_path, line).remembered is None


def test_choices_that_came_with_the_file_are_found_by_the_next_without_them(ws: Workspace, tmp_path: Path) -> None:
    by_hand = ByHand(columns={("", 0): "note"}, headers={"": (2, 3)})
    lines = (HEAD, LETTERS, "ghi;Cơ sở Hòa;;Xã Xuân Hòa;;x")
    taken(ws, plan_of(ws, tmp_path, *lines, head=NOTED, by_hand=by_hand))
    again = plan_of(ws, tmp_path, *lines, head=NOTED)
    assert again.remembered is not None
    assert (path_of(again, 0), again.sheets[0].header_rows) == ("note", (2, 3))
