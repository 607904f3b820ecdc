"""What the Department answers with, a signed receipt or a signed return, and how the sender takes it in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import select

from tmdt_desktop.errors import Damaged, Refused
from tmdt_desktop.i18n import VIETNAM
from tmdt_desktop.records.package import Direction, Package, PackageState
from tmdt_desktop.records.report import Report, ReportState
from tmdt_desktop.services.package_content import ANSWER, ANSWER_FILES, SLIP, as_json
from tmdt_desktop.services.package_reading import Unreadable, read_answer
from tmdt_desktop.services.report_head import LONGEST_WORDS
from tmdt_desktop.services.report_life import GONE_OUT, Held, held, note, series_of
from tmdt_desktop.services.report_steps import LEADS, Act, Step
from tmdt_desktop.services.trust_at_hand import trust_at_hand
from tmdt_desktop.signing.verdicts import Verdict, weightiest
from tmdt_desktop.store.changes import Batch
from tmdt_desktop.store.workspace import Workspace
from tmdt_desktop.task import SILENT, Task
from tmdt_desktop.whole_files import publish_bytes

if TYPE_CHECKING:
    from tmdt_desktop.signing.container import Container
    from tmdt_desktop.signing.keys import SigningKey
    from tmdt_desktop.signing.trust import TrustPack

FORMAT, FORMAT_VERSION = "tmdt-answer", 1
_MARKS = {True: "TN", False: "TL"}


@dataclass(frozen=True)
class Answer:
    """What the Department says of one package. `accepted` False: sent back, for `reasons`.

    `code`: «TN-2024-246-3FA9C2D1», the same each time for the same package. `sha256`: of the file as it came.
    """

    accepted: bool
    code: str
    receiver: str
    office: str
    year: int
    revision: int
    package: UUID
    file_name: str
    sha256: str
    received_at: datetime
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Taken:
    """What taking an answer in did: whose report, where it stands now in words, and one sentence for the clerk."""

    report: str
    state: str
    sentence: str
    code: str
    new: bool


def answer_code(package: UUID, office: str, year: int, *, accepted: bool) -> str:
    """The code of an answer."""
    return f"{_MARKS[accepted]}-{year}-{office}-{package.hex[:8].upper()}"


def answer_name(answer: Answer) -> str:
    """«TMDT_TN_246_2024_nam_l1_20241218090512.asice»."""
    return _file_name(_MARKS[answer.accepted], answer.office, answer.year, answer.revision, answer.received_at)


def name_of_answer(package: Mapping[str, Any]) -> str:
    """What the answer to a received package is called, by the package's row; empty when it has none."""
    mark = (package["receipt_code"] or "").partition("-")[0]
    if mark not in _MARKS.values():
        return ""
    return _file_name(mark, package["sender"], package["year"], package["revision"], package["moved_at"])


def _file_name(mark: str, office: str, year: int, revision: int, at: datetime) -> str:
    return f"TMDT_{mark}_{office}_{year}_nam_l{revision}_{at.astimezone(VIETNAM):%Y%m%d%H%M%S}.asice"


def write_answer(answer: Answer, slip: Path, target: Path, key: "SigningKey") -> None:
    """The answer as one signed container at `target`, with the printed slip inside.

    Raises:
        Refused, Blocked, Damaged: as `signing.container.write_container`.
    """
    from tmdt_desktop.signing.container import Part, write_container

    parts = (
        Part(ANSWER, "application/json", as_json(_told(answer))),
        Part(SLIP, "application/pdf", slip),
    )
    write_container(target, parts, key)


def _told(answer: Answer) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "version": FORMAT_VERSION,
        "answer": "receipt" if answer.accepted else "return",
        "code": answer.code,
        "receiver": answer.receiver,
        "office": answer.office,
        "year": answer.year,
        "revision": answer.revision,
        "package": {
            "content_id": str(answer.package),
            "file_name": answer.file_name,
            "sha256": answer.sha256,
        },
        "received_at": answer.received_at.isoformat(timespec="seconds"),
        "reasons": list(answer.reasons),
    }


def take_answer(ws: Workspace, file: Path, task: Task = SILENT) -> Taken:
    """Take in a receipt or a return slip of the Department. Taking the same one twice changes nothing.

    Raises:
        Refused: nobody known signed it, it is for another office, or no sent package answers to it.
        Damaged: it is no such file, or was changed. Blocked: it cannot be read.
    """
    from tmdt_desktop.signing.container import read_container

    trust = trust_at_hand(ws)
    if trust is None:
        raise Refused(
            "Chưa kiểm tra được phiếu.",
            why="Sổ chưa biết gói tin cậy nào để nhận ra chữ ký của Sở.",
            cure="Nạp gói tin cậy do Sở Công thương cấp rồi nhận lại phiếu.",
        )
    task.step(0, 2, "Kiểm tra phiếu")
    container = read_container(file, trust)
    answer = signed_answer(container, trust)
    task.step(1, 2, "Ghi vào sổ")
    return _Taking(ws, answer).run(file, container.sha256)


def signed_answer(container: "Container", trust: "TrustPack") -> Answer:
    """What a file of the Department says, once its signature is known to be the Department's.

    Raises:
        Refused: nobody known signed it. Damaged: it is no such file, or was changed.
    """
    _require_department(container, trust)
    return _read(container)


def _require_department(container: "Container", trust: "TrustPack") -> None:
    from tmdt_desktop.signing.trust import Role

    first = weightiest(container.findings)
    if first is not None and first.weight.rank >= Verdict.INVALID.rank:
        raise Damaged(f"Phiếu không dùng được: {first.sentence}", cure="Xin Sở Công thương gửi lại phiếu.")
    if first is not None and first.weight is Verdict.UNDETERMINED:
        raise Refused(f"Chưa rõ ai ký phiếu này: {first.sentence}", cure=first.cure)
    known = trust.registered(container.signatures[0].fingerprint) if container.signatures else None
    if known is None or known.role is not Role.DEPARTMENT:
        raise Refused(
            "Phiếu này không do Sở Công thương ký.",
            why=f"Người ký: {known.owner}." if known else "Chữ ký không có trong gói tin cậy.",
            cure="Chọn đúng tệp phiếu do Sở Công thương gửi.",
        )


def _read(container: "Container") -> Answer:
    try:
        if set(container.names) != ANSWER_FILES:
            raise Unreadable
        raw = read_answer(container.read(ANSWER), FORMAT, FORMAT_VERSION)
        return Answer(**raw)
    except Unreadable as fault:
        raise Damaged(
            "Tệp này không phải phiếu tiếp nhận hay phiếu trả lại.",
            why="Nội dung không đúng mẫu của phiếu.",
            cure="Chọn tệp có tên bắt đầu bằng TMDT_TN hoặc TMDT_TL.",
        ) from fault


class _Taking:
    """One answer meeting the register of packages."""

    def __init__(self, ws: Workspace, answer: Answer) -> None:
        self.ws, self.answer = ws, answer

    def run(self, file: Path, sha256: str) -> Taken:
        if self.answer.office != self.ws.office:
            raise Refused(
                "Phiếu này gửi cho đơn vị khác.",
                why=f"Mã đơn vị trên phiếu là {self.answer.office}.",
                cure="Chuyển phiếu cho đúng đơn vị.",
            )
        sent = self._sent()
        if sent["receipt_code"]:
            return self._once_more(sent)
        kept = self.ws.path / "received" / f"{sha256}.asice"
        kept.parent.mkdir(exist_ok=True)
        publish_bytes(kept, file.read_bytes())
        words = "Nhận phiếu tiếp nhận" if self.answer.accepted else "Nhận phiếu trả lại"
        with self.ws.change(words) as batch:
            name, state = self._note(batch, sent)
        return Taken(name, state.value, self._sentence(), self.answer.code, new=True)

    def _sent(self) -> dict[str, Any]:
        table = Package.__table__.c
        with self.ws.read() as connection:
            mine = (table.id == self.answer.package, table.direction == Direction.SENT)
            found = connection.execute(select(Package.__table__).where(*mine)).mappings().first()
        if found is None:
            raise Refused(
                "Không có gói đã gửi nào ứng với phiếu này.",
                why=f"Phiếu {self.answer.code} trả lời tệp {self.answer.file_name}.",
                cure="Mở đúng sổ đã gửi gói đó rồi nhận phiếu.",
            )
        if found["sha256"] != self.answer.sha256:
            raise Refused(
                "Phiếu này trả lời một tệp khác với tệp đã gửi.",
                why="Mã băm trên phiếu không trùng với mã băm của gói.",
                cure="Gọi Sở Công thương để đối chiếu tệp đã nhận.",
            )
        return dict(found)

    def _once_more(self, sent: Mapping[str, Any]) -> Taken:
        if sent["receipt_code"] != self.answer.code:
            raise Refused(
                f"Gói này đã có phiếu {sent['receipt_code']}.",
                why=f"Phiếu vừa chọn là {self.answer.code}.",
                cure="Gọi Sở Công thương hỏi phiếu nào có hiệu lực.",
            )
        name, state = self._report(sent["report_id"])
        return Taken(name, state.value, "Phiếu này đã nhận rồi; không có gì thay đổi.", self.answer.code, new=False)

    def _note(self, batch: Batch, sent: Mapping[str, Any]) -> tuple[str, ReportState]:
        accepted = self.answer.accepted
        values = {
            "state": PackageState.ACKNOWLEDGED if accepted else PackageState.RETURNED,
            "receipt_code": self.answer.code,
            "findings": [["INVALID", "returned", reason] for reason in self.answer.reasons] or None,
        }
        batch.update(Package, sent["id"], values)
        if accepted:
            _supersede_before(batch, sent)
        report = batch.read(Report, sent["report_id"])
        if report is None:
            return str(sent["file_name"]), ReportState.RECEIVED
        if report["last_package"] == sent["id"] and report["state"] is ReportState.SENT:
            act = Act.RECEIVE if accepted else Act.RETURN
            words = " ".join((self.answer.code, *self.answer.reasons))
            there = held(batch.connection, report["id"])
            note(batch, there, act, Step(act, batch.act.at, batch.act.by, words[:LONGEST_WORDS]))
            if accepted:
                _replace_before(batch, there)
            return str(report["name"]), LEADS[act][ReportState.SENT]
        return str(report["name"]), report["state"]

    def _report(self, id_: UUID) -> tuple[str, ReportState]:
        table = Report.__table__.c
        with self.ws.read() as connection:
            name, state = connection.execute(select(table.name, table.state).where(table.id == id_)).one()
        return str(name), state

    def _sentence(self) -> str:
        if self.answer.accepted:
            return "Sở Công thương đã tiếp nhận; số liệu được đưa vào tổng hợp toàn tỉnh."
        reasons = " ".join(self.answer.reasons[:3])
        return f"Sở Công thương trả lại: {reasons} Lập bản sửa đổi rồi gửi lại."


def _supersede_before(batch: Batch, sent: Mapping[str, Any]) -> None:
    """Packages of the same report sent before an accepted one no longer stand."""
    table, report = Package.__table__.c, batch.read(Report, sent["report_id"])
    live = table.state.in_([PackageState.SENT, PackageState.ACKNOWLEDGED])
    older = (table.direction == Direction.SENT, table.moved_at < sent["moved_at"], live)
    same = table.report_id.in_(select(Report.id).where(*series_of(report))) if report else table.id == sent["id"]
    for id_ in batch.connection.scalars(select(table.id).where(*older, same)).all():
        batch.update(Package, id_, {"state": PackageState.SUPERSEDED})


def _replace_before(batch: Batch, accepted: Held) -> None:
    """Earlier revisions that had gone out are replaced by the one that was accepted."""
    table = Report.__table__.c
    older = (*series_of(accepted.record), table.revision < accepted.record["revision"])
    gone = table.state.in_([*GONE_OUT, ReportState.RETURNED])
    for id_ in batch.connection.scalars(select(table.id).where(*older, gone)).all():
        note(
            batch,
            held(batch.connection, id_),
            Act.REPLACE,
            Step(Act.REPLACE, batch.act.at, batch.act.by, accepted.name),
        )
