"""No file harms: it is read, or refused by a sentence that names it and the cure; nothing is written anywhere."""

from pathlib import Path

import pytest

from tests.core.exchange import hostile_files as hostile
from tmdt_desktop.errors import Damaged, Refused
from tmdt_desktop.exchange.reading import read_book


def seen_below(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("name", hostile.REFUSED)
def test_what_cannot_be_a_list_is_refused_by_name_with_a_cure(tmp_path: Path, name: str) -> None:
    make, word = hostile.REFUSED[name]
    (tmp_path / name).write_bytes(make())
    before = seen_below(tmp_path)
    with pytest.raises((Refused, Damaged), match=word) as told:
        read_book(tmp_path / name)
    assert name in told.value.what
    assert told.value.cure
    assert seen_below(tmp_path) == before


@pytest.mark.parametrize("name", hostile.READ)
def test_what_only_looks_bad_is_read(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(hostile.READ[name]())
    (sheet,) = read_book(tmp_path / name).sheets
    assert len({len(row) for row in sheet.rows}) <= 1
    assert all(len(row) <= 1024 for row in sheet.rows)


def test_rows_between_far_ones_take_no_room(tmp_path: Path) -> None:
    (tmp_path / "ds.xlsx").write_bytes(hostile.READ["far row.xlsx"]())
    rows = read_book(tmp_path / "ds.xlsx").sheets[0].rows
    assert len(rows) == 60_000
    assert rows[59_999][1] == "x"
    assert len({id(row) for row in rows}) == 3
