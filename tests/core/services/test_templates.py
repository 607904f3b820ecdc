"""Workbooks for people: templates, the sender's own with its faults, lists to hand over."""

import csv
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tmdt_desktop.errors import Blocked
from tmdt_desktop.records.business import Activity, Business, SubjectKind
from tmdt_desktop.records.training import Training
from tmdt_desktop.services.import_list import CheckedList, ImportWish, check_list, commit_list, read_list
from tmdt_desktop.services.templates import ListWish, export_list, write_error_workbook, write_template
from tmdt_desktop.store.workspace import Workspace

LIST = Path(__file__).resolve().parents[3] / "resources" / "samples" / "danh_sach_tmdt_lap_thach_2024.xlsx"
RISKY = "=cmd|' /C calc'!A0"


def checked(ws: Workspace, file: Path) -> CheckedList:
    return check_list(ws, read_list(ws, ImportWish(file, Business)))


def test_a_template_filled_in_comes_back_without_a_question(ws: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "mẫu.xlsx"
    write_template(Business, file, ws)
    book = load_workbook(file)
    sheet = book.worksheets[0]
    column = {str(cell.value).rstrip(" *"): cell.column for cell in sheet[4]}
    said = {"Tên tổ chức, cá nhân": "Hộ kinh doanh Mẫu", "Mã số thuế": "2500150335", "Loại": "Hộ kinh doanh", "Xã, thị trấn": "Xã Ngọc Mỹ",
            "Ngày cấp ĐKKD": date(2020, 2, 1), "Facebook": "mau.vp", "Shopee": "x", "Hóa đơn điện tử": "Hóa đơn điện tử"}  # fmt: skip
    for heading, value in said.items():
        sheet.cell(5, column[heading], value)
    book.save(file)
    (row,) = checked(ws, file).new
    assert (row.values["name"], row.values["tax_code"], row.values["registered_on"]) == (
        "Hộ kinh doanh Mẫu",
        "2500150335",
        date(2020, 2, 1),
    )
    assert [line["address"] for line in row.values["channels"]] == ["facebook.com/mau.vp", None]


def test_a_template_offers_choices_and_the_office_s_communes(ws: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "mẫu.xlsx"
    write_template(Business, file, ws)
    book = load_workbook(file)
    columns = list(book["Danh mục"].iter_cols(values_only=True))
    lists = {str(column[0]): column[1:] for column in columns}
    assert "Xã Ngọc Mỹ" in lists["Xã, thị trấn"]
    assert "Hộ kinh doanh" in lists["Loại"]
    assert sum(len(sheet.data_validations.dataValidation) for sheet in book.worksheets) == len(columns)


def test_every_field_of_a_template_is_understood_again(ws: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "mẫu.xlsx"
    write_template(Business, file, ws)
    book = load_workbook(file)
    book.worksheets[0].cell(5, 2, "Hộ kinh doanh Mẫu")
    book.save(file)
    columns = read_list(ws, ImportWish(file, Business)).sheets[0].columns
    assert [column.heading for column in columns if column.path is None] == []
    known = {field.name for field in Business.fields() if not field.set_by_program}
    assert {str(column.path).partition(".")[0] for column in columns} == known


def test_a_template_of_classes_has_lines_for_the_facts(tmp_path: Path, ws: Workspace) -> None:
    file = tmp_path / "mẫu.xlsx"
    write_template(Training, file, ws)
    book = load_workbook(file)
    sheet = book.worksheets[0]
    lines = {str(row[0].value).rstrip(" *:"): row[0].row for row in sheet.iter_rows(max_row=30) if row[0].value}
    for label, value in (("Tên lớp, hội nghị", "Lớp mẫu"), ("Từ ngày", date(2024, 5, 1)), ("Địa điểm", "Hội trường")):
        sheet.cell(lines[label], 2, value)
    sheet.cell(lines["STT"] + 1, 2, "Trần Thị Mai")
    book.save(file)
    (row,) = check_list(ws, read_list(ws, ImportWish(file, Training))).new
    assert (row.values["name"], row.values["starts_on"], row.values["place"]) == (
        "Lớp mẫu",
        date(2024, 5, 1),
        "Hội trường",
    )
    assert [line["name"] for line in row.values["attendees"]] == ["Trần Thị Mai"]


def test_the_error_workbook_is_the_sender_s_own_with_marks(ws: Workspace, tmp_path: Path) -> None:
    made = checked(ws, LIST)
    file = tmp_path / "cần sửa.xlsx"
    write_error_workbook(made, file)
    book, own = load_workbook(file), load_workbook(LIST)
    assert book.sheetnames == own.sheetnames
    fault = next(each for each in made.faults if each.level == "fault" and each.column >= 0)
    sheet = book[fault.sheet]
    cell = sheet.cell(fault.row, fault.column + 1)
    assert cell.fill.start_color.rgb == "FFFFC0C0"
    assert fault.sentence in cell.comment.text
    assert fault.sentence in str(sheet.cell(fault.row, own[fault.sheet].max_column + 1).value)


def test_mended_rows_alone_move_when_it_is_read_again(ws: Workspace, tmp_path: Path) -> None:
    first = checked(ws, LIST)
    commit_list(ws, first)
    file = tmp_path / "cần sửa.xlsx"
    write_error_workbook(first, file)
    book = load_workbook(file)
    fault = next(each for each in first.faults if each.field == "phone" and each.level == "fault")
    book[fault.sheet].cell(fault.row, fault.column + 1).value = "0912345670"
    book.save(file)
    again = checked(ws, file)
    assert [row.row for row in again.new] == [fault.row]
    assert (len(again.same), len(again.faulty)) == (len(first.new), len(first.faulty) - 1)


def test_a_csv_comes_back_as_a_workbook_and_its_text_stays_text(ws: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "ds.csv"
    file.write_text(f"STT;Tên cơ sở;Xã;SĐT\n1;{RISKY};Xã Ngọc Mỹ;12345\n", encoding="utf-8")
    write_error_workbook(checked(ws, file), tmp_path / "ra.xlsx")
    cell = load_workbook(tmp_path / "ra.xlsx").worksheets[0]["B2"]
    assert (cell.value, cell.data_type) == (RISKY, "s")


@pytest.fixture
def three(ws: Workspace) -> Workspace:
    rows = [
        {"name": name, "kind": SubjectKind.HOUSEHOLD, "activity": Activity.ACTIVE, "commune": "08767", "phone": phone, "tax_code": code, "personal_id": "026185001234"}
        for name, phone, code in ((RISKY, "0912345678", "0100233488"), ("Hộ KD Lê Thị Ấm", "0912345678", None), ("Shop Lê Thị Âm", None, None))
    ]  # fmt: skip
    with ws.change("Nhập") as batch:
        batch.insert(Business, rows)
    return ws


def test_a_csv_to_hand_over_runs_nothing_and_shows_nothing_personal(three: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "ra.csv"
    assert export_list(three, ListWish(Business, file)) == 3
    with file.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter=";"))
    assert {"Điện thoại", "Số định danh"}.isdisjoint(rows[0])
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())
    assert {row["Mã số thuế"] for row in rows} == {"0100233488", ""}


@pytest.mark.parametrize("name", ["=1+1", "+84 quán", "-x", "@mơ"])
def test_the_guard_against_formulas_is_off_again_when_a_list_comes_back(
    ws: Workspace, tmp_path: Path, name: str
) -> None:
    row = {"name": name, "kind": SubjectKind.HOUSEHOLD, "activity": Activity.ACTIVE, "commune": "08767", "note": name}
    with ws.change("Nhập") as batch:
        batch.insert(Business, [{**row, "tax_code": "0100233488"}])
    for file in (tmp_path / "ra.csv", tmp_path / "ra.xlsx"):
        export_list(ws, ListWish(Business, file))
        made = checked(ws, file)
        assert (len(made.same), len(made.new), len(made.changed)) == (1, 0, 0)


def test_a_workbook_to_hand_over_keeps_numbers_as_text_and_says_all_when_asked(
    three: Workspace, tmp_path: Path
) -> None:
    file = tmp_path / "ra.xlsx"
    export_list(three, ListWish(Business, file, sensitive=True))
    sheet = load_workbook(file).worksheets[0]
    heads = {cell.value: cell.column for cell in sheet[3]}
    assert {"Điện thoại", "Số định danh"} <= set(heads)
    cells = [sheet.cell(row, heads["Mã số thuế"]) for row in range(4, 7)]
    assert ("0100233488", "@") in {(cell.value, cell.number_format) for cell in cells}
    assert sheet.freeze_panes == "C4"


def test_a_file_that_cannot_be_written_is_told(three: Workspace, tmp_path: Path) -> None:
    with pytest.raises(Blocked):
        export_list(three, ListWish(Business, tmp_path / "không có" / "ra.xlsx"))
    assert list(tmp_path.glob("*.part")) == []
