"""What the trust pack at hand says of a key before it signs: revoked, unknown, somebody else's, or fit for the task."""

from typing import TYPE_CHECKING

from tmdt_desktop.errors import Refused
from tmdt_desktop.i18n import utc_now
from tmdt_desktop.signing.verdicts import Verdict, weightiest

if TYPE_CHECKING:
    from tmdt_desktop.signing.keys import SigningKey
    from tmdt_desktop.signing.trust import Role, TrustPack


def require_standing(key: "SigningKey", trust: "TrustPack", office: str, role: "Role") -> None:
    """Refuse a key that the receiver would not believe when it signs for `office` as `role`.

    A leader's own certificate need not be registered, as long as an authority of the trust pack issued it; the seal
    and the Department's key must be.
    Raises:
        Refused: revoked, of an unknown authority, not registered, or registered for another office or use.
    """
    from tmdt_desktop.signing.trust import Role

    _require_believed(key, trust)
    known = trust.registered(key.fingerprint)
    if known is None and role is not Role.LEADER:
        raise Refused(
            "Khóa này chưa đăng ký nên không dùng được.",
            why=f"Chứng thư của {key.owner} không có trong gói tin cậy.",
            cure="Chọn khóa đã đăng ký, hoặc đăng ký chứng thư rồi nạp gói tin cậy mới.",
        )
    if known is not None and (known.office, known.role) != (office, role):
        raise Refused(
            "Khóa này không dùng cho việc này được.",
            why=f"Chứng thư đã đăng ký cho {known.office_name}, việc khác.",
            cure=f"Chọn {_MEANT[role.value]}.",
        )


def _require_believed(key: "SigningKey", trust: "TrustPack") -> None:
    """The certificate as the receiver will judge it, were it to sign now.

    Revocation lists that are too old here are no reason to refuse: the receiver's are newer.
    """
    from tmdt_desktop.signing.judging import Question, judge_certificate

    now = utc_now()
    judged = judge_certificate(Question(key.certificate_der, key.chain_der, now, now), trust)
    first = weightiest(each for each in judged.findings if each.code != "revocation_too_old")
    if first is not None and first.weight.rank >= Verdict.UNDETERMINED.rank:
        raise Refused(
            "Khóa này không ký được.",
            why=first.sentence,
            cure="Chọn khóa còn hiệu lực; nếu chứng thư mới cấp thì nạp gói tin cậy mới nhất rồi làm lại.",
        )


_MEANT = {
    "leader": "khóa của lãnh đạo",
    "seal": "khóa đóng dấu của cơ quan",
    "department": "khóa của Sở Công thương",
}
