"""Two signatures on a report: the leader's, then the office's seal over it (NĐ 30/2020/NĐ-CP, Điều 5, Phụ lục I)."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

from tmdt_desktop.errors import Blocked, Refused
from tmdt_desktop.i18n import day, utc_now, vietnam_time
from tmdt_desktop.records.report import ReportState
from tmdt_desktop.services.key_standing import require_standing
from tmdt_desktop.services.report_checks import require_named
from tmdt_desktop.services.report_content import issuer, numbered
from tmdt_desktop.services.report_files import NAMES, described, file_of, folder_of
from tmdt_desktop.services.report_life import UNSIGNED, Held, held, note
from tmdt_desktop.services.report_steps import Act, Step, after
from tmdt_desktop.services.signing_keys import KeyPlace, looked_at_key, opened_key, padding_of
from tmdt_desktop.services.trust_at_hand import trust_at_hand
from tmdt_desktop.store import settings as store_settings
from tmdt_desktop.store.settings import Settings
from tmdt_desktop.store.workspace import Workspace
from tmdt_desktop.task import SILENT, Task

if TYPE_CHECKING:
    from tmdt_desktop.signing.keys import SigningKey
    from tmdt_desktop.signing.pdf import Box, PdfReceipt, PdfSigning
    from tmdt_desktop.signing.time_stamps import OfficeStamper

SignRole = Literal["leader", "seal"]
Turn = Literal["leader", "seal", "done"]
_LARGEST_IMAGE = 4 << 20
_SOON = 30
_SAID = {"leader": "Lãnh đạo ký", "seal": "Đóng dấu cơ quan"}
_KIND: Mapping[str, str] = {"leader": "signed", "seal": "sealed"}


@dataclass(frozen=True)
class KeyFacts:
    """Whose key it is. Moments are UTC; `sentence` says whether it may sign now, and what to do if not."""

    owner: str
    organisation: str
    issuer: str
    not_before: datetime
    not_after: datetime
    fingerprint: str
    usable: bool
    sentence: str


@dataclass(frozen=True)
class SignStep:
    """One of the two signatures: whose turn it is, and who signed when."""

    role: SignRole
    name: str
    state: Literal["done", "now", "later"]
    owner: str = ""
    signed_at: datetime | None = None


@dataclass(frozen=True)
class SigningView:
    """What is signed: the very file, its SHA-256 in lower hex, its pages, the page (from 1) the signatures stand on."""

    name: str
    pdf: Path
    sha256: str
    pages: int
    stamp_page: int
    turn: Turn
    steps: tuple[SignStep, ...]


@dataclass(frozen=True)
class SignWish:
    """Who signs what with which key. `secret`: the key file's password or the token's PIN. `image`: a PNG of the
    signature or seal, None for a drawn one.
    """

    report: UUID
    role: SignRole
    key: KeyPlace
    secret: str = field(repr=False)
    image: Path | None = None


@dataclass(frozen=True)
class Signed:
    """A signature that was made, read back and noted. `annex`: Phụ lục I, sealed together with the report. `remarks`:
    what the decree would have otherwise in the image that was used.
    """

    pdf: Path
    owner: str
    signed_at: datetime
    annex: Path | None = None
    remarks: tuple[str, ...] = ()


def key_facts(place: KeyPlace, secret: str) -> KeyFacts:
    """What the certificate of a key says. The secret is not kept; to look at a token it is not even needed.

    Raises:
        Blocked: no such file, no key file, or a wrong password.
    """
    with looked_at_key(place, secret) as key:
        return _facts_of(key)


def _facts_of(key: "SigningKey") -> KeyFacts:
    usable, sentence = True, _term(key.not_after)
    try:
        key.require_usable()
    except Refused as told:
        usable, sentence = False, str(told)
    about = (key.owner, key.organisation, key.issuer, key.not_before, key.not_after, key.fingerprint)
    return KeyFacts(*about, usable, sentence)


def key_facts_for(ws: Workspace, role: SignRole, place: KeyPlace, secret: str) -> KeyFacts:
    """What `key_facts` says, for a signature of this office as `role`: a key that is not meant for it is not usable.

    Raises:
        Blocked: as `key_facts`, or the trust pack cannot be read. Damaged: the trust pack is not whole.
    """
    with ws.read() as connection:
        settings = store_settings.load(connection)
    with looked_at_key(place, secret) as key:
        facts = _facts_of(key)
        if not facts.usable:
            return facts
        try:
            _require_own(ws, key, role, settings)
        except Refused as told:
            return replace(facts, usable=False, sentence=str(told))
    return facts


def signing_view(ws: Workspace, id_: UUID) -> SigningView:
    """What would be signed next, byte for byte.

    Raises:
        Refused: no such report, its files have not been made, or it is not approved. Damaged: a file is not what it was when it was made.
    """
    with ws.read() as connection:
        report = held(connection, id_)
    turn = turn_of(report)
    latest = next((kind for kind in ("sealed", "signed") if kind in report.files), "pdf")
    pdf = file_of(ws, report, latest)
    return SigningView(
        name=str(report.record["name"]),
        pdf=pdf,
        sha256=report.files[latest]["sha256"],
        pages=report.files["pages"],
        stamp_page=report.files["boxes"]["page"] + 1,
        turn=turn,
        steps=tuple(_step(report, role, turn) for role in ("leader", "seal")),
    )


def turn_of(report: Held) -> Turn:
    """Whose signature is next. Raises Refused while the report has no files, or the head has not approved it."""
    if report.state is ReportState.DRAFT:
        raise Refused("Báo cáo chưa lập tệp nên chưa ký được.", cure="Bấm «Lập tệp», trình duyệt rồi ký.")
    if report.state in UNSIGNED:
        after(Act.SIGN, report.state, report.name)
        return "leader"
    return "seal" if report.state is ReportState.SIGNED else "done"


def sign_report(ws: Workspace, wish: SignWish, task: Task = SILENT) -> Signed:
    """Put the leader's signature or the office's seal on the report, in that order, each into a new file.

    With the seal Phụ lục I gets the office's signature too, as the decree asks of an annex in a file of its own.
    Either the files stand there and the register knows them, or nothing has changed.
    Raises:
        Refused: not this one's turn, the certificate may not sign now or belongs to another, or the image is no picture.
        Blocked: key file or image unreadable, wrong password, disk full. Damaged: a file is not what it was.
    """
    with ws.read() as connection:
        report, settings = held(connection, wish.report), store_settings.load(connection)
    _require_turn(report, wish.role)
    task.step(0, 3, "Mở khóa ký")
    with opened_key(wish.key, wish.secret, padding_of(settings)) as key:
        return sign_opened(ws, key, wish, task)


def sign_opened(ws: Workspace, key: "SigningKey", wish: SignWish, task: Task = SILENT) -> Signed:
    """`sign_report` with a key that is open already; the key and the secret of `wish` are not looked at."""
    with ws.read() as connection:
        report, settings = held(connection, wish.report), store_settings.load(connection)
    _require_turn(report, wish.role)
    key.require_usable()
    _require_own(ws, key, wish.role, settings)
    if wish.role == "leader":
        require_named(report, settings, key.owner)
    return _signed_with(ws, report, (key, wish, settings), task)


def _signed_with(ws: Workspace, report: Held, signing: "tuple[SigningKey, SignWish, Settings]", task: Task) -> Signed:
    key, wish, settings = signing
    with _undone_on_failure() as made:
        task.step(1, 3, _SAID[wish.role])
        receipt = _sign_report(ws, report, signing, made)
        annex = _sign_annex(ws, report, key, settings, made) if wish.role == "seal" else None
        task.step(2, 3, "Ghi vào sổ báo cáo")
        _note(ws, report, wish.role, (receipt, annex), key)
    return Signed(receipt.path, key.owner, receipt.signed_at, annex.path if annex else None, receipt.remarks)


@contextmanager
def _undone_on_failure() -> Iterator[list[Path]]:
    """Files named in the list vanish again when the block fails."""
    made: list[Path] = []
    try:
        yield made
    except BaseException:
        for path in made:
            path.unlink(missing_ok=True)
        raise


def _sign_report(
    ws: Workspace, report: Held, signing: "tuple[SigningKey, SignWish, Settings]", made: list[Path]
) -> "PdfReceipt":
    from tmdt_desktop.signing.pdf import sign_pdf

    key, wish, settings = signing
    source = file_of(ws, report, "pdf" if wish.role == "leader" else "signed")
    target = folder_of(ws, report.id) / NAMES[_KIND[wish.role]]
    look = _look(report, wish, settings)
    made.append(target)
    return sign_pdf(source, target, key, look)


def _look(report: Held, wish: SignWish, settings: Settings) -> "PdfSigning":
    from tmdt_desktop.signing.pdf import PdfSigning
    from tmdt_desktop.signing.trust import Role

    who, leader = issuer(report, settings), wish.role == "leader"
    return PdfSigning(
        role=Role.LEADER if leader else Role.SEAL,
        name=who.signer if leader else who.office.short,
        boxes=_boxes(report) if leader else None,
        image=_image(wish.image),
        stamper=_stamper(settings),
        reason=f"{_SAID[wish.role]}: {report.record['name']}",
        location=who.place,
    )


def _boxes(report: Held) -> "tuple[Box, Box]":
    from tmdt_desktop.signing.pdf import Box

    kept: dict[str, Any] = report.files["boxes"]
    return Box(kept["page"], *kept["leader"]), Box(kept["page"], *kept["seal"])


def _image(path: Path | None) -> bytes | None:
    if path is None:
        return None
    try:
        if path.stat().st_size > _LARGEST_IMAGE:
            raise Refused("Ảnh chữ ký, con dấu quá lớn.", cure="Chọn ảnh PNG nhỏ hơn 4 MB.")
        return path.read_bytes()
    except OSError as fault:
        raise Blocked(f"Không đọc được ảnh {path.name}.", cure="Chọn lại ảnh PNG nền trong suốt.") from fault


def _sign_annex(ws: Workspace, report: Held, key: "SigningKey", settings: Settings, made: list[Path]) -> "PdfReceipt":
    from tmdt_desktop.signing.pdf import sign_annex_text

    target = folder_of(ws, report.id) / NAMES["annex_sealed"]
    symbol = issuer(report, settings).symbol
    source = file_of(ws, report, "annex")
    made.append(target)
    return sign_annex_text(source, target, key, numbered(report, symbol), _stamper(settings))


def _stamper(settings: Settings) -> "OfficeStamper | None":
    """The office's time-stamp server; None, and no network at all, where none is set."""
    if not settings.timestamp_url.strip():
        return None
    from tmdt_desktop.signing.time_stamps import stamper_at

    return stamper_at(settings.timestamp_url.strip())


def _note(
    ws: Workspace, report: Held, role: SignRole, receipts: "tuple[PdfReceipt, PdfReceipt | None]", key: "SigningKey"
) -> None:
    """The signed files with their hashes, until when the certificate holds, and the next state; the report must still be
    what was signed.
    """
    (receipt, annex), owner = receipts, key.owner
    until = vietnam_time(key.not_after).date().isoformat()
    signed = {**described(receipt.path), "owner": owner, "signed_at": receipt.signed_at.isoformat(), "until": until}
    files = {**report.files, _KIND[role]: signed}
    if annex is not None:
        files["annex_sealed"] = described(annex.path)
    act = Act.SIGN if role == "leader" else Act.SEAL
    with ws.change(_SAID[role]) as batch:
        note(batch, report, act, Step(act, receipt.signed_at, batch.act.by, owner), {"files": files})


def _require_turn(report: Held, role: SignRole) -> None:
    turn = turn_of(report)
    if turn == role:
        return
    if turn == "leader":
        raise Refused(
            "Lãnh đạo chưa ký nên chưa đóng dấu được.",
            why="Dấu cơ quan chỉ đóng sau chữ ký của người có thẩm quyền (NĐ 30/2020/NĐ-CP).",
            cure="Trình lãnh đạo ký trước rồi đóng dấu.",
        )
    raise Refused(
        f"«{report.record['name']}» đã có chữ ký đó rồi.",
        cure="Đóng dấu cơ quan." if turn == "seal" else "Xuất gói để gửi; muốn sửa thì lập bản sửa đổi.",
    )


def _require_own(ws: Workspace, key: "SigningKey", role: SignRole, settings: Settings) -> None:
    """Where a trust pack is at hand, the receiver must be able to believe the key for this office and signature."""
    from tmdt_desktop.signing.trust import Role

    trust = trust_at_hand(ws, settings)
    if trust is not None:
        require_standing(key, trust, ws.office, Role(role))


def _step(report: Held, role: Literal["leader", "seal"], turn: Turn) -> SignStep:
    done = report.files.get(_KIND[role])
    if done:
        return SignStep(role, _SAID[role], "done", done["owner"], datetime.fromisoformat(done["signed_at"]))
    return SignStep(role, _SAID[role], "now" if turn == role else "later")


def _term(not_after: datetime) -> str:
    left = (not_after - utc_now()).days
    if left < _SOON:
        return f"Chứng thư còn hạn {left} ngày, đến {day(not_after.date())}. Đề nghị nơi cấp gia hạn sớm."
    return f"Chứng thư còn hiệu lực đến {day(not_after.date())}."
