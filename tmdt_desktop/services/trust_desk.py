"""The Department's desk: what goes into its trust packs, and issuing them."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tmdt_desktop.services.signing_keys import KeyPlace


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
