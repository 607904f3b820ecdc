"""The trust pack that this workspace judges by: the one taken in last, with the revocation lists that came since."""

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tmdt_desktop.errors import Damaged
from tmdt_desktop.services.trust_items import CRL, PACK, kept
from tmdt_desktop.store import settings as store_settings
from tmdt_desktop.store.settings import Settings
from tmdt_desktop.store.workspace import Workspace

if TYPE_CHECKING:
    from tmdt_desktop.signing.trust import TrustPack

FOLDER = "trust"
"""Where a workspace keeps the packs that it has taken in."""
_OURS = re.compile(rf"{FOLDER}/\d{{1,10}}-[0-9a-f]{{8,64}}")


def trust_folder(ws: Workspace, settings: Settings | None = None) -> Path | None:
    """The folder of the pack in force, or None. A path in the settings that is not absolute is one of the workspace."""
    if settings is None:
        with ws.read() as connection:
            settings = store_settings.load(connection)
    return ws.path / settings.trust_folder if settings.trust_folder else None


def trust_at_hand(ws: Workspace, settings: Settings | None = None) -> "TrustPack | None":
    """The pack in force, read and checked, with newer revocation lists of its authorities; None when the office has none.

    Raises:
        Blocked: it cannot be read. Damaged: it is not whole, or not the one that was taken in.
    """
    pack = pack_in_force(ws, settings)
    return replace(pack, crls=(*pack.crls, *_later_lists(ws, pack))) if pack is not None else None


def pack_in_force(ws: Workspace, settings: Settings | None = None) -> "TrustPack | None":
    """As `trust_at_hand`, as it was issued."""
    from tmdt_desktop.signing.trust import load_trust

    folder = trust_folder(ws, settings)
    if folder is None:
        return None
    pack = load_trust(folder)
    if _OURS.fullmatch(folder.relative_to(ws.path).as_posix() if folder.is_relative_to(ws.path) else ""):
        _require_taken_in(ws, pack, folder.name)
    return pack


def _require_taken_in(ws: Workspace, pack: "TrustPack", name: str) -> None:
    """The folder of the workspace can be written to by anyone at this computer; what was taken in is noted in the data,
    and the folder's name says which of it: an older pack put in its place is not the one in force.
    """
    with ws.read() as connection:
        known = {row["fingerprint"] for row in kept(connection, PACK)}
    number, _, start = name.partition("-")
    if pack.sha256 not in known or number != str(pack.number) or not pack.sha256.startswith(start):
        raise Damaged(
            "Gói tin cậy trong sổ không phải gói đã nạp.",
            why="Thư mục trust của sổ đã bị thay.",
            cure="Nạp lại gói tin cậy do Sở Công thương cấp.",
        )


def pack_folder(pack: "TrustPack") -> str:
    """What the folder of a pack that was taken in is called."""
    return f"{pack.number}-{pack.sha256[:16]}"


def _later_lists(ws: Workspace, pack: "TrustPack") -> tuple[bytes, ...]:
    """Revocation lists taken in one by one. Whose they are and whether they are newer is judged with each certificate."""
    with ws.read() as connection:
        found = [row["content"] for row in kept(connection, CRL)]
    return tuple(each for each in found if each not in pack.crls)
