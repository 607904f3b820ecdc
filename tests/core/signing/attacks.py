"""PDFs to attack, and what is asked of every attack: a verdict with its sentence, soon."""

import io
import time
from collections.abc import Callable
from pathlib import Path

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from reportlab.pdfgen.canvas import Canvas

from tests.data import office_tool
from tests.data.office_tool import Place, written
from tmdt_desktop.signing.keys import SigningKey
from tmdt_desktop.signing.pdf import Box, PdfSigning, sign_pdf, signature_boxes
from tmdt_desktop.signing.pdf_check import PdfVerdict, check_pdf
from tmdt_desktop.signing.trust import Role, TrustPack
from tmdt_desktop.signing.verdicts import weightiest

BOXES = signature_boxes(0, 420, 300)
FIGURE = "Tổng số đối tượng: 412"
BY_TOOL = Place("Signature1", Box(0, 380, 200, 520, 260))
SEAL_BY_TOOL = Place("Signature2", Box(0, 320, 200, 400, 280))
Edit = Callable[[IncrementalPdfFileWriter], None]


def report_page() -> bytes:
    """Two pages like a report's: a head with room for number and day, figures, a second page."""
    office_tool.drawn("", 10, 10)
    page = io.BytesIO()
    canvas = Canvas(page, initialFontName="Tinos", invariant=1)
    for x, y, text in (
        (90, 760, "Số:          /BC-UBND"),
        (300, 760, "Lập Thạch, ngày       tháng 12 năm 2024"),
        (90, 700, "BÁO CÁO"),
        (90, 660, FIGURE),
        (380, 310, "CHỦ TỊCH"),
        (380, 150, "Nguyễn Minh Khôi"),
    ):
        canvas.setFont("Tinos", 13)
        canvas.drawString(x, y, text)
    canvas.showPage()
    canvas.setFont("Tinos", 13)
    canvas.drawString(90, 700, "Trang 2: số liệu 77")
    canvas.save()
    return page.getvalue()


def program_signed(plain: bytes, leader: SigningKey, seal: SigningKey, path: Path) -> bytes:
    """Signed and sealed by the program: the leader has locked it but for the seal."""
    path.write_bytes(plain)
    sign_pdf(path, path, leader, PdfSigning(Role.LEADER, "Nguyễn Minh Khôi", BOXES))
    return sign_pdf(path, path, seal, PdfSigning(Role.SEAL, "UBND huyện Lập Thạch")).path.read_bytes()


def judged(data: bytes, trust: TrustPack) -> PdfVerdict:
    """The verdict, within ten seconds."""
    begun = time.monotonic()
    found = check_pdf(data, trust)
    assert time.monotonic() - begun < 10
    first = weightiest(found.findings)
    assert first is None or (first.sentence and first.cure)
    return found


def codes(found: PdfVerdict) -> set[str]:
    return {each.code for each in found.findings}


def sentences(found: PdfVerdict) -> str:
    return " ".join(each.sentence for each in found.findings)


def edited(data: bytes, edit: Edit) -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    edit(writer)
    return written(writer)


def page_of(writer: IncrementalPdfFileWriter, place: int = 0) -> generic.DictionaryObject:
    page = writer.find_page_for_modification(place)[0].get_object()
    assert isinstance(page, generic.DictionaryObject)
    return page


def stream(content: bytes) -> generic.StreamObject:
    return generic.StreamObject(stream_data=content)
