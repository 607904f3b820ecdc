"""Annexes that are lists: Phụ lục I (businesses, in a file of its own) and Phụ lục II (training)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from tmdt_desktop import i18n
from tmdt_desktop.reports.document import Annex, Block, Column, Document, Kind, Paragraph, Row, Table, total_of
from tmdt_desktop.reports.wording import accompanying


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
    body: tuple[Block, ...] = (training_table(lines),) if lines else (Paragraph("Trong kỳ không phát sinh."),)
    return Annex("II", title, body, accompanies)


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
    """Phụ lục I: who reports for which year, and the lines in the order in which they are printed."""

    office: str
    locality: str
    symbol: str
    year: int
    lines: tuple[BusinessLine, ...]
    legend: str = ""


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
    accompanies = accompanying("Báo cáo", content.symbol, content.year, content.office)
    annex = Annex("I", title, (business_table(content),), accompanies, landscape=True)
    return Document(title=f"Phụ lục I. {title}", annexes=(annex,))
