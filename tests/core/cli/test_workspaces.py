"""Commands on a whole workspace: mistakes are sentences with the name of what is wrong, and leave nothing."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tmdt_desktop import __main__ as face
from tmdt_desktop.services.workspaces import people
from tmdt_desktop.store import keys
from tmdt_desktop.store.workspace import Workspace

Run = Callable[..., tuple[int, Any]]


@pytest.fixture
def closed(ws: Workspace) -> Path:
    """The district's workspace, closed."""
    ws.close()
    return ws.path


def test_an_unknown_office_gets_no_workspace(run: Run, tmp_path: Path) -> None:
    code, told = run("init", tmp_path / "sổ", "--office", "XYZ", "--user", "lan")
    assert (code, list(told["problem"]["faults"])) == (1, ["office"])
    assert not (tmp_path / "sổ").exists()


def test_an_office_that_is_gone_is_told_with_who_took_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], password: str
) -> None:
    monkeypatch.setenv("TMDT_PASSWORD", password)
    assert face.main(["init", str(tmp_path / "sổ"), "--office", "247", "--user", "lan"]) == 0
    said = capsys.readouterr().out
    assert "đã kết thúc hoạt động ngày 30/06/2025" in said
    assert "Tiếp nhận: UBND xã " in said


def test_a_file_is_no_place_for_a_workspace(run: Run, tmp_path: Path) -> None:
    (tmp_path / "sổ").write_bytes(b"x")
    assert run("init", tmp_path / "sổ", "--office", "246", "--user", "lan")[0] == 1


def test_faults_are_told_with_the_names_of_their_fields(
    closed: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], password: str
) -> None:
    monkeypatch.setenv("TMDT_PASSWORD", password)
    words = ["settings", str(closed), "--set", "period_start_month=13", "--set", "seal_mm=99999999999999999999"]
    assert face.main(words) == 1
    said = capsys.readouterr().err
    assert "Tháng bắt đầu năm báo cáo:" in said
    assert "Đường kính con dấu (mm):" in said
    assert "đỏ" not in said


def _copy(run: Run, closed: Path, tmp_path: Path) -> Path:
    return Path(run("backup", closed, "--to", tmp_path)[1]["file"])


def test_a_copy_of_one_person_is_brought_back_without_a_name(run: Run, closed: Path, tmp_path: Path) -> None:
    file = _copy(run, closed, tmp_path)
    assert run("restore", file, tmp_path / "mới")[0] == 0
    assert people(tmp_path / "mới") == ("lan",)


def test_a_copy_of_several_people_asks_whose_password_it_is(run: Run, closed: Path, tmp_path: Path) -> None:
    other = keys.make_slot("hoa", "mật khẩu khác", keys.unlock(closed, "lan", "mật khẩu dài"))
    keys.save_slots(closed, (*keys.slots(closed), other))
    made = run("backup", closed, "--user", "lan", "--to", tmp_path)[1]
    file = Path(made["file"])
    code, told = run("restore", file, tmp_path / "mới")
    assert code == 1
    assert "hoa" in told["problem"]["cure"]
    assert run("restore", file, tmp_path / "mới", "--user", "lan")[0] == 0


def test_whoever_sits_at_the_terminal_is_asked_for_the_name(
    run: Run, closed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = keys.make_slot("hoa", "mật khẩu khác", keys.unlock(closed, "lan", "mật khẩu dài"))
    keys.save_slots(closed, (*keys.slots(closed), other))
    file = Path(run("backup", closed, "--user", "lan", "--to", tmp_path)[1]["file"])
    monkeypatch.setattr("tmdt_desktop.cli.frame.at_terminal", lambda: True)
    monkeypatch.setattr("builtins.input", lambda _="": "lan")
    assert run("restore", file, tmp_path / "mới")[0] == 0
