"""Is an old Excel file (.xls, a compound document) whole? Its chains of sectors are walked once before it is read."""

import struct
from collections.abc import Iterator, Sequence

from tmdt_desktop.errors import Refused
from tmdt_desktop.exchange.refusals import broken, protected

SIGNATURE = bytes.fromhex("D0CF11E0A1B11AE1")
_END, _FREE = 0xFFFFFFFE, 0xFFFFFFFF
_SPECIAL = 0xFFFFFFFA
_FILEPASS = 0x002F
_SMALL = 6
_Entry = tuple[str, int, int]
"""Name, first sector and size of a stream."""


def workbook_stream(data: bytes, name: str) -> bytes:
    """The records of the workbook within a file that is whole, also when they lie in the file's small pieces.

    Refuses a file that is cut short, whose chains run in circles, that asks for a password or holds no workbook:
    raises Damaged or Refused ([MS-CFB] 2.1–2.6, [MS-XLS] 2.4.117).
    """
    try:
        shift = struct.unpack_from("<H", data, 30)[0]
        if shift not in (9, 12):
            raise broken(name)
        table = _sector_table(data, shift)
        entries = _entries(data, shift, table)
    except (struct.error, ValueError) as fault:
        raise broken(name) from fault
    names = {entry for entry, _, _ in entries}
    if "EncryptedPackage" in names:
        raise protected(name)
    book = next((entry for entry in entries if entry[0] in ("Workbook", "Book")), None)
    if book is None:
        raise Refused(
            f"Tệp {name} không phải bảng tính.",
            why="Đây là tệp Word, PowerPoint cũ hoặc loại tệp khác của Office.",
            cure="Chọn tệp Excel (.xlsx, .xls) hoặc .csv.",
        )
    root = next(iter(entries))
    return _stream(data, name, (shift, table), (root, book))


def _stream(data: bytes, name: str, sectors: tuple[int, Sequence[int]], entries: tuple[_Entry, _Entry]) -> bytes:
    """`entries`: the root of the directory, in whose stream small ones lie, and the workbook."""
    root, (_, start, size) = entries
    shift, table = sectors
    try:
        if size < struct.unpack_from("<I", data, 56)[0]:
            store = _whole(data, name, sectors, root)
            data, shift, table = bytes(1 << _SMALL) + store, _SMALL, _small_table(data, sectors)
        stream = _whole(data, name, (shift, table), ("", start, size))
    except (struct.error, ValueError) as fault:
        raise broken(name) from fault
    if _asks_password(stream[: 8 << 9]):
        raise protected(name)
    return stream


def _small_table(data: bytes, sectors: tuple[int, Sequence[int]]) -> list[int]:
    """The next small sector of every small sector ([MS-CFB] 2.4)."""
    shift, table = sectors
    places = _chain(struct.unpack_from("<I", data, 60)[0], table)
    return [number for at in places for number in _numbers(data, shift, at)]


def _whole(data: bytes, name: str, sectors: tuple[int, Sequence[int]], entry: _Entry) -> bytes:
    """The bytes of a stream. Raises Damaged when some are missing, ValueError when its chain makes no sense."""
    shift, table = sectors
    _, start, size = entry
    chain = list(_chain(start, table))
    length = 1 << shift
    if len(chain) * length < size or (chain and (max(chain) + 1) * length >= len(data) + length):
        raise broken(name)
    return b"".join(_sector(data, shift, at) for at in chain)[:size]


def _asks_password(head: bytes) -> bool:
    """Whether a FILEPASS record stands among the first records of the workbook."""
    at = 0
    for _ in range(20):
        if at + 4 > len(head):
            return False
        kind, length = struct.unpack_from("<HH", head, at)
        if kind == _FILEPASS:
            return True
        at += 4 + length
    return False


def _sector(data: bytes, shift: int, at: int) -> bytes:
    start = (at + 1) << shift
    return data[start : start + (1 << shift)]


def _numbers(data: bytes, shift: int, at: int) -> tuple[int, ...]:
    sector = _sector(data, shift, at)
    if len(sector) < 1 << shift:
        raise ValueError("a sector of the table is missing")
    return struct.unpack(f"<{len(sector) // 4}I", sector)


def _sector_table(data: bytes, shift: int) -> list[int]:
    """The next sector of every sector, from the table's own sectors."""
    places = [at for at in struct.unpack_from("<109I", data, 76) if at < _SPECIAL]
    following, count = struct.unpack_from("<II", data, 68)
    for _ in range(min(count, len(data) >> shift)):
        if following >= _SPECIAL:
            break
        *more, following = _numbers(data, shift, following)
        places += [at for at in more if at < _SPECIAL]
    return [number for at in places for number in _numbers(data, shift, at)]


def _chain(start: int, table: Sequence[int]) -> Iterator[int]:
    """The sectors of a stream. Raises ValueError when it leaves the file or comes back to itself."""
    at = start
    for _ in range(len(table) + 1):
        if at == _END:
            return
        if at >= len(table):
            raise ValueError("the chain leaves the file")
        yield at
        at = table[at]
    raise ValueError("the chain is a circle")


def _entries(data: bytes, shift: int, table: Sequence[int]) -> list[tuple[str, int, int]]:
    """(name, first sector, size) of every stream in the directory."""
    start = struct.unpack_from("<I", data, 48)[0]
    listing = b"".join(_sector(data, shift, at) for at in _chain(start, table))
    found = []
    for at in range(0, len(listing) - 127, 128):
        length = struct.unpack_from("<H", listing, at + 64)[0]
        if 2 <= length <= 64:
            label = listing[at : at + length - 2].decode("utf-16-le", errors="replace")
            first, size = struct.unpack_from("<II", listing, at + 116)
            found.append((label, first, size))
    return found
