"""What a check can end in: five words, and the findings that lead to one of them (DESIGN §7, TT 15/2025/TT-BKHCN)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Literal


class Verdict(Enum):
    """The five words, from best to worst. `value` is what people read."""

    VALID = "Hợp lệ"
    WARNED = "Hợp lệ, có cảnh báo"
    UNDETERMINED = "Chưa xác định được"
    INVALID = "Không hợp lệ"
    DAMAGED = "Hỏng"

    @property
    def rank(self) -> int:
        """0 for the best; the worst finding decides."""
        return list(Verdict).index(self)


class Revocation(Enum):
    """What stored revocation lists say about a certificate. `value` is what people read."""

    GOOD = "chưa bị thu hồi"
    REVOKED = "đã bị thu hồi"
    UNCHECKED = "chưa kiểm tra được thu hồi"


@dataclass(frozen=True)
class Finding:
    """One thing a check came upon.

    `code` is stable for programs, `sentence` says what is so, `cure` what to do now, `weight` the best verdict that
    is still possible with it.
    """

    code: str
    sentence: str
    cure: str
    weight: Verdict


TimeKind = Literal["claimed", "stamped", "anchored"]


@dataclass(frozen=True)
class SignatureFacts:
    """One signature as TT 15/2025/TT-BKHCN wants it shown. Moments are aware and in UTC.

    `signed_at` is the signer's own claim; `time_kind` says what stands behind it: nothing («claimed»), a time-stamp
    («stamped») or a receipt of the Department («anchored»), each of `anchored_at`. `covers` says in words which part of the file the signature speaks for.
    `chain` holds owners from the signer up to the root (empty when no trusted root is reached). `registered_office`
    and `registered_role` are empty when the trust pack does not know the certificate. `managing_unit`: who answers
    for the certificate; `algorithm`: «RSA 2048, PSS, SHA-256»; `valid_at_signing`: signer and authorities were within
    their terms at that moment; `revocation_age_days`: of the list that was asked, None when there is none.
    """

    field: str
    who: str
    organisation: str
    issuer: str
    serial: str
    fingerprint: str
    signed_at: datetime | None
    not_before: datetime
    not_after: datetime
    intact: bool
    covers: str
    trusted: bool
    chain: tuple[str, ...]
    revocation: Revocation
    revocation_list_of: datetime | None
    registered_office: str
    registered_role: str
    findings: tuple[Finding, ...]
    time_kind: TimeKind = "claimed"
    anchored_at: datetime | None = None
    managing_unit: str = ""
    algorithm: str = ""
    valid_at_signing: bool = False
    revocation_age_days: int | None = None

    @property
    def verdict(self) -> Verdict:
        """The word for this signature alone."""
        return judge(self.findings)


def judge(findings: Iterable[Finding]) -> Verdict:
    """The worst of `findings`, or VALID when there is none."""
    return max((each.weight for each in findings), key=lambda verdict: verdict.rank, default=Verdict.VALID)


def weightiest(findings: Iterable[Finding]) -> Finding | None:
    """The finding that a screen should show first, or None when nothing weighs (remarks do not)."""
    weighing = (each for each in findings if each.weight is not Verdict.VALID)
    return max(weighing, key=lambda each: each.weight.rank, default=None)


_SEND_BACK = "Không dùng số liệu trong tệp; lập phiếu trả lại và đề nghị đơn vị gửi xuất lại từ chương trình."
_COPY_AGAIN = "Chép lại tệp từ máy gửi hoặc từ USB khác rồi kiểm tra lần nữa."
_UPDATE_TRUST = "Nạp gói tin cậy mới nhất rồi kiểm tra lại."
_ASK_SIGNER = "Hỏi lại đơn vị ký và đề nghị ký lại bằng chứng thư còn hiệu lực."

_WORDS: dict[str, tuple[Verdict, str, str]] = {
    # The archive itself
    "not_a_package": (Verdict.DAMAGED, "Tệp không phải là gói gửi của chương trình.", "Chọn đúng tệp gói rồi thử lại."),
    "truncated": (Verdict.DAMAGED, "Gói bị cắt cụt: phần cuối của tệp không còn.", _COPY_AGAIN),
    "leading_data": (Verdict.DAMAGED, "Trước phần đầu của gói có dữ liệu lạ.", _COPY_AGAIN),
    "foreign_archive": (
        Verdict.DAMAGED,
        "Gói đã bị nén lại hoặc do phần mềm khác lập.",
        "Xin lại gói gốc do chương trình xuất, không giải nén rồi nén lại.",
    ),
    "trailing_data": (Verdict.DAMAGED, "Sau phần cuối của gói còn dữ liệu lạ.", _COPY_AGAIN),
    "header_changed": (Verdict.DAMAGED, "Phần khung của gói không đúng mẫu, ở chỗ: {name}.", _COPY_AGAIN),
    "entry_damaged": (Verdict.DAMAGED, "Không giải nén được {name} trong gói.", _COPY_AGAIN),
    "zip64": (Verdict.DAMAGED, "Gói dùng kiểu nén zip64 mà gói gửi không bao giờ dùng.", _SEND_BACK),
    "mimetype": (Verdict.DAMAGED, "Gói thiếu hoặc ghi sai loại tệp ở đầu gói.", _COPY_AGAIN),
    "too_many_files": (Verdict.INVALID, "Gói có quá nhiều tệp (hơn {count}).", _SEND_BACK),
    "too_large": (Verdict.INVALID, "Nội dung gói lớn hơn mức cho phép ({megabytes} MB).", _SEND_BACK),
    "bomb": (Verdict.INVALID, "{name} nở ra lớn bất thường khi giải nén.", _SEND_BACK),
    "unsafe_name": (Verdict.INVALID, "Gói có tên tệp không an toàn: {name}.", _SEND_BACK),
    "duplicate_name": (Verdict.INVALID, "Gói có hai tệp trùng tên: {name}.", _SEND_BACK),
    "symlink": (Verdict.INVALID, "{name} trong gói là đường dẫn tắt, không phải tệp.", _SEND_BACK),
    "encrypted_entry": (Verdict.INVALID, "{name} trong gói bị đặt mật khẩu.", _SEND_BACK),
    # What the manifest says against what is there
    "manifest_missing": (Verdict.INVALID, "Gói không có bản kê đã ký.", _SEND_BACK),
    "manifest_doubled": (Verdict.INVALID, "Gói có nhiều bản kê hoặc chữ ký chồng nhau: {name}.", _SEND_BACK),
    "manifest_unreadable": (Verdict.INVALID, "Bản kê trong gói không đúng mẫu.", _SEND_BACK),
    "signature_missing": (Verdict.INVALID, "Gói không có chữ ký.", _SEND_BACK),
    "extra_file": (Verdict.INVALID, "Gói có tệp ngoài bản kê đã ký: {name}.", _SEND_BACK),
    "missing_file": (Verdict.INVALID, "Gói thiếu tệp có trong bản kê đã ký: {name}.", _SEND_BACK),
    "digest_mismatch": (Verdict.INVALID, "Tệp {name} đã bị đổi sau khi ký.", _SEND_BACK),
    "packing_changed": (Verdict.INVALID, "Tệp {name} đã bị nén lại sau khi ký.", _SEND_BACK),
    # The signature
    "signature_unreadable": (Verdict.INVALID, "Không đọc được chữ ký.", _SEND_BACK),
    "signature_form": (Verdict.INVALID, "Chữ ký có phần thừa hoặc không đúng mẫu.", _SEND_BACK),
    "signature_wrong": (Verdict.INVALID, "Chữ ký không khớp với nội dung.", _SEND_BACK),
    "signer_swapped": (Verdict.INVALID, "Chứng thư kèm theo không phải của người đã ký.", _SEND_BACK),
    "weak_algorithm": (Verdict.INVALID, "Chữ ký dùng thuật toán hoặc khoá quá yếu.", _ASK_SIGNER),
    "pkcs1_padding": (
        Verdict.VALID,
        "Chữ ký RSA theo kiểu cũ PKCS #1 v1.5; TT 15/2025/TT-BKHCN dùng RSA-PSS.",
        "Vẫn dùng được. Khi phần mềm của hai bên đều đọc được RSA-PSS thì chọn RSA-PSS ở phần Cài đặt.",
    ),
    # The certificate
    "certificate_expired": (Verdict.INVALID, "Chứng thư đã hết hạn ngày {day}, trước thời điểm ký.", _ASK_SIGNER),
    "expired_unproven": (
        Verdict.WARNED,
        "Chứng thư đã hết hạn ngày {day}; thời điểm ký trước đó chỉ do máy ký khai.",
        "Kèm phiếu tiếp nhận của Sở để chứng minh tệp đã có trước ngày chứng thư hết hạn.",
    ),
    "certificate_early": (Verdict.INVALID, "Chứng thư đến ngày {day} mới có hiệu lực, sau thời điểm ký.", _ASK_SIGNER),
    "certificate_usage": (Verdict.INVALID, "Chứng thư không được cấp để ký.", _ASK_SIGNER),
    "chain_broken": (Verdict.INVALID, "Chuỗi chứng thư của người ký không đúng.", _ASK_SIGNER),
    "certificate_extension": (
        Verdict.INVALID,
        "Chứng thư của {name} có điều kiện bắt buộc mà phần mềm không hiểu.",
        _ASK_SIGNER,
    ),
    "authority_expired": (
        Verdict.INVALID,
        "Chứng thư của nơi cấp {name} đã hết hạn ngày {day}, trước thời điểm ký.",
        _ASK_SIGNER,
    ),
    "authority_early": (
        Verdict.INVALID,
        "Chứng thư của nơi cấp {name} đến ngày {day} mới có hiệu lực, sau thời điểm ký.",
        _ASK_SIGNER,
    ),
    "authority_usage": (Verdict.INVALID, "{name} không có quyền cấp chứng thư.", _ASK_SIGNER),
    "authority_length": (Verdict.INVALID, "{name} không được phép có nơi cấp nhiều bậc như vậy ở dưới.", _ASK_SIGNER),
    "authority_names": (
        Verdict.INVALID,
        "Chứng thư của người ký nằm ngoài phạm vi mà {name} được phép cấp.",
        _ASK_SIGNER,
    ),
    "authority_revoked": (
        Verdict.INVALID,
        "Chứng thư của nơi cấp {name} đã bị thu hồi ngày {day}, trước thời điểm ký.",
        _ASK_SIGNER,
    ),
    "authority_revoked_later": (
        Verdict.UNDETERMINED,
        "Chứng thư của nơi cấp {name} bị thu hồi ngày {day}; thời điểm ký chỉ do máy gửi khai.",
        "Chỉ nhận khi có giấy tiếp nhận lập trước ngày thu hồi.",
    ),
    "suspended": (
        Verdict.INVALID,
        "Chứng thư đang bị tạm dừng từ ngày {day}, trước thời điểm ký.",
        _ASK_SIGNER,
    ),
    "suspended_later": (
        Verdict.UNDETERMINED,
        "Chứng thư đang bị tạm dừng từ ngày {day}; thời điểm ký chỉ do máy gửi khai.",
        "Chỉ nhận khi có giấy tiếp nhận lập trước ngày tạm dừng, hoặc kiểm tra lại khi hết tạm dừng.",
    ),
    "revoked_after_proof": (
        Verdict.VALID,
        "Chứng thư bị thu hồi ngày {day}, sau thời điểm đã chứng thực được là chữ ký có rồi.",
        "Vẫn dùng được gói này; gói ký sau ngày đó thì không.",
    ),
    "chain_extra": (Verdict.INVALID, "Chữ ký kèm chứng thư không thuộc chuỗi của người ký.", _SEND_BACK),
    "revoked": (Verdict.INVALID, "Chứng thư đã bị thu hồi ngày {day}, trước thời điểm ký.", _ASK_SIGNER),
    "revoked_later": (
        Verdict.UNDETERMINED,
        "Chứng thư bị thu hồi ngày {day}; thời điểm ký chỉ do máy gửi khai.",
        "Chỉ nhận khi có giấy tiếp nhận lập trước ngày thu hồi.",
    ),
    "unknown_root": (Verdict.UNDETERMINED, "Chưa biết tổ chức đã cấp chứng thư của người ký.", _UPDATE_TRUST),
    "other_office": (Verdict.INVALID, "Chứng thư ký đã đăng ký cho đơn vị khác: {office}.", _SEND_BACK),
    "other_certificate": (
        Verdict.UNDETERMINED,
        "Chứng thư ký khác chứng thư mà đơn vị đã đăng ký với Sở.",
        "Gọi đơn vị xác nhận dấu vân tay chứng thư, đăng ký chứng thư mới rồi kiểm tra lại.",
    ),
    "unregistered": (
        Verdict.UNDETERMINED,
        "Chứng thư ký chưa được đăng ký với Sở.",
        "Gọi đơn vị xác nhận dấu vân tay chứng thư, đăng ký rồi kiểm tra lại.",
    ),
    "person_unregistered": (
        Verdict.WARNED,
        "Chứng thư của người ký chưa có trong danh sách đăng ký.",
        "Đối chiếu họ tên, chức vụ người ký trên văn bản.",
    ),
    "unchecked_revocation": (
        Verdict.WARNED,
        "Chưa kiểm tra được thu hồi: gói tin cậy không có danh sách thu hồi của nơi cấp.",
        _UPDATE_TRUST,
    ),
    "early_revocation": (
        Verdict.WARNED,
        "Chưa kiểm tra được thu hồi: danh sách thu hồi ghi ngày {day}, sau ngày hôm nay.",
        "Xem lại ngày giờ của máy này rồi kiểm tra lại.",
    ),
    "stale_revocation": (
        Verdict.WARNED,
        "Danh sách thu hồi ngày {day} đã quá hạn dùng {days} ngày.",
        _UPDATE_TRUST,
    ),
    "revocation_too_old": (
        Verdict.UNDETERMINED,
        "Danh sách thu hồi ngày {day} đã quá hạn dùng {days} ngày nên không còn tin được.",
        _UPDATE_TRUST,
    ),
    "revocation_after_term": (
        Verdict.WARNED,
        "Danh sách thu hồi ngày {day} lập sau khi chứng thư hết hạn nên không nói gì về chứng thư này.",
        "Kèm phiếu tiếp nhận của Sở, hoặc dùng gói tin cậy lập khi chứng thư còn hạn, rồi kiểm tra lại.",
    ),
    "time_after_proof": (
        Verdict.WARNED,
        "Thời điểm ký được khai là {day}, sau ngày {proven} là ngày đã có chữ ký này.",
        "Hỏi đơn vị ký về ngày giờ của máy đã ký.",
    ),
    "signed_in_future": (
        Verdict.WARNED,
        "Thời điểm ký được khai là {day}, sau ngày hôm nay.",
        "Xem lại ngày giờ của máy này và hỏi đơn vị ký.",
    ),
    "no_signing_time": (
        Verdict.WARNED,
        "Chữ ký không khai thời điểm ký nên chứng thư được xét theo ngày hôm nay.",
        "Đối chiếu ngày ghi trên văn bản.",
    ),
    # The trust pack itself
    "trust_unsigned": (
        Verdict.WARNED,
        "Gói tin cậy không có chữ ký của Sở Công thương.",
        "Nạp gói tin cậy do Sở Công thương ký rồi kiểm tra lại.",
    ),
    "trust_old": (Verdict.WARNED, "Gói tin cậy lập cách nay {days} ngày, có thể đã cũ.", _UPDATE_TRUST),
    "trust_future": (
        Verdict.WARNED,
        "Gói tin cậy đề ngày {day}, sau ngày của máy này.",
        "Xem lại ngày giờ của máy này; nếu đúng thì xin Sở Công thương gói tin cậy mới.",
    ),
    # PDF
    "pdf_unreadable": (Verdict.DAMAGED, "Không đọc được tệp PDF.", _COPY_AGAIN),
    "pdf_locked": (Verdict.UNDETERMINED, "Tệp PDF bị đặt mật khẩu.", "Xin bản không đặt mật khẩu rồi kiểm tra lại."),
    "pdf_unsigned": (Verdict.UNDETERMINED, "Tệp PDF chưa có chữ ký số.", "Xin bản đã ký số của văn bản."),
    "pdf_changed": (Verdict.INVALID, "Nội dung bị thay đổi sau khi ký.", _SEND_BACK),
    "pdf_unsigned_tail": (
        Verdict.WARNED,
        "Sau chữ ký cuối cùng, tệp PDF còn được thêm phần không ai ký.",
        "Xem phần thêm (số, ngày, ghi chú) có đúng không; xin bản đã đóng dấu nếu thiếu dấu.",
    ),
    "pdf_signature_form": (
        Verdict.WARNED,
        "Chữ ký trong PDF có phần thừa không được ký.",
        "Xin lại bản gốc nếu cần chắc chắn.",
    ),
    "pdf_extra_certificate": (
        Verdict.WARNED,
        "Chữ ký trong PDF kèm chứng thư không thuộc chuỗi của người ký.",
        "Đối chiếu họ tên, chức vụ người ký trên văn bản.",
    ),
    "pdf_coverage": (Verdict.INVALID, "Chữ ký không bao trọn văn bản tại thời điểm ký.", _SEND_BACK),
    "pdf_edited": (Verdict.INVALID, "Sau khi ký, tệp PDF bị sửa: {what}.", _SEND_BACK),
    "pdf_endless": (Verdict.INVALID, "Tệp PDF được dựng khác thường, đọc mãi không hết nên đã bỏ.", _SEND_BACK),
    "pdf_active": (
        Verdict.UNDETERMINED,
        "Tệp PDF có {what}, có thể làm nội dung hiện ra khác đi.",
        "Xin bản PDF thường, không có phần tự chạy, tệp đính kèm hay nội dung ẩn.",
    ),
    "pdf_loose": (
        Verdict.WARNED,
        "Tệp PDF viết chưa đúng chuẩn, các phần mềm có thể hiện nó khác nhau.",
        "Mở tệp bằng phần mềm đọc PDF và xem lại số liệu trước khi dùng.",
    ),
    "pdf_hollow_signature": (
        Verdict.WARNED,
        "Trang {page} có hình chữ ký nhưng ở đó không có chữ ký số.",
        "Chỉ tin các chữ ký số được liệt kê, không tin hình trên trang.",
    ),
    "seal_first": (
        Verdict.INVALID,
        "Dấu của cơ quan có trước chữ ký của người ký văn bản.",
        "Đề nghị đơn vị trình người có thẩm quyền ký trước, văn thư đóng dấu sau.",
    ),
    "pdf_feigned_name": (
        Verdict.WARNED,
        "Hình chữ ký ghi tên «{said}», chứng thư lại cấp cho {owner}.",
        "Tin tên trên chứng thư; hỏi lại đơn vị ký.",
    ),
    # Time-stamps
    "stamp_wrong": (
        Verdict.WARNED,
        "Dấu thời gian kèm chữ ký không đúng nên không được tính.",
        "Coi thời điểm ký là do máy ký tự khai.",
    ),
    "stamp_unknown": (
        Verdict.VALID,
        "Chưa biết tổ chức cấp dấu thời gian nên thời điểm ký vẫn là tự khai.",
        _UPDATE_TRUST,
    ),
}


def finding(code: str, **facts: str) -> Finding:
    """The finding of that code; `facts` fill its sentence (`name`, `day`, …).

    Raises:
        KeyError: no such code, or a fact that its sentence needs is not given.
    """
    weight, sentence, cure = _WORDS[code]
    return Finding(code, sentence.format(**facts), cure, weight)
