"""A chart as plain words and numbers, and the plain shapes it is drawn from; no letter face, no screen, no file.

`chart_drawing.drawn` makes the shapes from the words; paper (`pdf_chart`, `chart_picture`) and screen paint the same shapes.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

Number = int | float | Decimal


class Form(Enum):
    """How values are shown. All start at zero and carry their values beside them, so that no legend is needed."""

    ACROSS = "across"  # bars from left to right, for things with names
    UPRIGHT = "upright"  # columns, for a few short labels
    STACKED = "stacked"  # bars from left to right whose series follow one another
    LINE = "line"  # one line a series over equal steps of time


class Tone(Enum):
    """What a shape is coloured by. The value is the name of the token that the screen takes the colour from."""

    MAIN = "accent"
    PAST = "muted_bar"
    THIRD = "text_3"
    FOURTH = "line_strong"
    TEXT = "text"
    AXIS = "text_2"


@dataclass(frozen=True)
class Series:
    """One value for each label of the chart, None where nothing was collected.

    `keys`: what each value stands for, handed to whoever is told of a click; empty, or one for each value.
    `past`: an earlier year, drawn paler.
    """

    name: str
    values: tuple[Number | None, ...]
    keys: tuple[str, ...] = ()
    past: bool = False

    def key(self, place: int) -> str:
        """What the value at `place` stands for; "" where it opens nothing."""
        return self.keys[place] if place < len(self.keys) else ""


@dataclass(frozen=True)
class Chart:
    """`title` without a number, `unit` «đối tượng», `labels` one for each bar, column or step of time."""

    title: str
    unit: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    form: Form = Form.ACROSS

    def tone(self, place: int) -> Tone:
        """The tone of the series at `place`."""
        if self.form is Form.STACKED:
            return (Tone.MAIN, Tone.PAST, Tone.THIRD, Tone.FOURTH)[place % 4]
        return Tone.PAST if self.series[place].past else Tone.MAIN


@dataclass(frozen=True)
class Box:
    """A filled rectangle, millimetres from the upper left corner. `words` says what it shows; "" for mere ornament."""

    x: float
    y: float
    width: float
    height: float
    tone: Tone
    key: str = ""
    words: str = ""


@dataclass(frozen=True)
class Rule:
    """A straight line, `thick` millimetres strong."""

    x1: float
    y1: float
    x2: float
    y2: float
    tone: Tone = Tone.AXIS
    thick: float = 0.2
    dashed: bool = False


@dataclass(frozen=True)
class Letters:
    """One line of text: `x` is where its `anchor` (start, middle, end) stands, `y` its baseline, `size` in millimetres."""

    x: float
    y: float
    text: str
    size: float
    anchor: str = "start"
    italic: bool = False


Shape = Box | Rule | Letters


@dataclass(frozen=True)
class Drawing:
    """Shapes from the back to the front inside `width` × `height` millimetres."""

    width: float
    height: float
    shapes: tuple[Shape, ...]

    @property
    def boxes(self) -> tuple[Box, ...]:
        """What may be pointed at: every box that says something."""
        return tuple(shape for shape in self.shapes if isinstance(shape, Box) and shape.words)
