"""Tax codes, personal numbers, telephones: put right only where the check digit or the shape agrees."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tmdt_desktop.errors import Invalid
from tmdt_desktop.exchange.identifiers import (
    check_digit_agrees,
    read_either,
    read_person_number,
    read_phones,
    read_tax_code,
)
from tmdt_desktop.kinds import TaxCode


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("0100233488", "0100233488"), (100233488.0, "0100233488"), ("'2500150335", "2500150335"), ("MST: 2500150335", "2500150335"),
        ("2500 150 335", "2500150335"), (2500150335001.0, "2500150335-001"), ("2500150335-001", "2500150335-001"),
        ("026085001234", "026085001234"), (26085001234.0, "026085001234"),
    ],
)  # fmt: skip
def test_a_tax_code_is_read_with_its_zeros(raw: object, code: str) -> None:
    assert read_tax_code(raw)[:2] == (code, "")


def test_a_lost_zero_is_told_when_it_is_put_back() -> None:
    assert read_tax_code(100233488.0).repaired
    assert not read_tax_code("0100233488").repaired


@pytest.mark.parametrize("raw", ["250015033", "89912", "25095-1234", "2,51E+09", "2.5E+09", "Chưa rõ", "2509512345678"])
def test_what_cannot_be_a_tax_code_is_a_fault(raw: object) -> None:
    with pytest.raises(Invalid):
        read_tax_code(raw)


def test_a_wrong_check_digit_is_a_doubt_and_stays() -> None:
    read = read_tax_code("2500150336")
    assert read.value == "2500150336"
    assert "phải là 5" in read.doubt


@given(st.integers(0, 10**9 - 1))
def test_the_check_digit_is_the_same_as_the_field_s_own(nine: int) -> None:
    for last in range(10):
        code = f"{nine:09d}{last}"
        assert check_digit_agrees(code) == (not TaxCode().doubt(code))


@pytest.mark.parametrize(
    ("raw", "numbers"),
    [
        ("0912345678", "0912345678"), (912345678.0, "0912345678"), ("+84 912 345 678", "0912345678"), ("84912345678", "0912345678"),
        ("(+84) 385964067", "0385964067"), ("ĐT: 0912.345.678", "0912345678"), ("0912345678 (Zalo)", "0912345678"),
        ("0912 345 678; 0211.356.5542", "0912345678; 02113565542"), ("0912345678/0987654321", "0912345678; 0987654321"),
        ("0912 345 678 - 0987 654 321", "0912345678; 0987654321"), ("0912345678\n0912345678", "0912345678"),
        ("01233853458", "0833853458"), ("01269 316 994", "0769316994"), ("1233853458", "0833853458"), ("19001234", "19001234"),
    ],
)  # fmt: skip
def test_telephones_are_read_as_dialled_today(raw: object, numbers: str) -> None:
    assert read_phones(raw).value == numbers


@pytest.mark.parametrize("raw", ["12345", "0951234567", "083815370", "07634888135", "gọi anh Nam"])
def test_a_telephone_that_cannot_be_is_a_fault(raw: str) -> None:
    with pytest.raises(Invalid):
        read_phones(raw)


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        (26185001234.0, "026185001234"),
        ("026 185 001 234", "026185001234"),
        (1203955319.0, "001203955319"),
        ("135924059", "135924059"),
    ],
)
def test_a_personal_number_is_read_with_its_zeros(raw: object, number: str) -> None:
    assert read_person_number(raw)[:2] == (number, "")


@pytest.mark.parametrize("raw", ["026385901234", "003085001234"])
def test_a_year_to_come_and_a_province_that_is_none_are_doubts(raw: str) -> None:
    assert read_person_number(raw).doubt


@pytest.mark.parametrize("raw", ["0260859O1234", "026999"])
def test_letters_and_missing_digits_are_faults(raw: str) -> None:
    with pytest.raises(Invalid):
        read_person_number(raw)


@pytest.mark.parametrize(
    ("raw", "sort"),
    [("2500150335", "tax"), (100233488.0, "tax"), ("026185001234", "person"), (26185001234.0, "person"), ("135924059", "person"),
     ("2500150335-001", "tax")],
)  # fmt: skip
def test_a_shared_column_tells_the_two_numbers_apart(raw: object, sort: str) -> None:
    assert read_either(raw)[0] == sort


@pytest.mark.parametrize("reader", [read_tax_code, read_person_number, read_phones, read_either])
@given(raw=st.one_of(st.text(max_size=40), st.floats(), st.integers(), st.booleans(), st.none()))
def test_no_cell_makes_a_reader_fail(reader: object, raw: object) -> None:
    try:
        reader(raw)  # type: ignore[operator]
    except Invalid as told:
        assert str(told)
