"""The same files through the whole program, measured: half a minute, 600 MB, and the register as it was."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.core.exchange import hostile_files as hostile
from tmdt_desktop.store.workspace import Workspace

_MOST_SECONDS, _MOST_MEGABYTES = 30, 600
_MEASURED = """
import resource, subprocess, sys
made = subprocess.run(sys.argv[1:], check=False)
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(f"{peak // (1 << 20 if sys.platform == 'darwin' else 1 << 10)} MB", file=sys.stderr)
sys.exit(made.returncode)
"""


@pytest.fixture
def path(ws: Workspace, monkeypatch: pytest.MonkeyPatch, password: str) -> Path:
    """An empty workspace, closed, its password said."""
    pytest.importorskip("resource", reason="the peak of memory is told by POSIX systems only")
    monkeypatch.setenv("TMDT_PASSWORD", password)
    ws.close()
    return ws.path


def command(*words: object) -> tuple[int, dict[str, object], int]:
    """(exit code, the answer, megabytes at the peak)."""
    line = [sys.executable, "-c", _MEASURED, sys.executable, "-m", "tmdt_desktop", *map(str, words), "--json"]
    made = subprocess.run(line, capture_output=True, timeout=_MOST_SECONDS, check=False, env=os.environ)
    return made.returncode, json.loads(made.stdout), int(made.stderr.split()[-2])


def refused(path: Path, file: Path) -> None:
    before = {each.name: each.read_bytes() for each in path.iterdir() if each.suffix == ".json"}
    code, said, peak = command("import", path, "business", file)
    problem = said["problem"]
    assert isinstance(problem, dict)
    assert (code, file.name in problem["what"], bool(problem["cure"])) == (1, True, True)
    assert peak < _MOST_MEGABYTES
    assert command("list", path, "business")[1]["rows"] == []
    assert {each.name: each.read_bytes() for each in path.iterdir() if each.suffix == ".json"} == before


@pytest.mark.slow
@pytest.mark.parametrize("name", hostile.REFUSED)
def test_a_hostile_file_ends_in_a_sentence_in_time_and_in_bounds(path: Path, tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_bytes(hostile.REFUSED[name][0]())
    refused(path, file)


@pytest.mark.slow
@pytest.mark.parametrize("name", hostile.READ)
def test_an_odd_file_ends_in_time_and_in_bounds(path: Path, tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_bytes(hostile.READ[name]())
    code, _, peak = command("import", path, "business", file)
    assert code in (0, 1)
    assert peak < _MOST_MEGABYTES


@pytest.mark.slow
def test_a_list_in_the_first_and_the_last_row_comes_in_whole(path: Path, tmp_path: Path) -> None:
    file = tmp_path / "xa.xlsx"
    cells = [
        "".join(
            f'<c r="{"ABCDEFGH"[at]}{row}" t="inlineStr"><is><t>{said}</t></is></c>' for at, said in enumerate(each)
        )
        for row, each in ((1, hostile.HEADER), (2, hostile.ROWS[0]), (1_048_576, hostile.ROWS[1]))
    ]
    rows = "".join(f'<row r="{row}">{said}</row>' for row, said in zip((1, 2, 1_048_576), cells, strict=True))
    file.write_bytes(hostile.sheet(rows))
    code, said, peak = command("import", path, "business", file)
    imported = said["imported"]
    assert isinstance(imported, dict)
    assert (code, imported["added"]) == (0, 2)
    assert peak < _MOST_MEGABYTES
