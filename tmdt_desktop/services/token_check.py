"""The device check: which drivers load, which tokens are in, which certificates they carry; all without a PIN."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from tmdt_desktop.services.signing_keys import TokenPlace

PinState = Literal["ok", "low", "last", "locked"]


@dataclass(frozen=True)
class DriverSeen:
    """A driver file on this machine. `sentence`: "" when it loads, else why not and what to do."""

    file: Path
    name: str
    sentence: str


@dataclass(frozen=True)
class TokenCertificate:
    """A certificate on a token. `usable`: it can sign today; `sentence` says why not.

    `has_key`: its key is there too; None when the token shows that only after the PIN.
    """

    place: TokenPlace
    owner: str
    organisation: str
    issuer: str
    not_before: datetime
    not_after: datetime
    fingerprint: str
    usable: bool
    sentence: str
    has_key: bool | None


@dataclass(frozen=True)
class TokenSeen:
    """A token that is in. `pin_state`: how many tries are left, `pin_sentence` the same in words, "" when all is well."""

    driver: Path
    label: str
    maker: str
    model: str
    serial: str
    pin_state: PinState
    pin_sentence: str
    certificates: tuple[TokenCertificate, ...]
    sentence: str


@dataclass(frozen=True)
class TokenCheck:
    """What was found, in one sentence, and what to do now ("" when a token is ready to sign)."""

    drivers: tuple[DriverSeen, ...]
    tokens: tuple[TokenSeen, ...]
    sentence: str
    cure: str
