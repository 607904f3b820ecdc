"""The files of an annual report: PDF, Word, workbook, and Phụ lục I with every business as PDF and workbook."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from uuid import UUID

from bench.businesses import PASSWORD, workspace_of
from bench.measure import WORK, Line, announced, seconds
from tmdt_desktop.services.make_report import save_text, start_report
from tmdt_desktop.services.report_files import make_files
from tmdt_desktop.services.report_view import report_view
from tmdt_desktop.services.workspaces import open_workspace, save_settings, settings
from tmdt_desktop.store.workspace import Workspace

_YEAR, _SMALL, _MIDDLE, _LARGE = 2024, 2_000, 20_000, 100_000
_DECISION = "Quyết định số 99/2024/QĐ-UBND ngày 09 tháng 8 năm 2024"


def reports() -> list[Line]:
    """A district's usual year, and whether a hundred thousand rows grow in step."""
    small, middle, large = (_measured(number) for number in (_SMALL, _MIDDLE, _LARGE))
    growth = large / middle / (_LARGE / _MIDDLE)
    return [
        Line(
            f"annual report with its annexes, {_SMALL:,} businesses, five files",
            f"{small:.1f} s",
            "limit 5 s",
            f"{small / 5:.2f}×",
            "≤ 5 s",
            small <= 5,
        ),
        Line(
            f"the same, {_LARGE:,} businesses",
            f"{large:.0f} s",
            f"{_MIDDLE:,} businesses {middle:.1f} s",
            f"{growth:.2f}× a row",
            "≤ 1.25× a row",
            growth <= 1.25,
        ),
    ]


def _measured(number: int) -> float:
    with _ready(number) as (ws, report), announced(f"writing a report on {number:,} businesses"):
        return seconds(lambda: make_files(ws, report))


@contextmanager
def _ready(number: int) -> Iterator[tuple[Workspace, UUID]]:
    """A copy of a workspace with a report that only wants its files."""
    kept = workspace_of(number)
    with tempfile.TemporaryDirectory(dir=WORK) as folder:
        shutil.copytree(kept, Path(folder) / "ws")
        ws = open_workspace(Path(folder) / "ws", "bench", PASSWORD)
        save_settings(ws, replace(settings(ws), decision=_DECISION, signer_name="Nguyễn Văn Mẫu"))
        report = start_report(ws, _YEAR)
        for section in report_view(ws, report).sections:
            if not section.parent and not section.text.strip():
                save_text(ws, report, section.number, "Không phát sinh.")
        yield ws, report
        ws.close()
