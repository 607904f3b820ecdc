"""Signing many, and signing elsewhere, by commands."""

from typing import TYPE_CHECKING, cast
from uuid import UUID

import pytest

from tests.core.services.test_sign_report import make_and_approve
from tmdt_desktop.store.workspace import Workspace

from .conftest import Run

if TYPE_CHECKING:
    from tests.core.conftest import Stage
    from tmdt_desktop.signing.trial_ca import TrialCa

WAYS = {"made": make_and_approve}


@pytest.fixture
def made(stage: "Stage") -> UUID:
    """A report of 2024 whose files are made and approved."""
    return cast("UUID", stage.came_to)


@pytest.fixture
def secret(monkeypatch: pytest.MonkeyPatch, key_password: str) -> None:
    """The keys' password where commands look for it."""
    monkeypatch.setenv("TMDT_KEY_PASSWORD", key_password)


def test_a_report_goes_out_and_an_unsigned_one_does_not_come_back_but_many_are_signed(
    filled_ws: Workspace,
    made: UUID,
    run: Run,
    trial_ca: "TrialCa",
    secret: None,
) -> None:
    from tmdt_desktop.signing.trust import Role

    filled_ws.close()
    folder = filled_ws.path
    code, out = run("export-to-sign", folder, "--report", made, "--to", folder.parent)
    assert code == 0
    code, seen = run("take-signed", folder, out["file"], "--report", made, "--check")
    assert (code, seen["accepted"], "chưa có chữ ký số" in seen["sentence"]) == (1, False, True)
    assert run("take-signed", folder, out["file"], "--report", made)[0] == 1
    key = trial_ca.keys["246", Role.LEADER]
    code, told = run("sign-many", folder, "--role", "leader", "--key", key)
    assert (code, [each["signed"]["owner"] != "" for each in told["results"]]) == (0, [True])
    code, told = run("sign-many", folder, "--role", "leader", "--key", key, "--reports", made)
    assert (code, told["results"][0]["signed"]) == (1, None)
    assert run("sign-many", folder, "--role", "leader", "--key", key) == (0, {"results": []})
