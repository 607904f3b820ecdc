"""What cannot be written is told in Vietnamese, whatever language the system speaks."""

import errno
import os
from pathlib import Path

import pytest

from tmdt_desktop.errors import Blocked
from tmdt_desktop.signing.safe_write import beside, unwritable


@pytest.mark.parametrize(
    "number",
    [
        errno.EROFS,
        errno.EACCES,
        errno.ENOENT,
        errno.ENOSPC,
        errno.EFBIG,
        errno.EBUSY,
        errno.EIO,
        errno.ENAMETOOLONG,
        71,
    ],
)
def test_no_words_of_the_system_reach_the_clerk(number: int, tmp_path: Path) -> None:
    told = unwritable(tmp_path / "a.asice", OSError(number, os.strerror(number)))
    assert os.strerror(number) not in f"{told.what} {told.why} {told.cure}"
    assert told.what
    assert told.cure


def test_a_stick_that_may_only_be_read_is_told_as_such(tmp_path: Path) -> None:
    assert "chống ghi" in unwritable(tmp_path / "a.asice", OSError(errno.EROFS, "x")).cure


def test_a_failure_leaves_the_older_file_as_it_was(tmp_path: Path) -> None:
    target = tmp_path / "a.asice"
    target.write_bytes(b"truoc")
    with pytest.raises(Blocked), beside(target) as part:
        part.write_bytes(b"sau")
        raise OSError(errno.EIO, "Input/output error")
    assert target.read_bytes() == b"truoc"
    assert list(tmp_path.iterdir()) == [target]
