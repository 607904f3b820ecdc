"""The one writer of files: what is written is whole and read back, or absent; never over what somebody else has.

    publish(target, write)              a file of the workspace, or one that a person chose to replace
    with beside(target) as part: …      the same for writers that want a path
    copied_out(source, target)          a copy for outside; takes «tên (2).đuôi» where `target` is taken
    free_name(target)                   that name, for whoever writes by himself

Each is written under another name in the same folder, flushed, compared, moved into place, opened again and compared.
A file that was there at the start is replaced, and kept until the new one has been read back; a name that was free at
the start is never taken from somebody who came to it meanwhile.
"""

import errno
import hashlib
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from math import ceil
from pathlib import Path
from typing import BinaryIO

from tmdt_desktop.errors import Blocked, Damaged, Refused

_MEGABYTE = 1 << 20
_FAT_LIMIT = (1 << 32) - 1
_NAME_KEPT = 40
_PACKED = {".asice", ".tar"}
_FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}
_WORDS = (
    (
        (errno.EACCES, errno.EPERM),
        "Tệp đang mở trong chương trình khác, hoặc thư mục không cho ghi.",
        "Đóng tệp đó hoặc chọn thư mục khác rồi làm lại.",
    ),
    ((errno.EROFS,), "USB (ổ đĩa) chỉ cho đọc.", "Gạt chốt khóa chống ghi trên USB hoặc chọn ổ khác."),
    (
        (errno.ENOENT, errno.ENOTDIR),
        "Thư mục không còn, hoặc USB đã rút ra.",
        "Cắm lại USB hoặc chọn thư mục khác rồi làm lại.",
    ),
    (
        (errno.EIO, errno.ENXIO, errno.ENODEV, getattr(errno, "ESTALE", errno.EIO)),
        "USB (ổ đĩa) không nhận tệp: bị lỗi khi ghi hoặc đã bị rút ra.",
        "Cắm lại USB, hoặc chọn USB, thư mục khác rồi làm lại.",
    ),
    (
        (errno.ENAMETOOLONG, errno.EINVAL),
        "Tên tệp hoặc đường dẫn quá dài, hoặc có ký tự mà USB (ổ đĩa) này không nhận.",
        'Đặt tên ngắn hơn, không dùng \\ / : * ? " < > | rồi làm lại.',
    ),
    ((errno.EISDIR,), "Đã có thư mục mang tên này.", "Đặt tên khác cho tệp."),
    ((errno.EBUSY,), "Tệp hoặc USB (ổ đĩa) đang bận.", "Đợi một lát rồi làm lại."),
)
"""What the system's error numbers mean, and what to do."""
_WINDOWS = {
    19: errno.EROFS,  # the medium is write-protected
    21: errno.EIO,  # the device is not ready
    112: errno.ENOSPC,
    123: errno.EINVAL,  # the name is not well formed
    206: errno.ENAMETOOLONG,
    223: errno.EFBIG,
    1006: errno.EIO,  # the volume was taken out
    1167: errno.EIO,  # the device is not connected
}
"""What Windows reports, as the number that other systems use for it."""


class _Taken(Blocked):
    """A name that was free at the start is not free any more."""


def publish(target: Path, write: Callable[[BinaryIO], None], *, needed: int = 0) -> None:
    """Let `write` fill a new file, then put it at `target` in one step; on any failure nothing is left behind.

    Raises:
        As `beside`.
    """
    with beside(target, needed=needed) as part, part.open("wb") as file:
        write(file)


def publish_bytes(target: Path, content: bytes) -> None:
    """`publish` for content that is at hand."""
    publish(target, lambda file: _write_all(file, content), needed=len(content))


def _write_all(file: BinaryIO, content: bytes) -> None:
    file.write(content)


@contextmanager
def beside(target: Path, *, needed: int = 0) -> Iterator[Path]:
    """Give a name in `target`'s folder to write to; on leaving, flush it, move it to `target` and read it back.

    `needed` is the number of bytes that will surely be enough. When the block or the writing fails nothing is left
    behind and an older `target` stays as it was.

    Raises:
        Blocked: the folder is missing or read-only, the file is open in another program, the disk is (or would be)
            full: says how much is wanting; or the name was free at the start and is taken now.
        Damaged: what was written does not read back as it was; it is removed.
    """
    with _staged(target, needed, over=_is_taken(target)) as part:
        yield part


@contextmanager
def _staged(target: Path, needed: int, *, over: bool) -> Iterator[Path]:
    """As `beside`. `over`: a file that bears the name is to be replaced."""
    if needed:
        require_room(target, needed)
    part = _hidden(target, "part")
    try:
        yield part
        written = digest_of(part)
        flush(part)
        _require_same(part, written)
        (_replace if over and _is_taken(target) else _put_new)(part, target, written)
    except OSError as fault:
        raise file_problem(fault, target, needed) from fault
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _hidden(target: Path, ending: str) -> Path:
    return target.with_name(f".{target.name[:_NAME_KEPT]}.{secrets.token_hex(4)}.{ending}")


def _put_new(part: Path, target: Path, written: str) -> None:
    try:
        _move_to_free(part, target)
    except FileExistsError as fault:
        raise _Taken(
            f"Không ghi được {target.name}.",
            why="Vừa có tệp khác mang tên này ở nơi lưu; chương trình không ghi đè.",
            cure="Làm lại với tên khác hoặc chọn thư mục khác.",
        ) from fault
    try:
        flush_folder(target.parent)
        _require_same(target, written)
    except BaseException:
        with suppress(OSError):
            target.unlink(missing_ok=True)
        raise


def _move_to_free(part: Path, target: Path) -> None:
    """Raises FileExistsError when the name is not free."""
    if os.name == "nt":  # where renaming never replaces
        part.rename(target)
        return
    try:
        os.link(part, target)
    except FileExistsError:
        raise
    except OSError:  # FAT gives a file one name only
        _move_over_own(part, target)


def _move_over_own(part: Path, target: Path) -> None:
    """Hold the name with an empty file of our own, then replace that."""
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
    try:
        part.replace(target)
    except BaseException:
        with suppress(OSError):
            target.unlink(missing_ok=True)
        raise


def _replace(part: Path, target: Path, written: str) -> None:
    older = _kept(target)
    try:
        part.replace(target)
    except BaseException:
        with suppress(OSError):
            older.unlink(missing_ok=True)
        raise
    try:
        flush_folder(target.parent)
        _require_same(target, written)
    except BaseException:
        with suppress(OSError):  # where it cannot come back now it stays under its hidden name
            older.replace(target)
        raise
    with suppress(OSError):
        older.unlink(missing_ok=True)


def _kept(target: Path) -> Path:
    """A second name, or where the file system has none a copy, of a file that is to be replaced."""
    target.rename(target)  # on Windows this fails while another program has the file open; a second name would stay
    older = _hidden(target, "old")
    try:
        os.link(target, older)
    except OSError:
        _keep_copy(target, older)
    return older


def _keep_copy(target: Path, older: Path) -> None:
    try:
        shutil.copyfile(target, older)
        flush(older)
        _require_same(older, digest_of(target))
    except BaseException:
        with suppress(OSError):
            older.unlink(missing_ok=True)
        raise


def _require_same(path: Path, written: str) -> None:
    if digest_of(path) != written:
        raise Damaged(
            "Tệp vừa ghi đọc lại không đúng nên đã bỏ.",
            why="USB hoặc ổ đĩa có thể đã hỏng.",
            cure="Chọn USB hoặc thư mục khác rồi làm lại.",
        )


def copied_out(source: Path, target: Path) -> Path:
    """Copy `source` to `target`, or where that name is taken to the first of «tên (2).đuôi», … Returns the file.

    Raises:
        As `beside`; Damaged too when the copy is not what `source` was.
    """
    try:
        size, wanted = source.stat().st_size, digest_of(source)
    except OSError as fault:
        raise Blocked(f"Không đọc được tệp {source.name}.", cure="Thử lại; nếu vẫn vậy thì kiểm tra ổ đĩa.") from fault
    while True:
        place = free_name(target)
        try:
            with _staged(place, size, over=False) as part:
                shutil.copyfile(source, part)
                _require_same(part, wanted)
        except _Taken:
            continue
        return place


def require_new(target: Path) -> None:
    """Refuse to write over a file that is there already.

    Raises:
        Refused: something bears that name, be it a link that leads nowhere. Blocked: as `free_name`.
    """
    if _is_taken(target):
        raise Refused(
            f"Đã có tệp {target.name} ở nơi lưu; chương trình không ghi đè.",
            cure=f"Lưu với tên {free_name(target).name} hoặc chọn thư mục khác.",
        )


def free_name(target: Path) -> Path:
    """`target` itself when nothing bears that name, else the first of «tên (2).đuôi», «tên (3).đuôi», …

    Raises:
        Blocked: the name is too long, or the folder does not let anybody look.
    """
    inner = Path(target.stem).suffix
    ending = inner + target.suffix if inner.lower() in _PACKED else target.suffix
    stem = target.name[: len(target.name) - len(ending)]
    candidate, count = target, 1
    while _is_taken(candidate):
        count += 1
        candidate = target.with_name(f"{stem} ({count}){ending}")
    return candidate


def _is_taken(path: Path) -> bool:
    """Whether anything bears this name; unlike `Path.exists`, also a link that leads nowhere."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except ValueError as fault:  # a zero byte in the name
        raise file_problem(OSError(errno.EINVAL, ""), path) from fault
    except OSError as fault:
        raise file_problem(fault, path) from fault
    return True


def flush(path: Path) -> None:
    """Force what was written to `path` out of the system's cache, so that reading it again asks the disk."""
    with path.open("r+b") as file:
        os.fsync(file.fileno())
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def flush_folder(folder: Path) -> None:
    """Make a rename in `folder` survive a power loss, where the system lets folders be flushed."""
    if os.name == "nt":
        return
    with suppress(OSError):  # some file systems on sticks cannot; the file itself is flushed already
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def digest_of(path: Path) -> str:
    """SHA-256 of a file in lower hex. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def require_room(target: Path, needed: int) -> None:
    """Check before writing that `needed` bytes fit where `target` is to lie.

    Raises:
        Blocked: they do not, or the folder is gone.
    """
    try:
        free = shutil.disk_usage(target.parent).free
    except OSError as fault:
        raise file_problem(fault, target) from fault
    if free < needed:
        raise _full(target, needed)


def file_problem(fault: OSError, target: Path, needed: int = 0) -> Blocked:
    """The sentence for a file that could not be written; the system's own words are in the system's language."""
    number = _WINDOWS.get(getattr(fault, "winerror", None) or 0, fault.errno)
    if number in _FULL:
        return _full(target, needed, too_large=number == errno.EFBIG)
    why, cure = _told(number)
    return Blocked(f"Không ghi được {target.name}.", why=why, cure=cure)


def _told(number: int | None) -> tuple[str, str]:
    for numbers, why, cure in _WORDS:
        if number in numbers:
            return why, cure
    return f"Hệ thống báo lỗi số {number}." if number else "", "Thử lại, hoặc chọn USB, thư mục khác."


def _full(target: Path, needed: int, *, too_large: bool = False) -> Blocked:
    """Too little room, told with how much is wanting; or a file larger than a FAT stick takes (4 GB)."""
    free = 0
    with suppress(OSError):
        free = shutil.disk_usage(target.parent).free
    what = f"Không ghi được {target.name}."
    if too_large or (needed > _FAT_LIMIT and free >= needed):
        why = "Tệp lớn hơn mức USB (ổ đĩa) này chứa được: USB định dạng FAT32 chỉ nhận tệp dưới 4 GB."
        return Blocked(what, why=why, cure="Dùng USB định dạng exFAT hoặc NTFS, hoặc chọn ổ khác.")
    wanting = f", cần thêm {max(1, ceil((needed - free) / _MEGABYTE))} MB" if needed > free else ""
    why = f"USB (ổ đĩa) đã đầy{wanting}."
    return Blocked(what, why=why, cure="Xóa bớt tệp không cần, hoặc chọn USB, ổ khác rồi làm lại.")
