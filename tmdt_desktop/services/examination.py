"""A package looked at from outside to inside: archive, signature, content, the signatures in its report."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from tmdt_desktop.services import package_content as names
from tmdt_desktop.services.package_checks import ContentReading, Contents, check_content
from tmdt_desktop.services.package_findings import told
from tmdt_desktop.services.package_reading import About
from tmdt_desktop.signing.verdicts import Finding, SignatureFacts, Verdict, finding, judge
from tmdt_desktop.task import SILENT, Task

if TYPE_CHECKING:
    from tmdt_desktop.signing.container import Container
    from tmdt_desktop.signing.trust import TrustPack

LEADER, SEAL, OFFICE_KEY, LIST_SEAL = "Lãnh đạo ký báo cáo", "Dấu cơ quan", "Ký gói", "Dấu trên phụ lục I"


@dataclass(frozen=True)
class SignatureSeen:
    """One signature and what it is for."""

    what: str
    facts: SignatureFacts


@dataclass(frozen=True)
class Examined:
    """A package as far as it could be looked into. `container` is None for an encrypted one, `about` until it was read."""

    file: Path
    container: "Container | None"
    content: ContentReading
    signatures: tuple[SignatureSeen, ...]
    findings: tuple[Finding, ...]

    @property
    def about(self) -> About | None:
        """What it says of itself."""
        return self.content.about

    @property
    def verdict(self) -> Verdict:
        """The word for the whole."""
        return judge(self.findings)

    def signature(self, what: str) -> SignatureFacts | None:
        """The signature made for `what`, if there is one."""
        return next((each.facts for each in self.signatures if each.what == what), None)


def load_trust_or_none(folder: Path | None) -> "TrustPack":
    """The trust pack in `folder`; without one, a pack that knows nobody. Raises Blocked, Damaged as `load_trust`."""
    from tmdt_desktop.signing.trust import TrustPack, load_trust

    if folder is not None:
        return load_trust(folder)
    return TrustPack(Path(), date.today(), (), (), (), ())  # noqa: DTZ011 - a pack of nothing is as old as today


def examine(file: Path, trust: "TrustPack", task: Task = SILENT) -> Examined:
    """Look into `file`, which may come from anyone. Whatever is wrong inside is a finding.

    A stranger's package is not opened further than `package.json`.
    Raises:
        Blocked: the file is missing or cannot be read. Cancelled: the user stopped it.
    """
    from tmdt_desktop.signing.container import read_container
    from tmdt_desktop.signing.encryption import is_encrypted

    if is_encrypted(file):
        return Examined(file, None, ContentReading(None), (), (told("encrypted"),))
    container = read_container(file, trust, task=task)
    seen = tuple(SignatureSeen(OFFICE_KEY, each) for each in container.signatures)
    if container.verdict.rank >= Verdict.INVALID.rank:
        return Examined(file, container, ContentReading(None), seen, container.findings)
    known = container.verdict.rank < Verdict.UNDETERMINED.rank
    task.step(0, 0, "đối chiếu số liệu")
    content = check_content(Contents({each.name: each.size for each in container.files}, container.read), whole=known)
    task.step(0, 0, "kiểm tra chữ ký trên báo cáo")
    inside = tuple(_inside(container, trust)) if known and not content.other_form else ()
    signatures = (*(each for each in inside if isinstance(each, SignatureSeen)), *seen)
    own = (each for each in inside if isinstance(each, Finding))
    roles = _role_findings(signatures, content.about, trust) if content.about else ()
    found = (*container.findings, *content.findings, *own, *roles)
    return Examined(file, container, content, signatures, tuple(dict.fromkeys(found)))


def _inside(container: "Container", trust: "TrustPack") -> Iterator[SignatureSeen | Finding]:
    """The signatures in the report and, where it is there, in the list of businesses."""
    from tmdt_desktop.signing.pdf import ANNEX_FIELD, LEADER_FIELD, SEAL_FIELD
    from tmdt_desktop.signing.pdf_check import check_pdf

    meant = {names.REPORT: {LEADER_FIELD: LEADER, SEAL_FIELD: SEAL}, names.LIST: {ANNEX_FIELD: LIST_SEAL}}
    for name, fields in meant.items():
        if name not in container.names:
            continue
        judged = check_pdf(container.read(name), trust)
        yield from (SignatureSeen(fields.get(each.field, f"Ký {name}"), each) for each in judged.signatures)
        yield from judged.findings
        if {each.field for each in judged.signatures} != set(fields):
            yield told("report_unsealed")


def _role_findings(signatures: tuple[SignatureSeen, ...], about: About, trust: "TrustPack") -> Iterator[Finding]:
    """Each signature must come from the office that the package names, by a certificate registered for that use."""
    sealing = {SEAL, OFFICE_KEY, LIST_SEAL}
    for each in signatures:
        registered = trust.registered(each.facts.fingerprint)
        if registered is None:
            if each.what in (SEAL, LIST_SEAL):
                yield told("seal_unregistered")
            continue
        if registered.office != about.office:
            yield finding("other_office", office=registered.office_name)
        elif registered.role.value != ("seal" if each.what in sealing else "leader"):
            yield told("wrong_role", what=each.what)
