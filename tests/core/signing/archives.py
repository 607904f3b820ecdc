"""A package taken apart into the records of its archive, to be put together again wrongly."""

import struct
from dataclasses import dataclass, replace
from pathlib import Path

from tmdt_desktop.signing.zip_form import Limits, read_form

LOCAL, CENTRAL = 30, 46
END = struct.Struct("<4s4H2IH")


@dataclass(frozen=True)
class Archive:
    """`files`: each local header with its packed bytes; `lines`: the directory. Offsets are told anew when joined."""

    files: tuple[bytes, ...]
    lines: tuple[bytes, ...]
    before: bytes = b""
    gap: bytes = b""
    comment: bytes = b""

    def place(self, at: int) -> int:
        """Where the file `at` begins."""
        return len(self.before) + sum(map(len, self.files[:at]))

    def joined(self, **end: int) -> bytes:
        """The archive with true offsets and a true end record but for what `end` says: count, size, start."""
        lines = [set_field(line, 42, "<I", self.place(at)) for at, line in enumerate(self.lines)]
        directory = b"".join(lines)
        start = len(self.before) + sum(map(len, self.files)) + len(self.gap)
        told = {"count": len(lines), "size": len(directory), "start": start, "disk": 0, **end}
        record = END.pack(
            b"PK\5\6", told["disk"], 0, told["count"], told["count"], told["size"], told["start"], len(self.comment)
        )
        return b"".join((self.before, *self.files, self.gap, directory, record, self.comment))

    def with_file(self, at: int, content: bytes) -> "Archive":
        """Another local header and content at that place."""
        return replace(self, files=(*self.files[:at], content, *self.files[at + 1 :]))

    def with_line(self, at: int, line: bytes) -> "Archive":
        """Another line of the directory at that place."""
        return replace(self, lines=(*self.lines[:at], line, *self.lines[at + 1 :]))


def taken_apart(package: Path) -> Archive:
    """The records of a good package."""
    data = package.read_bytes()
    with package.open("rb") as file:
        entries = read_form(file, Limits())
    files = tuple(data[each.offset : each.end] for each in entries)
    lines = tuple(each.central_header() for each in entries)
    found = Archive(files, lines)
    assert found.joined() == data
    return found


def set_field(record: bytes, at: int, form: str, value: int) -> bytes:
    """The record with one number of its own changed."""
    changed = bytearray(record)
    struct.pack_into(form, changed, at, value)
    return bytes(changed)
