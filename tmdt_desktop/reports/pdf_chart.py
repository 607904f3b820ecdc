"""A chart on paper: its shapes in greys, its title below."""

from reportlab.pdfgen.canvas import Canvas

from tmdt_desktop.reports.chart_drawing import drawn
from tmdt_desktop.reports.charts import Box, Chart, Letters, Rule, Shape, Tone
from tmdt_desktop.reports.paper import MM
from tmdt_desktop.reports.pdf_flow import Placed
from tmdt_desktop.reports.pdf_text import BOLD, ITALIC, REGULAR, Ruler

GREYS = {Tone.MAIN: 0.30, Tone.PAST: 0.72, Tone.THIRD: 0.50, Tone.FOURTH: 0.86, Tone.TEXT: 0.0, Tone.AXIS: 0.0}
_TITLE, _STEP = 13, 16


class Plot(Placed):
    """A chart over the whole text width."""

    def __init__(self, chart: Chart, ruler: Ruler) -> None:
        super().__init__()
        self._chart, self._ruler = chart, ruler
        self.spaceBefore, self.spaceAfter = 8, 6

    def measure(self) -> float:
        """The drawing and the lines of the title."""
        self._drawing = drawn(self._chart, self.width / MM, lambda text, size: self._ruler.width(text, REGULAR, size))
        self._title = self._ruler.balanced(self._chart.title, BOLD, _TITLE, self.width)
        return self._drawing.height * MM + _STEP * len(self._title) + 2

    def draw(self) -> None:
        """Draw from the top down."""
        for shape in self._drawing.shapes:
            _paint(self.canv, shape, self.height)
        self.canv.setFillGray(0)
        self.canv.setStrokeGray(0)
        self.canv.setFont(BOLD, _TITLE)
        top = self.height - self._drawing.height * MM
        for place, text in enumerate(self._title):
            self.canv.drawCentredString(self.width / 2, top - _STEP * place - _TITLE, text)


def _paint(canvas: Canvas, shape: Shape, top: float) -> None:
    if isinstance(shape, Box):
        canvas.setFillGray(GREYS[shape.tone])
        canvas.rect(shape.x * MM, top - (shape.y + shape.height) * MM, shape.width * MM, shape.height * MM, 0, 1)
    elif isinstance(shape, Rule):
        canvas.setStrokeGray(GREYS[shape.tone])
        canvas.setLineWidth(shape.thick * MM)
        canvas.setDash([2, 2] if shape.dashed else [])
        canvas.line(shape.x1 * MM, top - shape.y1 * MM, shape.x2 * MM, top - shape.y2 * MM)
        canvas.setDash([])
    else:
        _write(canvas, shape, top)


def _write(canvas: Canvas, words: Letters, top: float) -> None:
    canvas.setFillGray(0)
    canvas.setFont(ITALIC if words.italic else REGULAR, words.size * MM)
    place = {"start": canvas.drawString, "middle": canvas.drawCentredString, "end": canvas.drawRightString}
    place[words.anchor](words.x * MM, top - words.y * MM, words.text)
