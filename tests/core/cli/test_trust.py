"""Trust packs on the command line, from an office's request to a pack that the office takes in."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tmdt_desktop.services import workspaces
from tmdt_desktop.store.workspace import Workspace

if TYPE_CHECKING:
    from tmdt_desktop.signing.trial_ca import TrialCa

Run = Callable[..., tuple[int, Any]]


@pytest.fixture
def department(
    department_ws: Workspace, trial_ca: "TrialCa", key_password: str, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """The Department's workspace, judging by the trial pack."""
    monkeypatch.setenv("TMDT_KEY_PASSWORD", key_password)
    settings = workspaces.settings(department_ws)
    workspaces.save_settings(department_ws, replace(settings, trust_folder=str(trial_ca.trust)))
    return department_ws.path


def test_an_office_asks_the_department_registers_and_issues(
    run: Run, ws: Workspace, department: Path, trial_ca: "TrialCa", tmp_path: Path
) -> None:
    from tmdt_desktop.signing.trust import Role

    district, key = ws.path, trial_ca.keys["SCT", Role.DEPARTMENT]
    code, told = run("trust", "show", district)
    assert (code, told["level"]) == (1, "UNDETERMINED")
    own = ("--key", trial_ca.keys["246", Role.LEADER])
    code, asked = run("trust", "request", district, "--role", "seal", "--to", tmp_path, *own)
    assert code == 0
    code, seen = run("trust", "enrol", department, asked["file"])
    assert (code, seen["level"]) == (1, "INVALID")
    known = seen["fingerprint"]
    assert run("trust", "remove", department, known[:12], "--why", "đổi việc dùng")[0] == 0
    assert run("trust", "remove", department, "0000", "--why", "x")[0] == 1
    assert run("trust", "enrol", department, asked["file"], "--fingerprint", "1234 5678 90AB CDEF")[0] == 1
    code, seen = run("trust", "enrol", department, asked["file"], "--fingerprint", asked["spoken"][:19])
    assert (code, seen["known"]) == (0, True)
    code, made = run("trust", "publish", department, "--to", tmp_path, "--key", key)
    assert (code, made["number"]) == (0, 2)
    code, offer = run("trust", "import", district, made["file"], "--dry-run")
    assert (code, offer["known"], offer["refused"]) == (0, False, "")
    assert run("trust", "import", district, made["file"])[0] == 1
    code, view = run("trust", "import", district, made["file"], "--fingerprint", offer["fingerprint"][:16])
    assert (code, view["number"], view["level"]) == (0, 2, "VALID")
    line = next(each for each in view["lines"] if each["fingerprint"] == known)
    assert (line["role"], line["office"]) == ("seal", "Ủy ban nhân dân huyện Lập Thạch")
    code, told = run("trust", "add", district, trial_ca.trust / "crls" / "trial-root.crl")
    assert (code, told["things"][0]["added"]) == (0, False)
