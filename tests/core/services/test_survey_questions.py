"""How an answer is read: empty, «không biết» and 0 are three things; what the form does not allow is told."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.data.surveys import SMALL
from tmdt_desktop.errors import Invalid
from tmdt_desktop.fields import read_values
from tmdt_desktop.records.survey_form import Question as QuestionRow
from tmdt_desktop.services.survey_questions import Question, cell_of, question_of, read_answers, read_cell


def questions(*raw: dict[str, Any]) -> list[Question]:
    """Raw rows of a form as questions."""
    return [question_of(read_values(QuestionRow.fields(), row).values) for row in raw or SMALL]


SINGLE, MULTI, NUMBER, SHARES, GRID, WORDS = questions()


@pytest.mark.parametrize(
    ("question", "typed", "kept"),
    [
        (SINGLE, "", None),
        (SINGLE, "  ", None),
        (SINGLE, "KB", {"unknown": True}),
        (SINGLE, "không biết", {"unknown": True}),
        (SINGLE, "co", {"chosen": "Có"}),
        (SINGLE, "2", {"chosen": "Không"}),
        (SINGLE, 2.0, {"chosen": "Không"}),
        (SINGLE, "Khác: bán hộ", {"chosen": "Khác", "words": "bán hộ"}),
        (MULTI, "Website; sàn", {"chosen": "Sàn\nWebsite"}),
        (MULTI, "1;3", {"chosen": "Sàn\nWebsite"}),
        (NUMBER, "0", {"number": Decimal(0)}),
        (NUMBER, "12,5", {"number": Decimal("12.5")}),
        (NUMBER, 7, {"number": Decimal(7)}),
        (GRID, "rồi", {"chosen": "Rồi"}),
        (WORDS, "Giảm thuế", {"words": "Giảm thuế"}),
        (WORDS, "0", {"words": "0"}),
    ],
)
def test_an_answer_is_read(question: Question, typed: object, kept: dict[str, Any] | None) -> None:
    assert read_cell(question, typed) == kept


@pytest.mark.parametrize(
    ("question", "typed"),
    [
        (SINGLE, "Có; Không"),
        (SINGLE, "Không bao giờ"),
        (SINGLE, "4"),
        (SINGLE, "0"),
        (SINGLE, "-1"),
        (MULTI, "Sàn; Chợ"),
        (NUMBER, "501"),
        (NUMBER, "-1"),
        (NUMBER, "mười"),
        (NUMBER, "1,234,567"),
        (NUMBER, True),
        (NUMBER, float("nan")),
        (NUMBER, float("inf")),
        (WORDS, "x" * 4001),
    ],
)
def test_what_the_form_does_not_allow_is_refused(question: Question, typed: object) -> None:
    with pytest.raises(Invalid):
        read_cell(question, typed)


def test_a_number_is_no_place_where_options_are_numbers() -> None:
    (workers,) = questions({**SMALL[1], "options": "5\n10\n1\n2"})
    assert read_cell(workers, "1; 2") == {"chosen": "1\n2"}
    with pytest.raises(Invalid, match="Không có lựa chọn «3»"):
        read_cell(workers, "3")


def test_shares_must_add_up_once_all_are_given() -> None:
    def faults(machine: str, software: str) -> dict[Any, str]:
        cells = {("4", "Máy"): machine, ("4", "Phần mềm"): software}
        return read_answers([SHARES], cells, complete=False).faults

    assert not faults("40", "60")
    assert not faults("100", "0")
    assert not faults("40", "")
    assert not faults("", "")
    assert "90" in faults("40", "50")[("4", "Phần mềm")]
    assert faults("70", "70")


def test_a_whole_questionnaire_answers_what_is_required() -> None:
    assert read_answers([SINGLE], {}, complete=True).faults.keys() == {("1", "")}
    assert not read_answers([SINGLE], {}, complete=False).faults
    assert not read_answers([SINGLE], {("1", ""): "KB"}, complete=True).faults


def test_answers_to_questions_that_are_not_there_are_told() -> None:
    read = read_answers([SINGLE], {("1", ""): "Có", ("99", ""): "Có", ("1", "dòng lạ"): "Có"}, complete=True)
    assert read.faults.keys() == {("99", ""), ("1", "dòng lạ")}
    assert [row["question"] for row in read.rows] == ["1"]


@given(st.lists(st.sampled_from(MULTI.options), min_size=1, unique=True))
def test_choices_read_back_as_they_were_shown(chosen: list[str]) -> None:
    kept = read_cell(MULTI, "; ".join(chosen))
    assert kept is not None
    assert read_cell(MULTI, cell_of(kept)) == kept


@given(st.decimals(0, 500, places=4))
def test_numbers_read_back_as_they_were_shown(value: Decimal) -> None:
    kept = read_cell(NUMBER, cell_of({"number": value}))
    assert kept == {"number": value}


@given(st.text())
def test_nothing_that_can_be_typed_breaks_the_reading(typed: str) -> None:
    for question in (SINGLE, MULTI, NUMBER, GRID, WORDS):
        try:
            read_cell(question, typed)
        except Invalid as told:
            assert str(told)
