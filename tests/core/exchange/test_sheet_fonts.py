"""Old fonts of an .xlsx, by the names in its styles."""

from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font

from tests.core.exchange import hostile_files as hostile
from tmdt_desktop.exchange.reading import read_book
from tmdt_desktop.exchange.sheet_fonts import kind_of


@pytest.mark.parametrize(("name", "kind"), [(".VnTime", 1), (".vnArialH", 2), ("VNI-Times", 3), ("Times New Roman", 0)])
def test_the_name_of_a_font_tells_its_alphabet(name: str, kind: int) -> None:
    assert kind_of(name) == kind


def test_the_font_decides_cells_that_read_both_ways(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row, (text, font) in enumerate((("Hé", ".VnTime"), ("Hé", "Arial"), ("hé kinh doanh", ".VnTimeH")), 1):
        sheet.cell(row, 2, text).font = Font(name=font)
    sheet["C1"] = "=1+1"
    book.save(tmp_path / "ds.xlsx")
    read = read_book(tmp_path / "ds.xlsx")
    assert [row[1] for row in read.sheets[0].rows] == ["Hộ", "Hé", "HỘ KINH DOANH"]
    assert read.encodings == {("Sheet", 1): "tcvn3"}
    assert any("công thức chưa có kết quả" in note for note in read.notes)


def test_styled_cells_in_odd_places_do_no_harm(tmp_path: Path) -> None:
    rows = '<row r="9"><c r="A9" s="1"><v>1</v></c></row><row r="2"><c r="A2" s="1"><v>1</v></c></row>'
    styles = (
        f'<styleSheet xmlns="{hostile.MAIN}"><fonts><font><name val="Arial"/></font><font><name val=".VnTime"/></font>'
        '</fonts><cellXfs><xf fontId="0"/><xf fontId="1"/></cellXfs></styleSheet>'
    )
    data = hostile.with_part(hostile.sheet(rows), "xl/styles.xml", styles.encode())
    (tmp_path / "ds.xlsx").write_bytes(data)
    assert read_book(tmp_path / "ds.xlsx").sheets[0].marks.fonts == {0: bytes([0, 1, 0, 0, 0, 0, 0, 0, 1])}
