"""A report that came back is what went out: nothing is drawn, hidden or moved beside the two open head lines."""

import io
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer
from pyhanko.sign.fields import SigFieldSpec, append_signature_field
from reportlab.pdfgen.canvas import Canvas

from tests.data import office_tool
from tests.data.office_tool import Place, line_on, over
from tmdt_desktop.signing.keys import SigningKey
from tmdt_desktop.signing.pdf import Box
from tmdt_desktop.signing.pdf_check import check_pdf, history_of
from tmdt_desktop.signing.pdf_compare import allotted, differences
from tmdt_desktop.signing.pdf_tokens import differing, tokens
from tmdt_desktop.signing.trust import TrustPack
from tmdt_desktop.signing.verdicts import Verdict

from .attacks import BY_TOOL, SEAL_BY_TOOL, codes, report_page

BAR = b" 1 1 1 rg 80 650 200 30 re f 0 0 0 rg 200 660 2 9 re f 206 660 2 9 re f "


@pytest.fixture(scope="module")
def plain() -> bytes:
    return report_page()


def rewritten(data: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """The file as a tool wrote it anew, with page 1 changed."""
    writer = copy_into_new_writer(PdfFileReader(io.BytesIO(data)))
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=change(page["/Contents"].data)))
    return office_tool.written(writer)


def in_the_last_text(content: bytes, steps: bytes) -> bytes:
    at = content.rfind(b"ET")
    return content[:at] + steps + content[at:]


CHANGES: dict[str, Callable[[bytes], bytes]] = {
    "a bar among words": lambda content: in_the_last_text(content, BAR),
    "behind a comment": lambda content: in_the_last_text(content, b"ET\n%BT\nq " + BAR + b"Q\n%"),
    "another's picture": lambda content: in_the_last_text(content, b" /Fake Do "),
    "words nobody sees": lambda content: content.replace(b"BT", b"BT 3 Tr"),
    "words in white": lambda content: b"1 1 1 rg " + content,
    "words far apart": lambda content: content.replace(b"BT", b"BT 9 Tc"),
    "words elsewhere": lambda content: content.replace(b" 660 Tm", b" 460 Tm"),
    "a clip": lambda content: b"0 0 1 1 re W n " + content,
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_is_drawn_otherwise_is_a_difference(plain: bytes, change: Callable[[bytes], bytes]) -> None:
    assert change(b"BT 1 0 0 1 90 660 Tm ET") != b"BT 1 0 0 1 90 660 Tm ET"
    assert differences(plain, rewritten(plain, change)) != ()


@pytest.mark.parametrize(
    "change",
    [
        lambda content: content,
        lambda content: b"q\n" + content + b"\nQ",
        lambda content: content.replace(b"\n", b" % written anew\r\n"),
    ],
)
def test_how_it_is_written_is_no_difference(plain: bytes, change: Callable[[bytes], bytes]) -> None:
    assert differences(plain, rewritten(plain, change)) == ()


def test_smaller_paper_is_a_difference(plain: bytes) -> None:
    writer = IncrementalPdfFileWriter(io.BytesIO(plain))
    page = writer.find_page_for_modification(0)[0].get_object()
    page["/CropBox"] = generic.ArrayObject([generic.NumberObject(side) for side in (0, 700, 600, 800)])
    writer.update_container(page)
    assert "khổ giấy" in differences(plain, office_tool.written(writer))[0]


def head(number: str, day: str) -> bytes:
    page = io.BytesIO()
    office_tool.drawn("", 10, 10)
    canvas = Canvas(page, initialFontName="Tinos", invariant=1)
    canvas.setFont("Tinos", 13)
    canvas.drawString(300, 560, "0123456789 Tăng giả")  # both files' fonts hold the same letters
    canvas.drawString(90, 760, number)
    canvas.drawString(300, 760, day)
    canvas.save()
    return page.getvalue()


@pytest.mark.parametrize(
    ("number", "day", "same"),
    [
        ("Số: 312 /BC-UBND", "Lập Thạch, ngày 16 tháng 12 năm 2024", True),
        ("Số: 312 /BC-UBND", "Lập Thạch, ngày 16 tháng 12 năm 2029", False),
        ("Số: 312 /BC-UBND", "Lập Thạch, ngày 16 tháng 12 năm 2024 Tăng 9", False),
        ("Số: 312 /BC-UBND giả", "Lập Thạch, ngày 16 tháng 12 năm 2024", False),
    ],
)
def test_only_the_blanks_of_the_head_may_be_filled(number: str, day: str, *, same: bool) -> None:
    from tmdt_desktop.signing.pdf_compare import _is_filled

    opened = ("Số:          /BC-UBND", "Lập Thạch, ngày       tháng 12 năm 2024")
    assert (_is_filled(opened[0], number) and _is_filled(opened[1], day)) is same
    told = differences(head(*opened), head(number, day))
    assert any("thành" in each for each in told) is not same, told


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="qpdf is not installed")
def test_a_file_arranged_for_the_web_is_the_same(plain: bytes, leader: SigningKey, tmp_path: Path) -> None:
    source, target = tmp_path / "plain.pdf", tmp_path / "web.pdf"
    source.write_bytes(plain)
    subprocess.run(["qpdf", "--linearize", "--object-streams=generate", source, target], check=True)
    assert differences(plain, office_tool.signed(target.read_bytes(), leader, BY_TOOL, "Ký bởi")) == ()


# What a signature may hide


def cover(data: bytes, words: str) -> Place:
    line = line_on(data, 0, words)
    return Place("Signature2", Box(0, line.left - 5, line.bottom - 4, line.right + 5, line.top + 6))


def test_a_seal_over_words_is_an_edit(plain: bytes, leader: SigningKey, seal: SigningKey, trust: TrustPack) -> None:
    by_leader = office_tool.signed(plain, leader, BY_TOOL)
    found = check_pdf(office_tool.signed(by_leader, seal, cover(plain, "BÁO CÁO"), "500"), trust)
    assert (found.verdict, "pdf_edited" in codes(found)) == (Verdict.INVALID, True)
    beside = Place("Signature2", Box(0, 100, 400, 160, 430))
    assert check_pdf(office_tool.signed(by_leader, seal, beside, "500 cơ sở"), trust).verdict is Verdict.INVALID
    assert check_pdf(office_tool.signed(by_leader, seal, SEAL_BY_TOOL, "16/12/2024 10:20"), trust).findings == ()


def test_a_first_signature_over_words_is_a_difference(plain: bytes, leader: SigningKey) -> None:
    covered = office_tool.signed(rewritten(plain, lambda content: content), leader, cover(plain, "Nguyễn"), "Ký")
    assert differences(plain, covered) == ()
    writer = copy_into_new_writer(PdfFileReader(io.BytesIO(with_hollow(plain, "BÁO CÁO"))))
    assert any("che chữ" in each for each in differences(plain, office_tool.written(writer)))


def with_hollow(data: bytes, words: str) -> bytes:
    """A field that nobody signed, drawn over words."""
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    box = cover(data, words).box
    corners = (int(box.left), int(box.bottom), int(box.right), int(box.top))
    append_signature_field(writer, SigFieldSpec("Hollow", on_page=0, box=corners))
    field = next(
        each.get_object() for each in writer.root["/AcroForm"]["/Fields"] if each.get_object()["/T"] == "Hollow"
    )
    look = writer.import_page_as_xobject(PdfFileReader(io.BytesIO(office_tool.drawn("500", box.width, box.height))))
    field["/AP"] = generic.DictionaryObject({pdf_name("/N"): look})
    writer.update_container(field)
    return office_tool.written(writer)


def test_a_picture_of_a_signature_added_after_signing_is_an_edit(
    plain: bytes, leader: SigningKey, trust: TrustPack
) -> None:
    found = check_pdf(with_hollow(office_tool.signed(plain, leader, BY_TOOL), "CHỦ TỊCH"), trust)
    assert found.verdict is Verdict.INVALID
    assert "pdf_edited" in codes(found)


def test_a_field_made_before_may_not_be_signed_over_words(
    plain: bytes, leader: SigningKey, seal: SigningKey, trust: TrustPack
) -> None:
    writer = IncrementalPdfFileWriter(io.BytesIO(plain))
    box = cover(plain, "Tổng số").box
    corners = (int(box.left), int(box.bottom), int(box.right), int(box.top))
    append_signature_field(writer, SigFieldSpec("Before", on_page=0, box=corners))
    by_leader = office_tool.signed(office_tool.written(writer), leader, BY_TOOL)
    found = check_pdf(office_tool.signed_in(by_leader, seal, Place("Before", box), "500"), trust)
    assert found.verdict is Verdict.INVALID


def test_a_second_number_is_an_edit_and_counts_for_nothing(plain: bytes, leader: SigningKey, trust: TrustPack) -> None:
    room = over(line_on(plain, 0, "Số:"), 0, 22, 26)
    once = office_tool.noted(office_tool.signed(plain, leader, BY_TOOL), "312", room)
    twice = office_tool.noted(once, "999", room)
    assert check_pdf(twice, trust).verdict is Verdict.INVALID
    assert allotted(twice, history_of(twice)).number == "312/BC-UBND"


# The language of a page


def test_the_same_steps_are_the_same_however_they_are_written() -> None:
    assert differing(b"BT (a\\(b\\)\\n) Tj /F#31 1.0 Tf ET", b"BT%x\r<6128 62290a> Tj/F1 1 Tf\nET", 0) == []
    assert differing(b"(a) Tj", b"(b) Tj", 1) == [(b"a", b"b")]
    assert differing(b"(a) Tj", b"(b) Tj", 0) is None
    assert differing(b"1 0 0 rg", b"1 0 1 rg", 9) is None
    assert differing(b"q 1 w Q q 2 w Q", b"1 w Q q 2 w", 9) is None


@given(st.binary(max_size=60))
def test_any_bytes_have_an_end(content: bytes) -> None:
    assert len(list(tokens(content))) <= len(content)
