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

from tmdt_desktop.errors import Damaged, Refused

MOST_UNPACKED = 800_000_000
MOST_CELLS = 40_000_000
_MOST_PARTS = 5_000
_RATIO, _RATIO_FROM = 200, 30_000_000
_PIECE = 1 << 20
_DTD = re.compile(rb"<!(DOCTYPE|ENTITY)|<\0!\0[DE]\0|\0<\0!\0[DE]", re.IGNORECASE)
_COLUMN = re.compile(rb'<c\s(?:[a-qs-z]+="[^"]*"\s)*r="([A-Z]{1,3})\d')
_WIDE = re.compile(rb'r="[A-Z]{2,3}\d')
_LAST_ROW = re.compile(rb'<(?:row|c)\s[^>]*?r="[A-Z]*(\d+)"')
_RESAVE = "Mở tệp bằng Excel, chọn «Lưu thành…» tệp .xlsx mới, rồi nhập lại."


@dataclass(frozen=True)
class SheetScan:
    """What a pass over a sheet's XML has seen, as raw tags."""

    hidden: tuple[bytes, ...]
    errors: tuple[bytes, ...]
    links: bytes


def unsafe(name: str, why: str) -> Refused:
    """The refusal of a file that would harm."""
    return Refused(f"Không mở tệp {name}: tệp không an toàn.", why=why, cure=_RESAVE)


def broken(name: str, why: str = "Nội dung tệp bị hỏng hoặc bị cắt ngắn.") -> Damaged:
    """The refusal of a file that is not what was written."""
    return Damaged(f"Tệp {name} bị hỏng.", why=why, cure="Xin lại tệp từ nơi gửi, hoặc chép lại từ bản gốc.")


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
    if len(set(names)) < len(names):
        raise unsafe(name, "Trong tệp có hai phần trùng tên.")
    if any(".." in part.split("/") or part.startswith(("/", "\\")) or ":" in part for part in names):
        raise unsafe(name, "Trong tệp có phần ghi ra ngoài thư mục.")
    if any(part.flag_bits & 1 for part in parts):
        raise protected(name)
    if any(part.file_size > _RATIO_FROM and part.file_size > _RATIO * max(part.compress_size, 1) for part in parts):
        raise unsafe(name, "Nội dung giải nén phồng lên bất thường.")
    return archive


def protected(name: str) -> Refused:
    """The refusal of a file that asks for a password."""
    return Refused(
        f"Tệp {name} có mật khẩu.",
        why="Phần mềm không mở được tệp có mật khẩu.",
        cure="Mở tệp bằng Excel, bỏ mật khẩu (Tệp, Thông tin, Bảo vệ sổ làm việc), lưu lại rồi nhập.",
    )


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


def _refuse_dtd(head: bytes, name: str) -> None:
    if _DTD.search(head):
        raise unsafe(name, "Trong tệp có khai báo DTD, thường dùng để gài mã độc.")


def check_parts(archive: zipfile.ZipFile, name: str, sheets: set[str]) -> Mapping[str, SheetScan]:
    """Read every XML part once: checksums, no document types, sheets of a bearable size.

    Returns what was seen in each of `sheets` (names of parts).
    """
    seen: dict[str, SheetScan] = {}
    for part in archive.namelist():
        if part in sheets:
            seen[part] = _scan_sheet(archive, part, name)
        elif part.endswith((".xml", ".rels")):
            for at, piece in enumerate(pieces(archive, part, name)):
                if at == 0:
                    _refuse_dtd(piece, name)
    return seen


def _scan_sheet(archive: zipfile.ZipFile, part: str, name: str) -> SheetScan:
    columns: set[bytes] = set()
    last_row, tail, links = 0, b"", b""
    hidden: list[bytes] = []
    errors: list[bytes] = []
    for at, piece in enumerate(pieces(archive, part, name)):
        if at == 0:
            _refuse_dtd(piece, name)
        text = tail + piece
        columns.update(_COLUMN.findall(text) if _WIDE.search(text) else (b"Z",))
        last_row = max(last_row, _last_row(text))
        hidden += _tags_around(text, b'hidden="', len(tail))
        errors += _tags_around(text, b't="e"', len(tail))
        if links or b"<hyperlink" in text:
            links += piece if links else text
        tail = text[-400:]
    width = max((column_number(letters) for letters in columns), default=-1) + 1
    if width * last_row > MOST_CELLS:
        raise unsafe(name, f"Bảng trải tới dòng {last_row}, cột {width}: quá rộng so với một danh sách.")
    return SheetScan(tuple(hidden), tuple(errors), links)


def _last_row(text: bytes) -> int:
    """The number of the last row that `text` names."""
    start = max(text.rfind(b"<row"), 0)
    return max((int(number) for number in _LAST_ROW.findall(text, start)), default=0)


def _tags_around(text: bytes, mark: bytes, known: int) -> Iterator[bytes]:
    """The tags of `text` that hold `mark`; those that end within the first `known` bytes were told before."""
    at = text.find(mark)
    while at >= 0:
        end = text.find(b">", at)
        if end >= known:
            yield text[text.rfind(b"<", 0, at) : end + 1]
        at = text.find(mark, at + 1)


def column_number(letters: bytes) -> int:
    """The place of a column by its letters: A is 0, XFD is 16383."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
