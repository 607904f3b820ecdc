"""What an office's own signing tool does to a PDF: it signs in fields of its own, and adds number and day as notes."""

import io
from dataclasses import dataclass

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter, append_signature_field
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.timestamps.api import TimeStamper
from pyhanko.stamp.static import StaticStampStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from tmdt_desktop.paths import FONTS
from tmdt_desktop.signing.keys import SigningKey
from tmdt_desktop.signing.pdf import Box, _Drawing
from tmdt_desktop.signing.pdf_text import Shown, shown_on
from tmdt_desktop.signing.pdf_tree import content_of, inherited, pages
from tmdt_desktop.signing.running import run


@dataclass(frozen=True)
class Place:
    """A field's name and where it stands."""

    field: str
    box: Box


def signed(data: bytes, key: SigningKey, place: Place, words: str = "", stamper: TimeStamper | None = None) -> bytes:
    """`data` with one more signature, made in a new field and shown as `words`; nothing is certified."""
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    box = place.box
    corners = (int(box.left), int(box.bottom), int(box.right), int(box.top))
    append_signature_field(writer, SigFieldSpec(place.field, on_page=box.page, box=corners))
    return _signed_by(writer, key, place, words, stamper)


def signed_in(data: bytes, key: SigningKey, place: Place, words: str = "") -> bytes:
    """`data` signed in a field that it has."""
    return _signed_by(IncrementalPdfFileWriter(io.BytesIO(data)), key, place, words, None)


def _signed_by(
    writer: IncrementalPdfFileWriter, key: SigningKey, place: Place, words: str, stamper: TimeStamper | None
) -> bytes:
    box = place.box
    face = StaticStampStyle(background=_Drawing(drawn(words, box.width, box.height)), border_width=0)
    meta = PdfSignatureMetadata(field_name=place.field, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES)
    output = io.BytesIO()
    signer = PdfSigner(meta, key.signer, stamp_style=face, timestamper=stamper)
    run(signer.async_sign_pdf(writer, existing_fields_only=True, output=output))
    return output.getvalue()


def noted(data: bytes, words: str, box: Box, kind: str = "/FreeText") -> bytes:
    """`data` with a note that shows `words`, as a revision of its own."""
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    page = writer.find_page_for_modification(box.page)[0].get_object()
    look = writer.import_page_as_xobject(PdfFileReader(io.BytesIO(drawn(words, box.width, box.height))))
    sides = [generic.FloatObject(side) for side in (box.left, box.bottom, box.right, box.top)]
    note = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name(kind),
            pdf_name("/Rect"): generic.ArrayObject(sides),
            pdf_name("/Contents"): generic.TextStringObject(words),
            pdf_name("/F"): generic.NumberObject(4),
            pdf_name("/AP"): generic.DictionaryObject({pdf_name("/N"): look}),
        }
    )
    if "/Annots" in page:
        page["/Annots"].append(writer.add_object(note))
        writer.update_container(page["/Annots"])
    else:
        page["/Annots"] = generic.ArrayObject([writer.add_object(note)])
    writer.update_container(page)
    return written(writer)


def written(writer: IncrementalPdfFileWriter) -> bytes:
    """What the writer has made of its file."""
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


def drawn(words: str, width: float, height: float) -> bytes:
    """A page of that size with the words on it."""
    if "Tinos" not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont("Tinos", FONTS / "Tinos-Regular.ttf"))
    page = io.BytesIO()
    canvas = Canvas(page, pagesize=(width, height), initialFontName="Tinos", invariant=1)
    canvas.setFont("Tinos", 11)
    canvas.drawString(2, 3, words)
    canvas.save()
    return page.getvalue()


def line_on(data: bytes, page: int, beginning: str) -> Shown:
    """Where the first line with `beginning` in it stands."""
    found = pages(PdfFileReader(io.BytesIO(data)).root)[page]
    lines = shown_on(content_of(found), inherited(found, "/Resources"))
    return next(line for line in lines if beginning in line.text)


def over(line: Shown, page: int, left: float, width: float) -> Box:
    """A box on the line, `left` points after its beginning."""
    return Box(page, line.left + left, line.bottom, line.left + left + width, line.top)
