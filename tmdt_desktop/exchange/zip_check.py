"""Is a zip file a workbook that can be opened without harm? Asked before any other program looks inside.

The reader of workbooks builds each sheet as one dense table, so a sheet of three cells in far corners would ask for
hundreds of gigabytes; archives may unpack to more than the machine holds; XML may name files and networks.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO
from xml.etree import ElementTree as ET

from tmdt_desktop.exchange.refusals import broken, protected, too_wide, unsafe
from tmdt_desktop.exchange.sheet_extent import column_number, filled
from tmdt_desktop.task import SILENT, Task

MOST_UNPACKED = 800_000_000
MOST_CELLS = 12_000_000
"""What the reader of workbooks holds in some 500 MB."""
WIDEST = 1024
"""Columns of a sheet that are looked at; what stands further right is no list."""
_MOST_PARTS = 5_000
_RATIO, _RATIO_FROM = 200, 30_000_000
_PIECE = 1 << 20
_LONGEST_TAG = 8 << 20
_DTD = re.compile(rb"<!(DOCTYPE|ENTITY)|<\0!\0[DE]\0|\0<\0!\0[DE]", re.IGNORECASE)
_ODD_TAG = re.compile(
    rb"<(?:[\w.-]+:(?:row|c)(?=[\s/>])|row(?=[\s/>])(?![^>]*? r=\"\d{1,7}\")"
    rb"|c(?=[\s/>])(?!(?: [a-z]+=\"[^\"]*\")*? r=\"[A-Z]{1,3}\d{1,7}\"))"
)
_WIDE = re.compile(rb' r="([A-Za-z]{2,7})\d')
_FAR = re.compile(rb' r="[A-Za-z]*(\d{6,})"')
_FORMULA = re.compile(
    rb"<c( [^>]*[^/])><f(?:\s[^>]*)?(?:/>|>[^<]*</f>)(?:<v\s*/>|(<v>\s*</v>))?</c>",
)


@dataclass(frozen=True)
class SheetScan:
    """What a pass over a sheet's XML has seen: raw tags; of `uncounted` formulas the attributes of their cells."""

    hidden: tuple[bytes, ...]
    errors: tuple[bytes, ...]
    links: bytes
    uncounted: tuple[bytes, ...]


def open_archive(stream: BinaryIO, name: str) -> zipfile.ZipFile:
    """The archive, its table of contents judged: number and size of parts, names, ratio, passwords."""
    try:
        archive = zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError) as fault:
        raise broken(name) from fault
    parts = archive.infolist()
    names = [part.filename for part in parts]
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise unsafe(name, "Nội dung giải nén quá lớn so với một danh sách.")
    if len({part.lower() for part in names}) < len(names):
        raise unsafe(name, "Trong tệp có hai phần trùng tên.")
    if any(".." in part.split("/") or part.startswith(("/", "\\")) or ":" in part for part in names):
        raise unsafe(name, "Trong tệp có phần ghi ra ngoài thư mục.")
    if any(part.flag_bits & 1 for part in parts):
        raise protected(name)
    if any(part.file_size > _RATIO_FROM and part.file_size > _RATIO * max(part.compress_size, 1) for part in parts):
        raise unsafe(name, "Nội dung giải nén phồng lên bất thường.")
    return archive


def pieces(archive: zipfile.ZipFile, part: str, name: str) -> Iterator[bytes]:
    """A part piece by piece, its checksum and its true size watched."""
    size = 0
    try:
        with archive.open(part) as stream:
            while piece := stream.read(_PIECE):
                size += len(piece)
                if size > MOST_UNPACKED:
                    raise unsafe(name, "Nội dung giải nén quá lớn so với một danh sách.")
                yield piece
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, KeyError, ValueError) as fault:
        raise broken(name) from fault


def whole(archive: zipfile.ZipFile, part: str, name: str) -> bytes:
    """A part that is small by nature; a document type in it is refused."""
    content = b"".join(pieces(archive, part, name))
    _refuse_dtd(content[:_PIECE], name)
    return content


def parsed(archive: zipfile.ZipFile, part: str, name: str) -> ET.Element:
    """A part that is small by nature as a tree. `whole` has refused document types, so no entity can unfold here."""
    try:
        return ET.fromstring(whole(archive, part, name))  # noqa: S314 - see above
    except (ET.ParseError, ValueError, LookupError) as fault:
        raise broken(name) from fault


def _refuse_dtd(head: bytes, name: str) -> None:
    if _DTD.search(head):
        raise unsafe(name, "Trong tệp có khai báo DTD, thường dùng để gài mã độc.")


def check_parts(archive: zipfile.ZipFile, name: str, sheets: set[str], task: Task = SILENT) -> Mapping[str, SheetScan]:
    """Read every XML part once: checksums, no document types, sheets of a bearable size.

    Returns what was seen in each of `sheets` (names of parts).
    """
    seen: dict[str, SheetScan] = {}
    for part in archive.namelist():
        if part in sheets:
            seen[part] = _scan_sheet(archive, part, name, task)
        elif part.endswith((".xml", ".rels")):
            _look_over(archive, part, name, task)
    return seen


def _look_over(archive: zipfile.ZipFile, part: str, name: str, task: Task) -> None:
    """A part that is no sheet the workbook lists; if it is one nevertheless, it is measured all the same."""
    sheet = False
    for at, piece in enumerate(pieces(archive, part, name)):
        task.step(0, 0, name)
        sheet = sheet or b"sheetData" in piece
        if at == 0:
            _refuse_dtd(piece, name)
    if sheet:
        _scan_sheet(archive, part, name, task)


def _scan_sheet(archive: zipfile.ZipFile, part: str, name: str, task: Task) -> SheetScan:
    scan = _Scan()
    for at, piece in enumerate(whole_cells(archive, part, name)):
        task.step(0, 0, name)
        if at == 0:
            _refuse_dtd(piece, name)
        scan.look(piece)
    rows, width = scan.rows, scan.width
    if scan.odd or rows * width > MOST_CELLS:
        rows, width = filled(pieces(archive, part, name), name)
    if rows * width > MOST_CELLS:
        raise too_wide(name, rows, width)
    return SheetScan(tuple(scan.hidden), tuple(scan.errors), scan.links, tuple(scan.uncounted))


class _Scan:
    """What the pieces of a sheet have shown; `rows` and `width` are the least that are surely enough."""

    def __init__(self) -> None:
        self.rows, self.width, self.odd = 99_999, 26, False
        self.hidden: list[bytes] = []
        self.errors: list[bytes] = []
        self.uncounted: list[bytes] = []
        self.links = b""

    def look(self, text: bytes) -> None:
        self.rows = max(self.rows, *map(int, _FAR.findall(text)), 0)
        self.width = max(self.width, *(column_number(letters.upper()) + 1 for letters in set(_WIDE.findall(text))), 0)
        self.odd = self.odd or _oddly_tagged(text)
        self.hidden += _tags_around(text, b'hidden="')
        self.errors += _tags_around(text, b't="e"')
        if b"<f" in text:
            self.uncounted += [said for said, empty in _FORMULA.findall(text) if not (empty and b't="str"' in said)]
        if self.links or b"<hyperlink" in text:
            self.links += text


def _oddly_tagged(text: bytes) -> bool:
    """Whether a row or cell does not say its place in the usual words, so that only counting tells it."""
    usual = text.count(b'<c r="') + text.count(b'<row r="')
    tags = text.count(b"<c") - text.count(b"<col") + text.count(b"<row")
    return (usual != tags or b":c" in text or b":row" in text) and bool(_ODD_TAG.search(text))


def whole_cells(archive: zipfile.ZipFile, part: str, name: str) -> Iterator[bytes]:
    """A sheet's part piece by piece, cut behind whole cells, or at least whole tags."""
    rest = b""
    for piece in pieces(archive, part, name):
        text = rest + piece
        end = text.rfind(b"</c>") + 4 if b"</c>" in text else text.rfind(b">") + 1
        if len(text) - end > _LONGEST_TAG:
            raise broken(name)
        rest = text[end:]
        if end:
            yield text[:end]
    yield rest


def _tags_around(text: bytes, mark: bytes) -> Iterator[bytes]:
    """The tags of `text` that hold `mark`."""
    at = text.find(mark)
    while at >= 0:
        end = text.find(b">", at)
        yield text[text.rfind(b"<", 0, at) : end + 1]
        at = text.find(mark, end if end > at else at + 1)
