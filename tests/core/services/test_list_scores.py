"""How well lists are read, held against their answers, and the floors below which it must not fall."""

import sys
from datetime import date
from pathlib import Path

import pytest

from tests.data.list_scores import Score, score, share, total, truths
from tests.data.messy_lists import write_lists
from tmdt_desktop.catalogues.offices import district_of, office_on
from tmdt_desktop.exchange.check_list import check_rows
from tmdt_desktop.exchange.reading import read_book
from tmdt_desktop.exchange.understanding import Wanted, understand
from tmdt_desktop.records import register

ROWS_IN, VALUES = 0.99, 0.98


@pytest.fixture
def lists(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The folder of `--lists`, else our own lists, made anew."""
    if given := request.config.getoption("--lists"):
        return Path(given)
    write_lists(tmp_path)
    return tmp_path


def scores_of(folder: Path) -> list[Score]:
    """Each list of the folder read for its office as an import reads it."""
    today = date.today()  # noqa: DTZ011 - the office's own calendar day
    made = []
    for file, answers in truths(folder):
        office = answers["office"]
        wanted = Wanted(register(answers["register"]), office_on(office, today).last_day(today), district_of(office))
        made.append(score(answers, check_rows(understand(read_book(file), wanted))))
    return made


def test_lists_are_read_as_their_answers_say(lists: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scores = scores_of(lists)
    with capsys.disabled():
        sys.stdout.write("\n" + "".join(f"{each.line()}\n" for each in (*scores, total(scores))))
    assert scores
    for each in scores:
        told = "\n".join([each.line(), *each.missed[:40]])
        assert share(each.rows_in, each.true_rows) >= ROWS_IN, told
        assert each.strangers == 0, told
        assert each.reported == each.planted, told
        assert share(each.exact, each.values) >= VALUES, told
