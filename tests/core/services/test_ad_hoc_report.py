"""A report that somebody asked for: from the request to the receipt, and what a package of its kind may not be."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zipfile import ZipFile

import pytest

from tests.data.approval import OPENED, approved
from tmdt_desktop.errors import Refused
from tmdt_desktop.records.package import Package
from tmdt_desktop.records.report import ReportKind, ReportState
from tmdt_desktop.records.request import Request, RequestKind, Secrecy
from tmdt_desktop.services import registers, workspaces
from tmdt_desktop.services.answers import take_answer
from tmdt_desktop.services.consolidate import totals
from tmdt_desktop.services.export_package import ExportWish, export_package
from tmdt_desktop.services.make_report import (
    AdHocWish,
    reports,
    save_text,
    start_ad_hoc,
    start_correction,
    start_report,
)
from tmdt_desktop.services.package_reading import About
from tmdt_desktop.services.package_rows import lists_businesses, told_registers
from tmdt_desktop.services.pdf_words import words_of_pdf
from tmdt_desktop.services.receive_packages import Heap, ReceiveWish, receive_packages
from tmdt_desktop.services.receiving_rules import wrong_period
from tmdt_desktop.services.report_files import make_files
from tmdt_desktop.services.report_life import held
from tmdt_desktop.services.report_skeleton import FREE
from tmdt_desktop.services.report_view import report_view
from tmdt_desktop.services.request_cited import open_requests
from tmdt_desktop.services.sign_report import SignWish, sign_report
from tmdt_desktop.services.verify_package import verify_package
from tmdt_desktop.store.settings import Settings
from tmdt_desktop.store.workspace import Workspace

if TYPE_CHECKING:
    from tmdt_desktop.signing.trial_ca import TrialCa

FIRST, LAST = date(2024, 1, 1), date(2024, 9, 30)


@pytest.fixture
def request_id(filled_ws: Workspace) -> UUID:
    """The Department asks for news of training until 15/10/2024."""
    asked = {
        "subject": "Về việc báo cáo tình hình tập huấn TMĐT; 9 tháng",
        "agency": "SCT",
        "document_number": "1234/SCT-QLTM",
        "document_date": date(2024, 10, 1),
        "received_on": date(2024, 10, 2),
        "kind": RequestKind.REPORT,
        "secrecy": Secrecy.NORMAL,
        "due_at": datetime(2024, 10, 15, 9, 30, tzinfo=UTC),
    }
    with filled_ws.change("Ghi yêu cầu") as batch:
        (made,) = batch.insert(Request, [asked])
    return made


def test_a_request_that_was_changed_holds_its_report(filled_ws: Workspace, request_id: UUID) -> None:
    id_ = begin(filled_ws, request_id)
    with filled_ws.change("Sửa yêu cầu") as batch:
        batch.update(Request, request_id, {"agency": "QLTT"})
    assert "register:request" in {check.where for check in report_view(filled_ws, id_).checks if check.level == "hold"}


def begin(ws: Workspace, request: UUID, *sections: str) -> UUID:
    id_ = start_ad_hoc(ws, AdHocWish(request, FIRST, LAST, sections))
    for section in report_view(ws, id_).sections:
        if not section.parent and not section.text.strip():
            save_text(ws, id_, section.number, "Không có.")
    return id_


def sign(ws: Workspace, id_: UUID, ca: "TrialCa", secret: str) -> None:
    from tmdt_desktop.signing.trust import Role

    make_files(ws, id_)
    approved(ws, id_)
    for role, use in (("leader", Role.LEADER), ("seal", Role.SEAL)):
        sign_report(ws, SignWish(id_, role, ca.keys["246", use], secret))  # type: ignore[arg-type]


def test_the_chosen_sections_are_numbered_anew_and_the_request_is_cited(filled_ws: Workspace, request_id: UUID) -> None:
    id_ = begin(filled_ws, request_id, "II.3", "V", FREE)
    view = report_view(filled_ws, id_)
    assert [section.number for section in view.sections] == ["I", "I.1", "II", "III"]
    assert (view.kind, view.due_on, view.period_to) == (ReportKind.AD_HOC, date(2024, 10, 15), LAST)
    assert {figure.section for figure in view.figures if figure.code == "C3.1"} == {"I.1"}
    assert {figure.section for figure in view.figures if figure.code == "C5.1"} == {""}
    assert not [check for check in view.checks if check.level in ("stop", "hold")]
    said = " ".join(words_of_pdf(make_files(filled_ws, id_).pdf.read_bytes()).split())
    cited = "Căn cứ Văn bản số 1234/SCT-QLTM ngày 01 tháng 10 năm 2024 của Sở Công thương"
    assert cited in said
    assert "Kính gửi: Sở Công thương" in said
    assert "BÁO CÁO Tình hình tập huấn TMĐT; 9 tháng" in said


def test_what_is_asked_about_is_offered_first(filled_ws: Workspace, request_id: UUID) -> None:
    (line,) = open_requests(filled_ws)
    assert all(touched for _, _, touched in line.sections)
    with filled_ws.change("Đổi loại") as batch:
        batch.update(Request, request_id, {"kind": RequestKind.INSPECTION})
    (line,) = open_requests(filled_ws)
    assert [code for code, _, touched in line.sections if touched] == ["II.8"]


@pytest.mark.parametrize(
    ("days", "why"),
    [((LAST, FIRST), "sau ngày cuối"), ((FIRST, date.today() + timedelta(days=3)), "mới hết")],  # noqa: DTZ011
)
def test_a_period_that_cannot_be_is_refused(
    filled_ws: Workspace, request_id: UUID, days: tuple[date, date], why: str
) -> None:
    with pytest.raises(Refused, match=why):
        start_ad_hoc(filled_ws, AdHocWish(request_id, *days))
    assert reports(filled_ws) == ()


def test_one_request_has_one_report_and_must_be_there(filled_ws: Workspace, request_id: UUID) -> None:
    begin(filled_ws, request_id)
    with pytest.raises(Refused, match="đang làm dở"):
        begin(filled_ws, request_id)
    with pytest.raises(Refused, match="Không có yêu cầu"):
        begin(filled_ws, UUID(int=7))
    with pytest.raises(Refused, match="không có mục XI"):
        start_ad_hoc(filled_ws, AdHocWish(request_id, FIRST, LAST, ("XI",)))
    assert start_report(filled_ws, 2024)


def test_from_the_request_to_the_receipt(
    filled_ws: Workspace,
    request_id: UUID,
    trial_ca: "TrialCa",
    key_password: str,
    department_ws: Workspace,
    receive_wish: ReceiveWish,
) -> None:
    from tmdt_desktop.signing.trust import Role

    ws = filled_ws
    workspaces.save_settings(ws, replace(workspaces.settings(ws), trust_folder=str(trial_ca.trust)))
    id_ = begin(ws, request_id, "II.3", FREE)
    sign(ws, id_, trial_ca, key_password)
    out = receive_wish.receipts_to
    export = ExportWish(id_, out, trial_ca.keys["246", Role.SEAL], key_password, for_department=False)
    package = export_package(ws, export)
    _require_training_alone(package.file)
    answered = registers.get(ws, Request, request_id).values
    told = (answered["answer_report"], answered["answer_package"], answered["answered_on"] is not None)
    assert told == (id_, package.content_id, True)
    assert open_requests(ws) == ()
    assert verify_package(package.file, trial_ca.trust).level == "VALID"
    (received,) = receive_packages(department_ws, replace(receive_wish, files=(package.file,)))
    assert received.state is Heap.ACCEPTED, received.findings
    assert "đột xuất" in received.sentence
    assert registers.get(department_ws, Package, package.content_id).values["kind"] is ReportKind.AD_HOC
    assert totals(department_ws, 2024).reported == ()
    assert received.receipt
    assert take_answer(ws, received.receipt).state == ReportState.RECEIVED.value
    again = start_correction(ws, id_, OPENED)
    sign(ws, again, trial_ca, key_password)
    second = export_package(ws, replace(export, report=again))
    (newer,) = receive_packages(department_ws, replace(receive_wish, files=(second.file,)))
    assert newer.state is Heap.ACCEPTED
    assert newer.receipt
    take_answer(ws, newer.receipt)
    assert report_view(ws, id_).state is ReportState.REPLACED
    (known,) = receive_packages(department_ws, replace(receive_wish, files=(package.file,)))
    assert known.state is Heap.DUPLICATE


def _require_training_alone(package: Path) -> None:
    assert "_dotxuat_" in package.name
    with ZipFile(package) as archive:
        told, inside = json.loads(archive.read("package.json")), archive.namelist()
    assert told["registers"] == ["training"]
    assert told["counts"]["training"] > 0
    assert told["counts"]["business"] == 0, "nobody asked for the businesses"
    assert "list.pdf" not in inside


def about(**changed: Any) -> About:
    """What an annual package of 2024 says, or another."""
    common: dict[str, Any] = {"content_id": UUID(int=1), "office": "246", "office_name": "", "year": 2024}
    told = {"kind": "annual", "revision": 1, "period": (date(2023, 12, 15), date(2024, 12, 14)), "number": ""}
    rest = {"due_on": date(2024, 12, 19), "issued_on": None, "made_at": datetime(2024, 12, 16, tzinfo=UTC)}
    last = {"program": "", "replaces": None, "audit_head": "", "counts": {}, "sensitive": False, "raw": {}}
    return About(**{**common, **told, **rest, **last, **changed})


ASKED = (UUID(int=9), "Văn bản số 1")


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({}, None),
        ({"kind": "half_year", "period": (date(2023, 12, 15), date(2024, 6, 14))}, None),
        ({"kind": "ad_hoc", "period": (FIRST, LAST), "answers": ASKED}, None),
        ({"kind": "half_year"}, "wrong_period"),
        ({"period": (FIRST, LAST)}, "wrong_period"),
        ({"kind": "ad_hoc", "period": (FIRST, LAST)}, "wrong_kind"),
        ({"answers": ASKED}, "wrong_kind"),
        ({"kind": "monthly"}, "wrong_kind"),
        ({"kind": "ad_hoc", "period": (LAST, FIRST), "answers": ASKED}, "wrong_asked_period"),
        ({"kind": "ad_hoc", "period": (FIRST, date(2024, 12, 31)), "answers": ASKED}, "wrong_asked_period"),
        ({"kind": "ad_hoc", "period": (FIRST, date(2023, 12, 31)), "answers": ASKED}, "wrong_asked_period"),
        ({"year": 2023}, "wrong_year"),
    ],
)
def test_each_kind_has_its_own_rule_of_the_period(changed: dict[str, Any], code: str | None) -> None:
    found = wrong_period(about(**changed), Settings(), 2024)
    assert (found.code if found else None) == code


@pytest.mark.parametrize(
    ("sections", "codes", "listed"),
    [
        (("II.3",), {"training"}, False),
        (("V",), {"petition"}, False),
        (("II.5", "IV"), {"business", "petition", "survey_answer"}, False),
        (("I",), {"business"}, True),
        ((FREE,), set(), False),
    ],
)
def test_a_package_tells_of_what_was_asked(
    sections: tuple[str, ...], codes: set[str], listed: bool, filled_ws: Workspace, request_id: UUID
) -> None:
    with filled_ws.read() as connection:
        report = held(connection, begin(filled_ws, request_id, *sections))
    assert (codes <= told_registers(report), lists_businesses(report)) == (True, listed)
    assert told_registers(report) <= codes | ({"training", "policy"} if "I" in sections else set())


def test_the_half_year_has_its_window_and_its_words(filled_ws: Workspace) -> None:
    id_ = start_report(filled_ws, 2024, kind=ReportKind.HALF_YEAR)
    view = report_view(filled_ws, id_)
    assert (view.name, view.period_from, view.period_to) == (
        "Báo cáo 6 tháng đầu năm 2024",
        date(2023, 12, 15),
        date(2024, 6, 14),
    )
    assert view.due_on == date(2024, 6, 19)
    assert view.sections[-1].title == "PHƯƠNG HƯỚNG 6 THÁNG CUỐI NĂM"
    assert start_report(filled_ws, 2024) != id_
