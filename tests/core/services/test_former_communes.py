"""A report speaks of the communes of its last day; lists of earlier times are read as what their places became."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from tmdt_desktop.records.business import Activity, Business, ChannelKind, SubjectKind
from tmdt_desktop.services.as_of import records_at
from tmdt_desktop.services.figure_rows import figure_rows
from tmdt_desktop.services.make_report import start_report
from tmdt_desktop.services.report_content import businesses_content
from tmdt_desktop.services.report_life import held
from tmdt_desktop.services.report_view import report_view
from tmdt_desktop.store import settings as store_settings
from tmdt_desktop.store.workspace import Workspace

DINH_CHU, TRIEU_DE, LAP_THACH = "08857", "08863", "08761"
TAY_SON = "08863"


def seller(name: str, commune: str) -> dict[str, Any]:
    base = {"name": name, "kind": SubjectKind.HOUSEHOLD, "commune": commune, "activity": Activity.ACTIVE}
    return {**base, "channels": [{"kind": ChannelKind.WEBSITE, "address": f"{name.lower()}.example.vn"}]}


@pytest.fixture
def merged(ws: Workspace) -> tuple[Workspace, UUID]:
    """Đình Chu and Triệu Đề are xã Tây Sơn since 1/1/2025; the list of 2024 still bears both. The report is of 2025."""
    with ws.change("Thêm") as batch:
        batch.insert(Business, [seller("A", DINH_CHU), seller("B", TRIEU_DE), seller("C", LAP_THACH)])
    return ws, start_report(ws, 2025)


def test_two_communes_that_became_one_are_counted_once(merged: tuple[Workspace, UUID]) -> None:
    view = report_view(*merged)
    assert next(each.value for each in view.figures if each.code == "C5.6") == 2
    assert any("02 trên tổng số 19" in each.text for each in view.sections)


def test_a_part_bears_the_name_of_the_day_and_opens_to_the_rows_of_all_its_former_places(
    merged: tuple[Workspace, UUID],
) -> None:
    figure = next(each for each in report_view(*merged).figures if each.code == "C5.1")
    (group,) = (each for each in figure.groups if each.field == "commune")
    assert [(part.key, part.words, part.share) for part in group.parts] == [
        (LAP_THACH, "Thị trấn Lập Thạch", 1),
        (TAY_SON, "Xã Tây Sơn", 2),
    ]
    assert len(figure_rows(*merged, "C5.1", ("commune", TAY_SON)).seqs) == 2


def test_the_annex_names_the_places_of_the_offices_last_day(merged: tuple[Workspace, UUID]) -> None:
    ws, id_ = merged
    with ws.read() as connection:
        made = businesses_content(connection, held(connection, id_), store_settings.load(connection))
    assert {line.name: line.unit for line in made.lines} == {
        "A": "Xã Tây Sơn", "B": "Xã Tây Sơn", "C": "Thị trấn Lập Thạch",
    }  # fmt: skip


def test_rows_that_travel_bear_the_codes_of_the_day(merged: tuple[Workspace, UUID]) -> None:
    ws, id_ = merged
    with ws.read() as connection:
        report = held(connection, id_)
        rows = records_at(connection, Business, datetime.now(UTC), report.places_on).values()
        as_noted = records_at(connection, Business, datetime.now(UTC)).values()
    assert report.places_on == date(2025, 6, 30)
    assert sorted(row["commune"] for row in rows) == sorted([TAY_SON, TAY_SON, LAP_THACH])
    assert sorted(row["commune"] for row in as_noted) == sorted([DINH_CHU, TRIEU_DE, LAP_THACH])
