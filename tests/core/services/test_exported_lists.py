"""What is handed over as a workbook is taken in again as the very records it shows, their sub-lists too."""

import csv
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.data.field_samples import filled
from tmdt_desktop.kinds import Text
from tmdt_desktop.records import REGISTERS, Record
from tmdt_desktop.records.training import Training
from tmdt_desktop.services import registers
from tmdt_desktop.services.import_list import ImportWish, check_list, read_list
from tmdt_desktop.services.templates import ListWish, export_list
from tmdt_desktop.store.workspace import Workspace

TYPED = [each for each in REGISTERS if not any(f.required and f.set_by_program for f in each.fields())]
WITH_PARTS = [each for each in TYPED if each.sub_lists()]


def _two(ws: Workspace, of: type[Record]) -> None:
    """A record without lines where the rules allow it, and one with lines; their names differ."""
    raw = filled(ws, of)
    bare = {**raw, **dict.fromkeys((f.name for f in of.fields() if f.key and isinstance(f.kind, Text)), "Hòa Đạt 2")}
    bare |= {"tax_code": "0100233488"} if "tax_code" in raw else {}
    without = {**bare, **{part.name: [] for part in of.sub_lists()}}
    registers.save(ws, of, bare if registers.check(of, without).faults else without)
    registers.save(ws, of, raw)


def _told(of: type[Record], values: Any) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for field in of.fields():
        value = values.get(field.name)
        if field.set_by_program or not value:
            continue
        kept = [part for part in of.sub_lists() if part.name == field.name]
        made[field.name] = [_line(kept[0].of, line) for line in value] if kept else value
    return made


def _line(of: Any, line: Any) -> dict[str, Any]:
    return {f.name: line[f.name] for f in of.fields() if line.get(f.name) is not None and not f.set_by_program}


@pytest.mark.parametrize("of", WITH_PARTS, ids=lambda of: of.code)
def test_an_exported_workbook_comes_back_as_the_records_it_shows(
    ws: Workspace, of: type[Record], tmp_path: Path
) -> None:
    _two(ws, of)
    file = tmp_path / "ra.xlsx"
    count = export_list(ws, ListWish(of, file, sensitive=True))
    made = check_list(ws, read_list(ws, ImportWish(file, of)))
    assert [fault for fault in made.faults if fault.level == "fault"] == []
    assert (len(made.same), len(made.new), len(made.changed)) == (count, 0, 0)
    ids = registers.ids_of(ws, of, registers.find(ws, of, registers.Query()).tolist())
    stored = [_told(of, registers.get(ws, of, id_).values) for id_ in ids]
    assert [_told(of, row.values) for row in made.same] == stored


def test_a_sub_list_has_a_sheet_whose_lines_say_their_row(ws: Workspace, tmp_path: Path) -> None:
    raw = filled(ws, Training)
    people = [{"name": name, "phone": "0912345678"} for name in ("Trần Thị Mai", "Lê Văn An")]
    registers.save(ws, Training, {**raw, "attendees": people, "women": ""})
    export_list(ws, ListWish(Training, tmp_path / "ra.xlsx"))
    sheet = load_workbook(tmp_path / "ra.xlsx")["Học viên"]
    heads = [cell.value for cell in sheet[3]]
    assert heads[0] == "Dòng số"
    assert "Điện thoại" not in heads
    named = heads.index("Họ và tên")
    assert [(row[0], row[named]) for row in sheet.iter_rows(min_row=4, values_only=True)] == [
        (1, "Trần Thị Mai"),
        (1, "Lê Văn An"),
    ]


def test_a_csv_stays_flat(ws: Workspace, tmp_path: Path) -> None:
    registers.save(ws, Training, filled(ws, Training))
    export_list(ws, ListWish(Training, tmp_path / "ra.csv"))
    with (tmp_path / "ra.csv").open(encoding="utf-8-sig", newline="") as stream:
        assert len(list(csv.DictReader(stream, delimiter=";"))) == 1
