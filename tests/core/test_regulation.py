"""No clause of Articles 4 and 6–22 of the regulation is without a place in the program."""

import re
from collections.abc import Iterator

import pytest

from tmdt_desktop.catalogues.duties import duties
from tmdt_desktop.catalogues.indicators import indicators
from tmdt_desktop.catalogues.report_templates import report_template
from tmdt_desktop.records import REGISTERS

TOPICS = tuple(f"4.{topic}" for topic in range(1, 9))
CLAUSES = {
    6: 7, 7: 0, 8: 3, 9: 4, 10: 2, 11: 2, 12: 0, 13: 0, 14: 5, 15: 4, 16: 2, 17: 3, 18: 3, 20: 3, 21: 0, 22: 2,
}  # fmt: skip
"""Article → how many numbered clauses it has; 0: it has one text."""
ARTICLE_19 = ("19.1", "19.2", "19.3", "19.4", "19.6")
"""The text has no clause 5."""


def clauses() -> Iterator[str]:
    """«6.1» … «22.2» as the text numbers them."""
    yield from TOPICS
    for article, count in CLAUSES.items():
        yield from (f"{article}.{clause}" for clause in range(1, count + 1)) if count else (str(article),)
    yield from ARTICLE_19


def named(words: str) -> set[str]:
    """The clauses that «Điều 4.1, 7; 19.2» names, and the articles they stand in."""
    found = set(re.findall(r"\d+(?:\.\d+)?", words))
    return found | {clause.partition(".")[0] for clause in found}


def places(clause: str) -> dict[str, list[str]]:
    """Where the program answers to a clause: registers, indicators, sections, duties with their evidence."""
    asked = [duty for duty in duties() if clause in (str(duty.article), f"{duty.article}.{duty.clause}")]
    known = {of.code for of in REGISTERS}
    return {
        "registers": [of.code for of in REGISTERS if clause in named(of.clause)],
        "indicators": [each.code for each in indicators() if clause in named(each.clause)],
        "sections": [each.code for each in report_template().sections if clause in named(each.clause)],
        "duties": [duty.id for duty in asked],
        "evidence": sorted({each.register for duty in asked for each in duty.evidence} & known),
    }


@pytest.mark.parametrize("clause", list(clauses()))
def test_every_clause_has_a_place(clause: str) -> None:
    found = places(clause)

    assert found["registers"] or found["indicators"] or found["sections"] or found["evidence"], (clause, found)


@pytest.mark.parametrize("topic", TOPICS)
def test_every_topic_of_article_4_has_a_figure_and_a_section(topic: str) -> None:
    found = places(topic)

    assert found["indicators"], found
    assert found["sections"] == [f"II.{topic[2:]}"], found


@pytest.mark.parametrize("clause", [clause for clause in clauses() if clause not in TOPICS])
def test_every_clause_that_charges_an_agency_is_a_duty_with_evidence(clause: str) -> None:
    found = places(clause)

    assert found["duties"], found
    assert found["evidence"], found


def test_the_walk_passes_every_duty_and_nothing_else() -> None:
    walked = set(clauses())
    charged = {f"{duty.article}.{duty.clause}" if duty.clause else str(duty.article) for duty in duties()}

    assert charged == walked - set(TOPICS)


def test_every_register_but_those_the_program_fills_names_its_clause() -> None:
    assert [of.code for of in REGISTERS if not of.clause] == []
