"""Printing from the command line."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tmdt_desktop.store.workspace import Workspace

Run = Callable[..., tuple[int, Any]]


def test_a_list_and_a_record_are_printed(run: Run, filled_ws: Workspace, tmp_path: Path) -> None:
    filled_ws.close()
    rows = run("list", filled_ws.path, "business")[1]["rows"]
    code, told = run("print", filled_ws.path, "business", "--columns", "name, kind", "--out", tmp_path / "a.pdf")
    assert (code, told["rows"]) == (0, len(rows))
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF-1.7")
    one = tmp_path / "b.pdf"
    assert run("print", filled_ws.path, "business", "--record", rows[0]["id"], "--out", one)[0] == 0
    assert one.read_bytes().startswith(b"%PDF-1.7")


def test_a_column_that_is_none_is_told_in_a_sentence(run: Run, filled_ws: Workspace, tmp_path: Path) -> None:
    filled_ws.close()
    out = tmp_path / "a.pdf"
    code, told = run("print", filled_ws.path, "business", "--columns", "xyz", "--out", out)
    assert code == 1
    assert "không có cột xyz" in str(told)
    assert not out.exists()
