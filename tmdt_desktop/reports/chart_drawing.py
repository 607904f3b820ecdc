"""The shapes of a chart, in millimetres, for any width and any letter face."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from tmdt_desktop.reports.charts import Box, Chart, Drawing, Form, Letters, Rule, Series, Shape
from tmdt_desktop.reports.document import Gap
from tmdt_desktop.reports.wording import figure

Measure = Callable[[str, float], float]
"""Width in millimetres of a text set in letters of a size in millimetres."""

NAME, SMALL = 4.1, 3.7  # letter sizes
_BAR, _BETWEEN, _THICK = 3.1, 0.6, 4.3
_LINE = 1.15  # step from line to line in letter sizes
_TOP = 6.0  # the line of the unit
_PLOT = 44.0  # height of columns and of lines
_DOT = 1.6


def drawn(chart: Chart, width: float, measure: Measure) -> Drawing:
    """`chart` as shapes `width` millimetres wide; its title is left to whoever shows it."""
    return {Form.ACROSS: _Across, Form.STACKED: _Stacked, Form.UPRIGHT: _Upright, Form.LINE: _Lines}[chart.form](
        chart, width, measure
    ).draw()


def chart_words(chart: Chart) -> str:
    """Every value in words, for readers who do not see the picture."""
    told = []
    for place, label in enumerate(chart.labels):
        parts = "; ".join(f"{series.name} {_shown(series, place)}".strip() for series in chart.series)
        told.append(f"{label}: {parts}")
    return f"Đơn vị tính: {chart.unit}. " + ". ".join(told)


def _shown(series: Series, place: int) -> str:
    value = series.values[place]
    return Gap.NOT_COLLECTED.value if value is None else figure(value)


@dataclass
class _Plan:
    """What every form shares."""

    chart: Chart
    width: float
    measure: Measure
    shapes: list[Shape] = field(default_factory=list)
    top: float = _TOP

    def draw(self) -> Drawing:
        """All shapes."""
        words = f"Đơn vị tính: {self.chart.unit}"
        self.shapes.append(Letters(self.width, SMALL, words, SMALL, "end", italic=True))
        height = self.plot()
        return Drawing(self.width, height, tuple(self.shapes))

    def plot(self) -> float:
        """Add everything below the line of the unit; returns the whole height."""
        raise NotImplementedError

    def box(self, series: int, place: int, at: tuple[float, float, float, float]) -> None:
        """The mark of one value, `at` left, top, width, height."""
        one = self.chart.series[series]
        words = f"{self.chart.labels[place]}, {one.name}: {_shown(one, place)} {self.chart.unit}".replace(", :", ":")
        self.shapes.append(Box(*at, self.chart.tone(series), one.key(place), words))

    def head(self, words: str, left: float = 0.0) -> None:
        """Words about the series beside the unit, or on a line of their own where they would touch it."""
        unit = self.measure(f"Đơn vị tính: {self.chart.unit}", SMALL)
        if left + self.measure(words, SMALL) + unit + 4 > self.width:
            self.top += SMALL * _LINE
        self.shapes.append(Letters(left, self.top - _TOP + SMALL, words, SMALL))

    def lines(self, text: str, room: float, size: float) -> list[str]:
        """`text` broken at blanks into lines no wider than `room` where its words allow that."""
        found = [""]
        for word in text.split():
            longer = f"{found[-1]} {word}".strip()
            if found[-1] and self.measure(longer, size) > room:
                found.append(word)
            else:
                found[-1] = longer
        return found

    def names(self, room: float) -> tuple[list[list[str]], float]:
        """The labels in lines, and the width of the widest line."""
        broken = [self.lines(label, room, NAME) for label in self.chart.labels]
        return broken, max((self.measure(line, NAME) for lines in broken for line in lines), default=0.0)

    def label(self, lines: Sequence[str], right: float, middle: float) -> None:
        """The name of a bar, its lines ending at `right`, around `middle`."""
        first = middle - (len(lines) - 1) * NAME * _LINE / 2 + NAME * 0.34
        for row, line in enumerate(lines):
            self.shapes.append(Letters(right, first + row * NAME * _LINE, line, NAME, "end"))

    def bar_rows(self, bars: int) -> tuple[float, Iterator[tuple[int, float, float]]]:
        """Where bars begin, and place, top and height of each row of `bars` bars."""
        names, widest = self.names(self.width * 0.36)
        axis = max(widest + 3, self.width * 0.2)
        return axis, self._bar_rows(names, axis, bars)

    def _bar_rows(self, names: Sequence[Sequence[str]], axis: float, bars: int) -> Iterator[tuple[int, float, float]]:
        top = self.top
        for place, lines in enumerate(names):
            height = max(bars * (_BAR + _BETWEEN) - _BETWEEN, len(lines) * NAME * _LINE) + 1.8
            self.label(lines, axis - 2, top + height / 2)
            yield place, top, height
            top += height
        self.shapes.append(Rule(axis, self.top - 1, axis, top))


@dataclass
class _Across(_Plan):
    def plot(self) -> float:
        count = len(self.chart.series)
        axis, rows = self.bar_rows(count)
        said = {(s, p): self._said(s, p) for s in range(count) for p in range(len(self.chart.labels))}
        scale = self._scale(axis, said)
        bottom = self.top
        for place, top, height in rows:
            y = top + (height - count * (_BAR + _BETWEEN) + _BETWEEN) / 2
            for series in range(count):
                length = float(self.chart.series[series].values[place] or 0) * scale
                self.box(series, place, (axis, y, length, _BAR))
                missing = self.chart.series[series].values[place] is None
                at = axis + length + 1.2, y + _BAR / 2 + SMALL * 0.34
                self.shapes.append(Letters(*at, said[series, place], SMALL, italic=missing))
                y += _BAR + _BETWEEN
            bottom = top + height
        return bottom + 1

    def _said(self, series: int, place: int) -> str:
        """The value; in the first row also which series it is."""
        one = self.chart.series[series]
        name = f" ({one.name})" if place == 0 and len(self.chart.series) > 1 else ""
        return f"{_shown(one, place)}{name}"

    def _scale(self, axis: float, said: dict[tuple[int, int], str]) -> float:
        """Millimetres of one unit: as long as the longest bar can be with its words beside it."""
        fits = []
        for (series, place), words in said.items():
            value = self.chart.series[series].values[place]
            if value:
                fits.append((self.width - axis - 2 - self.measure(words, SMALL)) / float(value))
        return min(fits, default=0.0)


@dataclass
class _Stacked(_Plan):
    def plot(self) -> float:
        axis, rows = self.bar_rows(1)
        count = range(len(self.chart.labels))
        said = [self._said(place) for place in count]
        totals = [sum(float(series.values[place] or 0) for series in self.chart.series) for place in count]
        rooms = (self.width - axis - 2 - self.measure(words, SMALL) for words in said)
        scale = min((room / total for room, total in zip(rooms, totals, strict=True) if total), default=0.0)
        if len(self.chart.series) > 1:
            self.head(" + ".join(series.name for series in self.chart.series), axis)
        bottom = self.top
        for place, top, height in rows:
            end = self._row(place, (axis, top + (height - _THICK) / 2), scale)
            at = axis + end + 1.2, top + height / 2 + SMALL * 0.34
            self.shapes.append(Letters(*at, said[place], SMALL, italic=said[place] == Gap.NOT_COLLECTED.value))
            bottom = top + height
        return bottom + 1

    def _row(self, place: int, at: tuple[float, float], scale: float) -> float:
        """The boxes of one bar; returns its length."""
        length = 0.0
        for series, one in enumerate(self.chart.series):
            part = float(one.values[place] or 0) * scale
            if part:
                self.box(series, place, (at[0] + length, at[1], max(part - 0.3, 0.2), _THICK))
            length += part
        return length

    def _said(self, place: int) -> str:
        """The sum and its parts, in the order of the series."""
        values = [series.values[place] for series in self.chart.series]
        known = [value for value in values if value is not None]
        if not known:
            return Gap.NOT_COLLECTED.value
        total = figure(sum(known))
        return f"{total} = {' + '.join(map(figure, known))}" if len(known) > 1 else total


@dataclass
class _Upright(_Plan):
    def plot(self) -> float:
        chart, count = self.chart, len(self.chart.series)
        if count > 1:
            self.head(f"Từ trái sang: {', '.join(series.name for series in chart.series)}")
        step = self.width / max(len(chart.labels), 1)
        values = [float(value) for series in chart.series for value in series.values if value is not None]
        scale = (_PLOT - SMALL - 1.5) / (max(values, default=0) or 1)
        base, wide = self.top + _PLOT, min(step * 0.7 / count, 12.0)
        for place in range(len(chart.labels)):
            left = step * (place + 0.5) - wide * count / 2
            for series in range(count):
                self._column(series, place, (left + series * wide, base, wide, scale))
        self.shapes.append(Rule(0, base, self.width, base))
        return self._below(base, step)

    def _column(self, series: int, place: int, at: tuple[float, float, float, float]) -> None:
        left, base, wide, scale = at
        value = self.chart.series[series].values[place]
        height = float(value or 0) * scale
        self.box(series, place, (left + 0.2, base - height, wide - 0.4, height))
        said = "chưa có" if value is None else figure(value)
        above = left + wide / 2, base - height - 1
        self.shapes.append(Letters(*above, said, SMALL, "middle", italic=value is None))

    def _below(self, base: float, step: float) -> float:
        most = 1
        for place, label in enumerate(self.chart.labels):
            lines = self.lines(label, step - 1, SMALL)
            most = max(most, len(lines))
            for row, line in enumerate(lines):
                at = step * (place + 0.5), base + SMALL * (1.1 + row * _LINE)
                self.shapes.append(Letters(*at, line, SMALL, "middle"))
        return base + SMALL * (0.6 + most * _LINE)


@dataclass
class _Lines(_Plan):
    def plot(self) -> float:
        chart = self.chart
        named = [f"{series.name}".strip() for series in chart.series]
        right = self.width - max((self.measure(name, SMALL) for name in named), default=0) - 4
        values = [float(value) for series in chart.series for value in series.values if value is not None]
        scale = (_PLOT - SMALL - 3) / (max(values, default=0) or 1)
        steps = max(len(chart.labels) - 1, 1)
        across = [4 + (right - 8) * place / steps for place in range(len(chart.labels))]
        base = self.top + _PLOT
        ends = [self._line(series, across, (base, scale)) for series in range(len(chart.series))]
        self._name_ends(named, ends, right)
        self.shapes.append(Rule(0, base, right, base))
        for x, label in zip(across, chart.labels, strict=True):
            self.shapes.append(Letters(x, base + SMALL * 1.1, label, SMALL, "middle"))
        return base + SMALL * 1.6

    def _line(self, series: int, across: Sequence[float], at: tuple[float, float]) -> float:
        """One series; returns the height of its last point."""
        base, scale = at
        one, tone = self.chart.series[series], self.chart.tone(series)
        points = [
            (place, x, base - float(value) * scale)
            for place, (x, value) in enumerate(zip(across, one.values, strict=True))
            if value is not None
        ]
        for (before, x1, y1), (after, x2, y2) in pairwise(points):
            if after == before + 1:
                self.shapes.append(Rule(x1, y1, x2, y2, tone, 0.5, dashed=one.past))
        for place, x, y in points:
            self.box(series, place, (x - _DOT / 2, y - _DOT / 2, _DOT, _DOT))
            if not one.past:
                self.shapes.append(Letters(x, y - 1.4, _shown(one, place), SMALL, "middle"))
        return points[-1][2] if points else base

    def _name_ends(self, names: Sequence[str], ends: Sequence[float], right: float) -> None:
        """Each name at the end of its line, pushed down where two would touch."""
        lowest = 0.0
        for place in sorted(range(len(names)), key=lambda place: ends[place]):
            y = max(ends[place] + SMALL * 0.34, lowest)
            self.shapes.append(Letters(right, y, names[place], SMALL))
            lowest = y + SMALL * _LINE
