import errno
import os
from pathlib import Path

import pytest

from tmdt_desktop.errors import Blocked
from tmdt_desktop.reports.writing import whole_file


def test_a_file_takes_its_place_only_when_whole(tmp_path: Path) -> None:
    target = tmp_path / "báo cáo.pdf"
    target.write_text("cũ", encoding="utf-8")
    with whole_file(target) as draft:
        draft.write_text("mới", encoding="utf-8")
        assert target.read_text(encoding="utf-8") == "cũ"
    assert target.read_text(encoding="utf-8") == "mới"
    assert list(tmp_path.iterdir()) == [target]


def test_a_failure_leaves_the_old_file_and_no_rest(tmp_path: Path) -> None:
    target = tmp_path / "a.pdf"
    target.write_text("cũ", encoding="utf-8")

    def fail() -> None:
        with whole_file(target) as draft:
            draft.write_text("nửa", encoding="utf-8")
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert target.read_text(encoding="utf-8") == "cũ"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize(
    ("number", "why"),
    [
        (errno.ENOSPC, "Ổ đĩa đã đầy."),
        (errno.EACCES, "đang mở"),
        (errno.EIO, "không nhận"),
        (errno.ENOENT, "không còn"),
    ],
)
def test_the_worlds_failures_become_sentences(number: int, why: str, tmp_path: Path) -> None:
    with pytest.raises(Blocked) as told, whole_file(tmp_path / "a.pdf"):
        raise OSError(number, os.strerror(number))
    assert why in told.value.why
    assert told.value.cure


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(Blocked), whole_file(tmp_path / "không có" / "a.pdf") as draft:
        draft.write_text("x", encoding="utf-8")
