"""Workspaces to test on: real, encrypted, made anew for each test."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tmdt_desktop.services.workspaces import NewWorkspace, create_workspace
from tmdt_desktop.store.workspace import Workspace


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


def _copy(blank: tuple[Path, bytes], to: Path, user: str) -> Workspace:
    folder, data_key = blank
    shutil.copytree(folder, to)
    return Workspace(to, user, data_key)
