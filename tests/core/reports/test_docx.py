import zipfile
from pathlib import Path
from types import SimpleNamespace

import docx
from docx.enum.section import WD_ORIENT
from docx.shared import Mm

from tmdt_desktop.reports import annex_businesses, annual_report
from tmdt_desktop.reports.docx import render_docx


def test_the_word_file_uses_real_styles_and_the_decrees_page(samples: SimpleNamespace, tmp_path: Path) -> None:
    render_docx(annual_report(samples.annual()), tmp_path / "a.docx")
    made = docx.Document(str(tmp_path / "a.docx"))
    headings = [p.text for p in made.paragraphs if p.style is not None and p.style.name == "Heading 1"]
    assert headings[:2] == ["I. KHÁI QUÁT TÌNH HÌNH", "II. KẾT QUẢ THỰC HIỆN"]
    assert made.styles["Normal"].font.name == "Times New Roman"
    for section in made.sections:
        sides = (section.page_width, section.page_height, section.left_margin, section.right_margin, section.top_margin)
        wide = section.orientation == WD_ORIENT.LANDSCAPE
        assert [round(side / Mm(1)) for side in sides if side] == [*((297, 210) if wide else (210, 297)), 30, 15, 20]
        assert section.different_first_page_header_footer
        assert "PAGE" in section.header._element.xml
        assert 'w:pgNumType w:start="1"' in section._sectPr.xml


def test_annex_i_is_landscape_and_repeats_its_header(samples: SimpleNamespace, tmp_path: Path) -> None:
    render_docx(annex_businesses(samples.businesses(5)), tmp_path / "a.docx")
    made = docx.Document(str(tmp_path / "a.docx"))
    assert made.sections[0].orientation == WD_ORIENT.LANDSCAPE
    assert len(made.sections) == 1
    assert made.tables[0]._tbl.xml.count("<w:tblHeader/>") == 2
    assert made.tables[0]._tbl.xml.count("<w:cantSplit/>") == 7


def test_elements_stand_in_the_order_that_word_insists_on(samples: SimpleNamespace, tmp_path: Path) -> None:
    render_docx(annual_report(samples.annual()), tmp_path / "a.docx")
    with zipfile.ZipFile(tmp_path / "a.docx") as parts:
        body = parts.read("word/document.xml").decode()
    section = body[body.rindex("<w:sectPr") :]
    places = [
        section.index(f"<w:{tag}") for tag in ("headerReference", "pgSz", "pgMar", "pgNumType", "cols", "titlePg")
    ]
    assert places == sorted(places)
    ruled = body[body.index("<w:pBdr") :]
    assert ruled.index("<w:pBdr") < ruled.index("<w:spacing") < ruled.index("<w:ind")


def test_the_chart_has_its_values_in_words(samples: SimpleNamespace, tmp_path: Path) -> None:
    render_docx(annual_report(samples.annual()), tmp_path / "a.docx")
    with zipfile.ZipFile(tmp_path / "a.docx") as parts:
        assert "Đối tượng có website bán hàng: Năm 2023 38; Năm 2024 46" in parts.read("word/document.xml").decode()
