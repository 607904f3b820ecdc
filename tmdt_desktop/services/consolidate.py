"""The province's figures: totals of accepted packages alone, each open to its office, its package and its rows."""

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Connection, select

from tmdt_desktop.catalogues.indicators import Indicator, annex_lines, indicator, indicators
from tmdt_desktop.catalogues.offices import COMMITTEE_DUTIES, office_on, offices_on
from tmdt_desktop.errors import Blocked, Refused
from tmdt_desktop.figures import Scope, compute_all
from tmdt_desktop.i18n import day, moment
from tmdt_desktop.records.package import Direction, Package, PackageState
from tmdt_desktop.records.report import ReportKind
from tmdt_desktop.reports.document import Annex, Block, Column, Document, Kind, Table
from tmdt_desktop.services.figure_rows import FigureRows
from tmdt_desktop.services.frozen import seqs_behind
from tmdt_desktop.services.recount import needs_personal
from tmdt_desktop.services.report_periods import window
from tmdt_desktop.store import settings as store_settings
from tmdt_desktop.store.workspace import Workspace
from tmdt_desktop.task import SILENT, Task
from tmdt_desktop.whole_files import free_name

if TYPE_CHECKING:
    from tmdt_desktop.reports.workbook import Sheet

_OFFICES_A_TABLE = 9
_ADDED = frozenset({"count", "sum", "listed"})
_SUMMED = "Cộng số của các đơn vị"


@dataclass(frozen=True)
class OfficeShare:
    """What one office reported, and in which accepted package."""

    office: str
    name: str
    value: int | None
    package: UUID


@dataclass(frozen=True)
class TotalLine:
    """One figure of the province; None when no office collected it.

    What can be added is the sum of the offices. Where the same thing may be counted in two offices it is counted once,
    from all rows together; where the rows do not allow that, the sum stands and `note` says so.
    """

    code: str
    label: str
    unit: str
    value: int | None
    by_office: tuple[OfficeShare, ...]
    note: str = ""


@dataclass(frozen=True)
class Reported:
    """An office whose package was accepted."""

    office: str
    name: str
    package: UUID
    revision: int
    received_at: datetime
    verdict: str
    code: str


@dataclass(frozen=True)
class Totals:
    """The province's year. `missing`: (code, name) of the committees that have not reported."""

    year: int
    period: tuple[date, date]
    figures: tuple[TotalLine, ...]
    reported: tuple[Reported, ...]
    missing: tuple[tuple[str, str], ...]


def totals(ws: Workspace, year: int) -> Totals:
    """Add up the accepted packages of `year`."""
    with ws.read() as connection:
        period = window(store_settings.load(connection), year)
        packages = _accepted(connection, year)
        together = _together(connection, packages, period)
    told = tuple(_reported(row) for row in packages)
    lines = tuple(_line(code, label, unit, packages, together) for code, label, unit in _figures())
    return Totals(year, period, lines, told, _missing({each.office for each in told}, period[1]))


def total_rows(ws: Workspace, year: int, code: str, office: str | None = None) -> FigureRows:
    """The rows behind a total, of one office or of all.

    Raises:
        Refused: no register is kept for the figure, or the office has no accepted package.
    """
    counted = {each.code: each for each in indicators()}.get(code)
    if counted is None:
        raise Refused(f"Chỉ tiêu {code} không có dòng nào để mở.", cure="Chọn chỉ tiêu khác.")
    with ws.read() as connection:
        packages = [row for row in _accepted(connection, year) if office in (None, row["sender"])]
        if not packages:
            raise Refused("Đơn vị này chưa có gói nào được tiếp nhận.", cure="Nhận gói của đơn vị trước.")
        period = window(store_settings.load(connection), year)
        scope = Scope(*period, packages=tuple(row["id"] for row in packages))
        return FigureRows(counted.register, array("q", seqs_behind(connection, counted, scope)), frozen=True)


def consolidate(ws: Workspace, year: int, out: Path, task: Task = SILENT) -> tuple[Path, ...]:
    """Write the province's figures as a workbook and a PDF into the folder `out`, made where missing; returns both.

    What lies there already stays: the new files take names that are free.

    Raises:
        Refused: nothing has been accepted yet. Blocked: a file cannot be written. Cancelled: the user stopped it.
    """
    from tmdt_desktop.reports.pdf import render_pdf
    from tmdt_desktop.reports.workbook import render_workbook

    made = totals(ws, year)
    if not made.reported:
        raise Refused(f"Chưa tiếp nhận gói nào của năm {year}.", cure="Nhận gói của các đơn vị trước.")
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise Blocked(f"Không tạo được thư mục {out.name}.", cure="Chọn thư mục khác rồi làm lại.") from fault
    workbook, printed = (free_name(out / f"tong-hop-tmdt-{year}.{ending}") for ending in ("xlsx", "pdf"))
    task.step(0, 2, "Ghi bảng tính")
    render_workbook(_sheets(made), workbook, task)
    task.step(1, 2, "Ghi tệp PDF")
    render_pdf(_document(made), printed, task)
    return workbook, printed


def _accepted(connection: Connection, year: int) -> list[Mapping[str, Any]]:
    """Accepted packages of the year's reports, one an office, in the order of office codes."""
    table = Package.__table__.c
    annual = (table.year == year, Package.tells(ReportKind.ANNUAL))
    mine = (table.direction == Direction.RECEIVED, table.state == PackageState.ACCEPTED, *annual)
    rows = connection.execute(select(Package.__table__).where(*mine).order_by(table.sender)).mappings()
    return [dict(row) for row in rows]


def _figures() -> Iterator[tuple[str, str, str]]:
    for line in annex_lines():
        yield line.code, line.label, line.unit


def _together(
    connection: Connection, packages: Sequence[Mapping[str, Any]], period: tuple[date, date]
) -> dict[str, int | None]:
    """Figures that must not be added up, counted over all accepted rows at once."""
    asked = [each for each in indicators() if each.measure.of not in _ADDED and not needs_personal(each)]
    if not packages:
        return {}
    scope = Scope(*period, packages=tuple(row["id"] for row in packages))
    return {figure.code: figure.value for figure in compute_all(connection, asked, scope)}


def _line(
    code: str, label: str, unit: str, packages: Sequence[Mapping[str, Any]], together: Mapping[str, int | None]
) -> TotalLine:
    shares = tuple(
        OfficeShare(row["sender"], _short(row), row["figures"]["values"].get(code), row["id"]) for row in packages
    )
    known = [share.value for share in shares if share.value is not None]
    if code in together:
        return TotalLine(code, label, unit, together[code], shares)
    note = _SUMMED if _is_not_added(code) else ""
    return TotalLine(code, label, unit, sum(known) if known else None, shares, note)


def _is_not_added(code: str) -> bool:
    counted: dict[str, Indicator] = {each.code: each for each in indicators()}
    return code in counted and indicator(code).measure.of not in _ADDED


def _short(row: Mapping[str, Any]) -> str:
    return office_on(row["sender"], date(row["year"], 12, 31)).short


def _reported(row: Mapping[str, Any]) -> Reported:
    return Reported(
        row["sender"],
        _short(row),
        row["id"],
        row["revision"],
        row["moved_at"],
        row["verdict"] or "",
        row["receipt_code"] or "",
    )


def _missing(there: set[str], on: date) -> tuple[tuple[str, str], ...]:
    owing = (office for office in offices_on(on) if office.agency == COMMITTEE_DUTIES)
    return tuple((office.code, office.short) for office in owing if office.code not in there)


# What is printed


def _sheets(made: Totals) -> "tuple[Sheet, ...]":
    from tmdt_desktop.reports.workbook import Sheet

    title = f"TỔNG HỢP CHỈ TIÊU THƯƠNG MẠI ĐIỆN TỬ TOÀN TỈNH NĂM {made.year}"
    return (
        Sheet("Tổng hợp", title, _table(made, made.reported), _period(made)),
        Sheet("Đơn vị", f"TÌNH HÌNH GỬI BÁO CÁO NĂM {made.year}", _offices(made)),
    )


def _document(made: Totals) -> Document:
    title = f"Tổng hợp chỉ tiêu thương mại điện tử toàn tỉnh\nnăm {made.year}"
    groups = [made.reported[at : at + _OFFICES_A_TABLE] for at in range(0, len(made.reported), _OFFICES_A_TABLE)]
    tables: list[Block] = [_table(made, group) for group in groups]
    annex = Annex("", title, (*tables, _offices(made)), f"({_period(made)})", landscape=True)
    return Document(title=title.replace("\n", " "), annexes=(annex,))


def _period(made: Totals) -> str:
    first, last = made.period
    return f"Kỳ số liệu từ {day(first)} đến {day(last)}; tiếp nhận {len(made.reported)} đơn vị"


def _table(made: Totals, offices: Sequence[Reported]) -> Table:
    wanted = {each.office for each in offices}
    columns = (
        Column("Mã", 14, Kind.CODE),
        Column("Chỉ tiêu", 55),
        Column("Đơn vị tính", 20, Kind.UNIT),
        Column("Toàn tỉnh", 22, Kind.FIGURE),
        *(Column(each.name, 22, Kind.FIGURE) for each in offices),
        Column("Ghi chú", 22, Kind.NOTE),
    )
    rows = tuple(
        (line.code, line.label, line.unit, line.value, *_shares(line, wanted), line.note) for line in made.figures
    )
    return Table(columns, rows)


def _shares(line: TotalLine, wanted: set[str]) -> Iterator[int | None]:
    yield from (share.value for share in line.by_office if share.office in wanted)


def _offices(made: Totals) -> Table:
    columns = (
        Column("STT", 10, Kind.ORDER),
        Column("Đơn vị", 45),
        Column("Lần", 12, Kind.UNIT),
        Column("Tiếp nhận lúc", 30, Kind.UNIT),
        Column("Kết quả kiểm tra", 35, Kind.UNIT),
        Column("Mã tiếp nhận", 45, Kind.CODE),
    )
    there = [
        (each.name, str(each.revision), moment(each.received_at), each.verdict, each.code) for each in made.reported
    ]
    gone = [(name, "", "", "Chưa có báo cáo được tiếp nhận", "") for _, name in made.missing]
    rows = tuple((place, *line) for place, line in enumerate([*there, *gone], 1))
    return Table(columns, rows, caption="Tình hình gửi báo cáo")
