"""The program opens no connection: a whole story is told while every use of a socket is an error."""

import subprocess
import sys
from pathlib import Path

STORY = """
import socket, sys

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

run_demo(Path(sys.argv[1]), lambda words: None)
"""


def test_the_whole_story_is_told_without_a_socket(tmp_path: Path) -> None:
    root = Path(__file__).resolve().parents[2]
    told = subprocess.run(
        [sys.executable, "-c", STORY, str(tmp_path / "demo")], cwd=root, capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stderr[-2_000:]
