"""Looking up and saving: what «one of these» means, which key is refused, what counts as empty."""

from typing import Any

import pytest
from sqlalchemy import update

from tmdt_desktop.errors import InvalidRecord, Refused
from tmdt_desktop.records.business import Business, Payment
from tmdt_desktop.records.request import Request
from tmdt_desktop.records.training import Training
from tmdt_desktop.services import registers
from tmdt_desktop.services.history import batches, undo_batch
from tmdt_desktop.services.registers import Query
from tmdt_desktop.store.workspace import Workspace

RAW: dict[str, Any] = {"name": "Cơ sở Hòa", "kind": "Hộ kinh doanh", "commune": "08761", "activity": "Đang hoạt động"}


def _paying(ws: Workspace, name: str, payments: tuple[Payment, ...] | None) -> None:
    registers.save(ws, Business, {**RAW, "name": name, "payments": payments})


def _found(ws: Workspace, *where: tuple[str, object]) -> set[str]:
    seqs = registers.find(ws, Business, Query(where=where))
    return {str(row.values[0]) for row in registers.list_rows(ws, Business, seqs)}


def test_one_of_several_choices_means_any_of_them(ws: Workspace) -> None:
    _paying(ws, "Quét mã", (Payment.QR,))
    _paying(ws, "Khi nhận", (Payment.COD,))
    _paying(ws, "Cả hai", (Payment.COD, Payment.QR))
    _paying(ws, "Không rõ", None)
    assert _found(ws, ("payments", ("COD", "QR"))) == {"Quét mã", "Khi nhận", "Cả hai"}
    assert _found(ws, ("payments", ("QR",))) == {"Quét mã", "Cả hai"}
    assert _found(ws, ("payments", ("COD", None))) == {"Khi nhận", "Cả hai", "Không rõ"}


def test_two_conditions_on_choices_do_not_mix(ws: Workspace) -> None:
    _paying(ws, "Quét mã", (Payment.QR,))
    _paying(ws, "Cả hai", (Payment.COD, Payment.QR))
    assert _found(ws, ("payments", ("COD",)), ("payments", ("QR",))) == {"Cả hai"}


def _doubled(ws: Workspace) -> list[Any]:
    values = registers.check(Business, {**RAW, "tax_code": "2500123400"}).values
    with ws.change("Nhập danh sách") as batch:
        return batch.insert(Business, [values, {**values, "name": "Cơ sở Hòa 2"}])


def test_a_record_whose_key_was_doubled_by_a_list_can_still_be_mended(ws: Workspace) -> None:
    first, second = _doubled(ws)
    registers.save(ws, Business, {**RAW, "tax_code": "2500123400", "note": "đã xem"}, first, 1)
    registers.save(ws, Business, {**RAW, "tax_code": "2500123401"}, second, 1)
    with pytest.raises(Refused):
        registers.save(ws, Business, {**RAW, "tax_code": "2500123400"}, second, 2)


def test_a_new_record_with_a_taken_key_is_refused(ws: Workspace) -> None:
    _doubled(ws)
    with pytest.raises(Refused):
        registers.save(ws, Business, {**RAW, "tax_code": "2500123400"})


def test_a_deleted_record_does_not_return_beside_the_one_that_took_its_key(ws: Workspace) -> None:
    made = registers.save(ws, Business, {**RAW, "tax_code": "2500123400"})
    registers.delete(ws, Business, made.id, 1)
    deleted = batches(ws)[0].id
    registers.save(ws, Business, {**RAW, "name": "Cơ sở Mơ", "tax_code": "2500123400"})
    with pytest.raises(Refused, match="Cơ sở Mơ"):
        undo_batch(ws, deleted)
    assert registers.count(ws, Business, Query()) == 1


def test_an_older_key_does_not_return_when_another_bears_it_now(ws: Workspace) -> None:
    made = registers.save(ws, Business, {**RAW, "tax_code": "2500123400"})
    registers.save(ws, Business, {**RAW, "tax_code": "2500123401"}, made.id, 1)
    changed = batches(ws)[0].id
    registers.save(ws, Business, {**RAW, "name": "Cơ sở Mơ", "tax_code": "2500123400"})
    with pytest.raises(Refused, match="Cơ sở Mơ"):
        undo_batch(ws, changed)


def test_a_list_with_a_doubled_key_is_taken_back_and_forth(ws: Workspace) -> None:
    _doubled(ws)
    undo_batch(ws, batches(ws)[0].id)
    assert undo_batch(ws, batches(ws)[0].id).restored == 2


@pytest.mark.parametrize("unseen", ["\u200b\u202e", " \u200b ", "\u00ad", "\u3164"])
def test_a_name_of_unseen_signs_is_no_name(ws: Workspace, unseen: str) -> None:
    with pytest.raises(InvalidRecord) as caught:
        registers.save(ws, Business, {**RAW, "name": unseen})
    assert list(caught.value.faults) == ["name"]


def test_what_is_empty_after_cleaning_is_empty() -> None:
    assert registers.check(Business, {**RAW, "note": "\u200b", "payments": " ; "}).values["note"] is None
    assert registers.check(Business, {**RAW, "payments": " ; "}).values["payments"] is None


def test_a_new_record_begins_with_its_defaults() -> None:
    assert set(registers.defaults(Training)) <= {field.name for field in Training.fields()}
    assert registers.defaults(Business)
    assert all(not callable(value) for value in registers.defaults(Business).values())


def test_what_came_in_a_signed_package_is_neither_changed_nor_removed(ws: Workspace) -> None:
    raw = {**RAW, "name": "Ánh Nguyệt"}
    made = registers.save(ws, Business, raw)
    with ws.change("Nhận gói") as batch:
        batch.connection.execute(update(Business).where(Business.id == made.id).values(package=made.id))
    with pytest.raises(Refused, match="thuộc gói đã nhận"):
        registers.save(ws, Business, {**raw, "name": "Khác"}, made.id, made.version)
    with pytest.raises(Refused, match="thuộc gói đã nhận"):
        registers.delete(ws, Business, made.id, made.version)
    assert registers.get(ws, Business, made.id).values["name"] == "Ánh Nguyệt"


def test_a_taken_key_tells_whose_it_is(ws: Workspace) -> None:
    raw = {**RAW, "tax_code": "2500123400"}
    made = registers.save(ws, Business, raw)
    with pytest.raises(registers.KeyTaken) as told:
        registers.save(ws, Business, {**raw, "name": "Khác"})
    assert told.value.id == made.id
    assert told.value.fields == ("tax_code",)


def test_a_request_due_early_in_the_morning_can_be_edited_again(ws: Workspace) -> None:
    told = {
        "subject": "Báo cáo nhanh", "agency": "Sở Công thương", "document_date": "2/5/2024", "received_on": "2/5/2024",
        "kind": "Báo cáo", "due_at": "2/5/2024 06:30", "secrecy": "Thường",
    }  # fmt: skip
    made = registers.save(ws, Request, told)
    stored = registers.get(ws, Request, made.id)
    assert registers.save(ws, Request, {**stored.values, "note": "Gấp"}, made.id, made.version).version == 2
