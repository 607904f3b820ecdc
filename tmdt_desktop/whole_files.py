"""Files that are whole or absent: written beside, flushed, moved into place."""

import errno
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from tmdt_desktop.errors import Blocked

_FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}


def publish(target: Path, write: Callable[[BinaryIO], None]) -> None:
    """Let `write` fill a new file, then put it at `target` in one step; on any failure nothing is left behind.

    Raises:
        Blocked: the disk is full, the folder is missing or read-only, or the file is open in another program.
    """
    part = target.with_name(target.name + ".part")
    try:
        with part.open("wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
        flush_folder(target.parent)
    except OSError as fault:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise file_problem(fault, target) from fault
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def publish_bytes(target: Path, content: bytes) -> None:
    """`publish` for content that is at hand."""
    publish(target, lambda file: _write_all(file, content))


def _write_all(file: BinaryIO, content: bytes) -> None:
    file.write(content)


def flush_folder(folder: Path) -> None:
    """Make a rename in `folder` survive a power loss, where the system lets folders be flushed."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def file_problem(fault: OSError, target: Path) -> Blocked:
    """The sentence for a file that could not be read or written."""
    what = f"Không ghi được {target.name}."
    if fault.errno in _FULL:
        return Blocked(what, why="Ổ đĩa đã đầy.", cure="Xóa bớt tệp hoặc chọn ổ khác rồi làm lại.")
    if fault.errno in (errno.EACCES, errno.EPERM):
        why = "Tệp đang mở trong chương trình khác, hoặc thư mục không cho ghi."
        return Blocked(what, why=why, cure="Đóng tệp đó hoặc chọn thư mục khác rồi làm lại.")
    if fault.errno == errno.EROFS:
        return Blocked(what, why="Ổ đĩa chỉ cho đọc.", cure="Gạt chốt khóa trên USB hoặc chọn ổ khác.")
    if fault.errno in (errno.ENOENT, errno.ENOTDIR):
        return Blocked(what, why="Thư mục không còn.", cure="Cắm lại USB hoặc chọn thư mục khác.")
    if fault.errno == errno.EISDIR:
        return Blocked(what, why="Đã có thư mục mang tên này.", cure="Đặt tên khác cho tệp.")
    return Blocked(what, why=f"Hệ thống báo lỗi số {fault.errno}.", cure="Thử lại hoặc chọn thư mục khác.")
