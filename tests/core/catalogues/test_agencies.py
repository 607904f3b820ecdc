"""Agencies by the name of their day, and whoever took over."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tmdt_desktop.catalogues.agencies import Agencies, Agency, bodies, body_on, successor_on
from tmdt_desktop.catalogues.duties import duties
from tmdt_desktop.catalogues.offices import named_offices
from tmdt_desktop.errors import Invalid

DAY_2024, DAY_2026 = date(2024, 12, 10), date(2026, 11, 24)
_EVERYBODY = {"ALL", "ALL_DV"}


def test_every_agency_of_the_regulation_can_be_chosen() -> None:
    offered = {code for code, _ in Agency().choices(DAY_2024)}
    assert {duty.agency for duty in duties()} - _EVERYBODY <= offered
    assert {"BCT", "UBND_T", "CQT", "UBND_X", "BAO", "VNPOST", "VIETTEL", "KHAC"} <= offered


def test_an_agency_bears_the_name_of_the_day() -> None:
    assert Agency(DAY_2024).show("SCT") == "Sở Công thương"
    assert Agency(DAY_2026).show("SCT") == "Sở Công Thương"
    assert Agency(DAY_2024).show("UBND_T") == "UBND tỉnh Vĩnh Phúc"
    assert Agency(DAY_2026).show("UBND_T") == "UBND tỉnh Phú Thọ"
    assert Agency(DAY_2026).show("SKHDT") == "Sở Kế hoạch và Đầu tư", "one that is gone keeps its last name"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("SKHDT", "STC"),
        ("STTTT", "SKHCN"),
        ("SNNPTNT", "SNNMT"),
        ("QLTT", "CCQLTT"),
        ("CTT", "TT"),
        ("HQ", "HQKV"),
        ("NHNN", "NHNNKV"),
        ("UBND_H", "UBND_X"),
        ("SCT", "SCT"),
    ],
)
def test_who_took_over(old: str, new: str) -> None:
    assert successor_on(old, DAY_2024).code == old
    assert successor_on(old, DAY_2026).code == new


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("Sở KH&ĐT", "SKHDT"),
        ("sở công thương tỉnh vĩnh phúc", "SCT"),
        ("Sở Nông nghiệp và PTNT", "SNNPTNT"),
        ("Đội QLTT", "QLTT"),
        ("bưu điện huyện", "VNPOST"),
        ("UBND xã", "UBND_X"),
    ],
)
def test_spellings_of_lists_are_read(said: str, code: str) -> None:
    assert Agency(DAY_2024).parse(said) == code


def test_a_name_that_went_to_a_new_body_is_the_one_of_the_day() -> None:
    assert Agency(DAY_2024).parse("Quản lý thị trường") == "QLTT"
    assert Agency(DAY_2026).parse("Quản lý thị trường") == "CCQLTT"


def test_old_papers_may_name_agencies_that_are_gone() -> None:
    assert Agency(DAY_2026).parse("Sở Kế hoạch và Đầu tư") == "SKHDT"
    assert "SKHDT" not in dict(Agency().choices(DAY_2026))


def test_those_that_went_within_the_year_are_still_offered() -> None:
    offered = dict(Agency().choices(date(2025, 6, 30)))
    assert {"SKHDT", "CTT", "QLTT", "CCQLTT"} <= set(offered)
    assert offered["CQT"] == "Đội Thuế liên huyện"
    assert "SKHDT" not in dict(Agency().choices(DAY_2026))


def test_what_is_no_agency_is_refused_with_the_choices() -> None:
    with pytest.raises(Invalid, match="Không có cơ quan nào tên như vậy"):
        Agency().parse("Công ty Mơ")
    with pytest.raises(KeyError):
        body_on("XYZ", DAY_2024)


def test_the_reporting_agencies_are_read_from_one_place() -> None:
    reporting = {(office.code, office.short, office.valid_from) for office in named_offices()}
    assert reporting <= {(body.code, body.name, body.valid_from) for body in bodies()}


def test_no_two_versions_of_an_agency_hold_on_one_day() -> None:
    for day in (DAY_2024, date(2025, 3, 15), date(2025, 7, 1), DAY_2026):
        held = [body.code for body in bodies() if body.holds_on(day)]
        assert len(held) == len(set(held))


def test_successors_are_known() -> None:
    codes = {body.code for body in bodies()}
    assert {body.successor for body in bodies()} - {""} <= codes


@given(st.lists(st.sampled_from(sorted({body.code for body in bodies()})), max_size=12))
def test_several_agencies_are_read_back_as_they_are_shown(codes: list[str]) -> None:
    chosen = Agencies().parse(codes)
    assert chosen == tuple(dict.fromkeys(codes))
    assert Agencies().restore(Agencies().plain(chosen)) == chosen
    for day in (DAY_2024, DAY_2026):
        one = Agency(day)
        assert all(one.parse(one.show(code)) for code in chosen)


def test_a_wrong_part_of_several_is_named() -> None:
    with pytest.raises(Invalid, match="«Công ty Mơ»"):
        Agencies().parse("Sở Công thương; Công ty Mơ")
