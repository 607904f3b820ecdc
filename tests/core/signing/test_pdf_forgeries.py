"""Signed PDFs whose bytes are played with, files made to break their reader, and pictures that pretend."""

import io
import re
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer
from pyhanko.sign.fields import SigFieldSpec, append_signature_field
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from tests.data import office_tool
from tmdt_desktop.signing.keys import SigningKey
from tmdt_desktop.signing.pdf import Box
from tmdt_desktop.signing.pdf_check import PdfVerdict
from tmdt_desktop.signing.trust import TrustPack
from tmdt_desktop.signing.verdicts import Verdict

from .attacks import (
    BY_TOOL,
    codes,
    edited,
    judged,
    page_of,
    program_signed,
    report_page,
    sentences,
)
from .test_pdf_attacks import attach, layers, open_action


@pytest.fixture(scope="module")
def plain() -> bytes:
    return report_page()


@pytest.fixture(scope="module")
def certified(plain: bytes, leader: SigningKey, seal: SigningKey, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Signed and sealed by the program: the leader has locked it but for the seal."""
    return program_signed(plain, leader, seal, tmp_path_factory.mktemp("attacks") / "report.pdf")


@pytest.fixture(scope="module")
def by_leader(plain: bytes, leader: SigningKey) -> bytes:
    """Signed by the leader with a tool that locks nothing."""
    return office_tool.signed(plain, leader, BY_TOOL, "Ký bởi: Nguyễn Minh Khôi")


@pytest.fixture
def judge(trust: TrustPack) -> Callable[[bytes], PdfVerdict]:
    """The verdict, within ten seconds."""
    return lambda data: judged(data, trust)


# Byte ranges and the room of the signature


def ranges(data: bytes) -> list[tuple[int, int, list[int]]]:
    """Where each ByteRange stands and what it says."""
    found = re.finditer(rb"/ByteRange ?\[([\d ]+)\]", data)
    return [(each.start(), each.end(), [int(number) for number in each[1].split()]) for each in found]


def with_range(data: bytes, numbers: str) -> bytes:
    start, end, _ = ranges(data)[-1]
    words = f"/ByteRange [{numbers}]".encode()
    return data[:start] + words.ljust(end - start)[: max(end - start, len(words))] + data[end:]


@pytest.mark.parametrize(
    "numbers", ["0 0 0 0", "0 10 20 30", "-1 5 9 9", "0 1 2", "", "0 999999999 0 1", "5 5 5 5 5 5"]
)
def test_an_odd_byte_range_is_never_valid(numbers: str, by_leader: bytes, judge: Callable[[bytes], PdfVerdict]) -> None:
    assert judge(with_range(by_leader, numbers)).verdict.rank >= Verdict.INVALID.rank


def test_a_byte_range_with_a_wider_gap_or_an_overlap_is_never_valid(
    by_leader: bytes, judge: Callable[[bytes], PdfVerdict]
) -> None:
    _, _, (first, length, second, rest) = ranges(by_leader)[-1]
    for numbers in (
        (first, length - 30, second, rest),
        (first, length, second - 30, rest + 30),
        (first + 9, length - 9, second, rest),
        (first, length, second, rest - 40),
        (first, length, second + 40, rest - 40),
    ):
        changed = with_range(by_leader, " ".join(str(number) for number in numbers))
        assert judge(changed).verdict.rank >= Verdict.INVALID.rank, numbers


@pytest.mark.parametrize("room", [b"null", b"<00>", b"()", b"<>", b"[]", b"true"])
def test_universal_forgery_is_never_valid(room: bytes, by_leader: bytes, judge: Callable[[bytes], PdfVerdict]) -> None:
    _, _, (_, length, second, _) = ranges(by_leader)[-1]
    changed = by_leader[:length] + room.ljust(second - length) + by_leader[second:]
    assert judge(changed).verdict.rank >= Verdict.INVALID.rank
    start, end, _ = ranges(by_leader)[-1]
    gone = by_leader[:start] + b" " * (end - start) + by_leader[end:]
    assert judge(gone).verdict.rank >= Verdict.INVALID.rank


def test_signature_wrapping_is_never_valid(by_leader: bytes, judge: Callable[[bytes], PdfVerdict]) -> None:
    """The signed second part moves behind new content, the byte range follows it."""
    start, end, (first, length, second, rest) = ranges(by_leader)[-1]
    evil = b"\n% new content between the two parts\n" * 8
    moved = by_leader[:second] + evil + by_leader[second:]
    words = f"/ByteRange [{first} {length} {second + len(evil)} {rest}]".encode()
    wrapped = moved[:start] + words[: end - start].ljust(end - start) + moved[end:]
    assert judge(wrapped).verdict.rank >= Verdict.INVALID.rank
    assert judge(moved).verdict.rank >= Verdict.INVALID.rank


# Incremental saving without what belongs to it


def test_incremental_saving_tricks_are_never_valid(certified: bytes, judge: Callable[[bytes], PdfVerdict]) -> None:
    contents = b"\n%d 0 obj\n<< /Length 5 >>\nstream\nq 1 Q\nendstream\nendobj\n"
    bodies = [b"".join(contents % at for at in (1, 2, 3, 5, 6, 7))]
    start = certified.rfind(b"startxref")
    bodies += [bodies[0] + b"trailer\n<< /Root 1 0 R >>\n", bodies[0] + certified[start:], bodies[0] + b"%%EOF\n"]
    bodies.append(bodies[0] + b"xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 1 >>\nstartxref\n0\n%%EOF\n")
    for tail in bodies:
        found = judge(certified + tail)
        assert found.verdict.rank >= Verdict.INVALID.rank, tail[-40:]


def test_a_doubled_object_before_the_signature_is_never_valid(
    certified: bytes, judge: Callable[[bytes], PdfVerdict]
) -> None:
    at = certified.index(b" 0 obj")
    begin = certified.rfind(b"\n", 0, at) + 1
    assert judge(certified[:begin] + certified[begin : at + 200] + certified[begin:]).verdict is not Verdict.VALID


# Faces


def test_a_picture_of_a_signature_without_one_is_told(
    plain: bytes, by_leader: bytes, judge: Callable[[bytes], PdfVerdict]
) -> None:
    box = Box(0, 380, 200, 560, 230)
    pictured = office_tool.noted(plain, "Ký bởi: Nguyễn Minh Khôi", box, "/Stamp")
    found = judge(pictured)
    assert codes(found) == {"pdf_unsigned", "pdf_hollow_signature"}
    assert "Trang 1 có hình chữ ký" in sentences(found)

    def empty_field(writer: IncrementalPdfFileWriter) -> None:
        append_signature_field(writer, SigFieldSpec("Gia", on_page=0, box=(380, 60, 500, 110)))
        note = page_of(writer)["/Annots"][-1]
        look = writer.import_page_as_xobject(PdfFileReader(io.BytesIO(office_tool.drawn("UBND huyện", 120, 50))))
        note["/AP"] = generic.DictionaryObject({pdf_name("/N"): look})
        writer.update_container(note)

    assert "pdf_hollow_signature" in codes(judge(edited(by_leader, empty_field)))


def test_a_name_in_the_picture_that_is_not_the_certificates_is_told(
    plain: bytes, other_seal: SigningKey, judge: Callable[[bytes], PdfVerdict]
) -> None:
    found = judge(office_tool.signed(plain, other_seal, BY_TOOL, "Ký bởi: Nguyễn Minh Khôi"))
    assert (found.verdict, "pdf_feigned_name" in codes(found)) == (Verdict.WARNED, True)
    assert "Nguyễn Minh Khôi" in sentences(found)


# Files made to break their reader


def test_active_parts_that_were_signed_are_told(
    plain: bytes, leader: SigningKey, judge: Callable[[bytes], PdfVerdict]
) -> None:
    for edit in (open_action, attach, layers):
        found = judge(office_tool.signed(edited(plain, edit), leader, BY_TOOL))
        assert (found.verdict, codes(found)) == (Verdict.UNDETERMINED, {"pdf_active"})


def test_a_locked_file_is_told_as_locked(judge: Callable[[bytes], PdfVerdict]) -> None:
    page = io.BytesIO()
    canvas = Canvas(page, encrypt=StandardEncryption("mở", canPrint=0))
    canvas.drawString(90, 700, "x")
    canvas.save()
    assert codes(judge(page.getvalue())) == {"pdf_locked"}


def test_loops_nests_and_bombs_end_within_bounds(
    plain: bytes, certified: bytes, judge: Callable[[bytes], PdfVerdict]
) -> None:
    start = certified.rfind(b"startxref")
    at = int(certified[start + 9 :].split()[0])
    own = len(certified) + 1

    def looped(before: int, more: str = "") -> bytes:
        tail = f"\nxref\n0 0\ntrailer\n<< /Root 8 0 R /Size 99 {more} /Prev {before} >>\nstartxref\n{own}\n%%EOF\n"
        return certified + tail.encode()

    hostile = [
        looped(own),  # a table that precedes itself
        looped(at),
        looped(at, f"/XRefStm {own}"),  # hybrid, pointing to itself
        updated(certified, b"[" * 200_000 + b"]" * 200_000),
        updated(certified, b"<</A" * 50_000 + b" 1" + b">>" * 50_000),
        updated(certified, b"<</Type /Catalog /Pages 8 0 R>>"),  # the catalogue is its own tree of pages
        updated(certified, b"8 0 R"),  # an object that points to itself
        b"%PDF-1.7\n" + b"1 0 obj\n" * 100_000 + b"startxref\n9\n%%EOF\n",
        edited(plain, _page_loop),
        edited(plain, _page_of_itself),
        edited(certified, _bomb),
        edited(certified, _form_loop),
    ]
    for data in hostile:
        assert judge(data).verdict is not Verdict.VALID


def updated(data: bytes, catalogue: bytes) -> bytes:
    """`data` with another object in the place of its catalogue, as a revision of its own."""
    at, before = len(data) + 1, int(data[data.rfind(b"startxref") + 9 :].split()[0])
    made = b"\n8 0 obj\n" + catalogue + b"\nendobj\n"
    table = f"xref\n8 1\n{at:010} 00000 n \ntrailer\n<< /Root 8 0 R /Size 99 /Prev {before} >>\n"
    return data + made + table.encode() + f"startxref\n{at + len(made) - 1}\n%%EOF\n".encode()


def _page_loop(writer: IncrementalPdfFileWriter) -> None:
    kids = writer.root["/Pages"]["/Kids"]
    kids.append(writer.root.raw_get("/Pages"))
    writer.update_container(kids)


def _page_of_itself(writer: IncrementalPdfFileWriter) -> None:
    page = page_of(writer)
    page["/Resources"]["/XObject"] = generic.DictionaryObject({pdf_name("/X"): page.raw_get("/Contents")})
    page["/Loop"] = writer.root["/Pages"]["/Kids"]
    writer.update_container(page)


def _form_loop(writer: IncrementalPdfFileWriter) -> None:
    field = writer.root["/AcroForm"]["/Fields"][0]
    field["/Kids"] = writer.root["/AcroForm"]["/Fields"]
    writer.update_container(field)


def _bomb(writer: IncrementalPdfFileWriter) -> None:
    packed = zlib.compress(b"\0" * (200 << 20), 9)
    made = generic.StreamObject({pdf_name("/Filter"): pdf_name("/FlateDecode")}, encoded_data=packed)
    page = page_of(writer)
    page["/Contents"] = writer.add_object(made)
    writer.update_container(page)


def test_many_revisions_are_given_up(plain: bytes, judge: Callable[[bytes], PdfVerdict]) -> None:
    data = plain
    for _ in range(61):
        data = edited(data, lambda writer: writer.update_root())
    assert codes(judge(data)) == {"pdf_endless"}


def test_a_rewritten_file_has_no_signature_left_that_holds(
    certified: bytes, judge: Callable[[bytes], PdfVerdict], tmp_path: Path
) -> None:
    output = io.BytesIO()
    copy_into_new_writer(PdfFileReader(io.BytesIO(certified))).write(output)
    assert judge(output.getvalue()).verdict.rank >= Verdict.INVALID.rank
