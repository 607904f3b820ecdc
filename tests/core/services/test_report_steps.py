"""The life of a report: every act in every state, who may do it, what is kept of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, cast
from uuid import UUID

import pytest

from tests.data.approval import HEAD, answer_all, approved, put_up
from tmdt_desktop.errors import Invalid, Refused
from tmdt_desktop.records.business import Activity, Business, SubjectKind
from tmdt_desktop.records.petition import Competence, Petition, PetitionKind, PetitionState
from tmdt_desktop.records.report import Report, ReportState
from tmdt_desktop.records.training import Form, Role, Training
from tmdt_desktop.services import report_acts, workspaces
from tmdt_desktop.services.export_package import ExportWish, export_package
from tmdt_desktop.services.frozen import FrozenFigure
from tmdt_desktop.services.make_report import freeze_again, save_text, start_correction, start_report
from tmdt_desktop.services.package_content import figures_json
from tmdt_desktop.services.report_checks import stops
from tmdt_desktop.services.report_files import make_files
from tmdt_desktop.services.report_head import HeadWord
from tmdt_desktop.services.report_holds import unbalanced
from tmdt_desktop.services.report_life import Signer, held
from tmdt_desktop.services.report_steps import LEADS, STANDS, Act, after
from tmdt_desktop.services.report_values import choose_signer, set_number
from tmdt_desktop.services.report_view import report_view
from tmdt_desktop.store import settings as store_settings
from tmdt_desktop.store.workspace import Workspace

if TYPE_CHECKING:
    from tests.core.conftest import Stage

REASON = HeadWord("Lớp tháng 11 ghi thiếu.", as_head=True)
DOES: dict[Act, Callable[[Workspace, UUID], object]] = {
    Act.CHANGE: lambda ws, id_: save_text(ws, id_, "III", "Lời khác."),
    Act.MAKE: make_files,
    Act.SUBMIT: report_acts.submit,
    Act.WITHDRAW: report_acts.withdraw,
    Act.APPROVE: lambda ws, id_: report_acts.approve(ws, id_, HEAD),
    Act.SEND_BACK: lambda ws, id_: report_acts.send_back(ws, id_, REASON),
    Act.REOPEN: lambda ws, id_: report_acts.reopen(ws, id_, REASON),
    Act.ISSUE: report_acts.issue,
}
"""The acts that need no key."""


def make_and_answer(ws: Workspace) -> UUID:
    id_ = start_report(ws, 2024)
    for section in report_view(ws, id_).sections:
        if not section.parent and not section.text.strip():
            save_text(ws, id_, section.number, "Không phát sinh.")
    set_number(ws, id_, "312", report_view(ws, id_).due_on)
    make_files(ws, id_)
    answer_all(ws, 2024)
    return id_


WAYS = {"made": make_and_answer}


@pytest.fixture
def made(stage: "Stage") -> UUID:
    """The report of 2024 with its files, every duty answered, number and day noted."""
    return cast("UUID", stage.came_to)


def state(ws: Workspace, id_: UUID) -> ReportState:
    return report_view(ws, id_).state


@pytest.mark.parametrize("now", list(ReportState))
@pytest.mark.parametrize("act", list(Act))
def test_an_act_is_in_the_table_or_refused_in_words(act: Act, now: ReportState) -> None:
    if now in LEADS[act]:
        assert after(act, now, "Báo cáo năm 2024") is LEADS[act][now]
        return
    with pytest.raises(Refused, match=f"Chưa {act.value} được «Báo cáo năm 2024»") as told:
        after(act, now, "Báo cáo năm 2024")
    assert told.value.why == STANDS[now][0]
    assert told.value.cure == STANDS[now][1]


@pytest.mark.parametrize("act", list(DOES))
def test_what_the_table_forbids_is_refused_and_changes_nothing(filled_ws: Workspace, made: UUID, act: Act) -> None:
    for now in [each for each in ReportState if each not in LEADS[act]]:
        with filled_ws.change("Đặt bước") as batch:
            batch.update(Report, made, {"state": now})
        with pytest.raises(Refused) as told:
            DOES[act](filled_ws, made)
        assert told.value.cure
        assert state(filled_ws, made) is now


def test_every_step_is_kept_with_who_when_and_in_which_words(filled_ws: Workspace, made: UUID) -> None:
    report_acts.submit(filled_ws, made, "Kính trình.")
    report_acts.send_back(filled_ws, made, REASON)
    assert report_view(filled_ws, made).sent_back == REASON.words
    make_files(filled_ws, made)
    report_acts.submit(filled_ws, made)
    report_acts.approve(filled_ws, made, HEAD)
    view = report_view(filled_ws, made)
    acts = [Act.MAKE, Act.SUBMIT, Act.SEND_BACK, Act.MAKE, Act.SUBMIT, Act.APPROVE]
    assert [step.act for step in view.steps] == acts
    assert [step.words for step in view.steps[1:3]] == ["Kính trình.", REASON.words]
    assert {step.by for step in view.steps} == {"lan"}
    assert view.sent_back == ""
    assert all(before.at <= later.at for before, later in zip(view.steps, view.steps[1:], strict=False))


def test_an_approval_by_the_user_who_put_the_report_up_says_so(filled_ws: Workspace, made: UUID) -> None:
    report_acts.submit(filled_ws, made)
    report_acts.approve(filled_ws, made, HEAD)
    assert report_view(filled_ws, made).steps[-1].words.endswith(f"({report_acts.SELF_APPROVED})")


def test_a_case_that_was_passed_on_without_its_day_holds_the_report(filled_ws: Workspace, made: UUID) -> None:
    case = {"subject": "Việc", "received_on": date(2024, 5, 6), "kind": PetitionKind.REPORT, "content": "Nội dung"}
    case |= {"competence": Competence.AGENCY, "due_on": date(2024, 6, 6), "state": PetitionState.FORWARDED}
    with filled_ws.change("Ghi") as batch:
        batch.insert(Petition, [case])
    with filled_ws.read() as connection:
        assert "1 nhận, nhưng 0 giải quyết" in unbalanced(connection, held(connection, made))


def test_days_between_two_annual_reports_are_told(filled_ws: Workspace, made: UUID) -> None:
    assert made
    with filled_ws.change("Đổi kỳ") as batch:
        settings = store_settings.load(batch.connection)
        store_settings.save(batch, replace(settings, period_start_month=1, period_start_day=1))
    view = report_view(filled_ws, start_report(filled_ws, 2025))
    told = [check.sentence for check in view.checks if check.level == "look"]
    assert "Ngày 15/12/2024 đến 31/12/2024 không nằm trong báo cáo năm nào." in told


def test_a_duty_that_nobody_answered_holds_the_report(filled_ws: Workspace) -> None:
    id_ = start_report(filled_ws, 2024)
    for section in ("III", "IV", "V", "VI"):
        save_text(filled_ws, id_, section, "Không phát sinh.")
    make_files(filled_ws, id_)
    view = report_view(filled_ws, id_)
    held_by = [check for check in view.checks if check.level == "hold"]
    assert {check.where.partition(":")[0] for check in held_by} == {"duties"}
    assert all(check.where.startswith("duties:D") for check in held_by), "each leads to its own duty"
    with pytest.raises(Refused, match="Nhiệm vụ") as told:
        report_acts.submit(filled_ws, id_)
    assert "Không phát sinh" in told.value.cure
    put_up(filled_ws, id_)
    assert state(filled_ws, id_) is ReportState.SUBMITTED


def test_a_closed_period_opens_by_the_head_with_a_reason_alone(filled_ws: Workspace, made: UUID) -> None:
    report_acts.submit(filled_ws, made)
    report_acts.withdraw(filled_ws, made, "Sửa lời.")
    with pytest.raises(Refused, match="Kỳ đã đóng"):
        freeze_again(filled_ws, made)
    with pytest.raises(Refused, match="Chưa mở lại kỳ được") as told:
        report_acts.reopen(filled_ws, made, HeadWord("Thiếu lớp."))
    assert "Tôi là người đứng đầu" in told.value.cure
    with pytest.raises(Invalid, match="lý do"):
        report_acts.reopen(filled_ws, made, HeadWord("  ", as_head=True))
    report_acts.reopen(filled_ws, made, REASON)
    lesson = {"name": "Lớp thêm", "form": Form.CLASS, "role": Role.LEADS, "place": "Xã Ngọc Mỹ", "attended": 4}
    with filled_ws.change("Thêm lớp") as batch:
        batch.insert(Training, [{**lesson, "starts_on": report_view(filled_ws, made).period_to}])
    freeze_again(filled_ws, made)
    with filled_ws.read() as connection:
        told_of = figures_json(held(connection, made))["reopened"]
    assert [each["reason"] for each in told_of] == [REASON.words]
    with pytest.raises(Refused, match="còn mở"):
        report_acts.reopen(filled_ws, made, REASON)


def test_the_head_is_the_user_that_the_settings_name(filled_ws: Workspace, made: UUID) -> None:
    report_acts.submit(filled_ws, made)
    workspaces.save_settings(filled_ws, replace(workspaces.settings(filled_ws), head_user="khoi"))
    with pytest.raises(Refused, match="Chưa duyệt được") as told:
        report_acts.approve(filled_ws, made, HeadWord(as_head=True))
    assert "khoi" in told.value.why
    workspaces.save_settings(filled_ws, replace(workspaces.settings(filled_ws), head_user="Lan"))
    report_acts.approve(filled_ws, made, HeadWord())
    assert state(filled_ws, made) is ReportState.APPROVED


def test_a_correction_opens_the_period_and_needs_the_head(sealed: tuple[Workspace, UUID]) -> None:
    ws, report = sealed
    with pytest.raises(Refused, match="mở lại kỳ"):
        start_correction(ws, report, HeadWord("Ghi thiếu."))
    again = start_correction(ws, report, REASON)
    assert [step.words for step in report_view(ws, again).steps] == [REASON.words]
    assert not report_view(ws, again).closed


def test_a_sealed_report_is_issued_with_number_and_day_then_sent(
    sealed: tuple[Workspace, UUID], export_wish: ExportWish
) -> None:
    ws, report = sealed
    with pytest.raises(Refused, match="còn thiếu số và ngày"):
        report_acts.issue(ws, report)
    report_acts.issue(ws, report, "312", report_view(ws, report).due_on)
    assert (state(ws, report), report_view(ws, report).number) == (ReportState.ISSUED, "312/BC-UBND")
    export_package(ws, export_wish)
    assert [step.act for step in report_view(ws, report).steps][-2:] == [Act.ISSUE, Act.SEND]


def test_one_report_is_signed_by_another_form_of_the_office(filled_ws: Workspace, made: UUID) -> None:
    choose_signer(filled_ws, made, Signer("DEPUTY", "Lê Thị Phó"))
    assert report_view(filled_ws, made).signing.name == "Lê Thị Phó"
    make_files(filled_ws, made)
    with filled_ws.read() as connection:
        record = held(connection, made).record
    assert record["signer_title"].split("\n")[1:] == ["KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"]
    with pytest.raises(Refused, match="hình thức"):
        choose_signer(filled_ws, made, Signer("KING", "Ai đó"))
    approved(filled_ws, made)
    with pytest.raises(Refused, match="Chưa sửa được"):
        choose_signer(filled_ws, made, None)


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        ({"C3.3.2": 30}, "«Số lượt học viên nữ» lớn hơn"),
        ({"C5.2": 99}, "lớn hơn"),
        ({"C8.2": 2, "C8.1": 1}, "lớn hơn"),
        ({"C5.6": 400, "C5.1": 400}, "cấp xã"),
        ({"C8.1": 3, "C8.1.1": 2, "C8.1.2": 2}, "cộng lại"),
        ({"C8.3": 2, "C8.1": 4, "C8.2": 4, "C8.4": 0}, "chưa ghi tiền xử phạt"),
        ({"C3.1": 2, "C3.3": 900}, "Bình quân"),
    ],
)
def test_figures_that_contradict_each_other_stop_the_report(
    filled_ws: Workspace, made: UUID, figures: dict[str, int], said: str
) -> None:
    with filled_ws.read() as connection:
        report = held(connection, made)
    told = {**report.frozen.figures, **{code: FrozenFigure(value) for code, value in figures.items()}}
    wrong = replace(report, frozen=replace(report.frozen, figures=told))
    assert any(said in check.sentence for check in stops(wrong, workspaces.settings(filled_ws)))


def test_a_reason_lets_an_odd_pair_pass_and_travels(filled_ws: Workspace, made: UUID) -> None:
    with filled_ws.read() as connection:
        report = held(connection, made)
    figures = {**report.frozen.figures, "C3.1": FrozenFigure(2), "C3.3": FrozenFigure(900)}
    odd = replace(report, frozen=replace(report.frozen, figures=figures), reasons={"C3.3": "Một hội nghị lớn."})
    assert not any("Bình quân" in check.sentence for check in stops(odd, workspaces.settings(filled_ws)))
    line = next(each for each in figures_json(odd)["figures"] if each["code"] == "C3.3")
    assert line["reason"] == "Một hội nghị lớn."


def test_rows_that_point_nowhere_hold_the_report(filled_ws: Workspace, made: UUID) -> None:
    seller = {
        "name": "Hộ kinh doanh Xa",
        "kind": SubjectKind.HOUSEHOLD,
        "activity": Activity.ACTIVE,
        "commune": "99999",
    }
    with filled_ws.change("Thêm") as batch:
        batch.insert(Business, [seller])
    found = [check for check in report_view(filled_ws, made).checks if check.level == "hold"]
    assert [check.where for check in found] == ["register:business"]
    with pytest.raises(Refused, match="không có vào ngày"):
        report_acts.submit(filled_ws, made)
