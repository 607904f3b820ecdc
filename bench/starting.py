"""How soon something stands on the screen, and how much memory a million rows take. Each run is a process of its own."""

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

from bench.businesses import PASSWORD, workspace_of
from bench.measure import Line, announced

_ROOT = Path(__file__).resolve().parents[1]


def start(times: int = 7) -> list[Line]:
    """Process start to the first paint: an empty PySide6 window, our sign-in window; and sign-in to the first page."""
    folder = workspace_of(100_000)
    with announced("starting windows"):
        rounds = [(_shown("empty"), _shown("sign_in", folder), _shown("list", folder)) for _ in range(times)]
    empty, sign_in, first_page = (statistics.median(column) for column in zip(*rounds, strict=True))
    return [
        Line("sign-in window painted", f"{sign_in:.0f} ms", f"empty PySide6 window {empty:.0f} ms",
             f"{sign_in / empty:.2f}×", "≤ 1.5×", sign_in <= 1.5 * empty),
        Line("sign-in (without key derivation) to the first page of 100,000", f"{first_page:.0f} ms",
             f"empty PySide6 window {empty:.0f} ms", f"{first_page / empty:.2f}×", "≤ 4×", first_page <= 4 * empty),
    ]  # fmt: skip


def browse(number: int = 1_000_000) -> Line:
    """The most memory the program holds while jumping through all rows of the list."""
    folder = workspace_of(number)
    with announced("browsing"):
        most = _shown("browse", folder)
    return Line(
        f"browsing {number:,} rows", f"{most:.0f} MB", "limit 300 MB", f"{most / 300:.2f}×", "≤ 300 MB", most <= 300
    )


def _shown(what: str, folder: Path | None = None) -> float:
    """What the child says of itself: milliseconds, or megabytes for «browse»."""
    command = [sys.executable, "-m", "bench.windows", what, *([str(folder)] if folder else [])]
    environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ, "TMDT_PASSWORD": PASSWORD}
    said = subprocess.run(command, cwd=_ROOT, env=environment, check=True, capture_output=True, text=True)
    return float(json.loads(said.stdout.splitlines()[-1]))
