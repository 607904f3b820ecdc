"""A chart as a picture for files that hold no shapes of our own (Word)."""

import io

from PIL import Image, ImageDraw, ImageFont

from tmdt_desktop.paths import FONTS
from tmdt_desktop.reports.chart_drawing import drawn
from tmdt_desktop.reports.charts import Box, Chart, Letters, Rule
from tmdt_desktop.reports.pdf_chart import GREYS
from tmdt_desktop.reports.pdf_text import REGULAR, Ruler

_DPI = 300
_DOTS = _DPI / 25.4  # dots of the picture for a millimetre
_ANCHORS = {"start": "ls", "middle": "ms", "end": "rs"}
_DASH = 0.8  # millimetres


def chart_picture(chart: Chart, width: float) -> bytes:
    """`chart`, `width` millimetres wide, in greys, as a PNG of 300 dots an inch."""
    ruler = Ruler()
    drawing = drawn(chart, width, lambda text, size: ruler.width(text, REGULAR, size))
    image = Image.new("L", (round(width * _DOTS), round(drawing.height * _DOTS)), 255)
    ink = ImageDraw.Draw(image)
    for shape in drawing.shapes:
        if isinstance(shape, Box):
            _box(ink, shape)
        elif isinstance(shape, Rule):
            _rule(ink, shape)
        else:
            _write(ink, shape)
    made = io.BytesIO()
    image.save(made, "PNG", dpi=(_DPI, _DPI))
    return made.getvalue()


def _box(ink: ImageDraw.ImageDraw, box: Box) -> None:
    if box.width > 0 and box.height > 0:
        corners = box.x, box.y, box.x + box.width, box.y + box.height
        ink.rectangle([round(corner * _DOTS) for corner in corners], fill=_grey(box))


def _rule(ink: ImageDraw.ImageDraw, rule: Rule) -> None:
    length = max(abs(rule.x2 - rule.x1), abs(rule.y2 - rule.y1))
    pieces = max(round(length / _DASH), 1) if rule.dashed else 1
    for piece in range(0, pieces, 2):
        ends = [piece / pieces, (piece + 1) / pieces if rule.dashed else 1.0]
        points = [(rule.x1 + (rule.x2 - rule.x1) * end, rule.y1 + (rule.y2 - rule.y1) * end) for end in ends]
        ink.line([(x * _DOTS, y * _DOTS) for x, y in points], fill=_grey(rule), width=max(round(rule.thick * _DOTS), 1))


def _grey(shape: Box | Rule) -> int:
    return round(GREYS[shape.tone] * 255)


def _write(ink: ImageDraw.ImageDraw, words: Letters) -> None:
    name = "Tinos-Italic.ttf" if words.italic else "Tinos-Regular.ttf"
    face = ImageFont.truetype(str(FONTS / name), round(words.size * _DOTS))
    ink.text((words.x * _DOTS, words.y * _DOTS), words.text, fill=0, font=face, anchor=_ANCHORS[words.anchor])
