"""Charts: every value stands beside its mark, marks are as long as their values, nothing leaves the paper."""

from pathlib import Path

import docx
import pypdfium2 as pdfium
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tmdt_desktop.reports.chart_drawing import chart_words, drawn
from tmdt_desktop.reports.charts import Box, Chart, Form, Letters, Series, Tone
from tmdt_desktop.reports.document import Document, Head
from tmdt_desktop.reports.docx import render_docx
from tmdt_desktop.reports.pdf import render_pdf
from tmdt_desktop.reports.pdf_text import REGULAR, Ruler, register_fonts

WIDTH = 165.0


def ruled(text: str, size: float) -> float:
    register_fonts()
    return Ruler().width(text, REGULAR, size)


def chart(form: Form, *series: tuple[int | None, ...]) -> Chart:
    labels = tuple(f"Xã số {place}" for place in range(len(series[0])))
    made = (
        Series(f"Năm {2023 + n}", values, tuple(f"{n}-{p}" for p in range(len(values))), past=n == 0 < len(series) - 1)
        for n, values in enumerate(series)
    )
    return Chart("Thử", "đối tượng", labels, tuple(made), form)


VALUES = st.lists(st.one_of(st.none(), st.integers(0, 10**9)), min_size=1, max_size=12).map(tuple)


@given(VALUES, st.sampled_from([Form.ACROSS, Form.STACKED]), st.floats(80, 260))
def test_bars_and_their_words_stay_inside_the_width(values: tuple[int | None, ...], form: Form, width: float) -> None:
    made = drawn(chart(form, values, values), width, ruled)
    for shape in made.shapes:
        if isinstance(shape, Box):
            assert -0.01 <= shape.x <= shape.x + shape.width <= width + 0.01
            assert -0.01 <= shape.y <= shape.y + shape.height <= made.height + 0.01
        elif isinstance(shape, Letters) and shape.anchor == "start":
            assert shape.x + ruled(shape.text, shape.size) <= width + 0.01


@given(VALUES)
def test_bars_are_as_long_as_their_values(values: tuple[int | None, ...]) -> None:
    boxes = drawn(chart(Form.ACROSS, values), WIDTH, ruled).boxes
    longest = max((value or 0 for value in values), default=0)
    most = max(box.width for box in boxes)
    for value, box in zip(values, boxes, strict=True):
        assert box.width == pytest.approx((value or 0) / longest * most if longest else 0.0, abs=1e-6)


@pytest.mark.parametrize("form", list(Form))
def test_each_mark_carries_its_key_and_says_what_it_shows(form: Form) -> None:
    boxes = drawn(chart(form, (3, 5)), WIDTH, ruled).boxes
    assert [(box.key, box.words) for box in boxes] == [
        ("0-0", "Xã số 0, Năm 2023: 3 đối tượng"),
        ("0-1", "Xã số 1, Năm 2023: 5 đối tượng"),
    ]


@pytest.mark.parametrize("form", list(Form))
def test_last_year_is_paler_and_both_are_named(form: Form) -> None:
    made = drawn(chart(form, (3, 5), (4, 6)), WIDTH, ruled)
    assert {box.tone for box in made.boxes} == {Tone.PAST, Tone.MAIN}
    said = " ".join(shape.text for shape in made.shapes if isinstance(shape, Letters))
    assert "Năm 2023" in said
    assert "Năm 2024" in said
    assert "Đơn vị tính: đối tượng" in said


def test_what_was_not_collected_is_named_and_never_a_zero() -> None:
    made = drawn(chart(Form.ACROSS, (None, 0)), WIDTH, ruled)
    said = [shape.text for shape in made.shapes if isinstance(shape, Letters)]
    assert "Chưa có số liệu" in said
    assert "0" in said
    assert chart_words(chart(Form.ACROSS, (None, 0))).endswith("Xã số 0: Năm 2023 Chưa có số liệu. Xã số 1: Năm 2023 0")


def test_a_line_is_broken_where_nothing_was_collected() -> None:
    whole = drawn(chart(Form.LINE, (1, 2, 3, 4)), WIDTH, ruled)
    parted = drawn(chart(Form.LINE, (1, None, 3, 4)), WIDTH, ruled)
    assert len(whole.shapes) - len(parted.shapes) == 4  # two lines, a point, its value
    assert len(parted.boxes) == 3


@pytest.mark.parametrize("form", list(Form))
def test_paper_prints_every_value_in_print_and_in_word(form: Form, tmp_path: Path) -> None:
    document = Document("Thử", Head("Sở", "Nơi", 2024, symbol="BC"), "BÁO CÁO", body=(chart(form, (31, 57)),))
    render_pdf(document, tmp_path / "a.pdf")
    render_docx(document, tmp_path / "a.docx")
    with pdfium.PdfDocument(tmp_path / "a.pdf") as file:
        text = file[0].get_textpage().get_text_range()
    assert all(word in text for word in ("31", "57", "Xã số 0", "Thử"))
    (picture,) = docx.Document(str(tmp_path / "a.docx")).inline_shapes
    assert picture.width.mm == pytest.approx(165, abs=0.1)
    assert "Xã số 1: Năm 2023 57" in picture._inline.docPr.get("descr")
