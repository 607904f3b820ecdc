"""What NĐ 30/2020/NĐ-CP, Phụ lục I asks of a document, measured on the PDF itself."""

import ctypes
import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace

import pypdfium2 as pdfium
import pytest
from pypdfium2 import raw

from tmdt_desktop.reports.annexes import annex_businesses
from tmdt_desktop.reports.annual import annual_report
from tmdt_desktop.reports.document import Document, Points, Signing
from tmdt_desktop.reports.paper import MM
from tmdt_desktop.reports.pdf import render_pdf
from tmdt_desktop.reports.wording import annex_stamp

PLAIN, BOLD, ITALIC, BOLD_ITALIC = "Tinos", "Tinos-Bold", "Tinos-Italic", "Tinos-BoldItalic"
LETTERS = list("abcdđeghiklmnopqrstuv")


@dataclass(frozen=True)
class Line:
    """Letters on one baseline in one face, in points from the lower left corner."""

    page: int
    text: str
    face: str
    size: float
    left: float
    right: float
    base: float


@dataclass
class Printed:
    """A PDF as its lines and drawn rules (left, bottom, right, top), page by page."""

    lines: list[Line]
    rules: list[list[tuple[float, float, float, float]]]
    sizes: list[tuple[float, float]]

    def line(self, text: str, page: int = 0) -> Line:
        """The first line that begins with `text`."""
        return next(line for line in self.lines if line.page == page and line.text.startswith(text))


def printed(document: Document, folder: Path) -> Printed:
    render_pdf(document, folder / "a.pdf")
    made = Printed([], [], [])
    with pdfium.PdfDocument(folder / "a.pdf") as file:
        for place, page in enumerate(file):
            made.sizes.append(page.get_size())
            made.lines += _lines(page, place)
            paths = page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH])
            made.rules.append([each.get_bounds() for each in paths])
    return made


def _lines(page: pdfium.PdfPage, place: int) -> list[Line]:
    words = page.get_textpage()
    found: list[Line] = []
    for at in range(words.count_chars()):
        letter = chr(raw.FPDFText_GetUnicode(words, at))
        if letter in "\r\n":
            continue
        x, y = ctypes.c_double(), ctypes.c_double()
        raw.FPDFText_GetCharOrigin(words, at, x, y)
        left, _, right, _ = words.get_charbox(at, loose=True)
        face, size = _face(words, at), raw.FPDFText_GetFontSize(words, at)
        last = found[-1] if found else None
        if last and abs(last.base - y.value) < 0.5 and (letter.isspace() or last.face == face) and x.value > last.left:
            found[-1] = replace(last, text=last.text + letter, right=max(last.right, right))
        elif not letter.isspace():
            found.append(Line(place, letter, face, round(size, 1), left, right, y.value))
    return [replace(line, text=line.text.replace("\xa0", " ").rstrip()) for line in found]


def _face(words: pdfium.PdfTextPage, at: int) -> str:
    name, flags = ctypes.create_string_buffer(100), ctypes.c_int()
    raw.FPDFText_GetFontInfo(words, at, name, 100, flags)
    return name.value.decode().partition("+")[2].removesuffix("-Regular") or name.value.decode().removesuffix(
        "-Regular"
    )


@pytest.fixture(scope="module")
def report(samples: SimpleNamespace, tmp_path_factory: pytest.TempPathFactory) -> Printed:
    content = samples.annual(parent_office="Ủy ban nhân dân tỉnh Vĩnh Phúc", number=5, day=date(2024, 12, 9))
    return printed(annual_report(content), tmp_path_factory.mktemp("decree"))


def test_pages_are_a4_and_nothing_stands_in_the_margins_but_the_page_number(
    samples: SimpleNamespace, tmp_path: Path
) -> None:
    long = annual_report(samples.annual(figures=samples.figures * 5))
    for document in (long, annex_businesses(samples.businesses(90))):
        made = printed(document, tmp_path)
        for wide, high in made.sizes:
            assert sorted((round(wide / MM), round(high / MM))) == [210, 297]
        for line in made.lines:
            wide, high = made.sizes[line.page]
            assert line.left >= 30 * MM - 1.5
            assert line.right <= wide - 15 * MM + 1.5, line
            assert line.base >= 20 * MM - 1, line
            assert line.base + 0.6 * line.size <= high - 20 * MM or line.text.isdigit(), line


ELEMENTS = [
    ("TỈNH VĨNH PHÚC", PLAIN, (12, 13)),
    ("HUYỆN LẬP THẠCH", BOLD, (12, 13)),
    ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", BOLD, (12, 13)),
    ("Độc lập - Tự do - Hạnh phúc", BOLD, (13, 14)),
    ("Số: 05/BC-UBND", PLAIN, (13, 13)),
    ("Lập Thạch, ngày 09 tháng 12 năm 2024", ITALIC, (13, 14)),
    ("BÁO CÁO", BOLD, (13, 14)),
    ("Kết quả công tác quản lý", BOLD, (13, 14)),
    ("Kính gửi: Ủy ban nhân dân tỉnh Vĩnh Phúc", PLAIN, (13, 14)),
    ("Căn cứ Quyết định số", ITALIC, (13, 14)),
    ("I. KHÁI QUÁT TÌNH HÌNH", BOLD, (13, 14)),
    ("1. Cơ chế, chính sách và chỉ đạo, điều hành", BOLD, (13, 14)),
    ("Ủy ban nhân dân huyện đã ban hành", PLAIN, (13, 14)),
]


@pytest.mark.parametrize(("text", "face", "sizes"), ELEMENTS)
def test_each_element_has_its_letters(report: Printed, text: str, face: str, sizes: tuple[float, float]) -> None:
    line = next(each for each in report.lines if each.text.startswith(text))
    assert line.face == face
    assert sizes[0] <= line.size <= sizes[1]


def test_the_motto_is_underlined_by_a_rule_of_its_own_length(report: Printed) -> None:
    motto = report.line("Độc lập")
    below = [rule for rule in report.rules[0] if 0 < motto.base - rule[3] < 12 and abs(rule[0] - motto.left) < 3]
    assert len(below) == 1
    assert below[0][2] - below[0][0] == pytest.approx(motto.right - motto.left, abs=3)


@pytest.mark.parametrize("text", ["HUYỆN LẬP THẠCH", "thương mại điện tử năm 2024"])
def test_the_rule_under_agency_and_title_is_a_third_to_a_half_of_the_line(report: Printed, text: str) -> None:
    line = report.line(text)
    middle = (line.left + line.right) / 2
    rules = [r for r in report.rules[0] if 0 < line.base - r[3] < 12 and abs((r[0] + r[2]) / 2 - middle) < 2]
    assert len(rules) == 1
    assert 1 / 3 <= (rules[0][2] - rules[0][0]) / (line.right - line.left) <= 1 / 2


def test_agency_and_nation_stand_side_by_side(report: Printed) -> None:
    agency, nation = report.line("ỦY BAN NHÂN DÂN"), report.line("CỘNG HÒA")
    assert agency.base == pytest.approx(nation.base, abs=0.5)
    assert agency.right < nation.left
    assert report.line("Số:").base == pytest.approx(report.line("Lập Thạch, ngày").base, abs=0.5)


def test_the_page_number_is_centred_in_the_top_margin_and_not_on_page_one(
    samples: SimpleNamespace, tmp_path: Path
) -> None:
    document = annual_report(samples.annual(figures=samples.figures * 5))
    layout = render_pdf(document, tmp_path / "a.pdf")
    made = printed(document, tmp_path)
    firsts = [1, *layout.annex_pages]
    for page in range(1, layout.pages + 1):
        wide, high = made.sizes[page - 1]
        above = [line for line in made.lines if line.page == page - 1 and line.base > high - 20 * MM]
        if page in firsts:
            assert above == []
            continue
        (number,) = above
        assert number.text == str(page - max(first for first in firsts if first < page) + 1)
        assert (number.face, number.size) == (PLAIN, 14)
        assert (number.left + number.right) / 2 == pytest.approx((30 * MM + wide - 15 * MM) / 2, abs=1)


def test_body_paragraphs_are_justified_indented_and_six_points_apart(report: Printed) -> None:
    lines = [line for line in report.lines if line.page == 0 and line.size == 14 and line.face == PLAIN]
    start = next(place for place, line in enumerate(lines) if line.text.startswith("Ủy ban nhân dân huyện đã"))
    first, second, third = lines[start : start + 3]
    assert first.left == pytest.approx(30 * MM + 12.7 * MM, abs=1)
    assert second.left == pytest.approx(30 * MM, abs=1)
    assert first.right == pytest.approx(second.right, abs=1.5)
    assert second.right == pytest.approx(195 * MM, abs=1.5)
    step = second.base - third.base
    assert 14 <= step <= 14 * 1.5
    last = next(line for line in lines if line.text.startswith("thực hiện 172,5"))
    heading = report.line("II. KẾT QUẢ")
    assert last.base - heading.base >= step + 6


@pytest.mark.parametrize(("number", "shown"), [(5, "Số: 05/BC-UBND"), (12, "Số: 12/BC-UBND"), (125, "Số: 125/BC-UBND")])
def test_numbers_below_ten_take_a_zero(samples: SimpleNamespace, tmp_path: Path, number: int, shown: str) -> None:
    assert printed(annual_report(samples.short(number=number)), tmp_path).line("Số:").text == shown


def test_number_and_day_may_stay_blank(samples: SimpleNamespace, tmp_path: Path) -> None:
    made = printed(annual_report(samples.short()), tmp_path)
    said = " ".join(line.text for line in made.lines if line.page == 0)
    assert re.search(r"Số: */BC-UBND", said)
    assert re.search(r"Lập Thạch, ngày +tháng 12 năm 2024", said)
    symbol = next(line for line in made.lines if "/BC-UBND" in line.text)
    assert symbol.right - made.line("Số:").left > 60  # room for a number written by hand


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2024, 12, 9), "ngày 09 tháng 12 năm 2024"),
        (date(2025, 3, 15), "ngày 15 tháng 3 năm 2025"),
        (date(2025, 2, 1), "ngày 01 tháng 02 năm 2025"),
    ],
)
def test_days_below_ten_and_the_first_two_months_take_a_zero(
    samples: SimpleNamespace, tmp_path: Path, day: date, words: str
) -> None:
    assert printed(annual_report(samples.short(day=day)), tmp_path).line("Lập Thạch,").text == f"Lập Thạch, {words}"


def test_one_recipient_stands_on_the_same_line(report: Printed) -> None:
    line = report.line("Kính gửi")
    assert line.text == "Kính gửi: Ủy ban nhân dân tỉnh Vĩnh Phúc (qua Sở Công thương)"
    assert (line.left + line.right) / 2 == pytest.approx((30 + 195) / 2 * MM, abs=1.5)


def test_several_recipients_stand_below_one_another(samples: SimpleNamespace, tmp_path: Path) -> None:
    made = printed(annual_report(samples.short(to=("Sở Công thương", "Sở Tài chính"))), tmp_path)
    lead, first, last = made.line("Kính gửi:"), made.line("- Sở Công thương"), made.line("- Sở Tài chính")
    assert (lead.text, first.text, last.text) == ("Kính gửi:", "- Sở Công thương;", "- Sở Tài chính.")
    assert lead.base > first.base > last.base
    assert first.left == pytest.approx(last.left, abs=0.5)


def test_grounds_end_by_semicolons_and_the_last_by_a_full_stop(report: Printed) -> None:
    grounds = [line for line in report.lines if line.page == 0 and line.face == ITALIC and line.size == 14]
    said = " ".join(line.text for line in grounds)
    assert re.findall(r"[;.](?= Căn cứ|$)", said) == [";", "."]
    assert all(line.left == pytest.approx(42.7 * MM, abs=1) for line in grounds if line.text.startswith("Căn cứ"))


def test_the_body_ends_once_by_a_stroke_between_two_stops(report: Printed) -> None:
    ends = [line for line in report.lines if "./." in line.text]
    assert len(ends) == 1
    assert ends[0].text.endswith("./.")
    titles = next(line for line in report.lines if line.text == "TM. ỦY BAN NHÂN DÂN")
    assert ends[0].page == titles.page
    between = [line for line in report.lines if line.page == titles.page and ends[0].base > line.base > titles.base + 1]
    assert between == []


SIGNED = [
    ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"),
    ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
    ("TL. CHỦ TỊCH", "TRƯỞNG PHÒNG KINH TẾ VÀ HẠ TẦNG"),
    ("TUQ. CHỦ TỊCH", "CHÁNH VĂN PHÒNG"),
    ("Q. GIÁM ĐỐC",),
    ("KT. TRƯỞNG PHÒNG", "PHÓ TRƯỞNG PHÒNG"),
]


@pytest.mark.parametrize("titles", SIGNED, ids=lambda titles: titles[0].split(".")[0])
def test_titles_and_name_are_bold_and_share_one_axis(
    samples: SimpleNamespace, tmp_path: Path, titles: tuple[str, ...]
) -> None:
    made = printed(annual_report(samples.short(signing=Signing(titles, "Nguyễn Văn Mẫu"))), tmp_path)
    (name,) = [line for line in made.lines if line.text == "Nguyễn Văn Mẫu"]
    axis = (name.left + name.right) / 2
    block = [
        line
        for line in made.lines
        if line.page == name.page and line.base >= name.base and abs((line.left + line.right) / 2 - axis) < 1
    ]
    block = [line for line in block if line.face == BOLD and line.left > 105 * MM]
    assert " ".join(line.text for line in block) == " ".join([*titles, "Nguyễn Văn Mẫu"])
    assert {line.size for line in block} == {14}
    assert block[-2].base - name.base > 36 * MM  # a seal of 36 mm goes between title and name


def test_the_list_of_copies_stands_left_of_the_signature(report: Printed) -> None:
    lead = next(line for line in report.lines if line.text == "Nơi nhận:")
    assert (lead.face, lead.size) == (BOLD_ITALIC, 12)
    assert lead.left == pytest.approx(30 * MM, abs=1)
    copies = [line for line in report.lines if line.page == lead.page and line.size == 11 and line.base < lead.base]
    assert all(line.face == PLAIN for line in copies)
    assert [line.text for line in copies][:1] == ["- Như trên;"]
    assert [line.text for line in copies][-1:] == ["- Lưu: VT, KTHT."]
    titles = next(line for line in report.lines if line.text == "TM. ỦY BAN NHÂN DÂN")
    assert titles.base == pytest.approx(lead.base, abs=1)


def test_points_follow_the_letters_of_the_decree(samples: SimpleNamespace, tmp_path: Path) -> None:
    body = (Points(tuple(f"điểm thứ {place}" for place in range(len(LETTERS)))),)
    made = printed(replace(annual_report(samples.short()), body=body, annexes=()), tmp_path)
    points = [line for line in made.lines if "điểm thứ" in line.text]
    assert [line.text.split(")")[0] for line in points] == LETTERS
    assert {(line.face, line.size) for line in points} == {(PLAIN, 14)}
    assert {round(line.left / MM, 1) for line in points} <= {42.7, 42.8, 42.9}


def test_annexes_bear_roman_numbers_titles_and_an_unfilled_reference(report: Printed) -> None:
    heads = [line for line in report.lines if re.fullmatch(r"Phụ lục [IVX]+", line.text)]
    assert [head.text.split()[-1] for head in heads] == ["II", "III", "IV", "V", "VI"]
    for head in heads:
        wide = report.sizes[head.page][0]
        assert (head.face, head.size) == (BOLD, 14)
        assert (head.left + head.right) / 2 == pytest.approx((30 * MM + wide - 15 * MM) / 2, abs=1.5)
        on_page = [line for line in report.lines if line.page == head.page]
        title = on_page[on_page.index(head) + 1]
        assert (title.face, title.text) == (BOLD, title.text.upper())
        assert 13 <= title.size <= 14
        reference = next(line for line in on_page if line.text.startswith("(Kèm theo Báo cáo số"))
        assert (reference.face, reference.size) == (ITALIC, 13)
        said = " ".join(line.text for line in on_page if line.face == ITALIC and line.size == 13)
        assert re.search(r"số\s+/BC-UBND ngày\s+tháng\s+năm 2024", said), said


def test_a_single_annex_in_its_own_file_stands_across(samples: SimpleNamespace, tmp_path: Path) -> None:
    made = printed(annex_businesses(samples.businesses(3)), tmp_path)
    assert made.sizes[0][0] > made.sizes[0][1]
    assert made.lines[0].text == "Phụ lục I"


def test_the_stamp_of_an_annex_is_as_the_decree_has_it() -> None:
    moment = datetime(2024, 12, 20, 2, 30, 15, tzinfo=UTC)
    assert annex_stamp(125, "BC-UBND", moment) == "Số: 125/BC-UBND; 20/12/2024; 09:30:15 +07:00"
