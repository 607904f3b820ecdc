"""Communes as lists write them."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tmdt_desktop.catalogues.units import CommuneFinder, Match, Unit, communes_on, find_commune
from tmdt_desktop.text import fold

DAY = date(2024, 12, 6)


def found(text: str, district: str | None = "246", day: date = DAY) -> tuple[str, Match] | None:
    made = find_commune(text, day, district)
    return (made.unit.title if made.unit else "", made.match) if made else None


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("TT Lập Thạch", "Thị trấn Lập Thạch"),
        ("TT.Hoa Son", "Thị trấn Hoa Sơn"),
        ("T.T Lập Thạch", "Thị trấn Lập Thạch"),
        ("thị trấn Lập Thạch", "Thị trấn Lập Thạch"),
        ("X.Ngọc Mỹ", "Xã Ngọc Mỹ"),
        ("XÃ NGỌC MỸ  ", "Xã Ngọc Mỹ"),
        ("Xa Ngoc My", "Xã Ngọc Mỹ"),
        ("Ngoc My", "Xã Ngọc Mỹ"),
        ("8. Sơn Đông", "Xã Sơn Đông"),
        ("xã Thái Hoà", "Xã Thái Hòa"),
        ("Xã Sơn Đông (31 cơ sở)", "Xã Sơn Đông"),
        ("Xã Ngọc Mỹ, huyện Lập Thạch", "Xã Ngọc Mỹ"),
        ("Ngọc Mỹ, Lập Thạch, Vĩnh Phúc", "Xã Ngọc Mỹ"),
        ("xã Ngọc Mỹ Lập Thạch", "Xã Ngọc Mỹ"),
        ("Số nhà 254, TDP Đồng Xuân, Thị trấn Lập Thạch, huyện Lập Thạch", "Thị trấn Lập Thạch"),
        ("Công ty TNHH Ngân Lộc, Xã Bắc Bình", "Xã Bắc Bình"),
        ("Xóm Hoa Trì, Xã Triệu Đề, huyện Lập Thạc\u200bh", "Xã Triệu Đề"),
        ("08761", "Thị trấn Lập Thạch"),
        ("8761", "Thị trấn Lập Thạch"),
    ],
)
def test_a_commune_is_read_as_people_write_it(text: str, title: str) -> None:
    assert found(text) == (title, Match.EXACT)


@pytest.mark.parametrize(
    "text", ["", "TDP Lò Vôi", "Xã Hưng Thuận", "Phường Kim Liên", "thôn Sơn Đông", "99999", "huyện Lập Thạch"]
)
def test_what_names_no_commune_is_none(text: str) -> None:
    assert find_commune(text, DAY, "246") is None


def test_a_longer_name_is_not_taken_for_the_shorter_one_in_it() -> None:
    assert find_commune("Xã Tân Vĩnh Sơn", DAY, "252") is None


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("xã Lập Thạch", "Thị trấn Lập Thạch"),
        ("xã Ngọc Mĩ", "Xã Ngọc Mỹ"),
        ("Ngocmy", "Xã Ngọc Mỹ"),
        ("xã Ngọc Mý", "Xã Ngọc Mỹ"),
        ("thôn Hoa Trì Triệu Đề", "Xã Triệu Đề"),
    ],
)
def test_a_guess_says_that_it_is_one(text: str, title: str) -> None:
    assert found(text) == (title, Match.NEAR)


def test_two_places_of_one_name_are_told_apart_by_kind_district_and_address() -> None:
    names = ("Xã Xuân Hòa", Match.EXACT), ("Phường Xuân Hòa", Match.EXACT)

    assert (
        found("Xuân Hòa", "246") == found("xã Xuân Hoà", None) == found("Xuân Hòa, huyện Lập Thạch", None) == names[0]
    )
    assert found("Xuân Hòa", "244") == found("P. Xuân Hòa", None) == found("Xuân Hoà, Phúc Yên", None) == names[1]


def test_a_name_of_two_places_is_left_open() -> None:
    made = find_commune("Xuân Hòa", DAY)

    assert made is not None
    assert (made.unit, made.match, len(made.others)) == (None, Match.AMBIGUOUS, 2)


@pytest.mark.parametrize("text", ["xã Đại Đồng", "phường Xuân Hòa", "xã Đại Đồng, huyện Vĩnh Tường", "09100"])
def test_a_commune_of_another_district_is_named_as_such(text: str) -> None:
    made = find_commune(text, DAY, "246")

    assert made is not None
    assert made.match is Match.OUTSIDE


def test_a_former_name_leads_to_what_the_place_became() -> None:
    assert found("Xã Đình Chu", "246", date(2025, 2, 1)) == ("Xã Tây Sơn", Match.FORMER)
    assert found("Xã Đình Chu", None, date(2025, 8, 1)) == ("Xã Sơn Đông", Match.FORMER)


def test_a_later_name_lists_the_places_of_its_soil() -> None:
    made = find_commune("Xã Tây Sơn", DAY, "246")

    assert made is not None
    assert (made.match, [unit.name for unit in made.others]) == (Match.LATER, ["Đình Chu", "Triệu Đề"])


WRITINGS = st.sampled_from(
    [
        lambda unit: unit.title,
        lambda unit: unit.spoken.upper(),
        lambda unit: fold(unit.spoken),
        lambda unit: unicodedata.normalize("NFD", unit.title),
        lambda unit: f"{ {'xã': 'X.', 'phường': 'P.', 'thị trấn': 'TT '}[unit.kind] }{unit.name}",
        lambda unit: f"Số 7, thôn Đồng Xuân, {unit.spoken}, tỉnh Vĩnh Phúc",
    ]
)


@settings(deadline=None)
@given(day=st.sampled_from([DAY, date(2025, 3, 1), date(2025, 9, 1)]), data=st.data(), writing=WRITINGS)
def test_every_commune_is_found_however_it_is_written(day: date, data: st.DataObject, writing: object) -> None:
    unit: Unit = data.draw(st.sampled_from(communes_on(day)))
    assert callable(writing)
    made = find_commune(writing(unit), day, unit.districts[0])

    assert made is not None
    assert (made.unit, made.match) == (unit, Match.EXACT)


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_read_without_failing(text: str) -> None:
    made = CommuneFinder(DAY, "246").find(text)

    assert made is None or made.unit is not None or made.others
