"""A workspace keeps what was committed, whole or not at all, and nobody reads it without a key."""

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlcipher3 import dbapi2

from tmdt_desktop.errors import Blocked, Damaged, InvalidRecord, Problem, Refused
from tmdt_desktop.records.business import Business
from tmdt_desktop.services import workspaces
from tmdt_desktop.services.workspaces import NewWorkspace, create_workspace, open_workspace
from tmdt_desktop.store import audit, database
from tmdt_desktop.store.workspace import DATABASE, Workspace


def test_the_file_on_disk_shows_nothing_of_what_is_in_it(ws: Workspace, seller: dict[str, Any]) -> None:
    with ws.change("thử") as batch:
        batch.insert(Business, [seller])
    kept = b"".join(path.read_bytes() for path in ws.path.rglob("*") if path.is_file() and path.suffix != ".json")
    for said in ("Nguyễn Thị Hòa", "nguyen", "hoa.example.vn", "SQLite format"):
        assert said.encode() not in kept


def test_a_failure_inside_an_act_leaves_nothing_of_it(ws: Workspace, seller: dict[str, Any]) -> None:
    with pytest.raises(RuntimeError), ws.change("thử") as batch:
        batch.insert(Business, [seller])
        raise RuntimeError
    with ws.read() as connection:
        for table in ("business", "channel", "search_business", "audit_entry", "audit_batch"):
            assert connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar() == 0


def test_listeners_hear_once_after_the_commit_and_never_of_a_rollback(ws: Workspace, seller: dict[str, Any]) -> None:
    heard: list[frozenset[type]] = []
    ws.on_change(heard.append)
    with pytest.raises(RuntimeError), ws.change("thử") as batch:
        batch.insert(Business, [seller])
        raise RuntimeError
    with ws.change("thử") as batch:
        batch.insert(Business, [seller, seller])
    assert heard == [frozenset({Business})]


def test_who_has_stopped_listening_hears_no_more(ws: Workspace, seller: dict[str, Any]) -> None:
    heard: list[frozenset[type]] = []
    stop = ws.on_change(heard.append)
    stop()
    stop()
    with ws.change("thử") as batch:
        batch.insert(Business, [seller])
    assert heard == []


def test_a_stale_version_is_refused_and_names_who_was_faster(ws: Workspace, seller: dict[str, Any]) -> None:
    with ws.change("thêm") as batch:
        (made,) = batch.insert(Business, [seller])
    with ws.change("sửa") as batch:
        batch.update(Business, made, {"name": "Tên mới"}, 1)
    with pytest.raises(Refused, match="lan"), ws.change("sửa") as batch:
        batch.update(Business, made, {"name": "Tên khác"}, 1)


def test_saving_what_is_already_so_changes_no_version_and_leaves_no_trail(
    ws: Workspace, seller: dict[str, Any]
) -> None:
    with ws.change("thêm") as batch:
        (made,) = batch.insert(Business, [seller])
    with ws.change("sửa") as batch:
        assert batch.update(Business, made, {"name": seller["name"]}, 1) == 1
    with ws.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM audit_batch").scalar() == 1


def test_a_folder_with_files_is_not_taken(tmp_path: Path) -> None:
    (tmp_path / "ảnh.png").write_bytes(b"x")
    with pytest.raises(Refused):
        create_workspace(tmp_path, NewWorkspace("246", "lan", "Lan", "mật khẩu dài"))
    assert [path.name for path in tmp_path.iterdir()] == ["ảnh.png"]


def test_a_missing_database_is_told_with_the_way_back(ws: Workspace, tmp_path: Path, password: str) -> None:
    copy = _closed_copy(ws, tmp_path)
    (copy / DATABASE).unlink()
    with pytest.raises(Blocked, match="sao lưu"):
        open_workspace(copy, "lan", password)


def test_a_damaged_database_is_found_when_it_is_opened(ws: Workspace, tmp_path: Path, password: str) -> None:
    copy = _closed_copy(ws, tmp_path)
    content = bytearray((copy / DATABASE).read_bytes())
    content[64:4096] = bytes(4032)
    (copy / DATABASE).write_bytes(content)
    with pytest.raises(Damaged, match="sao lưu"):
        open_workspace(copy, "lan", password)


def test_a_workspace_of_a_newer_program_is_refused_and_left_alone(ws: Workspace, tmp_path: Path, password: str) -> None:
    with ws.write_unaudited() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    copy = _closed_copy(ws, tmp_path)
    before = (copy / DATABASE).read_bytes()
    with pytest.raises(Refused, match="9999"):
        open_workspace(copy, "lan", password)
    assert (copy / DATABASE).read_bytes() == before


def test_a_full_disk_is_a_sentence_and_loses_nothing(ws: Workspace, seller: dict[str, Any]) -> None:
    with ws.change("thêm") as batch:
        batch.insert(Business, [seller])
    with pytest.raises(Blocked, match="đầy"), ws.change("thêm") as batch:
        pages = batch.connection.exec_driver_sql("PRAGMA page_count").scalar() or 0
        batch.connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        batch.insert(Business, [seller] * 2_000)
    with ws.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM business").scalar() == 1
        assert audit.first_broken(connection) is None


def test_the_database_opens_with_no_other_key(ws: Workspace) -> None:
    raw = dbapi2.connect(str(ws.path / DATABASE))
    raw.execute("PRAGMA cipher_log_level=NONE")
    raw.execute(f"PRAGMA key=\"x'{'00' * 32}'\"")
    with pytest.raises(dbapi2.DatabaseError):
        raw.execute("SELECT count(*) FROM sqlite_master").fetchone()
    raw.close()


def _closed_copy(ws: Workspace, tmp_path: Path) -> Path:
    ws.close()
    copy = tmp_path / "bản chép"
    shutil.copytree(ws.path, copy)
    return copy


def test_an_empty_database_file_is_refused_and_left_empty(ws: Workspace, tmp_path: Path, password: str) -> None:
    copy = _closed_copy(ws, tmp_path)
    (copy / DATABASE).write_bytes(b"")
    before = sorted(path.name for path in copy.iterdir())
    with pytest.raises(Damaged, match="sao lưu"):
        open_workspace(copy, "lan", password)
    assert (copy / DATABASE).stat().st_size == 0
    assert sorted(path.name for path in copy.iterdir()) == before


def test_a_file_is_no_place_for_a_workspace(tmp_path: Path) -> None:
    (tmp_path / "sổ").write_bytes(b"x")
    with pytest.raises(Refused):
        create_workspace(tmp_path / "sổ", NewWorkspace("246", "lan", "Lan", "mật khẩu dài"))
    assert (tmp_path / "sổ").read_bytes() == b"x"


def test_an_office_that_never_was_gets_no_workspace(tmp_path: Path) -> None:
    with pytest.raises(InvalidRecord) as caught:
        create_workspace(tmp_path / "sổ", NewWorkspace("XYZ", "lan", "Lan", "mật khẩu dài"))
    assert list(caught.value.faults) == ["office"]
    assert not (tmp_path / "sổ").exists()


def test_a_copy_that_finds_no_room_is_a_sentence(ws: Workspace) -> None:
    with pytest.raises(Problem):
        ws.copy_database(ws.path / "không có" / "bản.db")


def test_a_failing_disk_that_is_full_is_called_full(ws: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(ws.path)
    monkeypatch.setattr(database.shutil, "disk_usage", lambda _: usage._replace(free=0))
    with pytest.raises(Blocked, match="đầy"):
        ws.copy_database(ws.path / "không có" / "bản.db")


@pytest.mark.parametrize(
    "wrong",
    [
        {"period_start_month": 13},
        {"period_start_month": 2, "period_start_day": 31},
        {"period_start_month": 2, "period_start_day": 29},
        {"period_start_day": 0},
        {"seal_mm": 99999999999999999999},
        {"seal_mm": 0},
    ],
)
def test_settings_that_no_report_could_use_are_refused(ws: Workspace, wrong: dict[str, int]) -> None:
    held = workspaces.settings(ws)
    with pytest.raises(InvalidRecord) as caught:
        workspaces.save_settings(ws, replace(held, **wrong))  # type: ignore[arg-type]
    assert set(caught.value.faults) <= {"period_start_day", "period_start_month", "seal_mm"}
    assert workspaces.settings(ws) == held
