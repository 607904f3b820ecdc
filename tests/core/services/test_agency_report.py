"""Offices that are no committees report by their own duties: from the empty workspace to a verified package."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from tests.data.approval import approved
from tmdt_desktop.catalogues.duties import duties_of
from tmdt_desktop.catalogues.offices import offices_on
from tmdt_desktop.records.duty_answer import DutyOutcome
from tmdt_desktop.records.report import ReportKind
from tmdt_desktop.records.training import Form, Role, Training
from tmdt_desktop.services import workspaces
from tmdt_desktop.services.duties import DutyWish, answer_duty
from tmdt_desktop.services.export_package import ExportWish, export_package
from tmdt_desktop.services.make_report import freeze_again, save_text, start_report
from tmdt_desktop.services.pdf_words import words_of_pdf
from tmdt_desktop.services.report_acts import issue
from tmdt_desktop.services.report_files import make_files
from tmdt_desktop.services.report_skeleton import skeleton, words_of
from tmdt_desktop.services.report_view import SectionView, report_view
from tmdt_desktop.services.sign_report import SignWish, sign_report
from tmdt_desktop.services.verify_package import verify_package
from tmdt_desktop.services.workspaces import NewWorkspace, create_workspace
from tmdt_desktop.store import keys
from tmdt_desktop.store.workspace import Workspace

if TYPE_CHECKING:
    from tmdt_desktop.signing.trial_ca import TrialCa

OFFICES = {"QLTT": "Cục Quản lý thị trường", "HHDN": "Hiệp hội doanh nghiệp", "SCT": "Sở Công thương"}
LEADER = "Phạm Văn Đức"
DECISION = "Quyết định số 99/2024/QĐ-UBND ngày 09 tháng 8 năm 2024 của Ủy ban nhân dân tỉnh Vĩnh Phúc"


@pytest.fixture(scope="module")
def ca(tmp_path_factory: pytest.TempPathFactory, key_password: str, keys_looked_over_once: None) -> "TrialCa":
    from tmdt_desktop.signing.trial_ca import TrialOffice, TrialWish, make_trial_ca

    named = tuple(TrialOffice(code, name, LEADER) for code, name in OFFICES.items())
    return make_trial_ca(tmp_path_factory.mktemp("ca"), TrialWish(named, key_password))


def opened(folder: Path, office: str, password: str) -> Workspace:
    with pytest.MonkeyPatch.context() as patch:  # a password that is cheap to try
        patch.setattr(keys, "_MEMORY_KIB", 64)
        patch.setattr(keys, "_ROUNDS", 1)
        ws = create_workspace(folder, NewWorkspace(office, "an", "Lê Văn An", password))
    workspaces.save_settings(ws, replace(workspaces.settings(ws), decision=DECISION, signer_name=LEADER))
    return ws


def section(ws: Workspace, id_: UUID, number: str) -> SectionView:
    return {each.number: each for each in report_view(ws, id_).sections}[number]


def test_every_duty_of_every_agency_has_its_section() -> None:
    for day in (date(2024, 12, 19), date(2026, 12, 18)):
        for office in offices_on(day):
            record = {"office": office.code, "kind": ReportKind.ANNUAL, "due_on": day}
            shape = skeleton(record)
            codes = [each.code for each in shape.sections]
            assert len(codes) == len(set(codes))
            assert codes[-4:] == ["III", "IV", "V", "VI"] or "III.1" in codes
            if shape.duties:
                assert tuple(shape.duties.values()) == tuple(duty.id for duty in duties_of(office.code, day))


def test_a_commune_after_the_reform_reports_by_the_skeleton_of_committees_on_itself_alone() -> None:
    day = date(2026, 12, 18)
    commune = next(office for office in offices_on(day) if office.code == "08761" or office.name.startswith("Ủy ban"))
    record = {"office": commune.code, "kind": ReportKind.ANNUAL, "due_on": day, "year": 2026}
    record |= {"period_from": date(2025, 12, 15), "period_to": date(2026, 12, 14)}
    assert not skeleton(record).duties
    assert words_of(record)["communes"] == "1"


def test_answers_and_registers_are_drafted_under_their_duty(tmp_path: Path, password: str) -> None:
    ws = opened(tmp_path / "hiệp hội", "HHDN", password)
    answer_duty(ws, DutyWish(2024, "D20.2", DutyOutcome.NONE, "Trong kỳ không có yêu cầu."))
    answer_duty(ws, DutyWish(2024, "D20.1", DutyOutcome.DONE, "Đã mời hội viên dự các lớp của Sở."))
    id_ = start_report(ws, 2024)
    assert section(ws, id_, "II.2").text == "Không phát sinh: Trong kỳ không có yêu cầu."
    lesson = {"name": "Lớp", "form": Form.CLASS, "role": Role.LEADS, "place": "Vĩnh Yên", "attended": 40}
    with ws.change("Thêm lớp") as batch:
        batch.insert(Training, [{**lesson, "starts_on": date(2024, 5, 6)}])
    freeze_again(ws, id_)
    said = section(ws, id_, "II.1").text
    assert said.startswith("Đã mời hội viên dự các lớp của Sở. ")
    assert ": 01 lớp." in said
    figures = {each.code: each.section for each in report_view(ws, id_).figures}
    assert (figures["C3.1"], figures["C3.3"]) == ("II.1", "II.1")
    ws.close()


def test_an_answer_after_the_draft_holds_the_report(tmp_path: Path, password: str) -> None:
    ws = opened(tmp_path / "hiệp hội", "HHDN", password)
    id_ = start_report(ws, 2024)
    answer_duty(ws, DutyWish(2024, "D20.2", DutyOutcome.NONE, "Trong kỳ không có yêu cầu."))
    held_by = {check.where for check in report_view(ws, id_).checks if check.level == "hold"}
    assert "section:II.2" in held_by
    freeze_again(ws, id_)
    assert "section:II.2" not in {check.where for check in report_view(ws, id_).checks}
    ws.close()


@pytest.mark.parametrize("office", ["QLTT", *(pytest.param(each, marks=pytest.mark.slow) for each in ("HHDN", "SCT"))])
def test_from_an_empty_workspace_to_a_verified_package(
    office: str, ca: "TrialCa", key_password: str, password: str, tmp_path: Path
) -> None:
    from tmdt_desktop.signing.trust import Role as Use

    ws = opened(tmp_path / office, office, password)
    id_ = start_report(ws, 2024)
    for each in report_view(ws, id_).sections:
        if not each.parent and not each.text.strip():
            save_text(ws, id_, each.number, "Không phát sinh.")
    said = words_of_pdf(make_files(ws, id_).pdf.read_bytes())
    assert "KẾT QUẢ THỰC HIỆN NHIỆM VỤ" in said
    approved(ws, id_)
    sign_report(ws, SignWish(id_, "leader", ca.keys[office, Use.LEADER], key_password))
    sign_report(ws, SignWish(id_, "seal", ca.keys[office, Use.SEAL], key_password))
    issue(ws, id_, "45", report_view(ws, id_).due_on)
    stick = tmp_path / "usb"
    stick.mkdir()
    package = export_package(ws, ExportWish(id_, stick, ca.keys[office, Use.SEAL], key_password, for_department=False))
    ws.close()
    check = verify_package(package.file, ca.trust)
    assert check.level == "VALID", check
