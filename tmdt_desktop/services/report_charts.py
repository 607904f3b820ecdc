"""The charts of a report, from its frozen figures alone: who trades online, where, and through which channels."""

from collections.abc import Iterator, Sequence

from tmdt_desktop.catalogues.indicators import indicator
from tmdt_desktop.catalogues.units import Commune
from tmdt_desktop.records import register
from tmdt_desktop.reports.charts import Chart, Series
from tmdt_desktop.services.report_life import Held

_POPULATION = "C5.1"
_CHANNELS = (("C5.2", "Website, ứng dụng bán hàng"), ("C5.3", "Gian hàng trên sàn TMĐT"), ("C5.4", "Mạng xã hội"))
_DIVIDED = (
    ("kind", "Tổ chức, cá nhân hoạt động TMĐT theo loại"),
    ("commune", "Tổ chức, cá nhân hoạt động TMĐT theo địa bàn"),
)
_MOST = 12
_NOT_SAID = "Chưa ghi"


def report_charts(report: Held) -> tuple[tuple[str, Chart], ...]:
    """(number of a section, chart) for each figure that the report tells in a section and that divides in two or more."""
    places = report.skeleton.places
    made: list[tuple[str, Chart]] = []
    if _POPULATION in places:
        made += [(places[_POPULATION], chart) for chart in _population(report)]
    told = [code for code, _ in _CHANNELS if code in places]
    if told and (chart := _channels(report)):
        made.append((places[told[0]], chart))
    return tuple(made)


def _population(report: Held) -> Iterator[Chart]:
    """The businesses of the period by kind and by commune, largest first, the smallest taken together."""
    figure = report.frozen.figures.get(_POPULATION)
    groups = dict(figure.groups) if figure else {}
    for field, title in _DIVIDED:
        parts = [(key, share) for key, share in groups.get(field, ()) if share]
        if len(parts) > 1:
            named = sorted(((_words(report, field, key), share) for key, share in parts), key=lambda p: (-p[1], p[0]))
            labels, values = zip(*_gathered(named), strict=True)
            yield Chart(
                f"{title} năm {report.year}",
                indicator(_POPULATION).unit,
                labels,
                (Series(f"Năm {report.year}", values),),
            )


def _gathered(parts: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    if len(parts) <= _MOST:
        return list(parts)
    rest = parts[_MOST - 1 :]
    return [*parts[: _MOST - 1], (f"{len(rest)} nơi khác", sum(share for _, share in rest))]


def _words(report: Held, field: str, key: str | None) -> str:
    if key is None:
        return _NOT_SAID
    kind = register(indicator(_POPULATION).register).field(field).kind
    return Commune(report.places_on).show(key) if isinstance(kind, Commune) else kind.show(kind.restore(key))


def _channels(report: Held) -> Chart | None:
    """Both years beside one another; None when this year's figures were not collected."""
    figures = [report.frozen.figures.get(code) for code, _ in _CHANNELS]
    now = tuple(figure.value if figure else None for figure in figures)
    before = tuple(figure.last_year if figure else None for figure in figures)
    if not any(now):
        return None
    past = (Series(f"Năm {report.year - 1}", before, past=True),) if any(before) else ()
    labels = tuple(label for _, label in _CHANNELS)
    unit = indicator(_CHANNELS[0][0]).unit
    return Chart(
        f"Kênh bán hàng trực tuyến năm {report.year}", unit, labels, (*past, Series(f"Năm {report.year}", now))
    )
