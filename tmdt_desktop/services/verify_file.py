"""Check a file that may come from anyone, without a network, and say it in plain words.

What it is, a package, an answer, a trust pack, a request or a signed PDF, is told by its content, never by its name.
"""

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tmdt_desktop.errors import Blocked, Damaged, Refused
from tmdt_desktop.services.anchored_time import Known, Proof, find_proof
from tmdt_desktop.services.examination import Examined, examine, load_trust_or_none
from tmdt_desktop.services.shown_check import IS_ANSWER, PackageCheck, answer_shown, shown
from tmdt_desktop.services.shown_pdf import pdf_shown
from tmdt_desktop.services.trust_at_hand import trust_at_hand
from tmdt_desktop.store.workspace import Workspace
from tmdt_desktop.task import SILENT, Task

if TYPE_CHECKING:
    from tmdt_desktop.signing.trust import TrustPack

_PDF_MARK, _PDF_MARK_WITHIN = b"%PDF-", 1024
_ZIP_MARK = b"PK"


def verify_file(
    file: Path,
    trust: Path | None = None,
    task: Task = SILENT,
    receipts: tuple[Path, ...] = (),
    ws: Workspace | None = None,
) -> PackageCheck:
    """Check `file` against the trust pack in the folder `trust`, else the one of `ws`. Without any nobody is known.

    `receipts`: answers of the Department that may prove when the file existed; `ws`: a workspace that may know of some.
    Raises:
        Blocked: a file or the trust pack cannot be read. Damaged: the trust pack is not whole.
        Cancelled: the user stopped it. Whatever is wrong with the file is part of the answer, never an error.
    """
    pack = trust_for(trust, ws)
    start, sha256 = digested(file)
    task.step(0, 0, "đọc tệp")
    proof = find_proof(sha256, Known(receipts, ws), pack)
    if _PDF_MARK in start and not start.startswith(_ZIP_MARK):
        return pdf_shown(file, sha256, pack, proof)
    examined = _with(examine(file, pack, task, proof.at), proof)
    made = _answer_shown(examined, pack) or shown(examined, pack)
    return replace(made, sha256=sha256)


def trust_for(trust: Path | None, ws: Workspace | None) -> "TrustPack":
    """The pack in `trust`, else the one in force in `ws`, else one that knows nobody. Raises Blocked, Damaged."""
    held = trust_at_hand(ws) if trust is None and ws is not None else None
    return held or load_trust_or_none(trust)


def digested(file: Path) -> tuple[bytes, str]:
    """How the file begins, and its SHA-256 in lower hex. Raises Blocked when it cannot be read."""
    try:
        with file.open("rb") as source:
            start = source.read(_PDF_MARK_WITHIN)
            source.seek(0)
            return start, hashlib.file_digest(source, "sha256").hexdigest()
    except OSError as fault:
        raise Blocked(f"Không đọc được tệp {file.name}.", cure="Cắm lại USB hoặc chọn lại tệp rồi thử lại.") from fault


def _with(examined: Examined, proof: Proof) -> Examined:
    return replace(examined, findings=(*examined.findings, *proof.findings))


def _answer_shown(examined: Examined, trust: "TrustPack") -> PackageCheck | None:
    """A receipt or return slip that the Department signed, as people read it; None for anything else."""
    from tmdt_desktop.services.answers import signed_answer

    container = examined.container
    if container is None or not any(each.code == IS_ANSWER for each in examined.findings):
        return None
    try:
        return answer_shown(examined, signed_answer(container, trust), trust)
    except (Refused, Damaged):
        return None
