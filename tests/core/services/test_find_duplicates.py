"""Pairs of the office's own records that may be one: the surest first, with reasons; those told apart stay away."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from tmdt_desktop.errors import Cancelled, Refused
from tmdt_desktop.ids import uuid7
from tmdt_desktop.records.business import Activity, Business, ChannelKind, SubjectKind
from tmdt_desktop.records.report import Report
from tmdt_desktop.records.training import Form, Role, Training
from tmdt_desktop.services.find_duplicates import find_duplicates, find_pairs
from tmdt_desktop.services.merge_records import MergeWish, merge_records, say_not_same
from tmdt_desktop.services.same_or_not import take_back_not_same
from tmdt_desktop.store.workspace import Workspace


def seller(name: str, **said: Any) -> dict[str, Any]:
    plain = {"kind": SubjectKind.HOUSEHOLD, "commune": "08767", "activity": Activity.ACTIVE, "name": name}
    return {**plain, **said}


ROWS = (
    seller("Công ty TNHH Minh Phát", tax_code="2500150335"),
    seller("CTY TNHH MTV MINH PHÁT", tax_code="2500150335", phone="0912345678"),
    seller("Hộ kinh doanh Lê Thị Mơ", address="Thôn Đông", phone="0987654321"),
    seller("Lê Thị Mơ", address="thôn Đông", channels=[{"kind": ChannelKind.SHOP, "address": "shopee.vn/mo"}]),
    seller("Cửa hàng An Lộc", phone="0977000111"),
    seller("Tạp hóa Bình Minh", commune="08761"),
)


@pytest.fixture
def six(ws: Workspace) -> tuple[Workspace, list[UUID]]:
    with ws.change("Nhập") as batch:
        ids = batch.insert(Business, ROWS)
        batch.insert(Business, [ROWS[5]], origin=("247", uuid7()))
    return ws, ids


def test_pairs_come_the_surest_first_with_their_reasons(six: tuple[Workspace, list[UUID]]) -> None:
    ws, ids = six
    sure, likely = find_pairs(ws, Business)
    assert ({sure.a, sure.b}, sure.sure, sure.score) == ({ids[0], ids[1]}, True, 100)
    assert "cùng mã số thuế 2500150335" in sure.reasons
    assert ({likely.a, likely.b}, likely.sure, likely.suspect) == ({ids[2], ids[3]}, False, True)
    assert "cùng thôn" in likely.reasons


@pytest.mark.parametrize(
    "number", [{"tax_code": "2509923029"}, {"personal_id": "026163966857"}], ids=["tax code", "personal number"]
)
def test_one_whole_number_is_worth_a_look_whatever_else_differs(ws: Workspace, number: dict[str, str]) -> None:
    with ws.change("Nhập") as batch:
        first = seller("Công ty TNHH Hoa Sen", phone="0912345678", **number)
        other = seller("Hộ kinh doanh Trần Thị Tám", commune="08770", phone="0987654321", **number)
        batch.insert(Business, [first, other])
    (pair,) = find_pairs(ws, Business)
    assert (60 <= pair.score < 75, pair.suspect, pair.sure) == (True, False, False)


def test_what_came_in_a_package_is_no_double(six: tuple[Workspace, list[UUID]]) -> None:
    ws, _ = six
    assert all("Bình Minh" not in name for pair in find_pairs(ws, Business, least=1) for name in pair.names)


def test_pairs_told_apart_stay_away_until_it_is_taken_back(six: tuple[Workspace, list[UUID]]) -> None:
    ws, ids = six
    say_not_same(ws, Business, ids[2], ids[3], "Hai mẹ con")
    assert len(find_pairs(ws, Business)) == 1
    take_back_not_same(ws, Business, ids[3], ids[2])
    assert len(find_pairs(ws, Business)) == 2


def test_a_pair_told_apart_stays_so_when_one_becomes_part_of_another(six: tuple[Workspace, list[UUID]]) -> None:
    ws, ids = six
    say_not_same(ws, Business, ids[2], ids[3], "Đang xác minh")
    merge_records(ws, MergeWish(Business, ids[4], (ids[3],), {"name": ids[3]}))
    assert all({pair.a, pair.b} != {ids[2], ids[4]} for pair in find_pairs(ws, Business, least=1))


def test_groups_hold_all_that_suspicion_binds_together(ws: Workspace) -> None:
    with ws.change("Nhập") as batch:
        ids = batch.insert(Business, [seller("HKD Hà Vy", phone="0912345678", address="Thôn Đông")] * 3)
    (group,) = find_duplicates(ws, Business)
    assert set(group.ids) == set(ids)
    assert len(group.names) == 3


def test_classes_of_one_name_are_doubles_on_one_day_only(ws: Workspace) -> None:
    rows = [
        {"name": "Bán hàng trên sàn", "form": Form.CLASS, "role": Role.LEADS, "starts_on": date(2024, 5, at), "place": "Hội trường"}
        for at in (2, 2, 9)
    ]  # fmt: skip
    with ws.change("Nhập") as batch:
        ids = batch.insert(Training, rows)
    (pair,) = find_pairs(ws, Training)
    assert {pair.a, pair.b} == {ids[0], ids[1]}
    assert "cùng ngày 02/05/2024" in pair.reasons


def test_reports_are_never_doubles(ws: Workspace) -> None:
    with pytest.raises(Refused):
        find_pairs(ws, Report)


def test_it_can_be_stopped(six: tuple[Workspace, list[UUID]]) -> None:
    class Stopped:
        def step(self, done: int, total: int, what: str = "") -> None:
            raise Cancelled

    with pytest.raises(Cancelled):
        find_pairs(six[0], Business, Stopped())
