"""A file is whole or absent."""

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tmdt_desktop.errors import Blocked


@contextmanager
def whole_file(target: Path) -> Iterator[Path]:
    """A path beside `target` to write to; it takes `target`'s place when the block ends well, else it vanishes.

    Raises:
        Blocked: the disk is full, the folder is gone or closed to us, or the file is open in another program.
    """
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        yield draft
        _flush(draft)
        draft.replace(target)
    except OSError as failure:
        raise _told(target, failure) from failure
    finally:
        draft.unlink(missing_ok=True)


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _told(target: Path, failure: OSError) -> Blocked:
    what = f"Không ghi được tệp {target.name}."
    if failure.errno == errno.ENOSPC:
        return Blocked(what, why="Ổ đĩa đã đầy.", cure="Xóa bớt tệp hoặc chọn ổ khác rồi làm lại.")
    if isinstance(failure, PermissionError):
        why = "Tệp đang mở ở chương trình khác hoặc thư mục không cho ghi."
        return Blocked(what, why=why, cure="Đóng tệp đó hoặc chọn thư mục khác rồi làm lại.")
    if isinstance(failure, FileNotFoundError):
        return Blocked(what, why="Thư mục không còn.", cure="Chọn thư mục khác rồi làm lại.")
    return Blocked(what, why="Ổ đĩa không nhận tệp.", cure="Kiểm tra ổ đĩa, USB rồi làm lại.")
