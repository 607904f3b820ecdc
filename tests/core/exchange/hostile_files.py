"""Files as nobody wants to receive them, made on the spot: broken, renamed, lying, swollen, dangerous."""

import io
import struct
import zipfile
from collections.abc import Callable, Mapping

from openpyxl import Workbook

HEADER = ("STT", "Tên hộ kinh doanh", "Mã số thuế", "Xã, thị trấn")
ROWS = (
    (1, "Hộ kinh doanh Đỗ Thị Ấm", "", "Xã Ngọc Mỹ"),
    (2, "Hộ kinh doanh Bùi Văn Ước", "", "Xã Quang Sơn"),
)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
_STAMP = (2024, 1, 1, 0, 0, 0)


def xlsx() -> bytes:
    """A small honest list."""
    book = Workbook()
    assert book.active is not None
    for row in (HEADER, *ROWS):
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def csv() -> bytes:
    """The same as text."""
    return "".join(";".join(map(str, row)) + "\n" for row in (HEADER, *ROWS)).encode()


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """An archive of these parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, _STAMP), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """The archive with one part replaced or added."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return zipped({**{part: archive.read(part) for part in archive.namelist()}, name: content})


def sheet(rows: str, before: str = "", after: str = "") -> bytes:
    """An honest workbook whose sheet holds this XML instead."""
    text = f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'
    return with_part(xlsx(), SHEET, text.encode())


def _cell(reference: str, text: str = "x") -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def _flipped() -> bytes:
    data = bytearray(xlsx())
    at = data.find(SHEET.encode()) + 60
    data[at : at + 8] = bytes(byte ^ 0xFF for byte in data[at : at + 8])
    return bytes(data)


def _twice() -> bytes:
    stream = io.BytesIO(xlsx())
    import warnings

    with warnings.catch_warnings(), zipfile.ZipFile(stream, "a") as archive:
        warnings.simplefilter("ignore", UserWarning)  # the library warns of what is made here on purpose
        archive.writestr(SHEET, b"<worksheet/>")
    return stream.getvalue()


def _bomb() -> bytes:
    return with_part(xlsx(), SHEET, b"<worksheet>" + b" " * 40_000_000 + b"</worksheet>")


def _laughs() -> bytes:
    entities = "".join(f'<!ENTITY a{at} "{f"&a{at - 1};" * 10}">' for at in range(1, 10))
    text = f'<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY a0 "ha">{entities}]><sst xmlns="{MAIN}"><si><t>&a9;</t></si></sst>'
    return with_part(xlsx(), STRINGS, text.encode())


def _external(kind: str) -> bytes:
    text = f'<?xml version="1.0"?><!DOCTYPE sst {kind}><sst xmlns="{MAIN}"><si><t>&x;</t></si></sst>'
    return with_part(xlsx(), STRINGS, text.encode())


def _locked_parts() -> bytes:
    """Each part says that it is encrypted: bit 0 of the flags in every header."""
    data = bytearray(xlsx())
    for mark, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(mark, at + 4)
    return bytes(data)


def ods(rows: str) -> bytes:
    """An OpenDocument workbook of one sheet with these rows."""
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces} office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="DS">{rows}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind.decode()}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    return zipped({"mimetype": kind, "content.xml": content.encode(), "META-INF/manifest.xml": manifest.encode()})


def ods_row(*cells: str, times: int = 1) -> str:
    """A row of text cells; `times` as the format repeats it."""
    said = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in cells
    )
    return f'<table:table-row table:number-rows-repeated="{times}">{said}</table:table-row>'


def ods_wide_row(times: int) -> str:
    """A row of one cell, repeated."""
    said = 'office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>'
    return f'<table:table-row><table:table-cell table:number-columns-repeated="{times}" {said}'


_FREE, _END, _TABLE_SECTOR = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def compound(streams: Mapping[str, bytes], *, loop: bool = False) -> bytes:
    """A compound document ([MS-CFB]) of these streams, each of 4,096 bytes or more; `loop` closes the first in a ring."""
    table, body, entries = [_TABLE_SECTOR, _END], b"", []  # sector 0: the table, sector 1: the directory
    for name, content in streams.items():
        first, count = len(table), -(-len(content) // 512)
        entries.append((name, 2, first, len(content)))
        table += [*range(first + 1, first + count), _END]
        body += content.ljust(count * 512, b"\0")
    if loop:
        table[3] = 2
    listing = b"".join(
        _entry(*each) for each in (("Root Entry", 5, _END, 0), *entries, *[("", 0, 0, 0)] * (3 - len(entries)))
    )
    return _compound_head() + struct.pack("<128I", *table, *[_FREE] * (128 - len(table))) + listing + body


def _entry(name: str, kind: int, first: int, size: int) -> bytes:
    label = name.encode("utf-16-le").ljust(64, b"\0")
    child = 1 if kind == 5 else _FREE
    length = len(name) * 2 + 2 if name else 0
    return label + struct.pack("<HBBIII36xIQ", length, kind, 1, _FREE, _FREE, child, first, size)


def _compound_head() -> bytes:
    head = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(16)
    head += struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, _END, 0, _END, 0)
    return head + struct.pack("<109I", 0, *[_FREE] * 108)


def biff(*records: tuple[int, bytes]) -> bytes:
    """A stream of BIFF8 records ([MS-XLS] 2.1.4), filled up to the least size of a stream of its own."""
    start = (0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    said = b"".join(struct.pack("<HH", kind, len(body)) + body for kind, body in (start, *records))
    return (said + struct.pack("<HH", 0x000A, 0)).ljust(4096, b"\0")


def biff_list() -> tuple[tuple[int, bytes], ...]:
    """The records of a workbook of one sheet that holds one label and one number ([MS-XLS] 2.4.28, 2.4.148, 2.4.180)."""
    name = b"DS"
    sheet_at = 4 + 16 + 4 + 8 + len(name) + 4
    bound = (0x0085, struct.pack("<IBBBB", sheet_at, 0, 0, len(name), 0) + name)
    begin = (0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
    label = (0x0204, struct.pack("<HHHHB", 0, 0, 0, 3, 0) + b"STT")
    number = (0x0203, struct.pack("<HHHd", 1, 1, 0, 7.0))
    return bound, (0x000A, b""), begin, label, number


def part(data: bytes, name: str) -> bytes:
    """One part of an archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)


Made = Callable[[], bytes]
REFUSED: Mapping[str, tuple[Made, str]] = {
    "empty.xlsx": (lambda: b"", "trống"),
    "zeros.xlsx": (lambda: b"\0" * 5000, "trống"),
    "noise.xlsx": (lambda: bytes(range(256)) * 20, "không phải bảng tính"),
    "truncated.xlsx": (lambda: xlsx()[:-400], "hỏng"),
    "flipped.xlsx": (_flipped, "hỏng"),
    "word.xlsx": (lambda: zipped({"word/document.xml": b"<w/>"}), "Word"),
    "slides.xlsx": (lambda: zipped({"ppt/presentation.xml": b"<p/>"}), "PowerPoint"),
    "photos.xlsx": (lambda: zipped({"a.jpg": b"x"}), "không phải bảng tính"),
    "binary.xlsx": (lambda: zipped({"xl/workbook.bin": b"x"}), "xlsb"),
    "page.xls": (lambda: b"<html><table><tr><td>1</td></tr></table></html>", "trang web"),
    "xml2003.xls": (lambda: b'<?xml version="1.0"?><Workbook/>', "trang web"),
    "scan.xls": (lambda: b"%PDF-1.7 ...", "PDF"),
    "photo.xlsx": (lambda: b"\xff\xd8\xff\xe0" + bytes(100), "ảnh"),
    "letter.xls": (lambda: b"{\\rtf1 abc}", "RTF"),
    "bomb.xlsx": (_bomb, "bất thường"),
    "laughs.xlsx": (_laughs, "DTD"),
    "entity.xlsx": (lambda: _external('[<!ENTITY x SYSTEM "file:///etc/hostname">]'), "DTD"),
    "dtd.xlsx": (lambda: _external('SYSTEM "http://127.0.0.1:9/x.dtd"'), "DTD"),
    "outside.xlsx": (lambda: with_part(xlsx(), "../../outside.txt", b"x"), "ngoài thư mục"),
    "rooted.xlsx": (lambda: with_part(xlsx(), "/outside.txt", b"x"), "ngoài thư mục"),
    "drive.xlsx": (lambda: with_part(xlsx(), "C:/outside.txt", b"x"), "ngoài thư mục"),
    "twice.xlsx": (_twice, "trùng tên"),
    "two cases.xlsx": (lambda: with_part(xlsx(), SHEET.replace("sheet1", "SHEET1"), b"<worksheet/>"), "trùng tên"),
    "parts.xlsx": (lambda: zipped({f"xl/{at}": b"" for at in range(5_001)}), "quá lớn"),
    "locked.xlsx": (_locked_parts, "mật khẩu"),
    "protected.xlsx": (lambda: compound({"EncryptedPackage": bytes(4096)}), "mật khẩu"),
    "protected.xls": (lambda: compound({"Workbook": biff((0x002F, bytes(6)))}), "mật khẩu"),
    "letter.doc.xls": (lambda: compound({"WordDocument": bytes(4096)}), "Word"),
    "truncated.xls": (lambda: compound({"Workbook": biff()})[:-3000], "hỏng"),
    "loop.xls": (lambda: compound({"Workbook": biff()}, loop=True), "hỏng"),
    "string.xlsx": (lambda: sheet('<row r="1"><c r="A1" t="s"><v>99</v></c></row>'), "Không đọc được các trang"),
    "corners.xlsx": (
        lambda: sheet(f'<row r="1">{_cell("A1")}</row><row r="1048576">{_cell("XFD1048576")}</row>'),
        "quá rộng",
    ),
    "corners unordered.xlsx": (
        lambda: sheet(f'<row r="1048576">{_cell("XFD1048576")}</row><row r="1">{_cell("A1")}</row>'),
        "quá rộng",
    ),
    "corners by cell.xlsx": (lambda: sheet(f'<row r="1">{_cell("A1")}{_cell("XFD1048576")}</row>'), "quá rộng"),
    "corners quoted.xlsx": (
        lambda: sheet(f'<row r="1">{_cell("A1")}</row><row r="9"><c r=\'XFD1048576\'><v>1</v></c></row>'),
        "quá rộng",
    ),
    "corners small.xlsx": (lambda: sheet(f'<row r="1">{_cell("A1")}{_cell("xfd1048576")}</row>'), "quá rộng"),
    "corners beyond.xlsx": (lambda: sheet(f'<row r="1">{_cell("A1")}{_cell("ZZZZ99999999")}</row>'), "quá rộng"),
    "corners uncounted.xlsx": (
        lambda: sheet(f"<row>{'<c/>' * 16_000}<c><v>1</v></c></row>{'<row/>' * 1_000}<row><c><v>1</v></c></row>"),
        "quá rộng",
    ),
    "corners elsewhere.xlsx": (
        lambda: with_part(
            xlsx(),
            "xl/other/page.xml",
            f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row>'
            f'<x:row r="1048576"><x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>'.encode(),
        ),
        "quá rộng",
    ),
    "repeated cells.ods": (lambda: ods(ods_wide_row(2_000_000_000)), "lặp lại"),
    "repeated rows.ods": (lambda: ods(ods_row("x", "y", times=2_000_000_000)), "lặp lại"),
    "repeated far.ods": (lambda: ods(ods_row(times=1_000_000) + ods_wide_row(20)), "lặp lại"),
    "broken.ods": (lambda: ods("<table:table-row><table:table-cell>"), "Không đọc được các trang"),
    "wide.csv": (lambda: b";" * 1100 + b"\n" * 20_000, "quá rộng"),
}
"""Name -> how it is made, and a word of the sentence."""

READ: Mapping[str, Made] = {
    "csv inside.xlsx": csv,
    "nul bytes.csv": lambda: csv().replace(b"\n", b"\0\n"),
    "ragged.csv": lambda: csv() + b"3;An\n4;Binh;1;2;3;4;5;6;7;8\n",
    "dimension lies.xlsx": lambda: sheet(
        f'<row r="1">{_cell("A1")}{_cell("B1")}</row>', before='<dimension ref="A1:XFD1048576"/>'
    ),
    "styled to the end.xlsx": lambda: sheet(
        f'<row r="1">{_cell("A1")}</row><row r="1048576"><c r="XFD1048576" s="0"/></row>'
    ),
    "far row.xlsx": lambda: sheet(f'<row r="1">{_cell("A1")}</row><row r="60000">{_cell("B60000")}</row>'),
    "16384 columns.xlsx": lambda: sheet(f'<row r="1">{_cell("A1")}{_cell("XFD1")}</row>'),
    "merged everything.xlsx": lambda: sheet(
        f'<row r="1">{_cell("A1")}</row>', after='<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    ),
    "nothing.xlsx": lambda: sheet(""),
    "repeated blanks.ods": lambda: ods(ods_row("STT", "Tên") + ods_row(times=1_048_000)),
    "one cell.ods": lambda: ods(ods_row("x")),
}
"""Name -> how it is made; all of these are read."""
