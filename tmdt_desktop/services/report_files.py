"""The files of a report, all from one document: PDF, Word, workbook, and Phụ lục I apart because it names people."""

import hashlib
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tmdt_desktop.errors import Blocked, Damaged, Refused
from tmdt_desktop.records.report import ReportState
from tmdt_desktop.reports.annexes import annex_businesses
from tmdt_desktop.reports.annual import annual_report
from tmdt_desktop.services.report_checks import require_issuable
from tmdt_desktop.services.report_content import annual_content, businesses_content, issuer
from tmdt_desktop.services.report_head import clerk_step
from tmdt_desktop.services.report_life import Held, held, note, require_open
from tmdt_desktop.services.report_steps import Act
from tmdt_desktop.store import settings as store_settings
from tmdt_desktop.store.settings import Settings
from tmdt_desktop.store.workspace import Workspace
from tmdt_desktop.task import SILENT, Task
from tmdt_desktop.whole_files import file_problem

if TYPE_CHECKING:
    from tmdt_desktop.reports.paper import Layout

NAMES = {
    "pdf": "bao-cao.pdf",
    "docx": "bao-cao.docx",
    "xlsx": "bieu-so-lieu.xlsx",
    "annex": "phu-luc-1.pdf",
    "annex_xlsx": "phu-luc-1.xlsx",
    "signed": "bao-cao-da-ky.pdf",
    "sealed": "bao-cao-da-dong-dau.pdf",
    "annex_sealed": "phu-luc-1-da-dong-dau.pdf",
}
"""What each file of a report is called in its folder."""
_POINTS_PER_MM = 72 / 25.4
_PREVIEW = "xem-truoc.pdf"
_WHOLE = 100


@dataclass(frozen=True)
class ReportFiles:
    """The files that were made. `annex` and `annex_xlsx` are Phụ lục I: personal data, to restricted receivers only."""

    pdf: Path
    docx: Path
    xlsx: Path
    annex: Path
    annex_xlsx: Path


def make_files(ws: Workspace, id_: UUID, task: Task = SILENT) -> ReportFiles:
    """Write every file of the report, all of them or none, and note their hashes; the report is then «Đã lập».

    Raises:
        Refused: the report has been signed, or a check stops it (the first one is told).
        Blocked: the disk is full, or a file of it is open in another program. Cancelled: the user stopped it.
    """
    report, settings = _ready(ws, id_)
    with _staged(ws, id_) as folder:
        layout = _render_all(ws, (report, settings), folder, task)
        task.step(95, _WHOLE, "Ghi vào sổ báo cáo")
        made = {kind: described(folder / name) for kind, name in NAMES.items() if (folder / name).exists()}
        who = issuer(report, settings)
        signed_as = {"signer_title": "\n".join(who.titles), "signer_name": who.signer}
        files = {**made, "boxes": _boxes(layout, settings.seal_mm), "pages": layout.pages}
        values = {"files": files, **signed_as}
        with _published(folder, folder_of(ws, id_)), ws.change("Lập tệp báo cáo") as batch:
            note(batch, report, Act.MAKE, clerk_step(batch, Act.MAKE), values)
    target = folder_of(ws, id_)
    return ReportFiles(**{kind: target / NAMES[kind] for kind in made})


def preview_pdf(ws: Workspace, id_: UUID, task: Task = SILENT) -> Path:
    """The PDF as it would be made now, checks aside, for looking at; it stays inside the workspace.

    Raises:
        Refused: no such report. Blocked: the disk is full.
    """
    from tmdt_desktop.reports.pdf import render_pdf

    with ws.read() as connection:
        report, settings = held(connection, id_), store_settings.load(connection)
    target = ws.path / "reports" / f"{id_}-{_PREVIEW}"
    target.parent.mkdir(exist_ok=True)
    render_pdf(annual_report(annual_content(report, settings)), target, task)
    return target


def folder_of(ws: Workspace, id_: UUID) -> Path:
    """Where the files of a report lie."""
    return ws.path / "reports" / str(id_)


def file_of(ws: Workspace, report: Held, kind: str) -> Path:
    """One made file, after comparing it with what was noted of it.

    Raises:
        Refused: it has not been made. Damaged: it is gone or no longer what it was.
    """
    noted = report.files.get(kind)
    if noted is None:
        raise Refused("Báo cáo này chưa lập tệp.", cure="Bấm «Lập báo cáo» để lập tệp PDF, Word, Excel.")
    path = folder_of(ws, report.id) / str(noted["name"])
    try:
        same = described(path)["sha256"] == noted["sha256"]
    except OSError:
        same = False
    if not same:
        raise Damaged(
            f"Tệp {noted['name']} không còn đúng như lúc lập.",
            why="Tệp đã bị sửa, xóa hoặc ổ đĩa lỗi.",
            cure="Lập lại báo cáo; nếu đã ký, phục hồi tệp từ bản sao lưu.",
        )
    return path


def described(path: Path) -> dict[str, Any]:
    """Name, SHA-256 in lower hex and size in bytes. Raises OSError."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return {"name": path.name, "sha256": digest.hexdigest(), "size": path.stat().st_size}


def _ready(ws: Workspace, id_: UUID) -> tuple[Held, Settings]:
    with ws.read() as connection:
        report, settings = held(connection, id_), store_settings.load(connection)
    require_open(report)
    require_issuable(report, settings)
    return replace(report, record={**report.record, "state": ReportState.DRAFT}), settings


def _render_all(ws: Workspace, about: tuple[Held, Settings], folder: Path, task: Task) -> "Layout":
    from tmdt_desktop.reports.docx import render_docx
    from tmdt_desktop.reports.pdf import render_pdf
    from tmdt_desktop.reports.workbook import render_workbook, sheets_of

    task.step(0, _WHOLE, "Đọc danh sách")
    report = annual_report(annual_content(*about))
    with ws.read() as connection:
        listed = annex_businesses(businesses_content(connection, *about, _Stretch(task, 4, 8, "Đọc danh sách")))
    layout = render_pdf(report, folder / NAMES["pdf"], _Stretch(task, 8, 10, "Lập tệp PDF"))
    render_docx(report, folder / NAMES["docx"], _Stretch(task, 10, 12, "Lập tệp Word"))
    render_workbook(sheets_of(report), folder / NAMES["xlsx"], _Stretch(task, 12, 13, "Lập biểu số liệu"))
    render_pdf(listed, folder / NAMES["annex"], _Stretch(task, 13, 55, "Lập Phụ lục I"))
    render_workbook(sheets_of(listed), folder / NAMES["annex_xlsx"], _Stretch(task, 55, 95, "Lập biểu Phụ lục I"))
    return layout


@dataclass(frozen=True)
class _Stretch:
    """One of several works in a row: its own progress as a stretch, in hundredths, of the whole."""

    task: Task
    first: int
    last: int
    what: str

    def step(self, done: int, total: int, what: str = "") -> None:  # noqa: ARG002 - the stretch has its own name
        share = done / total if total else 0.0
        self.task.step(self.first + round((self.last - self.first) * share), _WHOLE, self.what)


def _boxes(layout: "Layout", seal_mm: int) -> dict[str, Any]:
    """Where signature and seal go: page from 0, corners in points."""
    leader = layout.signature_box()
    seal = layout.seal_box(seal_mm * _POINTS_PER_MM, leader)
    return {"page": layout.signing_page - 1, "leader": list(leader), "seal": list(seal)}


@contextmanager
def _staged(ws: Workspace, id_: UUID) -> Iterator[Path]:
    """A folder beside the report's own that vanishes unless it was published."""
    folder = ws.path / "reports" / f".{id_}.{secrets.token_hex(4)}"
    try:
        folder.mkdir(parents=True)
    except OSError as fault:
        raise file_problem(fault, folder) from fault
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _published(staged: Path, target: Path) -> Iterator[None]:
    """The new folder in the place of the old one for the block; the old one is back when the block fails."""
    old = target.with_name(f"{staged.name}.old")
    _swap(staged, target, old)
    try:
        yield
    except BaseException:
        target.rename(staged)
        if old.exists():
            old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _swap(staged: Path, target: Path, old: Path) -> None:
    """Put the new folder in the place of the old one, or leave the old one as it was."""
    try:
        if target.exists():
            target.rename(old)
        try:
            staged.rename(target)
        except OSError:
            if old.exists():
                old.rename(target)
            raise
    except OSError as fault:
        raise Blocked(
            "Chưa thay được tệp báo cáo.",
            why="Một tệp của báo cáo đang mở trong chương trình khác.",
            cure="Đóng tệp báo cáo đang mở rồi lập lại.",
        ) from fault
