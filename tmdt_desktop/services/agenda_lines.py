"""What others wait for: requests, petitions and surveys that fall due, certificates near their end."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from sqlalchemy import Connection, func, select

from tmdt_desktop.i18n import VIETNAM, day, moment, number, vietnam_time
from tmdt_desktop.records.business import Business, Channel, Procedure
from tmdt_desktop.records.petition import Petition, PetitionState
from tmdt_desktop.records.report import Report
from tmdt_desktop.records.request import Request
from tmdt_desktop.records.survey_round import SurveyRound

Level = Literal["stop", "look", "info"]
_NEAR_DAYS, _SHOWN, _TERM_DAYS = 7, 5, 30


@dataclass(frozen=True)
class AgendaItem:
    """One thing owed. `target` leads to it: «report:<id>», «sign:<id>», «export:<id>», «start:2024», «register:business»,
    «record:request:<id>», «doubts:business», «import:business», «settings:decision», «duties», «packages», «backup».
    """

    level: Level
    what: str
    why: str
    by_when: date | None
    action: str
    target: str


def due_lines(connection: Connection, today: date) -> Iterator[AgendaItem]:
    """Everything with a day of its own that is open and near, or past."""
    yield from _requests(connection, today)
    yield from _petitions(connection, today)
    yield from _surveys(connection, today)
    yield from _certificates(connection, today)
    yield from _false_logos(connection)


def _requests(connection: Connection, today: date) -> Iterator[AgendaItem]:
    """Each open request that falls due within a week; those later are told together."""
    table = Request.__table__.c
    open_ = (table.package.is_(None), table.answered_on.is_(None))
    asked = select(table.id, table.subject, table.due_at, table.assignee).where(*open_).order_by(table.due_at)
    limit = datetime.combine(today + timedelta(days=_NEAR_DAYS + 1), time(), VIETNAM)
    near = connection.execute(asked.where(table.due_at < limit)).all()
    for id_, subject, due, assignee in near[:_SHOWN]:
        on = vietnam_time(due)
        late = on.date() < today
        who = f" Người phụ trách: {assignee}." if assignee else " Chưa ghi người phụ trách."
        what = f"{'Quá hạn' if late else 'Đến hạn'} trả lời: {subject}"
        level: Level = "stop" if on.date() <= today else "look"
        yield AgendaItem(level, what, f"Hạn {moment(due)}.{who}", on.date(), "Mở yêu cầu", f"record:request:{id_}")
    later = (connection.scalar(select(func.count()).select_from(Request.__table__).where(*open_)) or 0) - len(near)
    if len(near) > _SHOWN:
        what = f"Còn {number(len(near) - _SHOWN)} yêu cầu đến hạn trong tuần"
        yield AgendaItem("look", what, "Mở sổ để xem hạn từng yêu cầu.", None, "Mở sổ", "register:request")
    if later:
        why = "Hạn còn hơn một tuần."
        yield AgendaItem("info", f"{number(later)} yêu cầu chưa trả lời", why, None, "Mở sổ", "register:request")


def _petitions(connection: Connection, today: date) -> Iterator[AgendaItem]:
    """Subjects are not told here: a denunciation has no place on the first page."""
    table = Petition.__table__.c
    open_ = (table.package.is_(None), table.state.in_((PetitionState.NEW, PetitionState.IN_PROGRESS)))
    dues = connection.scalars(select(table.due_on).where(*open_).order_by(table.due_on)).all()
    late = [due for due in dues if due < today]
    near = [due for due in dues if today <= due <= today + timedelta(days=_NEAR_DAYS)]
    if late:
        why = f"Hạn sớm nhất là {day(late[0])}. Trả lời, hoặc chuyển nơi có thẩm quyền."
        what = f"{number(len(late))} kiến nghị, phản ánh quá hạn xử lý"
        yield AgendaItem("stop", what, why, late[0], "Mở sổ", "register:petition")
    if near:
        what = f"{number(len(near))} kiến nghị, phản ánh đến hạn trong tuần"
        yield AgendaItem("look", what, f"Hạn sớm nhất là {day(near[0])}.", near[0], "Mở sổ", "register:petition")


def _surveys(connection: Connection, today: date) -> Iterator[AgendaItem]:
    table = SurveyRound.__table__.c
    near = (table.package.is_(None), table.ends_on.is_(None), table.due_on <= today + timedelta(days=_NEAR_DAYS))
    asked = select(table.id, table.name, table.due_on).where(*near).order_by(table.due_on)
    for id_, name, due in connection.execute(asked.limit(_SHOWN)):
        level: Level = "stop" if due < today else "look"
        why = "Ghi ngày kết thúc đợt khi đã nộp kết quả."
        what = f"{'Quá hạn' if due < today else 'Đến hạn'} nộp kết quả «{name}»"
        yield AgendaItem(level, what, why, due, "Mở đợt khảo sát", f"record:survey_round:{id_}")


def _certificates(connection: Connection, today: date) -> Iterator[AgendaItem]:
    """The certificates that signed last, by what was noted at the signing."""
    table = Report.__table__.c
    signed = select(table.files).where(table.package.is_(None), table.files.is_not(None))
    ends: dict[str, date] = {}
    for files in connection.scalars(signed.order_by(table.changed_at)):
        for kept in files.values():
            if isinstance(kept, dict) and "until" in kept:
                ends[kept["owner"]] = date.fromisoformat(kept["until"])
    for owner, end in sorted(ends.items()):
        left = (end - today).days
        if left < 0:
            what = f"Chứng thư của {owner} đã hết hạn"
            yield AgendaItem(
                "stop",
                what,
                f"Hết hạn ngày {day(end)}. Đề nghị nơi cấp gia hạn.",
                end,
                "Đăng ký chứng thư mới",
                "trust",
            )
        elif left <= _TERM_DAYS:
            what = f"Chứng thư của {owner} còn {number(left)} ngày"
            yield AgendaItem(
                "look",
                what,
                f"Hết hạn ngày {day(end)}. Đề nghị nơi cấp gia hạn sớm.",
                end,
                "Đăng ký chứng thư mới",
                "trust",
            )


def _false_logos(connection: Connection) -> Iterator[AgendaItem]:
    """A channel that bears the mark «Đã thông báo» without a confirmation (NĐ 98/2020/NĐ-CP, Điều 62)."""
    business, channel = Business.__table__.c, Channel.__table__.c
    unconfirmed = channel.procedure.in_((Procedure.NOT_NOTIFIED, Procedure.NOT_REGISTERED, Procedure.REFUSED))
    asked = select(business.name).where(business.id == channel.parent, business.package.is_(None))
    names = connection.scalars(asked.where(channel.shows_logo, unconfirmed).distinct().limit(_SHOWN + 1)).all()
    if names:
        shown = "; ".join(names[:_SHOWN]) + ("…" if len(names) > _SHOWN else "")
        what = "Có kênh gắn logo «Đã thông báo» khi chưa được xác nhận"
        yield AgendaItem("look", what, f"{shown}. Xem lại thủ tục của kênh.", None, "Mở danh sách", "register:business")
