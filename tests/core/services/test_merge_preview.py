"""What merging would do, told before: refusals, warnings, both sides of what differs; and that nothing is dropped unseen."""

from datetime import date

import pytest

from tests.core.services.test_merge_records import SHOP, add, check, seller, whole
from tests.data.surveys import SMALL, hold
from tmdt_desktop.errors import Problem, Refused
from tmdt_desktop.records.business import Business
from tmdt_desktop.records.inspection import Inspection
from tmdt_desktop.records.survey_answer import SurveyAnswer
from tmdt_desktop.records.survey_round import SurveyRound
from tmdt_desktop.services.history import undo_batch
from tmdt_desktop.services.merge_preview import lay_beside
from tmdt_desktop.services.merge_records import MergeWish, merge_records, say_not_same, told_apart
from tmdt_desktop.services.registers import KeyTaken
from tmdt_desktop.services.same_or_not import take_back_not_same
from tmdt_desktop.store.workspace import Workspace

CODE = "2509923029"


def test_of_three_doubles_with_one_key_two_are_merged_and_taken_back(ws: Workspace) -> None:
    a, b, c = add(ws, *[seller(tax_code=CODE)] * 3)
    before, wish = whole(ws), MergeWish(Business, a, (b,))
    assert not lay_beside(ws, wish).faults
    merged = merge_records(ws, wish)
    undo_batch(ws, merged.batch)
    assert whole(ws) == before
    merge_records(ws, wish)
    merge_records(ws, MergeWish(Business, a, (c,)))
    assert list(whole(ws)) == [a]


def test_the_preview_tells_of_a_key_that_a_further_record_has(ws: Workspace) -> None:
    a, b, _ = add(ws, seller(tax_code=CODE), seller(), seller(name="Hộ C", tax_code=CODE))
    wish = MergeWish(Business, b, (a,))
    assert "Hộ C" in lay_beside(ws, wish).faults
    with pytest.raises(KeyTaken):
        merge_records(ws, wish)


def test_the_preview_tells_of_a_record_that_may_not_point_to_the_one_that_stays(filled_ws: Workspace) -> None:
    held = hold(filled_ws, SMALL)
    first = whole(filled_ws, SurveyRound)[held.round]
    lines = whole(filled_ws, SurveyAnswer)
    with filled_ws.change("Nhập") as batch:
        (other,) = batch.insert(SurveyRound, [{**first, "file_code": None}])
        twin = {**lines[held.lines[0].id], "file_code": None, "round": other}
        batch.insert(SurveyAnswer, [twin])
    before, wish = whole(filled_ws, SurveyAnswer), MergeWish(SurveyRound, held.round, (other,))
    assert "Số phiếu" in lay_beside(filled_ws, wish).faults
    with pytest.raises(Problem):
        merge_records(filled_ws, wish)
    assert whole(filled_ws, SurveyAnswer) == before


def test_answers_of_two_rounds_that_go_are_not_given_one_number(filled_ws: Workspace) -> None:
    held = hold(filled_ws, SMALL)
    first = {**whole(filled_ws, SurveyRound)[held.round], "file_code": None}
    line = {**whole(filled_ws, SurveyAnswer)[held.lines[0].id], "file_code": None, "number": "999"}
    with filled_ws.change("Nhập") as batch:
        others = batch.insert(SurveyRound, [first, first])
        batch.insert(SurveyAnswer, [{**line, "round": each} for each in others])
    with pytest.raises(Refused, match="sẽ trùng"):
        merge_records(filled_ws, MergeWish(SurveyRound, held.round, tuple(others)))


def test_a_pair_told_apart_is_warned_of_before_it_is_merged(ws: Workspace) -> None:
    a, b, c = add(ws, seller(name="A"), seller(name="B"), seller(name="C"))
    say_not_same(ws, Business, a, b, "Hai chị em.")
    warning = "Hai hồ sơ này đã được ghi là không trùng: Hai chị em. "
    assert lay_beside(ws, MergeWish(Business, a, (b,))).sentence.startswith(warning)
    assert "không trùng" not in lay_beside(ws, MergeWish(Business, a, (c,))).sentence
    merge_records(ws, MergeWish(Business, c, (b,)))
    assert lay_beside(ws, MergeWish(Business, a, (c,))).sentence.startswith(warning)


def test_a_pair_told_apart_is_listed_and_taken_back_once_one_of_them_is_part_of_another(ws: Workspace) -> None:
    a, b, c = add(ws, seller(name="A"), seller(name="B"), seller(name="C"))
    say_not_same(ws, Business, a, b, "Hai chị em")
    merge_records(ws, MergeWish(Business, c, (b,)))
    (apart,) = told_apart(ws, Business)
    assert {apart.first, apart.second} == {a, c}
    take_back_not_same(ws, Business, apart.first, apart.second)
    assert told_apart(ws, Business) == ()


def test_telephones_and_notes_of_all_sides_are_kept(ws: Workspace) -> None:
    a, b = add(
        ws,
        seller(phone="0912345678", note="Chợ Lập Thạch\n\nKhu B\n\nHết"),
        seller(phone="0912345678; 0987654321", note="Bán buổi sáng"),
    )
    wish = MergeWish(Business, a, (b,))
    assert "Điện thoại, Ghi chú ghi chung của các bên" in lay_beside(ws, wish).sentence
    merge_records(ws, wish)
    now = whole(ws)[a]
    assert now["phone"] == "0912345678; 0987654321"
    assert now["note"] == "Chợ Lập Thạch\n\nKhu B\n\nHết\nBán buổi sáng"


def test_a_telephone_that_a_person_chose_stands_alone(ws: Workspace) -> None:
    a, b = add(ws, seller(phone="0912345678"), seller(phone="0987654321"))
    merge_records(ws, MergeWish(Business, a, (b,), {"phone": b}))
    assert whole(ws)[a]["phone"] == "0987654321"


def test_of_a_line_that_both_have_the_newer_stays_and_the_preview_shows_what_is_dropped(ws: Workspace) -> None:
    old = {**SHOP, "orders": 5, "checked_on": date(2023, 1, 1), "display_name": "Hoa"}
    new = {**SHOP, "orders": 500, "checked_on": date(2024, 1, 1)}
    a, b = add(ws, seller(channels=[old]), seller(channels=[new]))
    wish = MergeWish(Business, a, (b,))
    (part,) = lay_beside(ws, wish).parts
    ((words, sides),) = part.lines
    assert ("giữ 500, bỏ 5" in words, sides) == (True, (0, 1))
    merge_records(ws, wish)
    (line,) = whole(ws)[a]["channels"]
    assert (line["orders"], line["checked_on"], line["display_name"]) == (500, date(2024, 1, 1), "Hoa")


def test_references_are_told_as_they_are_led(ws: Workspace) -> None:
    a, b = add(ws, seller(), seller())
    by = check(ws, business=b)
    assert not lay_beside(ws, MergeWish(Business, a, (b,))).faults
    assert whole(ws, Inspection)[by]["business"] == b
