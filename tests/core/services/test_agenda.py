"""The first page: what is owed, until when, how far the year's report has come."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import pytest

from tests.data.approval import OPENED
from tmdt_desktop.errors import Refused
from tmdt_desktop.records.business import Activity, Business, SubjectKind
from tmdt_desktop.records.package import Direction, Package, PackageState
from tmdt_desktop.records.petition import Petition
from tmdt_desktop.records.report import Report, ReportState
from tmdt_desktop.records.request import Request
from tmdt_desktop.services import registers, workspaces
from tmdt_desktop.services.agenda import Agenda, agenda
from tmdt_desktop.services.agenda_lines import AgendaItem
from tmdt_desktop.services.back_up import back_up
from tmdt_desktop.services.make_report import save_text, start_correction, start_report
from tmdt_desktop.services.report_files import make_files
from tmdt_desktop.store.workspace import Workspace

TODAY = date(2024, 12, 16)


def item(page: Agenda, target: str) -> AgendaItem | None:
    return next((each for each in page.items if each.target.startswith(target)), None)


def put_state(ws: Workspace, id_: UUID, state: ReportState) -> None:
    with ws.change("Bước sau") as batch:
        batch.update(Report, id_, {"state": state})


def states(page: Agenda) -> dict[str, str]:
    return {step.name: step.state for step in page.steps}


def test_days_left_count_to_the_last_safe_day(filled_ws: Workspace) -> None:
    deadline = agenda(filled_ws, TODAY).deadline
    assert (deadline.year, deadline.last_safe, deadline.days_left) == (2024, date(2024, 12, 19), 3)
    assert deadline.sentence == "3 ngày nữa đến hạn gửi báo cáo năm 2024"
    assert deadline.detail == "Gửi chậm nhất Thứ Năm 19/12/2024 (Sở nhận trước ngày 20/12/2024)"


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (date(2024, 12, 19), "Hôm nay là ngày cuối gửi báo cáo năm 2024"),
        (date(2024, 12, 21), "Quá hạn gửi báo cáo năm 2024 2 ngày"),
        (date(2024, 6, 1), "201 ngày nữa đến hạn gửi báo cáo năm 2024"),
        (date(2025, 3, 1), "293 ngày nữa đến hạn gửi báo cáo năm 2025"),
        (date(2026, 12, 16), "UBND huyện Lập Thạch đã kết thúc hoạt động ngày 30/06/2025"),
    ],
)
def test_the_deadline_speaks_of_the_year_that_is_owed(filled_ws: Workspace, today: date, said: str) -> None:
    assert agenda(filled_ws, today).deadline.sentence == said


def test_an_office_that_is_gone_is_told_who_took_over_and_is_not_pressed(filled_ws: Workspace) -> None:
    page = agenda(filled_ws, date(2026, 11, 24))
    assert page.deadline.year == 2025
    assert page.deadline.detail.startswith("Tiếp nhận: UBND xã ")
    assert page.deadline.detail.endswith("Sổ này còn lập được báo cáo đến năm 2025.")
    assert not [each for each in page.items if each.level == "stop"]


def test_no_report_begins_after_the_end_of_the_office(filled_ws: Workspace) -> None:
    with pytest.raises(Refused, match="Không lập báo cáo") as told:
        start_report(filled_ws, 2026)
    assert "kết thúc hoạt động ngày 30/06/2025" in told.value.why
    assert start_report(filled_ws, 2025)


def test_an_unsent_report_of_an_older_year_comes_first(filled_ws: Workspace) -> None:
    start_report(filled_ws, 2024)
    assert agenda(filled_ws, date(2026, 6, 1)).deadline.year == 2024


def test_a_sent_report_is_not_owed_any_more(filled_ws: Workspace) -> None:
    put_state(filled_ws, start_report(filled_ws, 2024), ReportState.RECEIVED)
    assert agenda(filled_ws, date(2024, 12, 14)).deadline.sent
    assert agenda(filled_ws, TODAY).deadline.year == 2024
    assert [step.state for step in agenda(filled_ws, TODAY).steps][-1] == "done"
    assert agenda(filled_ws, date(2025, 3, 1)).deadline.year == 2025


def test_a_correction_in_the_making_does_not_make_a_sent_report_late(filled_ws: Workspace) -> None:
    id_ = start_report(filled_ws, 2024)
    put_state(filled_ws, id_, ReportState.RECEIVED)
    start_correction(filled_ws, id_, OPENED)
    page = agenda(filled_ws, date(2025, 2, 1))
    assert (page.deadline.sent, page.deadline.sentence) == (True, "Đã gửi báo cáo năm 2024")
    assert item(page, "report:") is not None


def test_the_six_steps_follow_the_report(filled_ws: Workspace) -> None:
    assert states(agenda(filled_ws, TODAY)) == {
        "Sổ": "done", "Số liệu": "now", "Báo cáo": "later", "Ký số": "later", "Gửi gói": "later", "Tiếp nhận": "later",
    }  # fmt: skip
    id_ = start_report(filled_ws, 2024)
    assert states(agenda(filled_ws, TODAY))["Báo cáo"] == "now"
    reached = {
        ReportState.MADE: "Ký số",
        ReportState.SIGNED: "Ký số",
        ReportState.SEALED: "Gửi gói",
        ReportState.SENT: "Tiếp nhận",
    }
    for state, now in reached.items():
        put_state(filled_ws, id_, state)
        page = agenda(filled_ws, date(2024, 12, 14))
        assert [name for name, seen in states(page).items() if seen == "now"] == [now]
    put_state(filled_ws, id_, ReportState.RECEIVED)
    assert set(states(agenda(filled_ws, date(2024, 12, 14))).values()) == {"done"}


@pytest.mark.parametrize(
    ("state", "target"),
    [
        (ReportState.DRAFT, "report:"),
        (ReportState.MADE, "report:"),
        (ReportState.SUBMITTED, "report:"),
        (ReportState.SENT_BACK, "report:"),
        (ReportState.APPROVED, "sign:"),
        (ReportState.SIGNED, "sign:"),
        (ReportState.SEALED, "export:"),
        (ReportState.ISSUED, "export:"),
        (ReportState.RETURNED, "report:"),
    ],
)
def test_the_next_step_of_the_report_is_the_first_thing_owed(
    filled_ws: Workspace, state: ReportState, target: str
) -> None:
    id_ = start_report(filled_ws, 2024)
    put_state(filled_ws, id_, state)
    first = agenda(filled_ws, TODAY).items[0]
    assert (first.level, first.target) == ("stop", f"{target}{id_}")
    assert first.action


def test_a_year_that_is_over_asks_to_be_closed(filled_ws: Workspace) -> None:
    assert item(agenda(filled_ws, TODAY), "start:2024") is not None
    assert item(agenda(filled_ws, date(2024, 12, 14)), "start:") is None


def test_rows_to_look_at_are_counted(filled_ws: Workspace) -> None:
    assert item(agenda(filled_ws, TODAY), "doubts:business") is None
    doubtful = {"name": "A", "kind": SubjectKind.PERSON, "commune": "08761", "activity": Activity.ACTIVE}
    with filled_ws.change("Thêm") as batch:
        batch.insert(
            Business,
            [
                {**doubtful, "tax_code": "2500123456"},
                {**doubtful, "started_on": date(2099, 1, 1)},
                {**doubtful, "tax_code": "0100109106"},
            ],
        )
    found = item(agenda(filled_ws, TODAY), "doubts:business")
    assert found is not None
    assert found.what == "2 dòng trong «Danh sách TMĐT» cần xem lại"


def test_an_empty_workspace_is_told_where_to_begin(ws: Workspace) -> None:
    page = agenda(ws, date(2024, 11, 1))
    assert {"import:business", "duties", "settings:decision", "backup"} <= {i.target for i in page.items}
    assert states(page)["Sổ"] == "now"
    assert page.done == ()


def test_what_is_owed_stands_worst_first(ws: Workspace) -> None:
    levels = [each.level for each in agenda(ws, date(2024, 12, 22)).items]
    assert levels == sorted(levels, key=("stop", "look", "info").index)
    assert levels[0] == "stop"


def test_an_unanswered_package_is_minded_after_a_few_days(filled_ws: Workspace) -> None:
    id_ = start_report(filled_ws, 2024)
    sent = {"file_name": "a.asice", "direction": Direction.SENT, "sender": "246", "year": 2024, "revision": 1,
            "moved_at": datetime(2024, 12, 15, 3, tzinfo=UTC), "state": PackageState.SENT, "report_id": id_}  # fmt: skip
    with filled_ws.change("Gửi") as batch:
        batch.insert(Package, [sent])
        batch.update(Report, id_, {"state": ReportState.SENT})
    fresh, stale = (item(agenda(filled_ws, on), "packages") for on in (TODAY, date(2025, 1, 10)))
    assert fresh is not None
    assert stale is not None
    assert (fresh.level, stale.level) == ("info", "look")
    assert "Gửi ngày 15/12/2024" in fresh.why


def test_the_copy_is_old_after_a_week_or_when_there_is_none(ws: Workspace, tmp_path: Path) -> None:
    today = date.today()  # noqa: DTZ011 - the office's own calendar day
    assert agenda(ws, today).backup.old
    back_up(ws, tmp_path)
    page = agenda(ws, today)
    assert not page.backup.old
    assert page.backup.sentence == "Bản sao lưu tốt"
    assert item(page, "backup") is None
    later = agenda(ws, date.fromordinal(today.toordinal() + 9))
    assert later.backup.sentence in {"Bản sao lưu đã 8 ngày", "Bản sao lưu đã 9 ngày"}
    assert item(later, "backup") is not None


def test_what_was_done_this_week_is_told_once_each(filled_ws: Workspace) -> None:
    today = date.today()  # noqa: DTZ011 - the office's own calendar day
    told = [line.what for line in agenda(filled_ws, today).done]
    assert "Nhập danh sách" in told
    assert len(told) == len(set(told))


def test_a_report_in_order_is_told_to_be_signed(filled_ws: Workspace) -> None:
    id_ = start_report(filled_ws, 2024)
    assert "lỗi phải sửa" in agenda(filled_ws, TODAY).items[0].what
    for section in ("III", "IV", "V", "VI"):
        save_text(filled_ws, id_, section, "Không phát sinh.")
    assert "dự thảo" in agenda(filled_ws, TODAY).items[0].what
    make_files(filled_ws, id_)
    assert "chưa trình" in agenda(filled_ws, TODAY).items[0].what


def test_the_department_sees_who_has_not_sent(department_ws: Workspace) -> None:
    row = {"file_name": "a.asice", "direction": Direction.RECEIVED, "year": 2024, "revision": 1,
           "moved_at": datetime(2024, 12, 15, 3, tzinfo=UTC)}  # fmt: skip
    with department_ws.change("Nhận") as batch:
        batch.insert(Package, [{**row, "sender": "246", "state": PackageState.ACCEPTED}])
        batch.insert(Package, [{**row, "sender": "247", "state": PackageState.RETURNED}])
    page = agenda(department_ws, TODAY)
    assert page.steps == ()
    assert page.items[0].what == "21/22 đơn vị chưa có báo cáo năm 2024"
    assert any("bị trả" in each.what for each in page.items)
    assert "nhận báo cáo" in page.deadline.sentence


def test_the_department_expects_the_communes_and_agencies_of_later_years(department_ws: Workspace) -> None:
    page = agenda(department_ws, date(2026, 12, 10))
    owed = item(page, "packages")
    assert owed is not None
    assert owed.what == "45/45 đơn vị chưa có báo cáo năm 2026"
    assert owed.why.startswith("Sở Tài chính, ")


def test_settings_that_a_report_needs_are_asked_for(filled_ws: Workspace) -> None:
    assert item(agenda(filled_ws, TODAY), "settings:") is None
    workspaces.save_settings(filled_ws, replace(workspaces.settings(filled_ws), decision=""))
    assert item(agenda(filled_ws, TODAY), "settings:decision") is not None


def test_a_request_due_today_comes_first_and_leads_to_it(ws: Workspace) -> None:
    told = {
        "subject": "Đề nghị cung cấp danh sách",
        "agency": "SCT",
        "document_date": "01/11/2024",
        "secrecy": "Thường",
    }
    told |= {"received_on": "04/11/2024", "kind": "Cung cấp danh sách", "due_at": "08/11/2024 16:30"}
    saved = registers.save(ws, Request, told)
    found = item(agenda(ws, date(2024, 11, 8)), f"record:request:{saved.id}")
    assert found is not None
    assert (found.level, found.why) == ("stop", "Hạn 08/11/2024 16:30. Chưa ghi người phụ trách.")
    earlier = item(agenda(ws, date(2024, 11, 5)), f"record:request:{saved.id}")
    assert earlier is not None
    assert earlier.level == "look"
    registers.save(ws, Request, told | {"answered_on": "07/11/2024"}, saved.id)
    assert item(agenda(ws, date(2024, 11, 8)), f"record:request:{saved.id}") is None


def test_a_late_denunciation_is_counted_and_not_named(ws: Workspace) -> None:
    told = {"subject": "Tố cáo ông Nguyễn Văn Kín", "content": "…", "received_on": "01/10/2024", "kind": "Tố cáo"}
    told |= {"competence": "Đơn vị tự xử lý", "due_on": "31/10/2024", "state": "Đang xử lý"}
    registers.save(ws, Petition, told)
    found = item(agenda(ws, date(2024, 11, 8)), "register:petition")
    assert found is not None
    assert found.what == "1 kiến nghị, phản ánh quá hạn xử lý"
    assert "Kín" not in found.why
