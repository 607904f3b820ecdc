"""Taking an act back after others have worked on: what was edited since is shown and stays, unless it is chosen."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from tmdt_desktop.errors import Refused
from tmdt_desktop.records.advice import Advice
from tmdt_desktop.records.business import Activity, Business, ChannelKind, SubjectKind
from tmdt_desktop.services import registers
from tmdt_desktop.services.history import UndoLine, batches, undo_batch, undo_preview
from tmdt_desktop.store import audit
from tmdt_desktop.store.workspace import Workspace

ROWS = [
    {"name": f"Hộ {at}", "kind": SubjectKind.PERSON, "commune": "08761", "activity": Activity.ACTIVE,
     "channels": [{"kind": ChannelKind.SHOP, "address": f"shopee.vn/{at}"}]}
    for at in range(3)
]  # fmt: skip


@pytest.fixture
def made(ws: Workspace) -> list[UUID]:
    with ws.change("Nhập danh sách") as batch:
        return batch.insert(Business, ROWS)


def act(ws: Workspace, at: int = 0) -> UUID:
    return batches(ws)[at].id


def edit(ws: Workspace, id_: UUID, what: str = "Sửa tay", **values: Any) -> None:
    with ws.change(what) as batch:
        batch.update(Business, id_, values)


def value(ws: Workspace, id_: UUID, name: str) -> Any:
    return registers.get(ws, Business, id_).values[name]


def line_of(ws: Workspace, batch: UUID, id_: UUID, *also: UUID) -> UndoLine:
    return next(line for line in undo_preview(ws, batch, frozenset(also)).lines if line.id == id_)


def test_what_changed_since_is_shown_with_who_when_and_what(ws: Workspace, made: list[UUID]) -> None:
    imported = act(ws)
    edit(ws, made[1], phone="0912345678")
    preview = undo_preview(ws, imported)
    assert (preview.going, preview.kept, preview.what) == (2, 1, "Nhập danh sách")
    first = preview.lines[0]
    assert (first.id, first.goes, first.name) == (made[1], False, "Hộ 1")
    later = first.later[0]
    assert (later.what, later.who) == ("Sửa tay", "lan")
    assert [(each.label, each.old, each.new) for each in later.changes] == [("Điện thoại", "", "0912345678")]


def test_an_added_record_that_was_edited_goes_when_it_is_chosen(ws: Workspace, made: list[UUID]) -> None:
    imported = act(ws)
    edit(ws, made[1], phone="0912345678")
    undone = undo_batch(ws, imported, frozenset({made[1]}))
    assert (undone.restored, undone.skipped) == (3, ())
    assert registers.seq_of(ws, Business, made[1]) is None
    undo_batch(ws, act(ws))
    assert value(ws, made[1], "phone") == "0912345678"


def test_of_a_changed_record_the_fields_left_alone_return_and_those_edited_stay(
    ws: Workspace, made: list[UUID]
) -> None:
    edit(ws, made[0], "Sửa nhiều", note="của việc", address="Thôn 1")
    changed = act(ws)
    edit(ws, made[0], address="Thôn 2", phone="0912345678")
    line = line_of(ws, changed, made[0])
    assert line.goes
    assert line.partly
    assert "Giữ như bây giờ: Địa chỉ" in line.what
    undone = undo_batch(ws, changed)
    assert (undone.restored, undone.skipped) == (1, ("Hộ 0",))
    assert [value(ws, made[0], name) for name in ("note", "address", "phone")] == [None, "Thôn 2", "0912345678"]


def test_chosen_the_edited_fields_return_too_and_other_later_work_stays(ws: Workspace, made: list[UUID]) -> None:
    edit(ws, made[0], "Sửa nhiều", note="của việc", address="Thôn 1")
    changed = act(ws)
    edit(ws, made[0], address="Thôn 2", phone="0912345678")
    undone = undo_batch(ws, changed, frozenset({made[0]}))
    assert (undone.restored, undone.skipped) == (1, ())
    assert [value(ws, made[0], name) for name in ("note", "address", "phone")] == [None, None, "0912345678"]


def test_later_work_on_other_fields_keeps_nothing(ws: Workspace, made: list[UUID]) -> None:
    edit(ws, made[0], "Sửa nhiều", note="của việc")
    changed = act(ws)
    edit(ws, made[0], phone="0912345678", channels=[])
    assert line_of(ws, changed, made[0]).later == ()
    assert undo_batch(ws, changed).skipped == ()
    assert value(ws, made[0], "note") is None


def test_an_edit_that_was_taken_back_keeps_nothing(ws: Workspace, made: list[UUID]) -> None:
    imported = act(ws)
    edit(ws, made[0], phone="0912345678")
    undo_batch(ws, act(ws))
    assert undo_batch(ws, imported).restored == 3


def test_an_act_taken_back_is_done_again_and_taken_back_anew(ws: Workspace, made: list[UUID]) -> None:
    imported = act(ws)
    before = registers.get(ws, Business, made[2]).values
    back = undo_batch(ws, imported).batch
    assert back is not None
    again = undo_batch(ws, back).batch
    assert registers.get(ws, Business, made[2]).values == before
    assert [each.what for each in batches(ws)][:2] == ["Làm lại: Nhập danh sách", "Hoàn lại: Nhập danh sách"]
    assert again is not None
    assert undo_batch(ws, imported).restored == 3
    assert registers.count(ws, Business, registers.Query()) == 0
    with ws.read() as connection:
        assert audit.first_broken(connection) is None


def test_a_record_that_others_point_to_is_stuck_and_says_by_whom(ws: Workspace, made: list[UUID]) -> None:
    imported = act(ws)
    raw = {"name": "Tư vấn", "business": str(made[0]), "given_on": "1/6/2024", "support": "Tư vấn"}
    given = {**raw, "support": str(next(iter(Advice.field("support").kind.of)).value)}  # type: ignore[attr-defined]
    registers.save(ws, Advice, given)
    line = line_of(ws, imported, made[0])
    assert not line.goes
    assert "1 " in line.stuck
    assert undo_batch(ws, imported).restored == 2
    assert registers.seq_of(ws, Business, made[0]) is not None


def test_a_key_taken_meanwhile_keeps_its_record_and_no_other(ws: Workspace, made: list[UUID]) -> None:
    edit(ws, made[0], tax_code="2500123400")
    with ws.change("Xóa hai") as batch:
        for id_ in made[:2]:
            batch.delete(Business, id_)
    removed = act(ws)
    edit(ws, made[2], tax_code="2500123400")
    assert "Hộ 2" in line_of(ws, removed, made[0]).stuck
    undone = undo_batch(ws, removed)
    assert (undone.restored, undone.skipped) == (1, ("Hộ 0",))


def test_a_record_removed_since_is_told_as_removed(ws: Workspace, made: list[UUID]) -> None:
    edit(ws, made[0], "Sửa nhiều", note="x")
    changed = act(ws)
    registers.delete(ws, Business, made[0], 2)
    line = line_of(ws, changed, made[0])
    assert line.stuck == "Hồ sơ này đã xóa sau đó."
    assert line.later[0].what.startswith("Xóa")
    with pytest.raises(Refused, match="đã xóa sau đó"):
        undo_batch(ws, changed)


def test_old_values_that_do_not_fit_later_ones_stay_and_say_why(ws: Workspace, made: list[UUID]) -> None:
    edit(ws, made[0], "Sửa nhiều", activity=Activity.ENDED)
    stopped = act(ws)
    edit(ws, made[0], ended_on=date(2024, 5, 1))
    assert "Đã có ngày chấm dứt" in line_of(ws, stopped, made[0]).stuck
    with pytest.raises(Refused, match="Đã có ngày chấm dứt"):
        undo_batch(ws, stopped)


def test_a_record_touched_twice_by_one_act_returns_to_before_the_first(ws: Workspace, made: list[UUID]) -> None:
    with ws.change("Gộp") as batch:
        batch.update(Business, made[0], {"note": "một"})
        batch.update(Business, made[0], {"note": "hai", "phone": "0912345678"})
        batch.update(Business, made[1], {"note": "sắp xóa"})
        batch.delete(Business, made[1])
        came = batch.insert(Business, ROWS[:1])
        batch.delete(Business, came[0])
    assert undo_batch(ws, act(ws)).restored == 2
    assert [value(ws, made[0], name) for name in ("note", "phone")] == [None, None]
    assert value(ws, made[1], "note") is None
    assert registers.count(ws, Business, registers.Query()) == 3


def test_an_act_of_which_everything_stays_can_still_be_chosen_later(ws: Workspace, made: list[UUID]) -> None:
    edit(ws, made[0], "Sửa nhiều", note="của việc")
    changed = act(ws)
    edit(ws, made[0], note="sau")
    undone = undo_batch(ws, changed)
    assert (undone.restored, undone.batch) == (0, None)
    assert undo_batch(ws, changed, frozenset({made[0]})).restored == 1
    assert value(ws, made[0], "note") is None


def test_what_stayed_goes_back_once_the_first_taking_back_is_taken_back(ws: Workspace, made: list[UUID]) -> None:
    imported = act(ws)
    edit(ws, made[1], phone="0912345678")
    back = undo_batch(ws, imported).batch
    with pytest.raises(Refused) as told:
        undo_batch(ws, imported, frozenset({made[1]}))
    assert "hoàn lại việc «Hoàn lại: Nhập danh sách» trước" in told.value.cure
    assert back is not None
    undo_batch(ws, back)
    assert undo_batch(ws, imported, frozenset({made[1]})).restored == 3
    assert all(registers.seq_of(ws, Business, id_) is None for id_ in made)
