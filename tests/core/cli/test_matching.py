"""The tax branch's list on the command line: begun, looked at, decided, ended, on paper; personal data only when asked."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.data.match_lists import pair_of_lists
from tmdt_desktop.records.business import Business
from tmdt_desktop.store.workspace import Workspace

Run = Callable[..., tuple[int, Any]]


@pytest.fixture
def filled(ws: Workspace, tmp_path: Path) -> tuple[Path, Path]:
    """A closed workspace with businesses, and the list of the tax branch."""
    lists = pair_of_lists(4, 30)
    with ws.change("Nhập") as batch:
        batch.insert(Business, lists.ours)
    ws.close()
    file = tmp_path / "thue.csv"
    file.write_text(lists.text, encoding="utf-8-sig")
    return ws.path, file


def test_a_round_goes_from_the_list_to_the_register(run: Run, filled: tuple[Path, Path], tmp_path: Path) -> None:
    ws, file = filled
    code, begun = run("match", ws, "start", file, "--name", "Đợt 1", "--branch", "Chi cục Thuế khu vực 7")
    assert code == 0
    assert sum(begun["counts"].values()) > 20
    assert run("match", ws, "rounds")[1]["rounds"][0]["name"] == "Đợt 1"
    ours = run("match", ws, "show", "--heap", "ours")[1]["lines"]
    words = [word for line in ours for word in ("--line", line["place"])]
    assert run("match", ws, "decide", *words, "--as", "noted")[0] == 0
    code, told = run("match", ws, "decide", "--line", ours[0]["place"], "--as", "add")
    assert (code, "ở nhóm này" in str(told)) == (1, True)
    assert run("match", ws, "close")[0] == (1 if begun["counts"]["unsure"] else 0)
    code, made = run("match", ws, "close", "--leave", "--undecided")
    assert code == 0
    assert made["reviews"] == sum(begun["counts"].values()) - begun["counts"]["unsure"]
    assert len(run("list", ws, "tax_review")[1]["rows"]) == made["reviews"]
    assert run("undo", ws, made["batch"])[0] == 0
    assert not run("match", ws, "show")[1]["closed"]
    for act, name in (("minutes", "bb.pdf"), ("hand-over", "bg.csv")):
        assert run("match", ws, act, "--out", tmp_path / name)[0] == 0
        assert (tmp_path / name).stat().st_size > 0


def test_personal_data_is_shown_only_when_asked_for(run: Run, filled: tuple[Path, Path]) -> None:
    ws, file = filled
    run("match", ws, "start", file, "--name", "Đợt 1")
    hidden, shown = (run("match", ws, "show", *more)[1]["lines"] for more in ((), ("--sensitive",)))
    names = [{field["name"] for line in lines for field in line["fields"]} for lines in (hidden, shown)]
    assert names[1] - names[0] == {"personal_id", "phone"}
    phones = {field["theirs"] for line in shown for field in line["fields"] if field["name"] == "phone"} - {""}
    assert not [phone for phone in phones if phone in str(hidden)]


def test_without_a_round_the_sentence_says_how_to_begin(run: Run, filled: tuple[Path, Path]) -> None:
    code, told = run("match", filled[0], "show")
    assert code == 1
    assert "match start" in str(told)


def test_a_round_is_shown_and_dropped_with_json_wherever_it_stands(run: Run, filled: tuple[Path, Path]) -> None:
    ws, file = filled
    run("match", ws, "start", file, "--name", "Đợt 1")
    shown = run("match", ws, "show", "--json")[1]
    place = next(line["place"] for line in shown["lines"] if line["heap"] == "ours")
    assert run("match", ws, "decide", "--line", place, "--as", "noted")[0] == 0
    lines = run("match", ws, "show", "--heap", "ours")[1]["lines"]
    assert "Không có trong danh sách thuế" in next(line["log"][0] for line in lines if line["place"] == place)
    assert run("match", ws, "drop")[0] == 1
    assert run("match", ws, "drop", "--decided-too")[0] == 0
    assert run("match", ws, "rounds")[1]["rounds"] == []
