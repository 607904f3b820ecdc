"""The trust pack as people see it: its age, who signed it, and each thing that it holds with its state."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from tmdt_desktop.errors import Problem
from tmdt_desktop.i18n import VIETNAM, day, number, utc_now
from tmdt_desktop.services.trust_at_hand import pack_in_force, trust_at_hand
from tmdt_desktop.signing.verdicts import Verdict
from tmdt_desktop.store.workspace import Workspace

if TYPE_CHECKING:
    from tmdt_desktop.signing.trust import TrustPack

DEPARTMENT = "SCT"


@dataclass(frozen=True)
class TrustLine:
    """One thing of the pack. `kind`: root, intermediate, crl or office; `office`, `role`: of an office's certificate.

    `since`, `until`: its term (of a list: when it was made and when the next is due). `state`: words, empty when all is
    well; `level`: the name of a `Verdict`.
    """

    kind: str
    name: str
    issuer: str
    since: date | None
    until: date | None
    fingerprint: str
    office: str = ""
    role: str = ""
    state: str = ""
    level: str = Verdict.VALID.name


@dataclass(frozen=True)
class TrustView:
    """The pack in force. `level`: the name of a `Verdict`; `desk`: whether this office puts packs together.

    `issued`: UTC, None without a pack; `age_words`: as `trust_age`; `signer_fingerprint`: lower hex.
    """

    issued: datetime | None
    age_days: int
    age_words: str
    number: int
    signed_by: str
    signer_fingerprint: str
    level: str
    sentence: str
    cure: str
    lines: tuple[TrustLine, ...]
    desk: bool
