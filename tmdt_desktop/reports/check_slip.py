"""The report of a signature check: verdict, why and what to do before the details (TT 15/2025/TT-BKHCN)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from tmdt_desktop import i18n
from tmdt_desktop.reports.document import (
    Annex,
    Block,
    Column,
    Document,
    Heading,
    KeyValues,
    Kind,
    Paragraph,
    Rich,
    Run,
    Table,
)
from tmdt_desktop.reports.slips import Issuer, PackagePart, parts_table, slip_head
from tmdt_desktop.reports.wording import grouped_hash

_COLUMNS_A_TABLE = 2
_TITLE = "KẾT QUẢ KIỂM TRA CHỮ KÝ SỐ"
_NOTE = (
    "Kết luận là một trong năm mức: hợp lệ; hợp lệ có cảnh báo; chưa xác định được; không hợp lệ; hỏng. "
    "Phiếu do phần mềm lập từ tệp có mã băm nêu trên; người nhận có thể kiểm tra lại bằng công cụ khác."
)


@dataclass(frozen=True)
class CheckedSignature:
    """One signature: what it is for, its items as (label, words), and the verdict on it alone."""

    role: str
    items: tuple[tuple[str, str], ...]
    verdict: str


@dataclass(frozen=True)
class CheckFinding:
    """One thing that was found: how much it weighs in words, what is so, what to do."""

    weight: str
    sentence: str
    cure: str


@dataclass(frozen=True)
class CheckContent:
    """The whole check. `file_facts`: size and kind in words; `trust`: against what it was checked; `facts`: (label,
    words) that the file says of itself. Without `issuer` it is a bare page of nobody's.
    """

    about: str
    file: str
    file_facts: str
    sha256: str
    checked_at: datetime
    trust: str
    program: str
    verdict: str
    why: str
    cure: str
    facts: tuple[tuple[str, str], ...]
    signatures: tuple[CheckedSignature, ...]
    findings: tuple[CheckFinding, ...]
    parts: tuple[PackagePart, ...]
    issuer: Issuer | None = None


def check_slip(content: CheckContent) -> Document:
    """Kết quả kiểm tra chữ ký số."""
    title, body, issuer = f"Kết quả kiểm tra chữ ký số {content.file}", tuple(_body(content)), content.issuer
    if issuer is None:
        page = Annex(number="", title=_TITLE, body=body, accompanying=content.about, bare=True)
        return Document(title=title, annexes=(page,), foot=f"{content.program} · {content.file}")
    return Document(
        title=title,
        head=slip_head(issuer, ""),
        kind=_TITLE,
        about=content.about,
        body=body,
        signing=issuer.signing,
        copies=issuer.copies,
        slip=True,
    )


def _body(content: CheckContent) -> Iterator[Block]:
    """Numbered headings over what there is to say."""
    sections = [(title, blocks) for title, blocks in _sections(content) if blocks]
    for place, (title, blocks) in enumerate(sections, 1):
        yield Heading(2, str(place), title)
        yield from blocks
    yield Paragraph((Run(_NOTE, italic=True),))


def _sections(content: CheckContent) -> Iterator[tuple[str, tuple[Block, ...]]]:
    yield (
        f"Kết luận: {content.verdict.upper()}",
        (KeyValues((("Vì sao", content.why), ("Việc cần làm", content.cure))),),
    )
    yield "Tệp được kiểm tra", (KeyValues(tuple(_file(content))),)
    yield "Chi tiết từng chữ ký số", tuple(_signatures(content.signatures))
    yield "Các điểm tìm thấy", (_findings(content.findings),) if content.findings else ()
    yield "Nội dung của gói", (parts_table(content.parts, caption=""),) if content.parts else ()


def _file(content: CheckContent) -> Iterator[tuple[str, Rich]]:
    yield "Tên tệp", f"{content.file} ({content.file_facts})" if content.file_facts else content.file
    if content.sha256:
        yield "Mã băm SHA-256", grouped_hash(content.sha256)
    yield from content.facts
    yield "Thời điểm kiểm tra", f"{content.checked_at.astimezone(i18n.VIETNAM):%d/%m/%Y %H:%M:%S} +07:00"
    yield "Căn cứ để tin", content.trust
    yield "Phần mềm kiểm tra", f"{content.program}, không dùng mạng"


def _signatures(signatures: tuple[CheckedSignature, ...]) -> Iterator[Table]:
    for start in range(0, len(signatures), _COLUMNS_A_TABLE):
        shown = signatures[start : start + _COLUMNS_A_TABLE]
        heads = [Column(f"Chữ ký {place}\n({one.role})", 64) for place, one in enumerate(shown, start + 1)]
        items = [(*one.items, ("Kết luận", one.verdict)) for one in shown]
        rows = tuple((label, *(dict(each)[label] for each in items)) for label, _ in items[0])
        yield Table((Column("Nội dung kiểm tra", 40), *heads), rows)


def _findings(findings: tuple[CheckFinding, ...]) -> Table:
    columns = (
        Column("STT", 10, Kind.ORDER),
        Column("Mức", 28, Kind.UNIT),
        Column("Điểm tìm thấy", 74),
        Column("Việc cần làm", 62),
    )
    return Table(
        columns, tuple((place, each.weight, each.sentence, each.cure) for place, each in enumerate(findings, 1))
    )
