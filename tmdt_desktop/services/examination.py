"""A package looked at from outside to inside: archive, signature, content, the signatures in its report."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from tmdt_desktop.services import package_content as names
from tmdt_desktop.services.package_checks import ContentReading, Contents, check_content
from tmdt_desktop.services.package_findings import told
from tmdt_desktop.services.package_reading import About
from tmdt_desktop.signing.verdicts import Finding, SignatureFacts, Verdict, finding, judge
from tmdt_desktop.task import SILENT, Task

if TYPE_CHECKING:
    from tmdt_desktop.signing.container import Container
    from tmdt_desktop.signing.pdf_check import PdfVerdict
    from tmdt_desktop.signing.trust import TrustPack

LEADER, SEAL, OFFICE_KEY, LIST_SEAL = "Lãnh đạo ký báo cáo", "Dấu cơ quan", "Ký gói", "Dấu trên phụ lục I"
PACKAGE, TRUST, ENROLMENT = "package", "trust", "enrolment"
_MEANT: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {names.REPORT: {"leader": LEADER, "seal": SEAL}, names.LIST: {"seal": LIST_SEAL}}
)


@dataclass(frozen=True)
class SignatureSeen:
    """One signature and what it is for."""

    what: str
    facts: SignatureFacts


@dataclass(frozen=True)
class Examined:
    """A package as far as it could be looked into. `container` is None for an encrypted one, `about` until it was read.

    `kind`: PACKAGE, or TRUST or ENROLMENT for files in the same form; of those, `findings` hold what
    `other_kinds` thinks of them.
    """

    file: Path
    container: "Container | None"
    content: ContentReading
    signatures: tuple[SignatureSeen, ...]
    findings: tuple[Finding, ...]
    kind: str = PACKAGE

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


def examine(
    file: Path,
    trust: "TrustPack",
    task: Task = SILENT,
    proven_at: datetime | None = None,
    checked: ContentReading | None = None,
) -> Examined:
    """Look into `file`, which may come from anyone. Whatever is wrong inside is a finding.

    A stranger's package is not opened further than `package.json`. `proven_at`: when the file surely existed already.
    `checked`: what came of the content, where the caller has checked these very files; of others it is checked again.
    Raises:
        Blocked: the file is missing or cannot be read. Cancelled: the user stopped it.
    """
    from tmdt_desktop.signing.container import CheckWish, read_container
    from tmdt_desktop.signing.encryption import is_encrypted

    if is_encrypted(file):
        return Examined(file, None, ContentReading(None), (), (told("encrypted"),))
    container = read_container(file, trust, CheckWish(proven_at=proven_at), task)
    seen = tuple(SignatureSeen(OFFICE_KEY, each) for each in container.signatures)
    if container.verdict.rank >= Verdict.INVALID.rank:
        return Examined(file, container, ContentReading(None), seen, container.findings)
    kind = _kind(container)
    if kind != PACKAGE:
        return _of_other_kind(container, trust, kind, seen)
    known = container.verdict.rank < Verdict.UNDETERMINED.rank
    task.step(0, 0, "đối chiếu số liệu")
    content = checked if known and checked and _is_of(container, checked) else _content(container, whole=known)
    task.step(0, 0, "kiểm tra chữ ký trên báo cáo")
    inside = tuple(_inside(container, trust, proven_at)) if known and not content.other_form else ()
    signatures = (*(each for each in inside if isinstance(each, SignatureSeen)), *seen)
    own = tuple(each for each in inside if isinstance(each, Finding))
    if content.about:
        signatures = tuple(_held_to_its_role(each, content.about, trust) for each in signatures)
    roles = tuple(found for each in signatures for found in each.facts.findings)
    absent = tuple(_list_findings(container, content)) if known else ()
    found = (*container.findings, *content.findings, *own, *absent, *roles, *trust.remarks())
    return Examined(file, container, content, signatures, tuple(dict.fromkeys(found)))


def _of_other_kind(container: "Container", trust: "TrustPack", kind: str, seen: tuple[SignatureSeen, ...]) -> Examined:
    from tmdt_desktop.services.other_kinds import enrolment_findings, trust_pack_findings

    own = (trust_pack_findings if kind == TRUST else enrolment_findings)(container, trust)
    found = (*own, *container.findings, *trust.remarks())
    return Examined(container.path, container, ContentReading(None), seen, found, kind)


def _content(container: "Container", *, whole: bool) -> ContentReading:
    sizes = {each.name: each.size for each in container.files}
    digests = {each.name: each.found for each in container.files}
    return check_content(Contents(sizes, container.read, digests=digests), whole=whole)


def _list_findings(container: "Container", content: ContentReading) -> Iterator[Finding]:
    """A report that is due by a term lists businesses in Phụ lục I."""
    about = content.about
    if about is not None and about.answers is None and names.LIST not in container.names:
        yield told("list_missing")


def _is_of(container: "Container", checked: ContentReading) -> bool:
    """Whether what was checked is what lies in the container, byte for byte."""
    if checked.about is None:
        return False
    others = {each.name: each.found for each in container.files if each.name != names.PACKAGE}
    return names.content_id(others, checked.about.raw) == checked.about.content_id


def _kind(container: "Container") -> str:
    from tmdt_desktop.services.enrolment import ENROLMENT_FILES
    from tmdt_desktop.signing.trust_travel import is_travelling

    if is_travelling(container):
        return TRUST
    return ENROLMENT if set(container.names) == ENROLMENT_FILES else PACKAGE


def _inside(
    container: "Container", trust: "TrustPack", proven_at: datetime | None
) -> Iterator[SignatureSeen | Finding]:
    """The signatures in the report and, where it is there, in the list of businesses."""
    from tmdt_desktop.signing.pdf_check import check_pdf, order_findings, roles_of

    for name, meant in _MEANT.items():
        if name not in container.names:
            continue
        judged = check_pdf(container.read(name), trust, proven_at=proven_at)
        roles = _roles(judged, name, trust)
        yield from (
            SignatureSeen(meant.get(roles.get(each.field, ""), f"Ký {name}"), each) for each in judged.signatures
        )
        yield from judged.findings
        yield from order_findings(judged, roles_of(judged, trust))
        if not set(meant) <= set(roles.values()):
            yield told("report_unsealed")


def _roles(judged: "PdfVerdict", name: str, trust: "TrustPack") -> dict[str, str]:
    """What each signature field of that file counts as."""
    from tmdt_desktop.signing.pdf import ANNEX_FIELD
    from tmdt_desktop.signing.pdf_check import roles_of

    roles = {field: role.value for field, role in roles_of(judged, trust).items()}
    own = {each.field: "seal" for each in judged.signatures if each.field == ANNEX_FIELD and name == names.LIST}
    return {**roles, **own}


def _held_to_its_role(seen: SignatureSeen, about: About, trust: "TrustPack") -> SignatureSeen:
    found = tuple(_role_findings(seen, about, trust))
    return replace(seen, facts=replace(seen.facts, findings=tuple(dict.fromkeys((*seen.facts.findings, *found)))))


def _role_findings(seen: SignatureSeen, about: About, trust: "TrustPack") -> Iterator[Finding]:
    """A signature must come from the office that the package names, by a certificate registered for that use."""
    registered = trust.registered(seen.facts.fingerprint)
    if registered is None:
        if seen.what in (SEAL, LIST_SEAL):
            yield told("seal_unregistered")
    elif registered.office != about.office:
        yield finding("other_office", office=registered.office_name)
    elif registered.role.value != ("seal" if seen.what in (SEAL, OFFICE_KEY, LIST_SEAL) else "leader"):
        yield told("wrong_role", what=seen.what)
