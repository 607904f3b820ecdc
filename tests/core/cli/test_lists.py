"""Commands on lists: a refused one leaves nothing, JSON tells everything of a record, mistakes are sentences."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tmdt_desktop.records import REGISTERS
from tmdt_desktop.records.business import Business
from tmdt_desktop.store.workspace import Workspace

Run = Callable[..., tuple[int, Any]]


@pytest.fixture
def filled(filled_ws: Workspace) -> Path:
    """A district's workspace with rows, closed again."""
    filled_ws.close()
    return filled_ws.path


def _list(tmp_path: Path) -> Path:
    file = tmp_path / "ds.csv"
    file.write_text("STT;Tên cơ sở;MST;Xã;SĐT\n1;Cơ sở Hòa;2500123400;Xã Xuân Hòa;0912345678\n", encoding="utf-8")
    return file


def test_an_import_whose_error_workbook_cannot_be_written_takes_nothing_in(
    run: Run, filled: Path, tmp_path: Path
) -> None:
    before = len(run("list", filled, "business")[1]["rows"])
    assert run("import", filled, "business", _list(tmp_path), "--errors", tmp_path / "không có" / "loi.xlsx")[0] == 1
    assert len(run("list", filled, "business")[1]["rows"]) == before


def test_json_tells_every_field_and_sub_lists_whole(run: Run, filled: Path) -> None:
    (row, *_) = run("list", filled, "business", "--format", "json")[1]["rows"]
    open_fields = {field.name for field in Business.fields() if not field.sensitive}
    assert set(row) == {"id", *open_fields}
    assert row["channels"][0]["kind"] in ("SHOP", "WEBSITE")
    assert "platform" in row["channels"][0]


def test_personal_data_are_told_only_when_asked_for(run: Run, filled: Path, tmp_path: Path) -> None:
    row = next(row for row in run("list", filled, "training")[1]["rows"] if row["attendees"])
    assert "phone" not in row["attendees"][0]
    row = next(row for row in run("list", filled, "training", "--sensitive")[1]["rows"] if row["attendees"])
    assert row["attendees"][0]["phone"].startswith("0912")
    assert "personal_id" in run("list", filled, "business", "--sensitive")[1]["rows"][0]
    target = tmp_path / "ds.csv"
    run("list", filled, "business", "--format", "csv", "--out", target, "--sensitive")
    assert Business.field("personal_id").label in target.read_text("utf-8-sig").splitlines()[0]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("list", "business", "--order", "foo"), "foo"),
        (("list", "business", "--order=-foo"), "foo"),
        (("import", "business", "FILE", "--set", "foo=1"), "foo"),
        (("import", "report", "FILE"), "Báo cáo"),
    ],
)
def test_a_name_that_is_none_is_refused_with_the_names_there_are(
    run: Run, filled: Path, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    file = _list(tmp_path)
    told = [file if word == "FILE" else word for word in words]
    code, problem = run(told[0], filled, *told[1:])
    assert code == 1
    assert said in problem["problem"]["what"]
    assert problem["problem"]["cure"]


def test_no_template_is_handed_out_that_cannot_be_taken_in(run: Run, tmp_path: Path) -> None:
    for register in REGISTERS:
        target = tmp_path / f"{register.code}.xlsx"
        code, _ = run("template", register.code, target)
        assert (code == 0) == target.exists() == (register.code not in ("report", "package"))


def test_an_unknown_act_is_not_said_to_be_taken_back(run: Run, filled: Path) -> None:
    code, told = run("undo", filled, "00000000-0000-7000-8000-000000000000")
    assert code == 1
    assert "đã được hoàn lại" not in told["problem"]["why"]


def test_a_fault_of_a_text_table_names_its_line_alone(
    filled: Path, run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from tmdt_desktop import __main__ as face

    file = tmp_path / "ds.csv"
    file.write_text("STT;Tên cơ sở;MST;Xã;SĐT\n1;Cơ sở Hòa;12;Xã Xuân Hòa;0912345678\n", encoding="utf-8")
    assert run("import", filled, "business", file, "--dry-run")[0] == 0
    assert face.main(["import", str(filled), "business", str(file), "--dry-run"]) == 0
    assert capsys.readouterr().out.startswith("Dòng 2: Mã số thuế: ")
