"""How an office's certificate gets into the register: a request file, a telephone call, the Department's word."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from tmdt_desktop.services.signing_keys import KeyPlace

EnrolmentRole = Literal["leader", "seal", "department"]


@dataclass(frozen=True)
class EnrolmentWish:
    """Which key is to be registered as what, and where the request file goes. `contact`: whom the Department may call."""

    role: EnrolmentRole
    key: KeyPlace
    secret: str
    to: Path
    contact: str = ""


@dataclass(frozen=True)
class EnrolmentReceipt:
    """The request file. `fingerprint`: SHA-256 of the certificate, lower hex; `spoken`: as it is read out."""

    file: Path
    fingerprint: str
    spoken: str


@dataclass(frozen=True)
class EnrolmentSeen:
    """A request as the Department sees it. `level`: the name of a `Verdict`; `known`: the certificate is registered."""

    office: str
    office_name: str
    role: str
    owner: str
    organisation: str
    issuer: str
    not_before: datetime
    not_after: datetime
    fingerprint: str
    spoken: str
    level: str
    sentence: str
    cure: str
    known: bool
    contact: str = ""
