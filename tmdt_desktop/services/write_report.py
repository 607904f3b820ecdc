"""From registers to a report's files in one step, for those who have no window."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from tmdt_desktop.kinds import Day
from tmdt_desktop.records.report import ReportState
from tmdt_desktop.services.make_report import reports, save_text, set_number, start_report
from tmdt_desktop.services.report_files import make_files
from tmdt_desktop.services.report_life import OPEN
from tmdt_desktop.services.report_view import report_view
from tmdt_desktop.store.files import file_problem
from tmdt_desktop.store.workspace import Workspace
from tmdt_desktop.task import SILENT, Task


@dataclass(frozen=True)
class ReportWish:
    """Which year, into which folder; words of sections by code, number and day of issue where they are known."""

    year: int
    out: Path
    texts: Mapping[str, str] = field(default_factory=dict)
    number: str | None = None
    issued: str | None = None


@dataclass(frozen=True)
class Written:
    """The report and copies of its files in the folder that was asked for."""

    id: UUID
    name: str
    state: ReportState
    files: tuple[Path, ...]


def write_report(ws: Workspace, wish: ReportWish, task: Task = SILENT) -> Written:
    """Close the year unless its report is there already, put the words in, make the files, copy them out.

    A report that has been signed is not touched: its files are copied as they are.
    Raises:
        Refused: a check stops the report, or there is no such section. Invalid: number or day cannot be read.
        Blocked: a file cannot be written.
    """
    newest = next((each for each in reports(ws) if each.year == wish.year), None)
    id_ = newest.id if newest else start_report(ws, wish.year, task)
    if newest is None or newest.state in OPEN:
        for section, words in wish.texts.items():
            save_text(ws, id_, section, words)
        if wish.number or wish.issued:
            set_number(ws, id_, wish.number or "", Day().parse(wish.issued) if wish.issued else None)
        make_files(ws, id_, task)
    view = report_view(ws, id_)
    return Written(id_, view.name, view.state, tuple(_copied(path, wish.out) for path in view.files.values()))


def _copied(path: Path, folder: Path) -> Path:
    target = folder / path.name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    except OSError as fault:
        raise file_problem(fault, target) from fault
    return target
