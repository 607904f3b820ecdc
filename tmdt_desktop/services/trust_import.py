"""Taking in a trust pack that came by USB: looked at first, its signer confirmed, kept in the workspace."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True)
class TrustOffer:
    """A pack that could be taken in. `known`: the pack in force vouches for its signer; else the fingerprint must be
    confirmed. `changes`: what it says otherwise than the pack in force. `refused`: why it cannot be taken in, or empty.
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
