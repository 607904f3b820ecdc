"""What may be attached is judged by what is in it; names become such as every system takes."""

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tmdt_desktop.errors import Blocked, Refused
from tmdt_desktop.services.attachment_files import MOST, WORDS, media_type, read_file, safe_name

OLE = bytes.fromhex("d0cf11e0a1b11ae1")


def zipped(*members: str, mimetype: str = "") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        if mimetype:
            archive.writestr("mimetype", mimetype)
        for member in members:
            archive.writestr(member, "x")
    return made.getvalue()


def wide(word: str) -> bytes:
    return OLE + bytes(100) + word.encode("utf-16-le")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x89PNG\r\n\x1a\n...", "Ảnh PNG"),
        (b"\xff\xd8\xff\xe0...", "Ảnh JPEG"),
        (zipped("[Content_Types].xml", "word/document.xml"), "Văn bản Word"),
        (zipped("[Content_Types].xml", "xl/workbook.xml"), "Bảng tính Excel"),
        (zipped("content.xml", mimetype="application/vnd.oasis.opendocument.spreadsheet"), "Bảng tính ODF"),
        (wide("WordDocument"), "Văn bản Word 97-2003"),
        (wide("Workbook"), "Bảng tính Excel 97-2003"),
        ("Biên bản làm việc\r\n\tngày 12".encode(), "Văn bản thường"),
        ("Biên bản".encode("utf-16"), "Văn bản thường"),
        (b"Bi\xaan b\xb6n\n", "Văn bản thường"),
    ],
)
def test_a_file_is_known_by_its_content(content: bytes, words: str) -> None:
    assert WORDS[media_type("tệp", content)] == words


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("bien-ban.pdf", b"MZ\x90\0", "chương trình"),
        ("bien-ban.pdf", b"\x7fELF", "chương trình"),
        ("bien-ban.txt", b"#!/bin/sh\nls", "chương trình"),
        ("bien-ban.pdf.EXE", b"%PDF-", "chương trình"),
        ("mo.bat", b"dir", "chương trình"),
        ("trang.html", b"<p>", "chương trình"),
        ("hinh.svg", b"<svg>", "chương trình"),
        ("a.docx", zipped("word/document.xml", "word/vbaProject.bin"), "macro"),
        ("a.doc", wide("WordDocument _VBA_PROJECT"), "macro"),
        ("a.msi", OLE, "chương trình"),
        ("a.doc", OLE, "chưa nhận"),
        ("a.zip", zipped("bien-ban.pdf"), "chưa nhận"),
        ("a.zip", zipped("x", mimetype="application/zip"), "chưa nhận"),
        ("a.docx", b"PK\x03\x04 cut off", "hỏng"),
        ("a.rar", b"Rar!\x1a\x07\0", "chưa nhận"),
        ("a.txt", b"\xff\xfex", "chưa nhận"),
        ("mo.msc", b"<MMC_ConsoleFile>", "không đúng với nội dung"),
        ("mo.settingcontent-ms", b"<PCSettings>", "không đúng với nội dung"),
        ("mo.iqy", b"WEB\n1\nhttp://example.vn", "không đúng với nội dung"),
        ("mo.desktop", b"[Desktop Entry]", "không đúng với nội dung"),
        ("e.docx", b"chi la chu", "không đúng với nội dung"),
        ("e.pdf", zipped("[Content_Types].xml", "word/document.xml"), "không đúng với nội dung"),
    ],
)
def test_what_may_run_or_is_unknown_is_refused(name: str, content: bytes, said: str) -> None:
    with pytest.raises(Refused) as told:
        media_type(name, content)
    assert said in told.value.what
    assert told.value.cure


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("Bie\u0302n ba\u0309n.pdf", "Biên bản.pdf"),
        ("a<b>:c?.pdf", "a_b__c_.pdf"),
        ("..\\..\\a.pdf", "_.._a.pdf"),
        ("a\u202efdp.pdf", "afdp.pdf"),
        ("con.pdf", "_con.pdf"),
        ("LPT1", "_LPT1"),
        (" . ", "tep"),
        ("a.pdf. ", "a.pdf"),
    ],
)
def test_a_name_becomes_safe(raw: str, name: str) -> None:
    assert safe_name(raw) == name


@given(st.text(max_size=300))
def test_any_name_becomes_one_that_every_system_takes(raw: str) -> None:
    name = safe_name(raw)
    assert 1 <= len(name) <= 120
    assert len(name.encode()) <= 240
    assert not set(name) & set('<>:"/\\|?*\n\0')
    assert name == name.strip(" .")
    assert safe_name(name) == name


def test_a_long_name_keeps_its_ending() -> None:
    assert safe_name("ă" * 300 + ".docx").endswith(".docx")


def test_a_name_of_many_bytes_fits_into_every_file_system() -> None:
    name = safe_name("ắ" * 120 + ".docx")
    assert len(name.encode()) <= 240
    assert name.endswith("ắ.docx")


def test_a_file_may_have_25_megabytes_and_not_a_byte_more(tmp_path: Path) -> None:
    file = tmp_path / "quét.pdf"
    with file.open("wb") as out:
        out.write(b"%PDF-")
        out.truncate(MOST)
    assert len(read_file(file).content) == 25 * 1024 * 1024
    with file.open("ab") as out:
        out.write(b"x")
    with pytest.raises(Refused, match="25 MB"):
        read_file(file)


def test_what_cannot_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Blocked, match="Không thấy"):
        read_file(tmp_path / "không có.pdf")
    with pytest.raises(Refused, match="thư mục"):
        read_file(tmp_path)
    (tmp_path / "trống.pdf").write_bytes(b"")
    with pytest.raises(Refused, match="trống"):
        read_file(tmp_path / "trống.pdf")
    (tmp_path / "khóa.pdf").write_bytes(b"%PDF-")

    def held(*_: object) -> None:
        raise PermissionError(13, "held")

    monkeypatch.setattr(Path, "open", held)
    with pytest.raises(Blocked, match="khóa"):
        read_file(tmp_path / "khóa.pdf")
