"""Commands on catalogues and settings."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tmdt_desktop.store.workspace import Workspace

Run = Callable[..., tuple[int, Any]]


@pytest.fixture
def filled(filled_ws: Workspace) -> Path:
    """A district's workspace with rows, closed again."""
    filled_ws.close()
    return filled_ws.path


def test_the_names_of_the_lists_are_told(run: Run) -> None:
    code, told = run("catalogue")
    assert code == 0
    assert {"units", "agencies", "laws", "violations", "industries", "tax_status"} <= set(told)


def test_a_list_is_shown_as_of_a_day(run: Run) -> None:
    told = run("catalogue", "units", "--day", "31/12/2024", "--search", "ngoc my")[1]
    assert [(row["code"], row["cells"][1]) for row in told["rows"]] == [("08767", "Xã Ngọc Mỹ")]
    assert told["day"] == "2024-12-31"


def test_a_place_is_followed(run: Run) -> None:
    told = run("catalogue", "--unit", "08716", "--day", "2025-07-01")[1]
    assert told["steps"][-1]["titles"] == ["Phường Vĩnh Phúc"]
    code, refused = run("catalogue", "--unit", "246", "--day", "2025-07-01")
    assert (code, refused["problem"]["kind"]) == (1, "Refused")


def test_a_day_that_is_none_is_wrong_usage() -> None:
    words = [sys.executable, "-m", "tmdt_desktop", "catalogue", "units", "--day", "31/2/2024"]
    done = subprocess.run(words, capture_output=True, check=False, encoding="utf-8")
    assert done.returncode == 2


def test_settings_are_set_by_name(run: Run, filled: Path) -> None:
    told = run("settings", filled, "signing_form=DEPUTY", "early_days=2", "recipient=Sở Công thương")[1]
    assert (told["signing_form"], told["early_days"], told["recipient"]) == ("DEPUTY", 2, "Sở Công thương")
    assert run("settings", filled)[1]["signing_form"] == "DEPUTY"
    code, refused = run("settings", filled, "signing_form=AI")
    assert code == 1
    assert "HEAD" in str(refused)
