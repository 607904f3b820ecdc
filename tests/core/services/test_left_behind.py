"""What a run that was cut off leaves behind is removed when the workspace opens again."""

import os
from pathlib import Path

import pytest

from tmdt_desktop.services.left_behind import EXPORT_PREFIX, sweep
from tmdt_desktop.services.workspaces import open_workspace
from tmdt_desktop.store.workspace import Workspace

LEFT = (f"sent/{EXPORT_PREFIX}ab12/business.csv", "received/." + "0" * 32 + ".asice", "sent/." + "f" * 32 + ".pdf")
KEPT = ("sent/TMDT_246_2024_nam_l1_20241216093015.asice", "received/.ghi-chu", "received/" + "0" * 64 + ".asice")


@pytest.fixture
def things(ws: Workspace) -> Path:
    for name in (*LEFT, *KEPT):
        path = ws.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
        for each in (path, path.parent):
            os.utime(each, (1, 1))
    return ws.path


def there(folder: Path, names: tuple[str, ...]) -> list[str]:
    return [name for name in names if (folder / name).exists()]


def test_opening_a_workspace_removes_readable_remains_and_nothing_else(
    things: Path, ws: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tmdt_desktop.store.workspace.open_", lambda *_: ws)
    open_workspace(things, ws.user, "")
    assert there(things, LEFT) == []
    assert there(things, KEPT) == list(KEPT)


def test_what_may_belong_to_a_run_under_way_stays(things: Path) -> None:
    for name in LEFT:
        for each in (things / name, (things / name).parent):
            os.utime(each)
    sweep(things)
    assert there(things, LEFT) == list(LEFT)
    sweep(things, least_age=0)
    assert there(things, LEFT) == []
