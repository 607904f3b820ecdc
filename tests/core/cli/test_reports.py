"""What a report's sentences tell the clerk to do can be done by commands."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tmdt_desktop import __main__ as face
from tmdt_desktop.records.report import Report, ReportState
from tmdt_desktop.services.make_report import start_report
from tmdt_desktop.services.report_values import BaseFigures, enter_base
from tmdt_desktop.store.workspace import Workspace

Told = Callable[..., tuple[int, Any]]


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, password: str) -> Told:
    """The exit code and the JSON object of a command on a report of 2024."""
    monkeypatch.setenv("TMDT_PASSWORD", password)

    def one(command: str, folder: Path, *more: str) -> tuple[int, Any]:
        code = face.main([command, "--json", str(folder), "--report", "2024", *more])
        return code, json.loads(capsys.readouterr().out)

    return one


def test_an_odd_figure_is_listed_and_a_reason_mends_it(filled_ws: Workspace, told: Told) -> None:
    enter_base(filled_ws, start_report(filled_ws, 2024), BaseFigures("C3.3", last_year=10))
    filled_ws.close()
    code, seen = told("checks", filled_ws.path)
    assert (code, seen["stops"]) == (0, 5)
    assert [check["level"] for check in seen["checks"] if check["where"] == "figure:C3.3"] == ["stop"]
    assert told("reason", filled_ws.path, "--figure", "C3.3", "--reason", "Mở thêm hai lớp.")[0] == 0
    assert told("checks", filled_ws.path)[1]["stops"] == 4
    assert told("reason", filled_ws.path, "--figure", "C99", "--reason", "x")[0] == 1


def test_figures_are_counted_anew(filled_ws: Workspace, told: Told, sellers: list[dict[str, Any]]) -> None:
    start_report(filled_ws, 2024)
    from tmdt_desktop.records.business import Business

    with filled_ws.change("Thêm") as batch:
        batch.insert(Business, [{**sellers[0], "name": "Mới"}])
    filled_ws.close()

    def moved() -> bool:
        return any("sau khi chốt" in check["sentence"] for check in told("checks", filled_ws.path)[1]["checks"])

    assert moved()
    assert told("freeze", filled_ws.path)[0] == 0
    assert not moved()


def test_a_returned_report_is_corrected(filled_ws: Workspace, told: Told) -> None:
    id_ = start_report(filled_ws, 2024)
    with filled_ws.change("Trả lại") as batch:
        batch.update(Report, id_, {"state": ReportState.RETURNED})
    filled_ws.close()
    code, made = told("correct", filled_ws.path, "--reason", "Sổ ghi thiếu.", "--head")
    assert (code, made["revision"], made["state"]) == (0, 2, "DRAFT")
    assert told("correct", filled_ws.path, "--reason", "Sổ ghi thiếu.", "--head")[0] == 1
