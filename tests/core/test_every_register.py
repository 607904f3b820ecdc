"""What holds for each register, whichever is added next."""

import re

import pytest

from tests.data.field_samples import filled
from tmdt_desktop.errors import InvalidRecord, Refused
from tmdt_desktop.records import REGISTERS, Record
from tmdt_desktop.records.package import Package
from tmdt_desktop.records.report import Report
from tmdt_desktop.services import registers
from tmdt_desktop.services.drafts import draft, drop_draft, keep_draft
from tmdt_desktop.services.history import history
from tmdt_desktop.store.workspace import Workspace

OTHER_NAMES = {"duty_answer": "D19.1.b"}
each = pytest.mark.parametrize("register", REGISTERS, ids=lambda register: register.code)


@each
def test_what_is_saved_comes_back_and_is_found_by_its_name(ws: Workspace, register: type[Record]) -> None:
    saved = registers.save(ws, register, filled(ws, register))
    stored = registers.get(ws, register, saved.id)
    expected = registers.check(register, filled(ws, register)).values
    file_code = stored.values.pop("file_code")
    expected.pop("file_code")
    assert re.fullmatch(rf"{ws.office}-\d{{4}}-00001", file_code)
    assert stored.values == {**{part.name: [] for part in register.sub_lists()}, **expected}
    name = str(stored.values[register.name_field])
    assert registers.find(ws, register, registers.Query(name[:4]), limit=50).tolist() == [1]


@each
def test_a_filled_key_is_taken_once(ws: Workspace, register: type[Record]) -> None:
    registers.save(ws, register, filled(ws, register))
    with pytest.raises(Refused):
        registers.save(ws, register, filled(ws, register))


@each
def test_every_missing_field_is_told_at_once(ws: Workspace, register: type[Record]) -> None:
    with pytest.raises(InvalidRecord) as told:
        registers.save(ws, register, {})
    assert set(told.value.faults) == {field.name for field in register.fields() if field.required}


@each
def test_every_change_stands_in_the_history_with_its_labels(ws: Workspace, register: type[Record]) -> None:
    saved = registers.save(ws, register, filled(ws, register))
    other = OTHER_NAMES.get(register.code, "Tên khác")
    raw = {**filled(ws, register), register.name_field: other}
    registers.save(ws, register, raw, saved.id, saved.version)
    newest, oldest = history(ws, register, saved.id)
    label = register.field(register.name_field).label
    assert [(change.label, change.new) for change in newest.changes] == [(label, register.field(register.name_field).kind.show(other))]
    assert len(oldest.changes) >= len([field for field in register.fields() if field.required])
    assert {newest.who, oldest.who} == {"lan"}


@each
def test_every_listed_field_sorts_and_pages(ws: Workspace, register: type[Record]) -> None:
    registers.save(ws, register, filled(ws, register))
    for field in (field for field in register.fields() if field.listed):
        for order in (field.name, f"-{field.name}"):
            seqs = registers.find(ws, register, registers.Query(order=order))
            (row,) = registers.list_rows(ws, register, seqs)
            assert len(row.values) == len([field for field in register.fields() if field.listed])


@each
def test_what_was_typed_is_kept_until_it_is_saved(ws: Workspace, register: type[Record]) -> None:
    raw = filled(ws, register)
    keep_draft(ws, register, None, {**raw, register.name_field: "chưa xong"})
    kept = draft(ws, register, None)
    assert kept is not None
    assert kept[register.name_field] == "chưa xong"
    assert registers.check(register, {**kept, register.name_field: raw[register.name_field]}).faults.keys() <= {
        field.name for field in register.fields() if field.set_by_program
    }
    drop_draft(ws, register, None)
    assert draft(ws, register, None) is None


@each
def test_a_deleted_record_is_gone_from_list_and_search(ws: Workspace, register: type[Record]) -> None:
    saved = registers.save(ws, register, filled(ws, register) | ({"revision": 1} if register is Report else {}))
    if register is Package:
        with pytest.raises(Refused, match="bằng chứng"):
            registers.delete(ws, register, saved.id, saved.version)
        return
    registers.delete(ws, register, saved.id, saved.version)
    assert registers.count(ws, register, registers.Query()) == 0
    assert registers.find(ws, register, registers.Query("hoa"), limit=50).tolist() == []
