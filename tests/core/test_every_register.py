"""What holds for each register, whichever is added next."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

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
Stock = Callable[[type[Record]], tuple[Workspace, registers.Saved]]


def full(ws: Workspace, register: type[Record]) -> dict[str, Any]:
    """A record with everything in it; a report is the first of its series, since others cannot be removed."""
    return filled(ws, register) | ({"revision": 1} if register is Report else {})


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory, _blank: dict[str, tuple[Path, bytes]]) -> Iterator[Stock]:
    """`stocked(register)` is a workspace with one full record of that register, for tests that leave it as it is."""
    folder, key = _blank["246"]
    made: dict[type[Record], tuple[Workspace, registers.Saved]] = {}

    def stock(of: type[Record]) -> tuple[Workspace, registers.Saved]:
        if of not in made:
            to = tmp_path_factory.mktemp("stocked") / of.code
            shutil.copytree(folder, to)
            ws = Workspace(to, "lan", key)
            made[of] = ws, registers.save(ws, of, full(ws, of))
        return made[of]

    yield stock
    for ws, _ in made.values():
        ws.close()


@pytest.fixture
def copied(stocked: Stock, tmp_path: Path, _blank: dict[str, tuple[Path, bytes]]) -> Iterator[Stock]:
    """The same, to be changed."""
    made: list[Workspace] = []

    def copy(of: type[Record]) -> tuple[Workspace, registers.Saved]:
        ws, saved = stocked(of)
        shutil.copytree(ws.path, tmp_path / of.code)
        made.append(Workspace(tmp_path / of.code, "lan", _blank["246"][1]))
        return made[-1], saved

    yield copy
    for ws in made:
        ws.close()


@each
def test_what_is_saved_comes_back_and_is_found_by_its_name(stocked: Stock, register: type[Record]) -> None:
    ws, saved = stocked(register)
    stored = registers.get(ws, register, saved.id)
    expected = registers.check(register, full(ws, register)).values
    file_code = stored.values.pop("file_code")
    expected.pop("file_code")
    assert re.fullmatch(rf"{ws.office}-\d{{4}}-00001", file_code)
    assert stored.values == {**{part.name: [] for part in register.sub_lists()}, **expected}
    name = str(stored.values[register.name_field])
    assert registers.find(ws, register, registers.Query(name[:4]), limit=50).tolist() == [1]


@each
def test_a_filled_key_is_taken_once(stocked: Stock, register: type[Record]) -> None:
    ws, _ = stocked(register)
    with pytest.raises(Refused):
        registers.save(ws, register, full(ws, register))


@each
def test_every_missing_field_is_told_at_once(stocked: Stock, register: type[Record]) -> None:
    ws, _ = stocked(register)
    with pytest.raises(InvalidRecord) as told:
        registers.save(ws, register, {})
    assert set(told.value.faults) == {field.name for field in register.fields() if field.required}


@each
def test_every_change_stands_in_the_history_with_its_labels(copied: Stock, register: type[Record]) -> None:
    ws, saved = copied(register)
    other = OTHER_NAMES.get(register.code, "Tên khác")
    raw = {**full(ws, register), register.name_field: other}
    registers.save(ws, register, raw, saved.id, saved.version)
    newest, oldest = history(ws, register, saved.id)
    label = register.field(register.name_field).label
    assert [(change.label, change.new) for change in newest.changes] == [
        (label, register.field(register.name_field).kind.show(other))
    ]
    assert len(oldest.changes) >= len([field for field in register.fields() if field.required])
    assert {newest.who, oldest.who} == {"lan"}


@each
def test_every_listed_field_sorts_and_pages(stocked: Stock, register: type[Record]) -> None:
    ws, _ = stocked(register)
    for field in (field for field in register.fields() if field.listed):
        for order in (field.name, f"-{field.name}"):
            seqs = registers.find(ws, register, registers.Query(order=order))
            (row,) = registers.list_rows(ws, register, seqs)
            assert len(row.values) == len([field for field in register.fields() if field.listed])


@each
def test_what_was_typed_is_kept_until_it_is_saved(stocked: Stock, register: type[Record]) -> None:
    ws, _ = stocked(register)
    raw = full(ws, register)
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
def test_a_deleted_record_is_gone_from_list_and_search(copied: Stock, register: type[Record]) -> None:
    ws, saved = copied(register)
    if register is Package:
        with pytest.raises(Refused, match="bằng chứng"):
            registers.delete(ws, register, saved.id, saved.version)
        return
    registers.delete(ws, register, saved.id, saved.version)
    assert registers.count(ws, register, registers.Query()) == 0
    assert registers.find(ws, register, registers.Query("hoa"), limit=50).tolist() == []
