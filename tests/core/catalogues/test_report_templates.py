"""Texts drafted from figures, and figures that moved afterwards."""

import re
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tmdt_desktop.catalogues.indicators import annex_lines, indicators, pending
from tmdt_desktop.catalogues.report_templates import (
    Moved,
    Section,
    Sentence,
    draft,
    fill,
    in_text,
    moved,
    report_template,
)

WORDS = {
    "year": "2024",
    "next_year": "2025",
    "from": "15/12/2023",
    "to": "14/12/2024",
    "office": "Ủy ban nhân dân huyện Lập Thạch",
    "communes": "20",
}
TEMPLATE = report_template()
TRAINING = TEMPLATE.section("II.3")
YEAR = {"C3.1": 3, "C3.2": 0, "C3.3": 163, "C3.3.1": 150, "C3.3.2": None, "C3.4": 4, "C3.5": 45_000_000}

SECTIONS = st.sampled_from([section for section in TEMPLATE.sections if section.sentences])
VALUES = st.none() | st.integers(0, 12) | st.integers(0, 10**9)


def figures_of(section: Section) -> st.SearchStrategy[dict[str, int | None]]:
    return st.fixed_dictionaries(dict.fromkeys(section.codes, VALUES))


def test_the_skeleton_has_every_section() -> None:
    codes = [section.code for section in TEMPLATE.sections]

    assert codes == ["I", "II", *(f"II.{n}" for n in range(1, 9)), "III", "IV", "V", "VI"]
    assert [TEMPLATE.section(code).number for code in ("III", "II.3")] == ["III.", "3."]


def test_every_line_of_the_annex_lies_in_a_section() -> None:
    codes = {section.code for section in TEMPLATE.sections}
    lines = annex_lines()

    assert {line.section for line in lines} <= codes
    assert len(lines) == len({line.code for line in lines})
    assert lines[0].code == "C1.1"
    assert lines[-1].code == "C8.5.3"
    assert not pending()


def test_every_figure_is_told_in_the_skeleton_once_and_in_its_own_section() -> None:
    told = [code for section in TEMPLATE.sections for code in section.codes]

    assert sorted(told) == sorted(each.code for each in indicators())
    assert TEMPLATE.section("I").codes[-1] == "C5.6"


def test_sentences_speak_of_known_figures_and_words_only() -> None:
    known = {indicator.code for indicator in indicators()}

    for section in TEMPLATE.sections:
        assert set(section.codes) <= known
        fill(section.title, WORDS)
        draft(section, dict.fromkeys(section.codes, 1), WORDS)
    for text in (TEMPLATE.title, TEMPLATE.opening, TEMPLATE.closing):
        assert "{" not in fill(text, WORDS)


def test_a_draft_says_its_figures() -> None:
    text = draft(TRAINING, YEAR, WORDS)

    assert "tổ chức 03 lớp tập huấn, hội thảo về TMĐT với 163 lượt học viên" in text
    assert "45.000.000 đồng" in text


def test_a_zero_is_said_in_words_and_the_unknown_is_said_to_be_unknown() -> None:
    text = draft(TRAINING, YEAR, WORDS)

    assert "không phát sinh việc phối hợp tổ chức" in text
    assert "Chưa có số liệu về: số lượt học viên của doanh nghiệp;" in text
    assert text.endswith("; số lượt học viên nữ.")
    assert not re.search(r"\b0\b", text)


def test_a_list_says_what_is_known_and_not_zero() -> None:
    parts = {"C3.3.3": 60, "C3.3.4": 0, "C3.3.5": 3, "C3.3.6": None, "C3.3.7": 90, "C3.3.8": 0}
    text = draft(TRAINING, {**YEAR, **parts}, WORDS)

    assert (
        "Theo đối tượng, có 60 lượt của doanh nghiệp; 03 lượt của hộ kinh doanh; 90 lượt của cán bộ, công chức." in text
    )
    assert "Theo đối tượng" not in draft(TRAINING, {**YEAR, **dict.fromkeys(parts, 0)}, WORDS)


def test_what_the_registers_tell_stands_before_the_sentences() -> None:
    pulled = {"difficulties": "Về thuế: Kê khai khó.", "proposals": ""}

    assert draft(TEMPLATE.section("IV"), {}, WORDS, pulled) == "Về thuế: Kê khai khó."
    assert draft(TEMPLATE.section("V"), {}, WORDS, pulled) == ""


def test_sections_without_a_register_do_not_invent_a_zero() -> None:
    assert draft(TEMPLATE.section("II.2"), {}, WORDS) == "Chưa có số liệu."
    assert draft(TEMPLATE.section("II.5"), {}, WORDS) == "Chưa có số liệu."
    assert draft(TEMPLATE.section("II.7"), {}, WORDS) == "Không phát sinh."
    assert draft(TEMPLATE.section("III"), {}, WORDS) == ""


def test_counts_below_ten_take_a_zero_in_running_text() -> None:
    assert [in_text(value) for value in (0, 8, 10, 1284)] == ["0", "08", "10", "1.284"]


def test_a_figure_that_moved_after_drafting_is_named() -> None:
    text = draft(TRAINING, YEAR, WORDS)

    assert moved(TRAINING, text, YEAR, {**YEAR, "C3.1": 4}) == (Moved("C3.1", 3, 4),)
    assert moved(TRAINING, text, YEAR, {**YEAR, "C3.2": 1}) == (Moved("C3.2", 0, 1),)
    assert moved(TRAINING, text, YEAR, {**YEAR, "C3.3.2": 80}) == (Moved("C3.3.2", None, 80),)


def test_a_figure_that_the_clerk_has_mended_is_not_named_again() -> None:
    text = draft(TRAINING, YEAR, WORDS).replace("03 lớp", "04 lớp")

    assert moved(TRAINING, text, YEAR, {**YEAR, "C3.1": 4}) == ()


def test_figures_that_change_places_are_both_named() -> None:
    old = {**YEAR, "C3.2": 5}

    found = moved(TRAINING, draft(TRAINING, old, WORDS), old, {**old, "C3.1": 5, "C3.2": 3})

    assert [each.code for each in found] == ["C3.1", "C3.2"]


def test_a_date_or_a_clause_is_no_figure() -> None:
    text = "Theo khoản 3 Điều 19, từ ngày 03/12/2024 đơn vị mở lớp."

    assert moved(TRAINING, text, YEAR, {**YEAR, "C3.1": 4}) == ()


@settings(max_examples=settings.default.max_examples * 3, deadline=None)
@given(st.data())
def test_a_fresh_draft_has_nothing_that_moved(data: st.DataObject) -> None:
    section = data.draw(SECTIONS)
    old, new = data.draw(figures_of(section)), data.draw(figures_of(section))

    assert moved(section, draft(section, new, WORDS), old, new) == ()


@settings(max_examples=settings.default.max_examples * 3, deadline=None)
@given(st.data())
def test_every_figure_that_an_old_draft_says_is_found_when_it_moves(data: st.DataObject) -> None:
    section = data.draw(SECTIONS)
    old, new = data.draw(figures_of(section)), data.draw(figures_of(section))
    text = draft(section, old, WORDS)
    parts = [Sentence(text, "") for sentence in section.sentences for text in sentence.items or (sentence.text,)]
    said = {
        code
        for sentence in parts
        if all(old[code] is not None for code in sentence.codes) and any(old[code] for code in sentence.codes)
        for code in sentence.codes
    }

    found: set[Any] = {each.code for each in moved(section, text, old, new)}
    assert {code for code in said if old[code] != new[code]} <= found


def test_a_part_of_a_figure_is_named_without_the_words_of_the_table() -> None:
    for section in report_template().sections:
        known = dict.fromkeys(section.codes, 3)
        for code in section.codes:
            assert "trong đó:" not in draft(section, {**known, code: None}, WORDS)
