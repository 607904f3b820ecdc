"""Taking in a trust pack that came by USB: looked at first, its signer confirmed, kept in the workspace."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tmdt_desktop.errors import Problem, Refused
from tmdt_desktop.i18n import day, number, utc_now
from tmdt_desktop.services.spoken import require_said
from tmdt_desktop.services.trust_at_hand import FOLDER, pack_folder, trust_at_hand
from tmdt_desktop.services.trust_items import PACK, Thing, keep, kept
from tmdt_desktop.services.trust_view import TrustView, trust_view
from tmdt_desktop.signing.verdicts import Verdict, weightiest
from tmdt_desktop.store import settings as store_settings
from tmdt_desktop.store.workspace import Workspace
from tmdt_desktop.task import SILENT, Task

if TYPE_CHECKING:
    from tmdt_desktop.signing.certificates import CertificateFacts
    from tmdt_desktop.signing.trust import TrustPack
    from tmdt_desktop.signing.trust_files import Files


@dataclass(frozen=True)
class TrustOffer:
    """A pack that could be taken in. `known`: the pack in force vouches for its signer; else the fingerprint must be
    confirmed. `changes`: what it says otherwise than the pack in force. `refused`: why it cannot be taken in, or empty.

    `issued`: UTC. `fingerprint`: SHA-256 of the signer's certificate, lower hex, empty when nobody signed.
    """

    file: Path
    issued: datetime | None
    number: int
    signed_by: str
    fingerprint: str
    known: bool
    changes: tuple[str, ...]
    sentence: str
    refused: str


def look_at_trust(ws: Workspace, file: Path) -> TrustOffer:
    """What the pack in `file` (a file on its way, or a folder) says, against the pack in force. Writes nothing.

    Raises:
        Damaged: it is no pack, is not whole, or its signer's certificate is bad. Blocked: it cannot be read.
    """
    held = _held(ws)
    pack, _ = _opened(file, held, SILENT)
    return _offer(file, pack, held, _taken_in(ws))


def import_trust(ws: Workspace, file: Path, confirmed: str = "", task: Task = SILENT) -> TrustView:
    """Take the pack in `file` in and judge by it from now on; packs taken in before stay where they are.

    `confirmed`: the fingerprint of its signer as it was read out, needed when the pack in force does not vouch for it.
    Raises:
        Refused: the signer is not confirmed, the pack is not newer, nobody known signed it. Damaged, Blocked: as
        `look_at_trust`.
    """
    held = _held(ws)
    task.step(0, 2, "Kiểm tra gói tin cậy")
    pack, files = _opened(file, held, task)
    offer = _offer(file, pack, held, _taken_in(ws))
    if offer.refused:
        raise Refused("Không nạp được gói tin cậy này.", why=offer.refused, cure=_CURE)
    if not offer.known:
        require_said(confirmed, offer.fingerprint)
    task.step(1, 2, "Ghi vào sổ")
    put_in_force(ws, pack, files, f"Nạp gói tin cậy số {pack.number} ngày {day(pack.issued)}")
    return trust_view(ws)


_CURE = "Xin Sở Công thương gói tin cậy mới nhất rồi nạp lại."


def put_in_force(ws: Workspace, pack: "TrustPack", files: "Files", what: str) -> Path:
    """Keep the pack in the workspace and judge by it from now on; `what`: the act in words. Returns its folder.

    Raises:
        Blocked: the disk is full or read-only.
    """
    from tmdt_desktop.signing.trust_files import LIST, write_files

    name = f"{FOLDER}/{pack_folder(pack)}"
    folder = ws.path / name
    folder.parent.mkdir(exist_ok=True)
    if not _holds(folder, files):
        write_files(files, folder)
    with ws.change(what) as batch:
        keep(batch, Thing(PACK, pack.signed_by.owner if pack.signed_by else "", files[LIST]))
        store_settings.save(batch, replace(store_settings.load(batch.connection), trust_folder=name))
    return folder


def _holds(folder: Path, files: "Files") -> bool:
    """Whether the pack lies there already, whole; what lies there otherwise is moved out of the way."""
    from tmdt_desktop.signing.trust_files import read_files

    if not folder.exists():
        return False
    try:
        if read_files(folder) == dict(files):
            return True
    except Problem:
        pass
    folder.rename(folder.with_name(f"{folder.name}.{utc_now():%Y%m%d%H%M%S%f}"))
    return False


def _held(ws: Workspace) -> "TrustPack | None":
    """The pack in force. One that is broken vouches for nobody, and must not keep a good one out."""
    try:
        return trust_at_hand(ws)
    except Problem:
        return None


def _opened(file: Path, held: "TrustPack | None", task: Task) -> "tuple[TrustPack, dict[str, bytes]]":
    from tmdt_desktop.signing.trust import TrustPack
    from tmdt_desktop.signing.trust_travel import open_pack

    return open_pack(file, held or TrustPack(Path(), date.min, (), (), (), ()), task)


def _taken_in(ws: Workspace) -> Mapping[str, int]:
    """The packs that were ever taken in: the digest of the list → number. They hold also when the folder was lost."""
    with ws.read() as connection:
        return {row["fingerprint"]: json.loads(row["content"]).get("number", 0) for row in kept(connection, PACK)}


def last_number(ws: Workspace) -> int:
    """The highest number of a pack that was ever taken in; 0 when there was none."""
    return max(_taken_in(ws).values(), default=0)


def _offer(file: Path, pack: "TrustPack", held: "TrustPack | None", before: Mapping[str, int]) -> TrustOffer:
    signer = pack.signed_by
    known = signer is not None and held is not None and _vouches(held, signer)
    refused = _why_not(pack) or _not_newer(pack, held, before) or _signer_is_bad(pack, held)
    sentence = f"Gói tin cậy số {number(pack.number)}, lập ngày {day(pack.issued)}"
    sentence += f", do {signer.owner} ký." if signer else ", không có chữ ký."
    if not known and not refused:
        sentence += " Sổ chưa biết chứng thư ký này: gọi Sở Công thương, nghe đọc dấu vân tay để đối chiếu."
    return TrustOffer(
        file=file,
        issued=pack.issued_at,
        number=pack.number,
        signed_by=signer.owner if signer else "",
        fingerprint=signer.fingerprint if signer else "",
        known=known,
        changes=tuple(_changes(pack, held)),
        sentence=sentence,
        refused=refused,
    )


def _vouches(held: "TrustPack", signer: "CertificateFacts") -> bool:
    """The signer of the pack in force, or a certificate that it registers for the Department.

    A pack without a signature vouches for nobody: whoever could write to it could have put the certificate there.
    """
    from tmdt_desktop.signing.trust import Role

    if held.signed_by is None or not held.signer_known:
        return False
    registered = held.registered(signer.fingerprint)
    return signer.fingerprint == held.signed_by.fingerprint or (
        registered is not None and registered.role is Role.DEPARTMENT
    )


def _why_not(pack: "TrustPack") -> str:
    if pack.signed_by is None or not pack.signer_known:
        return "Gói không có chữ ký bằng chứng thư đã đăng ký của Sở Công thương."
    if any(each.code == "trust_future" for each in pack.remarks()):
        return f"Gói đề ngày {day(pack.issued)}, sau ngày của máy này. Xem lại ngày giờ của máy."
    return ""


def _not_newer(pack: "TrustPack", held: "TrustPack | None", before: Mapping[str, int]) -> str:
    last = max([*before.values(), held.number if held else 0])
    if held is not None and pack.sha256 == held.sha256:
        return f"Gói số {pack.number} đã nạp rồi."
    if pack.number == last and pack.sha256 not in before:
        return "Gói này mang số của gói đã nạp nhưng nội dung khác."
    if pack.number < last:
        return f"Sổ đã nạp gói số {last}, mới hơn gói số {pack.number} này."
    back = held is not None and held.issued_at and pack.issued_at and pack.issued_at < held.issued_at
    return f"Gói mang số mới nhưng đề ngày {day(pack.issued)}, trước gói đang dùng." if back else ""


_BAD_SINCE = frozenset({"revoked_later", "suspended_later", "authority_revoked_later", "authority_suspended_later"})
"""What came over the signer after it signed: whoever has the key now can date a pack back."""


def _signer_is_bad(pack: "TrustPack", held: "TrustPack | None") -> str:
    """What the lists of either pack say against the signer's certificate, or nothing."""
    from tmdt_desktop.signing.judging import Question, judge_certificate

    if pack.signed_by is None:
        return ""
    for judge in (each for each in (pack, held) if each is not None and each.roots):
        judged = judge_certificate(Question(pack.signed_by.der, (), pack.issued_at, utc_now()), judge)
        first = weightiest(judged.findings)
        if first is not None and (first.weight.rank >= Verdict.INVALID.rank or first.code in _BAD_SINCE):
            return f"Chứng thư ký gói không dùng được: {first.sentence}"
    return ""


def _changes(pack: "TrustPack", held: "TrustPack | None") -> Iterator[str]:
    from tmdt_desktop.signing.certificates import describe_certificate

    for label, mine, theirs in (
        ("chứng thư gốc", pack.roots, held.roots if held else ()),
        ("chứng thư trung gian", pack.intermediates, held.intermediates if held else ()),
    ):
        yield from (f"Thêm {label}: {describe_certificate(each).owner}." for each in mine if each not in theirs)
        yield from (f"Bỏ {label}: {describe_certificate(each).owner}." for each in theirs if each not in mine)
    fresh = sum(each not in (held.crls if held else ()) for each in pack.crls)
    if fresh:
        yield f"{number(fresh)} danh sách thu hồi mới."
    before = {each.fingerprint: each for each in held.register} if held else {}
    after = {each.fingerprint: each for each in pack.register}
    yield from (
        f"Thêm chứng thư của {each.office_name}: {each.owner}." for fp, each in after.items() if fp not in before
    )
    yield from (f"Bỏ chứng thư của {each.office_name}: {each.owner}." for fp, each in before.items() if fp not in after)
