"""What TT 15/2025/TT-BKHCN wants shown of every signature, item by item, in Vietnamese."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from tmdt_desktop.i18n import last_day, local_day, moment
from tmdt_desktop.signing.verdicts import Finding, Revocation, SignatureFacts, Verdict, judge, weightiest

AUTHORITY, SIGNER, UNIT, TIME = "Tổ chức cấp chứng thư", "Người ký", "Đơn vị quản lý chứng thư", "Thời điểm ký"
WHOLE, THEN, TERM = "Tính toàn vẹn", "Hiệu lực lúc ký", "Thời hạn chứng thư"
ALGORITHM, USE, REVOCATION = "Thuật toán", "Phạm vi chứng thư", "Thu hồi chứng thư"
_ITEMS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        AUTHORITY: (
            "unknown_root",
            "chain_broken",
            "chain_extra",
            "pdf_extra_certificate",
            "certificate_extension",
            "authority_usage",
            "authority_length",
            "authority_names",
        ),
        SIGNER: (
            "other_office",
            "other_certificate",
            "unregistered",
            "person_unregistered",
            "wrong_role",
            "seal_unregistered",
            "signer_swapped",
        ),
        TIME: ("no_signing_time", "signed_in_future", "time_after_proof", "expired_unproven"),
        THEN: ("certificate_expired", "certificate_early", "authority_expired", "authority_early"),
        ALGORITHM: ("weak_algorithm", "pkcs1_padding"),
        USE: ("certificate_usage",),
        REVOCATION: (
            "revoked",
            "revoked_later",
            "revoked_after_proof",
            "suspended",
            "suspended_later",
            "authority_revoked",
            "authority_revoked_later",
            "unchecked_revocation",
            "early_revocation",
            "stale_revocation",
            "revocation_too_old",
            "revocation_after_term",
        ),
    }
)
_STAMPS = ("stamp_", "time_stamp")


@dataclass(frozen=True)
class CheckItem:
    """One item: its label, what is so in words, and the name of the `Verdict` that it allows."""

    label: str
    words: str
    level: str


def checklist(facts: SignatureFacts) -> tuple[CheckItem, ...]:
    """The ten items of one signature, always all of them and in the same order."""
    return tuple(_item(label, words, facts) for label, words in _words(facts))


def _words(facts: SignatureFacts) -> Iterator[tuple[str, str]]:
    yield AUTHORITY, facts.issuer or "Không ghi"
    yield SIGNER, " - ".join(filter(None, (facts.who, facts.organisation)))
    yield UNIT, _unit(facts)
    yield TIME, _time(facts)
    yield WHOLE, f"Còn nguyên như lúc ký; chữ ký bao {facts.covers}" if facts.intact else "Không còn như lúc ký"
    yield THEN, _then(facts)
    yield TERM, f"{local_day(facts.not_before)} - {last_day(facts.not_after)}"
    yield ALGORITHM, facts.algorithm
    yield USE, "Được cấp để ký" if not _of(USE, facts) else "Không được cấp để ký"
    yield REVOCATION, _revocation(facts)


def _then(facts: SignatureFacts) -> str:
    if facts.valid_at_signing:
        return "Còn hiệu lực"
    ended = judge(_of(THEN, facts)).rank >= Verdict.INVALID.rank
    return "Không còn hiệu lực" if ended else "Chưa xác định được"


def _unit(facts: SignatureFacts) -> str:
    if not facts.managing_unit:
        return "Không ghi"
    return f"{facts.managing_unit} ({'đã đăng ký với Sở' if facts.registered_office else 'theo chứng thư'})"


def _time(facts: SignatureFacts) -> str:
    claimed = moment(facts.signed_at) if facts.signed_at else "Không ghi"
    proven = moment(facts.anchored_at) if facts.anchored_at else ""
    if facts.time_kind == "stamped":
        return f"{claimed}; có dấu thời gian lúc {proven}"
    if facts.time_kind == "anchored":
        return f"{claimed} (khai báo); chắc chắn có trước {proven} là lúc Sở nhận"
    return f"{claimed} (khai báo, chưa có dấu thời gian hay phiếu tiếp nhận)" if facts.signed_at else claimed


def _revocation(facts: SignatureFacts) -> str:
    said = facts.revocation.value
    words = f"{said[:1].upper()}{said[1:]}"
    if facts.revocation_list_of is None:
        return words
    return f"{words}; danh sách ngày {local_day(facts.revocation_list_of)}{_ago(facts)}"


def _ago(facts: SignatureFacts) -> str:
    return f", cách nay {facts.revocation_age_days} ngày" if facts.revocation_age_days else ""


def _item(label: str, words: str, facts: SignatureFacts) -> CheckItem:
    found = _of(label, facts)
    first = weightiest(found) or next(iter(found), None)
    told = f"{words}. {first.sentence}" if first else words
    return CheckItem(label, told, max(judge(found), _least(label, facts), key=lambda each: each.rank).name)


def _least(label: str, facts: SignatureFacts) -> Verdict:
    """What an item cannot be better than, whatever was found."""
    if label == WHOLE and not facts.intact:
        return Verdict.INVALID
    unknown = {
        AUTHORITY: not facts.trusted and not facts.chain,
        THEN: not facts.valid_at_signing,
    }
    if unknown.get(label):
        return Verdict.UNDETERMINED
    return Verdict.WARNED if label == REVOCATION and facts.revocation is Revocation.UNCHECKED else Verdict.VALID


def _of(label: str, facts: SignatureFacts) -> tuple[Finding, ...]:
    return tuple(each for each in facts.findings if _label(each.code) == label)


def _label(code: str) -> str:
    """The item that a finding speaks of; what nobody listed speaks of what was signed."""
    if code.startswith(_STAMPS):
        return TIME
    return next((label for label, codes in _ITEMS.items() if code in codes), WHOLE)
