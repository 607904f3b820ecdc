"""Make the example of docs/package-format: a package, its correction, the receipt, the trust pack, an enrolment request.

Every name, number and key is invented; the keys are thrown away. Run from the root: python3 dev.py example
"""

import shutil
import sys
import tempfile
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from tests.data.approval import OPENED, approved
from tests.data.make_samples import tax_code
from tmdt_desktop.records.business import Activity, Business, ChannelKind, SubjectKind
from tmdt_desktop.records.training import Audience, Form, Gender, Role, Topic, Training
from tmdt_desktop.services import registers, workspaces
from tmdt_desktop.services.enrolment import EnrolmentWish, request_enrolment
from tmdt_desktop.services.export_package import ExportWish, export_package
from tmdt_desktop.services.make_report import save_text, start_correction, start_report
from tmdt_desktop.services.receive_packages import ReceiveWish, receive_packages
from tmdt_desktop.services.report_files import make_files
from tmdt_desktop.services.report_view import report_view
from tmdt_desktop.services.sign_report import SignWish, sign_report
from tmdt_desktop.services.workspaces import NewWorkspace, create_workspace
from tmdt_desktop.signing import trust as register
from tmdt_desktop.signing.keys import open_pkcs12
from tmdt_desktop.signing.trial_ca import TrialCa, TrialOffice, TrialWish, make_trial_ca
from tmdt_desktop.signing.trust_files import read_files
from tmdt_desktop.signing.trust_travel import write_travelling
from tmdt_desktop.store.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "docs" / "package-format" / "example"
PACKAGE, CORRECTION, RECEIPT = "package.asice", "correction.asice", "receipt.asice"
TRUST, ENROLMENT = "trust.asice", "enrolment.asice"
_YEAR, _SECRET, _LEADER = 2024, "khóa của ví dụ", "Nguyễn Minh Khôi"
_DECISION = "Quyết định số 00/2024/QĐ-UBND ngày 01 tháng 8 năm 2024 của Ủy ban nhân dân tỉnh Vĩnh Phúc (số thử nghiệm)"


@dataclass(frozen=True)
class _Desk:
    """Where the example is put together: the folder, the keys, the district's workspace and the Department's."""

    folder: Path
    ca: TrialCa
    district: Workspace
    department: Workspace

    def key(self, office: str, role: register.Role) -> Path:
        return self.ca.keys[office, role]

    def sent(self, report: UUID, name: str) -> Path:
        """Sign the report, pack it as anybody can read it, and call the file `name`."""
        ws, leader, seal = self.district, register.Role.LEADER, register.Role.SEAL
        make_files(ws, report)
        approved(ws, report)
        sign_report(ws, SignWish(report, "leader", self.key("246", leader), _SECRET))
        sign_report(ws, SignWish(report, "seal", self.key("246", seal), _SECRET))
        wish = ExportWish(report, self.folder, self.key("246", seal), _SECRET, for_department=False)
        return export_package(ws, wish).file.rename(self.folder / name)

    def received(self, package: Path) -> Path:
        wish = ReceiveWish((package,), self.key("SCT", register.Role.DEPARTMENT), _SECRET, self.folder, self.ca.trust)
        (made,) = receive_packages(self.department, wish)
        if made.receipt is None:
            raise SystemExit(made.sentence)
        return made.receipt.rename(self.folder / RECEIPT)


def make_example(out: Path) -> None:
    """Write the five files of the example into the folder `out`, in the place of those that are there."""
    with tempfile.TemporaryDirectory() as folder:
        desk = _opened(Path(folder))
        _written(desk)
        desk.district.close()
        desk.department.close()
        out.mkdir(parents=True, exist_ok=True)
        for name in (PACKAGE, CORRECTION, RECEIPT, TRUST, ENROLMENT):
            shutil.copyfile(desk.folder / name, out / name)


def _opened(folder: Path) -> _Desk:
    offices = (
        TrialOffice("246", "UBND huyện Lập Thạch", _LEADER),
        TrialOffice("SCT", "Sở Công thương", "Trần Thị Hải", (register.Role.DEPARTMENT,)),
    )
    ca = make_trial_ca(folder / "ca", TrialWish(offices, _SECRET))
    opened = {
        office: create_workspace(folder / office, NewWorkspace(office, "lan", "Nguyễn Thị Lan", _SECRET))
        for office in ("246", "SCT")
    }
    for ws, signer in ((opened["246"], _LEADER), (opened["SCT"], "Trần Thị Hải")):
        wanted = replace(workspaces.settings(ws), decision=_DECISION, signer_name=signer, trust_folder=str(ca.trust))
        workspaces.save_settings(ws, wanted)
    return _Desk(folder, ca, opened["246"], opened["SCT"])


def _written(desk: _Desk) -> None:
    ws = desk.district
    with ws.change("Nhập danh sách") as batch:
        batch.insert(Business, [_seller(at) for at in range(6)])
        batch.insert(Training, [_session(at) for at in range(2)])
    report = start_report(ws, _YEAR)
    for section in report_view(ws, report).sections:
        if not section.parent and not section.text.strip():
            save_text(ws, report, section.number, "Không phát sinh.")
    desk.received(desk.sent(report, PACKAGE))
    first, *_ = registers.ids_of(ws, Business, registers.find(ws, Business, registers.Query(order="name")))
    with ws.change("Sửa sau khi gửi") as batch:
        batch.update(Business, first, {"workers": 9})
        batch.insert(Business, [_seller(6)])
    desk.sent(start_correction(ws, report, OPENED), CORRECTION)
    department = open_pkcs12(desk.key("SCT", register.Role.DEPARTMENT), _SECRET)
    write_travelling(desk.folder / TRUST, read_files(desk.ca.trust), department)
    seal = desk.key("246", register.Role.SEAL)
    request_enrolment(ws, EnrolmentWish("seal", seal, _SECRET, desk.folder)).file.rename(desk.folder / ENROLMENT)


def _seller(at: int) -> dict[str, Any]:
    shop = {
        "kind": ChannelKind.SHOP,
        "platform": "POSTMART",
        "address": f"postmart.vn/vi-du-{at}",
        "takes_orders": True,
    }
    return {
        "name": f"Hộ kinh doanh ví dụ {at + 1}",
        "tax_code": tax_code(10 * at + 1),
        "kind": SubjectKind.HOUSEHOLD,
        "commune": "08761" if at % 2 else "08764",
        "activity": Activity.ACTIVE,
        "workers": 2 + at,
        "channels": [shop] if at % 3 else [shop, {"kind": ChannelKind.WEBSITE, "address": f"vi-du-{at}.example.vn"}],
    }


def _session(at: int) -> dict[str, Any]:
    people = [
        {"name": f"Học viên {n + 1}", "gender": Gender.FEMALE, "audience": Audience.HOUSEHOLD} for n in range(3 + at)
    ]
    return {
        "name": f"Bán hàng trên sàn, lớp {at + 1}",
        "form": Form.CLASS,
        "role": Role.LEADS,
        "topics": (Topic.SELLING,),
        "starts_on": date(_YEAR, 3 + at, 12),
        "place": "Hội trường huyện",
        "cost": 10_000_000 * (at + 1),
        "attendees": people,
    }


if __name__ == "__main__":
    make_example(Path(sys.argv[1]) if len(sys.argv) > 1 else EXAMPLE)
