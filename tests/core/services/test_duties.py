"""Each duty of the office shows what the registers hold of it, and what the office says to it."""

from datetime import date

import pytest

from tmdt_desktop.catalogues.dated import read
from tmdt_desktop.catalogues.duties import duties, duties_of
from tmdt_desktop.catalogues.duty_evidence import evidence_of
from tmdt_desktop.errors import Invalid, Refused
from tmdt_desktop.records import REGISTERS
from tmdt_desktop.records.business import Activity, Business, SubjectKind
from tmdt_desktop.records.communication import Communication
from tmdt_desktop.records.duty_answer import DutyOutcome
from tmdt_desktop.records.report import Report, ReportState
from tmdt_desktop.services import registers
from tmdt_desktop.services.duties import (
    DutyLine,
    DutyWish,
    answer_duty,
    duty_board,
    evidence_rows,
    open_duties,
    take_answer_back,
)
from tmdt_desktop.services.make_report import start_report
from tmdt_desktop.store.workspace import Workspace


def line(ws: Workspace, id_: str, year: int = 2024) -> DutyLine:
    return next(each for each in duty_board(ws, year) if each.id == id_)


def test_every_duty_of_the_office_stands_there_once(filled_ws: Workspace) -> None:
    assert [each.id for each in duty_board(filled_ws, 2024)] == [d.id for d in duties_of("246", date(2024, 12, 14))]
    assert all(each.sentence and each.title and each.clause for each in duty_board(filled_ws, 2024))


def test_organising_and_taking_part_are_counted_apart(filled_ws: Workspace) -> None:
    attended, organised = line(filled_ws, "D19.1.a"), line(filled_ws, "D19.1.b")
    assert (attended.count, organised.count) == (1, 3)
    assert (attended.clause, organised.clause) == ("19.1.a", "19.1.b")
    assert organised.sentence == "3 lớp, hội thảo đã tổ chức."


def test_a_year_without_rows_is_missing_and_says_where_to_write(filled_ws: Workspace) -> None:
    organised = line(filled_ws, "D19.1.b", 2025)
    assert (organised.state, organised.count, organised.register) == ("missing", 0, "training")
    assert "Ghi vào sổ Tập huấn" in organised.sentence


def test_the_limbs_of_communication_are_told_apart(filled_ws: Workspace) -> None:
    told = {"name": "Bản tin thuế", "contents": "Chính sách thuế với người nộp thuế có hoạt động TMĐT", "quantity": "2"}
    told |= {"means": "Đài truyền thanh cơ sở", "starts_on": "05/03/2024", "pieces": "tin"}
    registers.save(filled_ws, Communication, told)
    assert line(filled_ws, "D19.2.a").count == 1
    assert line(filled_ws, "D19.2.b").state == "missing"


def test_an_old_list_of_sellers_is_no_work_of_the_year(filled_ws: Workspace) -> None:
    def count(id_: str) -> int:
        return {each.register: each.count for each in line(filled_ws, id_).evidence}["business"]

    base = {"name": "HKD Mới", "kind": SubjectKind.HOUSEHOLD, "commune": "08767", "verified_on": date(2024, 5, 6)}
    rows = [{"activity": Activity.ACTIVE}, {"activity": Activity.DUPLICATE}, {"tax_status": "00"}]
    assert (count("D19.3.a"), count("D19.3.b")) == (0, 0)
    with filled_ws.change("Xác minh") as batch:
        batch.insert(Business, [{"activity": Activity.ACTIVE, **base, **row} for row in rows])
    assert (count("D19.3.a"), count("D19.3.b")) == (2, 1)


def test_urging_others_is_asked_of_the_department(department_ws: Workspace) -> None:
    by_report = {each.id for each in duty_board(department_ws, 2024) if each.by_report}
    assert by_report == {"D6.6", "D6.7", "D21.0.a"}


def test_evidence_opens_to_as_many_rows_as_it_counts(filled_ws: Workspace) -> None:
    for duty in duty_board(filled_ws, 2024):
        for shown in duty.evidence:
            if shown.register != "report":
                assert len(evidence_rows(filled_ws, duty.id, shown.register, 2024)) == shown.count


def test_a_duty_marked_as_not_arisen_needs_a_reason_and_is_open_no_more(filled_ws: Workspace) -> None:
    with pytest.raises(Invalid, match="lý do"):
        answer_duty(filled_ws, DutyWish(2024, "D19.4", DutyOutcome.NONE, "  "))
    assert "D19.4" in still_open(filled_ws)
    answer_duty(filled_ws, DutyWish(2024, "D19.4", DutyOutcome.NONE, "Trong kỳ không có yêu cầu."))
    assert line(filled_ws, "D19.4").sentence == "Không phát sinh: Trong kỳ không có yêu cầu."
    assert "D19.4" not in still_open(filled_ws)
    take_answer_back(filled_ws, 2024, "D19.4")
    assert "D19.4" in still_open(filled_ws)


def test_a_later_answer_replaces_the_first(filled_ws: Workspace) -> None:
    answer_duty(filled_ws, DutyWish(2024, "D19.4", DutyOutcome.NONE, "Không có yêu cầu."))
    answer_duty(filled_ws, DutyWish(2024, "D19.4", DutyOutcome.DONE, "Đã cử người tham gia."))
    assert (line(filled_ws, "D19.4").state, line(filled_ws, "D19.4").answer) == ("answered", "Đã cử người tham gia.")


def test_a_duty_of_another_agency_is_refused(filled_ws: Workspace) -> None:
    with pytest.raises(Refused, match="không có nhiệm vụ"):
        answer_duty(filled_ws, DutyWish(2024, "D17.1", DutyOutcome.DONE, "Đã làm."))


def test_the_report_itself_fulfils_the_duty_to_report(filled_ws: Workspace) -> None:
    assert not {"D19.6", "D21.0.a"} & still_open(filled_ws)
    assert "D21.0.b" in still_open(filled_ws)


def still_open(ws: Workspace) -> set[str]:
    with ws.read() as connection:
        return {each.id for each in open_duties(connection, ws.office, 2024, (date(2023, 12, 15), date(2024, 12, 14)))}


def test_every_register_of_evidence_is_kept() -> None:
    kept = {made.code for made in REGISTERS}
    assert {each.register for duty in duties() for each in duty.evidence} <= kept
    counted = {(duty.id, each.register) for duty in duties() for each in evidence_of(duty)}
    named = {(duty, row["register"]) for row in read("duty_evidence.toml")["narrow"] for duty in row["duties"]}
    assert named <= counted


def test_a_report_counts_once_it_was_sent(filled_ws: Workspace) -> None:
    id_ = start_report(filled_ws, 2024)
    assert line(filled_ws, "D21.0.a").count == 0
    with filled_ws.change("Gửi") as batch:
        batch.update(Report, id_, {"state": ReportState.SENT})
    assert line(filled_ws, "D21.0.a").sentence == "Đã gửi báo cáo năm 2024."
    assert line(filled_ws, "D21.0.b").sentence.startswith("Chưa phát sinh báo cáo đột xuất.")


def test_the_department_sees_its_own_duties(department_ws: Workspace) -> None:
    assert {"D6.1", "D22.1"} <= {each.id for each in duty_board(department_ws, 2024)}
