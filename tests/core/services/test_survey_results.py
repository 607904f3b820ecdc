"""Results: every count adds up to what came back, opens to its questionnaires, and prints."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.data.surveys import SMALL, answer, hold
from tmdt_desktop.errors import Refused
from tmdt_desktop.records.survey_answer import ReplyState, SurveyAnswer
from tmdt_desktop.services.survey_print import BlankWish, print_survey_form
from tmdt_desktop.services.survey_report import ResultsWish, write_results
from tmdt_desktop.services.survey_results import BY, Pick, Results, numbers_of, results, rows_of, words_said
from tmdt_desktop.store.workspace import Workspace

_WHAT = ("answered", "unknown", "missing")


def assert_adds_up(ws: Workspace, made: Results) -> None:
    """Counts add up to the questionnaires, in the whole and in every group, and each opens to as many rows."""
    for group in (made.whole, *made.groups):
        by = made.by if group is not made.whole else ""
        for question in group.questions:
            for place in question.places:
                assert place.answered + place.unknown + place.missing == group.returned
                if question.question.options and not question.question.several:
                    assert sum(tally.count for tally in place.tallies) == place.answered
                for what in _WHAT:
                    rows = rows_of(ws, made.round.id, Pick(place.place, what, "", by, group.key))
                    assert len(rows) == getattr(place, what)
                for tally in place.tallies:
                    assert tally.count <= place.answered
                    assert len(rows_of(ws, made.round.id, Pick(place.place, "option", tally.label, by, group.key))) == tally.count  # fmt: skip
    assert not made.groups or sum(group.returned for group in made.groups) == made.whole.returned


def _rows(at: int) -> list[dict[str, Any]]:
    """Answers of the questionnaire `at`, by a pattern that leaves gaps."""
    said: list[dict[str, Any]] = []
    if at % 4:
        said.append({"question": "1", "chosen": ("Có", "Không", "Khác")[at % 3]})
    if at % 3:
        said.append({"question": "2", "chosen": "Sàn\nWebsite"} if at % 2 else {"question": "2", "unknown": True})
    if at % 5:
        said.append({"question": "3", "number": Decimal(at)})
    said += [{"question": "5", "line": line, "chosen": "Rồi"} for line in ("Thuế", "Hóa đơn")[: at % 3]]
    return said


def test_every_count_adds_up_and_opens(filled_ws: Workspace) -> None:
    held = hold(filled_ws, SMALL)
    with filled_ws.change("Nhập") as batch:
        for at, line in enumerate(held.lines[:10]):
            values = {"state": ReplyState.PARTIAL, "returned_on": date(2024, 10, 1), "answers": _rows(at)}
            batch.update(SurveyAnswer, line.id, values)
    for by in ("", *BY):
        assert_adds_up(filled_ws, results(filled_ws, held.round, by))


CELL = {
    ("1", ""): st.sampled_from(["", "KB", "Có", "Không", "Khác: lời"]),
    ("2", ""): st.sampled_from(["", "KB", "Sàn", "Sàn; Website", "Sàn; Mạng xã hội; Website"]),
    ("3", ""): st.sampled_from(["", "KB", "0", "3", "12,5"]),
    ("5", "Thuế"): st.sampled_from(["", "KB", "Chưa", "Rồi"]),
    ("6", ""): st.sampled_from(["", "KB", "Giảm thuế"]),
}
"""What may be typed in some places of the short form."""


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.fixed_dictionaries(CELL), min_size=1, max_size=4))
def test_whatever_is_entered_counts_add_up(filled_ws: Workspace, sheets: list[dict[tuple[str, str], str]]) -> None:
    from tmdt_desktop.services.survey_questions import read_answers
    from tmdt_desktop.services.survey_rounds import rounds

    held = rounds(filled_ws)[0].id if rounds(filled_ws) else hold(filled_ws, SMALL).round
    made = results(filled_ws, held)
    with filled_ws.change("Nhập") as batch:
        for at, cells in enumerate(sheets):
            rows = read_answers(made.form.questions, cells, complete=False).rows
            shared = {
                "round": held,
                "respondent": "Ai đó",
                "sent_on": date(2024, 9, 2),
                "returned_on": date(2024, 9, 9),
            }
            number = f"{made.round.sent + at + 1:04d}"
            batch.insert(
                SurveyAnswer, [{**shared, "number": number, "state": ReplyState.PARTIAL, "answers": list(rows)}]
            )
    assert_adds_up(filled_ws, results(filled_ws, held))


@given(st.lists(st.integers(0, 1000), min_size=1))
def test_numbers_in_short_are_those_of_the_list(values: list[int]) -> None:
    import statistics
    from collections import Counter

    made = numbers_of(Counter(map(Decimal, values)))
    assert (made.count, made.total) == (len(values), sum(values))
    assert (made.least, made.most) == (min(values), max(values))
    assert made.median == Decimal(statistics.median(values)).quantize(Decimal("0.01"))
    assert abs(made.mean - Decimal(sum(values)) / len(values)) <= Decimal("0.005")


def test_a_half_is_rounded_upwards() -> None:
    made = numbers_of({Decimal("0.12"): 1, Decimal("0.13"): 1})
    assert (made.mean, made.median) == (Decimal("0.13"), Decimal("0.13"))


def test_zero_counts_as_an_answer_and_nothing_does_not(filled_ws: Workspace) -> None:
    held = hold(filled_ws, SMALL)
    answer(filled_ws, held.lines[0], {("1", ""): "Có", ("3", ""): "0"})
    answer(filled_ws, held.lines[1], {("1", ""): "Có", ("3", ""): "10"})
    answer(filled_ws, held.lines[2], {("1", ""): "Có", ("3", ""): "KB"})
    answer(filled_ws, held.lines[3], {("1", ""): "Có"})
    place = results(filled_ws, held.round).whole.questions[2].places[0]
    assert (place.answered, place.unknown, place.missing) == (2, 1, 1)
    assert place.numbers is not None
    assert (place.numbers.mean, place.numbers.median, place.numbers.least) == (5, 5, 0)


def test_answers_outside_the_form_are_told_apart(filled_ws: Workspace) -> None:
    held = hold(filled_ws, SMALL)
    rows = [{"question": "1", "chosen": "Không rõ nữa"}, {"question": "77", "chosen": "Có"}]
    with filled_ws.change("Nhập từ nơi khác") as batch:
        values = {"state": ReplyState.PARTIAL, "returned_on": date(2024, 10, 1), "answers": rows}
        batch.update(SurveyAnswer, held.lines[0].id, values)
    made = results(filled_ws, held.round)
    assert made.foreign == 1
    assert [tally.label for tally in made.whole.questions[0].places[0].tallies if tally.foreign] == ["Không rõ nữa"]
    assert_adds_up(filled_ws, made)


def test_an_option_is_not_found_inside_another(filled_ws: Workspace) -> None:
    options = "Sàn\nSàn tỉnh\n100%\n1_0%\n10%"
    held = hold(filled_ws, [{"number": "1", "words": "Ở đâu?", "kind": "MULTI", "options": options}])
    answer(filled_ws, held.lines[0], {("1", ""): "Sàn tỉnh; 100%"})
    answer(filled_ws, held.lines[1], {("1", ""): "Sàn; 10%"})
    assert_adds_up(filled_ws, results(filled_ws, held.round))


def test_words_are_listed_with_who_wrote_them(filled_ws: Workspace) -> None:
    held = hold(filled_ws, SMALL)
    answer(filled_ws, held.lines[1], {("1", ""): "Khác: bán hộ", ("6", ""): "Giảm thuế"})
    assert [(said.number, said.words) for said in words_said(filled_ws, held.round, ("6", ""))] == [
        ("002", "Giảm thuế")
    ]
    assert [said.words for said in words_said(filled_ws, held.round, ("1", ""))] == ["bán hộ"]


@pytest.mark.parametrize("ending", ["pdf", "docx", "xlsx"])
def test_results_are_written(filled_ws: Workspace, tmp_path: Path, ending: str) -> None:
    held = hold(filled_ws, SMALL)
    answer(filled_ws, held.lines[0], {("1", ""): "Khác: =1+1", ("3", ""): "7", ("6", ""): "Lời <b>&"})
    file = tmp_path / f"kết quả.{ending}"
    write_results(filled_ws, ResultsWish(held.round, file, "commune"))
    assert file.stat().st_size > 2_000


def test_an_empty_round_has_results_too(filled_ws: Workspace, tmp_path: Path) -> None:
    held = hold(filled_ws, SMALL)
    made = write_results(filled_ws, ResultsWish(held.round, tmp_path / "kết quả.pdf"))
    assert (made.whole.sent, made.whole.returned) == (12, 0)
    with pytest.raises(Refused):
        write_results(filled_ws, ResultsWish(held.round, tmp_path / "kết quả.txt"))
    with pytest.raises(Refused):
        write_results(filled_ws, ResultsWish(held.round, tmp_path / "kết quả.pdf", "màu sắc"))


@pytest.mark.parametrize("ending", ["pdf", "docx"])
def test_a_blank_form_is_printed(filled_ws: Workspace, tmp_path: Path, ending: str) -> None:
    held = hold(filled_ws)
    file = print_survey_form(filled_ws, BlankWish(held.form, tmp_path / f"phiếu.{ending}", "012"))
    assert file.stat().st_size > 10_000


def test_no_page_of_a_blank_form_parts_a_question(filled_ws: Workspace, tmp_path: Path) -> None:
    import pypdfium2

    held = hold(filled_ws)
    file = print_survey_form(filled_ws, BlankWish(held.form, tmp_path / "phiếu.pdf"))
    document = pypdfium2.PdfDocument(file)
    pages = [page.get_textpage().get_text_range() for page in document]
    document.close()
    assert sum("H1. " in page for page in pages) == 1
    page = next(page for page in pages if "H1. " in page)
    assert "Thiếu vốn" in page
    assert "Hàng giả, cạnh tranh" in page
    assert "NGƯỜI TRẢ LỜI" in pages[-1]
    assert "Phiếu số" in pages[0]


def test_no_page_of_the_word_file_parts_a_question_either(filled_ws: Workspace, tmp_path: Path) -> None:
    import docx

    held = hold(filled_ws, SMALL)
    file = print_survey_form(filled_ws, BlankWish(held.form, tmp_path / "phiếu.docx"))
    paragraphs = docx.Document(str(file)).element.body.iter("{*}p")
    kept = {
        "".join(part.text or "" for part in mark.iter("{*}t")): mark.find("{*}pPr/{*}keepNext") for mark in paragraphs
    }
    texts = {words.replace("\u00a0", " "): found is not None for words, found in kept.items()}
    assert texts["4. Chi chia thế nào?"]
    assert texts["Máy"]
    assert texts["Phần mềm"]
