"""What may be wrong with the content of a package, beyond what `signing` finds: the same kind of finding, our words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tmdt_desktop.signing.verdicts import Finding, Verdict

_SEND_BACK = "Đề nghị đơn vị gửi xuất lại gói từ phần mềm rồi gửi lại."
_CORRECT = "Đề nghị đơn vị sửa dữ liệu, lập bản báo cáo sửa đổi rồi gửi lại."
_UPDATE = "Cài bản phần mềm mới rồi kiểm tra lại."

_WORDS: dict[str, tuple[Verdict, str, str]] = {
    "encrypted": (
        Verdict.UNDETERMINED,
        "Gói được mã hóa cho nơi nhận nên chưa xem được bên trong.",
        "Mở gói ở trang Gói gửi, nhận bằng khóa của nơi nhận.",
    ),
    "is_answer": (
        Verdict.UNDETERMINED,
        "Tệp này là phiếu của Sở Công thương, không phải gói báo cáo.",
        "Nhận phiếu ở trang Gói gửi, nhận.",
    ),
    "content_missing": (Verdict.INVALID, "Gói thiếu {name}.", _SEND_BACK),
    "content_extra": (Verdict.INVALID, "Gói có tệp lạ: {name}.", _SEND_BACK),
    "content_unreadable": (Verdict.INVALID, "Tệp {name} không đúng mẫu của gói.", _SEND_BACK),
    "content_newer": (Verdict.UNDETERMINED, "Gói do bản phần mềm mới hơn xuất (mẫu gói số {version}).", _UPDATE),
    "content_older": (
        Verdict.UNDETERMINED,
        "Gói do bản phần mềm cũ ghi (mẫu gói số {version}), phần mềm này không đọc mẫu đó.",
        "Cập nhật phần mềm ở đơn vị gửi, lập bản báo cáo sửa đổi rồi xuất gói mới.",
    ),
    "registers_missing": (Verdict.INVALID, "Gói không kèm đủ các sổ mà báo cáo này phải có.", _SEND_BACK),
    "content_id_wrong": (Verdict.INVALID, "Mã gói không khớp với nội dung các tệp.", _SEND_BACK),
    "count_wrong": (Verdict.INVALID, "Bảng {name} có {rows} dòng, phiếu gói ghi {said} dòng.", _SEND_BACK),
    "description_wrong": (Verdict.INVALID, "Mô tả dữ liệu không đúng với các bảng trong gói.", _SEND_BACK),
    "data_fault": (Verdict.INVALID, "{place}: {sentence}", _CORRECT),
    "data_faults": (Verdict.INVALID, "Dữ liệu còn {count} lỗi khác.", _CORRECT),
    "figure_differs": (
        Verdict.INVALID,
        "Chỉ tiêu {code}: gói ghi {said}, đếm lại từ dữ liệu được {counted}.",
        _CORRECT,
    ),
    "figure_parts": (Verdict.INVALID, "Chỉ tiêu {code}: các phần cộng lại được {counted}, gói ghi {said}.", _CORRECT),
    "figure_not_printed": (
        Verdict.INVALID,
        "Chỉ tiêu {code}: báo cáo đã ký không ghi đúng số {said} của gói.",
        _CORRECT,
    ),
    "not_printed": (
        Verdict.INVALID,
        "{what} trong phiếu gói là {said}, báo cáo đã ký không ghi như vậy.",
        _SEND_BACK,
    ),
    "list_of_another": (
        Verdict.INVALID,
        "Phụ lục I trong gói không phải của báo cáo này ({said}).",
        _SEND_BACK,
    ),
    "list_missing": (
        Verdict.WARNED,
        "Gói không kèm Phụ lục I (danh sách tổ chức, cá nhân) đã đóng dấu.",
        "Đề nghị đơn vị gửi Phụ lục I đã đóng dấu cơ quan.",
    ),
    "annex_differs": (
        Verdict.INVALID,
        "Chỉ tiêu {code}: biểu số liệu không ghi đúng số {said} của gói.",
        _SEND_BACK,
    ),
    "annex_extra": (Verdict.INVALID, "Biểu số liệu có chỉ tiêu {code}, gói không có.", _SEND_BACK),
    "annex_table_differs": (Verdict.INVALID, "{name} trong biểu số liệu không khớp với số liệu của gói.", _SEND_BACK),
    "evidence_differs": (
        Verdict.INVALID,
        "Minh chứng trong gói không đúng với danh mục nhiệm vụ của đơn vị.",
        _SEND_BACK,
    ),
    "figure_absent": (Verdict.WARNED, "Gói không có chỉ tiêu {code}.", "Hỏi đơn vị gửi về chỉ tiêu này."),
    "figure_unknown": (Verdict.WARNED, "Phần mềm này chưa biết chỉ tiêu {code} nên không đếm lại được.", _UPDATE),
    "report_unsealed": (
        Verdict.INVALID,
        "Báo cáo trong gói chưa đủ chữ ký của lãnh đạo và dấu cơ quan.",
        "Đề nghị đơn vị ký, đóng dấu đủ rồi xuất lại gói.",
    ),
    "wrong_role": (
        Verdict.INVALID,
        "{what} không dùng chứng thư mà đơn vị đã đăng ký cho việc đó.",
        "Đề nghị đơn vị ký lại bằng đúng chứng thư đã đăng ký.",
    ),
    "seal_unregistered": (
        Verdict.UNDETERMINED,
        "Dấu cơ quan trên báo cáo dùng chứng thư chưa đăng ký với Sở.",
        "Gọi đơn vị xác nhận dấu vân tay chứng thư, đăng ký rồi kiểm tra lại.",
    ),
    "wrong_year": (
        Verdict.INVALID,
        "Gói của năm {year}, đang nhận báo cáo năm {wanted}.",
        "Xem lại năm đang nhận rồi nhận lại; nếu đơn vị gửi nhầm thì báo đơn vị gửi gói của đúng năm.",
    ),
    "wrong_period": (
        Verdict.INVALID,
        "Kỳ báo cáo trong gói là {said}, kỳ chung của tỉnh là {wanted}.",
        "Xem lại kỳ trong Cài đặt rồi nhận lại; nếu đơn vị đặt sai thì báo đơn vị sửa kỳ, lập bản sửa đổi.",
    ),
    "wrong_kind": (
        Verdict.INVALID,
        "Gói ghi loại báo cáo là {said}, phần mềm không nhận loại đó hoặc gói không ghi rõ trả lời yêu cầu nào.",
        _SEND_BACK,
    ),
    "wrong_asked_period": (
        Verdict.INVALID,
        "Kỳ {said} của báo cáo đột xuất không hợp lý.",
        "Báo đơn vị xem lại kỳ, lập bản sửa đổi rồi gửi lại.",
    ),
    "period_open": (
        Verdict.INVALID,
        "Kỳ báo cáo đến {last} mới hết.",
        "Nhận lại sau khi hết kỳ.",
    ),
    "correction_wrong": (
        Verdict.INVALID,
        "Phần kể thay đổi của gói không đúng với nội dung gói: {what}.",
        _SEND_BACK,
    ),
    "replaced_unseen": (
        Verdict.WARNED,
        "Gói này thay gói {id} mà ở đây chưa nhận được, nên chưa so được với bản đó.",
        "Hỏi đơn vị gửi về bản trước; nếu còn thì gửi bổ sung để lưu.",
    ),
    "replaced_differs": (
        Verdict.INVALID,
        "Gói này ghi thay gói {id} nhưng mã băm không đúng với gói đã nhận ở đây.",
        "Gọi đơn vị gửi xem có người khác sửa tệp trên đường đi không, rồi đề nghị xuất lại gói.",
    ),
    "replaced_other": (
        Verdict.INVALID,
        "Gói này ghi thay gói {id}, nhưng gói đó là của báo cáo khác hoặc của lần sau.",
        _SEND_BACK,
    ),
    "replaced_not_named": (
        Verdict.WARNED,
        "Gói này không nhắc đến bản lần {revision} của đơn vị, đã tiếp nhận ngày {day}.",
        "Hỏi đơn vị gửi: sổ của họ có thể đã được phục hồi từ bản sao lưu cũ.",
    ),
    "change_untold": (
        Verdict.INVALID,
        "Chỉ tiêu {code} bản trước là {before}, bản này là {after}, nhưng gói không kể thay đổi đó.",
        _SEND_BACK,
    ),
    "rows_untold": (
        Verdict.WARNED,
        "Sổ {name} bản trước có {before} dòng, bản này {after} dòng, nhưng gói kể khác.",
        "Hỏi đơn vị gửi về các dòng đã thêm, bỏ.",
    ),
    "receipt_useless": (
        Verdict.WARNED,
        "Phiếu kèm theo ({name}) không dùng được: {why}",
        "Kèm đúng tệp phiếu do Sở Công thương gửi rồi kiểm tra lại.",
    ),
    "receipt_other": (
        Verdict.WARNED,
        "Phiếu {code} trả lời một tệp khác ({name}) nên không chứng thực được thời điểm của tệp này.",
        "Kèm đúng phiếu trả lời tệp này rồi kiểm tra lại.",
    ),
    "receipt_early": (
        Verdict.WARNED,
        "Phiếu {code} ghi thời điểm sau ngày giờ của máy này.",
        "Xem lại ngày giờ của máy này rồi kiểm tra lại.",
    ),
    "shared_tax_codes": (
        Verdict.WARNED,
        "Có {count} mã số thuế trùng với danh sách của đơn vị khác.",
        "Đối chiếu với đơn vị kia để biết đối tượng thuộc địa bàn nào.",
    ),
}


def told(code: str, /, **facts: object) -> Finding:
    """The finding of that code; `facts` fill its sentence. Raises KeyError when there is no such code or fact."""
    weight, sentence, cure = _WORDS[code]
    return Finding(code, sentence.format(**facts), cure, weight)


@dataclass(frozen=True)
class Placed(Finding):
    """A finding that has a place: sheet, row and column as people call them, and what stands there."""

    sheet: str = ""
    row: str = ""
    column: str = ""
    value: str = ""


def told_at(place: tuple[str, str, str, str], code: str, /, **facts: object) -> Placed:
    """`told` at a place: (sheet, row, column, value)."""
    found = told(code, **facts)
    return Placed(found.code, found.sentence, found.cure, found.weight, *place)


def at_most(findings: Sequence[Finding], most: int) -> tuple[Finding, ...]:
    """The first `most` findings of data, then one that says how many more there are."""
    if len(findings) <= most:
        return tuple(findings)
    return (*findings[:most], told("data_faults", count=len(findings) - most))


def sentences(findings: Iterable[Finding]) -> tuple[str, ...]:
    """What they say, each once, the weightiest first; remarks, on which nothing hangs, are left out."""
    weighing = (each for each in findings if each.weight is not Verdict.VALID)
    ordered = sorted(weighing, key=lambda each: -each.weight.rank)
    return tuple(dict.fromkeys(each.sentence for each in ordered))
