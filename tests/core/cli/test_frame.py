"""The command line as a program sees it: one JSON object, three exit codes, no password in sight."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tmdt_desktop import __main__ as face
from tmdt_desktop.cli import COMMANDS
from tmdt_desktop.cli.plain import plain
from tmdt_desktop.records.business import Activity, Business, SubjectKind
from tmdt_desktop.store.workspace import Workspace

Run = Callable[..., tuple[int, Any]]
LISTED = {
    "init", "import", "list", "duplicates", "report", "sign", "export", "verify", "receive", "take", "consolidate",
    "backup", "restore", "check", "demo", "template", "undo", "batches",
}  # fmt: skip


@pytest.fixture
def closed(ws: Workspace) -> Path:
    """The district's workspace with one business, closed again."""
    with ws.change("Thêm") as batch:
        batch.insert(
            Business,
            [
                {
                    "name": "=Hộ kinh doanh Nguyễn Thị Hòa",
                    "kind": SubjectKind.HOUSEHOLD,
                    "commune": "08761",
                    "activity": Activity.ACTIVE,
                }
            ],
        )
    ws.close()
    return ws.path


def test_every_promised_command_is_there_with_help_in_vietnamese() -> None:
    assert {command.name for command in COMMANDS} >= LISTED
    assert all(command.says and not command.says.isascii() for command in COMMANDS)


def test_a_list_is_one_json_object(run: Run, closed: Path) -> None:
    code, told = run("list", closed, "business", "--search", "hoa")
    assert code == 0
    assert [row["kind"] for row in told["rows"]] == ["HOUSEHOLD"]
    assert run("list", closed, "business", "--where", "kind=Cá nhân")[1]["rows"] == []


def test_a_problem_is_told_as_an_object_with_exit_code_one(run: Run, closed: Path) -> None:
    code, told = run("list", closed, "business", "--where", "không có=1")
    assert (code, told["problem"]["kind"]) == (1, "Refused")
    assert told["problem"]["cure"]


def test_a_problem_is_told_on_stderr_to_people(
    closed: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TMDT_PASSWORD", "không phải")
    assert face.main(["check", str(closed)]) == 1
    seen = capsys.readouterr()
    assert seen.out == ""
    assert "mật khẩu" in seen.err


def test_wrong_usage_is_exit_code_two(closed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words in (
        ["không-có-lệnh"],
        ["list", str(closed)],
        ["list", str(closed), "chợ"],
        ["undo", str(closed), "x"],
        [],
    ):
        with pytest.raises(SystemExit) as caught:
            face.main(words)
        assert caught.value.code == 2
        assert capsys.readouterr().err


def test_no_command_takes_a_password_as_a_word() -> None:
    parser = face._parser()
    told = "\n".join(sub.format_help() for action in parser._actions if hasattr(action, "choices") and action.choices
                     for sub in (action.choices.values() if isinstance(action.choices, dict) else ()))  # fmt: skip
    assert "--password-file" in told
    assert "--password " not in told
    assert "--password]" not in told


def test_a_password_may_come_from_a_file(
    run: Run, closed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, password: str
) -> None:
    monkeypatch.setenv("TMDT_PASSWORD", "biến sai")
    file = tmp_path / "mk.txt"
    file.write_text(password + "\r\n", encoding="utf-8")
    assert run("check", closed, "--password-file", file)[0] == 0
    assert run("check", closed, "--password-file", tmp_path / "không có")[0] == 1


def test_without_a_password_nobody_waits(run: Run, closed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TMDT_PASSWORD")
    code, told = run("check", closed)
    assert code == 1
    assert "TMDT_PASSWORD" in told["problem"]["cure"]


def test_a_fault_of_the_program_is_no_refusal(
    closed: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("hỏng")

    monkeypatch.setattr(face, "_told", broken)
    monkeypatch.setenv("TMDT_PASSWORD", "mật khẩu dài")
    assert face.main(["check", str(closed)]) == 70
    assert "RuntimeError" in capsys.readouterr().err


def test_settings_are_read_and_set(run: Run, closed: Path) -> None:
    code, told = run(
        "settings",
        closed,
        "--set",
        "signer_name=Lê Văn Mẫu",
        "--set",
        "seal_mm=34",
        "--set",
        "copies=Như trên\\nLưu: VT",
    )
    assert (code, told["signer_name"], told["seal_mm"], told["copies"]) == (0, "Lê Văn Mẫu", 34, "Như trên\nLưu: VT")
    assert run("settings", closed, "--set", "seal_mm=to")[0] == 1
    assert run("settings", closed, "--set", "lạ=1")[0] == 1


def test_an_act_is_taken_back(run: Run, closed: Path) -> None:
    (act,) = run("batches", closed)[1]["batches"]
    assert run("undo", closed, act["id"])[1]["restored"] == 1
    assert run("undo", closed, act["id"])[0] == 1
    assert run("list", closed, "business")[1]["rows"] == []


def test_lists_and_templates_are_written_to_files(run: Run, closed: Path, tmp_path: Path) -> None:
    for ending in ("csv", "xlsx"):
        target = tmp_path / f"ds.{ending}"
        assert run("list", closed, "business", "--format", ending, "--out", target)[1]["rows"] == 1
        assert target.stat().st_size > 20
    assert run("list", closed, "business", "--format", "csv", "--out", tmp_path / "ds.txt")[0] == 1
    assert run("template", "business", tmp_path / "mau.xlsx")[0] == 0
    assert run("template", "training", tmp_path / "mau2.xlsx", "--workspace", closed)[0] == 0
    assert run("duplicates", closed, "business")[1]["groups"] == []


def test_a_copy_is_kept_and_brought_back(run: Run, closed: Path, tmp_path: Path) -> None:
    code, told = run("backup", closed, "--to", tmp_path)
    assert code == 0
    code, back = run("restore", told["file"], tmp_path / "sổ mới", "--user", "lan")
    assert (code, back["office"]) == (0, "246")
    assert run("restore", told["file"], closed, "--user", "lan")[0] == 1


def test_values_become_json() -> None:
    assert plain({("a", 1): SubjectKind.PERSON, "p": Path("x"), "t": Business}) == {
        "a 1": "PERSON",
        "p": "x",
        "t": "business",
    }
