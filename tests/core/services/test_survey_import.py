"""Answers from a list: faults by cell, nothing written by a dry run, one batch, hostile tables."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from tests.data.surveys import BACK, SMALL, Held, answer, hold, stored
from tmdt_desktop.errors import Refused
from tmdt_desktop.records.survey_answer import ReplyState
from tmdt_desktop.services.history import batches, undo_batch
from tmdt_desktop.services.survey_import import AnswersWish, CheckedAnswers, check_answers, commit_answers, letter
from tmdt_desktop.services.survey_rounds import questionnaires
from tmdt_desktop.services.survey_template import write_answer_template
from tmdt_desktop.store.workspace import Workspace

Check = Callable[[str], CheckedAnswers]


@pytest.fixture
def held(filled_ws: Workspace) -> Held:
    """A round of the short form, handed out to twelve businesses."""
    return hold(filled_ws, SMALL)


@pytest.fixture
def check(filled_ws: Workspace, held: Held, tmp_path: Path) -> Check:
    """Check a list that is written as CSV."""

    def one(text: str) -> CheckedAnswers:
        file = tmp_path / "trả lời.csv"
        file.write_text(text, encoding="utf-8")
        return check_answers(filled_ws, AnswersWish(held.round, file, BACK))

    return one


def test_the_template_is_read_back_without_a_question(filled_ws: Workspace, held: Held, tmp_path: Path) -> None:
    file = tmp_path / "mẫu.xlsx"
    answer(filled_ws, held.lines[11], {("1", ""): "Có"})
    assert write_answer_template(filled_ws, held.round, file) == 11
    empty = check_answers(filled_ws, AnswersWish(held.round, file, BACK))
    assert (empty.counts["blank"], empty.faults) == (11, ())
    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[0]
    heads = {str(cell.value).split(".")[0]: cell.column for cell in sheet[4] if "Phần mềm" not in str(cell.value)}
    for head, value in (("1", 1), ("2", "Sàn; Website"), ("3", 0), ("4", 100)):
        sheet.cell(5, heads[head]).value = value
    book.save(file)
    checked = check_answers(filled_ws, AnswersWish(held.round, file, BACK))
    assert (checked.counts["answer"], checked.faults) == (1, ())
    commit_answers(filled_ws, checked)
    kept = {(row["question"], row["line"]): row for row in stored(filled_ws, held.lines[0])["answers"]}
    assert kept[("2", None)]["chosen"] == "Sàn\nWebsite"
    assert kept[("3", None)]["number"] == 0
    assert kept[("4", "Máy")]["number"] == 100
    assert stored(filled_ws, held.lines[0])["state"] is ReplyState.COMPLETE


def test_a_dry_run_writes_nothing_and_a_commit_is_one_act(filled_ws: Workspace, held: Held, check: Check) -> None:
    before = len(batches(filled_ws))
    checked = check("Số phiếu,1,3\n001,Có,3\n2,Không,KB\n3,Khác: bán hộ,\n")
    assert len(batches(filled_ws)) == before
    made = commit_answers(filled_ws, checked)
    assert (made.filled, made.added, len(batches(filled_ws))) == (3, 0, before + 1)
    assert stored(filled_ws, held.lines[1])["answers"][1]["unknown"] is True
    assert made.batch
    undo_batch(filled_ws, made.batch)
    assert not stored(filled_ws, held.lines[0])["answers"]
    assert stored(filled_ws, held.lines[0])["state"] is ReplyState.WAITING


def test_faults_are_told_by_cell(check: Check) -> None:
    checked = check("Số phiếu,1,2,3,4. Máy,4. Phần mềm\n001,Tập đoàn,Sàn;Chợ,mười,40,70\n,Có,,,,\n")
    assert [fault.cell for fault in checked.faults] == ["B2", "C2", "D2", "F2", "A3"]
    assert checked.counts["faulty"] == 2
    assert all(fault.sentence for fault in checked.faults)


def test_only_chosen_rows_are_written(filled_ws: Workspace, held: Held, check: Check) -> None:
    checked = check("Số phiếu,1\n001,Có\n002,Có\n003,Chợ\n")
    assert commit_answers(filled_ws, checked, {3, 4}).filled == 1
    assert not stored(filled_ws, held.lines[0])["answers"]
    assert stored(filled_ws, held.lines[1])["answers"]


def test_a_questionnaire_that_stands_twice_is_a_fault(check: Check) -> None:
    checked = check("Số phiếu,1\n001,Có\n1,Không\n")
    assert [(row.row, row.state) for row in checked.rows] == [(2, "answer"), (3, "faulty")]
    assert checked.faults[0].cell == "A3"


def test_the_same_list_twice_changes_nothing_and_other_answers_wait(filled_ws: Workspace, check: Check) -> None:
    commit_answers(filled_ws, check("Số phiếu,1,3\n001,Có,0\n"))
    assert check("Số phiếu,1,3\n001,Có,0\n").counts["same"] == 1
    other = check("Số phiếu,1,3\n001,Có,\n")
    assert other.counts["clash"] == 1
    assert commit_answers(filled_ws, other).batch is None


def test_new_questionnaires_need_a_name(filled_ws: Workspace, held: Held, check: Check) -> None:
    checked = check("Số phiếu,Người trả lời,Xã,1\n900,,,Có\n901,Bà Hòa,Ngọc Mỹ,Có\n902,Ông Ba,Xã Không Có,Có\n")
    assert [row.state for row in checked.rows] == ["faulty", "new", "faulty"]
    assert [fault.cell for fault in checked.faults] == ["B2", "C4"]
    assert commit_answers(filled_ws, checked).added == 1
    assert questionnaires(filled_ws, held.round)[-1].respondent == "Bà Hòa"


def test_a_refusal_needs_no_answers(filled_ws: Workspace, held: Held, check: Check) -> None:
    checked = check("Số phiếu,Kết quả,1\n001,Từ chối,\n002,Từ chối,Có\n003,Hoàn thành,\n")
    assert [row.state for row in checked.rows] == ["answer", "faulty", "faulty"]
    commit_answers(filled_ws, checked)
    assert stored(filled_ws, held.lines[0])["state"] is ReplyState.REFUSED


def test_columns_of_questions_that_are_not_there_are_told(check: Check) -> None:
    checked = check("Số phiếu,1,99. Câu lạ,Ghi chú riêng\n001,Có,x,\n")
    assert [(fault.cell, fault.label) for fault in checked.faults] == [("C1", "99. Câu lạ")]
    assert checked.counts["answer"] == 1


@pytest.mark.parametrize("text", ["Tên,1\nA,Có\n", "Số phiếu,1,1. Có bán\n001,Có,Có\n", "Số phiếu,Số phiếu\n1,2\n"])
def test_tables_that_cannot_be_answers_are_refused(check: Check, text: str) -> None:
    with pytest.raises(Refused):
        check(text)


def test_a_questionnaire_changed_since_the_check_stops_the_whole_list(
    filled_ws: Workspace, held: Held, check: Check
) -> None:
    checked = check("Số phiếu,1\n001,Có\n002,Có\n")
    answer(filled_ws, held.lines[1], {("1", ""): "Không"})
    with pytest.raises(Refused):
        commit_answers(filled_ws, checked)
    assert not stored(filled_ws, held.lines[0])["answers"]


def test_columns_have_the_letters_of_a_spreadsheet() -> None:
    assert [letter(at) for at in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]
