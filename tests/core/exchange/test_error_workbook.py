"""The sender's workbook back with its faults: its look stays, it reads as before, marks do not pile up."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from tmdt_desktop.errors import Refused
from tmdt_desktop.exchange.check_list import check_rows
from tmdt_desktop.exchange.error_workbook import DOUBT, FAULT, HEADING, write_error_workbook
from tmdt_desktop.exchange.plans import ByHand, ListPlan, RowFault
from tmdt_desktop.exchange.reading import read_book
from tmdt_desktop.exchange.understanding import Wanted, understand
from tmdt_desktop.records.business import Business

TODAY = date(2024, 12, 20)
HEAD = ["STT", "Tên hộ kinh doanh", "Loại", "Xã", "Điện thoại", "Ngày cấp ĐKKD"]
_FACES: Mapping[str, Any] = {"register": Business, "today": TODAY, "district": "246"}


def plan_of(file: Path) -> ListPlan:
    return understand(read_book(file), Wanted(**_FACES))


def faults_of(plan: ListPlan) -> tuple[RowFault, ...]:
    return tuple(check_rows(plan).told)


def told(plan: ListPlan) -> list[tuple[object, ...]]:
    """All that is said of a list: its rows, and every remark with its place."""
    made = check_rows(plan)
    rows = [(row.row, dict(row.values), dict(row.faults)) for row in made.rows]
    return [*rows, *((each.row, each.column, each.level, each.sentence) for each in made.told)]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A list with a title over joined cells, widths, a hidden row, a formula, a comment, and a second sheet."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Quang Sơn"
    sheet.append(["DANH SÁCH HỘ KINH DOANH ONLINE NĂM 2024"])
    sheet.merge_cells("A1:F1")
    sheet.append([])
    sheet.append(HEAD)
    for at, phone in enumerate(("0912345678", "12", "0987654321"), 1):
        sheet.append([at, f"Hộ kinh doanh Mơ số {at}", "Hộ kinh doanh", "Xã Quang Sơn", phone, date(2020, 2, at)])
        sheet.cell(3 + at, 6).number_format = "dd-mm-yyyy"
    sheet["B4"] = '="Hộ kinh doanh "&"Mơ số 1"'
    sheet["B6"].font = Font(bold=True, color="FF0000FF")
    sheet["E5"].comment = Comment("hỏi lại anh Tư", "Văn thư xã")
    sheet.column_dimensions["B"].width = 41
    sheet.row_dimensions[6].hidden = True
    notes = book.create_sheet("Ghi chú")
    notes["A1"] = "Số liệu đến tháng 12"
    notes["A1"].fill = PatternFill("solid", start_color="FF00FF00")
    book.save(tmp_path / "ds.xlsx")
    return tmp_path / "ds.xlsx"


def opened(path: Path) -> Worksheet:
    return load_workbook(path)["Quang Sơn"]


def test_the_look_of_the_file_stays(file: Path, tmp_path: Path) -> None:
    plan = plan_of(file)
    assert write_error_workbook(plan, faults_of(plan), tmp_path / "ra.xlsx") == ()
    sheet = opened(tmp_path / "ra.xlsx")
    assert sheet.column_dimensions["B"].width == 41
    assert sheet.row_dimensions[6].hidden
    assert [str(each) for each in sheet.merged_cells.ranges] == ["A1:F1"]
    assert sheet["F4"].number_format == "dd-mm-yyyy"
    assert sheet["B6"].font.color.rgb == "FF0000FF"
    other = load_workbook(tmp_path / "ra.xlsx")["Ghi chú"]["A1"]
    assert (other.value, other.fill.start_color.rgb) == ("Số liệu đến tháng 12", "FF00FF00")


def test_faults_are_red_with_their_reason_beside_and_above_the_cell(file: Path, tmp_path: Path) -> None:
    plan = plan_of(file)
    write_error_workbook(plan, faults_of(plan), tmp_path / "ra.xlsx")
    sheet = opened(tmp_path / "ra.xlsx")
    assert sheet["E5"].fill.start_color.rgb == FAULT == "FFFFC0C0"
    assert sheet["G3"].value == HEADING
    assert str(sheet["G5"].value).startswith("Điện thoại: ")
    assert sheet["G6"].value is None
    assert sheet["E5"].comment is not None
    assert "hỏi lại anh Tư" in sheet["E5"].comment.text


def test_doubts_and_proposals_are_yellow(file: Path, tmp_path: Path) -> None:
    plan = plan_of(file)
    asked = "Ghi «Hộ kin doanh», gần giống «Hộ kinh doanh»."
    remark = RowFault("Quang Sơn", 4, "kind", "Loại", "proposal", asked, "Hộ kin doanh", 2, "HOUSEHOLD")
    write_error_workbook(plan, [remark], tmp_path / "ra.xlsx")
    sheet = opened(tmp_path / "ra.xlsx")
    assert sheet["C4"].fill.start_color.rgb == DOUBT == "FFFFFCC1"
    assert sheet["G4"].value == f"Loại: {asked}"


def test_it_reads_as_before_and_marks_do_not_pile_up(file: Path, tmp_path: Path) -> None:
    plan = plan_of(file)
    once, twice = tmp_path / "một.xlsx", tmp_path / "hai.xlsx"
    write_error_workbook(plan, faults_of(plan), once)
    again = plan_of(once)
    assert told(again) == told(plan)
    write_error_workbook(again, faults_of(again), twice)
    assert told(plan_of(twice)) == told(plan)
    sheet = opened(twice)
    assert [cell.value for cell in sheet[3]].count(HEADING) == 1
    assert sheet["E5"].comment is not None
    assert sheet["E5"].comment.text.count("hỏi lại anh Tư") == 1


def test_marks_go_once_their_cells_are_mended(file: Path, tmp_path: Path) -> None:
    plan = plan_of(file)
    write_error_workbook(plan, faults_of(plan), tmp_path / "ra.xlsx")
    book = load_workbook(tmp_path / "ra.xlsx")
    book["Quang Sơn"]["E5"] = "0912345670"
    book.save(tmp_path / "sửa.xlsx")
    mended = plan_of(tmp_path / "sửa.xlsx")
    write_error_workbook(mended, faults_of(mended), tmp_path / "xong.xlsx")
    sheet = opened(tmp_path / "xong.xlsx")
    assert sheet["E5"].fill.fill_type is None
    assert sheet["E5"].comment is not None
    assert sheet["E5"].comment.text == "hỏi lại anh Tư"
    assert sheet["G5"].value is None


def test_what_was_typed_or_accepted_stands_in_the_file(file: Path, tmp_path: Path) -> None:
    plan = plan_of(file)
    by_hand = ByHand(cells={("Quang Sơn", 5, 4): "0912345670"}, accepted={("Quang Sơn", 6, "kind"): "COOPERATIVE"})
    write_error_workbook(replace(plan, by_hand=by_hand), (), tmp_path / "ra.xlsx")
    sheet = opened(tmp_path / "ra.xlsx")
    assert (sheet["E5"].value, sheet["E5"].data_type) == ("0912345670", "s")
    assert sheet["C6"].value == "Hợp tác xã, liên hiệp HTX"


def test_macros_stay_behind_and_that_is_said(file: Path, tmp_path: Path) -> None:
    other = file.rename(tmp_path / "ds.xlsm")
    plan = plan_of(other)
    (note,) = write_error_workbook(plan, faults_of(plan), tmp_path / "ra.xlsx")
    assert "Macro" in note


@pytest.mark.parametrize("broken", [b"", b"PK\x03\x04 cut"])
def test_a_file_that_has_gone_or_broken_since_comes_as_its_values(broken: bytes, file: Path, tmp_path: Path) -> None:
    plan = plan_of(file)
    faults = faults_of(plan)
    file.unlink()
    if broken:
        file.write_bytes(broken)
    (note,) = write_error_workbook(plan, faults, tmp_path / "ra.xlsx")
    assert "giá trị" in note
    again = plan_of(tmp_path / "ra.xlsx")
    assert told(again) == told(plan)
    assert opened(tmp_path / "ra.xlsx")["F4"].number_format == "dd/mm/yyyy"


def test_a_text_table_becomes_a_workbook_that_reads_the_same(tmp_path: Path) -> None:
    csv = tmp_path / "ds.csv"
    csv.write_text("STT;Tên cơ sở;Loại;Xã;SĐT\n1;=Hòa;Hộ kinh doanh;Xã Ngọc Mỹ;12\n", encoding="utf-8")
    plan = plan_of(csv)
    write_error_workbook(plan, faults_of(plan), tmp_path / "ra.xlsx")
    assert told(plan_of(tmp_path / "ra.xlsx")) == told(plan)


def test_a_stray_cell_far_below_costs_no_time(file: Path, tmp_path: Path) -> None:
    book = load_workbook(file)
    book["Quang Sơn"].cell(1_000_000, 1).font = Font(bold=True)
    book["Quang Sơn"].cell(900_000, 2, "lạc")
    book.save(file)
    plan = plan_of(file)
    write_error_workbook(plan, faults_of(plan), tmp_path / "ra.xlsx")
    assert opened(tmp_path / "ra.xlsx")["G3"].value == HEADING


def test_names_of_sheets_that_a_workbook_does_not_allow_are_bent(file: Path, tmp_path: Path) -> None:
    plan = plan_of(file)
    sheets = tuple(replace(each, name=f"A/{at}") for at, each in enumerate(plan.book.sheets))
    plans = tuple(replace(each, name=f"A/{at}") for at, each in enumerate(plan.sheets))
    bent = replace(plan, file=tmp_path / "ds.ods", book=replace(plan.book, sheets=sheets), sheets=plans)
    faults = [each._replace(sheet="A/0") for each in faults_of(plan)]
    write_error_workbook(bent, faults, tmp_path / "ra.xlsx")
    book = load_workbook(tmp_path / "ra.xlsx")
    assert book.sheetnames == ["A 0", "A 1"]
    assert book["A 0"]["E5"].fill.start_color.rgb == FAULT


@pytest.mark.parametrize("spelled", ["ds.xlsx", "con/../ds.xlsx", "bí danh.xlsx"])
def test_the_sender_s_own_file_is_never_written_over(file: Path, tmp_path: Path, spelled: str) -> None:
    (tmp_path / "con").mkdir()
    (tmp_path / "bí danh.xlsx").hardlink_to(file)
    before, plan = file.read_bytes(), plan_of(file)
    with pytest.raises(Refused) as told:
        write_error_workbook(plan, faults_of(plan), tmp_path / spelled)
    assert "bản gốc" in told.value.why
    assert file.read_bytes() == before


@pytest.mark.parametrize("name", ["ra.csv", "ra.xls", "ra", "ra.xlsm"])
def test_an_ending_that_the_content_is_not_is_refused(file: Path, tmp_path: Path, name: str) -> None:
    plan = plan_of(file)
    with pytest.raises(Refused):
        write_error_workbook(plan, faults_of(plan), tmp_path / name)
    assert not (tmp_path / name).exists()


def test_comments_that_lost_their_author_do_not_pile_up(file: Path, tmp_path: Path) -> None:
    """Some programs save a workbook without the authors of its comments, and with the sizes of their own."""
    plan, once, again = plan_of(file), tmp_path / "một.xlsx", tmp_path / "hai.xlsx"
    write_error_workbook(plan, faults_of(plan), once)
    first = opened(once)["E5"].comment
    book = load_workbook(once)
    for page in book.worksheets:
        for cell in (each for row in page.iter_rows() for each in row):
            if (said := cell.comment) is not None:
                cell.comment = Comment(said.text, "")
    book["Quang Sơn"]["B5"].comment = Comment("xã đã hỏi", "")
    book.save(once)
    write_error_workbook(plan_of(once), faults_of(plan_of(once)), again)
    sheet = opened(again)
    assert first is not None
    assert sheet["E5"].comment is not None
    assert sheet["E5"].comment.text == first.text
    assert sheet["B5"].comment is not None
    assert "xã đã hỏi" in sheet["B5"].comment.text
