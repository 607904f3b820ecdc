"""Rows of a list that speak of a record merged away mean the one that stays, and bring nothing back."""

from pathlib import Path
from uuid import UUID

from tests.core.services.test_import_decisions import MAY, checked, put
from tmdt_desktop.records.business import Business
from tmdt_desktop.services.history import undo_batch
from tmdt_desktop.services.import_list import Decisions, commit_list
from tmdt_desktop.services.merge_records import Merged, MergeWish, merge_records
from tmdt_desktop.services.registers import Query, count, get
from tmdt_desktop.store.workspace import Workspace

KEPT, GONE = "2500150335", "8994258182"
ROW = f"1;Hộ kinh doanh Mây;{GONE};;Xã Ngọc Mỹ;;;"


def merged(ws: Workspace, *chosen: str) -> tuple[UUID, Merged]:
    keep, gone = put(ws, MAY, {**MAY, "name": "Cửa hàng Mây Hồng", "tax_code": GONE, "personal_id": "036088001234"})
    return keep, merge_records(ws, MergeWish(Business, keep, (gone,), dict.fromkeys(chosen, gone)))


def test_the_key_of_a_record_merged_away_means_the_one_that_stays(ws: Workspace, tmp_path: Path) -> None:
    merged(ws)
    assert len(checked(ws, tmp_path, ROW).same) == 1


def test_what_else_the_list_says_is_shown_and_the_key_of_the_one_that_stays_is_kept(
    ws: Workspace, tmp_path: Path
) -> None:
    keep, _ = merged(ws)
    made = checked(ws, tmp_path, f"1;Cửa hàng Mây Hồng;{GONE};;Xã Ngọc Mỹ;0912345678;;")
    assert [(each.id, {d.field for d in each.differences}) for each in made.changed] == [(keep, {"name", "phone"})]
    commit_list(ws, made, Decisions.all_of(made))
    now = get(ws, Business, keep).values
    assert (now["tax_code"], now["phone"], count(ws, Business, Query())) == (KEPT, "0912345678", 1)


def test_the_key_that_the_record_that_stays_gave_up_means_it_too(ws: Workspace, tmp_path: Path) -> None:
    merged(ws, "tax_code")
    assert len(checked(ws, tmp_path, f"1;Hộ kinh doanh Mây;{KEPT};;Xã Ngọc Mỹ;;;").same) == 1


def test_taken_back_the_key_is_the_records_own_again(ws: Workspace, tmp_path: Path) -> None:
    keep, act = merged(ws)
    undo_batch(ws, act.batch)
    (changed,) = checked(ws, tmp_path, ROW).changed
    assert changed.id != keep


def test_a_key_that_another_record_bears_now_is_its_own(ws: Workspace, tmp_path: Path) -> None:
    merged(ws)
    (other,) = put(ws, {**MAY, "tax_code": GONE, "phone": "0912345678"})
    made = checked(ws, tmp_path, f"1;Hộ kinh doanh Mây;{GONE};;Xã Ngọc Mỹ;0987654321;;")
    assert [each.id for each in made.changed] == [other]


def test_the_name_of_a_record_merged_away_is_asked_about(ws: Workspace, tmp_path: Path) -> None:
    keep, _ = merged(ws)
    (asked,) = checked(ws, tmp_path, "1;Cửa hàng Mây Hồng;;;Xã Ngọc Mỹ;;;").asked
    assert [each.id for each in asked.candidates] == [keep]
