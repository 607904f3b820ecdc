"""What the page Tổng quan shows of a year: tiles and charts, each made from a figure of the catalogue."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from tmdt_desktop.catalogues.dated import read
from tmdt_desktop.catalogues.indicators import Indicator, indicator, measure_of


@dataclass(frozen=True)
class ChartSpec:
    """One chart. `counted` divides by `group` alone; `form`: a name of `reports.charts.Form`; `top` 0 shows every part."""

    name: str
    title: str
    unit: str
    form: str
    counted: Indicator
    group: str
    top: int


@cache
def tiles() -> tuple[str, ...]:
    """The codes of the figures told first."""
    return tuple(read("overview.toml")["tiles"])


@cache
def charts() -> tuple[ChartSpec, ...]:
    """Every chart, in the order of the page."""
    return tuple(_chart(row) for row in read("overview.toml")["chart"])


def chart(name: str) -> ChartSpec:
    """The chart called `name`. Raises KeyError."""
    return {known.name: known for known in charts()}[name]


def _chart(row: Mapping[str, Any]) -> ChartSpec:
    own = row.get("counted", {})
    counted = indicator(own.get("code") or row["code"])
    if own:
        counted = replace(counted, measure=measure_of(own["measure"]))
    divided = replace(counted, code=f"{counted.code}/{row['name']}", groups=(row["group"],))
    return ChartSpec(row["name"], row["title"], row["unit"], row["form"], divided, row["group"], row.get("top", 0))
