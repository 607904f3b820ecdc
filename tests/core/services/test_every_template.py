"""The template of each register, filled in as people do, comes back as the very records that were meant."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.data.field_samples import filled
from tests.data.typed_templates import typed
from tmdt_desktop.records import REGISTERS, Record, register
from tmdt_desktop.records.inspection import Inspection
from tmdt_desktop.services import references, registers
from tmdt_desktop.services.import_list import CheckedList, ImportWish, check_list, commit_list, read_list
from tmdt_desktop.store.workspace import Workspace

TYPED = [each for each in REGISTERS if not any(f.required and f.set_by_program for f in each.fields())]
each = pytest.mark.parametrize("of", TYPED, ids=lambda of: of.code)


def checked(ws: Workspace, of: type[Record], file: Path) -> CheckedList:
    return check_list(ws, read_list(ws, ImportWish(file, of)))


@each
def test_a_filled_template_comes_back_as_it_was_meant_and_is_known_again(
    ws: Workspace, of: type[Record], tmp_path: Path
) -> None:
    raw = filled(ws, of)
    typed(ws, of, tmp_path / "mẫu.xlsx", [raw])
    made = checked(ws, of, tmp_path / "mẫu.xlsx")
    assert [fault for fault in made.faults if fault.level == "fault"] == []
    before = set(registers.find(ws, of, registers.Query()).tolist())
    assert commit_list(ws, made).added == 1
    (seq,) = set(registers.find(ws, of, registers.Query()).tolist()) - before
    stored = registers.get(ws, of, registers.ids_of(ws, of, [seq])[0]).values
    meant = registers.check(of, raw).values
    assert {name: value for name, value in stored.items() if name != "file_code"} == {
        **{part.name: [] for part in of.sub_lists()},
        **{name: value for name, value in meant.items() if name != "file_code"},
    }
    again = checked(ws, of, tmp_path / "mẫu.xlsx")
    assert (len(again.new), len(again.same), len(again.changed)) == (0, 1, 0), "known when it comes again"


@pytest.fixture
def two(shared_ws: Workspace, tmp_path: Path) -> Path:
    """Two inspections, with two violations of the second and one of the first."""
    raw = filled(shared_ws, Inspection)
    line = raw["breaches"][0]
    other = {
        **raw,
        "name": "Cuộc thứ hai",
        "breaches": [{**line, "decision_number": "2"}, {**line, "decision_number": "3"}],
    }
    typed(shared_ws, Inspection, tmp_path / "mẫu.xlsx", [raw, other])
    return tmp_path / "mẫu.xlsx"


def test_lines_go_to_the_rows_that_they_name(shared_ws: Workspace, two: Path) -> None:
    first, second = checked(shared_ws, Inspection, two).new
    assert [len(row.values["breaches"]) for row in (first, second)] == [1, 2]
    assert [line["decision_number"] for line in second.values["breaches"]] == ["2", "3"]


def test_a_line_may_say_the_name_instead_of_the_number(shared_ws: Workspace, two: Path) -> None:
    book = load_workbook(two)
    book["Vi phạm"].cell(6, 1, "Cuộc thứ hai")
    book.save(two)
    assert [len(row.values["breaches"]) for row in checked(shared_ws, Inspection, two).new] == [1, 2]


def test_a_line_of_no_row_is_told(shared_ws: Workspace, two: Path) -> None:
    book = load_workbook(two)
    book["Vi phạm"].cell(7, 1, 9)
    book.save(two)
    made = checked(shared_ws, Inspection, two)
    (fault,) = [fault for fault in made.faults if fault.level == "fault"]
    assert (fault.sheet, fault.row) == ("Vi phạm", 7)
    assert "số «9»" in fault.sentence


def test_a_row_waits_when_one_of_its_lines_is_wrong(shared_ws: Workspace, two: Path) -> None:
    book = load_workbook(two)
    column = {cell.value: cell.column for cell in book["Vi phạm"][4]}["Hình thức"]
    book["Vi phạm"].cell(7, column, "Cảnh cáo")
    book.save(two)
    made = checked(shared_ws, Inspection, two)
    assert [row.values["name"] for row in made.faulty] == ["Cuộc thứ hai"]
    assert {(fault.sheet, fault.row) for fault in made.faults if fault.level == "fault"} == {
        ("Vi phạm", 7),
        (made.faulty[0].sheet, 6),
    }


def test_every_record_named_in_a_list_is_looked_up() -> None:
    assert {link.to for of in REGISTERS for link in references.links_of(of)} <= {of.code for of in REGISTERS}
    assert register("inspection") is Inspection
