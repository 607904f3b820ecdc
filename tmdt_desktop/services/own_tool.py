"""A report signed in the office's own tool (QLVB, vSignPDF): it goes out unsigned and is looked at closely when it is back.

Practice: the leader signs first, the clerk of the office then adds number, day and seal as later revisions of the file
(NĐ 30/2020/NĐ-CP, Điều 5, 15).
"""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from tmdt_desktop.records.report import Report
from tmdt_desktop.services.report_files import described, file_of
from tmdt_desktop.services.report_life import Held, held
from tmdt_desktop.services.report_steps import Act, after
from tmdt_desktop.services.verify_package import FindingLine
from tmdt_desktop.store.changes import Batch
from tmdt_desktop.store.workspace import Workspace
from tmdt_desktop.task import SILENT, Task

KEPT = "own_tool"
"""Under which name a report's files remember what went out to be signed elsewhere."""


@dataclass(frozen=True)
class OwnToolReceipt:
    """The PDF that went out, written and read back. `sha256` in lower hex."""

    file: Path
    sha256: str


@dataclass(frozen=True)
class ToolSignature:
    """One signature of a file that came back. `role` says what it counts as («Lãnh đạo ký báo cáo»); moments are UTC."""

    role: str
    who: str
    organisation: str
    signed_at: datetime | None
    covers: str
    verdict: str


@dataclass(frozen=True)
class RevisionSeen:
    """One state of the file (from 1): what it added, who signed it and when it claims so; `normal`: as office tools do."""

    number: int
    what: str
    by: str
    at: datetime | None
    normal: bool


@dataclass(frozen=True)
class SignedSeen:
    """What is to be thought of a file that came back.

    `verdict` is one of the five in words, `level` its name. `number` («312/BC-UBND») and `issued_on` were read from the
    file, None where it does not say. `differences`: what the file shows that the exported report does not, or the other
    way round. `accepted`: `take_signed` will take it; else `sentence` and `cure` say why not and what to do.
    """

    verdict: str
    level: str
    signatures: tuple[ToolSignature, ...]
    revisions: tuple[RevisionSeen, ...]
    number: str | None
    issued_on: date | None
    differences: tuple[str, ...]
    findings: tuple[FindingLine, ...]
    accepted: bool
    sentence: str
    cure: str


def export_for_signing(ws: Workspace, report: UUID, to: Path, task: Task = SILENT) -> OwnToolReceipt:
    """Write the made PDF of an approved report into the folder `to` (or as the file `to`), for signing elsewhere.

    Raises:
        Refused: no such report, or it is not approved. Blocked: the folder is gone, read-only or full.
        Damaged: the PDF is not what it was when it was made.
    """
    from tmdt_desktop.signing.safe_write import beside, free_name

    with ws.read() as connection:
        found = held(connection, report)
    require_approved(found)
    source = file_of(ws, found, "pdf")
    target = free_name(to / name_of(found) if to.is_dir() else to)
    task.step(0, 2, "Ghi tệp để ký")
    content = source.read_bytes()
    with beside(target, needed=len(content)) as part:
        part.write_bytes(content)
    task.step(1, 2, "Ghi vào sổ báo cáo")
    digest = str(described(target)["sha256"])
    with ws.change("Xuất báo cáo để ký bằng công cụ của cơ quan") as batch:
        _remember(batch, report, digest)
    return OwnToolReceipt(target, digest)


def name_of(report: Held) -> str:
    """What the file is called outside: «bao-cao-2024-lan-1-cho-ky.pdf»."""
    return f"bao-cao-{report.year}-lan-{report.record['revision']}-cho-ky.pdf"


def require_approved(report: Held) -> None:
    """Raises Refused, in words, when the report does not wait for the leader's signature."""
    after(Act.SIGN, report.state, report.name)


def _remember(batch: Batch, report: UUID, digest: str) -> None:
    kept = {"sha256": digest, "at": batch.act.at.isoformat()}
    files = held(batch.connection, report).files
    batch.update(Report, report, {"files": {**files, KEPT: kept}})
