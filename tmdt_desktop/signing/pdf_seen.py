"""Which words of a page can be read by people: those that look, where they stand, as the report's own letters would.

A file may hold words that nobody sees (drawn without ink, in the paper's colour, below something else) and show others.
So the page is drawn, the words are drawn anew in Tinos on white paper, and the two are laid on each other.
"""

import io
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from tmdt_desktop.paths import FONTS
from tmdt_desktop.pdfium import PDFIUM
from tmdt_desktop.signing.pdf_places import is_head_line, lines_of
from tmdt_desktop.signing.pdf_reading import PdfFault
from tmdt_desktop.signing.pdf_text import Shown
from tmdt_desktop.signing.pdf_tree import each_page, inherited
from tmdt_desktop.signing.verdicts import finding

if TYPE_CHECKING:
    from PIL.Image import Image

_SCALE = 2.0
_DARK = 80
_FEW = 4
"""Points of the drawing that may differ: a full stop at 12 points has nine. Of honest pages none does."""
_BESIDE = 3.0
"""Points beside the words where nothing else may stand, as another digit; the rules of a table keep four."""
_LARGEST_SIDE = 2_000.0
_STYLES = ("BoldItalic", "Bold", "Italic")


def seen_on(data: bytes, root: Any, most: int) -> Iterator[Shown]:
    """The words of the first `most` pages of the PDF `data` that are seen where they stand.

    The head's number and day may be covered by those that the office's own tool put there.

    Raises:
        PdfFault: the file cannot be drawn; and whatever a malformed file makes of it.
    """
    for place, page in enumerate(islice(each_page(root), most)):
        lines = [line for line in lines_of(page) if line.text.strip()]
        sides = [float(side) for side in inherited(page, "/MediaBox")]
        if sides[:2] != [0.0, 0.0] or max(sides) > _LARGEST_SIDE or not lines:
            continue
        fresh, given = _drawn(_fresh(lines, (sides[2], sides[3])), 0), _drawn(data, place)
        if given.size == fresh.size:
            yield from (line for line in lines if is_head_line(line.text) or _looks_the_same(line, given, fresh))


def _drawn(data: bytes, place: int) -> "Image":
    """A page as people see it, grey, with the notes and signatures on it."""
    import pypdfium2

    with PDFIUM:
        try:
            document = pypdfium2.PdfDocument(data)
            try:
                document.init_forms()
                drawn: Image = document[place].render(scale=_SCALE, grayscale=True).to_pil().copy()
            finally:
                document.close()
        except pypdfium2.PdfiumError as fault:
            raise PdfFault(finding("pdf_unreadable")) from fault
    return drawn


def _fresh(lines: Sequence[Shown], size: tuple[float, float]) -> bytes:
    """A page with those words and nothing else."""
    from reportlab.pdfgen.canvas import Canvas

    made = io.BytesIO()
    canvas = Canvas(made, pagesize=size, invariant=1, pageCompression=0)
    for line in lines:
        high = (line.top - line.bottom) / (0.72 + 0.22)
        if 0 < high < _LARGEST_SIDE:
            canvas.setFont(_face(line.font), high)
            canvas.drawString(line.left, line.bottom + 0.22 * high, line.text, wordSpace=line.spacing)
    canvas.save()
    return made.getvalue()


def _face(named: str) -> str:
    """Tinos in the style that a font's name claims, ready to be drawn with."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    face = f"Tinos-{next((style for style in _STYLES if named.endswith(style)), 'Regular')}"
    if face not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont(face, FONTS / f"{face}.ttf"))
    return face


def _looks_the_same(line: Shown, given: "Image", fresh: "Image") -> bool:
    """Hardly a point at the words' place is dark in one drawing and light in the other."""
    from PIL import ImageChops

    high = given.height / _SCALE
    left, right = round((line.left - _BESIDE) * _SCALE), round((line.right + _BESIDE) * _SCALE)
    top, bottom = round((high - line.top) * _SCALE), round((high - line.bottom) * _SCALE)
    if left < 0 or top < 0 or right > given.width or bottom > given.height or left >= right:
        return False
    box = (left, top, right, bottom)
    here, there = given.crop(box), fresh.crop(box)
    ink = sum(there.histogram()[: 255 - _DARK])
    off = sum(ImageChops.difference(here, there).histogram()[_DARK:])
    return ink > 0 and off <= _FEW
