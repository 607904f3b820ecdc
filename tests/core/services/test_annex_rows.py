"""What a closed period keeps of communication, inspections and petitions, and what sections III to V draft from it."""

from datetime import date
from typing import Any
from uuid import UUID

from tmdt_desktop.records.business import Activity, Business, ChannelKind, SubjectKind
from tmdt_desktop.records.communication import Communication, Content, Counted, Means, Piece
from tmdt_desktop.records.inspection import Inspection, InspectionKind, InspectionRole, Outcome, Penalty
from tmdt_desktop.records.petition import Competence, Matter, Petition, PetitionKind, PetitionState, SenderKind
from tmdt_desktop.records.report import Report, ReportState
from tmdt_desktop.records.target import Target
from tmdt_desktop.records.training import Form, Role, Training
from tmdt_desktop.services import annex_rows, frozen
from tmdt_desktop.services.last_year import COUNTED, NEW_BORDERS
from tmdt_desktop.services.make_report import freeze_again, start_report
from tmdt_desktop.services.report_content import annual_content, figure_lines
from tmdt_desktop.services.report_life import Held, held
from tmdt_desktop.services.report_values import BaseFigures, enter_base
from tmdt_desktop.services.report_view import report_view
from tmdt_desktop.store import settings as store_settings
from tmdt_desktop.store.workspace import Workspace

DAY = date(2024, 5, 14)
LESSON = {"name": "Lớp", "form": Form.CLASS, "role": Role.LEADS, "starts_on": DAY, "place": "Hội trường"}
SELLER = {"name": "Hộ Mơ", "kind": SubjectKind.HOUSEHOLD, "commune": "08761", "activity": Activity.ACTIVE}


def petition(**values: Any) -> dict[str, Any]:
    usual = {
        "subject": "Kê khai thuế trên sàn còn khó",
        "received_on": DAY,
        "kind": PetitionKind.DIFFICULTY,
        "content": "Nội dung",
        "matter": Matter.TAX,
        "sender": "Nguyễn Thị Lựu",
        "sender_kind": SenderKind.HOUSEHOLD,
        "contact": "0912345678",
        "competence": Competence.DEPARTMENT,
        "due_on": date(2024, 6, 1),
        "state": PetitionState.IN_PROGRESS,
        "for_report": True,
    }
    return {**usual, **values}


def add(ws: Workspace, of: Any, *rows: dict[str, Any]) -> tuple[UUID, ...]:
    with ws.change("Thêm") as batch:
        return tuple(batch.insert(of, list(rows)))


def read(ws: Workspace, id_: UUID) -> Held:
    with ws.read() as connection:
        return held(connection, id_)


def closed(ws: Workspace, year: int = 2024) -> Held:
    return read(ws, start_report(ws, year))


def test_communication_is_kept_in_words(ws: Workspace) -> None:
    activity = {
        "name": "Phát thanh xã",
        "contents": (Content.TAX, Content.RISK),
        "means": Means.LOUDSPEAKER,
        "starts_on": DAY,
        "ends_on": date(2024, 5, 20),
        "communes": ("08761", "08764"),
        "quantity": 12,
        "pieces": Piece.AIRING,
        "reached": 900,
        "reached_by": Counted.ESTIMATED,
        "cost": 2_000_000,
    }
    add(ws, Communication, activity, {**activity, "name": "Năm sau", "starts_on": date(2024, 12, 15), "ends_on": None})

    (line,) = closed(ws).frozen.annexes.communication

    assert (line.means, line.day, line.quantity) == (
        "Đài truyền thanh cơ sở",
        "14/05/2024 - 20/05/2024",
        "12 lượt phát",
    )
    assert (line.reached, line.cost, line.note) == (900, 2_000_000, "Lượt tiếp cận ước tính")
    assert line.place.count(";") == 1


def test_inspections_are_kept_with_acts_fines_and_the_paper_that_asked(ws: Workspace) -> None:
    (shop,) = add(ws, Business, {**SELLER, "name": "Cửa hàng Mơ"})
    breaches = [
        {"act": "V62e", "penalty": Penalty.FINE, "fine": 15_000_000},
        {"act": "V62a", "penalty": Penalty.WARNING},
    ]
    visit = {
        "name": "Đợt 1",
        "kind": InspectionKind.SUDDEN,
        "starts_on": DAY,
        "lead_agency": "QLTT",
        "request_number": "12/QLTT",
        "request_date": date(2024, 5, 5),
        "business": shop,
        "role": InspectionRole.TAKES_PART,
        "outcome": Outcome.VIOLATION,
        "breaches": breaches,
    }
    add(ws, Inspection, visit, {**visit, "outcome": Outcome.CLEAN, "breaches": []})
    report = closed(ws)

    first, second = report.frozen.annexes.inspections

    assert (first.subject, first.request) == ("Cửa hàng Mơ", "Số 12/QLTT, ngày 05/05/2024")
    assert (first.violations, first.fines) == (2, 15_000_000)
    assert (second.violations, second.fines) == (0, None)
    assert report.frozen.values()["C8.4"] == 15_000_000
    assert report.frozen.values()["C8.3.1"] == 2


def test_nobody_who_sent_a_petition_is_named_and_secrets_are_kept(ws: Workspace) -> None:
    told = petition(kind=PetitionKind.DENUNCIATION, subject="Tố cáo ông Bảy", result="Đã xác minh ông Bảy")
    add(ws, Petition, petition(), told, petition(subject="Phản ánh kín", confidential=True))
    report = closed(ws)
    kept = repr(annex_rows.to_json(report.frozen.annexes))

    assert not any(secret in kept for secret in ("Lựu", "0912345678", "ông Bảy", "Phản ánh kín"))
    open_, secret, _ = report.frozen.annexes.petitions
    assert (open_.matter, open_.subject) == ("Thuế: Kê khai thuế trên sàn còn khó", "Hộ kinh doanh")
    assert (secret.kind, secret.matter, secret.subject) == ("Tố cáo", "Thuế: Giữ kín", "Giữ kín")
    assert "Có 02 vụ việc thuộc diện giữ kín" in report.texts["IV"].text


def test_sections_iv_and_v_come_from_the_petitions_that_were_marked(ws: Workspace) -> None:
    add(
        ws,
        Petition,
        petition(proposal="Đề nghị Sở Công thương mở lớp kê khai thuế"),
        petition(subject="Chưa có mã số thuế"),
        petition(subject="Giao hàng chậm", matter=Matter.LOGISTICS),
        petition(subject="Lừa đảo kiểu mới", kind=PetitionKind.NEW_PROBLEM),
        petition(subject="Hỗ trợ phí sàn", kind=PetitionKind.PETITION),
        petition(subject="Không đưa vào", for_report=None),
        petition(subject="Của năm sau", report_year=2025),
        petition(subject="Từ năm trước", received_on=date(2023, 12, 1), report_year=2024),
    )
    texts = closed(ws).texts

    assert texts["IV"].text.split("\n") == [
        "Về thuế: Từ năm trước; Kê khai thuế trên sàn còn khó; Chưa có mã số thuế.",
        "Về logistics: Giao hàng chậm.",
        "Vấn đề mới phát sinh: Lừa đảo kiểu mới.",
    ]
    assert texts["V"].text.split("\n") == ["- Đề nghị Sở Công thương mở lớp kê khai thuế.", "- Hỗ trợ phí sàn."]


def test_without_marked_petitions_the_clerk_is_asked(ws: Workspace) -> None:
    texts = closed(ws).texts

    assert (texts["III"].text, texts["IV"].text, texts["V"].text) == ("", "", "")


def test_the_annexes_reach_the_document_and_come_back_as_they_were(ws: Workspace) -> None:
    add(ws, Petition, petition())
    report = closed(ws)
    with ws.read() as connection:
        content = annual_content(report, store_settings.load(connection))

    assert content.petitions == report.frozen.annexes.petitions
    assert frozen.from_json(frozen.to_json(report.frozen)) == report.frozen


def test_the_plan_comes_from_the_register_of_targets(ws: Workspace) -> None:
    plan = {"year": 2024, "indicator": "C3.1", "value": 4, "document": "Kế hoạch 12/KH-UBND"}
    add(ws, Target, plan, {**plan, "year": 2025, "value": 9})
    add(ws, Training, *({**LESSON, "name": f"Lớp {at}"} for at in range(3)))
    report = closed(ws)

    assert report.frozen.figures["C3.1"].plan == 4
    assert report.texts["III"].text == (
        "Trong 01 chỉ tiêu có kế hoạch, 0 chỉ tiêu đạt hoặc vượt kế hoạch. "
        "Chưa đạt kế hoạch: số lớp tập huấn, hội thảo tự tổ chức (3/4 lớp, đạt 75,0%)."
    )


def test_last_year_is_counted_by_the_same_formula_where_registers_were_kept(ws: Workspace) -> None:
    days = (date(2023, 3, 1), date(2023, 4, 1), DAY)
    add(ws, Training, *({**LESSON, "name": f"Lớp {day}", "starts_on": day} for day in days))
    report = closed(ws)
    figures = report.frozen.figures

    assert (figures["C3.1"].last_year, figures["C3.1"].value, figures["C3.1"].remark) == (2, 1, COUNTED)
    assert (figures["C2.1"].last_year, figures["C5.1"].last_year) == (None, None)
    assert {line.code: line.note for line in figure_lines(report)}["C3.1"] == COUNTED
    assert "So với năm trước, có 0 chỉ tiêu tăng, 01 chỉ tiêu giảm" in report.texts["III"].text


def test_a_typed_value_of_last_year_outlives_a_new_count(ws: Workspace) -> None:
    add(ws, Training, {**LESSON, "starts_on": date(2023, 3, 1)})
    id_ = start_report(ws, 2024)
    enter_base(ws, id_, BaseFigures("C3.1", last_year=7))
    freeze_again(ws, id_)

    figure = read(ws, id_).frozen.figures["C3.1"]

    assert (figure.last_year, figure.remark) == (7, "")


def test_communes_merged_between_two_reports_are_counted_by_the_new_borders(ws: Workspace) -> None:
    sold = {**SELLER, "channels": [{"kind": ChannelKind.SOCIAL, "address": "zalo.me/0912345678"}]}
    merged = ("08857", "08863")
    add(ws, Business, *({**sold, "name": f"Hộ {code}", "commune": code} for code in merged))
    id_ = start_report(ws, 2024)
    with ws.change("Đã đóng dấu") as batch:
        batch.update(Report, id_, {"state": ReportState.SEALED})
    assert read(ws, id_).frozen.values()["C5.6"] == 2

    figure = read(ws, start_report(ws, 2025)).frozen.figures["C5.6"]

    assert (figure.last_year, figure.value, figure.remark) == (1, 1, NEW_BORDERS)


def test_groups_by_month_and_by_several_choices_are_shown_in_words(ws: Workspace) -> None:
    activity = {"name": "Bài", "means": Means.ARTICLE, "starts_on": DAY, "quantity": 1, "pieces": Piece.NEWS}
    add(ws, Communication, {**activity, "contents": (Content.TAX, Content.RISK)})
    view = report_view(ws, start_report(ws, 2024))

    groups = {group.label: group for each in view.figures if each.code == "C2.1" for group in each.groups}

    assert [part.words for part in groups["Tháng"].parts] == ["5/2024"]
    assert [part.words for part in groups["Nội dung"].parts] == [Content.TAX.value, Content.RISK.value]
    assert groups["Nội dung"].overlapping
