"""The Department's desk: what goes into its trust packs, and issuing them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import RowMapping

from tmdt_desktop.errors import Damaged, Problem, Refused
from tmdt_desktop.i18n import utc_now
from tmdt_desktop.services.key_standing import require_standing
from tmdt_desktop.services.signing_keys import KeyPlace, opened_key, padding_of
from tmdt_desktop.services.spoken import require_said
from tmdt_desktop.services.trust_at_hand import pack_in_force
from tmdt_desktop.services.trust_contents import Added, desk_change, desk_pack, read_brought, require_desk
from tmdt_desktop.services.trust_import import last_number, put_in_force
from tmdt_desktop.services.trust_items import CRL, INTERMEDIATE, OFFICE, ON_DESK, ROOT, Thing, keep, kept, take_out
from tmdt_desktop.services.trust_lists import THERE, judge_list
from tmdt_desktop.services.trust_view import office_name
from tmdt_desktop.store import settings as store_settings
from tmdt_desktop.store.changes import Batch
from tmdt_desktop.store.workspace import Workspace
from tmdt_desktop.task import SILENT, Task
from tmdt_desktop.whole_files import free_name

if TYPE_CHECKING:
    from tmdt_desktop.signing.authorities import Brought
    from tmdt_desktop.signing.keys import SigningKey
    from tmdt_desktop.signing.trust import TrustPack
    from tmdt_desktop.signing.trust_files import TrustIssue

__all__ = [
    "Added",
    "PublishReceipt",
    "PublishWish",
    "add_root",
    "add_trust_files",
    "end_certificate",
    "publish_trust",
    "remove_trust_item",
]


@dataclass(frozen=True)
class PublishWish:
    """The Department's registered key, and the folder that the pack's file goes to."""

    key: KeyPlace
    secret: str
    to: Path


@dataclass(frozen=True)
class PublishReceipt:
    """`file`: the pack as it travels; `path`: the folder of this workspace that holds it."""

    file: Path
    number: int
    issued: datetime
    path: Path


def add_trust_files(ws: Workspace, files: tuple[Path, ...], task: Task = SILENT) -> tuple[Added, ...]:
    """Put authorities' certificates and revocation lists on the desk; one bad file never stops the rest.

    Raises:
        Refused: another office than the Department.
    """
    require_desk(ws)
    found, made = [], []
    for at, file in enumerate(files):
        task.step(at, len(files), file.name)
        try:
            found += [(file, each) for each in read_brought(file)]
        except Problem as told:
            made.append(Added(file, "", file.name, "", added=False, sentence=told.what, cure=told.cure))
    with desk_change(ws, "Thêm chứng thư, danh sách thu hồi của nơi cấp") as batch:
        made += _Adding(batch).each(found)
    return tuple(made)


class _Adding:
    """Things meeting the desk: authorities first, since lists and further authorities are proved by them."""

    def __init__(self, batch: Batch) -> None:
        self.batch = batch
        rows = kept(batch.connection, ROOT, INTERMEDIATE)
        self.authorities = [row["content"] for row in rows]

    def each(self, found: "Iterable[tuple[Path, Brought]]") -> Iterator[Added]:
        from tmdt_desktop.signing.authorities import Sort

        waiting = [each for each in found if each[1].sort is Sort.INTERMEDIATE]
        others = [each for each in found if each[1].sort is not Sort.INTERMEDIATE]
        while ready := [each for each in waiting if self._proved(each[1])]:
            yield from (self._authority(*each) for each in ready)
            waiting = [each for each in waiting if each not in ready]
        yield from (self._unproved(*each) for each in waiting)
        for file, each in others:
            yield self._list(file, each) if each.sort is Sort.CRL else self._other(file, each)

    def _proved(self, brought: "Brought") -> bool:
        from tmdt_desktop.signing.authorities import issued_by

        return any(issued_by(brought.der, above) for above in self.authorities)

    def _authority(self, file: Path, brought: "Brought") -> Added:
        new = keep(self.batch, Thing(INTERMEDIATE, brought.name, brought.der))
        self.authorities.append(brought.der)
        sentence = "Đã thêm nơi cấp chứng thư." if new else THERE
        return Added(file, INTERMEDIATE, brought.name, brought.fingerprint, new, sentence)

    def _unproved(self, file: Path, brought: "Brought") -> Added:
        sentence = "Chưa thêm: không có chứng thư gốc nào trên bàn đã ký cho nơi cấp này, hoặc thuật toán quá yếu."
        cure = "Thêm chứng thư gốc của nơi cấp trước rồi thêm lại tệp này."
        return Added(file, INTERMEDIATE, brought.name, brought.fingerprint, added=False, sentence=sentence, cure=cure)

    def _other(self, file: Path, brought: "Brought") -> Added:
        from tmdt_desktop.signing.authorities import Sort

        if brought.sort is Sort.ROOT:
            there = brought.der in self.authorities
            sentence = THERE if there else "Chứng thư gốc: phải đối chiếu dấu vân tay rồi mới thêm."
            cure = "" if there else "Xem dấu vân tay mà nơi cấp công bố rồi xác nhận từng chứng thư gốc."
            return Added(file, ROOT, brought.name, brought.fingerprint, added=False, sentence=sentence, cure=cure)
        sentence = "Chưa thêm: đây không phải chứng thư của nơi cấp."
        cure = "Chứng thư của đơn vị được thêm bằng tệp đăng ký do đơn vị đó gửi."
        return Added(file, "", brought.name, brought.fingerprint, added=False, sentence=sentence, cure=cure)

    def _list(self, file: Path, brought: "Brought") -> Added:
        rows = kept(self.batch.connection, CRL)
        judged = judge_list(brought.der, self.authorities, [row["content"] for row in rows])
        if judged.good:
            for row in (each for each in rows if each["content"] in judged.replaces):
                take_out(self.batch, row, "Đã có danh sách mới hơn.")
            keep(self.batch, Thing(CRL, brought.name, brought.der))
        return Added(file, CRL, brought.name, brought.fingerprint, judged.good, judged.sentence, judged.cure)


def add_root(ws: Workspace, file: Path, confirmed: str) -> Added:
    """Put the one root that `file` holds on the desk. `confirmed`: its fingerprint as its authority prints it.

    Raises:
        Refused: not confirmed, not this root, or too weak. Damaged: the file holds no root, or several. Blocked.
    """
    from tmdt_desktop.signing.authorities import Sort
    from tmdt_desktop.signing.certificates import describe_certificate

    require_desk(ws)
    roots = [each for each in read_brought(file) if each.sort is Sort.ROOT]
    if len(roots) != 1:
        raise Damaged(
            f"Tệp {file.name} có {len(roots)} chứng thư gốc.", cure="Chọn tệp chỉ chứa một chứng thư gốc của nơi cấp."
        )
    (root,) = roots
    if not describe_certificate(root.der).strong:
        raise Refused("Khoá của chứng thư gốc này quá yếu.", cure="Tải chứng thư gốc hiện hành của nơi cấp.")
    require_said(confirmed, root.fingerprint)
    with desk_change(ws, f"Thêm chứng thư gốc {root.name}"[:200]) as batch:
        new = keep(batch, Thing(ROOT, root.name, root.der))
    return Added(file, ROOT, root.name, root.fingerprint, new, "Đã thêm chứng thư gốc." if new else THERE)


def remove_trust_item(ws: Workspace, fingerprint: str, why: str) -> None:
    """Take an authority or a list off the desk; packs issued from now on go without it.

    Raises:
        Refused: no such thing on the desk, or no reason given.
    """
    _take_out(ws, fingerprint, why, (ROOT, INTERMEDIATE, CRL))


def end_certificate(ws: Workspace, fingerprint: str, why: str) -> None:
    """End the registration of an office's certificate. Raises Refused as `remove_trust_item`."""
    _take_out(ws, fingerprint, why, (OFFICE,))


def _take_out(ws: Workspace, fingerprint: str, why: str, kinds: Sequence[str]) -> None:
    if not why.strip():
        raise Refused("Chưa ghi lý do bỏ.", cure="Ghi lý do, ví dụ «đơn vị đổi chứng thư», rồi làm lại.")
    with desk_change(ws, "Bỏ khỏi gói tin cậy") as batch:
        found = [row for row in kept(batch.connection, *kinds) if row["fingerprint"] == fingerprint.lower()]
        if not found:
            raise Refused("Không có mục này trên bàn lập gói tin cậy.", cure="Tải lại danh sách rồi chọn lại.")
        batch.say(f"Bỏ khỏi gói tin cậy: {found[0]['owner']}"[:200])
        for row in found:
            take_out(batch, row, why.strip())


def publish_trust(ws: Workspace, wish: PublishWish, task: Task = SILENT) -> PublishReceipt:
    """Sign what the desk holds as the next pack, judge by it here from now on, and write the file that travels.

    Raises:
        Refused: another office, no root on the desk, or the key is not the Department's registered one in force.
        Blocked: the key does not open, the disk is full or gone. Damaged: what was written reads back otherwise.
    """
    from tmdt_desktop.signing.trust_files import sealed
    from tmdt_desktop.signing.trust_travel import travelling_name, write_travelling

    with desk_change(ws, "Mở bàn lập gói tin cậy") as batch:
        rows = kept(batch.connection, *ON_DESK)
    _require_root(rows)
    with ws.read() as connection:
        padding = padding_of(store_settings.load(connection))
    task.step(0, 2, "Ký gói tin cậy")
    with opened_key(wish.key, wish.secret, padding) as key:
        desk, issue = desk_pack(ws), _next_issue(ws)
        _require_fit(key, desk)
        made = sealed(_files(desk), issue, key)
        pack = _checked(made, key, ws)
        task.step(1, 2, "Ghi và đọc lại")
        written = write_travelling(free_name(wish.to / travelling_name(issue.at)), made, key, task)
    try:
        path = put_in_force(ws, pack, made, f"Phát hành gói tin cậy số {pack.number}")
    except BaseException:  # a number must not go out that the next pack would bear again
        written.path.unlink(missing_ok=True)
        raise
    return PublishReceipt(written.path, pack.number, issue.at, path)


def _require_fit(key: "SigningKey", desk: "TrustPack") -> None:
    """The key may sign now, and every authority that its signature would carry stands on the desk."""
    from asn1crypto import x509

    key.require_usable()
    for der in set(key.chain_der) - {*desk.roots, *desk.intermediates}:
        found = x509.Certificate.load(der)
        if found.self_signed == "no":
            raise Refused(
                f"Chưa phát hành được: thiếu nơi cấp {found.subject.native.get('common_name', '')}.",
                why="Nơi cấp chứng thư của khóa ký chưa có trên bàn lập gói tin cậy.",
                cure="Thêm chứng thư trung gian của nơi cấp rồi phát hành lại.",
            )


def _require_root(rows: Sequence[RowMapping]) -> None:
    if not any(row["kind"] == ROOT for row in rows):
        raise Refused(
            "Chưa phát hành được gói tin cậy.",
            why="Chưa có chứng thư gốc nào nên không ai kiểm tra được chữ ký.",
            cure="Thêm chứng thư gốc của nơi cấp, đối chiếu dấu vân tay, rồi phát hành.",
        )


def _next_issue(ws: Workspace) -> "TrustIssue":
    from tmdt_desktop.signing.trust_files import TrustIssue

    at = utc_now().replace(microsecond=0)
    return TrustIssue(max(last_number(ws), _number_in_force(ws)) + 1, at, ws.office, office_name(ws.office))


def _number_in_force(ws: Workspace) -> int:
    """0 also for a pack whose folder is gone: a new one is the way out of that."""
    try:
        held = pack_in_force(ws)
    except Problem:
        return 0
    return held.number if held else 0


def _files(pack: "TrustPack") -> dict[str, bytes]:
    """What the desk holds as the files of a pack: authorities and lists by the first half of their digests."""
    from tmdt_desktop.signing.trust import told_register
    from tmdt_desktop.signing.trust_files import OFFICES

    parts = (("roots", "crt", pack.roots), ("intermediates", "crt", pack.intermediates), ("crls", "crl", pack.crls))
    named = {f"{part}/{sha256(der).hexdigest()[:32]}.{kind}": der for part, kind, ders in parts for der in ders}
    offices = {f"offices/{fingerprint}.crt": der for fingerprint, der in sorted(pack.certificates.items())}
    return {**named, **offices, OFFICES: told_register(pack.register)}


def _checked(made: dict[str, bytes], key: "SigningKey", ws: Workspace) -> "TrustPack":
    """The pack as its receivers will read it; its signer must be the Department's registered key, in force."""
    from tmdt_desktop.signing.trust import Role, read_trust

    pack = read_trust(made, Path())
    require_standing(key, pack, ws.office, Role.DEPARTMENT)
    return pack
