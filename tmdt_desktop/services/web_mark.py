"""The mark by which Windows knows that a file came from outside, so that Word and Excel open it guarded.

It lies in a second stream of the file, `Zone.Identifier`; only NTFS keeps such streams.
"""

import os
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

INTERNET = "3"
"""The zone of what came over the Internet, and of what nobody knows where it came from."""
_STREAM = ":Zone.Identifier"
_ZONE = re.compile(rb"^ZoneId\s*=\s*([0-4])\s*$", re.MULTILINE)
_LARGEST = 1 << 14


@dataclass(frozen=True)
class Streams:
    """How the mark of a file is read (None: it has none) and written."""

    read: Callable[[Path], bytes | None]
    write: Callable[[Path, bytes], None]


def system_streams() -> Streams:
    """Those of this computer; where it keeps no such streams nothing is read or written."""
    return Streams(_read, _write) if os.name == "nt" else Streams(lambda _: None, lambda _path, _content: None)


def zone_of(file: Path, streams: Streams) -> str:
    """The zone that `file` came from, as its number in a text; INTERNET when it does not say."""
    found = _ZONE.search((streams.read(file) or b"").replace(b"\r", b""))
    return found.group(1).decode() if found else INTERNET


def mark(file: Path, zone: str, streams: Streams) -> None:
    """Say of `file` that it came from `zone`. A disk that keeps no such mark goes without."""
    with suppress(OSError):
        streams.write(file, f"[ZoneTransfer]\r\nZoneId={zone}\r\n".encode())


def _read(file: Path) -> bytes | None:
    try:
        with open(f"{file}{_STREAM}", "rb") as stream:  # noqa: PTH123 - a path with a stream is none that pathlib knows
            return stream.read(_LARGEST)
    except OSError:
        return None


def _write(file: Path, content: bytes) -> None:
    with open(f"{file}{_STREAM}", "wb") as stream:  # noqa: PTH123 - as above
        stream.write(content)
