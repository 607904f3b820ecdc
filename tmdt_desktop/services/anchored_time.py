"""What proves that a file existed at a moment: the Department's receipt that names its digest.

A signature's own time is only claimed. Once the Department has answered to a file, the file was there, and its signer
can no longer be said to have signed it after a revocation that came later.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from tmdt_desktop.errors import Problem
from tmdt_desktop.i18n import utc_now
from tmdt_desktop.records.package import Direction, Package
from tmdt_desktop.services.package_findings import told
from tmdt_desktop.signing.verdicts import Finding
from tmdt_desktop.store.workspace import Workspace

if TYPE_CHECKING:
    from tmdt_desktop.services.answers import Answer
    from tmdt_desktop.signing.trust import TrustPack

_RECEIVED = "received"


@dataclass(frozen=True)
class Proof:
    """`at`: the earliest moment (UTC) at which the file surely existed, None when nothing proves any; `by`: the code of
    the answer. `findings`: receipts that were given and prove nothing.
    """

    at: datetime | None = None
    by: str = ""
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Known:
    """By what a proof is looked for: files of the Department's answers, and the workspace that may hold some."""

    receipts: Sequence[Path] = ()
    ws: Workspace | None = None


def find_proof(sha256: str, known: Known, trust: "TrustPack") -> Proof:
    """The best proof for the file of that digest (SHA-256, lower hex). A receipt that does not fit is a finding.

    Raises:
        Blocked: a receipt cannot be read.
    """
    found = [_given(file, sha256, trust) for file in known.receipts]
    proofs = [*(each for each in found if isinstance(each, Proof)), *_of_workspace(sha256, known.ws, trust)]
    findings = tuple(each for each in found if isinstance(each, Finding))
    first = min((each for each in proofs if each.at is not None), key=_moment, default=Proof())
    return Proof(first.at, first.by, findings)


def _moment(proof: Proof) -> datetime:
    return proof.at or utc_now()


def _given(file: Path, sha256: str, trust: "TrustPack") -> Proof | Finding:
    try:
        answer = _answer(file, trust)
    except Problem as problem:
        return told("receipt_useless", name=file.name, why=problem.what)
    if answer.sha256 != sha256:
        return told("receipt_other", code=answer.code, name=answer.file_name)
    if answer.received_at > utc_now():
        return told("receipt_early", code=answer.code)
    return Proof(answer.received_at, answer.code)


def _answer(file: Path, trust: "TrustPack") -> "Answer":
    from tmdt_desktop.services.answers import signed_answer
    from tmdt_desktop.signing.container import read_container

    return signed_answer(read_container(file, trust), trust)


def _of_workspace(sha256: str, ws: Workspace | None, trust: "TrustPack") -> Iterator[Proof]:
    """The Department knows when it took the file in; a sender keeps the answers that it got."""
    if ws is None:
        return
    table = Package.__table__.c
    with ws.read() as connection:
        rows = connection.execute(
            select(table.direction, table.moved_at, table.receipt_code).where(table.sha256 == sha256)
        ).all()
    for row in rows:
        if row.direction is Direction.RECEIVED:
            yield Proof(row.moved_at, row.receipt_code or "")
        elif row.receipt_code:
            yield from _kept(ws, sha256, trust)


def _kept(ws: Workspace, sha256: str, trust: "TrustPack") -> Iterator[Proof]:
    for file in sorted((ws.path / _RECEIVED).glob("*.asice")):
        found = _given(file, sha256, trust)
        if isinstance(found, Proof):
            yield found
