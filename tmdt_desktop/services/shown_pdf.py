"""A signed PDF that came by itself, judged revision by revision, as people read it."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from tmdt_desktop.i18n import number
from tmdt_desktop.services.anchored_time import Proof
from tmdt_desktop.services.examination import LEADER, SEAL, SignatureSeen
from tmdt_desktop.services.shown_check import PackageCheck, judged_by, trust_fact, verdict_of, who

if TYPE_CHECKING:
    from tmdt_desktop.signing.pdf_check import PdfVerdict
    from tmdt_desktop.signing.pdf_revisions import Revision
    from tmdt_desktop.signing.trust import TrustPack

_WELL = "Mọi chữ ký trong văn bản đều đúng; không có gì bị đổi sau khi ký."
_USE_IT = "Dùng được văn bản này."


def pdf_shown(file: Path, sha256: str, trust: "TrustPack", proof: Proof) -> PackageCheck:
    """Check the PDF `file`, whose digest is known, against `trust`.

    Raises:
        Blocked: the file cannot be read. Whatever is wrong inside is part of the answer.
    """
    from tmdt_desktop.signing.pdf_check import check_pdf, roles_of

    found = check_pdf(file, trust, proven_at=proof.at)
    meant = {"leader": LEADER, "seal": SEAL}
    roles = {field: meant[role.value] for field, role in roles_of(found, trust).items()}
    seen = tuple(
        SignatureSeen(roles.get(each.field, f"Chữ ký {place}"), each) for place, each in enumerate(found.signatures, 1)
    )
    made = PackageCheck(
        **verdict_of((*found.findings, *proof.findings, *trust.remarks()), _WELL, _USE_IT),
        facts=(*_facts(file, sha256, found, seen), ("Gói tin cậy", trust_fact(trust))),
        signatures=seen,
        contents=(),
        kind="pdf",
        sha256=sha256,
    )
    return judged_by(made, trust)


def _facts(file: Path, sha256: str, found: "PdfVerdict", seen: tuple[SignatureSeen, ...]) -> Iterator[tuple[str, str]]:
    yield "Tệp", file.name
    yield "Loại tệp", "Văn bản PDF"
    yield "Mã băm SHA-256", sha256
    yield from ((each.what, who(each.facts)) for each in seen)
    if found.revisions:
        yield "Số lần ghi vào tệp", number(found.revisions)
    yield from ((f"Lần ghi {each.place + 1}", _revision(each)) for each in found.history)


def _revision(revision: "Revision") -> str:
    """What one state of the file did."""
    parts = [each.what + (f": {each.note}" if each.note else "") for each in revision.changes]
    if not revision.place:
        parts.insert(0, "Bản đầu")
    signed = f"ký ô {', '.join(revision.signed)}" if revision.signed else ""
    words = "; ".join(filter(None, (*dict.fromkeys(parts), signed))) or "Không đổi gì"
    return words if revision.normal else f"{words} (bất thường)"
