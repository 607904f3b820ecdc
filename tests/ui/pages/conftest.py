"""What pages are tested on: a district with a year of work, its Department, throw-away keys, messy lists."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

if TYPE_CHECKING:
    from tmdt_desktop.signing.trial_ca import TrialCa
    from tmdt_desktop.store.workspace import Workspace
    from ui.shell.desk import Desk
    from ui.shell.theme import Theme

KEY_PASSWORD = "mật khẩu khóa"
PASSWORD = "mật khẩu dài"
DECISION = "Quyết định số 99/2024/QĐ-UBND ngày 09 tháng 8 năm 2024 của Ủy ban nhân dân tỉnh Vĩnh Phúc"


@pytest.fixture(scope="session")
def ca(tmp_path_factory: pytest.TempPathFactory, keys_looked_over_once: None) -> "TrialCa":
    """Keys of «246» (Lập Thạch) and «SCT», made once."""
    from tmdt_desktop.signing.trial_ca import TrialOffice, TrialWish, make_trial_ca
    from tmdt_desktop.signing.trust import Role

    offices = (
        TrialOffice("246", "UBND huyện Lập Thạch", "Nguyễn Minh Khôi"),
        TrialOffice("SCT", "Sở Công thương", "Trần Văn Hải", (Role.DEPARTMENT,)),
    )
    return make_trial_ca(tmp_path_factory.mktemp("ca"), TrialWish(offices, KEY_PASSWORD))


@pytest.fixture
def keys(ca: "TrialCa") -> dict[str, Path]:
    """leader, seal, department, expired → key file."""
    from tmdt_desktop.signing.trust import Role

    own = {role.value: ca.keys["246", role] for role in (Role.LEADER, Role.SEAL)}
    return {**own, "department": ca.keys["SCT", Role.DEPARTMENT], "expired": ca.expired}


def businesses(count: int) -> list[dict[str, Any]]:
    """So many households with a shop each."""
    from tmdt_desktop.records.business import Activity, ChannelKind, SubjectKind

    shop = {"kind": ChannelKind.SHOP, "platform": "POSTMART"}
    return [
        {
            "name": f"Hộ kinh doanh Nguyễn Thị Hòa {at}",
            "kind": SubjectKind.HOUSEHOLD,
            "commune": ("08761", "08764")[at % 2],
            "activity": Activity.ACTIVE,
            "channels": [{**shop, "address": f"postmart.vn/hoa{at}"}],
        }
        for at in range(count)
    ]


def sessions() -> list[dict[str, Any]]:
    """Three classes of 2024."""
    from tmdt_desktop.records.training import Audience, Form, Gender, Role, Topic

    people = [{"name": f"Trần Thị Mai {at}", "gender": Gender.FEMALE, "audience": Audience.PEOPLE} for at in range(4)]
    common = {"form": Form.CLASS, "role": Role.LEADS, "topics": (Topic.SELLING,), "place": "Hội trường huyện"}
    return [
        {**common, "name": f"Lớp bán hàng {at}", "starts_on": date(2024, 3 + at, 12), "attendees": people}
        for at in range(3)
    ]


@dataclass(frozen=True)
class Stage:
    """A workspace as far as its year has come: its folder, its key, its report, its package."""

    folder: Path
    data_key: bytes
    report: UUID | None = None
    package: Path | None = None


Stages = Callable[[str], Stage]
ORDER = ("package", "sealed", "approved", "made", "report", "filled")
"""Stages, the furthest first; a test stands on the furthest that it asks for."""


@pytest.fixture(scope="session")
def stages(tmp_path_factory: pytest.TempPathFactory, _blank_folder: tuple[Path, bytes], ca: "TrialCa") -> Stages:
    """`stages("sealed")`: each is made once, from a copy of the one before, when it is first asked for."""
    from tmdt_desktop.store.workspace import Workspace

    made: dict[str, Stage] = {"": Stage(*_blank_folder)}
    further = {
        "filled": _fill,
        "report": _write,
        "made": _make,
        "approved": _approve,
        "sealed": _seal,
        "package": _pack,
    }

    def stage(name: str) -> Stage:
        if name not in made:
            at = (*ORDER, "").index(name)
            before = stage((*ORDER, "")[at + 1])
            folder = tmp_path_factory.mktemp("stage") / name
            shutil.copytree(before.folder, folder)
            ws = Workspace(folder, "lan", before.data_key)
            made[name] = replace(further[name](ws, before, ca), folder=folder)
            ws.close()
        return made[name]

    return stage


def _fill(ws: "Workspace", before: Stage, ca: "TrialCa") -> Stage:
    from tmdt_desktop.records.business import Business
    from tmdt_desktop.records.training import Training
    from tmdt_desktop.services import workspaces

    with ws.change("Nhập danh sách") as batch:
        batch.insert(Business, businesses(12))
        batch.insert(Training, sessions())
    known = workspaces.settings(ws)
    wish = replace(known, decision=DECISION, signer_name="Nguyễn Minh Khôi", trust_folder=str(ca.trust))
    workspaces.save_settings(ws, wish)
    return before


def _write(ws: "Workspace", before: Stage, _ca: "TrialCa") -> Stage:
    from tmdt_desktop.services.make_report import save_text, start_report
    from tmdt_desktop.services.report_view import report_view

    id_ = start_report(ws, 2024)
    for section in report_view(ws, id_).sections:
        if not section.parent and not section.text.strip():
            save_text(ws, id_, section.number, "Không phát sinh.")
    return replace(before, report=id_)


def _make(ws: "Workspace", before: Stage, _ca: "TrialCa") -> Stage:
    from tmdt_desktop.services.report_files import make_files

    assert before.report
    make_files(ws, before.report)
    return before


def _approve(ws: "Workspace", before: Stage, _ca: "TrialCa") -> Stage:
    from tests.data import approval

    assert before.report
    approval.approved(ws, before.report)
    return before


def _seal(ws: "Workspace", before: Stage, ca: "TrialCa") -> Stage:
    from tmdt_desktop.services.sign_report import SignWish, sign_report
    from tmdt_desktop.signing.trust import Role

    assert before.report
    sign_report(ws, SignWish(before.report, "leader", ca.keys["246", Role.LEADER], KEY_PASSWORD))
    sign_report(ws, SignWish(before.report, "seal", ca.keys["246", Role.SEAL], KEY_PASSWORD))
    return before


def _pack(ws: "Workspace", before: Stage, ca: "TrialCa") -> Stage:
    from tmdt_desktop.services.export_package import ExportWish, export_package
    from tmdt_desktop.signing.trust import Role

    assert before.report
    stick = ws.path.with_name("usb")
    stick.mkdir()
    made = export_package(
        ws, ExportWish(before.report, stick, ca.keys["246", Role.SEAL], KEY_PASSWORD, for_department=False)
    )
    return replace(before, package=made.file)


@pytest.fixture
def _stage(request: pytest.FixtureRequest, stages: Stages) -> Stage:
    return stages(next((name for name in ORDER if name in request.fixturenames), ""))


@pytest.fixture
def ws(tmp_path: Path, _stage: Stage) -> "Iterator[Workspace]":
    """The workspace of huyện Lập Thạch, opened by «lan», as far as the test asks for."""
    from tmdt_desktop.store.workspace import Workspace

    shutil.copytree(_stage.folder, tmp_path / "sổ")
    made = Workspace(tmp_path / "sổ", "lan", _stage.data_key)
    yield made
    made.close()


@pytest.fixture
def filled(ws: "Workspace") -> "Workspace":
    """The district's workspace with twelve businesses, three classes and every setting a report asks for."""
    return ws


@pytest.fixture
def report(ws: "Workspace", _stage: Stage) -> UUID:
    """The report of 2024, its figures frozen, every section written."""
    assert ws
    assert _stage.report
    return _stage.report


@pytest.fixture
def made(report: UUID) -> UUID:
    """The same report with its files."""
    return report


@pytest.fixture
def approved(report: UUID) -> UUID:
    """The same report with its files, approved, not signed yet."""
    return report


@pytest.fixture
def sealed(report: UUID) -> UUID:
    """The same report, made, signed and sealed."""
    return report


@pytest.fixture
def package(ws: "Workspace", _stage: Stage, tmp_path: Path) -> Path:
    """Its package, on a stick of the test's own."""
    assert ws
    assert _stage.package
    (tmp_path / "usb").mkdir()
    return Path(shutil.copy(_stage.package, tmp_path / "usb"))


@pytest.fixture(scope="session")
def _blank_department(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    from tmdt_desktop.services.workspaces import NewWorkspace, create_workspace

    folder = tmp_path_factory.mktemp("blank") / "sở"
    fresh = create_workspace(folder, NewWorkspace("SCT", "minh", "Trần Văn Minh", PASSWORD))
    fresh.close()
    return folder, fresh.data_key()


@pytest.fixture
def department_desk(
    tmp_path: Path, _blank_department: tuple[Path, bytes], ca: "TrialCa", theme: "Theme"
) -> "Iterator[Desk]":
    """What pages are given at the Department, which knows the trust pack."""
    from tmdt_desktop.services import workspaces
    from tmdt_desktop.store.workspace import Workspace
    from ui.shell.desk import Desk
    from ui.shell.jobs import Jobs
    from ui.shell.problems import Problems

    folder, data_key = _blank_department
    shutil.copytree(folder, tmp_path / "sở")
    ws = Workspace(tmp_path / "sở", "minh", data_key)
    workspaces.save_settings(ws, replace(workspaces.settings(ws), trust_folder=str(ca.trust)))
    jobs, problems = Jobs(), Problems(theme)
    jobs.failed.connect(problems.show)
    made = Desk(ws, jobs, problems, theme)
    made.habits.choose_way("file")  # no device of this machine is looked for
    yield made
    jobs.close()
    ws.close()


@pytest.fixture
def messy(tmp_path: Path) -> Callable[..., Path]:
    """`messy("ds.xlsx", rows=6, faulty=2)`: a commune's list as it comes, titles above, a total below."""

    def write(name: str, *, rows: int = 6, faulty: int = 0) -> Path:
        from openpyxl import Workbook

        book = Workbook()
        sheet = book.worksheets[0]
        sheet.title = "Quang Sơn"
        sheet.append(["DANH SÁCH TỔ CHỨC, CÁ NHÂN KINH DOANH ONLINE NĂM 2024"])
        sheet.append([])
        sheet.append(["STT", "Tên hộ kinh doanh", "Loại", "Mã số thuế", "Điện thoại", "Xã", "Website"])
        for at in range(rows):
            phone = "12" if at < faulty else f"91234567{at % 10}"
            line = [at + 1, f"Hộ kinh doanh Mơ số {at}", "Hộ kinh doanh", "", phone, "Xã Quang Sơn", f"mo{at}.vn"]
            sheet.append(line)
        sheet.append(["", "Tổng cộng", "", "", "", "", rows])
        book.save(tmp_path / name)
        return tmp_path / name

    return write


@pytest.fixture
def asked() -> Callable[[Any], list[tuple[str, object]]]:
    """`asked(page)` is the list of (name, what) that the page asks for from then on."""

    def listen(page: Any) -> list[tuple[str, object]]:
        heard: list[tuple[str, object]] = []
        page.asks.connect(lambda name, what: heard.append((name, what)))
        return heard

    return listen
