"""The whole story through the services, as `dev.py demo` tells it: what was promised is there, and opens.

It is told once, by a process in which every use of a socket is an error: the program opens no connection.
"""

import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from tmdt_desktop.errors import Refused
from tmdt_desktop.records.business import Business
from tmdt_desktop.records.package import Package
from tmdt_desktop.records.report import Report
from tmdt_desktop.records.training import Training
from tmdt_desktop.services import registers
from tmdt_desktop.services.check_workspace import check_workspace
from tmdt_desktop.services.consolidate import totals
from tmdt_desktop.services.demo import DemoResult, free_folder, run_demo
from tmdt_desktop.services.history import batches
from tmdt_desktop.services.registers import Query
from tmdt_desktop.services.workspaces import open_workspace

Story = tuple[DemoResult, list[str]]


DEAF = """
import pickle, socket, sys

def deaf(event, arguments):
    if event.startswith("socket.") or event in ("urllib.Request", "http.client.connect"):
        raise RuntimeError(f"{event} {arguments}")

sys.addaudithook(deaf)
try:
    socket.socket()
except RuntimeError:
    pass
else:
    sys.exit("the hook does not listen")

from pathlib import Path
from tmdt_desktop.services.demo import run_demo

said = []
result = run_demo(Path(sys.argv[1]), said.append)
Path(sys.argv[2]).write_bytes(pickle.dumps((result, said)))
"""


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    """What it came to and what it said, told without a socket."""
    folder = tmp_path_factory.mktemp("chạy thử")
    root = Path(__file__).resolve().parents[2]
    child = [sys.executable, "-c", DEAF, str(folder / "kết quả"), str(folder / "story.pickle")]
    done = subprocess.run(child, cwd=root, capture_output=True, encoding="utf-8", errors="replace", check=False)
    assert done.returncode == 0, done.stderr[-2_000:]
    told: Story = pickle.loads((folder / "story.pickle").read_bytes())
    return told


def test_the_report_ends_as_received(story: Story) -> None:
    result, said = story
    assert result.report == "Đã tiếp nhận"
    assert [line[:2] for line in said if line[:1].isdigit()] == [f"{step}." for step in range(1, 9)]


def test_every_file_is_there_and_named_on_the_screen(story: Story) -> None:
    result, said = story
    told = "\n".join(said)
    for what, path in result.files:
        assert path.exists(), what
        assert str(path) in told
    endings = {path.suffix for _, path in result.files}
    assert {".p12", ".pdf", ".docx", ".xlsx", ".asice"} <= endings


def test_both_workspaces_open_with_what_was_printed(story: Story) -> None:
    result, said = story
    told = "\n".join(said)
    for each in result.workspaces:
        assert each.password in told
        ws = open_workspace(each.path, each.user, each.password)
        assert all(line.sound for line in check_workspace(ws).lines)
        assert batches(ws)
        ws.close()


def test_the_department_holds_what_the_district_sent(story: Story) -> None:
    result, _ = story
    district, department = (open_workspace(each.path, each.user, each.password) for each in result.workspaces)
    for register in (Business, Training):
        sent = registers.count(district, register, Query())
        assert registers.count(department, register, Query()) == sent > 0
    assert registers.count(district, Business, Query()) == result.imported
    made = totals(department, 2024)
    assert {line.code: line.value for line in made.figures} == result.totals
    assert result.totals["C5.1"] == result.imported
    assert [len(registers.find(ws, Package, Query())) for ws in (district, department)] == [1, 1]
    assert registers.count(department, Report, Query()) == 0
    for ws in (district, department):
        ws.close()


def test_a_changed_package_was_refused_with_its_reason(story: Story) -> None:
    result, said = story
    assert result.refused
    assert any("đổi một byte: Hỏng" in line for line in said)


def test_a_second_run_goes_elsewhere_or_is_refused(story: Story, tmp_path: Path) -> None:
    result, _ = story
    with pytest.raises(Refused, match="đã có tệp"):
        run_demo(result.folder, print)
    assert free_folder(result.folder).name == "kết quả-2"
    assert free_folder(tmp_path / "mới") == tmp_path / "mới"
