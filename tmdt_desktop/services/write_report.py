"""From registers to a report's files in one step, for those who have no window."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from tmdt_desktop.errors import Refused
from tmdt_desktop.kinds import Day
from tmdt_desktop.records.report import ReportKind, ReportState
from tmdt_desktop.services.frozen import live_values
from tmdt_desktop.services.make_report import AdHocWish, begin, begin_ad_hoc, put_text
from tmdt_desktop.services.report_checks import CheckView, require_issuable, stale
from tmdt_desktop.services.report_files import make_files
from tmdt_desktop.services.report_life import OPEN, held, newest_of
from tmdt_desktop.services.report_values import put_number
from tmdt_desktop.services.report_view import report_view
from tmdt_desktop.store import settings as store_settings
from tmdt_desktop.store.changes import Batch
from tmdt_desktop.store.workspace import Workspace
from tmdt_desktop.task import SILENT, Task
from tmdt_desktop.whole_files import copied_out, file_problem


@dataclass(frozen=True)
class ReportWish:
    """Which year, into which folder; words of sections by code, number and day of issue where they are known.

    `keep_frozen`: take the figures of a closed year even where the registers say something else now. `ad_hoc`: what an
    ad-hoc report answers, which then says its own period; `year` means nothing to it.
    """

    year: int
    out: Path
    texts: Mapping[str, str] = field(default_factory=dict)
    number: str | None = None
    issued: str | None = None
    keep_frozen: bool = False
    kind: ReportKind = ReportKind.ANNUAL
    ad_hoc: AdHocWish | None = None


@dataclass(frozen=True)
class Written:
    """The report and copies of its files in the folder that was asked for; `looks`: what deserves a second look."""

    id: UUID
    name: str
    state: ReportState
    files: tuple[Path, ...]
    looks: tuple[CheckView, ...] = ()


def write_report(ws: Workspace, wish: ReportWish, task: Task = SILENT) -> Written:
    """Close the period unless its report is there already, put the words in, make the files, copy them out.

    A report that has been signed is not touched: its files are copied as they are. What is refused leaves no trace.
    Raises:
        Refused: a check stops the report, there is no such section, or the registers have moved since the year was closed.
        Invalid: number or day cannot be read. Blocked: a file cannot be written.
    """
    newest = _newest(ws, wish)
    if newest is None or newest[1] in OPEN:
        id_ = _put_down(ws, newest[0] if newest else None, wish, task)
        make_files(ws, id_, task)
    else:
        id_ = newest[0]
    view = report_view(ws, id_)
    looks = tuple(check for check in view.checks if check.level == "look")
    files = tuple(_copied(path, wish.out) for path in view.files.values())
    return Written(id_, view.name, view.state, files, looks)


def _newest(ws: Workspace, wish: ReportWish) -> tuple[UUID, ReportState] | None:
    """The newest report that the wish means, if there is one, and where it stands."""
    request = wish.ad_hoc.request if wish.ad_hoc else None
    year = wish.ad_hoc.period_to.year if wish.ad_hoc else wish.year
    with ws.read() as connection:
        id_ = newest_of(connection, {"kind": wish.kind, "year": year, "request": request})
        return (id_, held(connection, id_).state) if id_ else None


def _put_down(ws: Workspace, id_: UUID | None, wish: ReportWish, task: Task) -> UUID:
    """Figures, words, number and day in one act, which a stopping check takes back as a whole."""
    issued = Day().parse(wish.issued) if wish.issued else None
    with ws.change(f"Lập {wish.kind.value.lower()}") as batch:
        made = id_ or _begun(batch, wish, task)
        _require_still(batch, made, keep_frozen=wish.keep_frozen)
        for section, words in wish.texts.items():
            put_text(batch, made, section, words)
        if wish.number or wish.issued:
            put_number(batch, made, wish.number or "", issued)
        require_issuable(held(batch.connection, made), store_settings.load(batch.connection))
    return made


def _begun(batch: Batch, wish: ReportWish, task: Task) -> UUID:
    return begin_ad_hoc(batch, wish.ad_hoc, task) if wish.ad_hoc else begin(batch, wish.year, task, kind=wish.kind)


def _require_still(batch: Batch, id_: UUID, *, keep_frozen: bool) -> None:
    report = held(batch.connection, id_)
    moved = stale(report, live_values(batch.connection, report.scope()))
    if moved and not keep_frozen:
        raise Refused(
            f"{len(moved)} số trong sổ đã đổi sau khi chốt: {', '.join(moved)}.",
            why="Báo cáo sẽ in số cũ.",
            cure="Chốt lại bằng lệnh freeze, hoặc thêm --keep-frozen để giữ số đã chốt.",
        )


def _copied(path: Path, folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise file_problem(fault, folder) from fault
    return copied_out(path, folder / path.name)
