"""How an office's certificate gets into the register: a request file, a telephone call, the Department's word."""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from tmdt_desktop.errors import Damaged, Refused
from tmdt_desktop.i18n import VIETNAM, utc_now
from tmdt_desktop.services.signing_keys import KeyPlace, opened_key, padding_of
from tmdt_desktop.services.spoken import require_said, spoken
from tmdt_desktop.services.trust_at_hand import trust_at_hand
from tmdt_desktop.services.trust_contents import desk_change, desk_pack, require_desk
from tmdt_desktop.services.trust_items import OFFICE, Thing, keep
from tmdt_desktop.services.trust_view import DEPARTMENT, office_name
from tmdt_desktop.signing.verdicts import Finding, Verdict, weightiest
from tmdt_desktop.store import settings as store_settings
from tmdt_desktop.store.workspace import Workspace
from tmdt_desktop.task import SILENT, Task
from tmdt_desktop.text import one_line
from tmdt_desktop.whole_files import free_name

if TYPE_CHECKING:
    from tmdt_desktop.signing.container import Container
    from tmdt_desktop.signing.keys import SigningKey
    from tmdt_desktop.signing.trust import RegisteredCertificate, TrustPack

FORMAT, FORMAT_VERSION = "tmdt-enrolment", 1
REQUEST, CERTIFICATE = "enrolment.json", "certificate.crt"
ENROLMENT_FILES = frozenset({REQUEST, CERTIFICATE})
"""What a request holds."""
_LONGEST_CONTACT = 120
_LARGEST = 1 << 16
_MALFORMED = (ValueError, TypeError, KeyError, AttributeError, RecursionError)
EnrolmentRole = Literal["leader", "seal", "department"]


@dataclass(frozen=True)
class EnrolmentWish:
    """Which key is to be registered as what, and where the request file goes. `contact`: whom the Department may call."""

    role: EnrolmentRole
    key: KeyPlace
    secret: str
    to: Path
    contact: str = ""


@dataclass(frozen=True)
class EnrolmentReceipt:
    """The request file. `fingerprint`: SHA-256 of the certificate, lower hex; `spoken`: as it is read out."""

    file: Path
    fingerprint: str
    spoken: str


@dataclass(frozen=True)
class EnrolmentSeen:
    """A request as the Department sees it. `level`: the name of a `Verdict`; `known`: the certificate is registered."""

    office: str
    office_name: str
    role: str
    owner: str
    organisation: str
    issuer: str
    not_before: datetime
    not_after: datetime
    fingerprint: str
    spoken: str
    level: str
    sentence: str
    cure: str
    known: bool
    contact: str = ""


def request_enrolment(ws: Workspace, wish: EnrolmentWish, task: Task = SILENT) -> EnrolmentReceipt:
    """Write the request file, signed by the very key: who can sign it has the key.

    Raises:
        Refused: the certificate may not sign now, or the role is the Department's alone. Blocked: the key does not
        open, the disk is full or gone. Damaged: what was written reads back otherwise.
    """
    from tmdt_desktop.signing.container import Part, write_container

    if wish.role == "department" and ws.office != DEPARTMENT:
        raise Refused("Đơn vị này không đăng ký chứng thư của Sở.", cure="Chọn chứng thư của lãnh đạo hoặc con dấu.")
    with ws.read() as connection:
        padding = padding_of(store_settings.load(connection))
    now = utc_now().replace(microsecond=0)
    target = free_name(wish.to / f"TMDT_DK_{ws.office}_{wish.role}_{now.astimezone(VIETNAM):%Y%m%d%H%M%S}.asice")
    with opened_key(wish.key, wish.secret, padding) as key:
        said = json.dumps(_told(ws, wish, key, now), ensure_ascii=False, indent=2).encode()
        parts = (
            Part(REQUEST, "application/json", said),
            Part(CERTIFICATE, "application/pkix-cert", key.certificate_der),
        )
        written = write_container(target, parts, key, task)
        return EnrolmentReceipt(written.path, key.fingerprint, spoken(key.fingerprint))


def _told(ws: Workspace, wish: EnrolmentWish, key: "SigningKey", now: datetime) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "version": FORMAT_VERSION,
        "office": ws.office,
        "office_name": office_name(ws.office),
        "role": wish.role,
        "fingerprint": key.fingerprint,
        "contact": one_line(wish.contact)[:_LONGEST_CONTACT],
        "made_at": now.isoformat(timespec="seconds"),
    }


def look_at_enrolment(ws: Workspace, file: Path) -> EnrolmentSeen:
    """What a request asks for, and how its certificate stands. Writes nothing.

    Raises:
        Damaged: it is no request, was changed, or another key signed it. Blocked: it cannot be read.
    """
    return _looked(ws, file)[0]


def confirm_enrolment(ws: Workspace, file: Path, said: str, task: Task = SILENT) -> EnrolmentSeen:
    """Register the certificate; the next pack that is issued carries it. `said`: its fingerprint as it was read out.

    Raises:
        Refused: another office than the Department, the fingerprint is another, or the certificate will not do.
        Damaged, Blocked: as `look_at_enrolment`.
    """
    require_desk(ws)
    task.step(0, 1, "Kiểm tra tệp đăng ký")
    seen, certificate = _looked(ws, file)
    if Verdict[seen.level].rank >= Verdict.UNDETERMINED.rank:
        raise Refused("Chưa đăng ký được chứng thư này.", why=seen.sentence, cure=seen.cure)
    require_said(said, seen.fingerprint)
    with desk_change(ws, f"Đăng ký chứng thư của {seen.office_name}: {seen.owner}"[:200]) as batch:
        keep(batch, Thing(OFFICE, seen.owner, certificate, seen.office, seen.role))
    return replace(seen, known=True)


def _looked(ws: Workspace, file: Path) -> tuple[EnrolmentSeen, bytes]:
    from tmdt_desktop.signing.container import read_container
    from tmdt_desktop.signing.trust import TrustPack

    trust = desk_pack(ws) if ws.office == DEPARTMENT else trust_at_hand(ws)
    container = read_container(file, trust or TrustPack(Path(), utc_now().date(), (), (), (), ()))
    first = weightiest(container.findings)
    if first is not None and first.weight.rank >= Verdict.INVALID.rank:
        raise Damaged(f"Tệp đăng ký không dùng được: {first.sentence}", cure="Đề nghị đơn vị lập lại tệp đăng ký.")
    if set(container.names) != ENROLMENT_FILES:
        raise Damaged("Tệp này không phải tệp đăng ký chứng thư.", cure="Chọn tệp có tên bắt đầu bằng TMDT_DK.")
    try:
        said, certificate = _read(container)
    except _MALFORMED as fault:
        raise Damaged("Tệp đăng ký ghi sai mẫu.", cure="Đề nghị đơn vị lập lại tệp đăng ký.") from fault
    return _seen(said, certificate, container, trust), certificate


def _read(container: "Container") -> tuple[dict[str, Any], bytes]:
    """The request and the certificate that it is about, which must be the one that signed it.

    Raises:
        Refused, Damaged: the container is not valid. ValueError and the like: it is not of the form.
    """
    if any(each.size > _LARGEST for each in container.files):
        raise ValueError("too large")
    said, certificate = json.loads(container.read(REQUEST)), container.read(CERTIFICATE)
    if (said["format"], said["version"]) != (FORMAT, FORMAT_VERSION) or said["role"] not in _ROLES:
        raise ValueError(said["format"])
    _ = said["office"], said["contact"]
    fingerprint = sha256(certificate).hexdigest()
    if {said["fingerprint"], *(each.fingerprint for each in container.signatures)} != {fingerprint}:
        raise Damaged(
            "Tệp đăng ký không do chính khóa đó ký.", cure="Đề nghị đơn vị lập lại tệp đăng ký bằng khóa cần đăng ký."
        )
    return said, certificate


_ROLES = ("leader", "seal", "department")


def _seen(said: dict[str, Any], certificate: bytes, container: "Container", trust: "TrustPack | None") -> EnrolmentSeen:
    from tmdt_desktop.signing.certificates import describe_certificate

    facts, office = describe_certificate(certificate), str(said["office"])
    name = office_name(office)
    registered = trust.registered(facts.fingerprint) if trust else None
    level, sentence, cure = _judged((office, str(said["role"])), name, registered, container.findings)
    return EnrolmentSeen(
        office=office,
        office_name=name,
        role=str(said["role"]),
        owner=facts.owner,
        organisation=facts.organisation,
        issuer=facts.issuer,
        not_before=facts.not_before,
        not_after=facts.not_after,
        fingerprint=facts.fingerprint,
        spoken=spoken(facts.fingerprint),
        level=level.name,
        sentence=sentence,
        cure=cure,
        known=registered is not None and (registered.office, registered.role.value) == (office, said["role"]),
        contact=one_line(str(said["contact"]))[:_LONGEST_CONTACT],
    )


def _judged(
    wanted: tuple[str, str], name: str, registered: "RegisteredCertificate | None", findings: tuple[Finding, ...]
) -> tuple[Verdict, str, str]:
    """The word for a request, its sentence, and what to do."""
    office, role = wanted
    if name == office:
        return Verdict.INVALID, f"Không có đơn vị mang mã «{office[:16]}».", "Đề nghị đơn vị lập lại tệp đăng ký."
    if role == "department" and office != DEPARTMENT:
        return Verdict.INVALID, "Chỉ Sở Công thương có chứng thư của Sở.", "Không đăng ký; gọi đơn vị hỏi lại."
    if registered is not None:
        if (registered.office, registered.role.value) == wanted:
            return Verdict.VALID, "Chứng thư này đã đăng ký rồi.", ""
        sentence = f"Chứng thư này đã đăng ký cho {registered.office_name}, việc khác."
        return Verdict.INVALID, sentence, "Kết thúc đăng ký cũ trước, nếu đúng là đơn vị đổi việc dùng."
    first = weightiest(each for each in findings if each.code not in _AS_EXPECTED)
    if first is not None:
        cure = _ADD_AUTHORITY if first.code == "unknown_root" else first.cure
        return first.weight, first.sentence, cure
    return Verdict.VALID, f"Chứng thư dùng được để đăng ký cho {name}.", _CALL


_AS_EXPECTED = {"unregistered", "other_certificate", "trust_unsigned", "trust_old", "trust_future"}
_CALL = "Gọi đơn vị theo số điện thoại đã biết, nghe đọc dấu vân tay rồi gõ lại để đăng ký."
_ADD_AUTHORITY = "Thêm chứng thư gốc, chứng thư trung gian của nơi cấp rồi mở lại tệp đăng ký."
