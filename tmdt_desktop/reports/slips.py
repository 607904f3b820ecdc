"""What the Department answers with: receipt and return."""

from dataclasses import dataclass
from datetime import date, datetime

from tmdt_desktop import i18n
from tmdt_desktop.reports.document import (
    Column,
    Document,
    Head,
    KeyValues,
    Kind,
    Paragraph,
    Rich,
    Run,
    Signing,
    Table,
)
from tmdt_desktop.reports.wording import grouped_hash, padded


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
        head=slip_head(issuer, f"Mã tiếp nhận: {content.code}"),
        kind="PHIẾU TIẾP NHẬN",
        about=content.about,
        body=(
            Paragraph(f"{issuer.full_name} xác nhận đã tiếp nhận gói báo cáo sau:"),
            KeyValues(pairs),
            parts_table(content.parts),
        ),
        signing=issuer.signing,
        copies=issuer.copies,
        slip=True,
    )


def parts_table(parts: tuple[PackagePart, ...], caption: str = "Thành phần của gói") -> Table:
    """The files of a package, a row each."""
    columns = (
        Column("STT", 12, Kind.ORDER),
        Column("Thành phần", 72),
        Column("Dung lượng (byte)", 31, Kind.FIGURE),
        Column("Kết quả kiểm tra", 50),
    )
    rows = tuple((place, f"{part.what} ({part.file})", part.size, part.verdict) for place, part in enumerate(parts, 1))
    return Table(columns, rows, caption=caption)


def slip_head(issuer: Issuer, code_line: str) -> Head:
    """The two blocks at the top of a slip; `code_line` stands where a document has its number."""
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
        head=slip_head(issuer, f"Mã trả lại: {content.code}"),
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
