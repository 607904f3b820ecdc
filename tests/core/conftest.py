"""Workspaces to test on: real, encrypted, copied for each test; keys to sign with, made once a session."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tmdt_desktop.records.business import Activity, Business, ChannelKind, EInvoice, Payment, Procedure, SubjectKind
from tmdt_desktop.records.training import Audience, Form, Gender, Role, Topic, Training
from tmdt_desktop.services import workspaces
from tmdt_desktop.services.workspaces import NewWorkspace, create_workspace
from tmdt_desktop.store import keys
from tmdt_desktop.store.workspace import Workspace

if TYPE_CHECKING:
    from tmdt_desktop.signing.trial_ca import TrialCa


@pytest.fixture(scope="session")
def password() -> str:
    """What opens every workspace of the tests."""
    return "mật khẩu dài"


@pytest.fixture(scope="session")
def _blank(tmp_path_factory: pytest.TempPathFactory, password: str) -> dict[str, tuple[Path, bytes]]:
    """One new workspace an office, made once: (folder, data key). Tests work on copies of it.

    Its passwords are cheap to try: what trying one costs stands in the slot, so opening is the same otherwise.
    """
    made = {}
    people = {"246": ("lan", "Nguyễn Thị Lan"), "SCT": ("minh", "Trần Văn Minh")}
    for office, (user, full_name) in people.items():
        folder = tmp_path_factory.mktemp("blank") / office
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(keys, "_MEMORY_KIB", 64)
            patch.setattr(keys, "_ROUNDS", 1)
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


@pytest.fixture(scope="module")
def shared_ws(tmp_path_factory: pytest.TempPathFactory, _blank: dict[str, tuple[Path, bytes]]) -> Iterator[Workspace]:
    """As `ws`, but one for all tests of a module: for those that leave the registers they look at as they were."""
    made = _copy(_blank["246"], tmp_path_factory.mktemp("shared") / "sổ huyện", "lan")
    yield made
    made.close()


@pytest.fixture
def department_ws(tmp_path: Path, _blank: dict[str, tuple[Path, bytes]]) -> Iterator[Workspace]:
    """The workspace of Sở Công thương, opened by «minh»."""
    made = _copy(_blank["SCT"], tmp_path / "sổ sở", "minh")
    yield made
    made.close()


@pytest.fixture
def sellers() -> list[dict[str, Any]]:
    """What lies in the register of businesses of `filled_ws`."""
    return _sellers()


@pytest.fixture
def sessions() -> list[dict[str, Any]]:
    """What lies in the register of classes of `filled_ws`."""
    return _sessions()


def _sellers() -> list[dict[str, Any]]:
    """Twelve businesses of huyện Lập Thạch, one of them closed before the year; every second one sells in a shop."""
    communes = ("08761", "08764", "08767")
    return [
        {
            "name": f"Hộ kinh doanh Nguyễn Thị Hòa {at}",
            "kind": SubjectKind.ENTERPRISE if at % 4 == 0 else SubjectKind.HOUSEHOLD,
            "commune": communes[at % 3],
            "activity": Activity.ENDED if at == 11 else Activity.ACTIVE,
            "ended_on": date(2023, 3, 1) if at == 11 else None,
            "traded": at % 2 == 0,
            "e_invoice": EInvoice.PLAIN if at < 5 else EInvoice.NONE,
            "payments": (Payment.QR,) if at < 7 else None,
            "channels": [
                {"kind": ChannelKind.SHOP, "platform": "POSTMART", "address": f"postmart.vn/hoa{at}"}
                if at % 2
                else {"kind": ChannelKind.WEBSITE, "address": f"hoa{at}.example.vn", "procedure": Procedure.NOTIFIED}
            ],
        }
        for at in range(12)
    ]


def _sessions() -> list[dict[str, Any]]:
    """Three classes that the office led in 2024, with lists, and one that it sent people to."""
    people = [
        {"name": f"Trần Thị Mai {at}", "gender": Gender.FEMALE if at % 2 else Gender.MALE, "phone": f"09120000{at:02d}",
         "audience": Audience.HOUSEHOLD if at < 6 else Audience.PEOPLE}
        for at in range(10)
    ]  # fmt: skip
    led = [
        {"name": f"Lớp bán hàng trực tuyến {at}", "form": Form.CLASS, "role": Role.LEADS, "topics": (Topic.SELLING, Topic.LAW)[: 1 + at % 2],
         "starts_on": date(2024, 3 + at, 12), "place": "Hội trường huyện", "cost": 15_000_000 * (at + 1),
         "attendees": people[at:]}
        for at in range(3)
    ]  # fmt: skip
    sent = {"name": "Hội thảo pháp luật TMĐT", "form": Form.WORKSHOP, "role": Role.ATTENDS,
            "starts_on": date(2024, 9, 5), "place": "Vĩnh Yên"}  # fmt: skip
    return [*led, sent]


@dataclass(frozen=True)
class Stage:
    """A workspace folder at some point of the story, its key, and what going there came to."""

    folder: Path
    key: bytes
    came_to: Any = None


Way = Callable[[Workspace], Any]
Stages = Callable[[Way | None], Stage]


@pytest.fixture(scope="session")
def stages(tmp_path_factory: pytest.TempPathFactory, _blank: dict[str, tuple[Path, bytes]]) -> Stages:
    """`stages(way)`: the workspace with a year of rows after `way(ws)`; gone once a session, whoever asks."""
    made: dict[Way | None, Stage] = {}

    def go(before: tuple[Path, bytes], way: Way) -> Stage:
        folder = tmp_path_factory.mktemp("stage") / "sổ huyện"
        ws = _copy(before, folder, "lan")
        try:
            return Stage(folder, before[1], way(ws))
        finally:
            ws.close()

    def stage(way: Way | None) -> Stage:
        if way not in made:
            before = (stage(None).folder, stage(None).key) if way else _blank["246"]
            made[way] = go(before, way or _fill)
        return made[way]

    return stage


def _fill(ws: Workspace) -> None:
    with ws.change("Nhập danh sách") as batch:
        batch.insert(Business, _sellers())
        batch.insert(Training, _sessions())
    decision = "Quyết định số 99/2024/QĐ-UBND ngày 09 tháng 8 năm 2024 của Ủy ban nhân dân tỉnh Vĩnh Phúc"
    workspaces.save_settings(ws, replace(workspaces.settings(ws), decision=decision, signer_name="Nguyễn Minh Khôi"))


@pytest.fixture
def stage(request: pytest.FixtureRequest, stages: Stages) -> Stage:
    """Where the test begins: after the way that `WAYS` of its module names for a fixture it asks for, else with rows alone."""
    ways: dict[str, Way] = getattr(request.module, "WAYS", {})
    return stages(next((way for name, way in ways.items() if name in request.fixturenames), None))


@pytest.fixture
def filled_ws(stage: Stage, tmp_path: Path) -> Iterator[Workspace]:
    """The district's workspace with rows for the year 2024 and every setting that a report asks for."""
    made = _copy((stage.folder, stage.key), tmp_path / "sổ huyện", "lan")
    yield made
    made.close()


@pytest.fixture(scope="session")
def key_password() -> str:
    """What opens every key file of `trial_ca`."""
    return "mật khẩu khóa"


@pytest.fixture(scope="session")
def trial_ca(tmp_path_factory: pytest.TempPathFactory, key_password: str, keys_looked_over_once: None) -> "TrialCa":
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
