"""Minutes and the list to hand over: both parties, figures that add up, no personal data unless asked for."""

import csv
from pathlib import Path
from uuid import UUID

import openpyxl
import pytest

from tests.data.match_lists import pair_of_lists
from tmdt_desktop.errors import Refused
from tmdt_desktop.records.business import Business
from tmdt_desktop.services.match_decide import NOTED, TAKE, Decision, decide
from tmdt_desktop.services.match_hand_over import HandOverWish, hand_over
from tmdt_desktop.services.match_list import MatchWish, start_match
from tmdt_desktop.services.match_minutes import MinutesWish, match_minutes
from tmdt_desktop.services.match_view import BOTH, DIFFERING, OURS, MatchView, match_view
from tmdt_desktop.services.pdf_words import words_of_pdf
from tmdt_desktop.store.workspace import Workspace

BRANCH = "Chi cục Thuế khu vực Lập Thạch"


@pytest.fixture(scope="module")
def round_(shared_ws: Workspace, tmp_path_factory: pytest.TempPathFactory) -> UUID:
    lists = pair_of_lists(5, 30)
    lists.ours[0]["name"] = "=HYPERLINK"
    with shared_ws.change("Nhập") as batch:
        batch.insert(Business, lists.ours)
    file = tmp_path_factory.mktemp("thue") / "thue.csv"
    file.write_text(lists.text, encoding="utf-8-sig")
    made = start_match(shared_ws, MatchWish(file, "Đợt 1", tax_office=BRANCH))
    view = match_view(shared_ws, made)
    decide(shared_ws, made, Decision([line.place for line in view.heaps[OURS]], NOTED))
    return made


def personal(view: MatchView) -> set[str]:
    """Every personal number and telephone that either side says."""
    told = (words for line in view.lines for pair in line.pairs if pair.sensitive for words in (pair.ours, pair.theirs))
    return {number for words in told for number in words.split("; ") if number}


@pytest.mark.parametrize("ending", ["pdf", "docx"])
def test_minutes_name_both_parties_and_no_personal_data(
    shared_ws: Workspace, round_: UUID, tmp_path: Path, ending: str
) -> None:
    target = match_minutes(shared_ws, MinutesWish(round_, tmp_path / f"bien ban.{ending}", place="Trụ sở UBND huyện"))
    words = _words(target)
    for said in ("BIÊN BẢN", "BB-UBND", BRANCH.upper(), "Trụ sở UBND huyện", "Không có trong danh sách thuế"):
        assert said in words
    assert not [number for number in personal(match_view(shared_ws, round_)) if number in words]


def test_minutes_with_personal_data_say_so(shared_ws: Workspace, round_: UUID, tmp_path: Path) -> None:
    target = match_minutes(shared_ws, MinutesWish(round_, tmp_path / "bien ban.docx", sensitive=True))
    words = _words(target)
    assert "Phụ lục có thông tin cá nhân" in words
    assert [number for number in personal(match_view(shared_ws, round_)) if number in words]


def test_minutes_of_another_ending_are_refused(shared_ws: Workspace, round_: UUID, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="đuôi"):
        match_minutes(shared_ws, MinutesWish(round_, tmp_path / "bien ban.txt"))


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_the_list_has_every_line_once_and_no_personal_data(
    shared_ws: Workspace, round_: UUID, tmp_path: Path, ending: str
) -> None:
    view = match_view(shared_ws, round_)
    target = tmp_path / f"ban giao.{ending}"
    assert hand_over(shared_ws, HandOverWish(round_, target)) == len(view.lines)
    rows = _rows(target)
    assert len(rows) == len(view.lines) + (3 if ending == "xlsx" else 2)
    said = "\n".join(cell for row in rows for cell in row)
    assert "Không có thông tin cá nhân" in said
    assert not [number for number in personal(view) if number in said]
    assert "'=HYPERLINK" in said if ending == "csv" else "=HYPERLINK" in said


def test_a_list_with_personal_data_says_so_and_may_be_of_some_heaps(
    shared_ws: Workspace, round_: UUID, tmp_path: Path
) -> None:
    view, target = match_view(shared_ws, round_), tmp_path / "ban giao.csv"
    made = hand_over(shared_ws, HandOverWish(round_, target, heaps=(BOTH, DIFFERING), sensitive=True))
    assert made == view.counts[BOTH] + view.counts[DIFFERING]
    assert "Có thông tin cá nhân" in _rows(target)[0][0]
    with pytest.raises(Refused, match="Không có nhóm"):
        hand_over(shared_ws, HandOverWish(round_, target, heaps=("all",)))


def test_what_is_taken_is_named(shared_ws: Workspace, round_: UUID, tmp_path: Path) -> None:
    view = match_view(shared_ws, round_)
    able = [line.place for line in view.heaps[BOTH] if any(pair.level == "fills" for pair in line.pairs)]
    decide(shared_ws, round_, Decision(able, TAKE))
    target = tmp_path / "ban giao.csv"
    hand_over(shared_ws, HandOverWish(round_, target, heaps=(BOTH,)))
    assert any("Lấy theo Thuế: " in cell for row in _rows(target) for cell in row)


def _rows(file: Path) -> list[list[str]]:
    if file.suffix == ".csv":
        return list(csv.reader(file.read_text(encoding="utf-8-sig").splitlines(), delimiter=";"))
    sheet = openpyxl.load_workbook(file).worksheets[0]
    return [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]


def _words(file: Path) -> str:
    if file.suffix == ".pdf":
        return " ".join(words_of_pdf(file.read_bytes()).split())
    import docx

    made = docx.Document(str(file))
    cells = (cell.text for table in made.tables for row in table.rows for cell in row.cells)
    return "\n".join((*(paragraph.text for paragraph in made.paragraphs), *cells))
