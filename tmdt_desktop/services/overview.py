"""The year at a glance: its main figures beside last year's, and charts whose every bar opens to its rows."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from tmdt_desktop.catalogues import overview as catalogue
from tmdt_desktop.catalogues.indicators import Indicator, indicator
from tmdt_desktop.catalogues.overview import ChartSpec
from tmdt_desktop.catalogues.units import Commune
from tmdt_desktop.errors import Refused
from tmdt_desktop.fields import Field, Rows
from tmdt_desktop.figures import Figure, GroupKey, Scope
from tmdt_desktop.records import register
from tmdt_desktop.services.count_figures import count_figures
from tmdt_desktop.services.figure_rows import FigureRows
from tmdt_desktop.services.frozen import seqs_behind
from tmdt_desktop.services.report_periods import window
from tmdt_desktop.store import settings as store_settings
from tmdt_desktop.store.workspace import Workspace
from tmdt_desktop.task import SILENT, Task

if TYPE_CHECKING:
    from tmdt_desktop.reports.charts import Chart

OTHERS = "*"
"""What the bar of all remaining parts stands for; it opens nothing."""
_EMPTY = ""
_Part = tuple[str, str, int]


@dataclass(frozen=True)
class Tile:
    """One figure. `value` and `last_year` None: not collected, or the register holds no row of the office at all."""

    code: str
    label: str
    unit: str
    value: int | None
    last_year: int | None


@dataclass(frozen=True)
class ChartView:
    """A chart of the catalogue; the key of each of its bars goes to `overview_rows` with `name`."""

    name: str
    chart: "Chart"


@dataclass(frozen=True)
class Overview:
    """A year of the office. `charts` without any value are left out and told in `empty`, by title."""

    year: int
    period: tuple[date, date]
    tiles: tuple[Tile, ...]
    charts: tuple[ChartView, ...]
    empty: tuple[str, ...]


def overview(ws: Workspace, year: int, task: Task = SILENT) -> Overview:
    """The year's figures and charts, counted from the registers as they stand. Raises Refused as `window`."""
    with ws.read() as connection:
        settings = store_settings.load(connection)
        period, before = window(settings, year), window(settings, year - 1)
    scope = Scope(*period, offices=(ws.office,))
    task.step(0, 2, "Đếm số liệu")
    tiles = _tiles(ws, scope, Scope(*before, offices=(ws.office,)))
    task.step(1, 2, "Vẽ biểu đồ")
    specs = catalogue.charts()
    figures = count_figures(ws, scope, [spec.counted for spec in specs])
    made = [(spec, _parts(spec, figure, scope)) for spec, figure in zip(specs, figures, strict=True)]
    shown = tuple(ChartView(spec.name, _chart(spec, parts)) for spec, parts in made if parts)
    return Overview(year, period, tiles, shown, tuple(spec.title for spec, parts in made if not parts))


def overview_rows(ws: Workspace, name: str, key: str, year: int) -> FigureRows:
    """The rows behind a bar of the chart `name`, or behind the tile of that code when `key` is empty.

    Raises:
        Refused: no such chart or figure, or the bar stands for several parts.
    """
    if key == OTHERS:
        raise Refused("Cột này gộp nhiều phần.", cure="Mở sổ rồi lọc theo từng phần.")
    counted, group = _asked(name, key)
    with ws.read() as connection:
        scope = Scope(*window(store_settings.load(connection), year), offices=(ws.office,))
        return FigureRows(counted.register, array("q", seqs_behind(connection, counted, scope, group)), frozen=False)


def _asked(name: str, key: str) -> tuple[Indicator, GroupKey | None]:
    try:
        if name in catalogue.tiles():
            return indicator(name), None
        spec = catalogue.chart(name)
    except KeyError:
        raise Refused(f"Không có biểu đồ {name}.", cure="Tải lại trang Tổng quan.") from None
    return spec.counted, GroupKey(spec.group, None if key == _EMPTY else key)


def _tiles(ws: Workspace, now: Scope, before: Scope) -> tuple[Tile, ...]:
    asked = [indicator(code) for code in catalogue.tiles()]
    figures, last = count_figures(ws, now, asked), count_figures(ws, before, asked)
    held = _registers_with_rows(ws, {line.register for line in asked})
    return tuple(
        Tile(line.code, line.label, line.unit, *((figure.value, was.value) if line.register in held else (None, None)))
        for line, figure, was in zip(asked, figures, last, strict=True)
    )


def _registers_with_rows(ws: Workspace, codes: set[str]) -> set[str]:
    """Those of the registers that hold a row of the office's own, whatever its year."""
    tables = {code: register(code).__table__ for code in codes}
    with ws.read() as connection:
        own = {code: select(table.c.id).where(table.c.package.is_(None)).limit(1) for code, table in tables.items()}
        return {code for code, asked in own.items() if connection.scalar(asked) is not None}


def _parts(spec: ChartSpec, figure: Figure, scope: Scope) -> tuple[_Part, ...]:
    """(key, words, value) of each part that is not zero: months in their order, others largest first."""
    group = next((group for group in figure.groups if group.field == spec.group), None)
    if group is None:
        return ()
    named = [(key or _EMPTY, _words(spec, key, scope), value) for key, value in group.parts if value]
    if spec.group == "month":
        return tuple(sorted(named))
    ordered = sorted(named, key=lambda part: (-part[2], part[1]))
    if not spec.top or len(ordered) <= spec.top:
        return tuple(ordered)
    rest = ordered[spec.top :]
    return (*ordered[: spec.top], (OTHERS, f"{len(rest)} mục khác", sum(value for _, _, value in rest)))


def _words(spec: ChartSpec, key: str | None, scope: Scope) -> str:
    if key is None:
        return "Chưa ghi"
    if spec.group == "month":
        year, _, month = key.partition("-")
        return f"{int(month)}/{year}"
    kind: Any = _field(spec).kind
    if isinstance(kind, Commune):
        return kind.on(scope.places_on).show(key) if scope.places_on else kind.show(key)
    return str(kind.show(kind.restore(key)))


def _field(spec: ChartSpec) -> Field:
    outer, _, inner = spec.group.partition(".")
    field = register(spec.counted.register).field(outer)
    if isinstance(field.kind, Rows):
        return next(each for each in field.kind.of.fields() if each.name == inner)
    return field


def _chart(spec: ChartSpec, parts: Sequence[_Part]) -> "Chart":
    from tmdt_desktop.reports.charts import Chart, Form, Series

    values, keys = tuple(value for _, _, value in parts), tuple(key for key, _, _ in parts)
    labels = tuple(words for _, words, _ in parts)
    return Chart(spec.title, spec.unit, labels, (Series(spec.title, values, keys),), Form[spec.form])
