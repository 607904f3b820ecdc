"""A file that leaves the program is whole or absent: written beside its target, flushed, then moved into place."""

import errno
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from math import ceil
from pathlib import Path

from tmdt_desktop.errors import Blocked, Refused

_MEGABYTE = 1 << 20
_READ_ONLY = {errno.EROFS, errno.EACCES, errno.EPERM}
_TOO_LONG = {errno.ENAMETOOLONG, errno.EINVAL}
_FULL = {errno.ENOSPC, errno.EDQUOT} if hasattr(errno, "EDQUOT") else {errno.ENOSPC}


@contextmanager
def beside(target: Path, *, needed: int = 0) -> Iterator[Path]:
    """Give a name in `target`'s folder to write to; on leaving, flush it to the disk and move it over `target`.

    `needed` is the number of bytes that will surely be enough. When the block fails nothing is left behind and an
    older `target` stays as it was.

    Raises:
        Blocked: the folder is missing or read-only, or the disk is (or would be) full: says how much is wanting.
    """
    _require_room(target, needed)
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        yield part
        flush(part)
        part.replace(target)
        _flush_folder(target.parent)
    except OSError as fault:
        raise unwritable(target, fault, needed) from fault
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def require_new(target: Path) -> None:
    """Refuse to write over a file that is there already.

    Raises:
        Refused: `target` exists.
    """
    if target.exists():
        raise Refused(
            f"Đã có tệp {target.name} ở nơi lưu; chương trình không ghi đè.",
            cure=f"Lưu với tên {free_name(target).name} hoặc chọn thư mục khác.",
        )


def free_name(target: Path) -> Path:
    """`target` itself when nothing bears that name, else the first of «tên (2).đuôi», «tên (3).đuôi», …"""
    candidate, count = target, 1
    while candidate.exists():
        count += 1
        candidate = target.with_name(f"{target.stem} ({count}){target.suffix}")
    return candidate


def flush(path: Path) -> None:
    """Force what was written to `path` out of the system's cache."""
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def unwritable(target: Path, fault: OSError, needed: int = 0) -> Blocked:
    """The sentence for an operating system error met while writing `target`."""
    if fault.errno in _FULL:
        return _full(target, needed)
    if isinstance(fault, FileNotFoundError | NotADirectoryError):
        return Blocked("Không còn thấy nơi lưu tệp.", cure="Cắm lại USB hoặc chọn thư mục khác rồi thử lại.")
    if fault.errno in _READ_ONLY:
        return Blocked(
            f"Không được phép ghi {target.name} vào nơi đã chọn.",
            cure="Đóng tệp nếu đang mở ở chương trình khác, gỡ khoá chống ghi của USB hoặc chọn thư mục khác.",
        )
    return Blocked(f"Không ghi được {target.name}.", why=_why(fault), cure="Thử USB hoặc thư mục khác.")


def _why(fault: OSError) -> str:
    """What the system's error number means; its own words are in the system's language."""
    if fault.errno == errno.EFBIG:
        return "Tệp lớn hơn mức USB (ổ đĩa) này chứa được."
    if fault.errno in _TOO_LONG:
        return "Tên tệp hoặc đường dẫn quá dài, hoặc có ký tự mà USB (ổ đĩa) này không nhận."
    if fault.errno == errno.EBUSY:
        return "Tệp hoặc USB (ổ đĩa) đang bận."
    if fault.errno == errno.EIO:
        return "USB (ổ đĩa) bị lỗi khi ghi hoặc đã bị rút ra."
    return f"Hệ thống báo lỗi số {fault.errno}." if fault.errno else ""


def _require_room(target: Path, needed: int) -> None:
    try:
        free = shutil.disk_usage(target.parent).free
    except OSError as fault:
        raise unwritable(target, fault) from fault
    if free < needed:
        raise _full(target, needed)


def _full(target: Path, needed: int) -> Blocked:
    with suppress(OSError):
        needed -= shutil.disk_usage(target.parent).free
    megabytes = max(1, ceil(needed / _MEGABYTE))
    return Blocked(
        f"USB (ổ đĩa) đã đầy, cần thêm {megabytes} MB.",
        why="Chưa có gì được ghi lại.",
        cure="Xoá bớt tệp không cần hoặc chọn USB, thư mục khác rồi làm lại.",
    )


def _flush_folder(folder: Path) -> None:
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        with suppress(OSError):  # some file systems on sticks cannot; the file itself is flushed already
            os.fsync(handle)
    finally:
        os.close(handle)
