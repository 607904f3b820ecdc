"""Whom a package is encrypted to when it leaves: certificates that a person chose, and the Department out of the trust pack."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tmdt_desktop.errors import Blocked, Damaged, Problem, Refused
from tmdt_desktop.i18n import utc_now
from tmdt_desktop.services.trust_at_hand import trust_at_hand
from tmdt_desktop.store.workspace import Workspace
from tmdt_desktop.task import SILENT, Task

if TYPE_CHECKING:
    from tmdt_desktop.signing.trust import TrustPack

ENCRYPTED = ".p7m"
"""What is put behind the name of a package that only its receivers open."""


@dataclass(frozen=True)
class Receiver:
    """Somebody who can open what is encrypted. `fingerprint`: SHA-256 of the certificate, lower hex."""

    owner: str
    fingerprint: str
    certificate: bytes = field(repr=False)


@dataclass(frozen=True)
class Receivers:
    """Whom a package is encrypted to; nobody leaves it readable, and `sentence` says why where that was not asked for."""

    all: tuple[Receiver, ...] = ()
    sentence: str = ""

    @property
    def owners(self) -> tuple[str, ...]:
        """Their names as the certificates have them."""
        return tuple(each.owner for each in self.all)

    @property
    def fingerprints(self) -> list[str]:
        """What is remembered of them."""
        return [each.fingerprint for each in self.all]


def chosen_receivers(files: tuple[Path, ...], trust: "TrustPack | None" = None) -> Receivers:
    """The holders of the certificate files that a person chose; `trust`: what knows of revoked ones.

    Raises:
        Refused: one may not be encrypted to, was revoked, or is chosen twice. Blocked, Damaged: see `read_certificate`.
    """
    if not files:
        return Receivers()
    from tmdt_desktop.signing.recipients import require_recipients

    made = tuple(_receiver(read_certificate(each)) for each in files)
    require_recipients([each.certificate for each in made], utc_now())
    if trust is not None:
        for each in made:
            _require_not_revoked(each.certificate, trust)
    return Receivers(made)


def department_receivers(ws: Workspace) -> Receivers:
    """Whom a package of this workspace is encrypted to unless a person says otherwise: the Department.

    Raises:
        Blocked, Damaged: the trust pack in force cannot be read or is not whole.
    """
    return department_of(trust_at_hand(ws))


def department_of(trust: "TrustPack | None", now: datetime | None = None) -> Receivers:
    """The holders of the Department's registered certificates that the pack carries and that may be encrypted to.

    Never refuses: an office whose pack knows no such certificate sends its package signed and readable.
    """
    if trust is None:
        return Receivers(sentence="Gói không mã hóa: sổ chưa có gói tin cậy.")
    from tmdt_desktop.signing.recipients import require_recipients
    from tmdt_desktop.signing.trust import Role

    registered = (each.fingerprint for each in trust.register if each.role is Role.DEPARTMENT)
    carried = [der for each in registered if (der := trust.certificate_of(each)) is not None]
    if not carried:
        return Receivers(sentence="Gói không mã hóa: gói tin cậy không kèm chứng thư của Sở.")
    fit: list[Receiver] = []
    why = ""
    for der in carried:
        try:
            require_recipients([der], now or utc_now())
            _require_not_revoked(der, trust)
        except Problem as told:
            why = told.what
        else:
            fit.append(_receiver(der))
    if not fit:
        return Receivers(sentence=f"Gói không mã hóa. {why}")
    return Receivers(_one_of_each_key(sorted(fit, key=_newest_first)), why)


def _one_of_each_key(receivers: Iterable[Receiver]) -> tuple[Receiver, ...]:
    """The first of each key: a renewed certificate often keeps its key, and one way in is enough."""
    from asn1crypto import x509

    first: dict[bytes, Receiver] = {}
    for each in receivers:
        first.setdefault(x509.Certificate.load(each.certificate).public_key.dump(), each)
    return tuple(first.values())


def _newest_first(receiver: Receiver) -> float:
    from asn1crypto import x509

    return -float(x509.Certificate.load(receiver.certificate).not_valid_before.timestamp())


def _require_not_revoked(certificate: bytes, trust: "TrustPack") -> None:
    """Refuse a receiver of whom the lists at hand say that its key is not its own any more."""
    from tmdt_desktop.signing.judging import Question, judge_certificate
    from tmdt_desktop.signing.verdicts import Revocation

    now = utc_now()
    judged = judge_certificate(Question(certificate, (), now, now), trust)
    if judged.revocation is Revocation.REVOKED:
        raise Refused(
            f"Chứng thư của {judged.facts.owner} đã bị thu hồi nên không mã hóa cho chứng thư đó.",
            cure="Xin nơi nhận chứng thư còn hiệu lực, hoặc nạp gói tin cậy mới.",
        )


def joined(first: Receivers, second: Receivers) -> Receivers:
    """Both, each key once; of two certificates of one key that of `first` counts."""
    both = _one_of_each_key((*first.all, *second.all))
    return Receivers(both, "" if both else first.sentence or second.sentence)


def encrypted(signed: Path, to: Receivers, task: Task = SILENT) -> Path:
    """Encrypt a signed package of the workspace; the readable one is gone afterwards. Without receivers it stays.

    Raises:
        Refused: a certificate does not fit. Blocked: the disk is full. Cancelled: the user stopped it.
    """
    from tmdt_desktop.signing.encryption import encrypt_file

    if not to.all:
        return signed
    sealed = signed.with_name(signed.name + ENCRYPTED)
    encrypt_file(signed, sealed, [each.certificate for each in to.all], task)
    signed.unlink()
    return sealed


def require_as_sent(kept: Path, how: Mapping[str, Any], chosen: Receivers, *, sensitive: bool) -> None:
    """What was sent can be written again, not changed: its answer names the file as it went.

    `how`: what was noted when it went. `chosen`: the receivers that a person asks for now.
    Raises:
        Refused: it was sent in the clear and is now wanted encrypted, for another receiver, or with other columns.
    """
    sealed = kept.suffix == ENCRYPTED
    other = not set(chosen.fingerprints) <= _sent_to(how)
    more = sensitive and not how.get("personal_columns")
    if not other and not more:
        return
    sent = "đã mã hóa cho nơi nhận khác" if sealed else "không mã hóa"
    raise Refused(
        "Gói này đã xuất theo cách khác nên không ghi lại như yêu cầu được.",
        why=f"Gói đã xuất {sent}." if other else "Gói đã xuất không kèm các cột riêng tư.",
        cure="Ghi lại gói đúng như đã xuất, hoặc lập bản báo cáo sửa đổi rồi xuất theo cách mới.",
    )


def _sent_to(how: Mapping[str, Any]) -> set[str]:
    """The fingerprints noted when the package went; older notes hold one alone."""
    noted = how.get("encrypted_to") or []
    return {noted} if isinstance(noted, str) else set(noted)


def read_certificate(path: Path) -> bytes:
    """The DER of a certificate file (PEM or DER).

    Raises:
        Blocked: it cannot be read. Damaged: it is no certificate.
    """
    from asn1crypto import pem

    from tmdt_desktop.signing.certificates import describe_certificate

    try:
        raw = path.read_bytes()
    except OSError as fault:
        raise Blocked(
            f"Không đọc được tệp chứng thư {path.name}.", cure="Chọn lại tệp chứng thư của nơi nhận."
        ) from fault
    try:
        der = bytes(pem.unarmor(raw)[2]) if pem.detect(raw) else raw
    except ValueError as fault:
        raise Damaged(f"Không đọc được chứng thư trong {path.name}.", cure="Xin lại tệp chứng thư.") from fault
    return describe_certificate(der).der


def _receiver(certificate: bytes) -> Receiver:
    from tmdt_desktop.signing.certificates import describe_certificate

    facts = describe_certificate(certificate)
    return Receiver(facts.owner, facts.fingerprint, facts.der)
