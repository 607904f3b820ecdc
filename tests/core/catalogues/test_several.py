"""Several codes of one list in one field."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tmdt_desktop.catalogues.listed import ListedChoices
from tmdt_desktop.catalogues.platforms import PlatformKind
from tmdt_desktop.catalogues.units import Communes, communes_on
from tmdt_desktop.errors import Invalid

DAY = date(2024, 12, 10)


def test_names_parted_by_semicolons_are_read() -> None:
    assert Communes(DAY, "246").parse("Xã Ngọc Mỹ; thị trấn Lập Thạch") == ("08767", "08761")
    assert ListedChoices(PlatformKind()).parse("Shopee;Voso") == ("SHOPEE", "VOSO")


def test_a_place_of_another_district_is_named() -> None:
    with pytest.raises(Invalid, match="«Xã An Hòa»"):
        Communes(DAY, "246").parse("Xã Ngọc Mỹ; Xã An Hòa")


@given(st.lists(st.sampled_from([unit.code for unit in communes_on(DAY, "246")]), max_size=20))
def test_communes_are_read_back_as_they_are_shown(codes: list[str]) -> None:
    kind = Communes(DAY, "246")
    chosen = kind.parse(codes)
    assert kind.parse(kind.show(chosen)) == chosen
    assert kind.restore(kind.plain(chosen)) == chosen


def test_more_than_the_column_holds_is_refused() -> None:
    every = [unit.code for unit in communes_on(DAY)]
    assert len(Communes(DAY).parse(every)) == 136
    tight = type("Tight", (Communes,), {"longest": 60})
    with pytest.raises(Invalid, match="không đủ chỗ"):
        tight(DAY).parse(every)
