"""What the Department's trust packs are put together from: the things on its desk, kept in the workspace."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tmdt_desktop.errors import Blocked, Damaged, Refused
from tmdt_desktop.i18n import VIETNAM, utc_now
from tmdt_desktop.services.trust_at_hand import pack_in_force
from tmdt_desktop.services.trust_items import CRL, INTERMEDIATE, OFFICE, ON_DESK, ROOT, Thing, keep, kept
from tmdt_desktop.services.trust_view import DEPARTMENT, office_name
from tmdt_desktop.store.changes import Batch
from tmdt_desktop.store.workspace import Workspace

if TYPE_CHECKING:
    from tmdt_desktop.signing.authorities import Brought
    from tmdt_desktop.signing.trust import TrustPack

_LARGEST = 64 << 20


@dataclass(frozen=True)
class Added:
    """One certificate or list found in a file. `kind`: root, intermediate, crl, or empty for what belongs to none.

    `added`: it is on the desk now; `sentence` says what came of it, `cure` what to do where something is left to do.
    A root is never added by itself: see `add_root`.
    """

    file: Path
    kind: str
    name: str
    fingerprint: str
    added: bool
    sentence: str
    cure: str = ""


@contextmanager
def desk_change(ws: Workspace, what: str) -> Iterator[Batch]:
    """One act on the desk. An empty desk begins with what the pack in force holds, so that nothing gets lost.

    Raises:
        Refused: another office than the Department. Blocked, Damaged: the pack in force cannot be read.
    """
    require_desk(ws)
    first = _first_things(ws)
    with ws.change(what) as batch:
        for thing in first:
            keep(batch, thing)
        yield batch


def require_desk(ws: Workspace) -> None:
    """Raise Refused in the workspace of any other office."""
    if ws.office != DEPARTMENT:
        raise Refused(
            "Đơn vị này không lập gói tin cậy.",
            why="Gói tin cậy do Sở Công thương lập và ký.",
            cure="Gửi tệp đăng ký chứng thư cho Sở, rồi nạp gói tin cậy mới của Sở.",
        )


def _first_things(ws: Workspace) -> tuple[Thing, ...]:
    with ws.read() as connection:
        if kept(connection, *ON_DESK, ended=True):
            return ()
    pack = pack_in_force(ws)
    return tuple(_things(pack)) if pack else ()


def _things(pack: "TrustPack") -> Iterator[Thing]:
    from tmdt_desktop.signing.authorities import describe_list
    from tmdt_desktop.signing.certificates import describe_certificate

    yield from (Thing(ROOT, describe_certificate(each).owner, each) for each in pack.roots)
    yield from (Thing(INTERMEDIATE, describe_certificate(each).owner, each) for each in pack.intermediates)
    yield from (Thing(CRL, describe_list(each).issuer, each) for each in pack.crls)
    for each in pack.register:
        der = pack.certificate_of(each.fingerprint)
        if der is not None:
            yield Thing(OFFICE, each.owner, der, each.office, each.role.value)


def desk_pack(ws: Workspace) -> "TrustPack":
    """What the desk holds, as a pack to judge by; the pack in force while the desk is empty."""
    from tmdt_desktop.signing.trust import RegisteredCertificate, Role, TrustPack

    with ws.read() as connection:
        rows = kept(connection, *ON_DESK)
    today = utc_now().astimezone(VIETNAM).date()
    if not rows:
        return pack_in_force(ws) or TrustPack(Path(), today, (), (), (), ())
    register = tuple(
        RegisteredCertificate(
            office=row["of_office"],
            office_name=office_name(row["of_office"]),
            role=Role(row["role"]),
            owner=row["owner"],
            fingerprint=row["fingerprint"],
            registered_on=row["at"].astimezone(VIETNAM).date(),
        )
        for row in rows
        if row["kind"] == OFFICE
    )
    of = {kind: tuple(row["content"] for row in rows if row["kind"] == kind) for kind in (ROOT, INTERMEDIATE, CRL)}
    certificates = {row["fingerprint"]: row["content"] for row in rows if row["kind"] == OFFICE}
    return TrustPack(Path(), today, of[ROOT], of[INTERMEDIATE], of[CRL], register, certificates=certificates)


def read_brought(file: Path) -> "tuple[Brought, ...]":
    """What the file holds. Raises Damaged: nothing of use; Blocked: it cannot be read."""
    from tmdt_desktop.signing.authorities import brought_by

    try:
        if file.stat().st_size > _LARGEST:
            raise Damaged("Tệp lớn bất thường nên không đọc.", cure="Chọn đúng tệp chứng thư hoặc danh sách thu hồi.")
        return brought_by(file.read_bytes())
    except OSError as fault:
        raise Blocked(f"Không đọc được tệp {file.name}.", cure="Cắm lại USB hoặc chọn lại tệp.") from fault
