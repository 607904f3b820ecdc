"""A report from closing the year to its last correction: figures frozen, words kept, nothing signed ever changed."""

from array import array
from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.data.approval import OPENED
from tmdt_desktop.errors import Invalid, Refused
from tmdt_desktop.records.report import Report, ReportState
from tmdt_desktop.records.training import Form, Role, Training
from tmdt_desktop.services import frozen, registers
from tmdt_desktop.services.as_of import records_at
from tmdt_desktop.services.make_report import (
    freeze_again,
    redraft,
    reports,
    save_text,
    start_correction,
    start_report,
)
from tmdt_desktop.services.report_checks import odd_change
from tmdt_desktop.services.report_files import make_files
from tmdt_desktop.services.report_life import held
from tmdt_desktop.services.report_values import BaseFigures, enter_base, give_reason, set_number
from tmdt_desktop.services.report_view import FigureView, ReportView, SectionView, report_view
from tmdt_desktop.store.workspace import Workspace

if TYPE_CHECKING:
    from tests.core.conftest import Stage


WAYS = {"started": lambda ws: start_report(ws, 2024)}


@pytest.fixture
def started(stage: "Stage") -> UUID:
    """The report of 2024 as its year has just been closed."""
    return cast("UUID", stage.came_to)


def figure(view: ReportView, code: str) -> FigureView:
    return next(each for each in view.figures if each.code == code)


def section(view: ReportView, number: str) -> SectionView:
    return next(each for each in view.sections if each.number == number)


def add_class(ws: Workspace, day: date = date(2024, 11, 1)) -> UUID:
    lesson = {"name": f"Lớp thêm {day}", "form": Form.CLASS, "role": Role.LEADS, "starts_on": day, "attended": 40}
    lesson["place"] = "Xã Ngọc Mỹ"
    with ws.change("Thêm lớp") as batch:
        return batch.insert(Training, [lesson])[0]


def put_state(ws: Workspace, id_: UUID, state: ReportState) -> None:
    with ws.change("Bước sau") as batch:
        batch.update(Report, id_, {"state": state})


def test_closing_the_year_counts_what_the_registers_hold(filled_ws: Workspace, started: UUID) -> None:
    view = report_view(filled_ws, started)
    assert (view.state, view.revision, view.editable) == (ReportState.DRAFT, 1, True)
    assert (view.period_from, view.period_to, view.due_on) == (
        date(2023, 12, 15), date(2024, 12, 14), date(2024, 12, 19),
    )  # fmt: skip
    counted = {code: figure(view, code).value for code in ("C3.1", "C3.2", "C3.3", "C3.3.1", "C3.5", "C5.1", "C5.3")}
    assert counted == {
        "C3.1": 3, "C3.2": 1, "C3.3": 10 + 9 + 8, "C3.3.1": 10, "C3.5": 90_000_000, "C5.1": 11, "C5.3": 5,
    }  # fmt: skip


def test_what_nobody_noted_is_unknown_and_an_empty_register_counts_zero(filled_ws: Workspace, started: UUID) -> None:
    view = report_view(filled_ws, started)
    assert figure(view, "C5.1.1").value is None
    assert figure(view, "C2.1").value == 0


def test_texts_are_drafted_from_the_frozen_figures(filled_ws: Workspace, started: UUID) -> None:
    view = report_view(filled_ws, started)
    training = section(view, "II.3")
    assert "03 lớp tập huấn, hội thảo" in training.text
    assert "27 lượt học viên" in training.text
    assert not training.edited
    assert section(view, "II").parent
    assert section(view, "VI").title.endswith("2025")
    assert section(view, "VI").prompt


def test_a_second_report_of_the_same_year_is_refused(filled_ws: Workspace, started: UUID) -> None:
    with pytest.raises(Refused, match="đang làm dở"):
        start_report(filled_ws, 2024)
    put_state(filled_ws, started, ReportState.RECEIVED)
    with pytest.raises(Refused, match="bản sửa đổi"):
        start_report(filled_ws, 2024)
    assert [line.id for line in reports(filled_ws)] == [started]


def test_a_year_that_has_not_begun_is_refused(filled_ws: Workspace) -> None:
    with pytest.raises(Refused, match="Kỳ báo cáo bắt đầu"):
        start_report(filled_ws, date.today().year + 2)  # noqa: DTZ011 - the office's own calendar day


def test_a_refused_closing_leaves_no_trace(filled_ws: Workspace) -> None:
    start_report(filled_ws, 2024)
    heard: list[Any] = []
    filled_ws.on_change(heard.append)
    with pytest.raises(Refused):
        start_report(filled_ws, 2024)
    assert heard == []


def test_a_class_entered_later_shows_as_moved_and_leaves_the_frozen_figure(filled_ws: Workspace, started: UUID) -> None:
    add_class(filled_ws)
    view = report_view(filled_ws, started)
    assert (figure(view, "C3.1").value, figure(view, "C3.1").live) == (3, 4)
    moved = {each.code: (each.old, each.new) for each in section(view, "II.3").moved}
    assert moved["C3.1"] == (3, 4)
    assert moved["C3.3"] == (27, 67)
    assert any(check.level == "look" and "sau khi chốt" in check.sentence for check in view.checks)


def test_freezing_again_follows_the_register_and_spares_the_clerks_words(filled_ws: Workspace, started: UUID) -> None:
    own = section(report_view(filled_ws, started), "II.3").text + " Học viên đều đạt yêu cầu."
    save_text(filled_ws, started, "II.3", own)
    add_class(filled_ws)
    freeze_again(filled_ws, started)
    view = report_view(filled_ws, started)
    training = section(view, "II.3")
    assert figure(view, "C3.1").value == figure(view, "C3.1").live == 4
    assert training.text == own
    assert "04 lớp" in training.drafted
    assert {each.code for each in training.moved} >= {"C3.1", "C3.3"}
    assert any("II.3 còn ghi số cũ" in check.sentence for check in view.checks)
    redraft(filled_ws, started, "II.3")
    training = section(report_view(filled_ws, started), "II.3")
    assert "04 lớp" in training.text
    assert not training.moved


def test_an_edit_that_keeps_the_old_number_does_not_hide_that_it_is_old(filled_ws: Workspace, started: UUID) -> None:
    drafted = section(report_view(filled_ws, started), "II.3").text
    save_text(filled_ws, started, "II.3", drafted + " Thêm một câu.")
    add_class(filled_ws)
    freeze_again(filled_ws, started)
    save_text(filled_ws, started, "II.3", drafted + " Thêm câu khác.")
    assert "C3.1" in {each.code for each in section(report_view(filled_ws, started), "II.3").moved}
    mended = drafted.replace("03 lớp", "04 lớp").replace("27 lượt", "67 lượt").replace("90.000.000", "150.000.000")
    save_text(filled_ws, started, "II.3", mended)
    assert "C3.1" not in {each.code for each in section(report_view(filled_ws, started), "II.3").moved}


def test_two_sections_saved_one_after_the_other_both_stay(filled_ws: Workspace, started: UUID) -> None:
    save_text(filled_ws, started, "III", "Kết quả tốt.")
    save_text(filled_ws, started, "IV", "Không phát sinh.\nKhông thiếu kinh phí.")
    view = report_view(filled_ws, started)
    assert section(view, "III").text == "Kết quả tốt."
    assert section(view, "IV").text.count("\n") == 1


def test_text_is_composed_and_not_endless(filled_ws: Workspace, started: UUID) -> None:
    save_text(filled_ws, started, "III", "Ke\u0302\u0301t qua\u0309")
    assert section(report_view(filled_ws, started), "III").text == "Kết quả"
    with pytest.raises(Invalid, match="Rút gọn"):
        save_text(filled_ws, started, "III", "a" * 8_001)
    with pytest.raises(Refused, match="không có mục"):
        save_text(filled_ws, started, "IX", "a")


@pytest.mark.parametrize("state", [ReportState.SIGNED, ReportState.SEALED, ReportState.SENT, ReportState.RECEIVED])
def test_a_signed_report_is_never_changed(filled_ws: Workspace, started: UUID, state: ReportState) -> None:
    put_state(filled_ws, started, state)
    wishes: tuple[Callable[[], None], ...] = (
        lambda: save_text(filled_ws, started, "III", "x"),
        lambda: redraft(filled_ws, started, "III"),
        lambda: freeze_again(filled_ws, started),
        lambda: give_reason(filled_ws, started, "C3.1", "x"),
        lambda: enter_base(filled_ws, started, BaseFigures("C3.1", 2)),
    )
    for wish in wishes:
        with pytest.raises(Refused, match="bản sửa đổi"):
            wish()


def test_a_change_to_a_made_report_makes_it_a_draft_again(filled_ws: Workspace, started: UUID) -> None:
    with filled_ws.change("Lập") as batch:
        batch.update(
            Report, started, {"state": ReportState.MADE, "files": {"pdf": {"name": "x", "sha256": "", "size": 0}}}
        )
    save_text(filled_ws, started, "III", "Lời mới.")
    view = report_view(filled_ws, started)
    assert view.state is ReportState.DRAFT
    assert not view.files


def test_a_correction_takes_the_words_along_and_counts_anew(filled_ws: Workspace, started: UUID) -> None:
    save_text(filled_ws, started, "III", "Kết quả tốt.")
    with pytest.raises(Refused, match="còn sửa được"):
        start_correction(filled_ws, started, OPENED)
    put_state(filled_ws, started, ReportState.SEALED)
    add_class(filled_ws)
    again = start_correction(filled_ws, started, OPENED)
    view = report_view(filled_ws, again)
    assert (view.revision, view.state, view.name) == (2, ReportState.DRAFT, "Báo cáo năm 2024 (lần 2)")
    assert section(view, "III").text == "Kết quả tốt."
    assert figure(view, "C3.1").value == 4
    assert report_view(filled_ws, started).state is ReportState.REPLACED
    with pytest.raises(Refused, match="đã có bản sửa đổi"):
        start_correction(filled_ws, started, OPENED)


def test_a_received_report_stays_received_while_its_correction_is_written(filled_ws: Workspace, started: UUID) -> None:
    put_state(filled_ws, started, ReportState.RECEIVED)
    start_correction(filled_ws, started, OPENED)
    assert report_view(filled_ws, started).state is ReportState.RECEIVED


def test_last_years_figures_come_from_last_years_report(filled_ws: Workspace, started: UUID) -> None:
    put_state(filled_ws, started, ReportState.SEALED)
    view = report_view(filled_ws, start_report(filled_ws, 2025))
    assert view.last_year_from == "Báo cáo năm 2024"
    assert (figure(view, "C3.1").last_year, figure(view, "C3.1").value) == (3, 0)
    with pytest.raises(Refused, match="lấy từ"):
        enter_base(filled_ws, view.id, BaseFigures("C3.1", last_year=9))


def test_without_last_years_report_its_figures_are_entered_and_survive_a_new_count(
    filled_ws: Workspace, started: UUID
) -> None:
    assert figure(report_view(filled_ws, started), "C3.1").last_year is None
    enter_base(filled_ws, started, BaseFigures("C3.1", last_year=2, plan=4))
    freeze_again(filled_ws, started)
    seen = figure(report_view(filled_ws, started), "C3.1")
    assert (seen.last_year, seen.plan) == (2, 4)


def test_an_odd_change_asks_for_a_reason_and_is_content_with_one(filled_ws: Workspace, started: UUID) -> None:
    for section_ in ("III", "IV", "V", "VI"):
        save_text(filled_ws, started, section_, "Không phát sinh.")
    enter_base(filled_ws, started, BaseFigures("C3.3", last_year=10))
    asked = [check for check in report_view(filled_ws, started).checks if check.where == "figure:C3.3"]
    assert [(check.level, "170%" in check.sentence) for check in asked] == [("stop", True)]
    with pytest.raises(Refused, match="170%"):
        make_files(filled_ws, started)
    give_reason(filled_ws, started, "C3.3", "Mở thêm hai lớp ở xã.")
    view = report_view(filled_ws, started)
    assert figure(view, "C3.3").reason == "Mở thêm hai lớp ở xã."
    assert {check.level for check in view.checks if check.where == "figure:C3.3"} == {"ok"}
    give_reason(filled_ws, started, "C3.3", "  ")
    assert figure(report_view(filled_ws, started), "C3.3").reason == ""


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("312", "312/BC-UBND"), ("0005/BC-UBND", "05/BC-UBND"), ("7 / BC-KTHT", "07/BC-KTHT"), ("", None)],
)
def test_the_number_is_kept_with_its_symbol(filled_ws: Workspace, started: UUID, typed: str, kept: str | None) -> None:
    set_number(filled_ws, started, typed, date(2024, 12, 18))
    view = report_view(filled_ws, started)
    assert (view.number, view.issued_on) == (kept, date(2024, 12, 18))


@pytest.mark.parametrize("typed", ["số mười", "0", "12-13", "1234567"])
def test_what_is_no_number_is_refused(filled_ws: Workspace, typed: str) -> None:
    with pytest.raises(Invalid, match="Ghi số"):
        set_number(filled_ws, start_report(filled_ws, 2024), typed, None)


def test_what_is_missing_stops_and_says_where_to_mend_it(ws: Workspace) -> None:
    view = report_view(ws, start_report(ws, 2024))
    stopped = {check.where for check in view.checks if check.level == "stop"}
    assert {"settings:decision", "settings:signer_name", "section:III", "section:VI"} <= stopped
    assert all(check.cure for check in view.checks if check.level != "ok")
    assert view.stops == len(stopped)


def test_a_report_that_is_gone_is_refused_in_words(ws: Workspace) -> None:
    with pytest.raises(Refused, match="không còn"):
        report_view(ws, UUID(int=1))


def test_another_version_of_the_record_is_not_written_over(filled_ws: Workspace, started: UUID) -> None:
    seen = registers.get(filled_ws, Report, started)
    save_text(filled_ws, started, "III", "Của người khác.")
    with pytest.raises(Refused, match="vừa được"):
        registers.save(filled_ws, Report, {**seen.values, "name": "Tên khác"}, started, seen.version)
    assert section(report_view(filled_ws, started), "III").text == "Của người khác."


def test_every_figure_equals_its_rows_and_its_parts(filled_ws: Workspace, started: UUID) -> None:
    view = report_view(filled_ws, started)
    for each in view.figures:
        for group in each.groups:
            assert sum(part.share for part in group.parts) == each.value, (each.code, group.field)


@given(st.sets(st.integers(1, 3_000)))
def test_ranges_give_back_the_numbers_they_were_made_of(numbers: set[int]) -> None:
    assert frozen.from_ranges(frozen.ranges(sorted(numbers))) == array("q", sorted(numbers))


def test_what_is_frozen_comes_back_as_it_was(filled_ws: Workspace, started: UUID) -> None:
    with filled_ws.read() as connection:
        kept = held(connection, started).frozen
    assert frozen.from_json(frozen.to_json(kept)) == kept
    assert len(kept.sessions) == kept.figures["C3.1"].value
    assert sum(session.attendees or 0 for session in kept.sessions) == kept.figures["C3.3"].value


def test_an_unsigned_report_gives_no_figures_to_the_next_year(filled_ws: Workspace, started: UUID) -> None:
    next_year = start_report(filled_ws, 2025)
    assert report_view(filled_ws, next_year).last_year_from == ""
    put_state(filled_ws, started, ReportState.SEALED)
    add_class(filled_ws)
    start_correction(filled_ws, started, OPENED)
    freeze_again(filled_ws, next_year)
    view = report_view(filled_ws, next_year)
    assert (view.last_year_from, figure(view, "C3.1").last_year) == ("Báo cáo năm 2024", 3)


@pytest.mark.parametrize(
    ("before", "now", "odd"),
    [(4, 40, None), (5, 7, 40), (100, 125, None), (1000, 1251, 25), (100, 74, -26), (None, 9, None), (9, None, None)],
)
def test_a_change_of_more_than_a_quarter_of_five_or_more_is_odd(
    before: int | None, now: int | None, odd: int | None
) -> None:
    assert odd_change(frozen.FrozenFigure(now, before)) == odd


@pytest.mark.parametrize("year", [0, -5, 1900, 99_999])
def test_a_year_that_is_never_reported_on_is_refused(ws: Workspace, year: int) -> None:
    with pytest.raises(Refused, match=f"năm {year}"):
        start_report(ws, year)


def test_the_rows_are_those_of_the_trail_even_when_the_clock_was_set_back(
    filled_ws: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    id_ = start_report(filled_ws, 2024)
    with filled_ws.read() as connection:
        report = held(connection, id_)
    monkeypatch.setattr("tmdt_desktop.store.workspace.utc_now", lambda: report.frozen.at - timedelta(days=1))
    add_class(filled_ws)
    with filled_ws.read() as connection:
        assert len(records_at(connection, Training, report.frozen.mark)) == 4
