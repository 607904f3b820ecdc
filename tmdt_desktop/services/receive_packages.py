"""Take in packages at the Department: each file is looked at by itself and ends in one heap, with its reasons."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, select

from tmdt_desktop.errors import Blocked, Damaged, Problem, Refused
from tmdt_desktop.i18n import day, number, utc_now, vietnam_time
from tmdt_desktop.records.package import Direction, Package, PackageState
from tmdt_desktop.records.report import ReportKind
from tmdt_desktop.services import answer_slips
from tmdt_desktop.services.answer_slips import SlipFacts, render_slip
from tmdt_desktop.services.answers import Answer, answer_code, answer_name, name_of_answer, write_answer
from tmdt_desktop.services.examination import OFFICE_KEY, examine, load_trust_or_none
from tmdt_desktop.services.export_package import SENT_FOLDER
from tmdt_desktop.services.key_standing import require_standing
from tmdt_desktop.services.left_behind import sweep
from tmdt_desktop.services.package_findings import told
from tmdt_desktop.services.package_reading import About
from tmdt_desktop.services.received_rows import replace_rows, shared_tax_codes
from tmdt_desktop.services.receiving_rules import (
    Case,
    Heap,
    Received,
    answer_to,
    damaged,
    figures_of,
    kind_of,
    not_for_the_register,
    report_words,
    wrong_period,
)
from tmdt_desktop.services.replaced_packages import replaced_findings, standing
from tmdt_desktop.services.signing_keys import KeyPlace, opened_key, padding_of
from tmdt_desktop.services.trust_at_hand import trust_at_hand
from tmdt_desktop.signing.verdicts import Verdict, weightiest
from tmdt_desktop.store import settings as store_settings
from tmdt_desktop.store.changes import Batch
from tmdt_desktop.store.settings import Settings
from tmdt_desktop.store.workspace import Workspace
from tmdt_desktop.task import SILENT, Task
from tmdt_desktop.whole_files import copied_out, digest_of

if TYPE_CHECKING:
    from tmdt_desktop.signing.keys import SigningKey
    from tmdt_desktop.signing.trust import TrustPack

__all__ = ["Heap", "ReceiveWish", "Received", "receive_packages"]
RECEIVED_FOLDER = "received"
DEPARTMENT = "SCT"


@dataclass(frozen=True)
class ReceiveWish:
    """Which files, the Department's key, and where answers go. `trust` None: the trust pack of the settings.

    `year`: when given, packages of other years are of the wrong period.
    """

    files: tuple[Path, ...]
    key: KeyPlace
    secret: str = field(repr=False)
    receipts_to: Path
    trust: Path | None = None
    year: int | None = None


def receive_packages(ws: Workspace, wish: ReceiveWish, task: Task = SILENT) -> tuple[Received, ...]:
    """Verify, sort, store and answer every file. One bad file never stops the rest; the same file twice is harmless.

    Raises:
        Refused: this office receives no packages, there is no trust pack, or the key is not the Department's in force.
        Blocked: the key does not open, or the folder for answers cannot be made. Damaged: the trust pack is not whole.
        Cancelled: the user stopped it; files that were done stay done.
    """
    from tmdt_desktop.signing.trust import Role

    if ws.office != DEPARTMENT:
        raise Refused("Sổ này không nhận gói.", why="Chỉ Sở Công thương nhận gói.", cure="Mở sổ của Sở Công thương.")
    with ws.read() as connection:
        settings = store_settings.load(connection)
    trust = load_trust_or_none(wish.trust) if wish.trust else trust_at_hand(ws, settings)
    if trust is None:
        raise Refused(
            "Chưa có gói tin cậy.",
            why="Không có nó thì không biết ai đã ký.",
            cure="Phát hành gói tin cậy ở trang Gói tin cậy.",
        )
    _make_folder(wish.receipts_to)
    with opened_key(wish.key, wish.secret, padding_of(settings)) as key:
        key.require_usable()
        require_standing(key, trust, DEPARTMENT, Role.DEPARTMENT)
        sweep(ws.path, least_age=0)
        return _each(_Desk(ws, wish, settings, trust, key), task)


def _each(desk: "_Desk", task: Task) -> tuple[Received, ...]:
    made, files = [], desk.wish.files
    for done, file in enumerate(files):
        task.step(done, len(files), file.name)
        made.append(_one(desk, file, task))
    return tuple(made)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise Blocked(
            f"Không tạo được thư mục {folder.name} để ghi phiếu.",
            cure="Cắm lại USB hoặc chọn thư mục khác để ghi phiếu.",
        ) from fault


def _one(desk: "_Desk", file: Path, task: Task) -> Received:
    try:
        return desk.receive(file, task)
    except Damaged as told_:
        return Received(file, Heap.DAMAGED, Verdict.DAMAGED.value, told_.what, told_.cure)
    except Problem as told_:
        return Received(file, Heap.UNREAD, Verdict.UNDETERMINED.value, f"{told_.what} {told_.why}".strip(), told_.cure)


@dataclass(frozen=True)
class _Desk:
    """Where packages are taken in: the workspace, the wish, and what was opened for it."""

    ws: Workspace
    wish: ReceiveWish
    settings: Settings
    trust: "TrustPack"
    key: "SigningKey" = field(repr=False)

    def receive(self, file: Path, task: Task) -> Received:
        sha256 = _readable_digest(file)
        with self._opened(file) as plain:
            examined = examine(plain, self.trust, task)
            refused = not_for_the_register(file, examined, self.trust)
            if refused is not None or examined.about is None:
                return refused or damaged(file, examined)
            case = Case(file, sha256, examined, examined.about, utc_now().replace(microsecond=0), examined.findings)
            return self._sorted(case, task)

    @contextmanager
    def _opened(self, file: Path) -> Iterator[Path]:
        """The file itself or, while the block lasts, its decrypted content inside the workspace."""
        from tmdt_desktop.signing.encryption import decrypt_file, is_encrypted

        if not is_encrypted(file):
            yield file
            return
        plain = self.ws.path / RECEIVED_FOLDER / f".{uuid4().hex}.asice"
        plain.parent.mkdir(exist_ok=True)
        try:
            decrypt_file(file, plain, self.key)
            yield plain
        finally:
            plain.unlink(missing_ok=True)

    def _sorted(self, case: Case, task: Task) -> Received:
        known = self._known(case.about.content_id)
        if known is not None:
            return self._again(case, known)
        wrong = wrong_period(case.about, self.settings, self.wish.year)
        if wrong is not None:
            return replace(case, findings=(wrong, *case.findings)).received(
                Heap.WRONG_PERIOD, wrong.sentence, wrong.cure
            )
        if case.examined.verdict.rank >= Verdict.INVALID.rank:
            return self._returned(case)
        if self._newer_stands(case.about):
            return self._older(case)
        case = self._beside_what_came(case)
        return self._returned(case) if case.examined.verdict is Verdict.INVALID else self._accepted(case, task)

    def _beside_what_came(self, case: Case) -> Case:
        """The case with what is told of it by the packages that came before."""
        with self.ws.read() as connection:
            found = tuple(replaced_findings(connection, case.about, case.examined.content.figures))
        findings = (*case.findings, *found)
        return replace(case, examined=replace(case.examined, findings=findings), findings=findings)

    def _known(self, id_: UUID) -> dict[str, Any] | None:
        with self.ws.read() as connection:
            return _received(connection, id_)

    def _require_new(self, batch: Batch, case: Case) -> None:
        """Another desk may have decided on the package since it was looked up; under the write lock nobody can."""
        if _received(batch.connection, case.about.content_id) is not None:
            raise _overtaken(case)

    def _require_newest(self, batch: Batch, case: Case) -> tuple[UUID, ...]:
        """The accepted packages whose place this one takes."""
        stands = standing(batch.connection, case.about)
        if any(each.age >= case.about.age for each in stands):
            raise _overtaken(case)
        return tuple(each.id for each in stands)

    def _again(self, case: Case, known: dict[str, Any]) -> Received:
        """A package that was decided already: nothing changes; its answer is written once more where it is missing."""
        answer = self._kept_answer(known)
        target = self.wish.receipts_to / answer.name if answer else None
        if answer and target and not target.exists():
            copied_out(answer, target)
        code = f" (phiếu {known['receipt_code']})" if known["receipt_code"] else ""
        sentence = f"Gói này đã nhận ngày {day(vietnam_time(known['moved_at']))}: {known['state'].value.lower()}{code}."
        returned = known["state"] is PackageState.RETURNED
        cure = "Gửi phiếu trả lại cho đơn vị." if returned else "Không cần làm gì."
        return replace(case.received(Heap.DUPLICATE, sentence, cure, target), returned=returned)

    def _kept_answer(self, known: dict[str, Any]) -> Path | None:
        name = name_of_answer(known)
        kept = self.ws.path / SENT_FOLDER / name if name else None
        return kept if kept and kept.exists() else None

    def _newer_stands(self, about: About) -> bool:
        with self.ws.read() as connection:
            return any(each.age >= about.age for each in standing(connection, about))

    def _older(self, case: Case) -> Received:
        with self.ws.change("Nhận gói cũ hơn bản đã nhận") as batch:
            self._require_new(batch, case)
            self._note(batch, case, PackageState.OLDER, None)
        sentence = f"Đã tiếp nhận bản mới hơn của {report_words(case.about)} của {case.about.office_name}."
        return case.received(Heap.OLDER, sentence, "Giữ bản đã nhận; không cần làm gì.")

    def _returned(self, case: Case) -> Received:
        facts = self._slip_facts(case, accepted=False)
        slip = answer_slips.returned(case.about, case.findings, facts, self.settings)
        answer = answer_to(case, facts, accepted=False)
        with self._answering(answer, slip) as kept, self.ws.change(f"Trả lại gói của {case.about.office}") as batch:
            self._require_new(batch, case)
            self._note(batch, case, PackageState.RETURNED, answer.code)
        first = weightiest(case.findings)
        written, trouble = self._delivered(kept)
        return case.received(
            Heap.RETURNED, f"{first.sentence if first else ''}{trouble}", "Gửi phiếu trả lại cho đơn vị.", written
        )

    def _accepted(self, case: Case, task: Task) -> Received:
        about, records = case.about, case.examined.content.records or {}
        with self.ws.read() as connection:
            shared = shared_tax_codes(connection, about, records)
        if shared:
            case = replace(case, findings=(*case.findings, told("shared_tax_codes", count=number(shared))))
        facts = self._slip_facts(case, accepted=True)
        answer = answer_to(case, facts, accepted=True)
        slip = answer_slips.receipt(case.examined, about, facts, self.settings)
        with self._answering(answer, slip) as kept, self.ws.change(f"Tiếp nhận gói của {about.office}") as batch:
            self._require_new(batch, case)
            before = self._require_newest(batch, case)
            for id_ in before:
                batch.update(Package, id_, {"state": PackageState.SUPERSEDED})
            self._note(batch, case, PackageState.ACCEPTED, answer.code)
            if kind_of(about) is ReportKind.ANNUAL:  # other reports tell of rows that the year's tells again
                replace_rows(batch, about, records, before, task)
        written, trouble = self._delivered(kept)
        sentence = f"Đã tiếp nhận {report_words(about)} của {about.office_name}, phiếu {answer.code}.{trouble}"
        return case.received(Heap.ACCEPTED, sentence, "Gửi phiếu tiếp nhận cho đơn vị.", written)

    def _slip_facts(self, case: Case, *, accepted: bool) -> SlipFacts:
        about = case.about
        code = answer_code(about.content_id, about.office, about.year, accepted=accepted)
        return SlipFacts(self.ws.office, code, case.at, about.content_id, case.sha256)

    @contextmanager
    def _answering(self, answer: Answer, slip: Any) -> Iterator[Path]:
        """The signed answer in the workspace; it vanishes again when the block fails."""
        folder = self.ws.path / SENT_FOLDER
        folder.mkdir(exist_ok=True)
        kept = folder / answer_name(answer)
        printed = folder / f".{uuid4().hex}.pdf"
        try:
            render_slip(slip, printed)
            write_answer(answer, printed, kept, self.key)
        finally:
            printed.unlink(missing_ok=True)
        try:
            yield kept
        except BaseException:
            kept.unlink(missing_ok=True)
            raise

    def _delivered(self, kept: Path) -> tuple[Path | None, str]:
        """The answer in the chosen folder or, where that fails after the decision stands, the sentence that says so."""
        try:
            target = copied_out(kept, self.wish.receipts_to / kept.name)
        except Problem as told_:
            return None, f" Chưa ghi được phiếu: {told_.what} Nhận lại tệp này để ghi phiếu lần nữa."
        return target, ""

    def _note(self, batch: Batch, case: Case, state: PackageState, answer: str | None) -> None:
        """The package's row with the code of its `answer`; the file as it came is kept under its hash."""
        about, signer = case.about, case.examined.signature(OFFICE_KEY)
        self._keep(case)
        row = {
            "file_name": case.file.name,
            "direction": Direction.RECEIVED,
            "sender": about.office,
            "kind": kind_of(about),
            "year": about.year,
            "revision": about.revision,
            "moved_at": case.at,
            "state": state,
            "verdict": case.examined.verdict.value,
            "signer": signer.who if signer else None,
            "sha256": case.sha256,
            "content_id": str(about.content_id),
            "replaces": str(about.replaces[0]) if about.replaces else None,
            "receipt_code": answer,
            "figures": figures_of(case),
            "findings": [[each.weight.name, each.code, each.sentence] for each in case.findings] or None,
        }
        batch.insert(Package, [row], ids=[about.content_id])

    def _keep(self, case: Case) -> None:
        folder = self.ws.path / RECEIVED_FOLDER
        folder.mkdir(exist_ok=True)
        ending = "".join(case.file.suffixes[-2:]) if case.file.suffix == ".p7m" else ".asice"
        target = folder / f"{case.sha256}{ending}"
        if not target.exists():
            copied_out(case.file, target)


def _received(connection: Connection, id_: UUID) -> dict[str, Any] | None:
    """The row of a package that was decided on."""
    table = Package.__table__.c
    mine = (table.id == id_, table.direction == Direction.RECEIVED)
    found = connection.execute(select(Package.__table__).where(*mine)).mappings().first()
    return dict(found) if found else None


def _overtaken(case: Case) -> Refused:
    return Refused(
        f"Gói của {case.about.office_name} vừa được nhận ở máy khác.", cure="Nhận lại tệp này để xem kết quả."
    )


def _readable_digest(file: Path) -> str:
    try:
        return digest_of(file)
    except OSError as fault:
        raise Blocked(f"Không đọc được tệp {file.name}.", cure="Cắm lại USB hoặc chọn lại tệp.") from fault
