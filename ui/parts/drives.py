"""USB sticks and cards by name, as people know them: «USB “KINGSTON” (E:) · trống 3,1 GB».

    for drive in usb_drives():
        drive.words, drive.place
Asked of the system each time: a stick may have been plugged in, or pulled out, since.
"""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QDir, QStorageInfo

from tmdt_desktop.i18n import file_size

Drives = Callable[[], "tuple[Drive, ...]"]
_DRIVE_REMOVABLE = 2
_BLOCKS = Path("/sys/class/block")


@dataclass(frozen=True)
class Drive:
    """One stick. `place` is its folder; `name` its label, "" when it has none; `letter` «E:» on Windows, else "".

    `free` in bytes; `writable` is False for a stick whose lock is on.
    """

    place: Path
    name: str
    letter: str
    free: int
    writable: bool = True

    @property
    def words(self) -> str:
        """The stick for people."""
        parts = ["USB", f"“{self.name}”" if self.name else "", f"({self.letter})" if self.letter else ""]
        room = f"trống {file_size(self.free)}" if self.writable else "chỉ đọc, gạt chốt chống ghi"
        return f"{' '.join(part for part in parts if part)} · {room}"


def usb_drives() -> tuple[Drive, ...]:
    """The sticks and cards that are plugged in and ready, in the order of their places."""
    made = (_drive(info) for info in _removable() if info.isValid() and info.isReady())
    return tuple(sorted(made, key=lambda drive: str(drive.place).casefold()))


def _removable() -> Iterator[QStorageInfo]:
    if sys.platform == "win32":
        from ctypes import windll

        for root in QDir.drives():  # asked for their kind first: a network drive that is gone would take seconds
            if windll.kernel32.GetDriveTypeW(root.absolutePath().replace("/", "\\")) == _DRIVE_REMOVABLE:
                yield QStorageInfo(root.absolutePath())
        return
    for info in QStorageInfo.mountedVolumes():
        if is_removable_block(Path(bytes(info.device().data()).decode(errors="replace")).name):
            yield info


def _drive(info: QStorageInfo) -> Drive:
    root = info.rootPath()
    letter = root[:2].upper() if root[1:2] == ":" else ""
    name = info.name() or ("" if letter else Path(root).name)
    return Drive(Path(root), name, letter, max(0, info.bytesAvailable()), not info.isReadOnly())


def is_removable_block(name: str, blocks: Path = _BLOCKS) -> bool:
    """Whether the Linux block device `name` («sdb1») is, or lies on, something that can be pulled out."""
    if not name or not (blocks / name).exists():
        return False
    device = (blocks / name).resolve()
    if any(part.startswith("usb") for part in device.parts):
        return True
    return any(_says_removable(folder) for folder in (device, device.parent))


def _says_removable(folder: Path) -> bool:
    try:
        return (folder / "removable").read_text("ascii").strip() == "1"
    except (OSError, UnicodeDecodeError):
        return False
