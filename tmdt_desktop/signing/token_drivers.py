"""Driver files of signing tokens: where they lie on this machine, and whether this program can load them at all.

A library of the wrong width fails with a text that helps nobody, so its header is read before it is loaded.
"""

import glob
import os
import platform
import re
import struct
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tmdt_desktop.catalogues.dated import read

_BITS = struct.calcsize("P") * 8
_PE_BITS = {0x14C: (32, "x86"), 0x8664: (64, "x86_64"), 0xAA64: (64, "arm64"), 0x1C4: (32, "arm")}
_ELF_MACHINES = {0x03: "x86", 0x3E: "x86_64", 0xB7: "arm64", 0x28: "arm"}
_MACHINES = {"amd64": "x86_64", "x86_64": "x86_64", "aarch64": "arm64", "arm64": "arm64", "i386": "x86", "i686": "x86"}
_SET_UP = "Cài trình điều khiển do nơi cấp chứng thư đưa"


@dataclass(frozen=True)
class Driver:
    """A driver file, and whose it is (a name for people)."""

    file: Path
    name: str


@dataclass(frozen=True)
class Built:
    """What a library was built for. `system`: «windows» or «linux»; `bits`: 32 or 64; `machine`: as `x86_64`."""

    system: str
    bits: int
    machine: str


def known_drivers(system: str = sys.platform, environ: Mapping[str, str] = os.environ) -> tuple[Driver, ...]:
    """The known driver files that lie on this machine, each file once, in the order of the catalogue."""
    data = read("token_drivers.toml")
    found: dict[Path, Driver] = {}
    for row in data["driver"]:
        for pattern in _patterns(row, data["windows_folders"], system, environ):
            for file in sorted(glob.glob(pattern)):  # noqa: PTH207 - the pattern is absolute
                found.setdefault(Path(file).resolve(), Driver(Path(file), row["name"]))
    return tuple(found.values())


def _patterns(row: Mapping[str, Any], folders: list[str], system: str, environ: Mapping[str, str]) -> Iterator[str]:
    if system != "win32":
        yield from row["linux"]
        return
    for name in row["windows"]:
        several = [name] if "\\" in name else [f"{folder}\\{name}" for folder in folders]
        yield from (filled for each in several if (filled := _filled(each, environ)))


def _filled(path: str, environ: Mapping[str, str]) -> str:
    """`path` with its %variables%; "" when one is not set. Names of variables know no case on Windows."""
    values = {name.upper(): value for name, value in environ.items()}
    named = re.findall(r"%([^%]+)%", path)
    if any(not values.get(name.upper()) for name in named):
        return ""
    return re.sub(r"%([^%]+)%", lambda found: values[found.group(1).upper()], path)


def fault_of(file: Path) -> str:
    """Why this program cannot load `file`, and what to do; "" when nothing speaks against it."""
    try:
        with file.open("rb") as opened:
            head = opened.read(4096)
    except FileNotFoundError:
        return f"Không có tệp {file.name}. {_SET_UP}, hoặc chọn lại tệp."
    except OSError:
        return f"Không đọc được tệp {file.name}. Xem quyền đọc tệp, hoặc chọn tệp khác."
    built = built_for(head)
    if built is None:
        return f"{file.name} không phải trình điều khiển thiết bị ký. Chọn tệp có đuôi .dll hoặc .so do nơi cấp đưa."
    return _misfit(file, built, Built("windows" if sys.platform == "win32" else "linux", _BITS, _machine()))


def _machine() -> str:
    said = _MACHINES.get(platform.machine().lower(), "")
    return "x86" if said == "x86_64" and _BITS == 32 else said


def _misfit(file: Path, built: Built, own: Built) -> str:
    """What stands between a library and a program; "" when they fit."""
    if built.system != own.system:
        return f"{file.name} dành cho hệ điều hành khác. {_SET_UP} cho máy này."
    if built.bits != own.bits:
        return (
            f"{file.name} là bản {built.bits}-bit, chương trình này là bản {own.bits}-bit nên không dùng được. "
            f"{_SET_UP}, chọn bản {own.bits}-bit."
        )
    if built.machine and own.machine and built.machine != own.machine:
        return f"{file.name} dành cho loại máy khác. {_SET_UP} cho loại máy này."
    return ""


def built_for(head: bytes) -> Built | None:
    """What the library that begins with `head` (4 kB are enough) was built for; None when it is no library.

    Read by the PE/COFF specification §3 and the ELF specification (gABI) §4.
    """
    if head[:4] == b"\x7fELF" and len(head) >= 20:
        order = "<" if head[5] == 1 else ">"
        (machine,) = struct.unpack_from(f"{order}H", head, 18)
        return Built("linux", 64 if head[4] == 2 else 32, _ELF_MACHINES.get(machine, ""))
    if head[:2] == b"MZ" and len(head) >= 64:
        (at,) = struct.unpack_from("<I", head, 0x3C)
        if head[at : at + 4] == b"PE\0\0" and len(head) >= at + 6:
            (machine,) = struct.unpack_from("<H", head, at + 4)
            bits, name = _PE_BITS.get(machine, (0, ""))
            return Built("windows", bits, name) if bits else None
    return None
