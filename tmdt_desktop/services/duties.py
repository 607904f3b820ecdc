"""The office's duties under the regulation, each with what the registers show of it this year."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Literal

from sqlalchemy import Connection, func, select

from tmdt_desktop.catalogues.duties import Duty, Frequency, duties_of
from tmdt_desktop.catalogues.indicators import indicator
from tmdt_desktop.figures import Scope, clause
from tmdt_desktop.i18n import number
from tmdt_desktop.records import REGISTERS, Record, register
from tmdt_desktop.records.report import Report, ReportKind
from tmdt_desktop.services.make_report import window
from tmdt_desktop.services.report_life import GONE_OUT
from tmdt_desktop.store import settings as store_settings
from tmdt_desktop.store.workspace import Workspace

DutyState = Literal["shown", "missing", "no_register"]
_ON_DEMAND = (Frequency.AD_HOC, Frequency.ON_REQUEST)
_LONGEST_TITLE = 64


@dataclass(frozen=True)
class DutyLine:
    """One duty. `clause` «19.1.b», `cite` «khoản 1 Điều 19», `text` the words of the regulation, `title` their beginning.

    `count` is the evidence of the period in `register` (its code); both are None while no register of it is kept.
    """

    id: str
    clause: str
    cite: str
    title: str
    text: str
    leads: bool
    state: DutyState
    count: int | None
    register: str | None
    sentence: str


def duty_board(ws: Workspace, year: int) -> tuple[DutyLine, ...]:
    """Every duty of the office in the reporting year, in the order of the regulation."""
    with ws.read() as connection:
        period = window(store_settings.load(connection), year)
        return board(connection, ws.office, year, period)


def board(connection: Connection, office: str, year: int, period: tuple[date, date]) -> tuple[DutyLine, ...]:
    """`duty_board` within an open connection."""
    counts = _Counts(connection, office, year, period)
    return tuple(_line(duty, counts) for duty in duties_of(office, period[1]))


class _Counts:
    """What the registers hold of the period; each number is asked for once."""

    def __init__(self, connection: Connection, office: str, year: int, period: tuple[date, date]) -> None:
        self._connection, self._year = connection, year
        self._scope = Scope(*period, offices=(office,))
        self._known: dict[str, int] = {}

    def figure(self, code: str) -> int:
        """The records behind an indicator."""
        if code not in self._known:
            counted = indicator(code)
            of = register(counted.register)
            asked = select(func.count()).select_from(of.__table__).where(clause(counted, self._scope))
            self._known[code] = self._connection.scalar(asked) or 0
        return self._known[code]

    def rows(self, of: type[Record]) -> int:
        """The office's own records of the period, or all of them where no day decides."""
        table = of.__table__.c
        own = [table.package.is_(None)]
        if of.period_field:
            own.append(table[of.period_field].between(self._scope.period_from, self._scope.period_to))
        return self._connection.scalar(select(func.count()).select_from(of.__table__).where(*own)) or 0

    def sent_reports(self, kind: ReportKind) -> int:
        """The reports of the year that went out."""
        table = Report.__table__.c
        own = (table.package.is_(None), table.year == self._year, table.kind == kind, table.state.in_(GONE_OUT))
        return self._connection.scalar(select(func.count()).select_from(Report.__table__).where(*own)) or 0

    @property
    def year(self) -> int:
        """The reporting year."""
        return self._year


def _line(duty: Duty, counts: _Counts) -> DutyLine:
    kept = {made.code for made in REGISTERS}
    shown = next((each for each in duty.evidence if each.register in kept), None)
    if shown is None:
        names = ", ".join(each.name for each in duty.evidence) or "sổ cho việc này"
        sentence = f"Phần mềm chưa có {names[0].lower()}{names[1:]}. Ghi kết quả vào lời văn báo cáo."
        return _made(duty, ("no_register", None, None), sentence)
    count, sentence = _SHOWN.get(shown.register, _any)(duty, shown.register, counts)
    return _made(duty, ("shown" if count else "missing", count, shown.register), sentence)


def _made(duty: Duty, shown: tuple[DutyState, int | None, str | None], sentence: str) -> DutyLine:
    state, count, of = shown
    clause_ = ".".join(part for part in (str(duty.article), duty.clause, duty.part) if part)
    return DutyLine(duty.id, clause_, duty.cite, _title(duty.text), duty.text, duty.leads, state, count, of, sentence)


def _title(text: str) -> str:
    """The first words of a duty, up to where the sentence first pauses."""
    pauses = [at for mark in ",;:." if (at := text.find(mark)) > 0]
    head = text[: min(pauses)] if pauses else text
    return head if len(head) <= _LONGEST_TITLE else head[:_LONGEST_TITLE].rsplit(" ", 1)[0] + "…"


def _businesses(_duty: Duty, _register: str, counts: _Counts) -> tuple[int, str]:
    count = counts.figure("C5.1")
    if count:
        return count, f"{number(count)} đối tượng đang hoạt động."
    return 0, "Danh sách chưa có đối tượng nào. Nhập danh sách hoặc thêm từng dòng."


def _trainings(duty: Duty, _register: str, counts: _Counts) -> tuple[int, str]:
    """Organising is one duty, taking part another (Điều 19.1)."""
    count = counts.figure("C3.1" if duty.leads else "C3.2")
    what = "lớp đã tổ chức" if duty.leads else "cuộc đã tham gia"
    if count:
        return count, f"{number(count)} {what} trong kỳ."
    return 0, f"Chưa có {what} trong kỳ. Ghi vào sổ Tập huấn."


def _reports(duty: Duty, _register: str, counts: _Counts) -> tuple[int, str]:
    kind = ReportKind.AD_HOC if duty.frequency in _ON_DEMAND else ReportKind.ANNUAL
    count = counts.sent_reports(kind)
    if kind is ReportKind.AD_HOC:
        return count, f"{number(count)} báo cáo đột xuất đã gửi." if count else "Chưa phát sinh báo cáo đột xuất."
    if count:
        return count, f"Đã gửi báo cáo năm {counts.year}."
    return 0, f"Chưa gửi báo cáo năm {counts.year}. Lập, ký rồi xuất gói."


def _any(_duty: Duty, code: str, counts: _Counts) -> tuple[int, str]:
    """A register without a sentence of its own."""
    of = register(code)
    count = counts.rows(of)
    return (
        count,
        f"{number(count)} {of.one} trong kỳ." if count else f"Chưa có {of.one} trong kỳ. Ghi vào sổ {of.title}.",
    )


_Shower = Callable[[Duty, str, _Counts], tuple[int, str]]
_SHOWN: Mapping[str, _Shower] = MappingProxyType({"business": _businesses, "training": _trainings, "report": _reports})
