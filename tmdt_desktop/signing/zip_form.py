"""The one form of ZIP archive (APPNOTE 6.3) that a package has, written and read byte by byte.

Everything a general reader is free to overlook has exactly one allowed value here, so a byte changed in any header
shows: no comment, no extra field, no data descriptor, no zip64, no gap, fixed date, zero attributes.
"""

import hashlib
import os
import stat
import struct
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from tmdt_desktop.signing.names import LONGEST, clashes, is_safe, shown
from tmdt_desktop.signing.verdicts import Finding, finding

STORED, DEFLATED = 0, 8
CHUNK = 1 << 20
_VERSION, _FLAGS_UTF8, _TIME, _DATE = 20, 0x0800, 0, 0x21
_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_LOCAL_SIGN, _CENTRAL_SIGN, _END_SIGN = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_ZIP64_SIGN = b"PK\x06\x07"
_RAW = -zlib.MAX_WBITS
_LEVEL = 6
_LARGEST = 0xFFFFFFFE
_BOMB_FLOOR = 1 << 20
_DEFLATE_ROOM = 64


@dataclass(frozen=True)
class Limits:
    """How much a received archive may ask of this machine. Sizes in bytes; `ratio` is unpacked over packed."""

    files: int = 500
    file_bytes: int = 1 << 29
    total_bytes: int = 1 << 30
    ratio: int = 250


class Fault(Exception):
    """The archive is not of the form; carries the finding that says so."""

    def __init__(self, found: Finding) -> None:
        super().__init__(found.code)
        self.finding = found


@dataclass(frozen=True)
class Entry:
    """One file of the archive as its headers tell. `start` is where its packed bytes begin."""

    name: str
    method: int
    crc: int
    packed: int
    size: int
    offset: int

    @property
    def start(self) -> int:
        """Position of the first packed byte."""
        return self.offset + _LOCAL.size + len(self.name.encode())

    @property
    def end(self) -> int:
        """Position after the last packed byte."""
        return self.start + self.packed

    def local_header(self) -> bytes:
        """The only header that may stand before the packed bytes."""
        name = self.name.encode()
        return (
            _LOCAL.pack(
                _LOCAL_SIGN,
                _VERSION,
                _FLAGS_UTF8,
                self.method,
                _TIME,
                _DATE,
                self.crc,
                self.packed,
                self.size,
                len(name),
                0,
            )
            + name
        )

    def central_header(self) -> bytes:
        """The only line that may stand for this file in the directory."""
        name = self.name.encode()
        return (
            _CENTRAL.pack(
                _CENTRAL_SIGN,
                _VERSION,
                _VERSION,
                _FLAGS_UTF8,
                self.method,
                _TIME,
                _DATE,
                self.crc,
                self.packed,
                self.size,
                len(name),
                0,
                0,
                0,
                0,
                0,
                self.offset,
            )
            + name
        )


@dataclass(frozen=True)
class Digests:
    """SHA-256 of a file's content and of its packed bytes."""

    content: bytes
    packed: bytes


class Writer:
    """Writes the archive to a seekable binary file, one file after the other; `finish` ends it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._entries: list[Entry] = []

    def add(self, name: str, chunks: Iterable[bytes], method: int) -> tuple[Entry, Digests]:
        """Append one file. The name must be safe and new (`names`)."""
        offset = self._file.tell()
        self._file.write(Entry(name, method, 0, 0, 0, offset).local_header())
        packer = _Packer(method)
        for chunk in chunks:
            self._file.write(packer.take(chunk))
        self._file.write(packer.rest())
        entry = Entry(name, method, packer.crc, packer.packed_size, packer.size, offset)
        self._rewrite_header(entry)
        self._entries.append(entry)
        return entry, packer.digests()

    def finish(self) -> None:
        """Write the directory."""
        start = self._file.tell()
        for entry in self._entries:
            self._file.write(entry.central_header())
        self._file.write(_end_record(len(self._entries), self._file.tell() - start, start))

    def _rewrite_header(self, entry: Entry) -> None:
        end = self._file.tell()
        self._file.seek(entry.offset)
        self._file.write(entry.local_header())
        self._file.seek(end)


class _Packer:
    def __init__(self, method: int) -> None:
        self._pack = zlib.compressobj(_LEVEL, zlib.DEFLATED, _RAW) if method == DEFLATED else None
        self._content, self._packed = hashlib.sha256(), hashlib.sha256()
        self.crc = self.size = self.packed_size = 0

    def take(self, chunk: bytes) -> bytes:
        self.crc = zlib.crc32(chunk, self.crc)
        self.size += len(chunk)
        self._content.update(chunk)
        return self._counted(self._pack.compress(chunk) if self._pack else chunk)

    def rest(self) -> bytes:
        return self._counted(self._pack.flush() if self._pack else b"")

    def digests(self) -> Digests:
        return Digests(self._content.digest(), self._packed.digest())

    def _counted(self, packed: bytes) -> bytes:
        self.packed_size += len(packed)
        self._packed.update(packed)
        if max(self.size, self.packed_size) > _LARGEST:
            raise ValueError("a file in a package must be smaller than 4 GB")
        return packed


def read_form(file: BinaryIO, limits: Limits) -> tuple[Entry, ...]:
    """The archive's files in their order, once every header has proved to be of the form.

    Raises:
        Fault: it is not of the form, or asks for more than `limits` allow.
    """
    length = file.seek(0, os.SEEK_END)
    count, directory, start = _end(file, length)
    if count > limits.files:
        raise Fault(finding("too_many_files", count=str(limits.files)))
    if directory > count * (_CENTRAL.size + LONGEST):  # before it is read: it may be told as long as the file
        raise Fault(finding("header_changed", name="danh mục"))
    entries = _directory(file, count, start, directory)
    _require_names(entries)
    position = 0
    for entry in entries:
        position = _require_local(file, entry, position)
    if position != start:
        raise Fault(finding("header_changed", name="danh mục"))
    _require_bearable(entries, limits)
    return entries


def read_chunks(file: BinaryIO, entry: Entry) -> Iterator[tuple[bytes, bytes]]:
    """The packed bytes and what they unpack to, a piece at a time; either half of a pair may be empty.

    Raises:
        Fault: the packed bytes do not unpack to exactly the size and the check sum that the header tells.
    """
    unpack = zlib.decompressobj(_RAW) if entry.method == DEFLATED else None
    size = crc = 0
    for packed in _packed_chunks(file, entry):
        yield packed, b""
        if unpack is not None and unpack.eof:  # what follows would be gathered, at quadratic cost
            raise Fault(finding("entry_damaged", name=entry.name))
        for content in _unpacked(unpack, packed, entry):
            size += len(content)
            crc = zlib.crc32(content, crc)
            if size > entry.size:
                raise Fault(finding("bomb", name=entry.name))
            yield b"", content
    ended = unpack is None or (unpack.eof and not unpack.unused_data)
    if not ended or size != entry.size or crc != entry.crc:
        raise Fault(finding("entry_damaged", name=entry.name))


def _packed_chunks(file: BinaryIO, entry: Entry) -> Iterator[bytes]:
    position = entry.start
    while position < entry.end:
        file.seek(position)
        chunk = file.read(min(CHUNK, entry.end - position))
        if not chunk:
            raise Fault(finding("truncated"))
        position += len(chunk)
        yield chunk


def _unpacked(unpack: "zlib._Decompress | None", packed: bytes, entry: Entry) -> Iterator[bytes]:
    if unpack is None:
        yield packed
        return
    try:
        content = unpack.decompress(packed, CHUNK)
        while content:
            yield content
            content = unpack.decompress(unpack.unconsumed_tail, CHUNK)
    except zlib.error as fault:
        raise Fault(finding("entry_damaged", name=entry.name)) from fault


def _end_record(count: int, size: int, start: int) -> bytes:
    return _END.pack(_END_SIGN, 0, 0, count, count, size, start, 0)


def _end(file: BinaryIO, length: int) -> tuple[int, int, int]:
    """Number of files, length and start of the directory, from the last record."""
    if length < _END.size:
        raise Fault(finding("not_a_package"))
    file.seek(length - _END.size)
    record = file.read(_END.size)
    fields = _END.unpack(record)
    count, size, start = fields[4], fields[5], fields[6]
    if fields[0] != _END_SIGN:
        raise Fault(_why_no_end(file, length))
    if 0xFFFF in fields[3:5] or 0xFFFFFFFF in (size, start) or _has_zip64(file, length):
        raise Fault(finding("zip64"))
    if record != _end_record(count, size, start) or start + size + _END.size != length:
        raise Fault(finding("header_changed", name="phần kết"))
    return count, size, start


def _why_no_end(file: BinaryIO, length: int) -> Finding:
    file.seek(0)
    if file.read(4) != _LOCAL_SIGN:
        return finding("not_a_package")
    file.seek(max(0, length - (1 << 16) - _END.size))
    tail = file.read()
    last = tail.rfind(_END_SIGN)
    if not 0 <= last < len(tail) - _END.size:
        return finding("truncated")
    comment = _END.unpack_from(tail, last)[7]
    return finding("foreign_archive" if last + _END.size + comment == len(tail) else "trailing_data")


def _has_zip64(file: BinaryIO, length: int) -> bool:
    file.seek(max(0, length - _END.size - 20))
    return file.read(4) == _ZIP64_SIGN


def _directory(file: BinaryIO, count: int, start: int, size: int) -> tuple[Entry, ...]:
    file.seek(start)
    data, entries, position = file.read(size), [], 0
    for _ in range(count):
        entry = _central_entry(data, position)
        entries.append(entry)
        position += _CENTRAL.size + len(entry.name.encode())
    if position != size:
        raise Fault(finding("header_changed", name="danh mục"))
    return tuple(entries)


def _central_entry(data: bytes, position: int) -> Entry:
    if position + _CENTRAL.size > len(data):
        raise Fault(finding("header_changed", name="danh mục"))
    fields = _CENTRAL.unpack_from(data, position)
    raw = data[position + _CENTRAL.size : position + _CENTRAL.size + fields[10]]
    try:
        name = raw.decode()
    except UnicodeDecodeError:
        raise Fault(finding("unsafe_name", name=repr(raw)[1:120])) from None
    entry = Entry(name, fields[4], fields[7], fields[8], fields[9], fields[16])
    header = entry.central_header()
    if 0xFFFFFFFF in (entry.packed, entry.size, entry.offset):
        raise Fault(finding("zip64"))
    if data[position : position + len(header)] != header or entry.method not in {STORED, DEFLATED}:
        raise Fault(_why_not_central(fields, name))
    if not _is_plausible(entry):
        raise Fault(finding("header_changed", name=shown(name)))
    return entry


def _is_plausible(entry: Entry) -> bool:
    """Stored bytes are as many as told; deflate never needs more than a few bytes above the content."""
    if entry.method == STORED:
        return entry.packed == entry.size
    return entry.packed <= entry.size + (entry.size >> 8) + _DEFLATE_ROOM


def _why_not_central(fields: tuple[int, ...], name: str) -> Finding:
    if fields[3] & 1:
        return finding("encrypted_entry", name=shown(name))
    if stat.S_ISLNK(fields[15] >> 16):
        return finding("symlink", name=shown(name))
    if fields[5:7] != (_TIME, _DATE):  # every other program writes the day
        return finding("foreign_archive")
    return finding("header_changed", name=shown(name))


def _require_local(file: BinaryIO, entry: Entry, position: int) -> int:
    """Demand that `entry` begins at `position` with its only header; returns where the next one must begin."""
    file.seek(position)
    header = entry.local_header()
    if position == 0 and entry.offset > 0:
        raise Fault(finding("leading_data"))
    if entry.offset != position or file.read(len(header)) != header:
        raise Fault(finding("header_changed", name=entry.name))
    return entry.end


def _require_names(entries: Iterable[Entry]) -> None:
    names = [entry.name for entry in entries]
    for name in names:
        if not is_safe(name):
            raise Fault(finding("unsafe_name", name=shown(name)))
    twin = clashes(names)
    if twin is not None:
        raise Fault(finding("duplicate_name", name=twin))


def _require_bearable(entries: Iterable[Entry], limits: Limits) -> None:
    total = 0
    for entry in entries:
        total += entry.size
        if entry.size > limits.file_bytes or total > limits.total_bytes:
            raise Fault(finding("too_large", megabytes=str(limits.total_bytes >> 20)))
        if entry.size > _BOMB_FLOOR and entry.size > limits.ratio * max(1, entry.packed):
            raise Fault(finding("bomb", name=entry.name))
