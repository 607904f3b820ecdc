"""What is to be thought of files in the form of a package that are none: a trust pack, a request to register a key.

Their container was checked before. Nobody confirms a fingerprint here, so neither is taken in.
"""

import json
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from tmdt_desktop.errors import Blocked, Damaged
from tmdt_desktop.services.enrolment import CERTIFICATE, FORMAT, FORMAT_VERSION, REQUEST
from tmdt_desktop.services.trust_view import DEPARTMENT, office_name
from tmdt_desktop.signing.verdicts import Finding, Verdict

if TYPE_CHECKING:
    from tmdt_desktop.signing.container import Container
    from tmdt_desktop.signing.trust import TrustPack

_LARGEST = 1 << 16
_KEYS = ("office", "role", "fingerprint", "contact")
_ROLES = ("leader", "seal", "department")
_MAKE_AGAIN = "Đề nghị đơn vị lập lại tệp đăng ký."
_DO_NOT_TAKE = "Không nạp gói này; xin Sở Công thương gói tin cậy khác và báo cho Sở."


def trust_pack_findings(container: "Container", trust: "TrustPack") -> tuple[Finding, ...]:
    """What is wrong with the pack in `container`: it must be whole and signed by the Department, inside and outside.

    `trust`: what says whose the signer is; whether a signer that it does not know is the Department stays open.
    """
    from tmdt_desktop.signing.trust import Role
    from tmdt_desktop.signing.trust_travel import pack_in

    try:
        pack, _ = pack_in(container)
    except Damaged as fault:
        return (_invalid("trust_pack_wrong", fault.what, fault.cure),)
    except Blocked as fault:
        return (Finding("trust_pack_newer", fault.what, fault.cure, Verdict.UNDETERMINED),)
    if not pack.signer_known:
        sentence = "Gói tin cậy không do chứng thư đã đăng ký của Sở Công thương ký."
        return (_invalid("trust_pack_signer", sentence, _DO_NOT_TAKE),)
    registered = trust.registered(container.signatures[0].fingerprint)
    if registered is not None and registered.role is not Role.DEPARTMENT:
        sentence = f"Gói tin cậy do chứng thư của {registered.office_name} ký, không phải của Sở Công thương."
        return (_invalid("trust_pack_signer", sentence, _DO_NOT_TAKE),)
    return ()


def enrolment_findings(container: "Container", trust: "TrustPack") -> tuple[Finding, ...]:
    """What is wrong with the request in `container`, by the rules by which the Department takes requests."""
    try:
        said, fingerprint = _request(container)
    except (ValueError, TypeError, KeyError, RecursionError):
        return (_invalid("enrolment_form", "Tệp đăng ký ghi sai mẫu.", _MAKE_AGAIN),)
    office, role = said["office"], said["role"]
    if {said["fingerprint"], *(each.fingerprint for each in container.signatures)} != {fingerprint}:
        cure = "Đề nghị đơn vị lập lại tệp đăng ký bằng khóa cần đăng ký."
        return (_invalid("enrolment_signer", "Tệp đăng ký không do chính khóa đó ký.", cure),)
    if office_name(office) == office:
        return (_invalid("enrolment_office", f"Không có đơn vị mang mã «{_short(office)}».", _MAKE_AGAIN),)
    if role == "department" and office != DEPARTMENT:
        cure = "Không đăng ký; gọi đơn vị hỏi lại."
        return (_invalid("enrolment_role", "Chỉ Sở Công thương có chứng thư của Sở.", cure),)
    registered = trust.registered(fingerprint)
    if registered is not None and (registered.office, registered.role.value) != (office, role):
        sentence = f"Chứng thư này đã đăng ký cho {registered.office_name}, việc khác."
        cure = "Kết thúc đăng ký cũ trước, nếu đúng là đơn vị đổi việc dùng."
        return (_invalid("enrolment_other", sentence, cure),)
    return ()


def _request(container: "Container") -> tuple[dict[str, Any], str]:
    """What the request says, and the fingerprint of the certificate in it.

    Raises:
        ValueError, TypeError, KeyError, RecursionError: it is not of the form.
    """
    if any(each.size > _LARGEST for each in container.files):
        raise ValueError("too large")
    said = json.loads(container.read(REQUEST))
    if (said["format"], said["version"]) != (FORMAT, FORMAT_VERSION) or said["role"] not in _ROLES:
        raise ValueError(said["format"])
    if not all(isinstance(said[key], str) for key in _KEYS):
        raise TypeError(_KEYS)
    return said, sha256(container.read(CERTIFICATE)).hexdigest()


def _short(words: str) -> str:
    """As much of a stranger's words as a sentence bears."""
    return "".join(each for each in words[:16] if each.isprintable())


def _invalid(code: str, sentence: str, cure: str) -> Finding:
    return Finding(code, sentence, cure, Verdict.INVALID)
