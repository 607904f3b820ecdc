"""The command on surveys, from the default form to the results."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tmdt_desktop.store.workspace import Workspace

Run = Callable[..., tuple[int, Any]]


@pytest.fixture
def folder(filled_ws: Workspace) -> Path:
    """The district's workspace, closed, with twelve businesses."""
    filled_ws.close()
    return filled_ws.path


@pytest.fixture
def handed_out(run: Run, folder: Path) -> Path:
    """A round of the default form, handed out to the households."""
    assert run("survey", folder, "default-form")[1]["questions"] == 30
    assert run("survey", folder, "round", "--name", "Đợt 2024", "--from", "1/9/2024", "--planned", 20)[0] == 0
    code, sent = run("survey", folder, "send", "--where", "kind=Hộ kinh doanh", "--on", "2/9/2024")
    assert (code, sent["count"], sent["first"], sent["last"]) == (0, 9, "001", "009")
    return folder


def test_a_survey_goes_from_the_form_to_the_results(run: Run, handed_out: Path, tmp_path: Path) -> None:
    answers = tmp_path / "trả lời.csv"
    answers.write_text("Số phiếu,A1,A3,B6\n001,5,3,Mở lớp;2\n2,Hộ kinh doanh,KB,\n3,Tập đoàn,,\n", encoding="utf-8")
    code, dry = run("survey", handed_out, "import", answers, "--dry-run", "--on", "1/10/2024")
    assert (code, dry["imported"], dry["counts"]["answer"], dry["counts"]["faulty"]) == (0, None, 2, 1)
    assert [fault["cell"] for fault in dry["faults"]] == ["B4"]
    code, taken = run("survey", handed_out, "import", answers, "--on", "1/10/2024")
    assert (code, taken["imported"]["filled"]) == (0, 2)
    code, told = run("survey", handed_out, "results")
    assert (code, told["sent"], told["returned"]) == (0, 9, 2)
    first = told["places"][0]
    assert (first["answered"], first["unknown"], first["missing"]) == (2, 0, 0)


def test_papers_are_written_where_they_are_wanted(run: Run, handed_out: Path, tmp_path: Path) -> None:
    for act, name in (("blank", "phiếu.pdf"), ("template", "mẫu.xlsx"), ("results", "kết quả.xlsx")):
        assert run("survey", handed_out, act, "--out", tmp_path / name)[0] == 0
        assert (tmp_path / name).stat().st_size > 1_000


def test_a_form_cannot_be_brought_along_twice(run: Run, handed_out: Path) -> None:
    code, told = run("survey", handed_out, "default-form")
    assert code == 1
    assert told["problem"]["kind"] == "KeyTaken"


def test_without_a_round_nothing_is_handed_out(run: Run, folder: Path) -> None:
    code, told = run("survey", folder, "send")
    assert code == 1
    assert "survey WS round" in told["problem"]["cure"]


def test_a_blank_form_of_another_ending_is_refused(run: Run, handed_out: Path, tmp_path: Path) -> None:
    assert run("survey", handed_out, "blank", "--out", tmp_path / "phiếu.txt")[0] == 1
    assert not (tmp_path / "phiếu.txt").exists()


def test_the_next_edition_is_a_draft(run: Run, handed_out: Path) -> None:
    assert run("survey", handed_out, "new-edition")[1]["edition"] == 2
    listed = run("survey", handed_out, "list")[1]
    assert [form["state"] for form in listed["forms"]] == ["IN_USE", "DRAFT"]
