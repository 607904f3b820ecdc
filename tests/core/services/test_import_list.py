"""From a file to the register: a dry run first, then one batch; the shipped samples against their answers."""

import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tmdt_desktop.errors import Cancelled, Refused
from tmdt_desktop.exchange.plans import RowPlan
from tmdt_desktop.records.business import Business
from tmdt_desktop.records.request import Request
from tmdt_desktop.records.training import Training
from tmdt_desktop.services.history import batches, undo_batch
from tmdt_desktop.services.import_list import (
    CheckedList,
    Imported,
    ImportWish,
    check_list,
    commit_list,
    read_list,
    with_columns,
)
from tmdt_desktop.services.registers import Query, count, find, get, ids_of, save
from tmdt_desktop.store.workspace import Workspace

ROOT = Path(__file__).resolve().parents[3]
LIST = ROOT / "resources" / "samples" / "danh_sach_tmdt_lap_thach_2024.xlsx"
CLASSES = ROOT / "resources" / "samples" / "hoc_vien_tap_huan_2024.xlsx"
TRUTH = json.loads((ROOT / "tests" / "data" / "samples.truth.json").read_text(encoding="utf-8"))


def checked(ws: Workspace, file: Path = LIST, **more: Any) -> CheckedList:
    wish = ImportWish(file, **{"register": Business, **more})
    return check_list(ws, read_list(ws, wish))


def taken(ws: Workspace, file: Path = LIST, **more: Any) -> Imported:
    return commit_list(ws, checked(ws, file, **more))


def csv_of(tmp_path: Path, *lines: str) -> Path:
    file = tmp_path / "ds.csv"
    file.write_text("\n".join(("STT;Tên cơ sở;MST;Xã;SĐT", *lines)) + "\n", encoding="utf-8")
    return file


def test_each_row_of_the_sample_comes_out_as_its_answer_says(ws: Workspace) -> None:
    made = checked(ws)
    rows = {(row.sheet, row.row): row for row in (*made.new, *made.faulty)}
    assert set(rows) == {(answer["sheet"], answer["row"]) for answer in TRUTH["rows"]}
    for answer in TRUTH["rows"]:
        assert _said(rows[answer["sheet"], answer["row"]]) == {
            key: answer[key] for key in _said(rows[answer["sheet"], answer["row"]])
        }


def _said(row: RowPlan) -> dict[str, Any]:
    if row.faults:
        return {"expect": "faulty"}
    channels = [line["address"] or line["display_name"] or "" for line in row.values.get("channels", ())]
    plain = {key: row.values.get(key) for key in ("name", "tax_code", "phone", "commune")}
    return {"expect": "new", **plain, "kind": row.values["kind"].name, "channels": channels}


def test_what_was_put_right_or_is_wrong_is_told_with_its_place(ws: Workspace) -> None:
    told = {(fault.sheet, fault.row, fault.field, fault.level) for fault in checked(ws).faults}
    wanted = {(answer["sheet"], answer["row"], *answer["told"]) for answer in TRUTH["rows"] if answer["told"]}
    assert wanted <= told


def test_nothing_is_written_before_the_commit(ws: Workspace) -> None:
    checked(ws)
    assert count(ws, Business, Query()) == 0
    assert batches(ws) == ()


def test_a_commit_is_one_batch_that_can_be_taken_back(ws: Workspace) -> None:
    done = taken(ws)
    assert done.added == count(ws, Business, Query()) == sum(answer["expect"] == "new" for answer in TRUTH["rows"])
    assert done.batch is not None
    assert [batch.id for batch in batches(ws)] == [done.batch]
    undo_batch(ws, done.batch)
    assert count(ws, Business, Query()) == 0


def test_what_was_imported_can_be_found_without_marks(ws: Workspace) -> None:
    taken(ws)
    (id_,) = ids_of(ws, Business, find(ws, Business, Query("minh phat")))
    held = get(ws, Business, id_).values
    assert [line["address"] for line in held["channels"]][:2] == ["minhphat-lt.example.vn", "shopee.vn/minhphat.lt"]


def test_the_same_file_again_adds_nothing(ws: Workspace) -> None:
    first = taken(ws)
    again = taken(ws)
    assert (again.added, again.same, again.batch) == (0, first.added, None)


def test_a_known_key_with_another_story_waits_and_says_where_it_differs(ws: Workspace, tmp_path: Path) -> None:
    taken(ws, csv_of(tmp_path, "1;Shop Mây;2500150335;Xã Ngọc Mỹ;0912345678"))
    made = checked(ws, csv_of(tmp_path, "1;Shop Mây;2500150335;Xã Ngọc Mỹ;0987654321"))
    (changed,) = made.changed
    assert [(d.field, d.old, d.new) for d in changed.differences] == [("phone", "0912345678", "0987654321")]
    assert commit_list(ws, made).added == 0


def test_an_empty_cell_contradicts_nothing(ws: Workspace, tmp_path: Path) -> None:
    taken(ws, csv_of(tmp_path, "1;Shop Mây;2500150335;Xã Ngọc Mỹ;0912345678"))
    assert len(checked(ws, csv_of(tmp_path, "1;Shop Mây;2500150335;Xã Ngọc Mỹ;")).same) == 1


def test_a_name_that_is_known_in_its_commune_is_asked_about(ws: Workspace, tmp_path: Path) -> None:
    save(
        ws,
        Business,
        {"name": "Shop Mây", "kind": "HOUSEHOLD", "commune": "08767", "activity": "ACTIVE", "phone": "0912345678"},
    )
    made = checked(ws, csv_of(tmp_path, "1;SHOP MÂY;;Xã Ngọc Mỹ;0987654321"))
    (asked,) = made.asked
    (candidate,) = asked.candidates
    assert (candidate.name, [d.field for d in candidate.differences]) == ("Shop Mây", ["phone"])
    assert commit_list(ws, made).added == 0


def test_classes_come_with_their_attendees(ws: Workspace) -> None:
    done = taken(ws, CLASSES, register=Training)
    assert done.added == len(TRUTH["classes"])
    held = [get(ws, Training, id_).values for id_ in ids_of(ws, Training, find(ws, Training, Query(order="starts_on")))]
    for values, answer in zip(held, TRUTH["classes"], strict=True):
        women = sum(line["gender"].name == "FEMALE" for line in values["attendees"])
        assert (values["name"], values["place"]) == (answer["name"], answer["place"])
        assert [values[name].isoformat() for name in ("starts_on", "ends_on")] == [
            answer["starts_on"],
            answer["ends_on"],
        ]
        assert (len(values["attendees"]), women) == (answer["attendees"], answer["women"])


def test_one_sheet_can_be_chosen_and_a_wrong_one_is_refused(ws: Workspace) -> None:
    assert {row.sheet for row in checked(ws, sheets=("Các xã",)).new} == {"Các xã"}
    with pytest.raises(Refused, match="không có trang"):
        checked(ws, sheets=("Không có",))


def test_columns_and_common_values_can_be_given_by_hand(ws: Workspace, tmp_path: Path) -> None:
    file = csv_of(tmp_path, "1;Shop Mây;2500150335;Xã Ngọc Mỹ;0912345678")
    by_hand = checked(ws, file, columns={("", 2): None}, parent={"source": "Xã, phường"})
    assert "tax_code" not in by_hand.new[0].values
    assert by_hand.new[0].values["source"].name == "COMMUNE"
    plan = with_columns(read_list(ws, ImportWish(file, Business)), {("", 4): "note"})
    assert check_list(ws, plan).new[0].values["note"] == "0912345678"


class _Stopper:
    """A task that is stopped at once."""

    def step(self, done: int, total: int, what: str = "") -> None:
        raise Cancelled


def test_a_stopped_import_leaves_nothing(ws: Workspace) -> None:
    made = checked(ws)
    with pytest.raises(Cancelled):
        commit_list(ws, made, task=_Stopper())
    assert count(ws, Business, Query()) == 0


def test_the_samples_are_what_their_maker_makes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import importlib.util

    spec = importlib.util.spec_from_file_location("make_samples", ROOT / "tests" / "data" / "make_samples.py")
    assert spec is not None
    assert spec.loader is not None
    maker = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(__import__("sys").modules, "make_samples", maker)
    spec.loader.exec_module(maker)
    monkeypatch.setattr(maker, "SAMPLES", tmp_path)
    monkeypatch.setattr(maker, "TRUTH", tmp_path / "truth.json")
    maker.main()
    assert json.loads((tmp_path / "truth.json").read_text(encoding="utf-8")) == TRUTH
    for file in (LIST, CLASSES):
        made, kept = load_workbook(tmp_path / file.name), load_workbook(file)
        assert made.sheetnames == kept.sheetnames
        for sheet in made.sheetnames:
            assert list(made[sheet].values) == list(kept[sheet].values)


def test_a_list_committed_twice_is_taken_in_once(ws: Workspace, tmp_path: Path) -> None:
    made = checked(ws, csv_of(tmp_path, "1;Cơ sở Hòa;2500123400;Xã Xuân Hòa;0912345678", "2;Cơ sở Mơ;;Xã Xuân Hòa;"))
    assert commit_list(ws, made).added == 2
    again = commit_list(ws, made)
    assert (again.added, again.batch, again.same) == (0, None, 2)
    assert count(ws, Business, Query()) == 2


def test_what_was_written_since_the_check_is_not_written_again(ws: Workspace, tmp_path: Path) -> None:
    lines = ("1;Cơ sở Hòa;2500123400;Xã Xuân Hòa;0912345678", "2;Cơ sở Mơ;2500123401;Xã Xuân Hòa;")
    made = checked(ws, csv_of(tmp_path, *lines))
    (first, _) = made.new
    with ws.change("Thêm") as batch:
        batch.insert(Business, [{**first.values, "name": "Tên khác"}])
    taken_in = commit_list(ws, made)
    assert (taken_in.added, [left.row for left in taken_in.left]) == (1, [first.row])
    assert batches(ws)[0].what == "Nhập danh sách: thêm 1 đối tượng từ tệp ds.csv"


def test_two_rows_with_one_key_and_two_names_both_wait_and_name_the_whole_key(ws: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "van_ban.csv"
    head = "Trích yếu;Cơ quan yêu cầu;Số văn bản;Ngày văn bản;Ngày đến;Hạn trả lời;Loại yêu cầu"
    line = "Cung cấp số liệu;Sở Công Thương;12/SCT;1/3/2024;2/3/2024;20/3/2024;Khác"
    file.write_text(
        "\n".join((head, line, line.replace("số liệu", "danh sách"), line.replace("12/", "13/"))) + "\n",
        encoding="utf-8",
    )
    made = checked(ws, file, register=Request)
    assert [row.row for row in made.faulty] == [2, 3]
    told = [fault.sentence for fault in made.faults if fault.level == "fault"]
    assert [sentence.partition(" trùng")[0] for sentence in told] == ["Cơ quan yêu cầu, Số văn bản, Ngày văn bản"] * 2
    assert commit_list(ws, made).added == 1
