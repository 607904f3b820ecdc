"""What the office owes, worst first: until when, which step the year's report has reached, what to do next."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any, Literal

from sqlalchemy import Connection, func, select

from tmdt_desktop.catalogues.duties import reporters_on
from tmdt_desktop.catalogues.holidays import deadline, last_day
from tmdt_desktop.catalogues.offices import office_on
from tmdt_desktop.catalogues.periods import year_of
from tmdt_desktop.i18n import VIETNAM, day, moment, number
from tmdt_desktop.records import REGISTERS
from tmdt_desktop.records.business import Business
from tmdt_desktop.records.package import Direction, Package, PackageState
from tmdt_desktop.records.report import Report, ReportKind, ReportState
from tmdt_desktop.services.agenda_lines import AgendaItem, Level, due_lines
from tmdt_desktop.services.back_up import LastBackup, last_backup
from tmdt_desktop.services.doubts import doubtful
from tmdt_desktop.services.duties import DutyLine, board
from tmdt_desktop.services.office_end import ended_words, last_year
from tmdt_desktop.services.report_checks import stops
from tmdt_desktop.services.report_life import DONE, GONE_OUT, Held, held, newest_id
from tmdt_desktop.services.report_periods import LAST_YEAR, window
from tmdt_desktop.store import settings as store_settings
from tmdt_desktop.store.settings import Settings
from tmdt_desktop.store.tables import AuditBatch
from tmdt_desktop.store.workspace import Workspace

StepState = Literal["done", "now", "later"]
DEPARTMENT = "SCT"
_ORDER: tuple[Level, ...] = ("stop", "look", "info")
_REMEMBERED = 31
"""Days after the last day during which an unsent report is still what the office is asked about first."""
_BACKUP_DAYS, _ANSWER_DAYS, _NEAR_DAYS = 7, 5, 7
_WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")
_LONG_AGO = date(9999, 12, 31)


@dataclass(frozen=True)
class Deadline:
    """Until when the report of `year` is owed. `days_left` counts to the last safe working day, below zero when past."""

    year: int
    period_from: date
    period_to: date
    last_safe: date
    days_left: int
    sent: bool
    sentence: str
    detail: str


@dataclass(frozen=True)
class StepLine:
    """One of the six steps of the year, with a word of what it has reached."""

    name: str
    state: StepState
    note: str


@dataclass(frozen=True)
class DoneLine:
    """Something done this week."""

    what: str
    when: datetime


@dataclass(frozen=True)
class BackupState:
    """How the newest copy stands. `old`: none, or too long ago."""

    old: bool
    sentence: str
    detail: str
    last: LastBackup | None


@dataclass(frozen=True)
class Agenda:
    """The first page. `steps` is empty at the Department, whose part is to receive."""

    today: date
    deadline: Deadline
    steps: tuple[StepLine, ...]
    items: tuple[AgendaItem, ...]
    duties: tuple[DutyLine, ...]
    done: tuple[DoneLine, ...]
    backup: BackupState


@dataclass(frozen=True)
class _Seen:
    """What one reading of the workspace found."""

    connection: Connection
    settings: Settings
    today: date
    year: int
    report: Held | None
    duties: tuple[DutyLine, ...]
    ended: tuple[str, str]
    """That the office was gone before this report was due, and who took over; else empty."""

    @property
    def period(self) -> tuple[date, date]:
        return window(self.settings, self.year)

    @property
    def due(self) -> date:
        return deadline(self.year, self.settings.early_days)

    @property
    def late(self) -> Level:
        """How loud the report is asked for: an office that is gone is not pressed."""
        return "stop" if self.today > self.due - timedelta(days=_NEAR_DAYS) and not self.ended[0] else "look"


def agenda(ws: Workspace, today: date) -> Agenda:
    """Everything owed on `today`, the office's own calendar day."""
    backup = _backup(last_backup(ws), today)
    with ws.read() as connection:
        seen = _look(connection, ws.office, today)
        department = ws.office == DEPARTMENT
        owed = _intake(seen) if department else _district_items(seen)
        items = (
            *owed,
            *due_lines(connection, today),
            *_settings_items(seen, department=department),
            *_backup_items(backup),
        )
        steps = () if department else _steps(seen)
        done = _done(connection, today)
        due = _deadline(seen, department=department)
    ordered = sorted(items, key=lambda item: (_ORDER.index(item.level), item.by_when or _LONG_AGO))
    return Agenda(today, due, steps, tuple(ordered), seen.duties, done, backup)


def _look(connection: Connection, office: str, today: date) -> _Seen:
    settings = store_settings.load(connection)
    year = min(_year(connection, settings, today), last_year(office, today, settings) or LAST_YEAR)
    id_ = newest_id(connection, year)
    report = held(connection, id_) if id_ else None
    duties = board(connection, office, year, window(settings, year))
    due = deadline(year, settings.early_days)
    ended = ended_words(office, today) if office_on(office, today).last_day(due) < due else ("", "")
    return _Seen(connection, settings, today, year, report, duties, ended)


def _year(connection: Connection, settings: Settings, today: date) -> int:
    """The year of the newest report until its receipt has come and a while longer, so that its line is seen turning green;
    else last year while it is owed; else the year running.
    """
    running = year_of(today, (settings.period_start_month, settings.period_start_day))
    table = Report.__table__.c
    own = select(table.year, table.state).where(table.package.is_(None), table.kind == ReportKind.ANNUAL)
    newest = connection.execute(own.order_by(table.year.desc(), table.revision.desc()).limit(1)).first()
    if newest is not None:
        fresh = today <= last_day(newest[0]) + timedelta(days=_REMEMBERED)
        if fresh or newest[1] not in (ReportState.RECEIVED, ReportState.REPLACED):
            return int(newest[0])
    told = newest is not None and newest[0] >= running - 1
    remembered = today <= last_day(running - 1) + timedelta(days=_REMEMBERED)
    return running - 1 if remembered and not told else running


def _gone_out(connection: Connection, year: int) -> bool:
    """Some revision of the year's report has been sent."""
    table = Report.__table__.c
    own = (table.package.is_(None), table.kind == ReportKind.ANNUAL, table.year == year, table.state.in_(GONE_OUT))
    return connection.scalar(select(table.id).where(*own).limit(1)) is not None


def _deadline(seen: _Seen, *, department: bool) -> Deadline:
    left = (seen.due - seen.today).days
    sent = _gone_out(seen.connection, seen.year)
    what = f"báo cáo năm {seen.year}"
    if sent:
        sentence = f"Đã gửi {what}"
    elif seen.ended[0]:
        return Deadline(seen.year, *seen.period, seen.due, 0, sent, *_ended(seen))
    elif left > 0:
        sentence = f"{number(left)} ngày nữa đến hạn {'nhận' if department else 'gửi'} {what}"
    elif left == 0:
        sentence = f"Hôm nay là ngày cuối {'nhận' if department else 'gửi'} {what}"
    else:
        sentence = f"Quá hạn {'nhận' if department else 'gửi'} {what} {number(-left)} ngày"
    weekday = _WEEKDAYS[seen.due.weekday()]
    detail = (
        f"Gửi chậm nhất {weekday} {day(seen.due)} (Sở nhận trước ngày {day(last_day(seen.year) + timedelta(days=1))})"
    )
    return Deadline(seen.year, *seen.period, seen.due, left, sent, sentence, detail)


def _ended(seen: _Seen) -> tuple[str, str]:
    what, after = seen.ended
    return what, f"{after} Sổ này còn lập được báo cáo đến năm {seen.year}.".strip()


def _steps(seen: _Seen) -> tuple[StepLine, ...]:
    """Sổ → Số liệu → Báo cáo → Ký số → Gửi gói → Tiếp nhận."""
    report, rows = seen.report, _own_rows(seen)
    state = report.state if report else None
    closed = f"chốt {day(report.frozen.at.astimezone(VIETNAM).date())}" if report else "chưa chốt"
    reached = (
        ("Sổ", rows > 0, f"{number(rows)} dòng"),
        ("Số liệu", report is not None, closed),
        ("Báo cáo", state is not None and state is not ReportState.DRAFT, state.value.lower() if state else ""),
        ("Ký số", state in DONE, "đã đóng dấu" if state in DONE else ""),
        ("Gửi gói", state in GONE_OUT, "đã gửi" if state in GONE_OUT else ""),
        ("Tiếp nhận", state is ReportState.RECEIVED, "Sở đã nhận" if state is ReportState.RECEIVED else ""),
    )
    now = next((at for at, (_, done, _) in enumerate(reached) if not done), len(reached))
    return tuple(
        StepLine(name, "done" if done else "now" if at == now else "later", note)
        for at, (name, done, note) in enumerate(reached)
    )


def _own_rows(seen: _Seen) -> int:
    table = Business.__table__
    own = select(func.count()).select_from(table).where(table.c.package.is_(None))
    return seen.connection.scalar(own) or 0


def _district_items(seen: _Seen) -> Iterator[AgendaItem]:
    yield from _report_items(seen)
    yield from _unanswered(seen)
    yield from _register_items(seen)
    yield from _duty_items(seen)


_NEXT: Mapping[ReportState, tuple[str, str, str, str]] = MappingProxyType(
    {
        ReportState.MADE: ("đã lập, chưa trình", "Trình người đứng đầu duyệt, sau đó ký, đóng dấu.", "Trình", "report"),
        ReportState.SUBMITTED: ("chờ duyệt", "Người đứng đầu duyệt, hoặc trả lại để sửa.", "Duyệt", "report"),
        ReportState.SENT_BACK: ("bị trả lại để sửa", "Xem lời người duyệt, sửa rồi trình lại.", "Mở báo cáo", "report"),
        ReportState.APPROVED: ("đã duyệt, chưa ký", "Chờ lãnh đạo ký, sau đó đóng dấu cơ quan.", "Ký số", "sign"),
        ReportState.SIGNED: ("chờ đóng dấu", "Lãnh đạo đã ký, còn dấu cơ quan.", "Ký số", "sign"),
        ReportState.SEALED: ("chưa gửi", "Báo cáo đã ký, đóng dấu; chưa xuất gói.", "Xuất gói", "export"),
        ReportState.ISSUED: ("chưa gửi", "Báo cáo đã phát hành; chưa xuất gói.", "Xuất gói", "export"),
        ReportState.RETURNED: (
            "bị trả lại",
            "Xem lý do trên phiếu trả lại, lập bản sửa đổi rồi gửi lại.",
            "Lập bản sửa đổi",
            "report",
        ),
    }
)
"""What is owed of a report in each state: (how it stands, why, the act, where)."""


def _report_items(seen: _Seen) -> Iterator[AgendaItem]:
    report, last = seen.report, seen.period[1]
    late = seen.late
    if report is None:
        if seen.today > last:
            why = f"Kỳ báo cáo đã hết ngày {day(last)}."
            yield AgendaItem(
                late, f"Chưa chốt số liệu năm {seen.year}", why, seen.due, "Chốt số liệu", f"start:{seen.year}"
            )
        return
    if report.state is ReportState.DRAFT:
        yield _draft_item(seen, report, late)
    elif report.state in _NEXT:
        what, why, action, place = _NEXT[report.state]
        level: Level = "stop" if report.state is ReportState.RETURNED else late
        yield AgendaItem(level, f"«{report.name}» {what}", why, seen.due, action, f"{place}:{report.id}")


def _draft_item(seen: _Seen, report: Held, late: Level) -> AgendaItem:
    stopped, target = stops(report, seen.settings), f"report:{report.id}"
    if stopped:
        what = f"«{report.name}» còn {number(len(stopped))} lỗi phải sửa"
        return AgendaItem(late, what, stopped[0].sentence, seen.due, "Mở báo cáo", target)
    why = "Không còn lỗi; lập tệp rồi trình duyệt."
    return AgendaItem(late, f"«{report.name}» là dự thảo", why, seen.due, "Mở báo cáo", target)


def _unanswered(seen: _Seen) -> Iterator[AgendaItem]:
    """Packages of whatever year that the Department has not answered."""
    table, report = Package.__table__.c, Report.__table__.c
    open_ = (table.direction == Direction.SENT, table.state == PackageState.SENT, table.package.is_(None))
    asked = select(report.name, table.moved_at).where(report.id == table.report_id, *open_).order_by(table.moved_at)
    for name, sent in seen.connection.execute(asked):
        on = sent.astimezone(VIETNAM).date()
        level: Level = "look" if (seen.today - on).days > _ANSWER_DAYS else "info"
        why = f"Gửi ngày {day(on)}. Khi Sở gửi tệp trả lời, bấm Nhận tệp."
        yield AgendaItem(level, f"«{name}» chưa có phiếu tiếp nhận", why, None, "Nhận tệp", "packages")


def _register_items(seen: _Seen) -> Iterator[AgendaItem]:
    for of in REGISTERS:
        count = len(doubtful(seen.connection, of))
        if count:
            what = f"{number(count)} dòng trong «{of.title}» cần xem lại"
            why = "Xem từng dòng có dấu vàng, sửa hoặc giữ nguyên."
            yield AgendaItem("look", what, why, None, "Xem từng dòng", f"doubts:{of.code}")
    asked = {each.register for line in seen.duties for each in line.evidence}
    if Business.code in asked and not _own_rows(seen):
        why = "Số liệu của báo cáo đếm từ danh sách này."
        yield AgendaItem("look", "Danh sách TMĐT chưa có dòng nào", why, seen.due, "Nhập danh sách", "import:business")


def _duty_items(seen: _Seen) -> Iterator[AgendaItem]:
    missing = [line for line in seen.duties if line.state == "missing" and not line.by_report]
    if missing:
        what = f"{number(len(missing))} nhiệm vụ của Quy chế chưa có minh chứng, chưa trả lời"
        why = "Khoản " + ", ".join(line.clause for line in missing) + ". Ghi vào sổ, hoặc trả lời «Không phát sinh»."
        yield AgendaItem(seen.late, what, why, seen.due, "Trả lời nhiệm vụ", "duties")


def _settings_items(seen: _Seen, *, department: bool) -> Iterator[AgendaItem]:
    if not seen.settings.decision.strip() and not department:
        why = "Báo cáo phải dẫn số, ngày của quyết định này."
        what = "Chưa ghi quyết định ban hành Quy chế"
        yield AgendaItem("look", what, why, seen.due, "Mở Cài đặt", "settings:decision")


def _intake(seen: _Seen) -> Iterator[AgendaItem]:
    """At the Department: whose package is not there yet, and what was sent back."""
    table = Package.__table__.c
    of_year = (table.direction == Direction.RECEIVED, table.year == seen.year)
    rows = seen.connection.execute(select(table.sender, table.state).where(*of_year)).all()
    accepted = {sender for sender, state in rows if state is PackageState.ACCEPTED}
    returned = {sender for sender, state in rows if state is PackageState.RETURNED} - accepted
    expected = {office.code: office.short for office in reporters_on(seen.due) if office.code != DEPARTMENT}
    owing = [name for code, name in expected.items() if code not in accepted]
    level: Level = "stop" if seen.today > seen.due else "look"
    if owing:
        what = f"{number(len(owing))}/{number(len(expected))} đơn vị chưa có báo cáo năm {seen.year}"
        shown = ", ".join(owing[:4]) + ("…" if len(owing) > 4 else "")
        yield AgendaItem(level, what, f"{shown[0].upper()}{shown[1:]}.", seen.due, "Nhận tệp", "packages")
    if returned:
        what = f"{number(len(returned))} đơn vị chưa gửi lại báo cáo bị trả"
        yield AgendaItem(level, what, "Nhắc đơn vị sửa và gửi lại.", seen.due, "Xem gói", "packages")


def _backup(last: LastBackup | None, today: date) -> BackupState:
    if last is None:
        return BackupState(
            old=True, sentence="Chưa có bản sao lưu", detail="Máy hỏng thì mất hết sổ. Cắm USB rồi sao lưu.", last=None
        )
    days = (today - last.made_at.astimezone(VIETNAM).date()).days
    place = f"{moment(last.made_at)} · {last.file.parent.name or last.file.parent} · đã mở lại và so khớp"
    if days > _BACKUP_DAYS:
        return BackupState(old=True, sentence=f"Bản sao lưu đã {number(days)} ngày", detail=place, last=last)
    return BackupState(old=False, sentence="Bản sao lưu tốt", detail=place, last=last)


def _backup_items(backup: BackupState) -> Iterator[AgendaItem]:
    if backup.old:
        yield AgendaItem("look", backup.sentence, backup.detail, None, "Sao lưu ngay", "backup")


def _done(connection: Connection, today: date) -> tuple[DoneLine, ...]:
    """The newest acts of the last seven days, each kind of act once."""
    week = datetime.combine(today - timedelta(days=6), datetime.min.time(), VIETNAM)
    table = AuditBatch.__table__.c
    newest = func.max(table.at)
    recent = select(table.what, newest).where(table.at >= week).group_by(table.what)
    rows: Any = connection.execute(recent.order_by(newest.desc()).limit(5)).all()
    return tuple(DoneLine(what, at) for what, at in rows)
