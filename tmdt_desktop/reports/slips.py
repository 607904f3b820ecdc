"""What the Department answers with: receipt, return, and the report of a signature check."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from tmdt_desktop import i18n
from tmdt_desktop.reports.document import (
    Block,
    Column,
    Document,
    Head,
    Heading,
    KeyValues,
    Kind,
    Paragraph,
    Rich,
    Run,
    Signing,
    Table,
)
from tmdt_desktop.reports.wording import grouped_hash, padded

_COLUMNS_A_TABLE = 2
_CHECK_NOTE = (
    "Kết luận là một trong năm mức: hợp lệ; hợp lệ có cảnh báo; chưa xác định được; không hợp lệ; hỏng. "
    "Phiếu do phần mềm lập từ tệp có mã băm nêu trên; người nhận có thể kiểm tra lại bằng công cụ khác."
)


@dataclass(frozen=True)
class Issuer:
    """The office that issues a slip: `office` «Sở Công thương», `full_name` «Sở Công thương tỉnh Vĩnh Phúc»."""

    office: str
    full_name: str
    parent_office: str
    place: str
    day: date
    signing: Signing
    copies: tuple[str, ...] = ()


@dataclass(frozen=True)
class PackagePart:
    """One file of a package: what it is, its name, its size in bytes, what the check found."""

    what: str
    file: str
    size: int
    verdict: str


@dataclass(frozen=True)
class ReceiptContent:
    """`report` «Số 312/BC-UBND ngày 18/12/2024, kỳ báo cáo năm 2024»; `due` is the day before which it was owed.

    `correction`: why and how much a corrected report changes, in one line; empty for a first one.
    """

    issuer: Issuer
    code: str
    about: str
    sender: str
    sender_code: str
    report: str
    channel: str
    received_at: datetime
    due: date
    in_time: bool
    sha256: str
    parts: tuple[PackagePart, ...]
    result: str = "Đã tiếp nhận; số liệu được đưa vào tổng hợp toàn tỉnh."
    correction: str = ""


def receipt_slip(content: ReceiptContent) -> Document:
    """Phiếu tiếp nhận: the package came, whole, and counts."""
    issuer = content.issuer
    timely = "gửi đúng hạn" if content.in_time else "gửi quá hạn"
    pairs: tuple[tuple[str, Rich], ...] = (
        ("Đơn vị gửi", f"{content.sender} (mã {content.sender_code})"),
        ("Báo cáo", content.report),
        *((("Bản sửa đổi", content.correction),) if content.correction else ()),
        ("Hình thức gửi", content.channel),
        ("Thời điểm tiếp nhận", _to_the_second(content.received_at)),
        ("Thời hạn báo cáo", (Run(f"Trước ngày {i18n.day(content.due)} - "), Run(timely, bold=True))),
        ("Mã băm SHA-256 của gói", grouped_hash(content.sha256)),
        ("Kết quả", (Run(content.result, bold=True),)),
    )
    return Document(
        title=f"Phiếu tiếp nhận {content.code}",
        head=_head(issuer, f"Mã tiếp nhận: {content.code}"),
        kind="PHIẾU TIẾP NHẬN",
        about=content.about,
        body=(
            Paragraph(f"{issuer.full_name} xác nhận đã tiếp nhận gói báo cáo sau:"),
            KeyValues(pairs),
            _parts_table(content.parts),
        ),
        signing=issuer.signing,
        copies=issuer.copies,
        slip=True,
    )


def _parts_table(parts: tuple[PackagePart, ...]) -> Table:
    columns = (
        Column("STT", 12, Kind.ORDER),
        Column("Thành phần", 72),
        Column("Dung lượng (byte)", 31, Kind.FIGURE),
        Column("Kết quả kiểm tra", 50),
    )
    rows = tuple((place, f"{part.what} ({part.file})", part.size, part.verdict) for place, part in enumerate(parts, 1))
    return Table(columns, rows, caption="Thành phần của gói")


def _head(issuer: Issuer, code_line: str) -> Head:
    return Head(
        office=issuer.office,
        place=issuer.place,
        year=issuer.day.year,
        parent_office=issuer.parent_office,
        day=issuer.day,
        code_line=code_line,
    )


def _to_the_second(moment: datetime) -> str:
    return f"{moment.astimezone(i18n.VIETNAM):%d/%m/%Y %H:%M:%S} +07:00"


@dataclass(frozen=True)
class Fault:
    """One reason for a return: where, what stands there, why it cannot stand and what is asked."""

    sheet: str
    row: str
    column: str
    value: str
    reason: str
    is_error: bool = True


@dataclass(frozen=True)
class ReturnContent:
    """`report` «Báo cáo số 309/BC-UBND ngày 16/12/2024 (phiên bản 1, nhận lúc 14:05 ngày 16/12/2024)»."""

    issuer: Issuer
    code: str
    about: str
    to: str
    report: str
    faults: tuple[Fault, ...]
    next_version: int
    due: date
    locality: str


def return_slip(content: ReturnContent) -> Document:
    """Phiếu trả lại: one row a fault, then what to do, until when, and what happens meanwhile."""
    issuer = content.issuer
    return Document(
        title=f"Phiếu trả lại {content.code}",
        head=_head(issuer, f"Mã trả lại: {content.code}"),
        kind="PHIẾU TRẢ LẠI",
        about=content.about,
        to=(content.to,),
        body=(
            Paragraph(
                f"{issuer.office} trả lại gói báo cáo kèm theo {content.report} vì có {_counted(content)} như sau:"
            ),
            _fault_table(content.faults),
        ),
        closing=(
            Run("Lỗi phải sửa; cảnh báo phải sửa hoặc ghi rõ lý do giữ nguyên. "),
            Run(f"Đề nghị đơn vị gửi lại phiên bản {content.next_version} thay thế "),
            Run(f"trước ngày {i18n.day(content.due)}", bold=True),
            Run(f". Trong thời gian chưa gửi lại, số liệu của {content.locality} chưa được đưa vào tổng hợp toàn tỉnh"),
        ),
        signing=issuer.signing,
        copies=issuer.copies,
        slip=True,
    )


def _counted(content: ReturnContent) -> str:
    errors = sum(fault.is_error for fault in content.faults)
    warnings = len(content.faults) - errors
    told = [f"{padded(count)} {word}" for count, word in ((errors, "lỗi"), (warnings, "cảnh báo")) if count]
    return " và ".join(told)


def _fault_table(faults: tuple[Fault, ...]) -> Table:
    columns = (
        Column("STT", 10, Kind.ORDER),
        Column("Biểu", 20),
        Column("Dòng, mã", 16),
        Column("Cột", 20),
        Column("Giá trị hiện có", 32),
        Column("Lý do, yêu cầu", 50),
        Column("Mức", 17, Kind.UNIT),
    )
    rows = tuple(
        (
            place,
            fault.sheet,
            fault.row,
            fault.column,
            fault.value,
            fault.reason,
            "Lỗi" if fault.is_error else "Cảnh báo",
        )
        for place, fault in enumerate(faults, 1)
    )
    return Table(columns, rows)


@dataclass(frozen=True)
class SignatureFacts:
    """What was found about one signature; `role` heads its column («người có thẩm quyền», «cơ quan»)."""

    role: str
    signer: str
    organisation: str
    serial: str
    authority: str
    valid_from: date
    valid_to: date
    signed_at: datetime | None
    algorithm: str
    coverage: str
    later_changes: str
    integrity: str
    chain: str
    revocation: str
    verdict: str


@dataclass(frozen=True)
class CheckContent:
    """The whole check: the file, against what it was checked, the verdict in one sentence, each signature."""

    issuer: Issuer
    about: str
    file: str
    file_facts: str
    sha256: str
    checked_at: datetime
    trust: str
    verdict: str
    verdict_sentence: str
    signatures: tuple[SignatureFacts, ...]


def check_slip(content: CheckContent) -> Document:
    """Kết quả kiểm tra chữ ký số: the verdict in words before the details (TT 15/2025/TT-BKHCN)."""
    return Document(
        title=f"Kết quả kiểm tra chữ ký số {content.file}",
        head=_head(content.issuer, ""),
        kind="KẾT QUẢ KIỂM TRA CHỮ KÝ SỐ",
        about=content.about,
        body=tuple(_check_body(content)),
        signing=content.issuer.signing,
        copies=content.issuer.copies,
        slip=True,
    )


def _check_body(content: CheckContent) -> Iterator[Block]:
    yield Heading(2, "1", "Tệp được kiểm tra")
    yield KeyValues(
        (
            ("Tên tệp", f"{content.file} ({content.file_facts})"),
            ("Mã băm SHA-256", grouped_hash(content.sha256)),
            ("Thời điểm kiểm tra", _to_the_second(content.checked_at)),
            ("Danh mục tin cậy", content.trust),
        )
    )
    yield Heading(2, "2", f"Kết luận chung: {content.verdict.upper()} - {content.verdict_sentence}")
    if content.signatures:
        yield Heading(2, "3", "Chi tiết từng chữ ký số")
    starts = range(0, len(content.signatures), _COLUMNS_A_TABLE)
    for start in starts:
        note = _CHECK_NOTE if start == starts[-1] else ""
        yield _signature_table(content.signatures[start : start + _COLUMNS_A_TABLE], start + 1, note)
    if not content.signatures:
        yield Paragraph((Run(_CHECK_NOTE, italic=True),))


def _signature_table(signatures: tuple[SignatureFacts, ...], first: int, note: str) -> Table:
    heads = [Column(f"Chữ ký {place}\n({one.role})", 64) for place, one in enumerate(signatures, first)]
    columns = (Column("Nội dung kiểm tra", 40), *heads)
    facts = [_facts(one) for one in signatures]
    rows = tuple((label, *(dict(each)[label] for each in facts)) for label, _ in facts[0])
    return Table(columns, rows, note=note)


def _facts(one: SignatureFacts) -> tuple[tuple[str, str], ...]:
    return (
        ("Chủ thể chứng thư", one.signer),
        ("Chức vụ, cơ quan", one.organisation),
        ("Số sê-ri chứng thư", one.serial),
        ("Cơ quan cấp", one.authority),
        ("Hiệu lực chứng thư", f"{i18n.day(one.valid_from)} - {i18n.day(one.valid_to)}"),
        ("Thời gian ký", _to_the_second(one.signed_at) if one.signed_at else "Không ghi"),
        ("Thuật toán", one.algorithm),
        ("Phạm vi ký", one.coverage),
        ("Thay đổi sau khi ký", one.later_changes),
        ("Tính toàn vẹn", one.integrity),
        ("Chuỗi chứng thư", one.chain),
        ("Tình trạng thu hồi", one.revocation),
        ("Kết luận", one.verdict),
    )
