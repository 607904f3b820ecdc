"""The trust pack that this workspace judges by."""

from pathlib import Path
from typing import TYPE_CHECKING

from tmdt_desktop.store import settings as store_settings
from tmdt_desktop.store.settings import Settings
from tmdt_desktop.store.workspace import Workspace

if TYPE_CHECKING:
    from tmdt_desktop.signing.trust import TrustPack


def trust_folder(ws: Workspace, settings: Settings | None = None) -> Path | None:
    """The folder of the pack in force, or None. A path in the settings that is not absolute is one of the workspace."""
    if settings is None:
        with ws.read() as connection:
            settings = store_settings.load(connection)
    return ws.path / settings.trust_folder if settings.trust_folder else None


def trust_at_hand(ws: Workspace, settings: Settings | None = None) -> "TrustPack | None":
    """The pack in force, read and checked; None when the office has none.

    Raises:
        Blocked: it cannot be read. Damaged: it is not whole.
    """
    from tmdt_desktop.signing.trust import load_trust

    folder = trust_folder(ws, settings)
    return load_trust(folder) if folder is not None else None
