"""A report signed in the office's own tool (QLVB, vSignPDF): it goes out unsigned and is looked at closely when it is back.

Practice: the leader signs first, the clerk of the office then adds number, day and seal as later revisions of the file
(NĐ 30/2020/NĐ-CP, Điều 5, 15).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tmdt_desktop.errors import Blocked, Invalid, Refused
from tmdt_desktop.i18n import day, utc_now, vietnam_time
from tmdt_desktop.records.report import Report
from tmdt_desktop.services.own_tool_annex import NO_ANNEX, AnnexSeen, look_at
from tmdt_desktop.services.own_tool_look import Look, look
from tmdt_desktop.services.package_rows import lists_businesses
from tmdt_desktop.services.report_files import NAMES, described, file_of, folder_of
from tmdt_desktop.services.report_life import Held, held, note
from tmdt_desktop.services.report_steps import Act, Step, after
from tmdt_desktop.services.report_values import put_number
from tmdt_desktop.services.sign_report import Signed
from tmdt_desktop.services.verify_package import FindingLine
from tmdt_desktop.signing.verdicts import Finding, SignatureFacts, Verdict
from tmdt_desktop.store import settings as store_settings
from tmdt_desktop.store.changes import Batch
from tmdt_desktop.store.settings import Settings
from tmdt_desktop.store.workspace import Workspace
from tmdt_desktop.task import SILENT, Task

if TYPE_CHECKING:
    from tmdt_desktop.signing.pdf_revisions import Revision

KEPT = "own_tool"
"""Under which name a report's files remember what went out to be signed elsewhere."""


@dataclass(frozen=True)
class OwnToolReceipt:
    """The PDF that went out, written and read back. `sha256` in lower hex. `annex`: Phụ lục I, where it goes along."""

    file: Path
    sha256: str
    annex: Path | None = None


@dataclass(frozen=True)
class CameBack:
    """What came back: the signed report, Phụ lục I with the office's seal, number and day where the file has none."""

    file: Path
    annex: Path | None = None
    number: str = ""
    issued_on: date | None = None


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
    `annex_told`: what the clerk should know of Phụ lục I before the report is taken without it; empty where none goes.
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
    annex_told: str = ""


def export_for_signing(ws: Workspace, report: UUID, to: Path, task: Task = SILENT) -> OwnToolReceipt:
    """Write the made PDF of an approved report into the folder `to` (or as the file `to`), for signing elsewhere.

    Phụ lục I is written beside it where the report lists businesses.

    Raises:
        Refused: no such report, or it is not approved. Blocked: the folder is gone, read-only or full.
        Damaged: the PDF is not what it was when it was made.
    """
    with ws.read() as connection:
        found = held(connection, report)
    require_approved(found)
    target = to / name_of(found) if to.is_dir() else to
    task.step(0, 2, "Ghi tệp để ký")
    file = _written_out(file_of(ws, found, "pdf"), target)
    try:
        annex = _annex_out(ws, found, file.parent)
        task.step(1, 2, "Ghi vào sổ báo cáo")
        digest = str(described(file)["sha256"])
        with ws.change("Xuất báo cáo để ký bằng công cụ của cơ quan") as batch:
            _remember(batch, report, digest)
    except BaseException:
        file.unlink(missing_ok=True)
        raise
    return OwnToolReceipt(file, digest, annex)


def _annex_out(ws: Workspace, report: Held, folder: Path) -> Path | None:
    if not lists_businesses(report):
        return None
    return _written_out(file_of(ws, report, "annex"), folder / annex_name_of(report))


def _written_out(source: Path, target: Path) -> Path:
    from tmdt_desktop.whole_files import copied_out

    return copied_out(source, target)


def look_at_signed(ws: Workspace, report: UUID, file: Path, task: Task = SILENT) -> SignedSeen:
    """What is to be thought of a file that came back signed from the office's own tool. Nothing is changed.

    Raises:
        Refused: no such report, or it does not wait for signatures. Blocked: the file or the trust pack cannot be read.
        Damaged: the PDF that went out, or the trust pack, is not whole. Whatever is wrong with the file is the answer.
    """
    with ws.read() as connection:
        found, settings = held(connection, report), store_settings.load(connection)
    require_approved(found)
    seen = _seen(look(ws, (found, settings), content_of(file), task))
    return replace(seen, annex_told=NO_ANNEX if lists_businesses(found) else "")


def look_at_annex(ws: Workspace, report: UUID, file: Path) -> AnnexSeen:
    """What is to be thought of Phụ lục I that came back with the office's seal. Nothing is changed.

    Raises:
        As `look_at_signed`.
    """
    with ws.read() as connection:
        found, settings = held(connection, report), store_settings.load(connection)
    require_approved(found)
    return _annex_seen(ws, (found, settings), content_of(file))


def take_signed(ws: Workspace, report: UUID, came: CameBack, task: Task = SILENT) -> Signed:
    """Take what came back as the signed and sealed report. Number and day are those it says, else those given.

    Either the files stand in the workspace and the register knows them, or nothing has changed.
    Raises:
        Refused: as `look_at_signed`, a file is not accepted (in its sentence), or it says another number or day.
        Invalid: no number. Blocked: a file cannot be read, or the disk is full.
    """
    with ws.read() as connection:
        found, settings = held(connection, report), store_settings.load(connection)
    require_approved(found)
    contents = {"sealed": content_of(came.file)}
    looked = look(ws, (found, settings), contents["sealed"], task)
    seen = _seen(looked)
    if not seen.accepted or looked.leader is None or looked.seal is None:
        raise Refused("Chưa nhận được tệp này.", why=seen.sentence, cure=seen.cure)
    allotted = _agreed(seen, came.number, came.issued_on)
    if came.annex is not None:
        contents["annex_sealed"] = _accepted_annex(ws, (found, settings), content_of(came.annex))
    task.step(3, 4, "Ghi vào sổ báo cáo")
    return _kept(ws, found, contents, (looked.leader, looked.seal, *allotted))


def _annex_seen(ws: Workspace, about: tuple[Held, Settings], content: bytes) -> AnnexSeen:
    if not lists_businesses(about[0]):
        return AnnexSeen(accepted=False, sentence="Báo cáo này không kèm Phụ lục I.", cure="Bỏ chọn tệp Phụ lục I.")
    return look_at(ws, about, content)


def _accepted_annex(ws: Workspace, about: tuple[Held, Settings], content: bytes) -> bytes:
    """`content` again. Raises Refused, in its sentence, when it is not accepted."""
    seen = _annex_seen(ws, about, content)
    if not seen.accepted:
        raise Refused("Chưa nhận được Phụ lục I.", why=seen.sentence, cure=seen.cure)
    return content


def _kept(
    ws: Workspace,
    report: Held,
    contents: Mapping[str, bytes],
    about: tuple[SignatureFacts, SignatureFacts, str, date | None],
) -> Signed:
    """The files in the report's folder, and both signatures in its life; they are gone again when the register refuses.

    `contents`: by kind of file.
    """
    from tmdt_desktop.whole_files import publish_bytes

    leader, seal, number, issued_on = about
    targets = {kind: folder_of(ws, report.id) / NAMES[kind] for kind in contents}
    try:
        for kind, target in targets.items():
            publish_bytes(target, contents[kind])
        told = {kind: described(target) for kind, target in targets.items()}
        both = {"signed": _noted(told["sealed"], leader), "sealed": _noted(told["sealed"], seal)}
        with ws.change("Nhận báo cáo ký bằng công cụ của cơ quan") as batch:
            files = {**report.files, **told, **both}
            note(batch, report, Act.SIGN, _step(batch, Act.SIGN, leader), {"files": files})
            note(batch, held(batch.connection, report.id), Act.SEAL, _step(batch, Act.SEAL, seal))
            put_number(batch, report.id, number, issued_on)
    except BaseException:
        for target in targets.values():
            target.unlink(missing_ok=True)
        raise
    return Signed(targets["sealed"], leader.who, seal.signed_at or utc_now(), targets.get("annex_sealed"))


def _step(batch: Batch, act: Act, facts: SignatureFacts) -> Step:
    """The office's own tool made the signature; when it came in is the program's own word."""
    return Step(act, batch.act.at, batch.act.by, f"{facts.who} (ký bằng công cụ của cơ quan)")


def _noted(about_file: Mapping[str, Any], facts: SignatureFacts) -> dict[str, Any]:
    at = (facts.signed_at or utc_now()).isoformat()
    until = vietnam_time(facts.not_after).date().isoformat()
    return {**about_file, "owner": facts.who, "signed_at": at, "until": until}


def _seen(looked: Look) -> SignedSeen:
    found, allotted = looked.found, looked.allotted
    signatures = tuple(
        ToolSignature(looked.role(each), each.who, each.organisation, each.signed_at, each.covers, each.verdict.value)
        for each in found.signatures
    )
    lines = sorted(found.findings, key=lambda each: -each.weight.rank)
    told = tuple(FindingLine(each.weight.name, each.code, each.sentence, each.cure) for each in lines)
    sentence, cure = looked.refusal or _all_clear(lines)
    verdict = found.verdict
    about = (told, looked.refusal is None, sentence, cure)
    return SignedSeen(
        verdict.value,
        verdict.name,
        signatures,
        tuple(_revision(each, found.signatures) for each in found.history),
        allotted.number,
        allotted.issued_on,
        looked.differences,
        *about,
    )


def _all_clear(findings: list[Finding]) -> tuple[str, str]:
    """What is said of a file that is taken; beside a warning the signatures are not called faultless."""
    first = findings[0] if findings else None
    if first is None or first.weight is Verdict.VALID:
        return "Chữ ký đúng, nội dung đúng như bản đã xuất.", "Nhận tệp vào sổ."
    return "Nội dung đúng như bản đã xuất; chữ ký còn điểm cần xem.", first.cure


def _revision(revision: "Revision", signatures: tuple[SignatureFacts, ...]) -> RevisionSeen:
    by = [each for each in signatures if each.field in revision.signed]
    what = "; ".join(each.what for each in revision.changes) or ("không đổi gì" if revision.place else "bản đầu tiên")
    who, at = ", ".join(each.who for each in by), by[-1].signed_at if by else None
    return RevisionSeen(revision.place + 1, what[:1].upper() + what[1:], who, at, revision.normal)


def name_of(report: Held) -> str:
    """What the file is called outside: «bao-cao-2024-lan-1-cho-ky.pdf»."""
    return f"bao-cao-{report.year}-lan-{report.record['revision']}-cho-ky.pdf"


def annex_name_of(report: Held) -> str:
    """What Phụ lục I is called outside: «bao-cao-2024-lan-1-phu-luc-1-cho-dong-dau.pdf»."""
    return f"bao-cao-{report.year}-lan-{report.record['revision']}-phu-luc-1-cho-dong-dau.pdf"


def require_approved(report: Held) -> None:
    """Raises Refused, in words, when the report does not wait for the leader's signature."""
    after(Act.SIGN, report.state, report.name)


def content_of(file: Path) -> bytes:
    """The bytes of a file that came back. Raises Blocked."""
    from tmdt_desktop.signing.pdf_reading import LARGEST

    try:
        if file.stat().st_size > LARGEST:
            raise Refused(f"Tệp {file.name} quá lớn.", cure="Chọn đúng tệp PDF báo cáo đã ký.")
        return file.read_bytes()
    except OSError as fault:
        raise Blocked(f"Không đọc được tệp {file.name}.", cure="Cắm lại USB hoặc chọn lại tệp rồi thử lại.") from fault


def _agreed(seen: SignedSeen, number: str, issued_on: date | None) -> tuple[str, date | None]:
    """Number and day as the file says; what it does not say is as given.

    Raises:
        Refused: the two disagree. Invalid: neither says a number.
    """
    given = number.strip()
    if given and seen.number and _digits(given) != _digits(seen.number):
        raise Refused(
            f"Tệp ghi số {seen.number}, khác số {given} vừa nhập.", cure="Xem lại tệp rồi ghi đúng số của tệp."
        )
    if issued_on and seen.issued_on and issued_on != seen.issued_on:
        said = f"Tệp ghi ngày {day(seen.issued_on)}, khác ngày {day(issued_on)} vừa nhập."
        raise Refused(said, cure="Xem lại tệp rồi ghi đúng ngày của tệp.")
    if not (seen.number or given):
        raise Invalid("Tệp không ghi số văn bản.", cure="Ghi số theo sổ văn thư rồi nhận lại.")
    return seen.number or given, seen.issued_on or issued_on


def _digits(number: str) -> int:
    return int("".join(each for each in number.partition("/")[0] if each.isdigit()) or 0)


def _remember(batch: Batch, report: UUID, digest: str) -> None:
    kept = {"sha256": digest, "at": batch.act.at.isoformat()}
    files = held(batch.connection, report).files
    batch.update(Report, report, {"files": {**files, KEPT: kept}})
