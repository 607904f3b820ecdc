"""The commune as a kind of field."""

from collections import Counter
from datetime import date

import pytest

from tmdt_desktop.catalogues.units import Commune, Match, codes_once, commune_then, communes_on
from tmdt_desktop.errors import Invalid

LAP_THACH = Commune(date(2024, 12, 6), "246")


@pytest.mark.parametrize("raw", ["TT Lập Thạch", "08761", 8761, 8761.0])
def test_words_and_codes_become_the_code(raw: object) -> None:
    assert LAP_THACH.parse(raw) == "08761"


def test_a_code_is_shown_by_its_name_on_the_day() -> None:
    assert Commune(date(2025, 6, 30)).show("08716") == "Phường Đống Đa"
    assert Commune(date(2025, 7, 1)).show("08716") == "Phường Vĩnh Phúc"
    assert Commune(date(2025, 7, 1)).show("08719") == "Phường Ngô Quyền", "one that is gone keeps its last name"
    assert Commune(date(2025, 7, 1)).show("99999") == "99999"
    assert Commune().show("08716") == "Phường Đống Đa"
    assert Commune().show(None) == ""


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        ("không rõ", "Chọn trong danh sách"),
        ("xã Đại Đồng", "Xã Đại Đồng không thuộc huyện Lập Thạch"),
        ("xã Tây Sơn", "xã Đình Chu, huyện Lập Thạch; xã Triệu Đề, huyện Lập Thạch"),
    ],
)
def test_a_refusal_says_what_to_write_instead(raw: str, told: str) -> None:
    with pytest.raises(Invalid) as refusal:
        LAP_THACH.parse(raw)
    assert told in str(refusal.value)


def test_two_places_of_one_name_are_both_named() -> None:
    with pytest.raises(Invalid) as refusal:
        Commune(date(2024, 12, 6)).parse("Xuân Hòa")
    assert "xã Xuân Hòa, huyện Lập Thạch" in str(refusal.value)


def test_a_place_that_is_gone_to_an_unknown_one_is_refused() -> None:
    with pytest.raises(Invalid, match="chưa rõ nơi nào"):
        Commune(date(2025, 2, 1), "252").parse("xã Tam Phúc")


def test_without_a_day_every_time_is_known() -> None:
    undated = Commune()

    assert undated.parse("Thị trấn Lập Thạch") == undated.parse("Xã Lập Thạch") == "08761"
    assert undated.parse("Xã Vĩnh Hưng") == "09100"
    found = undated.find("xã Tây Sơn")
    assert found is not None
    assert found.match is Match.EXACT


def test_the_choices_are_those_of_the_day_and_the_district() -> None:
    assert len(LAP_THACH.choices()) == 20
    assert len(Commune().choices(date(2025, 2, 1), "246")) == 19
    assert LAP_THACH.choices()[0][1] == "Xã Bàn Giản"


def test_a_dated_kind_is_the_same_kind_on_its_day() -> None:
    assert Commune().on(date(2024, 12, 6), "246") == LAP_THACH


@pytest.mark.parametrize(
    ("code", "day", "then"),
    [
        ("08857", date(2024, 12, 14), "08857"),
        ("08857", date(2025, 6, 30), "08863"),
        ("08857", date(2025, 7, 1), "08866"),
        ("09157", date(2025, 7, 1), "09154"),
        ("09142", date(2025, 1, 1), "09142"),
        ("xyz", date(2025, 1, 1), "xyz"),
    ],
)
def test_a_code_of_an_earlier_time_becomes_its_successors(code: str, day: date, then: str) -> None:
    assert commune_then(code, day) == then
    assert code == "xyz" or code in codes_once(day)[then]


@pytest.mark.parametrize(
    ("day", "kinds"),
    [
        (date(2024, 12, 31), {"xã": 102, "phường": 16, "thị trấn": 18}),
        (date(2025, 1, 1), {"xã": 88, "phường": 15, "thị trấn": 18}),
        (date(2025, 7, 1), {"xã": 32, "phường": 4}),
    ],
)
def test_how_many_there_are_of_each_kind(day: date, kinds: dict[str, int]) -> None:
    assert Counter(unit.kind for unit in communes_on(day)) == kinds
