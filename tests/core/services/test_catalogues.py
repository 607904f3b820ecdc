"""Dated lists as tables, and a place through its reforms."""

from dataclasses import replace
from datetime import date

import pytest

from tmdt_desktop.errors import Refused
from tmdt_desktop.services.catalogues import CatalogueTable, catalogue, catalogue_names, unit_story
from tmdt_desktop.services.workspaces import save_settings, settings
from tmdt_desktop.store.workspace import Workspace

ENDS = (date(2024, 12, 31), date(2025, 6, 30), date(2026, 7, 1))
NAMES = [name for name, _ in catalogue_names()]


def codes(table: CatalogueTable) -> list[str]:
    return [row.code for row in table.rows]


@pytest.mark.parametrize("day", ENDS)
@pytest.mark.parametrize("name", NAMES)
def test_every_row_holds_on_the_day_and_tells_its_basis(name: str, day: date) -> None:
    table = catalogue(None, name, day)
    assert table.rows
    for row in table.rows:
        assert len(row.cells) == len(table.columns)
        assert row.basis
        if name != "holidays":
            assert (row.valid_from or day) <= day <= (row.valid_to or day)


@pytest.mark.parametrize(
    ("day", "communes", "districts"),
    [(date(2024, 12, 31), 136, 9), (date(2025, 1, 1), 121, 9), (date(2025, 7, 1), 36, 0)],
)
def test_units_are_those_of_the_day(day: date, communes: int, districts: int) -> None:
    lengths = [len(code) for code in codes(catalogue(None, "units", day))]
    assert (lengths.count(5), lengths.count(3)) == (communes, districts)


def test_one_code_is_two_places() -> None:
    names = {
        day: next(row.cells[1] for row in catalogue(None, "units", day).rows if row.code == "08716")
        for day in (date(2025, 6, 30), date(2025, 7, 1))
    }
    assert list(names.values()) == ["Phường Đống Đa", "Phường Vĩnh Phúc"]


def test_a_place_is_followed_from_old_to_new_and_back() -> None:
    old = unit_story("08716", date(2025, 6, 30))
    new = unit_story("08716", date(2025, 7, 1))
    assert [step.titles for step in old] == [
        ("Phường Đống Đa, thành phố Vĩnh Yên",),
        ("Phường Đống Đa, thành phố Vĩnh Yên",),
        ("Phường Vĩnh Phúc",),
    ]
    assert "08710" in new[0].codes
    assert new[2].codes == ("08716",)
    assert [(step.since, step.until) for step in new] == [
        (None, date(2024, 12, 31)),
        (date(2025, 1, 1), date(2025, 6, 30)),
        (date(2025, 7, 1), None),
    ]


def test_every_old_place_is_among_those_of_its_new_one() -> None:
    for row in catalogue(None, "units", ENDS[0]).rows:
        if len(row.code) == 5 and (last := unit_story(row.code, ENDS[0])[-1].codes):
            assert row.code in unit_story(last[0], ENDS[2])[0].codes


def test_the_step_that_no_text_tells_is_empty() -> None:
    assert [step.codes for step in unit_story("09142", ENDS[0])] == [("09142",), (), ("09076",)]


@pytest.mark.parametrize("code", ["246", "99999", "08710"])
def test_only_communes_of_the_day_have_a_story(code: str) -> None:
    with pytest.raises(KeyError):
        unit_story(code, ENDS[2])


def test_channel_kinds_change_with_the_law() -> None:
    before, after = (codes(catalogue(None, "channels", day)) for day in (date(2026, 6, 30), date(2026, 7, 1)))
    assert "WEBSITE" in before
    assert "WEBSITE" not in after
    assert "INTERMEDIARY" in after
    assert "INTERMEDIARY" not in before


def test_the_office_sees_its_own_grounds_beside_the_texts(ws: Workspace) -> None:
    said = "Công văn số 15/SCT-QLTM ngày 02 tháng 12 năm 2024 của Sở Công thương về báo cáo năm"
    save_settings(ws, replace(settings(ws), grounds=f"{said};\n\n", plan="Kế hoạch số 20/KH-UBND"))
    own = [row.cells[1] for row in catalogue(ws, "laws", ENDS[0]).rows if not row.verified and not row.code]
    assert own == ["Kế hoạch số 20/KH-UBND", said]
    assert said not in [row.cells[1] for row in catalogue(None, "laws", ENDS[0]).rows]


def test_a_list_that_is_not_there_is_refused_with_the_names() -> None:
    with pytest.raises(Refused) as told:
        catalogue(None, "xã", ENDS[0])
    assert "units" in told.value.cure
