"""Every provincial total is the sum of its offices, and opens to the rows of an accepted package."""

from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from tmdt_desktop.errors import Blocked, Refused
from tmdt_desktop.records.business import Business
from tmdt_desktop.services import registers
from tmdt_desktop.services.consolidate import consolidate, total_rows, totals
from tmdt_desktop.services.receive_packages import ReceiveWish, receive_packages
from tmdt_desktop.store.workspace import Workspace

Sent = tuple[Workspace, UUID, Path]


@pytest.fixture
def received(sent: Sent, department_ws: Workspace, receive_wish: ReceiveWish) -> Workspace:
    """The Department after one district's package; a business of its own does not count."""
    receive_packages(department_ws, replace(receive_wish, files=(sent[2],)))
    return department_ws


def test_totals_are_the_sum_of_the_offices(received: Workspace) -> None:
    made = totals(received, 2024)
    assert [(each.office, each.revision) for each in made.reported] == [("246", 1)]
    lines = {line.code: line for line in made.figures}
    assert lines["C5.1"].value == 8
    for line in made.figures:
        known = [share.value for share in line.by_office if share.value is not None]
        assert line.value == (sum(known) if known else None), line
    assert "246" not in {code for code, _ in made.missing}
    assert len(made.missing) == 8


def test_a_total_opens_to_its_rows(received: Workspace) -> None:
    for line in totals(received, 2024).figures:
        if line.value and line.code in ("C5.1", "C4.2", "C3.1"):
            held = total_rows(received, 2024, line.code, "246")
            assert len(held.seqs) == line.value
    names = [row.values[0] for row in registers.list_rows(received, Business, total_rows(received, 2024, "C5.1").seqs)]
    assert len(names) == 8
    assert all(str(name).startswith("Hộ kinh doanh Mơ") for name in names)


def test_what_cannot_be_opened_is_refused(received: Workspace) -> None:
    with pytest.raises(Refused, match="chưa có gói"):
        total_rows(received, 2024, "C5.1", "247")
    with pytest.raises(Refused, match="không có dòng"):
        total_rows(received, 2024, "C99")


def test_the_totals_are_written_as_a_workbook_and_a_document(received: Workspace, tmp_path: Path) -> None:
    from python_calamine import CalamineWorkbook

    workbook, printed = consolidate(received, 2024, tmp_path)
    book = CalamineWorkbook.from_path(str(workbook))
    assert book.sheet_names == ["Tổng hợp", "Đơn vị"]
    line = next(row for row in book.get_sheet_by_name("Tổng hợp").to_python() if row[0] == "C5.1")
    assert line[3:5] == [8, 8]
    assert printed.read_bytes().startswith(b"%PDF")


def test_nothing_received_is_nothing_to_write(department_ws: Workspace, tmp_path: Path) -> None:
    assert totals(department_ws, 2024).reported == ()
    with pytest.raises(Refused, match="Chưa tiếp nhận"):
        consolidate(department_ws, 2024, tmp_path)
    assert not list(tmp_path.glob("tong-hop*"))


def test_a_missing_folder_is_made_for_the_totals(received: Workspace, tmp_path: Path) -> None:
    made = consolidate(received, 2024, tmp_path / "chưa" / "có")
    assert all(path.exists() for path in made)
    (tmp_path / "tệp").write_bytes(b"")
    with pytest.raises(Blocked):
        consolidate(received, 2024, tmp_path / "tệp" / "trong")
