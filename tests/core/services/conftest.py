"""A report on its way: sealed, exported, received. Each stage is made once a session; tests work on copies."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zipfile import ZipFile

import pytest

from tests.data.approval import OPENED, approved
from tmdt_desktop.records.business import Activity, Business, ChannelKind, Procedure, SubjectKind
from tmdt_desktop.records.training import Audience, Form, Gender, Role, Topic, Training
from tmdt_desktop.services import registers, workspaces
from tmdt_desktop.services.export_package import ExportWish, export_package
from tmdt_desktop.services.make_report import save_text, start_correction, start_report
from tmdt_desktop.services.receive_packages import ReceiveWish
from tmdt_desktop.services.registers import Query
from tmdt_desktop.services.report_files import make_files
from tmdt_desktop.services.report_view import report_view
from tmdt_desktop.services.sign_report import SignWish, sign_report
from tmdt_desktop.store.workspace import Workspace

if TYPE_CHECKING:
    from tmdt_desktop.signing.trial_ca import TrialCa


def _seller(at: int) -> dict[str, Any]:
    shop = {"kind": ChannelKind.SHOP, "platform": "POSTMART", "address": f"postmart.vn/mo{at}", "takes_orders": True}
    site = {"kind": ChannelKind.WEBSITE, "address": f"mo{at}.example.vn", "procedure": Procedure.NOTIFIED}
    return {
        "name": f"Hộ kinh doanh Mơ «{at}»",
        "tax_code": f"25001234{at:02d}",
        "kind": SubjectKind.HOUSEHOLD if at else SubjectKind.ENTERPRISE,
        "commune": "08761" if at % 2 else "08764",
        "phone": f"09123456{at:02d}",
        "activity": Activity.ACTIVE,
        "traded": at < 5,
        "note": "dòng một\ndòng hai, có dấu phẩy",
        "channels": [shop, site][: 1 + at % 2],
    }


def _session(at: int) -> dict[str, Any]:
    people = [
        {
            "name": f"Trần Thị Mận {n}",
            "gender": Gender.FEMALE,
            "phone": f"09876543{n:02d}",
            "audience": Audience.HOUSEHOLD,
        }
        for n in range(4 + at)
    ]
    return {
        "name": f"Bán hàng trên sàn {at}",
        "form": Form.CLASS,
        "role": Role.LEADS,
        "topics": (Topic.SELLING,),
        "starts_on": date(2024, 3 + at, 12),
        "place": "Hội trường huyện",
        "cost": 10_000_000 * (at + 1),
        "attendees": people,
    }


@dataclass(frozen=True)
class Stage:
    """A workspace folder at some point of the story, and the report it is about."""

    folder: Path
    key: bytes
    report: UUID
    package: Path | None = None

    def open(self, to: Path) -> Workspace:
        shutil.copytree(self.folder, to)
        return Workspace(to, "lan", self.key)


def write_the_rest(ws: Workspace, report: UUID) -> None:
    """The clerk's words in every section that the program leaves to the clerk."""
    for section in report_view(ws, report).sections:
        if not section.parent and not section.text.strip():
            save_text(ws, report, section.number, "Không phát sinh.")


def seal(ws: Workspace, report: UUID, ca: "TrialCa", password: str) -> None:
    """The head's approval, the leader's signature, then the office's seal."""
    from tmdt_desktop.signing.trust import Role as Use

    approved(ws, report)
    sign_report(ws, SignWish(report, "leader", ca.keys["246", Use.LEADER], password))
    sign_report(ws, SignWish(report, "seal", ca.keys["246", Use.SEAL], password))


@pytest.fixture(scope="session")
def _sealed(
    tmp_path_factory: pytest.TempPathFactory,
    _blank: dict[str, tuple[Path, bytes]],
    trial_ca: "TrialCa",
    key_password: str,
) -> Stage:
    blank, key = _blank["246"]
    folder = tmp_path_factory.mktemp("sealed") / "246"
    shutil.copytree(blank, folder)
    ws = Workspace(folder, "lan", key)
    with ws.change("Nhập danh sách") as batch:
        batch.insert(Business, [_seller(at) for at in range(8)])
        batch.insert(Training, [_session(at) for at in range(3)])
        batch.insert(Training, [{**_session(0), "name": "Lớp năm 2022", "starts_on": date(2022, 5, 3)}])
    decision = "Quyết định số 99/2024/QĐ-UBND ngày 09 tháng 8 năm 2024 của Ủy ban nhân dân tỉnh Vĩnh Phúc"
    workspaces.save_settings(
        ws,
        replace(
            workspaces.settings(ws), decision=decision, signer_name="Nguyễn Minh Khôi", trust_folder=str(trial_ca.trust)
        ),
    )
    report = start_report(ws, 2024)
    write_the_rest(ws, report)
    make_files(ws, report)
    seal(ws, report, trial_ca, key_password)
    ws.close()
    return Stage(folder, key, report)


@pytest.fixture
def sealed(_sealed: Stage, tmp_path: Path) -> Iterator[tuple[Workspace, UUID]]:
    """The district's workspace with a sealed report for 2024, and the report's id."""
    made = _sealed.open(tmp_path / "sổ đã đóng dấu")
    yield made, _sealed.report
    made.close()


@pytest.fixture
def export_wish(trial_ca: "TrialCa", key_password: str, tmp_path: Path, _sealed: Stage) -> ExportWish:
    """To a stick, with the office's key."""
    from tmdt_desktop.signing.trust import Role as Use

    stick = tmp_path / "usb"
    stick.mkdir()
    return ExportWish(_sealed.report, stick, trial_ca.keys["246", Use.SEAL], key_password, for_department=False)


@pytest.fixture(scope="session")
def _exported(
    _sealed: Stage, trial_ca: "TrialCa", key_password: str, tmp_path_factory: pytest.TempPathFactory
) -> Stage:
    from tmdt_desktop.signing.trust import Role as Use

    home = tmp_path_factory.mktemp("exported")
    ws = _sealed.open(home / "246")
    wish = ExportWish(_sealed.report, home, trial_ca.keys["246", Use.SEAL], key_password, for_department=False)
    receipt = export_package(ws, wish)
    ws.close()
    return Stage(home / "246", _sealed.key, _sealed.report, receipt.file)


@pytest.fixture
def sent(_exported: Stage, tmp_path: Path) -> Iterator[tuple[Workspace, UUID, Path]]:
    """The district's workspace after the export, the report's id, and the package on a stick."""
    assert _exported.package
    made = _exported.open(tmp_path / "sổ đã gửi")
    package = tmp_path / _exported.package.name
    shutil.copyfile(_exported.package, package)
    yield made, _exported.report, package
    made.close()


@pytest.fixture
def receive_wish(trial_ca: "TrialCa", key_password: str, tmp_path: Path) -> ReceiveWish:
    """No file yet; answers go to a folder of their own."""
    from tmdt_desktop.signing.trust import Role as Use

    answers = tmp_path / "phiếu"
    answers.mkdir()
    return ReceiveWish((), trial_ca.keys["SCT", Use.DEPARTMENT], key_password, answers, trial_ca.trust)


@pytest.fixture(scope="session")
def _corrected(
    _exported: Stage, trial_ca: "TrialCa", key_password: str, tmp_path_factory: pytest.TempPathFactory
) -> Stage:
    """The second revision: one business renamed, one gone, one new."""
    from tmdt_desktop.signing.trust import Role as Use

    home = tmp_path_factory.mktemp("corrected")
    ws = _exported.open(home / "246")
    ids = registers.ids_of(ws, Business, registers.find(ws, Business, Query(order="tax_code")))
    with ws.change("Sửa") as batch:
        batch.update(Business, ids[0], {"name": "Hộ kinh doanh Mơ tên mới"})
        batch.delete(Business, ids[1])
        batch.insert(Business, [{**_seller(9), "name": "Hộ kinh doanh mới"}])
    report = start_correction(ws, _exported.report, OPENED)
    make_files(ws, report)
    seal(ws, report, trial_ca, key_password)
    wish = ExportWish(report, home, trial_ca.keys["246", Use.SEAL], key_password, for_department=False)
    receipt = export_package(ws, wish)
    ws.close()
    return Stage(home / "246", _exported.key, report, receipt.file)


@pytest.fixture
def corrected(_corrected: Stage, tmp_path: Path) -> Iterator[tuple[Workspace, UUID, Path]]:
    """As `sent`, after the second revision."""
    assert _corrected.package
    made = _corrected.open(tmp_path / "sổ đã sửa")
    package = tmp_path / f"lần 2 {_corrected.package.name}"
    shutil.copyfile(_corrected.package, package)
    yield made, _corrected.report, package
    made.close()


@pytest.fixture
def department_certificate(trial_ca: "TrialCa", key_password: str, tmp_path: Path) -> Path:
    """The receiver's certificate as a PEM file."""
    from cryptography.hazmat.primitives.serialization import Encoding
    from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12

    from tmdt_desktop.signing.trust import Role as Use

    own = load_pkcs12(trial_ca.keys["SCT", Use.DEPARTMENT].read_bytes(), key_password.encode()).cert
    assert own
    path = tmp_path / "so.crt"
    path.write_bytes(own.certificate.public_bytes(Encoding.PEM))
    return path


@pytest.fixture
def inside(sent: tuple[Workspace, UUID, Path]) -> dict[str, bytes]:
    """The files of a good package."""
    with ZipFile(sent[2]) as archive:
        names = [name for name in archive.namelist() if not name.startswith(("META-INF", "mimetype"))]
        return {name: archive.read(name) for name in names}
