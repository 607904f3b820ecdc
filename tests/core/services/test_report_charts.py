"""The charts of a report say what its frozen figures say."""

from collections.abc import Sequence
from uuid import UUID

import pytest

from tmdt_desktop.reports.charts import Chart
from tmdt_desktop.services.make_report import start_report
from tmdt_desktop.services.report_charts import report_charts
from tmdt_desktop.services.report_life import Held, held
from tmdt_desktop.store.workspace import Workspace


@pytest.fixture
def report(filled_ws: Workspace) -> Held:
    id_: UUID = start_report(filled_ws, 2024)
    with filled_ws.read() as connection:
        return held(connection, id_)


def _total(chart: Chart) -> int:
    values: Sequence[object] = chart.series[-1].values
    return sum(value for value in values if isinstance(value, int))


def test_parts_by_kind_and_by_commune_add_up_to_the_figure(report: Held) -> None:
    charts = {chart.title: (section, chart) for section, chart in report_charts(report)}
    value = report.frozen.figures["C5.1"].value
    for title in ("theo loại", "theo địa bàn"):
        (section, chart) = next(made for name, made in charts.items() if title in name)
        assert section == report.skeleton.places["C5.1"]
        assert _total(chart) == value
        assert list(chart.series[0].values) == sorted(map(int, chart.series[0].values), reverse=True)  # type: ignore[arg-type]
        assert all(label for label in chart.labels)


def test_channels_stand_in_the_section_that_tells_them(report: Held) -> None:
    section, chart = report_charts(report)[-1]
    assert section == report.skeleton.places["C5.2"]
    assert list(chart.series[-1].values) == [report.frozen.figures[code].value for code in ("C5.2", "C5.3", "C5.4")]
