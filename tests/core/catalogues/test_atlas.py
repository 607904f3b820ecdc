"""Places and their time."""

from datetime import date

import pytest

from tmdt_desktop.catalogues.units import communes_on, districts_on, predecessors, successor, unit_on, units_of

BEFORE, HALF_YEAR, AFTER = date(2024, 12, 31), date(2025, 1, 1), date(2025, 7, 1)


@pytest.mark.parametrize(
    ("day", "communes", "districts"),
    [(date(2023, 12, 15), 136, 9), (BEFORE, 136, 9), (HALF_YEAR, 121, 9), (date(2025, 6, 30), 121, 9), (AFTER, 36, 0)],
)
def test_each_time_has_its_own_number_of_places(day: date, communes: int, districts: int) -> None:
    assert (len(communes_on(day)), len(districts_on(day))) == (communes, districts)


@pytest.mark.parametrize(
    ("district", "before", "after"),
    [
        ("243", 9, 9),
        ("244", 10, 9),
        ("246", 20, 19),
        ("247", 13, 12),
        ("248", 9, 9),
        ("249", 13, 13),
        ("251", 17, 16),
        ("252", 28, 20),
        ("253", 17, 14),
    ],
)
def test_each_district_has_its_own_number_of_communes(district: str, before: int, after: int) -> None:
    assert (len(communes_on(BEFORE, district)), len(communes_on(HALF_YEAR, district))) == (before, after)


def test_one_code_is_two_places() -> None:
    assert unit_on("08716", date(2025, 6, 30)).spoken == "phường Đống Đa"
    assert unit_on("08716", AFTER).title == "Phường Vĩnh Phúc"
    assert [unit.name for unit in units_of("08716")] == ["Đống Đa", "Vĩnh Phúc"]


def test_a_code_of_no_place_is_refused() -> None:
    with pytest.raises(KeyError):
        unit_on("246", AFTER)


def test_every_commune_of_2024_has_become_a_known_one() -> None:
    heirs = {successor(unit.code, BEFORE, AFTER) for unit in communes_on(BEFORE)}

    assert heirs == set(communes_on(AFTER))


def test_what_the_texts_do_not_say_is_unknown() -> None:
    assert successor("09142", BEFORE, HALF_YEAR) is None
    assert successor("09142", BEFORE, BEFORE) == unit_on("09142", BEFORE)


def test_a_successor_lies_in_no_earlier_time() -> None:
    with pytest.raises(ValueError, match="lies before"):
        successor("08761", AFTER, BEFORE)


def test_a_merged_commune_names_its_parts() -> None:
    assert [unit.name for unit in predecessors("08863", HALF_YEAR, BEFORE)] == ["Đình Chu", "Triệu Đề"]
    assert [unit.name for unit in predecessors("08863", HALF_YEAR, HALF_YEAR)] == ["Tây Sơn"]


def test_a_commune_over_two_districts_belongs_to_both() -> None:
    assert unit_on("08866", AFTER).districts == ("246", "253")
    assert "08866" in {unit.code for unit in communes_on(AFTER, "253")}


def test_places_stand_in_the_order_of_the_dictionary() -> None:
    names = [unit.name for unit in communes_on(BEFORE, "246")]

    assert names[:3] == ["Bàn Giản", "Bắc Bình", "Đình Chu"]
    assert names[-1] == "Xuân Lôi"
