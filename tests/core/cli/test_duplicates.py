"""Doubles on the command line: found with reasons, told apart, merged, taken back."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tmdt_desktop import __main__ as face
from tmdt_desktop.records.business import Activity, Business, SubjectKind
from tmdt_desktop.store.workspace import Workspace

Run = Callable[..., tuple[int, Any]]


@pytest.fixture
def doubled(ws: Workspace) -> Path:
    """A closed workspace with one business written twice."""
    plain = {"kind": SubjectKind.HOUSEHOLD, "commune": "08767", "activity": Activity.ACTIVE, "phone": "0912345678"}
    with ws.change("Nhập") as batch:
        batch.insert(
            Business, [{**plain, "name": "Hộ kinh doanh Lê Mơ"}, {**plain, "name": "HKD Lê Mơ", "products": "Bún"}]
        )
    ws.close()
    return ws.path


def test_a_pair_is_found_told_apart_considered_again_merged_and_taken_back(run: Run, doubled: Path) -> None:
    (pair,) = run("duplicates", doubled, "business")[1]["pairs"]
    assert pair["score"] >= 75
    assert "cùng số điện thoại" in pair["reasons"]
    ids = pair["a"], pair["b"]
    assert run("not-same", doubled, "business", *ids)[0] == 1, "a reason is asked for"
    assert run("not-same", doubled, "business", *ids, "--why", "Hai mẹ con")[0] == 0
    assert run("duplicates", doubled, "business")[1]["pairs"] == []
    assert run("not-same", doubled, "business", *ids, "--back")[0] == 0
    code, made = run("merge", doubled, "business", "--keep", ids[0], "--gone", ids[1], "--choose", f"name={ids[1]}")
    assert code == 0
    assert len(run("list", doubled, "business")[1]["rows"]) == 1
    assert run("undo", doubled, made["batch"])[0] == 0
    assert len(run("list", doubled, "business")[1]["rows"]) == 2


def test_a_record_that_is_not_there_is_a_sentence(run: Run, doubled: Path) -> None:
    nobody = "01926f00-0000-7000-8000-000000000000"
    code, told = run("merge", doubled, "business", "--keep", nobody, "--gone", nobody)
    assert code == 1
    assert "hai hồ sơ" in str(told)


def test_telephone_numbers_are_told_only_when_asked_for(run: Run, doubled: Path) -> None:
    assert "0912345678" not in str(run("duplicates", doubled, "business")[1])
    (pair,) = run("duplicates", doubled, "business", "--sensitive")[1]["pairs"]
    assert "cùng số điện thoại 0912345678" in pair["reasons"]


def test_a_tax_code_that_is_a_persons_number_is_told_only_when_asked_for(run: Run, ws: Workspace) -> None:
    with ws.change("Nhập") as batch:
        plain = {"kind": SubjectKind.HOUSEHOLD, "commune": "08767", "activity": Activity.ACTIVE, "name": "HKD Lê Mơ"}
        batch.insert(Business, [{**plain, "tax_code": "026163966857"}] * 2)
    ws.close()
    assert "026163966857" not in str(run("duplicates", ws.path, "business")[1])


def test_what_differs_and_was_kept_from_one_side_is_told(
    run: Run, ws: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    plain = {"kind": SubjectKind.HOUSEHOLD, "commune": "08767", "activity": Activity.ACTIVE, "name": "HKD Lê Mơ"}
    with ws.change("Nhập") as batch:
        keep, gone = batch.insert(Business, [{**plain, "email": f"{each}@example.vn"} for each in ("mo", "le")])
    ws.close()
    assert run("not-same", ws.path, "business", keep, gone, "--why", "Hai mẹ con")[0] == 0
    assert face.main(["merge", str(ws.path), "business", "--keep", str(keep), "--gone", str(gone)]) == 0
    told = capsys.readouterr().out
    assert "đã giữ một bên: Thư điện tử" in told
    assert "không trùng: Hai mẹ con" in told
    assert "example.vn" not in told
