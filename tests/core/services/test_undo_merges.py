"""Taking merges back after others have worked on: all of a merge or nothing, the newest first, no key twice."""

from datetime import date
from uuid import UUID

import pytest

from tests.core.services.test_merge_records import SHOP, add, seller, whole
from tmdt_desktop.errors import Refused
from tmdt_desktop.ids import uuid7
from tmdt_desktop.records.business import Activity, Business
from tmdt_desktop.services import registers
from tmdt_desktop.services.history import batches, undo_batch, undo_preview
from tmdt_desktop.services.merge_records import MergeWish, merge_records, standing_id
from tmdt_desktop.store.tables import AuditBatch
from tmdt_desktop.store.workspace import Workspace

CODE, OTHER = "2509923029", "8994258182"


def leads_to(ws: Workspace, id_: UUID) -> UUID:
    with ws.read() as connection:
        return standing_id(connection, id_)


def test_a_merge_goes_back_not_at_all_while_a_record_of_it_cannot(ws: Workspace) -> None:
    keep, gone = add(
        ws, seller(tax_code=CODE), seller(tax_code=OTHER, phone="0912345678", channels=[SHOP], note="của B")
    )
    merged = merge_records(ws, MergeWish(Business, keep, (gone,)))
    (third,) = add(ws, seller(name="Hộ mới", tax_code=OTHER))
    before = whole(ws)
    assert not undo_preview(ws, merged.batch).going
    with pytest.raises(Refused, match="Hộ mới") as told:
        undo_batch(ws, merged.batch)
    assert told.value.cure
    assert (whole(ws), leads_to(ws, gone)) == (before, keep)
    with ws.change("Sửa") as batch:
        batch.update(Business, third, {"tax_code": None})
    undo_batch(ws, merged.batch)
    assert (whole(ws)[gone]["phone"], whole(ws)[keep]["phone"], leads_to(ws, gone)) == ("0912345678", None, gone)


def test_a_record_that_a_taking_back_left_out_still_leads_to_the_one_that_has_its_data(ws: Workspace) -> None:
    keep, gone = add(ws, seller(), seller())
    merged = merge_records(ws, MergeWish(Business, keep, (gone,)))
    with ws.change("Hoàn lại một phần") as batch:
        batch.update(Business, keep, {"note": "x"})
        mine = AuditBatch.__table__
        batch.connection.execute(mine.update().where(mine.c.id == merged.batch).values(undone_by=batch.act.id))
    assert leads_to(ws, gone) == keep


def test_of_merges_one_after_the_other_the_newest_goes_back_first(ws: Workspace) -> None:
    a, b, c = add(ws, seller(name="A"), seller(name="B", tax_code=CODE), seller(name="C"))
    before = whole(ws)
    first = merge_records(ws, MergeWish(Business, a, (b,)))
    second = merge_records(ws, MergeWish(Business, c, (a,)))
    for act in (undo_preview, undo_batch):
        with pytest.raises(Refused, match="«C»") as told:
            act(ws, first.batch)
        assert "Gộp 2 đối tượng thành một" in told.value.cure
    undo_batch(ws, second.batch)
    undo_batch(ws, first.batch)
    assert whole(ws) == before


def test_a_second_record_merged_into_the_same_goes_back_first(ws: Workspace) -> None:
    a, b, c = add(ws, seller(name="A"), seller(channels=[SHOP]), seller(channels=[{**SHOP, "address": "shopee.vn/c"}]))
    before = whole(ws)
    first = merge_records(ws, MergeWish(Business, a, (b,)))
    second = merge_records(ws, MergeWish(Business, a, (c,)))
    with pytest.raises(Refused, match="gộp tiếp"):
        undo_batch(ws, first.batch)
    undo_batch(ws, second.batch)
    undo_batch(ws, first.batch)
    assert whole(ws) == before


def test_a_key_does_not_come_back_twice_when_the_kept_record_must_stay_as_it_is(ws: Workspace) -> None:
    keep, gone = add(
        ws,
        seller(started_on=date(2024, 5, 1)),
        seller(tax_code=CODE, started_on=date(2020, 1, 1)),
    )
    merged = merge_records(ws, MergeWish(Business, keep, (gone,), {"started_on": gone}))
    with ws.change("Sửa") as batch:
        batch.update(Business, keep, {"activity": Activity.ENDED, "ended_on": date(2022, 1, 1)})
    with pytest.raises(Refused, match="không hợp với phần sửa sau đó"):
        undo_batch(ws, merged.batch)
    assert [each["tax_code"] for each in whole(ws).values()] == [CODE]
    with ws.change("Sửa lại") as batch:
        batch.update(Business, keep, {"activity": Activity.ACTIVE, "ended_on": None})
    undo_batch(ws, merged.batch)
    assert sorted(str(each["tax_code"]) for each in whole(ws).values()) == [CODE, "None"]


def test_a_key_that_the_kept_record_was_given_since_does_not_come_back_beside_it(ws: Workspace) -> None:
    keep, gone = add(ws, seller(tax_code=CODE), seller(tax_code=OTHER))
    merged = merge_records(ws, MergeWish(Business, keep, (gone,)))
    with ws.change("Sửa") as batch:
        batch.update(Business, keep, {"tax_code": OTHER})
    with pytest.raises(Refused, match="Mã số thuế"):
        undo_batch(ws, merged.batch)


def test_a_merge_is_not_made_again_half(ws: Workspace) -> None:
    keep, gone = add(ws, seller(), seller(name="B", tax_code=CODE))
    back = undo_batch(ws, merge_records(ws, MergeWish(Business, keep, (gone,))).batch).batch
    assert back is not None
    with ws.change("Sửa") as batch:
        batch.update(Business, gone, {"phone": "0912345678"})
    before = whole(ws)
    with pytest.raises(Refused, match="«B»"):
        undo_batch(ws, back)
    assert whole(ws) == before
    undo_batch(ws, back, frozenset({gone}))
    assert (list(whole(ws)), leads_to(ws, gone)) == ([keep], keep)


def test_a_record_that_the_act_did_not_touch_cannot_be_chosen(ws: Workspace) -> None:
    add(ws, seller())
    with pytest.raises(Refused, match="không có hồ sơ mang mã"):
        undo_batch(ws, batches(ws)[0].id, frozenset({uuid7()}))
    assert registers.count(ws, Business, registers.Query()) == 1
