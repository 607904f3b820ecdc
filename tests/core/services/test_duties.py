"""Each duty of the office shows what the registers hold of it, and says plainly where no register is kept yet."""

from datetime import date

from tmdt_desktop.catalogues.duties import duties_of
from tmdt_desktop.records.report import Report, ReportState
from tmdt_desktop.services.duties import DutyLine, duty_board
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
    assert organised.sentence == "3 lớp đã tổ chức trong kỳ."


def test_a_year_without_rows_is_missing_and_not_a_fault(filled_ws: Workspace) -> None:
    organised = line(filled_ws, "D19.1.b", 2025)
    assert (organised.state, organised.count, organised.register) == ("missing", 0, "training")
    assert "Ghi vào sổ" in organised.sentence


def test_a_duty_whose_register_is_not_kept_says_so(filled_ws: Workspace) -> None:
    told = line(filled_ws, "D19.2.b")
    assert (told.state, told.count, told.register) == ("no_register", None, None)
    assert "chưa có sổ tuyên truyền" in told.sentence


def test_the_list_of_sellers_is_evidence_of_both_its_duties(filled_ws: Workspace) -> None:
    assert {line(filled_ws, id_).count for id_ in ("D19.3.a", "D19.3.b")} == {11}


def test_a_report_counts_once_it_was_sent(filled_ws: Workspace) -> None:
    id_ = start_report(filled_ws, 2024)
    assert line(filled_ws, "D21.0.a").count == 0
    with filled_ws.change("Gửi") as batch:
        batch.update(Report, id_, {"state": ReportState.SENT})
    assert line(filled_ws, "D21.0.a").sentence == "Đã gửi báo cáo năm 2024."
    assert line(filled_ws, "D21.0.b").sentence == "Chưa phát sinh báo cáo đột xuất."


def test_the_department_sees_its_own_duties(department_ws: Workspace) -> None:
    assert {"D6.1", "D22.1"} <= {each.id for each in duty_board(department_ws, 2024)}
