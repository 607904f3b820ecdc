from datetime import date
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pytest

from tmdt_desktop.errors import Cancelled
from tmdt_desktop.reports import annex_businesses, annual_report
from tmdt_desktop.reports.document import Column, Kind, Table
from tmdt_desktop.reports.workbook import Sheet, render_workbook, sheets_of


@pytest.fixture
def table() -> Table:
    columns = (Column("Mã", 1, Kind.CODE), Column("Tên", 3), Column("Ngày", 1, Kind.DAY), Column("Số", 1, Kind.FIGURE))
    rows = (
        ("0100109106", "=HYPERLINK(1)", date(2024, 1, 7), 1234),
        ("0007", "+84 912", None, 12.5),
        ("1", "-1", None, None),
        ("2", "@a", None, 0),
    )
    return Table(columns, rows, total=("Cộng", "", "", 1246.5))


def test_text_that_looks_like_a_formula_stays_text(table: Table, tmp_path: Path) -> None:
    render_workbook([Sheet("Thử", "Tiêu đề", table)], tmp_path / "a.xlsx")
    page = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    for row, text in zip(range(3, 7), ("=HYPERLINK(1)", "+84 912", "-1", "@a"), strict=True):
        cell = page.cell(row, 2)
        assert (cell.value, cell.data_type, cell.number_format, cell.quotePrefix) == (text, "s", "@", True)


def test_codes_keep_their_zeros_and_numbers_stay_numbers(table: Table, tmp_path: Path) -> None:
    render_workbook([Sheet("Thử", "Tiêu đề", table)], tmp_path / "a.xlsx")
    page = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    assert (page["A3"].value, page["A3"].number_format) == ("0100109106", "@")
    assert (page["D3"].value, page["D3"].number_format) == (1234, "#,##0")
    assert (page["D4"].value, page["D4"].number_format) == (12.5, "#,##0.0")
    assert (page["C3"].value.date(), page["C3"].number_format) == (date(2024, 1, 7), "dd/mm/yyyy")
    assert page["D5"].value == "Chưa có số liệu"
    assert page["D6"].value == 0
    assert [cell.value for cell in page[7]] == ["Cộng", None, None, 1246.5]


def test_the_page_is_ready_to_print(samples: SimpleNamespace, tmp_path: Path) -> None:
    render_workbook(sheets_of(annex_businesses(samples.businesses(3))), tmp_path / "a.xlsx")
    page = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    assert (page.title, page.page_setup.orientation, page.page_setup.paperSize) == ("Phụ lục I", "landscape", 9)
    assert (page.page_setup.fitToWidth, page.page_setup.fitToHeight, page.sheet_properties.pageSetUpPr.fitToPage) == (
        1,
        0,
        True,
    )
    assert page.freeze_panes == "A5"
    assert page.print_title_rows == "$3:$4"
    assert page["A1"].value == "DANH SÁCH TỔ CHỨC, CÁ NHÂN HOẠT ĐỘNG THƯƠNG MẠI ĐIỆN TỬ HUYỆN LẬP THẠCH NĂM 2024"


def test_the_report_has_a_sheet_for_each_table(samples: SimpleNamespace, tmp_path: Path) -> None:
    sheets = sheets_of(annual_report(samples.annual()))
    annexes = [f"Phụ lục {number}" for number in ("II", "III", "IV", "V", "VI")]
    assert [sheet.name for sheet in sheets] == [*annexes, "Bảng 1", "Bảng 2", "Bảng 3", "Bảng 4"]
    render_workbook(sheets, tmp_path / "a.xlsx")
    assert openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames == [sheet.name for sheet in sheets]


def test_tab_names_are_made_fit(table: Table, tmp_path: Path) -> None:
    names = ["Phụ lục I/2024", "phụ lục i2024", "x" * 40, "", "[]"]
    render_workbook([Sheet(name, "", table) for name in names], tmp_path / "a.xlsx")
    tabs = openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames
    assert tabs == ["Phụ lục I2024", "phụ lục i2024 2", "x" * 31, "Biểu", "Biểu 2"]


class _Impatient:
    def step(self, done: int, total: int, what: str = "") -> None:
        raise Cancelled


def test_stopping_leaves_no_workbook(table: Table, tmp_path: Path) -> None:
    with pytest.raises(Cancelled):
        render_workbook([Sheet("Thử", "", table)], tmp_path / "a.xlsx", _Impatient())
    assert list(tmp_path.iterdir()) == []


class _Watching:
    """Notes every step and stops at the `stop`th."""

    def __init__(self, stop: int = 0) -> None:
        self.told: list[tuple[int, int]] = []
        self._stop = stop

    def step(self, done: int, total: int, what: str = "") -> None:
        assert what
        self.told.append((done, total))
        if len(self.told) == self._stop:
            raise Cancelled


def _long(count: int) -> Sheet:
    return Sheet("Dài", "Dài", Table((Column("Số", 1, Kind.FIGURE),), tuple((n,) for n in range(count))))


def test_progress_goes_on_from_laying_out_to_writing_and_can_be_stopped_in_both(tmp_path: Path) -> None:
    watching = _Watching()
    render_workbook([_long(450)], tmp_path / "a.xlsx", watching)
    assert watching.told == [(done, 900) for done in range(0, 901, 100)]
    for stop in (2, 8):
        with pytest.raises(Cancelled):
            render_workbook([_long(450)], tmp_path / "b.xlsx", _Watching(stop))
    assert [path.name for path in tmp_path.iterdir()] == ["a.xlsx"]


def test_rows_never_pass_through_a_temporary_file(
    table: Table, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object, **words: object) -> None:
        pytest.fail("a temporary file was asked for")

    monkeypatch.setattr("openpyxl.worksheet._writer.create_temporary_file", refuse)
    render_workbook([Sheet("Thử", "Tiêu đề", table)], tmp_path / "a.xlsx")
    assert openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames == ["Thử"]
