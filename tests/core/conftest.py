"""Workspaces to test on: real, encrypted, made anew for each test; keys to sign with, made once a session."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tmdt_desktop.services.workspaces import NewWorkspace, create_workspace
from tmdt_desktop.store.workspace import Workspace

if TYPE_CHECKING:
    from tmdt_desktop.signing.trial_ca import TrialCa


@pytest.fixture(scope="session")
def password() -> str:
    """What opens every workspace of the tests."""
    return "mật khẩu dài"


@pytest.fixture(scope="session")
def _blank(tmp_path_factory: pytest.TempPathFactory, password: str) -> dict[str, tuple[Path, bytes]]:
    """One new workspace an office, made once: (folder, data key). Tests work on copies of it."""
    made = {}
    people = {"246": ("lan", "Nguyễn Thị Lan"), "SCT": ("minh", "Trần Văn Minh")}
    for office, (user, full_name) in people.items():
        folder = tmp_path_factory.mktemp("blank") / office
        fresh = create_workspace(folder, NewWorkspace(office, user, full_name, password))
        made[office] = (folder, fresh.data_key())
        fresh.close()
    return made


@pytest.fixture
def ws(tmp_path: Path, _blank: dict[str, tuple[Path, bytes]]) -> Iterator[Workspace]:
    """The workspace of huyện Lập Thạch, opened by «lan»."""
    made = _copy(_blank["246"], tmp_path / "sổ huyện", "lan")
    yield made
    made.close()


@pytest.fixture
def department_ws(tmp_path: Path, _blank: dict[str, tuple[Path, bytes]]) -> Iterator[Workspace]:
    """The workspace of Sở Công thương, opened by «minh»."""
    made = _copy(_blank["SCT"], tmp_path / "sổ sở", "minh")
    yield made
    made.close()


@pytest.fixture(scope="session")
def key_password() -> str:
    """What opens every key file of `trial_ca`."""
    return "mật khẩu khóa"


@pytest.fixture(scope="session")
def trial_ca(tmp_path_factory: pytest.TempPathFactory, key_password: str) -> "TrialCa":
    """A throw-away authority for the offices of the tests: «246» (Lập Thạch), «247» (Tam Dương), «SCT»."""
    from tmdt_desktop.signing.trial_ca import TrialOffice, TrialWish, make_trial_ca
    from tmdt_desktop.signing.trust import Role

    offices = (
        TrialOffice("246", "UBND huyện Lập Thạch", "Nguyễn Minh Khôi"),
        TrialOffice("247", "UBND huyện Tam Dương", "Lê Thị Mai"),
        TrialOffice("SCT", "Sở Công thương", "Trần Văn Hải", (Role.DEPARTMENT,)),
    )
    return make_trial_ca(tmp_path_factory.mktemp("trial"), TrialWish(offices, key_password))


def _copy(blank: tuple[Path, bytes], to: Path, user: str) -> Workspace:
    folder, data_key = blank
    shutil.copytree(folder, to)
    return Workspace(to, user, data_key)
