"""Codes of economic activity in two editions."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tmdt_desktop.catalogues.industries import Industry, classification_on, industries
from tmdt_desktop.errors import Invalid

LAST_2018, FIRST_2025 = date(2025, 11, 14), date(2025, 11, 15)


def test_the_edition_changes_on_15_november_2025() -> None:
    assert classification_on(LAST_2018).code == "2018"
    assert classification_on(FIRST_2025).code == "2025"
    assert classification_on(date(2010, 1, 1)).code == "2018"


def test_selling_on_line_has_its_code_in_one_edition_and_platforms_in_the_other() -> None:
    assert "2018:4791" in dict(Industry().choices(LAST_2018))
    assert "2018:4791" not in dict(Industry().choices(FIRST_2025))
    assert "2025:4790" in dict(Industry().choices(FIRST_2025))
    assert "2025:4791" not in {entry.code for entry in industries()}


def test_a_bare_code_is_one_of_the_day() -> None:
    assert Industry(LAST_2018).parse("4711") == "2018:4711"
    assert Industry(FIRST_2025).parse("4711") == "2025:4711"
    assert Industry().parse("4791") == "2018:4791"
    assert Industry().parse("4790") == "2025:4790"
    assert Industry().parse("VSIC 2018: 47911") == "2018:47911"
    assert Industry(LAST_2018).parse("Bán lẻ theo yêu cầu đặt hàng qua bưu điện hoặc internet") == "2018:4791"


def test_a_code_outside_the_short_list_is_kept_with_a_doubt() -> None:
    kept = Industry(LAST_2018).parse("2599")
    assert Industry().show(kept) == "2599 (VSIC 2018)"
    assert "danh mục rút gọn" in Industry().doubt(kept)
    assert Industry().doubt("2018:4791") == ""


@pytest.mark.parametrize("raw", ["47", "bán hàng", "479111", "2020:4791"])
def test_what_is_no_code_is_refused(raw: str) -> None:
    with pytest.raises(Invalid, match="4 hoặc 5 chữ số"):
        Industry().parse(raw)


@given(st.sampled_from([entry.code for entry in industries()]))
def test_what_is_shown_or_stored_is_read_back(code: str) -> None:
    edition = LAST_2018 if code.startswith("2018") else FIRST_2025
    assert Industry().parse(code) == code
    assert Industry(edition).parse(Industry().show(code)) == code


def test_only_what_was_read_in_the_text_is_called_verified() -> None:
    assert {entry.code for entry in industries() if entry.verified} == {"2018:4791", "2018:4799", "2025:4790"}
