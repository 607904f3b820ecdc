"""What is read, what is refused, and in which words."""

import io
import unicodedata
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from tmdt_desktop.errors import Blocked, Cancelled, Damaged, Problem, Refused
from tmdt_desktop.exchange.reading import read_book
from tmdt_desktop.text import nfc

HEADER = ["STT", "Tên hộ kinh doanh", "Xã, thị trấn"]
ROW = [1, "Hộ kinh doanh Đỗ Thị Ấm", "Xã Ngọc Mỹ"]
CSV = "STT;Tên hộ kinh doanh;Xã, thị trấn\n1;Hộ kinh doanh Đỗ Thị Ấm;Xã Ngọc Mỹ\n"


def xlsx() -> bytes:
    book = Workbook()
    for row in (HEADER, ROW):
        book.active.append(row)  # type: ignore[union-attr]
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def with_part(data: bytes, part: str, content: bytes, *, keep: bool = True) -> bytes:
    """The archive with `part` replaced, or added a second time when it is not kept unique."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, content if keep and name == part else old.read(name))
        if part not in old.namelist():
            new.writestr(part, content)
    return stream.getvalue()


def as_windows_has_it(letter: str) -> str:
    """A letter as the Vietnamese code page knows it: its tone apart, unless the page has both in one."""
    try:
        letter.encode("cp1258")
    except UnicodeEncodeError:
        parts = unicodedata.normalize("NFD", letter)
        tone = next(part for part in parts if part in "\u0300\u0301\u0303\u0309\u0323")
        return unicodedata.normalize("NFC", parts.replace(tone, "")) + tone
    return letter


def read(tmp_path: Path, data: bytes, name: str = "ds.xlsx") -> list[list[object]]:
    file = tmp_path / name
    file.write_bytes(data)
    return list(read_book(file).sheets[0].rows)


def test_a_workbook_is_read_cell_by_cell(tmp_path: Path) -> None:
    assert read(tmp_path, xlsx()) == [HEADER, ROW]


def test_the_content_counts_not_the_ending(tmp_path: Path) -> None:
    assert read(tmp_path, xlsx(), "ds.csv") == [HEADER, ROW]
    assert read(tmp_path, CSV.encode(), "ds.xlsx")[1][1] == ROW[1]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_unicode_writing_of_a_csv_says_the_same(tmp_path: Path, encoding: str) -> None:
    assert read(tmp_path, CSV.encode(encoding), "ds.csv")[1][1:] == ROW[1:]


def test_vietnamese_windows_is_recognised_by_its_tone_marks(tmp_path: Path) -> None:
    text = "STT,Tên,Xã\n1,Nguyễn Thị Hồng Nhật,Ngọc Mỹ\n2,Đặng Ất Dậu,Sơn Đông\n"
    parted = "".join(map(as_windows_has_it, text))
    rows = read(tmp_path, parted.encode("cp1258"), "ds.csv")
    assert nfc(str(rows[1][1])) == "Nguyễn Thị Hồng Nhật"


@pytest.mark.parametrize("mark", [";", ",", "\t", "|"])
def test_the_mark_between_columns_is_found(tmp_path: Path, mark: str) -> None:
    text = f'STT{mark}Tên{mark}Mặt hàng\n1{mark}An{mark}"Gạo{mark} nếp"\n2{mark}Bình{mark}Bún\n'
    assert read(tmp_path, text.encode(), "ds.txt")[1] == ["1", "An", f"Gạo{mark} nếp"]


def test_text_kept_by_a_formula_is_its_text(tmp_path: Path) -> None:
    assert read(tmp_path, b'MST;T\n="0101234567";An\n', "ds.csv")[1][0] == "0101234567"


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "trống"),
        (b"\0" * 100, "trống"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "trang web"),
        (bytes(range(256)) * 20, "không phải bảng tính"),
    ],
)
def test_what_is_no_table_is_refused_in_words(tmp_path: Path, data: bytes, word: str) -> None:
    with pytest.raises(Refused, match=word) as told:
        read(tmp_path, data)
    assert told.value.cure


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(Blocked, match="Không thấy tệp"):
        read_book(tmp_path / "không có.xlsx")


def test_a_cut_workbook_is_damaged(tmp_path: Path) -> None:
    with pytest.raises(Damaged):
        read(tmp_path, xlsx()[:-300])


def test_one_wrong_byte_inside_is_damaged(tmp_path: Path) -> None:
    data = bytearray(xlsx())
    at = data.find(b"xl/worksheets/sheet1.xml") + 60
    data[at] ^= 0xFF
    with pytest.raises((Damaged, Refused)):
        read(tmp_path, bytes(data))


def test_a_word_document_is_called_one(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    with pytest.raises(Refused, match="Word"):
        read(tmp_path, stream.getvalue())


@pytest.mark.parametrize("prolog", ['<!DOCTYPE a SYSTEM "file:///etc/hostname">', '<!DOCTYPE a [<!ENTITY b "c">]>'])
def test_a_document_type_is_never_followed(tmp_path: Path, prolog: str) -> None:
    data = with_part(xlsx(), "xl/sharedStrings.xml", f"<?xml version='1.0'?>{prolog}<sst/>".encode())
    with pytest.raises(Refused, match="DTD"):
        read(tmp_path, data)


def test_a_part_written_outside_the_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="ngoài thư mục"):
        read(tmp_path, with_part(xlsx(), "../../x.txt", b"x"))


def test_three_cells_in_far_corners_are_refused(tmp_path: Path) -> None:
    cells = "".join(
        f'<row r="{r}"><c r="{c}{r}"><v>1</v></c></row>' for c, r in (("A", 1), ("XFD", 2), ("A", 1_048_576))
    )
    head = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    data = with_part(xlsx(), "xl/worksheets/sheet1.xml", f"{head}{cells}</sheetData></worksheet>".encode())
    with pytest.raises(Refused, match="quá rộng"):
        read(tmp_path, data)


def test_what_unpacks_beyond_measure_is_refused(tmp_path: Path) -> None:
    data = with_part(xlsx(), "xl/media/x.xml", b"0" * 60_000_000)
    with pytest.raises(Refused, match="bất thường"):
        read(tmp_path, data)


def test_old_fonts_come_out_as_unicode_and_unicode_stays(tmp_path: Path) -> None:
    text = (
        "Hä vµ tªn,MÆt hµng\nBïi ThÞ Ph\xad¬ng HiÒn,Tải bảng kê\nNguyÔn V¨n Hïng,Gốm sứ\n§ç ThÞ Hoa,Su su rau an toàn\n"
    )
    rows = read(tmp_path, text.encode(), "ds.csv")
    assert rows == [["Họ và tên", "Mặt hàng"], ["Bùi Thị Phương Hiền", "Tải bảng kê"], ["Nguyễn Văn Hùng", "Gốm sứ"],
                    ["Đỗ Thị Hoa", "Su su rau an toàn"]]  # fmt: skip


def test_the_link_behind_a_text_hidden_rows_and_failed_formulas_are_known(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Tên", "Website"])
    sheet.append(["An", "Trang của tôi"])
    sheet["B2"].hyperlink = "https://an.example.vn/"
    sheet["A3"] = "#REF!"
    sheet["A3"].data_type = "e"
    sheet.row_dimensions[2].hidden = True
    sheet.column_dimensions["B"].hidden = True
    book.save(tmp_path / "ds.xlsx")
    marks = read_book(tmp_path / "ds.xlsx").sheets[0].marks
    assert marks.links == {(1, 1): "https://an.example.vn/"}
    assert (marks.hidden_rows, marks.hidden_columns, marks.errors) == ({1}, {1}, {(2, 0)})


@given(where=st.integers(0, 10**6), what=st.binary(min_size=1, max_size=40))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_mangled_bytes_are_read_or_refused_never_a_crash(tmp_path: Path, where: int, what: bytes) -> None:
    data = bytearray(xlsx())
    at = where % len(data)
    data[at : at + len(what)] = what
    try:
        read(tmp_path, bytes(data))
    except Problem as told:
        assert told.cure


@given(st.binary(max_size=400))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_read_or_refused(tmp_path: Path, data: bytes) -> None:
    try:
        read(tmp_path, data, "ds.csv")
    except Problem as told:
        assert told.cure


class _StopsAtSheet:
    """A task that is stopped as soon as a sheet is being read."""

    def step(self, done: int, total: int, what: str = "") -> None:
        if what == "Danh sách":
            raise Cancelled


def test_a_workbook_can_be_left_while_one_of_its_sheets_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tmdt_desktop.exchange.beside._OFTEN", 0.0)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Danh sách")
    for at in range(4_000):
        sheet.append([at, "Hộ kinh doanh Mây", "thôn Đông Mới"])
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(Cancelled):
        read_book(tmp_path / "a.xlsx", _StopsAtSheet())
