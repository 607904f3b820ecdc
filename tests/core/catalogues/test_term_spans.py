"""The time in which a choice of a closed list is open."""

from datetime import date

import pytest

from tmdt_desktop.catalogues.term_spans import closed_reason, open_terms, term_spans
from tmdt_desktop.kinds import Term
from tmdt_desktop.records.business import ChannelKind, SubjectKind
from tmdt_desktop.records.tax_review import TaxMethod

LAST_OLD, FIRST_NEW = date(2026, 6, 30), date(2026, 7, 1)
PLATFORM_TYPES = {
    ChannelKind.DIRECT_PLATFORM,
    ChannelKind.INTERMEDIARY,
    ChannelKind.SOCIAL_COMMERCE,
    ChannelKind.INTEGRATED,
}


def test_every_name_of_the_list_is_a_choice_of_a_register() -> None:
    known: dict[str, type[Term]] = {of.__name__: of for of in (ChannelKind, TaxMethod)}
    for span in term_spans():
        of, _, member = span.term.partition(".")
        assert member in known[of].__members__, span.term


def test_platform_types_of_the_law_replace_the_sites_of_the_decree() -> None:
    assert set(open_terms(ChannelKind, LAST_OLD)).isdisjoint(PLATFORM_TYPES)
    assert set(open_terms(ChannelKind, FIRST_NEW)) >= PLATFORM_TYPES
    assert ChannelKind.WEBSITE in open_terms(ChannelKind, LAST_OLD)
    assert ChannelKind.WEBSITE not in open_terms(ChannelKind, FIRST_NEW)
    assert {ChannelKind.SHOP, ChannelKind.SOCIAL, ChannelKind.LIVESTREAM} <= set(open_terms(ChannelKind, FIRST_NEW))


@pytest.mark.parametrize(("day", "open_"), [(date(2025, 12, 31), True), (date(2026, 1, 1), False)])
def test_the_lump_sum_ended_with_2025(day: date, open_: bool) -> None:
    assert (TaxMethod.LUMP in open_terms(TaxMethod, day)) is open_


def test_choices_keep_the_order_of_their_list_and_unnamed_ones_are_always_open() -> None:
    assert open_terms(SubjectKind, FIRST_NEW) == tuple(SubjectKind)
    told = open_terms(ChannelKind, FIRST_NEW)
    assert list(told) == [term for term in ChannelKind if term in told]


def test_a_closed_choice_says_since_when() -> None:
    assert closed_reason(ChannelKind.WEBSITE, FIRST_NEW).startswith("«Website bán hàng» chỉ dùng đến 30/06/2026")
    assert "dùng từ 01/07/2026" in closed_reason(ChannelKind.INTEGRATED, LAST_OLD)
    assert closed_reason(ChannelKind.SHOP, FIRST_NEW) == ""
