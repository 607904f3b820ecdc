"""Which files may be attached: read whole, judged by what is in them and not by what they are called.

Taken are what offices file: PDF, pictures, Office documents without macros, plain text. A program, a script, and what
cannot be told apart from one are refused.
"""

import io
import re
import zipfile
from dataclasses import dataclass, field
from pathlib import Path, PurePath

from tmdt_desktop.errors import Blocked, Refused
from tmdt_desktop.i18n import number
from tmdt_desktop.text import is_blank, one_line

MOST_MB = 25
MOST = MOST_MB << 20
"""Bytes that one attached file may have."""
PDF, PNG, JPEG, TEXT = "application/pdf", "image/png", "image/jpeg", "text/plain"
_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"
WORDS = {
    PDF: "PDF",
    PNG: "Ảnh PNG",
    JPEG: "Ảnh JPEG",
    TEXT: "Văn bản thường",
    f"{_OFFICE}.wordprocessingml.document": "Văn bản Word",
    f"{_OFFICE}.spreadsheetml.sheet": "Bảng tính Excel",
    f"{_OFFICE}.presentationml.presentation": "Trình chiếu PowerPoint",
    f"{_OPEN}.text": "Văn bản ODF",
    f"{_OPEN}.spreadsheet": "Bảng tính ODF",
    "application/msword": "Văn bản Word 97-2003",
    "application/vnd.ms-excel": "Bảng tính Excel 97-2003",
}
"""What people call each media type that is taken."""
_ENDINGS = {
    PDF: (".pdf",),
    PNG: (".png",),
    JPEG: (".jpg", ".jpeg"),
    TEXT: (".txt", ".csv"),
    f"{_OFFICE}.wordprocessingml.document": (".docx",),
    f"{_OFFICE}.spreadsheetml.sheet": (".xlsx",),
    f"{_OFFICE}.presentationml.presentation": (".pptx",),
    f"{_OPEN}.text": (".odt",),
    f"{_OPEN}.spreadsheet": (".ods",),
    "application/msword": (".doc",),
    "application/vnd.ms-excel": (".xls",),
}
"""What a file of each media type may be called: another ending makes the system open it with another program."""
_MAGIC = ((b"%PDF-", PDF), (b"\x89PNG\r\n\x1a\n", PNG), (b"\xff\xd8\xff", JPEG))
_PARTS = (("word/document.xml", "wordprocessingml.document"), ("xl/workbook.xml", "spreadsheetml.sheet"),
          ("ppt/presentation.xml", "presentationml.presentation"))  # fmt: skip
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STREAMS = (("WordDocument", "application/msword"), ("Workbook", "application/vnd.ms-excel"))
_MACROS = ("vbaproject.bin", "basic/script-lc.xml", "_VBA_PROJECT")
_RUNS = (b"MZ", b"\x7fELF", b"#!", b"\xfe\xed\xfa", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"L\0\0\0\x01\x14\x02\0")
_RUNNING_ENDING = re.compile(
    r"\.("
    r"exe|com|scr|pif|msi|msp|bat|cmd|ps1|psm1|vbs|vbe|js|jse|mjs|wsf|wsh|hta|"
    r"lnk|url|reg|jar|apk|dll|sys|cpl|sh|bash|py|pyw|pl|rb|php|html|htm|xhtml|"
    r"svg|mht|docm|xlsm|pptm|dotm|xltm|xlam"
    r")",
    re.IGNORECASE,
)
_UNTEXTUAL = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f]")
_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_LONGEST_NAME, _MOST_NAME_BYTES = 120, 240
"""Letters and bytes of a name. File systems take 255 bytes; the rest is for « (2)» and the like."""


@dataclass(frozen=True)
class FileRead:
    """A file that may be attached: its safe name, its media type by content, its bytes."""

    name: str
    media_type: str
    content: bytes = field(repr=False)


def read_file(path: Path) -> FileRead:
    """Read a file that shall be attached.

    Raises:
        Refused: too large, empty, a folder, or of a sort that is not taken. Blocked: it cannot be read.
    """
    name = safe_name(path.name)
    content = _content(path, name)
    if not content:
        raise Refused(f"{name} trống, không có gì để kèm.", cure="Chọn lại tệp có nội dung.")
    return FileRead(name, media_type(name, content), content)


def _content(path: Path, name: str) -> bytes:
    try:
        if path.is_dir():
            raise Refused(f"{name} là thư mục.", cure="Mở thư mục đó và chọn từng tệp.")
        with path.open("rb") as file:
            content = file.read(MOST + 1)
    except FileNotFoundError as fault:
        raise Blocked(f"Không thấy tệp {name}.", cure="Cắm lại USB hoặc chọn lại tệp.") from fault
    except OSError as fault:
        why = "Tệp đang bị chương trình khác khóa, hoặc ổ đĩa không cho đọc."
        raise Blocked(f"Không đọc được tệp {name}.", why=why, cure="Đóng tệp đó rồi kèm lại.") from fault
    if len(content) > MOST:
        why = f"Mỗi tệp kèm theo nhiều nhất {number(MOST_MB)} MB."
        raise Refused(f"{name} quá lớn.", why=why, cure="Giảm cỡ ảnh, quét lại nhẹ hơn, hoặc tách thành nhiều tệp.")
    return content


def safe_name(raw: str) -> str:
    """A file's name as every system takes it: NFC, one line, no letters of paths, at most 120 letters and 240
    bytes with its ending.
    """
    name = _UNSAFE.sub("_", one_line(raw)).strip(" .")
    if is_blank(name):
        name = "tep"
    if _DEVICES.fullmatch(name):
        name = f"_{name}"
    if _fits(name):
        return name
    ending = PurePath(name).suffix[:20].rstrip()
    stem = name[: _LONGEST_NAME - len(ending)]
    while not _fits(stem + ending):
        stem = stem[:-1]
    return stem.rstrip(" .") + ending


def _fits(name: str) -> bool:
    return len(name) <= _LONGEST_NAME and len(name.encode(errors="surrogatepass")) <= _MOST_NAME_BYTES


def media_type(name: str, content: bytes) -> str:
    """The media type of a content, one of `WORDS`. Raises Refused when it is of none, or is called by another ending."""
    if content.startswith(_RUNS) or _RUNNING_ENDING.fullmatch(PurePath(name).suffix):
        raise Refused(
            f"{name} là chương trình hoặc tệp chạy lệnh, không kèm được.",
            why="Tệp loại này có thể gây hại cho máy của người mở.",
            cure="Lưu nội dung thành PDF hoặc ảnh rồi kèm lại.",
        )
    found = next((media for magic, media in _MAGIC if content.startswith(magic)), "")
    found = found or _zipped(name, content) or _older(name, content) or (TEXT if _is_text(content) else "")
    if not found:
        raise Refused(
            f"{name} thuộc loại tệp chưa nhận kèm theo.",
            why="Nhận PDF, ảnh PNG và JPEG, Word, Excel, PowerPoint, ODF và văn bản thường.",
            cure="Lưu lại thành PDF rồi kèm; tệp nén thì giải nén và kèm từng tệp.",
        )
    _refuse_ending(name, found)
    return found


def _refuse_ending(name: str, media: str) -> None:
    ending = PurePath(name).suffix
    if ending and ending.lower() not in _ENDINGS[media]:
        raise Refused(
            f"{name} có đuôi {ending} không đúng với nội dung.",
            why=f"Nội dung là {WORDS[media]}, đuôi phải là {' hoặc '.join(_ENDINGS[media])}.",
            cure="Đổi đuôi tệp cho đúng, hoặc lưu nội dung thành PDF rồi kèm lại.",
        )


def _zipped(name: str, content: bytes) -> str:
    if not content.startswith(b"PK\x03\x04"):
        return ""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = {member.filename for member in archive.infolist()}
            first = archive.infolist()[0]
            said = archive.read(first)[:100].decode("ascii", "replace") if _tells_type(first) else ""
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError, IndexError) as fault:
        raise Refused(f"{name} hỏng, không mở được.", cure="Mở tệp bằng chương trình gốc, lưu lại rồi kèm.") from fault
    if any(member.lower().endswith(_MACROS[:2]) for member in members):
        raise _with_macros(name)
    office = next((f"{_OFFICE}.{sort}" for part, sort in _PARTS if part in members), "")
    return office or (said if said in WORDS else "")


def _tells_type(first: zipfile.ZipInfo) -> bool:
    """OpenDocument says its type in the first member, stored as it is (ODF 1.3, part 2, 3.3)."""
    return first.filename == "mimetype" and first.file_size <= 100 and first.compress_type == zipfile.ZIP_STORED


def _older(name: str, content: bytes) -> str:
    """The compound files of Word and Excel up to 2003 ([MS-CFB]): told by the names of their streams."""
    if not content.startswith(_OLE):
        return ""
    if _MACROS[2].encode("utf-16-le") in content:
        raise _with_macros(name)
    return next((media for stream, media in _STREAMS if stream.encode("utf-16-le") in content), "")


def _with_macros(name: str) -> Refused:
    why = "Macro là lệnh chạy được, có thể gây hại cho máy của người mở."
    return Refused(f"{name} có macro, không kèm được.", why=why, cure="Lưu lại thành tệp không macro hoặc PDF rồi kèm.")


def _is_text(content: bytes) -> bool:
    """No control signs but tab and line ends, in UTF-8, UTF-16 with its mark, or one of the old one-byte alphabets."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            content = content.decode("utf-16").encode()
        except UnicodeDecodeError:
            return False
    return _UNTEXTUAL.search(content) is None
