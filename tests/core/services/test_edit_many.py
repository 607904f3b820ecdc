"""Many records get one value in one act: looked at first, faults left alone and told, taken back as a whole."""

import pytest

from tmdt_desktop.errors import Invalid, Refused
from tmdt_desktop.records.business import Activity, Business, EInvoice
from tmdt_desktop.records.request import Request
from tmdt_desktop.services import registers
from tmdt_desktop.services.edit_many import ManyWish, edit_many, editable_fields, preview_many
from tmdt_desktop.services.history import batches, undo_batch
from tmdt_desktop.services.registers import Query
from tmdt_desktop.store.workspace import Workspace


@pytest.fixture
def seqs(ws: Workspace) -> list[int]:
    for at in range(3):
        told = {
            "name": f"Hộ {at}",
            "kind": "Hộ kinh doanh",
            "commune": "08761",
            "activity": "Đang hoạt động",
            "e_invoice": "Chưa dùng",
        }
        registers.save(ws, Business, told | ({"ended_on": "01/02/2024", "activity": "Chấm dứt"} if at == 2 else {}))
    return list(registers.find(ws, Business, Query()))


def values(ws: Workspace, seqs: list[int], name: str) -> list[object]:
    return [registers.get(ws, Business, id_).values[name] for id_ in registers.ids_of(ws, Business, seqs)]


def test_looking_changes_nothing(ws: Workspace, seqs: list[int]) -> None:
    made = preview_many(ws, ManyWish(Business, seqs, "e_invoice", "Hóa đơn điện tử"))
    assert [(line.before, line.after) for line in made.changes] == [("Chưa dùng", "Hóa đơn điện tử")] * 3
    assert values(ws, seqs, "e_invoice") == [EInvoice.NONE] * 3


def test_one_act_changes_all_and_is_taken_back_as_one(ws: Workspace, seqs: list[int]) -> None:
    made = edit_many(ws, ManyWish(Business, seqs, "e_invoice", "Hóa đơn điện tử"))
    assert values(ws, seqs, "e_invoice") == [EInvoice.PLAIN] * 3
    act = batches(ws, 1)[0]
    assert made.batch == act.id
    assert act.what == "Sửa hóa đơn điện tử của 3 đối tượng"
    undo_batch(ws, act.id)
    assert values(ws, seqs, "e_invoice") == [EInvoice.NONE] * 3


def test_a_record_that_the_value_would_spoil_stays_and_is_told(ws: Workspace, seqs: list[int]) -> None:
    made = edit_many(ws, ManyWish(Business, seqs, "activity", "Tạm ngừng"))
    assert len(made.changes) == 3
    spoilt = edit_many(ws, ManyWish(Business, seqs, "activity", "Đang hoạt động"))
    assert (len(spoilt.changes), len(spoilt.faults)) == (2, 1)
    assert "Đã có ngày chấm dứt" in spoilt.faults[0].fault
    assert values(ws, seqs, "activity").count(Activity.PAUSED) == 1


def test_a_value_that_is_none_of_the_field_is_refused_in_words(ws: Workspace, seqs: list[int]) -> None:
    with pytest.raises(Invalid, match="Chọn một trong"):
        preview_many(ws, ManyWish(Business, seqs, "e_invoice", "giấy"))
    with pytest.raises(Refused, match="hàng loạt"):
        preview_many(ws, ManyWish(Business, seqs, "tax_code", "2500150335"))
    with pytest.raises(Refused, match="Không có dòng nào đổi"):
        edit_many(ws, ManyWish(Business, seqs, "e_invoice", "Chưa dùng"))


def test_keys_lists_and_what_the_program_sets_are_not_offered() -> None:
    names = {field.name for field in editable_fields(Business)}
    assert {"e_invoice", "commune", "note"} <= names
    assert not names & {"tax_code", "file_code", "channels"}


def test_what_tells_one_record_from_the_others_is_not_offered() -> None:
    assert not {field.name for field in editable_fields(Business)} & {
        "name",
        "personal_id",
        "phone",
        "registration_number",
    }
    assert not {field.name for field in editable_fields(Request)} & {"subject", "arrival_number", "answer_number"}
