"""The trust pack: a dated folder that says whom to believe, carried by USB because nothing is fetched.

```
trust.json            {"format": 1, "issued": "2024-12-15", "files": {"roots/a.crt": "<sha-256>", …}}
roots/*.crt           certificates believed without further proof
intermediates/*.crt   certificates between a root and a signer
crls/*.crl            revocation lists
offices.json          which certificate each office has registered, and as what
```
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from asn1crypto import crl as asn1_crl
from asn1crypto import pem

from tmdt_desktop.errors import Blocked, Damaged
from tmdt_desktop.signing.certificates import describe_certificate

FORMAT = 1
_LIST = "trust.json"
_OFFICES = "offices.json"
_FOLDERS = {"roots": "*.crt", "intermediates": "*.crt", "crls": "*.crl"}
_RENEW = "Xin Sở Công thương gói tin cậy mới rồi nạp lại."


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
    """What one trust pack says. Certificates and lists are DER."""

    folder: Path
    issued: date
    roots: tuple[bytes, ...]
    intermediates: tuple[bytes, ...]
    crls: tuple[bytes, ...]
    register: tuple[RegisteredCertificate, ...]

    def age(self, today: date) -> int:
        """Days since the pack was issued."""
        return (today - self.issued).days

    def registered(self, fingerprint: str) -> RegisteredCertificate | None:
        """The line of the register for that certificate, or None."""
        return next((each for each in self.register if each.fingerprint == fingerprint), None)

    def certificates_of(self, office: str) -> tuple[RegisteredCertificate, ...]:
        """What the office has registered."""
        return tuple(each for each in self.register if each.office == office)


def load_trust(folder: Path) -> TrustPack:
    """Read the trust pack in `folder` and check every file against its list.

    Raises:
        Blocked: there is no trust pack there, or it cannot be read.
        Damaged: a file is missing, added, changed, or not what it should be.
    """
    try:
        listing = json.loads((folder / _LIST).read_text("utf-8"))
        issued, listed = date.fromisoformat(listing["issued"]), dict(listing["files"])
        if listing["format"] != FORMAT:
            raise Blocked("Gói tin cậy thuộc phiên bản chương trình khác.", cure="Cập nhật chương trình rồi nạp lại.")
        _require_listed(folder, listed)
        return TrustPack(folder, issued, *_contents(folder), _register(folder))
    except FileNotFoundError as fault:
        raise Blocked(
            "Không thấy gói tin cậy trong thư mục đã chọn.", cure="Chọn thư mục gói tin cậy do Sở Công thương cấp."
        ) from fault
    except OSError as fault:
        raise Blocked("Không đọc được gói tin cậy.", cure="Cắm lại USB hoặc chép gói tin cậy vào máy.") from fault
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        raise Damaged("Gói tin cậy ghi sai mẫu.", cure=_RENEW) from fault


def seal_trust(folder: Path, issued: date) -> None:
    """Write `trust.json` for what now lies in `folder`, dated `issued`."""
    files = {name: _digest(folder / name) for name in sorted(_present(folder))}
    listing = {"format": FORMAT, "issued": issued.isoformat(), "files": files}
    (folder / _LIST).write_text(json.dumps(listing, ensure_ascii=False, indent=2) + "\n", "utf-8")


def write_register(folder: Path, register: Iterable[RegisteredCertificate]) -> None:
    """Write `offices.json`; `seal_trust` must follow."""
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
    text = json.dumps({"offices": list(offices.values())}, ensure_ascii=False, indent=2)
    (folder / _OFFICES).write_text(text + "\n", "utf-8")


def _present(folder: Path) -> list[str]:
    names = [f"{part}/{path.name}" for part, pattern in _FOLDERS.items() for path in (folder / part).glob(pattern)]
    return [*names, *([_OFFICES] if (folder / _OFFICES).exists() else [])]


def _require_listed(folder: Path, listed: dict[str, str]) -> None:
    strange = set(_present(folder)) ^ set(listed)
    if strange:
        raise Damaged(f"Gói tin cậy thừa hoặc thiếu tệp {min(strange)}.", cure=_RENEW)
    for name, digest in listed.items():
        if _digest(folder / name) != digest:
            raise Damaged(f"Tệp {name} trong gói tin cậy đã bị đổi.", cure=_RENEW)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _contents(folder: Path) -> tuple[tuple[bytes, ...], tuple[bytes, ...], tuple[bytes, ...]]:
    roots, intermediates, crls = (
        tuple(_der(path) for path in sorted((folder / part).glob(pattern))) for part, pattern in _FOLDERS.items()
    )
    for each in (*roots, *intermediates):
        describe_certificate(each)
    for each in crls:
        _ = asn1_crl.CertificateList.load(each, strict=True)["tbs_cert_list"]["this_update"].native
    return roots, intermediates, crls


def _der(path: Path) -> bytes:
    data = path.read_bytes()
    return bytes(pem.unarmor(data)[2]) if pem.detect(data) else data


def _register(folder: Path) -> tuple[RegisteredCertificate, ...]:
    offices: Sequence[dict[str, Any]] = json.loads((folder / _OFFICES).read_text("utf-8"))["offices"]
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
