"""How well the tax branch's entries find their businesses, printed: over invented pairs, and over a folder with answers."""

import os
from collections.abc import Iterator
from datetime import date
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from tests.data.list_scores import truths
from tests.data.match_lists import MatchScore, linked_rows, pair_of_lists, score
from tmdt_desktop.catalogues.offices import office_on
from tmdt_desktop.exchange.check_list import check_rows
from tmdt_desktop.exchange.plans import RowPlan
from tmdt_desktop.exchange.reading import read_book
from tmdt_desktop.exchange.understanding import Wanted, understand
from tmdt_desktop.records.business import Business
from tmdt_desktop.services.match_list import MatchWish, start_match
from tmdt_desktop.services.match_pairing import pair
from tmdt_desktop.services.match_sides import their_party
from tmdt_desktop.services.match_view import UNSURE, match_view
from tmdt_desktop.store.workspace import Workspace

_WANTED = 0.97
_ENOUGH = 20


@pytest.mark.parametrize("seed", [1, 2])
def test_invented_pairs_find_each_other(
    ws: Workspace, tmp_path: Path, seed: int, capsys: pytest.CaptureFixture[str]
) -> None:
    lists = pair_of_lists(seed)
    with ws.change("Nhập") as batch:
        ids = batch.insert(Business, lists.ours)
    file = tmp_path / "danh sach thue.csv"
    file.write_text(lists.text, encoding="utf-8-sig")
    view = match_view(ws, start_match(ws, MatchWish(file, "Đợt thử")))
    rows = [line for line in view.lines if line.row]
    at = {line.place: int(line.row.rpartition(" ")[2]) for line in rows}
    sure = {at[line.place]: line.id for line in rows if line.id}
    asked = {at[line.place]: line.candidates[0].id for line in rows if line.heap == UNSURE}
    truth = {row: frozenset({ids[mine]}) for row, mine in lists.truth.items()}
    made = score(f"pair {seed}", truth, sure, asked)
    _told(made, capsys)
    assert made.sure_wrong == 0


def test_lists_with_answers_find_each_other(request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]) -> None:
    said = request.config.getoption("--lists", default=None) or os.environ.get("TMDT_LISTS")
    if not said:
        pytest.skip("no folder of lists with answers: --lists FOLDER")
    lists = [each for each in truths(Path(said)) if each[1]["register"] == "business"]
    found = [made for (theirs, a), (ours, b) in permutations(lists, 2) for made in _scored(theirs, a, ours, b)]
    assert found
    for made in found:
        _told(made, capsys)
        assert made.sure_wrong == 0


def _scored(theirs: Path, answers: dict[str, Any], ours: Path, others: dict[str, Any]) -> Iterator[MatchScore]:
    """The score of a list beside another one that it shares enough entries with."""
    links = linked_rows(answers["rows"], ours.name)
    if len(links) < _ENOUGH:
        return
    mine = {_place(others, row): row for row in _read(ours, others) if not row.faults}
    entries = {_place(answers, row): row for row in _read(theirs, answers)}
    day = date.fromisoformat(answers["as_of"])
    found = pair(
        [_party(row, place, day) for place, row in mine.items()],
        [_party(row, place, day) for place, row in entries.items()],
    )
    truth = {place: known for place, records in links.items() if (known := records & mine.keys())}
    sure = {place: record for place, (record, _) in found.sure.items()}
    asked = {place: candidates[0].a for place, candidates in found.asked.items()}
    yield score(f"{theirs.name} beside {ours.name}", truth, sure, asked)


def _party(row: RowPlan, place: tuple[str, int], day: date) -> Any:
    return their_party(row, place, day)


def _place(answers: dict[str, Any], row: RowPlan) -> tuple[str, int]:
    named = any(each["sheet"] for each in answers["rows"])
    return (row.sheet if named else "", row.row)


def _read(file: Path, answers: dict[str, Any]) -> tuple[RowPlan, ...]:
    day = date.fromisoformat(answers["as_of"])
    last = office_on(answers["office"], day).last_day(day)
    plan = understand(read_book(file), Wanted(Business, last, answers["office"], None, {}))
    return check_rows(plan).rows


def _told(made: MatchScore, capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        print(f"\n{made.line()}", *made.missed, sep="\n  ")  # noqa: T201
    assert made.f1 >= _WANTED, made.missed
