import unicodedata
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tmdt_desktop.reports.document import Column, Group, Kind, Paragraph, Row, Run, Table, clean, plain, total_of

COLUMNS = (Column("STT", 1, Kind.ORDER), Column("Tên", 2), Column("Số", 1, Kind.FIGURE))


def test_text_is_composed_and_rid_of_what_no_file_can_hold() -> None:
    raw = unicodedata.normalize("NFD", "Thị trấn Lập Thạch")
    cleaned = clean(Paragraph((Run(raw + "\x00\x0b"),)))
    assert plain(cleaned.text) == "Thị trấn Lập Thạch"


def test_numbers_and_gaps_pass_through_cleaning_unchanged() -> None:
    table = Table(COLUMNS, ((1, "a", 5), Group("b"), (2, "c", None)))
    assert clean(table) == table


@given(st.lists(st.one_of(st.none(), st.integers(0, 10**9)), max_size=30))
def test_a_total_equals_the_sum_of_its_rows(values: list[int | None]) -> None:
    rows: list[Row] = [(place, "x", value) for place, value in enumerate(values)]
    known = [value for value in values if value is not None]
    assert total_of(COLUMNS, [Group("nhóm"), *rows]) == ("Tổng cộng", "", sum(known) if known else None)


def test_a_total_of_measured_values_is_exact() -> None:
    assert total_of(COLUMNS, [(1, "a", 0.1), (2, "b", 0.2)])[2] == Decimal("0.3")
