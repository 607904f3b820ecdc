"""What has been done to signed PDFs elsewhere, done to ours: each attack ends in its verdict and its sentence.

Names of attacks: Mladenov and others (CCS 2019: universal forgery, incremental saving, wrapping), Mainka and others
(NDSS 2021: shadow attacks), Rohlmann and others (S&P 2021: evil annotations, sneaky signatures).
"""

import io
import re
import time
import zlib
from collections.abc import Callable
from dataclasses import replace
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
from tests.data.office_tool import Place, line_on, over, written
from tmdt_desktop.signing.keys import SigningKey
from tmdt_desktop.signing.pdf import Box, PdfSigning, sign_pdf, signature_boxes
from tmdt_desktop.signing.pdf_check import PdfVerdict, check_pdf, roles_of
from tmdt_desktop.signing.trust import Role, TrustPack
from tmdt_desktop.signing.verdicts import Verdict, weightiest

BOXES = signature_boxes(0, 420, 300)
FIGURE = "Tổng số đối tượng: 412"
BY_TOOL = Place("Signature1", Box(0, 380, 200, 520, 260))
SEAL_BY_TOOL = Place("Signature2", Box(0, 320, 200, 400, 280))
Edit = Callable[[IncrementalPdfFileWriter], None]


@pytest.fixture(scope="module")
def plain() -> bytes:
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


@pytest.fixture(scope="module")
def certified(plain: bytes, leader: SigningKey, seal: SigningKey, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Signed and sealed by the program: the leader has locked it but for the seal."""
    path = tmp_path_factory.mktemp("attacks") / "report.pdf"
    path.write_bytes(plain)
    sign_pdf(path, path, leader, PdfSigning(Role.LEADER, "Nguyễn Minh Khôi", BOXES))
    return sign_pdf(path, path, seal, PdfSigning(Role.SEAL, "UBND huyện Lập Thạch")).path.read_bytes()


@pytest.fixture(scope="module")
def by_leader(plain: bytes, leader: SigningKey) -> bytes:
    """Signed by the leader with a tool that locks nothing."""
    return office_tool.signed(plain, leader, BY_TOOL, "Ký bởi: Nguyễn Minh Khôi")


@pytest.fixture
def judge(trust: TrustPack) -> Callable[[bytes], PdfVerdict]:
    """The verdict, within ten seconds."""

    def judge(data: bytes) -> PdfVerdict:
        begun = time.monotonic()
        found = check_pdf(data, trust)
        assert time.monotonic() - begun < 10
        first = weightiest(found.findings)
        assert first is None or (first.sentence and first.cure)
        return found

    return judge


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


# What office tools do


def test_number_day_and_seal_after_the_leader_are_normal(
    by_leader: bytes, seal: SigningKey, trust: TrustPack, judge: Callable[[bytes], PdfVerdict]
) -> None:
    numbered = office_tool.noted(by_leader, "312", over(line_on(by_leader, 0, "Số:"), 0, 22, 26))
    dated = office_tool.noted(numbered, "16", over(line_on(by_leader, 0, "ngày"), 0, 90, 20), "/Stamp")
    assert codes(judge(dated)) == {"pdf_unsigned_tail"}
    found = judge(office_tool.signed(dated, seal, SEAL_BY_TOOL))
    assert (found.verdict, found.findings) == (Verdict.VALID, ())
    assert roles_of(found, trust) == {"Signature1": Role.LEADER, "Signature2": Role.SEAL}
    assert [change.note for each in found.history for change in each.changes if change.over] == ["312", "16"]


def test_a_first_unregistered_signer_counts_as_the_leader(by_leader: bytes, seal: SigningKey, trust: TrustPack) -> None:
    both = office_tool.signed(by_leader, seal, SEAL_BY_TOOL)
    known = replace(trust, register=tuple(each for each in trust.register if each.role is not Role.LEADER))
    assert roles_of(check_pdf(both, known), known) == {"Signature1": Role.LEADER, "Signature2": Role.SEAL}
    assert roles_of(check_pdf(both, replace(trust, register=())), replace(trust, register=())) == {
        "Signature1": Role.LEADER
    }


# Shadow attacks and other edits by a later revision


def hide(writer: IncrementalPdfFileWriter) -> None:
    page = page_of(writer)
    page["/Contents"] = generic.ArrayObject(
        [page.raw_get("/Contents"), writer.add_object(stream(b"1 g 0 0 600 700 re f"))]
    )
    writer.update_container(page)


def replace_font(writer: IncrementalPdfFileWriter) -> None:
    fonts = page_of(writer)["/Resources"]["/Font"]
    font = next(fonts[name] for name in fonts if "/ToUnicode" in fonts[name])
    font["/FontDescriptor"]["/FontFile2"] = writer.add_object(stream(b"another font"))
    writer.update_container(font["/FontDescriptor"])


def swap_pages(writer: IncrementalPdfFileWriter) -> None:
    kids = writer.root["/Pages"]["/Kids"]
    kids.insert(0, kids.pop())
    writer.update_container(kids)


def drop_page(writer: IncrementalPdfFileWriter) -> None:
    tree = writer.root["/Pages"]
    tree["/Kids"].pop()
    tree["/Count"] = generic.NumberObject(1)
    writer.update_container(tree)


def add_page(writer: IncrementalPdfFileWriter) -> None:
    tree = writer.root["/Pages"]
    tree["/Kids"].append(tree["/Kids"].raw_get(0))
    tree["/Count"] = generic.NumberObject(3)
    writer.update_container(tree)


def other_tree(writer: IncrementalPdfFileWriter) -> None:
    page = generic.DictionaryObject(page_of(writer))
    page["/Contents"] = writer.add_object(stream(b"q Q"))
    tree = {"/Type": pdf_name("/Pages"), "/Count": generic.NumberObject(2)}
    kids = generic.ArrayObject([writer.add_object(page), writer.add_object(page)])
    made = generic.DictionaryObject({pdf_name(key): value for key, value in tree.items()} | {pdf_name("/Kids"): kids})
    writer.root["/Pages"] = writer.add_object(made)
    writer.update_root()


def turn_page(writer: IncrementalPdfFileWriter) -> None:
    page = page_of(writer, 1)
    page["/Rotate"] = generic.NumberObject(180)
    writer.update_container(page)


def open_action(writer: IncrementalPdfFileWriter) -> None:
    action = {"/S": pdf_name("/JavaScript"), "/JS": generic.TextStringObject("app.alert(1)")}
    writer.root["/OpenAction"] = generic.DictionaryObject({pdf_name(key): value for key, value in action.items()})
    writer.update_root()


def attach(writer: IncrementalPdfFileWriter) -> None:
    files = generic.DictionaryObject({pdf_name("/Names"): generic.ArrayObject()})
    writer.root["/Names"] = generic.DictionaryObject({pdf_name("/EmbeddedFiles"): files})
    writer.update_root()


def layers(writer: IncrementalPdfFileWriter) -> None:
    writer.root["/OCProperties"] = generic.DictionaryObject({pdf_name("/OCGs"): generic.ArrayObject()})
    writer.update_root()


def xfa(writer: IncrementalPdfFileWriter) -> None:
    form = writer.root["/AcroForm"]
    form["/XFA"] = writer.add_object(stream(b"<xdp/>"))
    writer.update_container(form)


EDITS = {
    "hide": (hide, "đổi nội dung trang 1"),
    "other font": (replace_font, "đổi nội dung trang 1"),
    "pages swapped": (swap_pages, "đổi nội dung trang 1"),
    "page removed": (drop_page, "thêm hoặc bớt trang"),
    "page added": (add_page, "thêm hoặc bớt trang"),
    "hide and replace": (other_tree, "đổi nội dung trang 1"),
    "page turned": (turn_page, "đổi nội dung trang 2"),
    "script": (open_action, "lệnh chạy khi mở tệp"),
    "attachment": (attach, "tệp đính kèm"),
    "layers": (layers, "lớp nội dung"),
    "xfa": (xfa, "XFA"),
}


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_after_signing_is_invalid_and_named(
    name: str, by_leader: bytes, certified: bytes, judge: Callable[[bytes], PdfVerdict]
) -> None:
    edit, said = EDITS[name]
    for signed in (by_leader, certified):
        found = judge(edited(signed, edit))
        assert found.verdict is Verdict.INVALID
        assert {"pdf_changed", "pdf_edited"} <= codes(found)
        assert said in sentences(found)


def test_an_edit_before_another_signature_is_invalid_too(
    by_leader: bytes, seal: SigningKey, judge: Callable[[bytes], PdfVerdict]
) -> None:
    found = judge(office_tool.signed(edited(by_leader, hide), seal, SEAL_BY_TOOL))
    assert found.verdict is Verdict.INVALID
    assert "pdf_edited" in codes(found)


def test_a_locked_report_takes_no_notes(certified: bytes, judge: Callable[[bytes], PdfVerdict]) -> None:
    noted = office_tool.noted(certified, "312", over(line_on(certified, 0, "Số:"), 0, 22, 26))
    found = judge(noted)
    assert (found.verdict, "pdf_changed" in codes(found)) == (Verdict.INVALID, True)


@pytest.mark.parametrize(
    ("box", "kind"),
    [
        (Box(0, 185, 655, 240, 675), "/FreeText"),  # over the figure
        (Box(0, 60, 655, 85, 675), "/FreeText"),  # before it
        (Box(0, 60, 400, 500, 780), "/Stamp"),  # over the head and more
        (Box(1, 90, 400, 130, 420), "/FreeText"),  # another page
        (Box(0, 110, 757, 140, 771), "/Square"),  # a kind that no tool needs
        (Box(0, 110, 757, 140, 771), "/Redact"),
    ],
)
def test_an_evil_annotation_is_invalid(
    box: Box, kind: str, by_leader: bytes, judge: Callable[[bytes], PdfVerdict]
) -> None:
    found = judge(office_tool.noted(by_leader, "1", box, kind))
    assert found.verdict is Verdict.INVALID
    assert "thêm" in sentences(found)


@pytest.mark.parametrize(
    "box", [Box(0, 185, 650, 245, 680), Box(0, 0, 0, 595, 840), Box(0, 60, 655, 88, 675)], ids=["on", "all", "beside"]
)
def test_a_sneaky_signature_over_or_beside_a_figure_is_invalid(
    box: Box, by_leader: bytes, seal: SigningKey, judge: Callable[[bytes], PdfVerdict]
) -> None:
    found = judge(office_tool.signed(by_leader, seal, Place("Signature2", box), "999"))
    assert found.verdict is Verdict.INVALID
    assert "ô chữ ký trên trang 1" in sentences(found)


def test_a_changed_look_of_a_signature_is_invalid(by_leader: bytes, judge: Callable[[bytes], PdfVerdict]) -> None:
    def edit(writer: IncrementalPdfFileWriter) -> None:
        note = page_of(writer)["/Annots"][0]
        note["/AP"]["/N"] = writer.add_object(stream(b"0 0 1 rg 0 0 500 500 re f"))
        writer.update_container(note["/AP"])

    assert judge(edited(by_leader, edit)).verdict is Verdict.INVALID


def test_a_removed_signature_of_two_is_noticed(
    by_leader: bytes, certified: bytes, judge: Callable[[bytes], PdfVerdict]
) -> None:
    def edit(writer: IncrementalPdfFileWriter) -> None:
        form = writer.root["/AcroForm"]
        form["/Fields"] = generic.ArrayObject([form["/Fields"].raw_get(0)])
        writer.update_container(form)

    found = judge(edited(certified, edit))
    assert (found.verdict, "bỏ ô" in sentences(found)) == (Verdict.INVALID, True)


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
