"""The files of a trust pack: their names, their list with its digests, and the signature over the list.

```
trust.json            {"format": 2, "number": 7, "issued": "2024-12-15T02:30:00+00:00",
                       "issuer": {"code": "SCT", "name": "Sở Công thương"}, "files": {"roots/a.crt": "<sha-256>", …}}
trust.p7s             CAdES-B-B, detached, over trust.json, by the Department's key
roots/*.crt           certificates believed without further proof
intermediates/*.crt   certificates between a root and a signer
crls/*.crl            revocation lists
offices/<sha-256>.crt the certificates that offices have registered
offices.json          which certificate each office has registered, and as what
```
Format 1 had neither number nor signature, a day for `issued` and no `offices/`; it is still read.
"""

import hashlib
import json
import os
import re
import secrets
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from tmdt_desktop.errors import Blocked, Damaged
from tmdt_desktop.i18n import VIETNAM
from tmdt_desktop.signing.cades import sign_detached
from tmdt_desktop.signing.keys import SigningKey
from tmdt_desktop.whole_files import file_problem

FORMAT, FIRST_FORMAT = 2, 1
LIST, SIGNATURE, OFFICES = "trust.json", "trust.p7s", "offices.json"
RENEW = "Xin Sở Công thương gói tin cậy mới rồi nạp lại."
_FOLDERS = {"roots": "*.crt", "intermediates": "*.crt", "crls": "*.crl", "offices": "*.crt"}
_NAME = re.compile(
    r"trust\.json|trust\.p7s|offices\.json"
    r"|(roots|intermediates|offices)/[A-Za-z0-9][A-Za-z0-9._-]{0,99}\.crt|crls/[A-Za-z0-9][A-Za-z0-9._-]{0,99}\.crl"
)
_LARGEST = 256 << 20
_MOST = 4096
_HIGHEST = 10**9

Files = Mapping[str, bytes]
"""Content by name within the pack."""


@dataclass(frozen=True)
class TrustIssue:
    """Which issue of the pack it is: its number, its moment (UTC), and the office that issues it."""

    number: int
    at: datetime
    office: str
    office_name: str


@dataclass(frozen=True)
class Listing:
    """What `trust.json` says. `issue` has the number 0 and no office in format 1."""

    format: int
    issue: TrustIssue
    digests: Mapping[str, str]


def is_pack_name(name: str) -> bool:
    """Whether a file of this name may lie in a pack that travels."""
    return _NAME.fullmatch(name) is not None


def read_files(folder: Path) -> dict[str, bytes]:
    """Everything of a pack that lies in `folder`.

    Raises:
        Blocked: there is no pack there, or it cannot be read. Damaged: it is far larger than a pack is.
    """
    try:
        return _read(folder)
    except (FileNotFoundError, NotADirectoryError) as fault:
        raise Blocked(
            "Không thấy gói tin cậy trong thư mục đã chọn.", cure="Chọn thư mục gói tin cậy do Sở Công thương cấp."
        ) from fault
    except OSError as fault:
        raise Blocked("Không đọc được gói tin cậy.", cure="Cắm lại USB hoặc chép gói tin cậy vào máy.") from fault


def _read(folder: Path) -> dict[str, bytes]:
    paths = {LIST: folder / LIST}
    paths |= {name: folder / name for name in (SIGNATURE, OFFICES) if (folder / name).exists()}
    for part, pattern in _FOLDERS.items():
        paths |= {f"{part}/{path.name}": path for path in sorted((folder / part).glob(pattern))}
    if len(paths) > _MOST or sum(path.stat().st_size for path in paths.values()) > _LARGEST:
        raise Damaged("Gói tin cậy lớn bất thường.", cure=RENEW)
    return {name: path.read_bytes() for name, path in paths.items()}


def require_listed(files: Files) -> Listing:
    """Read `trust.json` and hold every other file against it.

    Raises:
        Blocked: a program of another time made it. Damaged: a file is missing, added or changed.
        ValueError, KeyError, TypeError, AttributeError: the list is not of the form.
    """
    listing = _listing(json.loads(files[LIST]))
    present = set(files) - {LIST, SIGNATURE}
    if strange := present ^ set(listing.digests):
        raise Damaged(f"Gói tin cậy thừa hoặc thiếu tệp {min(strange)}.", cure=RENEW)
    for name, digest in listing.digests.items():
        if hashlib.sha256(files[name]).hexdigest() != digest:
            raise Damaged(f"Tệp {name} trong gói tin cậy đã bị đổi.", cure=RENEW)
    return listing


def _listing(said: Mapping[str, Any]) -> Listing:
    form, digests = said["format"], {str(name): str(digest) for name, digest in said["files"].items()}
    if form == FIRST_FORMAT:
        midnight = datetime.combine(date.fromisoformat(said["issued"]), time(), VIETNAM)
        return Listing(form, TrustIssue(0, midnight.astimezone(UTC), "", ""), digests)
    if form != FORMAT:
        raise Blocked("Gói tin cậy thuộc phiên bản chương trình khác.", cure="Cập nhật chương trình rồi nạp lại.")
    number, moment = said["number"], datetime.fromisoformat(said["issued"])
    if type(number) is not int or not 0 < number <= _HIGHEST or moment.tzinfo is None:
        raise ValueError(number)
    issuer = said["issuer"]
    issue = TrustIssue(number, moment.astimezone(UTC), str(issuer["code"])[:16], str(issuer["name"])[:200])
    return Listing(form, issue, digests)


def sealed(files: Files, issue: TrustIssue, key: SigningKey) -> dict[str, bytes]:
    """`files` with the list of them and its signature by `key`, which claims `issue.at` as its time."""
    digests = {name: hashlib.sha256(files[name]).hexdigest() for name in sorted(set(files) - {LIST, SIGNATURE})}
    at = issue.at.astimezone(UTC).replace(microsecond=0)
    said = {
        "format": FORMAT,
        "number": issue.number,
        "issued": at.isoformat(timespec="seconds"),
        "issuer": {"code": issue.office, "name": issue.office_name},
        "files": digests,
    }
    listed = (json.dumps(said, ensure_ascii=False, indent=2) + "\n").encode()
    contents = {name: files[name] for name in digests}
    return {LIST: listed, SIGNATURE: sign_detached(listed, key, at), **contents}


def seal_trust(folder: Path, issue: TrustIssue, key: SigningKey) -> None:
    """Write `trust.json` and `trust.p7s` for what now lies in `folder`."""
    (folder / LIST).touch()
    made = sealed(read_files(folder), issue, key)
    for name in (LIST, SIGNATURE):
        (folder / name).write_bytes(made[name])


def write_files(files: Files, folder: Path) -> None:
    """Write a pack into the new `folder`: all of it, or nothing.

    Raises:
        Blocked: the disk is full or read-only.
    """
    staged = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}.part")
    try:
        for name, content in files.items():
            path = staged / name
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        staged.rename(folder)
    except OSError as fault:
        raise file_problem(fault, folder) from fault
    finally:
        shutil.rmtree(staged, ignore_errors=True)
