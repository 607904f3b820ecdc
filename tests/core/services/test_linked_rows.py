"""Rows of a list that speak of a business of the register: joined by tax code, told of, never by a name alone."""

from pathlib import Path

from tmdt_desktop.records.business import Business
from tmdt_desktop.records.tax_review import TaxReview
from tmdt_desktop.services import registers
from tmdt_desktop.services.import_list import ImportWish, check_list, read_list
from tmdt_desktop.store.workspace import Workspace

HEAD = "STT;Đợt rà soát;Tên người nộp thuế;Mã số thuế;Kết luận;Người rà soát;Ngày rà soát"


def test_a_tax_code_joins_and_a_name_is_only_told(ws: Workspace, tmp_path: Path) -> None:
    raw = {"name": "Hộ Lê Thị Ấm", "kind": "Hộ kinh doanh", "commune": "Xã Ngọc Mỹ", "activity": "Đang hoạt động"}
    to = registers.save(ws, Business, {**raw, "tax_code": "2500150335"}).id
    rows = ("Bà Ấm;2500150335", "Hộ Lê Thị Ấm;0100233488", "Hộ khác;")
    lines = [f"{at};D1;{row};Đã quản lý đúng;Lan;1/3/2024" for at, row in enumerate(rows, 1)]
    file = tmp_path / "ds.csv"
    file.write_text("\n".join([HEAD, *lines]), encoding="utf-8")
    made = check_list(ws, read_list(ws, ImportWish(file, TaxReview)))
    assert [row.values.get("business") for row in made.new] == [to, None, None]
    told = [(fault.row, fault.level) for fault in made.faults if fault.field == "business"]
    assert told == [(2, "repaired"), (3, "doubt")]
