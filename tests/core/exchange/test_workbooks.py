"""Workbooks and tables are written whole or not at all, and what stands in the way is told in Vietnamese."""

import errno
import gc
import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tmdt_desktop.errors import Blocked
from tmdt_desktop.exchange.listing import Listing, fields_to_show, write_csv, write_xlsx
from tmdt_desktop.records.business import Business

LISTING = Listing(Business, fields_to_show(Business), [{"name": "Cơ sở Hòa"}], "Danh sách")
WRITERS = [write_xlsx, write_csv]
Write = Callable[[Listing, Path], int]


@pytest.mark.parametrize("write", WRITERS)
def test_a_missing_folder_is_told_in_vietnamese(write: Write, tmp_path: Path) -> None:
    with pytest.raises(Blocked, match="Thư mục không còn") as caught:
        write(LISTING, tmp_path / "không có" / "ds.x")
    assert "Excel" not in caught.value.cure
    assert "directory" not in str(caught.value)


@pytest.mark.parametrize("write", WRITERS)
def test_a_full_disk_is_called_full_and_nothing_is_left(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "ds.x"
    target.write_bytes(b"old")
    noises: list[Any] = []
    monkeypatch.setattr("sys.unraisablehook", noises.append)
    real = Path.open

    class Full(io.FileIO):
        def write(self, _: Any, /) -> int:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def open_(path: Path, mode: str = "r", **more: Any) -> Any:
        return Full(path, "w") if "w" in mode else real(path, mode, **more)

    monkeypatch.setattr(Path, "open", open_)
    gc.freeze()  # what is left behind by the writing alone is to be collected, not the whole session
    with pytest.raises(Blocked, match="đầy") as caught:
        write(LISTING, target)
    gc.collect()
    assert "Excel" not in caught.value.cure
    assert noises == []
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["ds.x"]


@pytest.mark.parametrize("write", WRITERS)
def test_a_list_is_written_over_an_older_one(write: Write, tmp_path: Path) -> None:
    target = tmp_path / "ds.x"
    target.write_bytes(b"old")
    assert write(LISTING, target) == 1
    assert len(target.read_bytes()) > 20
    assert [path.name for path in tmp_path.iterdir()] == ["ds.x"]


def test_no_row_goes_through_a_file_outside_of_the_target(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = tmp_path / "không có"
    monkeypatch.setattr("tempfile.tempdir", str(elsewhere))
    assert write_xlsx(LISTING, tmp_path / "ds.xlsx") == 1


def test_a_wide_list_is_printed_over_several_pages_that_all_say_whom_they_are_about(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    write_xlsx(LISTING, tmp_path / "rộng.xlsx")
    narrow = Listing(Business, fields_to_show(Business)[:4], [{"name": "Cơ sở Hòa"}], "Danh sách")
    write_xlsx(narrow, tmp_path / "hẹp.xlsx")
    wide, small = (load_workbook(tmp_path / f"{name}.xlsx").worksheets[0] for name in ("rộng", "hẹp"))
    for sheet in (wide, small):
        setup = sheet.page_setup
        assert (setup.orientation, setup.paperSize, setup.fitToHeight) == ("landscape", 9, 0)
        assert sheet.print_title_rows == "$3:$3"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert wide.page_setup.fitToWidth > 1
    assert wide.print_title_cols == "$A:$B"
    assert small.page_setup.fitToWidth == 1
