"""What a list says of known records: shown field by field, taken only where a person says so, taken back as a whole."""

from pathlib import Path
from typing import Any

import pytest

from tests.data.lists import csv_list
from tmdt_desktop.errors import Cancelled, Refused
from tmdt_desktop.records.business import Business
from tmdt_desktop.records.training import Training
from tmdt_desktop.services.history import batches, undo_batch
from tmdt_desktop.services.import_list import (
    NOTHING,
    CheckedList,
    Decisions,
    ImportWish,
    check_list,
    commit_list,
    read_list,
)
from tmdt_desktop.services.registers import Query, count, find, get, ids_of
from tmdt_desktop.store.workspace import Workspace

HEAD = "STT;Tên cơ sở;MST;Số CCCD;Xã;SĐT;Tình trạng;Shopee"
MAY = {"name": "Hộ kinh doanh Mây", "tax_code": "2500150335", "kind": "HOUSEHOLD", "commune": "08767"}


def checked(ws: Workspace, tmp_path: Path, *lines: str, head: str = HEAD) -> CheckedList:
    return check_list(ws, read_list(ws, ImportWish(csv_list(tmp_path, head, *lines), Business)))


def put(ws: Workspace, *rows: dict[str, Any], register: Any = Business) -> list[Any]:
    kinds = {field.name: field.kind for field in register.fields()}
    made = [{name: kinds[name].restore(value) for name, value in row.items()} for row in rows]
    with ws.change("Thêm") as batch:
        return batch.insert(register, [{"activity": kinds["activity"].restore("ACTIVE"), **row} for row in made])


def everything(ws: Workspace) -> list[dict[str, Any]]:
    return [get(ws, Business, id_).values for id_ in ids_of(ws, Business, find(ws, Business, Query()))]


def told(made: CheckedList) -> list[tuple[str, str, str, bool]]:
    return [(d.field, d.old, d.new, d.fills) for each in made.changed for d in each.differences]


def test_a_record_is_known_by_its_tax_code_and_shown_field_by_field(ws: Workspace, tmp_path: Path) -> None:
    (id_,) = put(ws, {**MAY, "phone": "0912345678", "activity": "PAUSED"})
    made = checked(ws, tmp_path, "1;Hộ kinh doanh Mây;2500150335;036088001234;Xã Ngọc Mỹ;0987654321;;")
    assert [(each.id, each.version, each.by) for each in made.changed] == [(id_, 1, "Mã số thuế")]
    assert told(made) == [("phone", "0912345678", "0987654321", False), ("personal_id", "", "036088001234", True)]


def test_a_choice_that_was_only_assumed_contradicts_nothing(ws: Workspace, tmp_path: Path) -> None:
    put(ws, {**MAY, "activity": "PAUSED", "kind": "WORKSHOP"})
    assert len(checked(ws, tmp_path, "1;Hộ kinh doanh Mây;2500150335;;Xã Ngọc Mỹ;;;").same) == 1
    made = checked(ws, tmp_path, "1;Hộ kinh doanh Mây;2500150335;;Xã Ngọc Mỹ;;Chấm dứt;")
    assert told(made) == [("activity", "Tạm ngừng", "Chấm dứt", False)]


def test_capitals_and_one_of_several_phones_are_no_other_story(ws: Workspace, tmp_path: Path) -> None:
    put(ws, {**MAY, "phone": "0912345678; 0987654321"})
    assert len(checked(ws, tmp_path, "1;HỘ KINH DOANH MÂY;2500150335;;Xã Ngọc Mỹ;0987654321;;").same) == 1


def test_a_record_is_known_by_its_number_where_the_key_says_nothing(ws: Workspace, tmp_path: Path) -> None:
    (id_,) = put(ws, {**MAY, "tax_code": None, "personal_id": "036088001234"})
    made = checked(ws, tmp_path, "1;Nguyễn Thị Mây;2500150335;036088001234;Xã Ngọc Mỹ;;;")
    assert [(each.id, each.by) for each in made.changed] == [(id_, "Số định danh")]
    assert "tax_code" in {d.field for d in made.changed[0].differences}


def test_one_number_that_two_records_bear_is_asked_about(ws: Workspace, tmp_path: Path) -> None:
    put(ws, *({**MAY, "name": name, "tax_code": None, "personal_id": "036088001234"} for name in ("Mây 1", "Mây 2")))
    made = checked(ws, tmp_path, "1;Mây 3;;036088001234;Xã Ngọc Mỹ;;;")
    assert [{c.name for c in each.candidates} for each in made.asked] == [{"Mây 1", "Mây 2"}]


def test_one_name_with_another_tax_code_is_new_and_told(ws: Workspace, tmp_path: Path) -> None:
    put(ws, MAY)
    made = checked(ws, tmp_path, "1;Hộ kinh doanh Mây;2500123400;;Xã Ngọc Mỹ;;;")
    assert (len(made.new), made.asked, made.changed) == (1, (), ())
    assert "mã khác" in made.new[0].doubts["name"]


def test_two_rows_that_are_one_record_both_wait(ws: Workspace, tmp_path: Path) -> None:
    put(ws, {**MAY, "personal_id": "036088001234"})
    made = checked(
        ws,
        tmp_path,
        "1;Hộ kinh doanh Mây;2500150335;;Xã Ngọc Mỹ;0912345678;;",
        "2;Cửa hàng Mây Tre;;036088001234;Xã Ngọc Mỹ;;;",
    )
    assert [row.row for row in made.faulty] == [2, 3]
    assert all("cùng là một hồ sơ" in row.faults["name"] for row in made.faulty)
    assert (made.counts["faulty"], made.counts["changed"]) == (2, 0)


def test_nothing_is_taken_unless_somebody_says_so(ws: Workspace, tmp_path: Path) -> None:
    put(ws, {**MAY, "phone": "0912345678"})
    made = checked(ws, tmp_path, "1;Hộ kinh doanh Mây;2500150335;;Xã Ngọc Mỹ;0987654321;;")
    done = commit_list(ws, made)
    assert (done.added, done.updated, done.held, done.batch) == (0, 0, 1, None)
    assert [row["phone"] for row in everything(ws)] == ["0912345678"]


def test_only_what_is_chosen_is_taken(ws: Workspace, tmp_path: Path) -> None:
    put(ws, {**MAY, "phone": "0912345678"})
    made = checked(ws, tmp_path, "1;Hộ Mây;2500150335;036088001234;Xã Ngọc Mỹ;0987654321;;shopee.vn/may")
    done = commit_list(ws, made, Decisions({("", 2): frozenset({"phone"})}))
    (row,) = everything(ws)
    assert (done.updated, row["phone"], row["name"], row["personal_id"]) == (
        1,
        "0987654321",
        "Hộ kinh doanh Mây",
        None,
    )
    assert row["channels"] == []


def test_what_fills_gaps_is_taken_without_replacing_anything(ws: Workspace, tmp_path: Path) -> None:
    put(ws, {**MAY, "phone": "0912345678"})
    made = checked(ws, tmp_path, "1;Hộ Mây;2500150335;036088001234;Xã Ngọc Mỹ;0987654321;;shopee.vn/may")
    commit_list(ws, made, Decisions.fills_of(made))
    (row,) = everything(ws)
    assert (row["name"], row["phone"], row["personal_id"]) == ("Hộ kinh doanh Mây", "0912345678", "036088001234")
    assert [line["address"] for line in row["channels"]] == ["shopee.vn/may"]


def test_lines_of_a_record_are_joined_and_never_lost(ws: Workspace, tmp_path: Path) -> None:
    old = [
        {"kind": "SHOP", "platform": "SHOPEE", "address": "shopee.vn/may", "orders": 7},
        {"kind": "SHOP", "platform": "POSTMART", "address": "postmart.vn/may"},
    ]
    put(ws, {**MAY, "channels": old})
    made = checked(ws, tmp_path, "1;Hộ kinh doanh Mây;2500150335;;Xã Ngọc Mỹ;;;shopee.vn/may, shopee.vn/may2")
    assert [(d.field, d.fills) for d in made.changed[0].differences] == [("channels", True)]
    commit_list(ws, made, Decisions.all_of(made))
    (row,) = everything(ws)
    assert [(line["address"], line["orders"]) for line in row["channels"]] == [
        ("shopee.vn/may", 7),
        ("postmart.vn/may", None),
        ("shopee.vn/may2", None),
    ]
    again = checked(ws, tmp_path, "1;Hộ kinh doanh Mây;2500150335;;Xã Ngọc Mỹ;;;shopee.vn/may, shopee.vn/may2")
    assert len(again.same) == 1


def test_updates_and_new_rows_are_one_act_that_goes_back_to_the_byte(ws: Workspace, tmp_path: Path) -> None:
    channels = [{"kind": "SHOP", "platform": "SHOPEE", "address": "shopee.vn/may", "orders": 7}]
    put(ws, {**MAY, "phone": "0912345678", "channels": channels}, {**MAY, "name": "Nho", "tax_code": "2500123400"})
    before = everything(ws)
    made = checked(
        ws,
        tmp_path,
        "1;Hộ Mây;2500150335;036088001234;Xã Xuân Hòa;0987654321;Tạm ngừng;shopee.vn/may3",
        "2;Hộ kinh doanh Nho Xanh;2500123400;;Xã Ngọc Mỹ;0977777777;;",
        "3;Cơ sở Hòa;2500123499;;Xã Xuân Hòa;;;",
    )
    done = commit_list(ws, made, Decisions.all_of(made))
    assert (done.added, done.updated, done.left) == (1, 2, ())
    newest = batches(ws)[0]
    assert newest.what == "Nhập danh sách: thêm 1, sửa 2 đối tượng từ tệp ds.csv"
    assert (newest.id, newest.counts) == (done.batch, ((Business.title, 3),))
    assert everything(ws) != before
    assert find(ws, Business, Query("nho xanh"))
    assert done.batch is not None
    undo_batch(ws, done.batch)
    assert everything(ws) == before
    assert not find(ws, Business, Query("nho xanh"))


def test_a_name_alone_is_asked_and_the_answer_holds(ws: Workspace, tmp_path: Path) -> None:
    (id_,) = put(ws, {**MAY, "tax_code": None})
    lines = ("1;hộ kinh doanh  mây;2500150335;;Xã Ngọc Mỹ;0912345678;;",)
    made = checked(ws, tmp_path, *lines)
    (asked,) = made.asked
    assert [(c.id, c.score >= 60, bool(c.reasons)) for c in asked.candidates] == [(id_, True, True)]
    assert commit_list(ws, made, NOTHING).held == 1
    own = commit_list(ws, made, Decisions(answers={("", 2): None}))
    assert (own.added, own.updated, count(ws, Business, Query())) == (1, 0, 2)
    assert own.batch is not None
    undo_batch(ws, own.batch)
    made = checked(ws, tmp_path, *lines)
    known = commit_list(ws, made, Decisions(answers={("", 2): id_}))
    assert (known.added, known.updated, known.same, known.held) == (0, 0, 1, 0)
    fields = frozenset({"tax_code", "phone"})
    assert commit_list(ws, made, Decisions({("", 2): fields}, {("", 2): id_})).updated == 1
    assert [(row["tax_code"], row["phone"]) for row in everything(ws)] == [("2500150335", "0912345678")]


def test_an_answer_that_was_not_offered_is_refused(ws: Workspace, tmp_path: Path) -> None:
    put(ws, {**MAY, "tax_code": None})
    (other,) = put(ws, {**MAY, "name": "Nho", "tax_code": "2500123400"})
    made = checked(ws, tmp_path, "1;Hộ kinh doanh Mây;2500150335;;Xã Ngọc Mỹ;;;")
    with pytest.raises(Refused, match="không nằm trong"):
        commit_list(ws, made, Decisions(answers={("", 2): other}))


def test_two_answers_that_name_one_record_are_both_left(ws: Workspace, tmp_path: Path) -> None:
    (id_,) = put(ws, {**MAY, "tax_code": None})
    made = checked(
        ws,
        tmp_path,
        "1;Hộ kinh doanh Mây;2500150335;;Xã Ngọc Mỹ;;;",
        "2;Hộ kinh doanh Mây;;036088001234;Xã Ngọc Mỹ;;;",
    )
    take = {place: frozenset({"tax_code", "personal_id"}) for place in (("", 2), ("", 3))}
    done = commit_list(ws, made, Decisions(take, {("", 2): id_, ("", 3): id_}))
    assert (done.updated, [left.row for left in done.left]) == (0, [2, 3])


def test_a_record_that_was_changed_since_the_check_is_left_and_told(ws: Workspace, tmp_path: Path) -> None:
    first, second = put(ws, MAY, {**MAY, "name": "Nho", "tax_code": "2500123400"})
    made = checked(
        ws,
        tmp_path,
        "1;Hộ kinh doanh Mây;2500150335;;Xã Ngọc Mỹ;0912345678;;",
        "2;Nho;2500123400;;Xã Ngọc Mỹ;0977777777;;",
    )
    with ws.change("Sửa") as batch:
        batch.update(Business, first, {"address": "Thôn Đông"})
    done = commit_list(ws, made, Decisions.all_of(made))
    assert (done.updated, [(left.row, left.name) for left in done.left]) == (1, [(2, "Hộ kinh doanh Mây")])
    assert "vừa được" in done.left[0].why
    assert (get(ws, Business, first).values["phone"], get(ws, Business, second).values["phone"]) == (None, "0977777777")
    again = commit_list(ws, made, Decisions.all_of(made))
    assert (again.updated, again.same, len(again.left)) == (0, 1, 1)


def test_a_record_that_is_gone_since_the_check_is_left_and_told(ws: Workspace, tmp_path: Path) -> None:
    (id_,) = put(ws, MAY)
    made = checked(ws, tmp_path, "1;Hộ kinh doanh Mây;2500150335;;Xã Ngọc Mỹ;0912345678;;")
    with ws.change("Xóa") as batch:
        batch.delete(Business, id_)
    done = commit_list(ws, made, Decisions.all_of(made))
    assert [left.why for left in done.left] == ["Hồ sơ không còn trong sổ."]


def test_a_tax_code_that_another_record_bears_since_is_not_given_twice(ws: Workspace, tmp_path: Path) -> None:
    put(ws, {**MAY, "tax_code": None, "personal_id": "036088001234"})
    made = checked(ws, tmp_path, "1;Hộ kinh doanh Mây;2500150335;036088001234;Xã Ngọc Mỹ;;;")
    put(ws, {**MAY, "name": "Nho"})
    done = commit_list(ws, made, Decisions.all_of(made))
    assert (done.updated, len(done.left)) == (0, 1)
    assert "đã có ở hồ sơ khác" in done.left[0].why


def test_what_would_break_a_rule_of_the_record_is_left_and_told(ws: Workspace, tmp_path: Path) -> None:
    from datetime import date

    (id_,) = put(ws, {**MAY})
    with ws.change("Sửa") as batch:
        batch.update(Business, id_, {"started_on": date(2024, 5, 1)})
    head = "STT;Tên cơ sở;MST;Xã;Tình trạng;Ngày chấm dứt"
    made = checked(ws, tmp_path, "1;Hộ kinh doanh Mây;2500150335;Xã Ngọc Mỹ;Chấm dứt;01/02/2023", head=head)
    assert [d.field for each in made.changed for d in each.differences] == ["activity", "ended_on"]
    done = commit_list(ws, made, Decisions.all_of(made))
    assert (done.updated, len(done.left)) == (0, 1)


def test_records_that_came_in_a_package_are_not_touched(ws: Workspace, tmp_path: Path) -> None:
    from tmdt_desktop.ids import uuid7

    kinds = {field.name: field.kind for field in Business.fields()}
    row = {name: kinds[name].restore(value) for name, value in {**MAY, "activity": "ACTIVE"}.items()}
    with ws.change("Nhận gói") as batch:
        batch.insert(Business, [row], origin=("246", uuid7()))
    made = checked(ws, tmp_path, "1;Hộ kinh doanh Mây;2500150335;;Xã Ngọc Mỹ;0912345678;;")
    assert (len(made.new), made.changed) == (1, ())


class _StopsAt:
    """A task that is stopped at one of its steps."""

    def __init__(self, step: int) -> None:
        self.left = step

    def step(self, done: int, total: int, what: str = "") -> None:
        self.left -= 1
        if self.left < 0:
            raise Cancelled


def test_a_stopped_import_changes_nothing_wherever_it_stops(ws: Workspace, tmp_path: Path) -> None:
    put(ws, MAY)
    made = checked(
        ws,
        tmp_path,
        "1;Hộ kinh doanh Mây;2500150335;;Xã Ngọc Mỹ;0912345678;;",
        "2;Cơ sở Hòa;2500123499;;Xã Xuân Hòa;;;",
    )
    before = everything(ws)
    for at in range(2):
        with pytest.raises(Cancelled):
            commit_list(ws, made, Decisions.all_of(made), _StopsAt(at))
    assert everything(ws) == before


def test_attendees_of_a_known_class_are_joined(ws: Workspace, tmp_path: Path) -> None:
    from datetime import date

    from tmdt_desktop.records.training import Form, Role
    from tmdt_desktop.services.row_differences import Beside

    stored = {
        "name": "Lớp A",
        "starts_on": date(2024, 5, 6),
        "attendees": [{"name": "Trần Thị Mận", "phone": "0912345678"}, {"name": "Lê Văn Bình"}],
        "form": Form.CLASS,
        "role": Role.LEADS,
    }
    row = {
        "name": "Lớp A",
        "starts_on": date(2024, 5, 6),
        "attendees": [{"name": "Trần Thị Mận", "phone": "0987654321"}, {"name": "Vũ Thị Na"}],
    }
    beside = Beside(Training, {})
    assert [(d.field, d.old, d.new) for d in beside.differences(stored, row)] == [
        ("attendees", "Trần Thị Mận; Lê Văn Bình", "Vũ Thị Na"),
        ("attendees.0.phone", "0912345678", "0987654321"),
    ]
    made = beside.taken(stored, row, {"attendees"})
    assert [(line["name"], line["phone"]) for line in made["attendees"]] == [
        ("Trần Thị Mận", "0912345678"),
        ("Lê Văn Bình", None),
        ("Vũ Thị Na", None),
    ]


def test_a_new_row_that_looks_like_a_record_says_so_with_its_reasons(ws: Workspace, tmp_path: Path) -> None:
    put(ws, {**MAY, "name": "Hộ kinh doanh Mây Tre Đan Ngọc", "tax_code": None, "phone": "0912345678"})
    made = checked(ws, tmp_path, "1;HKD mây tre đan Ngọc;2500123499;;Xã Ngọc Mỹ;0912345678;;")
    (row,) = made.new
    assert row.doubts["name"].startswith("Nghi trùng với «Hộ kinh doanh Mây Tre Đan Ngọc» trong sổ (")
    assert [fault.field for fault in made.faults if "Nghi trùng" in fault.sentence] == ["name"]


def test_new_rows_that_look_alike_say_so_of_each_other(ws: Workspace, tmp_path: Path) -> None:
    made = checked(
        ws,
        tmp_path,
        "1;Hộ kinh doanh Mây Tre Đan Ngọc;;;Xã Ngọc Mỹ;0912345678;;",
        "2;HKD mây tre đan Ngọc;2500123499;;Xã Ngọc Mỹ;0912345678;;",
    )
    assert ["dòng 3" in made.new[0].doubts["name"], "dòng 2" in made.new[1].doubts["name"]] == [True, True]


OTHERS = "1;Công ty TNHH Hoàng Long;2500150335;;Xã Xuân Hòa;0987000111;;shopee.vn/hoanglong"


def test_one_code_under_another_name_and_commune_is_asked_and_fills_nothing(ws: Workspace, tmp_path: Path) -> None:
    (id_,) = put(ws, MAY)
    before = everything(ws)
    made = checked(ws, tmp_path, OTHERS)
    (asked,) = made.asked
    assert made.changed == ()
    assert asked.why == asked.candidates[0].reasons[0] == "cùng mã số thuế nhưng tên và xã khác"
    assert [(each.id, each.name) for each in asked.candidates] == [(id_, MAY["name"])]
    for decisions in (Decisions.fills_of(made), Decisions.all_of(made)):
        assert commit_list(ws, made, decisions).held == 1
    assert everything(ws) == before
    fields = frozenset({"phone"})
    assert commit_list(ws, made, Decisions({("", 2): fields}, {("", 2): id_})).updated == 1


def test_a_code_that_a_record_bears_makes_no_second_record(ws: Workspace, tmp_path: Path) -> None:
    put(ws, MAY)
    done = commit_list(ws, checked(ws, tmp_path, OTHERS), Decisions(answers={("", 2): None}))
    assert (done.added, count(ws, Business, Query())) == (0, 1)
    assert "Mã số thuế này đã có" in done.left[0].why


@pytest.mark.parametrize(
    "line", ["1;Cửa hàng Tre Xanh;2500150335;;Xã Ngọc Mỹ;;;", "1;Hộ Mây;2500150335;;Xã Xuân Hòa;;;"]
)
def test_a_new_name_or_a_new_place_alone_is_a_change(ws: Workspace, tmp_path: Path, line: str) -> None:
    put(ws, MAY)
    assert len(checked(ws, tmp_path, line).changed) == 1
