"""Kinds: what people type becomes a value, or a sentence that says what to do."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tmdt_desktop import kinds
from tmdt_desktop.errors import Invalid
from tmdt_desktop.records.business import Goods, SubjectKind

PARSED_FROM_TEXT = (
    kinds.Text(), kinds.Note(), kinds.TaxCode(), kinds.PersonalId(), kinds.Phone(), kinds.Email(), kinds.Whole(),
    kinds.Year(), kinds.Money(), kinds.Day(), kinds.Flag(), kinds.Choice(SubjectKind), kinds.Choices(Goods),
)  # fmt: skip


@pytest.mark.parametrize("said", ["0100233488", "2500150335", "2500150543", "0100047516", "0314409058-002"])
def test_real_tax_codes_raise_no_doubt(said: str) -> None:
    kind = kinds.TaxCode()
    assert kind.doubt(kind.parse(said)) == ""


@pytest.mark.parametrize("said", ["0100233480", "2500150336", "0314409058-000", "2500000081"])
def test_a_wrong_check_digit_is_a_doubt_not_a_refusal(said: str) -> None:
    kind = kinds.TaxCode()
    assert kind.doubt(kind.parse(said))


def test_the_doubt_names_the_digit_that_was_expected() -> None:
    assert "phải là 5" in kinds.TaxCode().doubt("2500150336")


def test_a_personal_number_is_a_tax_code_too() -> None:
    assert kinds.TaxCode().parse("026 085 001 234") == "026085001234"
    assert kinds.TaxCode().doubt("026085001234") == ""


def test_thirteen_digits_get_their_dash() -> None:
    assert kinds.TaxCode().parse("0314409058002") == "0314409058-002"


@pytest.mark.parametrize(
    ("said", "number"),
    [("0912345678", "0912345678"), ("+84 912 345 678", "0912345678"), ("0211.386.1234", "02113861234"),
     ("0827 449 796; 0211.356.5542", "0827449796; 02113565542"), ("1900 1234", "19001234")],
)  # fmt: skip
def test_phones_are_kept_as_dialled_at_home(said: str, number: str) -> None:
    assert kinds.Phone().parse(said) == number


@pytest.mark.parametrize("said", ["0951234567", "0712345678", "0531234567", "abc", "12"])
def test_numbers_nobody_can_dial_are_refused(said: str) -> None:
    with pytest.raises(Invalid):
        kinds.Phone().parse(said)


@pytest.mark.parametrize(
    ("said", "day"),
    [("1/2/24", date(2024, 2, 1)), ("05-03-2024", date(2024, 3, 5)), ("2024-03-05", date(2024, 3, 5)),
     ("ngày 7 tháng 4 năm 2024", date(2024, 4, 7)), ("9.12.1999", date(1999, 12, 9))],
)  # fmt: skip
def test_dates_are_read_in_every_usual_writing(said: str, day: date) -> None:
    assert kinds.Day().parse(said) == day


def test_a_date_that_is_not_there_is_told_with_the_days_of_its_month() -> None:
    with pytest.raises(Invalid, match=r"tháng 2/2024 có 29 ngày"):
        kinds.Day().parse("31/02/2024")


@pytest.mark.parametrize(
    ("said", "value"), [("1.234.567", 1234567), ("1234567", 1234567), ("1.250.000 đ", 1250000), ("1234567,00", 1234567)]
)
def test_money_reads_vietnamese_grouping(said: str, value: int) -> None:
    assert kinds.Money().parse(said) == value


def test_foreign_grouping_is_asked_about_not_guessed() -> None:
    with pytest.raises(Invalid):
        kinds.Money().parse("1,234,567")


def test_numbers_are_shown_with_dots_years_without() -> None:
    assert kinds.Money().show(1284000) == "1.284.000"
    assert kinds.Year().show(2024) == "2024"


def test_a_choice_takes_its_words_without_marks_and_its_name() -> None:
    kind = kinds.Choice(SubjectKind)
    assert kind.parse("hộ KINH doanh") is kind.parse("HOUSEHOLD") is SubjectKind.HOUSEHOLD
    with pytest.raises(Invalid, match="Doanh nghiệp"):
        kind.parse("công viên")


@pytest.mark.parametrize("kind", PARSED_FROM_TEXT, ids=lambda kind: type(kind).__name__)
@given(raw=st.one_of(st.text(max_size=40), st.integers(), st.floats(), st.booleans()))
def test_whatever_is_typed_is_read_or_answered_with_a_sentence(kind: kinds.Kind, raw: object) -> None:
    try:
        value = kind.parse(raw)
    except Invalid as told:
        assert len(str(told)) > 10
    else:
        assert kind.restore(kind.plain(value)) == value
        kind.show(value)
        kind.doubt(value)
