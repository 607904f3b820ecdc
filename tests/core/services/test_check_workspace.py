"""What is sound is said to be sound, and each kind of rot is found."""

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.core.services.test_merge_records import add, seller
from tmdt_desktop.errors import Damaged
from tmdt_desktop.records.report import Report
from tmdt_desktop.services.check_workspace import CheckReport, check_workspace
from tmdt_desktop.services.make_report import start_report
from tmdt_desktop.services.report_files import described, folder_of
from tmdt_desktop.store.workspace import Workspace


def bad(report: CheckReport) -> list[str]:
    return [line.what for line in report.lines if not line.sound]


def rot(ws: Workspace, sql: str, *values: Any) -> None:
    with ws.write_unaudited() as connection:
        connection.exec_driver_sql(sql, values)


@pytest.fixture
def with_file(filled_ws: Workspace) -> UUID:
    """A report with one file noted."""
    id_ = start_report(filled_ws, 2024)
    path = folder_of(filled_ws, id_) / "bao-cao.pdf"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"%PDF")
    with filled_ws.change("Lập") as batch:
        batch.update(Report, id_, {"files": {"pdf": described(path), "pages": 3, "boxes": {"page": 2}}})
    return id_


def test_a_sound_workspace_is_sound(filled_ws: Workspace, with_file: UUID) -> None:
    report = check_workspace(filled_ws)
    assert report.sound, bad(report)
    assert dict(report.counts)["Danh sách TMĐT"] == 12
    assert all(line.sentence for line in report.lines)


def test_a_rewritten_history_is_found(filled_ws: Workspace) -> None:
    rot(filled_ws, "UPDATE audit_entry SET after = replace(after, 'Hòa', 'Hoa') WHERE seq = 2")
    report = check_workspace(filled_ws)
    assert bad(report) == ["Lịch sử"]
    assert "việc thứ 1" in next(line.sentence for line in report.lines if not line.sound)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE business SET name = 'Tên khác' WHERE seq = 3",
        "DELETE FROM search_business WHERE seq = 3",
        "DELETE FROM fts_business WHERE rowid = (SELECT place FROM search_business WHERE seq = 3)",
        "UPDATE search_business SET place = place + 1 WHERE seq = 3",
        "UPDATE search_business SET sort_key = x'00' WHERE seq = 3",
        "UPDATE channel SET address = 'khac.example.vn' WHERE seq = 2",
    ],
)
def test_a_search_that_says_something_else_than_the_register_is_found(filled_ws: Workspace, sql: str) -> None:
    rot(filled_ws, sql)
    assert bad(check_workspace(filled_ws)) == ["Tìm kiếm trong Danh sách TMĐT"]


def test_a_file_changed_or_gone_is_found(filled_ws: Workspace, with_file: UUID) -> None:
    path: Path = folder_of(filled_ws, with_file) / "bao-cao.pdf"
    path.write_bytes(b"%PDX")
    assert bad(check_workspace(filled_ws)) == ["Tệp"]
    path.unlink()
    line = next(line for line in check_workspace(filled_ws).lines if line.what == "Tệp")
    assert "bao-cao.pdf" in line.sentence
    assert line.cure


def test_a_key_that_several_records_bear_is_told_and_fails_nothing(ws: Workspace) -> None:
    add(ws, *[seller(tax_code="2509923029")] * 2, seller(), seller())
    report = check_workspace(ws)
    line = next(line for line in report.lines if line.what == "Mã của hồ sơ")
    assert ("1 ở «" in line.sentence, report.sound) == (True, True)


def test_a_page_with_a_broken_seal_is_found(filled_ws: Workspace) -> None:
    """The middle of the file is no part of what opening reads."""
    filled_ws.close()
    file = filled_ws.path / "data.db"
    raw = bytearray(file.read_bytes())
    raw[len(raw) - 2_000] ^= 1
    file.write_bytes(raw)
    again = Workspace(filled_ws.path, filled_ws.user, filled_ws.data_key())
    try:
        told = _told(again)
    finally:
        again.close()
    assert "hỏng" in told


def _told(ws: Workspace) -> str:
    """What the check says of the database, whether it could finish or not."""
    try:
        return next(line.sentence for line in check_workspace(ws).lines if not line.sound)
    except Damaged as damage:
        return damage.what
