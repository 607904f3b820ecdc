"""Pack a sealed report with its data into one signed file, put it where the clerk wants it, and remember having done so."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Connection, select

from tmdt_desktop.errors import Blocked, Damaged, Refused
from tmdt_desktop.i18n import utc_now
from tmdt_desktop.records.package import Direction, Package, PackageState
from tmdt_desktop.records.report import Report
from tmdt_desktop.services.examination import examine, load_trust_or_none
from tmdt_desktop.services.key_standing import require_standing
from tmdt_desktop.services.left_behind import EXPORT_PREFIX
from tmdt_desktop.services.many_rows import sweeping_later
from tmdt_desktop.services.package_changes import Replaced
from tmdt_desktop.services.package_checks import ContentReading, Contents, check_content
from tmdt_desktop.services.package_content import LIST, Content, Wish, build, digest_of_source, file_name
from tmdt_desktop.services.package_encryption import (
    ENCRYPTED,
    Receivers,
    chosen_receivers,
    department_of,
    encrypted,
    joined,
    require_as_sent,
)
from tmdt_desktop.services.package_findings import sentences
from tmdt_desktop.services.package_rows import lists_businesses
from tmdt_desktop.services.report_files import file_of
from tmdt_desktop.services.report_life import GONE_OUT, Held, held, note, series_of
from tmdt_desktop.services.report_steps import LEADS, Act, Step
from tmdt_desktop.services.request_cited import answered_by
from tmdt_desktop.services.signing_keys import KeyPlace, opened_key, padding_of
from tmdt_desktop.services.trust_at_hand import trust_at_hand
from tmdt_desktop.signing.verdicts import Verdict
from tmdt_desktop.store import settings as store_settings
from tmdt_desktop.store.changes import Batch
from tmdt_desktop.store.workspace import Workspace
from tmdt_desktop.task import SILENT, Task
from tmdt_desktop.whole_files import copied_out, digest_of

if TYPE_CHECKING:
    from tmdt_desktop.signing.keys import SigningKey
    from tmdt_desktop.signing.trust import TrustPack

SENT_FOLDER = "sent"


@dataclass(frozen=True)
class ExportWish:
    """Which report goes where. `key` with `secret` is the office's key; `encrypt_to` certificate files of receivers
    (.crt, .cer, PEM or DER). `for_department`: the Department opens it too, where the trust pack carries its
    certificate. Without any receiver the package stays readable. `sensitive`: personal columns go too.
    """

    report: UUID
    to: Path
    key: KeyPlace
    secret: str = field(repr=False)
    encrypt_to: tuple[Path, ...] = ()
    sensitive: bool = False
    for_department: bool = True


@dataclass(frozen=True)
class ExportReceipt:
    """What was written and read back. `sha256` in lower hex and `size` in bytes are those of `file`; `signed_at` UTC.

    `opened_by`: who can open an encrypted package; `told`: why one that was to be encrypted is not. `remarks`: what
    should have gone along and does not.
    """

    file: Path
    sha256: str
    size: int
    signed_at: datetime
    encrypted: bool
    content_id: UUID
    kept: Path
    opened_by: tuple[str, ...] = ()
    told: str = ""
    remarks: tuple[str, ...] = ()


def export_package(ws: Workspace, wish: ExportWish, task: Task = SILENT) -> ExportReceipt:
    """Write the package of a sealed report. A report that was sent already is written once more, byte for byte.

    Either the file stands in the folder, its copy in the workspace and both in the register, or nothing has changed.
    Raises:
        Refused: the report is not sealed, the rows do not pass the package's own check, or the key may not sign.
        Blocked: the key does not open, the folder is gone or the disk full. Damaged: what was written does not read back.
        Cancelled: the user stopped it.
    """
    with ws.read() as connection:
        report, settings = held(connection, wish.report), store_settings.load(connection)
        before = _last_sent(connection, report)
    _require_folder(wish.to)
    if report.state in GONE_OUT:
        with opened_key(wish.key, wish.secret):
            pass  # whoever cannot open the key may not have the package either
        return _once_more(ws, report, wish)
    if report.state not in LEADS[Act.SEND]:
        raise Refused(
            f"«{report.record['name']}» chưa gửi được.",
            why=f"Báo cáo đang ở bước «{report.state.value}».",
            cure="Lãnh đạo ký và đóng dấu cơ quan trước, rồi xuất gói.",
        )
    trust = trust_at_hand(ws, settings)
    with opened_key(wish.key, wish.secret, padding_of(settings)) as key:
        key.require_usable()
        _require_office(ws, key, trust)
        return _Export(ws, wish, report, trust, task).run(key, before)


class _Export:
    """One export. Files made on the way vanish again when a later step fails."""

    def __init__(self, ws: Workspace, wish: ExportWish, report: Held, trust: "TrustPack | None", task: Task) -> None:
        self.ws, self.wish, self.report, self.task = ws, wish, report, task
        self.trust = trust
        self.receivers = Receivers()
        self._made: list[Path] = []

    def run(self, key: "SigningKey", before: Mapping[str, Any] | None) -> ExportReceipt:
        self.receivers = self._receivers()
        try:
            (self.ws.path / SENT_FOLDER).mkdir(exist_ok=True)
            with TemporaryDirectory(prefix=EXPORT_PREFIX, dir=self.ws.path / SENT_FOLDER) as parts:
                with sweeping_later():
                    content = self._content(before, Path(parts))
                checked = require_sound(content)
                content = replace(content, rows={})  # thousands of rows, of no use to what follows
                kept, signed_at = self._packed(content, checked, key)
            target = self._delivered(kept)
            with self.ws.change("Xuất gói gửi") as batch:
                self._note(batch, content, kept, key)
        except BaseException:
            for path in self._made:
                path.unlink(missing_ok=True)
            raise
        digest, size = digest_of(target), target.stat().st_size
        to = self.receivers
        made = ExportReceipt(target, digest, size, signed_at, bool(to.all), content.id, kept)
        return replace(made, opened_by=to.owners, told=to.sentence, remarks=remarks_on(content))

    def _receivers(self) -> Receivers:
        """Who is to open the package; certificates that do not fit are told before anything is made."""
        chosen = chosen_receivers(self.wish.encrypt_to, self.trust)
        return joined(chosen, department_of(self.trust)) if self.wish.for_department else chosen

    def _content(self, before: Mapping[str, Any] | None, folder: Path) -> Content:
        self.task.step(0, 4, "Gom dữ liệu")
        report = self.report
        goes = "annex_sealed" in report.files and lists_businesses(report)
        listed = file_of(self.ws, report, "annex_sealed") if goes else None
        pdf, annex = file_of(self.ws, report, "sealed"), file_of(self.ws, report, "xlsx")
        with self.ws.read() as connection:
            replaced = (
                Replaced(before["id"], before["sha256"], held(connection, before["report_id"])) if before else None
            )
            wish = Wish(pdf, annex, listed, utc_now(), replaced, self.wish.sensitive, folder)
            return build(connection, report, wish)

    def _packed(self, content: Content, checked: ContentReading, key: "SigningKey") -> tuple[Path, datetime]:
        """The package as it will travel, in the workspace."""
        from tmdt_desktop.signing.container import Part, write_container

        self.task.step(1, 4, "Ký gói")
        folder = self.ws.path / SENT_FOLDER
        signed = folder / file_name(content.about)
        parts = [Part(each.name, each.media_type, each.source) for each in content.files]
        receipt = write_container(signed, parts, key)
        self._made.append(signed)
        _require_acceptable(signed, self.trust, checked)
        sealed = encrypted(signed, self.receivers)
        self._made.append(sealed)
        return sealed, receipt.signed_at

    def _delivered(self, kept: Path) -> Path:
        self.task.step(2, 4, "Ghi ra nơi nhận")
        target = copied_out(kept, self.wish.to / kept.name)
        self._made.append(target)
        return target

    def _note(self, batch: Batch, content: Content, kept: Path, key: "SigningKey") -> None:
        """The package's row and the report's new state; the report must still be what was packed."""
        self.task.step(3, 4, "Ghi vào sổ")
        about = content.about
        row = {
            "file_name": kept.name,
            "direction": Direction.SENT,
            "sender": about["office"]["code"],
            "kind": self.report.kind,
            "year": about["year"],
            "revision": about["revision"],
            "moved_at": datetime.fromisoformat(about["made_at"]),
            "state": PackageState.SENT,
            "signer": key.owner,
            "sha256": digest_of(kept),
            "content_id": str(content.id),
            "replaces": about["replaces"]["content_id"] if about["replaces"] else None,
            "report_id": self.report.id,
            "figures": {"personal_columns": self.wish.sensitive, "encrypted_to": self.receivers.fingerprints},
        }
        batch.insert(Package, [row], ids=[content.id])
        step = Step(Act.SEND, batch.act.at, batch.act.by, kept.name)
        note(batch, self.report, Act.SEND, step, {"last_package": content.id})
        if self.report.asked:
            answered_by(batch, self.report, content.id)


def _require_folder(folder: Path) -> None:
    """Raises Blocked when there is no such folder; none is made, since a stick that is gone would be one on the disk."""
    if not folder.is_dir():
        raise Blocked(
            f"Không có thư mục «{folder.name or folder}» để ghi gói.",
            cure="Tạo thư mục đó hoặc chọn thư mục khác; nếu là USB thì cắm lại USB rồi xuất lại.",
        )


def remarks_on(content: Content) -> tuple[str, ...]:
    """What should have gone along: Phụ lục I with every report that is asked for by a term."""
    asked, there = content.about["answers"] is not None, {each.name for each in content.files}
    return () if asked or LIST in there else ("Gói đi không kèm Phụ lục I: sổ chưa có Phụ lục I đã đóng dấu.",)


def require_sound(content: Content) -> ContentReading:
    """Refuse to sign what the receiver would send back; what came of the check, without the rows.

    Raises:
        Refused: with the first reasons.
    """
    sources = {each.name: each.source for each in content.files}
    sizes = {name: len(src) if isinstance(src, bytes) else src.stat().st_size for name, src in sources.items()}

    def read(name: str) -> bytes:
        source = sources[name]
        return source if isinstance(source, bytes) else source.read_bytes()

    digests = {name: digest_of_source(source) for name, source in sources.items()}
    checked = check_content(Contents(sizes, read, content.rows, digests))
    found = [each for each in checked.findings if each.weight.rank >= Verdict.INVALID.rank]
    if found:
        raise Refused(
            "Chưa xuất được gói: dữ liệu không khớp với báo cáo đã ký.",
            why=" ".join(sentences(found)[:3]),
            cure="Sửa các dòng nêu trên rồi lập bản báo cáo sửa đổi.",
        )
    return replace(checked, records=None)


def _require_acceptable(package: Path, trust: "TrustPack | None", checked: ContentReading) -> None:
    """Look at the finished package as its receiver will; without a trust pack nobody's signature can be more than unknown.

    Raises:
        Refused: the receiver would not accept it. Damaged: the trust pack is not whole. Blocked: it cannot be read.
    """
    examined = examine(package, trust or load_trust_or_none(None), checked=checked)
    worst = Verdict.WARNED if trust else Verdict.UNDETERMINED
    if examined.verdict.rank > worst.rank:
        raise Refused(
            "Chưa xuất được gói: nơi nhận sẽ không nhận gói này.",
            why=" ".join(sentences(examined.findings)[:3]),
            cure="Sửa theo các điểm nêu trên; nếu chữ ký trên báo cáo có lỗi thì lập bản sửa đổi rồi ký lại.",
        )


def _require_office(ws: Workspace, key: "SigningKey", trust: "TrustPack | None") -> None:
    """Refuse a key that the trust pack at hand does not know as the office's seal in force."""
    from tmdt_desktop.signing.trust import Role

    if trust is not None:
        require_standing(key, trust, ws.office, Role.SEAL)


def _last_sent(connection: Connection, report: Held) -> Mapping[str, Any] | None:
    """The newest package sent for this report or an earlier revision of it: id, SHA-256 and report."""
    table = Package.__table__.c
    same = table.report_id.in_(select(Report.id).where(*series_of(report.record)))
    sent = (table.direction == Direction.SENT, table.package.is_(None), same)
    newest = select(table.id, table.sha256, table.report_id).where(*sent).order_by(table.moved_at.desc()).limit(1)
    found = connection.execute(newest).mappings().first()
    return dict(found) if found else None


def _once_more(ws: Workspace, report: Held, wish: ExportWish) -> ExportReceipt:
    """The kept copy of what was sent, written again."""
    with ws.read() as connection:
        table = Package.__table__.c
        row = connection.execute(select(Package.__table__).where(table.id == report.record["last_package"]))
        sent = row.mappings().first()
    kept = ws.path / SENT_FOLDER / sent["file_name"] if sent else None
    if sent is None or kept is None or not kept.exists() or digest_of(kept) != sent["sha256"]:
        raise Damaged(
            "Bản lưu của gói đã gửi không còn nguyên.",
            why="Tệp trong thư mục sent của sổ đã bị xóa hoặc sửa.",
            cure="Phục hồi từ bản sao lưu, hoặc lập bản báo cáo sửa đổi rồi gửi lại.",
        )
    require_as_sent(kept, sent["figures"] or {}, chosen_receivers(wish.encrypt_to), sensitive=wish.sensitive)
    target = copied_out(kept, wish.to / kept.name)
    signed_at: datetime = sent["moved_at"]
    sealed = kept.suffix == ENCRYPTED
    return ExportReceipt(target, sent["sha256"], kept.stat().st_size, signed_at, sealed, sent["id"], kept)
