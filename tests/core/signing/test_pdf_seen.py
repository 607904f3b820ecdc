"""Words that people cannot read where they stand do not count as printed."""

import io
from collections.abc import Callable

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from reportlab.pdfgen.canvas import Canvas

from tests.data import office_tool
from tests.data.office_tool import line_on, over
from tmdt_desktop.services.pdf_words import seen_words_of_pdf, words_of_pdf

from .attacks import FIGURE, report_page
from .test_pdf_compare import rewritten

Change = Callable[[bytes], bytes]


@pytest.fixture(scope="module")
def plain() -> bytes:
    return report_page()


def test_every_word_of_an_honest_page_is_seen(plain: bytes) -> None:
    assert seen_words_of_pdf(plain) == words_of_pdf(plain)
    assert FIGURE in seen_words_of_pdf(plain)
    assert seen_words_of_pdf(b"%PDF-1.7 nothing") == ""


LIES: dict[str, Change] = {
    "drawn without ink": lambda said: said.replace(b"BT", b"BT 3 Tr"),
    "for clipping": lambda said: said.replace(b"BT", b"BT 7 Tr"),
    "in the paper's colour": lambda said: b"1 1 1 rg " + said,
    "off the page": lambda said: said.replace(b"90 660 Tm", b"90 -660 Tm"),
    "too small": lambda said: said.replace(b" 13 Tf", b" 0.1 Tf"),
    "cut away": lambda said: b"0 0 1 1 re W n " + said,
    "under a bar": lambda said: said + b" 1 1 1 rg 80 650 300 30 re f",
    "drawn apart": lambda said: said.replace(b"BT", b"BT 9 Tc"),
    "drawn flat": lambda said: said.replace(b"BT", b"BT 50 Tz"),
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_words_that_are_hidden_or_drawn_over_are_not_seen(plain: bytes, lie: Change) -> None:
    lied = rewritten(plain, lie)
    assert FIGURE in words_of_pdf(lied)
    assert FIGURE not in seen_words_of_pdf(lied)


def test_words_with_another_digit_beside_them_are_not_seen(plain: bytes) -> None:
    beside = line_on(plain, 0, FIGURE).right + 1
    lied = rewritten(plain, lambda said: said + f" 0 0 0 rg {beside:.1f} 660 2 9 re f".encode())
    assert FIGURE in words_of_pdf(lied)
    assert FIGURE not in seen_words_of_pdf(lied)


def test_words_under_a_note_are_not_seen_but_the_head_may_be_filled(plain: bytes) -> None:
    line = line_on(plain, 0, FIGURE)
    assert FIGURE not in seen_words_of_pdf(office_tool.noted(plain, "999", over(line, 0, line.right - 120, 20)))
    filled = office_tool.noted(plain, "312", over(line_on(plain, 0, "Số:"), 0, 22, 26))
    assert seen_words_of_pdf(filled) == words_of_pdf(plain)


def test_a_font_that_shows_other_letters_than_it_says_is_not_believed() -> None:
    """The words are those of the table that the font carries; the picture is another's."""
    page = io.BytesIO()
    office_tool.drawn("", 10, 10)
    canvas = Canvas(page, initialFontName="Tinos", invariant=1, pageCompression=0)
    canvas.setFont("Tinos", 13)
    canvas.drawString(90, 660, "412")
    canvas.save()
    honest = page.getvalue()
    assert seen_words_of_pdf(honest) == "412"
    table = PdfFileReader(io.BytesIO(honest)).root["/Pages"]["/Kids"][0]["/Resources"]["/Font"]
    told = next(table[name]["/ToUnicode"].data for name in table if "/ToUnicode" in table[name])
    lied = _with_table(honest, told, told.replace(b"<0034>", b"<0039>"))
    assert words_of_pdf(lied) == "912"
    assert seen_words_of_pdf(lied) == ""


def _with_table(data: bytes, before: bytes, after: bytes) -> bytes:
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.writer import copy_into_new_writer

    writer = copy_into_new_writer(PdfFileReader(io.BytesIO(data)))
    fonts = writer.root["/Pages"]["/Kids"][0]["/Resources"]["/Font"]
    font = next(fonts[name] for name in fonts if "/ToUnicode" in fonts[name])
    assert before != after
    font["/ToUnicode"] = writer.add_object(generic.StreamObject(stream_data=after))
    return office_tool.written(writer)
