import re
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pypdfium2 as pdfium
import pytest

from tmdt_desktop.errors import Cancelled
from tmdt_desktop.reports import annex_businesses, annual_report, check_slip, paper, receipt_slip, return_slip
from tmdt_desktop.reports.document import Document, Head, Heading, Paragraph, Signing, Table
from tmdt_desktop.reports.pdf import render_pdf
from tmdt_desktop.reports.pdf_archive import srgb_profile


def pages(path: Path) -> list[str]:
    """Text of each page, lines joined."""
    with pdfium.PdfDocument(path) as file:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in file]


@pytest.fixture(params=["annual", "annex", "receipt", "return", "check"])
def document(request: pytest.FixtureRequest, samples: SimpleNamespace) -> Document:
    made = {
        "annual": lambda: annual_report(samples.annual()),
        "annex": lambda: annex_businesses(samples.businesses(40)),
        "receipt": lambda: receipt_slip(samples.receipt()),
        "return": lambda: return_slip(samples.returned()),
        "check": lambda: check_slip(samples.checked()),
    }
    return made[request.param]()


def test_equal_documents_give_equal_bytes(document: Document, tmp_path: Path) -> None:
    render_pdf(document, tmp_path / "a.pdf")
    render_pdf(document, tmp_path / "b.pdf")
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


def test_another_word_gives_another_identifier(samples: SimpleNamespace, tmp_path: Path) -> None:
    ids = []
    for closing in ("Một", "Hai"):
        render_pdf(annual_report(samples.annual(closing=closing)), tmp_path / "a.pdf")
        ids.append(re.findall(rb"/ID\s*\[(.*?)\]", (tmp_path / "a.pdf").read_bytes(), re.DOTALL))
    assert ids[0] != ids[1]


def test_qpdf_finds_no_fault(document: Document, tmp_path: Path, tool: Callable[[str], str]) -> None:
    render_pdf(document, tmp_path / "a.pdf")
    found = subprocess.run([tool("qpdf"), "--check", tmp_path / "a.pdf"], capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout + found.stderr


def test_the_file_says_of_itself_that_it_is_fit_to_be_kept(document: Document, tmp_path: Path) -> None:
    render_pdf(document, tmp_path / "a.pdf")
    made = (tmp_path / "a.pdf").read_bytes()
    assert b"<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>" in made
    assert b"GTS_PDFA1" in made
    assert b"/Lang (vi-VN)" in made
    assert b"Helvetica" not in made
    assert made.count(b"/Type /Font ") + made.count(b"/Type /Font\n") == made.count(b"/FontFile2")
    assert made.count(b"endstream") == made.count(b"\nendstream")


def test_the_colour_profile_is_the_same_each_time() -> None:
    assert srgb_profile() == srgb_profile()
    assert srgb_profile()[16:20] == b"RGB "


def test_page_numbers_start_on_the_second_page_and_anew_in_each_annex(samples: SimpleNamespace, tmp_path: Path) -> None:
    layout = render_pdf(annual_report(samples.annual(figures=samples.figures * 6)), tmp_path / "a.pdf")
    texts = pages(tmp_path / "a.pdf")
    first, *_, figures, _ = layout.annex_pages
    assert texts[0].startswith("ỦY BAN NHÂN DÂN")
    assert [text.split()[0] for text in texts[1 : first - 1]] == [str(number) for number in range(2, first)]
    assert texts[first - 1].startswith("Phụ lục II ")
    assert texts[figures - 1].startswith("Phụ lục V ")
    assert texts[figures].startswith("2 ")


def test_long_tables_repeat_their_header_and_lose_no_row(samples: SimpleNamespace, tmp_path: Path) -> None:
    render_pdf(annex_businesses(samples.businesses(60)), tmp_path / "a.pdf")
    texts = pages(tmp_path / "a.pdf")
    assert all("Mã số thuế" in text for text in texts)
    assert [code for text in texts for code in re.findall(r"\b0\d{9}\b", text)] == [f"{n:010d}" for n in range(1, 61)]
    with pdfium.PdfDocument(tmp_path / "a.pdf") as file:
        assert all(page.get_width() > page.get_height() for page in file)


def _heading_pages(count: int) -> Document:
    blocks = [
        Paragraph("Dòng chữ. " * 12),
        *[Paragraph("Một dòng.")] * count,
        Heading(1, "I", "Tiêu đề mục"),
        Paragraph("Nội dung. " * 40),
    ]
    return Document("Thử", Head("Sở", "Nơi", 2024, symbol="BC"), "BÁO CÁO", body=tuple(blocks), closing="Hết")


@pytest.mark.parametrize("count", range(14, 24))
def test_a_heading_never_ends_a_page(count: int, tmp_path: Path) -> None:
    render_pdf(_heading_pages(count), tmp_path / "a.pdf")
    assert not any(text.endswith("TIÊU ĐỀ MỤC") for text in pages(tmp_path / "a.pdf"))


@pytest.mark.parametrize("count", range(8, 26))
def test_the_signing_block_never_stands_alone(count: int, tmp_path: Path) -> None:
    body = tuple(Paragraph("Một dòng.") for _ in range(count))
    signing = Signing(("CHỦ TỊCH",), "Nguyễn Văn Mẫu")
    closing = "Trên đây là báo cáo, trân trọng báo cáo cấp trên xem xét. " * 3
    whole = Document(
        "Thử", Head("Sở", "Nơi", 2024, symbol="BC"), "BÁO CÁO", body=body, closing=closing, signing=signing
    )
    layout = render_pdf(whole, tmp_path / "a.pdf")
    text = pages(tmp_path / "a.pdf")[layout.signing_page - 1]
    assert text.endswith("CHỦ TỊCH Nguyễn Văn Mẫu")
    assert "xem xét./." in text
    assert len(text.split("CHỦ TỊCH")[0].split()) > 12


def test_a_group_name_never_ends_a_page(samples: SimpleNamespace, tmp_path: Path) -> None:
    for repeat in range(2, 7):
        figures = tuple(replace(line, code=f"{line.code}.{n}") for n in range(repeat) for line in samples.figures)
        render_pdf(annual_report(samples.annual(figures=figures)), tmp_path / "a.pdf")
        assert not any(re.search(r"\(khoản \d Điều \d+\)$", text) for text in pages(tmp_path / "a.pdf"))


def test_a_cell_longer_than_a_page_is_parted_and_kept_whole(samples: SimpleNamespace, tmp_path: Path) -> None:
    words = [f"chữ{n}" for n in range(1500)]
    content = samples.businesses(2)
    lines = (replace(content.lines[0], address=" ".join(words)), content.lines[1])
    render_pdf(annex_businesses(replace(content, lines=lines)), tmp_path / "a.pdf")
    assert set(words) <= set(" ".join(pages(tmp_path / "a.pdf")).split())


def test_the_layout_tells_where_signature_and_seal_go(samples: SimpleNamespace, tmp_path: Path) -> None:
    layout = render_pdf(annual_report(samples.annual()), tmp_path / "a.pdf")
    left, bottom, right, top = layout.signature_box()
    assert layout.name_top_y < bottom < top < layout.title_bottom_y
    seal = layout.seal_box()
    assert seal[2] == pytest.approx(left + (right - left) / 3)
    assert (seal[1] + seal[3]) / 2 == pytest.approx((bottom + top) / 2)
    assert layout.name_top_y < seal[1] < seal[3] < layout.title_bottom_y
    assert seal[0] > paper.LEFT


def test_the_seal_covers_a_third_of_the_signature() -> None:
    layout = paper.Layout(1, paper.SHORT, paper.LONG)
    assert layout.seal_box(60, (100.0, 0.0, 190.0, 50.0)) == (70.0, -5.0, 130.0, 55.0)


def test_the_layout_agrees_with_what_stands_on_the_page(samples: SimpleNamespace, tmp_path: Path) -> None:
    layout = render_pdf(annual_report(samples.annual()), tmp_path / "a.pdf")
    with pdfium.PdfDocument(tmp_path / "a.pdf") as file:
        words = file[layout.signing_page - 1].get_textpage()
        assert words.get_text_bounded(*layout.signature_box()).strip() == ""
        below = words.get_text_bounded(layout.title_centre_x - 80, layout.name_top_y - 16, 580, layout.name_top_y)
        assert below.strip() == "Nguyễn Văn Mẫu"
        first = file[0].get_textpage()
        for box in (layout.number_box, layout.day_box):
            assert box is not None
            assert first.get_text_bounded(*box).strip() == ""
        assert layout.number_box is not None
        assert "Số:" in first.get_text_bounded(layout.number_box[0] - 25, *layout.number_box[1:])


def test_a_numbered_and_dated_report_leaves_no_blanks(samples: SimpleNamespace, tmp_path: Path) -> None:
    content = samples.annual(number=5, day=samples.receipt().issuer.day)
    layout = render_pdf(annual_report(content), tmp_path / "a.pdf")
    assert layout.number_box is None
    assert layout.day_box is None
    assert "Số: 05/BC-UBND" in pages(tmp_path / "a.pdf")[0]
    assert "Lập Thạch, ngày 18 tháng 12 năm 2024" in pages(tmp_path / "a.pdf")[0]


class _Impatient:
    def step(self, done: int, total: int, what: str = "") -> None:
        assert 0 < done <= total
        raise Cancelled


class _Watching:
    """Notes every step and stops at the `stop`th."""

    def __init__(self, stop: int = 0) -> None:
        self.told: list[tuple[int, int]] = []
        self._stop = stop

    def step(self, done: int, total: int, what: str = "") -> None:
        assert what
        self.told.append((done, total))
        if len(self.told) == self._stop:
            raise Cancelled


def test_progress_goes_on_from_measuring_to_drawing_and_can_be_stopped_in_both(
    samples: SimpleNamespace, tmp_path: Path
) -> None:
    document, watching = annex_businesses(samples.businesses(250)), _Watching()
    render_pdf(document, tmp_path / "a.pdf", watching)
    assert watching.told == [(done, 500) for done in (100, 200, 300, 400, 500)]
    for stop in (2, 4):
        with pytest.raises(Cancelled):
            render_pdf(document, tmp_path / "b.pdf", _Watching(stop))
    assert [path.name for path in tmp_path.iterdir()] == ["a.pdf"]


def test_stopping_leaves_no_file(samples: SimpleNamespace, tmp_path: Path) -> None:
    with pytest.raises(Cancelled):
        render_pdf(annex_businesses(samples.businesses(250)), tmp_path / "a.pdf", _Impatient())
    assert list(tmp_path.iterdir()) == []


def test_an_empty_table_prints_its_header(samples: SimpleNamespace, tmp_path: Path) -> None:
    render_pdf(annex_businesses(samples.businesses(0)), tmp_path / "a.pdf")
    assert "Mã số thuế" in pages(tmp_path / "a.pdf")[0]


def test_several_recipients_stand_in_a_list(samples: SimpleNamespace, tmp_path: Path) -> None:
    render_pdf(annual_report(samples.annual(to=("Sở Công thương", "Sở Tài chính"))), tmp_path / "a.pdf")
    assert "Kính gửi: - Sở Công thương; - Sở Tài chính." in pages(tmp_path / "a.pdf")[0]


def test_markup_in_a_text_is_printed_as_typed(samples: SimpleNamespace, tmp_path: Path) -> None:
    render_pdf(annual_report(samples.annual(closing="Tăng < 5 & > 2 <b>đậm</b>")), tmp_path / "a.pdf")
    assert "Tăng < 5 & > 2 <b>đậm</b>./." in " ".join(pages(tmp_path / "a.pdf"))


def test_tables_know_their_columns(document: Document) -> None:
    blocks = [*document.body, *(block for annex in document.annexes for block in annex.body)]
    for table in (block for block in blocks if isinstance(block, Table)):
        assert all(len(row) == len(table.columns) for row in table.rows if isinstance(row, tuple))
        assert len(table.column_numbers) in (0, len(table.columns))
