"""What has been done to signed PDFs elsewhere, done to ours: each attack ends in its verdict and its sentence.

Names of attacks: Mladenov and others (CCS 2019: universal forgery, incremental saving, wrapping), Mainka and others
(NDSS 2021: shadow attacks), Rohlmann and others (S&P 2021: evil annotations, sneaky signatures).
"""

from collections.abc import Callable
from dataclasses import replace

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from tests.data import office_tool
from tests.data.office_tool import Place, line_on, over
from tmdt_desktop.signing.keys import SigningKey
from tmdt_desktop.signing.pdf import Box
from tmdt_desktop.signing.pdf_check import PdfVerdict, check_pdf, order_findings, roles_of
from tmdt_desktop.signing.trust import Role, TrustPack
from tmdt_desktop.signing.verdicts import Verdict

from .attacks import (
    BY_TOOL,
    SEAL_BY_TOOL,
    codes,
    edited,
    judged,
    page_of,
    program_signed,
    report_page,
    sentences,
    stream,
)


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


def test_a_seal_before_the_leaders_signature_is_told(
    plain: bytes, leader: SigningKey, seal: SigningKey, trust: TrustPack
) -> None:
    first = office_tool.signed(plain, seal, SEAL_BY_TOOL)
    found = check_pdf(office_tool.signed(first, leader, BY_TOOL), trust)
    told = [*order_findings(found, roles_of(found, trust))]
    assert [(each.code, each.weight) for each in told] == [("seal_first", Verdict.INVALID)]
    right = check_pdf(office_tool.signed(office_tool.signed(plain, leader, BY_TOOL), seal, SEAL_BY_TOOL), trust)
    assert not [*order_findings(right, roles_of(right, trust))]


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
