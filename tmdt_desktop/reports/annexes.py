"""Annexes that are lists: I businesses (in a file of its own), II training, III communication, IV inspections, VI petitions."""

from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from datetime import date

from tmdt_desktop import i18n
from tmdt_desktop.reports.document import Annex, Block, Column, Document, Kind, Paragraph, Row, Table, total_of
from tmdt_desktop.reports.wording import Allotted, accompanying

NOTHING = "Không phát sinh."
"""What stands where nothing happened in the period."""
Blocks = tuple[Block, ...]


@dataclass(frozen=True)
class TrainingLine:
    """One session. `attendees` and `women` count «lượt»; `cost` in đồng; None where nothing was noted."""

    topic: str
    first_day: date | None
    last_day: date | None
    venue: str
    host: str
    attendees: int | None
    women: int | None
    cost: int | None
    note: str = ""


_TRAINING_COLUMNS = (
    Column("STT", 9, Kind.ORDER),
    Column("Nội dung, chuyên đề", 42),
    Column("Thời gian", 21, Kind.UNIT),
    Column("Địa điểm", 25),
    Column("Đơn vị tổ chức", 25),
    Column("Lượt học viên", 14, Kind.FIGURE),
    Column("Trong đó nữ", 13, Kind.FIGURE),
    Column("Kinh phí (đồng)", 20, Kind.FIGURE),
    Column("Ghi chú", 14, Kind.NOTE),
)


def training_table(lines: tuple[TrainingLine, ...]) -> Table:
    """The sessions of the period and their total."""
    rows = tuple(_training_row(place, line) for place, line in enumerate(lines, 1))
    return Table(
        columns=_TRAINING_COLUMNS,
        rows=rows,
        column_numbers=("1", "2", "3", "4", "5", "6", "7", "8", "9"),
        total=total_of(_TRAINING_COLUMNS, rows),
    )


def _training_row(place: int, line: TrainingLine) -> Row:
    days = _days(line.first_day, line.last_day)
    return place, line.topic, days, line.venue, line.host, line.attendees, line.women, line.cost, line.note


def _days(first: date | None, last: date | None) -> str:
    if first is None or last is None or first == last:
        known = first or last
        return i18n.day(known) if known else ""
    return f"{i18n.day(first)} -\n{i18n.day(last)}"


def training_annex(year: int, locality: str, accompanies: str, lines: tuple[TrainingLine, ...]) -> Annex:
    """Phụ lục II."""
    title = f"Danh sách lớp tập huấn, hội thảo về thương mại điện tử\n{locality} năm {year}"
    body: tuple[Block, ...] = (training_table(lines),) if lines else (Paragraph(NOTHING),)
    return Annex("II", title, body, accompanies)


@dataclass(frozen=True)
class CommunicationLine:
    """One activity in words: `means` «Đài truyền thanh», `contents` its subjects, `day` or days, `place` where,
    `quantity` «12 lượt phát», `reached` people reached (None where nobody counted), `cost` in đồng.
    """

    name: str
    means: str
    contents: str
    day: str
    place: str
    quantity: str
    reached: int | None
    cost: int | None
    note: str = ""


_COMMUNICATION_COLUMNS = (
    Column("STT", 9, Kind.ORDER),
    Column("Tên hoạt động", 36),
    Column("Hình thức", 20),
    Column("Nội dung", 34),
    Column("Thời gian", 21, Kind.UNIT),
    Column("Địa bàn", 20),
    Column("Số lượng", 15, Kind.UNIT),
    Column("Lượt tiếp cận", 15, Kind.FIGURE),
    Column("Kinh phí (đồng)", 20, Kind.FIGURE),
    Column("Ghi chú", 20, Kind.NOTE),
)


def communication_annex(year: int, locality: str, accompanies: str, lines: tuple[CommunicationLine, ...]) -> Annex:
    """Phụ lục III (khoản 2 Điều 19)."""
    title = f"Danh sách hoạt động tuyên truyền về thương mại điện tử\n{locality} năm {year}"
    return Annex("III", title, _listed(_COMMUNICATION_COLUMNS, lines), accompanies, landscape=True)


@dataclass(frozen=True)
class InspectionLine:
    """One inspection in which the office took part, in words; `request` is the paper of the lead body that asked for it
    (khoản 4 Điều 19). `violations` counts acts, `fines` in đồng; None where the lead body told nothing.
    """

    name: str
    kind: str
    lead: str
    request: str
    day: str
    subject: str
    outcome: str
    violations: int | None
    fines: int | None
    note: str = ""


_INSPECTION_COLUMNS = (
    Column("STT", 9, Kind.ORDER),
    Column("Cuộc kiểm tra", 30),
    Column("Loại", 15, Kind.UNIT),
    Column("Cơ quan chủ trì", 21),
    Column("Văn bản yêu cầu", 22),
    Column("Thời gian", 21, Kind.UNIT),
    Column("Đối tượng được kiểm tra", 25),
    Column("Kết quả", 19),
    Column("Số hành vi vi phạm", 14, Kind.FIGURE),
    Column("Tiền phạt (đồng)", 20, Kind.FIGURE),
    Column("Ghi chú", 34, Kind.NOTE),
)


def inspection_annex(year: int, locality: str, accompanies: str, lines: tuple[InspectionLine, ...]) -> Annex:
    """Phụ lục IV."""
    title = f"Danh sách cuộc kiểm tra về thương mại điện tử\n{locality} năm {year}"
    return Annex("IV", title, _listed(_INSPECTION_COLUMNS, lines), accompanies, landscape=True)


@dataclass(frozen=True)
class PetitionLine:
    """One petition, complaint, difficulty or proposal, in words; `received` and `due` are days as printed."""

    received: str
    kind: str
    matter: str
    subject: str
    handling: str
    due: str
    result: str


_PETITION_COLUMNS = (
    Column("STT", 9, Kind.ORDER),
    Column("Ngày nhận", 21, Kind.UNIT),
    Column("Loại", 24),
    Column("Nội dung", 55),
    Column("Tổ chức, cá nhân", 32),
    Column("Xử lý", 40),
    Column("Thời hạn", 21, Kind.UNIT),
    Column("Kết quả", 36),
)


def petition_annex(year: int, locality: str, accompanies: str, lines: tuple[PetitionLine, ...]) -> Annex:
    """Phụ lục VI."""
    title = f"Danh sách kiến nghị, phản ánh, khó khăn, vướng mắc\nvề thương mại điện tử {locality} năm {year}"
    return Annex("VI", title, _listed(_PETITION_COLUMNS, lines), accompanies, landscape=True)


def _listed(columns: tuple[Column, ...], lines: Sequence[CommunicationLine | InspectionLine | PetitionLine]) -> Blocks:
    """The lines under their columns, summed where there is something to sum; one sentence when there is no line."""
    if not lines:
        return (Paragraph(NOTHING),)
    rows = tuple((place, *astuple(line)) for place, line in enumerate(lines, 1))
    marks = tuple(str(place) for place in range(1, len(columns) + 1))
    summed = any(column.kind is Kind.FIGURE for column in columns)
    return (Table(columns, rows, column_numbers=marks, total=total_of(columns, rows) if summed else ()),)


@dataclass(frozen=True)
class BusinessLine:
    """One organisation or person that trades online; empty text prints «-» where «none» is an answer."""

    name: str
    kind: str
    tax_code: str
    address: str
    unit: str
    goods: str
    websites: str
    marketplaces: str
    networks: str
    notice: str
    note: str = ""


@dataclass(frozen=True)
class BusinessesContent:
    """Phụ lục I: who reports for which year, and the lines in the order in which they are printed.

    `known`: number and day of the report, where they stand already.
    """

    office: str
    locality: str
    symbol: str
    year: int
    lines: tuple[BusinessLine, ...]
    legend: str = ""
    known: Allotted | None = None


_BUSINESS_COLUMNS = (
    Column("STT", 9, Kind.ORDER),
    Column("Tên tổ chức, cá nhân", 41),
    Column("Loại", 15, Kind.UNIT),
    Column("Mã số thuế", 22, Kind.CODE),
    Column("Địa chỉ", 25),
    Column("Xã, thị trấn", 23),
    Column("Ngành hàng", 22),
    Column("Website, ứng dụng", 25),
    Column("Sàn TMĐT, gian hàng", 25),
    Column("Mạng xã hội", 18),
    Column("Thủ tục thông báo", 18),
    Column("Ghi chú", 14, Kind.NOTE),
)


def business_table(content: BusinessesContent) -> Table:
    """Phụ lục I as a table."""
    legend = f"{content.legend.rstrip(' .')}. " if content.legend else ""
    return Table(
        columns=_BUSINESS_COLUMNS,
        rows=tuple(_business_rows(content.lines)),
        column_numbers=tuple(str(place) for place in range(1, len(_BUSINESS_COLUMNS) + 1)),
        note=f"Ghi chú: {legend}Dấu “-”: không có. Danh sách có thông tin cá nhân, chỉ gửi các cơ quan có tên tại nơi nhận.",
    )


def _business_rows(lines: tuple[BusinessLine, ...]) -> Iterator[Row]:
    for place, line in enumerate(lines, 1):
        given = (line.tax_code, line.address, line.unit, line.goods, line.websites, line.marketplaces, line.networks)
        answers = [value or "-" for value in (*given, line.notice)]
        yield (place, line.name, line.kind, *answers, line.note)


def annex_businesses(content: BusinessesContent) -> Document:
    """Phụ lục I as a landscape document of its own, because it holds tax codes and addresses (Điều 19.3)."""
    title = f"Danh sách tổ chức, cá nhân hoạt động thương mại điện tử\n{content.locality} năm {content.year}"
    accompanies = accompanying("Báo cáo", content.symbol, content.year, content.office, content.known)
    annex = Annex("I", title, (business_table(content),), accompanies, landscape=True)
    return Document(title=f"Phụ lục I. {title}", annexes=(annex,))
