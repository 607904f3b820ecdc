"""Taking a batch back: what it added goes, what it changed returns, what changed since stays."""

from contextlib import AbstractContextManager
from typing import Any

import pytest

from tmdt_desktop.errors import Refused
from tmdt_desktop.ids import uuid7
from tmdt_desktop.records import REGISTERS
from tmdt_desktop.records.business import Activity, Business, ChannelKind, SubjectKind
from tmdt_desktop.services import registers
from tmdt_desktop.services.history import batches, undo_batch
from tmdt_desktop.services.registers import Query
from tmdt_desktop.store import audit
from tmdt_desktop.store.changes import Batch
from tmdt_desktop.store.workspace import Workspace

ROWS = [
    {"name": f"Đối tượng {at}", "kind": SubjectKind.PERSON, "commune": "08761", "activity": Activity.ACTIVE,
     "channels": [{"kind": ChannelKind.SHOP, "address": f"shopee.vn/{at}"}]}
    for at in range(5)
]  # fmt: skip


def test_an_import_is_taken_back_whole(ws: Workspace) -> None:
    with ws.change("Nhập danh sách") as batch:
        batch.insert(Business, ROWS)
    assert undo_batch(ws, batches(ws)[0].id).restored == 5
    assert registers.count(ws, Business, Query()) == 0
    with ws.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM channel").scalar() == 0
        assert audit.first_broken(connection) is None


def test_a_record_changed_since_stays_and_is_named(ws: Workspace) -> None:
    with ws.change("Nhập danh sách") as batch:
        made = batch.insert(Business, ROWS)
    imported = batches(ws)[0].id
    with ws.change("Sửa") as batch:
        batch.update(Business, made[2], {"name": "Sửa tay"})
    undone = undo_batch(ws, imported)
    assert (undone.restored, undone.skipped) == (4, ("Đối tượng 2",))
    assert registers.get(ws, Business, made[2]).values["name"] == "Sửa tay"


def test_a_deleted_record_returns_with_its_channels_and_its_identity(ws: Workspace) -> None:
    with ws.change("Nhập danh sách") as batch:
        made = batch.insert(Business, ROWS)
    before = registers.get(ws, Business, made[0]).values
    registers.delete(ws, Business, made[0], 1)
    undo_batch(ws, batches(ws)[0].id)
    assert registers.get(ws, Business, made[0]).values == before
    assert registers.find(ws, Business, Query("shopee.vn/0"), limit=5) or registers.find(ws, Business, Query("shopee"))


def test_a_removal_names_its_own_act_whatever_happens_after_it(ws: Workspace) -> None:
    with ws.change("Nhập danh sách") as batch:
        made = batch.insert(Business, ROWS)
    removed = registers.delete(ws, Business, made[0], 1)
    registers.delete(ws, Business, made[1], 1)
    assert undo_batch(ws, removed).restored == 1
    assert registers.seq_of(ws, Business, made[0]) is not None
    assert registers.seq_of(ws, Business, made[1]) is None


def test_a_change_returns_to_what_it_was(ws: Workspace) -> None:
    with ws.change("Nhập danh sách") as batch:
        made = batch.insert(Business, ROWS)
    with ws.change("Sửa") as batch:
        batch.update(Business, made[1], {"channels": [], "kind": SubjectKind.HOUSEHOLD, "note": "x"})
    undo_batch(ws, batches(ws)[0].id)
    values = registers.get(ws, Business, made[1]).values
    assert values["kind"] is SubjectKind.PERSON
    assert values["note"] is None
    assert values["channels"][0]["address"] == "shopee.vn/1"


def test_nothing_is_taken_back_twice(ws: Workspace) -> None:
    with ws.change("Nhập danh sách") as batch:
        batch.insert(Business, ROWS)
    imported = batches(ws)[0].id
    undo_batch(ws, imported)
    with pytest.raises(Refused):
        undo_batch(ws, imported)


def test_every_undoable_register_is_a_register() -> None:
    from tmdt_desktop.services.history import UNDOABLE

    assert set(UNDOABLE) <= {register.code for register in REGISTERS}


def test_an_unknown_act_is_told_as_unknown(ws: Workspace) -> None:
    with pytest.raises(Refused) as caught:
        undo_batch(ws, uuid7())
    assert "mã này" in caught.value.what
    assert "hoàn lại" not in caught.value.why


def test_whether_an_act_was_taken_back_is_asked_when_nobody_else_can_write(
    ws: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ws.change("Nhập danh sách") as batch:
        batch.insert(Business, ROWS)
    imported = batches(ws)[0].id
    change = ws.change

    def after_another(*words: str, **more: Any) -> AbstractContextManager[Batch]:
        monkeypatch.setattr(ws, "change", change)
        undo_batch(ws, imported)
        return change(*words, **more)

    monkeypatch.setattr(ws, "change", after_another)
    with pytest.raises(Refused):
        undo_batch(ws, imported)
    assert [act.what for act in batches(ws)] == ["Hoàn lại: Nhập danh sách", "Nhập danh sách"]
