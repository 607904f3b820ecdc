"""The trust pack: a dated, signed folder that says whom to believe, carried by USB because nothing is fetched.

What lies in it is told in `trust_files`.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from asn1crypto import crl as asn1_crl
from asn1crypto import pem

from tmdt_desktop.errors import Damaged
from tmdt_desktop.i18n import VIETNAM, day, number, utc_now
from tmdt_desktop.signing.cades import read_detached
from tmdt_desktop.signing.certificates import CertificateFacts, describe_certificate
from tmdt_desktop.signing.trust_files import (
    FORMAT,
    LIST,
    OFFICES,
    RENEW,
    SIGNATURE,
    Files,
    Listing,
    read_files,
    require_listed,
)
from tmdt_desktop.signing.verdicts import Finding, Verdict, finding, judge

OLD_DAYS = 90
"""A pack older than this is remarked upon: revocation lists of the Vietnamese authorities run for less."""
_TOLERANCE = timedelta(hours=1)


class Role(StrEnum):
    """What an office registered a certificate for."""

    LEADER = "leader"
    SEAL = "seal"
    DEPARTMENT = "department"


@dataclass(frozen=True)
class RegisteredCertificate:
    """One line of the register of office certificates. `fingerprint` is SHA-256 in lower hex."""

    office: str
    office_name: str
    role: Role
    owner: str
    fingerprint: str
    registered_on: date


@dataclass(frozen=True)
class TrustPack:
    """What one trust pack says. Certificates and lists are DER.

    `issued`: its day in Vietnam; `issued_at`: its moment, UTC; `number`: 0 for a pack without one (format 1).
    `signed_by`: whose signature stands under its list, None when there is none. `signer_known`: the pack's own register
    names that certificate as the Department's, and it was valid at that moment. Whether the pack as a whole is the
    Department's is what was confirmed when it was taken in. `sha256`: of its list, which stands for all of it.
    `certificates`: those of offices, by fingerprint.
    """

    folder: Path
    issued: date
    roots: tuple[bytes, ...]
    intermediates: tuple[bytes, ...]
    crls: tuple[bytes, ...]
    register: tuple[RegisteredCertificate, ...]
    issued_at: datetime | None = None
    number: int = 0
    issuer_name: str = ""
    signed_by: CertificateFacts | None = None
    signer_known: bool = False
    sha256: str = ""
    certificates: Mapping[str, bytes] = field(default_factory=dict, repr=False)

    def age(self, today: date) -> int:
        """Days since the pack was issued."""
        return (today - self.issued).days

    def registered(self, fingerprint: str) -> RegisteredCertificate | None:
        """The line of the register for that certificate, or None."""
        return next((each for each in self.register if each.fingerprint == fingerprint), None)

    def certificates_of(self, office: str) -> tuple[RegisteredCertificate, ...]:
        """What the office has registered."""
        return tuple(each for each in self.register if each.office == office)

    def of_role(self, office: str, role: Role) -> tuple[RegisteredCertificate, ...]:
        """What the office has registered for one use, the newest first."""
        mine = [each for each in self.certificates_of(office) if each.role is role]
        return tuple(sorted(mine, key=lambda each: each.registered_on, reverse=True))

    def certificate_of(self, fingerprint: str) -> bytes | None:
        """The registered certificate itself in DER, or None when the pack does not carry it."""
        return self.certificates.get(fingerprint)

    def remarks(self, now: datetime | None = None) -> tuple[Finding, ...]:
        """What a verdict that rests on this pack must say of it at the moment `now` (default: by the clock).

        A pack that knows nobody has no remarks: nothing rests on it.
        """
        if not self.roots and not self.register:
            return ()
        return (*(() if self.signer_known else (finding("trust_unsigned"),)), *self._of_its_day(now or utc_now()))

    def _of_its_day(self, now: datetime) -> tuple[Finding, ...]:
        today = now.astimezone(VIETNAM).date()
        ahead = self.issued_at > now + _TOLERANCE if self.issued_at else self.issued > today
        if ahead:
            return (finding("trust_future", day=day(self.issued)),)
        age = self.age(today)
        return (finding("trust_old", days=number(age)),) if age > OLD_DAYS else ()


def load_trust(folder: Path) -> TrustPack:
    """Read the trust pack in `folder`: check every file against its list, and the signature over the list.

    Raises:
        Blocked: there is no trust pack there, or it cannot be read.
        Damaged: a file is missing, added, changed, or not what it should be; the signature does not fit.
    """
    return read_trust(read_files(folder), folder)


def read_trust(files: Files, folder: Path) -> TrustPack:
    """As `load_trust`, for the files of a pack that are at hand; `folder`: where they came from."""
    try:
        listing = require_listed(files)
        return _pack(files, listing, folder)
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError) as fault:
        raise Damaged("Gói tin cậy ghi sai mẫu.", cure=RENEW) from fault


def write_register(folder: Path, register: Iterable[RegisteredCertificate]) -> None:
    """Write `offices.json` into `folder`; `seal_trust` must follow."""
    (folder / OFFICES).write_bytes(told_register(register))


def told_register(register: Iterable[RegisteredCertificate]) -> bytes:
    """The content of `offices.json`."""
    offices: dict[str, dict[str, Any]] = {}
    for each in register:
        office = offices.setdefault(each.office, {"code": each.office, "name": each.office_name, "certificates": []})
        office["certificates"].append(
            {
                "role": each.role.value,
                "owner": each.owner,
                "fingerprint": each.fingerprint,
                "registered_on": each.registered_on.isoformat(),
            }
        )
    return (json.dumps({"offices": list(offices.values())}, ensure_ascii=False, indent=2) + "\n").encode()


def der(data: bytes) -> bytes:
    """DER of what is DER or PEM. Raises ValueError."""
    return bytes(pem.unarmor(data)[2]) if pem.detect(data) else data


def _pack(files: Files, listing: Listing, folder: Path) -> TrustPack:
    register, certificates = _register(files[OFFICES]), _part(files, "offices")
    roots, intermediates, crls = (tuple(_part(files, part).values()) for part in ("roots", "intermediates", "crls"))
    for each in (*roots, *intermediates):
        describe_certificate(each)
    for each in crls:
        _ = asn1_crl.CertificateList.load(each, strict=True)["tbs_cert_list"]["this_update"].native
    known = {each.fingerprint for each in register}
    for name, each in certificates.items():
        fingerprint = describe_certificate(each).fingerprint
        if name != f"offices/{fingerprint}.crt" or fingerprint not in known:
            raise Damaged(f"Tệp {name} trong gói tin cậy không ứng với danh sách đơn vị.", cure=RENEW)
    issue, signer = listing.issue, _signer(files, listing, {*roots, *intermediates})
    return TrustPack(
        folder,
        issue.at.astimezone(VIETNAM).date(),
        roots,
        intermediates,
        crls,
        register,
        issued_at=issue.at,
        number=issue.number,
        issuer_name=issue.office_name,
        signed_by=signer,
        signer_known=signer is not None and _vouched(signer, register, issue.at),
        sha256=hashlib.sha256(files[LIST]).hexdigest(),
        certificates={hashlib.sha256(each).hexdigest(): each for each in certificates.values()},
    )


def _signer(files: Files, listing: Listing, authorities: Set[bytes]) -> CertificateFacts | None:
    """Who signed the list; a list of format 2 without a good signature is worth nothing.

    Beside the signer's certificate the signature may carry those of the pack's authorities alone: bytes of others could
    be changed unseen.
    """
    if listing.format != FORMAT:
        return None
    if SIGNATURE not in files:
        raise Damaged("Gói tin cậy thiếu chữ ký của Sở Công thương.", cure=RENEW)
    reading = read_detached(files[SIGNATURE], files[LIST])
    if not reading.intact or reading.signer is None or judge(reading.findings).rank >= Verdict.INVALID.rank:
        raise Damaged("Chữ ký trên gói tin cậy không đúng.", cure=RENEW)
    if not set(reading.beside) <= authorities:
        raise Damaged("Chữ ký trên gói tin cậy kèm chứng thư lạ.", cure=RENEW)
    return describe_certificate(reading.signer)


def _vouched(signer: CertificateFacts, register: Sequence[RegisteredCertificate], at: datetime) -> bool:
    mine = [each for each in register if each.fingerprint == signer.fingerprint and each.role is Role.DEPARTMENT]
    return bool(mine) and signer.not_before <= at <= signer.not_after


def _part(files: Files, part: str) -> dict[str, bytes]:
    return {name: der(content) for name, content in sorted(files.items()) if name.startswith(f"{part}/")}


def _register(said: bytes) -> tuple[RegisteredCertificate, ...]:
    offices: Sequence[dict[str, Any]] = json.loads(said)["offices"]
    return tuple(_line(office, each) for office in offices for each in office["certificates"])


def _line(office: dict[str, Any], each: dict[str, Any]) -> RegisteredCertificate:
    return RegisteredCertificate(
        office=str(office["code"]),
        office_name=str(office["name"]),
        role=Role(each["role"]),
        owner=str(each["owner"]),
        fingerprint=str(each["fingerprint"]).lower(),
        registered_on=date.fromisoformat(each["registered_on"]),
    )
