"""What NĐ 30/2020/NĐ-CP, Phụ lục I asks of a document, read from the Word file: letters in force, page, sections."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from tmdt_desktop.reports.annual import annual_report
from tmdt_desktop.reports.document import Document, Points, Signing
from tmdt_desktop.reports.docx import render_docx

CENTRE, JUSTIFY = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY
LETTERS = list("abcdđeghiklmnopqrstuv")


@dataclass(frozen=True)
class Line:
    """A paragraph with the letters in force: size in points, weights, alignment."""

    text: str
    size: float
    bold: bool
    italic: bool
    face: str
    align: Any
    paragraph: Paragraph


def written(document: Document, folder: Path) -> tuple[Any, list[Line]]:
    render_docx(document, folder / "a.docx")
    made = docx.Document(str(folder / "a.docx"))
    return made, [_line(paragraph) for paragraph in _paragraphs(made)]


def _paragraphs(made: Any) -> Iterator[Paragraph]:
    """All paragraphs in the order of the page, those in tables too."""
    for part in made.element.body.iter(qn("w:p")):
        yield Paragraph(part, made)


def _line(paragraph: Paragraph) -> Line:
    styles: list[Any] = []
    style: Any = paragraph.style
    while style is not None:
        styles.append(style)
        style = style.base_style
    runs = [run for run in paragraph.runs if run.text.strip()]
    fonts = [*(run.font for run in runs[:1]), *(each.font for each in styles)]
    shapes = [paragraph.paragraph_format, *(each.paragraph_format for each in styles)]

    def first(values: Iterator[Any]) -> Any:
        return next((value for value in values if value is not None), None)

    size = first(font.size for font in fonts)
    return Line(
        paragraph.text.replace("\xa0", " "),
        size.pt if size else 0.0,
        bool(first(font.bold for font in fonts)),
        bool(first(font.italic for font in fonts)),
        str(first(font.name for font in fonts)),
        first(shape.alignment for shape in shapes),
        paragraph,
    )


def in_force(line: Line, name: str) -> Any:
    """A property of the paragraph, from itself or its style."""
    style: Any = line.paragraph.style
    found = getattr(line.paragraph.paragraph_format, name)
    while found is None and style is not None:
        found, style = getattr(style.paragraph_format, name), style.base_style
    return found


@pytest.fixture(scope="module")
def report(samples: SimpleNamespace, tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, list[Line]]:
    content = samples.annual(parent_office="Ủy ban nhân dân tỉnh Vĩnh Phúc", number=5, day=date(2024, 12, 9))
    return written(annual_report(content), tmp_path_factory.mktemp("decree"))


ELEMENTS = [
    ("ỦY BAN NHÂN DÂN TỈNH VĨNH PHÚC", False, False, (12, 13), CENTRE),
    ("HUYỆN LẬP THẠCH", True, False, (12, 13), CENTRE),
    ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", True, False, (12, 13), CENTRE),
    ("Độc lập - Tự do - Hạnh phúc", True, False, (13, 14), CENTRE),
    ("Số: 05/BC-UBND", False, False, (13, 13), CENTRE),
    ("Lập Thạch, ngày 09 tháng 12 năm 2024", False, True, (13, 14), CENTRE),
    ("BÁO CÁO", True, False, (13, 14), CENTRE),
    ("Kết quả công tác quản lý", True, False, (13, 14), CENTRE),
    ("Kính gửi: Ủy ban nhân dân tỉnh Vĩnh Phúc (qua Sở Công thương)", False, False, (13, 14), CENTRE),
    ("Căn cứ Quyết định số", False, True, (13, 14), JUSTIFY),
    ("I. KHÁI QUÁT TÌNH HÌNH", True, False, (13, 14), WD_ALIGN_PARAGRAPH.LEFT),
    ("1. Cơ chế, chính sách và chỉ đạo, điều hành", True, False, (13, 14), WD_ALIGN_PARAGRAPH.LEFT),
    ("Ủy ban nhân dân huyện đã ban hành", False, False, (13, 14), JUSTIFY),
    ("TM. ỦY BAN NHÂN DÂN", True, False, (13, 14), CENTRE),
    ("PHÓ CHỦ TỊCH", True, False, (13, 14), CENTRE),
    ("Nguyễn Văn Mẫu", True, False, (13, 14), CENTRE),
    ("Nơi nhận:", True, True, (12, 12), WD_ALIGN_PARAGRAPH.LEFT),
    ("- Như trên;", False, False, (11, 11), WD_ALIGN_PARAGRAPH.LEFT),
    ("- Lưu: VT, KTHT.", False, False, (11, 11), WD_ALIGN_PARAGRAPH.LEFT),
    ("Phụ lục II", True, False, (14, 14), CENTRE),
    ("DANH SÁCH LỚP TẬP HUẤN", True, False, (13, 14), CENTRE),
    ("(Kèm theo Báo cáo số", False, True, (13, 14), CENTRE),
]


@pytest.mark.parametrize(("text", "bold", "italic", "sizes", "align"), ELEMENTS, ids=lambda value: str(value)[:12])
def test_each_element_has_its_letters(
    report: tuple[Any, list[Line]], text: str, bold: bool, italic: bool, sizes: tuple[int, int], align: Any
) -> None:
    line = next(each for each in report[1] if each.text.startswith(text))
    assert (line.bold, line.italic, line.align, line.face) == (bold, italic, align, "Times New Roman")
    assert sizes[0] <= line.size <= sizes[1]


def test_every_part_is_a4_with_the_margins_of_the_decree(report: tuple[Any, list[Line]]) -> None:
    assert len(report[0].sections) == 6
    for section in report[0].sections:
        across = section.orientation == WD_ORIENT.LANDSCAPE
        assert round(section.page_width.mm) == (297 if across else 210)
        assert round(section.page_height.mm) == (210 if across else 297)
        for margin, (least, most) in {"top": (20, 25), "bottom": (20, 25), "left": (30, 35), "right": (15, 20)}.items():
            assert least <= round(getattr(section, f"{margin}_margin").mm) <= most


def test_page_numbers_stand_in_the_top_margin_from_page_two_and_anew_in_each_part(
    report: tuple[Any, list[Line]],
) -> None:
    for section in report[0].sections:
        assert section.different_first_page_header_footer
        assert "PAGE" not in section.first_page_header._element.xml
        (paragraph,) = section.header.paragraphs
        assert paragraph.alignment is CENTRE
        assert "PAGE" in paragraph._p.xml
        assert {run.font.size.pt for run in paragraph.runs} == {14}
        assert section.header_distance < section.top_margin
        assert section._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"
        assert not section.footer.paragraphs[0].text


def test_body_paragraphs_are_indented_and_six_points_apart(report: tuple[Any, list[Line]]) -> None:
    line = next(each for each in report[1] if each.text.startswith("Ủy ban nhân dân huyện đã"))
    assert in_force(line, "first_line_indent").mm == pytest.approx(12.7, abs=0.1)
    assert in_force(line, "space_after").pt >= 6
    assert line.size <= in_force(line, "line_spacing").pt <= 1.5 * line.size


def test_rules_are_drawn_and_no_text_is_underlined(report: tuple[Any, list[Line]]) -> None:
    assert "<w:u " not in report[0].element.xml
    assert len(list(report[0].element.body.iter(qn("w:pBdr")))) == 3 + 5  # agency, motto, title; five annexes


@pytest.mark.parametrize(
    ("number", "shown"),
    [(5, "Số: 05/BC-UBND"), (12, "Số: 12/BC-UBND"), (125, "Số: 125/BC-UBND"), (None, "Số: +/BC-UBND")],
)
def test_the_number_takes_a_zero_below_ten_or_stays_blank(
    samples: SimpleNamespace, tmp_path: Path, number: int | None, shown: str
) -> None:
    _, lines = written(annual_report(samples.short(number=number)), tmp_path)
    assert any(re.fullmatch(shown, line.text) for line in lines)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2024, 12, 9), "ngày 09 tháng 12 năm 2024"),
        (date(2025, 3, 15), "ngày 15 tháng 3 năm 2025"),
        (date(2025, 2, 1), "ngày 01 tháng 02 năm 2025"),
        (None, "ngày +tháng 12 năm 2024"),
    ],
)
def test_the_day_takes_zeros_as_the_decree_has_them_or_stays_blank(
    samples: SimpleNamespace, tmp_path: Path, day: date | None, words: str
) -> None:
    _, lines = written(annual_report(samples.short(day=day)), tmp_path)
    assert any(re.fullmatch(f"Lập Thạch, {words}", line.text) for line in lines)


def test_several_recipients_stand_below_one_another(samples: SimpleNamespace, tmp_path: Path) -> None:
    _, lines = written(annual_report(samples.short(to=("Sở Công thương", "Sở Tài chính"))), tmp_path)
    texts = [line.text for line in lines]
    place = texts.index("Kính gửi:")
    assert texts[place + 1 : place + 3] == ["- Sở Công thương;", "- Sở Tài chính."]


def test_grounds_end_by_semicolons_and_the_last_by_a_full_stop(report: tuple[Any, list[Line]]) -> None:
    assert [line.text[-1] for line in report[1] if line.text.startswith("Căn cứ")] == [";", "."]


def test_the_body_ends_once_by_a_stroke_between_two_stops(report: tuple[Any, list[Line]]) -> None:
    texts = [line.text for line in report[1]]
    assert [text[-3:] for text in texts if "./." in text] == ["./."]
    assert texts.index("Nơi nhận:") == next(place for place, text in enumerate(texts) if text.endswith("./.")) + 1


@pytest.mark.parametrize(
    "titles",
    [
        ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"),
        ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
        ("TL. CHỦ TỊCH", "TRƯỞNG PHÒNG"),
        ("TUQ. CHỦ TỊCH", "CHÁNH VĂN PHÒNG"),
        ("Q. GIÁM ĐỐC",),
    ],
    ids=lambda titles: titles[0].split(".")[0],
)
def test_titles_stand_line_by_line_above_the_name(
    samples: SimpleNamespace, tmp_path: Path, titles: tuple[str, ...]
) -> None:
    _, lines = written(annual_report(samples.short(signing=Signing(titles, "Nguyễn Văn Mẫu"))), tmp_path)
    texts = [line.text for line in lines]
    name = texts.index("Nguyễn Văn Mẫu")
    assert texts[name - len(titles) - 1 : name + 1] == [*titles, "", "Nguyễn Văn Mẫu"]


def test_points_follow_the_letters_of_the_decree(samples: SimpleNamespace, tmp_path: Path) -> None:
    body = (Points(tuple(f"điểm thứ {place}" for place in range(len(LETTERS)))),)
    _, lines = written(replace(annual_report(samples.short()), body=body, annexes=()), tmp_path)
    assert [line.text.split(")")[0] for line in lines if "điểm thứ" in line.text] == LETTERS


def test_annexes_bear_roman_numbers_and_an_unfilled_reference(report: tuple[Any, list[Line]]) -> None:
    texts = [line.text for line in report[1]]
    places = [place for place, text in enumerate(texts) if re.fullmatch(r"Phụ lục [IVX]+", text)]
    assert [texts[place].split()[-1] for place in places] == ["II", "III", "IV", "V", "VI"]
    for place in places:
        assert texts[place + 1].isupper()
        assert re.match(r"\(Kèm theo Báo cáo số +/BC-UBND ngày +tháng +năm 2024", texts[place + 2])
